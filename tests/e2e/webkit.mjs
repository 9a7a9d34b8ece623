// WebKit, as GTK has it, by its own driver. Knows nothing about the page.

import { spawn } from "node:child_process";
import { once } from "node:events";

import { find } from "./browsers.mjs";
import { Browser, driver, stopped, walk } from "./webdriver.mjs";

/** The screen that it draws on, which nobody sees. */
const SCREEN = "1600x1100x24";

/**
 * What it is started with. Its sandbox asks for rights that root in a container does not have; nothing is opened here but
 * the page under test.
 */
const ENVIRONMENT = { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", LIBGL_ALWAYS_SOFTWARE: "1" };

/** One driver for all journeys; each gets a browser of its own. */
export async function start({ base }) {
  const screen = spawn(find("XVFB"), ["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const [number] = await once(screen.stdout.setEncoding("utf8"), "data");
  const { address, stop } = await driver((port) => [
    find("WEBKITDRIVER"),
    [`--port=${port}`],
    { ...ENVIRONMENT, DISPLAY: `:${number.trim()}` },
  ]);
  return {
    walk: ({ options, walk: steps }) => closed(address, base, options, steps),
    stop: async () => {
      await stop();
      await stopped(screen);
    },
  };
}

async function closed(address, base, { size }, steps) {
  const webkit = await Browser.launch(address, "WebKit", {}, size);
  try {
    await walk(webkit, base, steps);
  } finally {
    await webkit.close();
  }
}
