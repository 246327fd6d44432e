//! Lists that are gathered to lists that are done: what includes what, all terms, and how common each list is.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::lists::Lists;
use super::reach::Reach;
use super::{Compiler, commonness};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{Entry, IdSet, JOINTS, List, ListId, NewTerm, Opening, Rows, Terms, Use};

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
    pub(super) openings: Vec<Opening>,
    pub(super) rows: Rows,
    pub(super) uses: Vec<Use>,
    /// By use: what it needs, a list or a filtered use of one.
    pub(super) of_use: Vec<usize>,
    pub(super) open_lists: IdSet,
    /// By list and filtered use: about how often its terms occur in a thousand million words.
    pub(super) weight: Vec<u64>,
    /// By list: how many words its longest term has; `None` where it holds open classes.
    pub(super) longest: Vec<Option<u32>>,
}

impl Compiler<'_> {
    /// Closures, all terms, and what the whole of the lists is like.
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
        let is_open = |list: usize| {
            let declared = &lists.declared[list];
            declared.is_name || !declared.open_classes.is_empty()
        };
        let asks: Vec<bool> = lists
            .declared
            .iter()
            .map(|list| list.includes.iter().any(|(_, filter)| filter.asks_home()))
            .collect();
        let mut reach = Reach::new(&lists.declared, &lists.uses, &lists.data.rows);
        let mut open_lists = IdSet::default();
        let mut numeric = IdSet::default();
        for at in 0..count {
            if lists.declared[at].is_name || lists.open.contains(at) {
                open_lists.union(reach.of(at, None));
            }
            if lists.numeric.contains(at) {
                numeric.union(reach.of(at, None));
            }
        }
        let mut weight = vec![0_u64; reach.count];
        let mut longest: Vec<Option<u32>> = closures
            .iter()
            .map(|closure| (!closure.iter().any(is_open)).then_some(0))
            .collect();
        longest.resize(reach.count, Some(0));
        let hints = std::mem::take(&mut lists.hints);
        let mut terms = gather(std::mem::take(&mut lists.terms), hints, &mut reach);
        for (Reverse(common), term) in &terms {
            let words = term.text.split(JOINTS).count() as u32;
            for list in term.lists.iter() {
                weight[list] += common;
                longest[list] = longest[list].map(|longest| longest.max(words));
            }
        }
        let of_use = reach.of_use;
        for (at, list) in lists.declared.iter_mut().enumerate() {
            list.closure = closures[at].clone();
            list.asks_home = closures[at].iter().any(|at| asks[at]);
        }
        // What is said of common terms lies close together, so that it stays in the cache.
        terms.sort_by_key(|(common, _)| *common);
        let terms: Vec<NewTerm> = terms.into_iter().map(|(_, term)| term).collect();
        let how_common = |word: &str| commonness::per_billion(word, false);
        let openings = terms
            .iter()
            .map(|term| Opening::of(term, how_common))
            .collect();
        for list in numeric.iter() {
            weight[list] += NUMBERS_PER_BILLION;
        }
        for list in open_lists.iter() {
            weight[list] = u64::MAX / 4;
        }
        Some(Finished {
            lists: lists.declared,
            terms: Terms::build(terms, numeric),
            openings,
            rows: lists.data.rows,
            uses: lists.uses,
            of_use,
            open_lists,
            weight,
            longest,
        })
    }
}

/// Terms with all that they can be a hit of, each with how common it is.
fn gather(
    mut held: BTreeMap<String, Vec<Entry>>,
    hints: Vec<(String, ListId)>,
    reach: &mut Reach<'_>,
) -> Vec<(Reverse<u64>, NewTerm)> {
    // A hint is a term that is no hit: it only says that a list may have one here.
    let mut hinted: BTreeMap<String, IdSet> = BTreeMap::new();
    for (word, list) in hints {
        held.entry(word.clone()).or_default();
        let reached = reach.of(list.index(), None);
        hinted.entry(word).or_default().union(reached);
    }
    let mut terms = Vec::with_capacity(held.len());
    for (text, entries) in held {
        let hint = hinted.remove(&text);
        let any_case = hint.is_some();
        let mut lists = hint.unwrap_or_default();
        for entry in &entries {
            lists.union(reach.of(entry.list.index(), entry.row));
        }
        let term = NewTerm {
            text,
            entries,
            lists,
            any_case,
        };
        let common = commonness::per_billion(&term.text, term.is_name());
        terms.push((Reverse(common), term));
    }
    terms
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
