//! `farshore classify`: reads, labels, writes.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use clap::CommandFactory;

use super::args::{ClassifyArgs, Cli, ColorWhen, InputFormat, OnError};
use super::label::{self, Counts, Done};
use super::progress::Progress;
use super::{CliError, Outcome, pipeline, rules, tell};
use crate::classify::Classifier;
use crate::input::{self, Fields, Input, Parser, Settings};
use crate::output::{Format, Writer};

/// Runs the command.
pub(super) fn run(args: &ClassifyArgs, color: ColorWhen) -> Result<Outcome, CliError> {
    if args.paths.is_empty() && io::stdin().is_terminal() {
        // Waiting for someone to type an article would look like a hang.
        print_help();
        return Ok(Outcome::Error);
    }
    let rules = Arc::new(rules::open(args.rules.folder.as_deref())?);
    let stdout = io::stdout();
    let format = args.format.map_or(
        if stdout.is_terminal() {
            Format::Text
        } else {
            Format::Jsonl
        },
        Into::into,
    );
    let evidence = args.evidence || format == Format::Text;
    let color = color.applies();
    let fields = Fields::new(&args.text_field, args.id_field.as_deref());

    // On a terminal the output itself shows how far it is.
    let mut progress = Progress::new(&args.paths, !stdout.is_terminal());
    let mut stdout = stdout.lock();
    let mut header = Vec::new();
    Writer::new(&rules, format, evidence, color).header(&mut header);
    stdout
        .write_all(&header)
        .map_err(|e| CliError::output(&e))?;

    let inputs = inputs(&args.paths);
    let settings = Settings {
        format: args.input_format.and_then(InputFormat::known),
        fields: fields.clone(),
        max_record_bytes: args.max_record_bytes,
        one_by_one: args.line_buffered,
    };
    let mut counts = Counts::default();
    let end = pipeline::run(
        jobs(args.jobs),
        move |send| {
            // Breaking off means that the output is gone, which the writer knows best.
            let _ = input::read(&inputs, &settings, send);
        },
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
        },
        |done: Done| {
            counts.add(&done.counts);
            // A batch at a time, and at once: the reader cuts them short when the input pauses.
            stdout
                .write_all(&done.out)
                .and_then(|()| stdout.flush())
                .map_err(|e| CliError::output(&e))?;
            progress.advance(done.read);
            progress.tell(&done.messages);
            Ok(())
        },
    )?;
    if end.is_err() {
        return Err(CliError::new(
            "a thread crashed; the output is not complete (this is a bug in farshore)",
        ));
    }
    stdout.flush().map_err(|e| CliError::output(&e))?;
    drop(progress);
    summarise(&counts);
    let is_bad = counts.unreadable > 0 || (counts.errors > 0 && args.on_error == OnError::Fail);
    Ok(if is_bad {
        Outcome::Error
    } else {
        Outcome::Done
    })
}

fn print_help() {
    let mut command = Cli::command();
    command.build();
    let help = command
        .find_subcommand_mut("classify")
        .map(|classify| classify.render_help().to_string());
    let _ = io::stderr().write_all(help.unwrap_or_default().as_bytes());
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

/// Says what was read, unless all is well and nobody looks on.
fn summarise(counts: &Counts) {
    if counts.formula_ids > 0 {
        let count = counts.formula_ids;
        tell(format_args!(
            "warning: {count} ids start like a formula and were copied as they stand: mind spreadsheets"
        ));
    }
    let Counts {
        labelled,
        unlabelled,
        errors,
        blank,
        ..
    } = *counts;
    let is_noteworthy = errors > 0 || counts.unreadable > 0 || counts.skipped > 0;
    if counts.read() == 0 && !is_noteworthy {
        tell(format_args!("0 records read, {blank} blank"));
    } else if is_noteworthy || io::stderr().is_terminal() {
        let mut line = format!(
            "read {}, labelled {labelled}, unlabelled {unlabelled}, errors {errors}, blank {blank}",
            counts.read()
        );
        for (count, what) in [
            (counts.unreadable, "not readable"),
            (counts.skipped, "other files skipped"),
        ] {
            if count > 0 {
                let _ = write!(line, ", {what} {count}");
            }
        }
        tell(line);
    }
}
