//! The comparison for people.

use super::super::human::{Block, ERROR, LABEL};
use super::super::table::table;
use super::super::visible;
use super::{Changed, Comparison, side_name, verdict_name};
use crate::diff::Verdict;

/// The report. `width` is that of the terminal, if it goes to one.
pub(crate) fn text(of: &Comparison, color: bool, width: Option<u16>) -> String {
    let mut block = Block {
        text: String::new(),
        color,
    };
    block.plain(format_args!(
        "old {}\nnew {}\n{}\n",
        of.old.short(),
        of.new.short(),
        of.summary()
    ));
    if of.changes.is_empty() {
        return block.text;
    }
    let groups = of.groups();
    let mut rows: Vec<Vec<String>> = groups
        .iter()
        .map(|group| {
            let names = [group.rule, group.label].map(|name| visible(name).to_string());
            let counts = group.tally().cells(of.judged > 0);
            names.into_iter().chain(counts).collect()
        })
        .collect();
    let all = ["all", ""].map(str::to_owned).into_iter();
    rows.push(all.chain(of.total()).collect());
    block.plain("\n");
    block.plain(table(of.header(), &rows, width));
    for group in &groups {
        block.plain("\n");
        block.styled(LABEL, visible(group.rule));
        block.plain(format_args!(
            ", {}: {}\n",
            visible(group.label),
            group.tally().words()
        ));
        for change in group.changes.iter().take(of.listed) {
            item(change, &mut block);
        }
        let more = group.changes.len().saturating_sub(of.listed);
        if more > 0 {
            block.plain(format_args!("  and {more} more (--items all)\n"));
        }
    }
    block.text
}

/// What people say of it, in the colour of that.
pub(in crate::output) fn verdict(verdict: Verdict, block: &mut Block) {
    let name = verdict_name(verdict);
    match verdict {
        Verdict::Right => block.styled(LABEL, name),
        Verdict::Wrong => block.styled(ERROR, name),
        Verdict::Borderline => block.plain(name),
    }
}

fn item(change: &Changed, block: &mut Block) {
    let kind = change.kind();
    block.plain(format_args!("  {kind}"));
    if let Some(judged) = change.verdict {
        block.plain(", ");
        verdict(judged, block);
    }
    block.plain(format_args!(
        ": {}  {}\n",
        visible(change.item.name()),
        visible(change.item.headline())
    ));
    for (side, quoted) in &change.causes {
        block.plain(format_args!("    - {} ", side_name(*side)));
        quoted.write(block);
    }
}
