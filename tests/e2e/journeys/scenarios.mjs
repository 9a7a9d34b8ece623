// Each scenario that the page has is walked from its first step to its last, as a lecturer does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { eventually, journey } from "../harness.mjs";
import { isPlaying, parts, playhead } from "./parts.mjs";

/** The one that pauses at each step. */
const STEPWISE = "scale-out";

/** More steps than any scenario has: a walk that gets here goes in a circle. */
const TOO_MANY = 100;

/** The page's own list: one more there is one more walk. */
const list = readFileSync(new URL("../../../crates/model/src/scenario/builtin.rs", import.meta.url), "utf8");
const SCENARIOS = [...list.matchAll(/^ {4}(?:builtin|as_configured)\("([a-z-]+)"/gm)].map(([, name]) => name);

journey("the page has a button for each of its scenarios", async ({ page, open }) => {
  await open({ t: 0 });
  assert.equal(await parts(page).tabs.count(), SCENARIOS.length + 1, "and one for what is often said");
});

SCENARIOS.forEach((name, index) => {
  journey(`${name} is told step by step to its end`, async ({ page, open }) => {
    await open({ scenario: index === 0 ? "crash" : undefined, t: 0 });
    const { axes, forward, lanes, narration, tabs } = parts(page);
    await tabs.nth(index).click();
    await eventually(async () => assert.equal(await tabs.nth(index).getAttribute("aria-current"), "true"));
    assert.equal(await page.locator("nav.scenarios [aria-current]").count(), 1);
    if (index > 0) await eventually(async () => assert.match(page.url(), new RegExp(`[?&]scenario=${name}(&|$)`)));
    if (await isPlaying(page)) await parts(page).play.click();
    await page.keyboard.press("Home");
    await eventually(async () => {
      const { now, from } = await playhead(page);
      assert.equal(now, from);
    });

    let said = await narration.textContent();
    let steps = 0;
    for (; await forward.isEnabled(); steps += 1) {
      assert.ok(steps < TOO_MANY, "the end is never reached");
      await forward.click();
      // Two steps may share a millisecond, so the words tell; the step to the end of the axis has none of its own.
      said = await eventually(async () => {
        const [words, { now, end }] = [await narration.textContent(), await playhead(page)];
        assert.ok(words !== said || now === end, `step ${steps + 1} says what the one before said: ${said}`);
        return words;
      });
    }
    assert.ok(steps >= 3, `a story of ${steps} steps`);
    const { now, end } = await playhead(page);
    assert.equal(now, end);

    const lanesShown = await lanes.count();
    assert.ok(lanesShown >= 1);
    assert.equal(await axes.count(), lanesShown);
    for (const verdict of await lanes.locator(".verdict").allTextContents()) assert.match(verdict, /\d/);
    const score = await page.locator(".score dd b").allTextContents();
    assert.ok(score.length >= 4 * lanesShown, `${score.length} numbers for ${lanesShown} lanes`);
    const numbers = score.filter((value) => /\d/.test(value));
    assert.ok(numbers.length > score.length / 2, `hardly a number in the scoreboard: ${score}`);
  });
});

journey("each step of the fourth scenario has an instant and an address of its own", async ({ page, open }) => {
  await open({ scenario: STEPWISE, t: 0 });
  const { forward, narration } = parts(page);
  while (await forward.isEnabled()) {
    const { now } = await playhead(page);
    await forward.click();
    const step = await eventually(async () => {
      const { now: next } = await playhead(page);
      assert.ok(next > now, `the step after ${now} ms is at ${next} ms`);
      return next;
    });
    await eventually(async () => assert.equal(Number(new URL(page.url()).searchParams.get("t")), step));
    assert.match(await page.locator(".transport .factor").textContent(), /^×\d/);
    const said = await narration.textContent();
    await page.reload();
    await eventually(async () => assert.equal(await narration.textContent(), said));
    assert.equal((await playhead(page)).now, step);
  }
});
