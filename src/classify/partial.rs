//! Partial matches of one node, and how two of them join: bounded, in a fixed order (laws 4, 5, 10).

use super::hits::Hit;
use crate::ruleset::{PartName, UseId};

/// Each node keeps at most this many partial matches per sentence.
pub(super) const MAX_PARTIALS: usize = 64;

/// A partial match: a hull of words in its first sentence, and its parts as a tree in a [`Parts`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Partial {
    pub(super) sentence: usize,
    pub(super) first: u8,
    pub(super) last: u8,
    /// The words of the parts in `sentence`.
    pub(super) words: u128,
    /// The last sentence in which it has a part.
    pub(super) end: usize,
    /// Whether it has parts in other sentences.
    pub(super) spread: bool,
    parts: u32,
}

impl Partial {
    pub(super) fn hull(self) -> usize {
        usize::from(self.last - self.first) + 1
    }
}

/// One part of a match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub(crate) used: UseId,
    pub(crate) name: Option<PartName>,
    pub(crate) sentence: usize,
    pub(crate) hit: Hit,
}

#[derive(Clone, Copy, Debug)]
enum Tree {
    Leaf(Leaf),
    Join(u32, u32),
}

/// The parts of all partial matches of one rule in one item.
#[derive(Debug, Default)]
pub(super) struct Parts(Vec<Tree>);

impl Parts {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// A match of one part.
    pub(super) fn leaf(&mut self, leaf: Leaf) -> Partial {
        self.0.push(Tree::Leaf(leaf));
        Partial {
            sentence: leaf.sentence,
            end: leaf.sentence,
            first: leaf.hit.first,
            last: leaf.hit.last,
            words: leaf.hit.words(),
            spread: false,
            parts: self.0.len() as u32 - 1,
        }
    }

    /// Both matches as one, which stands in the earlier sentence.
    fn join(&mut self, left: Partial, right: Partial) -> Partial {
        self.0.push(Tree::Join(left.parts, right.parts));
        let parts = self.0.len() as u32 - 1;
        if left.sentence == right.sentence {
            Partial {
                first: left.first.min(right.first),
                last: left.last.max(right.last),
                words: left.words | right.words,
                end: left.end.max(right.end),
                spread: left.spread || right.spread,
                parts,
                ..left
            }
        } else {
            let earlier = if left.sentence < right.sentence {
                left
            } else {
                right
            };
            Partial {
                end: left.end.max(right.end),
                spread: true,
                parts,
                ..earlier
            }
        }
    }

    /// All parts of a match, in the order of the expression.
    pub(super) fn leaves(&self, partial: Partial) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        let mut stack = vec![partial.parts];
        while let Some(at) = stack.pop() {
            match self.0[at as usize] {
                Tree::Leaf(leaf) => leaves.push(leaf),
                Tree::Join(left, right) => stack.extend([right, left]),
            }
        }
        leaves
    }

    /// Whether two matches share no word.
    fn apart(&self, left: Partial, right: Partial) -> bool {
        if !left.spread && !right.spread {
            return left.sentence != right.sentence || left.words & right.words == 0;
        }
        let right = self.leaves(right);
        self.leaves(left).iter().all(|one| {
            right.iter().all(|other| {
                one.sentence != other.sentence || one.hit.words() & other.hit.words() == 0
            })
        })
    }

    /// All pairs that share no word and that `fits` accepts, the best [`MAX_PARTIALS`] of them; true if some were dropped.
    pub(super) fn pairs(
        &mut self,
        left: &[Partial],
        right: &[Partial],
        fits: impl Fn(Partial, Partial) -> bool,
    ) -> (Vec<Partial>, bool) {
        let mut chosen = Vec::new();
        for (nth, &one) in left.iter().enumerate() {
            for (mth, &other) in right.iter().enumerate() {
                if fits(one, other) && self.apart(one, other) {
                    let (sentence, first, last) = hull(one, other);
                    chosen.push((last - first, sentence, first, nth as u32, mth as u32));
                }
            }
        }
        chosen.sort_unstable();
        let dropped = chosen.len() > MAX_PARTIALS;
        chosen.truncate(MAX_PARTIALS);
        let joined = chosen
            .iter()
            .map(|&(_, _, _, nth, mth)| self.join(left[nth as usize], right[mth as usize]));
        (joined.collect(), dropped)
    }
}

fn hull(one: Partial, other: Partial) -> (usize, u8, u8) {
    match one.sentence.cmp(&other.sentence) {
        std::cmp::Ordering::Less => (one.sentence, one.first, one.last),
        std::cmp::Ordering::Greater => (other.sentence, other.first, other.last),
        std::cmp::Ordering::Equal => (
            one.sentence,
            one.first.min(other.first),
            one.last.max(other.last),
        ),
    }
}

/// Keeps the best [`MAX_PARTIALS`]: shortest hull, then leftmost, then in the order found. True if some were dropped.
pub(super) fn keep_best(partials: &mut Vec<Partial>) -> bool {
    partials.sort_by_key(|partial| (partial.hull(), partial.sentence, partial.first));
    let dropped = partials.len() > MAX_PARTIALS;
    partials.truncate(MAX_PARTIALS);
    dropped
}
