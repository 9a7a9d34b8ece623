// embed.html in an iframe: height by a handshake, and the snippets of docs/embed.md as they stand there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { eventually, expectNoAxeViolations, journey } from "../harness.mjs";
import { allReady, openHost } from "../hosting.mjs";

// The policy of the host allows frames from where it comes from itself; the strict one has none.
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'";
const frame = (query = "scenario=crash") => `<iframe src="embed.html?${query}" title="A consumer crashes" width="700" height="300"></iframe>`;
const HOST_SCRIPT = '<script src="embed-host.js" defer></script>';

const height = (page) => page.locator("iframe").evaluate((e) => e.clientHeight);
const inside = (page) => page.frameLocator("iframe").locator("kafka-rebalance");
const figureHeight = (page) => inside(page).evaluate((e) => Math.ceil(e.getBoundingClientRect().height));

/** Lets some frames pass, in which it could speak. */
const frames = (page, count) =>
  page.evaluate(async (n) => {
    for (let i = 0; i < n; i++) await new Promise(requestAnimationFrame);
  }, count);

/** Gathers what the frame says. */
const LISTEN = 'globalThis.said = []; addEventListener("message", ({ data }) => said.push(data));';

journey("a frame becomes as high as its figure, once, and again when its width differs", async ({ page, base }) => {
  await openHost(page, base, frame(), { policy, head: `<script src="listen.js"></script>${HOST_SCRIPT}`, files: { "listen.js": LISTEN } });
  await inside(page).locator(".lane").first().waitFor();
  await eventually(async () => assert.equal(await height(page), await figureHeight(page)));
  await frames(page, 20);
  const said = () => page.evaluate(() => globalThis.said.length);
  const before = await said();
  assert.ok(before <= 4, `it has spoken ${before} times`);
  await page.locator("iframe").evaluate((e) => e.setAttribute("width", "420"));
  await eventually(async () => {
    assert.ok((await said()) > before);
    assert.equal(await height(page), await figureHeight(page));
  });
  assert.equal(await page.frameLocator("iframe").locator("html").evaluate((e) => e.scrollHeight - e.clientHeight), 0);
});

journey("a frame says nothing to a page that does not ask, nor to one from elsewhere", { expectConsole: /target origin/ }, async ({ page, base }) => {
  const head = '<script src="listen.js"></script>';
  await openHost(page, base, frame("scenario=crash&origin=https://docs.example.org"), {
    policy,
    head: `${head}${HOST_SCRIPT}`,
    files: { "listen.js": LISTEN },
  });
  await inside(page).locator(".lane").first().waitFor();
  assert.equal(await height(page), 300);
  assert.deepEqual(await page.evaluate(() => globalThis.said), []);
});

journey("the query of a frame has the names of the address", async ({ page, base }) => {
  const query = "scenario=crash&lanes=eager&t=18000&lang=ko&session.timeout.ms=10000&act=kill:c1@16.2s&controls=none&nonsense.ms=1";
  await openHost(page, base, frame(query), { policy });
  await inside(page).locator(".lane").waitFor();
  const { time, lang, notices } = await inside(page).evaluate((e) => ({
    time: e.time,
    lang: document.documentElement.lang,
    notices: e.shadowRoot.querySelector(".notices").textContent,
  }));
  assert.deepEqual([time, lang], [18_000, "ko"]);
  assert.match(notices, /nonsense\.ms/);
  assert.equal(await inside(page).locator(".controls").count(), 0);
});

journey("the snippets of docs/embed.md work as they stand there", async ({ page, base }) => {
  const text = readFileSync(new URL("../../../docs/embed.md", import.meta.url), "utf8");
  // What is for other people's tools, tests/hosts tries.
  const sections = ["The element", "In an iframe"].map((title) => text.split(`\n## ${title}\n`)[1].split("\n## ")[0]);
  const snippets = sections.map((section) => section.match(/```html\n([^]*?)```/)[1].replaceAll("/rebalance/v0.1/", ""));
  const css = text.match(/```css\n([^]*?)```/)[1];
  await openHost(page, base, snippets.join("\n"), {
    policy,
    script: false,
    head: '<link rel="stylesheet" href="host.css">',
    files: { "host.css": css },
  });
  await allReady(page);
  assert.equal(await page.locator("kafka-rebalance").first().locator(".lane").count(), 2);
  await page.locator("iframe").scrollIntoViewIfNeeded();
  await inside(page).locator(".lane").first().waitFor();
  await eventually(async () => assert.equal(await height(page), await figureHeight(page)));
  await expectNoAxeViolations(page, { within: "main" });
});
