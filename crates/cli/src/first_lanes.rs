//! `rebalance first-lanes`: the page's first picture as static HTML and SVG, for the time before wasm arrives and for
//! readers without JavaScript. The same runs, the same charts and the same words as the page's own.

use std::fmt::Write as _;
use std::rc::Rc;

use rebalance_model::scenario::builtin::BUILTIN;
use rebalance_model::scenario::json::Json;
use rebalance_model::trace::GroupState;
use rebalance_model::{Scenario, Variant};
use rebalance_sim::{Options, run};
use rebalance_view::chart::{Axis, Chart, LAG_HEIGHT, Row, SegmentKind, WIDTH};
use rebalance_view::scene::LaneScene;
use rebalance_view::{Lab, Lane, Session, label};

/// Width of a drawing, its parts from left to right: names of rows, plot, a margin.
const DRAWING: u32 = 600;
const GUTTER: u32 = 36;
const MARGIN: u32 = 6;
/// Heights from top to bottom: band of states, a row a partition, lag, labels of the axis.
const BAND: u32 = 16;
const ROW: u32 = 18;
const LAG: u32 = 32;
const AXIS: u32 = 18;

/// Draws ① in both lanes.
///
/// # Errors
/// If the built-in scenario cannot be read or run, which is a fault of ours.
pub fn draw() -> Result<String, String> {
    let json: Json = serde_json::from_str(BUILTIN[0].json).map_err(|e| e.to_string())?;
    let scenario = Rc::new(Scenario::from_json(&json).map_err(|e| e.to_string())?);
    let session = Session::default();
    let lane = |variant: &Variant| {
        let options = Options { seed: session.seed, ..Options::default() };
        run(&scenario, *variant, options).map(|trace| Lane::new(Rc::new(trace))).map_err(|e| e.to_string())
    };
    let lanes = session.lanes.iter().map(lane).collect::<Result<Vec<_>, _>>()?;
    let lab = Lab::new(&session, scenario.clone(), lanes);
    let scene = lab.scene(&session);
    let mut out = String::from("<div class=\"lanes\">");
    for lane in &scene.lanes {
        out.push_str(&section(lane, &scene.axis));
    }
    out.push_str("</div>");
    Ok(out)
}

fn section(lane: &LaneScene, axis: &Axis) -> String {
    let mut out = String::new();
    let (title, assignor) = (escaped(lane.title), escaped(lane.assignor));
    put(
        &mut out,
        format_args!("<section class=\"lane\"><div class=\"lane-head\"><h2>{title}</h2><code>{assignor}</code></div>"),
    );
    put(&mut out, format_args!("<div class=\"chart\">{}</div></section>", drawing(&lane.chart, axis, &title)));
    out
}

fn drawing(chart: &Chart, axis: &Axis, title: &str) -> String {
    let rows = u32::try_from(chart.rows.len()).unwrap_or(0);
    let lag_top = BAND + rows * ROW + 4;
    let height = lag_top + LAG + AXIS;
    let mut out = String::new();
    put(
        &mut out,
        format_args!(
            "<svg viewBox=\"0 0 {DRAWING} {height}\" role=\"img\" aria-label=\"{title}: who holds each partition over time\">"
        ),
    );
    for b in &chart.band {
        let class = match b.state {
            GroupState::Stable => "st-stable",
            GroupState::PreparingRebalance => "st-preparing",
            GroupState::CompletingRebalance | GroupState::Assigning | GroupState::Reconciling => "st-completing",
            GroupState::Empty => "st-empty",
            GroupState::Dead => "st-dead",
        };
        bar(&mut out, class, (b.x0, b.x1), 0, 10);
    }
    for (r, i) in chart.rows.iter().zip(0..) {
        row(&mut out, r, BAND + i * ROW);
    }
    put(
        &mut out,
        format_args!(
            "<svg x=\"{GUTTER}\" y=\"{lag_top}\" width=\"{}\" height=\"{LAG}\" viewBox=\"0 0 {WIDTH} {LAG_HEIGHT}\" preserveAspectRatio=\"none\">",
            DRAWING - GUTTER - MARGIN
        ),
    );
    put(
        &mut out,
        format_args!("<path class=\"lag-area\" d=\"{}L{WIDTH},{LAG_HEIGHT}L0,{LAG_HEIGHT}Z\"/></svg>", chart.lag),
    );
    for t in &axis.ticks {
        put(
            &mut out,
            format_args!(
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                pixels(x(t.x)),
                lag_top + LAG + 14,
                escaped(&t.label)
            ),
        );
    }
    out.push_str("</svg>");
    out
}

fn row(out: &mut String, row: &Row, y: u32) {
    put(
        out,
        format_args!(
            "<text class=\"mono\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            GUTTER - 8,
            y + 11,
            escaped(&row.label)
        ),
    );
    for s in &row.segments {
        let (class, half) = match s.kind {
            SegmentKind::Unowned => ("none".to_owned(), ROW - 4),
            SegmentKind::Held(m) | SegmentKind::Double(m, _) => (format!("bar m{}", label::colour(m)), ROW - 4),
            SegmentKind::Stale(m) => (format!("bar m{} stale", label::colour(m)), ROW - 4),
        };
        bar(out, &class, (s.x0, s.x1), y, half);
        if x(s.x1) - x(s.x0) > 400 {
            put(
                out,
                format_args!(
                    "<text class=\"own\" x=\"{}\" y=\"{}\">{}</text>",
                    pixels(x(s.x0) + 60),
                    y + 11,
                    escaped(&s.label)
                ),
            );
        }
    }
}

fn bar(out: &mut String, class: &str, (from, to): (u32, u32), y: u32, height: u32) {
    let width = pixels((x(to) - x(from)).max(15));
    put(
        out,
        format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"2\"/>",
            pixels(x(from))
        ),
    );
}

/// Where a place of the axis is in the drawing, in tenths of its units.
const fn x(place: u32) -> u32 {
    GUTTER * 10 + place * (DRAWING - GUTTER - MARGIN) / (WIDTH / 10)
}

fn pixels(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    out.write_fmt(what).ok();
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lanes_are_drawn_with_every_partition_and_what_nobody_holds() {
        let drawn = draw().expect("the built-in scenario runs");
        assert_eq!(drawn.matches("<section").count(), 2);
        assert_eq!(drawn.matches("class=\"mono\"").count(), 12, "six rows a lane");
        assert!(drawn.contains("class=\"none\"") && drawn.contains("RangeAssignor"));
        assert!(!drawn.contains(" style="), "the page's policy allows no style attribute");
    }
}
