//! Large groups: cells in the place of cards, charts by member, messages and partitions that fly together.

use std::collections::BTreeSet;
use std::rc::Rc;

use rebalance_analysis::Holders;
use rebalance_analysis::ownership::OwnerPhase;
use rebalance_model::{MemberIdx, SimTime};
use rebalance_view::chart::{Row, SegmentKind};
use rebalance_view::crowd::{Crowd, reading};
use rebalance_view::motion::Anchor;
use rebalance_view::url::{UrlFault, read, read_with, write};
use rebalance_view::{Action, Frame, Lang, Session, limits, reduce};

use super::{Bench, ms, scenario};

const MEMBERS: usize = 50;
const PARTITIONS: u32 = 500;

/// Fifty members over five hundred partitions, of which one is killed.
fn bench(session: Session) -> Bench {
    let members: Vec<String> = (0..MEMBERS).map(|i| format!("\"m{i}\": {{}}")).collect();
    let starts: Vec<String> =
        (0..MEMBERS).map(|i| format!("{{\"at_ms\": {}, \"do\": \"start\", \"member\": \"m{i}\"}}", i * 20)).collect();
    let json = format!(
        "{{\"name\": \"large\", \"topics\": {{\"a\": 250, \"b\": 250}}, \"load\": {{\"records_per_second\": 1}}, \"members\": {{{}}},
          \"script\": [{}, {{\"at_ms\": 12000, \"do\": \"kill\", \"member\": \"m7\"}}],
          \"consumer\": {{\"session.timeout.ms\": 6000}}, \"duration_ms\": 25000}}",
        members.join(","),
        starts.join(",")
    );
    Bench::new(session, Rc::new(scenario(&json)))
}

fn folded() -> Bench {
    bench(Session { crowd: Some(Crowd::here()), ..Session::default() })
}

/// An instant at which nobody holds anything in the eager lane.
fn all_unowned(bench: &Bench) -> SimTime {
    let owners = &bench.lab.lanes()[0].report.owners;
    let starts: BTreeSet<SimTime> = owners.iter().flatten().map(|p| p.start).filter(|t| *t > ms(12_000)).collect();
    let report = &bench.lab.lanes()[0].report;
    let nobody = |t: &SimTime| (0..owners.len()).all(|p| report.holders(p, *t) == Holders::Nobody);
    starts.into_iter().find(nobody).expect("an eager rebalance takes everything from everybody")
}

#[test]
fn without_what_folds_them_large_groups_say_what_is_left_out() {
    let mut bench = bench(Session::default());
    let scene = bench.at(ms(14_000));
    assert!(scene.limits.iter().any(|l| l == "The chart shows 64 of 500 partitions."), "{:?}", scene.limits);
    assert!(scene.limits.iter().any(|l| l == "24 of 50 members have a card."), "{:?}", scene.limits);
    for lane in &scene.lanes {
        let has_card = |holder| lane.cards.iter().any(|card| Some(card.member) == holder);
        let astray = lane.tiles.iter().find(|tile| matches!(tile.place, Anchor::Card(..)) && !has_card(tile.holder));
        assert_eq!(astray, None, "a tile without a card would stand in a corner");
    }
    assert_eq!((scene.lanes[0].chart.rows.len(), scene.lanes[0].chart.rows_left_out), (64, 436));
    assert_eq!(scene.lanes[0].cards_left_out, 26);
    let mut frame = Frame::default();
    bench.lab.frame(&bench.session, ms(14_000), &mut frame);
    assert!(frame.lanes[0].tokens.len() <= limits::TOKENS);
}

#[test]
fn a_small_group_is_shown_as_ever_with_it() {
    let session = Session { crowd: Some(Crowd::here()), ..Session::default() };
    let mut bench = Bench::new(session, Rc::new(super::builtin(super::SLOW_BATCH)));
    assert!(!bench.lab.is_large());
    let lane = bench.lane(ms(17_000), 0);
    assert!(!lane.is_folded && !lane.chart.is_grouped && !lane.tiles.is_empty());
}

#[test]
fn every_member_has_a_cell_and_nothing_is_left_out() {
    let mut bench = folded();
    let scene = bench.at(ms(14_000));
    assert_eq!(scene.limits, Vec::<String>::new());
    let lane = &scene.lanes[0];
    assert!(lane.is_folded && lane.tiles.is_empty());
    assert_eq!((lane.cards.len(), lane.cards_left_out), (MEMBERS, 0));
    assert!(lane.cards.iter().all(|card| card.held == if card.member.index() == 7 { 0 } else { 10 }));
    let briefs: Vec<&str> = [0, 7].map(|i: usize| lane.cards[i].brief).into();
    assert_eq!(briefs, ["consumes", "gone"]);
    bench.act(Action::SetLang(Lang::Ko));
    assert_eq!(bench.lane(ms(14_000), 0).cards[7].brief, "종료됨");
}

#[test]
fn the_card_of_the_member_that_is_picked_is_shown_in_every_lane_whatever_follows() {
    let mut bench = folded();
    bench.act(Action::PickMember(Some(MemberIdx(17))));
    bench.act(Action::Seek(ms(19_000)));
    let scene = bench.at(ms(19_000));
    assert!(scene.lanes.iter().all(|lane| lane.picked == Some(MemberIdx(17))));
    bench.act(Action::PickMember(None));
    assert_eq!(bench.lane(ms(19_000), 0).picked, None);
}

#[test]
fn what_folds_stays_at_hand_when_the_browser_goes_back() {
    let mut bench = folded();
    bench.act(Action::Restore(Box::default()));
    assert!(bench.session.crowd.is_some());
}

/// How many partitions some rows say are held, or not, at `t`; what lies over others is counted with them.
fn counted(rows: &[Row], t: SimTime) -> u32 {
    let at = rows.iter().flat_map(|row| &row.segments).filter(|s| s.from <= t && t < s.end);
    at.filter(|s| !matches!(s.kind, SegmentKind::Double(..))).map(|s| s.partitions).sum()
}

/// Whether somebody holds a partition with these phases at `t`.
fn held(phases: &[OwnerPhase], t: SimTime) -> bool {
    phases[..phases.partition_point(|p| p.start <= t)].last().is_some_and(|p| p.holders.first().is_some())
}

#[test]
fn rows_of_members_count_every_partition_at_every_instant() {
    let mut bench = folded();
    let scene = bench.at(ms(14_000));
    for (lane, run) in scene.lanes.iter().zip(bench.lab.lanes()) {
        let chart = &lane.chart;
        assert_eq!((chart.rows.len(), chart.rows_left_out), (MEMBERS + 1, 0));
        assert_eq!(chart.rows[0].label, "unowned");
        assert_eq!(chart.rows[8].label, "M7");
        for ms in (bench.lab.opening().as_millis() + 1..bench.lab.end().as_millis()).step_by(37) {
            let t = SimTime::from_millis(ms);
            let unowned = run.report.owners.len() - run.report.owners.iter().filter(|o| held(o, t)).count();
            let unowned = u32::try_from(unowned).unwrap();
            assert_eq!(counted(&chart.rows[1..], t), PARTITIONS - unowned, "{} at {ms} ms", run.title(Lang::En));
            assert!(counted(&chart.rows[..1], t) >= unowned, "{} at {ms} ms", run.title(Lang::En));
        }
    }
    let eager = &scene.lanes[0].chart;
    let gone = all_unowned(&bench);
    let unowned = eager.rows[0].segments.iter().find(|s| s.from <= gone && gone < s.end).unwrap();
    assert_eq!((unowned.kind, unowned.partitions, unowned.label.as_str()), (SegmentKind::Unowned, PARTITIONS, "500"));
    assert!(eager.stops.iter().any(|(x0, x1)| (*x0..=*x1).contains(&unowned.x0)));
    assert_eq!(unowned.fills, 100, "that is all of them");
    let before = eager.rows[3].segments.first().unwrap();
    assert!(before.partitions == 10 && before.fills > 80, "{before:?}");
}

#[test]
fn what_is_pointed_at_says_how_many_the_member_holds_and_nobody() {
    let bench = folded();
    let number = |said: &str| said.split(' ').next().unwrap().parse::<u32>().unwrap();
    for ms in (bench.lab.opening().as_millis()..bench.lab.end().as_millis()).step_by(371) {
        let t = SimTime::from_millis(ms);
        let mut held = vec![0; bench.lab.lanes().len()];
        for member in 0..MEMBERS {
            for (lane, said) in reading(&bench.lab, Lang::En, Some(member + 1), t).iter().enumerate() {
                let counted = said.strip_prefix(&format!("M{member}: ")).unwrap_or_else(|| panic!("{said}"));
                held[lane] += number(counted);
            }
        }
        let unowned = reading(&bench.lab, Lang::En, Some(0), t);
        assert_eq!(unowned, reading(&bench.lab, Lang::En, None, t), "no member's row, and none at all");
        for (held, unowned) in held.iter().zip(&unowned) {
            let unowned = unowned.strip_prefix("unowned: ").unwrap_or_else(|| panic!("{unowned}"));
            assert!(held + number(unowned) <= PARTITIONS, "{held} and {unowned} at {ms} ms");
        }
    }
    let gone = all_unowned(&bench);
    let all = |lang, row| reading(&bench.lab, lang, row, gone)[0].clone();
    assert_eq!(all(Lang::En, Some(4)), "M3: 0 partitions · unowned: 500");
    assert_eq!(all(Lang::Ko, Some(4)), "M3: 파티션 0개 · 부유: 500");
    assert_eq!(all(Lang::En, Some(MEMBERS + 1)), "unowned: 500", "below the last row");
    let before = reading(&bench.lab, Lang::En, Some(4), ms(11_900));
    assert_eq!(before, ["M3: 10 partitions · unowned: 0", "M3: 10 partitions · unowned: 0"]);
    // A chart with a row a partition says who holds it.
    assert_eq!(reading(&Bench::of(0, "").lab, Lang::En, Some(4), gone), Vec::<String>::new());
}

#[test]
fn the_card_that_is_open_is_in_the_address_until_its_group_is_left() {
    let mut bench = folded();
    bench.act(Action::PickMember(Some(MemberIdx(17))));
    assert_eq!(write(&bench.session), "card=18&v=1");
    let (opened, problems) = read("card=18");
    assert_eq!((opened.picked, problems), (Some(MemberIdx(17)), vec![]));
    bench.act(Action::PickMember(None));
    assert_eq!(write(&bench.session), "");
    for (query, fault) in
        [("card=0", UrlFault::OutOfBounds), ("card=201", UrlFault::OutOfBounds), ("card=M3", UrlFault::NotANumber)]
    {
        let (opened, problems) = read(query);
        assert_eq!((opened.picked, problems[0].what), (None, fault), "{query}");
    }
    // One that there is not is as good as none, and of a group that is not loaded any more it says nothing.
    bench.session = read("card=200").0;
    assert_eq!(bench.lane(ms(14_000), 0).picked, None);
    assert_eq!(read("group=loaded&card=3").0.picked, Some(MemberIdx(2)));
    assert_eq!(read_with("group=loaded&card=3", 1280, None).0.picked, None);
    let mut other = bench.session.clone();
    other = reduce(&other, Some(&bench.lab), Action::Pick(1));
    assert_eq!(other.picked, None, "another scenario has other members");
}

#[test]
fn the_table_of_a_grouped_chart_says_who_held_how_many_and_what_it_leaves_out() {
    let mut bench = folded();
    let table = bench.lane(ms(14_000), 0).chart.table.clone();
    assert_eq!(table.columns, ["member", "partitions", "from", "to"]);
    assert!(table.rows.iter().any(|row| row[..2] == ["unowned", "500"]), "{:?}", &table.rows[..8]);
    assert!(table.rows.iter().any(|row| row[..2] == ["M3", "10"]), "{:?}", &table.rows[..8]);
    let shown = table.rows.len();
    let is_cut = table.caption.contains(&format!("the first {shown} of "));
    assert_eq!(is_cut, shown == 200, "{}: {shown} rows", table.caption);
}

#[test]
fn partitions_leave_and_come_in_bundles() {
    let bench = folded();
    let mut frame = Frame::default();
    let gone = all_unowned(&bench);
    let (mut left, mut came) = (BTreeSet::new(), BTreeSet::new());
    let (from, until) = (bench.lab.adaptive().to_view(gone), bench.lab.adaptive().to_view(bench.lab.end()));
    let start = from.saturating_sub(40_000_000);
    for view in (start..until).step_by(100_000) {
        bench.lab.frame(&bench.session, bench.lab.adaptive().to_sim(view), &mut frame);
        assert!(frame.lanes[0].tiles.is_empty());
        for bundle in frame.lanes[0].bundles.iter().filter(|b| b.left > ms(17_000)) {
            match (bundle.from, bundle.to) {
                (Some(m), None) => left.insert((m, bundle.partitions)),
                (None, Some(m)) => came.insert((m, bundle.partitions)),
                way => panic!("from hand to hand: {way:?}"),
            };
        }
    }
    let alive = |m: &MemberIdx| m.index() != 7;
    assert_eq!(left.iter().filter(|(m, _)| alive(m)).count(), MEMBERS - 1);
    assert!(left.iter().all(|(_, n)| *n == 10), "{left:?}");
    assert_eq!(came.iter().map(|(_, n)| n).sum::<u32>(), PARTITIONS);
    assert_eq!(came.len(), MEMBERS - 1);
}

#[test]
fn messages_of_a_kind_are_one_token_with_their_number() {
    let bench = folded();
    let (pace, mut frame) = (bench.lab.adaptive(), Frame::default());
    let (mut joins, mut looks) = (0, 0);
    let end = pace.to_view(all_unowned(&bench)) + 4_000_000;
    for view in (end.saturating_sub(24_000_000)..end).step_by(50_000) {
        bench.lab.frame(&bench.session, pace.to_sim(view), &mut frame);
        let tokens = &frame.lanes[0].tokens;
        assert!(tokens.len() <= 24, "{} tokens", tokens.len());
        assert!(tokens.iter().all(|k| k.column.is_some()));
        for token in tokens {
            let says = token.label.split_once(" × ").map_or(1, |(n, _)| n.parse::<u16>().unwrap());
            assert_eq!(says, token.messages, "{token:?}");
            joins = joins.max(if token.label.ends_with("JoinGroup") { token.messages } else { 0 });
        }
        // Of two tokens that look alike and are at the same place one would do.
        let kinds: BTreeSet<_> =
            tokens.iter().map(|k| (k.place, k.label.split(" × ").last().unwrap().to_owned())).collect();
        assert_eq!(kinds.len(), tokens.len(), "{tokens:?}");
        looks += 1;
    }
    assert!(looks > 100, "{looks} looks");
    assert!(joins > 4, "{joins} JoinGroups at most are one");
}
