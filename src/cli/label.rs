//! One batch of raw records in, the bytes of their output out: parse, classify, write. This is what each worker does, and it
//! knows nothing of threads, files or the terminal.

use std::fmt::Write as _;

use crate::classify::{Classification, Item};
use crate::input::{Batch, Code, Entry, Parser, Record};
use crate::output::{Labelled, Origin, Writer, visible};

/// What became of some records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Records with at least one label.
    pub(super) labelled: u64,
    /// Records without.
    pub(super) unlabelled: u64,
    /// Bad records.
    pub(super) errors: u64,
    /// Blank lines.
    pub(super) blank: u64,
    /// Files of a folder that are not text.
    pub(super) skipped: u64,
    /// Files and folders that could not be read.
    pub(super) unreadable: u64,
    /// Ids that a spreadsheet may run.
    pub(super) formula_ids: u64,
}

impl Counts {
    /// All records.
    pub(super) fn read(&self) -> u64 {
        self.labelled + self.unlabelled + self.errors
    }

    /// Adds what became of others.
    pub(super) fn add(&mut self, other: &Self) {
        self.labelled += other.labelled;
        self.unlabelled += other.unlabelled;
        self.errors += other.errors;
        self.blank += other.blank;
        self.skipped += other.skipped;
        self.unreadable += other.unreadable;
        self.formula_ids += other.formula_ids;
    }
}

/// A batch, done.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// For standard output.
    pub(super) out: Vec<u8>,
    /// For standard error: whole lines.
    pub(super) messages: String,
    /// What became of the records.
    pub(super) counts: Counts,
    /// How many records it had, and bytes.
    pub(super) read: (usize, usize),
}

/// Does one batch. `classify` says what the rules say of an item.
pub(super) fn batch(
    batch: &Batch,
    parser: &mut Parser,
    writer: &Writer<'_>,
    classify: &mut dyn FnMut(&Item<'_>) -> Classification,
) -> Done {
    let mut done = Done {
        read: (batch.entries.len(), batch.bytes.len()),
        ..Done::default()
    };
    done.counts.blank = batch.blank;
    done.counts.skipped = batch.skipped;
    for failure in &batch.failures {
        done.counts.unreadable += 1;
        done.say(format_args!("{}", visible(failure)));
    }
    for entry in &batch.entries {
        let line = entry.line;
        match parser.parse(batch, entry) {
            Ok(record) => {
                if let Some(warning) = &record.warning {
                    done.say(format_args!("warning: {}: {warning}", place(batch, entry)));
                }
                done.item(&record, line, writer, classify);
            }
            Err(failure) => {
                let (code, message) = (failure.problem.code.as_str(), &failure.problem.message);
                done.say(format_args!(
                    "{}: {}",
                    place(batch, entry),
                    visible(message)
                ));
                done.counts.errors += 1;
                if failure.problem.code == Code::BrokenInput {
                    done.counts.unreadable += 1;
                }
                writer.error(
                    Origin {
                        id: failure.id.as_deref(),
                        line,
                    },
                    code,
                    message,
                    &mut done.out,
                );
            }
        }
    }
    done
}

impl Done {
    fn item(
        &mut self,
        record: &Record<'_>,
        line: Option<u64>,
        writer: &Writer<'_>,
        classify: &mut dyn FnMut(&Item<'_>) -> Classification,
    ) {
        let fields = record.borrowed();
        let result = classify(&Item { fields: &fields });
        if result.labels.is_empty() {
            self.counts.unlabelled += 1;
        } else {
            self.counts.labelled += 1;
        }
        let origin = Origin {
            id: record.id.as_deref(),
            line,
        };
        self.counts.formula_ids += u64::from(writer.has_formula_id(origin));
        writer.item(
            &Labelled {
                origin,
                fields: &fields,
                result: &result,
            },
            &mut self.out,
        );
    }

    fn say(&mut self, message: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.messages, "farshore: {message}");
    }
}

/// Where `entry` stands, for a message: `news.jsonl:7`.
pub(super) fn place(batch: &Batch, entry: &Entry) -> String {
    let name = visible(&batch.source.name);
    match (entry.line, entry.name.as_deref()) {
        (Some(number), _) if batch.source.counts_values() => format!("{name}, item {number}"),
        (Some(line), _) => format!("{name}:{line}"),
        // In a folder the name of the file says it; a file by itself has the same name twice.
        (None, Some(file)) if file != batch.source.name => format!("{name}/{}", visible(file)),
        (None, _) => name.to_string(),
    }
}
