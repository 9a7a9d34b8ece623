//! What is told of members that go, are thrown out, or fail.

use rebalance_analysis::moment::MomentKind;
use rebalance_model::scenario::Action;
use rebalance_model::trace::CommitOutcome;
use rebalance_model::{MemberIdx, PartitionIdx, SimTime};

use super::super::clock;
use super::super::rich::Arg;
use super::{Reasons, Told, moves};

/// What is told of members that go, are thrown out, or fail.
pub(super) fn departs(r: &Reasons<'_>, t: &mut Told, kind: &MomentKind) {
    match kind {
        MomentKind::Killed { member, held, expires } => killed(r, t, *member, held, *expires),
        MomentKind::Closes { member, is_static, held } => {
            let (en, ko) = if *is_static {
                (
                    "*{0} closes, and sends no LeaveGroup*: a static member keeps its place until {1} has passed.",
                    "*{0:이} 종료하지만 LeaveGroup은 보내지 않습니다*. 정적 멤버의 자리는 {1} 동안 유지됩니다.",
                )
            } else {
                (
                    "*{0} closes*: it sends LeaveGroup, so that the coordinator knows at once.",
                    "*{0:이} 종료합니다*. LeaveGroup을 보내므로 코디네이터가 바로 압니다.",
                )
            };
            r.head(t, en, ko, &[Arg::Member(*member), Arg::Code("session.timeout.ms")]);
            if *is_static && !held.is_empty() {
                r.detail(t, "{0} stand still meanwhile.", "그동안 {0:은} 멈춰 있습니다.", &[Arg::Partitions(held)]);
            } else if !held.is_empty() {
                r.detail(t, "It gives up {0}.", "{0:을} 반납합니다.", &[Arg::Partitions(held)]);
            }
        }
        MomentKind::SessionExpired { member, silent, newcomer: true } => r.head(
            t,
            "*{0} has waited {1} for an answer to its first JoinGroup*: the coordinator takes such a newcomer for dead and drops it.",
            "*{0:이} 첫 JoinGroup의 응답을 {1} 동안 기다렸습니다*. 코디네이터는 이런 신규 멤버를 죽은 것으로 보고 버립니다.",
            &[Arg::Member(*member), Arg::Time(*silent)],
        ),
        MomentKind::SessionExpired { member, silent, newcomer: false } => r.head(
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
        MomentKind::Throws { member, held } => {
            r.head(
                t,
                "*An exception leaves the poll loop of {0}*, and nobody closes the consumer: its heartbeats go on, and the coordinator takes it for well.",
                "*예외가 {0}의 poll 루프를 벗어났지만* 아무도 컨슈머를 닫지 않습니다. 하트비트는 계속되어 코디네이터는 정상으로 봅니다.",
                &[Arg::Member(*member)],
            );
            r.detail(t, "{0} stand still.", "{0:은} 멈춰 있습니다.", &[Arg::Partitions(held)]);
        }
        MomentKind::Replaced { member, before } if member == before => r.head(
            t,
            "*{0} is back with its group.instance.id*: the coordinator gives it a new member id and the assignment that it had. No rebalance.",
            "*{0:이} 같은 group.instance.id로 돌아옵니다*. 코디네이터는 새 멤버 ID와 이전 할당을 줍니다. 리밸런싱은 없습니다.",
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
        MomentKind::CommitFails { members, outcome } => commit_fails(r, t, members, *outcome),
        MomentKind::Lost { member, lost } => r.head(
            t,
            "*{0} learns that it has lost {1}* (onPartitionsLost).",
            "*{0:은} {1:을} 잃었다는 것을 알게 됩니다*(onPartitionsLost).",
            &[Arg::Member(*member), Arg::Partitions(lost)],
        ),
        MomentKind::Twice { again, before, records, partitions, failed } => {
            moves::twice(r, t, (*again, before), *records, partitions, *failed);
        }
        _ => {}
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
            "*The topic has {0} partitions now.* The group learns of it when the leader next refreshes its metadata.",
            "*토픽의 파티션이 {0}개가 됩니다.* 그룹은 리더가 메타데이터를 새로 고칠 때 알게 됩니다.",
            &[Arg::Number(u64::from(*total))],
        ),
        Action::RestartBroker(takes) => r.head(
            t,
            "*The broker is down for {0}.* There is no coordinator; consumers look for it again and again.",
            "*브로커가 {0} 동안 내려갑니다.* 코디네이터가 없어 컨슈머들이 계속 찾습니다.",
            &[Arg::Time(*takes)],
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

fn killed(r: &Reasons<'_>, t: &mut Told, member: MemberIdx, held: &[PartitionIdx], expires: Option<SimTime>) {
    let clock = clock(expires.unwrap_or(SimTime::ZERO));
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
