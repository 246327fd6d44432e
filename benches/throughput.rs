//! What does labelling cost beside merely reading the input? On the same JSON lines: parsing them into borrowed fields, scanning,
//! and classifying with the built-in rules. And does it matter how long the items are? The same text as headlines, as articles and
//! as long items.
//!
//! *Scan* is all that every text goes through: words, sentences, a look for every term that a rule hangs on, and whether enough
//! of them stand together. It is what is left of classifying when all rules are confined to titles and no item has one: that is asked
//! only of a rule of which everything needed is there (did the gate look at zones, this would measure too little). The difference to `classify` is what matching costs, and evidence, which
//! is always made; the command line's `--evidence` only writes it.
//!
//! `FARSHORE_CORPUS` names a file of JSON lines with `title` and `text`; without it the fixtures are read, over and over.
//! Each measurement checks its own answer. Of the fixtures it is known which have a label; of another corpus a first pass says it,
//! with a classifier that has seen nothing else for each item, so that what one item leaves behind in the next is noticed.

#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(
    clippy::print_stderr,
    reason = "the ratios are what is wanted, and criterion has no place for them"
)]

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use farshore::{Classifier, Field, Item, RuleSet};
use serde::Deserialize;

#[path = "text/cpu.rs"]
mod cpu;
#[path = "text/fixtures.rs"]
mod fixtures;
#[path = "text/measurement.rs"]
mod measurement;
#[path = "text/rules.rs"]
mod rules;

use fixtures::fixtures;
use measurement::{CpuTime, cpu_time};

/// The fields that are read.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    title: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// An item of the fixtures.
#[derive(Deserialize)]
struct Fixture {
    #[serde(default)]
    title: String,
    text: String,
    labels: Vec<String>,
    /// Labels that it must not get; it then may get others than `labels`.
    #[serde(default)]
    not: Vec<String>,
    /// Why it is known to fail.
    #[serde(default)]
    todo: String,
}

/// At most this much of the corpus is read, so that a run takes a minute.
const MAX_BYTES: usize = 32 << 20;
/// The fixtures are read so many times over.
const TIMES: usize = 100;

/// JSON lines, and how many have a label, as far as somebody has said so.
fn corpus() -> (String, Option<usize>) {
    if let Ok(path) = std::env::var("FARSHORE_CORPUS") {
        let whole =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let lines = whole.split_inclusive('\n').scan(0, |read, line| {
            *read += line.len();
            (*read <= MAX_BYTES).then_some(line)
        });
        return (lines.collect(), None);
    }
    let mut lines = String::new();
    let mut labelled = 0;
    let certain = |item: &Fixture| item.not.is_empty() && item.todo.is_empty();
    for item in fixtures().into_iter().filter(certain) {
        labelled += usize::from(!item.labels.is_empty());
        let line = serde_json::json!({ "title": item.title, "text": item.text });
        let _ = writeln!(lines, "{line}");
    }
    (lines.repeat(TIMES), Some(labelled * TIMES))
}

fn read(line: &str) -> Option<Line<'_>> {
    serde_json::from_str(line).ok()
}

fn parse(lines: &str) -> usize {
    let parsed = lines.lines().filter_map(read);
    parsed.filter(|line| !line.text.is_empty()).count()
}

/// A title, and a text.
fn fields<'a>(title: &'a str, text: &'a str) -> [Field<'a>; 2] {
    let field = |name, is_title, text| Field {
        name,
        is_title,
        text,
    };
    [field("title", true, title), field("text", false, text)]
}

fn is_labelled(fields: &[Field<'_>], classifier: &mut Classifier<'_>) -> bool {
    !classifier.classify(&Item { fields }).labels.is_empty()
}

/// The number of labelled items.
fn classify(lines: &str, classifier: &mut Classifier<'_>) -> usize {
    let items = lines.lines().filter_map(read);
    items
        .filter(|line| {
            let title = line.title.as_deref().unwrap_or_default();
            is_labelled(&fields(title, &line.text), classifier)
        })
        .count()
}

/// The same, but the title is no title.
fn scan(lines: &str, classifier: &mut Classifier<'_>) -> usize {
    let items = lines.lines().filter_map(read);
    items
        .filter(|line| {
            let title = line.title.as_deref().unwrap_or_default();
            let fields = fields(title, &line.text).map(|field| Field {
                is_title: false,
                ..field
            });
            is_labelled(&fields, classifier)
        })
        .count()
}

/// The built-in rules, but in titles only.
fn title_rules() -> RuleSet {
    let (rules, problems) = RuleSet::compile(&rules::files(in_titles), "titles");
    rules.unwrap_or_else(|| panic!("{problems:?}"))
}

/// A rule file with all of its rules confined to titles. A rule that reaches over the whole item asks for its zone last of all; it
/// is held to the sentence.
#[expect(clippy::needless_pass_by_value, reason = "it is what changes a file")]
fn in_titles(file: String) -> String {
    let kept = file
        .lines()
        .filter(|line| !line.starts_with("zone = ") && *line != "within = \"item\"");
    let lines = kept.map(|line| match line {
        "[[rule]]" => "[[rule]]\nzone = \"title\"\n".to_owned(),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// Neighbouring items put together until they are so long.
fn joined(items: &[String], length: usize) -> Vec<String> {
    let mut joined = vec![String::new()];
    for item in items {
        if joined.last().is_some_and(|text| text.len() >= length) {
            joined.push(String::new());
        }
        if let Some(text) = joined.last_mut() {
            text.push_str(item);
            text.push('\n');
        }
    }
    joined
}

/// How many get a label from a classifier that has seen nothing else.
fn labelled_alone(rules: &RuleSet, items: &[String]) -> usize {
    items
        .iter()
        .filter(|text| is_labelled(&fields("", text), &mut Classifier::new(rules)))
        .count()
}

/// The shortest of a few times.
fn time(mut work: impl FnMut()) -> Duration {
    let run = |_| {
        let start = cpu::now();
        work();
        cpu::since(start)
    };
    (0..5).map(run).min().unwrap_or_default()
}

fn lines(criterion: &mut Criterion<CpuTime>) {
    let (lines, known) = corpus();
    let records = lines.lines().count();
    let rules = RuleSet::builtin();
    let mut classifier = Classifier::new(&rules);
    let labelled = known.unwrap_or_else(|| {
        let alone = |line: &str| classify(line, &mut Classifier::new(&rules));
        lines.lines().map(alone).sum()
    });
    assert!(
        records > 0 && labelled > 0,
        "a corpus of {records} records, {labelled} labelled"
    );
    let title_rules = title_rules();
    let mut scanner = Classifier::new(&title_rules);
    // The rules do fire where they may.
    let headline = fields("Bank outsources payroll to a firm in Pune", "");
    assert!(is_labelled(&headline, &mut scanner));
    let mut group = criterion.benchmark_group("jsonl");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    group.bench_function("parse only", |bencher| {
        bencher.iter(|| assert_eq!(parse(black_box(&lines)), records));
    });
    group.bench_function("parse and scan", |bencher| {
        bencher.iter(|| assert_eq!(scan(black_box(&lines), &mut scanner), 0));
    });
    group.bench_function("classify", |bencher| {
        bencher.iter(|| assert_eq!(classify(black_box(&lines), &mut classifier), labelled));
    });
    group.finish();
    let parsing = time(|| assert_eq!(parse(&lines), records));
    let scanning = time(|| assert_eq!(scan(&lines, &mut scanner), 0));
    let classifying = time(|| assert_eq!(classify(&lines, &mut classifier), labelled));
    let share = |of: Duration| 100.0 * parsing.as_secs_f64() / of.as_secs_f64();
    eprintln!(
        "parsing takes {:.1} % of the time of parsing and scanning, {:.1} % of that of classifying\n",
        share(scanning),
        share(classifying)
    );
}

fn items(criterion: &mut Criterion<CpuTime>) {
    let (lines, _) = corpus();
    let rules = RuleSet::builtin();
    let mut classifier = Classifier::new(&rules);
    let texts: Vec<String> = lines
        .lines()
        .filter_map(read)
        .map(|line| line.text.into_owned())
        .collect();
    let short = |text: &&String| text.len() <= 300;
    let sizes = [
        ("short", texts.iter().filter(short).cloned().collect()),
        ("article", joined(&texts, 3_000)),
        ("long", joined(&texts, 100_000)),
    ];
    let mut group = criterion.benchmark_group("items");
    for (name, items) in sizes {
        let bytes: usize = items.iter().map(String::len).sum();
        let labelled = labelled_alone(&rules, &items);
        assert!(labelled > 0, "{name}: {} items", items.len());
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let items = black_box(&items).iter();
                let mut found =
                    items.filter(|text| is_labelled(&fields("", text), &mut classifier));
                assert_eq!(found.by_ref().count(), labelled);
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = cpu_time();
    targets = lines, items
}
criterion_main!(benches);
