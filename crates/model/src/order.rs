//! Sorting, stable, at the cost that a page can bear.
//!
//! The standard library's sorts are the fastest there are, and each type that is sorted brings some ten
//! kilobytes of them into the wasm; three dozen of them were a third of the page. Natively these functions
//! are the standard library's. In wasm one heap sort over places serves every type: the lists of a page are
//! short, and the order is the same, equal elements included.

use std::cmp::Ordering;

/// Sorts by the elements' own order.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// Sorts by a key.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by a comparison.
#[cfg(not(target_family = "wasm"))]
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    list.sort_by(compare);
}

/// Sorts by a comparison.
#[cfg(target_family = "wasm")]
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if list.is_sorted_by(|a, b| compare(a, b) != Ordering::Greater) {
        return;
    }
    let places = places(list.len(), &|a, b| compare(&list[a], &list[b]));
    for at in 0..list.len() {
        let mut from = places[at];
        while from < at {
            from = places[from];
        }
        list.swap(at, from);
    }
}

/// The places of `n` elements in their order, equal ones as they stand.
#[cfg_attr(not(target_family = "wasm"), cfg(test))]
fn places(n: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut heap: Vec<usize> = (0..n).collect();
    let less = |a: usize, b: usize| compare(a, b).then(a.cmp(&b)) == Ordering::Less;
    let sift = |heap: &mut [usize], mut at: usize| loop {
        let mut child = 2 * at + 1;
        if child >= heap.len() {
            break;
        }
        if child + 1 < heap.len() && less(heap[child], heap[child + 1]) {
            child += 1;
        }
        if !less(heap[at], heap[child]) {
            break;
        }
        heap.swap(at, child);
        at = child;
    };
    for at in (0..n / 2).rev() {
        sift(&mut heap, at);
    }
    for end in (1..n).rev() {
        heap.swap(0, end);
        sift(&mut heap[..end], 0);
    }
    heap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_sort_orders_as_the_standard_librarys_does() {
        for n in 0..200_usize {
            // Many equal keys, so that an unstable order would show.
            let keys: Vec<usize> = (0..n).map(|i| i * 7919 % 13).collect();
            let mut expected: Vec<usize> = (0..n).collect();
            expected.sort_by_key(|i| keys[*i]);
            assert_eq!(places(n, &|a, b| keys[a].cmp(&keys[b])), expected, "{n} elements");
        }
    }
}
