// Takes pictures of figures in a host's page, to look at while working on them; no test uses this.
//
//   node tests/e2e/figure-shot.mjs ADDRESS OUT_DIR [--html "<kafka-rebalance …>"] [--widths 390,760,1440] [--themes dark,light]

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { chromiumArguments, find } from "./browsers.mjs";
import { allReady, openHost } from "./hosting.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    html: { type: "string", default: '<kafka-rebalance scenario="scale-out" t="14000"></kafka-rebalance>' },
    widths: { type: "string", default: "390,760,1440" },
    themes: { type: "string", default: "dark,light" },
    "play-ms": { type: "string", default: "400" },
  },
});
const [address, directory] = positionals;
mkdirSync(directory, { recursive: true });
const STYLE = "body{font:16px/1.5 serif;margin:16px;background:white;color:black}[data-theme=dark] body{background:#222;color:#eee}";

const browser = await chromium.launch({ executablePath: find("CHROMIUM"), args: chromiumArguments });
for (const width of values.widths.split(",").map(Number)) {
  for (const theme of values.themes.split(",")) {
    const context = await browser.newContext({ viewport: { width, height: 6000 }, colorScheme: theme });
    const page = await context.newPage();
    page.on("console", (message) => console.log(`  console ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => console.log(`  uncaught ${error.message}\n${error.stack}`));
    await openHost(page, address, `<p>Before.</p>${values.html}<p>After.</p>`, {
      html: `lang="en" data-theme="${theme}"`,
      head: '<link rel="stylesheet" href="host.css">',
      files: { "host.css": STYLE },
    });
    await allReady(page).catch((error) => console.log(`  not ready: ${error.message}`));
    await page.waitForTimeout(Number(values["play-ms"]));
    const heights = await page.evaluate(() =>
      [...document.querySelectorAll("kafka-rebalance")].map((e) => [e.offsetHeight, e.shadowRoot.querySelector(".inner")?.offsetHeight]),
    );
    const path = join(directory, `${width}-${theme}.png`);
    await page.screenshot({ path, fullPage: true });
    console.log(path, JSON.stringify(heights));
    await context.close();
  }
}
await browser.close();
