//! The naive reference of the laws of matching (SPEC.md, section 2): everything is enumerated, nothing is skipped, nothing is
//! fast. It shares with the engine the parsed rules (`farshore::syntax::ast`) and nothing else: it has its own fold, its own
//! words, sentences and clauses. The place of each law is marked `Law N (Name)`; where the laws are silent, the decision taken
//! is marked `Decision x`, with the letter of the brief, or `Choice`, where the brief is silent as well.
//!
//! | law | where |
//! | --- | --- |
//! | 1 Words | `text::words_of`, `text::Document::occurrences` |
//! | 2 Overlaps | `hits::leftmost_longest`, `hits::Reader::place_hits`, `hits::Reader::list_hits` |
//! | 3 Clauses | `text::is_clause_end`, `hits::Reader::number_clauses` |
//! | 4 Gap | `matching::gap` |
//! | 5 Parts | `matching::share_words` |
//! | 6 not | `matching::Reader::excluded` |
//! | 7 Masks | `matching::Reader::spread_masks`, `matching::Reader::visible` |
//! | 8 Tags | `matching::Reader::tags`, `matching::Reader::reaches` |
//! | 9 Firing | `matching::Reader::fire` |
//! | 10 Bounds | nowhere: the reference has none, so it is compared only where the engine's `truncated` is false |
//! | 11 Evidence | `matching::Reader::hull`, `Fired` |
//! | 12 Home | `hits::Reader::home`, `hits::Reader::dateline`, `hits::Reader::is_foreign` |
//! | 13 because | not a law of matching: it belongs to `farshore check` |
//!
//! Not here, because no law says how: `inflect`, `forms` and `regex` (a rule set with one of them is refused), sentences of
//! more than 120 words.

#[cfg(test)]
mod cases;
pub(crate) mod compare;
pub(crate) mod generate;
mod hits;
mod matching;
mod text;

use std::collections::BTreeMap;

use farshore::syntax::ast::{Points, RuleFile, Status, Tag};

use hits::Reader;

/// One field of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InputField {
    pub(crate) is_title: bool,
    pub(crate) text: String,
}

/// What the rules say of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The rules that fired, by id.
    pub(crate) fired: BTreeMap<String, Fired>,
    /// The labels given: by score, then in the order declared.
    pub(crate) labels: Vec<String>,
    /// The labels for a second look, sorted by name.
    pub(crate) maybe: Vec<String>,
    /// The points of each label.
    pub(crate) scores: BTreeMap<String, i32>,
    /// From the engine: a bound cut something off. From the reference: too much to enumerate. Either way, nothing to compare.
    pub(crate) truncated: bool,
}

/// The match that a rule reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fired {
    /// The tag shown. Several where matches tie on everything that law 9 orders by: any of them is right.
    pub(crate) tags: Vec<Tag>,
    /// The index of the field.
    pub(crate) field: usize,
    /// Law 11 (Evidence): the hull of the parts of the first sentence, in bytes of the field's text, half-open.
    pub(crate) bytes: (usize, usize),
    /// The same in words of the item, both ends included. Not compared: for messages and for the unit tests.
    pub(crate) hull: (usize, usize),
    /// The words of each part, both ends included, of each of the tied matches. Not compared either.
    pub(crate) parts: Vec<Vec<(usize, usize)>>,
}

/// What `rules` say of the item with these `fields` (the title's first). `data`: the TSV files by the name used in `file = …`.
pub(crate) fn classify(
    rules: &[RuleFile],
    data: &BTreeMap<String, String>,
    fields: &[InputField],
) -> Outcome {
    let reader = Reader::new(rules, data, fields);
    let mut outcome = Outcome::default();
    let labels: Vec<_> = rules.iter().flat_map(|file| &file.labels).collect();
    for label in &labels {
        outcome.scores.insert(label.name.value.clone(), 0);
    }
    for rule in rules.iter().flat_map(|file| &file.rules) {
        let Some(fired) = reader.fire(rule) else {
            continue;
        };
        outcome.fired.insert(rule.id.value.clone(), fired);
        if rule.status == Status::Shadow {
            continue; // A shadow rule runs and reports, and never labels.
        }
        // Law 9 (Firing): a rule counts once, however many of its matches are accepted.
        match &rule.points.value {
            Points::One(points) => {
                let label = rule
                    .label
                    .as_ref()
                    .expect("a rule with one number of points has a label");
                *outcome
                    .scores
                    .get_mut(&label.value)
                    .expect("a declared label") += points;
            }
            Points::ByLabel(by_label) => {
                for (label, points) in by_label {
                    *outcome
                        .scores
                        .get_mut(&label.value)
                        .expect("a declared label") += points;
                }
            }
        }
    }
    let score = |name: &String| outcome.scores[name];
    let mut given: Vec<_> = labels
        .iter()
        .filter(|label| score(&label.name.value) >= label.at.value)
        .collect();
    given.sort_by_key(|label| -score(&label.name.value)); // stable: the order declared stands
    outcome.labels = given.iter().map(|label| label.name.value.clone()).collect();
    for label in labels {
        let name = &label.name.value;
        if label
            .maybe_at
            .as_ref()
            .is_some_and(|maybe| score(name) >= maybe.value)
            && score(name) < label.at.value
        {
            outcome.maybe.push(name.clone());
        }
    }
    outcome.maybe.sort();
    // Far below the length at which the engine cuts a sentence in two.
    let too_long = reader
        .document
        .sentences
        .iter()
        .any(|sentence| sentence.last - sentence.first >= 100);
    outcome.truncated = reader.gave_up() || too_long;
    outcome
}
