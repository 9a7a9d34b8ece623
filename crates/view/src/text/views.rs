//! Words of the views beside the group: tabs, the diagram of messages, the terminal, causes.

use rebalance_analysis::screen::Screen;
use rebalance_model::message::{Actor, Message};
use rebalance_model::{Scenario, SimDuration, SimTime};

use super::rich::{Arg, Prose, by};
use super::{Lang, Rich};
use crate::label;

/// Words of the views.
#[derive(Debug)]
pub struct Views {
    /// Name of the row of tabs.
    pub tabs: &'static str,
    /// The tabs.
    pub names: [&'static str; 4],
    /// Caption of the diagram of messages.
    pub messages: &'static str,
    /// How a message is chosen.
    pub choose: &'static str,
    /// Columns of its twin.
    pub message_columns: [&'static str; 5],
    /// What arrives never does so when.
    pub never: &'static str,
    /// Draws messages that bring no news one by one.
    pub routine: &'static str,
    /// Before the number of members without a line.
    pub left_out: &'static str,
    /// Asks for the causes.
    pub ask: &'static str,
    /// Name of the choice of a screen.
    pub screen: &'static str,
    /// What stands above the chain of causes.
    pub causes: &'static str,
    /// Where nothing has happened yet.
    pub no_cause: &'static str,
    /// Column of instants in the difference of lanes.
    pub when: &'static str,
    /// What its pictures show.
    pub stopped: &'static str,
    /// Where nothing happens in a lane.
    pub nothing: &'static str,
    /// Before the number of rows that are not shown.
    pub rows_left_out: &'static str,
}

/// See [`Views`].
pub const fn views(lang: Lang) -> &'static Views {
    match lang {
        Lang::En => &Views {
            tabs: "View",
            names: ["Group", "Messages", "Terminal", "Why"],
            messages: "Messages around this instant",
            choose: "↑ ↓ or a click choose a message",
            message_columns: ["sent", "from", "to", "message", "arrived"],
            never: "never arrives",
            routine: "each heartbeat and commit",
            left_out: "members without a message here:",
            ask: "Why?",
            screen: "What is shown",
            causes: "What happened last, and what led to it",
            no_cause: "Nothing has happened yet.",
            when: "when",
            stopped: "partitions stopped",
            nothing: "nothing then",
            rows_left_out: "more, not shown:",
        },
        Lang::Ko => &Views {
            tabs: "보기",
            names: ["그룹", "메시지", "터미널", "원인"],
            messages: "이 시점 전후의 메시지",
            choose: "↑ ↓ 키나 클릭으로 메시지 선택",
            message_columns: ["보낸 시각", "보낸 쪽", "받는 쪽", "메시지", "도착"],
            never: "도착하지 않음",
            routine: "하트비트·커밋 펼치기",
            left_out: "여기에 메시지가 없는 멤버:",
            ask: "원인 보기",
            screen: "표시할 내용",
            causes: "마지막으로 일어난 일과 그 원인",
            no_cause: "아직 일어난 일이 없습니다.",
            when: "시각",
            stopped: "멈춘 파티션",
            nothing: "그때는 없음",
            rows_left_out: "더 있으나 생략:",
        },
    }
}

/// Where lanes part: until then the same happens in all of them, `within` so long.
pub(crate) fn parting(prose: &Prose<'_>, parts: Option<SimTime>, within: SimDuration, at_once: bool) -> Rich {
    let at = parts.map_or_else(String::new, super::clock);
    let args = [Arg::Text(&at), Arg::Time(within)];
    let is_near = within >= SimDuration::from_millis(1);
    let (en, ko) = match (parts, at_once, is_near) {
        (None, _, false) => (
            "*The same happens to the members of all lanes*, at the same instants.",
            "*모든 레인의 멤버에게 같은 일이* 같은 시각에 일어납니다.",
        ),
        (None, _, true) => (
            "*The same happens to the members of all lanes*, within {1}.",
            "*모든 레인의 멤버에게 같은 일이* {1} 안의 차이로 일어납니다.",
        ),
        (Some(_), true, _) => ("*They part at once*, at {0}.", "*처음부터 갈라집니다*: {0}."),
        (Some(_), false, false) => (
            "*They part at {0}*: until then the same happens to the members of all lanes, whichever partitions they have.",
            "*{0}에 갈라집니다*. 가진 파티션은 달라도, 그때까지는 모든 레인의 멤버에게 같은 일이 일어납니다.",
        ),
        (Some(_), false, true) => (
            "*They part at {0}*: until then the same happens to the members of all lanes, whichever partitions they have, within {1}.",
            "*{0}에 갈라집니다*. 가진 파티션은 달라도, 그때까지는 모든 레인의 멤버에게 같은 일이 {1} 안의 차이로 일어납니다.",
        ),
    };
    prose.one(by(prose.lang, en, ko), &args)
}

/// Name of a screen in a list: the command, or what is logged.
pub const fn screen_name(lang: Lang, screen: Screen) -> &'static str {
    match (lang, screen) {
        (_, Screen::Offsets) => "kafka-consumer-groups --describe",
        (_, Screen::Members) => "kafka-consumer-groups --describe --members --verbose",
        (_, Screen::State) => "kafka-consumer-groups --describe --state",
        (_, Screen::StateVerbose) => "kafka-consumer-groups --describe --state --verbose",
        (Lang::En, Screen::ClientLog) => "client log",
        (Lang::Ko, Screen::ClientLog) => "클라이언트 로그",
        (Lang::En, Screen::BrokerLog) => "broker log",
        (Lang::Ko, Screen::BrokerLog) => "브로커 로그",
        (Lang::En, Screen::Metrics) => "metrics",
        (Lang::Ko, Screen::Metrics) => "메트릭",
    }
}

/// `16.0295`: seconds, to a tenth of a millisecond, in which messages are apart.
pub(crate) fn instant(t: SimTime) -> String {
    let tenths = t.as_micros() / 100;
    format!("{}.{:04}", tenths / 10_000, tenths % 10_000)
}

/// Who acts: C1, the coordinator, the script.
pub(crate) fn actor(lang: Lang, scenario: &Scenario, actor: Actor) -> String {
    match actor {
        Actor::Member(member) => label::member(scenario, member),
        Actor::Coordinator => by(lang, "coordinator", "코디네이터").to_owned(),
        Actor::Script => by(lang, "script", "스크립트").to_owned(),
    }
}

/// "C1 → coordinator: JoinGroup", and the other way round with its error.
pub(crate) fn message(prose: &Prose<'_>, m: &Message) -> Rich {
    let (api, error) = (m.body.api().name(), m.body.error());
    let of = |who: Actor| if let Actor::Member(who) = who { Arg::Member(who) } else { Arg::Text("") };
    let (en, ko) = match (m.answers, error.is_ok()) {
        (None, _) => ("{0} → coordinator: {1}", "{0} → 코디네이터: {1}"),
        (_, true) => ("coordinator → {2}: answer to {1}", "코디네이터 → {2}: {1} 응답"),
        _ => ("coordinator → {2}: {3}, answer to {1}", "코디네이터 → {2}: {1} 응답 {3}"),
    };
    let args = [of(m.from), Arg::Code(api), of(m.to), Arg::Code(error.name())];
    prose.one(by(prose.lang, en, ko), &args)
}
