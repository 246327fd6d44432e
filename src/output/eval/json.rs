//! The report as one JSON object on a line. Fields may be added, never renamed.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::super::schema::SCHEMA;
use super::super::{Named, Quoted, RulesName};
use super::{Evaluation, Floor, Mistake};
use crate::eval::{Counts, Interval, Score, Share};
use crate::explain::Lack;

/// The report.
pub(crate) fn json(of: &Evaluation<'_>) -> String {
    let report = &of.report;
    let pairs = report.pairs();
    let errors = [false, true].into_iter().flat_map(|is_missed| {
        (0..of.labels.len()).flat_map(move |label| of.mistakes(label, is_missed).0)
    });
    let names = |set: &[usize]| set.iter().map(|&label| of.labels[label]).collect();
    let whole = Whole {
        schema: SCHEMA,
        gold: &of.gold,
        bad: of.bad,
        scores: Scores::new(&of.labels, &report.total),
        pairs: PairCounts {
            right: Proportion::new(pairs.right),
            lone: pairs.lone,
        },
        confusion: report
            .confusion
            .iter()
            .map(|((had, given), items)| Cell {
                gold: names(had),
                given: names(given),
                items: *items,
            })
            .collect(),
        by: of.by.map(|field| Split {
            field,
            groups: report
                .groups
                .iter()
                .map(|(value, score)| Group {
                    value: value.as_deref(),
                    scores: Scores::new(&of.labels, score),
                })
                .collect(),
        }),
        errors: errors.map(|mistake| Wrong::new(of, mistake)).collect(),
        min_f1: of.floors.iter().map(Asked::new).collect(),
        rules: &of.rules,
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut text = serde_json::to_string(&whole).expect("all keys are strings");
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    gold: &'a str,
    bad: u64,
    #[serde(flatten)]
    scores: Scores<'a>,
    pairs: PairCounts,
    confusion: Vec<Cell<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Split<'a>>,
    errors: Vec<Wrong<'a>>,
    min_f1: Vec<Asked<'a>>,
    rules: &'a RulesName,
    version: &'static str,
}

#[derive(Serialize)]
struct Scores<'a> {
    items: u32,
    labels: Labels<'a>,
    #[serde(rename = "macro")]
    mean: Mean,
    set_right: Proportion,
}

impl<'a> Scores<'a> {
    fn new(names: &'a [&'a str], score: &'a Score) -> Self {
        Self {
            items: score.items,
            labels: Labels { names, score },
            mean: Mean {
                precision: score.mean(|counts| counts.precision().value()),
                recall: score.mean(|counts| counts.recall().value()),
                f1: score.mean(Counts::f1),
                f1_interval: ends(score.macro_f1_interval()),
            },
            set_right: Proportion::new(score.sets_right()),
        }
    }
}

/// Figures by the name of the label, in the order of the labels.
struct Labels<'a> {
    names: &'a [&'a str],
    score: &'a Score,
}

impl Serialize for Labels<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.names.len()))?;
        for (name, counts) in self.names.iter().zip(&self.score.labels) {
            map.serialize_entry(name, &Figures::new(*counts))?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Figures {
    tp: u32,
    fp: u32,
    #[serde(rename = "fn")]
    missed: u32,
    tn: u32,
    precision: f64,
    precision_interval: [f64; 2],
    recall: f64,
    recall_interval: [f64; 2],
    f1: f64,
    f1_interval: [f64; 2],
}

impl Figures {
    fn new(counts: Counts) -> Self {
        Self {
            tp: counts.true_positives,
            fp: counts.false_positives,
            missed: counts.false_negatives,
            tn: counts.true_negatives,
            precision: counts.precision().value(),
            precision_interval: ends(counts.precision().interval()),
            recall: counts.recall().value(),
            recall_interval: ends(counts.recall().interval()),
            f1: counts.f1(),
            f1_interval: ends(counts.f1_interval()),
        }
    }
}

fn ends(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

#[derive(Serialize)]
struct Mean {
    precision: f64,
    recall: f64,
    f1: f64,
    f1_interval: [f64; 2],
}

/// A share with its interval.
#[derive(Serialize)]
pub(in crate::output) struct Proportion {
    count: u32,
    of: u32,
    share: f64,
    interval: [f64; 2],
}

impl Proportion {
    pub(in crate::output) fn new(share: Share) -> Self {
        Self {
            count: share.part,
            of: share.whole,
            share: share.value(),
            interval: ends(share.interval()),
        }
    }
}

#[derive(Serialize)]
struct PairCounts {
    right: Proportion,
    lone: u32,
}

#[derive(Serialize)]
struct Cell<'a> {
    gold: Vec<&'a str>,
    given: Vec<&'a str>,
    items: u32,
}

#[derive(Serialize)]
struct Split<'a> {
    field: &'a str,
    groups: Vec<Group<'a>>,
}

#[derive(Serialize)]
struct Group<'a> {
    value: Option<&'a str>,
    #[serde(flatten)]
    scores: Scores<'a>,
}

#[derive(Serialize)]
struct Wrong<'a> {
    #[serde(flatten)]
    item: &'a Named,
    label: &'a str,
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    score: i32,
    needed: i32,
    evidence: &'a [Quoted],
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<Nearest<'a>>,
}

/// The rule that came nearest to a label that is missed, and what it lacks.
#[derive(Serialize)]
struct Nearest<'a> {
    rule: &'a str,
    lacks: &'a [Lack],
}

impl<'a> Wrong<'a> {
    fn new(of: &'a Evaluation<'_>, mistake: &'a Mistake) -> Self {
        Self {
            item: &mistake.item,
            label: of.labels[mistake.label],
            error: if mistake.is_missed {
                "missed"
            } else {
                "false_alarm"
            },
            note: mistake.note.as_deref(),
            score: mistake.score,
            needed: mistake.needed,
            evidence: &mistake.evidence,
            nearest: mistake.nearest.as_ref().map(|trial| Nearest {
                rule: &trial.rule,
                lacks: &trial.lacks,
            }),
        }
    }
}

#[derive(Serialize)]
struct Asked<'a> {
    label: &'a str,
    at_least: f64,
    f1: f64,
    met: bool,
}

impl<'a> Asked<'a> {
    fn new(floor: &'a Floor) -> Self {
        Self {
            label: &floor.label,
            at_least: floor.at_least,
            f1: floor.f1,
            met: floor.is_met(),
        }
    }
}
