//! The report of `farshore stats`, for people and as JSON.

mod idle;
mod items;
mod json;
mod text;

use std::collections::BTreeMap;

use super::{Named, Quoted, RulesName};
use crate::diff::Verdict;
use crate::ruleset::Status;
use crate::stats::{RuleTally, Study, Tally, Without};

pub(crate) use json::json;
pub(crate) use text::text;

/// Everything that the report says.
#[derive(Debug)]
pub(crate) struct Statistics<'a> {
    /// The rules.
    pub(crate) rules: RulesName,
    /// What was counted.
    pub(crate) tally: Tally,
    /// By rule: items in which it fired, at least one where there is one.
    pub(crate) examples: Vec<Vec<Example>>,
    /// What would change without single rules, in the order of the corpus.
    pub(crate) changes: Vec<Change>,
    /// Whose counts these are.
    pub(crate) study: &'a Study,
    /// Items with `labels` that the rules do not declare.
    pub(crate) foreign: u64,
    /// Copies left out, if they were looked for.
    pub(crate) copies: Option<u64>,
    /// Records that could not be used.
    pub(crate) bad: u64,
    /// The field by which the label shares are split.
    pub(crate) by: Option<&'a str>,
    /// Whether what changes without single rules is reported.
    pub(crate) with_ablation: bool,
    /// Whether all that never hits is named.
    pub(crate) with_unused: bool,
    /// So many items of each rule are listed.
    pub(crate) listed: usize,
}

/// An item in which a rule fired.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// The item.
    pub(crate) item: Named,
    /// Whether people agree, if they said something.
    pub(crate) verdict: Option<Verdict>,
    /// The words.
    pub(crate) quoted: Quoted,
    /// By which it was drawn.
    pub(crate) draw: [u8; 8],
}

/// A label that an item gets or loses without a rule.
#[derive(Debug)]
pub(crate) struct Change {
    /// The item.
    pub(crate) item: Named,
    /// What changes.
    pub(crate) without: Without,
    /// What people's labels say of it, if there are some.
    pub(crate) verdict: Option<Verdict>,
}

impl Change {
    fn kind(&self) -> &'static str {
        if self.without.is_gained {
            "gained"
        } else {
            "lost"
        }
    }
}

/// Rules that deserve a second look, by index.
#[derive(Debug)]
struct Suspects {
    /// Fired in no item.
    idle: Vec<usize>,
    /// Fired in a single item.
    single: Vec<usize>,
    /// Fired in several, and no label would change without them. Shadow rules never decide.
    redundant: Vec<usize>,
}

/// What never hits of a list.
struct Unhit<'a> {
    list: &'a str,
    total: usize,
    /// By index among all terms.
    terms: Vec<usize>,
}

impl Statistics<'_> {
    fn is_judged(&self) -> bool {
        self.tally.score.items > 0
    }

    fn label_names(&self) -> impl Iterator<Item = &str> {
        let labels = self.study.rules().labels().iter();
        labels.map(|label| label.name.as_str())
    }

    fn rule_tallies(&self) -> impl Iterator<Item = (usize, &str, &RuleTally)> {
        let rules = self.study.rules().rules().iter().zip(&self.tally.rules);
        (0..)
            .zip(rules)
            .map(|(nth, (rule, tally))| (nth, rule.id.as_str(), tally))
    }

    fn changes_without(&self, rule: usize) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(move |change| change.without.rule.index() == rule)
    }

    fn suspects(&self) -> Suspects {
        let rules = || self.rule_tallies();
        let number = |(nth, _, _): (usize, &str, &RuleTally)| nth;
        let decides = |tally: &RuleTally| tally.labels.iter().any(|on| on.decisive > 0);
        let is_live = |nth: usize| self.study.rules().rules()[nth].status == Status::Live;
        let redundant =
            rules().filter(|(nth, _, tally)| is_live(*nth) && tally.fired > 1 && !decides(tally));
        Suspects {
            idle: rules()
                .filter(|(.., tally)| tally.fired == 0)
                .map(number)
                .collect(),
            single: rules()
                .filter(|(.., tally)| tally.fired == 1)
                .map(number)
                .collect(),
            redundant: redundant.map(number).collect(),
        }
    }

    /// By list, in the order of their names, those with a term that never hits.
    fn unhit(&self) -> Vec<Unhit<'_>> {
        let mut lists: BTreeMap<&str, Unhit<'_>> = BTreeMap::new();
        let terms = self.study.parts().terms.iter().zip(&self.tally.terms);
        for (nth, (term, is_met)) in terms.enumerate() {
            let unhit = lists.entry(&term.list).or_insert(Unhit {
                list: &term.list,
                total: 0,
                terms: Vec::new(),
            });
            unhit.total += 1;
            if !is_met {
                unhit.terms.push(nth);
            }
        }
        let mut lists: Vec<_> = lists.into_values().collect();
        lists.retain(|list| !list.terms.is_empty());
        lists
    }
}
