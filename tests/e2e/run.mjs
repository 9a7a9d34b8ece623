// Runs the journeys: node tests/e2e/run.mjs ADDRESS [--only TEXT] [--artifacts DIR]
//
// ADDRESS is the built page, served with its content security policy; `cargo xtask test e2e` does
// that and calls this. Prints a line a journey, and at the end `N passed, N failed`.

import { mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import * as chromium from "./chromium.mjs";
import * as firefox from "./firefox.mjs";
import { declaring, journeys } from "./registry.mjs";
import * as webkit from "./webkit.mjs";

const BROWSERS = { chromium, firefox, webkit };
// Only what hangs takes as long: on a busy machine of two cores some journeys take half a minute.
const TIMEOUT_MS = 180_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", default: "" }, artifacts: { type: "string", default: join(tmpdir(), "rebalance-e2e") } },
});
if (positionals.length !== 1) {
  console.error("usage: node tests/e2e/run.mjs ADDRESS [--only TEXT] [--artifacts DIR]");
  process.exit(2);
}
const [base] = positionals;
mkdirSync(values.artifacts, { recursive: true });

for (const file of readdirSync(new URL("journeys/", import.meta.url)).filter((name) => name.endsWith(".mjs")).sort()) {
  declaring(file);
  await import(`./journeys/${file}`);
}
const chosen = journeys.filter(({ name, file }) => `${file} ${name}`.includes(values.only));

let passed = 0;
let failed = 0;
for (const [name, browser] of Object.entries(BROWSERS)) {
  const mine = chosen.filter((journey) => journey.browser === name);
  if (mine.length === 0) continue;
  const running = await browser.start({ base, artifacts: values.artifacts });
  try {
    for (const journey of mine) await report(name, journey, running);
  } finally {
    await running.stop();
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

async function report(browser, journey, running) {
  const start = Date.now();
  try {
    await within(journey.options.timeoutMs ?? TIMEOUT_MS, running.walk(journey));
    passed += 1;
    console.log(`ok      ${browser}: ${journey.name} (${Date.now() - start} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${browser}: ${journey.name} (${journey.file})\n  ${error.message}`);
  }
}

function within(ms, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
