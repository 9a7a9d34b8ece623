//! Words of the dialog that shares a run. They are no part of [`super::Page`], as they are fetched with what shows them.

use super::Lang;

/// See the module.
#[derive(Debug)]
pub struct Share {
    /// What became of the link.
    pub copied: &'static str,
    /// What became of the link: the browser did not let the page copy it.
    pub by_hand: &'static str,
    /// What the link opens.
    pub opens: &'static str,
    /// The same where a group of one's own is shown.
    pub group: &'static str,
    /// The same where a recording from a file is shown.
    pub recording: &'static str,
    /// Button that copies a text.
    pub copy: &'static str,
    /// Button that saves a file.
    pub save: &'static str,
    /// A form of the run.
    pub picture: &'static str,
    /// What it is for.
    pub picture_is: &'static str,
    /// A form of the run.
    pub scenario: &'static str,
    /// What it is for.
    pub scenario_is: &'static str,
    /// A form of the run.
    pub diagram: &'static str,
    /// What it is for.
    pub diagram_is: &'static str,
    /// A form of the run.
    pub perfetto: &'static str,
    /// What it is for.
    pub perfetto_is: &'static str,
    /// Name of the choice among the lanes.
    pub lane: &'static str,
    /// What became of the diagram.
    pub diagram_copied: &'static str,
    /// What became of the diagram: the browser did not let the page copy it.
    pub not_copied: &'static str,
    /// What became of the picture.
    pub no_picture: &'static str,
    /// Of snippets: what they show.
    pub embed_is: &'static str,
    /// The same where a group of one's own is shown.
    pub embed_group: &'static str,
    /// Behind it: whence they take the figure.
    pub embed_from: &'static str,
    /// Where a lane with a recording is beside the others.
    pub embed_simulated: &'static str,
    /// A snippet.
    pub element: &'static str,
    /// What it is for.
    pub element_is: &'static str,
    /// Button that copies it with what readers see where nothing runs.
    pub with_storyboard: &'static str,
    /// A snippet.
    pub iframe: &'static str,
    /// What it is for.
    pub iframe_is: &'static str,
    /// A snippet.
    pub fence: &'static str,
    /// What it is for.
    pub fence_is: &'static str,
    /// What became of a snippet.
    pub snippet_copied: &'static str,
    /// What became of a snippet: the browser did not let the page copy it.
    pub snippet_by_hand: &'static str,
}

/// See [`Share`].
pub const fn share(lang: Lang) -> &'static Share {
    match lang {
        Lang::En => &Share {
            copied: "The link is copied.",
            by_hand: "This browser does not let the page copy. Here is the link:",
            opens: "It opens this run at this instant.",
            group: "The link has the scenario and its settings. Your group is not in it: its data stays in this browser.",
            recording: "The link has what was changed here. Your recording is not in it, nor what was played in it, unless that is built in: save the scenario below.",
            copy: "Copy",
            save: "Save",
            picture: "Picture",
            picture_is: "All lanes over their whole time, for a document or a slide.",
            scenario: "Scenario",
            scenario_is: "What was run, with your settings and acts, as JSON: for rebalance on the command line.",
            diagram: "Sequence diagram",
            diagram_is: "The messages of the stretch that the charts show, as Mermaid text: for Markdown on GitHub, GitLab, Notion.",
            perfetto: "Trace",
            perfetto_is: "Every message and state of all lanes, for ui.perfetto.dev or chrome://tracing.",
            lane: "Lane of the sequence diagram",
            diagram_copied: "The sequence diagram is copied.",
            not_copied: "This browser does not let the page copy. Save the file instead.",
            no_picture: "This browser could not draw the picture. Save it as SVG instead.",
            embed_is: "Each shows this run at this instant, and waits there.",
            embed_group: "Each shows this run at this instant, and waits there. Your group is in it, as text: with its names and numbers.",
            embed_from: "The figure comes from here; for a copy of your own put its folder in the place of",
            embed_simulated: "Lanes with recordings are left out: a figure only simulates.",
            element: "Element",
            element_is: "For a page of your own. It takes the page’s theme and width. The storyboard inside is for paper, and for readers without JavaScript.",
            with_storyboard: "Copy with storyboard",
            iframe: "Iframe",
            iframe_is: "Where a page takes frames only. The second line, which may be left out, makes it as high as its figure.",
            fence: "Markdown fence",
            fence_is: "For mdBook, MkDocs and Docusaurus, with the plugin of each. rebalance check tests it.",
            snippet_copied: "The snippet is copied.",
            snippet_by_hand: "This browser does not let the page copy. Select the text instead.",
        },
        Lang::Ko => &Share {
            copied: "링크를 복사했습니다.",
            by_hand: "이 브라우저에서는 복사할 수 없습니다. 링크는 다음과 같습니다.",
            opens: "이 실행의 이 시점이 열립니다.",
            group: "링크에는 시나리오와 설정만 들어 있습니다. 그룹 데이터는 이 브라우저에만 남습니다.",
            recording: "링크에는 여기서 바꾼 것만 들어 있습니다. 녹화는 들어 있지 않고, 실행한 시나리오도 기본 제공이 아니면 들어 있지 않습니다. 아래에서 시나리오를 저장하세요.",
            copy: "복사",
            save: "저장",
            picture: "그림",
            picture_is: "모든 레인의 전체 구간입니다. 문서나 슬라이드에 넣으세요.",
            scenario: "시나리오",
            scenario_is: "바꾼 설정과 조작까지 담은 JSON입니다. 명령줄의 rebalance로 실행하세요.",
            diagram: "시퀀스 다이어그램",
            diagram_is: "차트에 보이는 구간의 메시지를 담은 Mermaid 텍스트입니다. GitHub, GitLab, Notion의 Markdown에 붙여 넣으세요.",
            perfetto: "트레이스",
            perfetto_is: "모든 레인의 메시지와 상태입니다. ui.perfetto.dev나 chrome://tracing에서 엽니다.",
            lane: "시퀀스 다이어그램으로 만들 레인",
            diagram_copied: "시퀀스 다이어그램을 복사했습니다.",
            not_copied: "이 브라우저에서는 복사할 수 없습니다. 파일로 저장하세요.",
            no_picture: "이 브라우저에서 그림을 그리지 못했습니다. SVG로 저장하세요.",
            embed_is: "모두 이 실행의 이 시점을 보여 주고, 거기서 멈춰 있습니다.",
            embed_group: "모두 이 실행의 이 시점을 보여 주고, 거기서 멈춰 있습니다. 그룹이 이름과 숫자까지 텍스트로 들어 있습니다.",
            embed_from: "그림은 여기에서 불러옵니다. 직접 복사해 둔 폴더가 있으면 다음 주소를 그 폴더로 바꾸세요.",
            embed_simulated: "녹화 레인은 빠집니다. 그림은 시뮬레이션만 합니다.",
            element: "요소",
            element_is: "직접 만드는 페이지에 넣습니다. 페이지의 테마와 너비를 따릅니다. 스토리보드를 넣으면 종이에서도, JavaScript 없이도 볼 수 있습니다.",
            with_storyboard: "스토리보드와 함께 복사",
            iframe: "iframe",
            iframe_is: "프레임만 넣을 수 있는 곳에 씁니다. 둘째 줄은 높이를 그림에 맞추며, 없어도 됩니다.",
            fence: "Markdown 펜스",
            fence_is: "mdBook, MkDocs, Docusaurus에 각 플러그인과 함께 씁니다. rebalance check로 검사할 수 있습니다.",
            snippet_copied: "코드를 복사했습니다.",
            snippet_by_hand: "이 브라우저에서는 복사할 수 없습니다. 텍스트를 직접 선택하세요.",
        },
    }
}
