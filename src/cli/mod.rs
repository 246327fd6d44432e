//! The command line: arguments in, an exit code out. Everything that ends the program ends here.

mod args;
mod batch;
mod check;
mod classify;
mod corpus;
mod diff;
mod english;
mod eval;
mod explain;
mod gold;
mod label;
mod pipeline;
mod progress;
mod report;
mod rules;
mod run;
mod stats;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

use self::args::{Cli, ColorWhen, Command};
use crate::output::visible;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything was done.
    Done,
    /// Everything was done, and a check failed.
    Failed,
    /// There was an error; it has been reported.
    Error,
}

impl From<Outcome> for ExitCode {
    /// 0 is done and 2 is an error, as in ripgrep and ruff; 1 is for checks that fail.
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Failed => Self::from(1),
            Outcome::Error => Self::from(2),
        }
    }
}

/// Why a run cannot go on.
#[derive(Debug)]
pub(crate) enum CliError {
    /// Something to tell.
    Message(String),
    /// Nobody reads the output any more: no fault, and nobody to tell.
    ClosedPipe,
}

impl CliError {
    /// An error with this text: lower case, no full stop.
    fn new(message: impl fmt::Display) -> Self {
        Self::Message(message.to_string())
    }

    /// An error while writing output.
    fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::Message(format!("cannot write the output: {error}"))
        }
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    main_with(std::env::args_os())
}

/// Runs the program with these arguments, of which the first is its name: for those who run it many times in one process.
pub fn main_with(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(e) => {
            // Help and version come this way too. If they cannot be printed there is nobody to tell.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2));
        }
    };
    std::panic::set_hook(Box::new(|panic| tell(visible(&panic.to_string()))));
    let result = match &cli.command {
        Command::Classify(args) => classify::run(args, cli.color),
        Command::Batch(args) => batch::run(args),
        Command::Check(args) => check::run(args, cli.color),
        Command::Eval(args) => eval::run(args, cli.color),
        Command::Explain(args) => explain::run(args, cli.color),
        Command::Diff(args) => diff::run(args, cli.color),
        Command::Stats(args) => stats::run(args, cli.color),
        Command::Rules(args) => rules::run(args),
    };
    match result {
        Ok(outcome) => outcome.into(),
        Err(CliError::ClosedPipe) => Outcome::Done.into(),
        Err(CliError::Message(message)) => {
            tell(format_args!("error: {}", visible(&message)));
            Outcome::Error.into()
        }
    }
}

/// Says something on standard error, which is where everything goes that is not output. Without standard error there is no
/// place left to complain, so failing to write is not an error.
fn tell(message: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "farshore: {message}");
}

impl ColorWhen {
    /// Whether to colour what goes to standard output. What the user says outright wins over the environment.
    fn applies(self) -> bool {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                io::stdout().is_terminal()
                    && !is_set("NO_COLOR")
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}
