//! `farshore explain`: why items have the labels they have, and why not the others.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde_json::value::RawValue;

use super::args::{ColorWhen, InputFormat, ReadArgs, RulesSource};
use super::corpus::{self, Judge, Seen};
use super::rules::Opened;
use super::{CliError, Outcome, report, rules, tell};
use crate::classify::Item;
use crate::explain::Explainer;
use crate::output::explain::{Answer, Explained, json, text};
use crate::output::{Named, RulesName, id_text};
use crate::ruleset::RuleId;

const AFTER_HELP: &str = "\
The nearest rule is the one with the fewest things in the way: a list of which no word is there, a window that fails, a
mask, a guard, a tag that it does not accept. Of several the one of whose lists and phrases the largest share is there;
then the one whose windows fail by the fewest words. With all that is told of it mended, it fires.

Examples:
  farshore explain article.txt
  farshore explain news.jsonl --id 1017 --label outsourcing
  echo \"Acme moves jobs abroad.\" | farshore explain --rule offshoring.word --format json";

/// Say why items have the labels they have, and why not the others.
///
/// For each rule that fired: the words, the lists they came from, the gaps between them, the tag and its cue, masks, guards and
/// points. For each label that is not given: the rule that came nearest, what it lacks, and the least change that mends it.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ExplainArgs {
    /// Files and folders to read; `-` or none is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// What the input is. By default the file's name or its first bytes tell
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<InputFormat>,

    /// Explain the item with this id only; a string without its quotes, anything else as it stands
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    /// Explain this rule only, whether it fires or not
    #[arg(long, value_name = "ID", conflicts_with = "label")]
    rule: Option<String>,

    /// Explain this label only
    #[arg(long, value_name = "NAME")]
    label: Option<String>,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ExplainFormat,

    #[command(flatten)]
    rules: RulesSource,

    #[command(flatten)]
    reading: ReadArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExplainFormat {
    /// Sentences with the words underlined; may change
    Text,
    /// A JSON object a line
    Json,
}

/// What is asked of every item.
#[derive(Clone)]
struct Question {
    rule: Option<RuleId>,
    label: Option<String>,
    id: Option<String>,
}

/// Runs the command.
pub(super) fn run(args: &ExplainArgs, color: ColorWhen) -> Result<Outcome, CliError> {
    if args.paths.is_empty() && io::stdin().is_terminal() {
        return Err(CliError::new("no input: name a file, or pipe text in"));
    }
    let opened = Arc::new(rules::open_written(args.rules.folder.as_deref())?);
    let question = Question {
        rule: args
            .rule
            .as_deref()
            .map(|id| rules::find(&opened.rules, id))
            .transpose()?,
        label: args
            .label
            .as_deref()
            .map(|name| rules::label(&opened.rules, name).map(|_| name.to_owned()))
            .transpose()?,
        id: args.id.clone(),
    };
    let name = RulesName::new(&opened.rules).to_string();
    let (is_coloured, width, format) = (color.applies(), report::width(), args.format);
    let work = move |each: &mut dyn FnMut(&mut Judge<'_, Explained>)| {
        let Opened {
            rules,
            sources,
            files,
        } = &*opened;
        let mut explainer = Explainer::new(rules, sources, files);
        each(&mut |seen| Ok(explain(seen, &question, &mut explainer)));
    };
    let mut stdout = io::stdout().lock();
    let mut count = 0;
    let mut written = Ok(());
    let known = args.input_format.and_then(InputFormat::known);
    let faults = corpus::run(&args.paths, known, &args.reading, work, |explained| {
        let text = match format {
            ExplainFormat::Text => {
                let between = if count == 0 { "" } else { "\n" };
                format!("{between}{}", text(&explained, is_coloured, width))
            }
            ExplainFormat::Json => json(&explained, &name),
        };
        count += 1;
        if written.is_ok() {
            written = stdout.write_all(text.as_bytes());
        }
    })?;
    written
        .and_then(|()| stdout.flush())
        .map_err(|e| CliError::output(&e))?;
    if count == 0 {
        match &args.id {
            Some(id) => return Err(CliError::new(format_args!("no item has the id {id:?}"))),
            None => tell("no item to explain"),
        }
    }
    Ok(if faults.are_fatal(&args.reading) {
        Outcome::Error
    } else {
        Outcome::Done
    })
}

fn explain(seen: &Seen<'_>, asked: &Question, explainer: &mut Explainer<'_>) -> Option<Explained> {
    if asked
        .id
        .as_deref()
        .is_some_and(|id| !is_called(seen.id, id))
    {
        return None;
    }
    let item = Item {
        fields: seen.fields,
    };
    let answer = if let Some(rule) = asked.rule {
        Answer::Rule(Box::new(explainer.rule(&item, rule)))
    } else {
        let mut explanation = explainer.explain(&item);
        if let Some(label) = &asked.label {
            explanation.labels.retain(|one| one.label == *label);
        }
        Answer::Labels(explanation)
    };
    Some(Explained {
        item: Named::new(seen.id, seen.at, seen.fields),
        answer,
    })
}

fn is_called(id: Option<&RawValue>, asked: &str) -> bool {
    id.is_some_and(|id| id_text(id) == asked)
}
