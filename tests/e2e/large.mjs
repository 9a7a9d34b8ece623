// A large group as `kafka-consumer-groups --describe` prints it, to be pasted: 50 members, 500 partitions of two topics.

export const MEMBERS = 50;
export const PARTITIONS = 500;

const TOPICS = ["orders", "payments"];
const HEADS = ["GROUP", "TOPIC", "PARTITION", "CURRENT-OFFSET", "LOG-END-OFFSET", "LAG", "CONSUMER-ID", "HOST", "CLIENT-ID"];

/** A member's client id, from 1. */
export const client = (nth) => `fleet-${nth}`;

/** The text, with so many members and partitions. */
export function describe(members = MEMBERS, partitions = PARTITIONS) {
  const uuid = (nth) => `0fb3c3d0-2072-4077-aaa6-7484549c${String(nth).padStart(4, "0")}`;
  const row = (i) => {
    const nth = Math.floor((i * members) / partitions) + 1;
    const topic = TOPICS[i % TOPICS.length];
    return ["fleet", topic, Math.floor(i / TOPICS.length), 1000 + i, 1000 + i, 0, `${client(nth)}-${uuid(nth)}`, "/10.0.0.7", client(nth)];
  };
  const rows = [HEADS, ...Array.from({ length: partitions }, (_, i) => row(i))];
  return rows.map((cells) => cells.map((cell) => String(cell).padEnd(46)).join(" ").trimEnd()).join("\n");
}
