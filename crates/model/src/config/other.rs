//! Settings of a consumer that no machine of the lab reads, and that Kafka would refuse all the same.

use super::ConfigError;
use super::keys::{Checks, Key, Kind, Side};
use super::member::{boolean, number};

const fn checked(name: &'static str, long: bool, least: Option<i64>) -> Key {
    let kind = Kind::Int { default: 0, min: 0, max: i64::MAX, checks: Checks { long, least } };
    Key { name, side: Side::Consumer, kind, since: "" }
}

const NUMBERS: [Key; 9] = [
    checked("default.api.timeout.ms", false, Some(0)),
    checked("fetch.min.bytes", false, Some(0)),
    checked("fetch.max.bytes", false, Some(0)),
    checked("max.partition.fetch.bytes", false, Some(0)),
    checked("retry.backoff.max.ms", true, Some(0)),
    checked("reconnect.backoff.max.ms", true, Some(0)),
    checked("connections.max.idle.ms", true, None),
    checked("send.buffer.bytes", false, Some(-1)),
    checked("receive.buffer.bytes", false, Some(-1)),
];

const BOOLEANS: [&str; 3] = ["check.crcs", "exclude.internal.topics", "allow.auto.create.topics"];

/// Refuses what Kafka refuses.
///
/// # Errors
/// Kafka's, for the first of them.
pub(super) fn check<'a>(get: impl Fn(&Key) -> Option<&'a str>) -> Result<(), ConfigError> {
    for key in &NUMBERS {
        number(key, get(key))?;
    }
    for name in BOOLEANS {
        let key = Key { name, side: Side::Consumer, kind: Kind::Bool { default: false }, since: "" };
        if let Some(typed) = get(&key) {
            boolean(&key, typed)?;
        }
    }
    let text = |name| get(&Key { name, side: Side::Consumer, kind: Kind::Text { default: "" }, since: "" });
    let refused = |name: &str, value: &str, expected| {
        Err(ConfigError::NotParsed { name: name.to_owned(), value: value.to_owned(), expected })
    };
    for (name, known, expected) in [
        (
            "isolation.level",
            ["read_committed", "read_uncommitted"],
            "String must be one of: read_committed, read_uncommitted",
        ),
        (
            "metadata.recovery.strategy",
            ["rebootstrap", "none"],
            "String must be one of (case insensitive): REBOOTSTRAP, NONE",
        ),
    ] {
        let any_case = expected.contains("insensitive");
        let is = |typed: &str, name: &str| if any_case { typed.eq_ignore_ascii_case(name) } else { typed == name };
        if let Some(typed) = text(name).map(str::trim).filter(|typed| !known.iter().any(|name| is(typed, name))) {
            return refused(name, typed, expected);
        }
    }
    match text("auto.offset.reset").map(str::trim) {
        Some(typed) if !is_strategy(typed) => Err(ConfigError::NoStrategy { value: typed.to_owned() }),
        _ => Ok(()),
    }
}

/// Whether `AutoOffsetResetStrategy` knows it.
fn is_strategy(typed: &str) -> bool {
    matches!(typed, "earliest" | "latest" | "none") || typed.strip_prefix("by_duration:").is_some_and(is_duration)
}

/// Whether `java.time.Duration.parse` reads it, and it is not negative: `PnDTnHnMn.nS`, in order, each once, one at least.
fn is_duration(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let Some(rest) = upper.strip_prefix('P') else { return false };
    let (days, time) = match rest.split_once('T') {
        Some((_, "")) => return false,
        Some((days, time)) => (days, time),
        None => (rest, ""),
    };
    if days.is_empty() && time.is_empty() {
        return false;
    }
    let whole = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
    let seconds = |n: &str| {
        let (n, fraction) = n.split_once('.').unwrap_or((n, "0"));
        whole(n) && fraction.len() <= 9 && fraction.bytes().all(|b| b.is_ascii_digit())
    };
    let mut left = time;
    for unit in ['H', 'M'] {
        if let Some((n, rest)) = left.split_once(unit) {
            if !whole(n) {
                return false;
            }
            left = rest;
        }
    }
    (days.is_empty() || days.strip_suffix('D').is_some_and(whole))
        && (left.is_empty() || left.strip_suffix('S').is_some_and(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_javas() {
        for good in ["P3D", "PT1H", "PT1H30M", "P1DT0.5S", "pt10s", "PT5M1.S"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in ["", "P", "PT", "3D", "P1H", "PT1D", "P1DT", "PT-1S", "PT1M1H", "x"] {
            assert!(!is_duration(bad), "{bad}");
        }
    }
}
