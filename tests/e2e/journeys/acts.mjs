// Acts at the playhead, and the language.

import assert from "node:assert/strict";

import { eventually, journey } from "../harness.mjs";
import { NO_PART, partRequests, parts, playhead } from "./parts.mjs";

/** After both are in the group and before C3 comes, in the first scenario. */
const QUIET_MS = 15_000;

journey("a kill is marked in both lanes and told, and can be taken back", async ({ page, open }) => {
  await open({ t: QUIET_MS });
  const { acts, lanes, narration } = parts(page);
  assert.equal((await playhead(page)).now, QUIET_MS);
  const marks = () => Promise.all([0, 1].map((lane) => lanes.nth(lane).locator(".mark line").count()));
  const before = await marks();
  await acts.locator("select").selectOption("C2");
  await acts.getByRole("button", { name: "kill", exact: true }).click();
  await eventually(async () => assert.deepEqual(await marks(), before.map((count) => count + 1)));
  await eventually(async () => assert.match(await narration.textContent(), /C2.*session\.timeout\.ms/));
  assert.equal((await playhead(page)).now, QUIET_MS, "the playhead stays where it was");
  await eventually(async () => assert.match(decodeURIComponent(page.url()), /act=kill:c2@15/));

  const { own } = parts(page);
  assert.equal(await own.count(), 1);
  assert.match(await own.textContent(), /C2/);
  await acts.getByRole("button", { name: "Undo" }).click();
  await eventually(async () => {
    assert.equal(await own.count(), 0);
    assert.deepEqual(await marks(), before);
  });
});

journey("a consumer that is added gets a card in both lanes", async ({ page, open }) => {
  await open({ t: QUIET_MS });
  const { acts, lanes } = parts(page);
  const cards = () => Promise.all([0, 1].map((lane) => lanes.nth(lane).locator(".card").count()));
  const before = await cards();
  await acts.locator("> button").first().click();
  await eventually(async () => assert.deepEqual(await cards(), before.map((count) => count + 1)));
});

journey("a Korean browser opens in Korean, and keeps English where that was chosen", { locale: "ko-KR" }, async ({ page, open }) => {
  await open();
  await page.locator("html[lang=ko]").waitFor();
  await page.locator("header .lang button[lang=en]").click();
  await page.locator("html[lang=en]").waitFor();
  await eventually(async () => assert.doesNotMatch(page.url(), /lang/));
  await page.reload();
  await page.locator("html[lang=en]").waitFor();
});

journey("the page turns Korean and back", async ({ page, open }) => {
  await open({ t: 0 });
  const { narration, tabs } = parts(page);
  const hangul = /\p{Script=Hangul}/u;
  const english = [await tabs.first().textContent(), await narration.textContent()];
  english.forEach((text) => assert.doesNotMatch(text, hangul));
  await page.locator("header .lang button[lang=ko]").click();
  await page.locator("html[lang=ko]").waitFor();
  for (const text of await tabs.allTextContents()) assert.match(text, hangul);
  assert.match(await narration.textContent(), hangul);
  await eventually(async () => assert.match(page.url(), /lang=ko/));
  await page.reload();
  await page.locator("html[lang=ko]").waitFor();
  await page.locator("header .lang button[lang=en]").click();
  await page.locator("html[lang=en]").waitFor();
  assert.deepEqual([await tabs.first().textContent(), await narration.textContent()], english);
});

const WORDS = "part-korean.wasm";

journey("the Korean words are fetched when Korean is asked for, and once", async ({ page, open }) => {
  const asked = partRequests(page);
  await open({ t: 0 });
  for (const lang of ["ko", "en", "ko"]) {
    await page.locator(`header .lang button[lang=${lang}]`).click();
    await page.locator(`html[lang=${lang}]`).waitFor();
  }
  assert.deepEqual(asked, [WORDS]);
});

for (const [what, answer] of Object.entries(NO_PART)) {
  for (const query of [{ t: 0 }, { t: 0, lang: "ko" }]) {
    journey(
      `when what has the Korean words ${what} the page says so in English (${query.lang ?? "en"})`,
      { expectConsole: /part-korean|404/ },
      async ({ page, open }) => {
        await page.route(`**/${WORDS}*`, (route) => route.fulfill(answer));
        await open(query);
        if (!query.lang) await page.locator("header .lang button[lang=ko]").click();
        await page.getByText("The Korean words could not be loaded.").waitFor();
        await page.locator("html[lang=en]").waitFor();
        assert.match(await parts(page).narration.textContent(), /[a-z]{3}/);
        await page.unroute(`**/${WORDS}*`);
        await page.locator("header .lang button[lang=ko]").click();
        await page.locator("html[lang=ko]").waitFor();
      },
    );
  }
}
