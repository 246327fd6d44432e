//! With which words terms begin, as bits by hash: most words of a text begin none, and one look tells.

use super::lexicon::NewTerm;
use super::words::{GOLDEN, JOINTS, beginning_hash};

/// How a term begins.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Beginning {
    /// The hash of its first word.
    first: u64,
    /// Of its second, if it has more than one.
    second: Option<u64>,
    /// Whether it counts with a capital only.
    is_name: bool,
}

impl Beginning {
    pub(crate) fn of(term: &NewTerm) -> Self {
        let hash = |word: &str| beginning_hash(word.as_bytes(), 0..word.len());
        let mut words = term.text.split(JOINTS).map(hash);
        Self {
            first: words.next().unwrap_or_default(),
            second: words.next(),
            is_name: term.is_name(),
        }
    }
}

/// A set of beginnings. May hold others too.
#[derive(Debug)]
pub(crate) struct Beginnings {
    /// By hash of the first word: what begins with it.
    words: Box<[u8]>,
    /// By hash of the first two words, as bits: many terms begin with words as common as "the".
    pairs: Box<[u64]>,
}

const WORD: u8 = 1;
const LONGER: u8 = 2;
/// Where the same bits stand for what counts with a capital only.
const NAME_SHIFT: u32 = 2;

/// 64 kB: ten thousand words fill a sixth of it.
const WORDS: u32 = 16;
/// 128 kB of bits: twenty thousand pairs fill a fiftieth of them.
const PAIRS: u32 = 20;

impl Default for Beginnings {
    fn default() -> Self {
        Self {
            words: vec![0; 1 << WORDS].into(),
            pairs: vec![0; 1 << (PAIRS - 6)].into(),
        }
    }
}

/// What may begin with a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds {
    /// The word may be a term.
    pub(crate) word: bool,
    /// It may begin a longer one.
    pub(crate) longer: bool,
}

impl Beginnings {
    /// What may begin with a word of the hash `first`; `second` gives the next word's. Nothing else does.
    #[inline]
    pub(crate) fn of(
        &self,
        first: u64,
        is_capitalised: bool,
        second: impl FnOnce() -> u64,
    ) -> Kinds {
        let mut kinds = self.words[(first >> (64 - WORDS)) as usize];
        if is_capitalised {
            kinds |= kinds >> NAME_SHIFT;
        }
        let mut longer = kinds & LONGER != 0;
        if longer {
            let pair = pair(first, second());
            longer = self.pairs[pair / 64] & (1 << (pair % 64)) != 0;
        }
        Kinds {
            word: kinds & WORD != 0,
            longer,
        }
    }

    pub(super) fn insert(&mut self, beginning: &Beginning) {
        let kind = if beginning.second.is_some() {
            LONGER
        } else {
            WORD
        };
        let shift = if beginning.is_name { NAME_SHIFT } else { 0 };
        self.words[(beginning.first >> (64 - WORDS)) as usize] |= kind << shift;
        if let Some(second) = beginning.second {
            let pair = pair(beginning.first, second);
            self.pairs[pair / 64] |= 1 << (pair % 64);
        }
    }
}

/// The bit of two words.
#[inline]
fn pair(first: u64, second: u64) -> usize {
    let mixed = (first.rotate_left(29) ^ second).wrapping_mul(GOLDEN);
    (mixed >> (64 - PAIRS)) as usize
}
