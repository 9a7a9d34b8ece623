//! What Kafka takes as a name: one rule for topics and for `group.instance.id`.

use crate::scenario::limits::NAME_BYTES;

/// What Kafka has against a name of a topic or an instance, in its own words (`Topic.detectInvalidTopic`).
pub fn why_invalid(name: &str) -> Option<String> {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    match name {
        "" => Some("the empty string is not allowed".to_owned()),
        "." | ".." => Some(format!("'{name}' is not allowed")),
        long if long.len() > NAME_BYTES => {
            Some(format!("the length of '{name}' is longer than the max allowed length {NAME_BYTES}"))
        }
        odd if !odd.chars().all(known) => {
            Some(format!("'{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"))
        }
        _ => None,
    }
}

/// Whether Kafka takes it (`Topic.isValid`).
pub fn is_valid(name: &str) -> bool {
    why_invalid(name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_letters_digits_and_three_signs_and_no_path() {
        let (longest, longer) = ("a".repeat(249), "a".repeat(250));
        for name in ["orders", "a.b_c-9", "-", "...", &longest] {
            assert!(is_valid(name), "{name}");
        }
        for name in ["", ".", "..", "a b", "a/b", "caf\u{e9}", &longer] {
            assert!(!is_valid(name), "{name}");
        }
    }
}
