//! The nearest that a sentence or an item comes to an expression: the matcher's own steps, on hits that do not count as well.

use std::collections::HashMap;

use super::attempt::{Attempt, Bond, Fault, Where, join, keep_best};
use crate::classify::{Candidate, Leaf, Trace, Words};
use crate::ruleset::{Node, PartName, Pattern, Test, UseId};
use crate::syntax::ast::Within;

/// A search for one rule.
pub(super) struct Search<'t, 'r> {
    trace: &'t mut Trace<'r>,
    within: Within,
    /// The only hits to be used, where the match is known.
    only: Option<&'t [Leaf]>,
    candidates: HashMap<(u32, usize), Vec<Candidate>>,
    clauses: HashMap<usize, Vec<u8>>,
}

impl<'t, 'r> Search<'t, 'r> {
    pub(super) fn new(trace: &'t mut Trace<'r>, within: Within, only: Option<&'t [Leaf]>) -> Self {
        Self {
            trace,
            within,
            only,
            candidates: HashMap::new(),
            clauses: HashMap::new(),
        }
    }

    /// Attempts in one sentence, the nearest first.
    pub(super) fn in_sentence(
        &mut self,
        node: &'r Node,
        sentence: usize,
        name: Option<PartName>,
    ) -> Vec<Attempt<'r>> {
        let name = node.name.or(name);
        match &node.pattern {
            Pattern::Hits(used) => self.hits(*used, sentence, name),
            Pattern::Any(nodes) => {
                let found = nodes
                    .iter()
                    .flat_map(|node| self.in_sentence(node, sentence, name));
                any(found.collect())
            }
            Pattern::All(wanted, excluded) => {
                let found = wanted
                    .iter()
                    .map(|node| self.in_sentence(node, sentence, name))
                    .collect();
                let mut found = self.all(found, sentence);
                self.exclude(excluded, sentence, &mut found);
                found
            }
            Pattern::Near(sides, window) => self.pair(sides, sentence, name, Bond::Near(*window)),
            Pattern::Before(sides, window) => {
                self.pair(sides, sentence, name, Bond::Before(*window))
            }
            Pattern::Then(sides) => {
                let mut found = Vec::new();
                for left in self.in_sentence(&sides[0], sentence, name) {
                    let right = match self.trace.next(left.end()) {
                        Some(next) => self.in_sentence(&sides[1], next, name),
                        None => vec![absent(&sides[1], sentence)],
                    };
                    found.extend(join(&[left], &right, Bond::Then, &[]));
                }
                keep_best(&mut found);
                found
            }
            Pattern::AtLeast(count, nodes) => {
                let found = nodes
                    .iter()
                    .map(|node| self.in_sentence(node, sentence, name))
                    .collect();
                self.at_least(*count, found, sentence)
            }
        }
    }

    /// Attempts in the whole item, for rules whose `and` reaches over sentences.
    pub(super) fn in_item(&mut self, node: &'r Node, name: Option<PartName>) -> Vec<Attempt<'r>> {
        let inner = node.name.or(name);
        match &node.pattern {
            Pattern::Any(nodes) => any(nodes
                .iter()
                .flat_map(|node| self.in_item(node, inner))
                .collect()),
            Pattern::All(wanted, excluded) => {
                let found = wanted
                    .iter()
                    .map(|node| self.in_item(node, inner))
                    .collect();
                let mut found = self.all(found, 0);
                self.exclude(excluded, 0, &mut found);
                found
            }
            Pattern::AtLeast(count, nodes) => {
                let found = nodes.iter().map(|node| self.in_item(node, inner)).collect();
                self.at_least(*count, found, 0)
            }
            Pattern::Hits(_) | Pattern::Near(..) | Pattern::Before(..) | Pattern::Then(_) => {
                let mut found = vec![absent(node, 0)];
                for sentence in 0..self.trace.sentences() {
                    let here = self.in_sentence(node, sentence, name);
                    found.extend(here.into_iter().filter(|one| one.hull.is_some()));
                    keep_best(&mut found);
                }
                found
            }
        }
    }

    fn hits(&mut self, used: UseId, sentence: usize, name: Option<PartName>) -> Vec<Attempt<'r>> {
        if let Some(only) = self.only {
            let is_meant = |leaf: &&Leaf| leaf.used == used && leaf.sentence == sentence;
            let of_match = |leaf: &Leaf| Candidate {
                leaf: *leaf,
                masks: Vec::new(),
                barred: None,
            };
            let found = only.iter().filter(is_meant).map(of_match);
            return found.map(|found| Attempt::hit(&found, false)).collect();
        }
        let trace = &mut *self.trace;
        let candidates = self
            .candidates
            .entry((used.0, sentence))
            .or_insert_with(|| trace.candidates(used, sentence));
        let mut found: Vec<Attempt<'r>> = candidates
            .iter()
            .map(|candidate| {
                let mut candidate = candidate.clone();
                candidate.leaf.name = name;
                // A place that is not foreign is near; one that is no haven is just a place.
                let is_far = candidate.barred.is_some_and(|barred| {
                    !matches!(barred.condition.test, Test::Foreign | Test::Domestic)
                });
                Attempt::hit(&candidate, is_far)
            })
            .collect();
        keep_best(&mut found);
        found.push(Attempt::missing(used, sentence));
        found
    }

    fn pair(
        &mut self,
        sides: &'r [Node; 2],
        sentence: usize,
        name: Option<PartName>,
        bond: Bond,
    ) -> Vec<Attempt<'r>> {
        let left = self.in_sentence(&sides[0], sentence, name);
        let right = self.in_sentence(&sides[1], sentence, name);
        join(&left, &right, bond, self.clauses(sentence))
    }

    fn all(&mut self, operands: Vec<Vec<Attempt<'r>>>, sentence: usize) -> Vec<Attempt<'r>> {
        let bond = Bond::And(self.within == Within::Clause);
        let mut operands = operands.into_iter();
        let first = operands.next().unwrap_or_default();
        operands.fold(first, |found, next| {
            join(&found, &next, bond, self.clauses(sentence))
        })
    }

    /// Any `count` of the operands: the table holds at `k` attempts at `k` of those seen so far.
    fn at_least(
        &mut self,
        count: usize,
        operands: Vec<Vec<Attempt<'r>>>,
        sentence: usize,
    ) -> Vec<Attempt<'r>> {
        let bond = Bond::And(self.within == Within::Clause);
        let mut table: Vec<Vec<Attempt<'r>>> = vec![Vec::new(); count + 1];
        for operand in operands {
            for taken in (1..=count).rev() {
                let mut more = if taken == 1 {
                    operand.clone()
                } else {
                    join(&table[taken - 1], &operand, bond, self.clauses(sentence))
                };
                table[taken].append(&mut more);
                keep_best(&mut table[taken]);
            }
        }
        table.pop().unwrap_or_default()
    }

    /// Notes what a `not` finds.
    fn exclude(&mut self, excluded: &'r [Node], sentence: usize, found: &mut [Attempt<'r>]) {
        for node in excluded {
            let unwanted: Vec<Words> = if self.within == Within::Item {
                self.trace.found_in_item(node).into_iter().collect()
            } else {
                self.trace.found(node, sentence, self.within)
            };
            if unwanted.is_empty() {
                continue;
            }
            let in_clause = self.within == Within::Clause;
            let clauses = self.clauses(sentence);
            let clause = |word: u8| clauses.get(usize::from(word)).copied().unwrap_or_default();
            for one in found.iter_mut() {
                let Some(here) = one.words() else { continue };
                let meets = |other: &&Words| {
                    !in_clause
                        || (clause(here.first) <= clause(other.last)
                            && clause(other.first) <= clause(here.last))
                };
                if let Some(words) = unwanted.iter().find(meets) {
                    one.faults.push(Fault::Not(node, *words));
                }
            }
        }
        found.sort_by(Attempt::order);
    }

    fn clauses(&mut self, sentence: usize) -> &[u8] {
        let trace = &mut *self.trace;
        self.clauses.entry(sentence).or_insert_with(|| {
            if sentence >= trace.sentences() {
                return Vec::new();
            }
            let last = trace.whole(sentence).last;
            (0..=last)
                .map(|word| trace.clause(sentence, word))
                .collect()
        })
    }
}

/// One of several. Those of which nothing is there but one list would do are one.
fn any(mut found: Vec<Attempt<'_>>) -> Vec<Attempt<'_>> {
    let mut absent: Option<Attempt<'_>> = None;
    found.retain_mut(|one| {
        let [Fault::Missing(lists, Where::Anywhere)] = &mut one.faults[..] else {
            return true;
        };
        if one.hull.is_some() {
            return true;
        }
        match &mut absent {
            None => absent = Some(one.clone()),
            Some(absent) => {
                if let Some(Fault::Missing(all, _)) = absent.faults.first_mut() {
                    all.append(lists);
                }
            }
        }
        false
    });
    found.extend(absent);
    keep_best(&mut found);
    found
}

/// All that an expression takes, missing.
fn absent<'r>(node: &'r Node, sentence: usize) -> Attempt<'r> {
    let all = |nodes: &mut dyn Iterator<Item = &'r Node>| {
        let found = nodes.map(|node| vec![absent(node, sentence)]);
        let joined = found.reduce(|one, other| join(&one, &other, Bond::And(false), &[]));
        joined.and_then(|mut one| one.pop())
    };
    let found = match &node.pattern {
        Pattern::Hits(used) => Some(Attempt::missing(*used, sentence)),
        Pattern::Any(nodes) => {
            let found = nodes.iter().map(|node| absent(node, sentence)).collect();
            any(found).into_iter().next()
        }
        Pattern::All(nodes, _) => all(&mut nodes.iter()),
        Pattern::AtLeast(count, nodes) => all(&mut nodes.iter().take(*count)),
        Pattern::Near(sides, _) | Pattern::Before(sides, _) | Pattern::Then(sides) => {
            all(&mut sides.iter())
        }
    };
    found.unwrap_or_else(|| Attempt::missing(UseId(0), sentence))
}
