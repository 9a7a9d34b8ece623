//! Numbers as text, by integer arithmetic.

use rebalance_model::{SimDuration, SimTime};

use super::Lang;

/// `00:16.029`: minutes, seconds, milliseconds of the group's own time.
pub fn clock(t: SimTime) -> String {
    let ms = t.as_millis();
    format!("{:02}:{:02}.{:03}", ms / 60_000, ms / 1000 % 60, ms % 1000)
}

/// `3.4 ms`, `73 ms`, `0.73 s`, `3.2 s`, `45 s`, `5 min`, `24.9 d`: two or three digits, rounded.
pub fn duration(lang: Lang, d: SimDuration) -> String {
    let us = d.as_micros();
    let second = second(lang);
    let [millis, minute, hour, day] = match lang {
        Lang::En => [" ms", " min", " h", " d"],
        Lang::Ko => ["밀리초", "분", "시간", "일"],
    };
    match us {
        0 => format!("0{second}"),
        1..50 => format!("< 0.1{millis}"),
        50..9_950 => with_tenths((us + 50) / 100, millis),
        9_950..99_500 => format!("{}{millis}", (us + 500) / 1000),
        99_500..995_000 => format!("0.{:02}{second}", (us + 5_000) / 10_000),
        995_000..99_950_000 => with_tenths((us + 50_000) / 100_000, second),
        _ if us < 600_000_000 && !seconds(us).is_multiple_of(60) => format!("{}{second}", seconds(us)),
        _ if us < 6_000_000_000 => with_tenths((us + 3_000_000) / 6_000_000, minute),
        _ if us < 172_800_000_000 => with_tenths((us + 180_000_000) / 360_000_000, hour),
        _ => with_tenths((us + 4_320_000_000) / 8_640_000_000, day),
    }
}

/// The unit behind a number of seconds.
pub(crate) const fn second(lang: Lang) -> &'static str {
    match lang {
        Lang::En => " s",
        Lang::Ko => "초",
    }
}

/// Whole seconds, rounded.
const fn seconds(us: u64) -> u64 {
    (us + 500_000) / 1_000_000
}

fn with_tenths(tenths: u64, unit: &str) -> String {
    if tenths.is_multiple_of(10) {
        format!("{}{unit}", tenths / 10)
    } else {
        format!("{}.{}{unit}", tenths / 10, tenths % 10)
    }
}

/// `1 800 000`: digits in groups of three, apart by a narrow no-break space.
pub fn whole(n: u64) -> String {
    let digits = n.to_string();
    if digits.len() < 4 {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() * 2);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    out
}

/// `×0.02`, `×1`, `×30` from thousandths.
pub fn factor(thousandths: u32) -> String {
    match thousandths {
        0 => String::from("×0.001"),
        1..10 => format!("×0.00{thousandths}"),
        10..95 => format!("×0.0{}", (thousandths + 5) / 10),
        95..950 => format!("×0.{}", (thousandths + 50) / 100),
        950..9_950 => format!("×{}", with_tenths(u64::from((thousandths + 50) / 100), "")),
        _ => format!("×{}", (u64::from(thousandths) + 500) / 1000),
    }
}

/// `1.3 / 6 s`: a countdown, in seconds by their `unit`.
pub fn meter(age_us: u64, limit: SimDuration, unit: &str) -> String {
    let tenths = age_us / 100_000;
    let limit_ms = limit.as_millis();
    if limit_ms.is_multiple_of(1000) {
        format!("{}.{} / {}{unit}", tenths / 10, tenths % 10, limit_ms / 1000)
    } else {
        format!("{}.{} / {}.{}{unit}", tenths / 10, tenths % 10, limit_ms / 1000, limit_ms % 1000 / 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_the_digits_that_matter() {
        let shown = |us| duration(Lang::En, SimDuration::from_micros(us));
        for (us, text) in [
            (0, "0 s"),
            (20, "< 0.1 ms"),
            (3_427, "3.4 ms"),
            (9_949, "9.9 ms"),
            (9_951, "10 ms"),
            (73_400, "73 ms"),
            (99_600, "0.10 s"),
            (730_000, "0.73 s"),
            (994_999, "0.99 s"),
            (995_000, "1 s"),
            (3_249_982, "3.2 s"),
            (45_000_000, "45 s"),
            (120_000_000, "2 min"),
            (150_000_000, "150 s"),
            (1_800_000_000, "30 min"),
            (10_790_000_000, "3 h"),
            (2_147_483_647_000, "24.9 d"),
        ] {
            assert_eq!(shown(us), text);
        }
        for (us, text) in [(20, "< 0.1밀리초"), (3_427, "3.4밀리초"), (73_400, "73밀리초"), (3_249_982, "3.2초")]
        {
            assert_eq!(duration(Lang::Ko, SimDuration::from_micros(us)), text);
        }
    }

    #[test]
    fn factors_keep_two_digits() {
        let shown: Vec<String> = [1, 20, 94, 95, 949, 950, 1_000, 2_040, 9_949, 9_950, 30_000].map(factor).to_vec();
        assert_eq!(shown, ["×0.001", "×0.02", "×0.09", "×0.1", "×0.9", "×1", "×1", "×2", "×9.9", "×10", "×30"]);
    }

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!([whole(7), whole(6_000), whole(1_800_000)], ["7", "6\u{202f}000", "1\u{202f}800\u{202f}000"]);
    }

    #[test]
    fn the_clock_counts_minutes() {
        assert_eq!(clock(SimTime::from_micros(76_029_550)), "01:16.029");
    }
}
