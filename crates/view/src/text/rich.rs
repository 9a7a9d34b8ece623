//! Prose whose names carry their colours.

use rebalance_model::MemberIdx;

/// A piece of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// As it is.
    Plain(String),
    /// What counts most.
    Strong(String),
    /// A member, in its colour.
    Member(MemberIdx, String),
    /// A partition.
    Partition(String),
    /// A setting, message, state or error code.
    Code(String),
}

/// Prose.
pub type Rich = Vec<Span>;

/// Prose without its colours: for titles and screen readers.
pub fn plain(rich: &[Span]) -> String {
    let mut out = String::new();
    for span in rich {
        match span {
            Span::Plain(t) | Span::Strong(t) | Span::Member(_, t) | Span::Partition(t) | Span::Code(t) => {
                out.push_str(t)
            }
        }
    }
    out
}
