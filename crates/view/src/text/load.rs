//! Words of *Load my group…*. They are no part of [`super::Page`], as they are fetched with what shows them.

use super::Lang;

/// See the module.
#[derive(Debug)]
pub struct Load {
    /// What it takes.
    pub intro: &'static str,
    /// Name of the field for text.
    pub text: &'static str,
    /// Button that chooses files.
    pub files: &'static str,
    /// Name of pasted text in the report.
    pub pasted: &'static str,
    /// Takes a file away; its name follows.
    pub remove: &'static str,
    /// After the name of a file that the browser could not read.
    pub unreadable: &'static str,
    /// Name of the choice among several groups.
    pub which: &'static str,
    /// While much is read.
    pub reading: &'static str,
    /// While no group was found.
    pub none: &'static str,
    /// Before the number of members.
    pub members: &'static str,
    /// Before the number of partitions.
    pub partitions: &'static str,
    /// Closes the dialog and shows the group.
    pub show: &'static str,
    /// The same, of a recording.
    pub show_recording: &'static str,
    /// Part of the report.
    pub understood: &'static str,
    /// Part of the report.
    pub assumed: &'static str,
    /// Part of the report.
    pub not_understood: &'static str,
    /// Closes the dialog and shows a scenario.
    pub show_scenario: &'static str,
    /// Of a scenario; its title follows.
    pub scenario: &'static str,
    /// Of a scenario: what plays.
    pub simulated: &'static str,
    /// Why a file is no scenario that can be shown; the place follows, and what is wrong there.
    pub broken_scenario: &'static str,
    /// Of a recording; what was played follows.
    pub recording_of: &'static str,
    /// After the number of its rows.
    pub rows: &'static str,
    /// Of a recording: what plays beside it.
    pub beside: &'static str,
    /// Of a recording: what it does not have.
    pub lacks: &'static str,
    /// Why a file is no recording that can be shown.
    pub too_large: &'static str,
    /// The same.
    pub packed: &'static str,
    /// The same; the line follows.
    pub cut_off: &'static str,
    /// The same; the line follows, [`Load::column`], and the column.
    pub odd: &'static str,
    /// See [`Load::odd`].
    pub column: &'static str,
    /// The same, where that is not known.
    pub no_json: &'static str,
    /// The same.
    pub no_recording: &'static str,
    /// The same; the place follows, and what is wrong there.
    pub broken: &'static str,
    /// The same; the simulator's words follow.
    pub not_simulated: &'static str,
}

/// See [`Load`].
pub const fn load(lang: Lang) -> &'static Load {
    match lang {
        Lang::En => &EN,
        Lang::Ko => &KO,
    }
}

const EN: Load = Load {
    intro: "Paste, drop or choose what kafka-consumer-groups --describe prints (also with --members --verbose or --state), and a consumer.properties; or the recording of a group, or a scenario as Share saves it. Nothing leaves this browser.",
    text: "Output or settings",
    files: "Choose files…",
    pasted: "pasted",
    remove: "Remove",
    unreadable: "could not be read",
    which: "Group",
    reading: "Reading…",
    none: "No group yet.",
    members: "members",
    partitions: "partitions",
    show: "Show this group",
    show_recording: "Show this recording",
    understood: "Understood",
    assumed: "Assumed",
    not_understood: "Not understood",
    show_scenario: "Show this scenario",
    scenario: "a scenario,",
    simulated: "The lanes simulate it, with its own settings.",
    broken_scenario: "Something is wrong in this scenario:",
    recording_of: "a recording of",
    rows: "rows",
    beside: "What was played is in the recording: the lanes beside it simulate the same.",
    lacks: "A recording does not know everything: offsets of automatic commits, and what brokers keep to themselves, are not shown; logs grow by the scenario’s rate.",
    too_large: "This is larger than 16 MB. The recording of a group has some hundred kilobytes.",
    packed: "This is compressed. Unpack it first, with gunzip.",
    cut_off: "This recording is cut off: before its end it breaks off in line",
    odd: "This is no JSON. Something else is expected in line",
    column: ", column ",
    no_json: "This is no JSON, or nested too deep.",
    no_recording: "This is neither a scenario nor the recording of a group. A recording has \"format\": \"kafka-group-recording/1\".",
    broken: "Something is wrong in this recording, at",
    not_simulated: "The page does not simulate what was played.",
};

const KO: Load = Load {
    intro: "kafka-consumer-groups --describe 출력(--members --verbose, --state 포함)과 consumer.properties, 또는 그룹의 녹화나 공유로 저장한 시나리오를 붙여넣거나 끌어다 놓거나 파일로 고르세요. 데이터는 이 브라우저 밖으로 나가지 않습니다.",
    text: "출력 또는 설정",
    files: "파일 선택…",
    pasted: "붙여넣은 내용",
    remove: "제거",
    unreadable: "읽을 수 없음",
    which: "그룹",
    reading: "읽는 중…",
    none: "아직 찾은 그룹이 없습니다.",
    members: "멤버",
    partitions: "파티션",
    show: "이 그룹 보기",
    show_recording: "이 녹화 보기",
    understood: "이해한 내용",
    assumed: "가정한 내용",
    not_understood: "이해하지 못한 내용",
    show_scenario: "이 시나리오 보기",
    scenario: "시나리오:",
    simulated: "레인이 이 시나리오를 그 설정대로 시뮬레이션합니다.",
    broken_scenario: "시나리오에 잘못된 곳이 있습니다.",
    recording_of: "녹화:",
    rows: "행",
    beside: "무엇을 실행했는지는 녹화에 들어 있습니다. 옆 레인이 같은 것을 시뮬레이션합니다.",
    lacks: "녹화로 모두 알 수는 없습니다. 자동 커밋의 오프셋과 브로커 내부의 일은 보여 주지 않으며, 로그는 시나리오에 적힌 속도로 늘어납니다.",
    too_large: "16 MB가 넘습니다. 그룹의 녹화는 수백 kB입니다.",
    packed: "압축된 파일입니다. 먼저 gunzip으로 푸세요.",
    cut_off: "끝까지 들어 있지 않은 녹화입니다. 여기서 끊깁니다, 줄",
    odd: "JSON이 아닙니다. 잘못된 곳: 줄",
    column: ", 칸 ",
    no_json: "JSON이 아니거나 중첩이 너무 깊습니다.",
    no_recording: "시나리오도 그룹의 녹화도 아닙니다. 녹화에는 \"format\": \"kafka-group-recording/1\"이 있습니다.",
    broken: "녹화에 잘못된 곳이 있습니다.",
    not_simulated: "실행한 것을 이 페이지는 시뮬레이션하지 않습니다.",
};
