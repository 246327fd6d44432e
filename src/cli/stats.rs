//! `farshore stats`: what each rule does in a corpus.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use sha2::{Digest, Sha256};

use super::args::{ColorWhen, InputFormat, ReadArgs, RulesSource};
use super::corpus::{self, Faults, Judge, Seen};
use super::{CliError, Outcome, gold, report, rules, tell};
use crate::classify::Item;
use crate::diff::Verdict;
use crate::eval::{Gold, field};
use crate::output::stats::{Change, Example, Statistics, json, text};
use crate::output::{Named, Quoted, RulesName};
use crate::ruleset::{LabelId, RuleId, RuleSet};
use crate::stats::{Look, Observer, Stories, Study, Tally, Without};

const AFTER_HELP: &str = "\
Columns, in items; a rule has a row for each label it gives points to:
  FIRED      it fired
  DECISIVE   without it the label would change (--ablate shows which items)
  OVERLAPS   another rule moved the label the same way
  CONFLICTS  another rule moved the label the other way
  MASKED     it did not fire, and would have without masks
  VETOED     it did not fire, and would have without its `unless`
  REJECTED   it did not fire, and would have if it took every tag
If the items carry `labels` (and `borderline`) as a gold file does, PRECISION is the share of the items it fired in that
have the label, RECALL the share of the items with the label that it fired in (for a rule that takes points PRECISION is
the share without the label); each with Wilson's interval, which holds the true value in 95 cases of 100.

A mask or a guard hits where it alone, without the others, keeps a rule from firing; a cue where it tags a match of some
rule; a term where a form of it stands in an item.

Two items are copies if, of the sixteen runs of five words that stand for the first hundred words of their text, ten are
the same; the first in the order of the corpus is counted.

Examples:
  farshore stats news.jsonl
  farshore stats news/ --dedup --by source
  farshore stats gold.jsonl --rules my-rules --ablate --items all
  farshore stats news.jsonl.gz --unused --items 0

Exit codes:
  0  done
  2  an error: rules that do not compile, a bad record, something that cannot be read";

/// Show what each rule does in a corpus.
///
/// Counts for each rule where it fires and where it decides, and where masks, guards and tags keep it from firing, with some
/// items to read; the labels as bars; and what never does anything. With labelled news also how often each rule is right.
#[derive(Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub(super) struct StatsArgs {
    /// Files and folders with items, as `classify` reads them; `-` is standard input
    #[arg(value_name = "CORPUS", required = true)]
    corpus: Vec<PathBuf>,

    #[command(flatten)]
    rules: RulesSource,

    /// What the input is. By default the file's name or its first bytes tell
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<InputFormat>,

    /// Split the label shares by this field of JSON lines; `a.b` is field b in object a
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,

    /// Count copies of one story once
    #[arg(long)]
    dedup: bool,

    /// Drop each rule in turn, and show which labels would change
    #[arg(long)]
    ablate: bool,

    /// List every term, mask, cue and guard that never hits
    #[arg(long)]
    unused: bool,

    /// How many items to list for each rule: a number, or all
    #[arg(long, value_name = "N", default_value = "2", value_parser = report::limit)]
    items: usize,

    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: StatsFormat,

    #[command(flatten)]
    reading: ReadArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StatsFormat {
    /// Tables and lists for people; may change
    Text,
    /// One JSON object
    Json,
}

/// What is to be counted of an item.
struct Counted {
    look: Look,
    decisions: Option<Vec<Option<bool>>>,
    is_foreign: bool,
    group: Option<String>,
    examples: Vec<(RuleId, Example)>,
    changes: Vec<Change>,
}

/// Runs the command.
pub(super) fn run(args: &StatsArgs, color: ColorWhen) -> Result<Outcome, CliError> {
    let study = Arc::new(open(&args.rules)?);
    let (statistics, faults) = count(args, &study)?;
    if statistics.tally.all.items == 0 {
        tell("no item to count");
    } else if let Some(by) = &args.by
        && statistics.tally.groups.keys().all(Option::is_none)
    {
        tell(format_args!("no item has the field {by:?}"));
    }
    report::write(&match args.format {
        StatsFormat::Text => text(&statistics, color.applies(), report::width()),
        StatsFormat::Json => json(&statistics),
    })?;
    Ok(if faults.are_fatal(&args.reading) {
        Outcome::Error
    } else {
        Outcome::Done
    })
}

fn open(source: &RulesSource) -> Result<Study, CliError> {
    let (sources, name) = rules::files(source.folder.as_deref())?;
    let (study, problems) = Study::new(sources.clone(), &name);
    let folder = source.folder.as_deref().unwrap_or(Path::new(&name));
    study.ok_or_else(|| rules::unusable(&sources, folder, &problems))
}

fn count<'a>(
    args: &'a StatsArgs,
    study: &'a Arc<Study>,
) -> Result<(Statistics<'a>, Faults), CliError> {
    let rules = study.rules();
    let mut stories = args.dedup.then(Stories::default);
    let mut of = Statistics {
        rules: RulesName::new(rules),
        tally: Tally::new(study),
        examples: vec![Vec::new(); rules.rules().len()],
        changes: Vec::new(),
        study,
        foreign: 0,
        copies: args.dedup.then_some(0),
        bad: 0,
        by: args.by.as_deref(),
        with_ablation: args.ablate,
        with_unused: args.unused,
        listed: args.items,
    };
    let work = {
        let (study, by) = (Arc::clone(study), args.by.clone());
        let (with_sketch, with_changes) = (args.dedup, args.ablate);
        move |each: &mut dyn FnMut(&mut Judge<'_, Counted>)| {
            let mut observer = study.observer(with_sketch);
            each(&mut |seen| {
                let counted = item(seen, study.rules(), &mut observer, by.as_deref())?;
                Ok(Some(Counted {
                    changes: counted
                        .changes
                        .into_iter()
                        .filter(|_| with_changes)
                        .collect(),
                    ..counted
                }))
            });
        }
    };
    let format = args.input_format.and_then(InputFormat::known);
    let faults = corpus::run(&args.corpus, format, &args.reading, work, |counted| {
        if let (Some(stories), Some(sketch)) = (&mut stories, &counted.look.sketch)
            && !stories.is_new(sketch)
        {
            of.tally.add_terms(&counted.look);
            of.copies = of.copies.map(|copies| copies + 1);
            return;
        }
        of.foreign += u64::from(counted.is_foreign);
        let gold = counted.decisions.as_deref();
        of.tally.add(rules, &counted.look, gold, counted.group);
        of.changes.extend(counted.changes);
        for (rule, example) in counted.examples {
            keep(&mut of.examples[rule.index()], example, args.items);
        }
    })?;
    of.bad = faults.records;
    Ok((of, faults))
}

/// Looks at an item.
fn item(
    seen: &Seen<'_>,
    rules: &RuleSet,
    observer: &mut Observer<'_>,
    by: Option<&str>,
) -> Result<Counted, String> {
    let group = match by {
        Some(by) => field(seen.json.map_err(str::to_owned)?, by),
        None => None,
    };
    let look = observer.look(&Item {
        fields: seen.fields,
    });
    let (gold, is_foreign) = gold::of_any(seen, &[rules]);
    let decisions = gold
        .as_ref()
        .and_then(|gold| gold.decisions(rules.labels()).ok());
    let changes = look.without.iter().map(|without| Change {
        item: Named::new(seen.id, seen.at, seen.fields),
        without: *without,
        verdict: gold.as_ref().map(|gold| verdict(gold, rules, *without)),
    });
    Ok(Counted {
        changes: changes.collect(),
        examples: examples(seen, rules, &look, gold.as_ref()),
        decisions,
        is_foreign,
        group,
        look,
    })
}

/// Whether a label that changes without a rule does so for the better.
fn verdict(gold: &Gold, rules: &RuleSet, without: Without) -> Verdict {
    match decision(gold, rules, without.label) {
        None => Verdict::Borderline,
        Some(is_in_gold) if is_in_gold == without.is_gained => Verdict::Right,
        Some(_) => Verdict::Wrong,
    }
}

fn decision(gold: &Gold, rules: &RuleSet, label: LabelId) -> Option<bool> {
    gold.decision(&rules.labels()[label.index()].name)
}

/// The item as an example of every rule that fired, with the words for the first of its labels.
fn examples(
    seen: &Seen<'_>,
    rules: &RuleSet,
    look: &Look,
    gold: Option<&Gold>,
) -> Vec<(RuleId, Example)> {
    let mut evidence: Vec<_> = look
        .result
        .evidence
        .iter()
        .chain(&look.result.shadow)
        .collect();
    evidence.sort_by_key(|one| (one.rule, one.label));
    evidence.dedup_by_key(|one| one.rule);
    let example = |one: &&crate::Evidence| Example {
        item: Named::new(seen.id, seen.at, seen.fields),
        verdict: gold.map(|gold| match decision(gold, rules, one.label) {
            None => Verdict::Borderline,
            Some(is_in_gold) if is_in_gold == (one.points > 0) => Verdict::Right,
            Some(_) => Verdict::Wrong,
        }),
        quoted: Quoted::new(rules, one, seen.fields),
        draw: draw(seen),
    };
    evidence
        .iter()
        .map(|one| (one.rule, example(one)))
        .collect()
}

/// A number by which some of many items are drawn: spread over the corpus, and the same each time.
fn draw(seen: &Seen<'_>) -> [u8; 8] {
    let mut hasher = Sha256::new();
    for field in seen.fields {
        hasher.update(field.text);
    }
    let digest = hasher.finalize();
    std::array::from_fn(|at| digest[at])
}

/// Adds an example to those of a rule, of which `most` are kept: wrong ones first, then as drawn.
fn keep(examples: &mut Vec<Example>, example: Example, most: usize) {
    let order = |one: &Example| (one.verdict != Some(Verdict::Wrong), one.draw);
    let at = examples.partition_point(|other| order(other) <= order(&example));
    examples.insert(at, example);
    // One is kept in any case: where it is the only item of the rule, it is named.
    examples.truncate(most.max(1));
}
