//! The claims of the myth lab, and what a run says of each.

use rebalance_analysis::Report;
use rebalance_analysis::activity::Activity;
use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::moment::{Moment, MomentKind};
use rebalance_model::trace::GroupType;
use rebalance_model::{MemberIdx, SimDuration};

use super::lesson::Outcome;
use super::rich::{Arg, Prose, by};
use super::{Lang, Rich};
use crate::myth::Test;

/// The claim as people make it.
pub(crate) fn claim(lang: Lang, test: Test) -> &'static str {
    let (en, ko) = match test {
        Test::CooperativeStopsLess => {
            ("Cooperative rebalancing always stops less than eager.", "협력적 리밸런싱은 언제나 eager보다 덜 멈춘다.")
        }
        Test::SlowBatchExpires => (
            "Slow processing misses heartbeats, and the session timeout evicts the consumer.",
            "처리가 느리면 하트비트를 놓쳐 세션 타임아웃으로 쫓겨난다.",
        ),
        Test::BrokerEvicts => (
            "The coordinator evicts a consumer that exceeds max.poll.interval.ms.",
            "max.poll.interval.ms를 넘긴 컨슈머는 코디네이터가 내보낸다.",
        ),
        Test::SessionBoundsRebalance => {
            ("A rebalance takes at most session.timeout.ms.", "리밸런싱은 길어야 session.timeout.ms 안에 끝난다.")
        }
        Test::CooperativeByDefault => (
            "Since Kafka 2.4 consumers rebalance cooperatively by default.",
            "Kafka 2.4부터 컨슈머는 기본으로 협력적 리밸런싱을 한다.",
        ),
        Test::IdleIsRemoved => (
            "A consumer without a partition times out and is removed.",
            "파티션이 없는 컨슈머는 타임아웃으로 제거된다.",
        ),
        Test::NothingTwice => (
            "Rebalancing hands partitions over without processing anything twice.",
            "리밸런싱은 아무것도 중복 처리하지 않고 파티션을 넘긴다.",
        ),
        Test::MixedIsClassic => (
            "A group with classic and KIP-848 members falls back to the classic protocol.",
            "클래식 멤버와 KIP-848 멤버가 섞인 그룹은 클래식 프로토콜로 돌아간다.",
        ),
        Test::AssignorExists => (
            "To migrate to cooperative, use CooperativeAndEagerAssignor.",
            "협력적 리밸런싱으로 옮길 때는 CooperativeAndEagerAssignor를 쓴다.",
        ),
    };
    by(lang, en, ko)
}

/// What the runs say of a claim; none if they do not try it, as other settings or acts have made another run of it.
/// `refused` says whether Kafka would not start with these settings.
pub(crate) fn judge(prose: &Prose<'_>, test: Test, lanes: &[Outcome<'_>], refused: Refused) -> Option<Rich> {
    if test == Test::AssignorExists {
        return (refused == Refused::Yes).then(|| {
            prose.one(
                by(
                    prose.lang,
                    "*There is no such class:* Kafka refuses to start with it. Both assignors go into the list, {0} first, and the group is bounced twice: once to add the one, once to remove the other.",
                    "*그런 클래스는 없습니다.* Kafka는 시작을 거부합니다. 두 어사이너를 {0} 먼저 목록에 넣고, 추가할 때 한 번, 이전 것을 뺄 때 한 번, 모두 두 번 순차 재시작합니다.",
                ),
                &[Arg::Code("CooperativeStickyAssignor")],
            )
        });
    }
    let first = lanes.first()?;
    match test {
        Test::CooperativeStopsLess => stops_less(prose, lanes),
        Test::SlowBatchExpires => slow_batch(prose, first),
        Test::BrokerEvicts => evicts(prose, first),
        Test::SessionBoundsRebalance => bounds(prose, first),
        Test::CooperativeByDefault => by_default(prose, first),
        Test::IdleIsRemoved => idle(prose, first),
        Test::NothingTwice => twice(prose, first),
        Test::MixedIsClassic => mixed(prose, first),
        Test::AssignorExists => None,
    }
}

/// What is said where the runs do not try the claim.
pub(crate) fn untried(prose: &Prose<'_>) -> Rich {
    let (en, ko) = (
        "*This run does not try it*, as settings or acts have made another one of it.",
        "*이 실행으로는 알 수 없습니다.* 설정이나 조작으로 다른 실행이 되었습니다.",
    );
    prose.one(by(prose.lang, en, ko), &[])
}

/// Every claim, in the order of [`crate::myth::MYTHS`].
pub fn claims(lang: Lang) -> impl Iterator<Item = &'static str> {
    crate::myth::MYTHS.iter().map(move |myth| claim(lang, myth.test))
}

/// Whether the settings are refused, so that the runs that are shown are older ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// They are.
    Yes,
    /// These runs are those of the settings.
    No,
}

fn stops_less(prose: &Prose<'_>, lanes: &[Outcome<'_>]) -> Option<Rich> {
    let is = |eager: bool| lanes.iter().find(|l| l.is_eager() == eager);
    let (eager, cooperative) = (is(true)?, is(false)?);
    let args = [
        Arg::Time(eager.report.longest_stop),
        Arg::Time(cooperative.report.longest_stop),
        Arg::Code("heartbeat.interval.ms"),
    ];
    let (en, ko) = if eager.report.stopped < cooperative.report.stopped {
        (
            "*Not here.* Members that poll promptly stop for {0} under eager, while the partitions that move under cooperative wait {1}: a member joins again at once, but the second rebalance is announced by heartbeats. It is slow batches that eager multiplies by every partition.",
            "*여기서는 아닙니다.* poll()을 제때 부르는 멤버는 eager에서 {0} 멈추지만, 협력적 리밸런싱에서 옮겨 가는 파티션은 {1} 기다립니다. 두 번째 리밸런싱은 하트비트({2})로 알려지기 때문입니다. eager가 모든 파티션으로 키우는 것은 느린 배치입니다.",
        )
    } else {
        (
            "*Here it does:* {1} against {0}, the longest stop of a partition. It is the slowest batch that decides: eager makes every partition wait for it.",
            "*여기서는 그렇습니다.* 파티션 하나의 최장 중단이 {1} 대 {0}입니다. 가장 느린 배치가 좌우합니다. eager는 모든 파티션을 그 배치만큼 기다리게 합니다.",
        )
    };
    Some(prose.one(by(prose.lang, en, ko), &args))
}

/// The slow batch of a run: whose, and how long.
fn batch(lane: &Outcome<'_>) -> Option<(MemberIdx, SimDuration)> {
    lane.kinds().find_map(|k| match k {
        MomentKind::SlowBatch { member, takes, .. } => Some((*member, *takes)),
        _ => None,
    })
}

fn slow_batch(prose: &Prose<'_>, lane: &Outcome<'_>) -> Option<Rich> {
    let (member, takes) = batch(lane)?;
    let session = lane.config?.session_timeout;
    if takes <= session || lane.expired() {
        return None;
    }
    let args = [Arg::Member(member), Arg::Time(takes), Arg::Code("session.timeout.ms"), Arg::Time(session)];
    let (en, ko) = if lane.kinds().any(|k| matches!(k, MomentKind::PollTimeout { .. })) {
        (
            "*False.* {0} was inside its batch for {1}, {2} is {3}, and its session never expired: heartbeats come from a thread of their own. What ended its membership was max.poll.interval.ms.",
            "*거짓입니다.* {0:은} {1} 동안 배치 안에 있었고 {2:은} {3}인데도 세션은 만료되지 않았습니다. 하트비트는 별도 스레드가 보냅니다. 멤버십을 끝낸 것은 max.poll.interval.ms입니다.",
        )
    } else {
        (
            "*False.* {0} was inside its batch for {1}, {2} is {3}, and it stayed in the group: heartbeats come from a thread of their own.",
            "*거짓입니다.* {0:은} {1} 동안 배치 안에 있었고 {2:은} {3}인데도 그룹에 남았습니다. 하트비트는 별도 스레드가 보냅니다.",
        )
    };
    Some(prose.one(by(prose.lang, en, ko), &args))
}

fn evicts(prose: &Prose<'_>, lane: &Outcome<'_>) -> Option<Rich> {
    let (member, after) = lane.kinds().find_map(|k| match k {
        MomentKind::PollTimeout { member, after, .. } => Some((*member, *after)),
        _ => None,
    })?;
    let is_static = lane.config.is_some_and(|c| c.instance_id.is_some());
    let args = [Arg::Member(member), Arg::Time(after), Arg::Code("LeaveGroup"), Arg::Code("session.timeout.ms")];
    let (en, ko) = if is_static {
        (
            "*False.* The consumer itself notices, {1} after its last poll(). {0} is a static member: it does not even leave, but stops its heartbeats, and the group finds out by {3}.",
            "*거짓입니다.* 마지막 poll()에서 {1} 뒤, 알아채는 쪽은 컨슈머 자신입니다. {0:은} 정적 멤버라 탈퇴하지도 않고 하트비트만 멈춥니다. 그룹은 {3:으로} 압니다.",
        )
    } else {
        (
            "*False.* {1} after its last poll(), {0} noticed by itself and sent {2}. The coordinator does not know when a consumer polled.",
            "*거짓입니다.* 마지막 poll()에서 {1} 뒤, {0:이} 스스로 알아채고 {2:을} 보냈습니다. 코디네이터는 poll() 시각을 모릅니다.",
        )
    };
    Some(prose.one(by(prose.lang, en, ko), &args))
}

fn bounds(prose: &Prose<'_>, lane: &Outcome<'_>) -> Option<Rich> {
    let config = lane.config?;
    let took =
        lane.kinds().filter_map(|k| if let MomentKind::Distributed { took, .. } = k { Some(*took) } else { None });
    let took = took.max()?;
    if took <= config.session_timeout {
        return None;
    }
    let args = [
        Arg::Time(took),
        Arg::Code("session.timeout.ms"),
        Arg::Time(config.session_timeout),
        Arg::Code("max.poll.interval.ms"),
        Arg::Time(config.max_poll_interval),
    ];
    Some(prose.one(
        by(
            prose.lang,
            "*False.* This one took {0}; {1} is {2}. A rebalance waits for members inside a batch, whose heartbeats go on, up to the rebalance timeout, which is {3}: {4}.",
            "*거짓입니다.* 이 리밸런싱은 {0} 걸렸고, {1:은} {2}입니다. 하트비트를 계속 보내며 배치 안에 있는 멤버를 리밸런싱 타임아웃, 곧 {3}({4})까지 기다립니다.",
        ),
        &args,
    ))
}

fn by_default(prose: &Prose<'_>, lane: &Outcome<'_>) -> Option<Rich> {
    let config = lane.config?;
    // The list as it is shipped has both: anything else is another experiment.
    if config.assignors.len() < 2 || config.is_cooperative() {
        return None;
    }
    let gave_up = lane.kinds().filter_map(|k| match k {
        MomentKind::Rejoins { members, .. } => Some(members.iter().map(|m| m.gave_up.len()).sum::<usize>()),
        _ => None,
    });
    let gave_up: usize = gave_up.sum();
    let args = [
        Arg::Number(gave_up as u64),
        Arg::Code("RangeAssignor"),
        Arg::Code("CooperativeStickyAssignor"),
        Arg::Code("partition.assignment.strategy"),
    ];
    (gave_up > 0).then(|| {
        prose.one(
            by(
                prose.lang,
                "*False.* With Kafka’s default list all {0} partitions were given up: {1} stands first in it and is eager, and a member rebalances as the least of its list allows. {2} is cooperative only where {3} has it alone.",
                "*거짓입니다.* Kafka 기본 목록으로는 파티션 {0}개를 모두 내놓았습니다. 목록 첫 자리의 {1:은} eager이고, 멤버는 목록이 모두 허용하는 방식으로만 리밸런싱합니다. {3}에 {2}만 있어야 협력적입니다.",
            ),
            &args,
        )
    })
}

/// Members that run at the end and hold nothing.
fn idle_members(report: &Report) -> Vec<MemberIdx> {
    let all = (0..report.activities.len()).map(MemberIdx::at);
    let holds = |m: MemberIdx| (0..report.owners.len()).any(|p| report.holders(p, report.end).first() == Some(m));
    let works = |m: MemberIdx| report.activity(m, report.end) == Activity::Consuming;
    all.filter(|m| works(*m) && !holds(*m)).gather()
}

fn idle(prose: &Prose<'_>, lane: &Outcome<'_>) -> Option<Rich> {
    let (report, session) = (lane.report, lane.config?.session_timeout);
    let idle = idle_members(report);
    let dealt = |kind: &MomentKind| matches!(kind, MomentKind::Distributed { .. });
    let settled = report.moments.iter().rev().find(|m| dealt(&m.kind))?.at;
    let since = report.end.since(settled);
    if idle.is_empty() || lane.expired() || since <= session {
        return None;
    }
    let args = [Arg::Members(&idle), Arg::Time(since), Arg::Code("session.timeout.ms"), Arg::Time(session)];
    Some(prose.one(
        by(
            prose.lang,
            "*False.* {0} has had no partition for {1}, {2} is {3}, and it is a member like others: it heartbeats, polls, and takes over when somebody leaves.",
            "*거짓입니다.* {0:은} {1} 동안 파티션이 없었고 {2:은} {3}이지만, 여느 멤버와 같습니다. 하트비트와 poll()을 계속하다가, 누가 나가면 넘겨받습니다.",
        ),
        &args,
    ))
}

fn twice(prose: &Prose<'_>, lane: &Outcome<'_>) -> Option<Rich> {
    let records = lane.report.records_twice();
    let (again, before) = lane.kinds().find_map(|k| match k {
        MomentKind::Twice { again, before, .. } => Some((*again, *before.first()?)),
        _ => None,
    })?;
    let args = [Arg::Number(records), Arg::Member(before), Arg::Member(again)];
    Some(prose.one(
        by(
            prose.lang,
            "*False.* {0} records were processed by {1} and again by {2}, as {1} could not commit them any more. At least once means at times twice: make the work idempotent.",
            "*거짓입니다.* 레코드 {0}개를 {1:이} 처리했지만 더는 커밋할 수 없어 {2:이} 다시 처리했습니다. 적어도 한 번(at-least-once)은 때로 두 번입니다. 처리를 멱등하게 만드세요.",
        ),
        &args,
    ))
}

/// A member of the consumer protocol comes into a group of the classic one, and it stays a consumer group.
fn mixed(prose: &Prose<'_>, lane: &Outcome<'_>) -> Option<Rich> {
    let report = lane.report;
    let converted = |m: &&Moment| matches!(m.kind, MomentKind::Converted { .. });
    let [moment] = report.moments.iter().filter(converted).gather()[..] else { return None };
    let MomentKind::Converted { to: GroupType::Consumer, by: Some(first) } = moment.kind else { return None };
    let all = (0..report.activities.len()).map(MemberIdx::at);
    let classic = all.filter(|m| *m != first && report.activity(*m, moment.at).runs()).gather();
    if classic.is_empty() {
        return None;
    }
    let args = [
        Arg::Member(first),
        Arg::Members(&classic),
        Arg::Code("group.protocol=consumer"),
        Arg::Time(report.end.since(moment.at)),
        Arg::Code("group.consumer.migration.policy"),
    ];
    Some(prose.one(
        by(
            prose.lang,
            "*False.* When {0} came with {2}, the coordinator made a consumer group of it, while {1} still spoke the classic protocol, and it has been one since, for {3}: the coordinator translates for the older members. Only a {4} other than bidirectional or upgrade refuses {0}; the group goes back when the last consumer member leaves it to classic ones.",
            "*거짓입니다.* {0:이} {2:으로} 들어오자 {1:이} 아직 클래식 프로토콜을 쓰는데도 코디네이터가 consumer 그룹으로 바꾸었고, 그 뒤 {3} 동안 그대로입니다. 예전 멤버의 요청은 코디네이터가 옮겨 줍니다. {4:이} bidirectional이나 upgrade가 아니면 {0:은} 거부되고, 마지막 consumer 멤버가 나가 클래식 멤버만 남으면 그룹이 되돌아갑니다.",
        ),
        &args,
    ))
}
