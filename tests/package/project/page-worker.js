import { simulate } from "./node_modules/kafka-rebalance/index.js";

const run = await simulate({
  topics: { orders: 2 },
  members: { c1: {} },
  script: [{ at_ms: 0, do: "start", member: "c1" }],
  duration_ms: 5000,
});
postMessage(run.format);
