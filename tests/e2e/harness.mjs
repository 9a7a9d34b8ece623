// The harness of the end-to-end journeys. What a journey may use is exported here.
//
// A journey is a file in journeys/ that calls `journey` (Chromium, by Playwright) or
// `everywhere` (Firefox and WebKit, by plain WebDriver) once or more:
//
//   import assert from "node:assert/strict";
//   import { journey, everywhere, eventually, sizes } from "../harness.mjs";
//
//   journey("a click on play makes time run", { size: sizes.phone }, async ({ page, open }) => {
//     await open({ scenario: "crash", t: 0 });          // the page with this query, ready for use
//     await page.getByRole("button", { name: "Play" }).click();
//     await eventually(async () => assert.notEqual(await page.locator("#clock").textContent(), "00:00.000"));
//   });
//
// Options of `journey`: `size` (default sizes.laptop), `theme` ("dark" or "light": the system's, as
// the page sees it), `reducedMotion` (true), `touch` (true), `locale` ("ko-KR"), `timeoutMs`
// (default 60 000), `path` (a path beside the page to open instead), `expectConsole` (a RegExp of
// messages that belong to the journey).
// It gets `page` (Playwright's), `open(query)`, `base` (the page's address), `context`, and
// `messages` (what the console said so far). Each journey has a browser context of its own.
//
// Whatever the journey itself asserts, it fails when the page logs anything at all to the console,
// throws, violates its content security policy, asks for anything outside its own folder, or gets
// an answer other than 2xx or 3xx.
//
// `everywhere` takes `size` and `timeoutMs`, and gets `browser` (see webdriver.mjs) and `open(query)`. In Firefox it fails
// when the page logs anything; WebKit's driver does not tell what the page logs.
//
// Helpers: `eventually(check)` repeats a check until it stops throwing (5 s); `expectNoAxeViolations(page)`;
// `scriptPerFrame(page, ms)`; `sizes`. No journey sleeps for a fixed time.

export { everywhere, journey } from "./registry.mjs";
export { eventually, expectNoAxeViolations, scriptPerFrame, sizes } from "./helpers.mjs";
