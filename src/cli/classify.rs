//! `farshore classify`: reads, labels, writes to standard output.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
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
    let labelling = Labelling::new(
        &args.labelling,
        rules,
        usual_format(),
        color.applies(),
        args.line_buffered,
    );
    let mut stdout = io::stdout().lock();
    // On a terminal the output itself shows how far it is.
    let mut progress = Progress::new(&args.paths, !stdout.is_terminal());
    let counts = labelling.run(inputs(&args.paths), &mut stdout, &mut progress)?;
    drop(progress);
    summarise(&counts);
    let forgives = args.labelling.reading.on_error == OnError::Skip;
    let is_bad = counts.unreadable > 0 || (counts.errors > 0 && !forgives);
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
