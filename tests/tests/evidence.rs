//! The README's evidence: its table says what the committed score says, case by case; and the page's: the sum of it.
//!
//! `UPDATE_EXPECT=1` writes the table anew. Must not score anything: that is tests/conformance.rs's part.

use std::{env, fs, path::Path};

use rebalance_view::text::{Lang, settings};

const BEGIN: &str = "<!-- score -->\n";
const END: &str = "<!-- /score -->";
const HEAD: &str = "| case | holders | unowned, recorded / simulated | wire | timing, median / p95 | twice |\n\
                    |---|---|---|---|---|---|\n";

#[test]
fn the_readme_shows_the_committed_score() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository");
    let score = fs::read_to_string(root.join("tests/conformance/score.txt")).expect("score.txt");
    let path = root.join("README.md");
    let readme = fs::read_to_string(&path).expect("README.md");
    let (before, rest) = readme.split_once(BEGIN).expect("the README has a place for the score");
    let (shown, after) = rest.split_once(END).expect("and an end of it");
    let expected = table(&score);
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, [before, BEGIN, &expected, END, after].concat()).expect("README.md can be written");
        return;
    }
    assert_eq!(shown, expected, "the README's table is not that of score.txt: run with UPDATE_EXPECT=1");
}

#[test]
fn the_page_says_the_sum_of_the_committed_score() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let score = fs::read_to_string(root.join("conformance/score.txt")).expect("score.txt");
    let cases: Vec<&str> = score.lines().filter(|line| line.contains(" unowned ")).collect();
    let mean = |figure: &str| {
        let of = |line: &&str| line.split(figure).nth(1).and_then(|rest| first(rest).parse().ok()).unwrap_or(f64::NAN);
        100.0 * cases.iter().map(of).sum::<f64>() / f64::from(u32::try_from(cases.len()).expect("some cases"))
    };
    let [holders, wire] = ["holders", "wire"].map(|figure| format!("{:.2} %", mean(figure)));
    for lang in Lang::ALL {
        let said = settings(lang).modelled;
        for figure in [&cases.len().to_string(), &holders, &wire] {
            assert!(said.contains(figure.as_str()), "{figure} is not in: {said}");
        }
    }
}

/// The first word of a line.
fn first(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// The sum, and a row a case.
fn table(score: &str) -> String {
    let (cases, sum): (Vec<&str>, Vec<&str>) =
        score.lines().filter(|line| !line.is_empty()).partition(|line| line.contains(" unowned "));
    let rows: String = cases.into_iter().map(row).collect();
    assert!(!sum.is_empty(), "score.txt ends with the sum of all cases");
    let sum = sum.join(".\n\n");
    format!("\n{sum}.\n\n<details><summary>Every case</summary>\n\n{HEAD}{rows}\n</details>\n\n")
}

/// `NAME holders A  unowned B / C s  final D  wire E  timing F / G ms  twice H / I`, as a row.
fn row(line: &str) -> String {
    let between = |from: &str, to: &str| {
        let rest = line.split_once(from).unwrap_or_else(|| panic!("no {from:?} in {line:?}")).1;
        rest.split_once(to).map_or(rest, |(value, _)| value).trim().to_owned()
    };
    let name = line.split_whitespace().next().expect("a case has a name");
    let (holders, unowned, wire) =
        (between(" holders ", " unowned "), between(" unowned ", " final "), between(" wire ", " timing "));
    let (timing, twice) = (between(" timing ", " twice "), between(" twice ", "\n"));
    format!("| {name} | {holders} | {unowned} | {wire} | {timing} | {twice} |\n")
}

#[test]
fn a_line_becomes_a_row() {
    let line = "a.eager    holders 0.9  unowned 1.5 / 1.4 s  final same  wire 1.000  timing 2.0 / 4.2 ms  twice 0 / 1";
    assert_eq!(row(line), "| a.eager | 0.9 | 1.5 / 1.4 s | 1.000 | 2.0 / 4.2 ms | 0 / 1 |\n");
}
