// For who sees otherwise: what a screen reader is told, as a tree that is kept; twice as large; in the system's own colours.
//
// UPDATE_EXPECT=1 writes the trees of tests/e2e/expected anew.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { eventually, expectNoAxeViolations, journey, sizes } from "../harness.mjs";
import { openDialog, parts } from "./parts.mjs";

const expected = new URL("../expected/", import.meta.url);

/** Holds the tree of an element against the one that is kept. */
async function expectTree(locator, name) {
  // Where the page lies is another place each time.
  const here = new URL(".", locator.page().url()).href;
  const tree = `${await locator.ariaSnapshot()}\n`.replaceAll(here, "ADDRESS");
  const file = new URL(`${name}.aria.yml`, expected);
  if (process.env.UPDATE_EXPECT) {
    mkdirSync(expected, { recursive: true });
    writeFileSync(file, tree);
  }
  assert.ok(existsSync(file), `${file.pathname} is not there: UPDATE_EXPECT=1 writes it`);
  assert.equal(tree, readFileSync(file, "utf8"));
}

const VIEWS = { group: undefined, messages: "messages", terminal: "terminal-members", why: "why" };

for (const [name, view] of Object.entries(VIEWS)) {
  journey(`a screen reader is told what is shown: ${name}`, async ({ page, open }) => {
    await open({ t: 16_029.5, view });
    if (view !== undefined) await page.locator(".lane:first-child .view").waitFor();
    // The page once; beside the group only what is another there.
    if (view === undefined) await expectTree(page.locator("body"), "page");
    else await expectTree(page.locator(".lane:first-child"), name);
  });
}

for (const [name, icon] of [["load", "#i-load"], ["share", "#i-share"], ["embed", "#i-embed"], ["keys", "#i-keys"]]) {
  journey(`a screen reader is told what a dialog has: ${name}`, async ({ page, open }) => {
    await open({ t: 16_029.5 });
    const dialog = await openDialog(page, icon);
    await eventually(async () => assert.equal(await dialog.locator(".coming").count(), 0));
    // What becomes of the clipboard is another browser's matter, and the address that of this server.
    await page.evaluate(() => document.querySelectorAll("dialog [role=status], dialog .link, dialog pre, dialog textarea[readonly]").forEach((e) => e.remove()));
    await expectTree(dialog, `dialog-${name}`);
  });
}

/** A window of 1280 × 800 at twice the size of everything. */
const ZOOMED = { width: sizes.laptop.width / 2, height: sizes.laptop.height / 2 };

for (const size of [ZOOMED, { width: 360, height: 740 }, sizes.laptop]) {
  journey(`Tab hides nothing that it reaches behind something else, at ${size.width} × ${size.height}`, { size, timeoutMs: 120_000 }, async ({ page, open }) => {
    await open({ scenario: "crash", t: 20_000 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
    const hidden = [];
    let reached = 0;
    for (; reached < 200; reached += 1) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === document.body) return "end";
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y]));
        const isAt = ([x, y]) => {
          const there = document.elementFromPoint(x, y);
          // A slider lies over the picture of its track, and a label over its field.
          return there !== null && (element.contains(there) || there.contains(element) || there.closest("label")?.contains(element));
        };
        return points.some(isAt) || `${element.outerHTML.slice(0, 90)} at ${Math.round(left)}, ${Math.round(top)} to ${Math.round(bottom)}`;
      });
      if (seen === "end") break;
      if (seen !== true) hidden.push(seen);
    }
    assert.ok(reached > 30 && reached < 200, `${reached} were reached`);
    assert.deepEqual(hidden, []);
  });
}

for (const theme of ["dark", "light"]) {
  journey(`in the system's own colours nothing is told by colour alone (${theme})`, { theme }, async ({ page, open }) => {
    await page.emulateMedia({ forcedColors: "active" });
    await open({ scenario: "poll-timeout", t: 26_500 });
    const look = (selector, ...names) =>
      page.locator(selector).first().evaluate((e, wanted) => wanted.map((name) => getComputedStyle(e)[name]).join(" "), names);
    const borders = ["borderTopColor", "borderTopStyle", "borderTopWidth", "outlineStyle", "outlineColor", "fontWeight", "textDecorationLine"];
    for (const [what, one, other] of [
      ["the scenario that plays", "nav.scenarios [aria-current=true]", "nav.scenarios button:not([aria-current])"],
      ["the language that is spoken", ".lang [aria-pressed=true]", ".lang [aria-pressed=false]"],
      ["the view that is shown", "[role=tab][aria-selected=true]", "[role=tab][aria-selected=false]"],
    ]) {
      assert.notEqual(await look(one, ...borders), await look(other, ...borders), what);
    }
    // Pictures keep their own colours, or have the system's: both are seen on its ground.
    const ground = await look("body", "backgroundColor");
    for (const drawn of [".chart rect[data-is]", ".chart text", ".strip rect", ".meter .fill", ".play svg"]) {
      const seen = await look(drawn, "fill", "backgroundColor", "color");
      assert.ok(seen.split(/ (?=rgb|url)/).some((colour) => colour !== ground && colour !== "rgba(0, 0, 0, 0)"), `${drawn}: ${seen} on ${ground}`);
    }
    const patterns = await page.locator(".chart rect").evaluateAll((all) => new Set(all.map((e) => getComputedStyle(e).fill).filter((fill) => fill.startsWith("url"))).size);
    assert.ok(patterns >= 2, `${patterns} patterns: holders are told apart by them`);
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), /solid|auto/);
    await parts(page).forward.click();
    await expectNoAxeViolations(page);
  });
}
