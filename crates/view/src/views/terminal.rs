//! A terminal at the playhead: what Kafka's tools and logs would show there.

use rebalance_analysis::screen;

use crate::lab::Lab;
use crate::session::{Session, View};

/// What stands on the screen of a lane at `session.t`, byte for byte.
pub fn terminal(lab: &Lab, session: &Session, lane: usize) -> String {
    match (session.view, lab.lanes.get(lane)) {
        (View::Terminal(screen), Some(lane)) => screen::text(lane.trace(), lab.clamp(session.t), screen, &lab.group_id),
        _ => String::new(),
    }
}
