// An address that somebody mistyped, and one that was shared.

import assert from "node:assert/strict";

import { eventually, journey } from "../harness.mjs";
import { isPlaying, parts, playhead } from "./parts.mjs";

journey("what the address says wrongly is named, and the page works", async ({ page, open }) => {
  await open({ seed: "abc", "session.timeout.ms": "5", lang: "xx", t: "-1" });
  const { forward, lanes, notices, play } = parts(page);
  const said = (await notices.allTextContents()).join("\n");
  for (const wrong of ["seed=abc", "session.timeout.ms", "lang=xx", "t=-1"]) assert.ok(said.includes(wrong), `nothing about ${wrong} in:\n${said}`);

  const bottom = (box) => box.y + box.height;
  const lane = await lanes.first().boundingBox();
  for (const notice of await notices.all()) assert.ok(bottom(await notice.boundingBox()) <= lane.y, "a notice covers a lane");

  if (await isPlaying(page)) await play.click();
  const { now } = await playhead(page);
  await forward.click();
  await eventually(async () => assert.ok((await playhead(page)).now > now));
  assert.equal(await lanes.count(), 2);

  for (let left = await notices.count(); left > 0; left -= 1) {
    await notices.first().getByRole("button").click();
    await eventually(async () => assert.ok((await notices.count()) < left, "a notice does not go"));
  }
});

journey("an address opens the same instant of the same run", async ({ page, open }) => {
  await open({ scenario: "poll-timeout", t: 25600 });
  const { narration, tabs } = parts(page);
  const [said, { now }] = [await narration.textContent(), await playhead(page)];
  assert.equal(await isPlaying(page), false);
  await page.reload();
  await eventually(async () => assert.equal(await narration.textContent(), said));
  assert.equal((await playhead(page)).now, now);

  await tabs.nth(0).click();
  await eventually(async () => assert.ok(!page.url().includes("scenario=poll-timeout")));
  await page.goBack();
  await eventually(async () => assert.equal(await tabs.nth(2).getAttribute("aria-current"), "true"));
});

journey("going back changes what is shown, and neither language nor colours", async ({ page, open }) => {
  await open({ t: 0 });
  const { tabs } = parts(page);
  await page.keyboard.press("3");
  await eventually(async () => assert.equal(await tabs.nth(2).getAttribute("aria-current"), "true"));
  await page.getByRole("button", { name: "한국어" }).click();
  await eventually(async () => assert.equal(await page.locator("html").getAttribute("lang"), "ko"));
  await page.goBack();
  await eventually(async () => assert.equal(await tabs.nth(0).getAttribute("aria-current"), "true"));
  assert.equal(await page.locator("html").getAttribute("lang"), "ko");
  await eventually(async () => assert.match(page.url(), /lang=ko/));
});
