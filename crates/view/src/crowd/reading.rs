//! What is said of an instant where the pointer is on a chart by member.

use rebalance_analysis::Holders;
use rebalance_analysis::gather::Gather as _;
use rebalance_model::{MemberIdx, SimTime};

use crate::lab::{Lab, Lane};
use crate::label;
use crate::text::{self, Lang};

/// How many partitions the member of `row` holds at `t`, and how many nobody does, lane by lane. Only the latter where the
/// row is no member's; nothing where charts have a row a partition.
pub fn reading(lab: &Lab, lang: Lang, row: Option<usize>, t: SimTime) -> Vec<String> {
    if lab.groups.is_none() {
        return Vec::new();
    }
    // The first row is of what nobody holds.
    let member = row.and_then(|row| row.checked_sub(1)).filter(|i| *i < lab.scenario.members.len()).map(MemberIdx::at);
    let words = text::crowd_words(lang);
    let of_lane = |lane: &Lane| {
        let (mut unowned, mut held, mut stale) = (0_usize, 0, 0);
        for p in 0..lane.report.owners.len() {
            let (by_right, other) = match lane.report.holders(p, t) {
                Holders::Absent => continue,
                Holders::Nobody => {
                    unowned += 1;
                    continue;
                }
                Holders::One(m) => (Some(m), None),
                Holders::Stale(m) => (None, Some(m)),
                Holders::Two(m, other) => (Some(m), Some(other)),
            };
            held += usize::from(member.is_some() && by_right == member);
            stale += usize::from(member.is_some() && other == member);
        }
        let mut said = String::new();
        if let Some(m) = member {
            said = [&label::member(&lab.scenario, m), ": ", &words.partitions(held)].concat();
            if stale > 0 {
                said.push_str(&[" + ", &stale.to_string(), " (", text::chart_words(lang).removed, ")"].concat());
            }
            said.push_str(" · ");
        }
        [&said, words.unowned, ": ", &unowned.to_string()].concat()
    };
    lab.lanes.iter().map(of_lane).gather()
}
