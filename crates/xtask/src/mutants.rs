//! `cargo xtask mutants`: has cargo-mutants change the simulator's code, one place after another, and see whether a test
//! notices. It takes hours, so that it is done in parts and shards; tests/mutants.txt has what came of them.

use crate::{
    failure::{Failure, Result},
    process, setup,
    workspace::Workspace,
};

/// A part by its folder in crates/sim/src, and the tests of the package `rebalance-tests` that hold it, beside the crate's
/// own.
const PARTS: [(&str, &[&str]); 3] = [
    ("assignor", &["assignors"]),
    ("coordinator", &["protocol", "conformance", "properties", "swarm"]),
    ("member", &["protocol", "conformance", "properties", "swarm"]),
];

/// The slowest of these tests takes some ten seconds: a mutant that takes so much longer goes round for ever, and is caught.
const TEST_SECONDS: &str = "120";

/// Runs a part, or a shard `K/N` of it.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let (part, tests, shard) = chosen(args)?;
    let mutants = setup::mutants(workspace)?;
    let mut command = process::command(mutants, workspace.root());
    command.arg("mutants").arg("--file").arg(format!("crates/sim/src/{part}/**"));
    command.arg("--output").arg(workspace.target().join(format!("mutants-{part}")));
    if let Some(shard) = shard {
        command.args(["--shard", shard]);
    }
    // What was caught in an earlier run is not tried again: a run can be broken off and gone on with.
    command.arg("--iterate");
    // The tree as it is would be tested with the tests of one package alone; that it passes is for `cargo xtask test` to say.
    command.args(["--baseline", "skip", "--timeout", TEST_SECONDS]);
    command.args(["--test-package", "rebalance-sim", "--test-package", "rebalance-tests", "--cargo-arg=--lib"]);
    command.args(tests.iter().map(|test| format!("--cargo-arg=--test={test}")));
    process::run(&mut command, "cargo mutants")
}

fn chosen(args: &[String]) -> Result<(&str, &'static [&'static str], Option<&str>)> {
    let names = PARTS.map(|(name, _)| name).join(", ");
    let (part, shard) = match args {
        [part] => (part, None),
        [part, shard] => (part, Some(shard.as_str())),
        _ => return Err(Failure::usage(format!("`mutants` needs one of {names}, and may have a shard, as 0/8"))),
    };
    let Some((name, tests)) = PARTS.iter().find(|(name, _)| name == part) else {
        return Err(Failure::usage(format!("there is no part `{part}`; these there are: {names}")));
    };
    Ok((name, tests, shard))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_may_have_a_shard() {
        let args = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let chosen_of = |text| chosen(&args(text)).map(|(part, _, shard)| (part.to_owned(), shard.map(str::to_owned)));
        assert_eq!(chosen_of("assignor").expect("a part"), ("assignor".to_owned(), None));
        assert_eq!(chosen_of("member 3/8").expect("a shard"), ("member".to_owned(), Some("3/8".to_owned())));
        for wrong in ["", "engine", "member 3/8 more"] {
            let failure = chosen_of(wrong).expect_err(wrong).to_string();
            assert!(failure.contains("assignor, coordinator, member"), "{failure}");
        }
    }
}
