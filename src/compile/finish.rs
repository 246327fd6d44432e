//! Lists that are gathered to lists that are done: what includes what, the automaton, and how common each list is.

use std::collections::BTreeMap;

use super::lists::Lists;
use super::{Compiler, commonness};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{IdSet, List, NewTerm, Row, Terms, Use};

/// As many as there are numbers for lists.
const MAX_LISTS: usize = u16::MAX as usize;

/// Lists when they are done.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) lists: Vec<List>,
    pub(super) terms: Terms,
    pub(super) rows: Vec<Row>,
    pub(super) uses: Vec<Use>,
    pub(super) open_lists: IdSet,
    /// By list: about how often its terms occur in a million words.
    pub(super) weight: Vec<u64>,
}

impl Compiler<'_> {
    /// Closures, the automaton, and what the whole of the lists is like.
    pub(super) fn finish_lists(&mut self, mut lists: Lists) -> Option<Finished> {
        let count = lists.declared.len();
        if count > MAX_LISTS {
            let message =
                format!("{count} lists and phrases, and at most {MAX_LISTS} can be told apart");
            let problem = Diagnostic::new(Code::TooLarge, message);
            self.report(problem.help("put phrases that are alternatives into one list"));
            return None;
        }
        let closures: Vec<IdSet> = (0..lists.declared.len())
            .map(|list| closure(&lists.declared, list))
            .collect();
        // Turned round list by list: most lists hold no other.
        let mut up: Vec<IdSet> = vec![IdSet::default(); count];
        for (list, closure) in closures.iter().enumerate() {
            for included in closure.iter() {
                up[included].insert(list);
            }
        }
        let mut open_lists = IdSet::default();
        let mut weight = vec![0_u64; lists.declared.len()];
        for (at, list) in lists.declared.iter_mut().enumerate() {
            if list.is_name || lists.open.contains(at) {
                open_lists.union(&up[at]);
            }
            list.closure = closures[at].clone();
        }
        // A hint is a term that is no hit: it only says that a list may have one here.
        let mut hinted: BTreeMap<String, IdSet> = BTreeMap::new();
        for (word, list) in std::mem::take(&mut lists.hints) {
            lists.terms.entry(word.clone()).or_default();
            hinted.entry(word).or_default().union(&up[list.index()]);
        }
        let mut terms = Vec::with_capacity(lists.terms.len());
        for (text, entries) in std::mem::take(&mut lists.terms) {
            let hint = hinted.remove(&text);
            let any_case = hint.is_some();
            let mut holding = hint.unwrap_or_default();
            for entry in &entries {
                holding.union(&up[entry.list.index()]);
            }
            let common = commonness::per_million(&text);
            for list in holding.iter() {
                weight[list] += common;
            }
            terms.push(NewTerm {
                text,
                entries,
                lists: holding,
                any_case,
            });
        }
        for list in open_lists.iter() {
            weight[list] = u64::MAX / 4;
        }
        match Terms::build(terms) {
            Ok(terms) => Some(Finished {
                lists: lists.declared,
                terms,
                rows: lists.data.rows,
                uses: lists.uses,
                open_lists,
                weight,
            }),
            Err(error) => {
                self.report(Diagnostic::new(Code::TooLarge, error.to_string()));
                None
            }
        }
    }
}

fn closure(lists: &[List], list: usize) -> IdSet {
    let mut found = IdSet::default();
    let mut stack = vec![list];
    while let Some(list) = stack.pop() {
        if !found.contains(list) {
            found.insert(list);
            stack.extend(
                lists[list]
                    .includes
                    .iter()
                    .map(|(included, _)| included.index()),
            );
        }
    }
    found
}
