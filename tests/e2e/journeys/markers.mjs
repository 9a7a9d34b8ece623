// Markers, the strip, the window of the charts and the range: by pointer, by finger, and by keyboard alone.

import assert from "node:assert/strict";

import { eventually, expectNoAxeViolations, journey } from "../harness.mjs";
import { parts, playhead } from "./parts.mjs";

const SLOW_BATCH = "scale-out-slow-batch";
/** The start of C3 in ①. */
const C3 = "#pin-s3";

const at = async (page, pin) => Number(await page.locator(pin).getAttribute("aria-valuenow"));
const middle = async (locator) => {
  const box = await locator.boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, box };
};

/** Where a pin is drawn: itself it has no width. */
async function pinAt(page, pin) {
  const { x, y } = await page.locator(pin).boundingBox();
  return { x, y: y + 8 };
}

async function drag(page, from, by, { shift = false } = {}) {
  if (shift) await page.keyboard.down("Shift");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= 5; step += 1) await page.mouse.move(from.x + (by * step) / 5, from.y);
  await page.mouse.up();
  if (shift) await page.keyboard.up("Shift");
}

journey("a marker is dragged on the strip and on a chart; all lanes follow, and one undo brings it back", async ({ page, open }) => {
  await open({ scenario: SLOW_BATCH, t: 18_000 });
  const tables = () => page.locator(".chart + .sr table").allTextContents();
  const before = { at: await at(page, C3), tables: await tables() };
  const handles = [() => pinAt(page, C3), () => middle(page.locator("section.lane").nth(1).locator("[data-mark=s3] text"))];
  for (const handle of handles) {
    // Beyond the end of the batch, before which it makes no difference to Cooperative.
    await drag(page, await handle(), 180);
    await eventually(async () => assert.ok((await at(page, C3)) > before.at + 500));
    await eventually(async () => {
      const after = await tables();
      assert.ok(after.every((text, lane) => text !== before.tables[lane]), "all lanes are run again");
    });
    assert.equal((await playhead(page)).now, 18_000, "the playhead stays");
    await eventually(async () => assert.match(page.url(), /step=4/));
    await page.keyboard.press("Control+z");
    await eventually(async () => assert.deepEqual({ at: await at(page, C3), tables: await tables() }, before));
  }
  await eventually(async () => assert.doesNotMatch(page.url(), /step=/));
});

journey("by keyboard alone a marker is reached, moved, given an exact time and taken away", async ({ page, open }) => {
  await open({ scenario: SLOW_BATCH, t: 18_000 });
  const focused = () => page.evaluate(() => document.activeElement.id);
  for (let presses = 0; presses < 60 && (await focused()) !== "pin-s3"; presses += 1) await page.keyboard.press("Tab");
  assert.equal(await focused(), "pin-s3");
  const tip = page.locator(`${C3} .tip`);
  assert.ok(await tip.isVisible(), "what has the focus says what it is");
  const ring = await page.locator(C3).evaluate((pin) => getComputedStyle(pin, "::after").outlineStyle);
  assert.notEqual(ring, "none", "the focus is seen");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await eventually(async () => assert.equal(await at(page, C3), 16_400));
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await focused(), "mark-at"));
  await expectNoAxeViolations(page);
  // What stands there is selected.
  await page.keyboard.type("17.25");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await at(page, C3), 17_250));
  await page.keyboard.type("9");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#mark-at").inputValue(), "17.25");
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await focused(), "pin-s3"));
  await page.keyboard.press("Delete");
  await eventually(async () => assert.equal(await page.locator(C3).count(), 0));
  assert.notEqual(await focused(), "", "the focus is not lost");
  await page.keyboard.press("Control+z");
  await eventually(async () => assert.equal(await at(page, C3), 17_250));
});

journey("a pointer finds each of some markers that stand at one instant", async ({ page, open }) => {
  await open({ scenario: SLOW_BATCH, t: 18_000, act: ["kill:c1@17s", "close:c2@17s", "slow:c2+5s@17s"] });
  const { own } = parts(page);
  assert.equal(await own.count(), 3);
  for (const pin of await own.all()) {
    // Its middle, as it is drawn around a place without width.
    const isFound = await pin.evaluate((pin) => {
      const { left, top } = pin.getBoundingClientRect();
      return document.elementFromPoint(left, top + 8)?.closest(".pin") === pin;
    });
    assert.ok(isFound, await pin.getAttribute("aria-label"));
  }
});

journey("acts beyond the row are reached by key and close behind one", async ({ page, open }) => {
  await open({ scenario: SLOW_BATCH, t: 23_000 });
  const { acts, own } = parts(page);
  await acts.getByRole("button", { name: "more", exact: true }).focus();
  await page.keyboard.press("Enter");
  const freeze = acts.getByRole("button", { name: "freeze" });
  await freeze.waitFor();
  await expectNoAxeViolations(page);
  await freeze.focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.match(await own.textContent(), /C1 stopped: 8 s/));
  await freeze.waitFor({ state: "hidden" });
  await eventually(async () => assert.match(decodeURIComponent(page.url()), /act=freeze:c1\+8s@23s/));
});

journey("a wheel zooms into the charts, the strip moves the window, and 0 shows the whole run", async ({ page, open }) => {
  await open({ scenario: SLOW_BATCH, t: 18_000 });
  const whole = await playhead(page);
  const plot = await middle(page.locator("section.lane").first().locator(".plot"));
  await page.mouse.move(plot.x, plot.box.y + plot.box.height - 6);
  await page.mouse.wheel(0, -360);
  const near = await eventually(async () => {
    const now = await playhead(page);
    assert.ok(now.end - now.from < (whole.end - whole.from) / 2, JSON.stringify(now));
    return now;
  });
  await eventually(async () => assert.match(page.url(), /window=/));
  await drag(page, await middle(page.locator("#brush")), -60);
  await eventually(async () => assert.ok((await playhead(page)).from < near.from));
  await page.keyboard.press("0");
  await eventually(async () => assert.deepEqual(await playhead(page), whole));
});

journey("while it plays the window follows the playhead", async ({ page, open }) => {
  await open({ scenario: SLOW_BATCH, t: 19_000, window: "18900-19100", pace: 1000 });
  await page.keyboard.press("Space");
  await eventually(async () => assert.ok((await playhead(page)).from > 19_000), { timeoutMs: 20_000 });
  const { now, from, end } = await playhead(page);
  assert.ok(from <= now && now <= end, JSON.stringify({ now, from, end }));
});

journey("a range that is dragged with Shift is summed up, and looped", async ({ page, open }) => {
  await open({ scenario: SLOW_BATCH, t: 18_000, pace: 5000 });
  const plot = await middle(page.locator("section.lane").first().locator(".plot"));
  await drag(page, { x: plot.x - 40, y: plot.y }, 80, { shift: true });
  const sums = page.locator(".sum");
  await eventually(async () => assert.equal(await sums.count(), 2));
  assert.match(await sums.first().textContent(), /records processed/);
  await expectNoAxeViolations(page);
  await page.keyboard.press("l");
  await eventually(async () => assert.match(page.url(), /loop=/));
  const [from, end] = new URL(page.url()).searchParams.get("loop").split("-").map(Number);
  await page.keyboard.press("Space");
  for (let seen = 0; seen < 5; seen += 1) {
    await eventually(async () => {
      const { now } = await playhead(page);
      assert.ok(now >= from && now <= end, `${now} is not in ${from}–${end}`);
    });
  }
});

journey("a finger drags a marker at 360 px, and nothing sticks out", { size: { width: 360, height: 740 }, touch: true }, async ({ page, open }) => {
  await open({ scenario: SLOW_BATCH, t: 18_000 });
  const client = await page.context().newCDPSession(page);
  const touch = (type, x, y) => client.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  const before = await at(page, C3);
  const { x, y } = await pinAt(page, C3);
  await touch("touchStart", x, y);
  for (let step = 1; step <= 5; step += 1) await touch("touchMove", x + step * 8, y);
  await touch("touchEnd");
  await eventually(async () => assert.ok((await at(page, C3)) > before));
  await page.locator(C3).press("Enter");
  await page.locator(".edit").waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const box = await page.locator(".edit").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
});

for (const [lang, says] of [["en", "runs already"], ["ko", "이미 실행 중"]]) {
  journey(`an address that adds what runs already says so (${lang})`, async ({ page, open }) => {
    await open({ act: "add:c1@20s", lang });
    await eventually(async () => assert.match(await parts(page).notices.textContent(), new RegExp(says)));
    await expectNoAxeViolations(page);
  });
}
