// Everything that a lecture needs is within reach of somebody without a pointer.

import assert from "node:assert/strict";

import { eventually, journey } from "../harness.mjs";
import { isPlaying, parts, playhead } from "./parts.mjs";

/** What has the focus: which of the parts asked for it is, and whether a ring can be seen around it. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const wanted = {
      tab: "nav.scenarios button",
      play: ".transport button.play",
      axis: ".chart[role=slider]",
      slider: ".knob input[type=range]",
      field: ".knob input[type=text]",
      pace: ".transport select",
      act: ".acts button",
    };
    const name = Object.keys(wanted).find((key) => element.matches(wanted[key]));
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const ring = (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    return { name, ring, atEnd: element === document.body };
  });

journey("Tab reaches every control, and shows where it is", async ({ page, open }) => {
  await open({ t: 0 });
  const reached = new Map();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    const { name, ring, atEnd } = await focused(page);
    if (atEnd) break;
    if (name === undefined) continue;
    assert.ok(ring, `nothing shows that ${name} has the focus`);
    reached.set(name, (reached.get(name) ?? 0) + 1);
  }
  assert.equal(reached.get("tab"), await parts(page).tabs.count());
  assert.equal(reached.get("play"), 1);
  assert.equal(reached.get("axis"), 2);
  assert.ok(reached.get("slider") >= 2);
  assert.equal(reached.get("field"), reached.get("slider"));
  assert.equal(reached.get("pace"), 1);
  assert.ok(reached.get("act") >= 3);
});

journey("what goes when it is pressed, or can't be pressed again, hands the focus on to what is near", async ({ page, open }) => {
  await open({ scenario: "scale-out-slow-batch", t: 15_000, lanes: "eager,cooperative,consumer", act: "kill:c1@17s", window: "14000-20000", loop: "15000-16000", "session.timeout.ms": 9_000, seed: "x" });
  for (const [pressed, near] of [
    [".notice button", ".page"],
    [".timetools button:has(use[href='#i-whole'])", ".timetools"],
    [".timetools button:has(use[href='#i-close'])", ".timetools"],
    [".knob button:has(use[href='#i-reset'])", ".knob"],
    [".lane:last-child .lane-head button:last-child", ".lanes"],
  ]) {
    const button = page.locator(pressed).first();
    await button.focus();
    await page.keyboard.press("Enter");
    await eventually(async () => {
      const has = await page.evaluate((near) => document.activeElement.closest(near) !== null && document.activeElement !== document.body, near);
      assert.ok(has, `after ${pressed} the focus is not within ${near}`);
    });
  }
  const { acts } = parts(page);
  const [undo, redo] = ["undo", "redo"].map((name) => acts.locator(`button:has(use[href='#i-${name}'])`));
  await undo.focus();
  while (await undo.isEnabled()) {
    await page.keyboard.press("Enter");
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await eventually(async () => assert.ok(await redo.evaluate((button) => button === document.activeElement)));

  // A pointer leaves no focus, so that space plays.
  await acts.getByRole("button", { name: "+ consumer" }).click();
  await undo.click();
  await eventually(async () => assert.equal(await undo.isEnabled(), false));
  assert.ok(await page.evaluate(() => document.activeElement === document.body));
});

journey("the space bar plays and pauses", async ({ page, open }) => {
  await open({ t: 0 });
  assert.equal(await isPlaying(page), false);
  const { now: start } = await playhead(page);
  await page.keyboard.press("Space");
  await eventually(async () => assert.equal(await isPlaying(page), true));
  await eventually(async () => assert.ok((await playhead(page)).now > start), { timeoutMs: 20_000 });
  await page.keyboard.press("Space");
  await eventually(async () => assert.equal(await isPlaying(page), false));
});

journey("after a click space plays, and does not press the button again; with Tab it does", async ({ page, open }) => {
  await open({ scenario: "scale-out-slow-batch", t: 15_000 });
  const { acts, tabs } = parts(page);
  await acts.getByRole("button", { name: "+ consumer" }).click();
  await page.keyboard.press("Space");
  await eventually(async () => assert.equal(await isPlaying(page), true));
  assert.equal(await parts(page).own.count(), 1);
  await tabs.nth(1).click();
  await eventually(async () => assert.equal(await isPlaying(page), true));
  await page.keyboard.press("Space");
  await eventually(async () => assert.equal(await isPlaying(page), false));
  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).name, "tab", "Tab goes on from where the click was");
  await page.keyboard.press("Space");
  await eventually(async () => assert.equal(await tabs.nth(2).getAttribute("aria-current"), "true"));
});

journey("arrows step, Shift with an arrow goes to the next rebalance, Home and End to the ends", async ({ page, open }) => {
  await open({ t: 0 });
  const { narration } = parts(page);
  const { from, end } = await playhead(page);
  const press = async (key, check) => {
    const before = (await playhead(page)).now;
    await page.keyboard.press(key);
    return eventually(async () => {
      const { now } = await playhead(page);
      assert.ok(check(now, before), `${key} led from ${before} to ${now}`);
      return now;
    });
  };
  const first = await narration.textContent();
  const step = await press("ArrowRight", (now, before) => now > before);
  assert.notEqual(await narration.textContent(), first);
  await press("ArrowRight", (now, before) => now > before);
  assert.equal(await press("ArrowLeft", (now, before) => now < before), step);
  await press("Home", (now) => now === from);
  const rebalance = await press("Shift+ArrowRight", (now, before) => now > before);
  assert.ok(rebalance >= step && rebalance < end);
  await press("End", (now) => now === end);
  await press("Shift+ArrowLeft", (now, before) => now < before);
  await press("Home", (now) => now === from);
});

journey("on the time axis the vertical arrows step too", async ({ page, open }) => {
  await open({ t: 0 });
  await parts(page).axes.first().focus();
  const press = async (key, check) => {
    const before = (await playhead(page)).now;
    await page.keyboard.press(key);
    await eventually(async () => assert.ok(check((await playhead(page)).now, before), `${key} from ${before}`));
  };
  await press("ArrowUp", (now, before) => now > before);
  await press("ArrowDown", (now, before) => now < before);
});

journey("the digits change the scenario", async ({ page, open }) => {
  await open({ t: 0 });
  const { tabs } = parts(page);
  for (const digit of ["2", "3", "4", "9", "1"]) {
    await page.keyboard.press(digit);
    await eventually(async () => assert.equal(await tabs.nth(Number(digit) - 1).getAttribute("aria-current"), "true"));
  }
});

journey("a question mark opens the list of keys and Escape closes it", async ({ page, open }) => {
  await open({ t: 0 });
  const { dialog } = parts(page);
  const { now } = await playhead(page);
  await page.keyboard.press("?");
  await dialog.locator(".keys").waitFor();
  assert.ok((await dialog.locator("kbd").count()) >= 7);
  await page.keyboard.press("End");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal((await playhead(page)).now, now, "a key went through the dialog to the page");
  // The page hears of the closing a moment after the dialog is gone.
  await eventually(async () => {
    await page.keyboard.press("End");
    assert.ok((await playhead(page)).now > now, "keys are dead after the dialog");
  });
});

journey("digits typed into a setting stay there", async ({ page, open }) => {
  await open({ t: 0 });
  const { sessionTimeout, tabs } = parts(page);
  await sessionTimeout.focus();
  await page.keyboard.type("2");
  assert.equal(await tabs.nth(0).getAttribute("aria-current"), "true");
});
