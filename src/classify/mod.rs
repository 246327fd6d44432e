//! Classifying: an [`Item`] and a [`RuleSet`] in, a [`Classification`] out. It cannot fail, reads nothing else, and gives the same answer every time.

use crate::ruleset::{LabelId, RuleId, RuleSet, Tag};

/// One news item, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The title's fields first, then the body's.
    pub fields: &'a [Field<'a>],
}

/// One field of an item. A sentence never runs from one field into the next.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// The field's name in the input: `title`, `text`, `body`.
    pub name: &'a str,
    /// Whether it belongs to the title zone.
    pub is_title: bool,
    /// The text.
    pub text: &'a str,
}

/// What the rules say of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classification {
    /// The labels earned: by score, then in the order declared.
    pub labels: Vec<LabelId>,
    /// The points of every label, by [`LabelId::index`].
    pub scores: Vec<i32>,
    /// Labels with enough points for a second look only.
    pub maybe: Vec<LabelId>,
    /// Whether a bound cut something off.
    pub truncated: bool,
    /// Every rule that fired, once for each label it gives points to: by label, then points (most first), then rule.
    pub evidence: Vec<Evidence>,
    /// Rules with `status = "shadow"` that fired.
    pub shadow: Vec<Evidence>,
}

/// Why a label got points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The label.
    pub label: LabelId,
    /// The rule that fired.
    pub rule: RuleId,
    /// The points it gives to the label.
    pub points: i32,
    /// What the cues say of the match.
    pub tag: Tag,
    /// The field of the item, as an index into [`Item::fields`].
    pub field: usize,
    /// The hull of the parts of the first sentence: the first byte, in the field's original text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words that matched, in the order of the text.
    pub parts: Vec<Part>,
    /// The countries of the parts that have one, ISO 3166 alpha-2, each once, sorted.
    pub countries: Vec<String>,
}

/// One hit of a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The list as written in the rule, `{…}` taken off; a phrase as written.
    pub list: String,
    /// The field, as an index into [`Item::fields`].
    pub field: usize,
    /// The first byte in the field's original text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// A rule set with the scratch memory that classifying needs; one for each thread.
#[derive(Debug)]
pub struct Classifier<'r> {
    rules: &'r RuleSet,
}

impl<'r> Classifier<'r> {
    /// A classifier for `rules`.
    pub fn new(rules: &'r RuleSet) -> Self {
        Self { rules }
    }

    /// What the rules say of `item`.
    pub fn classify(&mut self, item: &Item<'_>) -> Classification {
        let _ = item;
        Classification { scores: vec![0; self.rules.labels().len()], ..Classification::default() }
    }
}
