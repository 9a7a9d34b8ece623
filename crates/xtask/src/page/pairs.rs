//! Codes for two that often follow one another, so that the order of instructions takes fewer of them.
//!
//! A pair may hold pairs. What brotli is given is half as long then, and its contexts, which are two bytes, look back
//! over as many instructions as the two stand for: a fiftieth of the page's bytes.

/// How many codes pairs get. With twice as many, or none of the second half, the page is some hundred bytes larger.
const MOST: usize = 40;

/// How often a pair has to be met: below that, what tells a reader of it takes more than it saves.
const LEAST: usize = 24;

/// How many instructions a module has for which pairs are worth it. What is shorter, as the page's parts are, has less
/// that is alike, and most of it only grows by pairs.
pub(super) const WORTH_IT: usize = 100_000;

/// Writes each of the most frequent pairs as one code: those from `free` on, in the order of what is given back. No pair
/// reaches from one body into the next.
pub(super) fn pair(bodies: &mut [Vec<u8>], free: usize) -> Vec<[u8; 2]> {
    let codes = (free..=usize::from(u8::MAX)).take(MOST).filter_map(|code| u8::try_from(code).ok());
    codes
        .map_while(|code| {
            let pair = most_frequent(bodies)?;
            for body in &mut *bodies {
                write(pair, code, body);
            }
            Some(pair)
        })
        .collect()
}

/// The pair that is met most often, the least of several, if it is met often enough.
fn most_frequent(bodies: &[Vec<u8>]) -> Option<[u8; 2]> {
    let mut counts = vec![0_usize; 1 << 16];
    for window in bodies.iter().flat_map(|body| body.windows(2)) {
        counts[usize::from(u16::from_be_bytes([window[0], window[1]]))] += 1;
    }
    let (pair, count) = (0..=u16::MAX).zip(counts).rev().max_by_key(|(_, count)| *count)?;
    (count >= LEAST).then(|| pair.to_be_bytes())
}

fn write(pair: [u8; 2], code: u8, body: &mut Vec<u8>) {
    let mut to = 0;
    let mut from = 0;
    while from < body.len() {
        let is_pair = body[from..].starts_with(&pair);
        body[to] = if is_pair { code } else { body[from] };
        from += if is_pair { 2 } else { 1 };
        to += 1;
    }
    body.truncate(to);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_pair_is_one_code_and_may_be_in_another() {
        let body = [1, 2, 3].repeat(LEAST);
        let mut bodies = vec![body, vec![1, 2, 0]];
        assert_eq!(pair(&mut bodies, 100)[..2], [[1, 2], [100, 3]]);
        assert_eq!(bodies[1], [100, 0], "in every body");
        assert!(bodies[0].iter().all(|code| *code > 100), "{:?}", bodies[0]);
    }

    #[test]
    fn no_pair_reaches_into_another_body() {
        let mut bodies: Vec<Vec<u8>> = [[1], [2]].repeat(2 * LEAST).into_iter().map(Vec::from).collect();
        assert_eq!(pair(&mut bodies, 100), [[0; 2]; 0]);
        assert_eq!(bodies[..2], [[1], [2]]);
    }

    #[test]
    fn what_is_met_seldom_stays_as_it_is() {
        let mut bodies = vec![vec![1, 2]; LEAST - 1];
        assert_eq!(pair(&mut bodies, 100), [[0; 2]; 0]);
    }

    #[test]
    fn there_are_no_more_codes_than_a_byte_has() {
        let mut bodies = vec![[1, 2, 3, 4, 5].repeat(LEAST)];
        assert_eq!(pair(&mut bodies, 254).len(), 2, "254 and 255");
    }

    #[test]
    fn the_same_code_thrice_is_one_pair_and_one_left() {
        let mut bodies = vec![vec![1, 1, 1]; LEAST];
        assert_eq!(pair(&mut bodies, 100)[0], [1, 1]);
        assert_eq!(bodies[0], [101], "which makes a pair with the first");
    }
}
