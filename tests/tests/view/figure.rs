//! The storyboard: well-formed, complete, to one scale, and the same each time.

use std::collections::BTreeSet;
use std::rc::Rc;

use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_view::Session;
use rebalance_view::figure::{self, Look, NARROW, WIDE};
use rebalance_view::session::Theme;
use rebalance_view::text::{self, Lang};

use super::{Bench, SLOW_BATCH, builtin, ms, scenario};

const LOOK: Look<'static> = Look { width: WIDE, theme: Theme::Auto, at: None, id: "a" };

fn html(bench: &Bench) -> String {
    figure::html(&bench.lab, &bench.session, &LOOK)
}

fn svg(bench: &Bench, look: &Look<'_>) -> String {
    figure::svg(&bench.lab, &bench.session, look)
}

/// The tags of a text in their order, each `name attributes`; panics where one is not closed, or closed by another.
fn tags(text: &str) -> Vec<String> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for (i, piece) in text.split('<').enumerate().skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or_else(|| panic!("tag {i} has no end: {piece}"));
        assert!(!after.contains('>'), "a bare > behind {tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed by another in {piece}");
            continue;
        }
        assert!(tag.matches('"').count().is_multiple_of(2), "a quote is missing in {tag}");
        if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
        all.push(tag.to_owned());
    }
    assert_eq!(open, Vec::<&str>::new(), "not closed");
    all
}

/// Values of an attribute.
fn values<'a>(tags: &'a [String], name: &str) -> Vec<&'a str> {
    let begins = format!(" {name}=\"");
    tags.iter().filter_map(|t| t.split_once(&begins)?.1.split('"').next()).collect()
}

/// The text elements of a drawing, each `x` and words.
fn written(svg: &str) -> Vec<(&str, &str)> {
    let texts = svg.split("<text ").skip(1).filter_map(|t| t.split("</text>").next());
    texts.filter_map(|t| Some((t.split_once("x=\"")?.1.split('"').next()?, t.split_once('>')?.1))).collect()
}

#[test]
fn every_scenario_is_well_formed_in_every_language_width_and_theme() {
    for place in 0..BUILTIN.len() {
        for lang in ["en", "ko"] {
            let bench = Bench::of(place, &format!("lang={lang}"));
            for width in [NARROW, WIDE, 1440] {
                for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
                    tags(&svg(&bench, &Look { width, theme, at: Some(ms(16_000)), id: "x" }));
                }
            }
            let all = html(&bench);
            let tags = tags(&all);
            let ids = values(&tags, "id");
            assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id stands twice");
            for used in all.split("url(#").skip(1).filter_map(|u| u.split(')').next()) {
                assert!(ids.contains(&used), "{used} is no pattern");
            }
        }
    }
}

#[test]
fn a_document_under_a_strict_policy_takes_it_and_so_does_markdown() {
    let all = html(&Bench::of(SLOW_BATCH, ""));
    for tag in tags(&all) {
        assert!(!["style", "script"].contains(&tag.split(' ').next().unwrap()), "{tag}");
        assert!(!tag.contains(" style=") && !tag.contains(" on"), "{tag}");
    }
    assert!(!all.contains('\n'), "an empty line would end the block");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let (once, again) = (Bench::of(SLOW_BATCH, ""), Bench::of(SLOW_BATCH, ""));
    assert_eq!(html(&once), html(&again));
    assert_eq!(svg(&once, &LOOK), svg(&again, &LOOK));
}

#[test]
fn all_lanes_have_every_partition_and_every_holder_on_one_axis() {
    let bench = Bench::of(SLOW_BATCH, "lanes=eager,cooperative,consumer");
    let drawn = svg(&bench, &LOOK);
    let texts = written(&drawn);
    let times = |what: &str| texts.iter().filter(|(_, t)| *t == what).count();
    for p in 0..6 {
        assert_eq!(times(&format!("P{p}")), 3, "P{p} in each lane");
    }
    for tick in &bench.lab.axis().ticks {
        assert_eq!(times(&tick.label), 1, "{} stands once, below all lanes", tick.label);
    }
    assert!(times("C1") >= 4 && times("C3") >= 6, "holders have their names");
    // Colour is not all that tells members apart.
    for pattern in ["a-m1", "a-m2", "a-nobody"] {
        assert!(drawn.contains(&format!("fill=\"url(#{pattern})\"")), "{pattern}");
    }
    let tops: BTreeSet<u64> = bench.lab.scene(&bench.session).lanes.iter().map(|l| l.chart.lag_top).collect();
    assert_eq!(tops.len(), 1);
    assert_eq!(times(&text::whole(*tops.first().unwrap())), 3, "lag has the same scale everywhere");
}

#[test]
fn a_marker_goes_down_through_all_lanes_at_one_place() {
    let bench = Bench::of(SLOW_BATCH, "");
    let drawn = svg(&bench, &LOOK);
    let lines: Vec<&str> = drawn
        .split("<path ")
        .filter(|p| p.contains("stroke-dasharray=\"2 3\""))
        .filter_map(|p| p.split_once("d=\"M")?.1.split(' ').next())
        .collect();
    assert_eq!(lines.len(), 4, "two acts in two lanes");
    assert_eq!((lines[0], lines[1]), (lines[2], lines[3]));
    assert!(drawn.contains(">slow batch of C1: 5 s<") && drawn.contains(">C3 starts<"));
}

#[test]
fn what_the_lanes_cost_is_what_the_page_says() {
    let bench = Bench::of(SLOW_BATCH, "");
    let (drawn, scene) = (svg(&bench, &LOOK), bench.lab.scene(&bench.session));
    for metric in [0, 1, 3, 4] {
        for value in &scene.score[metric].values {
            assert!(drawn.contains(&format!(">{}<", value.text)), "{}: {}", scene.score[metric].name, value.text);
        }
    }
    let lesson = text::plain(&scene.lesson);
    assert!(drawn.contains(&format!("{lesson}</desc>")), "who does not see it is told what it shows");
}

#[test]
fn an_instant_is_marked_with_its_verdicts() {
    let mut bench = Bench::of(SLOW_BATCH, "");
    let at = ms(17_000);
    let drawn = svg(&bench, &Look { at: Some(at), ..LOOK });
    for lane in bench.at(at).lanes {
        let said = format!(">{} {}<", lane.verdict.count, lane.verdict.words);
        assert!(drawn.contains(&said), "{said}");
    }
    assert_eq!(drawn.matches(">00:17.000<").count(), 2);
    assert_eq!(drawn.matches("<circle").count(), 2);
}

#[test]
fn the_table_has_every_step_with_its_time_its_news_and_its_reason() {
    for lang in [Lang::En, Lang::Ko] {
        let mut bench = Bench::of(SLOW_BATCH, &format!("lang={}", lang.tag()));
        let all = html(&bench);
        let rows: Vec<&str> = all.split("<tbody>").nth(1).unwrap().split("<tr>").skip(1).collect();
        let steps: Vec<_> = bench.lab.story().steps.iter().filter(|s| !s.is_summary).cloned().collect();
        assert_eq!(rows.len(), steps.len());
        for (row, step) in rows.iter().zip(&steps) {
            let told = bench.at(step.stop).narration;
            let plain: String = row.split('<').filter_map(|p| Some(p.split_once('>')?.1)).collect();
            assert!(plain.starts_with(&text::clock(step.at)), "{plain}");
            assert!(plain.contains(&text::plain(&told.text)), "{plain}");
            assert!(plain.contains(&text::plain(&told.why)), "{plain}");
            assert!(told.lanes.iter().all(|(_, own)| plain.contains(&text::plain(own))), "{plain}");
        }
    }
}

#[test]
fn only_a_file_of_its_own_with_an_open_theme_has_a_style() {
    let bench = Bench::of(SLOW_BATCH, "");
    let of = |theme| svg(&bench, &Look { theme, ..LOOK });
    assert!(of(Theme::Auto).contains("<style>@media (prefers-color-scheme:dark)"));
    let (light, dark) = (of(Theme::Light), of(Theme::Dark));
    assert!(!light.contains("<style") && !dark.contains("<style"));
    assert_ne!(light, dark);
    assert!(light.contains("fill=\"#ffffff\"") && !dark.contains("fill=\"#ffffff\""), "the panel is dark");
}

#[test]
fn every_class_of_a_figure_has_a_rule() {
    let all = html(&Bench::of(SLOW_BATCH, "lanes=eager,cooperative,consumer"));
    let sheet = figure::stylesheet();
    for class in values(&tags(&all), "class") {
        assert!(sheet.contains(&format!(".{class} {{")) || sheet.contains(&format!(".{class}[")), "{class}");
    }
}

#[test]
fn names_that_look_like_markup_are_names() {
    let json = BUILTIN[SLOW_BATCH].json.replace("\"c1\"", "\"<b onload=x>\"").replace("A third member", "<script>");
    let session = Session { scenario: BUILTIN.len(), playing: false, ..Session::default() };
    let bench = Bench::new(session, Rc::new(scenario(&json)));
    let all = html(&bench);
    tags(&all);
    assert!(all.contains("&lt;script&gt;") && all.contains("&lt;b onload=x&gt;"));
    assert!(!all.contains("<script") && !all.contains("<b onload"));
}

#[test]
fn nothing_stands_outside_of_the_drawing() {
    for place in 0..BUILTIN.len() {
        for width in [NARROW, WIDE] {
            let bench = Bench::new(Session { scenario: place, ..Session::default() }, Rc::new(builtin(place)));
            let drawn = svg(&bench, &Look { width, ..LOOK });
            for tag in tags(&drawn).iter().filter(|t| t.starts_with("rect ")) {
                let number = |name| -> f64 {
                    values(std::slice::from_ref(tag), name).first().map_or(0.0, |v| v.parse().unwrap())
                };
                assert!(number("x") + number("width") <= f64::from(width), "{place}: {tag}");
            }
        }
    }
}
