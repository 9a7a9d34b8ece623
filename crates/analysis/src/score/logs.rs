//! How near the log of a simulated run is to that of a recorded one.
//!
//! Each source (a member, the broker) has its lines in order, levels included. What names something of one run only is
//! masked: ids of members and topics, addresses and nodes, the partition of `__consumer_offsets`, versions of metadata,
//! and the one partition of several that the line of a failed commit or of a new partition names; times are not looked
//! at. In the logs of a consumer group lists of partitions are counted only: its members' ids are random from the first
//! letter on, and decide who gets which. Entries between braces are put in order, as Java's depends on the ids. Of two sequences as much is equal as their
//! longest common subsequence has lines, out of the longer one's; of a run, the sum over its sources.

use std::collections::BTreeMap;

/// Lines of each source, in order.
pub type Sources = BTreeMap<String, Vec<String>>;

/// How much is equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFigures {
    /// Lines in common, and lines of the longer sequence, by source.
    pub sources: BTreeMap<String, (usize, usize)>,
}

impl LogFigures {
    /// The share of all lines that is equal; 1 if there are none.
    pub fn equal(&self) -> f64 {
        let sum = |which: fn(&(usize, usize)) -> usize| self.sources.values().map(which).sum::<usize>();
        share((sum(|s| s.0), sum(|s| s.1)))
    }

    /// The source that is least equal, and its share.
    pub fn least(&self) -> Option<(&str, f64)> {
        self.sources.iter().map(|(who, s)| (who.as_str(), share(*s))).min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a log has fewer than 2^52 lines")]
fn share((equal, of): (usize, usize)) -> f64 {
    if of == 0 { 1.0 } else { equal as f64 / of as f64 }
}

/// Holds a simulated log against that of the nearest recorded run, which is given too; none if nothing is recorded.
pub fn nearest<'a>(recorded: &'a [Sources], simulated: &Sources) -> Option<(LogFigures, &'a Sources)> {
    let all = recorded.iter().map(|run| (compare(run, simulated), run));
    all.max_by(|a, b| a.0.equal().total_cmp(&b.0.equal()))
}

/// Holds two logs against each other.
pub fn compare(recorded: &Sources, simulated: &Sources) -> LogFigures {
    let names = recorded.keys().chain(simulated.keys().filter(|who| !recorded.contains_key(*who)));
    let sources = names.map(|who| {
        let (a, b) = (masked(recorded, who), masked(simulated, who));
        (who.clone(), (common(&a, &b).len(), a.len().max(b.len())))
    });
    LogFigures { sources: sources.collect() }
}

/// The lines of a source as they are compared.
fn masked(run: &Sources, who: &str) -> Vec<String> {
    let has_random_ids = run.values().flatten().any(|line| line.contains(CONSUMER_PROTOCOL));
    let mask = |line: &String| if has_random_ids { counted(&mask(line)) } else { mask(line) };
    run.get(who).into_iter().flatten().map(mask).collect()
}

/// What differs, as lines that begin with the source: `-` is recorded only, `+` simulated only.
pub fn differences(recorded: &Sources, simulated: &Sources) -> Vec<String> {
    let mut out = Vec::new();
    for who in recorded.keys() {
        let (a, b) = (masked(recorded, who), masked(simulated, who));
        let (mut i, mut j) = (0, 0);
        let mut until = |to_a: usize, to_b: usize| {
            out.extend(a[i..to_a].iter().map(|l| format!("{who} - {l}")));
            out.extend(b[j..to_b].iter().map(|l| format!("{who} + {l}")));
            (i, j) = (to_a + 1, to_b + 1);
        };
        for (at_a, at_b) in common(&a, &b) {
            until(at_a, at_b);
        }
        until(a.len(), b.len());
    }
    out
}

/// The longest common subsequence, as places in both.
fn common(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    // longest[i][j]: of what is behind i and j.
    let mut longest = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] =
                if a[i] == b[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// What a member of the consumer protocol writes, and no other.
const CONSUMER_PROTOCOL: &str = "Reconciling assignment with local epoch";
/// What stands before a topic's id.
const TOPIC_ID: &str = " with topic id ";

/// What stands before a number of one run only, and what is put in place of both.
const NUMBERED: [(&str, &str); 9] = [
    ("127.0.0.1:", "<address>"),
    ("__consumer_offsets partition=", "<log>"),
    ("(version", "(<version>"),
    ("port=", "<port>"),
    ("metadata hash -", "<hash>"),
    ("metadata hash ", "<hash>"),
    ("assignor in ", "assignor <time>"),
    ("is unknown. in ", "is unknown. <time>"),
    ("exceeded approximately by ", "exceeded <time>"),
];

/// A line without what names something of one run only.
pub fn mask(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let digits = |from: usize| rest[from..].chars().take_while(char::is_ascii_digit).count();
        let masked = NUMBERED.into_iter().find(|(begin, _)| rest.starts_with(begin) && digits(begin.len()) > 0);
        if let Some((begin, name)) = masked {
            out.push_str(name);
            rest = &rest[begin.len() + digits(begin.len())..];
        } else if c == '#' && digits(1) > 0 {
            let word = out.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.').len();
            out.truncate(word);
            out.push_str("<id>");
            rest = &rest[1 + digits(1)..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if let Some(at) = out.find(TOPIC_ID).map(|at| at + TOPIC_ID.len())
        && let Some(end) = out[at..].find(' ')
    {
        out.replace_range(at..at + end, "<topic>");
    }
    // The recorder takes the run's name away wherever a point follows it, as in the names of topics.
    if let Some(before) = out.strip_suffix("group.") {
        out.truncate(before.len());
    }
    // Which partition of several comes first follows from the hash of a name that a recording has shortened.
    for (before, after) in [("Offset commit failed on partition ", ": "), ("Expected partition ", TOPIC_ID)] {
        if let Some(from) = out.find(before).map(|at| at + before.len())
            && let Some(length) = out[from..].find(after)
        {
            out.replace_range(from..from + length, "<partition>");
            return out;
        }
    }
    in_order(&out)
}

/// A line in which lists of partitions are only counted.
fn counted(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, list)) = rest.split_once('[') {
        let (list, after) = list.split_once(']').unwrap_or((list, ""));
        let is_list = list.is_empty() || list.split(", ").all(|p| p.rsplit_once('-').is_some());
        let n = list.split(", ").filter(|p| !p.is_empty()).count();
        out += before;
        let shown = if is_list { ["<", &n.to_string(), ">"].concat() } else { ["[", list, "]"].concat() };
        out += &shown;
        rest = after;
    }
    out + rest
}

/// The entries between the first brace and its last in order.
fn in_order(line: &str) -> String {
    let (Some(from), Some(to)) = (line.find('{'), line.rfind('}')) else { return line.to_owned() };
    if line.contains("(<version>") || line.contains("Generation{") || to < from {
        return line.to_owned();
    }
    let mut entries: Vec<String> = vec![String::new()];
    let mut depth = 0_i32;
    for c in line[from + 1..to].chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        match entries.last_mut() {
            Some(_) if c == ',' && depth == 0 => entries.push(String::new()),
            Some(entry) => entry.push(c),
            None => {}
        }
    }
    let mut entries: Vec<&str> = entries.iter().map(|e| e.trim()).collect();
    rebalance_model::order::sort(&mut entries);
    format!("{}{{{}}}{}", &line[..from], entries.join(", "), &line[to + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, masked: &str) {
        assert_eq!(mask(line), masked);
    }

    #[test]
    fn ids_addresses_versions_and_the_order_of_maps_are_masked() {
        check("Member c1#12 sending", "Member <id> sending");
        check("(reason: removing member a-b#1 on", "(reason: removing member <id> on");
        check("memberId='c2#1', protocol", "memberId='<id>', protocol");
        check("Discovered 127.0.0.1:21500 (id: 1", "Discovered <address> (id: 1");
        check("topic=__consumer_offsets partition=3] G", "topic=<log>] G");
        check("(version3: {a=[]}) at (version12: {a=[N]})", "(<version>: {a=[]}) at (<version>: {a=[N]})");
        check(
            "at generation 2: {c2#1=Assignment(partitions=[b, c]), c1#1=Assignment(partitions=[a])}",
            "at generation 2: {<id>=Assignment(partitions=[a]), <id>=Assignment(partitions=[b, c])}",
        );
        check(
            "Offset commit failed on partition orders-4 at offset 63: The group: no.",
            "Offset commit failed on partition <partition>: The group: no.",
        );
        check(
            "Expected partition orders-8 with topic id Ab_1 to exist, but",
            "Expected partition <partition> with topic id <topic> to exist, but",
        );
        check("Member c2#1 is not a member of group group.", "Member <id> is not a member of group ");
        check("Adding newly assigned partitions: [b, a]", "Adding newly assigned partitions: [b, a]");
    }

    #[test]
    fn as_much_is_equal_as_comes_in_the_same_order() {
        let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let log = |text: &str| Sources::from([("c1".to_owned(), lines(text))]);
        let equal = |a: &str, b: &str| compare(&log(a), &log(b)).sources["c1"];
        assert_eq!(equal("a b c d", "a b c d"), (4, 4));
        assert_eq!(equal("a b c d", "b a c"), (2, 4));
        assert_eq!(equal("a b", "x y z"), (0, 3));
        let figures = compare(&log("a b c d"), &Sources::from([("broker".to_owned(), lines("a"))]));
        assert_eq!((figures.equal(), figures.least()), (0.0, Some(("broker", 0.0))));
        assert_eq!(differences(&log("a b c"), &log("a x c y")), ["c1 - b", "c1 + x", "c1 + y"]);
    }

    #[test]
    fn only_in_a_consumer_group_is_it_left_open_who_gets_which_partitions() {
        let lines = |partitions: &str| vec![format!("Adding newly assigned partitions: [{partitions}]")];
        let equal = |words: &str, a: &str, b: &str| {
            let run = |partitions| {
                Sources::from([("c1".to_owned(), lines(partitions)), ("c2".to_owned(), vec![words.to_owned()])])
            };
            compare(&run(a), &run(b)).sources["c1"]
        };
        let consumer = "INFO Reconciling assignment with local epoch 2";
        assert_eq!(equal(consumer, "t-0, t-1", "t-2, t-3"), (1, 1));
        assert_eq!(equal(consumer, "t-0, t-1", "t-2"), (0, 1));
        assert_eq!(equal("INFO Successfully joined group", "t-0, t-1", "t-2, t-3"), (0, 1));
    }
}
