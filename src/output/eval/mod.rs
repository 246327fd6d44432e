//! The report of `farshore eval`, for people and as JSON.

mod json;
mod text;

use super::{Named, Quoted, RulesName};
use crate::eval::Report;
use crate::explain::Trial;

pub(super) use json::Proportion;
pub(crate) use json::json;
pub(super) use text::figure;
pub(crate) use text::text;

/// Everything that the report says.
#[derive(Debug)]
pub(crate) struct Evaluation<'a> {
    /// The gold file.
    pub(crate) gold: String,
    /// The rules.
    pub(crate) rules: RulesName,
    /// The names of the labels.
    pub(crate) labels: Vec<&'a str>,
    /// The counts.
    pub(crate) report: Report,
    /// The field by which they are split.
    pub(crate) by: Option<&'a str>,
    /// Lines that could not be used.
    pub(crate) bad: u64,
    /// The decisions that were wrong, in the order of the file.
    pub(crate) mistakes: Vec<Mistake>,
    /// So many mistakes of each kind and label are listed.
    pub(crate) listed: usize,
    /// What was asked for with `--min-f1`.
    pub(crate) floors: Vec<Floor>,
}

/// A wrong decision.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// The item.
    pub(crate) item: Named,
    /// What the annotators noted.
    pub(crate) note: Option<String>,
    /// The label.
    pub(crate) label: usize,
    /// Whether the label is missed; else it is a false alarm.
    pub(crate) is_missed: bool,
    /// The points that the label got.
    pub(crate) score: i32,
    /// The points that it needs.
    pub(crate) needed: i32,
    /// The rules that gave it points, or took some; for a miss too few.
    pub(crate) evidence: Vec<Quoted>,
    /// For a miss: the rule that came nearest.
    pub(crate) nearest: Option<Trial>,
}

/// An F1 that is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Floor {
    /// The label, or `macro`.
    pub(crate) label: String,
    /// The least F1.
    pub(crate) at_least: f64,
    /// The one reached.
    pub(crate) f1: f64,
}

impl Floor {
    /// Whether it is reached.
    pub(crate) fn is_met(&self) -> bool {
        self.f1 >= self.at_least
    }
}

impl Evaluation<'_> {
    /// The mistakes of one kind: those to list, and how many there are.
    fn mistakes(&self, label: usize, is_missed: bool) -> (Vec<&Mistake>, usize) {
        let kind = || {
            self.mistakes
                .iter()
                .filter(move |mistake| (mistake.label, mistake.is_missed) == (label, is_missed))
        };
        (kind().take(self.listed).collect(), kind().count())
    }

    /// A set of labels in words.
    fn set(&self, labels: &[usize]) -> String {
        if labels.is_empty() {
            return "none".to_owned();
        }
        let names: Vec<&str> = labels.iter().map(|&label| self.labels[label]).collect();
        names.join("+")
    }
}
