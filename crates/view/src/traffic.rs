//! Requests and their answers: which belong together, and which bring no news.

use rebalance_model::message::{Body, ErrorCode, Message};
use rebalance_model::{MessageIdx, Trace};

/// The answer to each message of a run, if there is one.
pub(crate) fn answers(trace: &Trace) -> Vec<Option<MessageIdx>> {
    let mut answers = vec![None; trace.messages.len()];
    for (i, m) in trace.messages.iter().enumerate() {
        if let Some(request) = m.answers {
            answers[request.index()] = Some(MessageIdx::at(i));
        }
    }
    answers
}

/// Whether a request and its answer say nothing but that all goes on.
pub(crate) fn is_routine(request: &Message, answer: Option<&Message>) -> bool {
    let Some(answer) = answer.filter(|a| a.arrived.is_some()) else { return false };
    match (&request.body, &answer.body) {
        (
            Body::ConsumerGroupHeartbeatRequest { epoch, full: None, owned: None, .. },
            Body::ConsumerGroupHeartbeatResponse { error: ErrorCode::None, epoch: next, assignment: None, .. },
        ) => epoch == next,
        (Body::HeartbeatRequest { .. } | Body::OffsetCommitRequest { .. }, body) => body.error().is_ok(),
        _ => false,
    }
}
