//! The report for people: tables, then the mistakes.

use super::super::explain::lacks;
use super::super::human::{Block, ERROR, LABEL};
use super::super::table::table;
use super::super::visible;
use super::{Evaluation, Mistake};
use crate::eval::{Counts, Interval, Score, Share};

/// The report. `width` is that of the terminal, if it goes to one.
pub(crate) fn text(of: &Evaluation<'_>, color: bool, width: Option<u16>) -> String {
    let mut block = Block {
        text: String::new(),
        color,
    };
    block.plain(format_args!(
        "{}: items {}, rules {}\n",
        visible(&of.gold),
        of.report.total.items,
        of.rules.short()
    ));
    if of.bad > 0 {
        block.styled(ERROR, format_args!("bad records left out {}", of.bad));
        block.plain("\n");
    }
    block.plain("\n");
    block.plain(scores(of, width));
    sets(of, &mut block);
    block.plain("\n");
    block.plain(confusion(of, width));
    if let Some(by) = of.by {
        block.plain("\n");
        block.plain(groups(of, by, width));
    }
    for (label, name) in of.labels.iter().enumerate() {
        for (is_missed, kind) in [(false, "false alarms"), (true, "missed")] {
            let (listed, count) = of.mistakes(label, is_missed);
            if listed.is_empty() {
                continue;
            }
            block.plain("\n");
            block.styled(LABEL, name);
            block.plain(format_args!(", {kind}: {count}\n"));
            for mistake in &listed {
                item(mistake, &mut block);
            }
            if count > listed.len() {
                let more = count - listed.len();
                block.plain(format_args!("  and {more} more (--errors all)\n"));
            }
        }
    }
    if !of.floors.is_empty() {
        block.plain("\n");
    }
    if !of.floors.is_empty() {
        block.plain("\n");
    }
    for floor in &of.floors {
        let (style, outcome) = if floor.is_met() {
            (LABEL, "reached")
        } else {
            (ERROR, "not reached")
        };
        block.plain(format_args!(
            "F1 of {} at least {}: ",
            floor.label, floor.at_least
        ));
        block.styled(style, outcome);
        block.plain(format_args!(", it is {:.4}\n", floor.f1));
    }
    block.text
}

fn scores(of: &Evaluation<'_>, width: Option<u16>) -> String {
    let total = &of.report.total;
    let share = |share: Share| figure(share.value(), share.interval());
    let mut rows: Vec<Vec<String>> = of
        .labels
        .iter()
        .zip(&total.labels)
        .map(|(name, counts)| {
            vec![
                (*name).to_owned(),
                share(counts.precision()),
                share(counts.recall()),
                figure(counts.f1(), counts.f1_interval()),
                counts.true_positives.to_string(),
                counts.false_positives.to_string(),
                counts.false_negatives.to_string(),
            ]
        })
        .collect();
    let mut mean = vec![
        "macro".to_owned(),
        format!("{:.3}", total.mean(|counts| counts.precision().value())),
        format!("{:.3}", total.mean(|counts| counts.recall().value())),
        figure(total.mean(Counts::f1), total.macro_f1_interval()),
    ];
    mean.resize(7, String::new());
    rows.push(mean);
    let header = ["LABEL", "PRECISION", "RECALL", "F1", "TP", "FP", "FN"];
    table(&header, &rows, width)
}

/// A figure with its interval.
pub(in crate::output) fn figure(value: f64, interval: Interval) -> String {
    // Without a blank, so that a narrow table breaks the line before the interval and not inside it.
    format!("{value:.3} [{:.3}-{:.3}]", interval.low, interval.high)
}

fn sets(of: &Evaluation<'_>, block: &mut Block) {
    let line = |what: &str, share: Share| {
        format!(
            "{what} {}, {} of {}",
            figure(share.value(), share.interval()),
            share.part,
            share.whole
        )
    };
    block.plain(format_args!(
        "\n{}\n",
        line("whole set right", of.report.total.sets_right())
    ));
    let pairs = of.report.pairs();
    if pairs.right.whole > 0 {
        block.plain(format_args!(
            "{}\n",
            line("pairs right on both sides", pairs.right)
        ));
    }
    if pairs.lone > 0 {
        block.plain(format_args!("pairs with one side only {}\n", pairs.lone));
    }
}

/// By the labels that items have: how many there are, how many get just these, and what the others get.
fn confusion(of: &Evaluation<'_>, width: Option<u16>) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let confusion = &of.report.confusion;
    let mut had: Vec<&[usize]> = confusion.keys().map(|(had, _)| &had[..]).collect();
    had.dedup();
    for had in had {
        let of_these = || confusion.iter().filter(move |((this, _), _)| this == had);
        let right = of_these().find(|((_, given), _)| given == had);
        let mut wrong: Vec<_> = of_these().filter(|((_, given), _)| given != had).collect();
        wrong.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let instead: Vec<String> = wrong
            .iter()
            .map(|((_, given), count)| format!("{} {count}", of.set(given)))
            .collect();
        rows.push(vec![
            of.set(had),
            of_these().map(|(_, count)| count).sum::<u32>().to_string(),
            right.map_or(0, |(_, count)| *count).to_string(),
            instead.join(", "),
        ]);
    }
    table(&["HAS", "ITEMS", "RIGHT", "GETS INSTEAD"], &rows, width)
}

fn groups(of: &Evaluation<'_>, by: &str, width: Option<u16>) -> String {
    let by = visible(by).to_string();
    let mut header = vec![&by[..], "ITEMS", "SET RIGHT"];
    header.extend(&of.labels);
    let cell = |counts: &Counts| {
        // A label that no item of the group has or gets is not one that went wrong.
        if counts.precision().whole + counts.recall().whole == 0 {
            return "-".to_owned();
        }
        format!(
            "{:.3} +{} -{}",
            counts.f1(),
            counts.false_positives,
            counts.false_negatives
        )
    };
    let row = |(name, score): (&Option<String>, &Score)| {
        let name = name
            .as_deref()
            .map_or("(none)".to_owned(), |name| visible(name).to_string());
        let mut row = vec![
            name,
            score.items.to_string(),
            format!("{:.3}", score.sets_right().value()),
        ];
        row.extend(score.labels.iter().map(cell));
        row
    };
    let rows: Vec<_> = of.report.groups.iter().map(row).collect();
    format!(
        "{}(by label: F1, + false alarms, - missed)\n",
        table(&header, &rows, width)
    )
}

fn item(mistake: &Mistake, block: &mut Block) {
    block.plain(format_args!(
        "  * {}  {}\n",
        visible(mistake.item.name()),
        visible(mistake.item.headline())
    ));
    if let Some(note) = &mistake.note {
        block.plain(format_args!("    note: {}\n", visible(note)));
    }
    if mistake.is_missed && !mistake.evidence.is_empty() {
        block.plain(format_args!(
            "    {} points of {}\n",
            mistake.score, mistake.needed
        ));
    }
    for quoted in &mistake.evidence {
        block.plain("    - ");
        quoted.write(block);
    }
    if let Some(nearest) = &mistake.nearest {
        block.plain(format_args!("    nearest {}\n", visible(&nearest.rule)));
        lacks(nearest, "      ", block);
    }
}
