//! The scoreboard: what each lane costs, on scales that they share.

use rebalance_view::scene::{Metric, MetricValue, Tone};
use rebalance_view::{Lang, Scene, text};
use yew::prelude::*;

use super::markup::{rich, say};

/// The scoreboard, and who fares better by it.
pub fn board(scene: &Scene, lang: Lang) -> Html {
    html! {
        <section class="scoreboard" aria-labelledby="score-title">
            <h2 id="score-title" class="sr">{ text::page(lang).score }</h2>
            <p class="lesson">{ rich(&scene.lesson) }</p>
            <ul class="score">{ for scene.score.iter().map(|metric| panel(metric, scene)) }</ul>
        </section>
    }
}

fn panel(metric: &Metric, scene: &Scene) -> Html {
    let rows = metric.values.iter().zip(&scene.lanes).map(|(value, lane)| row(lane.title, value));
    html! { <li key={metric.name} title={metric.help}><h3>{ metric.name }</h3><dl>{ for rows }</dl></li> }
}

fn row(lane: &'static str, value: &MetricValue) -> Html {
    let tone = match value.tone {
        Tone::Good => "good",
        Tone::Warn => "even",
        Tone::Bad => "worst",
    };
    html! {
        <div data-tone={tone}>
            <dt>{ lane }</dt>
            <dd>
                <svg viewBox="0 0 1000 7" preserveAspectRatio="none" aria-hidden="true"><rect width={value.bar.to_string()} height="7" /></svg>
                <b>{ say(&value.text) }</b>
            </dd>
        </div>
    }
}
