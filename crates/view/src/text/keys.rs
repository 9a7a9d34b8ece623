//! The list of keys. It is a part of the page that is fetched when that list opens.

use super::Lang;

/// Each key, or several with a space between them, and what it does.
pub const fn keys(lang: Lang) -> &'static [(&'static str, &'static str); 16] {
    match lang {
        Lang::En => &EN,
        Lang::Ko => &KO,
    }
}

const EN: [(&str, &str); 16] = [
    ("Space", "plays and pauses"),
    ("← →", "a step back, a step forward"),
    ("Shift ← →", "to the previous, the next rebalance"),
    (", .", "to the previous, the next message; with Shift, event"),
    ("A S", "to the next act, stop; with Shift, the previous one"),
    ("Home End", "to the beginning, to the end"),
    ("+ - 0", "zoom in, zoom out, whole run"),
    ("[ ]", "range from here, up to here; drag with Shift on a chart"),
    ("L", "loops the range"),
    ("Ctrl Z", "undoes acts, markers, settings; with Shift, redoes"),
    ("Tab ← →", "moves the marker in focus by 0.1 s, with Shift 1 s"),
    ("Enter Del", "its exact time; takes it away"),
    ("1 – 9", "scenarios"),
    ("g m t w", "group, messages, terminal, why"),
    ("?", "this list"),
    ("Esc", "closes what is open; in a field, the value before; else no range"),
];

const KO: [(&str, &str); 16] = [
    ("Space", "재생, 일시정지"),
    ("← →", "한 단계 뒤로, 앞으로"),
    ("Shift ← →", "이전, 다음 리밸런싱으로"),
    (", .", "이전, 다음 메시지로. Shift와 함께 누르면 이벤트"),
    ("A S", "다음 조작, 중단으로. Shift와 함께 누르면 이전"),
    ("Home End", "처음으로, 끝으로"),
    ("+ - 0", "확대, 축소, 전체 보기"),
    ("[ ]", "여기부터, 여기까지 구간. 차트에서 Shift를 누르고 끌기"),
    ("L", "구간 반복"),
    ("Ctrl Z", "조작·표식·설정 실행 취소. Shift와 함께 누르면 다시 실행"),
    ("Tab ← →", "포커스한 표식을 0.1초씩, Shift와 함께 1초씩 이동"),
    ("Enter Del", "그 표식의 정확한 시각 입력, 삭제"),
    ("1 – 9", "시나리오"),
    ("g m t w", "그룹, 메시지, 터미널, 원인"),
    ("?", "이 목록"),
    ("Esc", "열린 창 닫기, 입력 칸은 이전 값으로, 그 밖에는 구간 해제"),
];
