//! For people: rules that do little, and terms, masks, cues and guards that do nothing.

use super::super::human::Block;
use super::super::table::table;
use super::super::{tag_name, visible};
use super::Statistics;

/// Rules that deserve a second look.
pub(super) fn suspects(of: &Statistics<'_>, block: &mut Block) {
    let suspects = of.suspects();
    let ids = |block: &mut Block, heading: &str, rules: &[usize]| {
        if rules.is_empty() {
            return;
        }
        block.plain(format_args!("\n{heading}: {}\n", rules.len()));
        for &rule in rules {
            block.plain(format_args!(
                "  {}",
                visible(&of.study.rules().rules()[rule].id)
            ));
            // Named only where it is the only one.
            if let ([example, ..], 1) = (&of.examples[rule][..], of.tally.rules[rule].fired) {
                let (name, headline) = (example.item.name(), example.item.headline());
                block.plain(format_args!(": {}  {}", visible(name), visible(headline)));
            }
            block.plain("\n");
        }
    };
    ids(block, "rules that fired in no item", &suspects.idle);
    ids(block, "rules that fired in a single item", &suspects.single);
    ids(
        block,
        "rules that fired and decided nothing",
        &suspects.redundant,
    );
}

/// How many there are of what can be idle, and how many are.
pub(super) fn parts(of: &Statistics<'_>, width: Option<u16>) -> String {
    let tally = &of.tally;
    let row = |what: &str, total: usize, never: usize| {
        vec![what.to_owned(), total.to_string(), never.to_string()]
    };
    let counted = |what: &str, counts: &[u32]| {
        let never = counts.iter().filter(|count| **count == 0).count();
        row(what, counts.len(), never)
    };
    let unmet = tally.terms.iter().filter(|is_met| !**is_met).count();
    let rows = [
        row("terms", tally.terms.len(), unmet),
        counted("masks", &tally.masks),
        counted("cues", &tally.cues),
        counted("guards", &tally.guards),
    ];
    let mut text = table(&["", "TOTAL", "NEVER HIT"], &rows, width);
    if !of.with_unused {
        text.push_str("(--unused names them)\n");
    }
    text
}

/// All that is idle, by name.
pub(super) fn unused(of: &Statistics<'_>, block: &mut Block) {
    let (parts, tally) = (of.study.parts(), &of.tally);
    let mut list = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            block.plain(format_args!("\n{heading}: {}\n", lines.len()));
            for line in lines {
                block.plain(format_args!(
                    "  {line}
"
                ));
            }
        }
    };
    let masks = parts
        .masks
        .iter()
        .zip(&tally.masks)
        .filter(|(_, count)| **count == 0);
    let masks = masks.map(|(mask, _)| format!("{}  {}", visible(&mask.name), mask.at));
    list("masks that alone keep no rule from firing", masks.collect());
    let cues = parts
        .cues
        .iter()
        .zip(&tally.cues)
        .filter(|(_, count)| **count == 0);
    let cues =
        cues.map(|(cue, _)| format!("{}, {}  {}", visible(&cue.name), tag_name(cue.tag), cue.at));
    list("cues that tag no match", cues.collect());
    let guards = parts
        .guards
        .iter()
        .zip(&tally.guards)
        .filter(|(_, count)| **count == 0);
    let guards = guards.map(|(guard, _)| {
        let rule = &of.study.rules().rules()[guard.rule.index()].id;
        let text: Vec<&str> = guard.text.split_whitespace().collect();
        format!(
            "{}  {}  {}",
            visible(rule),
            guard.at,
            visible(&text.join(" "))
        )
    });
    list(
        "guards that alone do not keep their rule from firing",
        guards.collect(),
    );
    let terms = of.unhit().into_iter().map(|unhit| {
        let terms: Vec<String> = unhit
            .terms
            .iter()
            .map(|&term| visible(&parts.terms[term].term).to_string())
            .collect();
        let (list, total) = (visible(unhit.list), unhit.total);
        format!("{list} ({} of {total}): {}", terms.len(), terms.join(", "))
    });
    list("lists with terms that never hit", terms.collect());
}
