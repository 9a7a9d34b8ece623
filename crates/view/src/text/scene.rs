//! Words of tabs, lanes, cards, charts and scores.

use std::rc::Rc;

use rebalance_analysis::Activity;
use rebalance_analysis::gather::Gather as _;
use rebalance_model::config::{AssignorName, ServerAssignor};
use rebalance_model::message::{Api, Body, Message};
use rebalance_model::scenario::Action;
use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::{MemberIdx, PartitionIdx, SetIdx, SimDuration, Trace, Variant};

use super::rich::{Arg, Prose, by};
use super::{Lang, duration, factor, plain, whole};
use crate::lab::Made;
use crate::label;
use crate::pace::Pace;
use crate::stretch::Stretch;
use crate::sum::Sum;

/// Titles of the built-in scenarios.
pub(crate) const fn tab_titles(lang: Lang) -> [&'static str; BUILTIN.len()] {
    match lang {
        Lang::En => [
            "New consumer joins",
            "Consumer crashes",
            "Slow processing",
            "Cooperative, step by step",
            "Rolling deploy",
            "Rolling deploy, static members",
            "Exception breaks the poll loop",
            "Network blip",
            "Long garbage collection",
            "Back before it is declared dead",
            "Slow revoke",
            "Partitions added",
            "Duplicate instance id",
            "Start-up from empty",
            "Eager → Cooperative, two bounces",
            "Classic → KIP-848",
        ],
        Lang::Ko => [
            "새 컨슈머 참여",
            "컨슈머 비정상 종료",
            "느린 처리",
            "Cooperative 한 단계씩",
            "롤링 배포",
            "롤링 배포, 정적 멤버",
            "예외로 끊긴 poll 루프",
            "짧은 네트워크 단절",
            "긴 가비지 컬렉션",
            "죽음이 감지되기 전의 복귀",
            "느린 반납",
            "파티션 추가",
            "중복된 인스턴스 ID",
            "빈 그룹에서 시작",
            "Eager → Cooperative, 두 번의 재시작",
            "클래식 → KIP-848",
        ],
    }
}

/// Title of a lane: the rebalance protocol by its name in Kafka.
pub const fn lane_title(lang: Lang, variant: Variant) -> &'static str {
    match variant {
        Variant::Eager => "Eager",
        Variant::RoundRobin => "Eager, round robin",
        Variant::Sticky => "Eager, sticky",
        Variant::Cooperative => "Cooperative",
        Variant::Consumer => "KIP-848",
        Variant::ConsumerRange => "KIP-848, range",
        Variant::AsConfigured => match lang {
            Lang::En => "As configured",
            Lang::Ko => "설정대로",
        },
    }
}

/// Title of a lane, which says so where it is a recording.
pub(crate) fn title(lang: Lang, variant: Variant, made: Made) -> &'static str {
    let (en, ko) = match (made, variant) {
        (Made::Simulated, _) => return lane_title(lang, variant),
        (_, Variant::Eager) => ("Eager, recorded", "Eager, 녹화"),
        (_, Variant::RoundRobin) => ("Eager, round robin, recorded", "Eager, round robin, 녹화"),
        (_, Variant::Sticky) => ("Eager, sticky, recorded", "Eager, sticky, 녹화"),
        (_, Variant::Cooperative) => ("Cooperative, recorded", "Cooperative, 녹화"),
        (_, Variant::Consumer) => ("KIP-848, recorded", "KIP-848, 녹화"),
        (_, Variant::ConsumerRange) => ("KIP-848, range, recorded", "KIP-848, range, 녹화"),
        (_, Variant::AsConfigured) => ("As configured, recorded", "설정대로, 녹화"),
    };
    by(lang, en, ko)
}

/// What a recording is of: the page's, or one from a file, which is what its owner says it is.
pub(crate) fn real(lang: Lang, is_own: bool) -> &'static str {
    if is_own {
        return by(lang, "from your file", "내 파일");
    }
    by(lang, "real Kafka 4.3.1, recorded", "실제 Kafka 4.3.1 녹화")
}

/// A limit that was met: a recording is of the scenario as its file has it.
pub(crate) fn limit_recording(lang: Lang) -> &'static str {
    by(
        lang,
        "The recording is of the scenario as its file has it: what was changed here is not in it.",
        "녹화는 시나리오 파일 그대로의 실행입니다. 여기서 바꾼 것은 들어 있지 않습니다.",
    )
}

/// A limit that was met: members or partitions were added.
pub(crate) fn limit_recording_away(lang: Lang) -> &'static str {
    by(
        lang,
        "The recording is not shown: it has other members or partitions than this run.",
        "녹화는 멤버나 파티션 수가 이 실행과 달라 보여 주지 않습니다.",
    )
}

/// The assignor of a variant: its class, or the name of one on the broker's side.
pub(crate) fn assignor(variant: Variant) -> &'static str {
    match variant {
        Variant::Consumer => ServerAssignor::Uniform.name(),
        Variant::ConsumerRange => ServerAssignor::Range.name(),
        other => other.assignor().map_or("", AssignorName::class),
    }
}

/// What a member of a consumer group has to give up.
pub(crate) fn gives_up(prose: &Prose<'_>, partitions: &[PartitionIdx]) -> String {
    plain(&prose.one(by(prose.lang, "to give up {0}", "{0} 반납 예정"), &[Arg::Partitions(partitions)]))
}

/// What a member of a consumer group waits for, and who has it.
pub(crate) fn waits_for(prose: &Prose<'_>, partitions: &[PartitionIdx], from: &[MemberIdx]) -> String {
    let (en, ko) = if from.is_empty() {
        ("gets {0} next", "다음에 {0:을} 받음")
    } else {
        ("waits for {0} of {1}", "{1}의 {0:을} 기다림")
    };
    plain(&prose.one(by(prose.lang, en, ko), &[Arg::Partitions(partitions), Arg::Members(from)]))
}

/// Name of a pace in a list.
pub fn pace_name(lang: Lang, pace: Pace) -> String {
    match pace {
        Pace::Adaptive => by(lang, "adaptive", "자동").to_owned(),
        Pace::Fixed(thousandths) => factor(thousandths),
    }
}

/// What to see, above the lanes: scenario by scenario, with this run's names and lengths.
pub(crate) fn look(prose: &Prose<'_>, scenario: usize, args: &[Arg<'_>], has_batch: bool) -> String {
    let (en, ko) = match (scenario, has_batch) {
        (0, true) => (
            "{0} joins while {1} is inside a {2} batch. See how many partitions stop, and for how long.",
            "{1:이} {2} 걸리는 배치를 처리하는 동안 {0:이} 참여합니다. 파티션이 몇 개나, 얼마나 오래 멈추는지 보세요.",
        ),
        (0, false) => (
            "{0} joins, and nobody is inside a long batch. See which protocol stops longer now.",
            "오래 걸리는 배치 없이 {0:이} 참여합니다. 이번에는 어느 쪽이 더 오래 멈추는지 보세요.",
        ),
        (1, _) => (
            "{3} is killed and says nothing. See how long its partitions wait until somebody notices.",
            "{3:이} 아무 신호 없이 죽습니다. 누군가 알아챌 때까지 파티션이 얼마나 기다리는지 보세요.",
        ),
        (2, true) => (
            "{1} takes a batch of {2}. See whether it is given up, and what it does then.",
            "{1:이} {2} 걸리는 배치를 받습니다. 포기되는지, 그 뒤에 무엇을 하는지 보세요.",
        ),
        (3, _) => (
            "{0} joins a group. Each step pauses: go on with the space bar or →.",
            "그룹에 {0:이} 참여합니다. 단계마다 멈추며, 스페이스나 → 키로 계속합니다.",
        ),
        (4, _) => (
            "Three consumers are restarted, one after another. See how often everything stops, and why.",
            "세 컨슈머를 하나씩 재시작합니다. 얼마나 자주, 왜 멈추는지 보세요.",
        ),
        (5, _) => (
            "The same deploy with group.instance.id. Who is back within session.timeout.ms causes no rebalance.",
            "group.instance.id를 둔 같은 배포입니다. session.timeout.ms 안에 돌아오면 리밸런싱이 없습니다.",
        ),
        (6, _) => (
            "An exception ends the loop of {4}, and nobody closes it. Its heartbeats go on: see how long it is taken for well.",
            "예외로 {4}의 루프가 끝나지만 아무도 close()하지 않습니다. 하트비트는 계속되니, 얼마나 오래 정상으로 보이는지 보세요.",
        ),
        (7, _) => (
            "The network of {4} is away for {5}. See what it costs.",
            "{4}의 네트워크가 {5} 동안 끊깁니다. 무엇을 치르는지 보세요.",
        ),
        (8, _) => (
            "The process of {4} stands still for {5}. See what it does when it wakes.",
            "{4}의 프로세스가 {5} 동안 멈춥니다. 깨어났을 때 무엇을 하는지 보세요.",
        ),
        (9, _) => (
            "{3} is killed and started again, under a new member id. See what the old id holds up.",
            "{3:이} 강제 종료되고 새 멤버 ID로 다시 시작합니다. 옛 ID가 무엇을 붙잡고 있는지 보세요.",
        ),
        (10, _) => (
            "{4} needs {5} in onPartitionsRevoked. See who waits for it.",
            "{4}의 onPartitionsRevoked가 {5} 걸립니다. 누가 기다리는지 보세요.",
        ),
        (11, _) => (
            "The topic grows. See when the group learns of the new partitions, and who gets them.",
            "토픽에 파티션이 늘어납니다. 그룹이 언제 알게 되고 누가 받는지 보세요.",
        ),
        (12, _) => (
            "{0} starts with the group.instance.id of another that runs. See which of the two is thrown out.",
            "{0:이} 실행 중인 다른 컨슈머의 group.instance.id로 시작합니다. 둘 중 누가 쫓겨나는지 보세요.",
        ),
        _ => look_at_group(scenario),
    };
    plain(&prose.one(by(prose.lang, en, ko), args))
}

/// The same of scenarios that are about the whole group.
const fn look_at_group(scenario: usize) -> (&'static str, &'static str) {
    match scenario {
        13 => (
            "Consumers start in an empty group, {0} last. See how long the first of them waits, and what for.",
            "빈 그룹에 컨슈머들이 시작하고 {0:이} 마지막입니다. 첫 컨슈머가 무엇을, 얼마나 기다리는지 보세요.",
        ),
        14 => (
            "Each consumer is restarted with both assignors, then with CooperativeStickyAssignor alone. See when the group is cooperative.",
            "컨슈머를 두 어사이너와 함께, 다음에는 CooperativeStickyAssignor만으로 재시작합니다. 언제 협력적으로 바뀌는지 보세요.",
        ),
        15 => (
            "Three consumers are restarted one after another, each with group.protocol=consumer. See what the first of them does to the group.",
            "세 컨슈머를 하나씩 group.protocol=consumer로 재시작합니다. 첫 번째가 그룹을 어떻게 바꾸는지 보세요.",
        ),
        _ => ("See what each protocol makes of the same events.", "같은 사건을 프로토콜마다 어떻게 처리하는지 보세요."),
    }
}

/// Short words of lanes.
pub(crate) struct SceneWords {
    pub(crate) generation: &'static str,
    pub(crate) no_generation: &'static str,
    pub(crate) broker: &'static str,
    pub(crate) holder: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) epoch: &'static str,
    pub(crate) target: &'static str,
    pub(crate) member_epoch: &'static str,
    pub(crate) next_heartbeat: &'static str,
    pub(crate) to_give_up: &'static str,
}

/// See [`SceneWords`].
pub(crate) const fn words(lang: Lang) -> &'static SceneWords {
    match lang {
        Lang::En => &SceneWords {
            generation: "generation",
            no_generation: "no generation yet",
            broker: "broker 1",
            holder: "held by",
            nobody: "nobody holds it",
            epoch: "group epoch",
            target: "target",
            member_epoch: "epoch",
            next_heartbeat: "next beat",
            to_give_up: "give up",
        },
        Lang::Ko => &SceneWords {
            generation: "세대",
            no_generation: "세대 없음",
            broker: "브로커 1",
            holder: "소유",
            nobody: "부유 상태",
            epoch: "그룹 에포크",
            target: "목표",
            member_epoch: "에포크",
            next_heartbeat: "다음 신호",
            to_give_up: "반납 시한",
        },
    }
}

/// What a member is doing, for its card.
pub(crate) const fn doing(lang: Lang, activity: Activity, is_zombie: bool, holds: bool) -> &'static str {
    let pair = match activity {
        Activity::Absent => ("not started", "시작 전"),
        Activity::LongBatch if is_zombie => ("zombie · late batch", "좀비 · 늦은 배치 처리"),
        _ if is_zombie => ("zombie", "좀비"),
        Activity::Starting => ("joining", "참여 중"),
        Activity::Consuming if holds => ("consuming", "처리 중"),
        Activity::Consuming => ("no partitions", "파티션 없음"),
        Activity::LongBatch => ("in a long batch", "긴 배치 처리 중"),
        Activity::Revoking => ("revoking", "반납 중"),
        Activity::WaitingJoin => ("waiting in JoinGroup", "JoinGroup 대기"),
        Activity::JoiningConsuming => ("consuming · rebalancing", "처리 중 · 리밸런싱"),
        Activity::WaitingSync => ("waiting in SyncGroup", "SyncGroup 대기"),
        Activity::Closing => ("closing", "종료 중"),
        Activity::Thrown => ("out of its loop", "루프 이탈"),
        Activity::Frozen => ("stopped", "멈춤"),
        Activity::Offline => ("offline", "단절"),
        Activity::Closed => ("closed", "종료됨"),
        Activity::Killed => ("killed", "강제 종료됨"),
        Activity::Failed => ("out by an error", "오류로 종료됨"),
    };
    match lang {
        Lang::En => pair.0,
        Lang::Ko => pair.1,
    }
}

/// Why no session is counted.
pub(crate) const fn idle_heartbeat(lang: Lang, parked: bool) -> &'static str {
    match (lang, parked) {
        (Lang::En, true) => "not needed",
        (Lang::Ko, true) => "필요 없음",
        (_, false) => "–",
    }
}

/// Words of a chart's twin.
pub(crate) struct ChartWords {
    pub(crate) caption: &'static str,
    pub(crate) columns: [&'static str; 4],
    pub(crate) nobody: &'static str,
    pub(crate) removed: &'static str,
}

/// See [`ChartWords`].
pub(crate) const fn chart_words(lang: Lang) -> &'static ChartWords {
    match lang {
        Lang::En => &ChartWords {
            caption: "Who held each partition, and when",
            columns: ["partition", "holder", "from", "to"],
            nobody: "nobody",
            removed: "removed from the group",
        },
        Lang::Ko => &ChartWords {
            caption: "시간에 따른 파티션 소유자",
            columns: ["파티션", "소유자", "시작", "끝"],
            nobody: "없음(부유 상태)",
            removed: "그룹에서 제거됨",
        },
    }
}

/// Caption and columns of the members' table.
pub(crate) const fn member_words(lang: Lang) -> (&'static str, [&'static str; 4]) {
    match lang {
        Lang::En => ("Members now", ["member", "doing", "partitions", "member id"]),
        Lang::Ko => ("현재 멤버", ["멤버", "상태", "파티션", "멤버 ID"]),
    }
}

/// Names of the metrics, and what exactly is counted.
pub(crate) const fn score_words(lang: Lang) -> [(&'static str, &'static str); 6] {
    match lang {
        Lang::En => [
            ("partition-seconds without a holder", "all partitions together, from the first act on"),
            ("longest time without a holder", "of one partition, at a stretch"),
            ("peak lag", "greatest total of log end less committed offset, as kafka-consumer-groups shows it"),
            ("records processed twice", "records in more than one batch whose processing ended"),
            ("rebalances", "generations completed since the first act; group epochs under KIP-848"),
            ("time to detect", "from an act to the coordinator’s first reaction to it, the longest"),
        ],
        Lang::Ko => [
            ("소유자 없던 시간 합계", "첫 조작 이후 모든 파티션에 걸쳐 더한 값"),
            ("소유자 없던 최장 시간", "한 파티션에 연속으로 소유자가 없던 가장 긴 시간"),
            ("최대 랙", "로그 끝 오프셋에서 커밋된 오프셋을 뺀 값의 합계 중 최댓값(kafka-consumer-groups와 같은 정의)"),
            ("중복 처리된 레코드", "처리가 끝난 배치 둘 이상에 들어 있는 레코드 수"),
            ("리밸런싱", "첫 조작 이후 완료된 세대 수(KIP-848에서는 그룹 에포크 수)"),
            ("감지까지 걸린 시간", "조작부터 그에 대한 코디네이터의 첫 반응까지, 가장 긴 것"),
        ],
    }
}

/// What stands on a request that waits for its answer.
pub(crate) const fn waiting_token(lang: Lang, api: Api) -> &'static str {
    match (lang, api) {
        (Lang::En, Api::JoinGroup) => "JoinGroup · waiting",
        (Lang::Ko, Api::JoinGroup) => "JoinGroup · 대기",
        (Lang::En, Api::SyncGroup) => "SyncGroup · waiting",
        (Lang::Ko, Api::SyncGroup) => "SyncGroup · 대기",
        (_, other) => other.name(),
    }
}

/// Partitions that a token names; of more the number is given.
const ON_TOKEN: usize = 4;

/// What stands on a message: what it is, and of a ConsumerGroupHeartbeat what it carries.
pub(crate) fn token(trace: &Trace, m: &Message) -> Rc<str> {
    let list = |set: &SetIdx| {
        let partitions = trace.sets.get(*set);
        let shown = &partitions[..partitions.len().min(ON_TOKEN)];
        let names: Vec<String> = shown.iter().map(|p| label::partition(trace.scenario(), *p)).gather();
        let more = partitions.len() - shown.len();
        let none = if names.is_empty() { "–" } else { "" };
        let more = if more > 0 { format!(" +{more}") } else { String::new() };
        format!(": {}{none}{more}", names.join(" "))
    };
    let api = m.body.api();
    let (name, epoch, set) = match &m.body {
        body if !body.error().is_ok() => return body.error().name().into(),
        Body::ConsumerGroupHeartbeatRequest { epoch, owned, .. } => (api.name(), epoch, owned),
        Body::ConsumerGroupHeartbeatResponse { epoch, assignment, .. } => ("epoch", epoch, assignment),
        _ if m.answers.is_none() => return api.name().into(),
        _ => return answer_token(api).into(),
    };
    format!("{name} {epoch}{}", set.as_ref().map_or_else(String::new, list)).into()
}

/// What stands on an answer without an error.
const fn answer_token(api: Api) -> &'static str {
    match api {
        Api::Metadata => "Metadata ✓",
        Api::FindCoordinator => "FindCoordinator ✓",
        Api::JoinGroup => "JoinGroup ✓",
        Api::SyncGroup => "SyncGroup ✓",
        Api::Heartbeat => "Heartbeat ✓",
        Api::LeaveGroup => "LeaveGroup ✓",
        Api::OffsetFetch => "OffsetFetch ✓",
        Api::OffsetCommit => "OffsetCommit ✓",
        Api::ConsumerGroupHeartbeat => "ConsumerGroupHeartbeat ✓",
    }
}

/// Something done to a member, for a marker and a list.
pub fn act(lang: Lang, who: &str, action: &Action) -> String {
    let (en, ko) = match action {
        Action::Start { .. } => (format!("{who} starts"), format!("{who} 시작")),
        Action::Close(_) => (format!("{who} closes"), format!("{who} 종료")),
        Action::Kill(_) => (format!("{who} is killed"), format!("{who} 강제 종료")),
        Action::Stall(_, d) => {
            (format!("slow batch of {who}: {}", duration(lang, *d)), format!("{who} 느린 배치: {}", duration(lang, *d)))
        }
        Action::Throw(_) => (format!("exception in {who}"), format!("{who} 예외")),
        Action::NetworkDown(_, d) => lasting(lang, &format!("{who} offline"), &format!("{who} 단절"), *d),
        Action::Freeze(_, d) => lasting(lang, &format!("{who} stopped"), &format!("{who} 멈춤"), *d),
        Action::StallRevoke(_, d) => lasting(lang, &format!("slow revoke of {who}"), &format!("{who} 느린 반납"), *d),
        Action::AddPartitions(_, total) => (format!("{total} partitions"), format!("파티션 {total}개")),
        Action::RestartBroker(d) => lasting(lang, "broker down", "브로커 중단", *d),
        other => (format!("{} {who}", other.name()), format!("{} {who}", other.name())),
    };
    by(lang, en, ko)
}

fn lasting(lang: Lang, en: &str, ko: &str, takes: SimDuration) -> (String, String) {
    let takes = duration(lang, takes);
    (format!("{en}: {takes}"), format!("{ko}: {takes}"))
}

/// What happened in a range of a lane.
pub(crate) fn sum(lang: Lang, range: Stretch, sum: &Sum) -> String {
    let [length, stopped] = [range.length(), sum.stopped].map(|d| duration(lang, d));
    let [processed, twice] = [sum.processed, sum.twice].map(whole);
    by(
        lang,
        format!(
            "In {length}: {stopped} of partition time without a holder, {processed} records processed, {twice} of them twice."
        ),
        format!("{length} 동안 소유자 없던 시간 합계 {stopped}, 처리한 레코드 {processed}개, 그중 중복 {twice}개"),
    )
}

/// A limit that was met.
pub(crate) fn limit_rows(lang: Lang, shown: usize, of: usize) -> String {
    by(
        lang,
        format!("The chart shows {shown} of {of} partitions."),
        format!("차트는 파티션 {of}개 중 {shown}개를 보여 줍니다."),
    )
}

/// A limit that was met.
pub(crate) fn limit_cards(lang: Lang, shown: usize, of: usize) -> String {
    by(lang, format!("{shown} of {of} members have a card."), format!("멤버 {of}개 중 {shown}개만 카드로 보여 줍니다."))
}

/// A limit that was met: partitions without a tile.
pub(crate) fn limit_lag(lang: Lang, per_card: usize) -> String {
    by(
        lang,
        format!("A card shows {per_card} tiles at most; the others are counted."),
        format!("카드마다 타일을 최대 {per_card}개 보여 주고, 나머지는 개수만 셉니다."),
    )
}

/// A limit that was met by the run: what it may last, or the events that the lab keeps.
pub(crate) fn limit_run(lang: Lang) -> &'static str {
    by(lang, "The run goes on: so much of it is shown.", "실행은 계속되며 여기까지만 보여 줍니다.")
}
