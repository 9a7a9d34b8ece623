//! How a figure loses its digits: to nearest, ties to even, judged by the exact binary value.
//!
//! Python's `round(value, digits)` does this and the reference scorer uses it; scaling by a power of ten and rounding
//! that product is not the same (1.005 has a binary value below itself, 100.5 has not).

/// `value` to `digits` decimal digits. Exact below 9 × 10¹¹, far above any figure of a score.
pub(super) fn round_to(value: f64, digits: u32) -> f64 {
    const FRACTION_BITS: u32 = 52;
    let bits = value.to_bits();
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let exponent = (bits >> FRACTION_BITS) & 0x7ff;
    let significand = if exponent == 0 { fraction } else { fraction | 1 << FRACTION_BITS };

    // |value| = significand / 2^shift
    let shift = 1_075 - i64::try_from(exponent.max(1)).unwrap_or(i64::MAX);
    let shift = match u32::try_from(shift) {
        Ok(shift @ 1..=126) => shift,
        Ok(127..) => return 0.0,        // less than 2⁻⁷⁴
        Ok(0) | Err(_) => return value, // whole already, or not finite
    };
    let ten = 10_u32.pow(digits);
    let scaled = u128::from(significand) * u128::from(ten);
    let (whole, rest, half) = (scaled >> shift, scaled & ((1 << shift) - 1), 1 << (shift - 1));
    let up = rest > half || (rest == half && whole & 1 == 1);
    let rounded = as_f64(whole + u128::from(up)) / f64::from(ten);
    rounded.copysign(value)
}

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "counts of a run are far below 2⁵³")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2⁵³, which round_to states")]
fn as_f64(whole: u128) -> f64 {
    whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, digits: u32, expected: f64) {
        assert_eq!(
            round_to(value, digits).to_bits(),
            expected.to_bits(),
            "{value:?} to {digits} digits is {:?}, expected {expected:?}",
            round_to(value, digits)
        );
    }

    #[test]
    fn a_tie_goes_to_the_even_digit_and_a_near_tie_to_its_binary_value() {
        check(0.125, 2, 0.12);
        check(0.375, 2, 0.38);
        check(2.5, 0, 2.0);
        check(0.25, 1, 0.2);
        check(1.005, 2, 1.0); // 1.00499999999999989…
        check(2.675, 2, 2.67); // 2.67499999999999982…
        check(1.015, 2, 1.01); // 1.01499999999999990…
        check(0.000_15, 4, 0.000_1); // 0.00014999999999999999…
    }

    #[test]
    fn whole_tiny_and_negative_numbers_keep_their_meaning() {
        check(1.0, 4, 1.0);
        check(27_000.0, 1, 27_000.0);
        check(1e300, 2, 1e300);
        check(1e-30, 4, 0.0);
        check(5e-324, 4, 0.0);
        check(0.0, 4, 0.0);
        check(-1.239, 2, -1.24);
        check(91.5, 2, 91.5);
        check(12.34, 2, 12.34);
    }
}
