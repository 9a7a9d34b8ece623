//! The scoreboard: what each lane costs, on scales that they share.

use rebalance_view::scene::{Metric, MetricValue, Tone};
use rebalance_view::{Lang, Scene, text};
use yew::Html;

use super::small::rich;
use crate::markup;

/// The scoreboard, and who fares better by it.
pub fn board(scene: &Scene, lang: Lang) -> Html {
    let panels: Vec<_> = scene.score.iter().map(|metric| panel(metric, scene)).collect();
    markup!(
        "<section class=\"scoreboard\" aria-labelledby=\"score-title\">
            <h2 id=\"score-title\" class=\"sr\">{}</h2>
            <p class=\"lesson\">{}</p>
            <ul class=\"score\">{}</ul>
        </section>",
        text::page(lang).score,
        rich(&scene.lesson),
        panels
    )
}

fn panel(metric: &Metric, scene: &Scene) -> Html {
    let rows: Vec<_> = metric.values.iter().zip(&scene.lanes).map(|(value, lane)| row(lane.title, value)).collect();
    markup!("<li title={}><h3>{}</h3><dl>{}</dl></li>", metric.help, metric.name, rows)
}

fn row(lane: &'static str, value: &MetricValue) -> Html {
    let tone = match value.tone {
        Tone::Good => "good",
        Tone::Warn => "even",
        Tone::Bad => "worst",
    };
    markup!(
        "<div data-tone={}>
            <dt>{}</dt>
            <dd>
                <svg viewBox=\"0 0 1000 7\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width={} height=\"7\" /></svg>
                <b>{}</b>
            </dd>
        </div>",
        tone,
        lane,
        u32::from(value.bar),
        &value.text
    )
}
