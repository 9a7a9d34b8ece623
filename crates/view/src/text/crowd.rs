//! Words of large groups. They are a part of the page that is fetched with the first of them ([`crate::crowd`]).

use rebalance_analysis::Activity;

use super::{Lang, rich::by};

/// Words of a chart whose rows are members, and of cells.
#[derive(Debug)]
pub struct CrowdWords {
    /// Name of the row of partitions that nobody holds.
    pub(crate) unowned: &'static str,
    pub(crate) caption: &'static str,
    pub(crate) columns: [&'static str; 4],
    /// Name of the cells, together.
    pub members: &'static str,
    /// Folds the card of the member that was picked into its cell again; the member's name follows.
    pub fold: &'static str,
    /// Before what the picked member holds.
    pub holds: &'static str,
    lang: Lang,
}

/// See [`CrowdWords`].
pub const fn crowd_words(lang: Lang) -> &'static CrowdWords {
    match lang {
        Lang::En => &CrowdWords {
            unowned: "unowned",
            caption: "How many partitions each member held, and when",
            columns: ["member", "partitions", "from", "to"],
            members: "Members: choose one to see its card",
            fold: "Close the card of",
            holds: "holds",
            lang: Lang::En,
        },
        Lang::Ko => &CrowdWords {
            unowned: "부유",
            caption: "시간에 따라 멤버가 가진 파티션 수",
            columns: ["멤버", "파티션", "시작", "끝"],
            members: "멤버: 고르면 카드를 보여 줍니다",
            fold: "카드 닫기:",
            holds: "소유",
            lang: Lang::Ko,
        },
    }
}

impl CrowdWords {
    /// The caption of a table that shows so many rows and leaves others out.
    pub(crate) fn caption_of(&self, shown: usize, left_out: usize) -> String {
        let (caption, all) = (self.caption, shown + left_out);
        by(
            self.lang,
            format!("{caption}: the first {shown} of {all} rows"),
            format!("{caption}: {all}행 중 처음 {shown}행"),
        )
    }

    /// How many partitions a member holds, for its cell: said, not shown.
    pub fn partitions(&self, n: usize) -> String {
        by(self.lang, format!("{n} {}", if n == 1 { "partition" } else { "partitions" }), format!("파티션 {n}개"))
    }
}

/// What a member is doing, in a word that fits into a cell.
pub(crate) const fn brief(lang: Lang, activity: Activity, is_zombie: bool) -> &'static str {
    let pair = match activity {
        Activity::Absent => ("not yet", "시작 전"),
        Activity::Closed | Activity::Killed | Activity::Failed => ("gone", "종료됨"),
        Activity::Thrown => ("no loop", "루프 이탈"),
        Activity::Frozen => ("stopped", "멈춤"),
        Activity::Offline => ("offline", "단절"),
        _ if is_zombie => ("zombie", "좀비"),
        Activity::Starting => ("joins", "참여 중"),
        Activity::Consuming => ("consumes", "처리 중"),
        Activity::LongBatch => ("in batch", "긴 배치"),
        Activity::Revoking => ("revokes", "반납 중"),
        Activity::WaitingJoin | Activity::WaitingSync => ("waits", "대기"),
        Activity::JoiningConsuming => ("rejoins", "재참여"),
        Activity::Closing => ("closes", "종료 중"),
    };
    match lang {
        Lang::En => pair.0,
        Lang::Ko => pair.1,
    }
}

/// A limit that was met: members without a row in the chart.
pub(crate) fn limit_members(lang: Lang, shown: usize, of: usize) -> String {
    by(
        lang,
        format!("The chart shows {shown} of {of} members."),
        format!("차트는 멤버 {of}개 중 {shown}개를 보여 줍니다."),
    )
}
