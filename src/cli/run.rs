//! Labels inputs into any writer: what `classify` does once, and a command that writes several outputs once for each. Everything
//! from the opening of an input to the last byte of its output goes through here.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use super::args::{InputFormat, LabelArgs};
use super::label::{self, Counts, Done};
use super::progress::Progress;
use super::{CliError, pipeline};
use crate::classify::Classifier;
use crate::input::{self, Input, Parser, Settings};
use crate::output::{Format, Writer};
use crate::ruleset::RuleSet;

/// How items are to be labelled, whatever they are read from and written to.
#[derive(Debug)]
pub(super) struct Labelling {
    rules: Arc<RuleSet>,
    settings: Settings,
    format: Format,
    evidence: bool,
    color: bool,
    jobs: usize,
}

/// Why labelling ended too early.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The output does not take any more.
    Output(io::Error),
    /// A thread crashed.
    Crashed,
}

impl From<Stopped> for CliError {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Output(error) => Self::output(&error),
            Stopped::Crashed => Self::new(
                "a thread crashed; the output is not complete (this is a bug in farshore)",
            ),
        }
    }
}

impl Labelling {
    /// As `args` say, with `rules`. `format` is for those who ask for none.
    pub(super) fn new(
        args: &LabelArgs,
        rules: Arc<RuleSet>,
        format: Format,
        color: bool,
        one_by_one: bool,
    ) -> Self {
        let format = args.format.map_or(format, Into::into);
        let known = args.input_format.and_then(InputFormat::known);
        Self {
            rules,
            settings: Settings {
                one_by_one,
                ..args.reading.settings(known)
            },
            format,
            evidence: args.evidence || format == Format::Text,
            color,
            jobs: jobs(args.reading.jobs),
        }
    }

    /// Labels what is in `inputs`, in order, into `out`. What is wrong is said on standard error, with its place.
    pub(super) fn run(
        &self,
        inputs: Vec<Input>,
        out: &mut dyn Write,
        progress: &mut Progress,
    ) -> Result<Counts, Stopped> {
        let mut header = Vec::new();
        self.writer(&self.rules).header(&mut header);
        out.write_all(&header).map_err(Stopped::Output)?;

        let settings = self.settings.clone();
        let work = self.worker();
        let mut counts = Counts::default();
        pipeline::run(
            self.jobs,
            move |send| {
                // Breaking off means that the output is gone, which the writer knows best.
                let _ = input::read(inputs, &settings, send);
            },
            work,
            |done: Done| {
                counts.add(&done.counts);
                // A batch at a time, and at once: the reader cuts them short when the input pauses.
                out.write_all(&done.out)
                    .and_then(|()| out.flush())
                    .map_err(Stopped::Output)?;
                progress.advance(done.read);
                progress.tell(&done.messages);
                Ok(())
            },
        )?
        .map_err(|pipeline::Crashed| Stopped::Crashed)?;
        out.flush().map_err(Stopped::Output)?;
        Ok(counts)
    }

    /// What each thread does.
    fn worker(
        &self,
    ) -> impl Fn(&mut dyn Iterator<Item = pipeline::Task<input::Batch, Done>>) + Clone + Send + 'static
    {
        let Self {
            ref rules,
            ref settings,
            format,
            evidence,
            color,
            ..
        } = *self;
        let (rules, fields) = (Arc::clone(rules), settings.fields.clone());
        move |tasks| {
            let mut parser = Parser::new(fields.clone());
            let writer = Writer::new(&rules, format, evidence, color);
            let mut classifier = Classifier::new(&rules);
            for task in tasks {
                let done = label::batch(&task.job, &mut parser, &writer, &mut |item| {
                    classifier.classify(item)
                });
                task.finish(done);
            }
        }
    }

    fn writer<'r>(&self, rules: &'r RuleSet) -> Writer<'r> {
        Writer::new(rules, self.format, self.evidence, self.color)
    }
}

/// The format for those who ask for none: for people on a terminal, for programs anywhere else.
pub(super) fn usual_format() -> Format {
    if io::stdout().is_terminal() {
        Format::Text
    } else {
        Format::Jsonl
    }
}

/// What `paths` stand for; none and `-` are standard input.
pub(super) fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    if paths.is_empty() {
        return vec![Input::Stdin];
    }
    let input = |path: &PathBuf| {
        if path.as_os_str() == "-" {
            Input::Stdin
        } else {
            Input::Path(path.clone())
        }
    };
    paths.iter().map(input).collect()
}

/// How many threads label.
pub(super) fn jobs(asked: usize) -> usize {
    /// More than any machine profits from; each costs a stack and buffers.
    const MOST: usize = 256;
    match asked {
        0 => thread::available_parallelism().map_or(1, usize::from),
        some => some.min(MOST),
    }
}
