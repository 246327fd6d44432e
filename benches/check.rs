//! Does checking rules cost as much as they are long? Compiling and checking 100, 1,000 and 10,000 rules, each with a list, two
//! examples and a fixture of its own; the time for one rule should not grow with their number.
//!
//! Each measurement checks its own answer: the number of rules, and that nothing is wrong with them but what was put there.

#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use farshore::RuleSet;
use farshore::diagnostic::{Code, SourceMap};
use farshore::fixture::check;
use farshore::span::SourceId;

#[path = "../tests/generated/mod.rs"]
mod generated;

fn sources(count: usize) -> (SourceMap, SourceId) {
    let (rules, fixtures) = generated::rules(count);
    let mut sources = SourceMap::new();
    sources.add("rules.toml", rules);
    let fixtures = sources.add("fixtures.jsonl", fixtures);
    (sources, fixtures)
}

fn linear(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("rules");
    group.sample_size(10);
    for count in [100, 1_000, 10_000] {
        let (sources, fixtures) = sources(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::new("compile", count), |bencher| {
            bencher.iter(|| {
                let (rules, problems) = RuleSet::compile(black_box(&sources), "bench");
                assert!(problems.is_empty());
                assert_eq!(rules.map(|rules| rules.rules().len()), Some(count));
            });
        });
        group.bench_function(BenchmarkId::new("check", count), |bencher| {
            bencher.iter(|| {
                let report = check(black_box(&sources), &[fixtures]);
                let is_planted = |code| matches!(code, Code::ShadowedTerm | Code::UnusedList);
                assert!(
                    report
                        .problems
                        .iter()
                        .all(|problem| is_planted(problem.code))
                );
                assert_eq!(report.problems.len(), 2 * count.div_ceil(generated::FAULTY));
                assert_eq!((report.summary.rules, report.summary.pass), (count, count));
            });
        });
    }
    group.finish();
}

criterion_group!(benches, linear);
criterion_main!(benches);
