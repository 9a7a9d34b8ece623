//! What is told of members that go, are thrown out, or fail.

use rebalance_analysis::moment::MomentKind;
use rebalance_model::trace::CommitOutcome;
use rebalance_model::{MemberIdx, PartitionIdx, SimDuration, SimTime};

use super::super::clock;
use super::super::rich::Arg;
use super::{Reasons, Told, disturbs, epochs, moves};

/// What is told of members that go, are thrown out, or fail.
pub(super) fn departs(r: &Reasons<'_>, t: &mut Told, kind: &MomentKind) {
    match kind {
        MomentKind::Killed { member, held, expires } => killed(r, t, *member, held, *expires),
        MomentKind::SessionExpired { member, silent, newcomer: true, .. } => r.head(
            t,
            "*{0} has waited {1} for an answer to its first JoinGroup*: the coordinator takes such a newcomer for dead and drops it.",
            "*{0:이} 첫 JoinGroup의 응답을 {1} 동안 기다렸습니다*. 코디네이터는 이런 신규 멤버를 죽은 것으로 보고 버립니다.",
            &[Arg::Member(*member), Arg::Time(*silent)],
        ),
        MomentKind::SessionExpired { member, silent, newcomer: false, begins } => {
            let args = [Arg::Member(*member), Arg::Time(*silent)];
            r.head(
                t,
                "*The session of {0} expires*, {1} after the last sign of life.",
                "*{0}의 세션이 만료됩니다*. 마지막 신호로부터 {1} 뒤입니다.",
                &args,
            );
            if *begins {
                r.head(
                    t,
                    r.of(
                        "The coordinator removes it and begins a rebalance; the others hear of it by their next heartbeat.",
                        "The coordinator fences it, and what it had is free at once; the next heartbeat of anybody brings a new target.",
                    ),
                    r.of(
                        "코디네이터가 멤버를 제거하고 리밸런싱을 시작하며, 나머지는 다음 하트비트로 알게 됩니다.",
                        "코디네이터가 멤버를 차단해 가지고 있던 것이 바로 풀리고, 다음에 도착하는 하트비트가 새 목표를 가져옵니다.",
                    ),
                    &args,
                );
            }
        }
        MomentKind::PollTimeout { member, after, held, thrown } => {
            poll_timeout(r, t, (*member, *after), held, *thrown);
        }
        MomentKind::Returns { member } => r.head(
            t,
            "*{0} joins again*, as a newcomer with a new member id.",
            "*{0:이} 새 멤버 ID를 받는 신규 멤버로 다시 참여합니다.*",
            &[Arg::Member(*member)],
        ),
        MomentKind::CommitFails { members, outcome } => commit_fails(r, t, members, *outcome),
        MomentKind::Lost { member, lost } => r.head(
            t,
            "*{0} learns that it has lost {1}* (onPartitionsLost).",
            "*{0:은} {1:을} 잃었다는 것을 알게 됩니다*(onPartitionsLost).",
            &[Arg::Member(*member), Arg::Partitions(lost)],
        ),
        MomentKind::Twice { again, before, records, partitions, failed, late } => {
            moves::twice(r, t, (*again, before), *records, partitions, (*failed, *late));
        }
        MomentKind::Bumped { .. }
        | MomentKind::Targeted { .. }
        | MomentKind::MustGiveUp { .. }
        | MomentKind::GivesUp { .. }
        | MomentKind::Converted { .. } => epochs::epochs(r, t, kind),
        other => disturbs::disturbs(r, t, other),
    }
}

fn poll_timeout(
    r: &Reasons<'_>,
    t: &mut Told,
    (member, after): (MemberIdx, SimDuration),
    held: &[PartitionIdx],
    thrown: bool,
) {
    let thread = if r.ko() { r.of("하트비트", "백그라운드") } else { r.of("heartbeat", "background") };
    r.head(
        t,
        "*{0} has not called poll() for {1}, so its own {2} thread leaves the group.*",
        "*{0:이} {1} 동안 poll()을 호출하지 않아, 자신의 {2} 스레드가 그룹을 떠납니다.*",
        &[Arg::Member(member), Arg::Time(after), Arg::Text(thread)],
    );
    // Of whose loop has ended it was told what it does.
    if thrown {
        return;
    }
    r.head(
        t,
        "Its main thread does not know, and works on: a zombie.",
        "메인 스레드는 이 사실을 모른 채 계속 처리합니다. 좀비 상태입니다.",
        &[],
    );
    r.detail(t, "It still holds {0}.", "아직 {0:을} 가지고 있습니다.", &[Arg::Partitions(held)]);
}

fn killed(r: &Reasons<'_>, t: &mut Told, member: MemberIdx, held: &[PartitionIdx], expires: Option<SimTime>) {
    let clock = clock(expires.unwrap_or(SimTime::ZERO));
    let args = [Arg::Member(member), Arg::Partitions(held), Arg::Text(&clock), r.key("session.timeout.ms")];
    r.head(t, "*The process of {0} is killed.*", "*{0} 프로세스가 강제 종료됩니다.*", &args);
    if expires.is_some() {
        r.head(
            t,
            "Nobody tells the coordinator. It goes on counting {3} from the last sign of life, until {2}.",
            "코디네이터에 알려 주는 이가 없습니다. 마지막 신호부터 {3}를 세며 {2}까지 기다립니다.",
            &args,
        );
    }
    if !held.is_empty() {
        r.detail(t, "Until then {1} stand still.", "그때까지 {1:은} 멈춰 있습니다.", &args);
    }
}

fn commit_fails(r: &Reasons<'_>, t: &mut Told, members: &[MemberIdx], outcome: CommitOutcome) {
    let args = [Arg::Members(members), Arg::Code(outcome.text())];
    let (en, ko) = match outcome {
        CommitOutcome::CommitFailed | CommitOutcome::Fenced => (
            "*The commit of {0} fails: {1}.* The group has gone on without it, so that what it processed will be processed again.",
            "*{0}의 커밋이 실패합니다: {1}.* 더 이상 그룹의 멤버가 아니므로, 처리한 레코드는 다시 처리됩니다.",
        ),
        _ => (
            "*Commits of {0} are refused: {1}.* Before its JoinGroup is answered a member may consume, but not commit.",
            "*{0}의 커밋이 거부됩니다: {1}.* JoinGroup 응답을 기다리는 동안에는 처리할 수는 있어도 커밋할 수 없습니다.",
        ),
    };
    r.head(t, en, ko, &args);
}
