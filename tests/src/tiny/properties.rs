//! What holds in every state of a tiny group, and what some state has to show.

use rebalance_model::MessageIdx;
use rebalance_model::message::{Body, ErrorCode};
use rebalance_model::trace::{ClientState, GroupState, MemberState, Membership};
use rebalance_sim::steps::Standing;
use stateright::Property;

use super::local::{Book, Face, Tables};
use super::{Cut, Group, RECORDS};

/// The epoch of a static member that has left to come back (`LEAVE_GROUP_STATIC_MEMBER_EPOCH`).
const AWAY: i32 = -2;

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
                    && coordinator.members.len() == group.bounds.places()
                    && (0..group.bounds.partitions).all(|p| coordinator.holders(members, p) == 1)
            })
        }),
        Property::<Group>::sometimes("a member has lost its membership", |group, cut| {
            let lost = |face: &&Face| face.owned != 0 && face.side.is_some_and(is_lost);
            group.faces(cut, |_, members| members.iter().any(lost))
        }),
    ]
}

/// Whether it is out of the group, and knows it.
fn is_lost(standing: Standing) -> bool {
    match standing {
        Standing::Classic(state) => state == ClientState::Unjoined,
        Standing::Consumer(membership) => matches!(membership, Membership::Fenced | Membership::Stale),
    }
}

/// What no state of a group with members of the consumer protocol may break.
pub(super) fn always_of_consumers() -> Vec<Property<Group>> {
    vec![
        Property::<Group>::always("no partition is in two members' current assignments", |group, cut| {
            group.faces(cut, |coordinator, _| {
                let mut seen = 0;
                coordinator.books.iter().flat_map(|books| &books.members).all(|book| {
                    let is_new = seen & book.kept() == 0;
                    seen |= book.kept();
                    is_new
                })
            })
        }),
        Property::<Group>::always("epochs never fall", |_, cut| !cut.fell),
        Property::<Group>::always("what a member holds is its own by the books", |group, cut| {
            let is_mixed = is_mixed(group);
            group.faces(cut, |coordinator, members| {
                members.iter().all(|m| holds_too_much(coordinator, m) & if is_mixed { m.told } else { u32::MAX } == 0)
            })
        }),
    ]
}

/// Whether members of both protocols may be in the group.
pub(super) fn is_mixed(group: &Group) -> bool {
    (1..group.bounds.members).contains(&group.bounds.consumers)
}

/// What some state has to show where members of both protocols meet.
pub(super) fn sometimes_of_both() -> Vec<Property<Group>> {
    vec![
        Property::<Group>::sometimes("two hold a partition until one has done what it was told", |group, cut| {
            group.faces(cut, |coordinator, members| members.iter().any(|m| holds_too_much(coordinator, m) != 0))
        }),
        holds_what_it_was_told(),
        Property::<Group>::sometimes("the group is one of the consumer protocol", |group, cut| {
            group.faces(cut, |coordinator, _| coordinator.books.is_some())
        }),
        Property::<Group>::sometimes("the group is a classic one", |group, cut| {
            group.faces(cut, |coordinator, members| {
                coordinator.books.is_none() && members.iter().any(|m| m.generation > 0)
            })
        }),
    ]
}

fn holds_what_it_was_told() -> Property<Group> {
    Property::<Group>::sometimes("a member holds what it was told to", |group, cut| {
        group.faces(cut, |_, members| members.iter().any(|m| m.owned != 0 && m.told == m.owned))
    })
}

/// Partitions that a member of the consumer protocol that is in the group at its epoch holds, and that the coordinator does
/// not keep for it.
///
/// In a group of both protocols Kafka itself leaves a member with what it has been told to give up.
/// `CurrentAssignmentBuilder` gives a member that waits for partitions a new assignment before it has acknowledged the
/// one before (KAFKA-15763 proposed otherwise, and was closed). The client then still finishes that earlier one
/// (`AbstractMembershipManager.maybeReconcile`) and acknowledges it, with the epoch that came with the new one. If the
/// target has changed once more by then, the coordinator takes this for an acknowledgement of having given up what the
/// member is about to take, and lets others have it at once: until the member has done what it was told meanwhile, two hold
/// a partition.
fn holds_too_much(coordinator: &Face, member: &Face) -> u32 {
    // Who has left and does not know it yet has lost all: what a static member had to give up is free from then on.
    if !member.side.is_some_and(|side| matches!(side, Standing::Consumer(_)) && !is_lost(side)) {
        return 0;
    }
    let book = coordinator.book(member).filter(|book| book.epoch == member.generation);
    book.map_or(0, |book| member.owned & !book.kept())
}

/// Whoever is there comes to what it is to own, if nothing more happens.
pub(super) fn settles() -> Property<Group> {
    Property::<Group>::always("the target is reached when nothing more happens", Group::settles)
}

/// What no state may break, and what some has to show, where processes of one static member come and go.
pub(super) fn of_a_static_member() -> Vec<Property<Group>> {
    vec![
        Property::<Group>::always("a static member is in the group once", |group, cut| {
            group.faces(cut, |coordinator, members| {
                processes(group, members).filter(|m| coordinator.book(m).is_some()).count() <= 1
            })
        }),
        Property::<Group>::sometimes("a static member is away, and what it had is kept for it", |group, cut| {
            let is_kept = |book: &Book| book.epoch == AWAY && book.assigned != 0;
            group.faces(cut, |coordinator, members| {
                processes(group, members).any(|m| coordinator.book(m).is_some_and(is_kept))
            })
        }),
        Property::<Group>::sometimes("a process is late, and another has its place", |group, cut| {
            let is_late = |m: &Face| m.side == Some(Standing::Consumer(Membership::Stale));
            group.faces(cut, |coordinator, members| {
                let has_place = |m: &Face| coordinator.book(m).is_some_and(|book| book.epoch > 0 && m.owned != 0);
                processes(group, members).any(is_late) && processes(group, members).any(has_place)
            })
        }),
        Property::<Group>::sometimes("a process is refused, as another has not left", |group, cut| {
            group.faces(cut, |_, members| {
                processes(group, members).any(|m| m.side == Some(Standing::Consumer(Membership::Fatal)))
            })
        }),
    ]
}

/// The processes of the static member.
fn processes<'a>(group: &Group, members: &'a [&'a Face]) -> impl Iterator<Item = &'a Face> {
    let first = members.len() - usize::from(group.bounds.processes);
    members[first..].iter().copied()
}

/// What some state has to show where members of the consumer protocol meet.
pub(super) fn sometimes_of_consumers() -> Vec<Property<Group>> {
    vec![
        holds_what_it_was_told(),
        Property::<Group>::sometimes("a member has partitions to give up", |group, cut| {
            is_in(group, cut, MemberState::UnrevokedPartitions)
        }),
        Property::<Group>::sometimes("a member waits for what others have not given up", |group, cut| {
            is_in(group, cut, MemberState::UnreleasedPartitions)
        }),
        Property::<Group>::sometimes("a member has been thrown out, and does not know it", |group, cut| {
            group.faces(cut, |coordinator, members| {
                let is_out = |m: &&Face| m.generation > 0 && m.owned != 0 && coordinator.book(m).is_none();
                coordinator.books.is_some() && members.iter().any(is_out)
            })
        }),
    ]
}

/// Whether a member is in this state, by the books.
fn is_in(group: &Group, cut: &Cut, state: MemberState) -> bool {
    group.faces(cut, |coordinator, _| {
        coordinator.books.iter().flat_map(|books| &books.members).any(|book| book.state == state)
    })
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
