//! What was refused, and why, in a sentence. Kafka's own exceptions keep Kafka's own words.

use rebalance_model::config::ConfigError;

use super::Lang;
use super::rich::by;
use crate::session::{Notice, PlanError};
use crate::url::{UrlFault, UrlProblem};

/// Why a session cannot be run.
pub fn refusal(lang: Lang, error: &PlanError) -> String {
    match error {
        PlanError::Config(ConfigError::NotModelled { what }) => {
            by(lang, format!("The lab does not model {what} yet."), format!("아직 모델링하지 않은 설정입니다: {what}"))
        }
        PlanError::Config(error) => {
            by(lang, format!("Kafka refuses this: {error}"), format!("Kafka가 거부하는 설정입니다: {error}"))
        }
        PlanError::UnknownKey(key) => by(
            lang,
            format!("{key} is no setting that the lab reads."),
            format!("{key}: 여기서 다루지 않는 설정입니다."),
        ),
        PlanError::UnknownMember(name) => {
            by(lang, format!("There is no member {name}."), format!("{name}: 그런 멤버가 없습니다."))
        }
        PlanError::AlreadyRuns(name) => {
            by(lang, format!("{name} runs already then."), format!("그 시점에 {name}은(는) 이미 실행 중입니다."))
        }
        PlanError::TooMuch { what, value, most } => by(
            lang,
            format!("{what}: {value} is more than the lab takes, {most}."),
            format!("{what}: {value}은(는) 한도 {most}를 넘습니다."),
        ),
    }
}

/// What has to be said.
pub fn notice(lang: Lang, notice: &Notice) -> String {
    match notice {
        Notice::Refused(error) => {
            let last = by(lang, "What you see is still the last run.", "화면은 직전 실행 그대로입니다.");
            format!("{} {last}", refusal(lang, error))
        }
        Notice::LeftOut(error) => {
            let rest = by(lang, "It is left out; all else is shown.", "이 조작만 빼고 보여 줍니다.");
            format!("{} {rest}", refusal(lang, error))
        }
        Notice::NoRecording => by(
            lang,
            "The recording could not be loaded. Check the connection, and add its lane again.",
            "녹화를 불러오지 못했습니다. 연결을 확인하고 레인을 다시 추가하세요.",
        )
        .to_owned(),
        Notice::Url(problem) => url(lang, problem),
        // In the language that is left as long as the other's words are missing.
        Notice::NoWords => "The Korean words could not be loaded. Check the connection.".to_owned(),
    }
}

fn url(lang: Lang, UrlProblem { name, value, what }: &UrlProblem) -> String {
    let at = if value.is_empty() { name.clone() } else { format!("{name}={value}") };
    let why = match what {
        UrlFault::Group => {
            return by(
                lang,
                "A group or recording that was loaded is in no address: this is the built-in one.",
                "불러온 그룹이나 녹화는 주소에 담기지 않습니다. 기본 제공 그룹을 보여 줍니다.",
            )
            .to_owned();
        }
        UrlFault::Newer => {
            return by(
                lang,
                "This address is of a newer version of the lab: what is not understood of it is left out.",
                "더 새로운 버전에서 만든 주소입니다. 이해하지 못한 부분은 빼고 보여 줍니다.",
            )
            .to_owned();
        }
        UrlFault::UnknownName => by(lang, "there is no such parameter", "그런 매개변수가 없습니다"),
        UrlFault::UnknownValue => by(lang, "there is no such value", "그런 값이 없습니다"),
        UrlFault::NotANumber => by(lang, "a number is expected", "숫자여야 합니다"),
        UrlFault::OutOfBounds => by(lang, "out of its bounds", "허용 범위를 벗어났습니다"),
        UrlFault::NotAnAct => by(lang, "an act looks like kill:c2@16.2s", "조작은 kill:c2@16.2s와 같은 형식입니다"),
        UrlFault::Twice => by(lang, "stands twice; the first one counts", "두 번 나왔습니다. 처음 것을 씁니다"),
        UrlFault::Encoding => by(lang, "broken percent-encoding", "퍼센트 인코딩이 잘못되었습니다"),
        UrlFault::TooMany => by(lang, "more than the lab takes", "한도를 넘습니다"),
    };
    by(
        lang,
        format!("In the address, {at} was not understood: {why}. The rest is shown."),
        format!("주소의 {at} 부분을 이해하지 못했습니다: {why}. 나머지는 그대로 보여 줍니다."),
    )
}
