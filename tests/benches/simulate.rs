//! What the page waits for, in time: `cargo bench -p rebalance-tests --profile native`.
//!
//! The limit is 2 ms for a run of scale-out, parsed, natively; `cargo xtask test instructions` holds the same work to
//! its committed number of instructions, which does not depend on what else a machine does.

use criterion::{Criterion, criterion_group, criterion_main};
use rebalance_tests::work::{Bench, SCENARIO, WORKS};

fn measure(criterion: &mut Criterion) {
    let bench = Bench::prepare();
    for (name, work) in WORKS {
        criterion.bench_function(&format!("{SCENARIO}/{name}"), |bencher| bencher.iter(|| work(&bench)));
    }
}

criterion_group! { name = benches; config = Criterion::default().sample_size(100); targets = measure }
criterion_main!(benches);
