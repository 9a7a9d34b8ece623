// The third lane: added, switched and removed by hand, there at once where there is room, and told in the address.

import assert from "node:assert/strict";

import { eventually, expectNoAxeViolations, journey, sizes } from "../harness.mjs";
import { parts, playhead } from "./parts.mjs";

const titles = (page) => page.locator(".lane h2").allTextContents();
const named = (page) => new URL(page.url()).searchParams.get("lanes");

journey("the third lane is one press away, by keyboard too, and goes again", async ({ page, open }) => {
  await open({ t: 18_000 });
  const { now } = await playhead(page);
  assert.deepEqual(await titles(page), ["Eager", "Cooperative"]);
  await page.locator(".more-lanes button", { hasText: "KIP-848" }).focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.deepEqual(await titles(page), ["Eager", "Cooperative", "KIP-848"]));
  await eventually(async () => assert.equal(named(page), "eager,cooperative,consumer"));
  assert.equal((await playhead(page)).now, now);
  assert.equal(await page.locator(".score li:first-child dd").count(), 3);
  assert.match(await page.locator(".more-lanes").textContent(), /three lanes at most/, "why no other can be added");

  await page.locator(".lane:first-child .lane-head select").selectOption("StickyAssignor");
  await eventually(async () => assert.equal(named(page), "sticky,cooperative,consumer"));
  await page.reload();
  await eventually(async () => assert.equal((await titles(page)).length, 3));
  await page.locator(".lane:last-child .lane-head button").click();
  await eventually(async () => assert.equal((await titles(page)).length, 2));
});

journey("a wide window opens with three lanes unless the address names others", { size: sizes.wide }, async ({ page, open, base }) => {
  await open({ t: 18_000 });
  assert.deepEqual(await titles(page), ["Eager", "Cooperative", "KIP-848"]);
  assert.equal(named(page), null);
  await page.goto(`${base}?t=18000&lanes=eager,cooperative`);
  await eventually(async () => assert.equal((await titles(page)).length, 2));
});

for (const [name, size] of Object.entries(sizes)) {
  journey(`three lanes have their charts level and nothing is cut off (${name})`, { size }, async ({ page, open }) => {
    await open({ t: 18_000, lanes: "eager,cooperative,consumer" });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(overflow, 0);
    const charts = await Promise.all((await page.locator(".lane .chart").all()).map((chart) => chart.boundingBox()));
    if (size.width > 1200) for (const { y } of charts) assert.ok(Math.abs(y - charts[0].y) < 2, `charts at ${charts.map((c) => c.y)}`);
    await expectNoAxeViolations(page);
  });
}

journey("the release is chosen among the settings, and is in the address", async ({ page, open }) => {
  await open({ t: 18_000, lanes: "eager,consumer" });
  await page.locator(".settings summary").click();
  await page.locator(".version select").selectOption("4.1");
  await eventually(async () => assert.equal(new URL(page.url()).searchParams.get("kafka"), "4.1"));
  assert.match(await page.locator(".version").textContent(), /5 ms/);
});
