// The page opens, from a sub-folder and under its policy, and when it can't it says why.

import assert from "node:assert/strict";

import { everywhere, expectNoAxeViolations, journey, sizes } from "../harness.mjs";

for (const [name, size] of Object.entries(sizes)) {
  journey(`the page opens without a word on the console (${name})`, { size }, async ({ page, open }) => {
    await open();
    assert.equal(await page.locator("#failure").isVisible(), false);
  });
}

everywhere("the page opens without a word on the console", async ({ browser, open }) => {
  await open();
  assert.equal(await browser.execute("return document.querySelector('#failure').hidden"), true);
});

/** The sentences of the failure card that are shown. */
const sentences = (page) => page.locator("#failure [data-cause]:visible").allTextContents();

journey("without WebAssembly a card says so in both languages", async ({ page, base }) => {
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto(base);
  await page.locator("#failure").waitFor();
  const [english, korean, ...rest] = await sentences(page);
  assert.match(english, /This browser has no WebAssembly/);
  assert.match(korean, /WebAssembly가 없습니다/);
  assert.deepEqual(rest, []);
  await expectNoAxeViolations(page);
});

journey(
  "where a policy refuses WebAssembly a card names the directive",
  { expectConsole: /Content Security Policy|WebAssembly|unsafe-eval/i },
  async ({ page, base }) => {
    await page.route("**/*", async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), "content-security-policy": "script-src 'self'; style-src 'self'" };
      await route.fulfill({ response, headers });
    });
    await page.goto(base);
    await page.locator("#failure").waitFor();
    const [english] = await sentences(page);
    assert.match(english, /WebAssembly was refused.*script-src 'self' 'wasm-unsafe-eval'/);
  },
);

journey("when the wasm is not there a card says what to check", { expectConsole: /404|wasm/ }, async ({ page, base }) => {
  await page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "gone" }));
  await page.goto(base);
  await page.locator("#failure").waitFor();
  const [english] = await sentences(page);
  assert.match(english, /could not be loaded/);
  assert.match(await page.locator("#failure code").textContent(), /rebalance-web_bg\.wasm: HTTP 404/);
});

/** A module whose only function, `f`, traps as a panic of the page does. */
const TRAP = [
  [0, 97, 115, 109, 1, 0, 0, 0], // magic and version
  [1, 4, 1, 0x60, 0, 0], // a type: nothing in, nothing out
  [3, 2, 1, 0], // one function of it
  [7, 5, 1, 1, 102, 0, 0], // exported as f
  [10, 5, 1, 3, 0, 0, 11], // unreachable
].flat();

for (const [where, lang, title] of [
  ["in an event", "en", "The page has ended by a fault of its own"],
  ["in a promise", "ko", "페이지 내부 오류로 중단되었습니다"],
]) {
  journey(`after a trap ${where} a card says what a report needs`, { expectConsole: /unreachable/ }, async ({ page, open }) => {
    await open({ t: 16050, seed: 7, lang });
    await page.evaluate(
      ([bytes, isLate]) => {
        const { f } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes))).exports;
        if (isLate) void Promise.resolve().then(f);
        else setTimeout(f);
      },
      [TRAP, where === "in a promise"],
    );
    await page.locator("#crash").waitFor();
    assert.equal(await page.locator("#crash h2").textContent(), title);
    const report = await page.locator("#crash pre").textContent();
    assert.match(report, /^Rebalance Lab \d+\.\d+\.\d+ · seed 7\nhttp.*seed=7/);
    assert.match(report, /unreachable/);
    await expectNoAxeViolations(page, { within: "#crash" });
  });
}
