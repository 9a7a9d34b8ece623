//! The shapes of what crosses the JavaScript edge.

use rebalance_js::CODES;
use rebalance_model::config::{KEYS, KafkaVersion};
use rebalance_model::id::TopicIdx;
use rebalance_model::message::Api;
use rebalance_model::scenario::Action;
use rebalance_model::trace::GroupState;
use rebalance_model::{MemberIdx, SimDuration, Variant};

use super::Shape::{Anything, Either, Flag, Named, Null, Number, Object, Text, Whole, Words};
use super::{Field, Shape, Type};

/// All types, in the order in which they are written.
pub fn types() -> Vec<Type> {
    let mut all = scenario();
    all.extend(recording());
    all.extend(assignor());
    all.push(Type {
        name: "ErrorCode",
        doc: "What an error is about; each has a class of its own.",
        shape: Words(CODES.iter().map(|(code, _)| *code).collect()),
    });
    all
}

const fn field(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { name, shape, is_optional: false, doc }
}

const fn maybe(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { name, shape, is_optional: true, doc }
}

const fn named(name: &'static str, doc: &'static str, shape: Shape) -> Type {
    Type { name, doc, shape }
}

/// One of each action.
fn actions() -> Vec<Action> {
    let (who, long) = (MemberIdx(0), SimDuration::ZERO);
    vec![
        Action::Start { member: who, config: rebalance_model::config::RawConfig::default() },
        Action::Close(who),
        Action::Kill(who),
        Action::Stall(who, long),
        Action::StallRevoke(who, long),
        Action::Throw(who),
        Action::EnforceRebalance(who),
        Action::NetworkDown(who, long),
        Action::Freeze(who, long),
        Action::Delay(who, long),
        Action::AddPartitions(TopicIdx(0), 1),
        Action::RestartBroker(long),
    ]
}

fn scenario() -> Vec<Type> {
    let settings = || Named("Settings");
    let load = Object(vec![
        maybe("records_per_second", Whole, "Records written to each partition a second."),
        maybe("process_ms", Whole, "Processing time of a record."),
        maybe("poll_ms", Whole, "Timeout of poll()."),
    ]);
    let step = Object(vec![
        field("at_ms", Whole, "When."),
        field("do", Named("ActionName"), "What."),
        maybe("member", Text, "To whom, by its name in the scenario."),
        maybe("ms", Whole, "How long it lasts, where it lasts."),
        maybe("config", settings(), "Settings of this start."),
        maybe("topic", Text, "The topic that grows."),
        maybe("total", Whole, "How many partitions it has then."),
    ]);
    let initial = Object(vec![
        field("state", Words(vec!["Stable", "Empty"]), "State of the group."),
        field("generation", Whole, "Its generation."),
        field("assignment", Text.list().map(), "Partitions that members hold, by their names."),
        field("offsets", Either(vec![Whole, Null]).pair(Whole).map(), "Committed offset and log end, by partition."),
    ]);
    let member = Shape::Map(Box::new(Either(vec![Text, Flag])));
    vec![
        named("VariantName", "How all members are configured.", Words(Variant::ALL.map(Variant::name).to_vec())),
        named("KafkaRelease", "A release of Kafka.", Words(KafkaVersion::ALL.map(KafkaVersion::name).to_vec())),
        named("ActionName", "What a script does.", Words(actions().iter().map(Action::name).collect())),
        named("SettingName", "A setting that is modelled.", Words(KEYS.iter().map(|key| key.name).collect())),
        named("Settings", "Settings by their Kafka names, values as text.", Text.map()),
        named("Step", "A step of a script.", step),
        named(
            "Scenario",
            "A scenario: topics, members, settings, and what happens when.",
            Object(vec![
                maybe("name", Text, "Its name."),
                maybe("title", Text, "A line that says what it is about."),
                field("topics", Whole.map(), "Topics, each with its number of partitions."),
                maybe("load", load, "What is written and how it is read."),
                maybe("broker", settings(), "Settings of the broker."),
                maybe("consumer", settings(), "Settings of all members."),
                maybe("group", settings(), "Settings of the group."),
                field("members", member.map(), "Members by name, each with settings of its own."),
                field("script", Named("Step").list(), "What happens, in order of time."),
                field("duration_ms", Whole, "How long it is played."),
                maybe("variants", Named("VariantName").list(), "The variants that it is meant for."),
                maybe("kafka", Named("KafkaRelease"), "Kafka’s release, if not the newest."),
                maybe("initial", initial, "The group as it is at the beginning."),
                maybe("member_ids", Text.map(), "Member ids that the broker gives out, by alias."),
                maybe("alone", Anything, "Of a recording: made with the broker alone."),
            ]),
        ),
        named(
            "Options",
            "How a scenario is run.",
            Object(vec![
                maybe("variant", Named("VariantName"), "How the members are configured; `eager` if missing."),
                maybe("seed", Text, "Seed of every choice, a whole number below 2^64 as text."),
                maybe("until", Words(vec!["rest", "duration"]), "Whether it ends at rest or when its time is over."),
            ]),
        ),
    ]
}

/// An event: when, who, and what, with these fields.
fn event(what: Vec<&'static str>, more: Vec<Field>) -> Shape {
    let mut fields = vec![
        field("t", Number, "When, ms."),
        field("who", Text, "A member, `script`, `broker` or `group`."),
        field("what", Words(what), "What happened."),
    ];
    fields.extend(more);
    Object(fields)
}

fn message() -> Shape {
    let apis = [
        Api::Metadata,
        Api::FindCoordinator,
        Api::JoinGroup,
        Api::SyncGroup,
        Api::Heartbeat,
        Api::LeaveGroup,
        Api::OffsetFetch,
        Api::OffsetCommit,
        Api::ConsumerGroupHeartbeat,
    ];
    let protocol = Object(vec![
        field("name", Text, "Its name on the wire."),
        field("owned", Text.list(), "Partitions that the member says it owns."),
        maybe("owned_generation", Whole, "The generation that it owned them in."),
    ]);
    event(
        vec!["send", "receive"],
        vec![
            field("api", Words(apis.map(Api::name).to_vec()), "Kafka’s name of request and response."),
            maybe("error", Text, "Kafka’s name of the error, if there was one."),
            maybe("member", Text, "Member id, by its alias."),
            maybe("instance", Text, "group.instance.id."),
            maybe("reason", Text, "Why it joins or leaves."),
            maybe("protocols", protocol.list(), "Assignors that the member supports."),
            maybe("generation", Whole, "Generation."),
            maybe("leader", Text, "Member id of the leader."),
            maybe("protocol", Text, "The assignor that was chosen."),
            maybe("skip_assignment", Flag, "Whether the leader is told not to assign."),
            maybe("members", Text.list(), "Members, told to the leader; or who leaves."),
            maybe("assignments", Text.list().map(), "What the leader assigns."),
            maybe("assignment", Text.list(), "What the member gets."),
            maybe("topics", Whole.map(), "Topics with their partitions."),
            maybe("epoch", Whole, "Member epoch (KIP-848)."),
            maybe("rebalance_timeout_ms", Whole, "Of a full heartbeat (KIP-848)."),
            maybe("owned", Text.list(), "What the member says it owns (KIP-848)."),
            maybe("heartbeat_interval_ms", Whole, "When the next heartbeat is due (KIP-848)."),
        ],
    )
}

fn recording() -> Vec<Type> {
    let states = [
        GroupState::Empty,
        GroupState::PreparingRebalance,
        GroupState::CompletingRebalance,
        GroupState::Stable,
        GroupState::Dead,
        GroupState::Assigning,
        GroupState::Reconciling,
    ];
    let mut overs: Vec<_> = actions().iter().map(Action::over).collect();
    overs.sort_unstable();
    overs.dedup();
    let member = || maybe("member", Text, "To whom.");
    let events = vec![
        event(actions().iter().map(Action::name).collect(), vec![member(), maybe("ms", Number, "How long it lasts.")]),
        event(overs, vec![member()]),
        event(vec!["started", "closing", "closed", "killed", "revoke_done"], vec![]),
        event(vec!["thrown", "failed"], vec![field("error", Text, "The exception.")]),
        event(vec!["assigned", "revoked", "lost"], vec![field("partitions", Text.list(), "Which.")]),
        event(vec!["idle_poll"], vec![field("poll_ms", Number, "How long poll() took.")]),
        event(
            vec!["batch"],
            vec![
                field("poll_ms", Number, "How long poll() took."),
                field("process_ms", Number, "How long it was processed."),
                field("commit_ms", Number, "How long its commit took."),
                maybe("commit", Text, "What came of its commit."),
                field("offsets", Whole.pair(Whole).map(), "First and last offset, by partition."),
            ],
        ),
        message(),
        event(
            vec!["state"],
            vec![
                field(
                    "state",
                    Words(states.map(GroupState::name).to_vec()),
                    "State of the group, in Kafka’s spelling.",
                ),
                maybe("epoch", Whole, "Group epoch (KIP-848)."),
                field("members", Text.list().map(), "Its members, each with what it holds."),
            ],
        ),
    ];
    vec![
        named("RecordedEvent", "Something that happened.", Either(events)),
        named(
            "Recording",
            "A run, in the format of the recordings of real groups.",
            Object(vec![
                field("format", Words(vec!["kafka-group-recording/1"]), "The format and its version."),
                field("kafka", Text, "Kafka’s version, or `simulated`."),
                field("variant", Named("VariantName"), "How the members were configured."),
                field("scenario", Named("Scenario"), "What was played."),
                field("member_ids", Text.map(), "Member ids by alias."),
                field("events", Named("RecordedEvent").list(), "What happened, in order of time."),
            ]),
        ),
    ]
}

fn assignor() -> Vec<Type> {
    let partition = || Text.pair(Whole);
    let subscription = Object(vec![
        field("topics", Text.list(), "Topics that it reads."),
        maybe("owned", partition().list(), "Partitions that it owns."),
        maybe("generation", Whole, "The generation that it owned them in."),
        maybe("instanceId", Text, "group.instance.id."),
        maybe("rack", Text, "client.rack."),
    ]);
    vec![
        named(
            "AssignorCase",
            "A group, put to an assignor.",
            Object(vec![
                maybe("id", Anything, "Whatever; it comes back."),
                field("assignor", Text, "Name or class of one of Kafka’s assignors."),
                field("topics", Whole.map(), "Topics, each with its number of partitions."),
                field("members", subscription.map(), "Members by their ids."),
                maybe("racks", Text.list().list().map(), "Racks of the replicas of each partition, by topic."),
                maybe("mode", Words(vec!["until-stable"]), "Again and again, until nothing is left to revoke."),
            ]),
        ),
        named(
            "AssignorAnswer",
            "What the assignor makes of it.",
            Object(vec![
                field("id", Anything, "That of the case, or null."),
                maybe("assignment", partition().list().map(), "Partitions by member id."),
                maybe("rounds", Whole, "How many rebalances it took, with `until-stable`."),
                maybe("error", Text, "What the assignor throws."),
                maybe("unsupported", Text, "There is no such assignor."),
            ]),
        ),
    ]
}
