// <kafka-rebalance> in somebody else's page, under the strict policy.

import assert from "node:assert/strict";

import { eventually, expectNoAxeViolations, journey, sizes } from "../harness.mjs";
import { allReady, openHost, requests } from "../hosting.mjs";

const FIGURE = '<kafka-rebalance scenario="scale-out"></kafka-rebalance>';
/** So much that what follows is not near. */
const FAR = '<div id="far"></div>';
const HIGH = { head: '<link rel="stylesheet" href="host.css">', files: { "host.css": "#far { height: 4000px }" } };

/** What a figure's element says of itself. */
const state = (page, n = 0) =>
  page.evaluate((at) => {
    const { ready, playing, time } = document.querySelectorAll("kafka-rebalance")[at];
    return { ready, playing, time };
  }, n);

const call = (page, method, ...args) =>
  page.evaluate(([name, given]) => document.querySelector("kafka-rebalance")[name](...given), [method, args]);

/** Gathers events of the first figure in `events`, from before it is ready. */
const RECORD = `addEventListener("DOMContentLoaded", () => {
  globalThis.events = [];
  for (const name of ["ready", "time", "step", "verdict", "error"]) {
    document.querySelector("kafka-rebalance").addEventListener(name, ({ type, detail }) => events.push({ type, ...detail }));
  }
});`;
const recording = { head: '<script src="record.js"></script>', files: { "record.js": RECORD } };
const events = (page, type) => page.evaluate((wanted) => globalThis.events.filter((event) => event.type === wanted), type);

journey("two figures on a page draw, stand still, and play when asked", async ({ page, base }) => {
  await openHost(page, base, FIGURE + '<kafka-rebalance scenario="crash"></kafka-rebalance>');
  await allReady(page);
  for (const n of [0, 1]) {
    const figure = page.locator("kafka-rebalance").nth(n);
    assert.equal(await figure.locator(".lane").count(), 2);
    assert.match(await figure.locator(".verdict").first().innerText(), /\S/);
    assert.ok((await figure.locator(".chart rect[data-is]").count()) > 5, "a chart is drawn");
    assert.equal((await state(page, n)).playing, false);
  }
  const before = (await state(page)).time;
  await page.locator("kafka-rebalance").first().getByRole("button", { name: "Play" }).click();
  await eventually(async () => assert.ok((await state(page)).time > before + 50));
  assert.equal((await state(page, 1)).playing, false, "the other one is asked nothing");
});

journey("a figure moves like the page: tiles, tokens and playhead", async ({ page, base }) => {
  await openHost(page, base, FIGURE);
  await allReady(page);
  const playhead = () => page.locator("kafka-rebalance .playhead").first().evaluate((e) => e.style.transform);
  const before = await playhead();
  await call(page, "play");
  await eventually(async () => assert.notEqual(await playhead(), before));
  assert.ok((await page.locator("kafka-rebalance .tile").count()) >= 6);
});

journey("until a figure is near, a page has loaded the element alone", async ({ page, base }) => {
  const asked = requests(page);
  await openHost(page, base, `${FAR}${FIGURE}`, HIGH);
  await page.waitForFunction(() => customElements.get("kafka-rebalance"));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.deepEqual(asked, ["host.html", "kafka-rebalance.js", "host.css"].sort((a, b) => asked.indexOf(a) - asked.indexOf(b)));
  await page.locator("kafka-rebalance").scrollIntoViewIfNeeded();
  await allReady(page);
});

journey("several figures fetch the program once, also when one comes later", async ({ page, base }) => {
  const asked = requests(page);
  await openHost(page, base, FIGURE.repeat(3));
  await allReady(page);
  await page.evaluate(() => document.querySelector("main").prepend(document.createElement("kafka-rebalance")));
  await allReady(page);
  for (const file of ["rebalance-web.js", "kafka-rebalance.wasm", "kafka-rebalance.css"]) {
    assert.equal(asked.filter((name) => name === file).length, 1, file);
  }
  assert.ok(!asked.some((name) => ["style.css", "loader.js", "rebalance-web_bg.wasm", "part-views.wasm"].includes(name)), asked.join(" "));
});

journey("a figure off the screen stands still, and goes on when it is back", async ({ page, base }) => {
  await openHost(page, base, `<kafka-rebalance scenario="crash"></kafka-rebalance>${FAR}`, HIGH);
  await allReady(page);
  await call(page, "play");
  await eventually(async () => assert.ok((await state(page)).time > 0));
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const frames = () =>
    page.evaluate(
      () =>
        new Promise((done) => {
          const before = document.querySelector("kafka-rebalance").time;
          let left = 12;
          const next = () => (left-- ? requestAnimationFrame(next) : done(document.querySelector("kafka-rebalance").time - before));
          next();
        }),
    );
  await eventually(async () => assert.equal(await frames(), 0));
  await page.evaluate(() => scrollTo(0, 0));
  await eventually(async () => assert.ok((await frames()) > 0));
});

journey("events tell what happens as plain data", async ({ page, base }) => {
  await openHost(page, base, '<kafka-rebalance scenario="crash" lanes="eager"></kafka-rebalance>', recording);
  await allReady(page);
  const [ready] = await events(page, "ready");
  assert.equal(ready.scenario, "crash");
  assert.deepEqual(ready.lanes, ["eager"]);
  assert.ok(ready.end > ready.from);
  await call(page, "seek", ready.end);
  await eventually(async () => {
    const times = await events(page, "time");
    assert.equal(times.at(-1).t, ready.end);
    const steps = await events(page, "step");
    assert.equal(steps.at(-1).number, steps.at(-1).of);
    assert.match(steps.at(-1).text, /\w/);
    const verdicts = await events(page, "verdict");
    assert.deepEqual([verdicts.at(-1).lane, verdicts.at(-1).tone], ["eager", "good"]);
  });
  assert.deepEqual(await events(page, "error"), []);
});

journey("methods seek, step and give the runs", async ({ page, base }) => {
  await openHost(page, base, '<kafka-rebalance scenario="scale-out" lanes="eager,cooperative"></kafka-rebalance>');
  await allReady(page);
  await call(page, "seek", 16_000.5);
  await eventually(async () => assert.equal((await state(page)).time, 16_000.5));
  await call(page, "step", 1);
  await eventually(async () => assert.ok((await state(page)).time > 16_000.5));
  const runs = await call(page, "trace");
  assert.deepEqual(runs.map((run) => run.format), Array(2).fill("kafka-group-recording/1"));
  assert.ok(runs.every((run) => run.events.length > 100));
});

journey("an attribute that changes acts at once, and keeps the instant", async ({ page, base }) => {
  await openHost(page, base, '<kafka-rebalance scenario="crash" lanes="eager" t="18000"></kafka-rebalance>', recording);
  await allReady(page);
  const set = (name, value) =>
    page.evaluate(([key, to]) => document.querySelector("kafka-rebalance").setAttribute(key, to), [name, value]);
  const runs = async () => JSON.stringify((await call(page, "trace"))[0].events.length);
  const before = await runs();
  await set("session-timeout-ms", "20000");
  await eventually(async () => assert.notEqual(await runs(), before));
  assert.equal((await state(page)).time, 18_000);
  await set("lanes", "eager,cooperative,consumer");
  await eventually(async () => assert.equal(await page.locator("kafka-rebalance .lane").count(), 3));
  await set("t", "16000");
  await eventually(async () => assert.equal((await state(page)).time, 16_000));
  await set("lang", "ko");
  await page.locator("kafka-rebalance").getByRole("button", { name: "재생" }).waitFor();
  await set("scenario", "no-such-scenario");
  await eventually(async () => assert.match((await events(page, "error")).at(-1).message, /no-such-scenario/));
});

journey("a scenario of one's own: inside the element, by src, and by load", async ({ page, base }) => {
  const own = JSON.parse(
    await (await import("node:fs/promises")).readFile(new URL("../../../crates/model/scenarios/crash.json", import.meta.url), "utf8"),
  );
  own.name = "my-own";
  const inside = `<kafka-rebalance><script type="application/json">${JSON.stringify(own)}</script></kafka-rebalance>`;
  const another = JSON.stringify({ ...own, name: "another" });
  await openHost(page, base, inside, { ...recording, files: { ...recording.files, "another.json": another } });
  await allReady(page);
  const name = async () => (await call(page, "trace"))[0].scenario.name;
  assert.equal(await name(), "my-own");
  await page.evaluate(() => document.querySelector("kafka-rebalance").setAttribute("src", "another.json"));
  await eventually(async () => assert.equal(await name(), "another"));
  await call(page, "load", { ...own, name: "loaded" });
  await eventually(async () => assert.equal(await name(), "loaded"));
  await call(page, "load", "crash");
  await eventually(async () => assert.equal(await name(), "crash"));
  await call(page, "load", { name: "broken" });
  await eventually(async () => {
    const { code, message } = (await events(page, "error")).at(-1);
    assert.equal(code, "scenario");
    assert.match(message, /\w/);
  });
});

const TEXT = "title Ours\ntopic orders 4\nat 0s start c1 c2\nat 16s kill c2\nlanes consumer\nseed 7\nt 17.5005s\n";
const asText = (text, attributes = "") => `<kafka-rebalance${attributes}><script type="text/plain">\n${text}</script></kafka-rebalance>`;

journey("a scenario as text says lanes, seed and instant; attributes go before it", async ({ page, base }) => {
  const asked = requests(page);
  await openHost(page, base, asText(TEXT) + asText(TEXT, ' lanes="eager,sticky" t="16000"'));
  await allReady(page);
  const runs = () => page.evaluate(() => [...document.querySelectorAll("kafka-rebalance")].map((figure) => figure.trace()));
  const [[one, ...more], two] = await runs();
  assert.deepEqual([more.length, one.scenario.title, one.scenario.topics], [0, "Ours", { orders: 4 }]);
  assert.deepEqual([(await state(page)).time, (await state(page, 1)).time], [17_500.5, 16_000]);
  assert.equal(two.length, 2);
  assert.match(await page.locator("kafka-rebalance .say small").first().textContent(), /^Ours · \d/);
  assert.equal(asked.filter((name) => name === "part-text.wasm").length, 1, "what reads it is fetched once");
  await call(page, "load", "scenario crash\nlanes eager\n");
  await eventually(async () => assert.equal((await runs())[0][0].scenario.name, "crash"));
  await page.evaluate(() => document.querySelector("kafka-rebalance").setAttribute("lang", "ko"));
  // Of a built-in scenario the page's own words are said.
  await eventually(async () => assert.match(await page.locator("kafka-rebalance .say small").first().textContent(), /^② ?|[가-힣]/));
});

journey("figures without text do not fetch what reads it", async ({ page, base }) => {
  const asked = requests(page);
  await openHost(page, base, FIGURE);
  await allReady(page);
  assert.ok(!asked.includes("part-text.wasm"), asked.join(" "));
});

journey("each mistake in a text is told with its line, in the figure and as an event", async ({ page, base }) => {
  await openHost(page, base, asText("topic orders 4\nat 0s strat c1\n\nsession.timout.ms=6000\n"), recording);
  const problem = page.locator("kafka-rebalance .problem");
  await problem.waitFor();
  const lines = (await problem.innerText()).split("\n");
  assert.equal(lines.length, 2, lines.join("|"));
  assert.match(lines[0], /^line 2, column 7: strat is nothing that can be done; there are start, .*$/);
  assert.match(lines[1], /^line 4, column 1: session\.timout\.ms .* did you mean session\.timeout\.ms\?$/);
  const [{ code, where, message }] = await events(page, "error");
  assert.deepEqual([code, where, message.split("\n")], ["text", "2:7", lines]);
  await expectNoAxeViolations(page);
  await call(page, "load", TEXT);
  await allReady(page);
  assert.equal(await problem.count(), 0);
});

journey("a figure of text says it where what reads text can't be had", { expectConsole: /404|part-text/ }, async ({ page, base }) => {
  let isThere = false;
  await page.route("**/part-text.wasm", (route) => (isThere ? route.continue() : route.fulfill({ status: 404, body: "gone" })));
  await openHost(page, base, asText(TEXT), recording);
  await page.locator("kafka-rebalance .problem").waitFor();
  assert.equal((await events(page, "error"))[0].code, "unreachable");
  isThere = true;
  await call(page, "load", TEXT);
  await allReady(page);
});

journey("the theme is the host's, whatever it says it by, and follows its switch", { theme: "light" }, async ({ page, base }) => {
  await openHost(page, base, FIGURE, { head: '<link rel="stylesheet" href="host.css">', files: { "host.css": ".night { background: #102 }" } });
  await allReady(page);
  const panel = () =>
    page
      .locator("kafka-rebalance .lane")
      .first()
      .evaluate((e) => getComputedStyle(e).backgroundColor);
  const [light, dark] = ["rgb(255, 255, 255)", "rgb(20, 25, 32)"];
  assert.equal(await panel(), light);
  const root = (how) => page.evaluate(how);
  for (const [how, colour] of [
    [() => (document.documentElement.dataset.theme = "dark"), dark],
    [() => (document.documentElement.dataset.theme = "light"), light],
    [() => (delete document.documentElement.dataset.theme, document.documentElement.classList.add("navy")), dark],
    [() => (document.documentElement.className = ""), light],
    [() => document.body.setAttribute("data-md-color-scheme", "slate"), dark],
    [() => document.body.removeAttribute("data-md-color-scheme"), light],
    [() => (document.documentElement.style.colorScheme = "dark"), dark],
    [() => (document.documentElement.style.colorScheme = ""), light],
    [() => document.body.classList.add("night"), dark],
  ]) {
    await root(how);
    await eventually(async () => assert.equal(await panel(), colour, String(how)));
  }
  await page.evaluate(() => document.querySelector("kafka-rebalance").setAttribute("theme", "light"));
  await eventually(async () => assert.equal(await panel(), light));
});

journey("the figure's keys are its own while it has the focus, and the host's otherwise", async ({ page, base }) => {
  const host = 'addEventListener("keydown", (e) => (globalThis.heard ??= []).push(e.key));';
  await openHost(page, base, `<button id="other">x</button>${FIGURE}`, { head: '<script src="keys.js"></script>', files: { "keys.js": host } });
  await allReady(page);
  await page.locator("#other").focus();
  await page.keyboard.press("ArrowRight");
  assert.deepEqual(await page.evaluate(() => globalThis.heard), ["ArrowRight"]);
  assert.equal((await state(page)).playing, false);
  const { time } = await state(page);
  await page.locator("kafka-rebalance .chart").first().focus();
  await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.ok((await state(page)).time > time));
  await page.keyboard.press("Space");
  await eventually(async () => assert.equal((await state(page)).playing, true));
  assert.deepEqual(await page.evaluate(() => globalThis.heard), ["ArrowRight"]);
  await page.keyboard.press("Tab");
  assert.deepEqual(await page.evaluate(() => globalThis.heard), ["ArrowRight", "Tab"]);
});

journey("two figures on one clock show the same instant", async ({ page, base }) => {
  const one = '<kafka-rebalance clock="a" scenario="crash" lanes="eager"></kafka-rebalance>';
  await openHost(page, base, `${one}<kafka-rebalance clock="a" scenario="crash" lanes="cooperative"></kafka-rebalance>`);
  await allReady(page);
  await call(page, "seek", 17_000);
  await eventually(async () => assert.equal((await state(page, 1)).time, 17_000));
  await call(page, "play");
  await eventually(async () => assert.ok((await state(page, 1)).time > 17_050));
  await call(page, "pause");
  await eventually(async () => assert.equal((await state(page, 1)).time, (await state(page)).time));
  assert.equal((await state(page, 1)).playing, false);
});

journey("who follows a clock does not hold up who leads it", async ({ page, base }) => {
  const short = '<kafka-rebalance clock="a" scenario="scale-out" lanes="eager"></kafka-rebalance>';
  await openHost(page, base, `<kafka-rebalance clock="a" scenario="crash" lanes="eager"></kafka-rebalance>${short}`);
  await allReady(page);
  await page.evaluate(() => document.querySelectorAll("kafka-rebalance")[1].seek(10_000_000));
  await eventually(async () => assert.ok((await state(page, 1)).time > 20_000));
  const { time: end } = await state(page, 1);
  assert.ok(end < 10_000_000, "it goes to the end of its run");
  await call(page, "seek", end + 2_000);
  await eventually(async () => assert.equal((await state(page, 1)).time, end));
  assert.equal((await state(page)).time, end + 2_000, "the longer run stays where it was put");
});

journey("with less motion a figure that was out of sight goes on when it is seen again", { reducedMotion: true }, async ({ page, base }) => {
  await openHost(page, base, '<kafka-rebalance scenario="crash" t="15000"></kafka-rebalance>');
  await allReady(page);
  await page.evaluate(() => (document.querySelector("main").style.paddingBottom = "3000px"));
  await call(page, "play");
  await page.evaluate(() => scrollTo(0, 2900));
  await page.waitForFunction(() => document.querySelector("kafka-rebalance").getBoundingClientRect().bottom < 0);
  const { time } = await state(page);
  await page.evaluate(() => scrollTo(0, 0));
  await eventually(async () => assert.ok((await state(page)).time > time));
});

journey("a scenario that is loaded stays, also where an attribute was set just before", async ({ page, base }) => {
  await openHost(page, base, '<kafka-rebalance scenario="scale-out" lanes="eager"></kafka-rebalance>');
  await allReady(page);
  await page.evaluate(() => {
    const figure = document.querySelector("kafka-rebalance");
    figure.setAttribute("scenario", "poll-timeout");
    figure.load("crash");
  });
  await eventually(async () =>
    assert.equal(await page.evaluate(() => document.querySelector("kafka-rebalance").trace()[0].scenario.name), "crash"),
  );
});

journey("autoplay plays, but not for who wants less motion", { reducedMotion: true }, async ({ page, base }) => {
  await openHost(page, base, '<kafka-rebalance scenario="crash" autoplay></kafka-rebalance>');
  await allReady(page);
  assert.equal((await state(page)).playing, false);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.reload();
  await allReady(page);
  await eventually(async () => assert.equal((await state(page)).playing, true));
});

const STORYBOARD = "<p>The same as a picture.</p>";
const WITH_STORYBOARD = `<kafka-rebalance scenario="crash">${STORYBOARD}</kafka-rebalance>`;

for (const [lang, sentence] of [
  ["en", /WebAssembly is refused.*'wasm-unsafe-eval'/],
  ["ko", /WebAssembly를 막고 있습니다/],
]) {
  journey(
    `where WebAssembly is refused the storyboard stays, with one sentence (${lang})`,
    { expectConsole: /Content Security Policy|WebAssembly|unsafe-eval/i },
    async ({ page, base }) => {
      const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";
      await openHost(page, base, WITH_STORYBOARD, { ...recording, policy, html: `lang="${lang}"` });
      const problem = page.locator("kafka-rebalance .problem");
      await problem.waitFor();
      assert.match(await problem.textContent(), sentence);
      assert.ok(await page.getByText("The same as a picture.").isVisible());
      assert.equal((await events(page, "error"))[0].code, "refused");
      await expectNoAxeViolations(page);
    },
  );
}

journey("what can't be had is asked for again by the next figure", { expectConsole: /404|kafka-rebalance.wasm/ }, async ({ page, base }) => {
  let isThere = false;
  await page.route("**/kafka-rebalance.wasm", (route) => (isThere ? route.continue() : route.fulfill({ status: 404, body: "gone" })));
  await openHost(page, base, WITH_STORYBOARD);
  await page.locator("kafka-rebalance .problem").waitFor();
  assert.ok(await page.getByText("The same as a picture.").isVisible());
  isThere = true;
  await page.evaluate(() => document.querySelector("kafka-rebalance").setAttribute("lanes", "eager"));
  await allReady(page);
  assert.equal(await page.locator("kafka-rebalance .problem").count(), 0);
  assert.equal(await page.getByText("The same as a picture.").isVisible(), false);
});

journey("without JavaScript the storyboard is all there is", async ({ page, base }) => {
  await openHost(page, base, WITH_STORYBOARD, { script: false });
  assert.ok(await page.getByText("The same as a picture.").isVisible());
});

journey("a figure leaves no name behind but its element's", async ({ page, base }) => {
  const names = () => page.evaluate(() => Object.getOwnPropertyNames(globalThis).sort());
  await openHost(page, base, "", { script: false });
  const before = await names();
  await openHost(page, base, FIGURE);
  await allReady(page);
  await call(page, "play");
  assert.deepEqual((await names()).filter((name) => !before.includes(name)), []);
  const outside = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((e) => e.id));
  assert.deepEqual(outside, []);
});

journey("no style goes in or out", async ({ page, base }) => {
  const host = `* { letter-spacing: 3px } p, h2, button, div { color: red; font: 30px serif; padding: 9px } main { text-transform: uppercase }
    :root { --bg: red; --ink: red; --panel: red; --line: red }`;
  const looks = () =>
    page.evaluate(() => {
      const of = (root, selector) => {
        const { color, font, padding, letterSpacing, textTransform, backgroundColor } = getComputedStyle(root.querySelector(selector));
        return [selector, color, font, padding, letterSpacing, textTransform, backgroundColor].join(" | ");
      };
      const { shadowRoot } = document.querySelector("kafka-rebalance");
      const inside = [".verdict", ".lane", ".lane-head h2", ".play", ".say p", ".tile"].map((selector) => of(shadowRoot, selector));
      return { inside, outside: [of(document, "h1"), of(document, "#own"), of(document, "body")] };
    });
  const own = '<p id="own" class="lane verdict tile">mine <button class="play">x</button></p>';
  await openHost(page, base, own + FIGURE);
  await allReady(page);
  const plain = await looks();
  await openHost(page, base, own, { script: false });
  const alone = await page.evaluate(() => ["h1", "#own", "body"].map((s) => getComputedStyle(document.querySelector(s)).font));
  assert.deepEqual(plain.outside.map((look) => look.split(" | ")[2]), alone);
  await openHost(page, base, own + FIGURE, { head: '<link rel="stylesheet" href="host.css">', files: { "host.css": host } });
  await allReady(page);
  assert.deepEqual((await looks()).inside, plain.inside);
});

journey("custom properties of the element and ::part() are the host's to set", async ({ page, base }) => {
  const host = "kafka-rebalance { --accent: rgb(1, 2, 3) } kafka-rebalance::part(verdict) { border: 3px solid rgb(4, 5, 6) }";
  await openHost(page, base, FIGURE, { head: '<link rel="stylesheet" href="host.css">', files: { "host.css": host } });
  await allReady(page);
  const style = (selector, property) =>
    page
      .locator(`kafka-rebalance ${selector}`)
      .first()
      .evaluate((e, name) => getComputedStyle(e)[name], property);
  assert.equal(await style(".play", "backgroundColor"), "rgb(1, 2, 3)");
  assert.equal(await style(".verdict", "borderTopColor"), "rgb(4, 5, 6)");
});

for (const theme of ["dark", "light"]) {
  for (const size of ["laptop", "phone"]) {
    journey(`axe finds nothing in a host with several figures (${theme}, ${size})`, { theme, size: sizes[size] }, async ({ page, base }) => {
      const third = '<kafka-rebalance scenario="crash" lanes="eager,cooperative,consumer" lang="ko" t="18000"></kafka-rebalance>';
      await openHost(page, base, `${FIGURE.repeat(2)}${third}`, { html: `lang="en" data-theme="${theme}"` });
      for (const n of [0, 1, 2]) await page.locator("kafka-rebalance").nth(n).scrollIntoViewIfNeeded();
      await allReady(page);
      await expectNoAxeViolations(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.equal(overflow, 0, "nothing is wider than the window");
    });
  }
}

for (const width of [390, 800, 1280]) {
  journey(`nothing below a figure moves when it comes (${width} px)`, { size: { width, height: 900 } }, async ({ page, base }) => {
    await page.addInitScript(() => {
      globalThis.shifts = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (globalThis.shifts += value))).observe({
        type: "layout-shift",
        buffered: true,
      });
    });
    await openHost(page, base, `${FIGURE}<p id="below">below</p>`);
    await page.waitForFunction(() => customElements.get("kafka-rebalance"));
    const top = () => page.locator("#below").evaluate((e) => Math.round(e.getBoundingClientRect().top));
    const before = await top();
    await allReady(page);
    await eventually(async () => assert.ok(Math.abs((await top()) - before) <= 24, `${before} became ${await top()}`));
    const after = await top();
    const { end } = await page.evaluate(() => {
      const [run] = document.querySelector("kafka-rebalance").trace();
      return { end: run.events.at(-1).t };
    });
    for (const part of [0.3, 0.6, 1]) {
      await call(page, "seek", end * part);
      await eventually(async () => assert.ok((await state(page)).time >= end * part - 1, "it is there"));
      assert.equal(await top(), after, "nor while it plays");
    }
    const shifts = await page.evaluate(() => globalThis.shifts);
    assert.ok(shifts < 0.05, `a small shift at most, not ${shifts}`);
  });
}

/** What the program's memory may grow by without anything staying in it, in bytes: a megabyte is three figures. */
const GAPS = 1_048_576;

journey("a hundred insertions and removals leave memory as it was", { timeoutMs: 120_000 }, async ({ page, base }) => {
  await openHost(page, base, "");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const measured = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
    const wasm = await page.evaluate(async () => (await (await import("./rebalance-web.js")).default()).memory.buffer.byteLength);
    return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners"), wasm };
  };
  const rounds = (count) =>
    page.evaluate(async (n) => {
      for (let i = 0; i < n; i++) {
        const figure = document.createElement("kafka-rebalance");
        figure.setAttribute("scenario", i % 2 ? "crash" : "scale-out");
        document.querySelector("main").append(figure);
        await new Promise((done) => figure.addEventListener("ready", done, { once: true }));
        figure.play();
        await new Promise(requestAnimationFrame);
        figure.remove();
        await new Promise(requestAnimationFrame);
      }
    }, count);
  await rounds(10);
  const before = await measured();
  await rounds(100);
  const after = await measured();
  assert.ok(after.listeners <= before.listeners + 2, `${before.listeners} listeners became ${after.listeners}`);
  assert.ok(after.nodes <= before.nodes + 200, `${before.nodes} nodes became ${after.nodes}`);
  // Which gaps the allocator finds depends on when frames come; a figure that stayed would take a third of this a time.
  assert.ok(after.wasm <= before.wasm + GAPS, `${before.wasm} bytes of the program became ${after.wasm}`);
  assert.ok(after.heap < before.heap * 1.1 + 300_000, `${before.heap} bytes became ${after.heap}`);
});

journey("a fault of the program shows the storyboard again", { expectConsole: /unreachable|RuntimeError|trap/i }, async ({ page, base }) => {
  await openHost(page, base, WITH_STORYBOARD, recording);
  await allReady(page);
  await page.evaluate((address) => {
    const fault = new WebAssembly.RuntimeError("unreachable");
    fault.stack = `RuntimeError: unreachable\n at ${address}rebalance-web.js:1:1`;
    setTimeout(() => {
      throw fault;
    });
  }, base);
  await page.locator("kafka-rebalance .problem").waitFor();
  assert.ok(await page.getByText("The same as a picture.").isVisible());
  assert.equal((await events(page, "error")).at(-1).code, "start");
});
