//! What is told of members that end, fail or take another's place, and of what is done to lines, processes and topics.

use rebalance_analysis::moment::MomentKind;
use rebalance_model::scenario::Action;
use rebalance_model::{MemberIdx, PartitionIdx};

use super::super::rich::Arg;
use super::{Reasons, Told};

/// See the module.
pub(super) fn disturbs(r: &Reasons<'_>, t: &mut Told, kind: &MomentKind) {
    match kind {
        MomentKind::Closes { member, is_static, held } => closes(r, t, *member, *is_static, held),
        MomentKind::Throws { member, held } => {
            r.head(
                t,
                "*An exception leaves the poll loop of {0}*, and nobody closes the consumer: its heartbeats go on, and the coordinator takes it for well.",
                "*예외가 {0}의 poll 루프를 벗어났지만* 아무도 컨슈머를 닫지 않습니다. 하트비트는 계속되어 코디네이터는 정상으로 봅니다.",
                &[Arg::Member(*member)],
            );
            r.detail(t, "{0} stand still.", "{0:은} 멈춰 있습니다.", &[Arg::Partitions(held)]);
        }
        MomentKind::Fails { member, error } => r.head(
            t,
            "*{0} is refused with {1}*: its loop ends with an exception, and the consumer is out.",
            "*{0:이} {1}로 거부됩니다.* 루프가 예외로 끝나고 컨슈머가 빠집니다.",
            &[Arg::Member(*member), Arg::Code(error.name())],
        ),
        MomentKind::Replaced { member, before } if member == before => r.head(
            t,
            "*{0} is back with its group.instance.id*: the coordinator gives its new member id the assignment that the old one had. No rebalance.",
            "*{0:이} 같은 group.instance.id로 돌아옵니다*. 코디네이터는 새 멤버 ID에 이전 할당을 줍니다. 리밸런싱은 없습니다.",
            &[Arg::Member(*member)],
        ),
        MomentKind::Replaced { member, before } => r.head(
            t,
            "*{0} has the group.instance.id of {1}, and takes its place.* The old member id is fenced: its next request is refused.",
            "*{0:은} {1:과} 같은 group.instance.id로 그 자리를 차지합니다.* 옛 멤버 ID는 차단되어 다음 요청이 거부됩니다.",
            &[Arg::Member(*member), Arg::Member(*before)],
        ),
        MomentKind::Disturbed { step } => disturbed(r, t, &r.trace.scenario().script[step.index()].action),
        MomentKind::Restored { step } => restored(r, t, &r.trace.scenario().script[step.index()].action),
        _ => {}
    }
}

fn closes(r: &Reasons<'_>, t: &mut Told, member: MemberIdx, is_static: bool, held: &[PartitionIdx]) {
    let (en, ko) = if is_static {
        (
            r.of(
                "*{0} closes, and sends no LeaveGroup*: a static member keeps its place until {1} has passed.",
                "*{0} closes, and leaves for a while, with epoch −2*: a static member keeps its place until {1} has passed.",
            ),
            r.of(
                "*{0:이} 종료하지만 LeaveGroup은 보내지 않습니다*. 정적 멤버의 자리는 {1} 동안 유지됩니다.",
                "*{0:이} 종료하면서 에포크 −2로 잠시 자리를 비웁니다*. 정적 멤버의 자리는 {1} 동안 유지됩니다.",
            ),
        )
    } else {
        (
            r.of(
                "*{0} closes*: it sends LeaveGroup, so that the coordinator knows at once.",
                "*{0} closes*: it sends a heartbeat with epoch −1, so that the coordinator knows at once.",
            ),
            r.of(
                "*{0:이} 종료합니다*. LeaveGroup을 보내므로 코디네이터가 바로 압니다.",
                "*{0:이} 종료합니다*. 에포크 −1인 하트비트를 보내므로 코디네이터가 바로 압니다.",
            ),
        )
    };
    r.head(t, en, ko, &[Arg::Member(member), r.key("session.timeout.ms")]);
    if is_static && !held.is_empty() {
        r.detail(t, "{0} stand still meanwhile.", "그동안 {0:은} 멈춰 있습니다.", &[Arg::Partitions(held)]);
    } else if !held.is_empty() {
        r.detail(t, "It gives up {0}.", "{0:을} 반납합니다.", &[Arg::Partitions(held)]);
    }
}

fn disturbed(r: &Reasons<'_>, t: &mut Told, action: &Action) {
    let member = action.member().map_or(Arg::Text(""), Arg::Member);
    match action {
        Action::NetworkDown(_, takes) => r.head(
            t,
            "*The network of {0} is away for {1}.* Nothing passes either way; it goes on consuming what it has fetched.",
            "*{0}의 네트워크가 {1} 동안 끊깁니다.* 양쪽 다 아무것도 전달되지 않으며, 이미 가져온 것만 처리합니다.",
            &[member, Arg::Time(*takes)],
        ),
        Action::Freeze(_, takes) => r.head(
            t,
            "*The process of {0} stands still for {1}*, as in a long garbage collection: no poll(), no heartbeat.",
            "*{0}의 프로세스가 {1} 동안 멈춥니다.* 긴 가비지 컬렉션처럼 poll()도 하트비트도 없습니다.",
            &[member, Arg::Time(*takes)],
        ),
        Action::StallRevoke(_, takes) => r.head(
            t,
            "From now on {0} needs {1} in {2}.",
            "이제부터 {0}의 {2}는 {1} 걸립니다.",
            &[member, Arg::Time(*takes), Arg::Code("onPartitionsRevoked")],
        ),
        Action::AddPartitions(_, total) => r.head(
            t,
            r.of(
                "*The topic has {0} partitions now.* The group learns of it when the leader next refreshes its metadata.",
                "*The topic has {0} partitions now.* The coordinator learns of it by itself, and acts on the next heartbeat.",
            ),
            r.of(
                "*토픽의 파티션이 {0}개가 됩니다.* 그룹은 리더가 메타데이터를 새로 고칠 때 알게 됩니다.",
                "*토픽의 파티션이 {0}개가 됩니다.* 코디네이터는 스스로 알게 되고, 다음 하트비트에서 움직입니다.",
            ),
            &[Arg::Number(u64::from(*total))],
        ),
        Action::RestartBroker(takes) => r.head(
            t,
            "*The broker is down for {0}.* There is no coordinator; consumers look for it again and again.",
            "*브로커가 {0} 동안 내려갑니다.* 코디네이터가 없어 컨슈머들이 계속 찾습니다.",
            &[Arg::Time(*takes)],
        ),
        Action::Stall(..) | Action::Close(_) | Action::Kill(_) | Action::Throw(_) => r.head(
            t,
            "*{0} does not run*: nothing happens.",
            "*{0:이} 실행 중이 아니어서* 아무 일도 일어나지 않습니다.",
            &[member],
        ),
        other => r.head(t, "{0}: {1}.", "{0}: {1}.", &[member, Arg::Code(other.name())]),
    }
}

fn restored(r: &Reasons<'_>, t: &mut Told, action: &Action) {
    let member = action.member().map_or(Arg::Text(""), Arg::Member);
    let (en, ko) = match action {
        Action::NetworkDown(..) => (
            "*The network of {0} is back.* What was sent meanwhile arrives now.",
            "*{0}의 네트워크가 돌아왔습니다.* 그사이 보낸 것이 이제 도착합니다.",
        ),
        Action::Freeze(..) => (
            "*{0} wakes*, and does not know how long it was away.",
            "*{0:이} 깨어나지만* 얼마나 멈춰 있었는지 모릅니다.",
        ),
        _ => ("*The broker is back*, and reads the group from its log.", "*브로커가 돌아와* 로그에서 그룹을 읽습니다."),
    };
    r.head(t, en, ko, &[member]);
}
