//! What a whole run teaches: who fares better, by what, and why. Computed from the lanes' reports.

use rebalance_analysis::Report;
use rebalance_analysis::compare::Comparison;
use rebalance_analysis::moment::{MomentKind, WaitReason};
use rebalance_model::config::MemberConfig;
use rebalance_model::config::keys::{GROUP_HEARTBEAT_INTERVAL, GROUP_SESSION_TIMEOUT};
use rebalance_model::trace::CommitOutcome;
use rebalance_model::{MemberIdx, SimDuration};

use super::Rich;
use super::rich::{Arg, Prose, by};

/// A lane as it came out.
#[derive(Clone, Copy)]
pub(crate) struct Outcome<'a> {
    pub(crate) title: &'static str,
    pub(crate) report: &'a Report,
    pub(crate) config: Option<&'a MemberConfig>,
}

impl Outcome<'_> {
    pub(super) fn is_consumer(&self) -> bool {
        self.config.is_some_and(|c| c.consumer.is_some())
    }

    pub(super) fn is_eager(&self) -> bool {
        !self.is_consumer() && self.config.is_none_or(|c| !c.is_cooperative())
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = &MomentKind> {
        self.report.moments.iter().map(|m| &m.kind)
    }

    /// Whom a join phase waited for, and whether because of a long batch; not for one that did not know of it yet, nor for
    /// one that was given up.
    fn slow(&self) -> Option<(MemberIdx, bool)> {
        self.kinds().find_map(|k| match k {
            MomentKind::Waits { why: why @ (WaitReason::LongBatch | WaitReason::Stuck(_)), members, .. } => {
                let member = *members.first()?;
                (!self.kinds().any(|k| matches!(k, MomentKind::SessionExpired { member: gone, .. } if *gone == member)))
                    .then_some((member, *why == WaitReason::LongBatch))
            }
            _ => None,
        })
    }

    pub(super) fn expired(&self) -> bool {
        self.kinds().any(|k| matches!(k, MomentKind::SessionExpired { .. }))
    }

    /// Who held partitions without consuming them until the group was without it, and the setting that decided when.
    fn left(&self) -> Option<(MemberIdx, &'static str)> {
        self.report.moments.iter().find_map(|m| match m.kind {
            MomentKind::PollTimeout { member, .. } => Some((member, "max.poll.interval.ms")),
            MomentKind::SessionExpired { member, .. } if self.report.activity(member, m.at).is_stuck() => {
                Some((member, "session.timeout.ms"))
            }
            _ => None,
        })
    }
}

/// The lesson of a run.
pub(crate) fn lesson(prose: &Prose<'_>, lanes: &[Outcome<'_>], compared: &Comparison) -> Rich {
    let mut out = Rich::new();
    let mut say = |en: &str, ko: &str, args: &[Arg<'_>]| prose.add(&mut out, by(prose.lang, en, ko), args);
    let Some(first) = lanes.first() else { return out };
    if !compared.rebalanced {
        nothing(first, &mut say);
        return out;
    }
    match (lanes.iter().find_map(Outcome::left), compared.least_stopped, compared.most_stopped) {
        (Some((member, setting)), ..) => left(member, setting, lanes, &mut say),
        (_, Some(least), Some(most)) => {
            let rest = lanes.iter().enumerate().find(|(i, _)| *i != least && *i != most).map(|(_, lane)| lane);
            unequal(&lanes[least], &lanes[most], rest, &mut say);
        }
        _ => equal(first, lanes.len(), &mut say),
    }
    if let Some(consumer) = lanes.iter().find(|lane| lane.is_consumer()) {
        one_by_one(consumer, &mut say);
    }
    if let (Some(fewest), Some(most)) = (compared.fewest_twice, compared.most_twice) {
        let pays = compared.least_stopped == Some(most);
        twice(&lanes[fewest], &lanes[most], pays, &mut say);
    }
    out
}

type Say<'a> = dyn FnMut(&str, &str, &[Arg<'_>]) + 'a;

/// One lane processes more records twice than the other; `pays` if that is the one that stops less.
fn twice(fewest: &Outcome<'_>, most: &Outcome<'_>, pays: bool, say: &mut Say<'_>) {
    let args = [
        Arg::Text(most.title),
        Arg::Number(most.report.records_twice()),
        Arg::Text(fewest.title),
        Arg::Number(fewest.report.records_twice()),
    ];
    if pays {
        say(
            "{0} pays in another coin: it processes {1} records twice, {2} {3}.",
            "대신 {0:은} 다른 대가를 치릅니다. 레코드 {1}개를 중복 처리합니다({2} {3}개).",
            &args,
        );
    } else {
        say(
            "{0} also processes {1} records twice, {2} {3}.",
            "{0:은} 레코드도 {1}개를 중복 처리합니다({2} {3}개).",
            &args,
        );
    }
    if most.report.twice.iter().any(|t| t.failed == Some(CommitOutcome::RebalanceInProgress)) {
        say(
            "Its members consume through a rebalance, but their commits are refused until it ends.",
            "리밸런싱 중에도 계속 처리하지만, 끝날 때까지 커밋이 거부되기 때문입니다.",
            &[],
        );
    }
}

/// No rebalance at all.
fn nothing(lane: &Outcome<'_>, say: &mut Say<'_>) {
    let batch = lane.kinds().find_map(|k| match k {
        MomentKind::SlowBatch { member, takes, limit } => Some((*member, *takes, *limit)),
        _ => None,
    });
    say("*Nobody had to rebalance.*", "*리밸런싱이 일어나지 않았습니다.*", &[]);
    if let Some((member, takes, limit)) = batch {
        let args = [Arg::Member(member), Arg::Time(takes), Arg::Time(limit), Arg::Code("max.poll.interval.ms")];
        say(
            "The batch of {0}, {1}, fits into {3}, {2}: its partitions wait for it, and that is all.",
            "{0}의 배치({1})가 {3}({2}) 안에 들어가므로, 그 파티션들이 기다릴 뿐입니다.",
            &args,
        );
    }
}

/// All lanes stopped about as long, or there is but one.
fn equal(lane: &Outcome<'_>, lanes: usize, say: &mut Say<'_>) {
    let r = lane.report;
    let all = Arg::Text(if lanes == 2 { "Both" } else { "All" });
    let args = [Arg::Time(r.stopped), Arg::Time(r.longest_stop), Arg::Code("session.timeout.ms"), all];
    if lanes > 1 {
        say(
            "*{3} lanes stop about as long: {0} summed over the partitions*, up to {1} for one of them.",
            "*모두 비슷하게 멈춥니다. 파티션 합계로 {0}*, 한 파티션은 최대 {1}입니다.",
            &args,
        );
    } else {
        say(
            "*Stopped: {0} summed over the partitions*, up to {1} for one of them.",
            "*중단 시간은 파티션 합계로 {0}*, 한 파티션은 최대 {1}입니다.",
            &args,
        );
    }
    if lane.expired() {
        say(
            "No protocol changes that: what counts is how long the coordinator waits before it gives a silent member up, {2}.",
            "어떤 프로토콜도 이것을 바꾸지 못합니다. 침묵하는 멤버를 코디네이터가 얼마나 기다리는지({2})가 결정합니다.",
            &args,
        );
    }
}

/// The consumer protocol: what its stops are made of.
fn one_by_one(lane: &Outcome<'_>, say: &mut Say<'_>) {
    let Some(config) = lane.config else { return };
    let args = [Arg::Text(lane.title), Arg::Time(config.heartbeat_interval), Arg::Code(GROUP_HEARTBEAT_INTERVAL.name)];
    if lane.expired() {
        say(
            "In {0} the time is the broker’s, {3}; each survivor gets its share by its own next heartbeat.",
            "{0}에서는 그 시간이 브로커의 {3}이고, 남은 멤버는 각자 다음 하트비트로 제 몫을 받습니다.",
            &[args[0], args[1], args[2], Arg::Code(GROUP_SESSION_TIMEOUT.name)],
        );
    } else {
        say(
            "In {0} only what moves waits: for a heartbeat of who has it, then for one of who gets it ({2}, {1}).",
            "{0}에서는 옮기는 파티션만 기존 소유자의 하트비트와 새 소유자의 하트비트를 차례로 기다립니다({2}, {1}).",
            &args,
        );
    }
}

fn unequal(least: &Outcome<'_>, most: &Outcome<'_>, rest: Option<&Outcome<'_>>, say: &mut Say<'_>) {
    let between = rest.unwrap_or(most);
    let args = [
        Arg::Text(least.title),
        Arg::Time(least.report.stopped),
        Arg::Text(most.title),
        Arg::Time(most.report.stopped),
        Arg::Text(between.title),
        Arg::Time(between.report.stopped),
    ];
    if rest.is_some() {
        say(
            "*{0} stops least here: {1} summed over the partitions, {4} {5}, {2} {3}.*",
            "*여기서는 {0:이} 가장 적게 멈춥니다. 파티션 합계로 {1}, {4:은} {5}, {2:은} {3}입니다.*",
            &args,
        );
    } else {
        say(
            "*{0} stops least here: {1} summed over the partitions, {2} {3}.*",
            "*여기서는 {0:이} 가장 적게 멈춥니다. 파티션 합계로 {1}, {2:은} {3}입니다.*",
            &args,
        );
    }
    // What costs most is explained; the consumer protocol is in any case.
    if most.is_consumer() {
        return;
    }
    let heartbeat = most.config.map_or(SimDuration::ZERO, |c| c.heartbeat_interval);
    let slow = most.slow().or(least.slow());
    let args =
        [slow.map_or(Arg::Text(""), |s| Arg::Member(s.0)), Arg::Time(heartbeat), Arg::Code("max.poll.interval.ms")];
    match (most.is_eager(), slow) {
        (true, Some((_, is_batch))) => {
            say(
                "It is the slowest member that Eager multiplies: everybody waits for {0} with empty hands.",
                "Eager는 가장 느린 멤버의 영향을 모든 파티션으로 넓힙니다. 모두가 빈손으로 {0:을} 기다립니다.",
                &args,
            );
            if is_batch {
                say(
                    "Make the batch shorter, and see the advantage turn round.",
                    "배치를 줄이면 유불리가 뒤집힙니다.",
                    &args,
                );
            }
        }
        (true, None) => say(
            "Eager takes every partition away from everybody, also those that stay where they were.",
            "Eager는 그대로 남을 파티션까지 모두 회수했다가 다시 나누어 줍니다.",
            &args,
        ),
        // Nothing is said of promptness where somebody had to be given up.
        (false, None) if ![most, least].into_iter().any(Outcome::expired) && least.is_eager() => say(
            "Everybody that the group waits for polls promptly, so that Eager is over within milliseconds; in Cooperative whatever moves waits for a whole heartbeat interval, {1}.",
            "그룹이 기다리는 멤버들이 제때 poll()을 호출하므로 Eager는 수 밀리초 만에 끝납니다. Cooperative에서는 옮기는 파티션이 하트비트 한 주기({1})를 기다립니다.",
            &args,
        ),
        (false, Some((_, true))) => say(
            "The batch of {0} is too short to weigh more than the heartbeat interval, {1}, for which whatever moves waits in Cooperative.",
            "{0}의 배치는 Cooperative에서 옮기는 파티션이 기다리는 하트비트 한 주기({1})보다 부담이 작습니다.",
            &args,
        ),
        _ => {}
    }
}

/// What hurts most is in no figure: so no lane is said to do best.
fn left(member: MemberIdx, setting: &str, lanes: &[Outcome<'_>], say: &mut Say<'_>) {
    let args = [Arg::Member(member), Arg::Code(setting)];
    say(
        "*What hurts most: the partitions of {0} were held, but not consumed, until {1} was over.* Without a holder, all partitions together:",
        "*가장 아픈 부분: {0}의 파티션은 {1}가 지날 때까지 소유만 되고 처리되지 않았습니다.* 소유자가 없던 시간의 합계:",
        &args,
    );
    for (i, lane) in lanes.iter().enumerate() {
        let template = if i + 1 < lanes.len() { "{0} {1}," } else { "{0} {1}." };
        say(template, template, &[Arg::Text(lane.title), Arg::Time(lane.report.stopped)]);
    }
}
