//! Input: files, folders and pipes in, [`Record`]s out.
//!
//! It works in two halves so that the costly one can run on many threads. The reader ([`read`]) only cuts the input into
//! raw records, and hands them over in batches; a [`Parser`] in each worker makes a [`Record`] of each. Whatever is wrong
//! with one record becomes a [`Failure`] in its place: nothing is dropped and nothing shifts.

mod csv;
mod decode;
mod elements;
mod fields;
mod files;
mod folder;
mod json;
mod peek;
mod reader;
mod sniff;
mod split;
mod unpack;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;
use smallvec::{SmallVec, smallvec};

use crate::classify::Field;

pub(crate) use decode::encoding;
pub(crate) use encoding_rs::Encoding;
pub(crate) use fields::{Fields, Keep};
pub(crate) use files::{Open, Plain, file_id};
pub(crate) use folder::{Met, walk};
pub(crate) use reader::{Input, Settings, read};

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// The whole input is one item.
    Text,
    /// A JSON object a line.
    Jsonl,
    /// An array of JSON objects, or objects that are not a line each.
    Json,
    /// Comma-separated, with a header row.
    Csv,
    /// Tab-separated, with a header row.
    Tsv,
    /// A folder of `.txt` files.
    Dir,
}

/// Some raw records of one source, in the order of the input.
#[derive(Debug)]
pub(crate) struct Batch {
    /// Where they come from.
    pub(crate) source: Arc<Source>,
    /// The bytes of all of them.
    pub(crate) bytes: Vec<u8>,
    /// The records.
    pub(crate) entries: Vec<Entry>,
    /// Whether the columns that are kept ([`Source::columns`]) are to be named before the first record.
    pub(crate) begins_table: bool,
    /// Blank lines left out.
    pub(crate) blank: u64,
    /// Files of a folder that are not `.txt`, left out.
    pub(crate) skipped: u64,
    /// What could not be read and is no record: messages with the path in front.
    pub(crate) failures: Vec<String>,
}

impl Batch {
    fn new(source: Arc<Source>) -> Self {
        Self {
            source,
            bytes: Vec::new(),
            entries: Vec::new(),
            begins_table: false,
            blank: 0,
            skipped: 0,
            failures: Vec::new(),
        }
    }

    /// The raw JSON of `entry`, for those who want more of it than a [`Record`] takes, or why there is none.
    pub(crate) fn json<'a>(&'a self, entry: &'a Entry) -> Result<&'a [u8], &'a str> {
        match (&entry.problem, &self.source.shape) {
            (Some(problem), _) => Err(&problem.message),
            (None, Shape::Jsonl | Shape::Json) => Ok(&self.bytes[entry.range.clone()]),
            (None, _) => Err("not JSON lines"),
        }
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty()
            && self.failures.is_empty()
            && self.blank == 0
            && self.skipped == 0
            && !self.begins_table
    }
}

/// Where records come from.
#[derive(Debug)]
pub(crate) struct Source {
    /// As named in messages.
    pub(crate) name: String,
    shape: Shape,
}

impl Source {
    /// The columns that are kept of its records, and which of them is the id.
    pub(crate) fn columns(&self) -> Option<(&[String], Option<usize>)> {
        match &self.shape {
            Shape::Table(layout) => layout.kept(),
            Shape::Text | Shape::Jsonl | Shape::Json => None,
        }
    }

    /// What the line of an entry counts: of JSON that is not a line each, the values.
    pub(crate) fn counts_values(&self) -> bool {
        matches!(self.shape, Shape::Json)
    }
}

/// How the raw records of a source are to be understood.
#[derive(Debug)]
enum Shape {
    Text,
    Jsonl,
    Json,
    Table(csv::Layout),
}

/// A raw record.
#[derive(Debug)]
pub(crate) struct Entry {
    range: Range<usize>,
    /// The line on which it starts, from 1, or which value it is ([`Source::counts_values`]); none for a file that is one item.
    pub(crate) line: Option<u64>,
    /// The name of the file that is this item.
    pub(crate) name: Option<String>,
    /// Why there is nothing to parse.
    problem: Option<Problem>,
}

/// A record, ready to be classified.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// Its id as JSON, byte for byte as it stood.
    pub(crate) id: Option<Cow<'a, RawValue>>,
    /// Its text, titles first.
    pub(crate) fields: SmallVec<[TextField<'a>; 4]>,
    /// A fault that was mended.
    pub(crate) warning: Option<String>,
    /// All of it, if it is to be kept.
    pub(crate) kept: Kept<'a>,
}

/// What is kept of a record.
#[derive(Debug)]
pub(crate) enum Kept<'a> {
    /// Nothing.
    Nothing,
    /// A JSON object, as it stands.
    Object(&'a str),
    /// A row, with a cell for each of [`Source::columns`].
    Cells(Vec<&'a str>),
}

impl Record<'_> {
    /// Its text as the classifier takes it.
    pub(crate) fn borrowed(&self) -> SmallVec<[Field<'_>; 4]> {
        self.fields
            .iter()
            .map(|field| Field {
                name: field.name,
                is_title: field.is_title,
                text: &field.text,
            })
            .collect()
    }
}

/// A text field of a record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TextField<'a> {
    /// Its name in the input.
    pub(crate) name: &'a str,
    /// Whether it belongs to the title zone.
    pub(crate) is_title: bool,
    /// The text; borrowed unless the format escaped something in it.
    pub(crate) text: Cow<'a, str>,
}

/// A record that cannot be used.
#[derive(Debug)]
pub(crate) struct Failure<'a> {
    /// Its id, if that much is known.
    pub(crate) id: Option<Cow<'a, RawValue>>,
    /// What is wrong.
    pub(crate) problem: Cow<'a, Problem>,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// For programs; part of the output's contract.
    pub(crate) code: Code,
    /// For people.
    pub(crate) message: String,
}

impl Problem {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// The kinds of bad record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Not JSON, or not an object.
    BadJson,
    /// Not UTF-8.
    BadUtf8,
    /// The input ends or cannot be read on before it should; there is more of it than this record.
    BrokenInput,
    /// A field that is read stands there twice.
    DuplicateField,
    /// None of the text fields is there.
    MissingText,
    /// A record that is kept has a field where another is to be put.
    NameClash,
    /// A row with too few or too many cells.
    RaggedRow,
    /// Longer than `--max-record-bytes`.
    TooLong,
    /// A quote in a table that is never closed.
    UnclosedQuote,
    /// A file of a folder that cannot be read.
    Unreadable,
    /// A text field that holds no text.
    WrongType,
}

impl Code {
    /// As written in an error record.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::BadJson => "bad_json",
            Self::BadUtf8 => "bad_utf8",
            Self::BrokenInput => "broken_input",
            Self::DuplicateField => "duplicate_field",
            Self::MissingText => "missing_text",
            Self::NameClash => "name_clash",
            Self::RaggedRow => "ragged_row",
            Self::TooLong => "too_long",
            Self::UnclosedQuote => "unclosed_quote",
            Self::Unreadable => "unreadable",
            Self::WrongType => "wrong_type",
        }
    }
}

/// Makes records of raw ones; one for each thread, because it keeps buffers.
#[derive(Debug)]
pub(crate) struct Parser {
    fields: Fields,
    rows: csv::RowParser,
}

impl Parser {
    /// A parser that reads `fields`.
    pub(crate) fn new(fields: Fields) -> Self {
        Self {
            fields,
            rows: csv::RowParser::default(),
        }
    }

    /// The record that `entry` of `batch` is.
    pub(crate) fn parse<'a>(
        &'a mut self,
        batch: &'a Batch,
        entry: &'a Entry,
    ) -> Result<Record<'a>, Failure<'a>> {
        if let Some(problem) = &entry.problem {
            return Err(Failure {
                id: entry.name.as_deref().map(text_id),
                problem: Cow::Borrowed(problem),
            });
        }
        let bytes = &batch.bytes[entry.range.clone()];
        match &batch.source.shape {
            Shape::Text => Ok(plain(bytes, entry.name.as_deref())),
            Shape::Jsonl | Shape::Json => json::parse(bytes, &self.fields),
            Shape::Table(layout) => self.rows.record(bytes, layout, &self.fields),
        }
    }
}

/// A whole file as a record. Bytes that are not UTF-8 are replaced and reported, as text files have no escapes to blame.
fn plain<'a>(bytes: &'a [u8], name: Option<&str>) -> Record<'a> {
    let text = String::from_utf8_lossy(bytes);
    let warning = matches!(text, Cow::Owned(_)).then(|| {
        "not valid UTF-8: bad bytes were read as U+FFFD, and offsets count those".to_owned()
    });
    Record {
        id: name.map(text_id),
        fields: smallvec![TextField {
            name: "text",
            is_title: false,
            text,
        }],
        warning,
        kept: Kept::Nothing,
    }
}

/// A text as an id.
fn text_id<'a>(text: &str) -> Cow<'a, RawValue> {
    Cow::Owned(serde_json::value::to_raw_value(text).expect("a string is always valid JSON"))
}

fn bad_utf8<'a>(error: std::str::Utf8Error) -> Failure<'a> {
    failure(
        None,
        Code::BadUtf8,
        format!("not valid UTF-8 at byte {}", error.valid_up_to() + 1),
    )
}

fn failure(id: Option<Cow<'_, RawValue>>, code: Code, message: impl Into<String>) -> Failure<'_> {
    Failure {
        id,
        problem: Cow::Owned(Problem::new(code, message)),
    }
}
