//! An act in an address: `kill:c2@16.2s`, `slow:c1+5s@14.2s`, `add:c4@20s`.

use rebalance_model::scenario::limits as bounds;
use rebalance_model::{SimDuration, SimTime};

use super::{UrlFault, decimal};
use crate::session::{Act, ActKind};

/// The act as text.
pub(super) fn write(act: &Act) -> String {
    let at = seconds(act.at.as_millis());
    match act.kind {
        ActKind::Add => format!("add:{}@{at}", act.member),
        ActKind::Close => format!("close:{}@{at}", act.member),
        ActKind::Kill => format!("kill:{}@{at}", act.member),
        ActKind::SlowBatch(d) => format!("slow:{}+{}@{at}", act.member, seconds(d.as_millis())),
    }
}

/// The act that a text says. A member's name may itself hold `@`, `:` and `+`.
pub(super) fn read(text: &str) -> Result<Act, UrlFault> {
    let (kind, rest) = text.split_once(':').ok_or(UrlFault::NotAnAct)?;
    let (who, at) = rest.rsplit_once('@').ok_or(UrlFault::NotAnAct)?;
    let at = SimTime::from_millis(millis(at)?);
    let (member, kind) = match kind {
        "add" => (who, ActKind::Add),
        "close" => (who, ActKind::Close),
        "kill" => (who, ActKind::Kill),
        "slow" => {
            let (who, takes) = who.rsplit_once('+').ok_or(UrlFault::NotAnAct)?;
            (who, ActKind::SlowBatch(SimDuration::from_millis(millis(takes)?)))
        }
        _ => return Err(UrlFault::NotAnAct),
    };
    if member.is_empty() || member.len() > bounds::NAME_BYTES {
        return Err(UrlFault::NotAnAct);
    }
    Ok(Act { at, member: member.to_owned(), kind })
}

/// `16.2s` from milliseconds.
fn seconds(ms: u64) -> String {
    decimal::write(ms) + "s"
}

/// Milliseconds from `16.2s`, or from `16200ms`.
fn millis(text: &str) -> Result<u64, UrlFault> {
    let longest = bounds::SIMULATED_TIME.as_millis();
    let read = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
        (Some(ms), _) => super::number(ms, longest),
        (None, Some(s)) => decimal::read(s, longest),
        (None, None) => Err(UrlFault::NotAnAct),
    };
    read.map_err(|fault| if fault == UrlFault::NotANumber { UrlFault::NotAnAct } else { fault })
}
