//! What the simulator costs in instructions, against tests/budget.toml: a figure that another program on the same
//! machine does not move, so that a change of a few percent shows.
//!
//! Valgrind counts. Where it is not installed nothing is counted, and that is said.

use std::{path::Path, process::Stdio};

use crate::{
    failure::{Failure, Result},
    process,
    suites::Part,
    tally::{Held, Tally},
    workspace::Workspace,
};

const FILE: &str = "tests/budget.toml";

/// The figures are of this kind of machine; another has other instructions.
const COUNTED_HERE: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// Short work is done so often, and once, and what lies between is the work without starting or a first time's cost.
const MORE: u64 = 11;

/// What tests/budget.toml says.
#[derive(Debug, PartialEq, Eq)]
struct Recorded {
    /// How far off a figure may be, in percent.
    tolerance_percent: u64,
    /// Work by name, and its instructions.
    works: Vec<(String, u64)>,
    /// Work that takes so long that it is done once: what is subtracted is starting alone.
    long: Vec<(String, u64)>,
}

pub(crate) fn run(workspace: &Workspace) -> Result<Vec<Part>> {
    let recorded = Recorded::read(&workspace.read_toml(FILE)?)?;
    let Some(valgrind) = process::find_on_path("valgrind").filter(|_| COUNTED_HERE) else {
        process::say(
            "instructions are not counted: that takes Linux on x86-64, and valgrind (apt-get install valgrind)",
        );
        let tally = Tally { skipped: 1, ..Tally::default() };
        return Ok(vec![Part { name: "instructions".to_owned(), tally }]);
    };
    process::say("building what is counted, for speed as the command line is");
    let mut build = process::cargo(workspace.root());
    build.args(["build", "--profile", "native", "--package", "rebalance-tests", "--bin", "count"]);
    process::run_logged(&mut build, "building what is counted", &workspace.target().join("count.log"))?;
    let program = workspace.target().join("native/count");
    let mut tally = Tally::default();
    let short = recorded.works.iter().map(|work| (work, (1, MORE)));
    let long = recorded.long.iter().map(|work| (work, (0, 1)));
    for ((work, expected), (few, many)) in short.chain(long) {
        let count = |times| instructions(workspace, &valgrind, &program, work, times);
        let found = count(many)?.saturating_sub(count(few)?) / (many - few);
        let (held, says) = verdict(found, *expected, recorded.tolerance_percent);
        println!("{work:>28}: {found:>10} instructions, {says}");
        tally += Tally::one(held);
    }
    Ok(vec![Part { name: "instructions".to_owned(), tally }])
}

impl Recorded {
    fn read(table: &toml::Table) -> Result<Self> {
        let missing =
            || Failure::new(format!("{FILE} needs [instructions] with tolerance_percent and tables works and long"));
        let instructions = table.get("instructions").ok_or_else(missing)?;
        let number = |value: &toml::Value| value.as_integer().and_then(|n| u64::try_from(n).ok());
        let tolerance_percent = instructions.get("tolerance_percent").and_then(number).ok_or_else(missing)?;
        let table = |name| {
            let works = instructions.get(name).and_then(toml::Value::as_table).ok_or_else(missing)?;
            let works = works.iter().map(|(name, value)| Some((name.clone(), number(value)?))).collect::<Option<_>>();
            works.ok_or_else(missing)
        };
        Ok(Self { tolerance_percent, works: table("works")?, long: table("long")? })
    }
}

/// Instructions of the whole program when it does the work so often.
fn instructions(workspace: &Workspace, valgrind: &Path, program: &Path, work: &str, times: u64) -> Result<u64> {
    let mut command = process::command(valgrind, workspace.root());
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program).args([work, &times.to_string()]);
    let output = command.stdin(Stdio::null()).output().map_err(|error| process::cannot_start(&command, &error))?;
    let said = String::from_utf8_lossy(&output.stderr);
    match collected(&said).filter(|_| output.status.success()) {
        Some(count) => Ok(count),
        None => {
            Err(Failure::new(format!("valgrind can't count {work}: {}", said.lines().last().unwrap_or("no reason"))))
        }
    }
}

/// The number in callgrind's last lines: `==12345== Collected : 6789`.
fn collected(said: &str) -> Option<u64> {
    said.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
}

fn verdict(found: u64, recorded: u64, tolerance_percent: u64) -> (Held, String) {
    let off = found.abs_diff(recorded).saturating_mul(1000) / recorded.max(1);
    let by = format!("{}.{} % {} than recorded", off / 10, off % 10, if found > recorded { "more" } else { "less" });
    if off <= tolerance_percent * 10 {
        (Held::Yes, by)
    } else {
        (Held::No, format!("{by}, {recorded}: find out why, and write the new figure into {FILE}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_found_in_what_callgrind_says() {
        let said = "==7== Events    : Ir\n==7== Collected : 61842310\n==7== \n==7== I   refs:      61,842,310\n";
        assert_eq!(collected(said), Some(61_842_310));
        assert_eq!(collected("valgrind: no such file"), None);
    }

    #[test]
    fn a_figure_may_be_off_by_its_tolerance_either_way() {
        for (found, held) in [(100_000, Held::Yes), (103_000, Held::Yes), (103_100, Held::No), (96_900, Held::No)] {
            assert_eq!(verdict(found, 100_000, 3).0, held, "{found}");
        }
        assert!(verdict(110_000, 100_000, 3).1.starts_with("10.0 % more than recorded, 100000"));
    }

    #[test]
    fn figures_are_read_and_missing_ones_named() {
        let table = "[instructions]\ntolerance_percent = 3\nworks = { parse = 7 }\nlong = { restart = 9 }\n";
        let recorded = Recorded::read(&table.parse().expect("TOML")).expect("whole");
        let (works, long) = (vec![("parse".to_owned(), 7)], vec![("restart".to_owned(), 9)]);
        assert_eq!(recorded, Recorded { tolerance_percent: 3, works, long });
        let failure = Recorded::read(&toml::Table::new()).expect_err("nothing there").to_string();
        assert!(failure.contains("needs [instructions]"), "{failure}");
    }
}
