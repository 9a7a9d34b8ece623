//! The myth lab: claims that are often made about rebalancing, and for each the run that tries it.
//!
//! A claim is an address: whoever wants to doubt the verdict changes a setting and looks again, as the verdict is read off
//! the runs that are shown ([`crate::text`] has its sentences). Where the claims stand in print is in no way repeated here.

use crate::lab::Lab;
use crate::scene::build::{configs, outcomes};
use crate::session::{Notice, Session};
use crate::text::{self, Prose, Refused, Rich};

/// A claim of the myth lab, tried by the runs that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// What is claimed.
    pub claim: &'static str,
    /// What these runs say of it.
    pub verdict: Rich,
    /// Where the rule is, as Kafka and its KIPs name it; empty where these runs do not try the claim.
    pub rule: &'static str,
}

/// A claim, and how it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Myth {
    /// Its name in an address.
    pub name: &'static str,
    /// The address of the run that tries it.
    pub query: &'static str,
    /// Where the rule is: Kafka's class, and the KIP that made it.
    pub rule: &'static str,
    /// How a run is read.
    pub(crate) test: Test,
}

/// What of a run says whether a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    /// A batch longer than the session timeout: is its member removed for want of heartbeats?
    SlowBatchExpires,
    /// A batch longer than max.poll.interval.ms: who acts?
    BrokerEvicts,
    /// Members with Kafka's default settings: are partitions kept through a rebalance?
    CooperativeByDefault,
    /// Does the cooperative lane always stop less than the eager one?
    CooperativeStopsLess,
    /// Does a rebalance take no longer than the session timeout?
    SessionBoundsRebalance,
    /// Is a member without partitions removed?
    IdleIsRemoved,
    /// Is nothing processed twice?
    NothingTwice,
    /// Does a group of members of both protocols speak the older one?
    MixedIsClassic,
    /// Is there the assignor that some advise for migrating?
    AssignorExists,
}

/// The claims, in the order in which they are listed.
pub const MYTHS: &[Myth] = &[
    Myth {
        name: "cooperative-always-wins",
        query: "scenario=scale-out",
        rule: "ConsumerCoordinator.onJoinPrepare, AbstractCoordinator.HeartbeatThread · KIP-429",
        test: Test::CooperativeStopsLess,
    },
    Myth {
        name: "slow-batch-misses-heartbeats",
        query: "scenario=poll-timeout&max.poll.interval.ms=60000",
        rule: "AbstractCoordinator.HeartbeatThread · KIP-62",
        test: Test::SlowBatchExpires,
    },
    Myth {
        name: "broker-enforces-poll-interval",
        query: "scenario=poll-timeout",
        rule: "AbstractCoordinator.HeartbeatThread, maybeLeaveGroup · KIP-62",
        test: Test::BrokerEvicts,
    },
    Myth {
        name: "session-timeout-bounds-rebalance",
        query: "scenario=scale-out-slow-batch&batch_ms=9000",
        rule: "GroupRebalanceConfig.rebalanceTimeoutMs · KIP-62",
        test: Test::SessionBoundsRebalance,
    },
    Myth {
        name: "cooperative-by-default",
        query: "scenario=scale-out&lanes=as-configured",
        rule: "ConsumerConfig, ConsumerCoordinator (RebalanceProtocol) · KIP-429",
        test: Test::CooperativeByDefault,
    },
    Myth {
        name: "idle-member-is-removed",
        query: "scenario=scale-out&act=add:c4@15.5s&act=add:c5@15.7s&act=add:c6@15.9s&act=add:c7@16.1s",
        rule: "GroupMetadataManager.classicGroupHeartbeat",
        test: Test::IdleIsRemoved,
    },
    Myth {
        name: "nothing-twice",
        query: "scenario=poll-timeout",
        rule: "ConsumerCoordinator.sendOffsetCommitRequest (CommitFailedException)",
        test: Test::NothingTwice,
    },
    Myth {
        name: "mixed-group-is-classic",
        query: "scenario=upgrade-to-consumer-protocol&lanes=as-configured",
        rule: "GroupMetadataManager.convertToConsumerGroup, group.consumer.migration.policy · KIP-848",
        test: Test::MixedIsClassic,
    },
    Myth {
        name: "cooperative-and-eager-assignor",
        query: "scenario=scale-out&partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeAndEagerAssignor",
        rule: "ConsumerPartitionAssignor.getAssignorInstances · KIP-429",
        test: Test::AssignorExists,
    },
];

/// The claim that a session tries, as its runs try it; none if it tries none.
pub fn trial(lab: &Lab, session: &Session) -> Option<Trial> {
    let myth = MYTHS.get(session.myth?)?;
    let prose = Prose { lang: session.lang, scenario: &lab.scenario };
    let is_refused = session.notices.iter().any(|n| matches!(n, Notice::Refused(_)));
    let refused = if is_refused { Refused::Yes } else { Refused::No };
    let configs = configs(lab);
    let verdict = text::judge(&prose, myth.test, &outcomes(lab, session.lang, &configs), refused);
    Some(Trial {
        claim: text::claim(prose.lang, myth.test),
        rule: if verdict.is_some() { myth.rule } else { "" },
        verdict: verdict.unwrap_or_else(|| text::untried(&prose)),
    })
}
