//! Prose whose names carry their colours, filled from templates.
//!
//! A template has `{0}`, `{1}` … for what is filled in, `*…*` around what counts most, and, in Korean,
//! `{0:은}` for a name with the particle that its last sound asks for.

use rebalance_model::{MemberIdx, PartitionIdx, Scenario, SimDuration};

use super::{Lang, number};
use crate::label;

/// A piece of prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// As it is.
    Plain(String),
    /// What counts most.
    Strong(String),
    /// A member, in its colour.
    Member(MemberIdx, String),
    /// A partition.
    Partition(String),
    /// A setting, message, state or error code.
    Code(String),
}

impl Span {
    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(t) | Self::Strong(t) | Self::Member(_, t) | Self::Partition(t) | Self::Code(t) => t,
        }
    }
}

/// Prose.
pub type Rich = Vec<Span>;

/// Prose without its colours: for titles and screen readers.
pub fn plain(rich: &[Span]) -> String {
    rich.iter().map(Span::text).collect()
}

/// What is filled into a template.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Arg<'a> {
    /// A member.
    Member(MemberIdx),
    /// Members: "C1, C2 and C3".
    Members(&'a [MemberIdx]),
    /// Partitions: "P4 and P5".
    Partitions(&'a [PartitionIdx]),
    /// A length of time.
    Time(SimDuration),
    /// A word of Kafka's.
    Code(&'a str),
    /// A number.
    Number(u64),
    /// Text as it is.
    Text(&'a str),
}

/// More partitions than this are counted, not named.
const NAMED_PARTITIONS: usize = 4;
/// Of more members than this the first ones are named, and the others counted.
const NAMED_MEMBERS: usize = 4;

/// Fills templates with the names of a scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prose<'a> {
    pub(crate) lang: Lang,
    pub(crate) scenario: &'a Scenario,
}

impl Prose<'_> {
    /// The template, filled, behind what stands in `out`; sentences are apart by a space.
    pub(crate) fn add(&self, out: &mut Rich, template: &str, args: &[Arg<'_>]) {
        if !out.is_empty() {
            push(out, " ", false);
        }
        let (mut rest, mut strong) = (template, false);
        while let Some(at) = rest.find(['{', '*']) {
            push(out, &rest[..at], strong);
            if rest.as_bytes()[at] == b'*' {
                strong = !strong;
                rest = &rest[at + 1..];
                continue;
            }
            let close = rest[at..].find('}').map_or(rest.len() - 1, |i| at + i);
            let (number, particle) = match rest[at + 1..close].split_once(':') {
                Some((number, particle)) => (number, Some(particle)),
                None => (&rest[at + 1..close], None),
            };
            if let Some(arg) = number.bytes().next().and_then(|digit| args.get(usize::from(digit.wrapping_sub(b'0')))) {
                self.arg(out, *arg, strong);
            }
            if let Some(particle) = particle {
                let last = out.last().map_or("", Span::text);
                push(out, particle_after(particle, last), strong);
            }
            rest = &rest[close + 1..];
        }
        push(out, rest, strong);
    }

    /// The same as a piece of its own.
    pub(crate) fn one(&self, template: &str, args: &[Arg<'_>]) -> Rich {
        let mut out = Rich::new();
        self.add(&mut out, template, args);
        out
    }

    fn arg(&self, out: &mut Rich, arg: Arg<'_>, strong: bool) {
        match arg {
            Arg::Member(m) => self.member(out, m),
            Arg::Members(list) => {
                let named = if list.len() > NAMED_MEMBERS { NAMED_MEMBERS - 1 } else { list.len() };
                for (i, m) in list[..named].iter().enumerate() {
                    self.between(out, i, list.len(), strong);
                    self.member(out, *m);
                }
                if named < list.len() {
                    let others = (list.len() - named).to_string();
                    push(out, &self.others(&others), strong);
                }
            }
            Arg::Partitions(list) if list.len() > NAMED_PARTITIONS => {
                let n = list.len().to_string();
                push(out, &by(self.lang, format!("{n} partitions"), format!("파티션 {n}개")), strong);
            }
            Arg::Partitions(list) => {
                for (i, p) in list.iter().enumerate() {
                    self.between(out, i, list.len(), strong);
                    let label = label::partition(self.scenario, *p);
                    if strong { push(out, &label, true) } else { out.push(Span::Partition(label)) }
                }
            }
            Arg::Time(d) => push(out, &number::duration(self.lang, d), strong),
            Arg::Code(code) => out.push(Span::Code(code.to_owned())),
            Arg::Number(n) => push(out, &number::whole(n), strong),
            Arg::Text(text) => push(out, text, strong),
        }
    }

    fn member(&self, out: &mut Rich, m: MemberIdx) {
        out.push(Span::Member(m, label::member(self.scenario, m)));
    }

    fn between(&self, out: &mut Rich, i: usize, len: usize, strong: bool) {
        if i == 0 {
            return;
        }
        let last = if i + 1 == len { by(self.lang, " and ", ", ") } else { ", " };
        push(out, last, strong);
    }

    fn others(&self, n: &str) -> String {
        by(self.lang, format!(" and {n} others"), format!(" 외 {n}개"))
    }
}

/// What stands in one language or the other.
pub(crate) fn by<T>(lang: Lang, en: T, ko: T) -> T {
    match lang {
        Lang::En => en,
        Lang::Ko => ko,
    }
}

fn push(out: &mut Rich, text: &str, strong: bool) {
    if text.is_empty() {
        return;
    }
    match (out.last_mut(), strong) {
        (Some(Span::Plain(t)), false) | (Some(Span::Strong(t)), true) => t.push_str(text),
        (_, false) => out.push(Span::Plain(text.to_owned())),
        (_, true) => out.push(Span::Strong(text.to_owned())),
    }
}

/// The particle that stands after `word`: of 은/는, 이/가, 을/를, 과/와, 으로/로 the one that its last sound asks for.
fn particle_after<'a>(particle: &'a str, word: &str) -> &'a str {
    let (closed, is_l) = last_sound(word);
    match (particle, closed) {
        ("은", false) => "는",
        ("이", false) => "가",
        ("을", false) => "를",
        ("과", false) => "와",
        ("으로", c) if !c || is_l => "로",
        (own, _) => own,
    }
}

/// Whether a word ends in a consonant as a Korean reads it, and whether that is ㄹ.
fn last_sound(word: &str) -> (bool, bool) {
    let mut back = word.chars().rev().filter(|c| c.is_ascii_alphanumeric() || *c >= '가');
    let Some(last) = back.next() else { return (false, false) };
    match last {
        '가'..='힣' => {
            let jongseong = (u32::from(last) - u32::from('가')) % 28;
            (jongseong != 0, jongseong == 8)
        }
        // Behind a letter a digit is read in English (C1: 씨원), alone as 일, 이, 삼.
        '0'..='9' if back.next().is_some_and(|c| c.is_ascii_alphabetic()) => (matches!(last, '1' | '6' | '7'), false),
        '0'..='9' => (matches!(last, '0' | '1' | '3' | '6' | '7' | '8'), matches!(last, '1' | '7' | '8')),
        c => (matches!(c.to_ascii_lowercase(), 'l' | 'm' | 'n'), c.eq_ignore_ascii_case(&'l')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_follow_the_last_sound() {
        for (word, particle, right) in [
            ("C1", "은", "은"),
            ("C2", "은", "는"),
            ("C3", "이", "가"),
            ("파티션 3", "을", "을"),
            ("파티션 2", "을", "를"),
            ("코디네이터", "은", "는"),
            ("배치", "으로", "로"),
            ("그룹", "으로", "으로"),
            ("서울", "으로", "로"),
            ("5초", "이", "가"),
            ("JoinGroup", "을", "를"),
        ] {
            assert_eq!(particle_after(particle, word), right, "{word}");
        }
    }
}
