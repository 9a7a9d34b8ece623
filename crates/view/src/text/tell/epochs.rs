//! What is told of a consumer group (KIP-848): epochs and targets, what members give up and wait for.

use rebalance_analysis::moment::{MomentKind, Move};
use rebalance_model::trace::{GroupType, RebalanceReason};
use rebalance_model::{Generation, MemberIdx};

use super::super::rich::Arg;
use super::{Reasons, Told, n};

/// Moves that are named; more are counted.
const NAMED: usize = 3;

/// See the module.
pub(super) fn epochs(r: &Reasons<'_>, t: &mut Told, kind: &MomentKind) {
    match kind {
        MomentKind::Bumped { epoch, reason, member, back, target } => {
            bumped(r, t, *epoch, (*reason, *member, *back));
            match target {
                Some(moves) => {
                    r.head(
                        t,
                        "The coordinator computes the assignment itself, at once.",
                        "할당은 코디네이터가 그 자리에서 계산합니다.",
                        &[],
                    );
                    moved(r, t, moves);
                }
                None => r.head(
                    t,
                    "The next heartbeat of anybody brings the new target assignment.",
                    "다음에 도착하는 하트비트가 새 목표 할당을 가져옵니다.",
                    &[],
                ),
            }
        }
        MomentKind::Targeted { epoch, by, after, moves } => {
            let by = by.map_or(Arg::Text("?"), Arg::Member);
            let request = if r.ko() { r.of("JoinGroup으로", "하트비트로") } else { r.of("JoinGroup", "heartbeat") };
            r.head(
                t,
                "*The {3} of {0} brings the target assignment of epoch {1}*, {2} after the epoch went up.",
                "*{0}의 {3} 에포크 {1}의 목표 할당이 계산됩니다*. 에포크가 오르고 {2} 뒤입니다.",
                &[by, number(*epoch), Arg::Time(*after), Arg::Text(request)],
            );
            moved(r, t, moves);
        }
        MomentKind::Converted { to: GroupType::Consumer, by } => r.head(
            t,
            "*The first heartbeat of {0} makes the group a consumer group.* The others go on with JoinGroup and Heartbeat, which the coordinator translates.",
            "*{0}의 첫 하트비트로 그룹이 consumer 그룹이 됩니다.* 나머지는 JoinGroup과 Heartbeat를 계속 쓰고, 코디네이터가 옮겨 줍니다.",
            &[by.map_or(Arg::Text("?"), Arg::Member)],
        ),
        MomentKind::Converted { to: GroupType::Classic, .. } => r.head(
            t,
            "*Nobody is left who speaks the new protocol: the group is a classic one again.*",
            "*새 프로토콜을 쓰는 멤버가 남지 않아 다시 클래식 그룹이 됩니다.*",
            &[],
        ),
        other => given(r, t, other),
    }
}

/// What members have to give up, and do.
fn given(r: &Reasons<'_>, t: &mut Told, kind: &MomentKind) {
    match kind {
        MomentKind::MustGiveUp { member, partitions, busy, at_most } => {
            let args = [Arg::Member(*member), Arg::Partitions(partitions), Arg::Time(*at_most)];
            r.head(t, "*{0} is told to give up {1}.*", "*{0:이} {1:을} 반납하라는 응답을 받습니다.*", &args);
            if *busy {
                r.head(
                    t,
                    n(
                        partitions,
                        "It is inside its batch, and acts only in poll(). Only {1} waits for that, up to {2}.",
                        "It is inside its batch, and acts only in poll(). Only {1} wait for that, up to {2}.",
                    ),
                    "배치를 처리하는 중이라 poll()에 들어가야 반납합니다. 기다리는 것은 {1}뿐이며, 길면 {2}입니다.",
                    &args,
                );
            }
        }
        MomentKind::GivesUp { member, partitions, to } => {
            let args = [Arg::Member(*member), Arg::Partitions(partitions), Arg::Members(to)];
            r.head(
                t,
                "*{0} gives up {1}*, and says so by a heartbeat.",
                "*{0:이} {1:을} 반납하고* 하트비트로 알립니다.",
                &args,
            );
            if !to.is_empty() {
                r.head(
                    t,
                    n(
                        partitions,
                        "It waits for the next heartbeat of {2}.",
                        "They wait for the next heartbeat of {2}.",
                    ),
                    "이제 {2}의 다음 하트비트를 기다립니다.",
                    &args,
                );
            }
        }
        _ => {}
    }
}

fn number(epoch: Generation) -> Arg<'static> {
    Arg::Number(u64::try_from(epoch.0).unwrap_or(0))
}

fn bumped(
    r: &Reasons<'_>,
    t: &mut Told,
    epoch: Generation,
    (reason, member, back): (RebalanceReason, Option<MemberIdx>, bool),
) {
    let (en, ko) = match reason {
        RebalanceReason::Added(_) if back => (
            "*{0} joins again, under the member id that it had: group epoch {1}.*",
            "*{0:이} 쓰던 멤버 ID로 다시 참여해 그룹 에포크가 {1:이} 됩니다.*",
        ),
        RebalanceReason::Added(_) => (
            "*{0} joins with its first heartbeat: group epoch {1}.*",
            "*{0:이} 첫 하트비트로 참여해 그룹 에포크가 {1:이} 됩니다.*",
        ),
        RebalanceReason::RevocationExpired(_) => (
            "*{0} has not given up in time what it has to, and is fenced: group epoch {1}.*",
            "*{0:이} 제때 반납하지 못해 차단되고 그룹 에포크가 {1:이} 됩니다.*",
        ),
        RebalanceReason::TopicsChanged => (
            "*The coordinator has seen the new partitions: group epoch {1}.*",
            "*코디네이터가 새 파티션을 알게 되어 그룹 에포크가 {1:이} 됩니다.*",
        ),
        _ => ("*{0} is out of the group: group epoch {1}.*", "*{0:이} 그룹에서 빠지고 그룹 에포크가 {1:이} 됩니다.*"),
    };
    r.head(t, en, ko, &[member.map_or(Arg::Text("?"), Arg::Member), number(epoch)]);
}

/// What moves by a target, and that nothing else stops.
fn moved(r: &Reasons<'_>, t: &mut Told, moves: &[Move]) {
    for m in moves.iter().take(NAMED) {
        let args = [Arg::Partitions(&m.partitions), Arg::Member(m.to), m.from.map_or(Arg::Text(""), Arg::Member)];
        let (en, ko) = match m.from {
            Some(_) => (
                n(&m.partitions, "{0} of {2} is to be {1}’s.", "{0} of {2} are to be {1}’s."),
                "{2}의 {0:은} {1}에게 갈 예정입니다.",
            ),
            None => (n(&m.partitions, "{0} is free for {1}.", "{0} are free for {1}."), "{0:은} {1}의 것이 됩니다."),
        };
        r.detail(t, en, ko, &args);
    }
    if moves.len() > NAMED {
        let more = [Arg::Number((moves.len() - NAMED) as u64)];
        r.detail(t, "{0} more moves follow.", "{0}건이 더 있습니다.", &more);
    }
    if moves.iter().any(|m| m.from.is_some()) {
        r.detail(t, "Nothing else stops.", "나머지는 멈추지 않습니다.", &[]);
    }
}
