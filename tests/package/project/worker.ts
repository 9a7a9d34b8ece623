import { parentPort } from "node:worker_threads";

import { simulate } from "kafka-rebalance";

const run = await simulate({
  topics: { orders: 6 },
  members: { c1: {}, c2: {} },
  script: [
    { at_ms: 0, do: "start", member: "c1" },
    { at_ms: 10_000, do: "start", member: "c2" },
  ],
  duration_ms: 30_000,
});
parentPort?.postMessage({ format: run.format, revoked: run.events.some(({ what }) => what === "revoked") });
