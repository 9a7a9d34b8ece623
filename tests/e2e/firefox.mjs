// Firefox, by geckodriver. Knows nothing about the page.

import { find } from "./browsers.mjs";
import { Browser, driver, walk } from "./webdriver.mjs";

/** A line that the page caused. RSLoader is Firefox's own, which finds no network for its experiments. */
const OF_THE_PAGE = /^console\.\w+: (?!RSLoader)|^JavaScript (error|warning): http/;

/** What Firefox says of a script that runs while its window is closed, in the words for one that ran for too long. */
const OF_THE_CLOSING = /Script terminated by timeout/;

/** One geckodriver for all journeys; each gets a Firefox of its own. */
export async function start({ base }) {
  // Firefox writes what the page's console says to its own output, which geckodriver passes on.
  const { address, lines, stop } = await driver((port) => [
    find("GECKODRIVER"),
    ["--port", port, "--binary", find("FIREFOX")],
    { MOZ_HEADLESS: "1" },
  ]);
  return { walk: ({ options, walk: steps }) => watched(address, base, lines, options, steps), stop };
}

async function watched(address, base, lines, { size, theme = "dark", reducedMotion = false }, steps) {
  const prefs = {
    "devtools.console.stdout.content": true,
    "devtools.console.stdout.chrome": false, // what Firefox itself says is not the page's
    "layout.css.prefers-color-scheme.content-override": theme === "dark" ? 0 : 1,
    "ui.prefersReducedMotion": reducedMotion ? 1 : 0,
    "intl.accept_languages": "en-US",
  };
  const firefox = await Browser.launch(address, "Firefox", { "moz:firefoxOptions": { args: ["-headless"], prefs } }, size);
  const first = lines.length;
  let closed = first;
  try {
    await walk(firefox, base, steps);
  } finally {
    closed = lines.length;
    await firefox.close();
  }
  const faults = lines.slice(first).filter((line, i) => OF_THE_PAGE.test(line) && !(first + i >= closed && OF_THE_CLOSING.test(line)));
  if (faults.length > 0) throw new Error(`the page misbehaved on the way:\n  ${faults.join("\n  ")}`);
}
