//! The compiled rules: immutable, shareable between threads, the only thing that compiling and classifying share.

use serde::{Deserialize, Serialize};

mod class;
mod gate;
mod lexicon;
mod met;
mod needs;
mod numbers;
mod outline;
mod pattern;
mod prefixes;
mod set;
mod stored;
mod tables;
mod words;

pub(crate) use class::OpenClass;
pub(crate) use gate::{BranchId, Gate, Gated};
pub(crate) use lexicon::{
    ColumnId, Condition, Country, Entry, Filter, Kind, List, ListId, NewTerm, Row, RowId, Rows,
    TermId, Terms, Test,
};
pub(crate) use met::{Met, Noted, SetId};
pub(crate) use needs::{NeedId, Needs};
pub(crate) use outline::{Outline, Piece, Span};
pub(crate) use pattern::{
    Branch, Cue, Mask, Node, PartName, Pattern, Program, Requirement, TagSet, Use, UseId, Zones,
};
pub(crate) use prefixes::{Anchor, Opening, Prefixes};
pub(crate) use set::IdSet;
pub(crate) use tables::Said;
pub(crate) use words::JOINTS;

pub use crate::syntax::ast::{Status, Tag};

/// Which label, in the order in which the rule files declare them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LabelId(pub(crate) u16);

impl LabelId {
    /// As an index into [`RuleSet::labels`] and [`Classification::scores`](crate::Classification::scores).
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Which rule, in the order of the rule files (by name) and of the rules in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(pub(crate) u32);

impl RuleId {
    /// As an index into [`RuleSet::rules`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A label and the points it takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// Points from which it is given.
    pub at: i32,
    /// Points from which it is reported as `maybe`.
    pub maybe_at: Option<i32>,
}

/// What a rule says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What it means.
    pub summary: String,
    /// The points it gives, by label.
    pub points: Vec<(LabelId, i32)>,
    /// Whether it labels (`live`) or only reports (`shadow`).
    pub status: Status,
    /// The file it stands in.
    pub file: String,
    /// The line on which its id stands.
    pub line: usize,
    /// Its expression as written.
    pub expression: String,
    /// The texts on which it fires, as written.
    pub hits: Vec<String>,
    /// The texts on which it does not, as written.
    pub misses: Vec<String>,
}

/// The compiled rules.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) labels: Vec<Label>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) name: String,
    pub(crate) hash: String,
    pub(crate) lists: Vec<List>,
    pub(crate) terms: Terms,
    pub(crate) rows: Rows,
    pub(crate) uses: Vec<Use>,
    pub(crate) masks: Vec<Mask>,
    pub(crate) cues: Vec<Cue>,
    /// What to run, by [`RuleId`].
    pub(crate) programs: Vec<Program>,
    /// Which branches of rules a sentence can fire.
    pub(crate) gate: Gate,
    /// Lists that may have hits where no term is found: open classes, names, and what includes them.
    pub(crate) open_lists: IdSet,
}

impl RuleSet {
    /// The labels, in the order declared.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The rules, in the order of the files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// `builtin@1`, or the name of the folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 over the names and contents of all files of the rule set, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}
