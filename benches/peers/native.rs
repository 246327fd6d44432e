//! The side of the comparison with peers that is written in Rust: parsing alone, an Aho-Corasick automaton, and farshore as a library.
//! `peers.py` starts it, one process for each of them, and says when to run.
//!
//! `native WHAT ITEMS [PHRASES]` builds, prints `ready` and the seconds that took, and for each line of standard input does one
//! pass over the items and prints seconds of CPU time and what it has counted. ITEMS are JSON lines with `title` and `text`; a line
//! of PHRASES is a phrase in small letters, a tab, and the name of its list. A hit is an item and a phrase that stands in it as whole
//! words, for `lists` an item and a list; each counts once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{BufRead, Write as _};
use std::time::Duration;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use farshore::diagnostic::SourceMap;
use farshore::{Classifier, Field, Item, RuleSet};
use serde::Deserialize;

#[path = "../text/cpu.rs"]
mod cpu;

/// The fields that are read.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    title: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    if what.is_empty() || what.starts_with('-') {
        // `cargo bench` runs all benches; this one measures nothing by itself.
        return Ok(());
    }
    let read = |path: Option<String>| std::fs::read_to_string(path.unwrap_or_default());
    let lines = read(arguments.next())?;
    match &what[..] {
        "parse" => serve(cpu::now(), || parse(&lines)),
        "aho-corasick" => {
            let phrases = read(arguments.next())?;
            let texts = texts(&lines);
            let begin = cpu::now();
            let mut phrases = Phrases::new(&phrases)?;
            serve(begin, || texts.iter().map(|text| phrases.count(text)).sum())
        }
        "phrases" | "lists" => {
            let phrases = read(arguments.next())?;
            let texts = texts(&lines);
            let begin = cpu::now();
            let rules = compile(if what == "lists" {
                list_rules(&phrases)
            } else {
                phrase_rules(&phrases)
            });
            let mut classifier = Classifier::new(&rules);
            serve(begin, || fired(&mut classifier, &texts))
        }
        "builtin" => {
            let texts = texts(&lines);
            let begin = cpu::now();
            let rules = RuleSet::builtin();
            let mut classifier = Classifier::new(&rules);
            serve(begin, || fired(&mut classifier, &texts))
        }
        _ => Err(format!("nothing is called {what}").into()),
    }
}

/// Runs once for each line of standard input.
fn serve(begin: Duration, mut run: impl FnMut() -> usize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "ready {}", cpu::since(begin).as_secs_f64())?;
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        line?;
        let before = cpu::now();
        let count = black_box(run());
        let seconds = cpu::since(before).as_secs_f64();
        writeln!(out, "{seconds} {count}")?;
        out.flush()?;
    }
    Ok(())
}

fn parse(lines: &str) -> usize {
    let parsed = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Line<'_>>(line).ok());
    parsed.map(black_box).count()
}

/// Title and text of each item, as the peers get them.
fn texts(lines: &str) -> Vec<String> {
    let parsed = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Line<'_>>(line).ok());
    parsed
        .map(|line| format!("{}\n{}", line.title.unwrap_or_default(), line.text))
        .collect()
}

/// Phrases as one plain automaton.
struct Phrases {
    automaton: AhoCorasick,
    /// By phrase: the last text that it was found in.
    last: Vec<usize>,
    nth: usize,
}

impl Phrases {
    fn new(phrases: &str) -> Result<Self, Failure> {
        let phrases: Vec<&str> = listed(phrases).map(|(phrase, _)| phrase).collect();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(&phrases)?;
        Ok(Self {
            automaton,
            last: vec![0; phrases.len()],
            nth: 0,
        })
    }

    fn count(&mut self, text: &str) -> usize {
        self.nth += 1;
        let bytes = text.as_bytes();
        let is_word = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
        };
        let mut count = 0;
        for found in self.automaton.find_overlapping_iter(text) {
            let last = &mut self.last[found.pattern().as_usize()];
            if *last != self.nth
                && !is_word(found.start().checked_sub(1))
                && !is_word(Some(found.end()))
            {
                *last = self.nth;
                count += 1;
            }
        }
        count
    }
}

/// Phrases, each with its list.
fn listed(phrases: &str) -> impl Iterator<Item = (&str, &str)> {
    phrases.lines().filter_map(|line| line.split_once('\t'))
}

const HEAD: &str = "format = 1\n[label.x]\nat = 1\n";

/// A rule for each phrase. `peers.py` writes the same for the command line.
fn phrase_rules(phrases: &str) -> String {
    let mut file = HEAD.to_owned();
    for (nth, (phrase, _)) in listed(phrases).enumerate() {
        let _ = write!(
            file,
            "[[rule]]\nid = \"p{nth}\"\nlabel = \"x\"\npoints = 1\nsummary = \"This phrase\"\nmatch = '\"{phrase}\"'\n"
        );
    }
    file
}

/// A rule for each list.
fn list_rules(phrases: &str) -> String {
    let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (phrase, list) in listed(phrases) {
        lists.entry(list).or_default().push(phrase);
    }
    let mut file = HEAD.to_owned();
    for (list, phrases) in lists {
        let _ = write!(
            file,
            "[lexicon.{list}]\nterms = [\"{}\"]\n[[rule]]\nid = \"{list}\"\nlabel = \"x\"\npoints = 1\n\
             summary = \"Any of these\"\nmatch = '{{{list}}}'\n",
            phrases.join("\", \"")
        );
    }
    file
}

fn compile(file: String) -> RuleSet {
    let mut sources = SourceMap::new();
    sources.add("phrases.toml", file);
    let (rules, problems) = RuleSet::compile(&sources, "phrases");
    rules.unwrap_or_else(|| panic!("{problems:?}"))
}

/// How many rules fire, counted anew for each text.
fn fired(classifier: &mut Classifier<'_>, texts: &[String]) -> usize {
    let mut fired = |text| {
        let fields = [Field {
            name: "text",
            is_title: false,
            text,
        }];
        classifier
            .classify(&Item { fields: &fields })
            .evidence
            .len()
    };
    texts.iter().map(|text| fired(text)).sum()
}
