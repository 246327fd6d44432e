//! How good the built-in rules are on labelled news, where that is at hand: `FARSHORE_GOLD` names the folder. The floors stand
//! a little under what the rules reach, so that a change which loses ground is seen. Without the folder these tests say so.

use std::fs;
use std::path::PathBuf;

use farshore::eval::{Counts, Gold, Judged, Score};
use farshore::{Classifier, Field, Item, RuleSet};
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    title: Option<String>,
    text: String,
}

/// The folder of labelled news, or nothing, said on stderr.
#[allow(clippy::print_stderr, reason = "a skipped test must say that it was")]
pub(crate) fn gold() -> Option<PathBuf> {
    let folder = std::env::var_os("FARSHORE_GOLD").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: FARSHORE_GOLD names no folder of labelled news");
    }
    folder
}

fn labels(
    classifier: &mut Classifier<'_>,
    rules: &RuleSet,
    title: &str,
    text: &str,
) -> Vec<String> {
    let fields = [
        Field {
            name: "title",
            is_title: true,
            text: title,
        },
        Field {
            name: "text",
            is_title: false,
            text,
        },
    ];
    let answer = classifier.classify(&Item { fields: &fields });
    answer
        .labels
        .iter()
        .map(|label| rules.labels()[label.index()].name.clone())
        .collect()
}

/// How the built-in rules do on a gold file.
fn score(file: &str, rules: &RuleSet) -> Option<Score> {
    let path = gold()?.join(file);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut classifier = Classifier::new(rules);
    let mut score = Score::new(rules.labels().len());
    for line in text.lines() {
        let item: Text = serde_json::from_str(line).expect("a line of gold data");
        let gold = Gold::read(line.as_bytes()).expect("a line of gold data");
        let got = labels(
            &mut classifier,
            rules,
            item.title.as_deref().unwrap_or_default(),
            &item.text,
        );
        let judged = Judged {
            gold: gold.decisions(rules.labels()).expect("known labels"),
            given: rules
                .labels()
                .iter()
                .map(|label| got.contains(&label.name))
                .collect(),
            pair: None,
            group: None,
        };
        score.add(&judged.outcomes());
    }
    Some(score)
}

#[allow(
    clippy::print_stderr,
    reason = "the README names this command for its figures"
)]
fn floors(file: &str, macro_floor: f64, label_floor: f64) {
    let rules = RuleSet::builtin();
    let Some(score) = score(file, &rules) else {
        return;
    };
    let mean = score.mean(Counts::f1);
    for (label, counts) in rules.labels().iter().zip(&score.labels) {
        eprintln!("{file}  {:17} F1 {:.3}", label.name, counts.f1());
    }
    eprintln!("{file}  macro             F1 {mean:.3}");
    assert!(mean >= macro_floor, "{file}: macro F1 {mean:.3}, {score:?}");
    assert!(
        score.labels.iter().all(|counts| counts.f1() >= label_floor),
        "{file}: {score:?}"
    );
}

#[test]
fn real_items_of_the_development_set() {
    floors("dev.jsonl", 0.88, 0.85);
}

#[test]
fn written_items_in_minimal_pairs() {
    floors("contrast.jsonl", 0.85, 0.80);
}

/// The definitions that the project started from, a passage a line.
#[test]
fn the_seed_definitions_get_their_labels() {
    let Some(folder) = gold() else { return };
    let Ok(text) = fs::read_to_string(folder.join("../reference/seeds.txt")) else {
        return;
    };
    let rules = RuleSet::builtin();
    let mut classifier = Classifier::new(&rules);
    let expected: [&[&str]; 9] = [
        &["outsourcing", "offshoring"],
        &["outsourcing", "offshoring"],
        &["offshore_finance"],
        &["outsourcing", "offshoring"],
        &["offshoring"],
        &["outsourcing", "offshoring"],
        &["offshoring"],
        &["offshoring"],
        &["offshoring"],
    ];
    for ((nth, passage), wanted) in text.lines().enumerate().zip(expected) {
        let got = labels(&mut classifier, &rules, "", passage);
        assert!(
            wanted
                .iter()
                .all(|label| got.iter().any(|found| found == label)),
            "line {}: {got:?}",
            nth + 1
        );
    }
}
