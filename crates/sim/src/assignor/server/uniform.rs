//! `UniformHomogeneousAssignmentBuilder`: everybody subscribes to the same topics. Sizes differ by one at most, and
//! nobody loses what its quota has room for.

use super::super::TopicIndexPartition;
use super::{Numbered, Targets};

/// Who still wants how many.
struct Unfilled {
    member: usize,
    quota: u32,
}

pub(super) fn assign(group: &Numbered<'_>) -> Targets {
    let n = u32::try_from(group.n_members()).unwrap_or(u32::MAX).max(1);
    let total: u32 = group.subscribed.iter().map(|t| group.partitions(*t)).sum();
    let (least, mut extras) = (total / n, total % n);
    let previous: Vec<_> = (0..group.n_members()).map(|m| group.previous(m)).collect();
    let mut unassigned = unowned(group, &previous);
    let mut out: Targets = vec![Vec::new(); group.n_members()];
    let mut unfilled = Vec::new();
    for ((member, previous), left) in previous.iter().enumerate().zip((1..=n).rev()) {
        let mut has_extra = extras > 0;
        let mut quota = least + u32::from(has_extra);
        for (topic, list) in previous {
            if !group.subscribed.contains(topic) {
                continue;
            }
            let kept = list.len().min(quota as usize);
            quota -= u32::try_from(kept).unwrap_or(quota);
            out[member].extend(list[..kept].iter().map(|p| (*topic, *p)));
            unassigned.extend(list[kept..].iter().map(|p| (*topic, *p)));
        }
        if quota > 0 && has_extra && left > extras {
            // Somebody who comes later may make use of it (KAFKA-18688).
            quota -= 1;
            has_extra = false;
        }
        if quota > 0 {
            unfilled.push(Unfilled { member, quota });
        }
        extras -= u32::from(has_extra);
    }
    let mut free = unassigned.into_iter();
    for Unfilled { member, quota } in unfilled {
        out[member].extend(free.by_ref().take(quota as usize));
    }
    out
}

/// Partitions that are in nobody's previous target, topic by topic.
fn unowned(group: &Numbered<'_>, previous: &[Vec<(u32, Vec<u32>)>]) -> Vec<TopicIndexPartition> {
    let mut free = Vec::new();
    for topic in &group.subscribed {
        let mut owned = vec![false; group.partitions(*topic) as usize];
        for (_, list) in previous.iter().flatten().filter(|(t, _)| t == topic) {
            for p in list {
                owned[*p as usize] = true;
            }
        }
        free.extend((0..group.partitions(*topic)).filter(|p| !owned[*p as usize]).map(|p| (*topic, p)));
    }
    free
}
