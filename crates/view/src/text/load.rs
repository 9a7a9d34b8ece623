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
    /// Part of the report.
    pub understood: &'static str,
    /// Part of the report.
    pub assumed: &'static str,
    /// Part of the report.
    pub not_understood: &'static str,
}

/// See [`Load`].
pub const fn load(lang: Lang) -> &'static Load {
    match lang {
        Lang::En => &Load {
            intro: "Paste, drop or choose what kafka-consumer-groups --describe prints (also with --members --verbose or --state), and a consumer.properties. Nothing leaves this browser.",
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
            understood: "Understood",
            assumed: "Assumed",
            not_understood: "Not understood",
        },
        Lang::Ko => &Load {
            intro: "kafka-consumer-groups --describe 출력(--members --verbose, --state 포함)과 consumer.properties를 붙여넣거나 끌어다 놓거나 파일로 고르세요. 데이터는 이 브라우저 밖으로 나가지 않습니다.",
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
            understood: "이해한 내용",
            assumed: "가정한 내용",
            not_understood: "이해하지 못한 내용",
        },
    }
}
