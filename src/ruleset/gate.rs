//! Which rules a sentence can fire at all: every term says which needs of expressions it meets, the needs met in a sentence are
//! the union over its terms, and what has a need that is not met is passed over. One look at a few words of bits for each term.

use std::collections::HashMap;

use super::RuleId;
use super::beginnings::{Beginning, Beginnings};
use super::lexicon::TermId;
use super::set::IdSet;

/// Which need; needs that ask for the same lists have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NeedId(u32);

/// A branch of a rule, by its number.
pub(crate) type BranchId = (RuleId, u32);

/// Needs, while rules are compiled.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// For each need the lists of which one must stand in the sentence.
    lists: Vec<IdSet>,
    numbers: HashMap<IdSet, NeedId>,
}

impl Needs {
    /// The need of one of `lists`.
    pub(crate) fn add(&mut self, lists: IdSet) -> NeedId {
        let next = NeedId(self.lists.len() as u32);
        *self.numbers.entry(lists).or_insert_with_key(|lists| {
            self.lists.push(lists.clone());
            next
        })
    }
}

/// The needs met in each sentence of an item, and in the whole of it, as bits.
#[derive(Debug, Default)]
pub(crate) struct Met {
    /// How many words of bits a set has.
    width: usize,
    /// The item's set, then that of each sentence.
    sets: Vec<u64>,
    /// The terms that meet something, in the order of the text.
    noted: Vec<Noted>,
    /// Where the terms of each sentence end.
    ends: Vec<u32>,
}

/// A term that meets something: its words, and which of the gate's sets.
#[derive(Clone, Copy, Debug)]
struct Noted {
    first: u32,
    last: u32,
    set: u32,
}

impl Met {
    /// Begins an item.
    pub(crate) fn begin_item(&mut self, gate: &Gate) {
        self.width = gate.width;
        self.noted.clear();
        self.ends.clear();
        self.sets.clear();
        self.sets.resize(self.width, 0);
    }

    /// Notes a term of the next sentence, and on which words it stands.
    pub(crate) fn note(&mut self, gate: &Gate, term: TermId, first: usize, last: usize) {
        let set = gate.set_of[term.0 as usize];
        if set != 0 {
            self.noted.push(Noted {
                first: first as u32,
                last: last as u32,
                set,
            });
        }
    }

    /// Ends the sentence.
    pub(crate) fn end_sentence(&mut self, gate: &Gate) {
        let begin = self.sets.len();
        self.sets.resize(begin + self.width, 0);
        let (item, here) = self.sets.split_at_mut(begin);
        for noted in &self.noted[self.ends.last().map_or(0, |&end| end as usize)..] {
            for &(word, bits) in gate.needs_of(noted.set) {
                here[word as usize] |= bits;
            }
        }
        self.ends.push(self.noted.len() as u32);
        union(item, here);
    }

    /// The needs met in a sentence.
    fn sentence(&self, sentence: usize) -> &[u64] {
        &self.sets[(sentence + 1) * self.width..(sentence + 2) * self.width]
    }

    /// The terms of a sentence.
    fn noted(&self, sentence: usize) -> &[Noted] {
        let begin = sentence
            .checked_sub(1)
            .map_or(0, |before| self.ends[before]);
        &self.noted[begin as usize..self.ends[sentence] as usize]
    }

    /// Whether all of `needs` are met in a sentence.
    pub(crate) fn all(&self, sentence: usize, needs: &[NeedId]) -> bool {
        all(self.sentence(sentence), needs)
    }
}

fn all(set: &[u64], needs: &[NeedId]) -> bool {
    needs.iter().all(|&need| holds(set, need))
}

fn holds(set: &[u64], need: NeedId) -> bool {
    set[need.0 as usize / 64] & (1 << (need.0 % 64)) != 0
}

/// A branch, and what it needs for a match.
#[derive(Clone, Debug)]
pub(crate) struct Gated {
    pub(crate) branch: BranchId,
    /// In the sentence, rarest first: the first is the branch's trigger.
    pub(crate) here: Vec<NeedId>,
    /// Anywhere in the item.
    pub(crate) item: Vec<NeedId>,
    /// All that is needed in the sentence stands within so many words.
    pub(crate) span: u32,
}

/// What each term meets, and what each need triggers.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// How many words of bits a set has.
    width: usize,
    /// By term: which of `sets`; 0 is the empty set.
    set_of: Vec<u32>,
    /// Where the needs of each set end in `flat`, which holds them as words of bits that are not 0.
    ends: Vec<u32>,
    flat: Vec<(u32, u64)>,
    /// By need: the branches it triggers.
    triggered: Vec<Vec<Gated>>,
    /// The needs that trigger something.
    triggers: Vec<u64>,
    /// Branches of which nothing is known before they are looked for.
    always: Vec<BranchId>,
    /// With what terms begin that meet something.
    beginnings: Beginnings,
}

impl Gate {
    /// The gate for branches. Of each term it takes the lists that it may be a hit of, and how it begins.
    pub(crate) fn build<'a>(
        needs: &Needs,
        branches: Vec<Gated>,
        terms: impl Iterator<Item = (&'a IdSet, &'a Beginning)>,
    ) -> Self {
        let width = needs.lists.len().div_ceil(64);
        let mut gate = Self {
            width,
            triggered: vec![Vec::new(); needs.lists.len()],
            triggers: vec![0; width],
            ends: vec![0],
            ..Self::default()
        };
        for gated in branches {
            let Some(&trigger) = gated.here.first() else {
                gate.always.push(gated.branch);
                continue;
            };
            insert(&mut gate.triggers, trigger);
            gate.triggered[trigger.0 as usize].push(gated);
        }
        let mut meets: HashMap<usize, Vec<NeedId>> = HashMap::new();
        for (need, lists) in needs.lists.iter().enumerate() {
            for list in lists.iter() {
                meets.entry(list).or_default().push(NeedId(need as u32));
            }
        }
        let mut known: HashMap<Vec<NeedId>, u32> = HashMap::from([(Vec::new(), 0)]);
        for (lists, beginning) in terms {
            let mut met: Vec<NeedId> = lists
                .iter()
                .filter_map(|list| meets.get(&list))
                .flatten()
                .copied()
                .collect();
            met.sort_unstable();
            met.dedup();
            let next = known.len() as u32;
            let number = *known.entry(met).or_insert_with_key(|met| {
                let mut set = vec![0; width];
                for &need in met {
                    insert(&mut set, need);
                }
                let words = (0..).zip(set);
                gate.flat.extend(words.filter(|(_, bits)| *bits != 0));
                gate.ends.push(gate.flat.len() as u32);
                next
            });
            gate.set_of.push(number);
            if number != 0 {
                gate.beginnings.insert(beginning);
            }
        }
        gate
    }

    /// With what terms begin that meet something.
    pub(crate) fn beginnings(&self) -> &Beginnings {
        &self.beginnings
    }

    /// Appends the branches of which all needs are met in a sentence, and in the item.
    pub(crate) fn open(&self, met: &Met, sentence: usize, branches: &mut Vec<BranchId>) {
        branches.extend(&self.always);
        let (item, here) = (&met.sets[..self.width], met.sentence(sentence));
        for (at, (met_here, triggers)) in here.iter().zip(&self.triggers).enumerate() {
            let mut rest = met_here & triggers;
            while rest != 0 {
                let need = at * 64 + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                for gated in &self.triggered[need] {
                    if all(here, &gated.here)
                        && all(item, &gated.item)
                        && self.are_close(met.noted(sentence), gated)
                    {
                        branches.push(gated.branch);
                    }
                }
            }
        }
    }

    /// Whether each of a branch's needs is met by a term close enough to one that triggers it.
    fn are_close(&self, noted: &[Noted], gated: &Gated) -> bool {
        let meeting = |need: NeedId| {
            noted.iter().filter(move |noted| {
                self.needs_of(noted.set)
                    .iter()
                    .any(|&(word, bits)| word == need.0 / 64 && bits & 1 << (need.0 % 64) != 0)
            })
        };
        let Some((&trigger, others)) = gated.here.split_first() else {
            return true;
        };
        if others.is_empty() || gated.span == u32::MAX {
            return true;
        }
        meeting(trigger).any(|one| {
            others.iter().all(|&need| {
                meeting(need)
                    .any(|other| one.last.max(other.last) - one.first.min(other.first) < gated.span)
            })
        })
    }

    /// The needs of a set; none for the first.
    fn needs_of(&self, set: u32) -> &[(u32, u64)] {
        let set = set as usize;
        let begin = set.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.flat[begin as usize..self.ends[set] as usize]
    }
}

fn union(set: &mut [u64], more: &[u64]) {
    set.iter_mut()
        .zip(more)
        .for_each(|(set, more)| *set |= more);
}

fn insert(set: &mut [u64], need: NeedId) {
    set[need.0 as usize / 64] |= 1 << (need.0 % 64);
}
