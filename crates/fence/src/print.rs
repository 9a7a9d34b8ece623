//! Statements as text: each in the one form that it has.

use std::fmt::Write as _;

use crate::lex;
use crate::parse;
use crate::problem::Problem;
use crate::span;
use crate::syntax::{Act, Line, Number, SIDES, Setting, Statement, Word};

/// Writes a text in the one form that it has: blanks, quotes, units and empty lines are always the same. Comments and the
/// order of lines stay; what a text means does too.
///
/// # Errors
/// What cannot be read.
pub fn format(text: &str) -> Result<String, Vec<Problem>> {
    let (lines, problems) = parse::lines(text);
    if problems.is_empty() { Ok(lines_to_text(&lines)) } else { Err(problems) }
}

/// Lines as text; of several empty ones in a row one is left, and none at the beginning and the end.
pub(crate) fn lines_to_text(lines: &[Line]) -> String {
    let mut out = String::new();
    let mut is_apart = false;
    for line in lines {
        let text = line_to_text(line);
        if text.is_empty() {
            is_apart = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut is_apart) {
            out.push('\n');
        }
        out.push_str(&text);
        out.push('\n');
    }
    out
}

fn line_to_text(line: &Line) -> String {
    let mut out = line.statement.as_ref().map_or_else(String::new, statement);
    if let Some(comment) = &line.comment {
        let sign = if comment.is_empty() { "#" } else { "# " };
        let apart = if out.is_empty() { "" } else { "  " };
        out.push_str(&[apart, sign, comment].concat());
    }
    out
}

fn statement(statement: &Statement) -> String {
    match statement {
        Statement::Scenario(name) => format!("scenario {}", word(name)),
        Statement::Name(name) => format!("name {}", word(name)),
        Statement::Title(title) => format!("title {}", lex::title(&title.text)),
        Statement::Topic(name, n) => format!("topic {} {}", word(name), n.value),
        Statement::Members(names) => format!("members{}", words(names)),
        Statement::Member { name, process, config } => {
            format!("member {}{}{}", word(name), if *process { " process" } else { "" }, settings(config))
        }
        Statement::Setting(_, s) => setting(s),
        Statement::Load { rate, process, poll } => load(rate.as_ref(), process.as_ref(), poll.as_ref()),
        Statement::Kafka(release) => format!("kafka {}", word(release)),
        Statement::Lanes(lanes) => lanes.iter().fold(String::from("lanes"), |mut out, (lane, _)| {
            write!(out, " {lane}").ok();
            out
        }),
        Statement::Seed(n) => format!("seed {}", n.value),
        Statement::Run(n) => format!("run {}", span::write(n.value)),
        Statement::T(n) => format!("t {}", span::write_fine(n.value)),
        Statement::Generation(n) => format!("generation {}", n.value),
        Statement::Holds(who, held) => format!("holds {}{}", word(who), words(held)),
        Statement::Offset { partition, committed, end } => {
            let committed = committed.map_or_else(|| "none".to_owned(), |n| n.value.to_string());
            format!("offset {} {committed} {}", word(partition), end.value)
        }
        Statement::Id(start, id) => format!("id {} {}", word(start), word(id)),
        Statement::At { at, act: done } => format!("at {} {}", span::write(at.value), act(done)),
        Statement::Expect(expectation) => format!("expect {expectation}"),
    }
}

fn load(rate: Option<&Number>, process: Option<&Number>, poll: Option<&Number>) -> String {
    let mut out = String::from("load");
    if let Some(rate) = rate {
        write!(out, " {}/s", rate.value).ok();
    }
    for (name, time) in [("process", process), ("poll", poll)] {
        if let Some(time) = time {
            write!(out, " {name} {}", span::write(time.value)).ok();
        }
    }
    out
}

fn act(act: &Act) -> String {
    use crate::syntax::Takes;
    let mut out = act.verb.word.to_owned() + &words(&act.whom);
    if let Some(n) = act.number {
        let number = if act.verb.takes == Takes::TopicAndCount { n.value.to_string() } else { span::write(n.value) };
        out.push(' ');
        out.push_str(&number);
    }
    out + &settings(&act.config)
}

fn word(word: &Word) -> String {
    lex::word(&word.text)
}

fn words(all: &[Word]) -> String {
    all.iter().map(|w| [" ", &word(w)].concat()).collect()
}

fn setting(s: &Setting) -> String {
    let said = s.said.and_then(|side| SIDES.iter().find(|(_, s)| *s == side)).map_or("", |(name, _)| *name);
    let apart = if said.is_empty() { "" } else { " " };
    // Nothing behind the sign is a value in a line of its own; in others a quote has to say it.
    format!("{said}{apart}{}={}", word(&s.name), word(&s.value))
}

fn settings(all: &[Setting]) -> String {
    all.iter().map(|s| [" ", &setting(s)].concat()).collect()
}
