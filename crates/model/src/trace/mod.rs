//! What happened: an append-only list of small events, each with its instant, its actor and its
//! cause, beside the tables that they point into.
//!
//! [`Trace`] is what both producers (the simulator; later a reader of recordings) fill and what
//! everything else reads. [`state`] folds a prefix into the state at an instant, [`text`] prints it.

pub mod consumer;
mod event;
mod hash;
pub mod recording;
pub mod state;
mod store;
pub mod text;

pub use consumer::{ConsumerMember, ConsumerView, GroupType, MemberState, Membership};
pub use event::{
    Batch, ClientState, CommitOutcome, CoordinatorLoss, Doing, Event, EventKind, GroupChange, GroupState, Quiet,
    RebalanceReason, Removal,
};
pub use state::{GroupView, MemberView, PartitionView, State, StateAt};
pub use store::{Header, Identity, Outcome, Sets, Trace};
