//! Cases of the consumer protocol (KIP-848): a case of the classic one, with members of the other kind in it, from the
//! beginning, or from a later start on. Drawn last, so that what is drawn before stays what it is.

use rebalance_model::config::{KafkaVersion, RawConfig};
use rebalance_model::scenario::{Action, Scenario};
use rebalance_model::{SimTime, Variant};

use super::draw::{Dice, bounce};

const PROTOCOL: &str = "group.protocol";
const ASSIGNOR: &str = "group.remote.assignor";

/// Draws whether members speak the consumer protocol, which of them, and what their group is set to.
pub(super) fn draw(dice: &mut Dice, scenario: &mut Scenario, variant: &mut Variant) {
    if !dice.percent(30) {
        return;
    }
    scenario.version = dice.one_of(&KafkaVersion::ALL);
    settings(dice, scenario);
    // Most groups are of one kind; the others change it on their way, or have members of both kinds.
    match dice.within(1, 8) {
        1..=4 => {
            *variant = Variant::Consumer;
            return;
        }
        5 | 6 => {
            let to = dice.one_of(&["consumer", "consumer", "classic"]);
            if to == "classic" {
                scenario.consumer.set(PROTOCOL, "consumer");
            }
            let n_members = scenario.members.len() as u64;
            let (begin, every) = (dice.within(6_000, 14_000), dice.within(500, 5_000));
            let own = RawConfig(vec![(PROTOCOL.to_owned(), to.to_owned())]);
            scenario.script.extend(bounce(dice, n_members, begin, every, &own));
            scenario.script.sort_by_key(|step| step.at);
            // Later starts are of the new kind too.
            let until = SimTime::from_millis(begin);
            for step in scenario.script.iter_mut().filter(|step| step.at >= until) {
                if let Action::Start { config, .. } = &mut step.action {
                    config.set(PROTOCOL, to);
                }
            }
        }
        _ => mix(dice, scenario),
    }
    *variant = Variant::AsConfigured;
    assignors_of_consumers(scenario);
}

/// Gives group.remote.assignor to the starts of the consumer protocol alone: a classic consumer is not made with it.
fn assignors_of_consumers(scenario: &mut Scenario) {
    let all = scenario.consumer.get(PROTOCOL).map(str::to_owned);
    for (i, member) in scenario.members.iter_mut().enumerate() {
        let Some(assignor) = member.config.get(ASSIGNOR).map(str::to_owned) else { continue };
        member.config.remove(ASSIGNOR);
        let by_itself = member.config.get(PROTOCOL).map(str::to_owned).or_else(|| all.clone());
        for step in &mut scenario.script {
            if let Action::Start { member, config } = &mut step.action
                && member.index() == i
                && config.get(PROTOCOL).or(by_itself.as_deref()) == Some("consumer")
            {
                config.set(ASSIGNOR, assignor.clone());
            }
        }
    }
}

/// Members of both kinds, and starts at which a member turns to the other one.
fn mix(dice: &mut Dice, scenario: &mut Scenario) {
    for member in &mut scenario.members {
        if dice.percent(50) {
            member.config.set(PROTOCOL, "consumer");
        }
    }
    for step in &mut scenario.script {
        if let Action::Start { config, .. } = &mut step.action
            && dice.percent(30)
        {
            config.set(PROTOCOL, dice.one_of(&["consumer", "classic"]));
        }
    }
}

fn settings(dice: &mut Dice, scenario: &mut Scenario) {
    // More often than the lab's broker would let a group have them.
    scenario.broker.set("group.consumer.min.heartbeat.interval.ms", "300");
    let heartbeat = dice.within(300, 5_000);
    scenario.group = RawConfig(vec![
        ("consumer.session.timeout.ms".to_owned(), (heartbeat + dice.within(1_000, 15_000)).to_string()),
        ("consumer.heartbeat.interval.ms".to_owned(), heartbeat.to_string()),
        ("consumer.assignment.interval.ms".to_owned(), dice.one_of(&["0", "500", "1000", "1000", "2500"]).to_owned()),
    ]);
    if dice.percent(20) {
        scenario.broker.set("group.consumer.assignors", dice.one_of(&["range", "range,uniform"]));
    }
    if dice.percent(5) {
        scenario.broker.set("group.consumer.max.size", dice.within(1, 4).to_string());
    }
    if dice.percent(15) {
        let policy = dice.one_of(&["upgrade", "downgrade", "disabled"]);
        scenario.broker.set("group.consumer.migration.policy", policy);
    }
    for member in &mut scenario.members {
        if dice.percent(15) {
            let asked = dice.one_of(&["range", "uniform"]);
            // What the broker does not have it refuses.
            let has = scenario.broker.get("group.consumer.assignors").is_none_or(|list| list.contains(asked));
            member.config.set(ASSIGNOR, if has { asked } else { "range" });
        }
    }
}
