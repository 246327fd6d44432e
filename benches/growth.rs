//! What does more cost? More terms, more rules and longer items, on news from the fixtures; `plot.py` draws the answer.
//!
//! - `terms`: 20 lists with 1,000, 10,000 and 100,000 terms in all, each list with a rule of its own. The words that do occur in
//!   the text are the same for all three, 7 hits per kB; all others only look as if they could occur.
//! - `rules`: 100, 1,000 and 10,000 rules, `{list} near/4 {thing}`, of which only the first hundred have words that occur: what the
//!   others cost that find nothing.
//! - `busy-rules`: the same, but one rule in ten has a word that occurs, so that ten times as many rules find ten times as much.
//! - `length`: the built-in rules on 10 MB, cut into items of 200 bytes to 10 MB. In the fixtures nearly every sentence is about some
//!   label; ordinary news takes a tenth of the time (see `throughput.rs`).
//!
//! No measurement believes farshore: what the first three should find is counted by splitting the text at its blanks, and items of
//! the last end with a word that no other has, which a rule looks for; so an item that is not read to its end is noticed.

#![allow(missing_docs, reason = "criterion's macros make public functions")]
#![allow(
    clippy::print_stderr,
    reason = "says how much there is to find, without which a throughput means little"
)]

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use farshore::diagnostic::SourceMap;
use farshore::{Classification, Classifier, Evidence, Field, Item, RuleSet};

#[path = "text/cpu.rs"]
mod cpu;
#[path = "text/fixtures.rs"]
mod fixtures;
#[path = "text/measurement.rs"]
mod measurement;
#[path = "text/news.rs"]
mod news;
#[path = "text/rules.rs"]
mod rule_files;
#[path = "text/seeded.rs"]
mod seeded;
#[path = "text/sentences.rs"]
mod sentences;
#[path = "text/terms.rs"]
mod terms;

use fixtures::fixtures;
use measurement::{CpuTime, cpu_time};
use news::{Fixture, News};
use seeded::Seeded;
use sentences::sentences;

/// Lists among which the terms are divided.
const LISTS: usize = 20;
/// Words that occur in the text, and phrases of two of them, in all lists together.
const REAL: (usize, usize) = (160, 40);
/// Words that may stand between the two sides of a rule.
const WINDOW: usize = 4;
/// Words that all rules have on their other side.
const THINGS: usize = 40;

fn say(news: &News, what: &str, hits: usize, found: usize) {
    let per_kilobyte = f64::from(hits as u32) * 1000.0 / f64::from(news.bytes as u32);
    eprintln!(
        "{what}: {per_kilobyte:.2} hits per kB, {found} rules fire on {} items",
        news.items.len()
    );
}

fn compile(rules: String) -> RuleSet {
    let mut sources = SourceMap::new();
    sources.add("rules.toml", rules);
    let (rules, problems) = RuleSet::compile(&sources, "bench");
    rules.unwrap_or_else(|| panic!("{problems:?}"))
}

fn classify(classifier: &mut Classifier<'_>, text: &str) -> Classification {
    let fields = [Field {
        name: "text",
        is_title: false,
        text,
    }];
    classifier.classify(&Item { fields: &fields })
}

/// How many rules fire, counted anew for each item.
fn fired(classifier: &mut Classifier<'_>, items: &[String]) -> usize {
    items
        .iter()
        .map(|text| classify(classifier, text).evidence.len())
        .sum()
}

fn quoted(terms: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let quote = |term: &str| format!("\"{term}\"");
    let terms: Vec<String> = terms.into_iter().map(|term| quote(term.as_ref())).collect();
    terms.join(", ")
}

fn more_terms(criterion: &mut Criterion<CpuTime>) {
    let news = News::new();
    let vocabulary = news.vocabulary();
    let known: HashSet<&str> = vocabulary.iter().map(|&(word, _)| word).collect();
    let starts: Vec<&str> = vocabulary.iter().map(|&(word, _)| word).collect();
    // Content words: neither the most frequent nor those that occur once.
    let real_words: Vec<&str> = starts[100..]
        .iter()
        .copied()
        .step_by(12)
        .take(REAL.0)
        .collect();
    let real_phrases: BTreeSet<(&str, &str)> = news
        .words
        .iter()
        .flatten()
        .step_by(61)
        .map(|words| (&words[1][..], &words[2][..]))
        .take(REAL.1)
        .collect();
    let real: Vec<String> = real_words
        .iter()
        .map(|&word| word.to_owned())
        .chain(real_phrases.iter().map(|(one, two)| format!("{one} {two}")))
        .collect();

    let list_of: HashMap<&str, usize> = real
        .iter()
        .enumerate()
        .map(|(nth, term)| (&term[..], nth % LISTS))
        .collect();
    let (mut hits, mut expected) = (0, 0);
    for item in &news.words {
        let mut lists = BTreeSet::new();
        for words in item {
            let phrases = words.windows(2).map(|two| two.join(" "));
            let found = words
                .iter()
                .cloned()
                .chain(phrases)
                .filter_map(|term| list_of.get(&term[..]));
            for &list in found {
                hits += 1;
                lists.insert(list);
            }
        }
        expected += lists.len();
    }

    let mut group = criterion.benchmark_group("terms");
    group.throughput(Throughput::Bytes(news.bytes as u64));
    for count in [1_000, 10_000, 100_000] {
        let made_up = terms::terms(count - real.len(), &starts, &known);
        let all: Vec<&String> = real.iter().chain(&made_up).collect();
        let mut rules = "format = 1\n[label.x]\nat = 50\n".to_owned();
        for list in 0..LISTS {
            let terms = quoted(all.iter().skip(list).step_by(LISTS));
            let _ = write!(
                rules,
                "[lexicon.list-{list}]\nterms = [{terms}]\n[[rule]]\nid = \"rule-{list}\"\nlabel = \"x\"\npoints = 10\n\
                 summary = \"A term stands there\"\nmatch = '{{list-{list}}}'\n"
            );
        }
        let rules = compile(rules);
        let mut classifier = Classifier::new(&rules);
        say(&news, &format!("{count} terms"), hits, expected);
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| assert_eq!(fired(&mut classifier, black_box(&news.items)), expected));
        });
    }
    group.finish();
}

fn more_rules(criterion: &mut Criterion<CpuTime>) {
    rules(criterion, "rules", |_| 10);
}

fn more_busy_rules(criterion: &mut Criterion<CpuTime>) {
    rules(criterion, "busy-rules", |count| count / 10);
}

/// Rules of which so many have a word that occurs.
fn rules(criterion: &mut Criterion<CpuTime>, name: &str, busy: fn(usize) -> usize) {
    let news = News::new();
    let vocabulary = news.vocabulary();
    let known: HashSet<&str> = vocabulary.iter().map(|&(word, _)| word).collect();
    let starts: Vec<&str> = vocabulary.iter().map(|&(word, _)| word).collect();
    let things: HashSet<&str> = starts[100..].iter().copied().take(THINGS).collect();
    let mut rare = starts[100 + THINGS..].to_vec();
    let mut chance = Seeded(11);
    for at in (1..rare.len()).rev() {
        rare.swap(at, chance.below(at + 1));
    }

    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(news.bytes as u64));
    for count in [100, 1_000, 10_000] {
        let acts = &rare[..busy(count)];
        let (hits, expected) = near(&news, acts, &things);
        let made_up = terms::terms(3 * count, &starts, &known);
        let mut rules = format!(
            "format = 1\n[label.x]\nat = 50\n[lexicon.thing]\nterms = [{}]\n",
            quoted(starts[100..].iter().take(THINGS))
        );
        for (nth, own) in made_up.chunks(3).enumerate() {
            let act = acts.get(nth / 10).filter(|_| nth % 10 == 0);
            let terms = quoted(own.iter().map(|term| &term[..]).chain(act.copied()));
            let _ = write!(
                rules,
                "[lexicon.act-{nth}]\nterms = [{terms}]\n[[rule]]\nid = \"rule-{nth}\"\nlabel = \"x\"\npoints = 10\n\
                 summary = \"The two stand together\"\nmatch = '{{act-{nth}}} near/{WINDOW} {{thing}}'\n"
            );
        }
        let rules = compile(rules);
        assert_eq!(rules.rules().len(), count);
        let mut classifier = Classifier::new(&rules);
        say(&news, &format!("{count} {name}"), hits, expected);
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| assert_eq!(fired(&mut classifier, black_box(&news.items)), expected));
        });
    }
    group.finish();
}

/// How often an act or a thing stands in the text; and for how many pairs of an item and an act a thing stands near.
fn near(news: &News, acts: &[&str], things: &HashSet<&str>) -> (usize, usize) {
    let acts: HashSet<&str> = acts.iter().copied().collect();
    let (mut hits, mut fired) = (0, 0);
    for item in &news.words {
        let mut firing = BTreeSet::new();
        for words in item {
            let is_thing: Vec<bool> = words
                .iter()
                .map(|word| things.contains(&word[..]))
                .collect();
            hits += is_thing.iter().filter(|&&is_thing| is_thing).count();
            for (at, word) in words.iter().enumerate() {
                if acts.contains(&word[..]) {
                    hits += 1;
                    let window = at.saturating_sub(WINDOW + 1)..(at + WINDOW + 2).min(words.len());
                    if is_thing[window].contains(&true) {
                        firing.insert(word);
                    }
                }
            }
        }
        fired += firing.len();
    }
    (hits, fired)
}

/// The label of a rule beside the built-in ones: only the word at `PLANTED_AT` of this sentence earns it.
const LABEL: &str = "planted";
const PLANTED: &str = "The quorvex came.";
const PLANTED_AT: usize = 4;
/// Whatever the sentence before says of it.
const PLANTED_RULE: &str = "format = 1\n[label.planted]\nat = 50\n[[rule]]\nid = \"planted\"\nlabel = \"planted\"\npoints = 60\n\
                            summary = \"A word that is none\"\nmatch = '\"quorvex\"'\n\
                            accept = [\"asserted\", \"planned\", \"possible\", \"reversed\", \"denied\"]\n";

/// Items in so much text have one of it at most, so that short items are no richer than long ones.
const APART: usize = 10_000;
/// All items of one length together.
const WHOLE: usize = 10_000_000;

/// An item, and whether it ends with `PLANTED`.
struct Long {
    text: String,
    is_planted: bool,
}

/// `WHOLE` bytes of news in items of about `length`.
fn long_items(length: usize, pool: &[&str]) -> Vec<Long> {
    let mut chance = Seeded(3);
    let every = APART.div_ceil(length);
    let mut items = Vec::new();
    let mut bytes = 0;
    // Lengths are about right, so that the last item may end a little before or behind.
    while bytes + length / 2 < WHOLE {
        let is_planted = (items.len() + 1).is_multiple_of(every);
        let end = if is_planted { PLANTED } else { "" };
        let mut text = String::with_capacity(length + 1000);
        // Half a sentence too short as often as too long.
        while text.len() + end.len() + 60 < length {
            text.push_str(chance.pick(pool));
            text.push(' ');
        }
        text.push_str(end);
        bytes += text.len();
        items.push(Long { text, is_planted });
    }
    items
}

/// How many items get `LABEL`, and for what stands at their end.
fn found(classifier: &mut Classifier<'_>, rules: &RuleSet, items: &[Long]) -> usize {
    let mut found = 0;
    for item in items {
        let answer = classify(classifier, &item.text);
        let is_planted = |one: &&Evidence| rules.labels()[one.label.index()].name == LABEL;
        if let Some(one) = answer.evidence.iter().find(is_planted) {
            assert_eq!(one.start, item.text.len() - PLANTED.len() + PLANTED_AT);
            assert!(item.is_planted && answer.labels.contains(&one.label));
            found += 1;
        }
    }
    found
}

fn longer_items(criterion: &mut Criterion<CpuTime>) {
    let mut sources = rule_files::files(|file| file);
    sources.add("planted.toml", PLANTED_RULE);
    let (rules, problems) = RuleSet::compile(&sources, "planted");
    let rules = rules.unwrap_or_else(|| panic!("{problems:?}"));
    let mut classifier = Classifier::new(&rules);
    let fixtures: Vec<Fixture> = fixtures();
    let pool: Vec<&str> = fixtures
        .iter()
        .flat_map(|item| sentences(&item.text))
        .filter(|sentence| sentence.len() > 20)
        .collect();

    let mut group = criterion.benchmark_group("length");
    for length in [200, 2_000, 20_000, 200_000, 2_000_000, 10_000_000] {
        let items = long_items(length, &pool);
        let planted = items.iter().filter(|item| item.is_planted).count();
        let bytes: usize = items.iter().map(|item| item.text.len()).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(BenchmarkId::from_parameter(length), |bencher| {
            bencher.iter(|| assert_eq!(found(&mut classifier, &rules, black_box(&items)), planted));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = cpu_time();
    targets = more_terms, more_rules, more_busy_rules, longer_items
}
criterion_main!(benches);
