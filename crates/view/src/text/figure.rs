//! Words of the storyboard.

use super::Lang;

/// Words of the storyboard.
pub(crate) struct Figure {
    /// Of the metrics that it shows: stopped, longest stop, records twice, rebalances.
    pub(crate) metrics: [&'static str; 4],
    pub(crate) lag: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) removed: &'static str,
    pub(crate) two: &'static str,
    pub(crate) events: &'static str,
    pub(crate) columns: [&'static str; 3],
    /// What the drawing shows, for those who do not see it.
    pub(crate) shows: &'static str,
}

/// See [`Figure`].
pub(crate) const fn figure(lang: Lang) -> &'static Figure {
    match lang {
        Lang::En => &Figure {
            metrics: ["stopped", "longest", "twice", "rebalances"],
            lag: "lag",
            nobody: "held by nobody",
            removed: "held, but out of the group",
            two: "in two hands",
            events: "What happens",
            columns: ["time", "what", "why"],
            shows: "Who holds each partition over time, with the states of the group and its lag.",
        },
        Lang::Ko => &Figure {
            metrics: ["중단", "최장", "중복", "리밸런싱"],
            lag: "랙",
            nobody: "소유자 없음",
            removed: "그룹에서 빠진 멤버가 보유",
            two: "두 멤버가 보유",
            events: "일어나는 일",
            columns: ["시각", "무엇이", "왜"],
            shows: "시간에 따른 파티션 소유자, 그룹 상태, 랙을 보여 줍니다.",
        },
    }
}
