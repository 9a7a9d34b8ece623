//! What the members say to the coordinator and when: the requests and responses of the group, and how far those of two
//! runs match.
//!
//! Offsets and metadata are left out, as are heartbeats that say only that time passes.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Exchange, Message, Note, Run, What,
    matching::{gaps, matching_blocks},
    rounding::{count, round_to},
};

/// From how far apart a matching pair is worth a note, in ms.
const APART_MS: f64 = 100.0;
/// Notes of that kind, at most.
const APART_NOTES: usize = 8;

/// How far the requests and responses of two runs match.
pub(super) struct Wire {
    /// Share of both runs' exchanges that match; 1 if there are none.
    pub(super) share: f64,
    /// Median difference in time of the matching ones, in ms to one digit.
    pub(super) p50_ms: f64,
    /// 95th percentile of that difference.
    pub(super) p95_ms: f64,
    /// What differs: other exchanges by member, then the pairs farthest apart.
    pub(super) notes: Vec<Note>,
}

/// Matches the exchanges of each member in their order.
pub(super) fn compare(recorded: &Run, simulated: &Run) -> Wire {
    let (ours, theirs) = (exchanges(recorded), exchanges(simulated));
    let members: BTreeSet<&str> = ours.keys().chain(theirs.keys()).copied().collect();
    let (mut matched, mut total) = (0, 0);
    let (mut pairs, mut notes) = (Vec::new(), Vec::new());
    for member in members {
        let a = ours.get(member).map_or(&[][..], Vec::as_slice);
        let b = theirs.get(member).map_or(&[][..], Vec::as_slice);
        total += a.len() + b.len();
        let blocks = matching_blocks(&said(a), &said(b));
        for block in &blocks {
            matched += 2 * block.len;
            let both = a[block.a_start..].iter().zip(&b[block.b_start..]).take(block.len);
            pairs.extend(both.map(|(a, b)| Pair {
                member,
                said: &a.said,
                recorded_ms: a.at_ms,
                simulated_ms: b.at_ms,
            }));
        }
        notes.extend(gaps(&blocks, a.len(), b.len()).into_iter().map(|(in_a, in_b)| Note::Other {
            member: member.to_owned(),
            recorded: a[in_a].to_vec(),
            simulated: b[in_b].to_vec(),
        }));
    }
    pairs.sort_by(|a, b| b.order(a));
    notes.extend(pairs.iter().take(APART_NOTES).filter(|pair| pair.apart_ms() > APART_MS).map(Pair::note));
    Wire {
        share: if total == 0 { 1.0 } else { count(matched) / count(total) },
        p50_ms: quantile(&pairs, 50),
        p95_ms: quantile(&pairs, 95),
        notes,
    }
}

/// Two exchanges that match.
struct Pair<'a> {
    member: &'a str,
    said: &'a str,
    recorded_ms: f64,
    simulated_ms: f64,
}

impl Pair<'_> {
    fn apart_ms(&self) -> f64 {
        (self.recorded_ms - self.simulated_ms).abs()
    }

    fn order(&self, other: &Self) -> Ordering {
        (self.apart_ms().total_cmp(&other.apart_ms()))
            .then_with(|| self.member.cmp(other.member))
            .then_with(|| self.said.cmp(other.said))
            .then_with(|| self.recorded_ms.total_cmp(&other.recorded_ms))
            .then_with(|| self.simulated_ms.total_cmp(&other.simulated_ms))
    }

    fn note(&self) -> Note {
        Note::Apart {
            member: self.member.to_owned(),
            said: self.said.to_owned(),
            recorded_ms: self.recorded_ms,
            simulated_ms: self.simulated_ms,
        }
    }
}

/// The difference in time that `percent` of the pairs do not reach, in ms; `farthest_first` is in that order.
fn quantile(farthest_first: &[Pair<'_>], percent: usize) -> f64 {
    let rank = farthest_first.len() * percent / 100;
    farthest_first.iter().rev().nth(rank).map_or(0.0, |pair| round_to(pair.apart_ms(), 1))
}

fn said(exchanges: &[Exchange]) -> Vec<&str> {
    exchanges.iter().map(|exchange| exchange.said.as_str()).collect()
}

/// What each member said and heard, in order.
fn exchanges(run: &Run) -> BTreeMap<&str, Vec<Exchange>> {
    let mut by_member: BTreeMap<&str, Vec<Exchange>> = BTreeMap::new();
    for event in &run.events {
        let (direction, message) = match &event.what {
            What::Send(message) if request_counts(message) => ("send", message),
            What::Receive(message) if response_counts(message) => ("receive", message),
            _ => continue,
        };
        let said = [direction, &message.api, message.error.as_deref().unwrap_or("")].join(" ");
        let so_far = by_member.entry(&event.who).or_default();
        // A lookup is retried at a phase of its own: how often it was says nothing about the group.
        let again = message.api == "FindCoordinator" && so_far.last().is_some_and(|last| last.said == said);
        if !again {
            so_far.push(Exchange { said, at_ms: event.at_ms });
        }
    }
    by_member
}

fn request_counts(message: &Message) -> bool {
    match message.api.as_str() {
        "OffsetFetch" | "OffsetCommit" | "Metadata" | "Heartbeat" => false,
        "ConsumerGroupHeartbeat" => message.has_owned || message.epoch <= 0,
        _ => true,
    }
}

fn response_counts(message: &Message) -> bool {
    match message.api.as_str() {
        "OffsetFetch" | "OffsetCommit" | "Metadata" => false,
        "Heartbeat" => message.error.is_some(),
        "ConsumerGroupHeartbeat" => message.has_assignment || message.error.is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::run, *};

    fn send(api: &str) -> What {
        What::Send(message(api, ""))
    }

    fn receive(api: &str, error: &str) -> What {
        What::Receive(message(api, error))
    }

    fn message(api: &str, error: &str) -> Message {
        let error = (!error.is_empty()).then(|| error.to_owned());
        Message { api: api.to_owned(), error, ..Message::default() }
    }

    #[test]
    fn a_heartbeat_counts_only_when_it_carries_news() {
        let beats = run(&[
            (1.0, "c1", send("Heartbeat")),
            (2.0, "c1", receive("Heartbeat", "")),
            (3.0, "c1", receive("Heartbeat", "REBALANCE_IN_PROGRESS")),
            (4.0, "c1", What::Send(Message { epoch: 3, ..message("ConsumerGroupHeartbeat", "") })),
            (5.0, "c1", What::Send(Message { epoch: 3, has_owned: true, ..message("ConsumerGroupHeartbeat", "") })),
            (6.0, "c1", receive("ConsumerGroupHeartbeat", "")),
            (7.0, "c1", What::Receive(Message { has_assignment: true, ..message("ConsumerGroupHeartbeat", "") })),
        ]);
        let times: Vec<f64> = exchanges(&beats)["c1"].iter().map(|exchange| exchange.at_ms).collect();
        assert_eq!(times, [3.0, 5.0, 7.0]);
    }

    #[test]
    fn a_lookup_that_is_retried_counts_once_until_something_else_is_said() {
        let lookups = run(&[
            (1.0, "c1", send("FindCoordinator")),
            (2.0, "c2", send("FindCoordinator")),
            (3.0, "c1", send("FindCoordinator")),
            (4.0, "c1", receive("FindCoordinator", "")),
            (5.0, "c1", send("FindCoordinator")),
        ]);
        let found = exchanges(&lookups);
        assert_eq!((found["c1"].len(), found["c2"].len()), (3, 1));
    }

    #[test]
    fn a_missing_response_costs_its_share_and_a_late_one_its_time() {
        let recorded = run(&[
            (10.0, "c1", send("JoinGroup")),
            (12.0, "c1", receive("JoinGroup", "")),
            (20.0, "c1", send("SyncGroup")),
        ]);
        let simulated = run(&[(15.0, "c1", send("JoinGroup")), (320.0, "c1", send("SyncGroup"))]);
        let wire = compare(&recorded, &simulated);
        assert!((wire.share - 4.0 / 5.0).abs() < 1e-12, "{}", wire.share);
        // of 2 pairs, 5 ms and 300 ms apart, both ranks (2 × 50 / 100, 2 × 95 / 100) are the second
        assert_eq!((wire.p50_ms, wire.p95_ms), (300.0, 300.0));
        let missing = Exchange { said: "receive JoinGroup ".to_owned(), at_ms: 12.0 };
        assert_eq!(
            wire.notes,
            [
                Note::Other { member: "c1".to_owned(), recorded: vec![missing], simulated: vec![] },
                Note::Apart {
                    member: "c1".to_owned(),
                    said: "send SyncGroup ".to_owned(),
                    recorded_ms: 20.0,
                    simulated_ms: 320.0
                },
            ]
        );
    }
}
