//! The figures of the page: small charts side by side, as SVG that is readable on light and on dark.
//!
//! Knows nothing of Kafka: a panel has marks along one side, and a series has a spread at each mark.

use std::fmt::Write as _;

/// Where the runs of one cell lie, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The least.
    pub least: f64,
    /// The one in the middle.
    pub middle: f64,
    /// The most.
    pub most: f64,
}

/// One chart.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What is held while the marks change.
    pub title: String,
    /// What the marks are.
    pub axis: String,
    /// The marks, from left to right.
    pub marks: Vec<String>,
    /// What each series has at each mark; as many series as names.
    pub series: Vec<Vec<Spread>>,
}

const PANEL: (f64, f64) = (280.0, 230.0);
/// Inside a panel: left, top, right, bottom of the plot.
const PLOT: (f64, f64, f64, f64) = (44.0, 34.0, 272.0, 184.0);
const LEGEND: f64 = 26.0;
/// Exponents of ten at the bottom and at the top of the scale.
const DECADES: (i32, i32) = (-2, 4);

const STYLE: &str = "<style>\n\
    text { font: 11px system-ui, sans-serif; fill: #526071; }\n\
    .title { font-weight: 600; fill: #17202b; }\n\
    .grid { stroke: #d8dfe8; }\n\
    .s0 { --c: #8a5300; } .s1 { --c: #15609f; } .s2 { --c: #0d6e4c; }\n\
    path, line.spread { fill: none; stroke: var(--c); stroke-width: 1.6; }\n\
    line.spread { stroke-width: 4; stroke-opacity: .3; }\n\
    .mark { fill: var(--c); }\n\
    @media (prefers-color-scheme: dark) {\n\
    text { fill: #99a6b8; }\n\
    .title { fill: #e7ebf1; }\n\
    .grid { stroke: #3a4552; }\n\
    .s0 { --c: #f2a541; } .s1 { --c: #6db1f8; } .s2 { --c: #47c496; }\n\
    }\n\
    </style>\n";

/// Panels side by side over one logarithmic scale of seconds, and a legend.
pub fn svg(label: &str, names: &[&str], panels: &[Panel]) -> String {
    let width = PANEL.0 * f64::from(u32::try_from(panels.len()).unwrap_or(u32::MAX));
    let height = PANEL.1 + LEGEND;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">\n{STYLE}"
    );
    let mut left = 0.0;
    for panel in panels {
        writeln!(out, "<g transform=\"translate({left} 0)\">").ok();
        draw(&mut out, panel);
        out += "</g>\n";
        left += PANEL.0;
    }
    let mut x = PLOT.0;
    for (n, name) in names.iter().enumerate() {
        let y = PANEL.1 + 10.0;
        writeln!(
            out,
            "<g class=\"s{n}\">{}</g><text x=\"{}\" y=\"{}\">{name}</text>",
            shape(n, x, y),
            x + 10.0,
            y + 4.0
        )
        .ok();
        x += 110.0;
    }
    out + "</svg>\n"
}

fn draw(out: &mut String, panel: &Panel) {
    let (left, top, right, bottom) = PLOT;
    writeln!(out, "<text class=\"title\" x=\"{left}\" y=\"14\">{}</text>", panel.title).ok();
    writeln!(out, "<text x=\"{left}\" y=\"28\">partition-seconds</text>").ok();
    for decade in DECADES.0..=DECADES.1 {
        let y = height(10f64.powi(decade));
        let name = if decade < 0 {
            format!("{:.*}", decade.unsigned_abs() as usize, 10f64.powi(decade))
        } else {
            format!("{:.0}", 10f64.powi(decade))
        };
        writeln!(out, "<line class=\"grid\" x1=\"{left}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\"/>").ok();
        writeln!(out, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{name}</text>", left - 5.0, y + 4.0).ok();
    }
    let x = |n: usize| along(n, panel.marks.len());
    for (n, mark) in panel.marks.iter().enumerate() {
        writeln!(out, "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{mark}</text>", x(n), bottom + 16.0).ok();
    }
    writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        f64::midpoint(left, right),
        bottom + 32.0,
        panel.axis
    )
    .ok();
    debug_assert!(top < bottom);
    for (s, series) in panel.series.iter().enumerate() {
        writeln!(out, "<g class=\"s{s}\">").ok();
        let line: Vec<String> =
            series.iter().enumerate().map(|(n, v)| format!("{:.1} {:.1}", x(n), height(v.middle))).collect();
        writeln!(out, "<path d=\"M{}\"/>", line.join("L")).ok();
        for (n, v) in series.iter().enumerate() {
            writeln!(
                out,
                "<line class=\"spread\" x1=\"{0:.1}\" y1=\"{1:.1}\" x2=\"{0:.1}\" y2=\"{2:.1}\"/>{3}",
                x(n),
                height(v.least),
                height(v.most),
                shape(s, x(n), height(v.middle))
            )
            .ok();
        }
        out.push_str("</g>\n");
    }
}

/// Where a mark stands.
fn along(n: usize, of: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let (left, _, right, _) = PLOT;
    left + (right - left) * (count(n) + 0.5) / count(of)
}

/// How high a number of seconds stands; what is less than the scale has stands at its foot.
fn height(seconds: f64) -> f64 {
    let (_, top, _, bottom) = PLOT;
    let (low, high) = (f64::from(DECADES.0), f64::from(DECADES.1));
    let at = seconds.max(1e-9).log10().clamp(low, high);
    bottom - (bottom - top) * (at - low) / (high - low)
}

/// Each series has a shape, too: nobody has to tell colours apart.
fn shape(series: usize, x: f64, y: f64) -> String {
    match series {
        0 => format!("<circle class=\"mark\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.6\"/>"),
        1 => format!("<rect class=\"mark\" x=\"{:.1}\" y=\"{:.1}\" width=\"6.6\" height=\"6.6\"/>", x - 3.3, y - 3.3),
        _ => format!(
            "<polygon class=\"mark\" points=\"{x:.1},{:.1} {:.1},{:.1} {:.1},{:.1}\"/>",
            y - 4.2,
            x + 4.0,
            y + 3.2,
            x - 4.0,
            y + 3.2
        ),
    }
}
