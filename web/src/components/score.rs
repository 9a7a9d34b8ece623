//! The scoreboard: what each lane costs, on scales that they share.

use std::rc::Rc;

use rebalance_model::Variant;
use rebalance_view::scene::{Metric, MetricValue, Tone};
use rebalance_view::{Lang, Rich, text};
use yew::prelude::*;

use super::rich::rich;

/// What the scoreboard shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ScoreProps {
    /// A panel each.
    pub metrics: Rc<[Metric]>,
    /// Who fares better, and by what.
    pub lesson: Rc<Rich>,
    /// Names of the lanes, in the order of the values.
    pub lanes: Vec<(Variant, &'static str)>,
    /// Language.
    pub lang: Lang,
}

/// The scoreboard.
#[component]
pub fn Score(props: &ScoreProps) -> Html {
    let panels = props.metrics.iter().map(|metric| {
        let rows = metric.values.iter().zip(&props.lanes).map(|(value, (_, lane))| row(lane, value));
        html! { <li key={metric.name} title={metric.help}><h3>{ metric.name }</h3><dl>{ for rows }</dl></li> }
    });
    html! {
        <section class="scoreboard" aria-labelledby="score-title">
            <h2 id="score-title" class="sr">{ text::page(props.lang).score }</h2>
            <p class="lesson">{ rich(&props.lesson) }</p>
            <ul class="score">{ for panels }</ul>
        </section>
    }
}

fn row(lane: &'static str, value: &MetricValue) -> Html {
    let tone = match value.tone {
        Tone::Good => "good",
        Tone::Warn => "even",
        Tone::Bad => "worst",
    };
    html! {
        <div class={tone}>
            <dt>{ lane }</dt>
            <dd>
                <svg viewBox="0 0 1000 7" preserveAspectRatio="none" aria-hidden="true"><rect width={value.bar.to_string()} height="7" /></svg>
                <b>{ &value.text }</b>
            </dd>
        </div>
    }
}
