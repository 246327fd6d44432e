//! Does checking rules cost as much as they are long? Compiling and checking 100, 1,000 and 10,000 rules, each with a list, two
//! examples and a fixture of its own, and compiling a list of 1,000, 10,000 and 100,000 terms; the time for one should not grow
//! with their number.
//!
//! Each measurement checks its own answer: the number of rules, and that nothing is wrong with them but what was put there; of the
//! terms that they are found.

#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::collections::HashSet;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use farshore::diagnostic::{Code, SourceMap};
use farshore::fixture::check;
use farshore::span::SourceId;
use farshore::{Classifier, Field, Item, RuleSet};

#[path = "text/cpu.rs"]
mod cpu;
#[path = "../tests/generated/mod.rs"]
mod generated;
#[path = "text/measurement.rs"]
mod measurement;
#[path = "text/seeded.rs"]
mod seeded;
#[path = "text/terms.rs"]
mod terms;

use measurement::{CpuTime, cpu_time};

fn sources(count: usize) -> (SourceMap, SourceId) {
    let (rules, fixtures) = generated::rules(count);
    let mut sources = SourceMap::new();
    sources.add("rules.toml", rules);
    let fixtures = sources.add("fixtures.jsonl", fixtures);
    (sources, fixtures)
}

fn linear(criterion: &mut Criterion<CpuTime>) {
    let mut group = criterion.benchmark_group("rules");
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

/// With these words longer terms begin.
const STARTS: [&str; 12] = [
    "bank", "board", "call", "contract", "data", "offshore", "oil", "service", "share", "tax",
    "third", "trade",
];

fn terms_compile(criterion: &mut Criterion<CpuTime>) {
    let mut group = criterion.benchmark_group("terms");
    for count in [1_000, 10_000, 100_000] {
        let terms = terms::terms(count, &STARTS, &HashSet::new());
        let quoted: Vec<String> = terms.iter().map(|term| format!("\"{term}\"")).collect();
        let mut sources = SourceMap::new();
        sources.add(
            "rules.toml",
            format!(
                "format = 1\n[label.x]\nat = 1\n[lexicon.many]\nterms = [{}]\n[[rule]]\nid = \"x\"\nlabel = \"x\"\npoints = 1\n\
                 summary = \"A term stands there\"\nmatch = '{{many}}'\n",
                quoted.join(", ")
            ),
        );
        // A word more or less, and a term is none.
        let texts = [0, count / 2, count - 1].map(|nth| {
            let term = &terms[nth];
            (
                format!("They said {term} again."),
                format!("They said z{term}z again."),
            )
        });
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::new("compile", count), |bencher| {
            bencher.iter(|| {
                let (rules, problems) = RuleSet::compile(black_box(&sources), "bench");
                let rules = rules.unwrap_or_else(|| panic!("{problems:?}"));
                let mut classifier = Classifier::new(&rules);
                let mut labels = |text| {
                    let fields = [Field {
                        name: "text",
                        is_title: false,
                        text,
                    }];
                    classifier.classify(&Item { fields: &fields }).labels.len()
                };
                for (with, without) in &texts {
                    assert_eq!((labels(with), labels(without)), (1, 0), "{with}");
                }
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = cpu_time();
    targets = linear, terms_compile
}
criterion_main!(benches);
