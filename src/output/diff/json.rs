//! The comparison as one JSON object on a line. Fields may be added, never renamed.

use serde::Serialize;

use super::super::schema::SCHEMA;
use super::super::{Named, Quoted, RulesName};
use super::{Changed, Comparison, Tally, side_name, verdict_name};

/// The report.
pub(crate) fn json(of: &Comparison) -> String {
    let judged = of.judged > 0;
    let whole = Whole {
        schema: SCHEMA,
        old: &of.old,
        new: &of.new,
        items: of.items,
        judged: of.judged,
        foreign: of.foreign,
        bad: of.bad,
        changed: of.changed,
        total: Counts::new(Tally::of(&of.changes), judged),
        rules: of
            .groups()
            .iter()
            .map(|group| ByRule {
                rule: group.rule,
                label: group.label,
                counts: Counts::new(group.tally(), judged),
            })
            .collect(),
        changes: of.changes.iter().map(Entry::new).collect(),
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut text = serde_json::to_string(&whole).expect("all keys are strings");
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    old: &'a RulesName,
    new: &'a RulesName,
    items: u64,
    judged: u64,
    foreign: u64,
    bad: u64,
    changed: u64,
    total: Counts,
    rules: Vec<ByRule<'a>>,
    changes: Vec<Entry<'a>>,
    version: &'static str,
}

#[derive(Serialize)]
struct Counts {
    gained: u64,
    lost: u64,
    #[serde(flatten)]
    verdicts: Option<Verdicts>,
}

/// Only where there is something to judge by: none right of none judged is not a finding.
#[derive(Serialize)]
struct Verdicts {
    right: u64,
    wrong: u64,
    borderline: u64,
}

impl Counts {
    fn new(tally: Tally, judged: bool) -> Self {
        Self {
            gained: tally.gained,
            lost: tally.lost,
            verdicts: judged.then_some(Verdicts {
                right: tally.right,
                wrong: tally.wrong,
                borderline: tally.borderline,
            }),
        }
    }
}

#[derive(Serialize)]
struct ByRule<'a> {
    rule: &'a str,
    label: &'a str,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    item: &'a Named,
    label: &'a str,
    change: &'static str,
    verdict: Option<&'static str>,
    rule: &'a str,
    evidence: Vec<Cause<'a>>,
}

#[derive(Serialize)]
struct Cause<'a> {
    side: &'static str,
    #[serde(flatten)]
    quoted: &'a Quoted,
}

impl<'a> Entry<'a> {
    fn new(change: &'a Changed) -> Self {
        Self {
            item: &change.item,
            label: &change.label,
            change: change.kind(),
            verdict: change.verdict.map(verdict_name),
            rule: change.rule(),
            evidence: change
                .causes
                .iter()
                .map(|(side, quoted)| Cause {
                    side: side_name(*side),
                    quoted,
                })
                .collect(),
        }
    }
}
