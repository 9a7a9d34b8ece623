// The dialog that shares a run: its link, and the run in the forms of other tools, each read by its own reader.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { eventually, expectNoAxeViolations, journey, sizes } from "../harness.mjs";
import { NO_PART, openDialog, partRequests, parts } from "./parts.mjs";

/** Opens the dialog, and waits for what is fetched for it. */
async function share(page) {
  const dialog = await openDialog(page, "#i-share");
  await dialog.locator(".forms").waitFor();
  return dialog;
}

/** What a button of the dialog saves: the name of the file, and what is in it. */
async function saved(page, name) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    parts(page).dialog.getByRole("button", { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** What Mermaid itself makes of a text, in a page of its own. */
async function drawn(context, text) {
  const blank = await context.newPage();
  await blank.addScriptTag({ path: createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js") });
  const svg = await blank.evaluate(async (source) => {
    globalThis.mermaid.initialize({ startOnLoad: false });
    await globalThis.mermaid.parse(source);
    return (await globalThis.mermaid.render("drawn", source)).svg;
  }, text);
  await blank.close();
  return svg;
}

journey("the scenario is saved as it was run, and opens as a trace on the command line's terms", {}, async ({ page, open }) => {
  await open({ scenario: "crash", t: 20_000, "session.timeout.ms": 9000, act: "add:c4@20s" });
  await share(page);
  const file = await saved(page, "Save: Scenario");
  assert.equal(file.name, "crash.json");
  const scenario = JSON.parse(file.bytes);
  assert.equal(scenario.consumer["session.timeout.ms"], "9000");
  assert.deepEqual(scenario.script.at(-1), { at_ms: 20_000, do: "start", member: "c4" });
  assert.deepEqual(scenario.variants, ["eager", "cooperative"]);
});

for (const lang of ["en", "ko"]) {
  journey(`Mermaid draws the sequence diagram of either lane (${lang})`, {}, async ({ page, open, context }) => {
    await open({ t: 16_000, lang });
    const dialog = await share(page);
    const [copy, save] = lang === "ko" ? ["복사: 시퀀스 다이어그램", "저장: 시퀀스 다이어그램"] : ["Copy: Sequence diagram", "Save: Sequence diagram"];
    const eager = await saved(page, save);
    assert.equal(eager.name, "scale-out-slow-batch.mmd");
    await dialog.locator("select").selectOption({ index: 1 });
    const cooperative = await saved(page, save);
    assert.notDeepEqual(eager.bytes, cooperative.bytes);
    for (const { bytes } of [eager, cooperative]) {
      const svg = await drawn(context, bytes.toString());
      assert.match(svg, /PreparingRebalance/);
      assert.match(svg, /onPartitionsAssigned/);
    }
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.bringToFront();
    await dialog.getByRole("button", { name: copy }).click();
    await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), cooperative.bytes.toString()));
  });
}

journey("the trace has a process a lane and arrows between its tracks", {}, async ({ page, open }) => {
  await open({ t: 16_000, lanes: "eager,cooperative,consumer" });
  await share(page);
  const file = await saved(page, "Save: Trace");
  assert.equal(file.name, "scale-out-slow-batch.trace.json");
  const { traceEvents } = JSON.parse(file.bytes);
  const named = traceEvents.filter(({ name }) => name === "process_name").map(({ args }) => args.name);
  assert.deepEqual(named, ["Eager", "Cooperative", "KIP-848"]);
  const arrows = (ph) => traceEvents.filter((event) => event.ph === ph).map(({ id }) => id);
  assert.ok(arrows("s").length > 100);
  assert.deepEqual(arrows("s"), arrows("f"));
});

journey("the picture is saved as SVG and as PNG, in the theme that is shown", { theme: "dark" }, async ({ page, open, context }) => {
  await open({ t: 16_000, lang: "ko" });
  await share(page);
  const svg = await saved(page, "SVG: 그림");
  assert.equal(svg.name, "scale-out-slow-batch.svg");
  assert.match(svg.bytes.toString(), /^<svg [^]*Cooperative[^]*<\/svg>\s*$/);
  const png = await saved(page, "PNG: 그림");
  assert.equal(png.name, "scale-out-slow-batch.png");
  const blank = await context.newPage();
  const { width, height, dark, colours } = await blank.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    return { width: canvas.width, height: canvas.height, dark: data[0] + data[1] + data[2] < 200, colours: seen.size };
  }, png.bytes.toString("base64"));
  assert.ok(width >= 1700 && height > 800, `${width} × ${height}`);
  assert.ok(dark, "the corner is dark");
  assert.ok(colours > 100, `${colours} colours`);
});

journey("sharing goes by keyboard alone, and fetches its part once", {}, async ({ page, open }) => {
  const asked = partRequests(page);
  await open({ t: 16_000 });
  assert.deepEqual(asked, []);
  await page.locator('header button:has(use[href="#i-share"])').focus();
  await page.keyboard.press("Enter");
  const { dialog } = parts(page);
  await dialog.locator(".forms").waitFor();
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.className);
  await eventually(async () => assert.equal(await focused(), "link mono"));
  const reached = [];
  for (let i = 0; i < 8 && !reached.includes("Save: Trace"); i++) {
    await page.keyboard.press("Tab");
    reached.push(await focused());
  }
  for (const name of ["Save: Scenario", "Lane of the sequence diagram", "Copy: Sequence diagram", "Save: Trace"]) {
    assert.ok(reached.includes(name), `${name} is not among ${reached.join(", ")}`);
  }
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.match(download.suggestedFilename(), /trace\.json$/);
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await dialog.count(), 0));
  await share(page);
  assert.deepEqual(asked, ["part-share.wasm"]);
});

for (const [lang, theme, size] of [["en", "dark", sizes.laptop], ["ko", "light", sizes.phone]]) {
  journey(`axe finds nothing in the dialog that shares (${lang}, ${theme})`, { theme, size }, async ({ page, open }) => {
    await open({ t: 16_000, lang });
    await share(page);
    await expectNoAxeViolations(page);
    const wider = await page.evaluate(() => document.querySelector("dialog .dialog-body").scrollWidth - document.querySelector("dialog .dialog-body").clientWidth);
    assert.equal(wider, 0);
  });
}

for (const [what, answer] of Object.entries(NO_PART)) {
  journey(`a share part that ${what} is said, and asked for again`, { expectConsole: /part-share|404|magic|Failed|expected/ }, async ({ page, open }) => {
    await page.route("**/part-share.wasm", (route) => route.fulfill(answer));
    await open({ t: 16_000 });
    const dialog = await openDialog(page, "#i-share");
    await dialog.locator(".coming button").waitFor();
    await page.unroute("**/part-share.wasm");
    await dialog.locator(".coming button").click();
    await dialog.locator(".forms").waitFor();
  });
}
