//! Runs something over every item of a corpus, on many threads, and hands on the results in order. For commands that add up what
//! they see and write only at the end.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;

use serde_json::value::RawValue;

use super::args::{OnError, ReadArgs};
use super::progress::Progress;
use super::run::{inputs, jobs};
use super::{CliError, label, pipeline};
use crate::classify::Field;
use crate::input::{self, Batch, Code, Format, Parser};
use crate::output::visible;

/// An item, as a worker sees it.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    /// Its id, byte for byte.
    pub(super) id: Option<&'a RawValue>,
    /// Where it stands: `news.jsonl:7`.
    pub(super) at: &'a str,
    /// All of its line, or why that is not JSON.
    pub(super) json: Result<&'a [u8], &'a str>,
    /// Its text.
    pub(super) fields: &'a [Field<'a>],
}

/// What a worker makes of an item: something, nothing, or what is wrong with it.
pub(super) type Judge<'j, T> = dyn FnMut(&Seen<'_>) -> Result<Option<T>, String> + 'j;

/// What could not be used.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faults {
    /// Bad records.
    pub(super) records: u64,
    /// Files and folders that could not be read.
    pub(super) unreadable: u64,
}

impl Faults {
    /// Whether they are an error.
    pub(super) fn are_fatal(self, args: &ReadArgs) -> bool {
        self.unreadable > 0 || (self.records > 0 && args.on_error == OnError::Fail)
    }
}

impl std::ops::AddAssign for Faults {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.unreadable += other.unreadable;
    }
}

/// A batch, done.
struct Done<T> {
    made: Vec<T>,
    faults: Faults,
    /// For standard error: whole lines.
    messages: String,
    /// How many records it had, and bytes.
    read: (usize, usize),
}

/// Reads `paths` (`-` is standard input) in `format`, or in whatever format they are. `work` is called once on each thread, to
/// set up what it needs, with a function that runs a [`Judge`] over the items that fall to this thread. `take` gets what the
/// judges made, in the order of the input. What is wrong is said on standard error, with its place.
pub(super) fn run<T: Send + 'static>(
    paths: &[PathBuf],
    format: Option<Format>,
    args: &ReadArgs,
    work: impl Fn(&mut dyn FnMut(&mut Judge<'_, T>)) + Clone + Send + 'static,
    mut take: impl FnMut(T),
) -> Result<Faults, CliError> {
    let inputs = inputs(paths);
    let settings = args.settings(format);
    let fields = settings.fields.clone();
    let mut faults = Faults::default();
    let mut progress = Progress::new(paths, true);
    let end = pipeline::run(
        jobs(args.jobs),
        move |send| {
            let _ = input::read(inputs, &settings, send);
        },
        move |tasks| {
            let mut parser = Parser::new(fields.clone());
            work(&mut |judge| {
                for task in &mut *tasks {
                    let done = batch(&task.job, &mut parser, judge);
                    task.finish(done);
                }
            });
        },
        |done: Done<T>| {
            faults += done.faults;
            progress.advance(done.read);
            progress.tell(&done.messages);
            done.made.into_iter().for_each(&mut take);
            Ok::<(), CliError>(())
        },
    )?;
    if end.is_err() {
        return Err(CliError::new(
            "a thread crashed, so there is no report (this is a bug in farshore)",
        ));
    }
    Ok(faults)
}

/// Reads the JSON lines of `path` on this thread and hands each with its place to `take`, which says what is wrong with it.
pub(super) fn lines(
    path: &PathBuf,
    args: &ReadArgs,
    mut take: impl FnMut(&[u8], &str) -> Result<(), String>,
) -> Faults {
    let mut faults = Faults::default();
    let inputs = inputs(std::slice::from_ref(path));
    let settings = args.settings(None);
    let _ = input::read(inputs, &settings, &mut |batch| {
        let mut done: Done<()> = Done::new(&batch);
        for entry in &batch.entries {
            let at = label::place(&batch, entry);
            let line = batch.json(entry).map_err(str::to_owned);
            if let Err(problem) = line.and_then(|line| take(line, &at)) {
                done.bad_record(&at, &problem);
            }
        }
        faults += done.faults;
        let _ = io::stderr().write_all(done.messages.as_bytes());
        std::ops::ControlFlow::Continue(())
    });
    faults
}

fn batch<T>(batch: &Batch, parser: &mut Parser, judge: &mut Judge<'_, T>) -> Done<T> {
    let mut done = Done::new(batch);
    for entry in &batch.entries {
        let at = label::place(batch, entry);
        let record = match parser.parse(batch, entry) {
            Ok(record) => record,
            Err(failure) => {
                done.faults.unreadable += u64::from(failure.problem.code == Code::BrokenInput);
                done.bad_record(&at, &failure.problem.message);
                continue;
            }
        };
        if let Some(warning) = &record.warning {
            done.say(format_args!("warning: {at}: {warning}"));
        }
        let fields = record.borrowed();
        let seen = Seen {
            id: record.id.as_deref(),
            at: &at,
            json: batch.json(entry),
            fields: &fields,
        };
        match judge(&seen) {
            Ok(made) => done.made.extend(made),
            Err(problem) => done.bad_record(&at, &problem),
        }
    }
    done
}

impl<T> Done<T> {
    /// Nothing done yet of `batch`, and what the reader found wrong.
    fn new(batch: &Batch) -> Self {
        let mut done = Self {
            made: Vec::new(),
            faults: Faults::default(),
            messages: String::new(),
            read: (batch.entries.len(), batch.bytes.len()),
        };
        for failure in &batch.failures {
            done.faults.unreadable += 1;
            done.say(format_args!("{}", visible(failure)));
        }
        done
    }

    fn bad_record(&mut self, at: &str, problem: &str) {
        self.faults.records += 1;
        self.say(format_args!("{at}: {}", visible(problem)));
    }

    fn say(&mut self, message: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.messages, "farshore: {message}");
    }
}
