//! The scenarios that come with the lab: data, embedded. Their words are in `view::text`.

/// A scenario of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Builtin {
    /// Its name in the URL and in its file.
    pub name: &'static str,
    /// Its file.
    pub json: &'static str,
}

const fn builtin(name: &'static str, json: &'static str) -> Builtin {
    Builtin { name, json }
}

/// The numbered scenarios, in the page's order: ① to ④.
pub const BUILTIN: &[Builtin] = &[
    builtin("scale-out-slow-batch", include_str!("../../scenarios/scale-out-slow-batch.json")),
    builtin("crash", include_str!("../../scenarios/crash.json")),
    builtin("poll-timeout", include_str!("../../scenarios/poll-timeout.json")),
    builtin("scale-out", include_str!("../../scenarios/scale-out.json")),
];
