//! Versions as tools print them: finding the number in the line and comparing it.

use std::fmt;

/// A version of up to three numbers; missing ones count as nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) major: u32,
    pub(crate) minor: u32,
    pub(crate) patch: u32,
}

impl Version {
    /// The first thing in `text` that looks like a version: `v20.20.2`, `wasm-opt version 132`,
    /// `=0.2.130`, `Mozilla Firefox 140.4.0esr`.
    ///
    /// Words are tried one by one, and a word counts when what is left after a leading `v` or `=`
    /// begins with a digit: so the `2` in `wasm2js` is not taken for one.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split(|c: char| c.is_whitespace() || c == '(' || c == '_').find_map(Self::from_word)
    }

    fn from_word(word: &str) -> Option<Self> {
        let word = word.trim_start_matches(['v', '=', '^', '"']);
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let mut numbers = word.split('.').map_while(|part| {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            part[..digits].parse().ok()
        });
        Some(Self { major: numbers.next()?, minor: numbers.next().unwrap_or(0), patch: numbers.next().unwrap_or(0) })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let found = Version::find(text).map(|version| version.to_string());
        assert_eq!(found.as_deref(), expected, "in {text:?}");
    }

    #[test]
    fn the_version_is_found_in_what_each_tool_prints() {
        check("v20.20.2", Some("20.20.2"));
        check("trunk 0.21.14", Some("0.21.14"));
        check("wasm-bindgen 0.2.130", Some("0.2.130"));
        check("wasm-opt version 132 (version_132)", Some("132.0.0"));
        check("version_132", Some("132.0.0"));
        check("=0.2.130", Some("0.2.130"));
        check("geckodriver 0.37.1\n\nThe source code", Some("0.37.1"));
        check("Mozilla Firefox 153.7.0esr", Some("153.7.0"));
        check("1.2.1+spec-1.1.0", Some("1.2.1"));
        check("Chromium 156.0.8078.79 built on Debian", Some("156.0.8078"));
    }

    #[test]
    fn text_without_a_version_has_none() {
        check("", None);
        check("command not found", None);
        check("wasm2js wat2wasm", None);
    }

    #[test]
    fn versions_compare_by_number_and_not_by_letter() {
        let newer = Version::find("0.21.14").expect("a version");
        let older = Version::find("0.21.9").expect("a version");
        assert!(newer > older);
    }
}
