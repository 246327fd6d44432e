//! Output: what the rules say of an item in, bytes out. It writes to memory, so that each thread can write its own part and
//! the parts are put together in order.

mod csv;
pub(crate) mod diff;
mod escape;
pub(crate) mod eval;
pub(crate) mod explain;
mod human;
mod jsonl;
mod quoted;
mod schema;
pub(crate) mod stats;
mod table;

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::classify::{Classification, Evidence, Field};
use crate::ruleset::{LabelId, RuleSet, Tag};

pub(crate) use escape::{visible, visible_json};
pub(crate) use quoted::{Named, Quoted, RulesName};

/// The formats that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people; may change.
    Text,
    /// A JSON object a line: the contract.
    Jsonl,
    /// A table with a header row.
    Csv,
}

/// Which record of the input an output belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// Its id as JSON, byte for byte.
    pub(crate) id: Option<&'a RawValue>,
    /// The line on which it starts, from 1.
    pub(crate) line: Option<u64>,
}

impl<'a> Origin<'a> {
    /// The id as people read it: a string without its quotes, anything else as JSON.
    pub(crate) fn id_text(&self) -> Option<Cow<'a, str>> {
        self.id.map(id_text)
    }
}

/// An id as people read it.
pub(crate) fn id_text(id: &RawValue) -> Cow<'_, str> {
    let raw = id.get();
    if raw.starts_with('"') {
        // An id that is not valid text (half of a surrogate pair) is kept as it stood.
        if let Ok(text) = serde_json::from_str::<String>(raw) {
            return Cow::Owned(text);
        }
    }
    Cow::Borrowed(raw)
}

/// What one item gave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labelled<'a> {
    /// Which item.
    pub(crate) origin: Origin<'a>,
    /// Its fields.
    pub(crate) fields: &'a [Field<'a>],
    /// What the rules say of it.
    pub(crate) result: &'a Classification,
}

impl<'a> Labelled<'a> {
    /// The words that `evidence` quotes.
    fn quote(&self, evidence: &Evidence) -> &'a str {
        &self.fields[evidence.field].text[evidence.start..evidence.end]
    }
}

/// Writes records in one format.
#[derive(Clone, Debug)]
pub(crate) struct Writer<'r> {
    rules: &'r RuleSet,
    format: Format,
    evidence: bool,
    color: bool,
    /// Name and hash of the rule set, the same in every record.
    rules_text: String,
}

impl<'r> Writer<'r> {
    /// A writer of what `rules` say. `evidence` asks for the words that earned the labels, `color` for terminal colours in
    /// [`Format::Text`].
    pub(crate) fn new(rules: &'r RuleSet, format: Format, evidence: bool, color: bool) -> Self {
        let rules_text = format!("{} sha256:{}", rules.name(), rules.hash());
        Self {
            rules,
            format,
            evidence,
            color,
            rules_text,
        }
    }

    /// Writes what stands before the first record.
    pub(crate) fn header(&self, out: &mut Vec<u8>) {
        if self.format == Format::Csv {
            csv::header(self, out);
        }
    }

    /// Writes an item.
    pub(crate) fn item(&self, item: &Labelled<'_>, out: &mut Vec<u8>) {
        match self.format {
            Format::Text => human::item(self, item, out),
            Format::Jsonl => jsonl::item(self, item, out),
            Format::Csv => csv::item(self, item, out),
        }
    }

    /// Writes a record that could not be used.
    pub(crate) fn error(&self, origin: Origin<'_>, code: &str, message: &str, out: &mut Vec<u8>) {
        match self.format {
            Format::Text => human::error(self, origin, code, message, out),
            Format::Jsonl => jsonl::error(origin, code, message, out),
            Format::Csv => csv::error(self, origin, code, message, out),
        }
    }

    /// Whether a spreadsheet may take the id of this record for a formula. Ids are never altered, so this is for a warning.
    pub(crate) fn has_formula_id(&self, origin: Origin<'_>) -> bool {
        self.format == Format::Csv
            && origin
                .id_text()
                .is_some_and(|id| csv::looks_like_formula(&id))
    }

    fn label(&self, id: LabelId) -> &'r str {
        &self.rules.labels()[id.index()].name
    }
}

/// A tag as it is written in rules.
pub(crate) fn tag_name(tag: Tag) -> &'static str {
    match tag {
        Tag::Denied => "denied",
        Tag::Reversed => "reversed",
        Tag::Possible => "possible",
        Tag::Planned => "planned",
        Tag::Asserted => "asserted",
    }
}

#[cfg(test)]
mod testing;
