//! Settings: what each decides, what it cannot do, where its value comes from.

use super::rich::by;
use super::{Lang, duration, whole};
use crate::scene::KnobId;
use rebalance_model::SimDuration;
use rebalance_model::config::KafkaVersion;

/// What is said beside a knob.
pub(crate) struct Describe {
    pub(crate) help: &'static str,
    pub(crate) cannot: &'static str,
}

/// What a setting is not in a consumer group; empty if there is nothing to say.
pub(crate) fn under_consumer(lang: Lang, name: &str) -> &'static str {
    let (en, ko) = match name {
        "session.timeout.ms" | "heartbeat.interval.ms" => ("KIP-848: the broker’s", "KIP-848: 브로커 설정"),
        "group.initial.rebalance.delay.ms" => ("KIP-848: none", "KIP-848: 없음"),
        _ => ("", ""),
    };
    by(lang, en, ko)
}

/// What differs in a release of Kafka.
pub fn version(lang: Lang, version: KafkaVersion) -> &'static str {
    let (en, ko) = match version {
        KafkaVersion::V4_0 | KafkaVersion::V4_1 => (
            "Every join computes a new target at once. Who has given something up passes through an epoch of its own; the coordinator waits 5 ms before it writes; revoking is begun without poll(); a commit with an epoch that the member has left is refused.",
            "참여할 때마다 새 목표를 바로 계산합니다. 반납한 멤버는 별도의 에포크를 한 번 거치고, 코디네이터는 쓰기 전에 5 ms를 기다리며, 반납은 poll() 없이 시작되고, 지난 에포크의 커밋은 거부됩니다.",
        ),
        KafkaVersion::V4_2 => (
            "Every join computes a new target at once. A commit with an epoch that the member has left is refused.",
            "참여할 때마다 새 목표를 바로 계산합니다. 지난 에포크의 커밋은 거부됩니다.",
        ),
        KafkaVersion::V4_3 => (
            "A target stands for group.consumer.assignment.interval.ms. A commit with an epoch that the member has left is taken for partitions that it still has (KIP-1251).",
            "목표는 group.consumer.assignment.interval.ms 동안 유지됩니다. 지난 에포크의 커밋도 아직 가진 파티션이면 받아들입니다(KIP-1251).",
        ),
    };
    by(lang, en, ko)
}

/// What is said beside a knob.
pub(crate) fn describe(lang: Lang, id: KnobId) -> Describe {
    let (help, ko) = match id {
        KnobId::Kafka(name) => return kafka(lang, name),
        KnobId::Batch => (
            "How much longer the slow batch takes. Make it nothing, and see which protocol is the better one then.",
            "느린 배치가 더 걸리는 시간입니다. 0으로 줄이고 어느 프로토콜이 나은지 보세요.",
        ),
        KnobId::Process => ("Processing time of one record.", "레코드 하나의 처리 시간입니다."),
        KnobId::RecordsPerSecond => {
            ("Records written to each partition a second.", "파티션마다 초당 기록되는 레코드 수입니다.")
        }
        KnobId::Poll => ("How long an empty poll() waits.", "레코드가 없을 때 poll()이 기다리는 시간입니다."),
        KnobId::Seed => (
            "Decides every small difference in timing; the same seed gives the same run everywhere.",
            "사소한 시간 차이를 모두 결정합니다. 같은 시드는 어디서나 같은 실행이 됩니다.",
        ),
    };
    Describe { help: by(lang, help, ko), cannot: "" }
}

fn kafka(lang: Lang, name: &str) -> Describe {
    let [help, ko_help, cannot, ko_cannot] = match name {
        "session.timeout.ms" => [
            "The coordinator removes a member that it has not heard of for so long.",
            "이 시간 동안 신호가 없는 멤버를 코디네이터가 제거합니다.",
            "It does not bound how long a rebalance takes, and does not notice a member that is merely slow. Under KIP-848 it is the broker’s: group.consumer.session.timeout.ms.",
            "리밸런싱에 걸리는 시간을 제한하지 않으며, 느리기만 한 멤버는 알아채지 못합니다. KIP-848에서는 브로커의 group.consumer.session.timeout.ms입니다.",
        ],
        "max.poll.interval.ms" => [
            "A consumer that does not call poll() for so long leaves. As long a rebalance waits for its members.",
            "이 시간 동안 poll()을 호출하지 않은 컨슈머는 그룹을 떠납니다. 리밸런싱도 멤버를 이만큼 기다립니다.",
            "It does not notice a process that has died: that is what session.timeout.ms is for.",
            "프로세스가 죽은 것은 알아채지 못합니다. 그것은 session.timeout.ms의 몫입니다.",
        ],
        "heartbeat.interval.ms" => [
            "Time between two heartbeats. Members hear of a rebalance by them, so it is also the time that a cooperative move waits.",
            "하트비트 주기입니다. 멤버는 하트비트로 리밸런싱을 알게 되므로, 협력 방식에서 파티션이 이동을 기다리는 시간이기도 합니다.",
            "It must be lower than session.timeout.ms. Under KIP-848 it is the broker’s: group.consumer.heartbeat.interval.ms.",
            "session.timeout.ms보다 작아야 합니다. KIP-848에서는 브로커의 group.consumer.heartbeat.interval.ms입니다.",
        ],
        "group.initial.rebalance.delay.ms" => [
            "How long the broker waits for more members when the first one joins an empty group.",
            "빈 그룹에 첫 멤버가 참여했을 때 브로커가 다른 멤버를 기다리는 시간입니다.",
            "It is the broker’s, and does nothing in a group that has members.",
            "브로커 설정이며, 멤버가 있는 그룹에는 영향이 없습니다.",
        ],
        "group.consumer.session.timeout.ms" => [
            "KIP-848: the coordinator fences a member that has sent no heartbeat for so long.",
            "KIP-848: 이 시간 동안 하트비트가 없는 멤버를 코디네이터가 차단합니다.",
            "It is the broker’s, and takes 45 000 to 60 000 unless group.consumer.min.session.timeout.ms and .max. say otherwise.",
            "브로커 설정이며, group.consumer.min.session.timeout.ms와 .max.로 바꾸지 않으면 45 000에서 60 000까지입니다.",
        ],
        "group.consumer.heartbeat.interval.ms" => [
            "KIP-848: time between two heartbeats of a member. What moves waits for one of its owner and one of its new owner.",
            "KIP-848: 하트비트 주기입니다. 옮기는 파티션은 기존 소유자와 새 소유자의 하트비트를 한 번씩 기다립니다.",
            "It is the broker’s, and takes 5 000 to 15 000 unless group.consumer.min.heartbeat.interval.ms and .max. say otherwise.",
            "브로커 설정이며, group.consumer.min.heartbeat.interval.ms와 .max.로 바꾸지 않으면 5 000에서 15 000까지입니다.",
        ],
        "group.consumer.assignment.interval.ms" => [
            "KIP-848: a target assignment stands for so long, so that members that join together are assigned together.",
            "KIP-848: 목표 할당이 유지되는 시간으로, 함께 참여한 멤버가 한 번에 할당되게 합니다.",
            "It is the broker’s, since 4.3.",
            "브로커 설정이며 4.3부터 있습니다.",
        ],
        "max.poll.records" => {
            ["Records that one poll() returns at most.", "poll() 한 번이 반환하는 최대 레코드 수입니다.", "", ""]
        }
        _ => [""; 4],
    };
    Describe { help: by(lang, help, ko_help), cannot: by(lang, cannot, ko_cannot) }
}

/// A value for a screen reader.
pub(crate) fn spoken_value(lang: Lang, id: KnobId, value: u64) -> String {
    match id {
        KnobId::RecordsPerSecond | KnobId::Seed | KnobId::Kafka("max.poll.records") => whole(value),
        _ => format!("{} ms, {}", whole(value), duration(lang, SimDuration::from_millis(value))),
    }
}

/// Where a value comes from, and what it belongs to.
pub(crate) struct Sources {
    pub(crate) default: &'static str,
    pub(crate) scenario: &'static str,
    pub(crate) you: &'static str,
    pub(crate) lane: &'static str,
    pub(crate) recorder: &'static str,
    pub(crate) machine: &'static str,
    pub(crate) consumer: &'static str,
    pub(crate) broker: &'static str,
    pub(crate) group: &'static str,
    pub(crate) load: &'static str,
    pub(crate) latency: &'static str,
    pub(crate) run: &'static str,
    pub(crate) none: &'static str,
    pub(crate) default_seed: &'static str,
}

/// See [`Sources`].
pub(crate) const fn source(lang: Lang) -> &'static Sources {
    match lang {
        Lang::En => &Sources {
            default: "Kafka’s default",
            scenario: "scenario",
            you: "you",
            lane: "lane",
            recorder: "lab: commitSync after each batch",
            machine: "measured on the recording machine",
            consumer: "consumer",
            broker: "broker",
            group: "group",
            load: "load",
            latency: "latency",
            run: "run",
            none: "none",
            default_seed: "the lab’s own",
        },
        Lang::Ko => &Sources {
            default: "Kafka 기본값",
            scenario: "시나리오",
            you: "직접 설정",
            lane: "레인",
            recorder: "실험 조건: 배치마다 commitSync",
            machine: "녹화한 장비에서 측정",
            consumer: "컨슈머",
            broker: "브로커",
            group: "그룹",
            load: "부하",
            latency: "지연 시간",
            run: "실행",
            none: "없음",
            default_seed: "기본 시드",
        },
    }
}
