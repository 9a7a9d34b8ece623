//! Every word that the page shows, by language. A missing one does not compile.
//!
//! [`Words`] is what stands still; sentences with names and numbers in them are functions. Kafka's own words
//! (settings, messages, states, error codes) are the same in every language.

mod number;
mod page;
mod rich;

pub use number::{clock, duration, factor, meter, whole};
pub use page::{Page, page};
pub use rich::{Rich, Span, plain};

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// 한국어.
    Ko,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// Its tag, for `lang` attributes and the URL.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The language of a tag (`ko`, `ko-KR`).
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|l| l.tag().eq_ignore_ascii_case(primary))
    }
}
