// Whether memory stays flat over ten minutes of play, written into a file:
//
//   node tests/e2e/memory-run.mjs ADDRESS FILE
//
// `cargo xtask memory` calls this; the journey in journeys/memory.mjs is the short form of it.

import { writeFileSync } from "node:fs";

import { chromium } from "playwright-core";

import { chromiumArguments, find } from "./browsers.mjs";
import { sizes, withQuery } from "./helpers.mjs";
import { LOOPED, expectFlat, growth, hold, watch } from "./memory.mjs";

const MINUTES = 10;
const EVERY_MS = 30_000;

const [base, file] = process.argv.slice(2);
if (!file) {
  console.error("usage: node tests/e2e/memory-run.mjs ADDRESS FILE");
  process.exit(2);
}
const kb = (bytes) => (bytes / 1000).toFixed(0);
const row = ({ s, heap, wasm, nodes, listeners }) =>
  [`${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`, kb(heap), kb(wasm), nodes, listeners].map((cell) => String(cell).padStart(10)).join("");

const browser = await chromium.launch({ executablePath: find("CHROMIUM"), args: chromiumArguments });
try {
  const page = await browser.newPage({ viewport: sizes.desktop });
  await hold(page);
  await page.goto(withQuery(base, LOOPED));
  await page.waitForFunction(() => document.querySelector(".clock")?.textContent);
  const count = (MINUTES * 60_000) / EVERY_MS;
  const samples = await watch(page, { count, everyMs: EVERY_MS, told: (sample) => console.log(row(sample)) });
  const grown = growth(samples);
  const lines = [
    `What the page holds over ${MINUTES} minutes of play, by \`cargo xtask memory\`: Chromium ${browser.version()},`,
    "three lanes of ①, looped at five times the group's time. Every half minute it stands still at the opening, and what",
    "nobody holds is collected. Heap and wasm in kB, nodes and listeners in numbers.",
    "",
    ["min", "heap", "wasm", "nodes", "listeners"].map((head) => head.padStart(10)).join(""),
    ...samples.map(row),
    "",
    `From the first third to the last, by medians: heap ${kb(grown.heap)} kB, wasm ${kb(grown.wasm)} kB, nodes ${grown.nodes}, listeners ${grown.listeners}.`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  expectFlat(samples);
  console.log("it is flat\n\n1 passed, 0 failed");
} finally {
  await browser.close();
}
