//! Why an item has the labels it has, and why not the others: rules and an item in, an [`Explanation`] out, which is data.
//!
//! What fired is looked up in the classifier (`classify::trace`). What did not is searched for with the matcher's own steps, on
//! hits that do not count as well: each step writes down what is wrong instead of stopping there. Within a rule the attempt with
//! most of its words in one sentence counts, then the one with the fewest things wrong. The nearest of all rules is the one with
//! the fewest things wrong. Each of these is true by the same laws by which rules match, and a test takes it away and sees the
//! rule fire. Nothing here is used while labelling, so it need not be fast.

mod attempt;
mod judge;
mod names;
mod search;
mod tell;
mod tree;
mod view;

use std::cmp::Ordering;

use attempt::Attempt;
use names::Names;
use search::Search;
use view::View;

pub use tree::{
    CueView, Explanation, GapView, GuardView, Hidden, HomeView, LabelView, Lack, MaskView,
    PartView, Quote, Trial,
};

use crate::classify::{Classification, Evidence, Item, Trace};
use crate::diagnostic::SourceMap;
use crate::ruleset::{LabelId, RuleId, RuleSet, Status};
use crate::syntax::ast::RuleFile;

/// Of each rule so many attempts are judged as whole matches.
const MAX_JUDGED: usize = 24;

/// Explains what a rule set says of items.
#[derive(Debug)]
pub struct Explainer<'r> {
    names: Names<'r>,
    trace: Trace<'r>,
}

impl<'r> Explainer<'r> {
    /// For `rules`, which were compiled from `files` of `sources`.
    pub fn new(rules: &'r RuleSet, sources: &'r SourceMap, files: &'r [RuleFile]) -> Self {
        Self {
            names: Names::new(rules, sources, files),
            trace: Trace::new(rules),
        }
    }

    /// Why an item has its labels, and why not the others.
    pub fn explain(&mut self, item: &Item<'_>) -> Explanation {
        let result = self.trace.classify(item);
        let mut order = result.labels.clone();
        let others = (0..self.names.rules.labels.len()).map(|at| LabelId(at as u16));
        order.extend(others.filter(|label| !result.labels.contains(label)));
        Explanation {
            truncated: result.truncated,
            labels: order
                .into_iter()
                .map(|label| self.label(item, &result, label))
                .collect(),
        }
    }

    /// What one rule makes of an item: the match for which it fires, or what keeps it from one.
    pub fn rule(&mut self, item: &Item<'_>, rule: RuleId) -> Trial {
        self.trace.classify(item);
        self.trial(item, rule)
    }

    /// For a label that an item does not get: the rule that comes nearest, unless no word of any is there.
    pub fn nearest(&mut self, item: &Item<'_>, label: LabelId) -> Option<Trial> {
        self.trace.classify(item);
        self.nearest_rule(item, label)
    }

    fn label(&mut self, item: &Item<'_>, result: &Classification, label: LabelId) -> LabelView {
        let declared = &self.names.rules.labels[label.index()];
        let given = result.labels.contains(&label);
        let of_label = |evidence: &&Evidence| evidence.label == label;
        let fired = result
            .evidence
            .iter()
            .chain(&result.shadow)
            .filter(of_label);
        LabelView {
            label: declared.name.clone(),
            given,
            maybe: result.maybe.contains(&label),
            score: result.scores[label.index()],
            at: declared.at,
            fired: fired
                .map(|evidence| self.trial(item, evidence.rule))
                .collect(),
            nearest: (!given).then(|| self.nearest_rule(item, label)).flatten(),
        }
    }

    fn nearest_rule(&mut self, item: &Item<'_>, label: LabelId) -> Option<Trial> {
        let mut nearest: Option<(RuleId, Attempt<'r>)> = None;
        let rules = self.names.rules;
        for (index, program) in rules.programs.iter().enumerate() {
            let rule = RuleId(index as u32);
            let speaks = program
                .points
                .iter()
                .any(|(own, points)| *own == label && *points > 0);
            if !speaks || program.status == Status::Shadow || self.trace.matched(rule).is_some() {
                continue;
            }
            let Some(attempt) = self.attempt(rule).filter(|one| !one.leaves.is_empty()) else {
                continue;
            };
            let is_nearer = |(_, known): &(RuleId, Attempt<'r>)| {
                attempt.order_between_rules(known) == Ordering::Less
            };
            if nearest.as_ref().is_none_or(is_nearer) {
                nearest = Some((rule, attempt));
            }
        }
        let (rule, attempt) = nearest?;
        let view = View::new(&self.names, &mut self.trace, item.fields, &attempt);
        Some(view.trial(rule, &attempt, false))
    }

    fn trial(&mut self, item: &Item<'_>, rule: RuleId) -> Trial {
        let fires = self.trace.matched(rule).is_some();
        let attempt = self.attempt(rule).unwrap_or_else(Attempt::nothing);
        let view = View::new(&self.names, &mut self.trace, item.fields, &attempt);
        view.trial(rule, &attempt, fires)
    }

    /// The match for which a rule fired, or the nearest to one.
    fn attempt(&mut self, rule: RuleId) -> Option<Attempt<'r>> {
        let program = &self.names.rules.programs[rule.index()];
        let matched = self.trace.matched(rule).map(|(leaves, _)| leaves);
        let sentences = self.trace.sentences();
        let mut search = Search::new(&mut self.trace, program.within, matched.as_deref());
        let mut found = Vec::new();
        for branch in &program.branches {
            if program.whole_item {
                found.extend(search.in_item(&branch.expr, branch.name));
            } else {
                for sentence in 0..sentences {
                    found.extend(search.in_sentence(&branch.expr, sentence, branch.name));
                }
            }
        }
        if let Some(matched) = matched {
            let mut whole = found
                .into_iter()
                .filter(|one| one.faults.is_empty() && one.leaves.len() == matched.len());
            return whole.next();
        }
        found.sort_by(Attempt::order);
        found.truncate(MAX_JUDGED);
        for attempt in &mut found {
            judge::judge(&self.names, &mut self.trace, rule, attempt);
        }
        found.into_iter().min_by(Attempt::order)
    }
}
