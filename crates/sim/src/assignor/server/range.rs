//! `RangeAssignor` of the group coordinator: each topic by itself, in consecutive ranges. Not sticky.

use std::cmp::Ordering;

use super::super::MemberSubscription;
use super::super::java::compare_strings;
use super::{Numbered, Targets};

/// Static members first, by group.instance.id, then the others by member id.
fn order(a: &MemberSubscription, b: &MemberSubscription) -> Ordering {
    match (&a.instance_id, &b.instance_id) {
        (Some(x), Some(y)) => compare_strings(x, y),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => compare_strings(&a.member_id, &b.member_id),
    }
}

pub(super) fn assign(group: &Numbered<'_>) -> Targets {
    let members = &group.subscription.members;
    let mut in_order: Vec<usize> = (0..group.n_members()).collect();
    rebalance_model::order::sort_by(&mut in_order, |a, b| order(&members[*a], &members[*b]));
    let mut out = vec![Vec::new(); group.n_members()];
    for topic in &group.subscribed {
        let subscribers: Vec<usize> = in_order.iter().copied().filter(|m| group.topics[*m].contains(topic)).collect();
        let (n, k) = (group.partitions(*topic), u32::try_from(subscribers.len()).unwrap_or(u32::MAX).max(1));
        let (quota, extra) = (n / k, n % k);
        let mut next = 0;
        for (m, i) in subscribers.into_iter().zip(0..) {
            let until = next + quota + u32::from(i < extra);
            out[m].extend((next..until).map(|p| (*topic, p)));
            next = until;
        }
    }
    out
}
