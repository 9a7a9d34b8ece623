//! The sentences of the narration: one function a kind of moment, each in both languages. `joins`, `epochs`, `moves` and
//! `departs` have those of their kinds, `why` the mechanisms behind them.
//!
//! A moment gives a *head*, what happens in any lane, and a *detail*, what it means in this one.

mod departs;
mod disturbs;
mod epochs;
mod joins;
mod moves;
mod why;

use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::moment::MomentKind;
use rebalance_analysis::{Holders, Moment, Report};
use rebalance_model::config::MemberConfig;
use rebalance_model::trace::GroupType;
use rebalance_model::{MemberIdx, PartitionIdx, SimDuration, SimTime, Trace};

use super::rich::{Arg, Prose};
use super::{Lang, Rich};

pub(crate) use why::{about, follows_up, weight};

use why::own_key;

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
    /// Of which protocol the group is then.
    pub(crate) group: GroupType,
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
        let nobody = |i: &usize| self.report.holders(*i, t) == Holders::Nobody;
        (0..self.report.owners.len()).filter(nobody).map(PartitionIdx::at).gather()
    }

    /// What a setting of the classic protocol is called in the group's.
    fn key(&self, name: &'static str) -> Arg<'static> {
        Arg::Code(own_key(self.group, name))
    }

    /// One of two templates, by the group's protocol.
    fn of<T>(&self, classic: T, consumer: T) -> T {
        if self.group == GroupType::Consumer { consumer } else { classic }
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
    let r = &Reasons { group: moment.group, ..*r };
    let mut told = Told::default();
    let t = &mut told;
    match &moment.kind {
        MomentKind::AtWork { members } => at_work(r, t, moment.at, members),
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
        MomentKind::Begins { reason, waits_for, gave_up } => joins::begins(r, t, *reason, waits_for, gave_up),
        MomentKind::Told { members, after, busy } => heard(r, t, members, *after, *busy),
        MomentKind::Rejoins { members, last, follow_up, .. } => joins::rejoins(r, t, members, *last, *follow_up),
        MomentKind::Waits { members, waiting, why, takes, at_most } => {
            joins::waits(r, t, moment.at, (members, waiting), *why, (*takes, *at_most));
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
                joins::leads(r, t, *leader, *assignor);
            }
        }
        MomentKind::Distributed { generation, took } => r.head(
            t,
            r.of(
                "*The assignment of generation {0} is distributed*, {1} after the rebalance began.",
                "*Everybody is at its target: the group is Stable at epoch {0}*, {1} after the epoch went up.",
            ),
            r.of(
                "*세대 {0}의 할당이 전달됩니다*. 리밸런싱이 시작되고 {1} 뒤입니다.",
                "*모두 목표에 이르러 그룹이 에포크 {0}에서 Stable이 됩니다*. 에포크가 오르고 {1} 뒤입니다.",
            ),
            &[Arg::Number(u64::try_from(generation.0).unwrap_or(0)), Arg::Time(*took)],
        ),
        MomentKind::Moved { gets, stopped } => moves::moved(r, t, moment.at, gets, stopped),
        other => departs::departs(r, t, other),
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

fn at_work(r: &Reasons<'_>, t: &mut Told, at: SimTime, members: &[MemberIdx]) {
    let exists = |i: &usize| r.report.holders(*i, at) != Holders::Absent;
    let partitions = (0..r.report.owners.len()).filter(exists).count();
    let plural = Arg::Text(if partitions == 1 { "" } else { "s" });
    let args = [Arg::Members(members), Arg::Number(partitions as u64), Arg::Time(r.heartbeat()), plural];
    if !members.is_empty() {
        r.head(
            t,
            n(members, "*{0} has {1} partition{3}.*", "*{0} share {1} partition{3}.*"),
            n(members, "*{0:이} 파티션 {1}개를 모두 처리합니다.*", "*{0:이} 파티션 {1}개를 나누어 처리합니다.*"),
            &args,
        );
    }
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

/// A moment in a few words, for a screen reader's time axis.
pub(crate) fn spoken(r: &Reasons<'_>, moment: &Moment) -> String {
    let told = tell(r, moment);
    let text = super::plain(if told.head.is_empty() { &told.detail } else { &told.head });
    // The first sentence, or its beginning before a colon.
    let ends = text.bytes().zip(text.bytes().skip(1)).position(|pair| matches!(pair, (b'.' | b':', b' ')));
    text[..ends.unwrap_or(text.len())].trim_end_matches('.').to_owned()
}

fn sorted(mut partitions: Vec<PartitionIdx>) -> Vec<PartitionIdx> {
    rebalance_model::order::sort(&mut partitions);
    partitions
}
