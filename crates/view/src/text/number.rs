//! Numbers as text, by integer arithmetic.

use rebalance_model::{SimDuration, SimTime};

/// `00:16.029`: minutes, seconds, milliseconds of the group's own time.
pub fn clock(t: SimTime) -> String {
    let ms = t.as_millis();
    format!("{:02}:{:02}.{:03}", ms / 60_000, ms / 1000 % 60, ms % 1000)
}

/// `4 ms`, `0.73 s`, `3.2 s`, `45 s`, `5 min`: three digits at most, rounded.
pub fn duration(d: SimDuration) -> String {
    let us = d.as_micros();
    let ms = (us + 500) / 1000;
    match ms {
        0 if us > 0 => String::from("< 1 ms"),
        0..100 => format!("{ms} ms"),
        100..1000 => format!("0.{:02} s", (ms + 5).min(999) / 10),
        1000..100_000 => tenths((ms + 50) / 100, "s"),
        100_000..600_000 if !ms.is_multiple_of(60_000) => format!("{} s", (ms + 500) / 1000),
        _ => tenths((ms + 3000) / 6000, "min"),
    }
}

fn tenths(tenths: u64, unit: &str) -> String {
    if tenths.is_multiple_of(10) {
        format!("{} {unit}", tenths / 10)
    } else {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    }
}

/// `1 800 000`: digits in groups of three, apart by a narrow no-break space.
pub fn whole(n: u64) -> String {
    let digits = n.to_string();
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
        0..1 => String::from("×0.001"),
        1..10 => format!("×0.00{thousandths}"),
        10..100 => format!("×0.0{}", ((thousandths + 5) / 10).min(9)),
        100..950 => format!("×0.{}", (thousandths + 50) / 100),
        950..9950 => {
            let tenths = (thousandths + 50) / 100;
            if tenths.is_multiple_of(10) {
                format!("×{}", tenths / 10)
            } else {
                format!("×{}.{}", tenths / 10, tenths % 10)
            }
        }
        _ => format!("×{}", (u64::from(thousandths) + 500) / 1000),
    }
}

/// `1.3 / 6 s`: a countdown.
pub fn meter(age_us: u64, limit: SimDuration) -> String {
    let tenths = age_us / 100_000;
    let limit_ms = limit.as_millis();
    if limit_ms.is_multiple_of(1000) {
        format!("{}.{} / {} s", tenths / 10, tenths % 10, limit_ms / 1000)
    } else {
        format!("{}.{} / {}.{} s", tenths / 10, tenths % 10, limit_ms / 1000, limit_ms % 1000 / 100)
    }
}
