//! The statistics for people: the labels and the table of rules; the rest is put behind them.

use std::fmt::Write as _;

use super::super::eval::figure;
use super::super::human::Block;
use super::super::table::table;
use super::super::visible;
use super::Statistics;
use super::idle::{parts, suspects, unused};
use super::items::{ablation, details};
use crate::eval::Share;
use crate::stats::{Group, OnLabel, RuleTally};

/// The longest bar of labels, and of those of a group.
const BAR: u32 = 40;
const GROUP_BAR: u32 = 10;

/// The report. `width` is that of the terminal, if it goes to one.
pub(crate) fn text(of: &Statistics<'_>, color: bool, width: Option<u16>) -> String {
    let mut block = Block {
        text: String::new(),
        color,
    };
    block.plain(format_args!(
        "rules {}\n{}\n\n",
        of.rules.short(),
        summary(of)
    ));
    block.plain(labels(of, width));
    if let Some(by) = of.by {
        block.plain("\n");
        block.plain(groups(of, by, width));
    }
    block.plain("\n");
    block.plain(rules(of, width));
    suspects(of, &mut block);
    block.plain("\n");
    block.plain(parts(of, width));
    if of.with_unused {
        unused(of, &mut block);
    }
    if of.with_ablation {
        ablation(of, &mut block, width);
    }
    if of.listed > 0 {
        details(of, &mut block);
    }
    block.text
}

fn summary(of: &Statistics<'_>) -> String {
    let mut text = format!("items {}", of.tally.all.items);
    let more = [
        ("copies left out", of.copies.unwrap_or(0)),
        ("with gold labels", u64::from(of.tally.score.items)),
        ("with labels that the rules do not declare", of.foreign),
        ("bad records left out", of.bad),
    ];
    for (what, count) in more {
        if count > 0 {
            let _ = write!(text, ", {what} {count}");
        }
    }
    text
}

fn percent(share: Share) -> String {
    format!("{:.2} %", 100.0 * share.value())
}

/// As long in proportion as `count` of `most`; what is there at all shows.
fn bar(count: u32, most: u32, longest: u32) -> String {
    let length = u64::from(count) * u64::from(longest) / u64::from(most.max(1));
    "█".repeat(
        usize::try_from(length)
            .unwrap_or(0)
            .max(usize::from(count > 0)),
    )
}

fn labels(of: &Statistics<'_>, width: Option<u16>) -> String {
    let Group {
        items,
        labels,
        unlabelled,
    } = &of.tally.all;
    let most = labels.iter().max().copied().unwrap_or(0);
    let row = |name: &str, count: u32, bar: String| {
        let share = Share {
            part: count,
            whole: *items,
        };
        vec![
            visible(name).to_string(),
            count.to_string(),
            percent(share),
            bar,
        ]
    };
    let counts = labels.iter().copied().chain(std::iter::repeat(0));
    let mut rows: Vec<_> = of
        .label_names()
        .zip(counts)
        .map(|(name, count)| row(name, count, bar(count, most, BAR)))
        .collect();
    // Beside the items without a label the bars of the others would not be seen.
    rows.push(row("(none)", *unlabelled, String::new()));
    table(&["LABEL", "ITEMS", "SHARE", ""], &rows, width)
}

fn groups(of: &Statistics<'_>, by: &str, width: Option<u16>) -> String {
    let by = visible(by).to_string();
    let mut header = vec![&by[..], "ITEMS"];
    header.extend(of.label_names());
    let groups = &of.tally.groups;
    let share = |group: &Group, label: usize| Share {
        part: group.labels[label],
        whole: group.items,
    };
    // In parts of a million: bars are drawn of whole numbers.
    let part =
        |share: Share| (u64::from(share.part) * 1_000_000 / u64::from(share.whole.max(1))) as u32;
    let most: Vec<u32> = (0..of.label_names().count())
        .map(|label| {
            groups
                .values()
                .map(|group| part(share(group, label)))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let row = |(name, group): (&Option<String>, &Group)| {
        let name = name
            .as_deref()
            .map_or("(none)".to_owned(), |name| visible(name).to_string());
        let mut row = vec![name, group.items.to_string()];
        row.extend(most.iter().enumerate().map(|(label, most)| {
            let share = share(group, label);
            let bar = bar(part(share), *most, GROUP_BAR);
            format!("{} {} {bar}", share.part, percent(share))
                .trim_end()
                .to_owned()
        }));
        row
    };
    let rows: Vec<_> = groups.iter().map(row).collect();
    table(&header, &rows, width)
}

fn rules(of: &Statistics<'_>, width: Option<u16>) -> String {
    const HEADER: [&str; 11] = [
        "RULE",
        "LABEL",
        "FIRED",
        "DECISIVE",
        "OVERLAPS",
        "CONFLICTS",
        "MASKED",
        "VETOED",
        "REJECTED",
        "PRECISION",
        "RECALL",
    ];
    let names: Vec<&str> = of.label_names().collect();
    let share = |share: Share| {
        if share.whole == 0 {
            return "-".to_owned();
        }
        figure(share.value(), share.interval())
    };
    let row = |id: &str, tally: &RuleTally, on: &OnLabel| {
        let mut row = vec![
            visible(id).to_string(),
            visible(names[on.label.index()]).to_string(),
        ];
        let counts = [
            tally.fired,
            on.decisive,
            on.overlaps,
            on.conflicts,
            tally.masked,
            tally.vetoed,
            tally.rejections(),
        ];
        row.extend(counts.iter().map(u32::to_string));
        if of.is_judged() {
            row.push(share(on.precision()));
            row.push(on.recall(&of.tally.score).map_or("-".to_owned(), share));
        }
        row
    };
    let rows: Vec<_> = of
        .rule_tallies()
        .flat_map(|(_, id, tally)| tally.labels.iter().map(move |on| (id, tally, on)))
        .map(|(id, tally, on)| row(id, tally, on))
        .collect();
    let header = if of.is_judged() {
        &HEADER[..]
    } else {
        &HEADER[..9]
    };
    table(header, &rows, width)
}
