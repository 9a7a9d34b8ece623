// What is often said: each claim of the list is tried by its run, and judged.

import assert from "node:assert/strict";

import { eventually, expectNoAxeViolations, journey } from "../harness.mjs";
import { partRequests, parts } from "./parts.mjs";

const openList = async (page) => {
  await page.locator("nav.scenarios .myths-button").focus();
  await page.keyboard.press("Enter");
  const { dialog } = parts(page);
  await dialog.locator(".myths li").first().waitFor();
  return dialog;
};

journey("what is often said is chosen by keyboard, tried and judged", { timeoutMs: 120_000 }, async ({ page, open }) => {
  const asked = partRequests(page);
  await open({ t: 0 });
  let dialog = await openList(page);
  const claims = await dialog.locator(".myths button").allTextContents();
  assert.ok(claims.length >= 9, `${claims.length} claims`);
  let shared;
  let refused;
  const [verdicts, addresses] = [new Set(), new Set()];
  for (const [n, claim] of claims.entries()) {
    if (n > 0) dialog = await openList(page);
    await dialog.locator(".myths button").nth(n).focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    const tried = page.locator(".tried");
    await eventually(async () => assert.ok((await tried.textContent()).includes(claim.slice(0, 20)), `${claim} is not what is tried`));
    const [verdict] = /(False\.|Not here\.|There is no such class:) .{60,}/.exec(await tried.textContent()) ?? [];
    assert.ok(verdict !== undefined, `${claim} is not judged: ${await tried.textContent()}`);
    verdicts.add(verdict);
    assert.ok((await parts(page).lanes.count()) > 0);
    if (verdict.startsWith("There is no")) refused = { claim };
    const myth = await eventually(async () => {
      const now = new URL(page.url()).searchParams.get("myth");
      assert.ok(now !== null && !addresses.has(now), `the address has ${now} still`);
      return now;
    });
    addresses.add(myth);
    shared = { address: page.url(), claim };
    if (refused?.claim === claim) refused.address = page.url();
  }
  assert.equal(verdicts.size, claims.length, "each has a verdict of its own");
  assert.deepEqual(asked, ["part-claims.wasm"]);
  await page.goto("about:blank");
  await page.goto(shared.address);
  await eventually(async () => assert.ok((await page.locator(".tried").textContent()).includes(shared.claim.slice(0, 20))));
  // What Kafka refuses does not run, and is opened as it was tried.
  await page.goto("about:blank");
  await page.goto(refused.address);
  await eventually(async () => assert.match(await page.locator(".tried").textContent(), /There is no such class/));
  await page.goto("about:blank");
  await page.goto(shared.address);
  await eventually(async () => assert.ok((await page.locator(".tried").textContent()).includes(shared.claim.slice(0, 20))));
  // Another scenario is about no claim.
  await page.keyboard.press("2");
  await eventually(async () => assert.equal(await page.locator(".tried").count(), 0));
});

for (const [lang, theme] of [["en", "dark"], ["ko", "light"]]) {
  journey(`axe finds nothing in what is often said (${lang}, ${theme})`, { theme }, async ({ page, open }) => {
    await open({ t: 0, lang });
    const dialog = await openList(page);
    await expectNoAxeViolations(page);
    await dialog.locator(".myths button").first().click();
    await page.locator(".tried").waitFor();
    await expectNoAxeViolations(page);
  });
}
