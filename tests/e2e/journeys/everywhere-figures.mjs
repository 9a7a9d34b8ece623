// <kafka-rebalance> and embed.html in the other browsers, in somebody else's page, under the strict policy.

import assert from "node:assert/strict";

import { everywhere, sizes } from "../harness.mjs";
import { withHost } from "../hosting.mjs";

const FIGURE = '<kafka-rebalance scenario="crash" t="16000"></kafka-rebalance>';
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'";

/** Waits until every figure of the page is drawn. */
const ready = (browser) =>
  browser.until(`const all = [...document.querySelectorAll("kafka-rebalance")];
    return all.length > 0 && all.every((figure) => figure.ready);`);

/** What the figures of the page say and show. */
const figures = (browser) =>
  browser.execute(`return [...document.querySelectorAll("kafka-rebalance")].map((figure) => {
    const all = (selector) => [...figure.shadowRoot.querySelectorAll(selector)];
    return {
      playing: figure.playing,
      time: figure.time,
      lanes: all(".lane-head h2").map((e) => e.textContent),
      tiles: all(".tile").length,
      bars: all(".chart rect[data-is]").length,
      verdict: all(".verdict")[0]?.textContent ?? "",
      panel: getComputedStyle(all(".lane")[0]).backgroundColor,
      problems: all(".problem, .notice").map((e) => e.textContent),
      scenario: figure.trace()[0].scenario.name,
    };
  });`);

/** Runs a function of the page that is given the first figure. */
const call = (browser, script, ...args) =>
  browser.execute(`const figure = document.querySelector("kafka-rebalance"); ${script}`, ...args);

everywhere("figures are drawn, stand still, play, seek and step", async ({ browser, base }) => {
  await withHost(base, FIGURE + FIGURE.replace("crash", "scale-out"), {}, async (address) => {
    await browser.open(address);
    await ready(browser);
    for (const figure of await figures(browser)) {
      assert.deepEqual([figure.playing, figure.time, figure.lanes.length, figure.problems], [false, 16_000, 2, []]);
      assert.ok(figure.tiles >= 12 && figure.bars > 5 && /\S/.test(figure.verdict), JSON.stringify(figure));
    }
    await call(browser, "figure.seek(17000.5); figure.step();");
    await browser.until('return document.querySelector("kafka-rebalance").time > 17000.5;');
    await call(browser, 'figure.shadowRoot.querySelector(".play").click();');
    const { time } = (await figures(browser))[0];
    await browser.until('return document.querySelector("kafka-rebalance").time > arguments[0] + 50;', time);
    const [one, other] = await figures(browser);
    assert.deepEqual([one.playing, other.playing, other.time], [true, false, 16_000]);
  });
});

everywhere("a figure tells events, takes attributes at once, and follows the host's theme", async ({ browser, base }) => {
  const record = `addEventListener("DOMContentLoaded", () => {
    globalThis.events = [];
    for (const name of ["ready", "step", "verdict", "error"]) {
      document.querySelector("kafka-rebalance").addEventListener(name, ({ type, detail }) => events.push({ type, ...detail }));
    }
  });`;
  const host = { html: 'lang="en" data-theme="light"', head: '<script src="record.js"></script>', files: { "record.js": record } };
  await withHost(base, FIGURE, host, async (address) => {
    await browser.open(address);
    await ready(browser);
    await call(browser, 'figure.setAttribute("lanes", "eager"); figure.setAttribute("session-timeout-ms", "9000");');
    await browser.until('return document.querySelector("kafka-rebalance").shadowRoot.querySelectorAll(".lane").length === 1;');
    await call(browser, "figure.seek(1e9);");
    const events = await browser.until(`const { events } = window.wrappedJSObject ?? window;
      return events.some(({ type }) => type === "verdict") && events.some(({ number, of }) => number && number === of) && [...events];`);
    assert.equal(events[0].type, "ready");
    assert.ok(!events.some(({ type }) => type === "error"));
    assert.equal((await figures(browser))[0].panel, "rgb(255, 255, 255)");
    await browser.execute('document.documentElement.dataset.theme = "dark";');
    await browser.until(`const [lane] = document.querySelector("kafka-rebalance").shadowRoot.querySelectorAll(".lane");
      return getComputedStyle(lane).backgroundColor === "rgb(20, 25, 32)";`);
  });
});

everywhere("a scenario as text runs, and its mistakes are told by line", async ({ browser, base }) => {
  const text = (lines) => `<kafka-rebalance><script type="text/plain">\n${lines}</script></kafka-rebalance>`;
  await withHost(base, text("topic orders 4\nname ours\nat 0s start c1 c2\nlanes consumer\nt 9s\n"), {}, async (address) => {
    await browser.open(address);
    await ready(browser);
    const [{ scenario, time, lanes }] = await figures(browser);
    assert.deepEqual([scenario, time, lanes], ["ours", 9_000, ["KIP-848"]]);
    await call(browser, "figure.load('topic orders 4\\nat 0s strat c1');");
    const problem = await browser.until('return document.querySelector("kafka-rebalance").shadowRoot.querySelector(".problem")?.textContent;');
    assert.match(problem, /^line 2, column 7: strat/);
  });
});

everywhere("a frame is as high as its figure, on a phone too", { size: sizes.phone }, async ({ browser, base }) => {
  const frame = '<iframe src="embed.html?scenario=crash&lanes=eager&t=16000" title="A consumer crashes" width="100%" height="300"></iframe>';
  await withHost(base, `${frame}<script src="embed-host.js"></script>`, { policy, script: false }, async (address) => {
    await browser.open(address);
    await browser.until(`const frame = document.querySelector("iframe");
      const figure = frame.contentDocument?.querySelector("kafka-rebalance");
      return figure?.ready && Math.ceil(figure.getBoundingClientRect().height) === frame.clientHeight && figure.time === 16000;`);
    const wider = await browser.execute("return document.documentElement.scrollWidth - innerWidth");
    assert.ok(wider <= 0, `nothing is wider than the window, by ${wider}`);
  });
});
