//! `farshore diff`: what a change of the rules does to the labels of a corpus.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::args::{ColorWhen, InputFormat, ReadArgs};
use super::corpus::{self, Judge, Seen};
use super::{CliError, Outcome, gold, report, rules, tell};
use crate::classify::{Classifier, Item};
use crate::diff::{Answer, Side, compare};
use crate::output::diff::{Changed, Comparison, json, markdown, text};
use crate::output::{Named, Quoted, RulesName};
use crate::ruleset::RuleSet;

/// The word that stands for the rules built in.
const BUILTIN: &str = "builtin";

const AFTER_HELP: &str = "\
A change counts for one rule: the weightiest of those that gave the label on one side and did not fire on the other; if
there is none, of those that took points on the other side alone; else of those that gave it. If the items carry
`labels` (and `borderline`) as a gold file does, each change is right, wrong or borderline.

Examples:
  farshore diff builtin my-rules news.jsonl
  git worktree add ../before main && farshore diff ../before/rules rules gold.jsonl
  farshore diff old-rules new-rules news/ --format markdown --exit-code > comment.md

Exit codes:
  0  done
  1  a label changed, and --exit-code was given
  2  an error: rules that do not compile, a bad record, something that cannot be read";

/// Show which labels change from one rule set to another.
///
/// Labels the items with both, and shows those that gain or lose a label, by the rule that did it, with the words.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(super) struct DiffArgs {
    /// The folder of rules before the change, or `builtin`
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The folder of rules after the change, or `builtin`
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// Files and folders with items, as `classify` reads them; `-` is standard input
    #[arg(value_name = "CORPUS", required = true)]
    corpus: Vec<PathBuf>,

    /// What the input is. By default the file's name or its first bytes tell
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<InputFormat>,

    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: DiffFormat,

    /// How many items to list for each rule in text and markdown: a number, or all. JSON has all
    #[arg(long, value_name = "N", default_value = "20", value_parser = report::limit)]
    items: usize,

    /// Exit with 1 if a label changed
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    reading: ReadArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DiffFormat {
    /// Tables and lists for people; may change
    Text,
    /// One JSON object
    Json,
    /// A comment for a pull request
    Markdown,
}

/// What became of an item.
struct Compared {
    is_judged: bool,
    is_foreign: bool,
    changes: Vec<Changed>,
}

/// Runs the command.
pub(super) fn run(args: &DiffArgs, color: ColorWhen) -> Result<Outcome, CliError> {
    let [old, new] = [open(&args.old)?, open(&args.new)?].map(Arc::new);
    let mut comparison = Comparison {
        old: RulesName::new(&old),
        new: RulesName::new(&new),
        items: 0,
        judged: 0,
        foreign: 0,
        bad: 0,
        changed: 0,
        changes: Vec::new(),
        listed: args.items,
    };
    let work = move |each: &mut dyn FnMut(&mut Judge<'_, Compared>)| {
        let mut classifiers = [Classifier::new(&old), Classifier::new(&new)];
        each(&mut |seen| Ok(Some(item(seen, [&old, &new], &mut classifiers))));
    };
    let format = args.input_format.and_then(InputFormat::known);
    let faults = corpus::run(&args.corpus, format, &args.reading, work, |compared| {
        comparison.items += 1;
        comparison.judged += u64::from(compared.is_judged);
        comparison.foreign += u64::from(compared.is_foreign);
        comparison.changed += u64::from(!compared.changes.is_empty());
        comparison.changes.extend(compared.changes);
    })?;
    comparison.bad = faults.records;
    if comparison.items == 0 {
        tell("no item to compare");
    }
    report::write(&match args.format {
        DiffFormat::Text => text(&comparison, color.applies(), report::width()),
        DiffFormat::Json => json(&comparison),
        DiffFormat::Markdown => markdown(&comparison),
    })?;
    Ok(if faults.are_fatal(&args.reading) {
        Outcome::Error
    } else if args.exit_code && comparison.changed > 0 {
        Outcome::Failed
    } else {
        Outcome::Done
    })
}

fn open(folder: &Path) -> Result<RuleSet, CliError> {
    rules::open((folder.as_os_str() != BUILTIN).then_some(folder))
}

/// Compares what the two rule sets, the old one first, say of an item.
fn item(seen: &Seen<'_>, rules: [&RuleSet; 2], classifiers: &mut [Classifier<'_>; 2]) -> Compared {
    let fields = Item {
        fields: seen.fields,
    };
    let [old, new] = classifiers
        .each_mut()
        .map(|classifier| classifier.classify(&fields));
    let answers =
        [(rules[0], &old), (rules[1], &new)].map(|(rules, result)| Answer { rules, result });
    let (gold, is_foreign) = gold::of_any(seen, &rules);
    let changes = compare(answers[0], answers[1]);
    let changes = changes.iter().map(|change| Changed {
        item: Named::new(seen.id, seen.at, seen.fields),
        label: change.label.to_owned(),
        is_gained: change.is_gained,
        verdict: gold.as_ref().map(|gold| change.verdict(gold)),
        causes: change
            .causes
            .iter()
            .map(|&(side, evidence)| {
                let rules = match side {
                    Side::Old => rules[0],
                    Side::New => rules[1],
                };
                (side, Quoted::new(rules, evidence, seen.fields))
            })
            .collect(),
    });
    Compared {
        is_judged: gold.is_some(),
        is_foreign,
        changes: changes.collect(),
    }
}
