//! The words of the page's own parts: buttons, labels, dialogs. A field a word, so that none can be missing.

use super::Lang;

/// The words of the page's own parts.
#[derive(Debug)]
pub struct Page {
    /// Below the name.
    pub tagline: &'static str,
    /// Button of the header.
    pub load: &'static str,
    /// Button of the header.
    pub share: &'static str,
    /// Button of the header, and title of its dialog.
    pub embed: &'static str,
    /// Name of the button that changes colours.
    pub theme: &'static str,
    /// Name of the bar at the bottom: what happens, playing, acts, settings.
    pub playback: &'static str,
    /// Play button.
    pub play: &'static str,
    /// Pause button.
    pub pause: &'static str,
    /// Step button.
    pub back: &'static str,
    /// Step button.
    pub forward: &'static str,
    /// Name of the group of language buttons.
    pub language: &'static str,
    /// Name of the row of scenarios.
    pub scenarios: &'static str,
    /// In a lane's coordinator.
    pub coordinator: &'static str,
    /// On the shelf of partitions that nobody holds.
    pub nobody: &'static str,
    /// Countdown of the session.
    pub heartbeat: &'static str,
    /// The same of a consumer group.
    pub session: &'static str,
    /// Name of the choice of a lane's assignor.
    pub assignor: &'static str,
    /// Takes a lane away; its name follows.
    pub remove_lane: &'static str,
    /// Adds a lane; its name follows.
    pub add_lane: &'static str,
    /// There are [`crate::limits::LANES`].
    pub most_lanes: &'static str,
    /// What compares the lanes.
    pub difference: &'static str,
    /// Name of the choice of Kafka's release.
    pub version: &'static str,
    /// Countdown of the poll interval.
    pub last_poll: &'static str,
    /// Beside the name of the member that leads.
    pub leads: &'static str,
    /// In the plot of lag; by what has been committed, not by what has been processed.
    pub lag: &'static str,
    /// Name of the playhead as a slider.
    pub time_axis: &'static str,
    /// Heading of the scoreboard.
    pub score: &'static str,
    /// Name of the narration.
    pub narration: &'static str,
    /// Name of the choice of pace.
    pub pace: &'static str,
    /// The pace that follows what happens.
    pub adaptive: &'static str,
    /// Name of the row of acts.
    pub acts: &'static str,
    /// Name of the choice of a member.
    pub target: &'static str,
    /// Act.
    pub add: &'static str,
    /// Act.
    pub close: &'static str,
    /// Act.
    pub kill: &'static str,
    /// Act.
    pub slow_batch: &'static str,
    /// Act.
    pub throw: &'static str,
    /// Act; how long it takes follows.
    pub network_down: &'static str,
    /// Act; how long it takes follows.
    pub freeze: &'static str,
    /// Act; how long it takes follows.
    pub slow_revoke: &'static str,
    /// Act.
    pub add_partitions: &'static str,
    /// Opens the list of acts that have no place in the row.
    pub more_acts: &'static str,
    /// Takes the last change back.
    pub undo: &'static str,
    /// Makes it again.
    pub redo: &'static str,
    /// Of a marker that the person has added or moved.
    pub yours: &'static str,
    /// When a marker is.
    pub mark_at: &'static str,
    /// How long what it stands for lasts.
    pub mark_takes: &'static str,
    /// Takes a marker away.
    pub remove: &'static str,
    /// Name of the strip that shows the whole run.
    pub overview: &'static str,
    /// Name of the window of the charts on that strip.
    pub window: &'static str,
    /// Name of the group of buttons for the window and the range.
    pub time_tools: &'static str,
    /// Button.
    pub zoom_in: &'static str,
    /// Button.
    pub zoom_out: &'static str,
    /// Button.
    pub whole_run: &'static str,
    /// Button.
    pub range_from: &'static str,
    /// Button.
    pub range_to: &'static str,
    /// Button.
    pub range_none: &'static str,
    /// Button.
    pub loop_range: &'static str,
    /// Name of the choice of what steps go by.
    pub stride: &'static str,
    /// What they can go by, in the order of `Stride::ALL`.
    pub strides: [&'static str; 6],
    /// Name of the group of sliders.
    pub knobs: &'static str,
    /// Before Kafka's default.
    pub default: &'static str,
    /// Gives a setting the scenario's own value again; its name follows.
    pub reset: &'static str,
    /// Title of the list of all settings.
    pub settings: &'static str,
    /// Title of the list of keys, and name of its button.
    pub keys: &'static str,
    /// Title of the list of claims, and name of its button.
    pub myths: &'static str,
    /// What that list is.
    pub myths_intro: &'static str,
    /// Before a claim.
    pub said: &'static str,
    /// Before the place of a rule.
    pub rule: &'static str,
    /// Closes a notice or a dialog.
    pub dismiss: &'static str,
    /// Before the name of the loaded group.
    pub your_group: &'static str,
    /// Before the name of what was played in a recording of one's own.
    pub your_recording: &'static str,
    /// The same, of a scenario.
    pub your_scenario: &'static str,
    /// Goes back to the built-in group.
    pub unload: &'static str,
    /// Title of the dialog.
    pub load_title: &'static str,
    /// While a part of the page is being fetched.
    pub loading: &'static str,
    /// Where it can't be had.
    pub not_loaded: &'static str,
    /// Title of the dialog.
    pub share_title: &'static str,
    /// Heading of the card after a fault of the page.
    pub crash_title: &'static str,
    /// What to do then.
    pub crash_advice: &'static str,
    /// Copies the report.
    pub crash_copy: &'static str,
    /// On that button afterwards.
    pub crash_copied: &'static str,
    /// Loads the page again.
    pub crash_reload: &'static str,
}

/// The words of the page's own parts.
pub const fn page(lang: Lang) -> &'static Page {
    match lang {
        Lang::En => &EN,
        Lang::Ko => &KO,
    }
}

const EN: Page = Page {
    tagline: "what a Kafka consumer group does when its members change",
    load: "Load my group…",
    share: "Share",
    embed: "Embed",
    theme: "Colours",
    playback: "Playback and settings",
    play: "Play",
    pause: "Pause",
    back: "Back a step",
    forward: "Forward a step",
    language: "Language",
    scenarios: "Scenarios",
    coordinator: "group coordinator",
    nobody: "nobody’s",
    heartbeat: "heartbeat",
    session: "session",
    assignor: "Assignor",
    remove_lane: "Remove lane",
    add_lane: "Add lane",
    most_lanes: "three lanes at most",
    difference: "Difference",
    version: "Kafka version",
    last_poll: "last poll",
    leads: "leader",
    lag: "lag (committed)",
    time_axis: "Time of the group",
    score: "What it costs",
    narration: "What is happening",
    pace: "Pace",
    adaptive: "adaptive",
    acts: "At this instant",
    target: "On which consumer",
    add: "+ consumer",
    close: "close",
    kill: "kill",
    slow_batch: "slow batch",
    throw: "exception in the loop",
    network_down: "network down",
    freeze: "freeze",
    slow_revoke: "slow revoke",
    add_partitions: "2 more partitions",
    more_acts: "more",
    undo: "Undo",
    redo: "Redo",
    yours: "yours",
    mark_at: "at, s",
    mark_takes: "for, s",
    remove: "Remove",
    overview: "Whole run",
    window: "Window of the charts",
    time_tools: "Time",
    zoom_in: "Zoom in",
    zoom_out: "Zoom out",
    whole_run: "Whole run",
    range_from: "Range from here",
    range_to: "Range up to here",
    range_none: "No range",
    loop_range: "Loop the range",
    stride: "Steps go by",
    strides: ["step: story", "step: rebalance", "step: stop", "step: act", "step: message", "step: event"],
    knobs: "Settings",
    default: "default",
    reset: "Scenario’s own value",
    settings: "All settings in force",
    keys: "Keys",
    myths: "Often said",
    myths_intro: "What is often said of rebalancing. Each of these opens the run that tries it; the verdict is read off that run.",
    said: "Often said:",
    rule: "the rule:",
    dismiss: "Close",
    your_group: "your group",
    your_recording: "your recording",
    your_scenario: "your scenario",
    unload: "Built-in group",
    load_title: "Load my group",
    loading: "This is being loaded.",
    not_loaded: "This could not be loaded. Check the connection.",
    share_title: "Share this run",
    crash_title: "The page has ended by a fault of its own",
    crash_advice: "Loading it again helps unless the same run leads to it. The lines below belong in a report: they name the version, the seed and the address.",
    crash_copy: "Copy the report",
    crash_copied: "Copied",
    crash_reload: "Load again",
};

const KO: Page = Page {
    tagline: "멤버가 바뀔 때 Kafka 컨슈머 그룹에서 일어나는 일",
    load: "내 그룹 불러오기…",
    share: "공유",
    embed: "임베드",
    theme: "색상",
    playback: "재생과 설정",
    play: "재생",
    pause: "일시정지",
    back: "한 단계 뒤로",
    forward: "한 단계 앞으로",
    language: "언어",
    scenarios: "시나리오",
    coordinator: "그룹 코디네이터",
    nobody: "담당 없음",
    heartbeat: "하트비트",
    session: "세션",
    assignor: "어사이너",
    remove_lane: "레인 제거",
    add_lane: "레인 추가",
    most_lanes: "레인은 세 개까지입니다",
    difference: "차이",
    version: "Kafka 버전",
    last_poll: "마지막 poll",
    leads: "리더",
    lag: "랙(커밋 기준)",
    time_axis: "그룹의 시각",
    score: "비용 비교",
    narration: "지금 일어나는 일",
    pace: "빠르기",
    adaptive: "자동",
    acts: "이 시점에",
    target: "대상 컨슈머",
    add: "+ 컨슈머",
    close: "종료",
    kill: "강제 종료",
    slow_batch: "느린 배치",
    throw: "루프에서 예외",
    network_down: "네트워크 단절",
    freeze: "프로세스 멈춤",
    slow_revoke: "느린 반납",
    add_partitions: "파티션 2개 추가",
    more_acts: "더 보기",
    undo: "실행 취소",
    redo: "다시 실행",
    yours: "직접 추가·변경",
    mark_at: "시각(초)",
    mark_takes: "길이(초)",
    remove: "삭제",
    overview: "전체 실행",
    window: "차트에 보이는 구간",
    time_tools: "시간",
    zoom_in: "확대",
    zoom_out: "축소",
    whole_run: "전체 보기",
    range_from: "여기부터 구간",
    range_to: "여기까지 구간",
    range_none: "구간 해제",
    loop_range: "구간 반복",
    stride: "이동 단위",
    strides: ["단위: 이야기", "단위: 리밸런싱", "단위: 중단", "단위: 조작", "단위: 메시지", "단위: 이벤트"],
    knobs: "설정",
    default: "기본값",
    reset: "시나리오 값으로",
    settings: "적용 중인 모든 설정",
    keys: "단축키",
    myths: "흔한 말들",
    myths_intro: "리밸런싱에 대해 흔히 하는 말입니다. 하나를 고르면 확인하는 실행이 열리고, 판정은 그 실행에서 읽어 냅니다.",
    said: "흔히 하는 말:",
    rule: "근거:",
    dismiss: "닫기",
    your_group: "내 그룹",
    your_recording: "내 녹화",
    your_scenario: "내 시나리오",
    unload: "기본 그룹으로",
    load_title: "내 그룹 불러오기",
    loading: "불러오는 중입니다.",
    not_loaded: "불러오지 못했습니다. 연결을 확인하세요.",
    share_title: "이 실행 공유",
    crash_title: "페이지 내부 오류로 중단되었습니다",
    crash_advice: "새로 고침하면 대개 해결됩니다. 같은 실행에서 되풀이되면 버전, 시드, 주소가 담긴 아래 내용을 함께 알려 주세요.",
    crash_copy: "내용 복사",
    crash_copied: "복사됨",
    crash_reload: "새로 고침",
};
