//! docs/what-a-hand-over-costs.md: the grid as tables, what decides what, and how near real groups come.
//!
//! Says nothing that it does not take from cells or recordings, apart from why.

use std::fmt::Write as _;

use rebalance_model::{SimDuration, Variant};

use super::figure::{self, Panel};
use super::measured::{APART, Checked, outside};
use super::play::{Act, EACH, PROTOCOLS, Point};
use super::{BATCHES, DRAWS, Grid, HEARTBEATS, MEMBERS, Spread};

/// Defaults of heartbeat.interval.ms and group.consumer.heartbeat.interval.ms.
const CLASSIC_DEFAULT: u64 = 3_000;
const CONSUMER_DEFAULT: u64 = 5_000;
/// Where the figures look at one side of the grid, they hold the others here.
const AT: Point = Point { act: Act::Join, members: 20, heartbeat: CLASSIC_DEFAULT, batch: 0 };
const SLOW: u64 = 5_000;
/// What a turn of poll() is: two runs of one file are no nearer to one another.
const HARDLY: SimDuration = SimDuration::from_millis(100);

/// What the protocols are called.
const fn name(protocol: Variant) -> &'static str {
    match protocol {
        Variant::Cooperative => "cooperative",
        Variant::Consumer => "consumer",
        _ => "eager",
    }
}

/// The drawing of an act.
pub fn drawing(grid: &Grid, act: Act) -> String {
    let panel = |title: &str, axis: &str, marks: Vec<(String, Point)>| {
        let series = |protocol| marks.iter().map(|(_, point)| seconds(&grid.cell(*point, protocol).stopped)).collect();
        Panel {
            title: title.to_owned(),
            axis: axis.to_owned(),
            series: PROTOCOLS.map(series).to_vec(),
            marks: marks.iter().map(|(mark, _)| mark.clone()).collect(),
        }
    };
    let at = Point { act, ..AT };
    let panels = [
        panel(
            "20 members, heartbeats every 3 s",
            "slowest batch",
            BATCHES.map(|batch| (brief(batch), Point { batch, ..at })).to_vec(),
        ),
        panel(
            "20 members, no slow batch",
            "heartbeat interval",
            HEARTBEATS.map(|heartbeat| (brief(heartbeat), Point { heartbeat, ..at })).to_vec(),
        ),
        panel(
            "heartbeats every 3 s, a batch of 5 s",
            "members",
            MEMBERS.map(|members| (members.to_string(), Point { members, batch: SLOW, ..at })).to_vec(),
        ),
    ];
    let label = format!("Partition-seconds without a holder when one more member {}s", act.name());
    figure::svg(&label, &PROTOCOLS.map(name), &panels)
}

fn seconds(spread: &Spread) -> figure::Spread {
    let [least, middle, most] = [spread.least, spread.middle, spread.most].map(|d| in_ms(d) / 1_000.0);
    figure::Spread { least, middle, most }
}

fn in_ms(d: SimDuration) -> f64 {
    f64::from(u32::try_from(d.as_millis()).unwrap_or(u32::MAX))
}

/// `0.5 s`, of ms.
fn brief(ms: u64) -> String {
    if ms.is_multiple_of(1_000) {
        format!("{} s", ms / 1_000)
    } else {
        format!("{}.{} s", ms / 1_000, ms % 1_000 / 100)
    }
}

/// Seconds to two digits, fewer where there are many.
fn secs(d: SimDuration) -> String {
    let ms = in_ms(d);
    match ms {
        ms if ms < 9_995.0 => format!("{:.2}", ms / 1_000.0),
        ms if ms < 99_950.0 => format!("{:.1}", ms / 1_000.0),
        ms => format!("{:.0}", ms / 1_000.0),
    }
}

/// The middle, and where the runs lie if they lie apart.
fn spread(of: &Spread) -> String {
    let is_apart =
        of.most.as_millis() - of.least.as_millis() > 100 && of.most.as_millis() * 10 > of.least.as_millis() * 11;
    let middle = secs(of.middle);
    if is_apart { format!("{middle} ({}–{})", secs(of.least), secs(of.most)) } else { middle }
}

/// The page.
pub fn page(grid: &Grid, checked: &[Checked]) -> String {
    let mut out = String::new();
    for part in [intro(), defaults(grid), why(grid), figures(), bounds(), check(checked), all(grid)] {
        out += &part;
    }
    out
}

fn intro() -> String {
    format!(
        "# What a hand-over costs\n\n\
        <!-- Written by `cargo run -p rebalance-tests --bin handover`; a test holds it to what the core computes. -->\n\n\
        A group is at rest. One more consumer joins it, or one closes. For how long does nobody hold a partition, and when\n\
        is it over? It depends on the protocol, the heartbeat interval, the slowest batch and the number of members. This page\n\
        goes through all of them: computed by the simulator of this repository, and [measured](#measured) with real Kafka 4.3.1\n\
        at some points.\n\n\
        The group: so many members and one more, {EACH} partitions for each, four records a second into every partition, `poll(100 ms)`,\n\
        5 ms a record, `commitSync()` after each batch. One member has just begun a batch that takes so much longer. Everything else is\n\
        Kafka's default. *Eager* is RangeAssignor, *cooperative* CooperativeStickyAssignor, *consumer* `group.protocol=consumer`\n\
        (KIP-848) with the broker's `uniform`.\n\n\
        - **stopped**: partition-seconds without a holder, from the act on: after `onPartitionsRevoked`, before\n  `onPartitionsAssigned`.\n\
        - **longest**: the longest time of one partition without a holder.\n\
        - **over after**: from the act until the last partition is where it stays.\n\n\
        Each figure is the middle one of {DRAWS} runs, in which the act falls on {DRAWS} instants of the heartbeat interval; where they\n\
        lie apart, least and most follow in brackets. What the slow member holds has a holder, although it makes no progress: a slow batch\n\
        costs that under every protocol, and it is not counted.\n\n"
    )
}

/// What most people run.
fn defaults(grid: &Grid) -> String {
    let mut out = format!(
        "## With Kafka's defaults\n\n\
        `heartbeat.interval.ms` is {} for classic groups, `group.consumer.heartbeat.interval.ms` {} for consumer groups.\n\
        **stopped**, in partition-seconds:\n\n\
        | | members | slowest batch | eager | cooperative | consumer |\n|---|--:|--:|--:|--:|--:|\n",
        brief(CLASSIC_DEFAULT),
        brief(CONSUMER_DEFAULT)
    );
    for act in Act::ALL {
        for batch in BATCHES {
            for members in MEMBERS {
                let cell = |protocol| {
                    let heartbeat = if protocol == Variant::Consumer { CONSUMER_DEFAULT } else { CLASSIC_DEFAULT };
                    spread(&grid.cell(Point { act, members, heartbeat, batch }, protocol).stopped)
                };
                let [eager, cooperative, consumer] = PROTOCOLS.map(cell);
                let act = if act == Act::Join { "joins" } else { "closes" };
                let batch = if batch == 0 { "–".to_owned() } else { brief(batch) };
                writeln!(out, "| {act} | {members} | {batch} | {eager} | {cooperative} | {consumer} |").ok();
            }
        }
    }
    out + "\n"
}

/// What decides what, with cells to see it by.
fn why(grid: &Grid) -> String {
    let at = |protocol, act, members, heartbeat, batch| *grid.cell(Point { act, members, heartbeat, batch }, protocol);
    let (eager, cooperative, consumer) = (Variant::Eager, Variant::Cooperative, Variant::Consumer);
    let (join, close) = (Act::Join, Act::Close);
    let prompt = at(eager, join, 50, 3_000, 0);
    let slow = at(eager, join, 50, 3_000, 20_000);
    let moved = at(cooperative, join, 50, 3_000, 0);
    let late = at(cooperative, join, 50, 3_000, 20_000);
    let orphan = at(cooperative, close, 20, 3_000, 20_000);
    let phase = at(consumer, join, 20, 5_000, 0);
    let alone = at(consumer, join, 20, 5_000, 20_000);
    let one = at(consumer, close, 20, 5_000, 20_000);
    format!(
        "## What decides what\n\n\
        **Eager stops everybody, for as long as the slowest takes to poll.** A member gives up all its partitions\n\
        (`onPartitionsRevoked`) before it sends JoinGroup, and the group stays in PreparingRebalance until every member has sent one.\n\
        If all poll promptly that is over in milliseconds: every JoinGroup response restarts the heartbeat timer, so members hear of the rebalance\n\
        together. With 50 members no partition stops for longer than {} s, {} partition-seconds in all. But JoinGroup is only sent inside\n\
        poll(). One batch of 20 s keeps all others waiting: {} partition-seconds. It is the slowest batch × every partition that the slow\n\
        member does not hold, less what it takes the others to hear of the rebalance: up to a heartbeat interval, so that a shorter batch often\n\
        costs nothing. When a member closes, its own partitions wait for these heartbeats too.\n\n\
        **Cooperative stops what moves, for one heartbeat interval.** In the first round everybody keeps what it has. Whoever has to give\n\
        something up revokes it after that round's SyncGroup and joins again; the round that follows waits for the members that revoked\n\
        nothing, and the newcomer hears of it in its first heartbeat, one `heartbeat.interval.ms` after its JoinGroup response. Two partitions move here, so it\n\
        is two heartbeat intervals whether there are 2 members or 50: {} partition-seconds with 3 s. A slow batch does not stop more\n\
        ({}), but all wait for it: the first round is a barrier as well, and the newcomer has nothing for {} s. When a member\n\
        closes, its partitions are behind that barrier: {} s each with a batch of 20 s, whoever is to get them.\n\n\
        **Consumer stops what moves, until the newcomer's next heartbeat.** There is no barrier. The broker tells each member in its own\n\
        heartbeat what to give up; a partition is free when that member has acknowledged it, and the newcomer learns it in *its* next heartbeat. That is\n\
        anything up to an interval for each partition: {} partition-seconds with 20 members and 5 s. A slow batch\n\
        matters only for what the slow member itself has to give up or is to get, and whoever else is concerned does not wait: with a batch of 20 s\n\
        it is {} when one joins and {} when one closes. The price is the interval, as news travels by heartbeats only: all is\n\
        over after one ({} s with 5 s), or after two where a release just misses the newcomer's heartbeat ({} s with 1 s).\n\
        Two intervals and the slowest batch are the most that it takes when one joins, one interval and that batch when one closes, and\n\
        two calls of poll() more. Here the group was at rest before: within a second of the last target\n\
        (`group.consumer.assignment.interval.ms`) the rest of that second comes on top.\n\n\
        Shorter heartbeats make cooperative and consumer cheaper in proportion and leave eager as it is. Under `consumer` the interval is the\n\
        broker's, and `group.consumer.min.heartbeat.interval.ms`, 5 s by default, has to be lowered first.\n\n\
        After a slow batch comes a long one, of what has piled up meanwhile. It holds up whatever waits for the next poll(), which is why {} s of\n\
        cooperative with heartbeats every 0.5 s and a batch of 20 s are longer than an interval.\n\n",
        secs(prompt.longest.most),
        secs(prompt.stopped.middle),
        secs(slow.stopped.middle),
        secs(moved.stopped.middle),
        secs(late.stopped.middle),
        secs(late.took.middle),
        secs(orphan.longest.middle),
        spread(&phase.stopped),
        spread(&alone.stopped),
        spread(&one.stopped),
        secs(phase.took.middle),
        secs(at(consumer, join, 20, 1_000, 0).took.most),
        secs(at(cooperative, join, 2, 500, 20_000).longest.middle),
    )
}

fn figures() -> String {
    let of = |act: Act, what: &str| {
        format!("![Partition-seconds without a holder when {what}](hand-over-{}.svg)\n\n", act.name())
    };
    format!(
        "## In figures\n\nOne more member joins. Lines are the runs in the middle, bars reach from the least to the most.\n\n{}One closes:\n\n{}",
        of(Act::Join, "one more member joins"),
        of(Act::Close, "a member closes")
    )
}

fn bounds() -> String {
    "## What is not in it\n\n\
    A holder is not a record yet. What comes between `onPartitionsAssigned` and the first batch is 3 to 40 ms for a classic newcomer,\n\
    0.2 to 0.4 s for one of the consumer protocol, and up to 0.65 s for a member that consumes already, as its fetch in flight has to come back first.\n\
    Callbacks that take long, commits that fail, static members, crashes and many moves at once are not in it either: play them with\n\
    `rebalance simulate`.\n\n"
        .to_owned()
}

/// Measured and computed, side by side.
fn check(checked: &[Checked]) -> String {
    let (mut rows, mut figures, mut inside, mut farthest) = (String::new(), 0, 0, SimDuration::ZERO);
    for c in checked {
        let Point { act, members, heartbeat, batch } = c.cell.point;
        let heartbeat = brief(heartbeat);
        let batch = if batch == 0 { "–".to_owned() } else { brief(batch) };
        write!(rows, "| {} | {members} | {heartbeat} | {batch} | {} |", act.name(), name(c.cell.protocol)).ok();
        for (_, measured, computed) in c.figures() {
            let said: Vec<String> = measured.iter().map(|m| secs(*m)).collect();
            write!(rows, " {} | {} |", said.join(", "), spread(&computed)).ok();
            for m in measured {
                let by = outside(m, &computed);
                (figures, farthest) = (figures + 1, farthest.max(by));
                inside += usize::from(by <= HARDLY);
            }
        }
        rows += "\n";
    }
    format!(
        "## Measured\n\n\
        Points of the grid, played on a real broker of Kafka 4.3.1 with real Java consumers, twice each (`tests/conformance/handover`). A real run\n\
        has the act at an instant of the heartbeat interval that nobody chose, so that it is to lie where the computed runs lie. {inside} of\n\
        {figures} figures do, to {} s; the farthest outside is {} s off. A test fails where one is\n\
        off by more than {} s, or a twentieth where that is more.\n\n\
        | act | members | heartbeat | batch | protocol | stopped: measured | computed | longest: measured | computed | over after: measured | computed |\n\
        |---|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|\n{rows}\n",
        secs(HARDLY),
        secs(farthest),
        secs(APART)
    )
}

/// The whole grid.
fn all(grid: &Grid) -> String {
    let mut out = "## All of it\n\nSeconds; *stopped* in partition-seconds.\n".to_owned();
    for act in Act::ALL {
        for batch in BATCHES {
            let what = if act == Act::Join { "One more joins" } else { "One closes" };
            let slow = if batch == 0 { "no slow batch".to_owned() } else { format!("a batch of {}", brief(batch)) };
            write!(
                out,
                "\n<details><summary>{what}, {slow}</summary>\n\n\
                | members | heartbeat | eager: stopped | longest | over after | cooperative: stopped | longest | over after | consumer: stopped | longest | over after |\n\
                |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
            )
            .ok();
            for members in MEMBERS {
                for heartbeat in HEARTBEATS {
                    out += &row(grid, Point { act, members, heartbeat, batch });
                }
            }
            out += "\n</details>\n";
        }
    }
    out
}

fn row(grid: &Grid, point: Point) -> String {
    let mut out = format!("| {} | {} |", point.members, brief(point.heartbeat));
    for protocol in PROTOCOLS {
        let cell = grid.cell(point, protocol);
        write!(out, " {} | {} | {} |", spread(&cell.stopped), spread(&cell.longest), spread(&cell.took)).ok();
    }
    out + "\n"
}
