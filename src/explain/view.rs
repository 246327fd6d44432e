//! Attempts to data: every place in the original text, every list by its name.

use super::attempt::{Attempt, Bond, Fault};
use super::judge::tag_name;
use super::names::Names;
use super::tell::connector;
use super::tree::{
    CueView, GapView, GuardView, Hidden, HomeView, MaskView, PartView, Quote, Trial,
};
use crate::classify::{Field, Leaf, Trace, Words};
use crate::ruleset::{Country, Node, Pattern, RuleId, Status, UseId};
use crate::syntax::ast::Within;

/// An item, as far as one attempt of one rule is concerned.
pub(super) struct View<'v, 'r, 'i> {
    pub(super) names: &'v Names<'r>,
    pub(super) trace: &'v mut Trace<'r>,
    pub(super) fields: &'i [Field<'i>],
    pub(super) leaves: Vec<Leaf>,
    /// The sentences of the attempt.
    pub(super) here: Vec<usize>,
    pub(super) stands_in: Option<&'static str>,
    /// The home as seen from no part in particular.
    pub(super) home: Option<HomeView>,
}

impl<'v, 'r, 'i> View<'v, 'r, 'i> {
    pub(super) fn new(
        names: &'v Names<'r>,
        trace: &'v mut Trace<'r>,
        fields: &'i [Field<'i>],
        attempt: &Attempt<'r>,
    ) -> Self {
        let mut here: Vec<usize> = attempt.leaves.iter().map(|leaf| leaf.sentence).collect();
        here.sort_unstable();
        here.dedup();
        let mut view = Self {
            names,
            stands_in: here.first().map(|sentence| trace.zone(*sentence)),
            trace,
            fields,
            leaves: attempt.leaves.clone(),
            here,
            home: None,
        };
        // Any part will do that says nothing of the home itself.
        let from = attempt
            .leaves
            .iter()
            .find(|leaf| leaf.hit.country.is_none());
        view.home = from
            .or(attempt.leaves.first())
            .map(|leaf| view.home_of(leaf));
        view
    }

    /// Words with their place.
    pub(super) fn quote(&self, words: Words) -> Quote {
        let (field, place) = self.trace.place(words);
        let field = &self.fields[field];
        Quote {
            field: field.name.to_owned(),
            text: field.text[place.clone()].to_owned(),
            start: place.start,
            end: place.end,
        }
    }

    pub(super) fn home_of(&mut self, leaf: &Leaf) -> HomeView {
        let found = self.trace.home(leaf);
        HomeView {
            country: found.map(|found| found.country.code()),
            from: found.map(|found| found.from),
            words: found.map(|found| self.quote(found.words)),
        }
    }

    /// The whole of an attempt of a rule.
    pub(super) fn trial(mut self, rule: RuleId, attempt: &Attempt<'r>, fires: bool) -> Trial {
        let rules = self.names.rules;
        let (declared, program) = (&rules.rules[rule.index()], &rules.programs[rule.index()]);
        let is_whole = attempt.missing == 0;
        let (cues, tags) = if self.leaves.is_empty() {
            (Vec::new(), None)
        } else {
            let (cues, tags) = self.trace.cues(&attempt.leaves);
            (cues, is_whole.then(|| tag_name(tags.shown())))
        };
        let mut faults: Vec<&Fault<'r>> = attempt.faults.iter().collect();
        faults.sort_by_key(|fault| urgency(fault));
        Trial {
            rule: declared.id.clone(),
            file: declared.file.clone(),
            line: declared.line,
            points: declared
                .points
                .iter()
                .map(|(label, points)| (rules.labels[label.index()].name.clone(), *points))
                .collect(),
            shadow: program.status == Status::Shadow,
            fires,
            tag: tags,
            operands: attempt.total,
            found: attempt.total - attempt.missing,
            sentences: self
                .here
                .iter()
                .map(|at| self.quote(self.trace.whole(*at)))
                .collect(),
            parts: attempt
                .leaves
                .iter()
                .map(|leaf| self.part(rule, leaf))
                .collect(),
            gaps: attempt
                .gaps
                .iter()
                .filter_map(|gap| {
                    let (Bond::Near(window) | Bond::Before(window)) = gap.bond else {
                        return None;
                    };
                    Some(GapView {
                        left: self.quote(gap.left),
                        right: self.quote(gap.right),
                        connector: connector(gap.bond),
                        words: gap.words,
                        window,
                    })
                })
                .collect(),
            cues: cues
                .into_iter()
                .map(|(cue, trigger)| CueView {
                    cue: self.names.cue(cue).to_owned(),
                    tag: tag_name(rules.cues[cue].tag),
                    words: self.quote(trigger),
                })
                .collect(),
            masks: self.masks(rule),
            guards: self.guards(rule),
            lacks: faults
                .into_iter()
                .map(|fault| self.lack(rule, fault))
                .collect(),
        }
    }

    fn part(&mut self, rule: RuleId, leaf: &Leaf) -> PartView {
        let rules = self.names.rules;
        let reference = &rules.uses[leaf.used.0 as usize];
        let asks = reference.filter.asks_home() || rules.lists[reference.list.index()].asks_home;
        let written = self.names.rule(&rules.rules[rule.index()].id);
        let mut named = rules.programs[rule.index()]
            .require
            .iter()
            .zip(written.iter().flat_map(|rule| &rule.require));
        let name = leaf.name.and_then(|name| {
            named.find_map(|(one, written)| {
                let at = one.parts.iter().position(|part| *part == name)?;
                Some(written.parts[at].value.clone())
            })
        });
        PartView {
            quote: self.quote(leaf.words()),
            lists: self.names.chain(leaf),
            name,
            country: leaf.hit.country.map(Country::code),
            home: (asks && leaf.hit.country.is_some()).then(|| self.home_of(leaf)),
        }
    }

    /// Every mask on the sentences, with what it hides of the lists that the rule looks for.
    fn masks(&mut self, rule: RuleId) -> Vec<MaskView> {
        let program = &self.names.rules.programs[rule.index()];
        let mut uses = Vec::new();
        for branch in &program.branches {
            collect(&branch.expr, &mut uses);
        }
        let mut found = Vec::new();
        for sentence in self.here.clone() {
            for mask in 0..self.names.rules.masks.len() {
                for run in self.trace.mask(mask, sentence) {
                    let hides = self.hidden(mask, run, &uses);
                    found.push(MaskView {
                        mask: self.names.mask(mask).to_owned(),
                        words: self.quote(run),
                        hides,
                    });
                }
            }
        }
        found
    }

    fn hidden(&mut self, mask: usize, run: Words, uses: &[UseId]) -> Vec<Hidden> {
        let mut found: Vec<Hidden> = Vec::new();
        for used in uses {
            for candidate in self.trace.candidates(*used, run.sentence) {
                let words = candidate.leaf.words();
                if candidate.masks.contains(&mask)
                    && words.first <= run.last
                    && run.first <= words.last
                {
                    let hidden = Hidden {
                        list: self.names.used(*used).to_owned(),
                        words: self.quote(words),
                    };
                    if !found.contains(&hidden) {
                        found.push(hidden);
                    }
                }
            }
        }
        found
    }

    fn guards(&mut self, rule: RuleId) -> Vec<GuardView> {
        let program = &self.names.rules.programs[rule.index()];
        let mut guards = Vec::new();
        for node in &program.unless_sentence {
            let found = self.here.iter().find_map(|&sentence| {
                self.trace
                    .found(node, sentence, Within::Sentence)
                    .first()
                    .copied()
            });
            guards.push(self.guard("unless.sentence", node, found));
        }
        for node in &program.unless_item {
            let found = self.trace.found_in_item(node);
            guards.push(self.guard("unless.item", node, found));
        }
        guards
    }

    fn guard(&self, scope: &'static str, node: &Node, found: Option<Words>) -> GuardView {
        GuardView {
            scope,
            expression: self.names.expression(node),
            found: found.map(|words| self.quote(words)),
        }
    }
}

/// In which order faults are told: what is not there at all first.
fn urgency(fault: &Fault<'_>) -> u8 {
    match fault {
        Fault::Missing(..) => 0,
        Fault::Masked(..) => 1,
        Fault::Barred(..) => 2,
        Fault::Far(_) | Fault::Order(_) | Fault::Clause(_) => 3,
        Fault::Not(..) => 4,
        Fault::Zone => 5,
        Fault::Require(_) => 6,
        Fault::Unless(..) => 7,
        Fault::Tag(..) => 8,
    }
}

/// The uses of lists in an expression, those under a `not` as well.
fn collect(node: &Node, found: &mut Vec<UseId>) {
    let nodes: Vec<&Node> = match &node.pattern {
        Pattern::Hits(used) => {
            found.push(*used);
            return;
        }
        Pattern::Any(nodes) | Pattern::AtLeast(_, nodes) => nodes.iter().collect(),
        Pattern::All(wanted, excluded) => wanted.iter().chain(excluded).collect(),
        Pattern::Near(sides, _) | Pattern::Before(sides, _) | Pattern::Then(sides) => {
            sides.iter().collect()
        }
    };
    for node in nodes {
        collect(node, found);
    }
}
