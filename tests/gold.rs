//! How good the built-in rules are on labelled news, where that is at hand: `FARSHORE_GOLD` names the folder. The floors stand
//! a little under what the rules reach, so that a change which loses ground is seen. Without the folder these tests say so.

use std::fs;
use std::path::PathBuf;

use farshore::{Classifier, Field, Item, RuleSet};
use serde::Deserialize;

#[derive(Deserialize)]
struct Gold {
    title: Option<String>,
    text: String,
    labels: Vec<String>,
    #[serde(default)]
    borderline: Vec<String>,
}

/// The folder of labelled news, or nothing, said on stderr.
#[allow(clippy::print_stderr, reason = "a skipped test must say that it was")]
fn gold() -> Option<PathBuf> {
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

/// F1 of each label over the clear decisions.
fn f1(file: &str) -> Option<Vec<(String, f64)>> {
    let path = gold()?.join(file);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rules = RuleSet::builtin();
    let mut classifier = Classifier::new(&rules);
    let mut counts = vec![[0_u32; 3]; rules.labels().len()];
    for line in text.lines() {
        let item: Gold = serde_json::from_str(line).expect("a line of gold data");
        let got = labels(
            &mut classifier,
            &rules,
            item.title.as_deref().unwrap_or_default(),
            &item.text,
        );
        for (label, [right, noisy, missing]) in rules.labels().iter().zip(&mut counts) {
            if item.borderline.contains(&label.name) {
                continue;
            }
            match (item.labels.contains(&label.name), got.contains(&label.name)) {
                (true, true) => *right += 1,
                (false, true) => *noisy += 1,
                (true, false) => *missing += 1,
                (false, false) => {}
            }
        }
    }
    let score = |[right, noisy, missing]: [u32; 3]| {
        f64::from(2 * right) / f64::from((2 * right + noisy + missing).max(1))
    };
    Some(
        rules
            .labels()
            .iter()
            .zip(counts)
            .map(|(label, counts)| (label.name.clone(), score(counts)))
            .collect(),
    )
}

#[allow(
    clippy::print_stderr,
    reason = "the README names this command for its figures"
)]
fn floors(file: &str, macro_floor: f64, label_floor: f64) {
    let Some(scores) = f1(file) else { return };
    let labels = f64::from(u32::try_from(scores.len()).expect("a handful of labels"));
    let mean = scores.iter().map(|(_, score)| score).sum::<f64>() / labels;
    for (label, score) in &scores {
        eprintln!("{file}  {label:17} F1 {score:.3}");
    }
    eprintln!("{file}  macro             F1 {mean:.3}");
    assert!(
        mean >= macro_floor,
        "{file}: macro F1 {mean:.3}, {scores:?}"
    );
    assert!(
        scores.iter().all(|(_, score)| *score >= label_floor),
        "{file}: {scores:?}"
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
