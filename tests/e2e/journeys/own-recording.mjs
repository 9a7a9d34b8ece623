// A recording of one's own: dropped, or chosen by keys alone; beside lanes that simulate what was played; undone; in no
// link. And files that are none.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { eventually, expectNoAxeViolations, journey } from "../harness.mjs";
import { NO_PART, openDialog, partRequests, parts } from "./parts.mjs";

const packed = (name) => readFileSync(new URL(`../../conformance/${name}.json.gz`, import.meta.url));
const recording = (name) => gunzipSync(packed(name)).toString();

const CRASH = recording("recordings/crash.consumer.1");
/** Of a scenario that the page does not have. */
const UNSEEN = recording("unseen/far-away-members.cooperative.1");

const show = (dialog) => dialog.locator("button.primary");
const titles = (page) => page.locator(".lane h2").allTextContents();
const report = (dialog) => dialog.locator(".report");

/** Drops a file on a lane; whether the page takes it. */
const drop = (page, name, text) =>
  page.evaluate(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([typeof content === "string" ? content : Uint8Array.from(content)], fileName));
      const lane = document.querySelector("section.lane");
      const dispatch = (kind) => lane.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
      return [dispatch("dragover"), dispatch("drop")].every((isLeft) => !isLeft);
    },
    [name, typeof text === "string" ? text : [...text]],
  );

journey("a recording that is dropped becomes a lane beside those that simulate the same, and is undone", async ({ page, open }) => {
  const asked = partRequests(page);
  await open({ t: 18_000 });
  assert.ok(await drop(page, "crash.json", CRASH));
  const { dialog, tabs } = parts(page);
  await dialog.waitFor();
  await eventually(async () => assert.equal(await show(dialog).textContent(), "Show this recording"));
  const said = await report(dialog).textContent();
  assert.match(said, /crash\.json.*a recording of A member.s process is killed · KIP-848 · .* rows · Kafka 4\.3\.1/);
  assert.match(said, /the lanes beside it simulate the same/);
  assert.deepEqual(asked.sort(), ["part-reader.wasm", "part-recorded.wasm"]);
  await show(dialog).click();
  await dialog.waitFor({ state: "hidden" });
  await eventually(async () => assert.deepEqual(await titles(page), ["Cooperative", "KIP-848", "KIP-848, recorded"]));
  assert.equal(await page.locator(".headline .group").textContent(), "your recordingcrashBuilt-in group");
  assert.match(await tabs.nth(1).getAttribute("aria-current"), /true/);

  // Both lose the member's partitions to the same others, at the same time to a tenth of a second.
  await page.locator(".lane .chart").first().focus();
  await page.keyboard.press("End");
  const [, simulated, recorded] = await page.locator(".verdict b").allTextContents();
  assert.equal(recorded, simulated);

  await page.locator('header button:has(use[href="#i-share"])').click();
  await dialog.locator("input.link").waitFor();
  assert.match(await dialog.textContent(), /Your recording is not in it/);
  const link = await dialog.locator("input.link").inputValue();
  assert.ok(link.includes("group=loaded") && link.includes("scenario=crash") && !link.includes("recorded"), link);
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+z");
  await eventually(async () => assert.deepEqual(await titles(page), ["Eager", "Cooperative"]));
  assert.equal(await page.locator(".headline .group").count(), 0);
  await page.keyboard.press("Control+Shift+z");
  await eventually(async () => assert.deepEqual(await titles(page), ["Cooperative", "KIP-848", "KIP-848, recorded"]));
  await page.keyboard.press("1");
  await eventually(async () => assert.deepEqual(await titles(page), ["Eager", "Cooperative"]));

  const other = await page.context().newPage();
  await other.goto(link);
  await eventually(async () => assert.match(await other.locator(".notices").textContent(), /recording that was loaded is in no address/));
  await other.close();
});

journey("by keyboard alone a recording is chosen, shown and taken away", async ({ page, open }) => {
  await open({ t: 18_000 });
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${selector}`);
  };
  await tabTo('header button:has(use[href="#i-load"])');
  await page.keyboard.press("Enter");
  // Which has the focus as soon as it is there.
  await page.locator("textarea:focus").waitFor();
  await tabTo("dialog input[type=file]");
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles({ name: "mine.json", mimeType: "application/json", buffer: Buffer.from(UNSEEN) });
  await eventually(async () => assert.equal(await show(parts(page).dialog).isEnabled(), true));
  await tabTo("dialog button.primary");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.deepEqual(await titles(page), ["Eager", "Cooperative", "Cooperative, recorded"]));
  assert.equal(await page.locator("nav.scenarios [aria-current=true]").count(), 0);
  assert.match(await page.locator(".say").textContent(), /Lines of 80 ms each way/);
  await tabTo(".headline .group button");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.deepEqual(await titles(page), ["Eager", "Cooperative"]));
});

journey("a scenario that Share has saved is dropped, and simulated as it was", async ({ page, open }) => {
  const act = "kill:c2@20s";
  await open({ scenario: "crash", t: 20_000, "session.timeout.ms": 9000, act });
  const bars = () => page.locator(".chart rect[data-is]").evaluateAll((all) => all.map((rect) => rect.outerHTML));
  const drawn = await bars();
  assert.ok(drawn.length > 10);
  await page.locator('header button:has(use[href="#i-share"])').click();
  const { dialog, tabs } = parts(page);
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save: Scenario" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  await page.keyboard.press("Escape");

  await open({ t: 18_000 });
  assert.ok(await drop(page, "crash.json", text));
  await dialog.waitFor();
  await eventually(async () => assert.equal(await show(dialog).textContent(), "Show this scenario"));
  const said = await report(dialog).textContent();
  assert.match(said, /crash\.json.*a scenario, A member.s process is killed.*The lanes simulate it/);
  await expectNoAxeViolations(page, { within: "dialog" });
  await show(dialog).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await page.locator(".headline .group").textContent(), "your scenariocrashBuilt-in group");
  assert.deepEqual(await titles(page), ["Eager", "Cooperative"]);
  await eventually(async () => assert.deepEqual(await bars(), drawn));
  assert.equal(await page.locator("[id='knob-session.timeout.ms']").inputValue(), "9000");
  await page.locator(".lane .chart").first().focus();
  await page.keyboard.press("Control+z");
  await eventually(async () => assert.equal(await page.locator(".headline .group").count(), 0));
  await page.keyboard.press("Control+Shift+z");
  await eventually(async () => assert.equal(await page.locator(".headline .group").count(), 1));
  await tabs.nth(2).click();
  await eventually(async () => assert.equal(await page.locator(".headline .group").count(), 0));
});

const MISTAKES = {
  "other JSON": ['{"a": 1}', /neither a scenario nor the recording of a group.*kafka-group-recording\/1/],
  "a scenario that is none": ['{"name": "x", "duration_ms": 9000, "topics": {"orders": 2}, "members": {"c1": {"session.timeout.ms": "6000"}}, "script": [{"at_ms": 0, "do": "explode"}]}', /Something is wrong in this scenario: .*explode/],
  "a scenario that Kafka refuses": ['{"name": "x", "duration_ms": 9000, "topics": {"orders": 2}, "consumer": {"session.timeout.ms": "0x"}, "members": {"c1": {}}, "script": [{"at_ms": 0, "do": "start", "member": "c1"}]}', /Invalid value 0x for configuration session\.timeout\.ms/],
  "one that is cut off": [CRASH.slice(0, 20_000), /cut off: before its end it breaks off in line \d+/],
  "what only begins like JSON": ["{not json}\n", /This is no JSON\. Something else is expected in line 1, column 2/],
  "one that is packed": [packed("recordings/crash.consumer.1"), /compressed.*gunzip/],
  "one with a wrong row": [CRASH.replace(/"t":/, '"at":'), /Something is wrong in this recording, at events\[0\]: t, the time/],
  "one of what the page does not simulate": [recording("broker-restart/broker-restart.eager.1"), /does not simulate what was played\. The lab does not model restart_broker yet/],
  "one that is too large": [CRASH.replace('"events":', `"filler":"${"x".repeat(17 * 1024 * 1024)}","events":`), /larger than 16 MB/],
};

for (const [what, [text, says]] of Object.entries(MISTAKES)) {
  journey(`a file that is no recording that can be shown is answered: ${what}`, async ({ page, open }) => {
    await open({ t: 18_000 });
    await drop(page, "mine.json", text);
    const { dialog } = parts(page);
    await dialog.waitFor();
    const odd = dialog.locator(".report details.odd");
    await eventually(async () => assert.match(await odd.textContent(), says), { timeoutMs: 20_000 });
    assert.match(await odd.textContent(), /mine\.json/);
    assert.equal(await show(dialog).isDisabled(), true);
    await drop(page, "whole.json", CRASH);
    await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
    await show(dialog).click();
    await eventually(async () => assert.equal((await titles(page)).length, 3));
  });
}

journey("what is wrong with a recording is said in Korean, Kafka's names apart", async ({ page, open }) => {
  await open({ t: 18_000, lang: "ko" });
  const { dialog } = parts(page);
  const odd = dialog.locator(".report details.odd");
  for (const [text, says] of [
    [CRASH.replace(/"t":/, '"at":'), /녹화에 잘못된 곳이 있습니다\. events\[0\]: 시각 t\(밀리초\)가 없습니다/],
    ["{not json}\n", /JSON이 아닙니다\. 잘못된 곳: 줄 1, 칸 2/],
    [recording("broker-restart/broker-restart.eager.1"), /시뮬레이션하지 않습니다\. 아직 모델링하지 않은 설정입니다: restart_broker/],
  ]) {
    await drop(page, "mine.json", text);
    await eventually(async () => assert.match(await odd.textContent(), says), { timeoutMs: 20_000 });
  }
  await drop(page, "whole.json", `\ufeff${CRASH}`);
  await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
  await show(dialog).click();
  await eventually(async () => assert.deepEqual(await titles(page), ["Cooperative", "KIP-848", "KIP-848, 녹화"]));
});

for (const [lang, theme, says] of [["en", "light", /cut off/], ["ko", "dark", /끊깁니다/]]) {
  journey(`axe finds nothing in what is said of recordings (${lang}, ${theme})`, { theme }, async ({ page, open }) => {
    await open({ t: 18_000, lang });
    await drop(page, "crash.json", CRASH);
    await drop(page, "cut.json", CRASH.slice(0, 20_000));
    const { dialog } = parts(page);
    await eventually(async () => assert.match(await dialog.locator(".report").textContent(), says));
    await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
    await expectNoAxeViolations(page);
    await show(dialog).click();
    await eventually(async () => assert.equal((await titles(page)).length, 3));
    await expectNoAxeViolations(page);
  });
}

const PART = "part-recorded.wasm";
for (const [what, answer] of Object.entries(NO_PART)) {
  journey(`when what reads recordings ${what} it is said, and asked for again`, { expectConsole: /part-recorded|404/ }, async ({ page, open }) => {
    await open({ t: 18_000 });
    await page.route(`**/${PART}*`, (route) => route.fulfill(answer));
    const dialog = await openDialog(page, "#i-load");
    await drop(page, "crash.json", CRASH);
    await eventually(async () => assert.match(await dialog.locator(".report").textContent(), /could not be loaded\. Check the connection/));
    await page.unroute(`**/${PART}*`);
    await drop(page, "again.json", CRASH);
    await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
  });
}
