//! With which words the terms begin that the gate asks for, by hash, and what they meet. Words are told apart by their hash
//! alone: what is found by mistake makes a sentence be looked at in vain, and no more.

use serde::{Deserialize, Serialize};

use super::lexicon::NewTerm;
use super::met::SetId;
use super::tables::{Bitmap, Known, Said, Table, Words};
use super::words::JOINTS;
use crate::text::hash;

/// So many words of a term are looked at; what goes on after them may or may not be the term.
const DEPTH: usize = 3;

/// How a term begins.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    /// The hashes of its first words, each with the byte that joins it to the one before.
    words: Vec<(u8, u32)>,
    /// How common the first two of them are.
    common: [u64; 2],
    /// Whether it counts with a capital only.
    is_name: bool,
}

impl Opening {
    /// Of a term, and how common each word is.
    pub(crate) fn of(term: &NewTerm, commonness: impl Fn(&str) -> u64) -> Self {
        let text = term.text.as_bytes();
        let mut start = 0;
        let mut common = [0; 2];
        let words = term.text.split(JOINTS).take(DEPTH).enumerate();
        let words = words.map(|(nth, word)| {
            if let Some(common) = common.get_mut(nth) {
                *common = commonness(word);
            }
            let end = start + word.len();
            let joint = start.checked_sub(1).map_or(0, |joint| text[joint]);
            let hash = hash(text, start..end);
            start = end + 1;
            (joint, hash)
        });
        Self {
            words: words.collect(),
            common,
            is_name: term.is_name(),
        }
    }

    /// Which of its first two words is the rarer: by it the two are found.
    fn anchor(&self) -> Anchor {
        if self.words.len() > 1 && self.common[1] < self.common[0] {
            Anchor::Second
        } else {
            Anchor::First
        }
    }
}

/// By which word a pair is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    First,
    Second,
}

/// What terms begin with, and what those meet that end there. Words with a capital are kept apart, since names begin with no
/// others.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Prefixes {
    words: Words,
    /// Two words and three, and which of them there may be: most by far are not in the table, which is too large to stay near.
    longer: Table,
    may_be_longer: Bitmap<{ 1 << 14 }>,
}

impl Prefixes {
    /// Of terms, each with the needs that it meets. `together` gives the set of all needs of some.
    pub(super) fn build(
        terms: &[(&Opening, SetId)],
        mut together: impl FnMut(&[SetId]) -> SetId,
    ) -> Self {
        let (mut words, mut longer) = ([Vec::new(), Vec::new()], Vec::new());
        for &(opening, needs) in terms {
            let anchor = opening.anchor();
            let [(_, first), rest @ ..] = &opening.words[..] else {
                continue;
            };
            let [common, next_common] = opening.common;
            let ends = |end: bool| {
                if end { Says::Ends(needs) } else { Says::GoesOn }
            };
            for (words, capital) in words.iter_mut().zip([false, true]) {
                let (key, common, says) = match anchor {
                    Anchor::First if opening.is_name && !capital => continue,
                    Anchor::First => (*first, common, ends(rest.is_empty())),
                    Anchor::Second => (rest[0].1, next_common, Says::GoesBack),
                };
                words.push(Draft { key, common, says });
            }
            let [(joint, second), third @ ..] = rest else {
                continue;
            };
            for capital in [false, true] {
                if opening.is_name && !capital {
                    continue;
                }
                let key = Self::pair_key(anchor, (*first, capital), *joint, *second);
                let says = ends(third.is_empty());
                longer.push(Draft { key, common, says });
                if let [(joint, third)] = third {
                    let key = Self::longer_key(key, *joint, *third);
                    longer.push(Draft {
                        key,
                        common,
                        says: ends(true),
                    });
                }
            }
        }
        let mut may_be_longer = Bitmap::default();
        for draft in &longer {
            may_be_longer.insert(draft.key);
        }
        Self {
            words: Words::build(words.map(|words| known(words, &mut together))),
            longer: Table::build(&known(longer, &mut together)),
            may_be_longer,
        }
    }

    /// What is said of a word, if anything is known of its place.
    #[inline]
    pub(crate) fn word(&self, hash: u32, is_capitalised: bool) -> Said {
        self.words.find(hash, is_capitalised)
    }

    /// What is said of a word that is not where it should be.
    #[inline(never)]
    pub(crate) fn displaced(&self, hash: u32, is_capitalised: bool) -> Said {
        self.words.find_displaced(hash, is_capitalised)
    }

    /// The key of two words that are found by one of them: the first with whether it has a capital, the byte that joins them, and
    /// the second.
    #[inline]
    pub(crate) fn pair_key(
        anchor: Anchor,
        (first, is_capitalised): (u32, bool),
        joint: u8,
        second: u32,
    ) -> u32 {
        let first = if is_capitalised { !first } else { first };
        let anchor = match anchor {
            Anchor::First => 0,
            Anchor::Second => 0x80,
        };
        Self::longer_key(first, joint | anchor, second)
    }

    /// The key of the words with the key `before` and one more.
    #[inline]
    pub(crate) fn longer_key(before: u32, joint: u8, word: u32) -> u32 {
        // The golden ratio's fraction, as in Knuth's multiplicative hashing: the high bits are the good ones.
        (before.rotate_left(15) ^ word ^ u32::from(joint)).wrapping_mul(0x9e37_79b1)
    }

    /// Whether something may be said of two words or three, by their key.
    #[inline]
    pub(crate) fn may_be_longer(&self, key: u32) -> bool {
        self.may_be_longer.may_hold(key)
    }

    /// What is said of them.
    #[inline]
    pub(crate) fn longer(&self, key: u32) -> Said {
        self.longer.find(key)
    }
}

/// What a term says of some words with which it begins.
struct Draft {
    key: u32,
    /// How common the word is by which they are found.
    common: u64,
    says: Says,
}

#[derive(Clone, Copy)]
enum Says {
    /// It ends there, and meets this.
    Ends(SetId),
    GoesOn,
    /// The word is its second, by which it is found.
    GoesBack,
}

/// What all drafts say, key by key.
fn known(mut drafts: Vec<Draft>, together: &mut impl FnMut(&[SetId]) -> SetId) -> Vec<Known> {
    drafts.sort_unstable_by_key(|draft| draft.key);
    let same = drafts.chunk_by(|one, other| one.key == other.key);
    let mut ends: Vec<SetId> = Vec::new();
    same.map(|drafts| {
        ends.clear();
        let (mut goes_on, mut goes_back) = (false, false);
        for draft in drafts {
            match draft.says {
                Says::GoesOn => goes_on = true,
                Says::GoesBack => goes_back = true,
                Says::Ends(met) => ends.push(met),
            }
        }
        Known {
            key: drafts[0].key,
            common: drafts
                .iter()
                .map(|draft| draft.common)
                .max()
                .unwrap_or_default(),
            said: Said::new(together(&ends), goes_on, goes_back),
        }
    })
    .collect()
}
