//! The report of `farshore diff`, for people, as JSON, and as a comment in Markdown.

mod json;
mod markdown;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Named, Quoted, RulesName};
use crate::diff::{Side, Verdict};

pub(crate) use json::json;
pub(crate) use markdown::markdown;
pub(crate) use text::text;
pub(super) use text::verdict;

/// Everything that the report says.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The rules before.
    pub(crate) old: RulesName,
    /// The rules after.
    pub(crate) new: RulesName,
    /// Items compared.
    pub(crate) items: u64,
    /// Items of which people said what labels they have.
    pub(crate) judged: u64,
    /// Items with `labels` that neither rule set declares: what they mean is not known.
    pub(crate) foreign: u64,
    /// Records that could not be used.
    pub(crate) bad: u64,
    /// Items with another label set.
    pub(crate) changed: u64,
    /// The changes, in the order of the corpus.
    pub(crate) changes: Vec<Changed>,
    /// So many changes of each rule are listed for people to read.
    pub(crate) listed: usize,
}

/// A label gained or lost.
#[derive(Debug)]
pub(crate) struct Changed {
    /// The item.
    pub(crate) item: Named,
    /// The label.
    pub(crate) label: String,
    /// Whether the new rules give it; else the old ones did.
    pub(crate) is_gained: bool,
    /// What people's labels say of it, if there are some.
    pub(crate) verdict: Option<Verdict>,
    /// The matches that made the difference, the weightiest first.
    pub(crate) causes: Vec<(Side, Quoted)>,
}

impl Changed {
    /// The rule for which it counts, so that each change counts once.
    fn rule(&self) -> &str {
        self.causes
            .first()
            .map_or("(none)", |(_, quoted)| &quoted.rule)
    }

    fn kind(&self) -> &'static str {
        if self.is_gained { "gained" } else { "lost" }
    }
}

/// How many changes of each kind.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    gained: u64,
    lost: u64,
    right: u64,
    wrong: u64,
    borderline: u64,
}

impl Tally {
    fn of<'c>(changes: impl IntoIterator<Item = &'c Changed>) -> Self {
        let mut tally = Self::default();
        for change in changes {
            *(if change.is_gained {
                &mut tally.gained
            } else {
                &mut tally.lost
            }) += 1;
            match change.verdict {
                Some(Verdict::Right) => tally.right += 1,
                Some(Verdict::Wrong) => tally.wrong += 1,
                Some(Verdict::Borderline) => tally.borderline += 1,
                None => {}
            }
        }
        tally
    }

    /// `2 gained, 1 lost`.
    fn words(self) -> String {
        let parts = [(self.gained, "gained"), (self.lost, "lost")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let words: Vec<String> = parts
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        words.join(", ")
    }

    fn cells(self, with_verdicts: bool) -> Vec<String> {
        let mut counts = vec![self.gained, self.lost];
        if with_verdicts {
            counts.extend([self.right, self.wrong, self.borderline]);
        }
        counts.iter().map(u64::to_string).collect()
    }
}

/// The changes that count for one rule and label.
struct Group<'c> {
    rule: &'c str,
    label: &'c str,
    changes: Vec<&'c Changed>,
}

impl Group<'_> {
    fn tally(&self) -> Tally {
        Tally::of(self.changes.iter().copied())
    }
}

impl Comparison {
    /// By rule and label, those with most changes first.
    fn groups(&self) -> Vec<Group<'_>> {
        let mut by_rule: BTreeMap<(&str, &str), Vec<&Changed>> = BTreeMap::new();
        for change in &self.changes {
            let key = (change.rule(), &change.label[..]);
            by_rule.entry(key).or_default().push(change);
        }
        let mut groups: Vec<_> = by_rule
            .into_iter()
            .map(|((rule, label), changes)| Group {
                rule,
                label,
                changes,
            })
            .collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.changes.len()));
        groups
    }

    /// The columns of the table of rules: those with verdicts only where there are some.
    fn header(&self) -> &'static [&'static str] {
        const ALL: [&str; 7] = [
            "RULE",
            "LABEL",
            "GAINED",
            "LOST",
            "RIGHT",
            "WRONG",
            "BORDERLINE",
        ];
        if self.judged > 0 { &ALL } else { &ALL[..4] }
    }

    /// The counts in its last row.
    fn total(&self) -> Vec<String> {
        Tally::of(&self.changes).cells(self.judged > 0)
    }

    /// What was compared, on one line.
    fn summary(&self) -> String {
        let mut text = format!("items {}, changed {}", self.items, self.changed);
        if self.changed > 0 {
            let _ = write!(text, " ({})", Tally::of(&self.changes).words());
        }
        for (what, count) in [
            ("with gold labels", self.judged),
            ("with labels that neither rule set declares", self.foreign),
            ("bad records left out", self.bad),
        ] {
            if count > 0 {
                let _ = write!(text, ", {what} {count}");
            }
        }
        text
    }
}

fn side_name(side: Side) -> &'static str {
    match side {
        Side::Old => "old",
        Side::New => "new",
    }
}

/// As reports have it.
pub(super) fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Right => "right",
        Verdict::Wrong => "wrong",
        Verdict::Borderline => "borderline",
    }
}
