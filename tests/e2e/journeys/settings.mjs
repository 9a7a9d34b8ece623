// Settings are typed in, run both lanes again, and travel in the address.

import assert from "node:assert/strict";

import { eventually, journey } from "../harness.mjs";
import { parts } from "./parts.mjs";

/** Half an hour: the most that a broker accepts by default. */
const LONGEST = "1800000";

const ends = async (page) => {
  const axes = await parts(page).axes.all();
  return Promise.all(axes.map(async (axis) => Number(await axis.getAttribute("aria-valuemax"))));
};

const inAddress = (page) => new URL(page.url()).searchParams.get("session.timeout.ms");

async function type(page, value) {
  await parts(page).sessionTimeout.fill(value);
  await page.keyboard.press("Enter");
}

/** As shown, without the spaces between groups of digits. */
const shown = async (page) => (await parts(page).sessionTimeout.inputValue()).replace(/\s/g, "");

journey("a longer session timeout runs both lanes again and is in the address", async ({ page, open }) => {
  await open({ scenario: "crash", t: 0 });
  const before = await ends(page);
  assert.equal(before.length, 2);
  await type(page, LONGEST);
  await eventually(async () => {
    const after = await ends(page);
    after.forEach((end, lane) => assert.ok(end > before[lane], `lane ${lane + 1} still ends at ${end} ms`));
    assert.equal(inAddress(page), LONGEST);
  });
  const after = await ends(page);

  await page.reload();
  await eventually(async () => assert.deepEqual(await ends(page), after));
  assert.equal(await shown(page), LONGEST);

  await page.locator(".knob:has([id='knob-session.timeout.ms']) .default button").click();
  await eventually(async () => {
    assert.deepEqual(await ends(page), before);
    assert.equal(inAddress(page), null);
  });
});

for (const illegal of ["5", "soon", "99999999999999999999999"]) {
  journey(`a session timeout of ${illegal} is answered with a sentence, and the run stays`, async ({ page, open }) => {
    await open({ scenario: "crash", t: 0 });
    const before = await ends(page);
    const { sessionTimeout } = parts(page);
    await type(page, illegal);
    await eventually(async () => assert.equal(await sessionTimeout.getAttribute("aria-invalid"), "true"));
    const sentence = await page.locator(`[id="${await sessionTimeout.getAttribute("aria-describedby")}"]`).textContent();
    assert.match(sentence, /\w+ \w+ \w+/);
    assert.deepEqual(await ends(page), before);

    await type(page, "10000");
    await eventually(async () => assert.equal(await sessionTimeout.getAttribute("aria-invalid"), null));
  });
}

journey("the slider moves the same setting as the field", async ({ page, open }) => {
  await open({ scenario: "crash", t: 0 });
  const before = await shown(page);
  const slider = page.locator(".knob:has([id='knob-session.timeout.ms']) input[type=range]");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.ok(Number(await shown(page)) > Number(before), "the first press does nothing"));
  await page.keyboard.press("PageUp");
  await eventually(async () => {
    assert.ok(Number(await shown(page)) > Number(before));
    assert.equal(inAddress(page), await shown(page));
  });
});
