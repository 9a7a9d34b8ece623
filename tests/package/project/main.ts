import assert from "node:assert/strict";

import { assign, parse, simulate, version, JsonError, RebalanceError, RefusedError, ScenarioError, TextError } from "kafka-rebalance";
import type { RecordedEvent, Recording, Scenario } from "kafka-rebalance";

const scenario: Scenario = {
  topics: { orders: 6 },
  members: { c1: {}, c2: {}, c3: {} },
  script: [
    { at_ms: 0, do: "start", member: "c1" },
    { at_ms: 300, do: "start", member: "c2" },
    { at_ms: 15_000, do: "start", member: "c3" },
  ],
  duration_ms: 30_000,
};

const run: Recording = await simulate(scenario, { variant: "cooperative", seed: "7" });
const revoked = run.events.filter((event: RecordedEvent) => event.what === "revoked");
for (const event of revoked) {
  // Narrowed by what happened.
  if (event.what === "revoked") assert.ok(event.partitions.every((partition) => partition.startsWith("orders-")));
}
assert.ok(revoked.length > 0);
assert.deepEqual(await simulate(scenario, { variant: "cooperative", seed: "7" }), run);

const again: Scenario = await parse(JSON.stringify(scenario));
assert.equal(again.topics["orders"], 6);

const text: Scenario = await parse("topic orders 6\nat 0s start c1 c2\nlanes cooperative");
assert.deepEqual([text.topics["orders"], text.variants], [6, ["cooperative"]]);

const { assignment } = await assign({ assignor: "range", topics: { t: 3 }, members: { m1: { topics: ["t"] }, m2: { topics: ["t"] } } });
assert.deepEqual(assignment, { m1: [["t", 0], ["t", 1]], m2: [["t", 2]] });

assert.match(await version(), /^\d+\.\d+\.\d+/);

await assert.rejects(parse("{"), (error) => error instanceof JsonError && error instanceof RebalanceError && error.code === "json");
await assert.rejects(parse("{}"), (error) => error instanceof ScenarioError && error.where === "topics" && error.name === "ScenarioError");
await assert.rejects(
  parse("topic orders 6\nat 0s strat c1"),
  (error) => error instanceof TextError && error.where === "2:7" && /^line 2, column 7: strat is nothing that can be done; there are start, /.test(error.message),
);
await assert.rejects(
  simulate({ ...scenario, consumer: { "session.timeout.ms": "5" } }),
  (error) => error instanceof RefusedError && /session/.test(error.message),
);
console.log("all well");
