//! The longest common blocks of two sequences, in the order and with the ties of Python's
//! `difflib.SequenceMatcher(None, a, b, autojunk=False)` (Ratcliff and Obershelp's "gestalt" matching): the longest
//! block first, of several the one earliest in `a`, then earliest in `b`; then the same left and right of it.
//!
//! An alignment by edit distance would find other pairs, and with them other differences in time.

use std::{collections::BTreeMap, ops::Range};

/// `a[a_start..][..len]` equals `b[b_start..][..len]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Block {
    pub(super) a_start: usize,
    pub(super) b_start: usize,
    pub(super) len: usize,
}

/// The blocks in ascending order. No two of them touch in both sequences: without junk every block is as long as it
/// can be, so difflib's joining of neighbours has nothing to do.
pub(super) fn matching_blocks<T: Ord>(a: &[T], b: &[T]) -> Vec<Block> {
    let mut places: BTreeMap<&T, Vec<usize>> = BTreeMap::new();
    for (j, item) in b.iter().enumerate() {
        places.entry(item).or_default().push(j);
    }

    let mut blocks = Vec::new();
    let mut open = vec![(0..a.len(), 0..b.len())];
    while let Some((in_a, in_b)) = open.pop() {
        let Some(block) = longest(a, &places, &in_a, &in_b) else { continue };
        open.push((in_a.start..block.a_start, in_b.start..block.b_start));
        open.push((block.a_start + block.len..in_a.end, block.b_start + block.len..in_b.end));
        blocks.push(block);
    }
    blocks.sort_unstable();
    blocks
}

/// What lies between the blocks: the stretches of `a` and `b` that differ, in ascending order.
pub(super) fn gaps(blocks: &[Block], a_len: usize, b_len: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let end = Block { a_start: a_len, b_start: b_len, len: 0 };
    let (mut a, mut b) = (0, 0);
    let mut gaps = Vec::new();
    for block in blocks.iter().chain([&end]) {
        if a < block.a_start || b < block.b_start {
            gaps.push((a..block.a_start, b..block.b_start));
        }
        (a, b) = (block.a_start + block.len, block.b_start + block.len);
    }
    gaps
}

/// The longest common block within the two ranges; `places` says where each item stands in `b`.
fn longest<T: Ord>(
    a: &[T],
    places: &BTreeMap<&T, Vec<usize>>,
    in_a: &Range<usize>,
    in_b: &Range<usize>,
) -> Option<Block> {
    let mut best: Option<Block> = None;
    // (j, length of the common block that ends with the item of a before and with b[j]), ascending in j
    let mut before: Vec<(usize, usize)> = Vec::new();
    for i in in_a.clone() {
        let mut here = Vec::new();
        for &j in places.get(&a[i]).into_iter().flatten().filter(|j| in_b.contains(j)) {
            let earlier = before.binary_search_by(|&(k, _)| (k + 1).cmp(&j));
            let len = 1 + earlier.map_or(0, |at| before[at].1);
            here.push((j, len));
            if best.is_none_or(|best| len > best.len) {
                best = Some(Block { a_start: i + 1 - len, b_start: j + 1 - len, len });
            }
        }
        before = here;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is what `SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()` of Python 3.11 gives,
    /// without its empty last block.
    #[track_caller]
    fn check(a: &str, b: &str, expected: &[(usize, usize, usize)]) {
        let blocks = matching_blocks(a.as_bytes(), b.as_bytes());
        let found: Vec<_> = blocks.iter().map(|block| (block.a_start, block.b_start, block.len)).collect();
        assert_eq!(found, expected, "{a} and {b}");
    }

    #[test]
    fn the_longest_block_comes_first_even_where_a_common_prefix_would_match_more_evenly() {
        check("abxcd", "abcd", &[(0, 0, 2), (3, 2, 2)]);
        check("ab", "acab", &[(0, 2, 2)]);
        check("qabxcd", "abycdf", &[(1, 0, 2), (4, 3, 2)]);
        check("private Thread currentThread;", "private volatile Thread currentThread;", &[(0, 0, 6), (6, 15, 23)]);
    }

    #[test]
    fn of_equally_long_blocks_the_earliest_in_the_first_sequence_wins_and_then_in_the_second() {
        check("abab", "baba", &[(0, 1, 3)]);
        check("aaaa", "aa", &[(0, 0, 2)]);
        check("aa", "aaaa", &[(0, 0, 2)]);
        check("xyxyxy", "yxyx", &[(1, 0, 4)]);
        check("aXbXc", "XaXbX", &[(0, 1, 4)]);
    }

    #[test]
    fn nothing_in_common_is_no_block() {
        check("", "abc", &[]);
        check("abc", "", &[]);
        check("abc", "xyz", &[]);
    }

    #[test]
    fn gaps_are_what_the_blocks_leave_over() {
        let (a, b) = (b"qabxcd", b"abycdf");
        let gaps = gaps(&matching_blocks(a, b), a.len(), b.len());
        assert_eq!(gaps, [(0..1, 0..0), (3..4, 2..3), (6..6, 5..6)]);
    }
}
