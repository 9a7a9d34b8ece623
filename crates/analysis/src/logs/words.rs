//! Texts that several lines share.

use rebalance_model::message::{ErrorCode, JoinReason};
use rebalance_model::{IdIdx, PartitionIdx, Scenario};

use super::Names;

/// The coordinator's node as the clients print it: 2³¹ − 1 less the broker's id.
pub(super) const NODE: &str = "127.0.0.1:9092 (id: 2147483646 rack: null isFenced: false)";

/// `CommitFailedException` of a consumer that is no member.
pub(super) const NOT_IN_GROUP: &str = "Offset commit cannot be completed since the consumer is not part of an active \
    group for auto partition assignment; it is likely that the consumer was kicked out of the group.";

/// The warning of the heartbeat thread.
pub(super) const POLL_TIMEOUT: &str = "consumer poll timeout has expired. This means the time between subsequent calls \
    to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending \
    too much time processing messages. You can address this either by increasing max.poll.interval.ms or by reducing the \
    maximum size of batches returned in poll() with max.poll.records.";

/// What happened to the partitions of a client that is no member any more; Kafka has no blank behind the comma.
pub(super) const GIVING_AWAY: &str = "Giving away all assigned partitions as lost since generation/memberID has been \
    reset,indicating that consumer is in old state or no longer part of the group";

/// The reason of a client that leaves.
pub(super) const LEAVING: &str = "consumer pro-actively leaving the group";

/// `Errors.message()`.
pub(super) const fn error_text(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::None => "",
        ErrorCode::MemberIdRequired => {
            "The group member needs to have a valid member id before actually entering a consumer group."
        }
        ErrorCode::RebalanceInProgress => "The group is rebalancing, so a rejoin is needed.",
        ErrorCode::UnknownMemberId => "The coordinator is not aware of this member.",
        ErrorCode::IllegalGeneration => "Specified group generation id is not valid.",
        ErrorCode::InvalidSessionTimeout => {
            "The session timeout is not within the range allowed by the broker (as configured by \
             group.min.session.timeout.ms and group.max.session.timeout.ms)."
        }
        ErrorCode::InconsistentGroupProtocol => {
            "The group member's supported protocols are incompatible with those of existing members or first group \
             member tried to join with empty protocol type or empty protocol list."
        }
        ErrorCode::FencedInstanceId => {
            "The broker rejected this static consumer since another consumer with the same group.instance.id has \
             registered with a different member.id."
        }
        ErrorCode::GroupMaxSizeReached => "The consumer group has reached its max size.",
        ErrorCode::CoordinatorLoadInProgress => "The coordinator is loading and hence can't process requests.",
        ErrorCode::Disconnected => "null",
        ErrorCode::FencedMemberEpoch => {
            "The member epoch is fenced by the group coordinator. The member must abandon all its partitions and rejoin."
        }
        ErrorCode::StaleMemberEpoch => {
            "The member epoch is stale. The member must retry after receiving its updated member epoch via the \
             ConsumerGroupHeartbeat API."
        }
        ErrorCode::UnreleasedInstanceId => {
            "The instance ID is still used by another member in the consumer group. That member must leave first."
        }
        ErrorCode::GroupIdNotFound => "The group id does not exist.",
        ErrorCode::UnsupportedAssignor => "The assignor or its version range is not supported by the consumer group.",
    }
}

/// `Optional.toString` of a group.instance.id.
pub(super) fn optional(instance: Option<&str>) -> String {
    instance.map_or_else(|| "Optional.empty".to_owned(), |i| format!("Optional[{i}]"))
}

/// `orders-0, orders-2`: by topic and number.
pub(super) fn partitions(scenario: &Scenario, set: &[PartitionIdx]) -> String {
    let mut pairs: Vec<(&str, u32)> = set
        .iter()
        .map(|p| {
            let (topic, number) = scenario.topic_partition(*p);
            (scenario.topics[topic.index()].name.as_str(), number)
        })
        .collect();
    rebalance_model::order::sort(&mut pairs);
    pairs.iter().map(|(topic, number)| format!("{topic}-{number}")).collect::<Vec<_>>().join(", ")
}

/// Member ids with commas between.
pub(super) fn ids(names: &Names<'_>, ids: &[IdIdx]) -> String {
    ids.iter().map(|id| names.id(*id)).collect::<Vec<_>>().join(", ")
}

/// The reason in a JoinGroup, as the broker repeats it.
pub(super) fn join_reason(names: &Names<'_>, reason: JoinReason) -> String {
    match reason {
        JoinReason::First => "not provided".to_owned(),
        JoinReason::GivenMemberId(id) => format!("need to re-join with the given member-id: {}", names.id(id)),
        other => names.trace.reason_text(other),
    }
}
