//! The terms of an item that meet needs of rules: noted once, sentence by sentence, and asked for many times.

use serde::{Deserialize, Serialize};

/// Which of the gate's sets of needs. The highest bit in use says that it triggers branches, so that most sets need not be looked
/// up to know that they do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SetId(u32);

impl SetId {
    /// No needs.
    pub(crate) const NONE: Self = Self(0);
    /// So many bits are in use.
    pub(super) const BITS: u32 = 28;
    const TRIGGERS: u32 = 1 << (Self::BITS - 1);

    pub(super) fn new(index: usize, triggers: bool) -> Self {
        Self(index as u32 | if triggers { Self::TRIGGERS } else { 0 })
    }

    pub(super) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    pub(super) fn bits(self) -> u32 {
        self.0
    }

    #[inline]
    pub(super) fn index(self) -> usize {
        (self.0 & (Self::TRIGGERS - 1)) as usize
    }

    /// Whether some branch waits for it.
    #[inline]
    pub(super) fn triggers(self) -> bool {
        self.0 & Self::TRIGGERS != 0
    }
}

/// The terms of an item that meet needs.
#[derive(Debug, Default)]
pub(crate) struct Met {
    noted: Vec<Noted>,
    sentences: Vec<Here>,
    /// What all sentences meet, in short.
    mark: Mark,
}

/// A term that meets something: its words, and what it meets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Noted {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) set: SetId,
}

impl Noted {
    /// A term on the words from `first` to `last`.
    #[inline]
    pub(crate) fn new(set: SetId, first: usize, last: usize) -> Self {
        Self {
            first: first as u32,
            last: last as u32,
            set,
        }
    }

    /// Whether both stand within `span` words.
    #[inline]
    pub(super) fn is_close(self, other: Self, span: u32) -> bool {
        self.last.max(other.last) - self.first.min(other.first) < span
    }
}

/// A sentence.
#[derive(Clone, Copy, Debug)]
struct Here {
    /// Its first word.
    start: u32,
    /// Where its terms end.
    end: u32,
    /// All their needs in short.
    mark: Mark,
}

impl Met {
    /// Begins an item.
    pub(crate) fn clear(&mut self) {
        self.noted.clear();
        self.sentences.clear();
        self.mark = Mark::default();
    }

    /// Notes a term of the sentence at hand: what it meets, and on which words it stands.
    #[inline]
    pub(crate) fn note(&mut self, set: SetId, first: usize, last: usize) {
        if set != SetId::NONE {
            self.noted.push(Noted::new(set, first, last));
        }
    }

    /// Notes terms of the sentence at hand.
    pub(crate) fn note_all(&mut self, noted: &[Noted]) {
        self.noted.extend_from_slice(noted);
    }

    /// Ends a sentence that began with word `start`, of which the terms since the one before were noted; `marks` are those of all
    /// sets.
    pub(super) fn end_sentence(&mut self, start: usize, marks: &[Mark]) {
        let begin = self.sentences.last().map_or(0, |before| before.end);
        let mut mark = Mark::default();
        for noted in &self.noted[begin as usize..] {
            mark.add(&marks[noted.set.index()]);
        }
        self.mark.add(&mark);
        self.sentences.push(Here {
            start: start as u32,
            end: self.noted.len() as u32,
            mark,
        });
    }

    /// How many sentences there are.
    pub(super) fn sentences(&self) -> usize {
        self.sentences.len()
    }

    /// The terms of a sentence.
    pub(super) fn terms(&self, sentence: usize) -> &[Noted] {
        let begin = match sentence.checked_sub(1) {
            Some(before) => self.sentences[before].end,
            None => 0,
        };
        &self.noted[begin as usize..self.sentences[sentence].end as usize]
    }

    /// The needs that a sentence meets, in short.
    pub(super) fn mark(&self, sentence: usize) -> &Mark {
        &self.sentences[sentence].mark
    }

    /// The needs that some sentence meets, in short.
    pub(super) fn mark_of_all(&self) -> &Mark {
        &self.mark
    }

    /// The words on which a term of a sentence stands, as bits from the sentence's first.
    pub(super) fn words(&self, sentence: usize, noted: Noted) -> u128 {
        let start = self.sentences[sentence].start;
        (u128::MAX >> (127 - (noted.last - noted.first))) << (noted.first - start)
    }
}

/// Needs in short, a bit for each: of those whose bit is not there none is met. The commonest have a bit of their own, since they
/// would be there for others in most sentences; the rest share. One bit is always there, for who needs nothing.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Mark([u64; Self::WIDTH]);

impl Default for Mark {
    fn default() -> Self {
        Self::of([Self::NOTHING])
    }
}

impl FromIterator<u16> for Mark {
    fn from_iter<I: IntoIterator<Item = u16>>(bits: I) -> Self {
        Self::of(bits.into_iter().chain([Self::NOTHING]))
    }
}

impl Mark {
    /// The bit of who needs nothing.
    pub(super) const NOTHING: u16 = 0;
    /// So many words of bits. A wider mark costs a little for each term and spares the look at where terms stand: at a quarter of
    /// this the whole takes a sixth longer.
    const WIDTH: usize = 16;
    /// So many bits are shared.
    const SHARED: usize = 128;
    /// So many are not; one more is for who needs nothing.
    const OWN: usize = 64 * Self::WIDTH - 1 - Self::SHARED;

    fn of(bits: impl IntoIterator<Item = u16>) -> Self {
        let mut mark = Self([0; Self::WIDTH]);
        for bit in bits {
            mark.0[usize::from(bit / 64)] |= 1 << (bit % 64);
        }
        mark
    }

    /// The bits of needs, by how common each is.
    pub(super) fn bits(weights: impl Iterator<Item = u64>) -> Vec<u16> {
        let mut by_weight: Vec<(u64, usize)> = weights.zip(0..).collect();
        let mut bits = vec![0; by_weight.len()];
        by_weight.sort_unstable_by_key(|&(weight, need)| (std::cmp::Reverse(weight), need));
        for (rank, (_, need)) in by_weight.into_iter().enumerate() {
            let shared = Self::OWN + rank % Self::SHARED;
            bits[need] = 1 + if rank < Self::OWN { rank } else { shared } as u16;
        }
        bits
    }

    #[inline]
    fn add(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(bits, more)| *bits |= more);
    }

    /// Whether other needs have this bit too.
    #[inline]
    pub(super) fn is_shared(bit: u16) -> bool {
        usize::from(bit) > Self::OWN
    }

    /// Whether all that has these bits may be met. All are looked at, since which is missing could not be foretold.
    #[inline]
    pub(super) fn may_hold<const N: usize>(&self, bits: &[u16; N]) -> bool {
        let held = bits
            .iter()
            .map(|bit| self.0[usize::from(bit / 64) % Self::WIDTH] >> (bit % 64));
        held.fold(1, |all, held| all & held) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_needs_share_their_bit_with_none() {
        let weights: Vec<u64> = (0..2000).collect();
        let bits = Mark::bits(weights.into_iter());
        let (rare, common) = bits.split_at(2000 - Mark::OWN);
        let mut own: Vec<u16> = common.to_vec();
        own.sort_unstable();
        own.dedup();
        assert_eq!(own.len(), Mark::OWN);
        assert!(rare.iter().all(|bit| !own.contains(bit)));
        assert!(!bits.contains(&Mark::NOTHING));
    }

    #[test]
    fn a_mark_holds_what_it_was_made_of_and_nothing() {
        let mark: Mark = [7, 200].into_iter().collect();
        assert!(mark.may_hold(&[7, 200, Mark::NOTHING]));
        assert!(!mark.may_hold(&[7, 8]));
    }
}
