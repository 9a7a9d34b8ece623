//! What is made of an imported group: its settings, its four scenarios, and everything that had to be assumed for them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rebalance_import::{Import, ImportedGroup, Play, Source, import};
use rebalance_model::Scenario;
use rebalance_model::scenario::limits;

fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/{name}.txt"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn pasted(text: &str) -> Import {
    import(&[Source { name: "pasted", text }])
}

/// A group as the offsets view shows it: rows of topic, partition, committed offset, log end and the client that owns it.
fn offsets_table(rows: &[(&str, u32, &str, &str, &str)]) -> String {
    let mut text = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n".to_owned();
    for (topic, partition, committed, end, client) in rows {
        let owner = if *client == "-" { "- - -".to_owned() } else { format!("{} /10.0.0.1 {client}", id_of(client)) };
        let _ = writeln!(text, "g {topic} {partition} {committed} {end} - {owner}");
    }
    text
}

fn id_of(client: &str) -> String {
    format!("{client}-0f3b1baa-ba3b-4f49-873d-2186a4758aae")
}

fn first_group(text: &str) -> ImportedGroup {
    pasted(text).groups.into_iter().next().expect("a group")
}

/// The scenario, which is valid, and what was assumed, as sentences.
#[track_caller]
fn played(group: &ImportedGroup, play: Play) -> (Scenario, Vec<String>) {
    let (scenario, assumed) = group.scenario(play);
    assert_eq!(Scenario::from_json(&scenario.to_json()), Ok(scenario.clone()));
    (scenario, assumed.iter().map(ToString::to_string).collect())
}

fn names(scenario: &Scenario) -> Vec<&str> {
    scenario.members.iter().map(|member| member.name.as_str()).collect()
}

/// Who holds what at the beginning, as `c1: orders-0 orders-1`.
fn holders(scenario: &Scenario) -> Vec<String> {
    let initial = scenario.initial.as_ref().expect("a group that is running");
    let held = initial.assignment.iter().map(|(member, held)| {
        let held: Vec<String> = held.iter().map(|p| scenario.partition_name(*p)).collect();
        format!("{}: {}", scenario.members[member.index()].name, held.join(" "))
    });
    held.collect()
}

/// The script, as `4200 stall billing-1 6000`.
fn script(scenario: &Scenario) -> Vec<String> {
    let step = |step: &rebalance_model::scenario::Step| {
        let member = step.action.member().map_or("-", |member| scenario.members[member.index()].name.as_str());
        let lasts = step.action.duration().map_or(String::new(), |d| format!(" {}", d.as_millis()));
        format!("{} {} {member}{lasts}", step.at.as_millis(), step.action.name())
    };
    scenario.script.iter().map(step).collect()
}

#[track_caller]
fn assumes(assumed: &[String], sentence: &str) {
    assert!(assumed.iter().any(|said| said == sentence), "{sentence:?} is not among {assumed:#?}");
}

#[test]
fn a_group_keeps_its_own_names_partitions_and_offsets() {
    let group = first_group(&sample("billing.offsets"));
    let (scenario, _) = played(&group, Play::ScaleOut);
    assert_eq!(
        holders(&scenario),
        [
            "billing-1: orders-0 orders-3 refunds-0",
            "billing-2: orders-1 orders-4 refunds-1",
            "billing-3: orders-2 orders-5 refunds-2",
        ]
    );
    let initial = scenario.initial.as_ref().expect("a group that is running");
    let lag: u64 = initial.offsets.iter().map(|(_, committed, end)| end - committed.unwrap_or(0)).sum();
    assert_eq!(lag, 2111 + 2961 + 672 + 1495 + 738 + 1904);
    assert_eq!(
        scenario.member_ids[1],
        ("billing-2#1".to_owned(), "billing-2-f34fc487-741e-4772-9b28-97d43e708eca".to_owned())
    );
    assert_eq!(scenario.title, "billing: a new consumer joins");
}

#[test]
fn the_four_plays_happen_at_times_that_follow_from_the_settings() {
    let text = sample("billing.offsets");
    let defaults = first_group(&text);
    let fast =
        first_group(&(text + "\nsession.timeout.ms=6000\nheartbeat.interval.ms=2000\nmax.poll.interval.ms=8000\n"));
    for (play, by_default, by_settings) in [
        (
            Play::SlowBatch,
            vec!["4200 stall billing-1 6000", "5300 start billing-4"],
            vec!["3200 stall billing-1 4000", "4300 start billing-4"],
        ),
        (Play::Crash, vec!["4700 kill billing-2"], vec!["3700 kill billing-2"]),
        (Play::PollTimeout, vec!["4200 stall billing-2 304000"], vec!["3200 stall billing-2 12000"]),
        (Play::ScaleOut, vec!["5300 start billing-4"], vec!["4300 start billing-4"]),
    ] {
        assert_eq!(script(&played(&defaults, play).0), by_default, "{play:?}");
        assert_eq!(script(&played(&fast, play).0), by_settings, "{play:?}");
    }
    // Long enough for what is to be seen: detection after the session timeout, and the poll interval.
    assert!(played(&defaults, Play::Crash).0.duration.as_millis() > 4_700 + 45_000 + 5_000);
    assert!(played(&defaults, Play::PollTimeout).0.duration.as_millis() > 304_000 + 5_000);
}

#[test]
fn what_no_table_shows_is_said() {
    let (_, assumed) = played(&first_group(&sample("billing.offsets")), Play::SlowBatch);
    assert_eq!(
        assumed,
        [
            "a topic ends with the last partition shown (one without owner and commit is not shown; kafka-topics --describe would tell)",
            "every member subscribes to every topic of the group",
            "there is no member without partitions (--describe --members would show it)",
            "session.timeout.ms = 45000, Kafka's default",
            "heartbeat.interval.ms = 3000, Kafka's default",
            "max.poll.interval.ms = 300000, Kafka's default",
            "members commit with commitSync after each batch (no properties say otherwise)",
            "the group is in generation 1, and billing-1 leads",
            "4 records a second come to each partition, one takes 5 ms, poll() waits up to 100 ms",
            "billing-1 takes 6000 ms longer for its first batch after 4200 ms",
            "billing-4, a new consumer, joins at 5300 ms",
        ]
    );
}

#[test]
fn a_group_without_members_gets_three_and_keeps_its_offsets() {
    let (scenario, assumed) = played(&first_group(&sample("billing-empty.offsets")), Play::Crash);
    assumes(&assumed, "the group has no active members: 3 consumers assumed");
    assert_eq!(
        holders(&scenario),
        ["c1: orders-0 orders-1 refunds-0", "c2: orders-2 orders-3 refunds-1", "c3: orders-4 orders-5 refunds-2"]
    );
    assert_eq!(scenario.log_end(rebalance_model::PartitionIdx(2), rebalance_model::SimTime::ZERO), 2712 + 1);
}

#[test]
fn a_group_in_the_middle_of_a_rebalance_begins_with_the_owners_shown() {
    let text = [sample("billing-rebalancing.members-verbose"), sample("billing-rebalancing.state")].concat();
    let (scenario, assumed) = played(&first_group(&text), Play::ScaleOut);
    assumes(
        &assumed,
        "the group was in the middle of a rebalance (PreparingRebalance); it begins as Stable, with the owners that the tables show",
    );
    assumes(&assumed, "orders has partitions that no table shows: 3");
    assumes(&assumed, "the tables show no owner for 1 partition: dealt to the members");
    assert_eq!(holders(&scenario)[3], "billing-4: orders-3");
    assert_eq!(names(&scenario).last(), Some(&"billing-5"));
}

#[test]
fn members_without_partitions_are_shown_counted_or_said_to_be_unseen() {
    let offsets = sample("billing.offsets");
    let shown = [offsets.as_str(), "\n", &sample("billing-rebalancing.members-verbose")].concat();
    assert_eq!(
        names(&played(&first_group(&shown), Play::Crash).0),
        ["billing-1", "billing-2", "billing-3", "billing-4"]
    );
    let counted =
        [offsets.as_str(), "\n", &sample("billing.state").replace("Stable               3", "Stable               5")]
            .concat();
    let (scenario, assumed) = played(&first_group(&counted), Play::Crash);
    assert_eq!(names(&scenario), ["billing-1", "billing-2", "billing-3", "c1", "c2"]);
    assumes(&assumed, "2 members counted that no table shows: added");
    let (scenario, assumed) = played(&first_group(&sample("list.state")), Play::Crash);
    assert_eq!(names(&scenario), ["c1", "c2", "c3"]);
    assumes(&assumed, "no table shows the members (--describe does): 3 consumers assumed");
}

#[test]
fn counts_without_assignments_are_dealt_out() {
    let both = [
        sample("billing.members"),
        sample("billing-empty.offsets").replace("Consumer group 'billing' has no active members.", ""),
    ];
    let (scenario, _) = played(&first_group(&both.join("\n")), Play::Crash);
    assert_eq!(
        holders(&scenario),
        [
            "billing-1: orders-0 orders-1 orders-2",
            "billing-2: orders-3 orders-4 orders-5",
            "billing-3: refunds-0 refunds-1 refunds-2"
        ]
    );
    let (scenario, assumed) = played(&first_group(&sample("billing.members")), Play::Crash);
    assert_eq!((scenario.topics[0].name.as_str(), scenario.partition_count()), ("topic", 9));
    assumes(&assumed, "nothing shows a topic; one with 9 partitions is assumed and called topic");
    assumes(&assumed, "no offsets are shown: every log begins empty (--describe would show them)");
}

#[test]
fn partitions_between_those_shown_are_taken_to_be_there() {
    let rows = [("orders", 0, "1", "1", "a"), ("orders", 1, "1", "1", "b"), ("orders", 4, "1", "1", "b")];
    let (scenario, assumed) = played(&first_group(&offsets_table(&rows)), Play::Crash);
    assert_eq!(scenario.partition_count(), 5);
    assumes(&assumed, "orders has partitions that no table shows: 2, 3");
    assert_eq!(holders(&scenario), ["a: orders-0 orders-2 orders-3", "b: orders-1 orders-4"]);
}

#[test]
fn a_topic_that_a_group_at_rest_does_not_own_is_left_out() {
    let rows = [("orders", 0, "1", "1", "a"), ("refunds", 0, "5", "9", "-")];
    let text = offsets_table(&rows);
    let (scenario, assumed) = played(&first_group(&text), Play::Crash);
    assert_eq!(scenario.topics.len(), 1);
    assumes(
        &assumed,
        "refunds has commits, but the group at rest has no owner for it: nobody subscribes to it, it is left out",
    );
    let moving = format!("Warning: Consumer group 'g' is rebalancing.\n\n{text}");
    assert_eq!(played(&first_group(&moving), Play::Crash).0.topics.len(), 2);
}

#[test]
fn offsets_that_are_missing_or_run_ahead_are_said() {
    let rows = [("t", 0, "-", "40", "a"), ("t", 1, "7", "-", "a"), ("t", 2, "9", "4", "a"), ("t", 3, "-", "-", "a")];
    let (scenario, assumed) = played(&first_group(&offsets_table(&rows)), Play::Crash);
    let initial = scenario.initial.as_ref().expect("a group that is running");
    let offsets: Vec<_> = initial.offsets.iter().map(|(_, committed, end)| (*committed, *end)).collect();
    assert_eq!(offsets, [(None, 40), (Some(7), 7), (Some(9), 9), (None, 0)]);
    assumes(&assumed, "nothing is committed for 2 partitions: read from the beginning");
    assumes(&assumed, "no log end is shown for 2 partitions; nothing is left to read there");
    assumes(&assumed, "the commit of 1 partition lies past the log end (a truncated log); the log ends at the commit");
    assumes(&assumed, "the group has one member: while it is away, nobody takes over");
}

#[test]
fn members_are_called_by_their_client_ids_where_these_tell_them_apart() {
    let text = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n\
                g t 0 1 1 0 rdkafka-0f3b1baa-ba3b-4f49-873d-2186a4758aae /10.0.0.1 rdkafka\n\
                g t 1 1 1 0 rdkafka-fd81316f-f126-472f-bc2a-5389b22c1a8f /10.0.0.2 rdkafka\n\
                g t 2 1 1 0 c1-029af89c-873c-4751-a720-cefd41a669d6 /10.0.0.3 c1\n\
                g t 3 1 1 0 nameless-42c1abd4-e3b2-425d-a8bb-e1ea49b29bb2 /10.0.0.4\n";
    let (scenario, assumed) = played(&first_group(text), Play::ScaleOut);
    assert_eq!(names(&scenario), ["c2", "c1", "c3", "c4", "c5"]);
    assumes(
        &assumed,
        "c3 is member rdkafka-0f3b1baa-ba3b-4f49-873d-2186a4758aae: its client id does not tell it from others",
    );
    assert_eq!(scenario.member_ids.len(), 4);
}

#[test]
fn the_newcomer_has_the_next_name() {
    for (clients, newcomer) in [
        (vec!["billing-9", "billing-10"], "billing-11"),
        (vec!["워커 1", "워커 2"], "워커 3"),
        (vec!["alpha", "beta"], "new-consumer"),
        (vec!["new-consumer"], "c1"),
        (vec!["pod18446744073709551615"], "c1"),
    ] {
        let rows: Vec<_> = (0..).zip(&clients).map(|(n, client)| ("t", n, "1", "1", *client)).collect();
        let (scenario, _) = played(&first_group(&offsets_table(&rows)), Play::ScaleOut);
        assert_eq!(names(&scenario).last(), Some(&newcomer), "{clients:?}");
        assert_eq!(names(&scenario)[..clients.len()], clients[..], "in the order of their numbers");
    }
}

#[test]
fn what_is_not_modelled_is_said_and_left_out() {
    let (scenario, assumed) = played(&first_group(&sample("mailer.members-verbose")), Play::ScaleOut);
    assumes(&assumed, "2 members with a group.instance.id: simulated as dynamic");
    assert!(scenario.consumer.is_empty());
    let (_, assumed) = played(&first_group(&sample("search-indexer.offsets")), Play::ScaleOut);
    let said = "the group uses group.protocol=consumer, as the lane KIP-848 does; the others show it under the classic protocol";
    assumes(&assumed, said);
    let properties = "group.id=x\ngroup.instance.id=pod-1\ngroup.protocol=consumer\npartition.assignment.strategy=org.apache.kafka.clients.consumer.RoundRobinAssignor\n";
    let (scenario, assumed) = played(&first_group(properties), Play::ScaleOut);
    assumes(&assumed, said);
    let kept: Vec<_> = scenario.consumer.0.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(kept, [("enable.auto.commit", "true")]);
}

#[test]
fn a_group_beyond_the_limits_is_cut_and_it_is_said() {
    let clients: Vec<String> = (0..250).map(|n| format!("w-{n}")).collect();
    let rows: Vec<_> = (0..6_000).map(|n| ("t", n, "1", "1", clients[n as usize % clients.len()].as_str())).collect();
    for play in Play::ALL {
        let (scenario, assumed) = played(&first_group(&offsets_table(&rows)), play);
        assumes(&assumed, "199 of 250 members are simulated");
        assumes(&assumed, "5000 of 6000 partitions are simulated");
        assert!(scenario.members.len() <= limits::MEMBERS);
        assert_eq!(scenario.partition_count(), limits::PARTITIONS);
    }
    let far = offsets_table(&[("t", 99_999, "1", "1", "a")]);
    assert_eq!(played(&first_group(&far), Play::Crash).0.partition_count(), limits::PARTITIONS);
    let patient = offsets_table(&[("t", 0, "1", "1", "a")])
        + "\ngroup.max.session.timeout.ms=2147483647\nsession.timeout.ms=2147483647\nheartbeat.interval.ms=2147483646\n";
    let (scenario, assumed) = played(&first_group(&patient), Play::Crash);
    let wanted = 2_147_483_646 * 4 + 1_700 + 2_147_483_647 + 10_000_u64;
    assumes(
        &assumed,
        &format!("{} ms are simulated; to the end this run would take {wanted} ms", limits::SIMULATED_TIME.as_millis()),
    );
    assert_eq!(scenario.duration, limits::SIMULATED_TIME);
}

#[test]
fn a_large_group_gets_a_load_that_it_can_carry() {
    for partitions in [1, 20, 40, 80, 200, 400, 2_000] {
        let rows: Vec<_> = (0..partitions).map(|n| ("t", n, "1", "1", "a")).collect();
        let load = played(&first_group(&offsets_table(&rows)), Play::Crash).0.load;
        let busy = u64::from(partitions) * load.records_per_second * load.process.as_millis();
        assert!(busy <= 400, "{partitions} partitions keep their member busy for {busy} ms a second");
        assert!(load.records_per_second > 0);
    }
}

// Settings.

/// What a properties file comes to: settings taken, and complaints with their lines.
fn settings(text: &str) -> (Vec<String>, Vec<String>) {
    let imported = import(&[Source { name: "consumer.properties", text }]);
    let config = imported.groups.first().map(|group| group.settings.0.clone()).unwrap_or_default();
    let complaints = imported.not_understood.iter().map(|e| format!("{}: {}", e.line.unwrap_or(0), e.what));
    (config.into_iter().map(|(key, value)| format!("{key}={value}")).collect(), complaints.collect())
}

#[test]
fn settings_are_taken_as_java_reads_and_kafka_trims_them() {
    let text = "# consumer\nbootstrap.servers=a:9092,\\\n  b:9092\nsession.timeout.ms = 10000 \nheartbeat.interval.ms: 1000\n\
                max.poll.interval.ms 60000\nenable.auto.commit=False\npartition.assignment.strategy=\\\n\
                org.apache.kafka.clients.consumer.CooperativeStickyAssignor\ngroup.id=\\uACB0\\uC81C\n";
    let (taken, complaints) = settings(text);
    assert_eq!(complaints, Vec::<String>::new());
    assert_eq!(
        taken,
        [
            "session.timeout.ms=10000",
            "heartbeat.interval.ms=1000",
            "max.poll.interval.ms=60000",
            "enable.auto.commit=False",
            "partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
        ]
    );
    let imported = import(&[Source { name: "consumer.properties", text }]);
    assert_eq!(imported.groups[0].name, "결제");
    let places: Vec<_> = imported.understood.iter().map(|e| (e.line.unwrap_or(0), e.lines)).collect();
    assert_eq!(places, [(2, 2), (4, 1), (5, 1), (6, 1), (7, 1), (8, 2), (10, 1)]);
}

#[test]
fn what_kafka_would_refuse_is_refused_with_the_reason() {
    for (text, complaint) in [
        ("session.timeout.ms=soon", "1: session.timeout.ms = soon is not used: a number is expected"),
        ("session.timeout.ms=1000", "1: session.timeout.ms = 1000 is not used: Kafka takes 6000 to 1800000"),
        ("session.timeout.ms=1800001", "1: session.timeout.ms = 1800001 is not used: Kafka takes 6000 to 1800000"),
        ("max.poll.interval.ms=0", "1: max.poll.interval.ms = 0 is not used: Kafka takes 1 to 2147483647"),
        ("enable.auto.commit=yes", "1: enable.auto.commit = yes is not used: true or false is expected"),
        ("group.protocol=raft", "1: group.protocol = raft is not used: Kafka has none of that name"),
        (
            "partition.assignment.strategy=com.example.Mine",
            "1: partition.assignment.strategy = com.example.Mine is not used: Kafka has none of that name",
        ),
        (
            "partition.assignment.strategy=range,,sticky",
            "1: partition.assignment.strategy = range,,sticky is not used: Kafka has none of that name",
        ),
        (
            "session.timeout.ms=6000\nheartbeat.interval.ms=6000",
            "2: heartbeat.interval.ms = 6000 is not used: it has to be less than session.timeout.ms (6000)",
        ),
        ("sesion.timeout.ms=6000", "1: sesion.timeout.ms is no setting of a Kafka consumer"),
        (
            "client.id=\\u12",
            "1: the value of client.id has \\u without four hexadecimal digits, for which Java refuses the file",
        ),
    ] {
        assert!(settings(text).1.contains(&complaint.to_owned()), "{:?}", settings(text).1);
        let group = first_group(&format!("{}\n{text}\n", sample("billing.offsets")));
        played(&group, Play::Crash);
    }
    let (taken, complaints) =
        settings("session.timeout.ms=1000\ngroup.min.session.timeout.ms=500\nheartbeat.interval.ms=300\n");
    assert_eq!((taken.len(), complaints.len()), (3, 0), "a broker that admits it is given: {complaints:?}");
}

#[test]
fn of_a_key_that_stands_twice_the_later_value_counts() {
    let text = "max.poll.records=10\nmax.poll.records=20\n";
    assert_eq!(settings(text).0, ["max.poll.records=20"]);
    let imported = pasted(text);
    assert_eq!(imported.assumed[0].what.to_string(), "max.poll.records stands twice; this later value counts");
    assert_eq!(imported.assumed[0].line, Some(2));
}

#[test]
fn no_secret_gets_into_the_report() {
    let text = "sasl.jaas.config=org.apache.kafka.PlainLoginModule required password=\"hunter2\";\nssl.key.password=hunter2\nmy.password=hunter2\nbootstrap.servers=hunter2\n";
    let imported = import(&[Source { name: "consumer.properties", text }]);
    assert!(!format!("{imported:?}").contains("hunter2"), "{imported:#?}");
}

#[test]
fn settings_go_to_the_group_that_they_name() {
    let tables = sample("all-groups.offsets");
    let with = |properties: &str| {
        import(&[Source { name: "describe.txt", text: &tables }, Source { name: "c.properties", text: properties }])
    };
    let taken =
        |imported: &Import| -> Vec<bool> { imported.groups.iter().map(|group| !group.settings.is_empty()).collect() };
    assert_eq!(taken(&with("group.id=mailer\nmax.poll.records=5\n")), [false, true, false, false]);
    assert_eq!(taken(&with("max.poll.records=5\n")), [true; 4]);
    assert_eq!(taken(&with("group.id=another\nmax.poll.records=5\n")), [false, false, false, false, true]);
    let one = sample("billing.offsets") + "\ngroup.id=payments\nmax.poll.records=5\n";
    let imported = pasted(&one);
    assert_eq!(taken(&imported), [true]);
    assert_eq!(
        imported.assumed[0].what.to_string(),
        "group.id is payments, the tables show billing; the settings are used for billing"
    );
}

#[test]
fn properties_alone_make_a_group_to_play_with() {
    let (scenario, assumed) = played(&first_group("group.id=billing\nsession.timeout.ms=10000\n"), Play::Crash);
    assert_eq!(scenario.title, "billing: a member's process is killed");
    assert_eq!((names(&scenario), scenario.partition_count()), (vec!["c1", "c2", "c3"], 6));
    assumes(&assumed, "enable.auto.commit = true, Kafka's default");
    assert_eq!(scenario.consumer.get("session.timeout.ms"), Some("10000"));
}
