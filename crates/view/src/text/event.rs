//! A sentence for every event of a trace: what happened, in a line of a chain of causes.

use rebalance_model::message::Actor;
use rebalance_model::trace::{ClientState, Doing, Event, EventKind, GroupType, Removal};
use rebalance_model::{IdIdx, MemberIdx, PartitionIdx, SetIdx, Trace};

use super::rich::{Arg, Prose, by};
use super::{Rich, act, message};
use crate::label;

/// What happened.
pub(crate) fn event(prose: &Prose<'_>, trace: &Trace, event: &Event) -> Rich {
    let who = Arg::Member(match event.actor {
        Actor::Member(who) => who,
        _ => MemberIdx(0),
    });
    let of = |id: IdIdx| Arg::Member(trace.member_of(id));
    let set = |set: SetIdx| trace.sets.get(set);
    let tell = |en, ko, args: &[Arg<'_>]| prose.one(by(prose.lang, en, ko), args);
    match event.kind {
        EventKind::Sent(m) | EventKind::Received(m) => message(prose, trace.message(m)),
        EventKind::Step(step) => {
            let action = &trace.scenario().script[step.index()].action;
            let name = action.member().map_or_else(String::new, |m| label::member(prose.scenario, m));
            tell("{0}", "{0}", &[Arg::Text(&act(prose.lang, &name, action))])
        }
        EventKind::StepOver(_) => tell("What lasted is over.", "지속되던 일이 끝납니다.", &[]),
        EventKind::Assigned(s) => tell("{0} is given {1}.", "{0:이} {1:을} 받습니다.", &[who, parts(set(s))]),
        EventKind::Revoked(s) => tell("{0} gives up {1}.", "{0:이} {1:을} 반납합니다.", &[who, parts(set(s))]),
        EventKind::PartitionsLost(s) => tell("{0} has lost {1}.", "{0:이} {1:을} 잃었습니다.", &[who, parts(set(s))]),
        EventKind::Failed(error) => {
            tell("poll() of {0} throws {1}.", "{0}의 poll()이 {1} 예외를 던집니다.", &[who, Arg::Code(error.name())])
        }
        EventKind::Batch(batch) => {
            let records = Arg::Number(trace.batches[batch.index()].len());
            tell("poll() gives {0} a batch of {1} records.", "poll()이 {0}에게 레코드 {1}개를 줍니다.", &[who, records])
        }
        EventKind::Doing(doing) => doing_now(prose, who, doing),
        EventKind::Client(state) => tell("{0} is {1}.", "{0:이} {1} 상태가 됩니다.", &[who, Arg::Code(client(state))]),
        EventKind::Membership(state) => {
            tell("{0} is {1}.", "{0:이} {1} 상태가 됩니다.", &[who, Arg::Code(state.name())])
        }
        EventKind::MemberRemoved(id, why) => removed(prose, of(id), why),
        EventKind::MemberPending(id) => {
            tell("The coordinator gives {0} a member id.", "코디네이터가 {0}에게 멤버 ID를 줍니다.", &[of(id)])
        }
        EventKind::MemberAdded(id) => {
            tell("{0} becomes a member of the group.", "{0:이} 그룹의 멤버가 됩니다.", &[of(id)])
        }
        EventKind::SessionStarted(id) => {
            tell("The session of {0} starts anew.", "{0}의 세션이 새로 시작됩니다.", &[of(id)])
        }
        EventKind::JoinParked(id) => tell(
            "The JoinGroup of {0} waits for the other members.",
            "{0}의 JoinGroup이 다른 멤버를 기다립니다.",
            &[of(id)],
        ),
        EventKind::Elected(id, assignor) => tell(
            "{0} leads, and assigns by {1}.",
            "{0:이} 리더가 되어 {1:으로} 할당합니다.",
            &[of(id), Arg::Code(assignor.wire())],
        ),
        _ => of_group(prose, trace, event, who),
    }
}

fn parts(list: &[PartitionIdx]) -> Arg<'_> {
    if list.is_empty() { Arg::Text("[]") } else { Arg::Partitions(list) }
}

/// The same of the group as a whole, of consumer groups, and of what a process does.
fn of_group(prose: &Prose<'_>, trace: &Trace, event: &Event, who: Arg<'_>) -> Rich {
    let of = |id: IdIdx| Arg::Member(trace.member_of(id));
    let set = |set: SetIdx| trace.sets.get(set);
    let tell = |en, ko, args: &[Arg<'_>]| prose.one(by(prose.lang, en, ko), args);
    let number = |n: i32| Arg::Number(u64::try_from(n).unwrap_or(0));
    match event.kind {
        EventKind::Group(change) if trace.header.variant.is_consumer() => tell(
            "The group is {0}, epoch {1}.",
            "그룹이 {0} 상태, 에포크 {1:이} 됩니다.",
            &[Arg::Code(change.to.name()), number(change.generation.0)],
        ),
        EventKind::Group(change) => tell(
            "The group is {0}, generation {1}.",
            "그룹이 {0} 상태, 세대 {1:이} 됩니다.",
            &[Arg::Code(change.to.name()), number(change.generation.0)],
        ),
        EventKind::Converted(to) => {
            let name = if to == GroupType::Consumer { "consumer" } else { "classic" };
            tell("The group is of the {0} protocol now.", "그룹이 {0} 프로토콜로 바뀝니다.", &[Arg::Code(name)])
        }
        EventKind::TargetComputed(epoch, _) => tell(
            "The coordinator has computed the target assignment of epoch {0}.",
            "코디네이터가 에포크 {0}의 목표 할당을 계산했습니다.",
            &[number(epoch.0)],
        ),
        EventKind::Target(id, s) => {
            tell("{0} is to own {1} in the end.", "{0}의 목표 할당은 {1}입니다.", &[of(id), parts(set(s))])
        }
        EventKind::Current(id, s) => {
            tell("{0} may own {1} now.", "{0:이} 지금 가질 수 있는 것은 {1}입니다.", &[of(id), parts(set(s))])
        }
        EventKind::PendingRevocation(id, s) => {
            tell("{0} has to give up {1} first.", "{0:이} 먼저 {1:을} 반납해야 합니다.", &[of(id), parts(set(s))])
        }
        EventKind::MemberEpoch(id, epoch, state) => tell(
            "{0} is at epoch {1}, {2}.",
            "{0}의 에포크는 {1}, 상태는 {2}입니다.",
            &[of(id), number(epoch.0), Arg::Code(state.name())],
        ),
        EventKind::Committed(_) => tell("Offsets are committed.", "오프셋이 커밋됩니다.", &[]),
        EventKind::QuietBegins(_) | EventKind::QuietEnds(_) => tell("Only routine.", "평소의 일만 이어집니다.", &[]),
        _ => of_process(prose, event.kind, who),
    }
}

fn of_process(prose: &Prose<'_>, kind: EventKind, who: Arg<'_>) -> Rich {
    let (en, ko) = match kind {
        EventKind::Started => ("{0} is constructed and subscribes.", "{0:이} 생성되어 구독합니다."),
        EventKind::Closing => ("{0} calls close().", "{0:이} close()를 호출합니다."),
        EventKind::Closed => ("{0} has closed.", "{0:이} 종료되었습니다."),
        EventKind::Killed => ("The process of {0} is gone.", "{0}의 프로세스가 사라집니다."),
        EventKind::Thrown => ("An exception leaves the loop of {0}.", "예외로 {0}의 루프가 끝납니다."),
        EventKind::RevokeDone => ("onPartitionsRevoked() of {0} returns.", "{0}의 onPartitionsRevoked()가 끝납니다."),
        EventKind::BatchDone(_) => ("{0} is done with its batch.", "{0:이} 배치 처리를 마칩니다."),
        EventKind::IdlePoll(_) => ("poll() of {0} returns nothing.", "{0}의 poll()이 빈 채로 끝납니다."),
        EventKind::PollTimeout => {
            ("{0} has not called poll() for too long, and leaves.", "{0:이} 너무 오래 poll()을 호출하지 않아 떠납니다.")
        }
        EventKind::CoordinatorLost(_) => {
            ("{0} gives up the connection to its coordinator.", "{0:이} 코디네이터와의 연결을 포기합니다.")
        }
        _ => ("", ""),
    };
    prose.one(by(prose.lang, en, ko), &[who])
}

fn doing_now(prose: &Prose<'_>, who: Arg<'_>, doing: Doing) -> Rich {
    let (en, ko) = match doing {
        Doing::Gone => ("{0} is gone.", "{0:이} 없습니다."),
        Doing::Starting => ("{0} is being constructed.", "{0:이} 생성되는 중입니다."),
        Doing::Polling => ("{0} calls poll().", "{0:이} poll()을 호출합니다."),
        Doing::Processing => ("{0} works on its batch.", "{0:이} 배치를 처리합니다."),
        Doing::Committing => ("{0} calls commitSync().", "{0:이} commitSync()를 호출합니다."),
        Doing::Revoking => ("{0} is inside onPartitionsRevoked().", "{0:이} onPartitionsRevoked() 안에 있습니다."),
        Doing::Closing => ("{0} is inside close().", "{0:이} close() 안에 있습니다."),
        Doing::Thrown => ("{0} is out of its loop.", "{0:이} 루프에서 나왔습니다."),
    };
    prose.one(by(prose.lang, en, ko), &[who])
}

fn removed(prose: &Prose<'_>, who: Arg<'_>, why: Removal) -> Rich {
    let (en, ko) = match why {
        Removal::SessionTimeout => ("its session has expired", "세션 만료"),
        Removal::Left => ("it has left", "LeaveGroup"),
        Removal::JoinTimeout => {
            ("it did not join within the rebalance timeout", "리밸런스 타임아웃 안에 참여하지 않음")
        }
        Removal::SyncTimeout => {
            ("it did not sync within the rebalance timeout", "리밸런스 타임아웃 안에 SyncGroup 없음")
        }
        Removal::PendingTimeout => ("it never joined with its member id", "받은 멤버 ID로 참여하지 않음"),
        Removal::Replaced => ("a new process has its group.instance.id", "같은 group.instance.id의 새 프로세스"),
        Removal::NotStored => ("the coordinator’s log does not have it", "코디네이터 로그에 없음"),
        Removal::RevocationTimeout => ("it did not give up its partitions in time", "제때 반납하지 않음"),
    };
    let reason = Arg::Text(by(prose.lang, en, ko));
    let template = by(prose.lang, "The coordinator removes {0}: {1}.", "코디네이터가 {0:을} 제거합니다: {1}.");
    prose.one(template, &[who, reason])
}

/// As Kafka spells it.
const fn client(state: ClientState) -> &'static str {
    match state {
        ClientState::Unjoined => "UNJOINED",
        ClientState::PreparingRebalance => "PREPARING_REBALANCE",
        ClientState::CompletingRebalance => "COMPLETING_REBALANCE",
        ClientState::Stable => "STABLE",
    }
}
