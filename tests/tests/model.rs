//! Tiny groups, exhausted: stateright drives the same coordinator and members that the engine runs. What is abstracted,
//! and why nothing that matters is left out, says `tests/src/tiny`; what keeps a group tiny is a bound with a name.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use rebalance_tests::tiny::{LONG, SHORT, exhaust};

/// One at a time: each takes some hundred megabytes.
static TURN: Mutex<()> = Mutex::new(());

fn check(range: std::ops::Range<usize>) {
    let _turn = TURN.lock();
    for (bounds, states, steps) in &SHORT[range] {
        let found = exhaust(*bounds);
        assert!(found.broken.is_empty() && found.missing.is_empty(), "{bounds}: {found}");
        assert_eq!((found.states, found.steps), (*states, *steps), "{bounds}");
    }
}

#[test]
fn a_member_alone_is_exhausted() {
    check(0..2);
}

#[test]
fn two_members_and_two_partitions_are_exhausted() {
    check(2..3);
}

#[test]
fn the_follow_up_of_two_members_is_exhausted() {
    check(3..4);
}

#[test]
fn three_members_that_found_a_group_are_exhausted() {
    check(4..5);
}

#[test]
fn a_member_of_the_consumer_protocol_alone_is_exhausted() {
    check(5..8);
}

#[test]
fn two_members_of_the_consumer_protocol_are_exhausted() {
    check(8..9);
}

#[test]
fn two_members_of_the_consumer_protocol_one_of_which_ends_are_exhausted() {
    check(9..10);
}

#[test]
fn a_member_of_each_protocol_is_exhausted() {
    check(10..11);
}

#[test]
fn a_static_member_that_comes_back_is_exhausted() {
    check(11..SHORT.len());
}

#[test]
fn the_long_command_has_exhausted_larger_groups() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tiny.txt");
    let text = fs::read_to_string(path).expect("the committed result of the long command");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), LONG.len(), "run the long command again: one line for each, and nothing broken or missing");
    for (line, bounds) in lines.iter().zip(LONG) {
        let found = line.strip_prefix(&format!("{bounds}: ")).unwrap_or_else(|| panic!("{line}: not {bounds}"));
        let states = found.split_once(" states, ").and_then(|(states, _)| states.parse::<u64>().ok());
        // A member of the consumer protocol asks one thing only, over and over: the same bounds hold fewer states.
        let least = if bounds.consumers > 0 { 500_000 } else { 1_000_000 };
        assert!(states.is_some_and(|states| states > least), "{line}");
    }
}
