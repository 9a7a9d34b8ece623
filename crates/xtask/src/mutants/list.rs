//! What cargo-mutants would change: the list that `cargo mutants --list --json` prints.

use std::collections::BTreeMap;

use serde_json::Value;

/// Where the mutated code lies.
const SOURCE: &str = "crates/sim/src/";
/// Parts of it that are counted by themselves; the longest that fits a file is its part.
pub(crate) const PARTS: [&str; 6] =
    ["assignor", "assignor/server", "coordinator", "coordinator/consumer", "member", "member/consumer"];

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mutant {
    /// Its number among all that there are, from 1.
    pub(crate) number: usize,
    /// The changed file, from the root of the repository.
    pub(crate) file: String,
    /// What is changed into what, in cargo-mutants' words; `#2` behind them if the file has the same a second time. Says
    /// no line, so that it is still right after the file was changed elsewhere.
    pub(crate) what: String,
    /// What kind of thing is changed.
    pub(crate) genre: Genre,
    /// Where what is changed begins.
    pub(crate) start: Place,
    /// Where it has ended.
    pub(crate) end: Place,
    /// What stands there afterwards.
    pub(crate) replacement: String,
}

/// A place in a file: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The line.
    pub(crate) line: usize,
    /// The column.
    pub(crate) column: usize,
}

/// What kind of thing is changed, by cargo-mutants' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Genre {
    /// A function only returns a value.
    FnValue,
    /// An operator between two sides is another.
    BinaryOperator,
    /// `!` or `-` is gone.
    UnaryOperator,
    /// An arm is gone where there is one for all others.
    MatchArm,
    /// The guard of an arm is always, or never, true.
    MatchArmGuard,
    /// A field is left to the rest.
    StructField,
}

impl Mutant {
    /// The part that it is counted in.
    pub(crate) fn part(&self) -> &'static str {
        let below = self.file.strip_prefix(SOURCE).unwrap_or(&self.file);
        let within = |part: &&&str| below.strip_prefix(**part).is_some_and(|rest| rest.starts_with('/'));
        PARTS.iter().filter(within).max_by_key(|part| part.len()).copied().unwrap_or("elsewhere")
    }

    /// The file's text with this change alone, as cargo-mutants makes it.
    pub(crate) fn applied(&self, source: &str) -> String {
        let range = self.start.offset(source)..self.end.offset(source);
        format!("{}{}{}", &source[..range.start], self.replacement, &source[range.end..])
    }
}

impl Place {
    fn offset(self, source: &str) -> usize {
        let line: usize = source.split_inclusive('\n').take(self.line - 1).map(str::len).sum();
        source[line..].chars().take(self.column - 1).map(char::len_utf8).sum::<usize>() + line
    }
}

/// Reads the list.
///
/// # Errors
/// What it lacks.
pub(crate) fn read(json: &str) -> Result<Vec<Mutant>, String> {
    let list: Vec<Value> = serde_json::from_str(json).map_err(|why| format!("the list of mutants: {why}"))?;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut mutants = Vec::new();
    for (value, number) in list.iter().zip(1..) {
        let mut mutant =
            mutant(value, number).ok_or_else(|| format!("the list of mutants: not understood: {value}"))?;
        let times = seen.entry(format!("{}: {}", mutant.file, mutant.what)).or_default();
        *times += 1;
        if *times > 1 {
            mutant.what = format!("{} #{times}", mutant.what);
        }
        mutants.push(mutant);
    }
    Ok(mutants)
}

fn mutant(value: &Value, number: usize) -> Option<Mutant> {
    let text = |name: &str| value.get(name)?.as_str();
    let place = |name: &str| {
        let of = |what: &str| usize::try_from(value.get("span")?.get(name)?.get(what)?.as_u64()?).ok();
        Some(Place { line: of("line")?, column: of("column")? })
    };
    let (file, start) = (text("file")?, place("start")?);
    let what = text("name")?.strip_prefix(&format!("{file}:{}:{}: ", start.line, start.column))?;
    let genre = match text("genre")? {
        "FnValue" => Genre::FnValue,
        "BinaryOperator" => Genre::BinaryOperator,
        "UnaryOperator" => Genre::UnaryOperator,
        "MatchArm" => Genre::MatchArm,
        "MatchArmGuard" => Genre::MatchArmGuard,
        "StructField" => Genre::StructField,
        _ => return None,
    };
    Some(Mutant {
        number,
        file: file.to_owned(),
        what: what.split_whitespace().collect::<Vec<_>>().join(" "),
        genre,
        start,
        end: place("end")?,
        replacement: text("replacement")?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"[
        {"name": "crates/sim/src/assignor/server/a.rs:2:4: replace + with -", "file": "crates/sim/src/assignor/server/a.rs",
         "function": null, "span": {"start": {"line": 2, "column": 4}, "end": {"line": 2, "column": 5}},
         "replacement": "-", "genre": "BinaryOperator"},
        {"name": "crates/sim/src/assignor/server/a.rs:3:4: replace + with -", "file": "crates/sim/src/assignor/server/a.rs",
         "function": null, "span": {"start": {"line": 3, "column": 4}, "end": {"line": 3, "column": 5}},
         "replacement": "-", "genre": "BinaryOperator"}]"#;

    #[test]
    fn the_list_says_what_is_changed_and_where() {
        let mutants = read(LIST).expect("a list");
        assert_eq!(
            mutants.iter().map(|m| m.what.as_str()).collect::<Vec<_>>(),
            ["replace + with -", "replace + with - #2"]
        );
        assert_eq!(mutants[1].part(), "assignor/server");
        assert_eq!(mutants[0].applied("é\né, +\n"), "é\né, -\n");
        assert_eq!(read("[{}]").expect_err("nothing there"), "the list of mutants: not understood: {}");
    }
}
