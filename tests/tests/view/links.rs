//! Links that last: addresses of earlier versions open what they opened then.

use std::collections::BTreeSet;

use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_view::url::{VERSION, pairs, read, write};

use super::{Bench, builtin};

const LINKS: &str = include_str!("links.txt");

/// What the steps of a built-in scenario are, by their numbers, as `step=` of version 1 means them.
const SCRIPTS: &str = include_str!("scripts.txt");

fn links() -> impl Iterator<Item = &'static str> {
    let lines = LINKS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.splitn(3, ' ').nth(2).unwrap_or_else(|| panic!("{line}: commit, day, query")))
}

#[test]
fn every_link_that_was_ever_made_opens_all_that_it_says() {
    for link in links() {
        let (session, problems) = read(link);
        assert_eq!(problems, [], "{link}");
        // Said again, nothing of it is lost, and nothing but the version comes to it.
        let set = |query: &str| pairs(query).into_iter().filter(|(name, _)| name != "v").collect::<BTreeSet<_>>();
        let default = |(name, value): &(String, String)| name == "scenario" && value == BUILTIN[0].name;
        let said: BTreeSet<_> = set(link).into_iter().filter(|pair| !default(pair)).collect();
        assert_eq!(set(&write(&session)), said, "{link}");
        // It is a run.
        let mut bench = Bench::new(session.clone(), std::rc::Rc::new(builtin(session.scenario)));
        assert!(bench.lab.end() > bench.lab.opening(), "{link}");
        assert!(!bench.at(session.t).lanes.is_empty(), "{link}");
    }
}

#[test]
fn links_are_of_every_kind() {
    let names: BTreeSet<String> = links().flat_map(|link| pairs(link).into_iter().map(|(name, _)| name)).collect();
    for name in ["scenario", "lanes", "t", "seed", "act", "step", "view", "window", "loop", "by", "myth", "kafka"] {
        assert!(names.contains(name), "{name} is in none of them");
    }
}

/// A link says steps of a script by number. Where a script becomes another, older links would mean something else: then the
/// version of addresses is raised, the lines of scripts.txt are kept under the older one, and what changed is said.
#[test]
fn steps_that_links_name_are_what_they_were() {
    assert_eq!(VERSION, 1, "scripts.txt is of version 1");
    let now: Vec<String> = BUILTIN
        .iter()
        .enumerate()
        .map(|(place, file)| {
            let scenario = builtin(place);
            let step = |s: &rebalance_model::scenario::Step| {
                let member = s.action.member().map(|m| scenario.members[m.index()].name.clone()).unwrap_or_default();
                format!(" {}:{member}@{}", s.action.name(), s.at.as_millis())
            };
            format!("{}{}", file.name, scenario.script.iter().map(step).collect::<String>())
        })
        .collect();
    for line in SCRIPTS.lines() {
        assert!(now.iter().any(|other| other == line), "{line}");
    }
    assert_eq!(SCRIPTS.lines().count(), now.len(), "a new built-in scenario has its line too");
}
