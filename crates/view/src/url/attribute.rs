//! Attributes of `<kafka-rebalance>` as a query: the parameters of an address, under names that HTML takes.

use rebalance_model::config::key;

use super::percent;

/// Parameters that are no Kafka settings, besides `lang` and `theme`. `tests::names` holds them against the reader's own.
const PARAMETERS: [&str; 19] = [
    "scenario",
    "myth",
    "lanes",
    "seed",
    "t",
    "view",
    "pace",
    "kafka",
    "batch_ms",
    "process_ms",
    "records_per_second",
    "poll_ms",
    "act",
    "step",
    "window",
    "range",
    "loop",
    "by",
    "v",
];

/// The query that attributes ask for; `attributes` is one itself, a pair an attribute.
///
/// Dashes may stand for the dots of a setting and for the underscores of a parameter, as some templates allow neither. What
/// has no dot and is no parameter is the host's own and left alone; a dot is meant for us, so that a setting that is
/// written wrongly is told.
pub fn of_attributes(attributes: &str) -> String {
    let mut query = String::new();
    for pair in attributes.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some(name) = percent::decode(name).and_then(|name| parameter(&name)) else { continue };
        if !query.is_empty() {
            query.push('&');
        }
        percent::encode(&mut query, &name);
        query.push('=');
        query.push_str(value);
    }
    query
}

/// The parameter that an attribute means; none for one of the host's own.
fn parameter(attribute: &str) -> Option<String> {
    let is_ours =
        |name: &String| matches!(&**name, "lang" | "theme") || PARAMETERS.contains(&&**name) || key(name).is_some();
    let spelled = [attribute.to_owned(), attribute.replace('-', "."), attribute.replace('-', "_")];
    spelled.into_iter().find(is_ours).or_else(|| attribute.contains('.').then(|| attribute.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::{UrlFault, read};
    use super::*;

    #[test]
    fn every_name_is_one_that_an_address_may_have() {
        for name in PARAMETERS {
            let (_, problems) = read(&[name, "=%20"].concat());
            assert!(problems.iter().all(|p| p.what != UrlFault::UnknownName), "{name}");
        }
    }

    #[test]
    fn dashes_stand_for_what_html_does_not_take() {
        let asked = "session-timeout-ms=10000&max.poll.interval.ms=5000&batch-ms=3000&scenario=crash";
        let query = of_attributes(asked);
        assert_eq!(query, "session.timeout.ms=10000&max.poll.interval.ms=5000&batch_ms=3000&scenario=crash");
        assert_eq!(read(&query).1, []);
    }

    #[test]
    fn what_belongs_to_the_host_is_left_alone() {
        assert_eq!(of_attributes("class=wide&id=a&style=&data-t=1&aria-label=x&v-if=y&onclick=z&slot=s"), "");
        assert_eq!(of_attributes(""), "");
    }

    #[test]
    fn a_setting_that_is_written_wrongly_is_told() {
        let (_, problems) = read(&of_attributes("sesion.timeout.ms=1"));
        assert_eq!(problems[0].what, UrlFault::UnknownName);
    }

    #[test]
    fn values_stay_as_they_are() {
        assert_eq!(of_attributes("act=kill%3Ac2%4016.2s&t=%zz"), "act=kill%3Ac2%4016.2s&t=%zz");
    }
}
