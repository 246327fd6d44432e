//! Output: what the rules say of an item in, bytes out. It writes to memory, so that each thread can write its own part and
//! the parts are put together in order.

mod cells;
pub(crate) mod diff;
mod escape;
pub(crate) mod eval;
pub(crate) mod explain;
mod human;
mod jsonl;
mod quoted;
mod rows;
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
    /// A table with a header row, parted by commas.
    Csv,
    /// The same, parted by tabs.
    Tsv,
    /// A line for each record, as wide as the terminal; for people, may change.
    Table,
}

impl Format {
    /// What stands between two cells, if it has cells.
    pub(crate) fn delimiter(self) -> Option<u8> {
        match self {
            Self::Csv => Some(b','),
            Self::Tsv => Some(b'\t'),
            Self::Text | Self::Jsonl | Self::Table => None,
        }
    }
}

/// How records are written.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// In which format.
    pub(crate) format: Format,
    /// Whether with the words that earned the labels.
    pub(crate) evidence: bool,
    /// Whether with terminal colours, in the formats for people.
    pub(crate) color: bool,
    /// How wide the terminal is, if there is one.
    pub(crate) width: Option<u16>,
    /// If the records of the input are kept and what the rules say is added to them: what stands before each added name.
    pub(crate) keep: Option<String>,
    /// Whether cells that a spreadsheet would run stay as they are.
    pub(crate) raw_cells: bool,
}

impl Style {
    /// `format` and nothing besides.
    #[cfg(test)]
    pub(crate) fn plain(format: Format) -> Self {
        Self {
            format,
            evidence: false,
            color: false,
            width: None,
            keep: None,
            raw_cells: false,
        }
    }

    fn prefix(&self) -> &str {
        self.keep.as_deref().unwrap_or_default()
    }
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
    /// What is kept of its record.
    pub(crate) kept: Kept<'a>,
}

/// What is kept of a record of the input.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kept<'a> {
    /// Its id at most.
    Nothing,
    /// An object, as it stands.
    Object(&'a str),
    /// A row.
    Row {
        /// The names of its columns.
        names: &'a [String],
        /// As many cells.
        cells: &'a [&'a str],
        /// The column with the id, if there is one.
        id: Option<usize>,
    },
}

/// A record that could not be used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Faulty<'a> {
    /// Which record.
    pub(crate) origin: Origin<'a>,
    /// What is wrong, for programs.
    pub(crate) code: &'a str,
    /// What is wrong, for people.
    pub(crate) message: &'a str,
    /// How many columns are kept of the records of its table.
    pub(crate) columns: usize,
}

impl<'a> Labelled<'a> {
    /// The words that `evidence` quotes.
    fn quote(&self, evidence: &Evidence) -> &'a str {
        &self.fields[evidence.field].text[evidence.start..evidence.end]
    }
}

/// Writes records in one style.
#[derive(Clone, Debug)]
pub(crate) struct Writer<'r> {
    rules: &'r RuleSet,
    style: Style,
    /// How every JSON record of an item ends.
    end: String,
}

impl<'r> Writer<'r> {
    /// A writer of what `rules` say.
    pub(crate) fn new(rules: &'r RuleSet, style: Style) -> Self {
        let end = schema::end(rules, &style);
        Self { rules, style, end }
    }

    /// The names that are added to the records that are kept.
    pub(crate) fn names(&self) -> Vec<String> {
        match self.style.format {
            Format::Csv | Format::Tsv => cells::names(self),
            Format::Jsonl | Format::Text | Format::Table => schema::NAMES
                .map(|name| format!("{}{name}", self.style.prefix()))
                .to_vec(),
        }
    }

    /// Writes what stands before the first record, unless that is for the input to say ([`Writer::kept_header`]).
    pub(crate) fn header(&self, out: &mut Vec<u8>) {
        match self.style.format {
            Format::Csv | Format::Tsv if self.style.keep.is_none() => cells::header(self, &[], out),
            Format::Table => rows::header(self, out),
            _ => {}
        }
    }

    /// Writes the header row of a table of which `columns` are kept.
    pub(crate) fn kept_header(&self, columns: &[String], out: &mut Vec<u8>) {
        if self.style.format.delimiter().is_some() {
            cells::header(self, columns, out);
        }
    }

    /// Writes an item.
    pub(crate) fn item(&self, item: &Labelled<'_>, out: &mut Vec<u8>) {
        match self.style.format {
            Format::Text => human::item(self, item, out),
            Format::Jsonl => jsonl::item(self, item, out),
            Format::Csv | Format::Tsv => cells::item(self, item, out),
            Format::Table => rows::item(self, item, out),
        }
    }

    /// Writes a record that could not be used.
    pub(crate) fn error(&self, faulty: &Faulty<'_>, out: &mut Vec<u8>) {
        match self.style.format {
            Format::Text => human::error(self, faulty, out),
            Format::Jsonl => jsonl::error(self, faulty, out),
            Format::Csv | Format::Tsv => cells::error(self, faulty, out),
            Format::Table => rows::error(self, faulty, out),
        }
    }

    /// Whether a spreadsheet may take the id of this record for a formula. Ids are never altered, so this is for a warning.
    pub(crate) fn has_formula_id(&self, origin: Origin<'_>) -> bool {
        self.style.format.delimiter().is_some()
            && origin
                .id_text()
                .is_some_and(|id| cells::looks_like_formula(&id))
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
