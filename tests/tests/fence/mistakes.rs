//! Each mistake at its place, with what would do; what Kafka refuses in Kafka's words.

use super::read;

/// What is said of a text.
fn said(text: &str) -> Vec<String> {
    read(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// What is said of a line in an otherwise good text, of which it is the third.
fn of(line: &str) -> String {
    let text = format!("topic orders 6\nat 0s start c1 c2\n{line}\n");
    said(&text).join(" AND ")
}

#[test]
fn every_kind_of_mistake_is_told_at_its_place() {
    let wrong: Vec<String> = [
        ("topics orders 6", "line 3, column 1: topics is no statement; did you mean topic?"),
        ("topic more", "line 3, column 11: the line ends here; here stands the number of its partitions"),
        ("topic more six", "line 3, column 12: six is no whole number; here stands the number of its partitions"),
        ("topic orders 6", "line 3, column 14: this stands twice; it stands in line 1 already"),
        ("seed 1 2", "line 3, column 8: the statement is complete here; the rest goes into a line of its own, or behind a #"),
        ("at 5 kill c1", "line 3, column 4: 5 has no unit; 5ms or 5s"),
        ("at noon kill c1", "line 3, column 4: noon is no length of time; here stands an instant, such as 15.3s"),
        ("at 5s kil c1", "line 3, column 7: kil is nothing that can be done; did you mean kill?"),
        ("at 5s slow c1", "line 3, column 14: the line ends here; here stands how long, such as 5s"),
        ("kill c1", "line 3, column 1: kill has no time; at 15s kill …"),
        ("at 5s partitions order 9", "line 3, column 18: order is no topic of this scenario"),
        ("at 5s partitions orders 6", "line 3, column 25: Topic already has 6 partition(s)."),
        ("at 5s start c1", "line 3, column 13: c1 runs already; close or kill it first, or start another"),
        ("at 5s start c8 c9 group.instance.id=a", "line 3, column 19: settings are those of one start; a line for each member"),
        ("at 5s start c8 group.max.size=9", "line 3, column 16: group.max.size is no setting of a consumer; it stands in a line of its own"),
        ("at 800h kill c1", "line 3, column 4: the instant: is 2880000000 ms; a run holds 2592000000 ms at most"),
        ("lanes eager coop", "line 3, column 13: coop is no lane; there are eager, roundrobin, sticky, cooperative, consumer, consumer-range, as-configured"),
        ("lanes eager eager", "line 3, column 13: eager is a lane already"),
        ("kafka 3.9", "line 3, column 7: kafka: 3.9 is none of 4.0, 4.1, 4.2, 4.3"),
        ("load 4", "line 3, column 6: 4 is no part of the load; 4/s, process 5ms, poll 100ms"),
        ("load poll 0ms", "line 3, column 11: poll: must be at least 1"),
        ("name \"a", "line 3, column 6: the quote has no end; put a \" behind the text"),
        ("holds c7 orders-0", "line 3, column 1: c7: is no member of this scenario; there are c1, c2"),
        ("scenario crash", "line 3, column 1: the built-in scenario comes first; put this line above the others"),
        ("session.timeout.ms", "line 3, column 1: session.timeout.ms has no value; session.timeout.ms=…"),
        ("sesion.timeout.ms=6000", "line 3, column 1: sesion.timeout.ms is no setting that a run depends on; did you mean session.timeout.ms?"),
        ("expect stoped < 5s", "line 3, column 8: stoped is nothing that is measured; did you mean stopped?"),
        ("expect stopped 5s", "line 3, column 16: nothing is compared here; here stands <, <=, ==, !=, >= or >"),
        ("expect stopped < 5", "line 3, column 18: 5 has no unit; 5ms or 5s"),
        ("expect twice < 5s", "line 3, column 16: 5s is no whole number; here stands a number, or a lane"),
        ("expect eager twice < cooperative stopped", "line 3, column 34: stopped is not measured as twice is; such as twice"),
        ("expect consumer twice == 0", "line 3, column 8: consumer is not run; a line such as: lanes eager cooperative consumer"),
    ]
    .into_iter()
    .filter(|(line, what)| of(line) != *what)
    .map(|(line, what)| format!("{line}\n  {}\n  {what}", of(line)))
    .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_kafka_refuses_is_told_in_its_words_at_the_value() {
    for (line, what) in [
        ("session.timeout.ms=abc", "line 3, column 20: Invalid value abc for configuration session.timeout.ms: "),
        (
            "max.poll.records=0",
            "line 3, column 18: Invalid value 0 for configuration max.poll.records: Value must be at least 1; 1 to 2147483647; where nothing is said it is 500",
        ),
        ("heartbeat.interval.ms=45000", "line 3, column 23: Heartbeat must be set lower than the session timeout"),
        (
            "session.timeout.ms=4000",
            "line 3, column 20: The session timeout is not within the range allowed by the broker",
        ),
        (
            "partition.assignment.strategy=Range",
            "line 3, column 31: partition.assignment.strategy: Range ClassNotFoundException",
        ),
        ("at 5s start c3 max.poll.records=x", "line 3, column 33: Invalid value x for configuration max.poll.records"),
        ("group.max.size=x", "line 3, column 16: Invalid value x for configuration group.max.size"),
    ] {
        let said = of(line);
        assert!(said.starts_with(what), "{line}\n{said}\n{what}");
    }
}

#[test]
fn all_lines_that_cannot_be_read_are_told_at_once() {
    let lines: Vec<String> =
        said("topik orders 6\nat 0s start c1\nat x kill c1\nsede 1").into_iter().map(|s| s[..7].to_owned()).collect();
    assert_eq!(lines, ["line 1,", "line 3,", "line 4,"]);
}

#[test]
fn what_is_missing_altogether_is_told_too() {
    assert_eq!(said(""), ["line 0, column 0: there is no topic; a line such as: topic orders 6"]);
    assert_eq!(said("topic orders 6"), ["line 1, column 1: there is no member; a line such as: at 0s start c1"]);
    assert_eq!(said("scenario crsh")[0], "line 1, column 10: crsh is no built-in scenario; did you mean crash?");
    assert_eq!(said("scenario crash\nat 30s kill C1")[0], "line 2, column 13: C1 is no member; did you mean c1?");
    let unknown = said("topic orders 6\nmembers c1\nat 0s start c2");
    assert_eq!(unknown, ["line 3, column 13: c2 is no member of this scenario; did you mean c1?"]);
}
