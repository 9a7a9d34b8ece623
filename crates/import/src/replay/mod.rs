//! A recording of a real group (`kafka-group-recording/1`), made into a trace: the real run in the terms in which a
//! simulated one is told, so that one lane can show it beside the other.
//!
//! What a recording cannot know is left out, and [`LEFT_OUT`] says so. Must not know the simulator, or files.
//!
//! [`row`] reads the fields of a row, [`wire`] makes messages of what the proxies saw, [`member`] tells the life of a
//! consumer, [`broker`] what the coordinator's own lines say, [`consumer`] what they and the answers say of a consumer group,
//! [`timeline`] puts it all in order; [`flaw`] has what can be wrong with it.

mod broker;
mod consumer;
mod flaw;
mod member;
mod row;
mod timeline;
mod whole;
mod wire;

use std::rc::Rc;

use rebalance_model::config::KafkaVersion;
use rebalance_model::scenario::json::Json;
use rebalance_model::scenario::limits::SIMULATED_TIME;
use rebalance_model::trace::Identity;
use rebalance_model::{Scenario, SimDuration, SimTime, Trace, Variant};

pub use flaw::{Flaw, ReplayError};
pub use whole::{NoJson, no_json};

use row::Row;
use timeline::Timeline;

/// What a trace made of a recording lacks, as sentences.
pub const LEFT_OUT: [&str; 6] = [
    "when a request reached the broker and when its answer left it: the proxy between them saw each pass, and is taken \
     for the broker's door",
    "when the coordinator started a member's session anew, and what it kept of members that were away",
    "offsets of automatic commits, and partitions and offsets of OffsetFetch; those of commitSync() are the batch's",
    "what StickyAssignor remembers in its user data",
    "the targets of a consumer group: what a member was told to own in the end is taken for its target",
    "when the producer wrote a record: logs grow by the scenario's rate",
];

/// What a recording says first of itself.
const FORMAT: &str = "kafka-group-recording/1";
/// Where it says so. What is wrong there is no recording at all.
pub const HEAD: &str = "format";

/// Makes a trace of a recording.
///
/// # Errors
/// If it is no recording of a group, or a row that counts is not whole.
pub fn replay(recording: &Json) -> Result<Trace, ReplayError> {
    let head = |at: &str, why: Flaw| ReplayError { at: at.to_owned(), why };
    if recording.get("format") != Some(&Json::from(FORMAT)) {
        return Err(head(HEAD, Flaw::Format));
    }
    let variant = match recording.get("variant") {
        Some(Json::Text(name)) => Variant::parse(name),
        _ => None,
    };
    let variant = variant.ok_or_else(|| head("variant", Flaw::Variant))?;
    let scenario = recording.get("scenario").ok_or_else(|| head("scenario", Flaw::NoScenario))?;
    let mut scenario = Scenario::from_json(scenario).map_err(|error| head("scenario", Flaw::Scenario(error)))?;
    if let Some(Json::Text(kafka)) = recording.get("kafka") {
        scenario.version = KafkaVersion::parse(kafka).unwrap_or(scenario.version);
    }
    let Some(Json::List(events)) = recording.get("events") else {
        return Err(head("events", Flaw::NoRows));
    };
    let rows: Vec<Row<'_>> = events.iter().enumerate().map(|(n, json)| Row::read(n, json)).collect::<Result<_, _>>()?;
    let mut trace = Trace::new(Rc::new(scenario), variant, 0);
    identify(&mut trace, recording, &rows);
    let mut timeline = Timeline::new(trace);
    for (n, at) in in_turn(&rows) {
        if consumer::is_line(&rows[n]) {
            consumer::line(&mut timeline, &rows, n, at);
        } else {
            tell(&mut timeline, &rows, n)?;
        }
    }
    Ok(timeline.finish())
}

/// The rows in the order in which they are read: the broker's lines a little later than they stand, as its clock, of
/// whole milliseconds, may put them before the request that they are about.
fn in_turn(rows: &[Row<'_>]) -> Vec<(usize, SimTime)> {
    let at = |n: &usize| match &rows[*n] {
        row if consumer::is_line(row) => asked(rows, *n),
        row if row.who == "broker" => row.at + broker::ROUGH,
        row => row.at,
    };
    let mut order: Vec<(usize, SimTime)> = (0..rows.len()).map(|n| (n, at(&n))).collect();
    rebalance_model::order::sort_by_key(&mut order, |(_, at)| *at);
    order
}

/// When the request came that a consumer group's line is about, if that seems to be after it: its answer follows at once.
/// The lines of one request stand together.
fn asked(rows: &[Row<'_>], n: usize) -> SimTime {
    let at = rows[n].at;
    let soon = |r: &&Row<'_>| r.at <= at + broker::ROUGH;
    let first = rows[..n].iter().rposition(|r| r.at < at || !consumer::is_line(r)).map_or(0, |k| k + 1);
    let alias = rows[first..=n].iter().rev().find_map(consumer::alias);
    let name = alias.and_then(|alias| alias.rsplit_once('#')).map(|(name, _)| name);
    let request = rows[n..].iter().take_while(soon).find(|r| r.what == "send" && Some(r.who) == name);
    request.map_or(at, |r| r.at)
}

/// Enters the member ids, in the order in which the rows first name them, and what each member last started with.
fn identify(trace: &mut Trace, recording: &Json, rows: &[Row<'_>]) {
    let ids = match recording.get("member_ids") {
        Some(Json::Object(ids)) => ids.clone(),
        // An older recording knows its ids by their aliases only.
        _ => aliases(rows),
    };
    // A member of the consumer protocol chooses its id itself.
    let answered = |alias: &str| {
        rows.iter().position(|r| {
            let names = (r.what, r.text("api"));
            let is_first = names == ("receive", Some("JoinGroup")) || names == ("send", Some("ConsumerGroupHeartbeat"));
            is_first && r.text("member") == Some(alias)
        })
    };
    let mut known: Vec<(usize, Identity)> = Vec::new();
    for (alias, id) in &ids {
        let (Some((name, nth)), Json::Text(id)) = (alias.rsplit_once('#'), id) else { continue };
        let at = answered(alias);
        // A static member's id is called after its group.instance.id, whoever uses it.
        let who = at.map_or(name, |at| rows[at].who);
        let Some(member) = trace.scenario().member_named(who) else { continue };
        let asked = at.and_then(|at| rows[..=at].iter().rev().find(|r| r.who == who && enters(r)));
        let instance = asked.and_then(|r| r.text("instance")).map(str::to_owned);
        let identity =
            Identity { member, nth: nth.parse().unwrap_or(0), alias: alias.clone(), id: id.clone(), instance };
        known.push((at.unwrap_or(usize::MAX), identity));
    }
    rebalance_model::order::sort_by_key(&mut known, |k| k.0);
    trace.header.identities = known.into_iter().map(|k| k.1).collect();
    for row in rows.iter().filter(|r| enters(r)) {
        let Some(member) = trace.scenario().member_named(row.who) else { continue };
        trace.header.instances[member.index()] = row.text("instance").map(str::to_owned);
        trace.header.assignors[member.index()] = wire::assignors(row);
    }
}

/// Whether a row is a request that says who its sender is.
fn enters(row: &Row<'_>) -> bool {
    row.what == "send" && matches!(row.text("api"), Some("JoinGroup" | "ConsumerGroupHeartbeat"))
}

/// Tells the row of that number.
fn tell(timeline: &mut Timeline, rows: &[Row<'_>], n: usize) -> Result<(), ReplayError> {
    let row = &rows[n];
    match row.who {
        "script" => timeline.step(row),
        "broker" if row.what == "log" => broker::line(timeline, row, rows),
        // What was looked up now and then adds nothing to the coordinator's own lines.
        "broker" | "group" => {}
        name => {
            let member = timeline.trace.scenario().member_named(name);
            let member = member.ok_or_else(|| row.wrong(Flaw::NoMember(name.to_owned())))?;
            return member::tell(timeline, member, row, &rows[n + 1..]);
        }
    }
    Ok(())
}

/// The aliases in the answers to JoinGroup, each for an id.
fn aliases(rows: &[Row<'_>]) -> Vec<(String, Json)> {
    let mut known: Vec<(String, Json)> = Vec::new();
    for row in rows.iter().filter(|r| r.what == "receive" && r.text("api") == Some("JoinGroup")) {
        let alias = row.text("member").unwrap_or_default();
        if !alias.is_empty() && !known.iter().any(|(k, _)| k == alias) {
            known.push((alias.to_owned(), Json::from(alias)));
        }
    }
    known
}

/// Milliseconds to a tenth, as the recorder writes them; at most what a run may last.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tenths of a run's milliseconds, at least 0"
)]
fn micros(ms: f64) -> u64 {
    (((ms.max(0.0) * 10.0).round() as u64).min(SIMULATED_TIME.as_micros() / 100)) * 100
}

fn instant(ms: f64) -> SimTime {
    SimTime::from_micros(micros(ms))
}

fn duration(ms: f64) -> SimDuration {
    SimDuration::from_micros(micros(ms))
}
