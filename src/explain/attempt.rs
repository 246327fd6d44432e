//! What comes near a match: parts that are there, and what is wrong with them or between them. Two attempts join as two partial
//! matches do, only that what forbids it is written down instead.

use std::cmp::Ordering;

use crate::classify::{Barred, Candidate, Leaf, Words};
use crate::ruleset::{Node, UseId};

/// Each step keeps at most this many, the best.
const MAX_ATTEMPTS: usize = 16;

/// Part of a match, or all of one that does not count.
#[derive(Clone, Debug)]
pub(super) struct Attempt<'r> {
    /// The parts that are there, in the order of the expression.
    pub(super) leaves: Vec<Leaf>,
    pub(super) gaps: Vec<Gap>,
    pub(super) faults: Vec<Fault<'r>>,
    /// Lists and phrases that are not there, and all that it takes.
    pub(super) missing: u32,
    pub(super) total: u32,
    /// By how many words windows fail.
    pub(super) over: u32,
    pub(super) sentence: usize,
    /// The last sentence with a part.
    end: usize,
    /// The first and the last word of the parts in `sentence`.
    pub(super) hull: Option<(u8, u8)>,
    /// How far what is missing may stretch the hull to the left and to the right.
    stretch: (u32, u32),
}

/// The words between two sides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub(super) left: Words,
    pub(super) right: Words,
    pub(super) words: u32,
    pub(super) bond: Bond,
}

/// How two sides must stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bond {
    Near(u32),
    Before(u32),
    /// The right side in the next sentence.
    Then,
    /// `and`; true where it reaches over one clause only.
    And(bool),
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub(super) enum Fault<'r> {
    /// None of these is there.
    Missing(Vec<UseId>, Where),
    Masked(Leaf, usize),
    Barred(Leaf, Barred),
    Far(Gap),
    /// The right side does not stand behind the left.
    Order(Gap),
    /// The end of a clause is between.
    Clause(Gap),
    Not(&'r Node, Words),
    Zone,
    /// The requirement of this number.
    Require(usize),
    Unless(&'static str, &'r Node, Words),
    /// A tag that the rule does not accept, by its name, and the cue that gave it.
    Tag(&'static str, Option<(usize, Words)>),
}

/// Where a missing word would have to stand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Where {
    Anywhere,
    /// Beside what is there, as the right side or as the left.
    Beside(Bond, bool, Words),
    /// Between two sides that are too far apart without it.
    Between(Words, Words),
}

impl<'r> Attempt<'r> {
    /// Nothing of it is there.
    pub(super) fn missing(used: UseId, sentence: usize) -> Self {
        Self {
            leaves: Vec::new(),
            gaps: Vec::new(),
            faults: vec![Fault::Missing(vec![used], Where::Anywhere)],
            missing: 1,
            total: 1,
            over: 0,
            sentence,
            end: sentence,
            hull: None,
            stretch: (0, 0),
        }
    }

    /// An expression that takes nothing that could be there.
    pub(super) fn nothing() -> Self {
        Self {
            faults: Vec::new(),
            missing: 0,
            total: 0,
            ..Self::missing(UseId(0), 0)
        }
    }

    /// A hit of a list, whether it counts or not.
    pub(super) fn hit(candidate: &Candidate, is_far: bool) -> Self {
        let leaf = candidate.leaf;
        let masked = candidate.masks.iter();
        let masked = masked.map(|mask| Fault::Masked(leaf, *mask));
        let barred = candidate.barred.map(|barred| Fault::Barred(leaf, barred));
        Self {
            leaves: vec![leaf],
            faults: barred.into_iter().chain(masked).collect(),
            missing: u32::from(is_far),
            hull: Some((leaf.hit.first, leaf.hit.last)),
            ..Self::missing(leaf.used, leaf.sentence)
        }
    }

    /// The words from the first part to the last.
    pub(super) fn words(&self) -> Option<Words> {
        let (first, last) = self.hull?;
        Some(Words {
            sentence: self.sentence,
            first,
            last,
        })
    }

    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// Which of two comes nearer to a match: more of the operands there, then fewer things wrong, then by fewer words, then the
    /// shorter, then the first.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.cost(None).order(&other.cost(None))
    }

    /// The same for attempts of two rules: fewer things wrong, then more of the operands there, then by fewer words. A long rule
    /// of which much is there and much is wrong is not near.
    pub(super) fn order_between_rules(&self, other: &Self) -> Ordering {
        let things = self.faults.len().cmp(&other.faults.len());
        things
            .then((self.missing * other.total).cmp(&(other.missing * self.total)))
            .then(self.over.cmp(&other.over))
    }

    fn cost(&self, join: Option<(&Self, &Option<Fault<'r>>)>) -> Cost {
        let mut cost = Cost {
            missing: self.missing,
            total: self.total,
            faults: self.faults.len(),
            over: self.over,
            parts: self.leaves.len(),
            length: self.hull.map_or(0, |(first, last)| last - first),
            place: (self.sentence, self.hull.map_or(0, |(first, _)| first)),
        };
        if let Some((other, fault)) = join {
            cost.missing += other.missing;
            cost.total += other.total;
            cost.faults += other.faults.len() + usize::from(fault.is_some());
            cost.parts += other.leaves.len();
            cost.over += other.over + over(fault.as_ref());
            let (sentence, hull) = hull(self, other);
            cost.length = hull.map_or(0, |(first, last)| last - first);
            cost.place = (sentence, hull.map_or(0, |(first, _)| first));
        }
        cost
    }

    fn join(mut self, mut other: Self, bond: Bond, fault: Option<Fault<'r>>) -> Self {
        self.over += other.over + over(fault.as_ref());
        if let (Some(left), Some(right)) = (self.words(), other.words())
            && matches!(bond, Bond::Near(_) | Bond::Before(_))
        {
            other.gaps.push(Gap {
                left,
                right,
                words: gap(left, right),
                bond,
            });
        }
        let sides = (self.words(), other.words());
        beside(&mut self.faults, sides, bond, false);
        beside(&mut other.faults, (sides.1, sides.0), bond, true);
        if let (Some(gap), Bond::Near(window) | Bond::Before(window)) = (other.gaps.last(), bond)
            && fault.is_none()
            && gap.words > window
            && sides.0.is_some()
            && sides.1.is_some()
        {
            let between = Where::Between(gap.left, gap.right);
            for fault in self.faults.iter_mut().chain(&mut other.faults) {
                if let Fault::Missing(_, place) = fault {
                    *place = between;
                }
            }
        }
        if let Bond::Near(window) | Bond::Before(window) = bond {
            let ordered = matches!(bond, Bond::Before(_));
            if self.hull.is_none() {
                self.stretch.0 += window + 1;
                self.stretch.1 += if ordered { 0 } else { window + 1 };
            } else if other.hull.is_none() {
                self.stretch.1 += window + 1;
                self.stretch.0 += if ordered { 0 } else { window + 1 };
            }
        }
        self.stretch.0 += other.stretch.0;
        self.stretch.1 += other.stretch.1;
        (self.sentence, self.hull) = hull(&self, &other);
        self.end = self.end.max(other.end);
        self.missing += other.missing;
        self.total += other.total;
        self.leaves.append(&mut other.leaves);
        self.gaps.append(&mut other.gaps);
        self.faults.append(&mut other.faults);
        self.faults.extend(fault);
        self
    }

    /// Whether they share a word: then they are no pair, since a word is one part only.
    fn overlaps(&self, other: &Self) -> bool {
        let shares = |leaf: &Leaf| other.leaves.iter().any(|other| other.overlaps(leaf));
        self.leaves.iter().any(shares)
    }

    /// What forbids to join the two.
    fn fault(&self, other: &Self, bond: Bond, clauses: &[u8]) -> Option<Fault<'r>> {
        let (left, right) = (self.words()?, other.words()?);
        let gap = Gap {
            left,
            right,
            words: gap(left, right),
            bond,
        };
        let clause = |word: u8| clauses.get(usize::from(word));
        let stretched = gap.words.saturating_sub(if left.first <= right.first {
            self.stretch.1 + other.stretch.0
        } else {
            self.stretch.0 + other.stretch.1
        });
        match bond {
            Bond::Near(window) => (stretched > window).then_some(Fault::Far(gap)),
            Bond::Before(_) if right.first <= left.last => Some(Fault::Order(gap)),
            Bond::Before(window) if stretched > window => Some(Fault::Far(gap)),
            Bond::Before(_) => {
                (clause(left.first) != clause(right.last)).then_some(Fault::Clause(gap))
            }
            Bond::And(true) => {
                let (first, last) = (left.first.min(right.first), left.last.max(right.last));
                (clause(first) != clause(last)).then_some(Fault::Clause(gap))
            }
            Bond::Then | Bond::And(false) => None,
        }
    }
}

/// What is missing on one side has to stand beside the other, in its window.
fn beside(
    faults: &mut [Fault<'_>],
    sides: (Option<Words>, Option<Words>),
    bond: Bond,
    is_right: bool,
) {
    let (None, Some(there)) = sides else { return };
    for fault in faults {
        if let Fault::Missing(_, place @ Where::Anywhere) = fault {
            *place = Where::Beside(bond, is_right, there);
        }
    }
}

fn over(fault: Option<&Fault<'_>>) -> u32 {
    match fault {
        Some(Fault::Far(gap)) => gap.over(),
        _ => 0,
    }
}

impl Gap {
    /// How many words it has too many.
    pub(super) fn over(&self) -> u32 {
        match self.bond {
            Bond::Near(window) | Bond::Before(window) => self.words.saturating_sub(window),
            Bond::Then | Bond::And(_) => 0,
        }
    }
}

/// Law 4, as the matcher counts.
fn gap(one: Words, other: Words) -> u32 {
    let behind =
        |left: Words, right: Words| u32::from(right.first).saturating_sub(u32::from(left.last) + 1);
    behind(one, other).max(behind(other, one))
}

/// The hull in the earlier sentence.
fn hull(one: &Attempt<'_>, other: &Attempt<'_>) -> (usize, Option<(u8, u8)>) {
    match (one.hull, other.hull) {
        (Some(left), Some(right)) if one.sentence == other.sentence => (
            one.sentence,
            Some((left.0.min(right.0), left.1.max(right.1))),
        ),
        (Some(hull), None) => (one.sentence, Some(hull)),
        (None, Some(hull)) => (other.sentence, Some(hull)),
        _ if one.sentence <= other.sentence => (one.sentence, one.hull),
        _ => (other.sentence, other.hull),
    }
}

struct Cost {
    missing: u32,
    total: u32,
    faults: usize,
    over: u32,
    /// Parts, whether they count or not.
    parts: usize,
    length: u8,
    place: (usize, u8),
}

impl Cost {
    fn order(&self, other: &Self) -> Ordering {
        // Shares, compared without dividing.
        (self.missing * other.total)
            .cmp(&(other.missing * self.total))
            .then(self.faults.cmp(&other.faults))
            .then(self.over.cmp(&other.over))
            .then(other.parts.cmp(&self.parts))
            .then(self.length.cmp(&other.length))
            .then(self.place.cmp(&other.place))
    }
}

/// Every pair that shares no word, the best of them; `clauses` are those of the sentence.
pub(super) fn join<'r>(
    left: &[Attempt<'r>],
    right: &[Attempt<'r>],
    bond: Bond,
    clauses: &[u8],
) -> Vec<Attempt<'r>> {
    let mut pairs = Vec::new();
    for one in left {
        for other in right {
            if !one.overlaps(other) {
                let fault = one.fault(other, bond, clauses);
                pairs.push((one.cost(Some((other, &fault))), one, other, fault));
            }
        }
    }
    pairs.sort_by(|one, other| one.0.order(&other.0));
    pairs.truncate(MAX_ATTEMPTS);
    let joined = pairs.into_iter();
    joined
        .map(|(_, one, other, fault)| one.clone().join(other.clone(), bond, fault))
        .collect()
}

/// Keeps the best.
pub(super) fn keep_best(attempts: &mut Vec<Attempt<'_>>) {
    attempts.sort_by(Attempt::order);
    attempts.truncate(MAX_ATTEMPTS);
}
