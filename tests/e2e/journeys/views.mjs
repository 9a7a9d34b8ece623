// Other views of the same instant: messages, terminal, causes; by key, by click, in both languages, and what they cost.

import assert from "node:assert/strict";

import { eventually, expectNoAxeViolations, journey, scriptPerFrame, sizes } from "../harness.mjs";
import { NO_PART, isPlaying, partRequests, parts, playhead } from "./parts.mjs";

const FRAME_MS = 2;
const VIEWS = ["group", "messages", "terminal", "why"];

const chosen = (page) => page.locator(".lane:first-child [role=tab][aria-selected=true]").textContent();
const view = (page) => page.locator(".lane:first-child .view");

journey("keys lead from one view to the next, and the playhead stays", async ({ page, open }) => {
  await open({ t: 18_000 });
  const { now } = await playhead(page);
  for (const [key, name, address] of [
    ["m", "Messages", "view=messages"],
    ["t", "Terminal", "view=terminal"],
    ["w", "Why", "view=why"],
    ["g", "Group", ""],
    ["m", "Messages", "view=messages"],
    ["Escape", "Group", ""],
  ]) {
    await page.keyboard.press(key);
    await eventually(async () => assert.equal(await chosen(page), name));
    await eventually(async () => assert.ok(page.url().includes(address) && page.url().includes("view=") === (address !== "")));
    assert.equal((await playhead(page)).now, now);
    assert.equal(await page.locator("[role=tab][aria-selected=true]").count(), await parts(page).lanes.count());
  }
});

const PART = "part-views.wasm";

journey("the views are fetched when the first of them opens, and once", async ({ page, open }) => {
  const asked = partRequests(page);
  await open({ t: 18_000 });
  assert.deepEqual(asked, []);
  for (const key of ["t", "m", "w", "g", "t"]) {
    await page.keyboard.press(key);
    await page.locator(key === "g" ? ".lane:first-child .stage" : ".lane:first-child .view").waitFor();
  }
  assert.deepEqual(asked, [PART]);
});

for (const [what, answer] of Object.entries(NO_PART)) {
  journey(
    `when what shows the views ${what} the lanes say so, and are asked again`,
    { expectConsole: /part-views|404/ },
    async ({ page, open }) => {
      await open({ t: 18_000 });
      await page.route(`**/${PART}*`, (route) => route.fulfill(answer));
      await page.keyboard.press("t");
      const coming = page.locator(".lane:first-child .coming");
      await eventually(async () => assert.match(await coming.textContent(), /could not be loaded\. Check the connection/));
      await expectNoAxeViolations(page);
      await page.unroute(`**/${PART}*`);
      await coming.getByRole("button").click();
      await view(page).waitFor();
    },
  );
}

journey("on the tabs arrows choose, and the focus goes along", async ({ page, open }) => {
  await open({ t: 18_000 });
  const { now } = await playhead(page);
  await page.locator(".lane:first-child [role=tab][aria-selected=true]").focus();
  for (const name of ["Messages", "Terminal", "Why", "Group"]) {
    await page.keyboard.press("ArrowRight");
    await eventually(async () => assert.equal(await chosen(page), name));
    assert.equal(await page.evaluate(() => document.activeElement.textContent), name);
  }
  await page.keyboard.press("ArrowLeft");
  await eventually(async () => assert.equal(await chosen(page), "Why"));
  assert.equal((await playhead(page)).now, now);
});

for (const theme of ["dark", "light"]) {
  for (const name of VIEWS.slice(1)) {
    journey(`axe-core finds nothing in ${name} (${theme})`, { theme }, async ({ page, open }) => {
      await open({ t: 18_000, view: name, lang: theme === "light" ? "ko" : "en" });
      await view(page).waitFor();
      if (name === "messages") {
        await page.locator(".lane:first-child .field").focus();
        await page.keyboard.press("ArrowDown");
        await page.locator(".detail").waitFor();
      }
      await expectNoAxeViolations(page);
    });
  }
}

journey("a message is chosen by key and by click, says its fields, and leads to its cause", async ({ page, open }) => {
  await open({ t: 16_000, view: "messages" });
  const field = page.locator(".lane:first-child .field");
  const detail = page.locator(".lane:first-child .detail");
  await field.focus();
  let last = "";
  for (let i = 0; i < 4; i += 1) {
    const { now } = await playhead(page);
    await page.keyboard.press("ArrowDown");
    await eventually(async () => {
      const said = await detail.textContent();
      assert.notEqual(said, last);
      assert.ok((await playhead(page)).now >= now);
      last = said;
    });
  }
  assert.match(last, /(errorCode|groupId|topics|coordinatorKeys)/);
  await page.keyboard.press("Escape");
  await detail.waitFor({ state: "hidden" });
  assert.equal(await chosen(page), "Messages", "the first Escape closes what is open");

  // Of those drawn around the playhead, one in sight.
  const frame = await field.boundingBox();
  const isInSight = (box) => box.y > frame.y && box.y + box.height < frame.y + frame.height;
  const names = await page.locator(".lane:first-child .arrow text").all();
  const boxes = await Promise.all(names.map((name) => name.boundingBox()));
  const { x, y, width, height } = boxes.find(isInSight);
  await page.mouse.click(x + width / 2, y + height / 2);
  await detail.waitFor();
  const sent = (await detail.locator("h3 small").textContent()).split(" ")[0];
  await detail.getByRole("button", { name: "Why?" }).click();
  await eventually(async () => assert.equal(await chosen(page), "Why"));
  const first = page.locator(".lane:first-child .why li .mono").first();
  await eventually(async () => assert.equal(await first.textContent(), sent));
});

journey("heartbeats are counted until each is asked for", async ({ page, open }) => {
  await open({ t: 16_000, view: "messages" });
  const folds = page.locator(".lane:first-child .fold");
  await view(page).waitFor();
  assert.ok((await folds.count()) > 0);
  assert.match((await folds.allTextContents()).join(" "), /Heartbeat ×\d/);
  await page.locator(".lane:first-child .foot button").click();
  await eventually(async () => assert.equal(await folds.count(), 0));
  await eventually(async () => assert.ok(page.url().includes("view=messages-all")));
});

journey("the diagram moves with the playhead, within the frame's budget", { size: sizes.desktop }, async ({ page, open }) => {
  await open({ t: 15_900, view: "messages" });
  const world = () => page.locator(".lane:first-child .world").evaluate((e) => e.style.transform);
  const before = await world();
  await parts(page).play.click();
  await eventually(async () => assert.equal(await isPlaying(page), true));
  await eventually(async () => assert.notEqual(await world(), before));
  // The least of some, as whatever else runs on the machine takes its time from these.
  let least = Infinity;
  for (let round = 0; least > FRAME_MS && round < 20; round += 1) {
    least = Math.min(least, (await scriptPerFrame(page, 300)).perFrame);
  }
  assert.ok(least <= FRAME_MS, `${least.toFixed(2)} ms of script a frame`);
});

journey("a terminal has a choice of screens, and follows the playhead", async ({ page, open }) => {
  await open({ t: 18_000, view: "terminal" });
  const screen = page.locator(".lane:first-child .term pre");
  assert.match(await screen.textContent(), /\nGROUP\s+TOPIC\s+PARTITION\s+CURRENT-OFFSET\s+LOG-END-OFFSET\s+LAG\s+CONSUMER-ID/);
  const select = page.locator(".lane:first-child .term select");
  for (const [choice, pattern] of [
    ["kafka-consumer-groups --describe --members --verbose", /CLIENT-ID\s+#PARTITIONS/],
    ["kafka-consumer-groups --describe --state", /COORDINATOR \(ID\)\s+ASSIGNMENT-STRATEGY/],
    ["client log", /\(org\.apache\.kafka\.clients\.consumer\.internals\.ConsumerCoordinator\)/],
    ["broker log", /\(org\.apache\.kafka\.coordinator\.group\.GroupMetadataManager\)/],
    ["metrics", /consumer-coordinator-metrics/],
  ]) {
    await select.selectOption(choice);
    await eventually(async () => assert.match(await screen.textContent(), pattern));
  }
  await select.selectOption("broker log");
  await eventually(async () => assert.match(await screen.textContent(), /GroupMetadataManager/));
  const said = await screen.textContent();
  await page.locator(".lane:first-child .term pre").focus();
  await page.keyboard.press("End");
  await eventually(async () => assert.ok((await screen.textContent()).length > said.length));
});

journey("a cause leads the playhead to its instant", async ({ page, open }) => {
  await open({ t: 20_000, view: "why" });
  await view(page).waitFor();
  const links = page.locator(".lane:first-child .why li button");
  assert.ok((await links.count()) > 2);
  const all = await links.allTextContents();
  const at = Number((await links.nth(2).locator(".mono").textContent()).trim());
  await links.nth(2).click();
  await eventually(async () => assert.ok(Math.abs((await playhead(page)).now / 1000 - at) < 0.001));
  assert.deepEqual(await links.allTextContents(), all, "the chain stays that of the event");
  assert.equal(await links.nth(2).getAttribute("aria-current"), "true");
});

for (const name of VIEWS.slice(1)) {
  journey(`${name} needs no scrolling sideways on a phone`, { size: sizes.phone, touch: true }, async ({ page, open }) => {
    await open({ t: 18_000, view: name });
    await view(page).waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });
}
