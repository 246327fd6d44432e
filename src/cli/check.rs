//! `farshore check`: the gate for changes of rules. Reads rules and fixtures, and writes what is wrong with them.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::ColorWhen;
use super::{CliError, Outcome};
use crate::diagnostic::{self, Diagnostic, SourceMap};
use crate::fixture::{self, Report};
use crate::output::visible;
use crate::span::SourceId;
use crate::{builtin, load};

/// The folder that is looked into when no fixtures are named.
const FIXTURES: &str = "fixtures";
/// Where the built-in rules stand in the repository, so that a message about them leads there.
const BUILTIN_FOLDER: &str = "rules";

const EXAMPLES: &str = "\
Examples:
  farshore check
  farshore check my-rules my-fixtures
  farshore check --format github

Exit codes:
  0  nothing is wrong (warnings may be)
  1  an example or a fixture fails, or there is nothing to check
  2  the rules do not compile, or something cannot be read";

/// Check rules against their examples and against fixtures.
///
/// Every example inside a rule is run against all rules; every miss must be stopped by what it says stops it. Every fixture
/// must get the labels it names.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArgs {
    /// A folder of rules to check instead of those built in
    #[arg(value_name = "RULES")]
    rules: Option<PathBuf>,

    /// A folder of fixture files (*.jsonl), or one such file [default: the folder `fixtures`, if there is one]
    #[arg(value_name = "FIXTURES")]
    fixtures: Option<PathBuf>,

    /// How to write what is wrong
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: CheckFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CheckFormat {
    /// For people, with the lines that are wrong
    Text,
    /// A JSON object for each problem, and one with a summary
    Json,
    /// Annotations for GitHub Actions
    Github,
}

/// Runs the command.
pub(super) fn run(args: &CheckArgs, color: ColorWhen) -> Result<Outcome, CliError> {
    let (mut sources, folder) = match &args.rules {
        None => (builtin::sources(), PathBuf::from(BUILTIN_FOLDER)),
        Some(folder) => (rules(folder)?, folder.clone()),
    };
    let rule_files = sources.iter().count();
    let default = Path::new(FIXTURES);
    let fixtures = match &args.fixtures {
        Some(path) => load::fixtures(path).map_err(CliError::new)?,
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
    let mut stdout = io::stdout();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|e| CliError::output(&e))?;
    Ok(match report {
        Report {
            compiled: false, ..
        } => Outcome::Error,
        report if report.has_failed() => Outcome::Failed,
        _ => Outcome::Done,
    })
}

/// The files of a rules folder. One without rules is not an error: the check says so.
fn rules(folder: &Path) -> Result<SourceMap, CliError> {
    let mut sources = SourceMap::new();
    if load::has_rules(folder).map_err(CliError::new)? {
        for (name, text) in load::rules_folder(folder).map_err(CliError::new)? {
            sources.add(name, text);
        }
    }
    Ok(sources)
}

/// The same files under the names by which people find them: those of rules are relative to their folder.
fn named(sources: &SourceMap, folder: &Path, rule_files: usize) -> SourceMap {
    let mut named = SourceMap::new();
    for (at, (_, name, text)) in sources.iter().enumerate() {
        let path = if at < rule_files {
            folder.join(name)
        } else {
            PathBuf::from(name)
        };
        named.add(visible(&path.display().to_string()).to_string(), text);
    }
    named
}

fn written(report: &Report, sources: &SourceMap, format: CheckFormat, color: ColorWhen) -> String {
    let mut text = String::new();
    let is_coloured = color.applies();
    for problem in &report.problems {
        match format {
            CheckFormat::Text => {
                text.push_str(&diagnostic::render(problem, sources, is_coloured));
                text.push('\n');
            }
            CheckFormat::Json => {
                let _ = writeln!(text, "{}", diagnostic::to_json(problem, sources));
            }
            CheckFormat::Github => text.push_str(&annotation(problem, sources)),
        }
    }
    match format {
        CheckFormat::Json => {
            let _ = writeln!(text, "{}", summary(report));
        }
        CheckFormat::Text | CheckFormat::Github => {
            let _ = if report.compiled {
                writeln!(text, "{}", report.summary)
            } else {
                writeln!(
                    text,
                    "the rules do not compile, so that no example and no fixture was run"
                )
            };
        }
    }
    text
}

fn summary(report: &Report) -> serde_json::Value {
    let summary = &report.summary;
    serde_json::json!({
        "summary": {
            "compiled": report.compiled,
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
            "unreadable": summary.unreadable,
        }
    })
}

/// A workflow command: `::error file=…,line=…,title=…::message`.
fn annotation(problem: &Diagnostic, sources: &SourceMap) -> String {
    let mut properties = Vec::new();
    if let Some(primary) = &problem.primary {
        let (line, column) = sources.line_column(primary.source, primary.span.start);
        properties.push(format!("file={}", property(sources.name(primary.source))));
        properties.push(format!("line={line},col={column}"));
    }
    let title = format!("{} {}", problem.code.id(), problem.code.title());
    properties.push(format!("title={}", property(&title)));
    let mut message = problem.message.clone();
    let remark = problem
        .primary
        .iter()
        .map(|primary| &primary.text)
        .filter(|remark| !remark.is_empty());
    for more in remark.chain(&problem.help) {
        message.push('\n');
        message.push_str(more);
    }
    format!(
        "::{} {}::{}\n",
        problem.severity().name(),
        properties.join(","),
        data(&message)
    )
}

/// Escapes what would end a message. The per cent sign comes first: the others bring in new ones.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes what would end a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{annotation, property};
    use crate::diagnostic::{Code, Diagnostic, SourceMap};
    use crate::span::Span;

    #[test]
    fn workflow_commands_cannot_be_broken_out_of() {
        assert_eq!(property("a%:b,\r\nc"), "a%25%3Ab%2C%0D%0Ac");
        let mut sources = SourceMap::new();
        let source = sources.add("a,b.toml", "x\nyz");
        let problem = Diagnostic::new(Code::BadFixture, "100%\n::set x")
            .at(source, Span::new(3, 4), "here")
            .help("mend: it");
        let expected = "::error file=a%2Cb.toml,line=2,col=2,title=E211 a fixture line that cannot be read\
                        ::100%25%0A::set x%0Ahere%0Amend: it\n";
        assert_eq!(annotation(&problem, &sources), expected);
    }
}
