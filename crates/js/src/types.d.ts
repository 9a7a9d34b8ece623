// What crosses the edge between Rust and JavaScript. Generated from tests/src/types by
// `UPDATE_EXPECT=1 cargo test -p rebalance-tests --test types`; not to be edited.

/** How all members are configured. */
export type VariantName = "eager" | "roundrobin" | "sticky" | "cooperative" | "consumer" | "consumer-range" | "as-configured";

/** A release of Kafka. */
export type KafkaRelease = "4.0" | "4.1" | "4.2" | "4.3";

/** What a script does. */
export type ActionName = "start" | "close" | "kill" | "stall" | "stall_revoke" | "throw" | "enforce_rebalance" | "network_down" | "freeze" | "delay" | "add_partitions" | "restart_broker";

/** A setting that is modelled. */
export type SettingName = "session.timeout.ms" | "max.poll.interval.ms" | "heartbeat.interval.ms" | "partition.assignment.strategy" | "group.instance.id" | "max.poll.records" | "enable.auto.commit" | "auto.commit.interval.ms" | "retry.backoff.ms" | "fetch.max.wait.ms" | "request.timeout.ms" | "metadata.max.age.ms" | "reconnect.backoff.ms" | "group.protocol" | "group.remote.assignor" | "group.initial.rebalance.delay.ms" | "group.min.session.timeout.ms" | "group.max.session.timeout.ms" | "group.max.size" | "group.consumer.session.timeout.ms" | "group.consumer.heartbeat.interval.ms" | "group.consumer.assignment.interval.ms" | "group.consumer.max.size" | "consumer.session.timeout.ms" | "consumer.heartbeat.interval.ms" | "consumer.assignment.interval.ms";

/** Settings by their Kafka names, values as text. */
export type Settings = Record<string, string>;

/** A step of a script. */
export type Step = {
  /** When. */
  at_ms: number;
  /** What. */
  do: ActionName;
  /** To whom, by its name in the scenario. */
  member?: string;
  /** How long it lasts, where it lasts. */
  ms?: number;
  /** Settings of this start. */
  config?: Settings;
  /** The topic that grows. */
  topic?: string;
  /** How many partitions it has then. */
  total?: number;
};

/** A scenario: topics, members, settings, and what happens when. */
export type Scenario = {
  /** Its name. */
  name?: string;
  /** A line that says what it is about. */
  title?: string;
  /** Topics, each with its number of partitions. */
  topics: Record<string, number>;
  /** What is written and how it is read. */
  load?: {
    /** Records written to each partition a second. */
    records_per_second?: number;
    /** Processing time of a record. */
    process_ms?: number;
    /** Timeout of poll(). */
    poll_ms?: number;
  };
  /** Settings of the broker. */
  broker?: Settings;
  /** Settings of all members. */
  consumer?: Settings;
  /** Settings of the group. */
  group?: Settings;
  /** Members by name, each with settings of its own. */
  members: Record<string, Record<string, string | boolean>>;
  /** What happens, in order of time. */
  script: Array<Step>;
  /** How long it is played. */
  duration_ms: number;
  /** The variants that it is meant for. */
  variants?: Array<VariantName>;
  /** Kafka’s release, if not the newest. */
  kafka?: KafkaRelease;
  /** The group as it is at the beginning. */
  initial?: {
    /** State of the group. */
    state: "Stable" | "Empty";
    /** Its generation. */
    generation: number;
    /** Partitions that members hold, by their names. */
    assignment: Record<string, Array<string>>;
    /** Committed offset and log end, by partition. */
    offsets: Record<string, [number | null, number]>;
  };
  /** Member ids that the broker gives out, by alias. */
  member_ids?: Record<string, string>;
  /** Of a recording: made with the broker alone. */
  alone?: unknown;
};

/** How a scenario is run. */
export type Options = {
  /** How the members are configured; `eager` if missing. */
  variant?: VariantName;
  /** Seed of every choice, a whole number below 2^64 as text. */
  seed?: string;
  /** Whether it ends at rest or when its time is over. */
  until?: "rest" | "duration";
};

/** Something that happened. */
export type RecordedEvent = {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "start" | "close" | "kill" | "stall" | "stall_revoke" | "throw" | "enforce_rebalance" | "network_down" | "freeze" | "delay" | "add_partitions" | "restart_broker";
  /** To whom. */
  member?: string;
  /** How long it lasts. */
  ms?: number;
} | {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "broker_started" | "network_up" | "over" | "thaw";
  /** To whom. */
  member?: string;
} | {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "started" | "closing" | "closed" | "killed" | "revoke_done";
} | {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "thrown" | "failed";
  /** The exception. */
  error: string;
} | {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "assigned" | "revoked" | "lost";
  /** Which. */
  partitions: Array<string>;
} | {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "idle_poll";
  /** How long poll() took. */
  poll_ms: number;
} | {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "batch";
  /** How long poll() took. */
  poll_ms: number;
  /** How long it was processed. */
  process_ms: number;
  /** How long its commit took. */
  commit_ms: number;
  /** What came of its commit. */
  commit?: string;
  /** First and last offset, by partition. */
  offsets: Record<string, [number, number]>;
} | {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "send" | "receive";
  /** Kafka’s name of request and response. */
  api: "Metadata" | "FindCoordinator" | "JoinGroup" | "SyncGroup" | "Heartbeat" | "LeaveGroup" | "OffsetFetch" | "OffsetCommit" | "ConsumerGroupHeartbeat";
  /** Kafka’s name of the error, if there was one. */
  error?: string;
  /** Member id, by its alias. */
  member?: string;
  /** group.instance.id. */
  instance?: string;
  /** Why it joins or leaves. */
  reason?: string;
  /** Assignors that the member supports. */
  protocols?: Array<{
    /** Its name on the wire. */
    name: string;
    /** Partitions that the member says it owns. */
    owned: Array<string>;
    /** The generation that it owned them in. */
    owned_generation?: number;
  }>;
  /** Generation. */
  generation?: number;
  /** Member id of the leader. */
  leader?: string;
  /** The assignor that was chosen. */
  protocol?: string;
  /** Whether the leader is told not to assign. */
  skip_assignment?: boolean;
  /** Members, told to the leader; or who leaves. */
  members?: Array<string>;
  /** What the leader assigns. */
  assignments?: Record<string, Array<string>>;
  /** What the member gets. */
  assignment?: Array<string>;
  /** Topics with their partitions. */
  topics?: Record<string, number>;
  /** Member epoch (KIP-848). */
  epoch?: number;
  /** Of a full heartbeat (KIP-848). */
  rebalance_timeout_ms?: number;
  /** What the member says it owns (KIP-848). */
  owned?: Array<string>;
  /** When the next heartbeat is due (KIP-848). */
  heartbeat_interval_ms?: number;
} | {
  /** When, ms. */
  t: number;
  /** A member, `script`, `broker` or `group`. */
  who: string;
  /** What happened. */
  what: "state";
  /** State of the group, in Kafka’s spelling. */
  state: "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable" | "Dead" | "Assigning" | "Reconciling";
  /** Group epoch (KIP-848). */
  epoch?: number;
  /** Its members, each with what it holds. */
  members: Record<string, Array<string>>;
};

/** A run, in the format of the recordings of real groups. */
export type Recording = {
  /** The format and its version. */
  format: "kafka-group-recording/1";
  /** Kafka’s version, or `simulated`. */
  kafka: string;
  /** How the members were configured. */
  variant: VariantName;
  /** What was played. */
  scenario: Scenario;
  /** Member ids by alias. */
  member_ids: Record<string, string>;
  /** What happened, in order of time. */
  events: Array<RecordedEvent>;
};

/** A group, put to an assignor. */
export type AssignorCase = {
  /** Whatever; it comes back. */
  id?: unknown;
  /** Name or class of one of Kafka’s assignors. */
  assignor: string;
  /** Topics, each with its number of partitions. */
  topics: Record<string, number>;
  /** Members by their ids. */
  members: Record<string, {
    /** Topics that it reads. */
    topics: Array<string>;
    /** Partitions that it owns. */
    owned?: Array<[string, number]>;
    /** The generation that it owned them in. */
    generation?: number;
    /** group.instance.id. */
    instanceId?: string;
    /** client.rack. */
    rack?: string;
  }>;
  /** Racks of the replicas of each partition, by topic. */
  racks?: Record<string, Array<Array<string>>>;
  /** Again and again, until nothing is left to revoke. */
  mode?: "until-stable";
};

/** What the assignor makes of it. */
export type AssignorAnswer = {
  /** That of the case, or null. */
  id: unknown;
  /** Partitions by member id. */
  assignment?: Record<string, Array<[string, number]>>;
  /** How many rebalances it took, with `until-stable`. */
  rounds?: number;
  /** What the assignor throws. */
  error?: string;
  /** There is no such assignor. */
  unsupported?: string;
};

/** What an error is about; each has a class of its own. */
export type ErrorCode = "json" | "text" | "scenario" | "refused" | "option" | "case";

/** Anything that the lab refuses. */
export declare class RebalanceError extends Error {
  /** What it is about. */
  readonly code: ErrorCode;
  /** The place in what was given, empty for the whole of it. */
  readonly where: string;
}

/** An error with the code `json`. */
export declare class JsonError extends RebalanceError {}

/** An error with the code `text`. */
export declare class TextError extends RebalanceError {}

/** An error with the code `scenario`. */
export declare class ScenarioError extends RebalanceError {}

/** An error with the code `refused`. */
export declare class RefusedError extends RebalanceError {}

/** An error with the code `option`. */
export declare class OptionError extends RebalanceError {}

/** An error with the code `case`. */
export declare class CaseError extends RebalanceError {}
