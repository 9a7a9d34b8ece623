//! What can be wrong with a recording, as values, and how it is said in English and, by [`Korean`], in Korean.

use std::fmt::{Display, Formatter, Result};

use rebalance_model::scenario::ScenarioError;

use crate::report::Korean;

/// Why a recording is no trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError {
    /// Where: a field of the head, or a row of `events` by its number from 0.
    pub at: String,
    /// What is wrong, and what is expected.
    pub why: Flaw,
}

/// What is wrong at a place of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It says of itself that it is something else, or nothing.
    Format,
    /// It was recorded with none of the recorder's variants.
    Variant,
    /// The scenario that was played is missing.
    NoScenario,
    /// What is said to have been played is no scenario.
    Scenario(ScenarioError),
    /// The list of rows is missing.
    NoRows,
    /// A row has no time, in milliseconds.
    NoTime,
    /// A row lacks this field.
    Lacks(&'static str),
    /// A row is of somebody of this name, who is no member of the scenario.
    NoMember(String),
    /// A request or an answer of an API of this name, which no group has.
    NoApi(String),
    /// An error of this name, which a trace cannot tell.
    NoError(String),
    /// A request without the alias of a member that `member_ids` has.
    NoAlias,
    /// A LeaveGroup without `alias: reason`.
    NoReason,
    /// A consumer that ended by no exception of Kafka's.
    NoException,
}

impl Display for ReplayError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

impl std::error::Error for ReplayError {}

impl Display for Korean<'_, ReplayError> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: {}", self.0.at, Korean(&self.0.why))
    }
}

impl Display for Flaw {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Format => f.write_str("kafka-group-recording/1 is expected"),
            Self::Variant => f.write_str("one of the recorder's variants is expected"),
            Self::NoScenario => f.write_str("the scenario that was played is expected"),
            Self::Scenario(error) => Display::fmt(error, f),
            Self::NoRows => f.write_str("a list of rows is expected"),
            Self::NoTime => f.write_str("t, the time in milliseconds, is expected"),
            Self::Lacks(field) => write!(f, "{field} is expected"),
            Self::NoMember(name) => write!(f, "`{name}` is no member of the scenario"),
            Self::NoApi(name) => write!(f, "`{name}` is no API of a group"),
            Self::NoError(name) => write!(f, "`{name}` is no error that a trace can tell"),
            Self::NoAlias => f.write_str("member is expected, by an alias that member_ids has"),
            Self::NoReason => f.write_str("members is expected, as `alias: reason`"),
            Self::NoException => f.write_str("error is expected, an exception of Kafka's"),
        }
    }
}

impl Display for Korean<'_, Flaw> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.0 {
            Flaw::Format => f.write_str("kafka-group-recording/1이어야 합니다"),
            Flaw::Variant => f.write_str("녹화 도구의 variant 가운데 하나여야 합니다"),
            Flaw::NoScenario => f.write_str("실행한 시나리오가 없습니다"),
            // The language of scenarios is English, as are its words for what is wrong.
            Flaw::Scenario(error) => write!(f, "시나리오로 읽을 수 없습니다({error})"),
            Flaw::NoRows => f.write_str("행의 목록이 없습니다"),
            Flaw::NoTime => f.write_str("시각 t(밀리초)가 없습니다"),
            Flaw::Lacks(field) => write!(f, "필드가 없습니다: {field}"),
            Flaw::NoMember(name) => write!(f, "시나리오에 없는 멤버입니다: `{name}`"),
            Flaw::NoApi(name) => write!(f, "그룹의 API가 아닙니다: `{name}`"),
            Flaw::NoError(name) => write!(f, "여기서 다루지 않는 오류입니다: `{name}`"),
            Flaw::NoAlias => f.write_str("member에 member_ids의 별칭이 있어야 합니다"),
            Flaw::NoReason => f.write_str("members가 `별칭: 이유` 형식이어야 합니다"),
            Flaw::NoException => f.write_str("error에 Kafka의 예외가 있어야 합니다"),
        }
    }
}
