// A large group: fifty members as cells, what they lose and get seen, one chosen by key.

import assert from "node:assert/strict";

import { eventually, expectNoAxeViolations, journey, sizes } from "../harness.mjs";
import { client, describe, MEMBERS, PARTITIONS } from "../large.mjs";
import { openDialog, parts, partRequests } from "./parts.mjs";

/** Loads the large group, and waits until it is shown as one, standing still. */
async function load(page) {
  const dialog = await openDialog(page, "#i-load");
  await dialog.locator("textarea").fill(describe());
  const show = dialog.locator("button.primary");
  await eventually(async () => assert.equal(await show.isEnabled(), true));
  await show.click();
  await dialog.waitFor({ state: "hidden" });
  await page.locator(".cell").first().waitFor();
  await parts(page).play.click();
}

for (const [where, options] of Object.entries({
  "on a desktop": {},
  "on a phone in Korean": { size: sizes.phone, touch: true, lang: "ko" },
})) {
  journey(`every member of a large group has a cell, and axe-core finds nothing ${where}`, options, async ({ page, open }) => {
    await open({ t: 0, lang: options.lang });
    await load(page);
    for (const lane of await parts(page).lanes.all()) {
      // The newcomer of ① too.
      assert.equal(await lane.locator(".cell").count(), MEMBERS + 1);
      assert.equal(await lane.locator(".stage .card").count(), 0);
    }
    assert.equal(await page.locator(".limit").count(), 0);
    await expectNoAxeViolations(page, { within: ".lanes" });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "nothing sticks out");
  });
}

journey("a cell is chosen by key: its card comes in every lane, and goes", async ({ page, open }) => {
  await open({ t: 0 });
  await load(page);
  const { lanes } = parts(page);
  const names = async () => Promise.all((await lanes.all()).map((lane) => lane.locator(".picked .card h3 b").allTextContents()));
  await lanes.first().locator(".cell input").first().focus();
  await page.keyboard.press("Space");
  await eventually(async () => assert.deepEqual(await names(), [[client(1)], [client(1)]]));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.deepEqual(await names(), [[client(3)], [client(3)]]));
  const chosen = page.getByRole("radio", { checked: true });
  await eventually(async () => assert.equal(await chosen.count(), 2, "the same one in each lane"));
  assert.match(await chosen.first().getAttribute("aria-label"), new RegExp(`^${client(3)}: .+ 10 partitions$`));
  assert.match(await page.locator(".picked .held").first().textContent(), /10: \w+-\d+, /);
  await expectNoAxeViolations(page, { within: ".lanes" });

  await lanes.first().locator(".picked button").focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.deepEqual(await names(), [[], []]));
  const focused = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.match(focused, new RegExp(`^${client(3)}: `), "whoever closed it is where the cell is");
});

journey("the card that is open is in the address, and there again after going back", async ({ page, base }) => {
  // Ten consumers beside the scenario's own.
  const acts = Array.from({ length: 10 }, (_, i) => `act=add:c${i + 4}@${15 + i / 10}s`).join("&");
  await page.goto(`${base}?scenario=scale-out&${acts}&t=18000&card=5`);
  const names = () => page.locator(".picked .card h3 b").allTextContents();
  await eventually(async () => assert.deepEqual(await names(), ["C5", "C5"]));
  await parts(page).lanes.first().locator(".cell input:checked").focus();
  await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.deepEqual(await names(), ["C6", "C6"]));
  await eventually(async () => assert.equal(new URL(page.url()).searchParams.get("card"), "6"));
  await page.keyboard.press("Escape");
  await parts(page).tabs.nth(1).click();
  await eventually(async () => assert.ok(page.url().includes("scenario=crash") && !page.url().includes("card=")));
  await page.goBack();
  await eventually(async () => assert.deepEqual(await names(), ["C6", "C6"]));
});

journey("a chart by member says of what is pointed at how many partitions it holds", { size: sizes.laptop }, async ({ page, open }) => {
  await open({ t: 0 });
  await load(page);
  const chart = page.locator(".chart").first();
  const row = chart.locator("text[data-is=row]").nth(3);
  // The chart is higher than the window.
  await row.evaluate((e) => e.scrollIntoView({ block: "center" }));
  const [plot, label] = [await chart.locator(".plot").boundingBox(), await row.boundingBox()];
  await page.mouse.move(plot.x + 4, label.y + label.height / 2);
  const said = page.locator(".ghost output");
  for (const of of await said.all()) {
    await eventually(async () => assert.match(await of.textContent(), new RegExp(`· Stable\n${client(3)}: 10 partitions · unowned: 0$`)));
  }
  const seen = await page.evaluate(() =>
    [...document.querySelectorAll(".ghost output")].every((output) => {
      const { top, bottom } = output.getBoundingClientRect();
      return top >= 0 && bottom <= document.querySelector(".deck").getBoundingClientRect().top;
    }),
  );
  assert.ok(seen, "it is said where it is seen");
  await page.mouse.move(plot.x + 4, plot.y + 50);
  await eventually(async () => assert.match(await said.first().textContent(), /\nunowned: 0$/));
  await page.mouse.move(2, 2);
  await eventually(async () => assert.equal(await said.first().isVisible(), false));
});

journey("what an eager rebalance takes from everybody lies on a pile with its number", async ({ page, open }) => {
  await open({ t: 0 });
  await load(page);
  const lane = parts(page).lanes.first();
  const counts = async () => (await lane.locator(".cell .n").allTextContents()).reduce((sum, n) => sum + Number(n), 0);
  const pile = async () => Number(await lane.locator(".pile b").textContent());
  assert.deepEqual([await counts(), await pile()], [PARTITIONS, 0]);
  let most = 0;
  for (let step = 0; most < PARTITIONS && step < 200; step += 1) {
    await page.keyboard.press("s");
    await eventually(async () => assert.equal((await counts()) + (await pile()), PARTITIONS));
    most = Math.max(most, await pile());
  }
  assert.equal(most, PARTITIONS);
  await page.keyboard.press("End");
  await eventually(async () => assert.deepEqual([await counts(), await pile()], [PARTITIONS, 0]));
});

journey("while a large group plays, its messages fly as one token a kind, and partitions in bundles", async ({ page, open }) => {
  await open({ t: 0 });
  await load(page);
  const seen = await page.evaluateHandle(() => {
    const seen = { tokens: new Set(), bundles: new Set() };
    const look = () => {
      for (const [kind, those] of Object.entries(seen)) {
        const all = document.querySelectorAll(kind === "tokens" ? ".token" : ".bundle");
        for (const one of all) if (one.style.visibility === "visible") those.add(one.textContent);
      }
      requestAnimationFrame(look);
    };
    look();
    return seen;
  });
  await parts(page).play.click();
  await eventually(
    async () => {
      const [tokens, bundles] = await seen.evaluate(({ tokens, bundles }) => [[...tokens], [...bundles]]);
      assert.ok(tokens.some((text) => /^\d\d × JoinGroup/.test(text)), tokens.join());
      assert.ok(bundles.includes("10"), bundles.join());
    },
    { timeoutMs: 150_000, everyMs: 200 },
  );
});

journey("what large groups are shown with is fetched with the first of them, and once", async ({ page, open }) => {
  const asked = partRequests(page);
  await open({ t: 0 });
  assert.deepEqual(asked, []);
  await load(page);
  await page.locator(".headline .group button").click();
  await eventually(async () => assert.equal(await page.locator(".cell").count(), 0));
  assert.ok((await page.locator(".stage .card").count()) > 0, "a small group has its cards");
  await load(page);
  assert.deepEqual(asked, ["part-reader.wasm", "part-crowd.wasm"]);
});

journey("where it can't be had a large group is shown as far as there is room", { expectConsole: /part-crowd|404/ }, async ({ page, open }) => {
  await open({ t: 0 });
  await page.route("**/part-crowd.wasm*", (route) => route.fulfill({ status: 404, body: "gone" }));
  const dialog = await openDialog(page, "#i-load");
  await dialog.locator("textarea").fill(describe());
  const show = dialog.locator("button.primary");
  await eventually(async () => assert.equal(await show.isEnabled(), true));
  await show.click();
  await eventually(async () => assert.match((await page.locator(".limit").allTextContents()).join(), /24 of 51 members have a card/));
});
