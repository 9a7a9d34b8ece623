//! Why it is so: the mechanism behind a moment, and the setting responsible.

use rebalance_analysis::Moment;
use rebalance_analysis::moment::{MomentKind, WaitReason};
use rebalance_model::config::keys::{GROUP_HEARTBEAT_INTERVAL, GROUP_SESSION_TIMEOUT};
use rebalance_model::scenario::{Action, Step};
use rebalance_model::trace::{GroupType, RebalanceReason};

use super::super::Lang;
use super::super::rich::by;

/// Why it is so, and the setting responsible.
pub(crate) fn about(lang: Lang, script: &[Step], moment: &Moment) -> (&'static str, Option<&'static str>) {
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
        kind if follows_up(kind) && moment.group == GroupType::Classic => (
            "A cooperative owner gives up a partition before somebody else may get it, so that moving takes two rebalances.",
            "협력 방식에서는 기존 소유자가 먼저 반납해야 다른 멤버가 받을 수 있어, 옮기는 데 리밸런싱이 두 번 필요합니다.",
            Some("partition.assignment.strategy"),
        ),
        MomentKind::Waits { why: WaitReason::More, .. } => (
            "Members of a deploy start one after another; without this wait each would cost those before it a rebalance (KIP-134).",
            "배포하면 멤버가 하나씩 시작합니다. 기다리지 않으면 하나가 올 때마다 먼저 온 멤버들이 리밸런싱을 겪습니다(KIP-134).",
            Some("group.initial.rebalance.delay.ms"),
        ),
        MomentKind::Begins { waits_for, .. } if waits_for.is_empty() => ("", "", None),
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
        MomentKind::Waits { why: WaitReason::LongBatch | WaitReason::Stuck(_), .. } => (
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
        other => return about_epochs(lang, script, other, moment.group),
    };
    (by(lang, en, ko), key.map(|key| own_key(moment.group, key)))
}

/// The same of a consumer group's epochs.
fn about_epochs(
    lang: Lang,
    script: &[Step],
    kind: &MomentKind,
    group: GroupType,
) -> (&'static str, Option<&'static str>) {
    let (en, ko, key) = match kind {
        MomentKind::Bumped { target: None, reason: RebalanceReason::Added(_), .. } => (
            "A target assignment stands for that long at least, so that several changes make one (4.3).",
            "목표 할당은 적어도 이 시간 동안 유지되어, 여러 변화가 한 번에 반영됩니다(4.3).",
            Some("group.consumer.assignment.interval.ms"),
        ),
        MomentKind::Bumped { .. } | MomentKind::Targeted { .. } => (
            "There is no join phase: the broker assigns, and each member hears of it by its own next heartbeat.",
            "참여 단계가 없습니다. 할당은 브로커가 하고, 멤버는 각자 다음 하트비트로 알게 됩니다.",
            Some("heartbeat.interval.ms"),
        ),
        MomentKind::MustGiveUp { busy: true, .. } => (
            "Callbacks run at the beginning of poll() only; a member that does not call it in time is fenced.",
            "콜백은 poll()을 시작할 때만 실행됩니다. 제때 호출하지 않은 멤버는 차단됩니다.",
            Some("max.poll.interval.ms"),
        ),
        MomentKind::MustGiveUp { .. } | MomentKind::GivesUp { .. } | MomentKind::Rejoins { follow_up: true, .. } => (
            "A partition is nobody’s until its owner has given it up, and each of the two learns of it by its own heartbeat.",
            "기존 소유자가 반납해야 다른 멤버가 받을 수 있고, 둘은 각자의 하트비트로 알게 됩니다.",
            Some("heartbeat.interval.ms"),
        ),
        MomentKind::Converted { .. } => (
            "A group is upgraded online by the first member that speaks the new protocol (KIP-848).",
            "새 프로토콜을 쓰는 첫 멤버가 그룹을 중단 없이 바꿉니다(KIP-848).",
            Some("group.protocol"),
        ),
        other => return about_going(lang, script, other, group),
    };
    (by(lang, en, ko), key.map(|key| own_key(group, key)))
}

/// What a setting of the classic protocol is called in a group's own: of consumer groups both are the broker's.
pub(super) fn own_key(group: GroupType, key: &'static str) -> &'static str {
    match (group, key) {
        (GroupType::Consumer, "session.timeout.ms") => GROUP_SESSION_TIMEOUT.name,
        (GroupType::Consumer, "heartbeat.interval.ms") => GROUP_HEARTBEAT_INTERVAL.name,
        _ => key,
    }
}

/// The same of members that go, are thrown out, or fail.
fn about_going(
    lang: Lang,
    script: &[Step],
    kind: &MomentKind,
    group: GroupType,
) -> (&'static str, Option<&'static str>) {
    let (en, ko, key) = match kind {
        MomentKind::SessionExpired { newcomer: true, .. } => (
            "A newcomer has no session before its first generation; five minutes are fixed in the broker.",
            "신규 멤버는 첫 세대 전까지 세션이 없습니다. 5분은 브로커에 고정된 값입니다.",
            None,
        ),
        MomentKind::SessionExpired { .. } if group == GroupType::Consumer => (
            "Only a heartbeat starts the session anew; a commit does not.",
            "세션은 하트비트로만 새로 시작되고 커밋으로는 시작되지 않습니다.",
            Some("session.timeout.ms"),
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
        MomentKind::Replaced { .. } | MomentKind::Closes { is_static: true, .. } => (
            "A static member is known by its group.instance.id, not by a member id that every start makes anew (KIP-345).",
            "정적 멤버는 시작할 때마다 바뀌는 멤버 ID가 아니라 group.instance.id로 식별됩니다(KIP-345).",
            Some("group.instance.id"),
        ),
        MomentKind::Throws { .. } => (
            "Only max.poll.interval.ms notices. Catch what one record can throw, and close the consumer in a finally.",
            "max.poll.interval.ms만이 알아챕니다. 레코드 하나의 예외는 잡고, finally에서 컨슈머를 닫으세요.",
            Some("max.poll.interval.ms"),
        ),
        // Anything else is no silence that it could misread.
        MomentKind::Disturbed { step }
            if !matches!(script[step.index()].action, Action::Freeze(..) | Action::NetworkDown(..)) =>
        {
            ("", "", None)
        }
        MomentKind::Disturbed { .. } | MomentKind::Restored { .. } => (
            "The coordinator sees only whether heartbeats and commits come, not why they do not.",
            "코디네이터는 하트비트와 커밋이 오는지만 볼 뿐, 오지 않는 이유는 모릅니다.",
            Some("session.timeout.ms"),
        ),
        MomentKind::Twice { .. } | MomentKind::CommitFails { .. } => (
            "Processed and committed are two things: whoever takes over begins at the committed offset.",
            "처리와 커밋은 별개입니다. 이어받는 멤버는 커밋된 오프셋부터 시작합니다.",
            Some("enable.auto.commit"),
        ),
        _ => ("", "", None),
    };
    (by(lang, en, ko), key.map(|key| own_key(group, key)))
}

/// How much a moment weighs where several are told at once: the reason of the weightiest is given.
pub(crate) fn weight(kind: &MomentKind) -> u8 {
    match kind {
        MomentKind::Twice { .. } | MomentKind::CommitFails { .. } => 4,
        MomentKind::PollTimeout { .. }
        | MomentKind::Killed { .. }
        | MomentKind::SessionExpired { .. }
        | MomentKind::Converted { .. } => 3,
        MomentKind::Begins { .. } if follows_up(kind) => 2,
        MomentKind::Waits { .. } | MomentKind::MustGiveUp { .. } | MomentKind::GivesUp { .. } => 2,
        MomentKind::Rejoins { .. } | MomentKind::JoinEnds { .. } => 1,
        _ => 0,
    }
}

/// Whether it follows from the rebalance before: somebody had to give something up.
pub(crate) fn follows_up(kind: &MomentKind) -> bool {
    match kind {
        MomentKind::Rejoins { follow_up, .. } => *follow_up,
        MomentKind::Begins { gave_up, .. } => !gave_up.is_empty(),
        _ => false,
    }
}
