//! How things are in a lane, in a number and a few words.

use rebalance_analysis::Activity;
use rebalance_model::{MemberIdx, PartitionIdx};

use super::rich::{Arg, Prose, by};
use super::{doing, plain};
use crate::scene::{Tone, Verdict};

/// What a verdict is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// All partitions.
    pub(crate) total: usize,
    /// Those that nobody holds.
    pub(crate) stopped: usize,
    /// Whether all of them are between two owners, while the others are consumed.
    pub(crate) moving: bool,
    /// How many have had a holder all along.
    pub(crate) never_stopped: usize,
    /// Those in two hands, and one zombie that has them.
    pub(crate) doubled: Vec<PartitionIdx>,
    pub(crate) zombie: Option<MemberIdx>,
    /// Those of a member that was removed, and who that is.
    pub(crate) stale: Vec<PartitionIdx>,
    pub(crate) removed: Vec<MemberIdx>,
    /// Those whose holders make no progress, and who that is.
    pub(crate) idle: usize,
    pub(crate) busy: Vec<MemberIdx>,
    /// What those do instead, if all of them do the same.
    pub(crate) idle_in: Option<Activity>,
    /// Partitions that are to be somebody else's than who has them.
    pub(crate) marked: usize,
    /// Members that consume and cannot commit.
    pub(crate) refused: Vec<MemberIdx>,
    /// Whether anybody runs at all.
    pub(crate) is_empty: bool,
}

/// The verdict.
pub(crate) fn verdict(prose: &Prose<'_>, f: &Facts) -> Verdict {
    let say = |en: &str, ko: &str, args: &[Arg<'_>]| plain(&prose.one(by(prose.lang, en, ko), args));
    let of = |n: usize| say("{0} of {1}", "{1}개 중 {0}개", &[Arg::Number(n as u64), Arg::Number(f.total as u64)]);
    // What waits for whom: all that are counted, or some of them.
    let waits = |what: [Arg<'_>; 2]| {
        let doing = f.idle_in.map_or("…", |activity| doing(prose.lang, activity, false, true));
        let (en, ko) = if f.idle_in == Some(Activity::LongBatch) {
            ("{0} wait for the batch of {2}", "{0}{1} {2}의 배치를 기다림")
        } else {
            ("{0} wait for {2} ({3})", "{0}{1} {2:을} 기다림({3})")
        };
        say(en, ko, &[what[0], what[1], Arg::Members(&f.busy), Arg::Text(doing)])
    };
    let numbers = [Arg::Number(f.stopped as u64), Arg::Number(f.never_stopped as u64)];
    let (tone, count, main) = if f.stopped > 0 && f.stopped == f.total {
        let words = if f.is_empty {
            say("partitions stopped · no consumer runs", "파티션 중단 · 실행 중인 컨슈머가 없음", &[])
        } else {
            say("partitions stopped · nobody consumes", "파티션 중단 · 아무도 처리하지 않음", &[])
        };
        return Verdict { tone: Tone::Bad, count: of(f.stopped), words };
    } else if f.stopped > 0 && f.moving {
        let rest = f.total - f.stopped;
        let words = if f.never_stopped == rest {
            say("{1} not stopped so far", "{1}개는 아직 멈춘 적 없음", &numbers)
        } else {
            say("{0} go on", "나머지 {0}개는 계속", &[Arg::Number(rest as u64)])
        };
        (Tone::Warn, say("{0} moving", "{0}개 이동 중", &numbers), words)
    } else if f.stopped > 0 {
        (Tone::Bad, of(f.stopped), say("partitions stopped", "파티션 중단", &[]))
    } else if !f.doubled.is_empty() {
        let zombie = f.zombie.map_or(Arg::Text(""), Arg::Member);
        (
            Tone::Bad,
            of(f.doubled.len()),
            say("partitions in two hands: {0} is a zombie", "파티션을 두 멤버가 보유: {0:은} 좀비", &[zombie]),
        )
    } else if !f.stale.is_empty() {
        let words = say(
            "partitions held by {0}, out of the group",
            "파티션을 그룹에서 빠진 {0:이} 보유",
            &[Arg::Members(&f.removed)],
        );
        (Tone::Warn, of(f.stale.len()), words)
    } else if f.idle > 0 {
        let words = waits([Arg::Text(by(prose.lang, "partitions", "파티션")), Arg::Text("이")]);
        return Verdict { tone: Tone::Warn, count: of(f.idle), words: with(words, refused(prose, f)) };
    } else {
        let tone = if f.refused.is_empty() { Tone::Good } else { Tone::Warn };
        (tone, of(f.total), say("partitions are consumed", "파티션 처리 중", &[]))
    };
    let more = match () {
        () if f.idle > 0 => Some(waits([Arg::Number(f.idle as u64), Arg::Text("개는")])),
        () if f.stopped > 0 && !f.moving && f.stale.is_empty() => Some(say("the others go on", "나머지는 계속", &[])),
        () if f.marked > 0 && f.stopped == 0 => {
            Some(say("{0} to change hands", "{0}개는 담당이 바뀔 예정", &[Arg::Number(f.marked as u64)]))
        }
        () => refused(prose, f),
    };
    Verdict { tone, count, words: with(main, more) }
}

fn refused(prose: &Prose<'_>, f: &Facts) -> Option<String> {
    let (en, ko) = ("commits of {0} are refused", "{0}의 커밋은 거부됨");
    (!f.refused.is_empty()).then(|| plain(&prose.one(by(prose.lang, en, ko), &[Arg::Members(&f.refused)])))
}

fn with(words: String, more: Option<String>) -> String {
    match more {
        Some(more) => words + " · " + &more,
        None => words,
    }
}
