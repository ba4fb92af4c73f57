//! The search on the twelve benchmark inputs, beside a lower bound and a naive implementation.
//!
//! ```text
//! cargo bench -p scheduling-core
//! ```
//! Before anything is measured, all three must give the same starts.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::panic,
    reason = "a benchmark on fixed inputs"
)]

#[path = "../../tests/support/mod.rs"]
mod support;

mod bound;
mod naive;

use criterion::{Criterion, criterion_group, criterion_main};
use scheduling_core::availability::{Query, search};
use scheduling_core::time::Timestamp;
use std::hint::black_box;

fn engine(query: &Query) -> Vec<i64> {
    search(query).slots().map(|slot| slot.start().unix()).collect()
}

/// The whole answer: who is free is asked of each slot.
fn engine_with_available(query: &Query) -> usize {
    search(query).slots().map(|slot| slot.available().count()).sum()
}

fn benchmarks(criterion: &mut Criterion) {
    for (name, request) in support::files("bench/inputs") {
        let query = support::draft(&request).check(Timestamp::MIN).unwrap();
        let plain = bound::Input::read(&request);
        assert_eq!(engine(&query), bound::starts(&plain), "{name}");
        assert_eq!(engine(&query), naive::starts(&plain), "{name}");
        let mut group = criterion.benchmark_group(&name);
        group.bench_function("bound", |b| b.iter(|| bound::starts(black_box(&plain))));
        group.bench_function("engine", |b| b.iter(|| engine(black_box(&query))));
        group
            .bench_function("engine_with_available", |b| b.iter(|| engine_with_available(black_box(&query))));
        group.sample_size(10);
        group.bench_function("naive", |b| b.iter(|| naive::starts(black_box(&plain))));
        group.finish();
    }
}

criterion_group! {
    name = availability;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_millis(1500));
    targets = benchmarks
}
criterion_main!(availability);
