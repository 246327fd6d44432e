//! Expressions against the hits of an item: bottom up, sentence by sentence, bounded at every node.

use super::item::Matcher;
use super::partial::{Leaf, Partial, keep_best};
use crate::ruleset::{Node, PartName, Pattern, UseId};
use crate::syntax::ast::Within;

/// How an expression is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) within: Within,
    /// Whether masked hits count (they do for the masks themselves).
    pub(super) masked_too: bool,
}

impl Scope {
    pub(super) fn new(within: Within) -> Self {
        Self {
            within,
            masked_too: false,
        }
    }
}

impl<'r> Matcher<'r> {
    /// Whether an expression can match in a sentence, by the lists it needs alone.
    pub(super) fn may_match(&mut self, node: &Node, sentence: usize) -> bool {
        let slot = self.slot(sentence);
        let is_met = node.need.meets(&self.slots[slot].present);
        if node.is_plain || !is_met {
            return is_met;
        }
        match &node.pattern {
            Pattern::Hits(_) => true,
            Pattern::Any(nodes) => nodes.iter().any(|node| self.may_match(node, sentence)),
            Pattern::All(all, _) => all.iter().all(|node| self.may_match(node, sentence)),
            Pattern::Near(sides, _) | Pattern::Before(sides, _) => {
                sides.iter().all(|side| self.may_match(side, sentence))
            }
            Pattern::Then(sides) => {
                // The left side may itself end some sentences on.
                let mut next = sentence;
                self.may_match(&sides[0], sentence)
                    && (0..=sides[0].sentences_after()).any(|_| {
                        self.neighbour(next, true).is_some_and(|after| {
                            next = after;
                            self.may_match(&sides[1], next)
                        })
                    })
            }
            Pattern::AtLeast(count, nodes) => {
                let found = nodes.iter().filter(|node| self.may_match(node, sentence));
                found.count() >= *count
            }
        }
    }

    /// Matches in one sentence: the best, shortest hull first.
    pub(super) fn in_sentence(
        &mut self,
        node: &'r Node,
        sentence: usize,
        scope: Scope,
        name: Option<PartName>,
    ) -> Vec<Partial> {
        let name = node.name.or(name);
        match &node.pattern {
            Pattern::Hits(used) => self.hits(*used, sentence, scope, name),
            Pattern::Any(nodes) => {
                let mut found = Vec::new();
                for node in nodes {
                    if self.may_match(node, sentence) {
                        found.append(&mut self.in_sentence(node, sentence, scope, name));
                    }
                }
                self.truncated |= keep_best(&mut found);
                found
            }
            Pattern::All(wanted, excluded) => {
                self.all_in_sentence(wanted, excluded, sentence, scope, name)
            }
            Pattern::Near(sides, window) => {
                let (left, right) = self.sides(sides, sentence, scope, name);
                self.join(&left, &right, |one, other| gap(one, other) <= *window)
            }
            Pattern::Before(sides, window) => {
                let (left, right) = self.sides(sides, sentence, scope, name);
                let slot = self.resolved(sentence);
                let slots = &self.slots[slot];
                let (pairs, dropped) = self.parts.pairs(&left, &right, |one, other| {
                    other.first > one.last
                        && gap(one, other) <= *window
                        && slots.clause(one.first) == slots.clause(other.last)
                });
                self.truncated |= dropped;
                pairs
            }
            Pattern::Then(sides) => {
                let left = self.in_sentence(&sides[0], sentence, scope, name);
                let mut ends: Vec<usize> = left.iter().map(|partial| partial.end).collect();
                ends.sort_unstable();
                ends.dedup();
                let mut right = Vec::new();
                for end in ends {
                    if let Some(next) = self.neighbour(end, true) {
                        right.append(&mut self.in_sentence(&sides[1], next, scope, name));
                    }
                }
                self.join(&left, &right, |one, other| other.sentence == one.end + 1)
            }
            Pattern::AtLeast(count, nodes) => {
                let found: Vec<_> = nodes
                    .iter()
                    .map(|node| self.in_sentence(node, sentence, scope, name))
                    .collect();
                self.at_least(
                    *count,
                    &found,
                    Some(sentence).filter(|_| scope.within == Within::Clause),
                )
            }
        }
    }

    /// Matches anywhere in the item, for rules whose `and` reaches over sentences.
    pub(super) fn in_item(
        &mut self,
        node: &'r Node,
        scope: Scope,
        name: Option<PartName>,
    ) -> Vec<Partial> {
        let inner = node.name.or(name);
        match &node.pattern {
            Pattern::Any(nodes) => {
                let mut found = Vec::new();
                for node in nodes {
                    found.extend(self.in_item(node, scope, inner));
                }
                self.truncated |= keep_best(&mut found);
                found
            }
            Pattern::All(wanted, excluded) => {
                let mut found: Option<Vec<Partial>> = None;
                for node in wanted {
                    let next = self.in_item(node, scope, inner);
                    found = Some(match found {
                        None => next,
                        Some(found) => self.join(&found, &next, |_, _| true),
                    });
                    if found.as_ref().is_some_and(Vec::is_empty) {
                        return Vec::new();
                    }
                }
                if excluded
                    .iter()
                    .any(|node| !self.in_item(node, scope, None).is_empty())
                {
                    return Vec::new();
                }
                found.unwrap_or_default()
            }
            Pattern::AtLeast(count, nodes) => {
                let found: Vec<_> = nodes
                    .iter()
                    .map(|node| self.in_item(node, scope, inner))
                    .collect();
                self.at_least(*count, &found, None)
            }
            Pattern::Hits(_) | Pattern::Near(..) | Pattern::Before(..) | Pattern::Then(_) => {
                let mut found = Vec::new();
                for sentence in 0..self.document.sentences().len() {
                    if self.meets(sentence, &node.gate) && self.may_match(node, sentence) {
                        found.extend(self.in_sentence(node, sentence, scope, name));
                        self.truncated |= keep_best(&mut found);
                    }
                }
                found
            }
        }
    }

    /// Whether an expression matches anywhere in the item; every sentence with a match of what stands beside a `not` asks this,
    /// so the answer is kept.
    fn is_in_item(&mut self, node: &'r Node, scope: Scope) -> bool {
        if let Some(&(_, known)) = self
            .in_item
            .iter()
            .find(|(asked, _)| std::ptr::eq(*asked, node))
        {
            return known;
        }
        let found = !self.in_item(node, scope, None).is_empty();
        self.in_item.push((node, found));
        found
    }

    /// Whether an expression matches in a sentence.
    pub(super) fn is_found(&mut self, node: &'r Node, sentence: usize, scope: Scope) -> bool {
        self.may_match(node, sentence) && !self.in_sentence(node, sentence, scope, None).is_empty()
    }

    fn hits(
        &mut self,
        used: UseId,
        sentence: usize,
        scope: Scope,
        name: Option<PartName>,
    ) -> Vec<Partial> {
        let rules = self.rules;
        let reference = &rules.uses[used.0 as usize];
        let mut found = Vec::new();
        let hits = self.list_hits(reference.list, sentence, scope);
        if !hits.is_empty() && reference.filter.asks_home() {
            self.know_home();
        }
        for hit in hits {
            let slot = self.slot(sentence);
            if self.slots[slot].passes(hit, &reference.filter, rules, &self.home) {
                found.push(self.parts.leaf(Leaf {
                    used,
                    name,
                    sentence,
                    hit,
                }));
            }
        }
        self.truncated |= keep_best(&mut found);
        found
    }

    fn all_in_sentence(
        &mut self,
        wanted: &'r [Node],
        excluded: &'r [Node],
        sentence: usize,
        scope: Scope,
        name: Option<PartName>,
    ) -> Vec<Partial> {
        let mut found: Option<Vec<Partial>> = None;
        for node in wanted {
            let next = self.in_sentence(node, sentence, scope, name);
            found = Some(match found {
                None => next,
                Some(found) if scope.within == Within::Clause => {
                    self.join_in_clause(&found, &next, sentence)
                }
                Some(found) => self.join(&found, &next, |_, _| true),
            });
            if found.as_ref().is_some_and(Vec::is_empty) {
                return Vec::new();
            }
        }
        let mut found = found.unwrap_or_default();
        for node in excluded {
            if scope.within == Within::Item {
                if !found.is_empty() && self.is_in_item(node, scope) {
                    found.clear();
                }
                continue;
            }
            let unwanted = self.in_sentence(node, sentence, scope, None);
            if scope.within == Within::Clause {
                let slot = self.resolved(sentence);
                let hits = &self.slots[slot];
                let clauses =
                    |partial: &Partial| hits.clause(partial.first)..=hits.clause(partial.last);
                found.retain(|one| {
                    !unwanted.iter().any(|other| {
                        let (one, other) = (clauses(one), clauses(other));
                        one.start() <= other.end() && other.start() <= one.end()
                    })
                });
            } else if !unwanted.is_empty() {
                found.clear();
            }
        }
        found
    }

    fn sides(
        &mut self,
        sides: &'r [Node; 2],
        sentence: usize,
        scope: Scope,
        name: Option<PartName>,
    ) -> (Vec<Partial>, Vec<Partial>) {
        let left = self.in_sentence(&sides[0], sentence, scope, name);
        if left.is_empty() {
            return (left, Vec::new());
        }
        (left, self.in_sentence(&sides[1], sentence, scope, name))
    }

    fn join(
        &mut self,
        left: &[Partial],
        right: &[Partial],
        fits: impl Fn(Partial, Partial) -> bool,
    ) -> Vec<Partial> {
        let (pairs, dropped) = self.parts.pairs(left, right, fits);
        self.truncated |= dropped;
        pairs
    }

    fn join_in_clause(
        &mut self,
        left: &[Partial],
        right: &[Partial],
        sentence: usize,
    ) -> Vec<Partial> {
        let slot = self.resolved(sentence);
        let hits = &self.slots[slot];
        let (pairs, dropped) = self.parts.pairs(left, right, |one, other| {
            hits.clause(one.first.min(other.first)) == hits.clause(one.last.max(other.last))
        });
        self.truncated |= dropped;
        pairs
    }

    /// Any `count` of the operands: the table holds at `k` the matches of `k` of those seen so far.
    fn at_least(
        &mut self,
        count: usize,
        operands: &[Vec<Partial>],
        clause_of: Option<usize>,
    ) -> Vec<Partial> {
        let mut table: Vec<Vec<Partial>> = vec![Vec::new(); count + 1];
        for operand in operands {
            for taken in (1..=count).rev() {
                let mut more = if taken == 1 {
                    operand.clone()
                } else {
                    let fewer = std::mem::take(&mut table[taken - 1]);
                    let pairs = match clause_of {
                        Some(sentence) => self.join_in_clause(&fewer, operand, sentence),
                        None => self.join(&fewer, operand, |_, _| true),
                    };
                    table[taken - 1] = fewer;
                    pairs
                };
                table[taken].append(&mut more);
                self.truncated |= keep_best(&mut table[taken]);
            }
        }
        table.pop().unwrap_or_default()
    }
}

/// Law 4: the words between two hulls; none where they overlap.
fn gap(one: Partial, other: Partial) -> u32 {
    let behind = |left: Partial, right: Partial| {
        u32::from(right.first).saturating_sub(u32::from(left.last) + 1)
    };
    behind(one, other).max(behind(other, one))
}
