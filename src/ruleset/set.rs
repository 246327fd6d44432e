//! A set of small ids as bits.

use serde::{Deserialize, Serialize};

/// A set of list ids (or of any other small numbers). Bits are kept from the first member to the last only: most sets have few
/// members that lie close together, and as wide as the largest id they would take memory that grows with the square of the rules.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct IdSet {
    /// The word that the first of `words` is.
    first: u32,
    words: Vec<u64>,
}

impl IdSet {
    pub(crate) fn insert(&mut self, id: usize) {
        *self.word(id / 64) |= 1 << (id % 64);
    }

    pub(crate) fn contains(&self, id: usize) -> bool {
        (id / 64)
            .checked_sub(self.first as usize)
            .and_then(|at| self.words.get(at))
            .is_some_and(|bits| bits & (1 << (id % 64)) != 0)
    }

    pub(crate) fn union(&mut self, other: &Self) {
        let Some(last) = other.words.len().checked_sub(1) else {
            return;
        };
        self.word(other.first as usize);
        self.word(other.first as usize + last);
        let start = (other.first - self.first) as usize;
        for (bits, more) in self.words[start..].iter_mut().zip(&other.words) {
            *bits |= more;
        }
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.both(other).any(|(_, bits)| bits != 0)
    }

    /// Empties it and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.words.fill(0);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.common(self)
    }

    /// The members that are in `other` too.
    pub(crate) fn common<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + 'a {
        self.both(other).flat_map(|(word, bits)| {
            let rest = |bits: &u64| Some(bits & (bits - 1)).filter(|&bits| bits != 0);
            std::iter::successors(Some(bits).filter(|&bits| bits != 0), rest)
                .map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        })
    }

    /// The words that both have, with their places.
    fn both<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (usize, u64)> + 'a {
        let first = self.first.max(other.first);
        let from = |set: &'a Self| set.words.iter().skip((first - set.first) as usize);
        (first as usize..)
            .zip(from(self).zip(from(other)))
            .map(|(word, (bits, more))| (word, bits & more))
    }

    /// The word with this number, which the set is made wide enough for.
    fn word(&mut self, number: usize) -> &mut u64 {
        if self.words.is_empty() {
            self.first = number as u32;
        }
        let missing = (self.first as usize).saturating_sub(number);
        if missing > 0 {
            self.words.splice(..0, std::iter::repeat_n(0, missing));
            self.first = number as u32;
        }
        let at = number - self.first as usize;
        if self.words.len() <= at {
            self.words.resize(at + 1, 0);
        }
        &mut self.words[at]
    }
}

/// The members count, not how they are kept.
impl PartialEq for IdSet {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for IdSet {}

impl std::hash::Hash for IdSet {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.iter().for_each(|id| id.hash(state));
    }
}

impl FromIterator<usize> for IdSet {
    fn from_iter<I: IntoIterator<Item = usize>>(ids: I) -> Self {
        let mut set = Self::default();
        ids.into_iter().for_each(|id| set.insert(id));
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::*;

    /// At both ends of a word of bits, in words side by side and far apart.
    const IDS: [usize; 6] = [1, 63, 64, 127, 130, 320];

    /// Every set of these ids, made from the smallest up and from the largest down, with what it must hold.
    fn sets() -> Vec<(IdSet, BTreeSet<usize>)> {
        (0..1 << IDS.len())
            .map(|bits: usize| (0..IDS.len()).filter(move |at| bits >> at & 1 == 1))
            .flat_map(|places| {
                let members: BTreeSet<usize> = places.map(|at| IDS[at]).collect();
                let up = members.iter().copied().collect();
                let down = members.iter().rev().copied().collect();
                [(up, members.clone()), (down, members)]
            })
            .collect()
    }

    #[test]
    fn ids_are_kept_as_in_any_other_set() {
        let sets = sets();
        for (set, members) in &sets {
            assert!(set.iter().eq(members.iter().copied()), "{set:?}");
            for id in 0..=IDS[5] + 64 {
                assert_eq!(set.contains(id), members.contains(&id), "{id} in {set:?}");
            }
            for (other, more) in &sets {
                let common = members.intersection(more).copied();
                assert!(set.common(other).eq(common), "{set:?} and {other:?}");
                assert_eq!(set.meets(other), !members.is_disjoint(more));
                assert_eq!(set == other, members == more, "{set:?} and {other:?}");
                let mut both = set.clone();
                both.union(other);
                assert!(both.iter().eq(members.union(more).copied()), "{both:?}");
            }
        }
    }

    #[test]
    fn sets_with_the_same_members_are_one_key() {
        let mut numbers = HashMap::new();
        for (set, members) in sets() {
            let mut used = set.clone();
            used.insert(500);
            used.clear();
            assert!(used.iter().next().is_none() && !used.meets(&set));
            used.union(&set);
            let number = numbers.len();
            let number = *numbers.entry(set).or_insert(number);
            assert_eq!(numbers.get(&used), Some(&number), "{members:?}");
        }
        assert_eq!(numbers.len(), 1 << IDS.len());
    }
}
