//! What does labelling cost beside merely reading the input? Parsing JSON lines into borrowed fields, and classifying them with
//! the built-in rules, on the same lines.
//!
//! `FARSHORE_CORPUS` names a file of JSON lines with `title` and `text`; without it the fixtures are read a hundred times over.
//! Each measurement checks its own answer: the number of records, and of labelled ones against a first pass.

#![allow(missing_docs, reason = "criterion's macros make public functions")]

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use farshore::{Classifier, Field, Item, RuleSet};
use serde::Deserialize;

/// The fields that are read.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// At most this much of the corpus is read, so that a run takes a minute.
const MAX_BYTES: usize = 32 << 20;

fn corpus() -> String {
    if let Ok(path) = std::env::var("FARSHORE_CORPUS") {
        let whole =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        return whole
            .split_inclusive('\n')
            .scan(0, |read, line| {
                *read += line.len();
                (*read <= MAX_BYTES).then_some(line)
            })
            .collect();
    }
    let mut text = String::new();
    for name in [
        "outsourcing",
        "offshoring",
        "offshore_finance",
        "none",
        "articles",
    ] {
        let path = format!("{}/fixtures/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let file = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let _ = writeln!(text, "{}", file.trim_end());
    }
    text.repeat(100)
}

fn parse(lines: &str) -> usize {
    lines
        .lines()
        .filter(|line| {
            serde_json::from_str::<Line<'_>>(line).is_ok_and(|line| !line.text.is_empty())
        })
        .count()
}

/// The number of labelled items.
fn classify(lines: &str, classifier: &mut Classifier<'_>) -> usize {
    let labelled = |line: &str| {
        let Ok(line) = serde_json::from_str::<Line<'_>>(line) else {
            return false;
        };
        let title = line.title.as_deref().unwrap_or_default();
        let fields = [
            Field {
                name: "title",
                is_title: true,
                text: title,
            },
            Field {
                name: "text",
                is_title: false,
                text: &line.text,
            },
        ];
        !classifier
            .classify(&Item { fields: &fields })
            .labels
            .is_empty()
    };
    lines
        .lines()
        .map(labelled)
        .filter(|&labelled| labelled)
        .count()
}

fn throughput(criterion: &mut Criterion) {
    let lines = corpus();
    let records = lines.lines().count();
    let rules = RuleSet::builtin();
    let mut classifier = Classifier::new(&rules);
    let labelled = classify(&lines, &mut classifier);
    assert!(
        records > 0 && labelled > 0,
        "a corpus of {records} records, {labelled} labelled"
    );
    let mut group = criterion.benchmark_group("jsonl");
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(lines.len() as u64));
    group.bench_function("parse only", |bencher| {
        bencher.iter(|| assert_eq!(parse(black_box(&lines)), records));
    });
    group.bench_function("classify", |bencher| {
        bencher.iter(|| assert_eq!(classify(black_box(&lines), &mut classifier), labelled));
    });
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
