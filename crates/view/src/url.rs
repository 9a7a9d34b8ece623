//! Session ⇄ query string: what differs from the scenario's own, by page.md's table of parameters.
//!
//! `scenario` · `lanes` · `seed` · `t` (ms) · `view` · `lang` · `theme` · `pace` · settings by their Kafka names ·
//! `batch_ms` · `process_ms` · `records_per_second` · `poll_ms` · `act=kill:c2@16.2s`, once an act.

use crate::session::Session;

/// A part of an address that was not understood. What was understood is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlProblem {
    /// The parameter.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What is wrong.
    pub what: UrlFault,
}

/// What is wrong with a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlFault {
    /// There is no such parameter.
    UnknownName,
    /// There is no such scenario, lane, language, theme, view.
    UnknownValue,
    /// It must be a whole number.
    NotANumber,
    /// It lies outside its bounds.
    OutOfBounds,
    /// It must be like `kill:c2@16.2s`.
    NotAnAct,
    /// It stands twice.
    Twice,
    /// Broken percent-encoding.
    Encoding,
    /// More than the lab takes.
    TooMany,
}

/// The session as a query string without `?`; empty for the page as it opens. A loaded group is not in it.
pub fn write(session: &Session) -> String {
    let _ = session;
    String::new()
}

/// The session that a query string (with or without `?`) asks for, over the default one, and what in it was
/// not understood. An address with `t` opens paused.
pub fn read(query: &str) -> (Session, Vec<UrlProblem>) {
    let _ = query;
    (Session::default(), Vec::new())
}
