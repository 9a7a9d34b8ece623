//! What holds in every state of a tiny group, and what some state has to show.

use rebalance_model::MessageIdx;
use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{ClientState, GroupState};
use stateright::Property;

use super::local::{Face, Tables};
use super::{Cut, Group, RECORDS};

/// What no state may break.
pub(super) fn always() -> Vec<Property<Group>> {
    vec![
        Property::<Group>::always("a partition has one holder in a generation", |group, cut| {
            group.faces(cut, |coordinator, members| {
                (0..group.bounds.partitions).all(|p| coordinator.holders(members, p) <= 1)
            })
        }),
        Property::<Group>::always("the committed offset never passes the processed one", |group, cut| {
            group.faces(cut, |coordinator, _| {
                let pairs = coordinator.committed.iter().zip(&cut.processed);
                pairs.into_iter().all(|(committed, processed)| committed.unwrap_or(0) <= u64::from(*processed))
            })
        }),
        Property::<Group>::always("a commit lands only from a member of the generation", |_, cut| !cut.landed),
    ]
}

/// What some state has to show.
pub(super) fn sometimes() -> Vec<Property<Group>> {
    vec![
        Property::<Group>::sometimes("everybody is in, and everything is owned once", |group, cut| {
            group.faces(cut, |coordinator, members| {
                coordinator.state == Some(GroupState::Stable)
                    && coordinator.members.len() == members.len()
                    && (0..group.bounds.partitions).all(|p| coordinator.holders(members, p) == 1)
            })
        }),
        Property::<Group>::sometimes("a member has lost its membership", |group, cut| {
            let lost = |face: &&Face| face.side == Some(ClientState::Unjoined) && face.owned != 0;
            group.faces(cut, |_, members| members.iter().any(lost))
        }),
    ]
}

/// What some state has to show where there are records.
pub(super) fn sometimes_with_records() -> Vec<Property<Group>> {
    vec![
        Property::<Group>::sometimes("a commit is refused", refuses),
        Property::<Group>::sometimes("every record is processed and committed", |group, cut| {
            group.faces(cut, |coordinator, _| {
                let filled = coordinator.committed.iter().take(group.bounds.filled.into());
                filled.into_iter().all(|committed| *committed == Some(RECORDS))
            })
        }),
    ]
}

/// Whether an error is on its way to a member that has asked to commit.
fn refuses(group: &Group, cut: &Cut) -> bool {
    let is_one = |m: &MessageIdx, tables: &Tables| matches!(&tables.message(*m).body, Body::OffsetCommitResponse { error } if *error != ErrorCode::None);
    group.with(|tables| cut.down.iter().any(|queue| tables.queue(*queue).iter().any(|m| is_one(m, tables))))
}
