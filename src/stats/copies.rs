//! Wire copies: items that tell one story in nearly the same words.
//!
//! Of the runs of five words among the first hundred of the body each item keeps the sixteen with the smallest hashes. Two items
//! are copies if ten of them are the same: about two runs of three are, then. With eight, or with half of them, items on one
//! subject, or from one pen, were often taken for one. Titles are left out, because each paper writes its own, and so is the end,
//! because papers cut there. The first item of a story in the order of the corpus stands for it.

use std::collections::HashMap;

/// How many words are looked at.
const WORDS: usize = 100;
/// Words in a run.
const RUN: usize = 5;
/// How many hashes are kept.
const KEPT: usize = 16;
/// So many of them in common make a copy; of fewer hashes fewer, in proportion.
const SHARED: usize = 10;
/// A run that so many stories have is a phrase of the trade ("click here to read more"), and looking all of them up would take
/// ever longer.
const MAX_STORIES: usize = 64;

/// The smallest hashes of the runs of an item, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch(Vec<u64>);

impl Sketch {
    /// That of some words.
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let words: Vec<u64> = words.take(WORDS).map(hash).collect();
        let run = |run: &[u64]| {
            let joined = run
                .iter()
                .fold(0_u64, |sum, &word| mixed(sum.rotate_left(7) ^ word));
            mixed(joined)
        };
        let mut hashes: Vec<u64> = if words.is_empty() {
            Vec::new()
        } else {
            words.windows(RUN.min(words.len())).map(run).collect()
        };
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(KEPT);
        Self(hashes)
    }
}

/// The stories met so far. Takes about a kilobyte for each.
#[derive(Debug, Default)]
pub struct Stories {
    count: usize,
    by_hash: HashMap<u64, Vec<usize>>,
}

impl Stories {
    /// Whether an item is the first of its story; an item without words is one of its own.
    pub fn is_new(&mut self, sketch: &Sketch) -> bool {
        let mut met: Vec<usize> = sketch
            .0
            .iter()
            .flat_map(|hash| self.by_hash.get(hash).into_iter().flatten().copied())
            .collect();
        met.sort_unstable();
        let shared = met.chunk_by(PartialEq::eq).map(<[usize]>::len).max();
        let enough = (sketch.0.len() * SHARED).div_ceil(KEPT);
        if shared.is_some_and(|shared| shared >= enough) {
            return false;
        }
        for &hash in &sketch.0 {
            let stories = self.by_hash.entry(hash).or_default();
            if stories.len() < MAX_STORIES {
                stories.push(self.count);
            }
        }
        self.count += 1;
        true
    }
}

/// FNV-1a. The standard library's hash may change from one version to the next, and the report with it.
fn hash(word: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    word.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The finaliser of `SplitMix64`: every bit of the input counts in every bit of the output, as the smallest of many must.
fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests {
    use super::{Sketch, Stories};

    fn sketch(text: &str) -> Sketch {
        Sketch::new(text.split(' '))
    }

    const STORY: &str = "the tyre maker said on tuesday that it would close its oldest plant in the valley and move the work \
        to a new site across the border by the end of next year with the loss of four hundred jobs";

    #[test]
    fn an_edited_copy_is_a_copy_and_another_story_is_not() {
        let mut stories = Stories::default();
        assert!(stories.is_new(&sketch(STORY)));
        assert!(!stories.is_new(&sketch(STORY)));
        let edited = STORY
            .replace("tuesday", "monday")
            .replace("four hundred", "400");
        assert!(!stories.is_new(&sketch(&edited)));
        let other = "the tyre maker said on tuesday that sales rose a tenth in the second quarter after a cold winter sent \
            drivers to the garages in numbers that nobody had seen since the turn of the century";
        assert!(stories.is_new(&sketch(other)));
    }

    #[test]
    fn short_items_are_copies_when_they_are_the_same() {
        let mut stories = Stories::default();
        assert!(stories.is_new(&sketch("shares fell")));
        assert!(stories.is_new(&sketch("shares rose")));
        assert!(!stories.is_new(&sketch("shares fell")));
        let nothing = Sketch::new(std::iter::empty());
        assert!(stories.is_new(&nothing) && stories.is_new(&nothing));
    }
}
