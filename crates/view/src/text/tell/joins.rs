//! What is told of joining: the beginning of a rebalance, who joins again, whom the group waits for.

use rebalance_analysis::Activity;
use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::moment::{Rejoin, WaitReason};
use rebalance_model::config::AssignorName;
use rebalance_model::trace::{GroupType, RebalanceReason};
use rebalance_model::{MemberIdx, PartitionIdx, SimDuration, SimTime};

use super::super::doing;
use super::super::rich::Arg;
use super::{Reasons, Told, n, sorted};

pub(super) fn begins(
    r: &Reasons<'_>,
    t: &mut Told,
    reason: RebalanceReason,
    waits_for: &[MemberIdx],
    gave_up: &[(MemberIdx, Vec<PartitionIdx>)],
) {
    if !gave_up.is_empty() {
        return second_round(r, t, gave_up);
    }
    let who = rebalance_analysis::moment::reason_id(reason).map(|id| r.trace.member_of(id));
    let args = [who.map_or(Arg::Text(""), Arg::Member), Arg::Members(waits_for)];
    match reason {
        RebalanceReason::Added(_) => {
            r.head(t, "*{0} asks to join.*", "*{0:이} 참여를 요청합니다.*", &args);
            r.head(
                t,
                "The coordinator keeps its JoinGroup unanswered: a rebalance has begun.",
                "코디네이터는 JoinGroup에 아직 응답하지 않고 리밸런싱을 시작합니다.",
                &args,
            );
        }
        RebalanceReason::SessionExpired(_)
        | RebalanceReason::Left(_)
        | RebalanceReason::RevocationExpired(_)
        | RebalanceReason::TopicsChanged => {
            r.head(
                t,
                "*{0} is out of the group: a rebalance begins.*",
                "*{0:이} 그룹에서 빠지고 리밸런싱이 시작됩니다.*",
                &args,
            );
        }
        RebalanceReason::LeaderRejoined(_) => r.head(
            t,
            "*{0}, the leader, has seen a change and joins again: a rebalance begins.*",
            "*리더 {0:이} 변화를 보고 다시 참여해 리밸런싱이 시작됩니다.*",
            &args,
        ),
        RebalanceReason::MetadataChanged(_) | RebalanceReason::StaticRejoined(_) => {
            r.head(t, "*{0} joins again: a rebalance begins.*", "*{0:이} 다시 참여해 리밸런싱이 시작됩니다.*", &args);
        }
        RebalanceReason::SyncExpired => r.head(
            t,
            "*Not everybody has sent SyncGroup in time: a rebalance begins.*",
            "*SyncGroup이 제때 모두 도착하지 않아 리밸런싱이 시작됩니다.*",
            &args,
        ),
    }
    if !waits_for.is_empty() {
        r.head(
            t,
            n(
                waits_for,
                "{1} does not know yet, and hears of it by its next heartbeat.",
                "{1} do not know yet, and hear of it by their next heartbeats.",
            ),
            "{1:은} 아직 모르며, 다음 하트비트의 응답으로 알게 됩니다.",
            &args,
        );
    }
}

/// Cooperative: what was given up can move only in another rebalance.
fn second_round(r: &Reasons<'_>, t: &mut Told, gave_up: &[(MemberIdx, Vec<PartitionIdx>)]) {
    let given: Vec<_> = gave_up.iter().filter(|g| !g.1.is_empty()).gather();
    for (m, partitions) in given.iter().take(3) {
        let args = [Arg::Member(*m), Arg::Partitions(partitions)];
        r.head(t, "*{0} gives up {1}.*", "*{0:이} {1:을} 반납합니다.*", &args);
    }
    if given.len() > 3 {
        let others = [Arg::Number(given.len() as u64 - 3)];
        r.head(t, "So do {0} others.", "다른 {0}개 멤버도 반납합니다.", &others);
    }
    r.head(
        t,
        "Nobody has it now; a second rebalance, which has just begun, is to assign it.",
        "이제 부유 상태이며, 방금 시작된 두 번째 리밸런싱에서 할당됩니다.",
        &[],
    );
}

/// Members that join again, and whether they are the `last`: a consumer group answers each classic one at once.
pub(super) fn rejoins(r: &Reasons<'_>, t: &mut Told, members: &[Rejoin], last: bool, follow_up: bool) {
    let who: Vec<MemberIdx> = members.iter().map(|m| m.member).gather();
    let (mut gave_up, mut keeps) = (Vec::new(), Vec::new());
    for m in members {
        gave_up.extend_from_slice(&m.gave_up);
        keeps.extend_from_slice(&m.keeps);
    }
    let (gave_up, keeps) = (sorted(gave_up), sorted(keeps));
    let args = [Arg::Members(&who), Arg::Partitions(&gave_up), Arg::Partitions(&keeps)];
    if follow_up {
        r.head(
            t,
            n(&who, "*{0} gives up {1}*, and joins again.", "*{0} give up {1}*, and join again."),
            "*{0:이} {1:을} 반납하고* 다시 참여합니다.",
            &args,
        );
    } else if r.stepwise || members.iter().any(|m| m.late && !m.after_batch) {
        r.head(t, n(&who, "*{0} joins again.*", "*{0} join again.*"), "*{0:이} 다시 참여합니다.*", &args);
    } else if members.iter().all(|m| m.after_batch) {
        r.head(
            t,
            n(&who, "*The batch is done, and {0} joins again.*", "*The batches are done, and {0} join again.*"),
            "*배치가 끝나 {0:이} 다시 참여합니다.*",
            &args,
        );
    } else {
        r.head(
            t,
            n(
                &who,
                "*{0} hears of it by its heartbeat, and joins again at once.*",
                "*{0} hear of it by their heartbeats, and join again at once.*",
            ),
            "*{0:이} 하트비트로 알게 되어 바로 다시 참여합니다.*",
            &args,
        );
    }
    if last && !r.stepwise {
        r.head(t, "Now all are there: the join phase ends.", "이제 모두 모여 참여 단계가 끝납니다.", &args);
    }
    if follow_up {
        return;
    }
    hands(r, t, &who, (&gave_up, &keeps), last || r.group == GroupType::Consumer);
}

/// What those who join again gave up, or keep, while they wait; where they are the `last` they do not.
fn hands(
    r: &Reasons<'_>,
    t: &mut Told,
    who: &[MemberIdx],
    (gave_up, keeps): (&[PartitionIdx], &[PartitionIdx]),
    last: bool,
) {
    let args = [Arg::Members(who), Arg::Partitions(gave_up), Arg::Partitions(keeps)];
    if !gave_up.is_empty() {
        let en = n(who, "It gives up {1} first", "They give up {1} first");
        let en = if last {
            format!("{en}.")
        } else {
            format!("{en}, and now {} with empty hands.", n(who, "waits", "wait"))
        };
        let ko = if last {
            "그 전에 {1:을} 모두 반납합니다."
        } else {
            "먼저 {1:을} 모두 반납했고, 빈손으로 기다립니다."
        };
        r.detail(t, &en, ko, &args);
    } else if !keeps.is_empty() {
        let (en, ko) = if last {
            (n(who, "It keeps {2} so far.", "They keep {2} so far."), "지금까지는 {2:을} 그대로 가지고 있습니다.")
        } else {
            (
                n(
                    who,
                    "It keeps {2} and goes on consuming, but its commits are refused until the rebalance ends.",
                    "They keep {2} and go on consuming, but their commits are refused until the rebalance ends.",
                ),
                "{2:을} 그대로 가지고 계속 처리하지만, 리밸런싱이 끝날 때까지 커밋은 거부됩니다.",
            )
        };
        r.detail(t, en, ko, &args);
    }
}

pub(super) fn waits(
    r: &Reasons<'_>,
    t: &mut Told,
    at: SimTime,
    (members, waiting): (&[MemberIdx], &[MemberIdx]),
    why: WaitReason,
    (takes, at_most): (SimDuration, SimDuration),
) {
    let stuck = if let WaitReason::Stuck(in_what) = why { doing(r.prose.lang, in_what, false, true) } else { "" };
    let args = [Arg::Members(waiting), Arg::Members(members), Arg::Time(takes), Arg::Time(at_most), Arg::Text(stuck)];
    let (en, ko) = match why {
        WaitReason::More => (
            "*The coordinator waits for more members*: an empty group is given time to fill before anything is assigned.",
            "*코디네이터가 멤버를 더 기다립니다*. 빈 그룹은 할당하기 전에 멤버가 모일 시간을 둡니다.",
        ),
        WaitReason::Stuck(_) => ("*The group waits for {1}* ({4}).", "*그룹이 {1:을} 기다립니다*({4})."),
        WaitReason::LongBatch => (
            n(
                members,
                "*The group waits for {1}*, which is still inside its batch: it has heard of the rebalance, but acts on it only in poll().",
                "*The group waits for {1}*, which are still inside their batches: they have heard of the rebalance, but act on it only in poll().",
            ),
            "*그룹이 {1:을} 기다립니다*. 리밸런싱을 알고 있지만 아직 배치를 처리하는 중이고, poll()에 들어가야만 움직입니다.",
        ),
        WaitReason::Heartbeat => (
            n(
                members,
                "*The group waits for {1}*, which has not heard of the rebalance yet: its next heartbeat tells.",
                "*The group waits for {1}*, which have not heard of the rebalance yet: their next heartbeats tell.",
            ),
            "*그룹이 {1:을} 기다립니다*. 아직 리밸런싱을 모르며, 다음 하트비트로 알게 됩니다.",
        ),
        WaitReason::Dead => (
            n(
                members,
                "*The group waits for {1}, which is dead*, until its session expires.",
                "*The group waits for {1}, which are dead*, until their sessions expire.",
            ),
            "*그룹이 이미 죽은 {1:을} 기다립니다*. 세션이 만료되어야 합니다.",
        ),
    };
    r.head(t, en, ko, &args);
    if why == WaitReason::More {
        let (en, ko) = (
            "It waits {2} in all: as long again for who comes meanwhile, and up to {3}.",
            "모두 {2} 기다립니다. 그동안 누가 오면 다시 그만큼, 길면 {3}까지 기다립니다.",
        );
        r.head(t, en, ko, &args);
    }
    if matches!(why, WaitReason::LongBatch | WaitReason::Stuck(_)) {
        let (en, ko) = ("It waits {2} in all; it would wait up to {3}.", "모두 {2} 기다리며, 길면 {3}까지 기다립니다.");
        r.head(t, en, ko, &args);
    }
    let stopped = r.unowned(at);
    let consuming = |m: &&MemberIdx| r.report.activity(**m, at) == Activity::JoiningConsuming;
    let refused: Vec<MemberIdx> = waiting.iter().filter(consuming).copied().gather();
    let args = [Arg::Partitions(&stopped), Arg::Members(&refused)];
    if !stopped.is_empty() {
        r.detail(
            t,
            n(&stopped, "Meanwhile {0} has nobody.", "Meanwhile {0} have nobody."),
            "그동안 {0:은} 처리하는 멤버가 없습니다.",
            &args,
        );
    }
    if !refused.is_empty() {
        r.detail(
            t,
            n(
                &refused,
                "{1} goes on consuming, and each of its commits is refused.",
                "{1} go on consuming, and each of their commits is refused.",
            ),
            "{1:은} 계속 처리하지만 커밋은 매번 거부됩니다.",
            &args,
        );
    }
}

pub(super) fn leads(r: &Reasons<'_>, t: &mut Told, leader: MemberIdx, assignor: Option<AssignorName>) {
    let args = [Arg::Member(leader), Arg::Code(assignor.map_or("", AssignorName::class))];
    r.head(
        t,
        "{0} leads: it computes the assignment and hands it in with SyncGroup.",
        "리더 컨슈머는 {0}입니다. 할당을 계산해 SyncGroup으로 제출합니다.",
        &args,
    );
}
