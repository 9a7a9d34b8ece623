//! Runs: from a scenario and a variant to a lane of the page.

use std::collections::VecDeque;
use std::rc::Rc;

use rebalance_model::{Scenario, SimDuration, SimTime, Variant};
use rebalance_sim::{Latencies, Options, Run, SimError, run_beside};
use rebalance_view::session::PlanError;
use rebalance_view::{Lane, Lang, Latency};

/// Runs that are shown beside one another: each goes on until the last one has ended.
#[derive(Debug, Default)]
pub struct Beside {
    /// Those that are no lane yet.
    runs: VecDeque<Run>,
    end: SimTime,
}

impl Beside {
    /// Runs `plan` as `variant` to its own end.
    ///
    /// # Errors
    /// If Kafka would refuse it or the lab does not model it.
    pub fn run(&mut self, plan: &Rc<Scenario>, variant: Variant, seed: u64) -> Result<(), PlanError> {
        let run = Run::of(plan, variant, Options { seed, ..Options::default() }).map_err(refusal)?;
        self.end = self.end.max(run.end());
        self.runs.push_back(run);
        Ok(())
    }

    /// Leads the next of them, in the order in which they were run, to where the last one ends, and reads off what it
    /// means; none when all are lanes.
    pub fn lane(&mut self) -> Option<Lane> {
        let trace = self.runs.pop_front()?.trace(self.end);
        Some(Lane::new(Rc::new(trace)))
    }
}

/// Runs `plan` in `variants`, for being shown beside one another.
///
/// # Errors
/// As [`Beside::run`].
pub fn run_lanes(plan: &Rc<Scenario>, variants: &[Variant], seed: u64) -> Result<Vec<Lane>, PlanError> {
    let traces = run_beside(plan, variants, Options { seed, ..Options::default() });
    let traces = traces.map_err(|(_, error)| refusal(error))?;
    Ok(traces.into_iter().map(|trace| Lane::new(Rc::new(trace))).collect())
}

/// What a setting is refused for, whosever it is.
fn refusal(error: SimError) -> PlanError {
    PlanError::Config(error.why)
}

/// What takes how long in these runs: a part of what they assume. Named in a language, but for Kafka's own words.
pub fn latencies(lang: Lang) -> Vec<Latency> {
    let name = |[en, ko]: [&'static str; 2]| if lang == Lang::En { en } else { ko };
    named(&Latencies::RECORDING_MACHINE).map(|(names, takes)| Latency { name: name(names), takes }).to_vec()
}

/// Every latency with its name in English and Korean. Taken apart field by field, so that none can be left out.
#[expect(clippy::too_many_lines, reason = "a line a latency")]
fn named(table: &Latencies) -> [([&'static str; 2], SimDuration); 37] {
    let Latencies {
        one_way,
        jitter,
        handle,
        append,
        script,
        construct,
        connect,
        connect_coordinator,
        rejoin_with_id,
        notice,
        rejoin,
        sync,
        lead,
        apply,
        offset_fetch,
        produce,
        fetched,
        first_fetch,
        idle_poll,
        ready_poll,
        oversleep,
        local_commit,
        loop_turn,
        heartbeat,
        heartbeat_turn,
        close,
        leave,
        closed,
        thaw,
        boot,
        blank,
        load,
        look_up,
        consumer,
    } = *table;
    [
        (["network, one way", "네트워크, 편도"], one_way),
        (["network, spread", "네트워크, 편차"], jitter),
        (["process, continued", "프로세스, 재개"], thaw),
        (["broker, start", "브로커, 시작"], boot),
        (["broker, first metadata", "브로커, 첫 메타데이터"], blank),
        (["coordinator, load", "코디네이터, 로드"], load),
        (["coordinator lost to FindCoordinator", "코디네이터 상실에서 FindCoordinator까지"], look_up),
        (["broker, a request", "브로커, 요청 하나"], handle),
        (["broker, append to __consumer_offsets", "브로커, __consumer_offsets에 추가"], append),
        (["script to process", "스크립트에서 프로세스까지"], script),
        (["KafkaConsumer, construction", "KafkaConsumer, 생성"], construct),
        (["poll(), first request", "poll(), 첫 요청"], connect),
        (["FindCoordinator to JoinGroup", "FindCoordinator에서 JoinGroup까지"], connect_coordinator),
        (["MEMBER_ID_REQUIRED to JoinGroup", "MEMBER_ID_REQUIRED에서 JoinGroup까지"], rejoin_with_id),
        (["REBALANCE_IN_PROGRESS to callback", "REBALANCE_IN_PROGRESS에서 콜백까지"], notice),
        (["callback to JoinGroup", "콜백에서 JoinGroup까지"], rejoin),
        (["JoinGroup to SyncGroup, follower", "JoinGroup에서 SyncGroup까지, 팔로어"], sync),
        (["JoinGroup to SyncGroup, leader", "JoinGroup에서 SyncGroup까지, 리더"], lead),
        (["SyncGroup to onPartitionsAssigned", "SyncGroup에서 onPartitionsAssigned까지"], apply),
        (["onPartitionsAssigned to OffsetFetch", "onPartitionsAssigned에서 OffsetFetch까지"], offset_fetch),
        (["record to log", "레코드가 로그에 기록되기까지"], produce),
        (["fetch to records in hand", "fetch에서 레코드 수신까지"], fetched),
        (["first fetch of a consumer", "컨슈머의 첫 fetch"], first_fetch),
        (["poll(), beyond its timeout", "poll(), 타임아웃을 넘긴 시간"], idle_poll),
        (["poll(), records at hand", "poll(), 레코드가 있을 때"], ready_poll),
        (["processing, beyond its length", "처리, 예정보다 더 걸린 시간"], oversleep),
        (["commitSync(), refused locally", "commitSync(), 클라이언트에서 거부"], local_commit),
        (["batch to poll()", "배치에서 poll()까지"], loop_turn),
        (["heartbeat, due to sent", "하트비트, 예정에서 전송까지"], heartbeat),
        (["heartbeat thread, a turn", "하트비트 스레드, 한 바퀴"], heartbeat_turn),
        (["close() to onPartitionsRevoked", "close()에서 onPartitionsRevoked까지"], close),
        (["onPartitionsRevoked to LeaveGroup", "onPartitionsRevoked에서 LeaveGroup까지"], leave),
        (["last response to closed", "마지막 응답에서 종료까지"], closed),
        (["consumer: poll(), first request", "consumer: poll(), 첫 요청"], consumer.connect),
        (
            ["consumer: FindCoordinator to heartbeat", "consumer: FindCoordinator에서 하트비트까지"],
            consumer.connect_coordinator,
        ),
        (["consumer: first poll() to callback", "consumer: 첫 poll()에서 콜백까지"], consumer.call_back),
        (["consumer: callback to heartbeat", "consumer: 콜백에서 하트비트까지"], consumer.acknowledge),
    ]
}
