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
    /// Name of the button that changes colours.
    pub theme: &'static str,
    /// Play button.
    pub play: &'static str,
    /// Pause button.
    pub pause: &'static str,
    /// Step button.
    pub back: &'static str,
    /// Step button.
    pub forward: &'static str,
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
    theme: "Colours",
    play: "Play",
    pause: "Pause",
    back: "Back a step",
    forward: "Forward a step",
};

const KO: Page = Page {
    tagline: "멤버가 바뀔 때 Kafka 컨슈머 그룹에서 일어나는 일",
    load: "내 그룹 불러오기…",
    share: "공유",
    theme: "색상",
    play: "재생",
    pause: "일시정지",
    back: "한 단계 뒤로",
    forward: "한 단계 앞으로",
};
