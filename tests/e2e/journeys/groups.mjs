// A group of one's own: pasted in, shown, and left again. And pasted text that is no group.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { eventually, journey } from "../harness.mjs";
import { NO_PART, openDialog, partRequests, parts } from "./parts.mjs";

const sample = (name) => readFileSync(new URL(`../../samples/${name}`, import.meta.url), "utf8");

const show = (dialog) => dialog.locator("button.primary");

async function paste(dialog, text) {
  await dialog.locator("textarea").fill(text);
}

journey("a pasted group is shown with its members and partitions", async ({ page, open }) => {
  await open({ t: 0 });
  const dialog = await openDialog(page, "#i-load");
  assert.equal(await show(dialog).isDisabled(), true);
  await paste(dialog, sample("billing.offsets.txt"));
  await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
  await show(dialog).click();
  await dialog.waitFor({ state: "hidden" });

  const { lanes } = parts(page);
  await eventually(async () => assert.equal(await page.locator(".headline .group code").textContent(), "billing"));
  for (const lane of await lanes.all()) {
    const cards = (await lane.locator(".card h3").allTextContents()).join(" ");
    for (const member of ["billing-1", "billing-2", "billing-3"]) assert.ok(cards.includes(member), `${member} is not in: ${cards}`);
    const table = await lane.textContent();
    for (const partition of ["orders-0", "orders-5", "refunds-0", "refunds-2"]) assert.ok(table.includes(partition), `${partition} is not shown`);
  }

  await page.locator(".headline .group button").click();
  await eventually(async () => assert.equal(await page.locator(".headline .group").count(), 0));
});

journey("a file that is dropped anywhere opens the dialog and is read", async ({ page, open }) => {
  await open({ t: 0 });
  const isTaken = await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "billing.txt"));
    const lane = document.querySelector("section.lane");
    const drop = (kind) => lane.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
    return [drop("dragover"), drop("drop")].every((isLeft) => !isLeft);
  }, sample("billing.offsets.txt"));
  assert.ok(isTaken, "the browser would leave the page for the file");
  const { dialog } = parts(page);
  await dialog.waitFor();
  await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
});

journey("the lanes of a group stay level", async ({ page, open }) => {
  await open({ t: 0 });
  const dialog = await openDialog(page, "#i-load");
  await paste(dialog, sample("billing.offsets.txt"));
  await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
  await show(dialog).click();
  await eventually(async () => {
    const tops = await page.locator("section.lane .chart").evaluateAll((charts) => charts.map((c) => c.getBoundingClientRect().top));
    assert.equal(tops.length, 2);
    assert.equal(tops[0], tops[1]);
  });
});

const READER = "part-reader.wasm";

journey("what reads a group is fetched when the dialog opens, and once", async ({ page, open }) => {
  const asked = partRequests(page);
  await open({ t: 0 });
  assert.deepEqual(asked, []);
  const dialog = await openDialog(page, "#i-load");
  await eventually(async () => assert.deepEqual(asked, [READER]));
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await openDialog(page, "#i-load");
  await paste(dialog, sample("billing.offsets.txt"));
  await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
  assert.deepEqual(asked, [READER]);
});

for (const [what, answer] of Object.entries(NO_PART)) {
  journey(
    `when what reads a group ${what} the dialog says what to do, and it is there once the file is`,
    { expectConsole: /part-reader|404/ },
    async ({ page, open }) => {
      await open({ t: 0 });
      await page.route(`**/${READER}*`, (route) => route.fulfill(answer));
      const dialog = await openDialog(page, "#i-load");
      const coming = dialog.locator(".coming");
      await eventually(async () => assert.match(await coming.textContent(), /could not be loaded\. Check the connection/));
      await page.unroute(`**/${READER}*`);
      await coming.getByRole("button").click();
      await paste(dialog, sample("billing.offsets.txt"));
      await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
    },
  );
}

const NOISE = {
  "a log": "2024-05-01 10:00:00,123 INFO [main] org.example.App: started\n2024-05-01 10:00:01,456 WARN retrying\n",
  "binary": String.fromCharCode(...Array.from({ length: 2000 }, (_, i) => (i * 7919) % 65_000).filter((c) => c < 0xd800)),
};

for (const [name, noise] of Object.entries(NOISE)) {
  journey(`pasted ${name} is answered with sentences, and the dialog stays usable`, async ({ page, open }) => {
    await open({ t: 0 });
    const dialog = await openDialog(page, "#i-load");
    await paste(dialog, noise);
    const report = dialog.locator(".report details.odd");
    await report.waitFor();
    assert.ok((await report.locator("tr").count()) > 0);
    assert.match(await dialog.locator(".dialog-foot").textContent(), /\w+ \w+/);
    assert.equal(await show(dialog).isDisabled(), true);

    await paste(dialog, sample("billing.offsets.txt"));
    await eventually(async () => assert.equal(await show(dialog).isEnabled(), true));
  });
}

journey("of several groups one is chosen", async ({ page, open }) => {
  await open({ t: 0 });
  const dialog = await openDialog(page, "#i-load");
  await paste(dialog, sample("all-groups.offsets.txt"));
  const choice = dialog.locator(".dialog-foot select");
  await choice.waitFor();
  const names = await choice.locator("option").allTextContents();
  assert.ok(names.length > 1);
  const last = names.length - 1;
  await choice.selectOption({ index: last });
  await show(dialog).click();
  await eventually(async () => assert.equal(await page.locator(".headline .group code").textContent(), names[last]));
});
