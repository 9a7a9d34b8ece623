//! The order in which Java walks a `HashMap` with string keys, where Kafka's output shows it.
//!
//! Knows nothing of what the strings mean. Bins that Java makes trees of are not followed: ids of members spread well.

/// Capacity of a `new HashMap<>()` after its first entry (`DEFAULT_INITIAL_CAPACITY`).
const DEFAULT_INITIAL_CAPACITY: usize = 16;

/// `String.hashCode`: over the UTF-16 code units, in 32 bits that wrap.
pub(crate) fn hash_code(text: &str) -> u32 {
    text.encode_utf16().fold(0, |hash: u32, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)))
}

/// Capacity of a map that once held `n` entries: it doubles when it is more than three quarters full, and never shrinks.
fn capacity(n: usize) -> usize {
    let mut capacity = DEFAULT_INITIAL_CAPACITY;
    while n > capacity / 4 * 3 {
        capacity *= 2;
    }
    capacity
}

/// Puts entries, given in the order of their insertion, into the order in which a `HashMap` yields them that once held
/// `most` entries.
pub(crate) fn sort_as_hash_map<T>(entries: &mut [T], most: usize, key: impl Fn(&T) -> &str) {
    let mask = u32::try_from(capacity(most.max(entries.len())) - 1).unwrap_or(u32::MAX);
    rebalance_model::order::sort_by_key(entries, |entry| {
        let hash = hash_code(key(entry));
        // `HashMap.hash` spreads the upper half over the lower one; a stable sort keeps the order within a bin.
        (hash ^ (hash >> 16)) & mask
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_bin_by_bin_and_first_come_within_a_bin() {
        // "Aa" and "BB" are the classic collision; the bins are 15, 1 and 2 of 16.
        let mut keys = ["BB", "b", "Aa", "a"];
        sort_as_hash_map(&mut keys, 0, |k| k);
        let bins = keys.map(|k| (hash_code(k) ^ (hash_code(k) >> 16)) & 15);
        assert!(bins.is_sorted(), "{bins:?}");
        assert!(keys.iter().position(|k| *k == "BB") < keys.iter().position(|k| *k == "Aa"));
        assert_eq!(hash_code("Aa"), hash_code("BB"));
    }

    #[test]
    fn a_map_that_was_larger_once_has_more_bins() {
        assert_eq!([0, 12, 13, 24, 25].map(capacity), [16, 16, 32, 32, 64]);
    }
}
