//! Lists that are gathered to lists that are done: what includes what, the automaton, and how common each list is.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::lists::Lists;
use super::{Compiler, commonness};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{Beginning, IdSet, JOINTS, List, NewTerm, Row, Terms, Use};

/// About how many of a thousand million words of news have a digit.
const NUMBERS_PER_BILLION: u64 = 30_000_000;

/// As many as there are numbers for lists.
const MAX_LISTS: usize = u16::MAX as usize;

/// Lists when they are done.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) lists: Vec<List>,
    pub(super) terms: Terms,
    /// By term.
    pub(super) beginnings: Vec<Beginning>,
    pub(super) rows: Vec<Row>,
    pub(super) uses: Vec<Use>,
    pub(super) open_lists: IdSet,
    /// By list: about how often its terms occur in a thousand million words.
    pub(super) weight: Vec<u64>,
    /// By list: how many words its longest term has; `None` where it holds open classes.
    pub(super) longest: Vec<Option<u32>>,
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
        let asks: Vec<bool> = lists
            .declared
            .iter()
            .map(|list| list.includes.iter().any(|(_, filter)| filter.asks_home()))
            .collect();
        let mut numeric = IdSet::default();
        let mut weight = vec![0_u64; lists.declared.len()];
        let is_open = |list: usize| {
            let declared = &lists.declared[list];
            declared.is_name || !declared.regex.is_empty()
        };
        let mut longest: Vec<Option<u32>> = closures
            .iter()
            .map(|closure| (!closure.iter().any(is_open)).then_some(0))
            .collect();
        for (at, list) in lists.declared.iter_mut().enumerate() {
            if list.is_name || lists.open.contains(at) {
                open_lists.union(&up[at]);
            }
            if lists.numeric.contains(at) {
                numeric.union(&up[at]);
            }
            list.closure = closures[at].clone();
            list.asks_home = closures[at].iter().any(|at| asks[at]);
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
            let term = NewTerm {
                text,
                entries,
                lists: holding,
                any_case,
            };
            let common = commonness::per_billion(&term.text, term.is_name());
            let words = term.text.split(JOINTS).count() as u32;
            for list in term.lists.iter() {
                weight[list] += common;
                longest[list] = longest[list].map(|longest| longest.max(words));
            }
            terms.push((Reverse(common), term));
        }
        // What is said of common terms lies close together, so that it stays in the cache.
        terms.sort_by_key(|(common, _)| *common);
        let terms: Vec<NewTerm> = terms.into_iter().map(|(_, term)| term).collect();
        let beginnings = terms.iter().map(Beginning::of).collect();
        for list in numeric.iter() {
            weight[list] += NUMBERS_PER_BILLION;
        }
        for list in open_lists.iter() {
            weight[list] = u64::MAX / 4;
        }
        match Terms::build(terms, numeric) {
            Ok(terms) => Some(Finished {
                lists: lists.declared,
                terms,
                beginnings,
                rows: lists.data.rows,
                uses: lists.uses,
                open_lists,
                weight,
                longest,
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
