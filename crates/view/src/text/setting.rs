//! Words of the list of settings in force. They are no part of [`super::Page`], as they are fetched with what shows them.

use super::Lang;
use super::rich::by;

/// See the module.
#[derive(Debug)]
pub struct Settings {
    /// Heads of the columns: name, value, Kafka's default, bounds, where the value is from, since when.
    pub columns: [&'static str; 6],
    /// Before what is usually recommended.
    pub usual: &'static str,
    /// Before what the runs say.
    pub here: &'static str,
    /// What is modelled, and how well.
    pub modelled: &'static str,
}

/// See [`Settings`].
pub const fn settings(lang: Lang) -> &'static Settings {
    match lang {
        Lang::En => &Settings {
            columns: ["setting", "value", "default", "bounds", "from", "since"],
            usual: "Usual:",
            here: "Here:",
            modelled: "Modelled are the classic group protocol and the consumer protocol (KIP-848), with one coordinator. They were held against real Kafka 4.3.1 in 90 cases, three recordings each: the same members hold each partition 99.94 % of the time, and 99.94 % of the requests and responses match. Not modelled here: share and streams groups, subscriptions by regex, more than one broker.",
        },
        Lang::Ko => &Settings {
            columns: ["설정", "값", "기본값", "범위", "출처", "도입"],
            usual: "권장:",
            here: "이 실행:",
            modelled: "코디네이터 하나를 둔 클래식 그룹 프로토콜과 consumer 프로토콜(KIP-848)을 모델링합니다. 실제 Kafka 4.3.1에서 사례마다 세 번씩 녹화한 90개 사례와 비교하면, 전체 시간의 99.94 % 동안 파티션 소유자가 같고 요청과 응답의 99.94 %가 일치합니다. share·streams 그룹, 정규식 구독, 여러 브로커는 모델링하지 않습니다.",
        },
    }
}

/// What is usually recommended for a setting; empty where nothing is.
pub(crate) fn usual(lang: Lang, name: &str) -> &'static str {
    let (en, ko) = match name {
        "session.timeout.ms" => (
            "10 000 to 45 000: longer than the longest pause of garbage collection, and, with static members, than a restart.",
            "10 000에서 45 000. 가장 긴 가비지 컬렉션보다, 정적 멤버라면 재시작보다 길게 둡니다.",
        ),
        "heartbeat.interval.ms" => (
            "A third of session.timeout.ms or less, so that two heartbeats may be lost.",
            "session.timeout.ms의 3분의 1 이하. 하트비트를 두 번 놓쳐도 됩니다.",
        ),
        "max.poll.interval.ms" => (
            "Above the longest batch that is to be expected; or fewer records a poll, max.poll.records.",
            "예상되는 가장 긴 배치보다 길게 두거나, max.poll.records로 한 번에 받는 레코드를 줄입니다.",
        ),
        "max.poll.records" => (
            "As many as are surely processed within max.poll.interval.ms.",
            "max.poll.interval.ms 안에 반드시 처리할 수 있는 만큼.",
        ),
        "partition.assignment.strategy" => (
            "CooperativeStickyAssignor, where batches are long or state hangs on partitions.",
            "배치가 길거나 파티션에 상태가 딸려 있으면 CooperativeStickyAssignor.",
        ),
        "group.instance.id" => (
            "A lasting name a process in rolling deploys: who is back within session.timeout.ms causes no rebalance.",
            "롤링 배포에서는 프로세스마다 변하지 않는 이름. session.timeout.ms 안에 돌아오면 리밸런싱이 없습니다.",
        ),
        "group.initial.rebalance.delay.ms" => (
            "As long as it takes until all members of a deploy have started.",
            "배포한 멤버가 모두 시작될 때까지 걸리는 시간.",
        ),
        "enable.auto.commit" => (
            "false, and commitSync() after the work: what is committed is done.",
            "false로 두고 처리가 끝난 뒤 commitSync(). 커밋된 것은 처리된 것입니다.",
        ),
        _ => ("", ""),
    };
    by(lang, en, ko)
}

/// What of a run tells about a setting.
pub(crate) fn said_of_run(lang: Lang, name: &str) -> &'static str {
    let (en, ko) = match name {
        "session.timeout.ms" | "group.consumer.session.timeout.ms" => ("sessions that expired", "만료된 세션"),
        "max.poll.interval.ms" => ("the longest batch", "가장 긴 배치"),
        "partition.assignment.strategy" => ("partition-seconds without a holder", "소유자 없던 시간 합계"),
        "group.instance.id" => ("rebalances", "리밸런싱"),
        "enable.auto.commit" => ("records processed twice", "중복 처리된 레코드"),
        _ => ("longest time without a holder", "소유자 없던 최장 시간"),
    };
    by(lang, en, ko)
}
