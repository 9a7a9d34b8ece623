//! Every word that the page shows, by language. A missing one does not compile.
//!
//! [`page`] has the words of buttons and dialogs, [`load`](load()) those of *Load my group…*, [`share`](share()) those of *Share*; `scene` those of tabs, lanes,
//! charts and scores; `tell` the sentences of the narration, `verdict` and `lesson` what is said of an instant and of a
//! whole run; `figure` those of the storyboard; `crowd` those of large groups; `knob` the settings; `refusal` what was refused. Kafka's own words (settings, messages, states, error codes,
//! exceptions) are the same in every language.

mod crowd;
mod event;
mod figure;
mod keys;
mod knob;
mod lesson;
mod load;
mod myth;
mod number;
mod page;
mod refusal;
mod rich;
mod scene;
mod setting;
mod share;
mod tell;
mod verdict;
mod views;

pub use crowd::{CrowdWords, crowd_words};
pub use keys::keys;
pub use load::{Load, load};
pub(crate) use number::second;
pub use number::{clock, duration, factor, meter, whole};
pub use page::{Page, page};
pub use refusal::{notice, refusal};
pub use rich::{Rich, Span, plain};
pub use scene::{act, lane_title, pace_name};
pub use setting::{Settings, settings};
pub use share::{Share, share};
pub use views::{Views, screen_name, views};

pub(crate) use crowd::{brief, limit_members};
pub(crate) use event::event;
pub(crate) use figure::figure;
pub use knob::version;
pub(crate) use knob::{describe, source, spoken_value, under_consumer};
pub(crate) use lesson::{Outcome, lesson};
pub use myth::claims;
pub(crate) use myth::{Refused, claim, judge, untried};
pub(crate) use rich::{Arg, Prose};
pub(crate) use scene::{
    assignor, chart_words, doing, gives_up, idle_heartbeat, limit_cards, limit_lag, limit_recording,
    limit_recording_away, limit_rows, limit_run, look, member_words, real, score_words, sum, tab_titles, title, token,
    waiting_token, waits_for, words,
};
pub(crate) use setting::{said_of_run, usual};
pub(crate) use tell::{Reasons, Told, about, follows_up, spoken, tell, weight};
pub(crate) use verdict::{Facts, verdict};
pub(crate) use views::{actor, instant, message, parting};

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
