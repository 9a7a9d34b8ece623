//! Lengths of time as text: `300ms`, `15.3s`, `5min`, `2h`. To the millisecond, in integers; instants that are looked at to
//! the microsecond.

/// Milliseconds that a text says.
///
/// # Errors
/// If it says none: what is wrong with it.
pub(crate) fn read(text: &str) -> Result<u64, &'static str> {
    in_parts(text, 1, "is no whole number of milliseconds")
}

/// Microseconds that a text says.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_fine(text: &str) -> Result<u64, &'static str> {
    in_parts(text, 1_000, "is no whole number of microseconds")
}

/// What a text says, in parts of which a millisecond has `fine`.
fn in_parts(text: &str, fine: u64, not_whole: &'static str) -> Result<u64, &'static str> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit: u64 = match unit {
        "ms" => fine,
        "s" => 1_000 * fine,
        "min" | "m" => 60_000 * fine,
        "h" => 3_600_000 * fine,
        "" if !number.is_empty() => return Err("has no unit"),
        _ => return Err("is no length of time"),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || (part.is_empty() && number.contains('.')) || part.contains('.') {
        return Err("is no length of time");
    }
    let too_long = "is longer than any run";
    let whole: u64 = whole.parse().map_err(|_| too_long)?;
    let mut sum = whole.checked_mul(unit).ok_or(too_long)?;
    let mut share = unit;
    for digit in part.bytes() {
        let digit = u64::from(digit - b'0');
        if digit > 0 && !share.is_multiple_of(10) {
            return Err(not_whole);
        }
        share /= 10;
        sum = sum.checked_add(digit * share).ok_or(too_long)?;
    }
    Ok(sum)
}

/// Milliseconds as text, in the largest unit that says them as a person would.
pub(crate) fn write(ms: u64) -> String {
    match ms {
        1..1_000 => format!("{ms}ms"),
        60_000.. if ms.is_multiple_of(3_600_000) => format!("{}h", ms / 3_600_000),
        60_000.. if ms.is_multiple_of(60_000) => format!("{}min", ms / 60_000),
        _ if ms.is_multiple_of(1_000) => format!("{}s", ms / 1_000),
        _ => format!("{}.{:03}", ms / 1_000, ms % 1_000).trim_end_matches('0').to_owned() + "s",
    }
}

/// Microseconds as text: as [`write`], in seconds where they are no whole milliseconds.
pub(crate) fn write_fine(us: u64) -> String {
    if us.is_multiple_of(1_000) {
        return write(us / 1_000);
    }
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000).trim_end_matches('0').to_owned() + "s"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for ms in [0, 1, 300, 999, 1_000, 14_252, 15_300, 60_000, 61_000, 90_000, 300_000, 7_200_000, 2_592_000_000] {
            assert_eq!(read(&write(ms)), Ok(ms), "{}", write(ms));
        }
        assert_eq!([0, 15_300, 14_252, 300_000].map(write), ["0s", "15.3s", "14.252s", "5min"]);
    }

    #[test]
    fn an_instant_may_lie_within_a_millisecond() {
        for us in [0, 1, 999, 1_000, 16_029_500, 16_000_000, 60_000_000, 61_000_001] {
            assert_eq!(read_fine(&write_fine(us)), Ok(us), "{}", write_fine(us));
        }
        assert_eq!([16_029_500, 16_029_000, 500, 300_000].map(write_fine), ["16.0295s", "16.029s", "0.0005s", "300ms"]);
        assert_eq!(read_fine("1.0005ms"), Err("is no whole number of microseconds"));
        assert_eq!(read_fine("18446744073709551615s"), Err("is longer than any run"));
    }

    #[test]
    fn what_is_no_length_is_told_from_what_lacks_its_unit() {
        assert_eq!(read("1.5min"), Ok(90_000));
        assert_eq!(read("1.5000s"), Ok(1_500));
        assert_eq!(read("5"), Err("has no unit"));
        for wrong in ["", "s", ".s", "1.s", ".5s", "1..5s", "-5s", "5 s", "five", "1.5x"] {
            assert_eq!(read(wrong), Err("is no length of time"), "{wrong:?}");
        }
        assert_eq!(read("1.5ms"), Err("is no whole number of milliseconds"));
        assert_eq!(read("99999999999999999999s"), Err("is longer than any run"));
        assert_eq!(read("18446744073709551615h"), Err("is longer than any run"));
    }
}
