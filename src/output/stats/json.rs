//! The statistics as one JSON object on a line. Fields may be added, never renamed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::diff::verdict_name;
use super::super::eval::Proportion;
use super::super::schema::SCHEMA;
use super::super::{Named, Quoted, RulesName, tag_name};
use super::{Change, Example, Statistics};
use crate::diff::Verdict;
use crate::eval::{Counts, Share};
use crate::ruleset::{Status, Tag};
use crate::stats::{Group, OnLabel, RuleTally};

/// The report.
pub(crate) fn json(of: &Statistics<'_>) -> String {
    let suspects = of.suspects();
    let ids = |rules: &[usize]| {
        rules
            .iter()
            .map(|&rule| of.study.rules().rules()[rule].id.as_str())
            .collect()
    };
    let whole = Whole {
        schema: SCHEMA,
        all: Shares::new(of, &of.tally.all),
        copies: of.copies,
        judged: of.tally.score.items,
        foreign: of.foreign,
        bad: of.bad,
        by: of.by.map(|field| Split {
            field,
            groups: of
                .tally
                .groups
                .iter()
                .map(|(value, group)| GroupOf {
                    value: value.as_deref(),
                    shares: Shares::new(of, group),
                })
                .collect(),
        }),
        table: of
            .rule_tallies()
            .map(|(nth, id, tally)| Row::new(of, nth, id, tally))
            .collect(),
        never_fired: ids(&suspects.idle),
        single_item: ids(&suspects.single),
        decide_nothing: ids(&suspects.redundant),
        masks: masks(of),
        cues: cues(of),
        guards: guards(of),
        terms: Terms::new(of),
        rules: &of.rules,
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut text = serde_json::to_string(&whole).expect("all keys are strings");
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    #[serde(flatten)]
    all: Shares<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<u64>,
    judged: u32,
    foreign: u64,
    bad: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Split<'a>>,
    table: Vec<Row<'a>>,
    never_fired: Vec<&'a str>,
    single_item: Vec<&'a str>,
    decide_nothing: Vec<&'a str>,
    masks: Vec<Mask<'a>>,
    cues: Vec<Cue<'a>>,
    guards: Vec<Guard<'a>>,
    terms: Terms<'a>,
    rules: &'a RulesName,
    version: &'static str,
}

#[derive(Serialize)]
struct Shares<'a> {
    items: u32,
    unlabelled: u32,
    labels: Vec<LabelShare<'a>>,
}

#[derive(Serialize)]
struct LabelShare<'a> {
    label: &'a str,
    items: u32,
    share: f64,
}

impl<'a> Shares<'a> {
    fn new(of: &'a Statistics<'_>, group: &Group) -> Self {
        let counts = group.labels.iter().copied().chain(std::iter::repeat(0));
        let label = |(label, items)| LabelShare {
            label,
            items,
            share: Share {
                part: items,
                whole: group.items,
            }
            .value(),
        };
        Self {
            items: group.items,
            unlabelled: group.unlabelled,
            labels: of.label_names().zip(counts).map(label).collect(),
        }
    }
}

#[derive(Serialize)]
struct Split<'a> {
    field: &'a str,
    groups: Vec<GroupOf<'a>>,
}

#[derive(Serialize)]
struct GroupOf<'a> {
    value: Option<&'a str>,
    #[serde(flatten)]
    shares: Shares<'a>,
}

/// A rule.
#[derive(Serialize)]
struct Row<'a> {
    rule: &'a str,
    status: &'static str,
    fired: u32,
    masked: u32,
    vetoed: u32,
    tags: BTreeMap<&'static str, u32>,
    rejected: BTreeMap<&'static str, u32>,
    labels: Vec<Effect<'a>>,
    examples: Vec<ExampleOf<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<Vec<ChangeOf<'a>>>,
}

impl<'a> Row<'a> {
    fn new(of: &'a Statistics<'_>, nth: usize, rule: &'a str, tally: &'a RuleTally) -> Self {
        let names = |counts: &BTreeMap<Tag, u32>| {
            counts
                .iter()
                .map(|(tag, count)| (tag_name(*tag), *count))
                .collect()
        };
        let examples = of.examples[nth].iter().take(of.listed);
        let changes = || {
            of.changes_without(nth)
                .map(|change| ChangeOf::new(of, change))
                .collect()
        };
        Self {
            rule,
            status: match of.study.rules().rules()[nth].status {
                Status::Live => "live",
                Status::Shadow => "shadow",
            },
            fired: tally.fired,
            masked: tally.masked,
            vetoed: tally.vetoed,
            tags: names(&tally.tags),
            rejected: names(&tally.rejected),
            labels: tally.labels.iter().map(|on| Effect::new(of, on)).collect(),
            examples: examples.map(ExampleOf::new).collect(),
            without: of.with_ablation.then(changes),
        }
    }
}

/// What a rule did to a label.
#[derive(Serialize)]
struct Effect<'a> {
    label: &'a str,
    points: i32,
    decisive: u32,
    overlaps: u32,
    conflicts: u32,
    #[serde(flatten)]
    gold: Option<Judged>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ablated: Option<Ablated>,
}

/// Only where there is something to judge by.
#[derive(Serialize)]
struct Judged {
    right: u32,
    wrong: u32,
    borderline: u32,
    precision: Proportion,
    recall: Option<Proportion>,
}

#[derive(Serialize)]
struct Ablated {
    lost: u32,
    gained: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    f1: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    f1_without: Option<f64>,
}

impl<'a> Effect<'a> {
    fn new(of: &'a Statistics<'_>, on: &OnLabel) -> Self {
        let with = of.tally.score.labels[on.label.index()];
        let f1 = |counts: Counts| of.is_judged().then(|| counts.f1());
        let gold = || Judged {
            right: on.right,
            wrong: on.wrong,
            borderline: on.borderline,
            precision: Proportion::new(on.precision()),
            recall: on.recall(&of.tally.score).map(Proportion::new),
        };
        let ablated = || Ablated {
            lost: on.ablated.lost,
            gained: on.ablated.gained,
            f1: f1(with),
            f1_without: f1(on.ablated.counts(with)),
        };
        Self {
            label: &of.study.rules().labels()[on.label.index()].name,
            points: on.points,
            decisive: on.decisive,
            overlaps: on.overlaps,
            conflicts: on.conflicts,
            gold: of.is_judged().then(gold),
            ablated: of.with_ablation.then(ablated),
        }
    }
}

#[derive(Serialize)]
struct ExampleOf<'a> {
    #[serde(flatten)]
    item: &'a Named,
    verdict: Option<&'static str>,
    evidence: &'a Quoted,
}

impl<'a> ExampleOf<'a> {
    fn new(example: &'a Example) -> Self {
        Self {
            item: &example.item,
            verdict: name(example.verdict),
            evidence: &example.quoted,
        }
    }
}

#[derive(Serialize)]
struct ChangeOf<'a> {
    #[serde(flatten)]
    item: &'a Named,
    label: &'a str,
    change: &'static str,
    verdict: Option<&'static str>,
}

impl<'a> ChangeOf<'a> {
    fn new(of: &'a Statistics<'_>, change: &'a Change) -> Self {
        Self {
            item: &change.item,
            label: &of.study.rules().labels()[change.without.label.index()].name,
            change: change.kind(),
            verdict: name(change.verdict),
        }
    }
}

fn name(verdict: Option<Verdict>) -> Option<&'static str> {
    verdict.map(verdict_name)
}

#[derive(Serialize)]
struct Mask<'a> {
    name: &'a str,
    at: &'a str,
    stops: u32,
}

fn masks<'a>(of: &'a Statistics<'_>) -> Vec<Mask<'a>> {
    let masks = of.study.parts().masks.iter().zip(&of.tally.masks);
    masks
        .map(|(mask, stops)| Mask {
            name: &mask.name,
            at: &mask.at,
            stops: *stops,
        })
        .collect()
}

#[derive(Serialize)]
struct Cue<'a> {
    name: &'a str,
    tag: &'static str,
    at: &'a str,
    tags: u32,
}

fn cues<'a>(of: &'a Statistics<'_>) -> Vec<Cue<'a>> {
    let cues = of.study.parts().cues.iter().zip(&of.tally.cues);
    cues.map(|(cue, tags)| Cue {
        name: &cue.name,
        tag: tag_name(cue.tag),
        at: &cue.at,
        tags: *tags,
    })
    .collect()
}

#[derive(Serialize)]
struct Guard<'a> {
    rule: &'a str,
    text: &'a str,
    at: &'a str,
    stops: u32,
}

fn guards<'a>(of: &'a Statistics<'_>) -> Vec<Guard<'a>> {
    let guards = of.study.parts().guards.iter().zip(&of.tally.guards);
    guards
        .map(|(guard, stops)| Guard {
            rule: &of.study.rules().rules()[guard.rule.index()].id,
            text: &guard.text,
            at: &guard.at,
            stops: *stops,
        })
        .collect()
}

#[derive(Serialize)]
struct Terms<'a> {
    total: usize,
    never_hit: usize,
    lists: Vec<Unhit<'a>>,
}

/// A list with a term that never hits; they are named where that was asked for.
#[derive(Serialize)]
struct Unhit<'a> {
    list: &'a str,
    total: usize,
    never_hit: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<Vec<TermOf<'a>>>,
}

#[derive(Serialize)]
struct TermOf<'a> {
    term: &'a str,
    at: &'a str,
}

impl<'a> Terms<'a> {
    fn new(of: &'a Statistics<'_>) -> Self {
        let terms = &of.study.parts().terms;
        let named = |unhit: &super::Unhit<'_>| {
            let found = unhit.terms.iter().map(|&term| &terms[term]);
            found
                .map(|term| TermOf {
                    term: &term.term,
                    at: &term.at,
                })
                .collect()
        };
        let unhit = of.unhit();
        Self {
            total: terms.len(),
            never_hit: unhit.iter().map(|list| list.terms.len()).sum(),
            lists: unhit
                .iter()
                .map(|list| Unhit {
                    list: list.list,
                    total: list.total,
                    never_hit: list.terms.len(),
                    terms: of.with_unused.then(|| named(list)),
                })
                .collect(),
        }
    }
}
