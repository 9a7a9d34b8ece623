// What the page holds while it plays: JavaScript's heap, the wasm's memory, nodes, listeners; and whether that grows.

import { setTimeout as pause } from "node:timers/promises";

import { eventually } from "./helpers.mjs";

/** Three lanes, looped over all that ① is about, at five times the group's time. */
export const LOOPED = { lanes: "eager,cooperative,consumer", t: 14_000, loop: "14000-26000", pace: 5000 };

/** What growth from the first third of the samples to the last one is none: bytes, or numbers. */
const SLACK = { heap: 250_000, wasm: 0, nodes: 20, listeners: 5 };

const NAMES = { heap: "JavaScript heap", wasm: "wasm memory", nodes: "nodes", listeners: "listeners" };

/** Before the page is opened: keeps hold of the memory of its wasm, to ask how large it is. */
export const hold = (page) =>
  page.addInitScript(() => {
    const keep = (instance) => {
      globalThis.wasmMemory ??= instance.exports.memory;
      return instance;
    };
    const { instantiate, instantiateStreaming, Instance } = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
      const made = await instantiate(...given);
      keep(made.instance ?? made);
      return made;
    };
    WebAssembly.instantiateStreaming = async (...given) => {
      const made = await instantiateStreaming(...given);
      keep(made.instance);
      return made;
    };
    WebAssembly.Instance = new Proxy(Instance, { construct: (target, given) => keep(new target(...given)) });
  });

/**
 * Plays for `everyMs`, then stands still at the opening and looks, `count` times; the first round is not told, as what is
 * done first is compiled then. `told` hears of each sample.
 */
export async function watch(page, { count, everyMs, told = () => {} }) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const button = page.locator(".transport button.play");
  const isPlaying = async () => (await button.locator("use").getAttribute("href")) === "#i-pause";
  const samples = [];
  const start = Date.now();
  for (let round = 0; round <= count; round += 1) {
    await page.keyboard.press("Space");
    await eventually(async () => {
      if (!(await isPlaying())) throw new Error("it does not play");
    });
    const before = await page.locator(".clock").textContent();
    await pause(everyMs);
    if ((await page.locator(".clock").textContent()) === before) throw new Error("time stands still");
    if (!(await isPlaying())) throw new Error("it has stopped by itself");
    await page.keyboard.press("Home");
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    if (round > 0) {
      samples.push({ s: Math.round((Date.now() - start) / 1000), ...(await look(session)) });
      told(samples.at(-1));
    }
  }
  await session.detach();
  return samples;
}

/** What is held, once what nobody holds is gone. */
async function look(session) {
  for (let i = 0; i < 3; i += 1) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (wanted) => metrics.find(({ name }) => name === wanted).value;
  const { result } = await session.send("Runtime.evaluate", { expression: "wasmMemory.buffer.byteLength" });
  return { heap: metric("JSHeapUsedSize"), wasm: result.value, nodes: metric("Nodes"), listeners: metric("JSEventListeners") };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const least = (values) => Math.min(...values);

/** How much more of each there is in the last third of the samples than in the first one, by their medians or else. */
export function growth(samples, typical = median) {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const of = (part, name) => typical(part.map((sample) => sample[name]));
  return Object.fromEntries(Object.keys(SLACK).map((name) => [name, of(samples.slice(-third), name) - of(samples.slice(0, third), name)]));
}

/**
 * Fails with what grows. By the least of each third: some dozen nodes more are held in some rounds and let go in others, as
 * the browser pleases, and of a few samples the median would be one of those; what leaks is in the least too.
 */
export function expectFlat(samples) {
  const grown = growth(samples, least);
  const says = Object.keys(SLACK)
    .filter((name) => grown[name] > SLACK[name])
    .map((name) => `${NAMES[name]} by ${grown[name]} (${samples.map((sample) => sample[name]).join(", ")})`);
  if (says.length > 0) throw new Error(`while it plays these grow: ${says.join("; ")}`);
}
