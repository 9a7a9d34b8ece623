//! What becomes of the text that people have: real output of `kafka-consumer-groups`, layouts of older versions, text as
//! chats and terminals leave it, and text that is none of that.
//!
//! What each sample comes to is written in samples/expected.txt; `UPDATE_EXPECT=1` writes it anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rebalance_import::{GroupState, Import, ImportedGroup, Korean, Play, Source, Understood, decode, import};
use rebalance_model::Variant;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn sample(name: &str) -> String {
    let path = samples().join(format!("{name}.txt"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn pasted(text: &str) -> Import {
    import(&[Source { name: "pasted", text }])
}

/// Imports several samples together.
fn together(names: &[&str]) -> Import {
    let texts: Vec<String> = names.iter().map(|name| sample(name)).collect();
    let sources: Vec<Source<'_>> = names.iter().zip(&texts).map(|(name, text)| Source { name, text }).collect();
    import(&sources)
}

/// The only group of an import that has nothing to complain about.
#[track_caller]
fn only_group(imported: Import) -> ImportedGroup {
    assert_eq!(complaints(&imported), Vec::<String>::new());
    let [group] = <[ImportedGroup; 1]>::try_from(imported.groups).expect("one group");
    group
}

fn complaints(imported: &Import) -> Vec<String> {
    imported.not_understood.iter().map(|e| format!("{}: {}", e.line.unwrap_or(0), e.what)).collect()
}

fn assumptions(imported: &Import) -> Vec<String> {
    imported.assumed.iter().map(|e| format!("{}: {}", e.line.unwrap_or(0), e.what)).collect()
}

/// Who holds what, as `client: orders-0 orders-1`, in the order of the text.
fn holders(group: &ImportedGroup) -> Vec<String> {
    let held = |member: &rebalance_import::ImportedMember| {
        let list: Vec<String> = member.assignment.iter().map(ToString::to_string).collect();
        format!("{}: {}", member.client_id, list.join(" "))
    };
    group.members.iter().map(held).collect()
}

/// A group and a report as text, for samples/expected.txt.
fn told(name: &str, imported: &Import) -> String {
    let mut out = format!("== {name}\n");
    for group in &imported.groups {
        let state = group.state.map_or("-", GroupState::name);
        let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let _ =
            write!(out, "group {} | {state} | {} | {}", group.name, word(&group.coordinator), word(&group.assignor));
        if group.rebalancing {
            out.push_str(" | rebalancing");
        }
        if let (Some(epoch), Some(target)) = (group.group_epoch, group.target_assignment_epoch) {
            let _ = write!(out, " | epochs {epoch} {target}");
        }
        if let Some(count) = group.member_count {
            let _ = write!(out, " | {count} members");
        }
        out.push_str(if group.uses_consumer_protocol() { " | consumer protocol\n" } else { "\n" });
        for topic in &group.topics {
            let _ = writeln!(
                out,
                "  topic {} {}{}",
                topic.name,
                topic.partitions,
                if topic.exact { " exactly" } else { "" }
            );
        }
        for (member, holds) in group.members.iter().zip(holders(group)) {
            let _ = write!(out, "  member {} {} {holds}", member.member_id, member.host);
            if let Some(instance) = &member.instance_id {
                let _ = write!(out, " | instance {instance}");
            }
            if let Some(epoch) = member.epoch {
                let _ = write!(out, " | epoch {epoch}");
            }
            out.push('\n');
        }
        for (partition, offsets) in &group.offsets {
            let number = |offset: Option<u64>| offset.map_or("-".to_owned(), |offset| offset.to_string());
            let _ = writeln!(out, "  {partition} {} {}", number(offsets.committed), number(offsets.end));
        }
    }
    let _ = writeln!(out, "understood {} lines, {} blank", imported.understood.len(), imported.ignored_lines);
    for line in assumptions(imported) {
        let _ = writeln!(out, "assumed {line}");
    }
    for entry in &imported.not_understood {
        let _ = writeln!(out, "not understood {}+{}: {}", entry.line.unwrap_or(0), entry.lines, entry.what);
    }
    out
}

fn names_in(folder: &Path, prefix: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder of samples");
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| {
            name.strip_suffix(".txt").filter(|stem| *stem != "expected").map(|stem| format!("{prefix}{stem}"))
        })
        .collect();
    names.sort();
    names
}

#[test]
fn every_sample_comes_to_what_is_written_down() {
    let mut names = names_in(&samples(), "");
    names.extend(names_in(&samples().join("layouts"), "layouts/"));
    assert!(names.len() >= 50, "only {} samples were found", names.len());
    let found: Vec<String> = names.iter().map(|name| told(name, &pasted(&sample(name)))).collect();
    let found = found.join("\n");
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(samples().join("expected.txt"), &found).expect("writing samples/expected.txt");
    }
    let expected = sample("expected");
    for (found, expected) in found.split("\n==").zip(expected.split("\n==")) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "samples/expected.txt has other samples");
}

/// Whether a sentence is Korean: it has a syllable of Hangul in it.
fn is_korean(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

#[test]
fn whatever_is_said_of_a_sample_is_said_in_korean_too() {
    let mut names = names_in(&samples(), "");
    names.extend(names_in(&samples().join("layouts"), "layouts/"));
    for name in names {
        let read = pasted(&sample(&name));
        let plays = read.groups.iter().flat_map(|group| Play::ALL.map(|play| group.scenario(play).1));
        let mut said: Vec<String> = plays.flatten().map(|what| Korean(&what).to_string()).collect();
        // A setting is its own sentence.
        let sentences = read.understood.iter().filter(|e| !matches!(e.what, Understood::Setting { .. }));
        said.extend(sentences.map(|e| Korean(&e.what).to_string()));
        said.extend(read.assumed.iter().map(|e| Korean(&e.what).to_string()));
        said.extend(read.not_understood.iter().map(|e| Korean(&e.what).to_string()));
        for sentence in said {
            assert!(is_korean(&sentence), "{name}: {sentence}");
        }
    }
}

#[test]
fn korean_keeps_kafkas_words_and_the_numbers() {
    let read = pasted("session.timeout.ms=abc\nsession.timeout.ms=6000\nfoo.bar=1\n");
    let said = |list: Vec<String>| list.join("\n");
    assert_eq!(
        said(read.not_understood.iter().map(|e| Korean(&e.what).to_string()).collect()),
        "session.timeout.ms = abc: 쓸 수 없는 값입니다. 숫자여야 합니다\nfoo.bar: Kafka 컨슈머에 없는 설정입니다"
    );
    assert_eq!(
        said(read.assumed.iter().map(|e| Korean(&e.what).to_string()).collect()),
        "session.timeout.ms: 두 번 나와 뒤의 값을 씁니다"
    );
}

#[test]
fn real_output_is_understood_to_the_last_line() {
    for name in names_in(&samples(), "") {
        let imported = pasted(&sample(&name));
        if name == "no-such-group.offsets" {
            continue;
        }
        assert_eq!(complaints(&imported), Vec::<String>::new(), "{name}");
        let lines = imported.understood.iter().map(|entry| entry.lines).sum::<usize>();
        assert_eq!(lines + imported.ignored_lines, sample(&name).lines().count(), "{name}");
    }
}

#[test]
fn views_of_one_group_come_together() {
    let views = ["billing.members-verbose", "billing.offsets", "billing.state-verbose"];
    for names in [views, [views[2], views[1], views[0]], [views[1], views[2], views[0]]] {
        let imported = together(&names);
        assert_eq!(assumptions(&imported), Vec::<String>::new());
        let group = only_group(imported);
        assert_eq!((group.state, group.assignor.as_deref()), (Some(GroupState::Stable), Some("cooperative-sticky")));
        assert_eq!(
            holders(&group),
            [
                "billing-2: orders-1 orders-4 refunds-1",
                "billing-3: orders-2 orders-5 refunds-2",
                "billing-1: orders-0 orders-3 refunds-0",
            ]
        );
        assert_eq!(group.offsets.len(), 9);
    }
}

#[test]
fn groups_of_one_paste_stay_apart() {
    let imported = together(&["all-groups.offsets", "all-groups.members-verbose", "all-groups.state"]);
    assert_eq!(complaints(&imported), Vec::<String>::new());
    let names: Vec<&str> = imported.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["billing", "mailer", "search-indexer", "보고서 team"]);
    let sizes: Vec<_> = imported.groups.iter().map(|group| (group.members.len(), group.offsets.len())).collect();
    assert_eq!(sizes, [(3, 9), (2, 6), (2, 8), (2, 4)]);
    let protocols: Vec<_> = imported.groups.iter().map(ImportedGroup::uses_consumer_protocol).collect();
    assert_eq!(protocols, [false, false, true, false]);
    let variants: Vec<_> = imported.groups.iter().map(ImportedGroup::variant).collect();
    let (cooperative, eager) = (Some(Variant::Cooperative), Some(Variant::Eager));
    assert_eq!(variants, [cooperative, eager, Some(Variant::Consumer), eager]);
    assert_eq!(imported.groups[1].members[0].instance_id.as_deref(), Some("mailer-0-id0"));
    assert_eq!(holders(&imported.groups[3]), ["워커 1: audit_log-0 refunds-0 refunds-1", "워커 2: refunds-2"]);
}

/// Without the state view a group's assignor is known from the settings at most.
#[test]
fn a_group_does_as_its_protocol_and_its_assignor_say() {
    let settings = "group.id=search-indexer\ngroup.protocol=consumer\ngroup.remote.assignor=range\n";
    let of = |texts: &[&str]| import(&texts.iter().map(|text| Source { name: "paste", text }).collect::<Vec<_>>());
    let imported = of(&[&sample("search-indexer.offsets"), settings]);
    assert_eq!(imported.groups[0].variant(), Some(Variant::ConsumerRange));
    assert_eq!(only_group(pasted(&sample("search-indexer.offsets"))).variant(), Some(Variant::Consumer));
    assert_eq!(only_group(pasted(&sample("billing.offsets"))).variant(), None, "offsets show no assignor");
}

#[test]
fn the_instance_id_of_a_static_member_shows_in_its_member_id() {
    let group = only_group(pasted(&sample("mailer.offsets")));
    let instances: Vec<_> = group.members.iter().map(|member| member.instance_id.as_deref()).collect();
    assert_eq!(instances, [Some("mailer-0-id0"), Some("mailer-1-id1")]);
    let group = only_group(pasted(&sample("billing.offsets")));
    assert!(group.members.iter().all(|member| member.instance_id.is_none()));
}

/// What a paste looks like after it went through other hands; each has to come to the same group.
#[test]
fn a_table_survives_what_chats_and_terminals_do_to_it() {
    for name in [
        "billing.offsets",
        "billing.members-verbose",
        "mailer.members-verbose",
        "unicode-group.offsets",
        "unicode-group.members-verbose",
    ] {
        let text = sample(name);
        let expected = only_group(pasted(&text));
        let lines: Vec<&str> = text.lines().collect();
        let joined = |f: &dyn Fn(&str) -> String| lines.iter().map(|line| f(line) + "\n").collect::<String>();
        let collapsed = joined(&|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        for (how, text) in [
            ("trailing blanks stripped", joined(&|line| line.trim_end().to_owned())),
            ("more trailing blanks", joined(&|line| format!("{line}   "))),
            ("Windows line ends", joined(&|line| format!("{line}\r"))),
            ("old Mac line ends", text.replace('\n', "\r")),
            ("indented", joined(&|line| format!("    {line}"))),
            ("colours", joined(&|line| format!("\x1b[1;31m{line}\x1b[0m"))),
            ("no-break spaces", joined(&|line| line.replace("  ", " \u{a0}"))),
            ("a byte order mark", format!("\u{feff}{text}")),
            ("no last line end", text.trim_end_matches('\n').to_owned()),
            ("a fence of Markdown", format!("```\n{text}```\n")),
            (
                "a prompt and a command",
                format!(
                    "$ kafka-consumer-groups --bootstrap-server b:9092 --describe --all-groups\n{text}\nme@box:~$ "
                ),
            ),
            (
                "a command over two lines",
                format!("me@box:~$ bin/kafka-consumer-groups.sh --describe \\\n  --all-groups\n{text}"),
            ),
        ] {
            assert_eq!(only_group(pasted(&text)), expected, "{name}, {how}");
        }
        // A group with a blank in its name cannot be told from what follows once there are no columns.
        if !name.starts_with("unicode") {
            assert_eq!(only_group(pasted(&collapsed)), expected, "{name}, blanks collapsed");
        }
    }
}

#[test]
fn tabs_between_cells_are_as_good_as_columns() {
    for name in ["billing.offsets", "mailer.members-verbose", "search-indexer.state-verbose"] {
        let text = sample(name);
        let expected = only_group(pasted(&text));
        let tabbed: String = text.lines().map(|line| split_cells(line).join("\t") + "\n").collect();
        assert_eq!(only_group(pasted(&tabbed)), expected, "{name}");
    }
    let text = "GROUP\tTOPIC\tPARTITION\tCURRENT-OFFSET\tLOG-END-OFFSET\tLAG\tCONSUMER-ID\tHOST\tCLIENT-ID\n\
                my team\torders\t0\t5\t7\t2\tworker one-029af89c-873c-4751-a720-cefd41a669d6\t/10.0.0.1\tworker one\n";
    let group = only_group(pasted(text));
    assert_eq!((group.name.as_str(), holders(&group)), ("my team", vec!["worker one: orders-0".to_owned()]));
}

/// Cells of an aligned line: two blanks or more part them, or one where nothing else can.
fn split_cells(line: &str) -> Vec<String> {
    let line = line.replace("COORDINATOR (ID)", "COORDINATOR_(ID)").replace("  (1)", "_(1)");
    line.split_whitespace()
        .map(|cell| cell.replace("COORDINATOR_(ID)", "COORDINATOR (ID)").replace("_(1)", "  (1)"))
        .collect()
}

#[test]
fn names_with_blanks_are_found_again_without_columns() {
    let text = "GROUP CONSUMER-ID HOST CLIENT-ID #PARTITIONS ASSIGNMENT\n\
                결제 팀 워커 1-0f3b1baa-ba3b-4f49-873d-2186a4758aae /10.0.0.1 워커 1 2 a(0), b(1)\n\
                결제 팀 워커 2-fd81316f-f126-472f-bc2a-5389b22c1a8f /10.0.0.2 워커 2 0 -\n";
    let group = only_group(pasted(text));
    assert_eq!(group.name, "결제 팀");
    assert_eq!(holders(&group), ["워커 1: a-0 b-1", "워커 2: "]);
    let text = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n\
                결제 팀 orders 0 5 7 2 워커 1-0f3b1baa-ba3b-4f49-873d-2186a4758aae /10.0.0.1 워커 1\n\
                결제 팀 orders 1 - - - - - -\n";
    let group = only_group(pasted(text));
    assert_eq!((group.name.as_str(), holders(&group)), ("결제 팀", vec!["워커 1: orders-0".to_owned()]));
}

#[test]
fn a_number_longer_than_its_column_shifts_only_its_row() {
    let text = sample("billing.offsets").replace(
        "billing         orders          0          534             534 ",
        "billing         orders          0          9007199254740993123 9007199254740993124 ",
    );
    let group = only_group(pasted(&text));
    let orders_0 = group.offsets.first().expect("orders-0");
    assert_eq!(orders_0.1.committed, Some(9_007_199_254_740_993_123));
    assert_eq!(group.offsets.len(), 9);
}

/// Kafka 3.8 and 3.9 end their output without a newline.
#[test]
fn a_prompt_glued_to_the_last_row_is_not_taken_for_data() {
    for (name, prompt) in [
        ("billing.offsets", "me@box:~$ "),
        ("billing-empty.offsets", "me@box:~$ "),
        ("billing.members", "[me@box ~]$ "),
        ("layouts/members-3.7-verbose", "me@box:~$ "),
        ("billing.state", "me@box:/opt/kafka# "),
    ] {
        let text = sample(name);
        let glued = format!("{}{prompt}", text.trim_end_matches('\n'));
        assert_eq!(only_group(pasted(&glued)), only_group(pasted(&text)), "{name}");
    }
}

#[test]
fn rows_without_a_header_are_taken_for_offsets_and_it_is_said() {
    let text = sample("billing.offsets");
    let rows: String = text.split_inclusive('\n').skip(2).collect();
    let imported = pasted(&rows);
    assert_eq!(assumptions(&imported), ["1: rows without a header are read as those of --describe --offsets"]);
    assert_eq!(only_group(imported), only_group(pasted(&text)));
}

#[test]
fn rows_without_a_group_belong_to_the_one_that_is_named_elsewhere() {
    let old = sample("layouts/offsets-2.2");
    let nameless = pasted(&old);
    assert_eq!(assumptions(&nameless), ["4: nothing names the group of these rows; it is taken to be group"]);
    assert_eq!(holders(&nameless.groups[0]), ["consumer-1: orders-0 orders-1", "consumer-2: "]);
    let command = format!("$ kafka-consumer-groups --describe --group 'my team'\n{old}");
    assert_eq!(only_group(pasted(&command)).name, "my team");
    let properties = import(&[
        Source { name: "a.txt", text: &old },
        Source { name: "b.properties", text: "group.id=orders-reader" },
    ]);
    assert_eq!(properties.groups[0].name, "orders-reader");
}

#[test]
fn assignments_without_topics_need_another_table() {
    let alone = pasted(&sample("layouts/members-3.8-verbose"));
    let hint = "has no topic names (Kafka 3.8 and 3.9 leave them out); --describe --offsets shows them";
    let expected = [format!("3: the assignment of billing-1 {hint}"), format!("4: the assignment of billing-2 {hint}")];
    assert_eq!(complaints(&alone), expected);
    let both = together(&["layouts/members-3.8-verbose", "layouts/offsets-3.7"]);
    assert_eq!(complaints(&both), Vec::<String>::new());
    assert_eq!(holders(&both.groups[0])[0], "billing-1: invoices-0 invoices-1 payments-0");
    let one_topic = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n\
                     g orders 0 5 7 2 - - -\n\n\
                     GROUP CONSUMER-ID HOST CLIENT-ID #PARTITIONS ASSIGNMENT\n\
                     g a-0f3b1baa-ba3b-4f49-873d-2186a4758aae /10.0.0.1 a 2 (0,1)\n";
    assert_eq!(holders(&only_group(pasted(one_topic))), ["a: orders-0 orders-1"]);
}

#[test]
fn the_later_of_two_tables_counts_and_it_is_said() {
    let before = sample("billing.offsets");
    let after = before.replace(
        "billing-3-6c35aa0f-a960-42a7-be72-6cb8fccac93e /127.0.0.1      billing-3",
        "billing-1-0fb3c3d0-2072-4077-aaa6-7484549c4402 /127.0.0.1      billing-1",
    );
    let imported = pasted(&format!("{before}\n{after}"));
    assert_eq!(assumptions(&imported), ["15: --describe --offsets shows group billing twice; this later table counts"]);
    assert_eq!(
        holders(&only_group(imported)),
        [
            "billing-2: orders-1 orders-4 refunds-1",
            "billing-1: orders-0 orders-2 orders-3 orders-5 refunds-0 refunds-2"
        ]
    );
}

#[test]
fn a_group_that_lost_its_members_between_two_tables_has_none() {
    let group = only_group(together(&["billing.offsets", "billing.members-verbose", "billing-empty.offsets"]));
    assert_eq!((group.state, group.members.len(), group.offsets.len()), (Some(GroupState::Empty), 0, 9));
    let group = only_group(together(&["billing-empty.offsets", "billing.members-verbose"]));
    assert_eq!((group.state, group.members.len()), (None, 3));
}

#[test]
fn views_that_disagree_about_an_owner_are_said_to() {
    let imported = together(&["billing.members-verbose", "billing-rebalancing.offsets"]);
    assert_eq!(
        assumptions(&imported),
        ["6", "7"].map(|line| {
            let partition = if line == "6" { "orders-3" } else { "orders-5" };
            format!("{line}: the tables are of different instants and disagree about the owner of {partition}; billing-4 is taken")
        })
    );
}

#[test]
fn partition_counts_of_kafka_topics_are_exact() {
    let group = only_group(together(&["layouts/topics", "layouts/offsets-3.7"]));
    let topics: Vec<_> =
        group.topics.iter().map(|topic| (topic.name.as_str(), topic.partitions, topic.exact)).collect();
    assert_eq!(topics, [("invoices", 3, true), ("payments", 2, false), ("refunds", 1, false)]);
}

/// Text that shows no group gets one sentence that says what it is and where.
#[test]
fn text_that_shows_no_group_is_named() {
    let log = "[2026-08-23 12:00:00,001] INFO [Consumer clientId=a] Resetting offset (x)\n".repeat(3);
    for (text, expected) in [
        (
            "",
            "0: there is nothing in it; what kafka-consumer-groups --describe prints and consumer.properties are read",
        ),
        (
            "\n\n \n",
            "0: there is nothing in it; what kafka-consumer-groups --describe prints and consumer.properties are read",
        ),
        (
            "\u{0}\u{1}PK\u{3}\u{4}",
            "1: this is no text; what kafka-consumer-groups --describe prints and consumer.properties are read",
        ),
        (&log, "1: a log, where tables and settings are read"),
        ("Error: Consumer group 'x y' does not exist.", "1: Kafka says that there is no group x y"),
        (
            "Error: Executing consumer group command failed due to the broker is away",
            "1: the tool failed: the broker is away",
        ),
        ("hello there", "1: neither a table of kafka-consumer-groups nor a setting: hello there"),
    ] {
        let imported = pasted(text);
        assert!(imported.groups.is_empty());
        assert_eq!(complaints(&imported)[0], expected);
        let last = imported.not_understood.last().map(|entry| entry.what.to_string());
        let explained = imported.not_understood.len() == 1;
        assert!(explained || last.as_deref() == Some("nothing here shows a consumer group"), "{last:?}");
    }
}

#[test]
fn a_group_that_does_not_exist_is_named_and_its_stack_trace_is_one_entry() {
    let imported = pasted(&sample("no-such-group.offsets"));
    assert_eq!(
        complaints(&imported),
        [
            "2: Kafka says that there is no group no-such-group",
            "3: Kafka says that there is no group no-such-group",
            "4: a stack trace; tables and settings are read",
            "12: Kafka says that there is no group no-such-group",
        ]
    );
    assert_eq!(imported.not_understood[2].lines, 8);
}

#[test]
fn lines_that_do_not_fit_are_listed_and_the_rest_is_read() {
    let mut lines: Vec<String> = sample("billing.offsets").lines().map(str::to_owned).collect();
    lines.insert(4, "billing         orders          one        1200".to_owned());
    lines.insert(7, "… 40 lines left out".to_owned());
    let imported = pasted(&lines.join("\n"));
    let misfit = "this line does not fit the header above it, which is that of --describe --offsets";
    assert_eq!(complaints(&imported), [format!("5: {misfit}"), format!("8: {misfit}")]);
    assert_eq!(imported.groups[0].offsets.len(), 9);
}

#[test]
fn columns_that_nobody_knows_or_that_are_missing_are_said() {
    let text = "GROUP TOPIC PARTITION CURRENT-OFFSET COLOUR\ng orders 0 5 red\n";
    let imported = pasted(text);
    assert_eq!(
        complaints(&imported),
        [
            "1: COLOUR is no column of kafka-consumer-groups; it is left out",
            "1: the table has no column LOG-END-OFFSET",
            "1: the table has no column CONSUMER-ID",
        ]
    );
    assert_eq!(imported.groups[0].offsets.len(), 1);
}

#[test]
fn bytes_of_a_windows_shell_are_text() {
    let text = sample("unicode-group.offsets");
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(pasted(&decode(&bytes)), pasted(&text));
    assert_eq!(decode(text.as_bytes()), text);
}

/// However much there is of anything, it is read to the end, and the report stays short. (Ten megabytes end as this
/// does, but take a minute without optimisation.)
#[test]
fn a_lot_of_anything_ends_in_a_short_report() {
    const BYTES: usize = 256 * 1024;
    let row = sample("billing.offsets").lines().nth(2).expect("a row").to_owned() + "\n";
    for line in [
        row.as_str(),
        "lorem ipsum dolor sit amet\n",
        "1 2 3 4 5 6 7 8 9 / -\n",
        "x",
        "\\\n",
        "\n",
        "a=b\\\n",
        "session.timeout.ms=1\n",
    ] {
        let imported = pasted(&line.repeat(BYTES / line.len()));
        let entries = imported.understood.len() + imported.assumed.len() + imported.not_understood.len();
        assert!(entries <= 3 * (rebalance_import::limits::MAX_ENTRIES + 1), "{line:?}: {entries}");
        let listed: usize = imported.understood.iter().map(|e| e.lines).sum();
        let problems: usize = imported.not_understood.iter().map(|e| e.lines).sum();
        let lines = listed + imported.understood_unlisted + problems + imported.ignored_lines;
        let expected = BYTES / line.len() * line.matches('\n').count() + usize::from(!line.contains('\n'));
        assert_eq!(lines, expected, "{line:?}");
    }
}

#[test]
fn what_is_longer_than_the_limit_is_cut_and_said() {
    let limit = rebalance_model::scenario::limits::IMPORT_BYTES;
    let comment = format!("#{}\n", "x".repeat(limit / 8));
    let text = sample("billing.offsets") + &comment.repeat(9);
    let imported = pasted(&text);
    assert_eq!(imported.groups[0].offsets.len(), 9);
    let [problem] = &imported.not_understood[..] else { panic!("{:?}", complaints(&imported)) };
    assert_eq!(problem.what.to_string(), "longer than 16 MB; from this line on it was not read");
}
