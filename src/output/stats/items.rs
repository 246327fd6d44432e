//! For people: what changes without each rule, and items to read.

use std::collections::BTreeMap;

use super::super::diff::{verdict, verdict_name};
use super::super::human::{Block, LABEL};
use super::super::table::table;
use super::super::{tag_name, visible};
use super::{Example, Statistics};
use crate::eval::Counts;
use crate::ruleset::{Status, Tag};
use crate::stats::{OnLabel, RuleTally};

/// What changes without each rule that decides something.
pub(super) fn ablation(of: &Statistics<'_>, block: &mut Block, width: Option<u16>) {
    let names: Vec<&str> = of.label_names().collect();
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    for (rule, id, tally) in of.rule_tallies() {
        for on in tally.labels.iter().filter(|on| on.decisive > 0) {
            let mut row = vec![
                visible(id).to_string(),
                visible(names[on.label.index()]).to_string(),
                on.ablated.lost.to_string(),
                on.ablated.gained.to_string(),
            ];
            if of.is_judged() {
                row.extend(judged(of, rule, on));
            }
            rows.push((on.decisive, row));
        }
    }
    rows.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
    let header = [
        "WITHOUT",
        "LABEL",
        "LOST",
        "GAINED",
        "RIGHT",
        "WRONG",
        "BORDERLINE",
        "F1",
    ];
    let header = if of.is_judged() {
        &header[..]
    } else {
        &header[..4]
    };
    block.plain("\n");
    block.plain(table(header, &rows, width));
    if of.listed == 0 {
        return;
    }
    for (rule, id, _) in of.rule_tallies() {
        let count = of.changes_without(rule).count();
        if count == 0 {
            continue;
        }
        block.plain("\nwithout ");
        block.styled(LABEL, visible(id));
        block.plain(format_args!(": {count}\n"));
        for change in of.changes_without(rule).take(of.listed) {
            let label = names[change.without.label.index()];
            block.plain(format_args!("  {} {}", visible(label), change.kind()));
            if let Some(judged) = change.verdict {
                block.plain(", ");
                verdict(judged, block);
            }
            let (name, headline) = (change.item.name(), change.item.headline());
            block.plain(format_args!(": {}  {}\n", visible(name), visible(headline)));
        }
        more(count, of.listed, block);
    }
}

/// Whether the changes are for the better, and F1 with and without the rule.
fn judged(of: &Statistics<'_>, rule: usize, on: &OnLabel) -> Vec<String> {
    let mut verdicts: BTreeMap<&str, u32> = BTreeMap::new();
    for change in of
        .changes_without(rule)
        .filter(|change| change.without.label == on.label)
    {
        *verdicts
            .entry(change.verdict.map_or("", verdict_name))
            .or_default() += 1;
    }
    let count = |name| verdicts.get(name).copied().unwrap_or(0).to_string();
    let with = of.tally.score.labels[on.label.index()];
    let f1 = [with, on.ablated.counts(with)].map(Counts::f1);
    let change = format!("{:.3} -> {:.3} ({:+.3})", f1[0], f1[1], f1[1] - f1[0]);
    vec![count("right"), count("wrong"), count("borderline"), change]
}

fn more(count: usize, listed: usize, block: &mut Block) {
    let more = count.saturating_sub(listed);
    if more > 0 {
        block.plain(format_args!("  and {more} more (--items all)\n"));
    }
}

/// Each rule that fired or was kept from it: by tag, and some items to read.
pub(super) fn details(of: &Statistics<'_>, block: &mut Block) {
    for (rule, id, tally) in of.rule_tallies() {
        if tally.fired + tally.rejections() == 0 {
            continue;
        }
        block.plain("\n");
        block.styled(LABEL, visible(id));
        if of.study.rules().rules()[rule].status == Status::Shadow {
            block.plain(", shadow");
        }
        block.plain(format_args!(": {}\n", tags(tally)));
        for example in of.examples[rule].iter().take(of.listed) {
            item(example, block);
        }
        more(tally.fired as usize, of.listed, block);
    }
}

fn tags(tally: &RuleTally) -> String {
    let words = |counts: &BTreeMap<Tag, u32>| -> String {
        let words: Vec<String> = counts
            .iter()
            .map(|(tag, count)| format!("{} {count}", tag_name(*tag)))
            .collect();
        words.join(", ")
    };
    let parts = [("fired", &tally.tags), ("rejected", &tally.rejected)];
    let parts = parts.iter().filter(|(_, counts)| !counts.is_empty());
    let parts: Vec<String> = parts
        .map(|(what, counts)| format!("{what} {}", words(counts)))
        .collect();
    parts.join("; ")
}

fn item(example: &Example, block: &mut Block) {
    block.plain("  * ");
    if let Some(judged) = example.verdict {
        verdict(judged, block);
        block.plain(": ");
    }
    let (name, headline) = (example.item.name(), example.item.headline());
    block.plain(format_args!(
        "{}  {}\n    - ",
        visible(name),
        visible(headline)
    ));
    example.quoted.write(block);
}
