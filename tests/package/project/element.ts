import "kafka-rebalance/element";
import type { StepDetail } from "kafka-rebalance/element";

const figure = document.createElement("kafka-rebalance");
figure.addEventListener("step", ({ detail }: CustomEvent<StepDetail>) => console.log(detail.number, detail.text));
figure.addEventListener("verdict", ({ detail }) => console.log(detail.tone satisfies "good" | "warn" | "bad"));
figure.load({ topics: { a: 1 }, members: { c: {} }, script: [], duration_ms: 1 });
figure.seek(figure.time + 1);
const formats: string[] = figure.trace().map(({ format }) => format);
console.log(formats);
