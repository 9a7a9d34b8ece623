// What the page holds stays the same while it plays. Ten minutes of it are `cargo xtask memory`.

import assert from "node:assert/strict";

import { journey, sizes } from "../harness.mjs";
import { LOOPED, expectFlat, hold, watch } from "../memory.mjs";

journey("memory, nodes and listeners stay the same while it plays", { size: sizes.desktop }, async ({ page, open }) => {
  await hold(page);
  await open(LOOPED);
  const samples = await watch(page, { count: 9, everyMs: 3_000 });
  expectFlat(samples);
  // What leaks a node a second would be noticed.
  assert.throws(() => expectFlat(samples.map((sample) => ({ ...sample, nodes: sample.nodes + 10 * sample.s }))), /nodes by/);
  assert.throws(() => expectFlat(samples.map((sample) => ({ ...sample, heap: sample.heap + 30_000 * sample.s }))), /heap by/);
});
