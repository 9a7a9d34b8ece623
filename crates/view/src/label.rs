//! Names and colours: a member, a partition, a group's coordinator.

use rebalance_model::{MemberIdx, PartitionIdx, Scenario};

/// Number of member colours; the palette is cyclic.
pub const COLOURS: u8 = 6;

/// The colour of a member, which it keeps on tiles, cards, charts and in prose.
pub fn colour(member: MemberIdx) -> u8 {
    u8::try_from(member.index() % usize::from(COLOURS)).unwrap_or(0)
}

/// A member's name as shown: `c1` is C1; a client id of one's own stays as it is.
pub fn member(scenario: &Scenario, member: MemberIdx) -> String {
    scenario.members.get(member.index()).map_or_else(String::new, |m| name(&m.name))
}

/// See [`member`].
pub fn name(name: &str) -> String {
    let mut chars = name.chars();
    let short = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    let digits = chars.as_str();
    if short && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        name.to_ascii_uppercase()
    } else {
        name.to_owned()
    }
}

/// A partition's short name: P3 where there is one topic, `orders-3` where there are several.
pub fn partition(scenario: &Scenario, p: PartitionIdx) -> String {
    if scenario.topics.len() == 1 { format!("P{}", p.0) } else { scenario.partition_name(p) }
}

/// The partition of `__consumer_offsets` whose leader coordinates the group
/// (`GroupCoordinatorService.partitionFor`): `Utils.abs(groupId.hashCode()) % offsets.topic.num.partitions`.
pub fn offsets_partition(group: &str) -> u32 {
    let hash = group.encode_utf16().fold(0i32, |h, unit| h.wrapping_mul(31).wrapping_add(i32::from(unit)));
    // Kafka's abs takes MIN_VALUE to 0.
    hash.checked_abs().unwrap_or(0).unsigned_abs() % OFFSETS_PARTITIONS
}

/// `offsets.topic.num.partitions`, Kafka's default.
const OFFSETS_PARTITIONS: u32 = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_letter_and_a_number_is_made_large() {
        assert_eq!(
            [name("c1"), name("c12"), name("web-1"), name("c"), name("소비자1")],
            ["C1", "C12", "web-1", "c", "소비자1"]
        );
    }

    #[test]
    fn the_coordinators_partition_is_that_of_javas_hash() {
        // "".hashCode() is 0, and that of a single character its code.
        assert_eq!(offsets_partition(""), 0);
        assert_eq!(offsets_partition("a"), 97 % 50);
        // "polygenelubricants".hashCode() is Integer.MIN_VALUE.
        assert_eq!(offsets_partition("polygenelubricants"), 0);
    }
}
