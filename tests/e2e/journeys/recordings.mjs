// Lanes that show a recording of a real Kafka.

import assert from "node:assert/strict";

import { eventually, expectNoAxeViolations, journey, sizes } from "../harness.mjs";
import { partRequests, parts } from "./parts.mjs";

const titles = (page) => parts(page).lanes.locator("h2").allTextContents();

journey("a recording stands beside the simulated lane, and is in the address", {}, async ({ page, open }) => {
  const asked = partRequests(page);
  await open({ t: 16_500 });
  await page.getByRole("button", { name: "Eager, recorded" }).click();
  await eventually(async () => assert.deepEqual(await titles(page), ["Eager", "Eager, recorded", "Cooperative"]));
  assert.deepEqual(asked, ["part-recorded.wasm"]);
  const verdicts = await page.locator(".verdict b").allTextContents();
  assert.equal(verdicts[0], verdicts[1]);
  assert.match(await page.locator(".lane").nth(1).locator(".lane-head").textContent(), /real Kafka 4\.3\.1, recorded/);
  await eventually(async () => assert.match(decodeURIComponent(page.url()), /lanes=eager,cooperative,recorded:eager/));
  await page.locator(".lane").nth(1).locator('button:has(use[href="#i-close"])').click();
  await eventually(async () => assert.deepEqual(await titles(page), ["Eager", "Cooperative"]));
});

journey("an address with a recording opens it, and the next scenario has its own", {}, async ({ page, open }) => {
  await open({ t: 16_500, lanes: "cooperative,recorded:cooperative" });
  await eventually(async () => assert.deepEqual(await titles(page), ["Cooperative", "Cooperative, recorded"]));
  const [files] = await Promise.all([
    page.waitForRequest(/recordings\/crash\.cooperative\.json/),
    page.keyboard.press("2"),
  ]);
  assert.ok(files);
  await eventually(async () => assert.deepEqual(await titles(page), ["Cooperative", "Cooperative, recorded"]));
  for (const key of ["m", "t", "w"]) {
    await page.keyboard.press(key);
    await page.locator(".lane").nth(1).locator(".view").waitFor();
  }
});

journey("a recording that cannot be had is said, and its lane offered again", { expectConsole: /recordings|404/ }, async ({ page, open }) => {
  await page.route("**/recordings/*", (route) => route.fulfill({ status: 404, body: "gone" }));
  await open({ t: 16_500 });
  await page.getByRole("button", { name: "Eager, recorded" }).click();
  await parts(page).notices.filter({ hasText: "could not be loaded" }).waitFor();
  await page.getByRole("button", { name: "Eager, recorded" }).waitFor();
});

for (const [lang, theme, size] of [["en", "light", sizes.desktop], ["ko", "dark", sizes.phone]]) {
  journey(`axe finds nothing with a recorded lane (${lang}, ${theme})`, { theme, size }, async ({ page, open }) => {
    await open({ t: 16_500, lang, lanes: "eager,recorded:eager" });
    await eventually(async () => assert.equal(await parts(page).lanes.count(), 2));
    await expectNoAxeViolations(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(wider, 0);
  });
}
