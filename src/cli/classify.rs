//! `farshore classify`: reads, labels, writes to standard output.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::mem;
use std::sync::Arc;

use clap::CommandFactory;

use super::args::{ClassifyArgs, Cli, ColorWhen, OnError};
use super::label::Counts;
use super::progress::Progress;
use super::run::{Labelling, inputs, usual_format};
use super::{CliError, Outcome, rules, tell};

/// Runs the command.
pub(super) fn run(args: &ClassifyArgs, color: ColorWhen) -> Result<Outcome, CliError> {
    if args.paths.is_empty() && io::stdin().is_terminal() {
        // Waiting for someone to type an article would look like a hang.
        print_help();
        return Ok(Outcome::Error);
    }
    let rules = Arc::new(rules::open(args.labelling.rules.folder.as_deref())?);
    // The process ends with the run. To give back the rules, piece by piece, would take as long as a hundred headlines.
    mem::forget(Arc::clone(&rules));
    let labelling = Labelling::new(
        &args.labelling,
        rules,
        usual_format(),
        color.applies(),
        args.line_buffered,
    )?
    .sparing_stdout();
    let mut stdout = io::stdout().lock();
    // On a terminal the output itself shows how far it is.
    let mut progress = Progress::new(&args.paths, !stdout.is_terminal());
    let counts = labelling.run(inputs(&args.paths), &mut stdout, &mut progress)?;
    drop(progress);
    summarise(&counts, args.summary);
    let forgives = args.labelling.reading.on_error == OnError::Skip;
    Ok(outcome(&counts, forgives))
}

/// How a run with these counts ends. What the user forgives are bad records: not an input that breaks off, nor a crash.
fn outcome(counts: &Counts, forgives: bool) -> Outcome {
    if counts.unreadable > 0 || counts.crashed > 0 || (counts.errors > 0 && !forgives) {
        Outcome::Error
    } else if counts.unwanted > 0 {
        Outcome::Failed
    } else {
        Outcome::Done
    }
}

fn print_help() {
    let mut command = Cli::command();
    command.build();
    let help = command
        .find_subcommand_mut("classify")
        .map(|classify| classify.render_help().to_string());
    let _ = io::stderr().write_all(help.unwrap_or_default().as_bytes());
}

/// Says what is to be minded, and what was read: unless all is well and nobody looks on.
fn summarise(counts: &Counts, is_wanted: bool) {
    warn(counts);
    let is_noteworthy =
        counts.errors > 0 || counts.unreadable > 0 || counts.skipped > 0 || counts.read() == 0;
    if is_wanted || is_noteworthy || io::stderr().is_terminal() {
        tell(summary(counts));
    }
}

/// Says what is to be minded.
pub(super) fn warn(counts: &Counts) {
    if let Some(first) = &counts.first_foreign {
        let count = counts.foreign;
        tell(format_args!(
            "warning: items that do not look like English, which is all that the rules read: {count} (first {first})"
        ));
    }
    if counts.formula_ids > 0 {
        let count = counts.formula_ids;
        tell(format_args!(
            "warning: {count} ids start like a formula and were copied as they stand: mind spreadsheets"
        ));
    }
    if counts.unwanted > 0 {
        tell(format_args!(
            "items with a label of --fail-on: {}",
            counts.unwanted
        ));
    }
}

/// What was read, on one line whose numbers add up.
fn summary(counts: &Counts) -> String {
    let Counts {
        labelled,
        unlabelled,
        errors,
        blank,
        skipped,
        unreadable,
        ..
    } = *counts;
    let (records, passed_over) = (counts.read(), blank + skipped);
    let read = records + passed_over;
    let mut line = format!(
        "read {read} = labelled {labelled} + unlabelled {unlabelled} + errors {errors} + skipped {passed_over}"
    );
    let mut remarks = Vec::new();
    if records == 0 {
        remarks.push("0 records".to_owned());
    }
    for (count, what) in [
        (blank, "blank lines"),
        (skipped, "other files"),
        (unreadable, "inputs not readable"),
    ] {
        if count > 0 {
            remarks.push(format!("{what} {count}"));
        }
    }
    if !remarks.is_empty() {
        let _ = write!(line, " ({})", remarks.join(", "));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f56_a_crash_or_an_input_that_breaks_off_is_never_forgiven() {
        let ends = |change: fn(&mut Counts), forgives: bool| {
            let mut counts = Counts::default();
            change(&mut counts);
            outcome(&counts, forgives)
        };
        let crash: fn(&mut Counts) = |counts| (counts.crashed, counts.errors) = (1, 1);
        for worse in [crash, |counts| counts.unreadable = 1] {
            assert_eq!(ends(worse, true), Outcome::Error);
            assert_eq!(ends(worse, false), Outcome::Error);
        }
        assert_eq!(ends(|counts| counts.errors = 1, true), Outcome::Done);
        assert_eq!(ends(|counts| counts.errors = 1, false), Outcome::Error);
        assert_eq!(ends(|counts| counts.unwanted = 1, true), Outcome::Failed);
    }
}
