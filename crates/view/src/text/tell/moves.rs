//! What is told of partitions that have arrived, and of records that are done twice.

use rebalance_analysis::gather::Gather as _;
use rebalance_model::trace::CommitOutcome;
use rebalance_model::{MemberIdx, PartitionIdx, SimDuration, SimTime};

use super::super::rich::Arg;
use super::{Reasons, Told, n, sorted};

pub(super) fn moved(
    r: &Reasons<'_>,
    t: &mut Told,
    at: SimTime,
    gets: &[(MemberIdx, Vec<PartitionIdx>)],
    stopped: &[(PartitionIdx, SimDuration)],
) {
    let longest = stopped.iter().map(|s| s.1).max().unwrap_or(SimDuration::ZERO);
    // Those that stopped for about as long as the longest are named, of the others only the longest time.
    let is_long = |s: &&(PartitionIdx, SimDuration)| s.1.times(5) > longest.times(4);
    let long = sorted(stopped.iter().filter(is_long).map(|s| s.0).gather());
    let short = stopped.iter().filter(|s| !is_long(s)).map(|s| s.1).max();
    let all: usize = gets.iter().map(|g| g.1.len()).sum();
    let args = [Arg::Partitions(&long), Arg::Time(longest), Arg::Time(short.unwrap_or(longest))];
    if all == r.report.owners.len() && gets.len() > 1 {
        let args = [Arg::Number(all as u64), Arg::Number(gets.len() as u64)];
        r.detail(
            t,
            "*All {0} partitions are dealt anew* to {1} members.",
            "*파티션 {0}개가 모두* 멤버 {1}개에 *다시 배분됩니다*.",
            &args,
        );
    } else if let [(m, partitions)] = gets
        && long.len() == partitions.len()
    {
        let args = [Arg::Member(*m), Arg::Partitions(partitions), Arg::Time(longest)];
        r.detail(
            t,
            n(
                partitions,
                "*{1} arrives at {0}*, after {2} with nobody.",
                "*{1} arrive at {0}*, after {2} with nobody.",
            ),
            "*{1:이} {0}에 도착합니다*. {2} 동안 부유 상태였습니다.",
            &args,
        );
        return;
    } else {
        for (m, partitions) in gets.iter().take(4) {
            let args = [Arg::Member(*m), Arg::Partitions(partitions)];
            r.detail(
                t,
                n(partitions, "*{1} arrives at {0}.*", "*{1} arrive at {0}.*"),
                "*{1:이} {0}에 도착합니다.*",
                &args,
            );
        }
    }
    match (long.is_empty(), short) {
        (true, _) => {}
        (false, None) if long.len() == all => {
            r.detail(t, "All of them had nobody for {1}.", "모두 {1} 동안 부유 상태였습니다.", &args);
        }
        (false, None) => r.detail(t, "{0} had nobody for {1}.", "{0:은} {1} 동안 부유 상태였습니다.", &args),
        (false, Some(_)) => r.detail(
            t,
            "{0} had nobody for {1}, the others for {2}.",
            "{0:은} {1}, 나머지는 {2} 동안 부유 상태였습니다.",
            &args,
        ),
    }
    two_hands(r, t, at, gets);
}

/// What a zombie still works on although it was dealt anew.
fn two_hands(r: &Reasons<'_>, t: &mut Told, at: SimTime, gets: &[(MemberIdx, Vec<PartitionIdx>)]) {
    let doubled = |p: &PartitionIdx| r.report.holders(p.index(), at).second();
    let mut twofold = Vec::new();
    for (_, partitions) in gets {
        twofold.extend_from_slice(partitions);
    }
    twofold.retain(|p| doubled(p).is_some());
    let twofold = sorted(twofold);
    if let Some(zombie) = twofold.first().and_then(doubled) {
        let args = [Arg::Member(zombie), Arg::Partitions(&twofold)];
        r.detail(
            t,
            "{1} are in two hands: {0} has not let go of them.",
            "{1:은} 두 멤버가 가지고 있습니다. {0:도} 아직 놓지 않았습니다.",
            &args,
        );
    }
}

pub(super) fn twice(
    r: &Reasons<'_>,
    t: &mut Told,
    (again, before): (MemberIdx, &[MemberIdx]),
    records: u64,
    partitions: &[PartitionIdx],
    (failed, late): (Option<CommitOutcome>, bool),
) {
    let code = Arg::Code(failed.map_or("", CommitOutcome::text));
    let args = [Arg::Number(records), Arg::Member(again), Arg::Members(before), code];
    let (en, ko) = if records == 1 {
        ("*1 record is processed twice.*", "*레코드 1개가 중복 처리됩니다.*")
    } else {
        ("*{0} records are processed twice.*", "*레코드 {0}개가 중복 처리됩니다.*")
    };
    r.head(t, en, ko, &args);
    let (en, ko) = match failed {
        Some(_) if !late => (
            "{1} begins at the last commit; {2} had got further, but was refused its commits: {3}.",
            "{1:은} 마지막 커밋 위치부터 시작합니다. {2:은} 더 앞까지 처리했지만 커밋이 거부되었습니다: {3}.",
        ),
        Some(_) => (
            "{1} is done with its late batch only now, after {2}; its commit fails with {3}, and it learns that it has lost its partitions.",
            "{1:은} 이제야 늦은 배치를 끝냈지만 {2:이} 이미 처리한 레코드입니다. 커밋은 {3:으로} 실패하고, 파티션을 잃었다는 것을 알게 됩니다.",
        ),
        _ => (
            "{1} begins at the last commit; {2} was gone before it could commit what came after.",
            "{1:은} 마지막 커밋 위치부터 시작합니다. {2:은} 그 뒤에 처리한 것을 커밋하지 못하고 사라졌습니다.",
        ),
    };
    r.head(t, en, ko, &args);
    let args = [Arg::Partitions(partitions)];
    r.detail(
        t,
        n(&vec![(); usize::try_from(records).unwrap_or(2).min(2)], "It is of {0}.", "They are of {0}."),
        "{0}의 레코드입니다.",
        &args,
    );
}
