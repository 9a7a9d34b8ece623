//! What a large group is shown with: cards fold into cells, charts group by member, messages of a kind fly together, and
//! partitions fly in bundles.
//!
//! All of it is behind function pointers: most groups are small, so the page fetches it when the first large one comes
//! (`web::crowd`), and gives it to the session by [`Action::Fold`](crate::Action::Fold). Without it a large group is shown
//! as far as there is room, which is said ([`crate::limits`]).

mod bundles;
mod reading;
mod rows;

pub use reading::reading;

use rebalance_analysis::{Activity, Report};
use rebalance_model::Scenario;

use crate::chart::{Axis, Chart};
use crate::limits;
use crate::motion::{self, Bundle, Clock, Stage, TokenFrame};
use crate::text::{self, Lang};

type Draw = fn(Lang, &Scenario, &Report, &Axis, Chart) -> Chart;
type Write = fn(&Clock<'_>, &Stage, &Report, &mut Vec<TokenFrame>, &mut Vec<Bundle>);
type Brief = fn(Lang, Activity, bool) -> &'static str;
type Limit = fn(Lang, usize) -> Option<String>;

/// See the module. All that there are are the same.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    draw: Draw,
    write: Write,
    brief: Brief,
    limit: Limit,
}

impl PartialEq for Crowd {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Crowd {}

impl Crowd {
    /// All of it. Who names this function has it.
    pub fn here() -> Self {
        Self { draw: rows::chart, write, brief: text::brief, limit }
    }

    /// `chart` with a row a member.
    pub(crate) fn chart(self, lang: Lang, scenario: &Scenario, report: &Report, axis: &Axis, chart: Chart) -> Chart {
        (self.draw)(lang, scenario, report, axis, chart)
    }

    /// Writes what flies in a lane.
    pub(crate) fn write(
        self,
        clock: &Clock<'_>,
        stage: &Stage,
        report: &Report,
        tokens: &mut Vec<TokenFrame>,
        bundles: &mut Vec<Bundle>,
    ) {
        (self.write)(clock, stage, report, tokens, bundles);
    }

    /// What a member is doing, in a word.
    pub(crate) fn brief(self, lang: Lang, activity: Activity, is_zombie: bool) -> &'static str {
        (self.brief)(lang, activity, is_zombie)
    }

    /// What a chart of so many members leaves out, a sentence.
    pub(crate) fn limit(self, lang: Lang, members: usize) -> Option<String> {
        (self.limit)(lang, members)
    }
}

/// Rows of members in a chart: one is of the partitions that nobody holds.
pub(crate) const ROWS: usize = limits::CHART_ROWS - 1;

fn write(clock: &Clock<'_>, stage: &Stage, report: &Report, tokens: &mut Vec<TokenFrame>, bundles: &mut Vec<Bundle>) {
    motion::gathered(clock, &stage.tokens, tokens);
    bundles::write(clock, report, bundles);
}

fn limit(lang: Lang, members: usize) -> Option<String> {
    (members > ROWS).then(|| text::limit_members(lang, ROWS, members))
}
