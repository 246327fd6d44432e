//! Compares what two rule sets say of one item: the labels that change, and the matches that changed them.

use crate::classify::{Classification, Evidence};
use crate::eval::Gold;
use crate::ruleset::RuleSet;

/// A rule set and what it says of the item.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// What they say.
    pub result: &'a Classification,
}

/// Which of the two rule sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one before.
    Old,
    /// The one after.
    New,
}

/// A label that only one of the two gives.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The label's name: the two sets may declare their labels in different order.
    pub label: &'a str,
    /// Whether the new rules give it; else the old ones did.
    pub is_gained: bool,
    /// The matches that made the difference, the weightiest first. That is what gives the label on the side that gives it and
    /// was not there on the other; else what takes points on the other side alone; else, as where only the points that the
    /// label needs have changed, all that gives the label.
    pub causes: Vec<(Side, &'a Evidence)>,
}

/// Whether a change is for the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The new answer is what people say, the old one was not.
    Right,
    /// The old answer was right.
    Wrong,
    /// People would not decide.
    Borderline,
}

impl Change<'_> {
    /// What people's decisions say of it.
    pub fn verdict(&self, gold: &Gold) -> Verdict {
        match gold.decision(self.label) {
            None => Verdict::Borderline,
            Some(has_it) if has_it == self.is_gained => Verdict::Right,
            Some(_) => Verdict::Wrong,
        }
    }
}

/// The labels that change from `old` to `new`, in the order in which the new rules declare them; then those that only the old
/// ones know.
pub fn compare<'a>(old: Answer<'a>, new: Answer<'a>) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    for label in new.rules.labels().iter().map(|label| label.name.as_str()) {
        match (old.gives(label), new.gives(label)) {
            (false, true) => changes.push(change(label, old, new, true)),
            (true, false) => changes.push(change(label, old, new, false)),
            _ => {}
        }
    }
    for label in old.rules.labels().iter().map(|label| label.name.as_str()) {
        if !new.declares(label) && old.gives(label) {
            changes.push(change(label, old, new, false));
        }
    }
    changes
}

fn change<'a>(label: &'a str, old: Answer<'a>, new: Answer<'a>, is_gained: bool) -> Change<'a> {
    let (with, without) = if is_gained {
        ((Side::New, new), (Side::Old, old))
    } else {
        ((Side::Old, old), (Side::New, new))
    };
    let only_with = || with.1.only(label, without.1);
    let mut causes: Vec<_> = only_with()
        .filter(|evidence| evidence.points > 0)
        .map(|evidence| (with.0, evidence))
        .collect();
    if causes.is_empty() {
        causes = without
            .1
            .only(label, with.1)
            .filter(|evidence| evidence.points < 0)
            .map(|evidence| (without.0, evidence))
            .collect();
    }
    if causes.is_empty() {
        causes = with
            .1
            .evidence(label)
            .filter(|evidence| evidence.points > 0)
            .map(|evidence| (with.0, evidence))
            .collect();
    }
    causes.sort_by_key(|(_, evidence)| std::cmp::Reverse(evidence.points.unsigned_abs()));
    Change {
        label,
        is_gained,
        causes,
    }
}

impl<'a> Answer<'a> {
    fn declares(self, label: &str) -> bool {
        self.rules
            .labels()
            .iter()
            .any(|declared| declared.name == label)
    }

    fn gives(self, label: &str) -> bool {
        let name = |index: usize| self.rules.labels()[index].name.as_str();
        self.result
            .labels
            .iter()
            .any(|given| name(given.index()) == label)
    }

    fn evidence(self, label: &'a str) -> impl Iterator<Item = &'a Evidence> {
        self.result
            .evidence
            .iter()
            .filter(move |evidence| self.rules.labels()[evidence.label.index()].name == label)
    }

    /// The matches for `label` of rules that did not fire for `other`, or with other points.
    fn only(self, label: &'a str, other: Answer<'a>) -> impl Iterator<Item = &'a Evidence> {
        let key = |answer: Answer<'a>, evidence: &Evidence| {
            let rule = &answer.rules.rules()[evidence.rule.index()];
            (rule.id.as_str(), evidence.points)
        };
        self.evidence(label).filter(move |evidence| {
            let this = key(self, evidence);
            !other
                .evidence(label)
                .any(|theirs| key(other, theirs) == this)
        })
    }
}
