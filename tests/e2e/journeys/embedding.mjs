// *Embed*: each of its snippets is put into a host's page, and shows there what the page shows.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { eventually, expectNoAxeViolations, journey, sizes } from "../harness.mjs";
import { openHost } from "../hosting.mjs";
import { openDialog, partRequests, parts, playhead } from "./parts.mjs";

// The policy of the host allows frames from where it comes from itself; the strict one has none.
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'";

/** Opens the dialog, and waits for what is fetched for it. */
async function embed(page) {
  const dialog = await openDialog(page, "#i-embed");
  await dialog.locator("textarea").first().waitFor();
  return dialog;
}

/** The texts of the dialog: element, iframe and fence. */
const snippets = (page) => parts(page).dialog.locator("textarea").evaluateAll((all) => all.map(({ value }) => value));

/** What is seen of the lanes of a page, or of a figure in it. */
const seen = (within) =>
  within.evaluate((root) => {
    const all = (selector) => [...(root.shadowRoot ?? root).querySelectorAll(selector)].map((e) => e.textContent.trim());
    return {
      lanes: all(".lane-head h2"),
      states: all(".lane .state"),
      generations: all(".lane .gen"),
      verdicts: all(".lane .verdict"),
      tiles: all(".lane .tile").sort(),
      // What the scenario is called, and which step it is.
      step: all(".say small")[0]?.replace(/\s+/g, " "),
    };
  });

/** What the page itself shows now; a lane of it may have a choice of assignors behind its name. */
async function shown(page) {
  return { ...(await seen(page.locator("body"))), t: (await playhead(page)).now };
}

/** Opens each snippet in a host's page and holds what is seen there against `page`. */
async function compare(context, base, texts, wanted, about) {
  const [element, frame, fence] = texts;
  const inside = fence.replace(/^```kafka-rebalance\n/, "").replace(/```$/, "");
  const lang = /lang="?=?(\w\w)/.exec(element)[1];
  const fenced = `<script type="module" src="kafka-rebalance.js"></script>
    <kafka-rebalance lang="${lang}"><script type="text/plain">\n${inside}</script></kafka-rebalance>`;
  for (const [name, html] of Object.entries({ element, frame, fence: fenced })) {
    const host = await context.newPage();
    const said = [];
    host.on("console", (message) => said.push(message.text()));
    host.on("pageerror", (error) => said.push(error.message));
    await openHost(host, base, html, { policy, script: false });
    const at = (name === "frame" ? host.frameLocator("iframe") : host).locator("kafka-rebalance");
    if (name === "frame") await host.locator("iframe").scrollIntoViewIfNeeded();
    await eventually(async () => assert.ok(await at.evaluate((figure) => figure.ready), `${about}: the ${name} is drawn`), { timeoutMs: 20_000 });
    await eventually(async () => {
      const figure = { ...(await seen(at)), t: await at.evaluate(({ time }) => time) };
      // A page says its instant to the millisecond.
      figure.t = Math.round(figure.t);
      assert.deepEqual(figure, { ...wanted, t: Math.round(wanted.t) }, `${about}: the ${name}`);
    });
    assert.equal(await at.evaluate(({ playing }) => playing), false);
    assert.equal(await at.evaluate((figure) => figure.shadowRoot.querySelectorAll(".notice, .problem").length), 0);
    if (name === "frame") {
      const higher = () => host.locator("iframe").evaluate((e) => e.clientHeight);
      const own = () => at.evaluate((e) => Math.ceil(e.getBoundingClientRect().height));
      await eventually(async () => assert.equal(await higher(), await own()));
    }
    assert.deepEqual(said, [], `${about}: the ${name}`);
    await host.close();
  }
}

const PAGES = {
  "a built-in scenario": { scenario: "crash", t: 23_000.5 },
  "settings, acts, lanes and a seed, in Korean": {
    scenario: "scale-out", t: 17_100, lanes: "consumer,eager", seed: 7, lang: "ko", "session.timeout.ms": 9000, act: "add:c4@16.2s",
  },
};

for (const [about, query] of Object.entries(PAGES)) {
  journey(`each snippet shows what the page shows: ${about}`, {}, async ({ page, open, base, context }) => {
    await open(query);
    const wanted = await shown(page);
    assert.ok(wanted.lanes.length === 2 && wanted.tiles.length > 10, JSON.stringify(wanted));
    await embed(page);
    await compare(context, base, await snippets(page), wanted, about);
  });
}

journey("each snippet shows a group of one's own, with its names", { timeoutMs: 90_000 }, async ({ page, open, base, context }) => {
  await open({ t: 0 });
  const load = await openDialog(page, "#i-load");
  await load.locator("textarea").fill(readFileSync(new URL("../../samples/billing.offsets.txt", import.meta.url), "utf8"));
  await load.locator("button.primary").click();
  await load.waitFor({ state: "hidden" });
  await eventually(async () => assert.equal(await page.locator(".headline .group code").textContent(), "billing"));
  const { axes, play } = parts(page);
  if ((await play.locator("use").getAttribute("href")) === "#i-pause") await play.click();
  await axes.first().focus();
  await page.keyboard.press("ArrowRight");
  const { step, ...wanted } = await shown(page);
  assert.ok(wanted.tiles.some((tile) => tile.includes("orders-4")), wanted.tiles.join(" "));
  await embed(page);
  const texts = await snippets(page);
  for (const text of texts) assert.match(text, /billing-1/);
  // The step says the title that the scenario has of its own: a figure has no other words of it.
  const title = /^title "?(.*?)"?$/m.exec(texts[0])[1];
  await compare(context, base, texts, { ...wanted, step: step.replace(/^.* · /, `${title} · `) }, "a group");
});

journey("embedding goes by keyboard alone, and what is copied is what stands there", {}, async ({ page, open, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const asked = partRequests(page);
  await open({ scenario: "crash", t: 16_000 });
  const button = page.locator('header button:has(use[href="#i-embed"])');
  assert.equal(await button.getAttribute("aria-label"), "Embed");
  await button.focus();
  await page.keyboard.press("Enter");
  const { dialog } = parts(page);
  await dialog.locator("textarea").first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await eventually(async () => assert.equal(await focused(), "Element"));
  const texts = await snippets(page);
  const names = ["Iframe", "Markdown fence"];
  for (const [at, name] of names.entries()) {
    for (let i = 0; i < 4 && (await focused()) !== `Copy: ${name}`; i++) await page.keyboard.press("Tab");
    assert.equal(await focused(), `Copy: ${name}`);
    await page.keyboard.press("Enter");
    await eventually(async () => assert.equal(await dialog.locator("[role=status]").textContent(), "The snippet is copied."));
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), texts[at + 1]);
  }
  assert.equal(texts[2], "```kafka-rebalance\nscenario crash\nlanes eager cooperative\nt 16000ms\n```");
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await dialog.count(), 0));
  await eventually(async () => assert.equal(await focused(), "Embed"));
  assert.deepEqual(asked, ["part-share.wasm"]);
});

journey("the element is copied with its storyboard, which is seen where nothing runs", {}, async ({ page, open, base, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open({ scenario: "crash", t: 16_000 });
  const dialog = await embed(page);
  await dialog.getByRole("button", { name: "Copy with storyboard: Element", exact: true }).click();
  await eventually(async () => assert.equal(await dialog.locator("[role=status]").textContent(), "The snippet is copied."));
  const snippet = await page.evaluate(() => navigator.clipboard.readText());
  const host = await context.newPage();
  await openHost(host, base, snippet.replace(/<script.*?<\/script>/, ""), { policy, script: false });
  const storyboard = host.locator("kafka-rebalance > .kr-storyboard");
  assert.ok(await storyboard.locator("svg[role=img]").first().isVisible());
  assert.match(await storyboard.locator("tbody").textContent(), /C2 is killed/);
  await openHost(host, base, snippet, { policy, script: false });
  await host.waitForFunction(() => document.querySelector("kafka-rebalance").ready);
  assert.equal(await storyboard.isVisible(), false);
  assert.deepEqual(await host.evaluate(() => document.querySelector("kafka-rebalance").time), 16_000);
  await host.close();
});

for (const [lang, theme, size] of [["en", "dark", "laptop"], ["ko", "light", "phone"]]) {
  journey(`axe finds nothing in the dialog of snippets (${lang}, ${theme})`, { theme, size: sizes[size] }, async ({ page, open }) => {
    await open({ t: 16_000, lang, lanes: "eager,cooperative" });
    await embed(page);
    await expectNoAxeViolations(page);
    const wider = await page.evaluate(() => {
      const body = document.querySelector("dialog .dialog-body");
      return [body.scrollWidth - body.clientWidth, document.documentElement.scrollWidth - innerWidth];
    });
    assert.deepEqual(wider, [0, 0]);
  });
}
