//! `farshore eval`: the rules against labelled news.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::args::{ColorWhen, ReadArgs, RulesSource};
use super::corpus::{self, Faults, Judge, Seen};
use super::gold::{Apart, Labelled, Labels, Met};
use super::rules::Opened;
use super::{CliError, Outcome, report, rules, tell};
use crate::classify::{Classification, Classifier, Item};
use crate::eval::{Counts, Judged, Report, Score};
use crate::explain::Explainer;
use crate::output::eval::{Evaluation, Floor, Mistake, json, text};
use crate::output::{Named, Quoted, RulesName};
use crate::ruleset::{LabelId, RuleSet};
use crate::syntax::suggest;

/// The name under which `--min-f1` takes the mean over the labels.
const MACRO: &str = "macro";

const AFTER_HELP: &str = "\
A gold file has a JSON object a line: the item as `classify` reads it, with `labels` (those it has) and, as they are
there, `borderline` (labels that are not scored), `pair` (the minimal pair it is a side of) and `note`.

Intervals hold the true value in 95 cases of 100: Wilson's for precision, recall and sets; for F1 Wilson's of
tp / (tp + fp + fn), of which F1 is a function; for the mean, those of the labels added up as independent errors.

Examples:
  farshore eval gold.jsonl
  farshore eval gold.jsonl --by source --errors all
  farshore eval gold.jsonl --rules my-rules --min-f1 offshoring=0.9,macro=0.95
  farshore eval verdicts.jsonl --texts corpus.jsonl --format json

Exit codes:
  0  done
  1  an F1 is under what --min-f1 asks for
  2  an error: a bad line in the gold file, rules that do not compile, something that cannot be read";

/// Score the rules on labelled news.
///
/// Prints precision, recall and F1 of each label with 95 % intervals, how many items have their whole label set right, which
/// labels are given in place of which, and the items that are wrong with the words that made them so.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(super) struct EvalArgs {
    /// The labelled items, a JSON object a line; `-` is standard input
    #[arg(value_name = "GOLD")]
    gold: PathBuf,

    /// Where the texts are, if GOLD holds only ids and labels: anything that `classify` reads, matched by id
    #[arg(long, value_name = "PATH")]
    texts: Vec<PathBuf>,

    #[command(flatten)]
    rules: RulesSource,

    /// Split the figures by this field of GOLD; `a.b` is field b in object a
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,

    /// Fail if the F1 of a label, or of `macro`, is less
    #[arg(long, value_name = "LABEL=X,…", value_delimiter = ',', value_parser = floor)]
    min_f1: Vec<(String, f64)>,

    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: EvalFormat,

    /// How many errors of each kind and label to list: a number, or all [default: 10 in text, all in json]
    #[arg(long, value_name = "N", value_parser = report::limit)]
    errors: Option<usize>,

    #[command(flatten)]
    corpus: ReadArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EvalFormat {
    /// Tables and lists for people; may change
    Text,
    /// One JSON object
    Json,
}

/// `offshoring=0.9`.
fn floor(text: &str) -> Result<(String, f64), String> {
    let (label, number) = text
        .split_once('=')
        .ok_or("write a label, =, and a number between 0 and 1")?;
    match number.parse() {
        Ok(at_least) if (0.0..=1.0).contains(&at_least) => Ok((label.to_owned(), at_least)),
        _ => Err(format!("{number:?} is not a number between 0 and 1")),
    }
}

/// An item with its labels, and what is wrong with those that the rules give.
struct Scored {
    at: String,
    labelled: Labelled,
    given: Vec<bool>,
    mistakes: Vec<Mistake>,
}

/// Runs the command.
pub(super) fn run(args: &EvalArgs, color: ColorWhen) -> Result<Outcome, CliError> {
    let opened = Arc::new(rules::open_written(args.rules.folder.as_deref())?);
    for (label, _) in &args.min_f1 {
        check_floor(label, &opened.rules)?;
    }
    let (evaluation, faults) = evaluate(args, &opened)?;
    if evaluation.report.total.items == 0 {
        return Err(CliError::new(format_args!(
            "{}: no labelled item to score",
            evaluation.gold
        )));
    }
    report::write(&match args.format {
        EvalFormat::Text => text(&evaluation, color.applies(), report::width()),
        EvalFormat::Json => json(&evaluation),
    })?;
    let mut outcome = Outcome::Done;
    for floor in evaluation.floors.iter().filter(|floor| !floor.is_met()) {
        outcome = Outcome::Failed;
        tell(format_args!(
            "F1 of {} is {:.4}, less than {}",
            floor.label, floor.f1, floor.at_least
        ));
    }
    Ok(if faults.are_fatal(&args.corpus) {
        Outcome::Error
    } else {
        outcome
    })
}

fn evaluate<'a>(
    args: &'a EvalArgs,
    opened: &'a Arc<Opened>,
) -> Result<(Evaluation<'a>, Faults), CliError> {
    let rules = &opened.rules;
    let by = args.by.as_deref();
    let (labels, mut faults) = if args.texts.is_empty() {
        (Labels::Inline, Faults::default())
    } else {
        let (apart, faults) = Apart::read(&args.gold, rules.labels(), by, &args.corpus);
        (Labels::Apart(apart), faults)
    };
    let texts = if args.texts.is_empty() {
        std::slice::from_ref(&args.gold)
    } else {
        &args.texts
    };
    let labels = Arc::new(labels);
    let mut report = Report::new(rules.labels().len());
    let mut mistakes = Vec::new();
    let mut met = Met::default();
    let mut repeated = 0;
    let work = {
        let (opened, labels, by) = (Arc::clone(opened), Arc::clone(&labels), args.by.clone());
        move |each: &mut dyn FnMut(&mut Judge<'_, Scored>)| {
            let Opened {
                rules,
                sources,
                files,
            } = &*opened;
            let mut scorer = Scorer {
                rules,
                classifier: Classifier::new(rules),
                explainer: Explainer::new(rules, sources, files),
            };
            each(&mut |seen| {
                let labelled = labels.of(seen, rules.labels(), by.as_deref())?;
                Ok(labelled.map(|labelled| scorer.score(seen, labelled)))
            });
        }
    };
    faults += corpus::run(texts, None, &args.corpus, work, |scored| {
        if !met.is_first(&scored.labelled, &scored.at) {
            repeated += 1;
            return;
        }
        report.add(Judged {
            gold: scored.labelled.decisions,
            given: scored.given,
            pair: scored.labelled.gold.pair,
            group: scored.labelled.group,
        });
        mistakes.extend(scored.mistakes);
    })?;
    faults.records += repeated + met.missing(&labels);
    let floors = args
        .min_f1
        .iter()
        .map(|(label, at_least)| Floor {
            label: label.clone(),
            at_least: *at_least,
            f1: f1(label, rules, &report.total),
        })
        .collect();
    let evaluation = Evaluation {
        gold: args.gold.display().to_string(),
        rules: RulesName::new(rules),
        labels: rules.labels().iter().map(|label| &label.name[..]).collect(),
        report,
        by,
        bad: faults.records,
        mistakes,
        listed: args.errors.unwrap_or(match args.format {
            EvalFormat::Text => 10,
            EvalFormat::Json => usize::MAX,
        }),
        floors,
    };
    Ok((evaluation, faults))
}

/// What a worker needs.
struct Scorer<'r> {
    rules: &'r RuleSet,
    classifier: Classifier<'r>,
    explainer: Explainer<'r>,
}

impl Scorer<'_> {
    /// What the rules give, against what people say.
    fn score(&mut self, seen: &Seen<'_>, labelled: Labelled) -> Scored {
        let result = self.classifier.classify(&Item {
            fields: seen.fields,
        });
        let mut given = vec![false; self.rules.labels().len()];
        for label in &result.labels {
            given[label.index()] = true;
        }
        let wrong = |label: &LabelId| {
            let label = label.index();
            labelled.decisions[label].is_some_and(|decision| decision != given[label])
        };
        let mistakes = (0..given.len())
            .map(|label| LabelId(label as u16))
            .filter(wrong)
            .map(|label| self.mistake(seen, &labelled, &result, label))
            .collect();
        Scored {
            at: seen.at.to_owned(),
            labelled,
            given,
            mistakes,
        }
    }

    fn mistake(
        &mut self,
        seen: &Seen<'_>,
        labelled: &Labelled,
        result: &Classification,
        label: LabelId,
    ) -> Mistake {
        let is_missed = labelled.decisions[label.index()] == Some(true);
        let item = Item {
            fields: seen.fields,
        };
        Mistake {
            item: Named::new(seen.id, seen.at, seen.fields),
            note: labelled.gold.note.clone(),
            label: label.index(),
            is_missed,
            score: result.scores[label.index()],
            needed: self.rules.labels()[label.index()].at,
            evidence: result
                .evidence
                .iter()
                .filter(|evidence| evidence.label == label)
                .map(|evidence| Quoted::new(self.rules, evidence, seen.fields))
                .collect(),
            nearest: is_missed
                .then(|| self.explainer.nearest(&item, label))
                .flatten(),
        }
    }
}

fn check_floor(label: &str, rules: &RuleSet) -> Result<(), CliError> {
    let known = || {
        let labels = rules.labels().iter().map(|label| label.name.as_str());
        labels.chain([MACRO])
    };
    if known().any(|name| name == label) {
        return Ok(());
    }
    let help = match suggest::nearest(label, known()) {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => format!("there are {}", known().collect::<Vec<_>>().join(", ")),
    };
    Err(CliError::new(format_args!(
        "--min-f1: no label {label:?}: {help}"
    )))
}

/// The F1 that `--min-f1` means by this name. A label called `macro` comes first.
fn f1(label: &str, rules: &RuleSet, score: &Score) -> f64 {
    let mut labels = rules.labels().iter().zip(&score.labels);
    match labels.find(|(declared, _)| declared.name == label) {
        Some((_, counts)) => counts.f1(),
        None => score.mean(Counts::f1),
    }
}
