//! Statements of words.

use rebalance_model::Variant;
use rebalance_model::config::{KEYS, Side, key};
use rebalance_model::scenario::limits;

use crate::lex::{self, Kind, Token};
use crate::near;
use crate::problem::{Place, Problem};
use crate::syntax::{Act, Line, Number, SIDES, Setting, Statement, Takes, VERBS, Verb, Word};
use crate::{expect, span};

type Result<T> = std::result::Result<T, Problem>;

/// First words of statements, as they are offered to who wrote another.
const FIRST: [&str; 18] = [
    "scenario",
    "name",
    "title",
    "topic",
    "members",
    "member",
    "load",
    "kafka",
    "lanes",
    "seed",
    "run",
    "t",
    "generation",
    "holds",
    "offset",
    "id",
    "at",
    "expect",
];

/// Every word of the language: of statements, acts and metrics.
pub fn words() -> impl Iterator<Item = &'static str> {
    let metrics = expect::Metric::ALL.iter().map(|(name, _)| *name);
    FIRST.iter().copied().chain(VERBS.iter().map(|v| v.word)).chain(metrics)
}

/// Lines of a text at most, and bytes of it: more is no scenario.
const LINES: usize = 10_000;

/// Reads all lines: what they say, and what is wrong with those that say nothing.
pub(crate) fn lines(text: &str) -> (Vec<Line>, Vec<Problem>) {
    let (mut out, mut problems) = (Vec::new(), Vec::new());
    for (i, text) in text.lines().enumerate() {
        if i == LINES {
            let at = Place { line: i + 1, column: 1, width: 0 };
            problems.push(Problem::new(at, format!("there are more than {LINES} lines"), ""));
            break;
        }
        match line(i + 1, text) {
            Ok(line) => out.push(line),
            Err(problem) => problems.push(problem),
        }
    }
    (out, problems)
}

fn line(number: usize, text: &str) -> Result<Line> {
    let line = lex::line(number, text)?;
    let at = match (line.tokens.first(), line.tokens.last()) {
        (Some(first), Some(last)) => Place { width: last.at.column + last.at.width - first.at.column, ..first.at },
        _ => line.end,
    };
    let statement = if line.tokens.is_empty() { None } else { Some(statement(&line)?) };
    Ok(Line { statement, comment: line.comment, at })
}

fn statement(line: &lex::Line) -> Result<Statement> {
    let mut words = Words { tokens: &line.tokens, next: 0, end: line.end };
    let first = words.word("a statement")?;
    let statement = match first.text.as_str() {
        _ if words.is_equals() => setting(&mut words, None, first)?,
        "scenario" => Statement::Scenario(words.word("the name of a built-in scenario")?),
        "name" => Statement::Name(words.word("a name")?),
        "title" => Statement::Title(words.word("a title")?),
        "topic" => Statement::Topic(words.word("the name of a topic")?, words.number("the number of its partitions")?),
        "members" => Statement::Members(words.words("the name of a member")?),
        "member" => member(&mut words)?,
        "load" => load(&mut words)?,
        "kafka" => Statement::Kafka(words.word("a release, such as 4.3")?),
        "lanes" => lanes(&mut words)?,
        "seed" => Statement::Seed(words.number("a number")?),
        "run" => Statement::Run(words.span("how long, such as 30s")?),
        "t" => Statement::T(words.instant("an instant, such as 16.0295s")?),
        "generation" => Statement::Generation(words.number("a number")?),
        "holds" => {
            let who = words.word("the name of a member")?;
            let mut held = Vec::new();
            while words.peek().is_some() {
                held.push(words.word("a partition, such as orders-0")?);
            }
            Statement::Holds(who, held)
        }
        "offset" => offset(&mut words)?,
        "id" => Statement::Id(words.word("a start of a member, such as c1#1")?, words.word("its member id")?),
        "at" => at(&mut words)?,
        "expect" => Statement::Expect(expect::parse(&mut words)?),
        side if SIDES.iter().any(|(name, _)| *name == side) => {
            let name = words.word("a setting")?;
            let side = SIDES.iter().find(|(name, _)| *name == side).map(|(_, side)| *side);
            setting(&mut words, side, name)?
        }
        other => return Err(unknown(other, first.at)),
    };
    words.done()?;
    Ok(statement)
}

fn unknown(word: &str, at: Place) -> Problem {
    if let Some(verb) = VERBS.iter().find(|v| v.word == word) {
        return Problem::new(at, format!("{word} has no time"), format!("at 15s {} …", verb.word));
    }
    if key(word).is_some() {
        return Problem::new(at, format!("{word} has no value"), format!("{word}=…"));
    }
    let known = FIRST.iter().copied().chain(KEYS.iter().map(|k| k.name));
    let help = match near::nearest(word, known) {
        Some(known) => format!("did you mean {known}?"),
        None => format!("a line begins with {}, or is a setting: name=value", FIRST.join(", ")),
    };
    Problem::new(at, format!("{word} is no statement"), help)
}

/// `name=value`, behind its name; of the side that was said, or that knows it.
fn setting(words: &mut Words<'_>, said: Option<Side>, name: Word) -> Result<Statement> {
    let setting = Setting { said, ..words.setting(name)? };
    match said.or_else(|| key(&setting.name.text).map(|k| k.side)) {
        Some(side) => Ok(Statement::Setting(side, setting)),
        None => Err(no_setting(&setting.name)),
    }
}

fn no_setting(name: &Word) -> Problem {
    let help = match near::nearest(&name.text, KEYS.iter().map(|k| k.name)) {
        Some(known) => format!("did you mean {known}?"),
        None => "to give it all the same, say whose it is: consumer, broker or group in front of it".to_owned(),
    };
    Problem::new(name.at, format!("{} is no setting that a run depends on", name.text), help)
}

fn member(words: &mut Words<'_>) -> Result<Statement> {
    let name = words.word("the name of a member")?;
    let (mut process, mut config) = (false, Vec::new());
    while words.peek().is_some() {
        let word = words.word("process, or a setting")?;
        if word.text == "process" && !words.is_equals() {
            process = true;
        } else if let Some(setting) = words.said_setting(&word)? {
            config.push(setting);
        } else {
            config.push(words.own_setting(word)?);
        }
    }
    Ok(Statement::Member { name, process, config })
}

fn load(words: &mut Words<'_>) -> Result<Statement> {
    let (mut rate, mut process, mut poll) = (None, None, None);
    words.need("records a second into each partition, such as 4/s; process 5ms; poll 100ms")?;
    while words.peek().is_some() {
        let word = words.word("4/s, process or poll")?;
        match (word.text.as_str(), word.text.strip_suffix("/s")) {
            ("process", _) => process = Some(words.span("the time of one record, such as 5ms")?),
            ("poll", _) => poll = Some(words.span("the timeout of poll(), such as 100ms")?),
            (_, Some(digits)) => rate = Some(number(digits, word.at, "a number of records")?),
            (other, None) => {
                let what = format!("{other} is no part of the load");
                return Err(Problem::new(word.at, what, "4/s, process 5ms, poll 100ms"));
            }
        }
    }
    Ok(Statement::Load { rate, process, poll })
}

fn lanes(words: &mut Words<'_>) -> Result<Statement> {
    let all = words.words("the name of a lane, such as eager")?;
    let lane = |w: Word| variant(&w).map(|v| (v, w.at));
    all.into_iter().map(lane).collect::<Result<Vec<_>>>().map(Statement::Lanes)
}

/// The lane of that name.
pub(crate) fn variant(word: &Word) -> Result<Variant> {
    let names = Variant::ALL.map(Variant::name);
    Variant::parse(&word.text)
        .ok_or_else(|| Problem::new(word.at, format!("{} is no lane", word.text), near::hint(&word.text, names)))
}

fn offset(words: &mut Words<'_>) -> Result<Statement> {
    let partition = words.word("a partition, such as orders-0")?;
    let committed = words.word("the committed offset, or none")?;
    let committed = match committed.text.as_str() {
        "none" => None,
        digits => Some(number(digits, committed.at, "an offset, or none")?),
    };
    Ok(Statement::Offset { partition, committed, end: words.number("the end of the log")? })
}

fn at(words: &mut Words<'_>) -> Result<Statement> {
    let at = words.span("an instant, such as 15.3s")?;
    let word = words.word("what is done")?;
    let Some(verb) = VERBS.iter().find(|v| v.word == word.text) else {
        let help = near::hint(&word.text, VERBS.iter().map(|v| v.word));
        return Err(Problem::new(word.at, format!("{} is nothing that can be done", word.text), help));
    };
    act(words, verb, word.at).map(|act| Statement::At { at, act })
}

fn act(words: &mut Words<'_>, verb: &'static Verb, verb_at: Place) -> Result<Act> {
    let mut act = Act { verb, verb_at, whom: Vec::new(), number: None, config: Vec::new() };
    match verb.takes {
        Takes::Members => act.whom = words.words("the name of a member")?,
        Takes::Start => {
            words.need("the name of a member")?;
            while words.peek().is_some() {
                let word = words.word("the name of a member, or a setting")?;
                if words.is_equals() {
                    act.config.push(words.own_setting(word)?);
                    continue;
                }
                // The first name is that of a member, even if it is called consumer.
                let said = if act.whom.is_empty() { None } else { words.said_setting(&word)? };
                match said {
                    Some(setting) => act.config.push(setting),
                    None => act.whom.push(word),
                }
            }
            if let (Some(first), true) = (act.config.first(), act.whom.len() != 1) {
                return Err(Problem::new(first.name.at, "settings are those of one start", "a line for each member"));
            }
        }
        Takes::MemberAndTime => {
            act.whom.push(words.word("the name of a member")?);
            act.number = Some(words.span("how long, such as 5s")?);
        }
        Takes::TopicAndCount => {
            act.whom.push(words.word("the name of a topic")?);
            act.number = Some(words.number("how many partitions it has then")?);
        }
        Takes::Time => act.number = Some(words.span("how long, such as 5s")?),
    }
    Ok(act)
}

/// A number with its place.
pub(crate) fn number(digits: &str, at: Place, wanted: &str) -> Result<Number> {
    // JSON's own numbers end there, in every reader of it.
    let most = u64::try_from(i64::MAX).unwrap_or(u64::MAX);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match digits.parse() {
        Ok(value) if is_number && value <= most => Ok(Number { value, at }),
        _ if is_number => Err(Problem::new(at, format!("{digits} is too large"), format!("{most} at most"))),
        _ => Err(Problem::new(at, format!("{digits} is no whole number"), format!("here stands {wanted}"))),
    }
}

/// A length of time with its place, ms.
pub(crate) fn time(word: &Word, wanted: &str) -> Result<Number> {
    read_time(word, wanted, span::read)
}

fn read_time(word: &Word, wanted: &str, read: fn(&str) -> std::result::Result<u64, &'static str>) -> Result<Number> {
    match read(&word.text) {
        Ok(value) => Ok(Number { value, at: word.at }),
        Err(why) => {
            let help = match word.text.parse::<u64>() {
                Ok(n) => format!("{n}ms or {n}s"),
                Err(_) => format!("here stands {wanted}"),
            };
            Err(Problem::new(word.at, format!("{} {why}", word.text), help))
        }
    }
}

/// The words of a line, one after the other.
pub(crate) struct Words<'a> {
    tokens: &'a [Token],
    next: usize,
    end: Place,
}

impl Words<'_> {
    pub(crate) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn is_equals(&self) -> bool {
        self.peek().is_some_and(|t| t.kind == Kind::Equals)
    }

    /// That there is something more.
    fn need(&self, wanted: &str) -> Result<()> {
        if self.peek().is_some() { Ok(()) } else { Err(self.missing(wanted)) }
    }

    fn missing(&self, wanted: &str) -> Problem {
        Problem::new(self.end, "the line ends here", format!("here stands {wanted}"))
    }

    /// The next word.
    pub(crate) fn word(&mut self, wanted: &str) -> Result<Word> {
        let Some(token) = self.tokens.get(self.next) else { return Err(self.missing(wanted)) };
        let sign = match &token.kind {
            Kind::Word(text) => {
                self.next += 1;
                return Ok(Word { text: text.clone(), at: token.at });
            }
            Kind::Equals => "=",
            Kind::Compares(sign) => sign,
        };
        Err(Problem::new(token.at, format!("{sign} stands where a word is expected"), format!("here stands {wanted}")))
    }

    /// All words that are left, one at least.
    fn words(&mut self, wanted: &str) -> Result<Vec<Word>> {
        let mut all = vec![self.word(wanted)?];
        while self.peek().is_some() {
            all.push(self.word(wanted)?);
        }
        Ok(all)
    }

    fn number(&mut self, wanted: &str) -> Result<Number> {
        let word = self.word(wanted)?;
        number(&word.text, word.at, wanted)
    }

    /// A length of time, ms.
    pub(crate) fn span(&mut self, wanted: &str) -> Result<Number> {
        let word = self.word(wanted)?;
        time(&word, wanted)
    }

    /// An instant that may lie within a millisecond, µs.
    fn instant(&mut self, wanted: &str) -> Result<Number> {
        let word = self.word(wanted)?;
        let time = read_time(&word, wanted, span::read_fine)?;
        let longest = limits::SIMULATED_TIME.as_micros();
        if time.value <= longest { Ok(time) } else { Err(Problem::new(word.at, "no run is as long", "")) }
    }

    /// What compares.
    pub(crate) fn compares(&mut self) -> Result<(&'static str, Place)> {
        match self.tokens.get(self.next) {
            Some(Token { kind: Kind::Compares(sign), at }) => {
                self.next += 1;
                Ok((sign, *at))
            }
            Some(token) => {
                Err(Problem::new(token.at, "nothing is compared here", "here stands <, <=, ==, !=, >= or >"))
            }
            None => Err(self.missing("<, <=, ==, !=, >= or >")),
        }
    }

    /// `=value` behind a name.
    fn setting(&mut self, name: Word) -> Result<Setting> {
        match self.peek() {
            Some(Token { kind: Kind::Equals, .. }) => self.next += 1,
            Some(token) => {
                let what = format!("there is no = behind {}", name.text);
                return Err(Problem::new(token.at, what, "a setting is name=value"));
            }
            None => return Err(self.missing("=, and the value")),
        }
        // Nothing behind the sign is a value too, as in a properties file.
        let value = match self.peek() {
            None => Word { text: String::new(), at: self.end },
            Some(_) => self.word("the value")?,
        };
        Ok(Setting { name, value, said: None })
    }

    /// `name=value` behind the word that says that it is a consumer's, whatever its name.
    fn said_setting(&mut self, word: &Word) -> Result<Option<Setting>> {
        let is_said = word.text == SIDES[0].0
            && matches!(self.tokens.get(self.next), Some(Token { kind: Kind::Word(_), .. }))
            && matches!(self.tokens.get(self.next + 1), Some(Token { kind: Kind::Equals, .. }));
        if !is_said {
            return Ok(None);
        }
        let name = self.word("a setting")?;
        Ok(Some(Setting { said: Some(Side::Consumer), ..self.setting(name)? }))
    }

    /// The same of a member: its name has to be one of a consumer.
    fn own_setting(&mut self, name: Word) -> Result<Setting> {
        let setting = self.setting(name)?;
        match key(&setting.name.text) {
            Some(key) if key.side == Side::Consumer => Ok(setting),
            Some(key) => {
                let what = format!("{} is no setting of a consumer", key.name);
                Err(Problem::new(setting.name.at, what, "it stands in a line of its own"))
            }
            None => Err(no_own_setting(&setting.name)),
        }
    }

    /// That nothing more stands in the line.
    fn done(&self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some(token) => {
                let at = Place { width: (self.end.column - token.at.column).max(1), ..token.at };
                Err(Problem::new(
                    at,
                    "the statement is complete here",
                    "the rest goes into a line of its own, or behind a #",
                ))
            }
        }
    }
}

fn no_own_setting(name: &Word) -> Problem {
    let consumers = KEYS.iter().filter(|k| k.side == Side::Consumer).map(|k| k.name);
    let help = near::nearest(&name.text, consumers).map_or_else(
        || "to give it all the same, put consumer in front of it".to_owned(),
        |known| format!("did you mean {known}?"),
    );
    Problem::new(name.at, format!("{} is no setting that a run depends on", name.text), help)
}
