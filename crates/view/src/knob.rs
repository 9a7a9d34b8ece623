//! Sliders on log scales: place ⇄ value, in integers, so that every browser agrees.
//!
//! A place is a whole number from 0 to [`SLIDER`]. Values under the thumb are round (two significant digits);
//! exact ones are typed.

use crate::scene::SLIDER;

/// The place of a value between `min` and `max`. A scale that begins at 0 has 0 at its first place and goes
/// on from 1.
pub fn position(value: u64, min: u64, max: u64) -> u32 {
    let value = value.clamp(min, max);
    if value == 0 || max <= min {
        return 0;
    }
    let low = log2(min.max(1));
    let span = (log2(max) - low).max(1);
    let first = u64::from(min == 0);
    let steps = u64::from(SLIDER) - first;
    let place = first + ((log2(value) - low) * steps + span / 2) / span;
    u32::try_from(place).unwrap_or(SLIDER)
}

/// The round value at a place.
pub fn value(position: u32, min: u64, max: u64) -> u64 {
    let place = u64::from(position.min(SLIDER));
    if place == 0 || max <= min {
        return min;
    }
    if place == u64::from(SLIDER) {
        return max;
    }
    let first = u64::from(min == 0);
    let low = log2(min.max(1));
    let span = log2(max) - low;
    let steps = u64::from(SLIDER) - first;
    round(exp2(low + (place - first) * span / steps)).clamp(min, max)
}

/// The value at `place`, to which a thumb that stood for `from` was moved: another one also where the first places of
/// a scale round to the same, so that each press of an arrow does something.
pub fn moved(from: u64, place: u32, min: u64, max: u64) -> u64 {
    let start = position(from, min, max);
    let mut place = place;
    while place != start && place > 0 && place < SLIDER && value(place, min, max) == from {
        place = if place > start { place + 1 } else { place - 1 };
    }
    value(place, min, max)
}

/// Two significant digits.
fn round(n: u64) -> u64 {
    let mut unit = 1;
    while n / unit >= 100 {
        unit *= 10;
    }
    (n + unit / 2) / unit * unit
}

/// Fractional bits of the logarithms.
const BITS: u32 = 16;

/// Base-2 logarithm with [`BITS`] fractional bits, by repeated squaring of the mantissa.
pub(crate) fn log2(n: u64) -> u64 {
    let n = n.max(1);
    let whole = n.ilog2();
    // The mantissa, 1 to 2, with 31 fractional bits.
    let mut m = if whole > 31 { n >> (whole - 31) } else { n << (31 - whole) };
    let mut fraction = 0;
    for _ in 0..BITS {
        m = (m * m) >> 31;
        fraction <<= 1;
        if m >= 1 << 32 {
            m >>= 1;
            fraction |= 1;
        }
    }
    (u64::from(whole) << BITS) | fraction
}

/// Roots of two, 2^(1/2), 2^(1/4), … with 31 fractional bits: as many as [`BITS`].
const ROOTS: [u64; BITS as usize] = [
    3_037_000_500,
    2_553_802_834,
    2_341_847_524,
    2_242_560_872,
    2_194_507_417,
    2_170_868_212,
    2_159_144_272,
    2_153_306_067,
    2_150_392_887,
    2_148_937_775,
    2_148_210_589,
    2_147_847_088,
    2_147_665_360,
    2_147_574_502,
    2_147_529_075,
    2_147_506_361,
];

/// The inverse of [`log2`].
fn exp2(log: u64) -> u64 {
    let mut m: u64 = 1 << 31;
    for (i, root) in ROOTS.iter().enumerate() {
        if log >> (BITS as usize - 1 - i) & 1 == 1 {
            m = (m * root) >> 31;
        }
    }
    // Values of settings are below 2^31, so that all of it fits.
    let whole = u32::try_from(log >> BITS).unwrap_or(31).min(31);
    ((m << whole) + (1 << 30)) >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    const INT_MAX: u64 = 2_147_483_647;

    #[test]
    fn roots_of_two_are_what_they_say() {
        for (i, root) in ROOTS.iter().enumerate() {
            // Squared, each gives the one before; the first gives two.
            let before = if i == 0 { 2 << 31 } else { ROOTS[i - 1] };
            let squared = (root * root) >> 31;
            assert!(squared.abs_diff(before) <= 3, "root {i}: {squared} is not {before}");
        }
    }

    #[test]
    fn ends_are_exact_and_the_order_holds() {
        for (min, max) in [(6_000, 1_800_000), (1, INT_MAX), (0, 3_600_000)] {
            assert_eq!((value(0, min, max), value(SLIDER, min, max)), (min, max));
            assert_eq!((position(min, min, max), position(max, min, max)), (0, SLIDER));
            for p in 0..SLIDER {
                assert!(value(p, min, max) <= value(p + 1, min, max), "{p} of {min}..{max}");
                assert!(position(value(p, min, max), min, max).abs_diff(p) <= 20 || value(p, min, max) < 100);
            }
        }
    }

    #[test]
    fn what_is_under_the_thumb_is_round() {
        for p in 1..SLIDER {
            let v = value(p, 1, INT_MAX);
            let digits = v.to_string();
            assert!(digits.bytes().skip(2).all(|b| b == b'0'), "{v}");
        }
    }

    #[test]
    fn each_press_of_an_arrow_leads_to_another_value() {
        for (from, min, max) in
            [(6_000, 6_000, 1_800_000), (10_000, 1, INT_MAX), (3_000, 1, INT_MAX), (0, 0, 3_600_000)]
        {
            let place = position(from, min, max);
            assert!(moved(from, place + 1, min, max) > from, "{from}");
            assert!(place == 0 || moved(from, place - 1, min, max) < from, "{from}");
            assert_eq!(moved(from, SLIDER, min, max), max);
        }
    }

    #[test]
    fn nothing_at_all_has_a_place_of_its_own() {
        assert_eq!((value(0, 0, 3_600_000), value(1, 0, 3_600_000)), (0, 1));
        assert_eq!(position(1, 0, 3_600_000), 1);
    }
}
