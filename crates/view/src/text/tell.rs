//! The sentences of the narration: one function a kind of moment, each in both languages.
//!
//! A moment gives a *head*, what happens in any lane, and a *detail*, what it means in this one.

use rebalance_analysis::moment::{MomentKind, Rejoin, WaitReason};
use rebalance_analysis::{Activity, Holders, Moment, Report, report};
use rebalance_model::config::{AssignorName, MemberConfig};
use rebalance_model::trace::{CommitOutcome, RebalanceReason};
use rebalance_model::{MemberIdx, PartitionIdx, SimDuration, SimTime, Trace};

use super::rich::{Arg, Prose, by};
use super::{Lang, Rich};

/// What a moment says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Told {
    /// What happens.
    pub(crate) head: Rich,
    /// What it means in this lane.
    pub(crate) detail: Rich,
}

/// A lane to tell about.
#[derive(Clone, Copy)]
pub(crate) struct Reasons<'a> {
    pub(crate) prose: Prose<'a>,
    pub(crate) trace: &'a Trace,
    pub(crate) report: &'a Report,
    pub(crate) config: Option<&'a MemberConfig>,
    /// Whether every moment is a step of its own, so that none has to tell another's news.
    pub(crate) stepwise: bool,
}

impl Reasons<'_> {
    fn ko(&self) -> bool {
        self.prose.lang == Lang::Ko
    }

    /// Both templates have the same arguments.
    fn head(&self, told: &mut Told, en: &str, ko: &str, args: &[Arg<'_>]) {
        self.prose.add(&mut told.head, if self.ko() { ko } else { en }, args);
    }

    fn detail(&self, told: &mut Told, en: &str, ko: &str, args: &[Arg<'_>]) {
        self.prose.add(&mut told.detail, if self.ko() { ko } else { en }, args);
    }

    /// Partitions that nobody holds at `t`.
    fn unowned(&self, t: SimTime) -> Vec<PartitionIdx> {
        let nobody = |i: &usize| {
            report::at(&self.report.owners[*i], t, |p| p.start).is_some_and(|p| p.holders == Holders::Nobody)
        };
        (0..self.report.owners.len()).filter(nobody).map(PartitionIdx::at).collect()
    }

    fn heartbeat(&self) -> SimDuration {
        self.config.map_or(SimDuration::ZERO, |c| c.heartbeat_interval)
    }
}

/// One of two templates, as one or several do something.
fn n<'a>(list: &[impl Sized], one: &'a str, many: &'a str) -> &'a str {
    if list.len() == 1 { one } else { many }
}

/// What a moment says in its lane.
pub(crate) fn tell(r: &Reasons<'_>, moment: &Moment) -> Told {
    let mut told = Told::default();
    let t = &mut told;
    match &moment.kind {
        MomentKind::AtWork { members } => at_work(r, t, members),
        MomentKind::SlowBatch { member, takes, limit } => slow_batch(r, t, *member, *takes, *limit),
        MomentKind::Starts { member } => r.head(
            t,
            "*{0} starts* and looks for the group’s coordinator.",
            "*{0:이} 시작해* 그룹의 코디네이터를 찾습니다.",
            &[Arg::Member(*member)],
        ),
        MomentKind::GivenId { member, .. } => r.head(
            t,
            "*The coordinator gives {0} a member id*, and asks it to join again with it: {1}.",
            "*코디네이터가 {0}에게 멤버 ID를 주고*, 그 ID로 다시 참여하라고 응답합니다: {1}.",
            &[Arg::Member(*member), Arg::Code("MEMBER_ID_REQUIRED")],
        ),
        MomentKind::Begins { reason, waits_for, gave_up } => begins(r, t, *reason, waits_for, gave_up),
        MomentKind::Told { members, after, busy } => heard(r, t, members, *after, *busy),
        MomentKind::Rejoins { members, last, follow_up, .. } => rejoins(r, t, members, *last, *follow_up),
        MomentKind::Waits { members, waiting, why, takes, at_most } => {
            waits(r, t, moment.at, (members, waiting), *why, (*takes, *at_most));
        }
        MomentKind::JoinEnds { generation, leader, assignor, .. } => {
            let generation = u64::try_from(generation.0).unwrap_or(0);
            r.head(
                t,
                "*The join phase ends: generation {0}.*",
                "*참여 단계가 끝나고 세대 {0:이} 됩니다.*",
                &[Arg::Number(generation)],
            );
            if let Some(leader) = leader {
                leads(r, t, *leader, *assignor);
            }
        }
        MomentKind::Distributed { generation, took } => r.head(
            t,
            "*The assignment of generation {0} is distributed*, {1} after the rebalance began.",
            "*세대 {0}의 할당이 전달됩니다*. 리밸런싱이 시작되고 {1} 뒤입니다.",
            &[Arg::Number(u64::try_from(generation.0).unwrap_or(0)), Arg::Time(*took)],
        ),
        MomentKind::Moved { gets, stopped } => moved(r, t, moment.at, gets, stopped),
        other => departs(r, t, other),
    }
    told
}

fn heard(r: &Reasons<'_>, t: &mut Told, members: &[MemberIdx], after: SimDuration, busy: bool) {
    let args = [Arg::Members(members), Arg::Time(after)];
    r.head(
        t,
        n(
            members,
            "*{0} learns of it from the answer to its heartbeat*, {1} after the rebalance began.",
            "*{0} learn of it from the answers to their heartbeats*, {1} after the rebalance began.",
        ),
        "*{0:이} 하트비트 응답으로 이 사실을 알게 됩니다*. 리밸런싱이 시작되고 {1} 뒤입니다.",
        &args,
    );
    if busy {
        r.head(
            t,
            n(
                members,
                "It is inside its batch, and acts only in poll().",
                "They are inside their batches, and act only in poll().",
            ),
            "하지만 배치를 처리하는 중이라 poll()에 들어가야 움직입니다.",
            &args,
        );
    }
}

/// What is told of members that go, are thrown out, or fail.
fn departs(r: &Reasons<'_>, t: &mut Told, kind: &MomentKind) {
    match kind {
        MomentKind::Killed { member, held, expires } => killed(r, t, *member, held, *expires),
        MomentKind::Closes { member, held } => {
            r.head(
                t,
                "*{0} closes*: it sends LeaveGroup, so that the coordinator knows at once.",
                "*{0:이} 종료합니다*. LeaveGroup을 보내므로 코디네이터가 바로 압니다.",
                &[Arg::Member(*member)],
            );
            if !held.is_empty() {
                r.detail(t, "It gives up {0}.", "{0:을} 반납합니다.", &[Arg::Partitions(held)]);
            }
        }
        MomentKind::SessionExpired { member, silent } => r.head(
            t,
            "*The session of {0} expires*, {1} after the last sign of life. The coordinator removes it and begins a rebalance; the others hear of it by their next heartbeat.",
            "*{0}의 세션이 만료됩니다*. 마지막 신호로부터 {1} 뒤입니다. 코디네이터가 멤버를 제거하고 리밸런싱을 시작하며, 나머지는 다음 하트비트로 알게 됩니다.",
            &[Arg::Member(*member), Arg::Time(*silent)],
        ),
        MomentKind::PollTimeout { member, after, held } => {
            r.head(
                t,
                "*{0} has not called poll() for {1}, so its own heartbeat thread leaves the group.*",
                "*{0:이} {1} 동안 poll()을 호출하지 않아, 자신의 하트비트 스레드가 그룹을 떠납니다.*",
                &[Arg::Member(*member), Arg::Time(*after)],
            );
            r.head(
                t,
                "Its main thread does not know, and works on: a zombie.",
                "메인 스레드는 이 사실을 모른 채 계속 처리합니다. 좀비 상태입니다.",
                &[],
            );
            r.detail(t, "It still holds {0}.", "아직 {0:을} 가지고 있습니다.", &[Arg::Partitions(held)]);
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
        MomentKind::Twice { again, before, records, partitions, failed } => {
            twice(r, t, (*again, before), *records, partitions, *failed);
        }
        _ => {}
    }
}

fn at_work(r: &Reasons<'_>, t: &mut Told, members: &[MemberIdx]) {
    let args = [Arg::Members(members), Arg::Number(r.report.owners.len() as u64), Arg::Time(r.heartbeat())];
    r.head(
        t,
        n(members, "*{0} has all {1} partitions.*", "*{0} share {1} partitions.*"),
        n(members, "*{0:이} 파티션 {1}개를 모두 처리합니다.*", "*{0:이} 파티션 {1}개를 나누어 처리합니다.*"),
        &args,
    );
    r.head(
        t,
        "Heartbeats go to the coordinator every {2}; poll() is called a few times a second.",
        "{2}마다 코디네이터에 하트비트를 보내고, poll()은 1초에 여러 번 호출됩니다.",
        &args,
    );
}

fn slow_batch(r: &Reasons<'_>, t: &mut Told, member: MemberIdx, takes: SimDuration, limit: SimDuration) {
    let args = [Arg::Member(member), Arg::Time(takes), Arg::Time(limit), Arg::Code("max.poll.interval.ms")];
    r.head(t, "*{0} takes a batch that needs {1}.*", "*{0:이} 처리에 {1} 걸리는 배치를 받았습니다.*", &args);
    if takes >= limit {
        r.head(
            t,
            "Its heartbeats go on, so that nobody notices until {3}, {2}, is over.",
            "하트비트는 계속 나가므로 {3}({2})가 지날 때까지 아무도 알아채지 못합니다.",
            &args,
        );
    } else {
        r.head(
            t,
            "Its heartbeat thread goes on as if nothing were the matter, and nothing is: {3} allows {2}.",
            "하트비트 스레드는 평소와 같이 움직이고, 실제로 문제도 없습니다. {3}가 {2}까지 허용합니다.",
            &args,
        );
    }
}

fn begins(
    r: &Reasons<'_>,
    t: &mut Told,
    reason: RebalanceReason,
    waits_for: &[MemberIdx],
    gave_up: &[(MemberIdx, Vec<PartitionIdx>)],
) {
    if !gave_up.is_empty() {
        return second_round(r, t, waits_for, gave_up);
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
        RebalanceReason::SessionExpired(_) | RebalanceReason::Left(_) => {
            r.head(
                t,
                "*{0} is out of the group: a rebalance begins.*",
                "*{0:이} 그룹에서 빠지고 리밸런싱이 시작됩니다.*",
                &args,
            );
        }
        RebalanceReason::LeaderRejoined(_) | RebalanceReason::MetadataChanged(_) => {
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
fn second_round(r: &Reasons<'_>, t: &mut Told, waits_for: &[MemberIdx], gave_up: &[(MemberIdx, Vec<PartitionIdx>)]) {
    let given: Vec<_> = gave_up.iter().filter(|g| !g.1.is_empty()).collect();
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
        "What is to move belongs to nobody first; a second rebalance, which has just begun, assigns it.",
        "옮길 파티션은 먼저 부유 상태가 되고, 방금 시작된 두 번째 리밸런싱에서 할당됩니다.",
        &[],
    );
    if !waits_for.is_empty() {
        let args = [Arg::Members(waits_for)];
        r.head(
            t,
            n(waits_for, "{0} hears of it by its next heartbeat.", "{0} hear of it by their next heartbeats."),
            "{0:은} 다음 하트비트로 알게 됩니다.",
            &args,
        );
    }
}

fn rejoins(r: &Reasons<'_>, t: &mut Told, members: &[Rejoin], last: bool, follow_up: bool) {
    let who: Vec<MemberIdx> = members.iter().map(|m| m.member).collect();
    let gave_up = sorted(members.iter().flat_map(|m| m.gave_up.iter().copied()));
    let keeps = sorted(members.iter().flat_map(|m| m.keeps.iter().copied()));
    let args = [Arg::Members(&who), Arg::Partitions(&gave_up), Arg::Partitions(&keeps)];
    if follow_up {
        r.head(
            t,
            n(&who, "*{0} gives up {1} as well*, and joins again.", "*{0} give up {1} as well*, and join again."),
            "*{0:도} {1:을} 반납하고* 다시 참여합니다.",
            &args,
        );
    } else if r.stepwise {
        r.head(t, n(&who, "*{0} joins again.*", "*{0} join again.*"), "*{0:이} 다시 참여합니다.*", &args);
    } else if members.iter().all(|m| m.after_batch) {
        r.head(t, "*The batch is done, and {0} joins again.*", "*배치가 끝나 {0:이} 다시 참여합니다.*", &args);
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
        r.head(t, "Nobody is missing any more: the join phase ends.", "이제 모두 모여 참여 단계가 끝납니다.", &args);
    }
    if follow_up {
        return;
    }
    if !gave_up.is_empty() {
        let en = n(&who, "It gives up {1} first", "They give up {1} first");
        let en = if last {
            format!("{en}.")
        } else {
            format!("{en}, and now {} with empty hands.", n(&who, "waits", "wait"))
        };
        let ko = if last {
            "그 전에 {1:을} 모두 반납합니다."
        } else {
            "먼저 {1:을} 모두 반납했고, 빈손으로 기다립니다."
        };
        r.detail(t, &en, ko, &args);
    } else if !keeps.is_empty() {
        let (en, ko) = if last {
            (n(&who, "It keeps {2} all along.", "They keep {2} all along."), "{2:을} 계속 그대로 가지고 있습니다.")
        } else {
            (
                n(
                    &who,
                    "It keeps {2} and goes on consuming, but its commits are refused until the rebalance ends.",
                    "They keep {2} and go on consuming, but their commits are refused until the rebalance ends.",
                ),
                "{2:을} 그대로 가지고 계속 처리하지만, 리밸런싱이 끝날 때까지 커밋은 거부됩니다.",
            )
        };
        r.detail(t, en, ko, &args);
    }
}

fn waits(
    r: &Reasons<'_>,
    t: &mut Told,
    at: SimTime,
    (members, waiting): (&[MemberIdx], &[MemberIdx]),
    why: WaitReason,
    (takes, at_most): (SimDuration, SimDuration),
) {
    let args = [Arg::Members(waiting), Arg::Members(members), Arg::Time(takes), Arg::Time(at_most)];
    let (en, ko) = match why {
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
    if why == WaitReason::LongBatch {
        let (en, ko) = ("It waits {2} in all; it would wait up to {3}.", "모두 {2} 기다리며, 길면 {3}까지 기다립니다.");
        r.head(t, en, ko, &args);
    }
    let stopped = r.unowned(at);
    let consuming = |m: &&MemberIdx| r.report.activity(**m, at) == Activity::JoiningConsuming;
    let refused: Vec<MemberIdx> = waiting.iter().filter(consuming).copied().collect();
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

fn leads(r: &Reasons<'_>, t: &mut Told, leader: MemberIdx, assignor: Option<AssignorName>) {
    let args = [Arg::Member(leader), Arg::Code(assignor.map_or("", AssignorName::class))];
    r.head(
        t,
        "{0} leads: it computes the assignment and hands it in with SyncGroup.",
        "리더 컨슈머는 {0}입니다. 할당을 계산해 SyncGroup으로 제출합니다.",
        &args,
    );
}

fn moved(
    r: &Reasons<'_>,
    t: &mut Told,
    at: SimTime,
    gets: &[(MemberIdx, Vec<PartitionIdx>)],
    stopped: &[(PartitionIdx, SimDuration)],
) {
    let longest = stopped.iter().map(|s| s.1).max().unwrap_or(SimDuration::ZERO);
    // Those that stopped for about as long as the longest are named, of the others only the longest time.
    let long: Vec<PartitionIdx> = sorted(stopped.iter().filter(|s| s.1.times(2) > longest).map(|s| s.0));
    let short = stopped.iter().filter(|s| s.1.times(2) <= longest).map(|s| s.1).max();
    let all: usize = gets.iter().map(|g| g.1.len()).sum();
    let args = [Arg::Partitions(&long), Arg::Time(longest), Arg::Time(short.unwrap_or(longest))];
    if all == r.report.owners.len() && gets.len() > 1 {
        let args = [Arg::Number(all as u64), Arg::Number(gets.len() as u64)];
        r.detail(
            t,
            "*All {0} partitions are dealt anew* to {1} members.",
            "*파티션 {0}개가 모두* 멤버 {1}개에 *다시 배분됩니다*.",
            &args,
        );
    } else if let [(m, partitions)] = gets
        && long.len() == partitions.len()
    {
        let args = [Arg::Member(*m), Arg::Partitions(partitions), Arg::Time(longest)];
        r.detail(
            t,
            n(
                partitions,
                "*{1} arrives at {0}*, after {2} with nobody.",
                "*{1} arrive at {0}*, after {2} with nobody.",
            ),
            "*{1:이} {0}에 도착합니다*. {2} 동안 부유 상태였습니다.",
            &args,
        );
        return;
    } else {
        for (m, partitions) in gets.iter().take(4) {
            let args = [Arg::Member(*m), Arg::Partitions(partitions)];
            r.detail(
                t,
                n(partitions, "*{1} arrives at {0}.*", "*{1} arrive at {0}.*"),
                "*{1:이} {0}에 도착합니다.*",
                &args,
            );
        }
    }
    match (long.is_empty(), short) {
        (true, _) => {}
        (false, None) if long.len() == all => {
            r.detail(t, "All of them had nobody for {1}.", "모두 {1} 동안 부유 상태였습니다.", &args);
        }
        (false, None) => r.detail(t, "{0} had nobody for {1}.", "{0:은} {1} 동안 부유 상태였습니다.", &args),
        (false, Some(_)) => r.detail(
            t,
            "{0} had nobody for {1}, the others for {2}.",
            "{0:은} {1}, 나머지는 {2} 동안 부유 상태였습니다.",
            &args,
        ),
    }
    two_hands(r, t, at, gets);
}

/// What a zombie still works on although it was dealt anew.
fn two_hands(r: &Reasons<'_>, t: &mut Told, at: SimTime, gets: &[(MemberIdx, Vec<PartitionIdx>)]) {
    let doubled =
        |p: &PartitionIdx| report::at(&r.report.owners[p.index()], at, |o| o.start).and_then(|o| o.holders.second());
    let twofold = sorted(gets.iter().flat_map(|g| g.1.iter().copied()).filter(|p| doubled(p).is_some()));
    if let Some(zombie) = twofold.first().and_then(doubled) {
        let args = [Arg::Member(zombie), Arg::Partitions(&twofold)];
        r.detail(
            t,
            "{0} still works on {1}, too: the same partitions are in two hands.",
            "{0:도} 아직 {1:을} 처리하고 있어, 같은 파티션을 두 멤버가 처리합니다.",
            &args,
        );
    }
}

fn sorted(partitions: impl Iterator<Item = PartitionIdx>) -> Vec<PartitionIdx> {
    let mut list: Vec<PartitionIdx> = partitions.collect();
    list.sort_unstable();
    list
}

fn killed(r: &Reasons<'_>, t: &mut Told, member: MemberIdx, held: &[PartitionIdx], expires: Option<SimTime>) {
    let clock = super::clock(expires.unwrap_or(SimTime::ZERO));
    let args = [Arg::Member(member), Arg::Partitions(held), Arg::Text(&clock), Arg::Code("session.timeout.ms")];
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
        CommitOutcome::CommitFailed => (
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

fn twice(
    r: &Reasons<'_>,
    t: &mut Told,
    (again, before): (MemberIdx, &[MemberIdx]),
    records: u64,
    partitions: &[PartitionIdx],
    failed: Option<CommitOutcome>,
) {
    let args = [Arg::Number(records), Arg::Member(again), Arg::Members(before), Arg::Code("CommitFailedException")];
    let (en, ko) = if records == 1 {
        ("*1 record is processed twice.*", "*레코드 1개가 중복 처리됩니다.*")
    } else {
        ("*{0} records are processed twice.*", "*레코드 {0}개가 중복 처리됩니다.*")
    };
    r.head(t, en, ko, &args);
    let (en, ko) = match failed {
        Some(CommitOutcome::RebalanceInProgress) => (
            "{1} begins at the last commit; {2} had got further, but its commits were refused during the rebalance.",
            "{1:은} 마지막 커밋 위치부터 시작합니다. {2:은} 더 앞까지 처리했지만 리밸런싱 동안 커밋이 거부되었습니다.",
        ),
        Some(CommitOutcome::CommitFailed) => (
            "{1} is done with its late batch only now, after {2}; its commit fails with {3}, and it learns that it has lost its partitions.",
            "{1:은} 이제야 늦은 배치를 끝냈지만 {2:이} 이미 처리한 레코드입니다. 커밋은 {3:으로} 실패하고, 파티션을 잃었다는 것을 알게 됩니다.",
        ),
        _ => (
            "{1} begins at the last commit; {2} was gone before it could commit what came after.",
            "{1:은} 마지막 커밋 위치부터 시작합니다. {2:은} 그 뒤에 처리한 것을 커밋하지 못하고 사라졌습니다.",
        ),
    };
    r.head(t, en, ko, &args);
    let args = [Arg::Partitions(partitions)];
    r.detail(
        t,
        n(&vec![(); usize::try_from(records).unwrap_or(2).min(2)], "It is of {0}.", "They are of {0}."),
        "{0}의 레코드입니다.",
        &args,
    );
}

/// Why it is so, and the setting responsible.
pub(crate) fn about(lang: Lang, moment: &Moment) -> (&'static str, Option<&'static str>) {
    let (en, ko, key) = match &moment.kind {
        MomentKind::SlowBatch { .. } => (
            "The heartbeat thread says that the process lives; only poll() says that it makes progress.",
            "하트비트 스레드는 프로세스가 살아 있다는 것만 알립니다. 일이 진행되는지는 poll()만이 알립니다.",
            Some("max.poll.interval.ms"),
        ),
        MomentKind::GivenId { .. } => (
            "So that a client whose first answer was lost leaves no ghost in the group (KIP-394).",
            "첫 응답을 받지 못한 클라이언트가 그룹에 유령 멤버로 남지 않게 하기 위해서입니다(KIP-394).",
            None,
        ),
        MomentKind::Rejoins { follow_up: true, .. } => (
            "A cooperative owner gives up a partition before somebody else may get it, so that moving takes two rebalances.",
            "협력 방식에서는 기존 소유자가 먼저 반납해야 다른 멤버가 받을 수 있어, 옮기는 데 리밸런싱이 두 번 필요합니다.",
            Some("partition.assignment.strategy"),
        ),
        MomentKind::Begins { gave_up, .. } if !gave_up.is_empty() => (
            "A cooperative owner gives up a partition before somebody else may get it, so that moving takes two rebalances.",
            "협력 방식에서는 기존 소유자가 먼저 반납해야 다른 멤버가 받을 수 있어, 옮기는 데 리밸런싱이 두 번 필요합니다.",
            Some("partition.assignment.strategy"),
        ),
        MomentKind::Begins { .. } | MomentKind::Told { .. } => (
            "The coordinator cannot call a member. It can only answer its next heartbeat with REBALANCE_IN_PROGRESS.",
            "코디네이터는 멤버를 먼저 부를 수 없습니다. 다음 하트비트에 REBALANCE_IN_PROGRESS로 응답할 수 있을 뿐입니다.",
            Some("heartbeat.interval.ms"),
        ),
        MomentKind::Rejoins { members, follow_up: false, .. }
            if members.iter().any(|m| !(m.gave_up.is_empty() && m.keeps.is_empty())) =>
        {
            (
                "The assignor decides what a member has to give up before it joins: an eager one everything, a cooperative one nothing.",
                "참여하기 전에 무엇을 반납할지는 어사이너가 정합니다. Eager는 전부, Cooperative는 아무것도 반납하지 않습니다.",
                Some("partition.assignment.strategy"),
            )
        }
        MomentKind::Waits { why: WaitReason::LongBatch, .. } => (
            "The rebalance timeout of a consumer is its max.poll.interval.ms: so long may it take to come back to poll().",
            "컨슈머의 리밸런싱 타임아웃은 max.poll.interval.ms입니다. poll()로 돌아오기까지 그만큼 기다려 줍니다.",
            Some("max.poll.interval.ms"),
        ),
        MomentKind::Waits { why: WaitReason::Heartbeat, .. } => (
            "The answer to a JoinGroup starts the heartbeat timer anew, so that the next heartbeat is a whole interval away.",
            "JoinGroup 응답을 받으면 하트비트 타이머가 새로 시작되므로, 다음 하트비트는 한 주기 뒤입니다.",
            Some("heartbeat.interval.ms"),
        ),
        MomentKind::Waits { why: WaitReason::Dead, .. } | MomentKind::Killed { .. } => (
            "A dead process says nothing; the coordinator can only conclude it from silence.",
            "죽은 프로세스는 아무 말도 하지 않습니다. 코디네이터는 침묵으로 판단할 수밖에 없습니다.",
            Some("session.timeout.ms"),
        ),
        MomentKind::JoinEnds { .. } => (
            "The coordinator assigns nothing: a member does, the first one that joined, with the assignor that all of them list.",
            "할당은 코디네이터가 아니라 멤버가 계산합니다. 가장 먼저 참여한 멤버가 모두가 지원하는 어사이너로 계산합니다.",
            Some("partition.assignment.strategy"),
        ),
        MomentKind::SessionExpired { .. } => (
            "A heartbeat starts the session anew, and so does a commit.",
            "세션은 하트비트뿐 아니라 커밋으로도 새로 시작됩니다.",
            Some("session.timeout.ms"),
        ),
        MomentKind::PollTimeout { .. } => (
            "It is the client that gives up, not the coordinator, which has had its heartbeats all along.",
            "포기하는 쪽은 코디네이터가 아니라 클라이언트입니다. 코디네이터는 하트비트를 계속 받고 있었습니다.",
            Some("max.poll.interval.ms"),
        ),
        MomentKind::Twice { .. } | MomentKind::CommitFails { .. } => (
            "Processed and committed are two things: whoever takes over begins at the committed offset.",
            "처리와 커밋은 별개입니다. 이어받는 멤버는 커밋된 오프셋부터 시작합니다.",
            Some("enable.auto.commit"),
        ),
        _ => ("", "", None),
    };
    (by(lang, en, ko), key)
}

/// How much a moment weighs where several are told at once: the reason of the weightiest is given.
pub(crate) fn weight(kind: &MomentKind) -> u8 {
    match kind {
        MomentKind::Twice { .. } | MomentKind::CommitFails { .. } => 4,
        MomentKind::PollTimeout { .. } | MomentKind::Killed { .. } | MomentKind::SessionExpired { .. } => 3,
        MomentKind::Begins { gave_up, .. } if !gave_up.is_empty() => 2,
        MomentKind::Waits { .. } => 2,
        MomentKind::Rejoins { .. } | MomentKind::JoinEnds { .. } => 1,
        _ => 0,
    }
}

/// A moment in a few words, for a screen reader's time axis.
pub(crate) fn spoken(r: &Reasons<'_>, moment: &Moment) -> String {
    let told = tell(r, moment);
    let text = super::plain(if told.head.is_empty() { &told.detail } else { &told.head });
    let end = text.find(". ").or_else(|| text.find(": ")).unwrap_or(text.len());
    text[..end].trim_end_matches('.').to_owned()
}
