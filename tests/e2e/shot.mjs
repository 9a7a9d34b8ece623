// Takes pictures of a page, to look at while working on it; no test uses this.
//
//   cargo xtask serve --no-build &
//   node tests/e2e/shot.mjs http://127.0.0.1:8080/ OUT_DIR [--query "scenario=crash&t=16000&lang=ko"]
//        [--play-ms 3000]      wait so long before the picture
//        [--press "Space"]     keys to press first, separated by commas
//        [--click "SELECTOR"]  something to click first
//        [--sizes desktop,laptop,phone] [--themes dark,light]
//        [--window]            only the first screenful instead of the whole page
//
// Prints each file it writes, and what the console said.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { chromiumArguments, find } from "./browsers.mjs";
import { sizes } from "./helpers.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    query: { type: "string", default: "" },
    "play-ms": { type: "string", default: "300" },
    press: { type: "string", default: "" },
    click: { type: "string" },
    sizes: { type: "string", default: Object.keys(sizes).join(",") },
    themes: { type: "string", default: "dark,light" },
    window: { type: "boolean", default: false },
  },
});
const [address, directory] = positionals;
if (!directory) {
  console.error("usage: node tests/e2e/shot.mjs ADDRESS OUT_DIR [options]; they are listed in the file");
  process.exit(2);
}
mkdirSync(directory, { recursive: true });

const browser = await chromium.launch({ executablePath: find("CHROMIUM"), args: chromiumArguments });
for (const size of values.sizes.split(",")) {
  for (const theme of values.themes.split(",")) {
    const context = await browser.newContext({ viewport: sizes[size], colorScheme: theme, locale: "en-US" });
    const page = await context.newPage();
    page.on("console", (message) => console.log(`  console ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => console.log(`  uncaught ${error.message}`));
    const url = new URL(address);
    url.search = values.query;
    if (!url.searchParams.has("theme")) url.searchParams.set("theme", theme);
    await page.goto(url.href, { waitUntil: "load" });
    await page.waitForFunction(() => !document.querySelector("[data-skeleton]"), { timeout: 10_000 }).catch(() => console.log("  nothing was mounted in #app"));
    if (values.click) await page.locator(values.click).first().click();
    for (const key of values.press.split(",").filter(Boolean)) await page.keyboard.press(key);
    await page.waitForTimeout(Number(values["play-ms"]));
    const path = join(directory, `${size}-${theme}.png`);
    await page.screenshot({ path, fullPage: !values.window });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    console.log(path + (overflow > 0 ? `  (${overflow} px wider than the window)` : ""));
    await context.close();
  }
}
await browser.close();
