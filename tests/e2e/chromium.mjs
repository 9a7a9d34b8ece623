// Walks journeys in Chromium and watches what the page does besides.

import { chromium } from "playwright-core";

import { chromiumArguments, find } from "./browsers.mjs";
import { sizes, withQuery } from "./helpers.mjs";

/** One Chromium for all journeys; each gets a context of its own. */
export async function start({ base, artifacts }) {
  const browser = await chromium.launch({ executablePath: find("CHROMIUM"), args: chromiumArguments });
  return {
    walk: (journey) => walk(browser, base, artifacts, journey),
    stop: () => browser.close(),
  };
}

async function walk(browser, base, artifacts, { name, options, walk: steps }) {
  const context = await browser.newContext({
    viewport: options.size ?? sizes.laptop,
    colorScheme: options.theme ?? "dark",
    reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
    hasTouch: options.touch ?? false,
    locale: options.locale ?? "en-US",
  });
  try {
    const page = await context.newPage();
    const { messages, faults } = watch(page, base, options);
    const open = async (query) => {
      await page.goto(withQuery(new URL(options.path ?? "", base), query));
      // The clock is written when everything is drawn and listens.
      await page.waitForFunction(
        () => !document.querySelector("[data-skeleton]") && document.querySelector(".clock")?.textContent !== "",
      );
    };
    try {
      await steps({ page, context, base, open, messages });
      if (faults.length > 0) throw new Error(`the page misbehaved on the way:\n  ${faults.join("\n  ")}`);
    } catch (error) {
      const seen = faults.length > 0 && !error.message.includes(faults[0]) ? `\n  besides: ${faults.join("\n  ")}` : "";
      const picture = `${artifacts}/${name.replace(/[^a-z0-9]+/gi, "-")}.png`;
      await page.screenshot({ path: picture }).catch(() => {});
      throw new Error(`${error.message}${seen}\n  the page as it was: ${picture}`, { cause: error });
    }
  } finally {
    await context.close();
  }
}

/** Collects everything that a page that behaves does not do. */
function watch(page, base, { expectConsole }) {
  const messages = [];
  const faults = [];
  page.on("console", (message) => {
    const text = `${message.type()}: ${message.text()}`;
    messages.push(text);
    if (!expectConsole?.test(text)) faults.push(`console ${text}`);
  });
  page.on("pageerror", (error) => {
    if (!expectConsole?.test(error.message)) faults.push(`uncaught ${error.message}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith("data:") && !url.startsWith("blob:")) faults.push(`asked for ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !expectConsole?.test(response.url())) faults.push(`HTTP ${response.status()} for ${response.url()}`);
  });
  return { messages, faults };
}
