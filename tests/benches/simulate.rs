//! What the page waits for, in time: `cargo bench -p rebalance-tests --profile native`.
//!
//! The limits are 2 ms for a run of scale-out, parsed, natively, and 1 s for a rolling restart of a hundred members over a
//! thousand partitions; `cargo xtask test instructions` holds the same work to
//! its committed number of instructions, which does not depend on what else a machine does.

use criterion::{Criterion, criterion_group, criterion_main};
use rebalance_tests::work::{Bench, LONG, SCENARIO, WORKS};

fn measure(criterion: &mut Criterion) {
    let bench = Bench::prepare();
    for (name, work) in WORKS {
        criterion.bench_function(&format!("{SCENARIO}/{name}"), |bencher| bencher.iter(|| work(&bench)));
    }
    let mut long = criterion.benchmark_group("large");
    long.sample_size(10);
    for (name, work) in LONG {
        long.bench_function(name, |bencher| bencher.iter(|| work(&bench)));
    }
    long.finish();
}

criterion_group! { name = benches; config = Criterion::default().sample_size(100); targets = measure }
criterion_main!(benches);
