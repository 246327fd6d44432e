//! Tables by hash for the words with which terms begin: what they say, where it lies, and what surely is not there. They are kept
//! small and are looked up without branches where they can be, since every word of a text is.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::met::SetId;
use super::numbers::{Numbers, bulk};

/// What all terms say of some words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said(u32);

impl Said {
    /// Nothing.
    pub(crate) const NOTHING: Self = Self(0);
    /// The word may be elsewhere.
    pub(crate) const DISPLACED: Self = Self(Self::CROWDED);
    /// Any that goes on.
    const GOES_ON: u32 = 1 << 31;
    /// It is the second word of any.
    const GOES_BACK: u32 = 1 << 30;
    /// Other words have the same place.
    const CROWDED: u32 = 1 << 29;
    /// The set of needs that is met, if a term ends here.
    const SET: u32 = (1 << SetId::BITS) - 1;

    /// The set of needs that is met.
    #[inline]
    pub(crate) fn set(self) -> SetId {
        SetId::from_bits(self.0 & Self::SET)
    }

    /// Whether a longer term may begin like this.
    #[inline]
    pub(crate) fn goes_on(self) -> bool {
        self.0 & Self::GOES_ON != 0
    }

    /// Whether a term may begin with the word before and this one.
    #[inline]
    pub(crate) fn goes_back(self) -> bool {
        self.0 & Self::GOES_BACK != 0
    }

    fn crowded(self) -> Self {
        Self(self.0 | Self::CROWDED)
    }

    /// What it tells about another word with the same place.
    #[inline]
    fn of_another(self) -> Self {
        Self(self.0 & Self::CROWDED)
    }

    /// What is said where something ends, goes on or goes back.
    pub(super) fn new(set: SetId, goes_on: bool, goes_back: bool) -> Self {
        let bit = |is: bool, bit: u32| if is { bit } else { 0 };
        Self(set.bits() | bit(goes_on, Self::GOES_ON) | bit(goes_back, Self::GOES_BACK))
    }
}

impl Numbers<2> for (u32, Said) {
    fn numbers(self) -> [u32; 2] {
        [self.0, self.1.0]
    }

    fn of([key, said]: [u32; 2]) -> Self {
        (key, Said(said))
    }
}

/// Words with which terms begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) key: u32,
    /// How common the word is by which they are found.
    pub(super) common: u64,
    pub(super) said: Said,
}

/// So many places there are for words, and as many for those with a capital: several for each, so that few share one.
const PLACES: usize = 1 << 15;

/// Single words, one to a place by the high bits of its hash: the commonest that have it. The others are elsewhere.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Words {
    #[serde(with = "bulk")]
    places: Box<[(u32, Said); 2 * PLACES]>,
    displaced: [Table; 2],
}

impl Default for Words {
    fn default() -> Self {
        Self {
            places: on_the_heap(),
            displaced: Default::default(),
        }
    }
}

/// Nothing, so many times.
#[allow(
    clippy::unnecessary_box_returns,
    reason = "by value it would go through the stack"
)]
fn on_the_heap<T: Clone + Default, const N: usize>() -> Box<[T; N]> {
    let all = vec![T::default(); N].into_boxed_slice();
    all.try_into()
        .unwrap_or_else(|_| unreachable!("its length is this"))
}

impl Words {
    /// Of words in small letters, and of those with a capital.
    pub(super) fn build(words: [Vec<Known>; 2]) -> Self {
        let mut built = Self::default();
        for (mut words, capital) in words.into_iter().zip([false, true]) {
            let place = |known: &Known| Self::place(known.key, capital);
            words.sort_by_key(|known| (place(known), Reverse(known.common)));
            let mut displaced = Vec::new();
            for sharing in words.chunk_by(|one, other| place(one) == place(other)) {
                let (first, others) = (sharing[0], &sharing[1..]);
                let said = if others.is_empty() {
                    first.said
                } else {
                    first.said.crowded()
                };
                built.places[place(&first)] = (first.key, said);
                displaced.extend(others);
            }
            built.displaced[usize::from(capital)] = Table::build(&displaced);
        }
        built
    }

    /// What is said of a word that is not at its place.
    pub(super) fn find_displaced(&self, hash: u32, is_capitalised: bool) -> Said {
        self.displaced[usize::from(is_capitalised)].find(hash)
    }

    #[inline]
    fn place(hash: u32, is_capitalised: bool) -> usize {
        let place = (hash >> (u32::BITS - PLACES.ilog2())) as usize % PLACES;
        place + PLACES * usize::from(is_capitalised)
    }

    /// What is said of a word, or that it may be elsewhere.
    #[inline]
    pub(super) fn find(&self, hash: u32, is_capitalised: bool) -> Said {
        let (key, said) = self.places[Self::place(hash, is_capitalised)];
        if key == hash { said } else { said.of_another() }
    }
}

/// Hashes by their high bits, close together.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Bitmap<const WORDS: usize>(#[serde(with = "bulk")] Box<[u64; WORDS]>);

impl<const WORDS: usize> Default for Bitmap<WORDS> {
    fn default() -> Self {
        Self(on_the_heap())
    }
}

impl<const WORDS: usize> Bitmap<WORDS> {
    /// Where the bit of a hash is.
    #[inline]
    fn bit(hash: u32) -> (usize, u32) {
        let bit = hash >> (u32::BITS - WORDS.ilog2() - u64::BITS.ilog2());
        (bit as usize / 64 % WORDS, bit % 64)
    }

    pub(super) fn insert(&mut self, hash: u32) {
        let (word, bit) = Self::bit(hash);
        self.0[word] |= 1 << bit;
    }

    /// Whether something with this hash may be in it.
    #[inline]
    pub(super) fn may_hold(&self, hash: u32) -> bool {
        let (word, bit) = Self::bit(hash);
        self.0[word] >> bit & 1 != 0
    }
}

/// Open addressing by the high bits of the key, which are the good ones; what says nothing is free.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Table {
    #[serde(with = "bulk")]
    slots: Box<[(u32, Said)]>,
    /// Shifts a key to its slot.
    shift: u32,
}

impl Table {
    pub(super) fn build(known: &[Known]) -> Self {
        let bits = (known.len() * 2 + 1)
            .next_power_of_two()
            .trailing_zeros()
            .max(1);
        let shift = u32::BITS - bits;
        let last = (1 << bits) - 1;
        let mut slots = vec![(0, Said::default()); last + 1];
        for &Known { key, said, .. } in known {
            let mut at = (key >> shift) as usize;
            while slots[at].1.0 != 0 {
                at = (at + 1) & last;
            }
            slots[at] = (key, said);
        }
        Self {
            slots: slots.into(),
            shift,
        }
    }

    #[inline]
    pub(super) fn find(&self, key: u32) -> Said {
        let Some(last) = self.slots.len().checked_sub(1) else {
            return Said::default();
        };
        let mut at = (key >> self.shift) as usize;
        loop {
            let (found, said) = self.slots[at & last];
            if found == key || said.0 == 0 {
                return if found == key { said } else { Said::default() };
            }
            at += 1;
        }
    }
}
