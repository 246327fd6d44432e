//! One batch of raw records in, the bytes of their output out: parse, classify, write. This is what each worker does, and it
//! knows nothing of threads, files or the terminal.

use std::any::Any;
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::english::English;
use crate::classify::{Classification, Field, Item};
use crate::input::{Batch, Code, Entry, Fields, Kept, Parser, Record};
use crate::output::{self, Faulty, Labelled, Origin, Writer, visible};
use crate::ruleset::LabelId;

/// What became of some records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Records with at least one label.
    pub(super) labelled: u64,
    /// Records without.
    pub(super) unlabelled: u64,
    /// Bad records, those that crashed included.
    pub(super) errors: u64,
    /// Blank lines.
    pub(super) blank: u64,
    /// Files of a folder that are not text.
    pub(super) skipped: u64,
    /// Files and folders that could not be read, or not to their end.
    pub(super) unreadable: u64,
    /// Records on which the program crashed.
    pub(super) crashed: u64,
    /// Records with a label that is not wanted.
    pub(super) unwanted: u64,
    /// Records that are not English.
    pub(super) foreign: u64,
    /// Where the first of those stands.
    pub(super) first_foreign: Option<String>,
    /// Ids that a spreadsheet may run.
    pub(super) formula_ids: u64,
}

impl Counts {
    /// All records.
    pub(super) fn read(&self) -> u64 {
        self.labelled + self.unlabelled + self.errors
    }

    /// Adds what became of others.
    pub(super) fn add(&mut self, other: Self) {
        self.labelled += other.labelled;
        self.unlabelled += other.unlabelled;
        self.errors += other.errors;
        self.blank += other.blank;
        self.skipped += other.skipped;
        self.unreadable += other.unreadable;
        self.crashed += other.crashed;
        self.unwanted += other.unwanted;
        self.foreign += other.foreign;
        self.first_foreign = self.first_foreign.take().or(other.first_foreign);
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

/// Says what the rules say of an item.
pub(super) type Classify<'r> = Box<dyn FnMut(&Item<'_>) -> Classification + 'r>;

/// What one thread labels with.
pub(super) struct Labeller<'r> {
    pub(super) fields: &'r Fields,
    pub(super) writer: Writer<'r>,
    /// Text beyond so many bytes of an item is not read.
    pub(super) max_text_bytes: usize,
    /// The labels that no item should have.
    pub(super) unwanted: &'r [LabelId],
    /// Makes a classifier.
    pub(super) begin: &'r dyn Fn() -> Classify<'r>,
}

/// What a crash may leave in disorder.
struct State<'r> {
    parser: Parser,
    classify: Classify<'r>,
}

impl<'r> Labeller<'r> {
    /// Does what `batches` holds, one after the other, and hands each to `finish`.
    pub(super) fn run<B>(
        &self,
        batches: impl Iterator<Item = B>,
        batch: impl Fn(&B) -> &Batch,
        mut finish: impl FnMut(B, Done),
    ) {
        let english = English::new();
        let mut state = self.state();
        for task in batches {
            let done = self.batch(batch(&task), &mut state, &english);
            finish(task, done);
        }
    }

    fn state(&self) -> State<'r> {
        State {
            parser: Parser::new(self.fields.clone()),
            classify: (self.begin)(),
        }
    }

    fn batch(&self, batch: &Batch, state: &mut State<'r>, english: &English) -> Done {
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
        if batch.begins_table
            && let Some((columns, _)) = batch.source.columns()
        {
            self.writer.kept_header(columns, &mut done.out);
        }
        for entry in &batch.entries {
            let start = done.out.len();
            let (labelled, unlabelled) = (done.counts.labelled, done.counts.unlabelled);
            // One record on which the program fails must not cost the others.
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                self.entry(batch, entry, state, english, &mut done);
            }));
            if let Err(panic) = outcome {
                done.out.truncate(start);
                (done.counts.labelled, done.counts.unlabelled) = (labelled, unlabelled);
                *state = self.state();
                self.crash(batch, entry, state, panic.as_ref(), &mut done);
            }
        }
        done
    }

    fn entry(
        &self,
        batch: &Batch,
        entry: &Entry,
        state: &mut State<'r>,
        english: &English,
        done: &mut Done,
    ) {
        match state.parser.parse(batch, entry) {
            Ok(record) => {
                if let Some(warning) = &record.warning {
                    done.say(format_args!("warning: {}: {warning}", place(batch, entry)));
                }
                let mut fields = record.borrowed();
                if english.is_missing(&fields) {
                    done.counts.foreign += 1;
                    let first = &mut done.counts.first_foreign;
                    first.get_or_insert_with(|| place(batch, entry));
                }
                let origin = Origin {
                    id: record.id.as_deref(),
                    line: entry.line,
                };
                let kept = kept(&record, batch);
                self.item(origin, &mut fields, kept, &mut state.classify, done);
            }
            Err(failure) => {
                let (code, message) = (failure.problem.code, &failure.problem.message);
                done.counts.unreadable += u64::from(code == Code::BrokenInput);
                let origin = Origin {
                    id: failure.id.as_deref(),
                    line: entry.line,
                };
                self.error(batch, entry, origin, (code.as_str(), message), done);
            }
        }
    }

    fn item(
        &self,
        origin: Origin<'_>,
        fields: &mut [Field<'_>],
        kept: output::Kept<'_>,
        classify: &mut Classify<'r>,
        done: &mut Done,
    ) {
        let is_cut = cut(fields, self.max_text_bytes);
        let mut result = classify(&Item { fields });
        result.truncated |= is_cut;
        if result.labels.is_empty() {
            done.counts.unlabelled += 1;
        } else {
            done.counts.labelled += 1;
            let is_unwanted = |label| self.unwanted.contains(label);
            done.counts.unwanted += u64::from(result.labels.iter().any(is_unwanted));
        }
        done.counts.formula_ids += u64::from(self.writer.has_formula_id(origin));
        self.writer.item(
            &Labelled {
                origin,
                fields,
                result: &result,
                kept,
            },
            &mut done.out,
        );
    }

    /// Writes an error record for an entry on which the program has crashed.
    fn crash(
        &self,
        batch: &Batch,
        entry: &Entry,
        state: &mut State<'r>,
        panic: &(dyn Any + Send),
        done: &mut Done,
    ) {
        done.counts.crashed += 1;
        let what = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        let message = format!("farshore crashed on this record (a bug in farshore): {what}");
        let parser = &mut state.parser;
        // If it was the parser that crashed there is no id.
        let id = catch_unwind(AssertUnwindSafe(|| {
            let record = parser.parse(batch, entry).ok()?;
            record.id.map(Cow::into_owned)
        }));
        let id = id.ok().flatten();
        let origin = Origin {
            id: id.as_deref(),
            line: entry.line,
        };
        self.error(batch, entry, origin, ("internal_error", &message), done);
    }

    fn error(
        &self,
        batch: &Batch,
        entry: &Entry,
        origin: Origin<'_>,
        (code, message): (&str, &str),
        done: &mut Done,
    ) {
        let place = place(batch, entry);
        done.say(format_args!("{place}: {}", visible(message)));
        done.counts.errors += 1;
        let faulty = Faulty {
            origin,
            code,
            message,
            columns: batch.source.columns().map_or(0, |(names, _)| names.len()),
        };
        self.writer.error(&faulty, &mut done.out);
    }
}

impl Done {
    fn say(&mut self, message: fmt::Arguments<'_>) {
        let _ = writeln!(self.messages, "farshore: {message}");
    }
}

/// What the output keeps of `record`.
fn kept<'a>(record: &'a Record<'_>, batch: &'a Batch) -> output::Kept<'a> {
    match (&record.kept, batch.source.columns()) {
        (Kept::Object(object), _) => output::Kept::Object(object),
        (Kept::Cells(cells), Some((names, id))) => output::Kept::Row { names, cells, id },
        (Kept::Nothing | Kept::Cells(_), _) => output::Kept::Nothing,
    }
}

/// Leaves `limit` bytes of text; whether that is less than there was.
fn cut(fields: &mut [Field<'_>], limit: usize) -> bool {
    let mut room = limit;
    let mut is_cut = false;
    for field in fields {
        if field.text.len() > room {
            field.text = &field.text[..field.text.floor_char_boundary(room)];
            // What stands behind a cut is not read even if it is short: the text would have a hole.
            room = field.text.len();
            is_cut = true;
        }
        room -= field.text.len();
    }
    is_cut
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

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::cli::run::testing::{jsonl_settings, rules};
    use crate::input::{self, Input};
    use crate::output::{Format, Style};

    fn label(lines: &str, limit: usize, begin: fn() -> Classify<'static>) -> Done {
        let (rules, settings) = (rules(), jsonl_settings());
        let labeller = Labeller {
            fields: &settings.fields,
            writer: Writer::new(&rules, Style::plain(Format::Jsonl)),
            max_text_bytes: limit,
            unwanted: &[],
            begin: &|| begin(),
        };
        let mut all = Done::default();
        let input = Input::Stream(Box::new(std::io::Cursor::new(lines.to_owned())));
        let _ = input::read(vec![input], &settings, &mut |batch| {
            labeller.run(
                std::iter::once(batch),
                |batch| batch,
                |_, done| {
                    all.out.extend(done.out);
                    all.messages.push_str(&done.messages);
                    all.counts.add(done.counts);
                },
            );
            ControlFlow::Continue(())
        });
        all
    }

    #[test]
    fn f56_a_crash_is_one_error_record_and_the_run_goes_on() {
        let begin = || -> Classify<'static> {
            let mut is_in_disorder = false;
            Box::new(move |item| {
                assert!(
                    !is_in_disorder,
                    "a classifier that has crashed is used again"
                );
                is_in_disorder = true;
                assert!(
                    item.fields[0].text != "boom",
                    "a crash\u{1b} that this test wants"
                );
                is_in_disorder = false;
                Classification {
                    scores: vec![0],
                    ..Classification::default()
                }
            })
        };
        let lines = "{\"id\":1,\"text\":\"a\"}\n{\"id\":\"x\",\"text\":\"boom\"}\n{\"text\":\"boom\"}\n{\"text\":\"b\"}\n";
        let done = label(lines, 99, begin);
        let out = String::from_utf8(done.out).expect("the output is UTF-8");
        let starts = [
            r#"{"schema":1,"id":1,"label":null"#,
            r#"{"schema":1,"id":"x","line":2,"error":{"code":"internal_error","message":"#,
            r#"{"schema":1,"line":3,"error":{"code":"internal_error","message":"#,
            r#"{"schema":1,"line":4,"label":null"#,
        ];
        assert_eq!(out.lines().count(), starts.len(), "{out}");
        for (line, start) in out.lines().zip(starts) {
            assert!(line.starts_with(start), "{line}");
        }
        let Counts {
            unlabelled,
            errors,
            crashed,
            ..
        } = done.counts;
        assert_eq!((unlabelled, errors, crashed), (2, 2, 2));
        assert!(
            done.messages.contains("stream:2: farshore crashed"),
            "{}",
            done.messages
        );
        assert!(!done.messages.contains('\u{1b}'));
    }

    #[test]
    fn text_over_the_limit_is_cut_at_a_letter_and_said() {
        let begin = || -> Classify<'static> {
            Box::new(|item| {
                let texts: Vec<_> = item.fields.iter().map(|field| field.text).collect();
                assert_eq!(texts, ["ab", ""]);
                Classification {
                    scores: vec![0],
                    ..Classification::default()
                }
            })
        };
        let done = label("{\"title\":\"abéc\",\"text\":\"d\"}\n", 3, begin);
        assert_eq!((done.counts.unlabelled, done.counts.crashed), (1, 0));
        assert!(String::from_utf8_lossy(&done.out).contains("\"truncated\":true"));
    }
}
