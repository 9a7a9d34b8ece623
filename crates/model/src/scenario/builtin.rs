//! The scenarios that come with the lab: data, embedded. Their words are in `view::text`.

use super::Variant;

/// A scenario of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Builtin {
    /// Its name in the URL and in its file.
    pub name: &'static str,
    /// Its file.
    pub json: &'static str,
    /// The variants in which it was recorded with a real Kafka.
    pub recorded: &'static [Variant],
}

const fn builtin(name: &'static str, json: &'static str) -> Builtin {
    Builtin { name, json, recorded: &[Variant::Eager, Variant::Cooperative, Variant::Consumer] }
}

/// One whose members say themselves how they are configured.
const fn as_configured(name: &'static str, json: &'static str) -> Builtin {
    Builtin { name, json, recorded: &[Variant::AsConfigured] }
}

/// How many of them have a number: ① to ④.
pub const NUMBERED: usize = 4;

/// The scenarios in the page's order, ① to ④ first.
pub const BUILTIN: &[Builtin] = &[
    builtin("scale-out-slow-batch", include_str!("../../scenarios/scale-out-slow-batch.json")),
    builtin("crash", include_str!("../../scenarios/crash.json")),
    builtin("poll-timeout", include_str!("../../scenarios/poll-timeout.json")),
    builtin("scale-out", include_str!("../../scenarios/scale-out.json")),
    builtin("rolling-restart", include_str!("../../scenarios/rolling-restart.json")),
    builtin("rolling-restart-static", include_str!("../../scenarios/rolling-restart-static.json")),
    builtin("uncaught-exception", include_str!("../../scenarios/uncaught-exception.json")),
    builtin("network-blip", include_str!("../../scenarios/network-blip.json")),
    builtin("freeze", include_str!("../../scenarios/freeze.json")),
    builtin("crash-and-return", include_str!("../../scenarios/crash-and-return.json")),
    builtin("slow-revoke", include_str!("../../scenarios/slow-revoke.json")),
    builtin("add-partitions", include_str!("../../scenarios/add-partitions.json")),
    builtin("fenced", include_str!("../../scenarios/fenced.json")),
    builtin("start-up", include_str!("../../scenarios/start-up.json")),
    as_configured("upgrade-to-cooperative", include_str!("../../scenarios/upgrade-to-cooperative.json")),
    as_configured("upgrade-to-consumer-protocol", include_str!("../../scenarios/upgrade-to-consumer-protocol.json")),
];
