//! `rebalance assign`: puts cases to Kafka's assignors, the client-side and the broker's, and answers each with a line.
//!
//! [`crate::vectors`] has the form of the cases, [`rebalance_sim::assignor`] the assignors.

use std::io::{self, Write};
use std::path::Path;

use rebalance_model::config::{AssignorName, ServerAssignor};
use rebalance_model::scenario::json::Json;
use rebalance_sim::assignor::{self, AssignError, Assignment, server};
use thiserror::Error;

use crate::input::{self, InputError};
use crate::vectors::{self, Case, Mode};

/// Why there are no answers.
#[derive(Debug, Error)]
pub enum Error {
    /// The file cannot be read, or is no vectors file.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The answers cannot be written.
    #[error("cannot write the assignments: {0}")]
    Output(#[from] io::Error),
}

/// Answers each case of the file at `path` with a line of JSON.
///
/// # Errors
/// If the file cannot be read or one of its cases is not whole, before anything is answered; or if `out` fails.
pub fn run(path: &Path, out: &mut dyn Write) -> Result<(), Error> {
    let text = input::text(path, usize::MAX)?;
    let cases = vectors::parse(&text).map_err(|error| InputError::Json(input::name(path), error))?;
    for case in &cases {
        serde_json::to_writer(&mut *out, &answer(case)).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// What is answered to a case: its assignment, why Kafka's assignor or the lab refuses it, or that the assignor is not
/// modelled yet.
pub fn answer(case: &Case) -> Json {
    let id = ("id".to_owned(), Json::from(case.id.as_str()));
    if let Some(assignor) = of_the_broker(&case.assignor) {
        return answer_of_the_broker(case, assignor);
    }
    let Some(kind) = assignor::by_name(&case.assignor) else {
        return Json::Object(vec![id, ("unsupported".to_owned(), Json::Text(unsupported(&case.assignor)))]);
    };
    let assigned = match case.mode {
        Mode::Once => kind.assign(&case.group).map(|assignment| (assignment, None)),
        Mode::UntilStable => assignor::until_stable(kind, &case.group).map(|(last, rounds)| (last, Some(rounds))),
    };
    let mut entries = vec![id];
    match assigned {
        Ok((assignment, rounds)) => {
            entries.push(("assignment".to_owned(), members(case, &assignment)));
            entries.extend(rounds.map(|rounds| ("rounds".to_owned(), Json::from(u64::from(rounds)))));
        }
        Err(error) => entries.push(("error".to_owned(), refusal(&error))),
    }
    Json::Object(entries)
}

fn members(case: &Case, assignment: &Assignment) -> Json {
    let pair = |(topic, partition): &(u32, u32)| {
        let name = &case.group.topics[*topic as usize].name;
        Json::List(vec![Json::from(name.as_str()), Json::from(u64::from(*partition))])
    };
    let of = |member: &assignor::MemberSubscription, partitions: &Vec<(u32, u32)>| {
        (member.member_id.clone(), Json::List(partitions.iter().map(pair).collect()))
    };
    Json::Object(case.group.members.iter().zip(&assignment.members).map(|(m, p)| of(m, p)).collect())
}

fn refusal(error: &AssignError) -> Json {
    Json::Text(error.to_string())
}

fn unsupported(name: &str) -> String {
    let is_kafkas = AssignorName::parse(name).is_some();
    format!("{name} is {}", if is_kafkas { "not modelled yet" } else { "no assignor that the lab knows" })
}

/// The assignors of KIP-848 run in the broker; `range` alone is the client's.
fn of_the_broker(name: &str) -> Option<ServerAssignor> {
    match name {
        "uniform" => Some(ServerAssignor::Uniform),
        "server-range" => Some(ServerAssignor::Range),
        _ => None,
    }
}

/// The answer of a server-side assignor, which walks members by id as Kafka's tests do.
fn answer_of_the_broker(case: &Case, assignor: ServerAssignor) -> Json {
    let id = ("id".to_owned(), Json::from(case.id.as_str()));
    let mut sorted = case.clone();
    sorted.group.members.sort_by(|a, b| a.member_id.cmp(&b.member_id));
    let assigned = server::assign(assignor, &sorted.group, &case.hints);
    let answer = match assigned {
        Ok(members) => {
            ("assignment".to_owned(), self::members(&sorted, &Assignment { members, transferring: Vec::new() }))
        }
        Err(error) => ("error".to_owned(), Json::Text(error.to_string())),
    };
    Json::Object(vec![id, answer])
}
