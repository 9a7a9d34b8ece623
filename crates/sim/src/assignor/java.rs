//! What Java does with strings and hash tables, as far as an assignment can be seen to depend on it:
//! `String.compareTo`, `String.hashCode`, and the order in which a `java.util.HashMap` is walked.
//!
//! Knows nothing of groups, members or topics.
//!
//! A bin that collects eight colliding keys becomes a tree in Java (or doubles a small table), which can change
//! the order of the keys in it. That is not followed: tables are at most three quarters full, and the ids of
//! real members spread well enough that the longest bin of 5 000 of them holds six.

use std::cmp::Ordering;

/// Capacity of a `new HashMap<>()` after its first entry (`DEFAULT_INITIAL_CAPACITY`).
const DEFAULT_INITIAL_CAPACITY: u32 = 16;

/// `String.compareTo`: by UTF-16 code units, not by code points as Rust's `str` compares.
///
/// The two orders differ only where a character beyond U+FFFF (a pair of surrogates, D800..DFFF) meets one of
/// U+E000..U+FFFF; in UTF-8 their first bytes are F0 and above, and EE or EF.
pub(super) fn compare_strings(a: &str, b: &str) -> Ordering {
    let differing = a.bytes().zip(b.bytes()).find(|(x, y)| x != y);
    match differing {
        None => a.len().cmp(&b.len()),
        Some((x, y)) if x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0) => y.cmp(&x),
        Some((x, y)) => x.cmp(&y),
    }
}

/// `String.hashCode`: h = 31·h + unit over the UTF-16 code units, in 32 bits that wrap.
pub fn hash_code(text: &str) -> u32 {
    let step = |hash: u32, unit: u32| hash.wrapping_mul(31).wrapping_add(unit);
    if text.is_ascii() {
        text.bytes().fold(0, |hash, byte| step(hash, byte.into()))
    } else {
        text.encode_utf16().fold(0, |hash, unit| step(hash, unit.into()))
    }
}

/// `TopicPartition.hashCode`, given the hash of the topic's name.
pub(super) fn topic_partition_hash(topic_hash: u32, partition: u32) -> u32 {
    31_u32.wrapping_add(partition).wrapping_mul(31).wrapping_add(topic_hash)
}

/// Capacity of a default `HashMap` or `HashSet` that once held `n_entries`: it doubles when it is more than
/// three quarters full and never shrinks.
pub fn table_capacity(n_entries: usize) -> u32 {
    let mut capacity = DEFAULT_INITIAL_CAPACITY;
    while n_entries > capacity as usize / 4 * 3 {
        capacity *= 2;
    }
    capacity
}

/// The bin a hash falls into (`HashMap.hash` spreads the upper half over the lower one first).
pub fn bin(hash: u32, capacity: u32) -> u32 {
    (hash ^ (hash >> 16)) & (capacity - 1)
}

/// Order in which a default `HashMap` yields entries put into it with these hashes, as indices into the order of
/// insertion: bin by bin, within a bin in the order of insertion (which splitting a bin preserves).
pub fn hash_map_order(hashes: impl ExactSizeIterator<Item = u32>) -> Vec<u32> {
    let capacity = table_capacity(hashes.len());
    let mut order: Vec<(u32, u32)> = hashes.zip(0_u32..).map(|(hash, index)| (bin(hash, capacity), index)).collect();
    rebalance_model::order::sort(&mut order);
    order.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_code_is_java_s() {
        assert_eq!(hash_code(""), 0);
        assert_eq!(hash_code("consumer1"), 0xE6E7_FAFB);
        // "Aa" and "BB" are the classic collision.
        assert_eq!(hash_code("Aa"), 2112);
        assert_eq!(hash_code("BB"), 2112);
        assert_eq!(hash_code("보고서"), ((0xBCF4 * 31) + 0xACE0) * 31 + 0xC11C);
        // U+1F600 is the pair D83D DE00.
        assert_eq!(hash_code("\u{1F600}"), 0xD83D * 31 + 0xDE00);
    }

    #[test]
    fn strings_compare_by_utf16_units() {
        use Ordering::{Equal, Greater, Less};
        assert_eq!(compare_strings("t1", "t10"), Less);
        assert_eq!(compare_strings("t2", "t10"), Greater);
        assert_eq!(compare_strings("t", "t"), Equal);
        assert_eq!(compare_strings("\u{1F600}", "\u{FF5E}"), Less);
        assert_eq!(compare_strings("\u{FF5E}", "\u{1F600}"), Greater);
        assert_eq!(compare_strings("\u{D7FF}", "\u{1F600}"), Less);
        assert_eq!(compare_strings("\u{1F600}", "\u{1F601}"), Less);
        assert_eq!(compare_strings("x\u{1F600}", "x"), Greater);
    }

    #[test]
    fn tables_double_past_three_quarters() {
        assert_eq!([0, 12, 13, 24, 25].map(table_capacity), [16, 16, 32, 32, 64]);
    }

    #[test]
    fn entries_come_bin_by_bin_and_first_come_within_a_bin() {
        // 33 and 1 share bin 1 of 16, 65 536 is spread onto bin 1 too.
        assert_eq!(hash_map_order([33, 2, 1, 0, 65_536].into_iter()), [3, 0, 2, 4, 1]);
    }
}
