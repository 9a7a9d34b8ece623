// Firefox and WebKit, by plain WebDriver: the same runs as everywhere, the four scenarios from end to end, and every key
// that the page lists.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { eventually, everywhere } from "../harness.mjs";

const repository = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

everywhere("runs have the committed fingerprints", async ({ browser, base }) => {
  const committed = repository("crates/js/tests/fingerprints.txt").trim();
  const runs = committed.split("\n").map((line) => line.split(" ").slice(0, 3));
  const scenarios = Object.fromEntries(runs.map(([name]) => [name, JSON.parse(repository(`crates/model/scenarios/${name}.json`))]));
  // A script of WebDriver has modules of its own, so the program is started once more: that of figures, which tells fingerprints.
  await browser.open(new URL("favicon.svg", base).href);
  const prints = await browser.execute(
    `const [glue, wasm, runs, scenarios] = arguments;
     return import(glue).then(async ({ default: start, part_figure_fingerprint: fingerprint }) => {
       await start({ module_or_path: fetch(wasm) });
       return runs.map(([name, variant, seed]) => fingerprint(scenarios[name], { variant, seed }));
     });`,
    new URL("rebalance-web.js", base).href,
    new URL("kafka-rebalance.wasm", base).href,
    runs,
    scenarios,
  );
  assert.equal(runs.map((run, i) => [...run, prints[i]].join(" ")).join("\n"), committed);
});

/** What the page shows, as far as these journeys look. */
const look = (browser) =>
  browser.execute(`
    const text = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent);
    const axis = document.querySelector(".chart[role=slider]");
    return {
      tab: [...document.querySelectorAll("nav.scenarios button")].findIndex((tab) => tab.getAttribute("aria-current") === "true") + 1,
      now: Number(axis.ariaValueNow),
      from: Number(axis.ariaValueMin),
      end: Number(axis.ariaValueMax),
      isPlaying: document.querySelector(".transport .play use").getAttribute("href") === "#i-pause",
      said: text("section.say p[aria-live]").join(),
      verdicts: text(".lane .verdict"),
      states: text(".lane .state"),
      dialog: document.querySelector("dialog[open]") !== null,
      view: [...document.querySelectorAll(".lane:first-child [role=tab]")].findIndex((tab) => tab.ariaSelected === "true"),
      query: location.search,
      pins: document.querySelectorAll(".pin").length,
      label: document.activeElement?.ariaLabel ?? "",
      isTyping: document.activeElement?.matches("input[type=text]") ?? false,
    };`);

/** Presses `key` and gives what the page shows as soon as `check` holds of it and of what it showed before. */
async function press(browser, key, check) {
  const before = await look(browser);
  await browser.press(key);
  return eventually(async () => {
    const after = await look(browser);
    assert.ok(check(after, before), `${key} led from ${JSON.stringify(before)} to ${JSON.stringify(after)}`);
    return after;
  });
}

/** More steps than any scenario has. */
const TOO_MANY = 100;

for (const number of [1, 2, 3, 4]) {
  everywhere(`scenario ${number} is told to its end`, { timeoutMs: 120_000 }, async ({ browser, open }) => {
    await open({ scenario: number === 1 ? "crash" : undefined, t: 0 });
    await press(browser, String(number), (now) => now.tab === number && now.isPlaying);
    let shown = await press(browser, "Home", (now) => now.now === now.from && !now.isPlaying);
    const [said, verdicts] = [new Set(), new Set()];
    for (let steps = 0; shown.now < shown.end; steps += 1) {
      assert.ok(steps < TOO_MANY, "the end is never reached");
      said.add(shown.said);
      shown.verdicts.forEach((verdict) => verdicts.add(verdict));
      shown = await press(browser, "ArrowRight", (now, before) => now.now > before.now);
    }
    assert.ok(said.size >= 4, `a story of ${said.size} sentences`);
    for (const text of said) assert.match(text, /\w+ \w+ \w+/);
    assert.ok(verdicts.size >= 2, `verdicts: ${[...verdicts].join(" | ")}`);
    for (const verdict of verdicts) assert.match(verdict, /\d/);
  });
}

/** For each key of the page's list, what it has to do. In order: each finds what the one before has left. */
const KEYS = [
  ["Space", (browser) => press(browser, "Space", (now) => now.isPlaying).then(() => press(browser, "Space", (now) => !now.isPlaying))],
  ["End", (browser) => press(browser, "End", (now) => now.now === now.end)],
  ["Home", (browser) => press(browser, "Home", (now) => now.now === now.from)],
  ["→", (browser) => press(browser, "ArrowRight", (now, before) => now.now > before.now && now.said !== before.said)],
  ["←", (browser) => press(browser, "ArrowLeft", (now, before) => now.now < before.now && now.said !== before.said)],
  ["Shift →", (browser) => press(browser, "Shift+ArrowRight", (now, before) => now.now > before.now && now.states.includes("PreparingRebalance"))],
  ["Shift ←", async (browser) => {
    const first = await look(browser);
    await press(browser, "End", (now) => now.now === now.end);
    // From the end back to the first rebalance, however many there are.
    for (let now = first.end; now > first.now; ) {
      ({ now } = await press(browser, "Shift+ArrowLeft", (shown, before) => shown.now < before.now));
      assert.ok(now >= first.now, `${now} is before the first rebalance`);
    }
  }],
  [".", (browser) => press(browser, ".", (now, before) => now.now > before.now)],
  [",", (browser) => press(browser, ",", (now, before) => now.now < before.now)],
  ["A", (browser) => press(browser, "Home", (now) => now.now === now.from).then(() => press(browser, "a", (now, before) => now.now > before.now))],
  ["S", (browser) => press(browser, "s", (now, before) => now.now > before.now)],
  ["+", (browser) => press(browser, "+", (now) => now.query.includes("window="))],
  ["-", (browser) => press(browser, "-", (now, before) => now.query !== before.query)],
  ["0", (browser) => press(browser, "+", (now) => now.query.includes("window=")).then(() => press(browser, "0", (now) => !now.query.includes("window=")))],
  ["[", (browser) => press(browser, "[", (now) => now.query.includes("range="))],
  ["]", (browser) => press(browser, "ArrowRight", (now, before) => now.now > before.now).then(() => press(browser, "]", (now, before) => now.query.includes("range=") && now.query !== before.query))],
  ["L", (browser) => press(browser, "l", (now) => now.query.includes("loop"))],
  ["m", (browser) => press(browser, "m", (now) => now.view === 1)],
  ["t", (browser) => press(browser, "t", (now) => now.view === 2)],
  ["w", (browser) => press(browser, "w", (now) => now.view === 3)],
  ["g", (browser) => press(browser, "g", (now) => now.view === 0)],
  // A marker that has the focus: moved, undone, typed at, taken away.
  ["Tab ← →", async (browser) => {
    await browser.execute(`document.querySelector(".pin").focus();`);
    await press(browser, "ArrowRight", (now) => now.query.includes("step="));
  }],
  ["Ctrl Z", (browser) => press(browser, "Control+z", (now) => !now.query.includes("step="))],
  ["Enter", async (browser) => {
    await browser.execute(`document.querySelector(".pin").focus();`);
    await press(browser, "Enter", (now) => now.isTyping);
    await press(browser, "Escape", (now) => !now.isTyping);
  }],
  ["Del", async (browser) => {
    await browser.execute(`document.querySelector(".pin").focus();`);
    await press(browser, "Delete", (now) => now.query.includes("never"));
  }],
  // Another than the one that is shown comes first.
  ...["2", "3", "4", "5", "6", "7", "8", "9", "1"].map((digit) => [
    digit,
    (browser) => press(browser, digit, (now) => now.tab === Number(digit)),
  ]),
  ["?", (browser) => press(browser, "?", (now) => now.dialog)],
  ["Esc", (browser) => press(browser, "Escape", (now) => !now.dialog)],
];

/** The keys of a line of the list, one by one: "1 – 9" is nine, Shift goes with each that follows it, Ctrl with its key, and Tab
 * leads to what the arrows move. */
function keysOf(line) {
  const range = /^(\d) – (\d)$/.exec(line);
  if (range) return Array.from({ length: range[2] - range[1] + 1 }, (_, i) => String(Number(range[1]) + i));
  const [first, ...rest] = line.split(" ");
  if (first === "Ctrl" || first === "Tab") return [line];
  return first === "Shift" ? rest.map((key) => `Shift ${key}`) : [first, ...rest];
}

everywhere("every key of the list does what the list says", async ({ browser, open }) => {
  await open({ t: 0 });
  await press(browser, "?", (now) => now.dialog);
  const lines = await eventually(async () => {
    const lines = await browser.execute(`return [...document.querySelectorAll("dialog[open] dt")].map((dt) =>
      [...dt.childNodes].map((node) => node.textContent.trim()).filter(Boolean).join(" "));`);
    assert.ok(lines.length > 0, "the list has not come");
    return lines;
  });
  assert.deepEqual(lines.flatMap(keysOf).sort(), KEYS.map(([key]) => key).sort(), "the list and what is tried here differ");
  await press(browser, "Escape", (now) => !now.dialog);
  for (const [key, holds] of KEYS) {
    await holds(browser).catch((error) => {
      throw new Error(`${key}: ${error.message}`, { cause: error });
    });
  }
});

everywhere("what reads a group is fetched, and its group is shown", async ({ browser, open }) => {
  await open({ t: 0 });
  await browser.click("header button:has(use[href='#i-load'])");
  await browser.until(
    `const field = document.querySelector("dialog[open] textarea");
     if (field && !field.value) {
       field.value = arguments[0];
       field.dispatchEvent(new Event("input", { bubbles: true }));
     }
     return document.querySelector("dialog[open] button.primary:not(:disabled)");`,
    repository("tests/samples/billing.offsets.txt"),
  );
  await browser.click("dialog button.primary");
  await browser.until(`return document.querySelector(".headline .group code")?.textContent === "billing"`);
});
