//! From one session to the next.

use super::{Action, Session};
use crate::lab::Lab;

/// The session after `action`. Without a lab (nothing has run yet) the actions that need one change nothing.
/// What changes nothing gives an equal session.
#[must_use]
pub fn reduce(session: &Session, lab: Option<&Lab>, action: Action) -> Session {
    let _ = (lab, action);
    session.clone()
}
