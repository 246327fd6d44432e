//! The words with which terms begin: filters by hash, and terms of one word found without a walk through the automaton.

use super::lexicon::{NewTerm, TermId};

/// A filter of the words with which terms begin.
#[derive(Debug)]
pub(super) struct Beginnings {
    /// Words that are terms by themselves, as hashes.
    pub(super) single: Vec<u64>,
    /// The first two words of longer terms, as hashes of both.
    pub(super) pairs: Vec<u64>,
}

impl Beginnings {
    pub(super) fn new() -> Self {
        let empty = vec![0; 1 << (FILTER_BITS - 6)];
        Self {
            single: empty.clone(),
            pairs: empty,
        }
    }

    pub(super) fn insert(&mut self, term: &str) {
        let mut words = term
            .split([' ', '&'])
            .map(|word| WordHash::of(word.as_bytes(), 0, word.len()));
        match (words.next(), words.next()) {
            (Some(first), Some(second)) => first.with(second).insert(&mut self.pairs),
            (Some(first), None) => first.insert(&mut self.single),
            _ => {}
        }
    }
}

/// Whether a folded term is one word.
pub(super) fn is_single(term: &str) -> bool {
    !term.contains([' ', '&'])
}

/// Terms of one word, found by their hash without a walk through the automaton: they are nine in ten of all hits.
#[derive(Debug)]
pub(super) struct SingleWords {
    /// Open addressing: the hash, and the term's number plus one (0 is free).
    slots: Vec<(u64, u32)>,
    words: Vec<Box<str>>,
    terms: Vec<TermId>,
}

impl SingleWords {
    pub(super) fn build(terms: &[NewTerm]) -> Self {
        let singles: Vec<(usize, &String)> = terms
            .iter()
            .map(|term| &term.text)
            .enumerate()
            .filter(|(_, text)| is_single(text))
            .collect();
        let mut built = Self {
            slots: vec![(0, 0); (singles.len() * 4).next_power_of_two()],
            words: Vec::with_capacity(singles.len()),
            terms: Vec::with_capacity(singles.len()),
        };
        for (term, word) in singles {
            let hash = WordHash::of(word.as_bytes(), 0, word.len());
            let mut at = built.home(hash);
            while built.slots[at].1 != 0 {
                at = (at + 1) & (built.slots.len() - 1);
            }
            built.words.push(word.as_str().into());
            built.terms.push(TermId(term as u32));
            built.slots[at] = (hash.0, built.words.len() as u32);
        }
        built
    }

    fn home(&self, hash: WordHash) -> usize {
        (hash.0 >> 20) as usize & (self.slots.len() - 1)
    }

    pub(super) fn find(&self, hash: WordHash, word: &[u8]) -> Option<TermId> {
        let mut at = self.home(hash);
        loop {
            let (found, number) = self.slots[at];
            let index = (number as usize).checked_sub(1)?;
            if found == hash.0 && self.words[index].as_bytes() == word {
                return Some(self.terms[index]);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// 64 kB of bits for each filter: ten thousand words fill a fiftieth of them, so that few words pass that begin no term.
const FILTER_BITS: u32 = 19;

/// A hash of a word's first eight bytes and its length.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordHash(u64);

impl WordHash {
    /// Of `text[start..end]`.
    pub(crate) fn of(text: &[u8], start: usize, end: usize) -> Self {
        let length = end - start;
        let head = match text
            .get(start..start + 8)
            .and_then(|bytes| bytes.try_into().ok())
        {
            Some(bytes) if length >= 8 => u64::from_le_bytes(bytes),
            Some(bytes) => u64::from_le_bytes(bytes) & ((1 << (8 * length)) - 1),
            None => text[start..end]
                .iter()
                .take(8)
                .rev()
                .fold(0, |head, &byte| head << 8 | u64::from(byte)),
        };
        Self((head ^ (length as u64) << 56).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(super) fn with(self, next: Self) -> Self {
        Self((self.0.rotate_left(29) ^ next.0).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn bit(self) -> usize {
        (self.0 >> (64 - FILTER_BITS)) as usize
    }

    pub(super) fn is_in(self, filter: &[u64]) -> bool {
        filter[self.bit() >> 6] & (1 << (self.bit() & 63)) != 0
    }

    pub(super) fn insert(self, filter: &mut [u64]) {
        filter[self.bit() >> 6] |= 1 << (self.bit() & 63);
    }
}
