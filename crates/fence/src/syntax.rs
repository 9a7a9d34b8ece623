//! Statements: a line each, with the places of their words.

use rebalance_model::Variant;
use rebalance_model::config::Side;

use crate::expect::Expectation;
use crate::problem::Place;

/// A text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) at: Place,
}

/// A number with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) value: u64,
    pub(crate) at: Place,
}

/// `name=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) name: Word,
    pub(crate) value: Word,
    /// Whose it is, if that is said in front of it.
    pub(crate) said: Option<Side>,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Statement {
    /// `scenario crash`: what follows is about that built-in scenario.
    Scenario(Word),
    /// `name my-group`
    Name(Word),
    /// `title Any words`
    Title(Word),
    /// `topic orders 6`
    Topic(Word, Number),
    /// `members c1 c2 c3`
    Members(Vec<Word>),
    /// `member c1 process group.instance.id=a`
    Member { name: Word, process: bool, config: Vec<Setting> },
    /// `session.timeout.ms=6000`, and whose setting it is, said or known by its name.
    Setting(Side, Setting),
    /// `load 4/s process 5ms poll 100ms`
    Load { rate: Option<Number>, process: Option<Number>, poll: Option<Number> },
    /// `kafka 4.1`
    Kafka(Word),
    /// `lanes eager cooperative`
    Lanes(Vec<(Variant, Place)>),
    /// `seed 7`
    Seed(Number),
    /// `run 30s`
    Run(Number),
    /// `t 16.0295s`: the instant that a figure shows first, µs.
    T(Number),
    /// `generation 7`: the group is there when the clock starts.
    Generation(Number),
    /// `holds c1 orders-0 orders-1`
    Holds(Word, Vec<Word>),
    /// `offset orders-0 120 150`: committed, or none, and log end.
    Offset { partition: Word, committed: Option<Number>, end: Number },
    /// `id c1#1 consumer-1-a`: the member id of a member's first start.
    Id(Word, Word),
    /// `at 15.3s start c3`
    At { at: Number, act: Act },
    /// `expect stopped < 5s`
    Expect(Expectation),
}

/// What is done at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Act {
    pub(crate) verb: &'static Verb,
    pub(crate) verb_at: Place,
    /// Whom it is done to: members, or one topic; nobody if it is the broker.
    pub(crate) whom: Vec<Word>,
    /// How long it lasts, ms, or how many partitions there are then.
    pub(crate) number: Option<Number>,
    /// Settings of a start.
    pub(crate) config: Vec<Setting>,
}

/// A word for what can be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verb {
    pub(crate) word: &'static str,
    /// What the JSON form calls it.
    pub(crate) json: &'static str,
    pub(crate) takes: Takes,
}

/// What an act is said with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Members, and settings behind one alone.
    Start,
    /// Members.
    Members,
    /// A member and a length of time.
    MemberAndTime,
    /// A topic and a number.
    TopicAndCount,
    /// A length of time.
    Time,
}

const fn verb(word: &'static str, json: &'static str, takes: Takes) -> Verb {
    Verb { word, json, takes }
}

/// Everything that can be done.
pub(crate) const VERBS: [Verb; 12] = [
    verb("start", "start", Takes::Start),
    verb("close", "close", Takes::Members),
    verb("kill", "kill", Takes::Members),
    verb("throw", "throw", Takes::Members),
    verb("enforce-rebalance", "enforce_rebalance", Takes::Members),
    verb("slow", "stall", Takes::MemberAndTime),
    verb("slow-revoke", "stall_revoke", Takes::MemberAndTime),
    verb("offline", "network_down", Takes::MemberAndTime),
    verb("freeze", "freeze", Takes::MemberAndTime),
    verb("delay", "delay", Takes::MemberAndTime),
    verb("partitions", "add_partitions", Takes::TopicAndCount),
    verb("restart-broker", "restart_broker", Takes::Time),
];

/// A line: what it says, if anything, and its comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) statement: Option<Statement>,
    pub(crate) comment: Option<String>,
    /// All of it.
    pub(crate) at: Place,
}

/// Whose setting a word says it is.
pub(crate) const SIDES: [(&str, Side); 3] =
    [("consumer", Side::Consumer), ("broker", Side::Broker), ("group", Side::Group)];
