//! Lines outside tables: what the tool says beside its tables, command lines, logs, stack traces.

use rebalance_model::name;

/// What a line is that belongs to no table and is no setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// "Consumer group '…' has no active members."
    NoActiveMembers(&'a str),
    /// "Warning: Consumer group '…' is rebalancing."
    Rebalancing(&'a str),
    /// "Error: Consumer group '…' does not exist.", or `GroupIdNotFoundException`.
    GroupNotFound(&'a str),
    /// Any other "Error: …" of the tool.
    ToolFailed(&'a str),
    /// A command with its `--group`, if it has one.
    Command(Option<&'a str>),
    /// A topic's line of `kafka-topics --describe`, or one of a partition.
    Topic(&'a str, Option<u32>),
    /// A line of a stack trace.
    StackTrace,
    /// A line of a log.
    Log,
    /// A fence of Markdown, a rule under a header.
    Ornament,
}

/// Says what `line` is, if it is any of these.
pub(crate) fn classify(line: &str) -> Option<Line<'_>> {
    let line = line.trim();
    if is_ornament(line) {
        return Some(Line::Ornament);
    }
    about_group(line)
        .or_else(|| error(line))
        .or_else(|| topic(line))
        .or_else(|| is_command(line).then(|| Line::Command(group_option(line))))
        .or_else(|| is_stack_trace(line).then_some(Line::StackTrace))
        .or_else(|| is_log(line).then_some(Line::Log))
}

fn is_ornament(line: &str) -> bool {
    // Old tools open with "Note: This will not show information about old Zookeeper-based consumers."
    line.starts_with("```")
        || line.starts_with("Note: This will ")
        || (line.len() >= 3 && line.bytes().all(|b| matches!(b, b'-' | b'=' | b'~' | b' ')) && !line.contains("= "))
}

/// `Consumer group 'G' …`, with or without `Warning:` or `Error:`, quoted one way or another.
fn about_group(line: &str) -> Option<Line<'_>> {
    let bare = line.strip_prefix("Warning: ").or_else(|| line.strip_prefix("Error: ")).unwrap_or(line);
    let rest = bare.strip_prefix("Consumer group ")?.strip_prefix(['\'', '`', '"', '‘'])?;
    let said = |words: &str| rest.find(words).map(|at| rest[..at].trim_end_matches(['\'', '`', '"', '’']));
    said(" has no active members")
        .map(Line::NoActiveMembers)
        .or_else(|| said(" is rebalancing").map(Line::Rebalancing))
        .or_else(|| said(" does not exist").map(Line::GroupNotFound))
}

fn error(line: &str) -> Option<Line<'_>> {
    let text = line.strip_prefix("Error: ");
    if text.is_none()
        && !line.starts_with("Caused by: ")
        && !line.starts_with("java.")
        && !line.starts_with("org.apache.")
    {
        return None;
    }
    if let Some((_, rest)) = line.split_once("GroupIdNotFoundException: Group ") {
        let group = rest.strip_suffix('.').unwrap_or(rest);
        return Some(Line::GroupNotFound(group.strip_suffix(" not found").unwrap_or(group)));
    }
    let text = text?;
    let text = text.strip_prefix("Executing consumer group command failed due to ").unwrap_or(text);
    Some(Line::ToolFailed(text))
}

/// `Topic: orders\tTopicId: …\tPartitionCount: 6\t…`, and `Topic: orders\tPartition: 0\t…`.
fn topic(line: &str) -> Option<Line<'_>> {
    let topic = line.strip_prefix("Topic:")?.split_whitespace().next().filter(|topic| name::is_valid(topic))?;
    if let Some((_, rest)) = line.split_once("PartitionCount:") {
        let count = rest.split_whitespace().next()?.parse().ok()?;
        return Some(Line::Topic(topic, Some(count)));
    }
    line.contains("Partition:").then_some(Line::Topic(topic, None))
}

/// A line that begins with a prompt, or that names the tool and has options.
fn is_command(line: &str) -> bool {
    let prompt = line.starts_with("$ ") || line.starts_with("% ") || line == "$" || is_prompt_with_host(line);
    let names_tool =
        || ["kafka-consumer-groups", "kafka-topics", "ConsumerGroupCommand "].iter().any(|tool| line.contains(tool));
    prompt || (line.contains(" --") && names_tool())
}

/// Value of `--group`, quoted or not.
pub(crate) fn group_option(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("--group")?;
    let rest = rest.strip_prefix([' ', '='])?.trim_start();
    match rest.chars().next()? {
        quote @ ('\'' | '"') => rest[1..].split_once(quote).map(|(group, _)| group),
        _ => rest.split_whitespace().next(),
    }
}

/// `user@host:~$ …`, `[user@host ~]$ …`, `PS C:\> …`
fn is_prompt_with_host(line: &str) -> bool {
    let Some(at) = line.bytes().position(|b| matches!(b, b'$' | b'#' | b'>' | b'%')) else { return false };
    let prompt = &line[..at];
    let first = prompt.split_whitespace().next().unwrap_or_default();
    (first.contains('@') && !first.contains("://") && prompt.split_whitespace().count() <= 2)
        || prompt.starts_with("PS ")
}

fn is_stack_trace(line: &str) -> bool {
    let first = line.split([' ', ':']).next().unwrap_or_default();
    (line.starts_with("at ") && line.ends_with(')'))
        || line.starts_with("Caused by: ")
        || line.starts_with("Suppressed: ")
        || (line.starts_with("... ") && line.ends_with(" more"))
        || (first.contains('.') && (first.ends_with("Exception") || first.ends_with("Error")))
}

/// A line that begins with a date or time, with librdkafka's `%7|`, or that has a level among its first words.
fn is_log(line: &str) -> bool {
    const LEVELS: [&str; 7] = ["TRACE", "DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL"];
    const NOISE: [&str; 4] = ["SLF4J:", "log4j:", "Picked up ", "OpenJDK "];
    let bare = line.trim_start_matches(['[', '(', '"']);
    let digits = bare.bytes().take(4).filter(u8::is_ascii_digit).count();
    let dated = digits == 4 && bare.as_bytes().get(4).is_some_and(|b| matches!(b, b'-' | b'/'));
    let timed = digits >= 2 && bare.as_bytes().get(2) == Some(&b':') && bare.as_bytes().get(5) == Some(&b':');
    let level = |word: &str| {
        word.bytes().any(|b| b.is_ascii_uppercase())
            && LEVELS.contains(&word.trim_matches(|c: char| !c.is_ascii_alphabetic()))
    };
    let librdkafka = bare.starts_with('%') && bare.as_bytes().get(2) == Some(&b'|');
    dated
        || timed
        || librdkafka
        || NOISE.iter().any(|noise| line.starts_with(noise))
        || line.split(' ').take(5).any(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_tool_says_beside_its_tables() {
        for (line, expected) in [
            ("Consumer group 'my group' has no active members.", Line::NoActiveMembers("my group")),
            ("Warning: Consumer group 'it's' is rebalancing.", Line::Rebalancing("it's")),
            ("Consumer group `a` has no active members.", Line::NoActiveMembers("a")),
            ("Error: Consumer group 'a' does not exist.", Line::GroupNotFound("a")),
            (
                "Error: Executing consumer group command failed due to the broker is away",
                Line::ToolFailed("the broker is away"),
            ),
            ("Topic: orders\tTopicId: x\tPartitionCount: 6\tConfigs:", Line::Topic("orders", Some(6))),
            ("\tTopic: orders\tPartition: 0\tLeader: 1", Line::Topic("orders", None)),
            ("Caused by: org.apache.kafka.common.KafkaException: x", Line::StackTrace),
            ("\tat java.base/java.lang.Thread.run(Thread.java:1583)", Line::StackTrace),
            ("[2026-08-23 12:00:00,001] INFO [Consumer clientId=a] x", Line::Log),
            ("12:00:01.5 worker INFO x", Line::Log),
            ("%7|1767225600.412|CGRPJOINSTATE|pay-1#consumer-1| x", Line::Log),
            ("```text", Line::Ornament),
        ] {
            assert_eq!(classify(line), Some(expected), "{line}");
        }
        for line in ["session.timeout.ms=45000", "hello", "at once", "spring:", "Topic: ..\tPartitionCount: 6"] {
            assert_eq!(classify(line), None, "{line}");
        }
    }

    #[test]
    fn commands_and_prompts_with_the_group_that_they_ask_for() {
        for (line, group) in [
            ("$ kafka-consumer-groups --bootstrap-server x:9092 --describe --group billing", Some("billing")),
            ("bin/kafka-consumer-groups.sh --describe --group '결제 팀' --members", Some("결제 팀")),
            ("user@host:~$ kafka-consumer-groups --describe --group=a", Some("a")),
            ("[root@box ~]# kafka-consumer-groups --describe --all-groups", None),
            ("PS C:\\kafka> .\\kafka-consumer-groups.bat --group \"x y\" --describe", Some("x y")),
            ("$ cat consumer.properties", None),
        ] {
            assert_eq!(classify(line), Some(Line::Command(group)), "{line}");
        }
    }
}
