// What journeys have in common: window sizes, waiting, accessibility, frame cost.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

/** The windows that the page is judged in. */
export const sizes = {
  wide: { width: 1920, height: 1080 },
  desktop: { width: 1440, height: 900 },
  laptop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/** Repeats `check` until it stops throwing, and throws its last error after `timeoutMs`. */
export async function eventually(check, { timeoutMs = 5000, everyMs = 25 } = {}) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await pause(everyMs);
  }
}

const axeSource = () => readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Waits until no colour is on its way to another one, in the page and in the shadow roots of figures: half-way between two
 * themes every contrast is wrong for a fifth of a second, and on a slow machine axe-core sees just that.
 */
export async function standsStill(page) {
  await page.evaluate(async () => {
    // What a theme begins to change is known to the browser only after it has made a frame of it.
    await new Promise((made) => requestAnimationFrame(() => requestAnimationFrame(made)));
    const roots = [document, ...[...document.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot).filter(Boolean)];
    await Promise.allSettled(roots.flatMap((root) => root.getAnimations()).map(({ finished }) => finished));
  });
}

/**
 * Fails with what axe-core finds wrong, element by element. `within` (a selector) limits the look.
 * The whole default set of rules applies, best practices included; nothing is excused.
 */
export async function expectNoAxeViolations(page, { within } = {}) {
  await page.evaluate(axeSource());
  await standsStill(page);
  const violations = await page.evaluate(async (selector) => {
    const result = await globalThis.axe.run(selector ?? document, { resultTypes: ["violations"] });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary.split("\n").slice(1).join(" ").trim()}`),
    }));
  }, within);
  if (violations.length === 0) return;
  const list = violations.map(({ id, help, nodes }) => `${id} (${help})\n    ${nodes.slice(0, 5).join("\n    ")}`);
  throw new Error(`axe-core finds ${violations.length} violations:\n  ${list.join("\n  ")}`);
}

/**
 * How long the page's scripts run a frame: the browser's own ScriptDuration over `ms`, divided by
 * the frames in that time. Returns milliseconds a frame and the number of frames.
 */
export async function scriptPerFrame(page, ms) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const scriptSeconds = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ScriptDuration").value;
  };
  const before = await scriptSeconds();
  const frames = await page.evaluate(
    (duration) =>
      new Promise((resolve) => {
        const start = performance.now();
        let count = 0;
        const next = (now) => (now - start < duration ? (count++, requestAnimationFrame(next)) : resolve(count));
        requestAnimationFrame(next);
      }),
    ms,
  );
  const script = ((await scriptSeconds()) - before) * 1000;
  await session.detach();
  return { perFrame: script / frames, frames };
}

/** `base` with a query made of an object; undefined values are left out, of a list each is a parameter. */
export function withQuery(base, query = {}) {
  const url = new URL(base);
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    url.searchParams.delete(key);
    for (const one of [value].flat()) url.searchParams.append(key, String(one));
  }
  return url.href;
}
