//! A lane at an instant: verdict, members, partitions.

use rebalance_analysis::activity::{Activity, is_zombie};
use rebalance_analysis::gather::Gather as _;
use rebalance_analysis::{Holders, Report};
use rebalance_model::config::ServerAssignor;
use rebalance_model::trace::{GroupState, MemberState, Membership, State};
use rebalance_model::{MemberIdx, PartitionIdx, SimTime, Variant};

use super::build::config;
use super::{Card, Epoch, LaneScene, Meter, Status, Tile, TileState, Tone};
use crate::chart::Table;
use crate::lab::{Lab, Lane, Made};
use crate::motion::{Anchor, meters};
use crate::session::Session;
use crate::text::{self, Facts, Lang, Prose};
use crate::{label, limits};

/// A lane at `t`.
pub(super) fn lane(lab: &Lab, session: &Session, place: usize, t: SimTime) -> LaneScene {
    let (lane, words) = (&lab.lanes[place], text::words(session.lang));
    let state = lane.at.at(t);
    let now = Now { lab, lane, place, state: &state, lang: session.lang, t };
    let generation = state.group.generation.0;
    let owners = now.holders();
    let cards: Vec<Card> = (0..lab.shown_members()).map(|i| now.card(MemberIdx::at(i))).gather();
    LaneScene {
        variant: lane.variant,
        made: lane.made,
        title: lane.title(session.lang),
        assignor: now.assignor(session),
        assignors: now.assignors(session),
        state: state.group.state.name(),
        busy: if state.group.state == GroupState::Stable { Tone::Good } else { Tone::Warn },
        generation: match generation {
            _ if state.consumer.is_some() => now.epochs(),
            0.. => format!("{} {generation}", words.generation),
            _ => words.no_generation.to_owned(),
        },
        verdict: text::verdict(&now.prose(), &now.facts(&owners)),
        is_folded: lab.folds.is_some(),
        picked: session.picked.filter(|m| m.index() < cards.len()),
        coordinator: format!("{} · __consumer_offsets-{}", words.broker, label::offsets_partition(&lab.group_id)),
        cards_left_out: lab.scenario.members.len() - cards.len(),
        table: now.table(&cards),
        cards,
        tiles: now.tiles(&owners),
        unowned: owners.iter().filter(|h| **h == Holders::Nobody).count(),
        chart: lab.charts[place].clone(),
        whole: lab.wholes[place].clone(),
        sum: lab.sums.get(place).cloned().unwrap_or_default(),
    }
}

struct Now<'a> {
    lab: &'a Lab,
    lane: &'a Lane,
    place: usize,
    state: &'a State,
    lang: Lang,
    t: SimTime,
}

impl Now<'_> {
    fn prose(&self) -> Prose<'_> {
        Prose { lang: self.lang, scenario: &self.lab.scenario }
    }

    fn report(&self) -> &Report {
        &self.lane.report
    }

    fn activity(&self, m: MemberIdx) -> Activity {
        self.report().activity(m, self.t)
    }

    fn holders(&self) -> Vec<Holders> {
        (0..self.report().owners.len()).map(|i| self.report().holders(i, self.t)).gather()
    }

    /// "group epoch 4 · target 3": the target assignment is behind the group's epoch until it is computed anew.
    fn epochs(&self) -> String {
        let (epoch, words) = (self.state.group.generation, text::words(self.lang));
        let target = self.state.consumer.as_ref().map_or(epoch, |group| group.target_epoch);
        let behind = if target == epoch { String::new() } else { format!(" · {} {target}", words.target) };
        format!("{} {epoch}{behind}", words.epoch)
    }

    /// What the lane may be switched to, unless its group is one of another protocol now.
    fn assignors(&self, session: &Session) -> Vec<(Variant, &'static str)> {
        let variants = session.assignors(self.lane.variant);
        if self.lane.made == Made::Recorded
            || variants.len() < 2
            || self.state.consumer.is_some() != self.lane.variant.is_consumer()
        {
            return Vec::new();
        }
        variants.into_iter().map(|v| (v, text::assignor(v))).gather()
    }

    /// The assignor that the group chose, or, before it has, the one that its members list; of a recording, what it is of.
    fn assignor(&self, session: &Session) -> &'static str {
        if self.lane.made == Made::Recorded {
            return text::real(self.lang, session.plays_own_recording());
        }
        if let Some(group) = &self.state.consumer {
            return group.assignor.map_or("", ServerAssignor::name);
        }
        if self.lane.variant.is_consumer() {
            return text::assignor(self.lane.variant);
        }
        let listed = || self.lane.variant.assignor().or_else(|| config(self.lane)?.assignors.first().copied());
        self.state.group.protocol.or_else(listed).map_or("", |a| a.class())
    }

    fn facts(&self, owners: &[Holders]) -> Facts {
        let mut f = Facts { total: owners.len(), ..Facts::default() };
        for (i, holders) in owners.iter().enumerate() {
            let p = PartitionIdx::at(i);
            match holders {
                Holders::Absent => {
                    f.total -= 1;
                    continue;
                }
                Holders::Nobody => f.stopped += 1,
                Holders::One(m) if is_idle(self.activity(*m)) => {
                    f.idle += 1;
                    let activity = Some(self.activity(*m));
                    f.idle_in = if f.busy.is_empty() { activity } else { f.idle_in.filter(|_| f.idle_in == activity) };
                    add(&mut f.busy, *m);
                }
                Holders::One(_) => {}
                Holders::Stale(m) => {
                    f.stale.push(p);
                    add(&mut f.removed, *m);
                }
                Holders::Two(_, zombie) => {
                    f.doubled.push(p);
                    f.zombie = Some(*zombie);
                }
            }
            let stopped = rebalance_analysis::ownership::unowned(&self.report().owners[i], self.report().end)
                .any(|(from, to)| to > self.report().since && from <= self.t);
            f.never_stopped += usize::from(!stopped);
        }
        let members = || (0..self.state.members.len()).map(MemberIdx::at);
        f.refused = members().filter(|m| self.activity(*m) == Activity::JoiningConsuming).gather();
        f.marked = (0..owners.len()).filter(|i| self.marked(PartitionIdx::at(*i), owners[*i]).is_some()).count();
        f.is_empty = !members().any(|m| self.activity(m).runs());
        f.moving = f.stopped > 0
            && (self.state.consumer.is_some() || config(self.lane).is_some_and(|c| c.is_cooperative()))
            && owners.iter().enumerate().all(|(i, h)| *h != Holders::Nobody || self.was_given_up(i));
        f
    }

    /// Who is to have a partition in the end, if somebody else has it, or nobody.
    fn marked(&self, p: PartitionIdx, holders: Holders) -> Option<MemberIdx> {
        let group = self.state.consumer.as_ref()?;
        let trace = self.lane.trace();
        let target = group.members.iter().find(|m| trace.sets.get(m.target).binary_search(&p).is_ok())?;
        Some(trace.member_of(target.id)).filter(|m| holders.first() != Some(*m))
    }

    /// Where a member of a consumer group is on its way to its target.
    fn epoch(&self, m: MemberIdx) -> Option<Epoch> {
        let (trace, words) = (self.lane.trace(), text::words(self.lang));
        let group = self.state.consumer.as_ref()?;
        let entry = group.members.iter().rfind(|c| trace.member_of(c.id) == m);
        let speaks = self.state.members[m.index()].membership != Membership::Unsubscribed;
        let gives = entry.is_some_and(|c| c.state == MemberState::UnrevokedPartitions);
        let limits = self.limits(m);
        Some(Epoch {
            number: entry.map_or_else(String::new, |c| format!("{} {}", words.member_epoch, c.epoch)),
            state: entry.map_or("", |c| c.state.name()),
            name: if gives { words.to_give_up } else { words.next_heartbeat },
            gives,
            meter: Meter {
                limit: if gives { limits.poll } else { limits.heartbeat },
                counts: entry.is_some() && speaks && (gives || self.lane.made == Made::Simulated),
                unit: text::second(self.lang),
                idle: text::idle_heartbeat(self.lang, false),
            },
        })
    }

    fn limits(&self, m: MemberIdx) -> meters::Limits {
        self.lab.stages[self.place].meters.get(m.index()).copied().unwrap_or_default()
    }

    /// What a member of a consumer group is at that says more than its activity: what it has to give up, what it waits
    /// for and from whom.
    fn reconciling(&self, m: MemberIdx) -> Option<String> {
        let (trace, group) = (self.lane.trace(), self.state.consumer.as_ref()?);
        let entry = group.members.iter().rfind(|c| trace.member_of(c.id) == m)?;
        if self.activity(m) != Activity::Consuming && self.activity(m) != Activity::Starting {
            return None;
        }
        let held = &self.state.members[m.index()].held;
        let pending: Vec<PartitionIdx> =
            trace.sets.get(entry.pending).iter().copied().filter(|p| held.binary_search(p).is_ok()).gather();
        if !pending.is_empty() {
            return Some(text::gives_up(&self.prose(), &pending));
        }
        let lacks = |p: &PartitionIdx| trace.sets.get(entry.current).binary_search(p).is_err();
        let mut missing: Vec<PartitionIdx> = trace.sets.get(entry.target).iter().copied().filter(lacks).gather();
        if missing.is_empty() || entry.epoch != group.target_epoch {
            return None;
        }
        let mut from = Vec::new();
        for p in &missing {
            self.state.holders(*p).for_each(|holder| add(&mut from, holder));
        }
        if !from.is_empty() {
            missing.retain(|p| self.state.holders(*p).next().is_some());
        }
        Some(text::waits_for(&self.prose(), &missing, &from))
    }

    /// Whether a partition's last holder gave it up and works on, rather than being gone then or now.
    fn was_given_up(&self, partition: usize) -> bool {
        let phases = &self.report().owners[partition];
        let until = phases.partition_point(|p| p.start <= self.t);
        let Some([before, given_up]) = phases[..until].last_chunk() else { return false };
        before.holders.first().is_some_and(|m| {
            [given_up.start, self.t].into_iter().all(|t| {
                let activity = self.report().activity(m, t);
                activity.runs() && !matches!(activity, Activity::Closing | Activity::Thrown)
            })
        })
    }

    /// What a member has in its hands; whose loop has ended has what the group says that it has.
    fn held(&self, m: MemberIdx) -> &[PartitionIdx] {
        let gone = self.activity(m) == Activity::Thrown && is_zombie(self.state, m);
        if gone { &[] } else { &self.state.members[m.index()].held }
    }

    fn card(&self, m: MemberIdx) -> Card {
        let trace = self.lane.trace();
        let (activity, view) = (self.activity(m), &self.state.members[m.index()]);
        let zombie = is_zombie(self.state, m) && activity.runs() && activity != Activity::Thrown;
        let entry = self.state.group.members.iter().rfind(|g| trace.member_of(g.id) == m);
        let session = meters::session(self.lane, self.state, m);
        let limits = self.limits(m);
        Card {
            member: m,
            name: label::member(&self.lab.scenario, m),
            colour: label::colour(m),
            doing: self
                .reconciling(m)
                .unwrap_or_else(|| text::doing(self.lang, activity, zombie, !view.held.is_empty()).to_owned()),
            brief: self.lab.folds.map_or("", |crowd| crowd.brief(self.lang, activity, zombie)),
            status: status(activity, zombie),
            // Nobody leads a consumer group.
            leads: self.state.consumer.is_none() && self.state.group.leader.is_some_and(|l| trace.member_of(l) == m),
            member_id: view.id.or(entry.map(|e| e.id)).map(|id| trace.identity(id).id.clone()),
            held: self.held(m).len(),
            tiles_left_out: self.held(m).len().saturating_sub(limits::CARD_TILES),
            heartbeat: Meter {
                limit: limits.session,
                counts: matches!(session, meters::Session::Since(_)),
                unit: text::second(self.lang),
                idle: text::idle_heartbeat(self.lang, session == meters::Session::Parked),
            },
            poll: Meter {
                limit: limits.poll,
                counts: meters::polls(self.state, m),
                unit: text::second(self.lang),
                idle: text::idle_heartbeat(self.lang, false),
            },
            epoch: self.epoch(m),
        }
    }

    fn tiles(&self, owners: &[Holders]) -> Vec<Tile> {
        let (scenario, words) = (&self.lab.scenario, text::words(self.lang));
        let tile = |track: &crate::motion::Track| {
            let holders = owners[track.partition.index()];
            let holder = if track.second { holders.second() } else { holders.first() };
            let name = scenario.partition_name(track.partition);
            let to = if track.second { None } else { self.marked(track.partition, holders) };
            let title = match holder {
                Some(m) => format!("{name} · {} {}", words.holder, label::member(scenario, m)),
                None => format!("{name} · {}", words.nobody),
            };
            Tile {
                partition: track.partition,
                second: track.second,
                label: label::partition(scenario, track.partition),
                title,
                holder,
                colour: holder.map_or(0, label::colour),
                state: match holders {
                    Holders::Nobody | Holders::Absent => TileState::Unowned,
                    Holders::One(m) if is_idle(self.activity(m)) => TileState::Idle,
                    Holders::One(_) => TileState::Held,
                    Holders::Stale(_) => TileState::Stale,
                    Holders::Two(..) => TileState::Double,
                },
                to: to.map(label::colour),
                place: if track.second && holder.is_none() { Anchor::Hidden } else { track.place(self.t) },
            }
        };
        self.lab.stages[self.place].tiles.iter().map(tile).gather()
    }

    fn table(&self, cards: &[Card]) -> Table {
        let (caption, columns) = text::member_words(self.lang);
        let row = |c: &Card| {
            let held: Vec<String> =
                self.held(c.member).iter().map(|p| label::partition(&self.lab.scenario, *p)).gather();
            let epoch = c.epoch.as_ref().map_or_else(String::new, |e| [", ", &e.number, ", ", e.state].concat());
            vec![c.name.clone(), c.doing.clone() + &epoch, held.join(", "), c.member_id.clone().unwrap_or_default()]
        };
        Table {
            caption: format!("{}: {caption}", self.lane.title(self.lang)),
            columns: columns.iter().map(|c| (*c).to_owned()).gather(),
            rows: cards.iter().map(row).gather(),
        }
    }
}

/// Whether a member makes no progress on what it holds.
fn is_idle(activity: Activity) -> bool {
    activity == Activity::LongBatch || activity.is_stuck()
}

/// How a member is that does this.
pub(crate) fn status(activity: Activity, zombie: bool) -> Status {
    match activity {
        Activity::Absent => Status::Absent,
        Activity::Closed | Activity::Killed | Activity::Failed => Status::Gone,
        Activity::Thrown | Activity::Frozen | Activity::Offline => Status::Thrown,
        _ if zombie => Status::Zombie,
        Activity::Starting => Status::Starting,
        Activity::Consuming => Status::Working,
        Activity::LongBatch | Activity::Revoking => Status::Busy,
        Activity::WaitingJoin | Activity::WaitingSync | Activity::Closing => Status::Waiting,
        Activity::JoiningConsuming => Status::WaitingConsuming,
    }
}

fn add(list: &mut Vec<MemberIdx>, m: MemberIdx) {
    if !list.contains(&m) {
        list.push(m);
    }
}
