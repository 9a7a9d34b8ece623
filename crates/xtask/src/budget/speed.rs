//! How quick the page is in Chromium, against the limits of tests/budget.toml. tests/e2e/measure.mjs does the measuring.

use crate::{
    failure::{Failure, Result},
    script,
    suites::{self, Part},
    workspace::Workspace,
};

/// The figures that have a limit.
const FIGURES: [&str; 8] = [
    "simulate_ms",
    "input_ms",
    "drag_ms",
    "slider_end_ms",
    "frame_ms",
    "large_drag_ms",
    "large_task_ms",
    "large_frame_ms",
];

/// Measures, and holds each figure against its limit.
pub(super) fn part(workspace: &Workspace, budget: &toml::Table) -> Result<Part> {
    let limits = limits(budget)?;
    let mut node = script::on_built_page(workspace, "measure.mjs")?;
    suites::count("speed of the page", node.arg(limits))
}

/// The limits as JSON.
fn limits(budget: &toml::Table) -> Result<String> {
    let mut entries = Vec::new();
    for figure in FIGURES {
        let limit = budget.get("speed").and_then(|speed| speed.get(figure)).and_then(toml::Value::as_integer);
        let Some(limit) = limit.filter(|limit| *limit > 0) else {
            let file = super::FILE;
            return Err(Failure::new(format!("{file} needs `{figure}`, a number of milliseconds, in [speed]")));
        };
        entries.push(format!("\"{figure}\":{limit}"));
    }
    Ok(format!("{{{}}}", entries.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_handed_over_as_json_and_a_missing_one_is_named() {
        let budget = "[speed]\nsimulate_ms = 8\ninput_ms = 16\ndrag_ms = 16\nslider_end_ms = 50\nframe_ms = 2\n\
                      large_drag_ms = 500\nlarge_task_ms = 200\nlarge_frame_ms = 6\n";
        let limits = |text: &str| limits(&text.parse().expect("TOML"));
        let all = r#"{"simulate_ms":8,"input_ms":16,"drag_ms":16,"slider_end_ms":50,"frame_ms":2,"large_drag_ms":500,"large_task_ms":200,"large_frame_ms":6}"#;
        assert_eq!(limits(budget).expect("complete"), all);
        let failure = limits(&budget.replace("input_ms = 16", "")).expect_err("one is missing").to_string();
        assert!(failure.contains("needs `input_ms`"), "{failure}");
    }
}
