//! An act in an address: `kill:c2@16.2s`, `slow:c1+5s@14.2s`, `partitions:orders+8@20s`; a step of the scenario's script
//! that is otherwise, by its number: `3@14s`, `3+8s@14.2s`, `4@never`; a stretch of time: `14.2s-19.5s`.

use rebalance_model::scenario::limits as bounds;
use rebalance_model::{SimDuration, SimTime};

use super::{UrlFault, decimal};
use crate::session::{Act, ActKind, StepEdit};
use crate::stretch::Stretch;

/// Kinds of acts by their names; lengths and numbers are those of the act that is read.
const KINDS: [(&str, ActKind); 9] = [
    ("add", ActKind::Add),
    ("close", ActKind::Close),
    ("kill", ActKind::Kill),
    ("throw", ActKind::Throw),
    ("slow", ActKind::SlowBatch(SimDuration::ZERO)),
    ("offline", ActKind::NetworkDown(SimDuration::ZERO)),
    ("freeze", ActKind::Freeze(SimDuration::ZERO)),
    ("revoke", ActKind::SlowRevoke(SimDuration::ZERO)),
    ("partitions", ActKind::AddPartitions(0)),
];

/// The act as text.
pub(super) fn write(act: &Act) -> String {
    let is_kind = |k: &ActKind| std::mem::discriminant(k) == std::mem::discriminant(&act.kind);
    let name = KINDS.iter().find(|(_, k)| is_kind(k)).map_or("", |(name, _)| name);
    let more = match (act.kind, act.kind.takes()) {
        (ActKind::AddPartitions(n), _) => ["+", &n.to_string()].concat(),
        (_, takes) => length(takes),
    };
    [name, ":", &act.member, &more, "@", &instant(act.at)].concat()
}

/// The act that a text says. A member's name may itself hold `@`, `:` and `+`.
pub(super) fn read(text: &str) -> Result<Act, UrlFault> {
    let (name, rest) = text.split_once(':').ok_or(UrlFault::NotAnAct)?;
    let kind = KINDS.iter().find(|(n, _)| *n == name).ok_or(UrlFault::NotAnAct)?.1;
    let (who, at) = rest.rsplit_once('@').ok_or(UrlFault::NotAnAct)?;
    let at = SimTime::from_millis(millis(at)?);
    let with_more = || who.rsplit_once('+').ok_or(UrlFault::NotAnAct);
    let (member, kind) = if let ActKind::AddPartitions(_) = kind {
        let (who, n) = with_more()?;
        let n = super::number(n, bounds::PARTITIONS as u64).map_err(not_an_act)?;
        (who, ActKind::AddPartitions(u32::try_from(n).unwrap_or(0)))
    } else if kind.takes().is_some() {
        let (who, takes) = with_more()?;
        (who, kind.lasting(SimDuration::from_millis(millis(takes)?)))
    } else {
        (who, kind)
    };
    if member.is_empty() || member.len() > bounds::NAME_BYTES {
        return Err(UrlFault::NotAnAct);
    }
    Ok(Act { at, member: member.to_owned(), kind })
}

/// A step as text; the first of the script is number 1.
pub(super) fn write_step(edit: &StepEdit) -> String {
    let at = if edit.at == SimTime::NEVER { NEVER.to_owned() } else { instant(edit.at) };
    [&(edit.step + 1).to_string(), &length(edit.takes), "@", &at].concat()
}

/// The step that a text says.
pub(super) fn read_step(text: &str) -> Result<StepEdit, UrlFault> {
    let (what, at) = text.split_once('@').ok_or(UrlFault::NotAnAct)?;
    let at = if at == NEVER { SimTime::NEVER } else { SimTime::from_millis(millis(at)?) };
    let (number, takes) = match what.split_once('+') {
        Some((number, takes)) => (number, Some(SimDuration::from_millis(millis(takes)?))),
        None => (what, None),
    };
    let number = super::number(number, bounds::STEPS as u64).map_err(not_an_act)?;
    let step = usize::try_from(number).ok().and_then(|n| n.checked_sub(1)).ok_or(UrlFault::NotAnAct)?;
    Ok(StepEdit { step, at, takes })
}

/// A stretch as text; to the microsecond, as `t`.
pub(super) fn write_stretch(stretch: Stretch) -> String {
    [&super::milliseconds(stretch.from), "-", &super::milliseconds(stretch.end)].concat()
}

/// The stretch that a text says.
pub(super) fn read_stretch(text: &str) -> Result<Stretch, UrlFault> {
    let (from, end) = text.split_once('-').ok_or(UrlFault::NotANumber)?;
    let read = |text| Ok(SimTime::from_micros(decimal::read(text, bounds::SIMULATED_TIME.as_micros())?));
    let stretch = Stretch { from: read(from)?, end: read(end)? };
    if stretch.from < stretch.end { Ok(stretch) } else { Err(UrlFault::OutOfBounds) }
}

/// Instead of an instant, of what does not happen.
const NEVER: &str = "never";

/// `+5s`, or nothing.
fn length(takes: Option<SimDuration>) -> String {
    takes.map_or_else(String::new, |d| ["+", &decimal::write(d.as_millis()), "s"].concat())
}

/// `16.2s`.
fn instant(at: SimTime) -> String {
    decimal::write(at.as_millis()) + "s"
}

/// Milliseconds from `16.2s`, or from `16200ms`.
fn millis(text: &str) -> Result<u64, UrlFault> {
    let longest = bounds::SIMULATED_TIME.as_millis();
    let read = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(ms), _) => super::number(ms, longest),
        (None, Some(s)) => decimal::read(s, longest),
        (None, None) => Err(UrlFault::NotAnAct),
    };
    read.map_err(not_an_act)
}

fn not_an_act(fault: UrlFault) -> UrlFault {
    if fault == UrlFault::NotANumber { UrlFault::NotAnAct } else { fault }
}
