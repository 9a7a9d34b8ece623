// Nothing is cut off or printed over something else where the page gets narrow, and what has the focus can be seen.

import assert from "node:assert/strict";

import { eventually, journey, sizes } from "../harness.mjs";
import { parts } from "./parts.mjs";

const SIX = { scenario: "crash", act: "add:c4@16s", t: 20_000 };

/** Elements of these that have more in them than they show, by their text. */
const cut = (page, selector) =>
  page.locator(selector).evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent));

for (const size of [sizes.desktop, sizes.laptop, { width: 360, height: 740 }]) {
  journey(`six cards a lane are legible at ${size.width}`, { size }, async ({ page, open }) => {
    await open(SIX);
    for (const count of [5, 6]) {
      await parts(page).acts.locator("> button").first().click();
      await eventually(async () => assert.equal(await page.locator(".lane:first-child .card").count(), count));
    }
    assert.deepEqual(await cut(page, ".card .doing"), []);
    const overlaps = await page.locator(".meter").evaluateAll((meters) =>
      meters.flatMap((meter) => {
        const [name, bar, value] = [...meter.children].map((child) => child.getBoundingClientRect());
        const isOver = (a, b) => a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 1 && b.bottom > a.top + 1;
        return isOver(name, value) || isOver(bar, value) || isOver(name, bar) ? [meter.textContent] : [];
      }),
    );
    assert.deepEqual(overlaps, []);
  });
}

journey("the fold below the lanes is clear of the deck when Tab comes to it", { size: sizes.desktop }, async ({ page, open }) => {
  await open({ t: 18_000 });
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches(".settings summary"))) break;
  }
  const places = () =>
    page.evaluate(() => [document.activeElement, document.querySelector(".deck")].map((e) => e.getBoundingClientRect()));
  await eventually(async () => {
    const [fold, deck] = await places();
    assert.ok(fold.bottom <= deck.top, `the fold ends at ${fold.bottom}, the deck begins at ${deck.top}`);
  });
});

journey("both charts stand above the deck, axis included, at 1280 × 800", { size: sizes.laptop }, async ({ page, open }) => {
  await open({ t: 16_029.5 });
  const [deck, ...labels] = await page.evaluate(() =>
    [document.querySelector(".deck"), ...document.querySelectorAll(".chart text")].map((e) => e.getBoundingClientRect()).map((box) => [box.top, box.bottom]),
  );
  assert.ok(labels.length > 10);
  const lowest = Math.max(...labels.map(([, bottom]) => bottom));
  assert.ok(lowest <= deck[0], `the charts end at ${lowest}, the deck begins at ${deck[0]}`);
});

journey("three charts begin above the deck at 1280 × 800: markers, states and the first row", { size: sizes.laptop }, async ({ page, open }) => {
  await open({ t: 16_029.5, lanes: "eager,cooperative,consumer" });
  const [deck, ...rows] = await page.evaluate(() => {
    const first = [...document.querySelectorAll(".chart")].map((chart) => chart.querySelector("[data-is=row]"));
    return [document.querySelector(".deck"), ...first].map((e) => e.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom }));
  });
  assert.equal(rows.length, 3);
  for (const { bottom } of rows) assert.ok(bottom <= deck.top, `the first row ends at ${bottom}, the deck begins at ${deck.top}`);
});

// A laptop at 200 %, a small phone, and what 400 % leaves of a laptop.
for (const [size, most] of [[{ width: 640, height: 400 }, 104], [{ width: 360, height: 560 }, 150], [{ width: 320, height: 256 }, 0]]) {
  journey(`what sticks to the bottom leaves the lanes their place at ${size.width} × ${size.height}`, { size }, async ({ page, open }) => {
    await open({ t: 16_029.5 });
    const sticks = () => page.locator(".dock").evaluate((dock) => Math.max(0, innerHeight - dock.getBoundingClientRect().top));
    await page.evaluate(() => document.querySelector(".stage").scrollIntoView());
    assert.ok((await sticks()) <= most, `${await sticks()} of ${size.height} px`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing sticks out");
    // Each button can be pressed.
    for (const button of await page.locator(".transport button").all()) {
      await button.scrollIntoViewIfNeeded();
      const { x, y, width, height } = await button.boundingBox();
      const isOnTop = await button.evaluate((e, [cx, cy]) => e.contains(document.elementFromPoint(cx, cy)), [x + width / 2, y + height / 2]);
      assert.ok(isOnTop && width >= 24 && height >= 24, `${await button.getAttribute("aria-label")} is covered or small`);
    }
  });
}

journey("the greatest value fits its field", async ({ page, open }) => {
  await open({ t: 18_000, "max.poll.interval.ms": 2_147_483_647 });
  assert.deepEqual(await page.locator(".knobs input[type=text]").evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).length), 0);
});

journey("at 1440 the first scenarios stay in sight while one of them plays", { size: sizes.desktop }, async ({ page, open }) => {
  await open({ scenario: "poll-timeout", t: 18_000 });
  assert.equal(await page.locator(".scenarios ol").evaluate((row) => row.scrollLeft), 0);
});

journey("fifty acts leave the deck its height", { size: sizes.desktop }, async ({ page, open, base }) => {
  await open({ t: 18_000 });
  const height = () => page.locator(".deck").evaluate((deck) => deck.offsetHeight);
  const before = await height();
  const acts = Array.from({ length: 50 }, (_, i) => `act=add:c${i + 4}@${20 + i / 10}s`).join("&");
  await page.goto(`${base}?t=18000&${acts}`);
  await eventually(async () => assert.ok((await parts(page).own.count()) > 10));
  assert.ok((await height()) <= before + 60, `the deck grew from ${before} to ${await height()} px`);
});

journey("on paper the page is light and has no controls", async ({ page, open }) => {
  await open({ t: 18_000 });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "light");
  assert.equal(await page.locator(".transport").isVisible(), false);
  for (const lane of await parts(page).lanes.all()) assert.ok(await lane.isVisible());
  assert.ok(await parts(page).narration.isVisible());
});
