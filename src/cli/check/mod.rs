//! `farshore check`: the gate for changes of rules. Reads rules and fixtures, and writes what is wrong with them.

mod explain;
mod github;
mod junit;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::ColorWhen;
use super::rules::{a_folder, named};
use super::{CliError, Outcome, tell};
use crate::diagnostic::{self, SourceMap};
use crate::fixture::{self, Budget, Report};
use crate::output::explain::{finding, finding_json};
use crate::output::{visible, visible_json};
use crate::span::SourceId;
use crate::{builtin, load};

/// The folder that is looked into when no fixtures are named.
const FIXTURES: &str = "fixtures";
/// Where the built-in rules stand in the repository, so that a message about them leads there.
const BUILTIN_FOLDER: &str = "rules";

/// Said where the rules do not compile, or cannot be read.
const LEFT_OUT: &str =
    "the rules do not compile; what depends on a mistake was left out, and the rest was run\n";
const NOT_RUN: &str =
    "the rules cannot be read in full, so that no example and no fixture was run\n";

const EXAMPLES: &str = "\
Examples:
  farshore check
  farshore check my-rules my-fixtures
  farshore check --rules my-rules my-fixtures/layoffs.jsonl
  farshore check --format junit > check.xml
  farshore check --explain W006

Exit codes:
  0  nothing is wrong (warnings may be)
  1  an example, a fixture or a budget fails, or there is nothing to check
  2  the rules do not compile, or something cannot be read";

/// Check rules against their examples and against fixtures.
///
/// Every example inside a rule is run against all rules; every miss must be stopped by what it says stops it. Every fixture
/// must get the labels it names. Everything that is wrong is told in one run: rules with mistakes are left out, the others are
/// checked. A comment `# allow: CODE reason`, on the line before or at the end of the line, lets a warning stand.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArgs {
    /// A folder of rules to check instead of those built in
    #[arg(value_name = "RULES")]
    rules: Option<PathBuf>,

    /// RULES, written as the other commands write it; the only path is then FIXTURES
    #[arg(long = "rules", value_name = "DIR", conflicts_with = "fixtures")]
    folder: Option<PathBuf>,

    /// A folder of fixture files (*.jsonl), or one such file [default: the folder `fixtures`, if there is one]
    #[arg(value_name = "FIXTURES")]
    fixtures: Option<PathBuf>,

    /// How to write what is wrong
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: CheckFormat,

    /// Say what a code means, with a rule file that gets it and the same file mended; nothing is checked
    #[arg(long, value_name = "CODE", conflicts_with_all = ["rules", "folder", "fixtures", "format"])]
    explain: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CheckFormat {
    /// For people, with the lines that are wrong
    Text,
    /// A JSON object for each problem, and one with a summary
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// XML that continuous integration reads; warnings are no failures there
    Junit,
}

/// Runs the command.
pub(super) fn run(args: &CheckArgs, color: ColorWhen) -> Result<Outcome, CliError> {
    if let Some(code) = &args.explain {
        return write(&explain::explain(code)?).map(|()| Outcome::Done);
    }
    let (folder, fixtures) = match &args.folder {
        Some(_) => (&args.folder, &args.rules),
        None => (&args.rules, &args.fixtures),
    };
    let (mut sources, folder) = match folder {
        None => (builtin::sources(), PathBuf::from(BUILTIN_FOLDER)),
        Some(folder) => (rules(folder)?, folder.clone()),
    };
    let rule_files = sources.iter().count();
    let default = Path::new(FIXTURES);
    let fixtures = match fixtures {
        Some(path) => fixtures_of(path)?,
        None if default.is_dir() => load::fixtures(default).map_err(CliError::new)?,
        None => Vec::new(),
    };
    let fixtures: Vec<SourceId> = fixtures
        .into_iter()
        .map(|(name, text)| sources.add(name, text))
        .collect();
    let report = fixture::check(&sources, &fixtures);
    let text = written(
        &report,
        &named(&sources, &folder, rule_files),
        args.format,
        color,
    );
    write(&text)?;
    Ok(match report {
        Report {
            compiled: false, ..
        } => Outcome::Error,
        report if report.has_failed() => Outcome::Failed,
        _ => Outcome::Done,
    })
}

fn write(text: &str) -> Result<(), CliError> {
    let mut stdout = io::stdout();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|e| CliError::output(&e))
}

/// The files of a rules folder. One without rules is not an error: the check says so.
fn rules(folder: &Path) -> Result<SourceMap, CliError> {
    let mut sources = SourceMap::new();
    if load::has_rules(a_folder(folder)?).map_err(CliError::new)? {
        for (name, text) in load::rules_folder(folder).map_err(CliError::new)? {
            sources.add(name, text);
        }
    } else {
        let folder = visible(&folder.display().to_string()).to_string();
        tell(format_args!(
            "{folder}: no rule file (*.toml) in this folder"
        ));
    }
    Ok(sources)
}

/// The fixture files of a path that was given. None is not an error either.
fn fixtures_of(path: &Path) -> Result<Vec<(String, String)>, CliError> {
    let found = load::fixtures(path).map_err(CliError::new)?;
    if found.is_empty() {
        let path = visible(&path.display().to_string()).to_string();
        tell(format_args!(
            "{path}: no fixture file (*.jsonl) in this folder"
        ));
    }
    Ok(found)
}

fn written(report: &Report, sources: &SourceMap, format: CheckFormat, color: ColorWhen) -> String {
    if let CheckFormat::Junit = format {
        return junit::report(report, sources);
    }
    let mut text = String::new();
    let is_coloured = color.applies();
    for (at, problem) in report.problems.iter().enumerate() {
        let explained = report.explained.iter().find(|one| one.problem == at);
        match format {
            CheckFormat::Text => {
                text.push_str(&diagnostic::render(problem, sources, is_coloured));
                if let Some(explained) = explained {
                    text.push_str(&finding(explained, is_coloured, super::report::width()));
                }
                text.push('\n');
            }
            CheckFormat::Json => {
                let mut line = diagnostic::to_json(problem, sources);
                if let Some(explained) = explained {
                    line["explained"] = finding_json(explained);
                }
                let _ = writeln!(text, "{}", visible_json(&line.to_string()));
            }
            CheckFormat::Github | CheckFormat::Junit => {
                text.push_str(&github::annotation(problem, sources));
            }
        }
    }
    if let CheckFormat::Json = format {
        let _ = writeln!(text, "{}", summary(report));
        return text;
    }
    if !report.run {
        text.push_str(NOT_RUN);
    } else if !report.compiled {
        text.push_str(LEFT_OUT);
    }
    for budget in &report.budgets {
        let _ = writeln!(text, "{budget}");
    }
    let _ = writeln!(text, "{}", report.summary);
    text
}

fn summary(report: &Report) -> serde_json::Value {
    let summary = &report.summary;
    serde_json::json!({
        "summary": {
            "compiled": report.compiled,
            "run": report.run,
            "failed": report.has_failed(),
            "rules": summary.rules,
            "examples": summary.examples,
            "todo": summary.todo,
            "fixtures": summary.fixtures,
            "pass": summary.pass,
            "missing": summary.missing,
            "noisy": summary.noisy,
            "misplaced": summary.misplaced,
            "todo_fixtures": summary.todo_fixtures,
            "undecided": summary.undecided,
            "unreadable": summary.unreadable,
            "clean": report.budgets.iter().map(clean).collect::<Vec<_>>(),
        }
    })
}

fn clean(budget: &Budget) -> serde_json::Value {
    serde_json::json!({
        "label": budget.label,
        "items": budget.items,
        "labelled": budget.labelled,
        "allowed": budget.allowed,
    })
}
