//! Classifying: an [`Item`] and a [`RuleSet`] in, a [`Classification`] out. It cannot fail, reads nothing else, and gives the same answer every time.

mod census;
mod cues;
mod hits;
mod home;
mod item;
mod matcher;
mod open;
mod partial;
mod scan;
mod trace;

pub(crate) use census::Unmet;

use std::collections::BTreeMap;

use home::LEAD_SENTENCES;
use item::Matcher;
use matcher::Scope;
use partial::Partial;

pub(crate) use trace::{Barred, Candidate, Leaf, Trace, Words};

use crate::ruleset::{Branch, BranchId, LabelId, Piece, Program, RuleId, RuleSet, Status, Tag};
use crate::syntax::ast::Within;

/// One news item, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The title's fields first, then the body's.
    pub fields: &'a [Field<'a>],
}

/// One field of an item. A sentence never runs from one field into the next.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// The field's name in the input: `title`, `text`, `body`.
    pub name: &'a str,
    /// Whether it belongs to the title zone.
    pub is_title: bool,
    /// The text.
    pub text: &'a str,
}

/// What the rules say of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classification {
    /// The labels earned: by score, then in the order declared.
    pub labels: Vec<LabelId>,
    /// The points of every label, by [`LabelId::index`].
    pub scores: Vec<i32>,
    /// Labels with enough points for a second look only.
    pub maybe: Vec<LabelId>,
    /// Whether a bound cut something off.
    pub truncated: bool,
    /// Every rule that fired, once for each label it gives points to: by label, then points (most first), then rule.
    pub evidence: Vec<Evidence>,
    /// Rules with `status = "shadow"` that fired.
    pub shadow: Vec<Evidence>,
}

/// Why a label got points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The label.
    pub label: LabelId,
    /// The rule that fired.
    pub rule: RuleId,
    /// The points it gives to the label.
    pub points: i32,
    /// What the cues say of the match.
    pub tag: Tag,
    /// The field of the item, as an index into [`Item::fields`].
    pub field: usize,
    /// The hull of the parts of the first sentence: the first byte, in the field's original text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words that matched, in the order of the text.
    pub parts: Vec<Part>,
    /// The countries of the parts that have one, ISO 3166 alpha-2, each once, sorted.
    pub countries: Vec<String>,
}

/// One hit of a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The list as written in the rule, `{…}` taken off; a phrase as written.
    pub list: String,
    /// The field, as an index into [`Item::fields`].
    pub field: usize,
    /// The first byte in the field's original text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// A rule set with the scratch memory that classifying needs; one for each thread.
#[derive(Debug)]
pub struct Classifier<'r> {
    matcher: Matcher<'r>,
    /// By rule: the best match so far. What rules there are besides costs an item nothing.
    best: BTreeMap<RuleId, Best>,
    /// By rule: whether `unless.item` holds, once it is known.
    vetoed: BTreeMap<RuleId, bool>,
    /// What the sentences allow, in order.
    candidates: Vec<(u32, BranchId)>,
    /// For looking at their outlines.
    pieces: Vec<Piece>,
}

/// The match that a rule reports.
#[derive(Debug)]
struct Best {
    hull: usize,
    sentence: usize,
    first: u8,
    tag: Tag,
    leaves: Vec<Leaf>,
}

impl<'r> Classifier<'r> {
    /// A classifier for `rules`.
    pub fn new(rules: &'r RuleSet) -> Self {
        Self {
            matcher: Matcher::new(rules),
            best: BTreeMap::new(),
            vetoed: BTreeMap::new(),
            candidates: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// What the rules say of `item`.
    pub fn classify(&mut self, item: &Item<'_>) -> Classification {
        let rules = self.matcher.rules;
        self.matcher
            .read(item.fields.iter().map(|field| (field.text, field.is_title)));
        self.best.clear();
        self.vetoed.clear();
        let mut whole_item = Vec::new();
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        let outline =
            |(rule, nth): BranchId| &rules.programs[rule.index()].branches[nth as usize].outline;
        rules.gate.open(
            &self.matcher.met,
            outline,
            &mut self.pieces,
            &mut candidates,
        );
        for &(sentence, (rule, nth)) in &candidates {
            let sentence = sentence as usize;
            let program = &rules.programs[rule.index()];
            let branch = &program.branches[nth as usize];
            if program.whole_item {
                whole_item.push(rule);
            } else if self.in_zone(program, sentence)
                && self.can_improve(rule, branch, sentence)
                && self.matcher.may_match(&branch.expr, sentence)
            {
                self.matcher.parts.clear();
                let scope = Scope::new(program.within);
                let matches = self
                    .matcher
                    .in_sentence(&branch.expr, sentence, scope, branch.name);
                self.take_first_accepted(rule, program, &matches);
            }
        }
        self.candidates = candidates;
        whole_item.sort_unstable();
        whole_item.dedup();
        for rule in whole_item {
            let program = &rules.programs[rule.index()];
            self.matcher.parts.clear();
            let scope = Scope::new(program.within);
            for branch in &program.branches {
                let matches = self.matcher.in_item(&branch.expr, scope, branch.name);
                self.take_first_accepted(rule, program, &matches);
            }
        }
        self.answer()
    }

    fn in_zone(&self, program: &Program, sentence: usize) -> bool {
        match self.matcher.document.sentences()[sentence].body {
            None => program.zones.title,
            Some(nth) if nth < LEAD_SENTENCES => program.zones.lead,
            Some(_) => program.zones.rest,
        }
    }

    /// Whether a branch can hold a better match in this sentence than the one found.
    fn can_improve(&self, rule: RuleId, branch: &Branch, sentence: usize) -> bool {
        self.best.get(&rule).is_none_or(|best| {
            best.hull > branch.min_words
                || (best.hull == branch.min_words && best.sentence == sentence)
        })
    }

    /// Takes the first match that counts, if it is better than the one found before (law 9).
    fn take_first_accepted(&mut self, rule: RuleId, program: &'r Program, matches: &[Partial]) {
        for &found in matches {
            let order = (found.hull(), found.sentence, found.first);
            let is_better = |best: &Best| order < (best.hull, best.sentence, best.first);
            if !self.best.get(&rule).is_none_or(is_better) {
                return;
            }
            let leaves = self.matcher.parts.leaves(found);
            if !self.in_zone(program, found.sentence) || !meets_requirements(program, &leaves) {
                continue;
            }
            let scope = Scope::new(Within::Sentence);
            let vetoed = leaves.iter().any(|leaf| {
                program
                    .unless_sentence
                    .iter()
                    .any(|node| self.matcher.is_found(node, leaf.sentence, scope))
            });
            if vetoed {
                self.matcher.held_back = true;
                continue;
            }
            let tags = self.matcher.tags(&leaves);
            if !tags.is_subset(program.accept) {
                self.matcher.held_back = true;
                continue;
            }
            if self.is_vetoed(rule, program) {
                self.matcher.held_back = true;
                return;
            }
            let best = Best {
                hull: found.hull(),
                sentence: found.sentence,
                first: found.first,
                tag: tags.shown(),
                leaves,
            };
            self.best.insert(rule, best);
            return;
        }
    }

    fn is_vetoed(&mut self, rule: RuleId, program: &'r Program) -> bool {
        if let Some(&known) = self.vetoed.get(&rule) {
            return known;
        }
        let scope = Scope::new(Within::Item);
        let vetoed = program
            .unless_item
            .iter()
            .any(|node| !self.matcher.in_item(node, scope, None).is_empty());
        self.vetoed.insert(rule, vetoed);
        vetoed
    }

    /// Adds up the points.
    fn answer(&self) -> Classification {
        let rules = self.matcher.rules;
        let mut answer = Classification {
            // Not zeroed by the allocator, which would go a slower way.
            scores: std::iter::repeat_n(0, rules.labels.len()).collect(),
            truncated: self.matcher.truncated,
            ..Classification::default()
        };
        for (&rule, best) in &self.best {
            let program = &rules.programs[rule.index()];
            for &(label, points) in &program.points {
                let evidence = self.evidence(rule, label, points, best);
                if program.status == Status::Live {
                    let score = &mut answer.scores[label.index()];
                    *score = score.saturating_add(points);
                    answer.evidence.push(evidence);
                } else {
                    answer.shadow.push(evidence);
                }
            }
        }
        let order = |evidence: &Evidence| {
            (
                evidence.label,
                std::cmp::Reverse(evidence.points),
                evidence.rule,
            )
        };
        answer.evidence.sort_by_key(order);
        answer.shadow.sort_by_key(order);
        for (index, declared) in rules.labels.iter().enumerate() {
            let (label, score) = (LabelId(index as u16), answer.scores[index]);
            if score >= declared.at {
                answer.labels.push(label);
            } else if declared.maybe_at.is_some_and(|at| score >= at) {
                answer.maybe.push(label);
            }
        }
        let by_score = |label: &LabelId| std::cmp::Reverse(answer.scores[label.index()]);
        answer.labels.sort_by_key(by_score);
        answer.maybe.sort_by_key(by_score);
        answer
    }

    fn evidence(&self, rule: RuleId, label: LabelId, points: i32, best: &Best) -> Evidence {
        let document = &self.matcher.document;
        let place = |sentence: usize, first: u8, last: u8| {
            let sentence = document.sentences()[sentence];
            let (first, last) = (
                sentence.first as usize + usize::from(first),
                sentence.first as usize + usize::from(last),
            );
            (usize::from(sentence.field), document.original(first, last))
        };
        let mut leaves = best.leaves.clone();
        leaves.sort_by_key(|leaf| (leaf.sentence, leaf.hit.first));
        let parts: Vec<Part> = leaves
            .iter()
            .map(|leaf| {
                let (field, (start, end)) = place(leaf.sentence, leaf.hit.first, leaf.hit.last);
                let list = self.matcher.rules.uses[leaf.used.0 as usize].text.clone();
                Part {
                    list,
                    field,
                    start,
                    end,
                }
            })
            .collect();
        let first_sentence = leaves.iter().filter(|leaf| leaf.sentence == best.sentence);
        let first = first_sentence
            .clone()
            .map(|leaf| leaf.hit.first)
            .min()
            .unwrap_or_default();
        let last = first_sentence
            .map(|leaf| leaf.hit.last)
            .max()
            .unwrap_or_default();
        let (field, (start, end)) = place(best.sentence, first, last);
        let mut countries: Vec<_> = leaves.iter().filter_map(|leaf| leaf.hit.country).collect();
        countries.sort_unstable();
        countries.dedup();
        let countries = countries
            .into_iter()
            .map(crate::ruleset::Country::code)
            .collect();
        Evidence {
            label,
            rule,
            points,
            tag: best.tag,
            field,
            start,
            end,
            parts,
            countries,
        }
    }
}

/// Whether the countries of the named parts are as the rule asks.
fn meets_requirements(program: &Program, leaves: &[Leaf]) -> bool {
    program.require.iter().all(|requirement| {
        let [one, other] = requirement.parts.map(|name| {
            leaves
                .iter()
                .filter(|leaf| leaf.name == Some(name))
                .find_map(|leaf| leaf.hit.country)
        });
        one.is_some() && other.is_some() && (one != other) == requirement.differ
    })
}
