//! What expressions need for a match, while rules are compiled: of each need, the lists of which one must stand in the sentence.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::set::IdSet;

/// Which need; needs that ask for the same lists have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct NeedId(pub(super) u32);

/// Needs, while rules are compiled.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// For each need the lists of which one must stand in the sentence, and how common their terms are.
    lists: Vec<(IdSet, u64)>,
    numbers: HashMap<IdSet, NeedId>,
}

impl Needs {
    /// The need of one of `lists`, and how common their terms are.
    pub(crate) fn add(&mut self, lists: IdSet, weight: u64) -> NeedId {
        let next = NeedId(self.lists.len() as u32);
        *self.numbers.entry(lists).or_insert_with_key(|lists| {
            self.lists.push((lists.clone(), weight));
            next
        })
    }

    pub(super) fn len(&self) -> usize {
        self.lists.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (NeedId, &IdSet)> {
        let numbers = (0..).map(NeedId);
        numbers.zip(self.lists.iter().map(|(lists, _)| lists))
    }

    /// How common the terms of each need's lists are.
    pub(super) fn weights(&self) -> impl Iterator<Item = u64> {
        self.lists.iter().map(|(_, weight)| *weight)
    }
}
