//! Which rules a sentence can fire at all: every term says which needs of expressions it meets and which branches of rules it
//! triggers, and a branch is passed over unless all else that it needs stands close enough to what triggered it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::RuleId;
use super::lexicon::{ListsId, TermId, Terms};
use super::met::{Mark, Met, Noted, SetId};
use super::needs::{NeedId, Needs};
use super::outline::{Look, Outline, Piece};
use super::prefixes::{Opening, Prefixes};

/// A branch of a rule, by its number.
pub(crate) type BranchId = (RuleId, u32);

/// A branch, and what it needs for a match.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Gated {
    pub(crate) branch: BranchId,
    /// In the sentence, rarest first.
    pub(crate) here: Vec<NeedId>,
    /// In the sentences after it, as many as `reach`, or in any of the item; rarest first.
    pub(crate) after: Vec<NeedId>,
    pub(crate) reach: usize,
    pub(crate) anywhere: bool,
    /// Whether the first of `after` is the branch's trigger; else that of `here` is.
    pub(crate) from_behind: bool,
    /// All that is needed in the sentence stands within so many words.
    pub(crate) span: u32,
}

/// What each term meets, and what each need triggers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Gate {
    /// Which set of needs a word with a digit meets.
    number: SetId,
    /// By need: its bit in a [`Mark`].
    bits: Vec<u16>,
    /// By set: its needs in short, what of `triggered` it triggers, and all of its needs. Apart, since most sets are asked for
    /// the first only. The first set is empty.
    marks: Vec<Mark>,
    triggers: Vec<(u32, u32)>,
    rows: Vec<Row>,
    /// The rows' bits.
    flat: Vec<u64>,
    /// The branches that some need triggers, and of each what must stand near the trigger; apart, since this is all that most are
    /// asked for.
    gated: Vec<Gated>,
    near: Vec<Near>,
    /// Those from this number on are triggered from behind.
    from_behind: u32,
    /// What each set triggers, set by set.
    triggered: Vec<Triggered>,
    /// Branches that nothing triggers.
    always: Vec<Gated>,
    /// With what terms begin that meet something.
    prefixes: Prefixes,
}

/// A set of needs: its bits, from the first word of bits that is not 0 to the last.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Row {
    /// Where its bits begin in `flat`.
    start: u32,
    /// Which word of bits the first of them is.
    low: u32,
    /// How many there are.
    length: u32,
}

/// At most so many needs of a branch are looked at, besides its trigger.
const OTHERS: usize = 5;

/// A need and its bit in a [`Mark`].
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Wanted {
    need: NeedId,
    pub(super) bit: u16,
}

/// What must stand in the same `span` words as a trigger.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Near {
    others: [Option<Wanted>; OTHERS],
    span: u32,
}

/// A branch that a set triggers.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Triggered {
    /// The rarest of what else it needs in its sentence, by their bits in a [`Mark`].
    bits: [u16; 4],
    /// Which of `gated`.
    nth: u32,
}

impl Gate {
    /// The gate for branches. `openings` say how each of `terms` begins.
    pub(crate) fn build(
        needs: &Needs,
        branches: Vec<Gated>,
        terms: &Terms,
        openings: &[Opening],
    ) -> Self {
        let mut gate = Self {
            bits: Mark::bits(needs.weights()),
            marks: vec![Mark::default()],
            triggers: vec![(0, 0)],
            rows: vec![Row::default()],
            ..Self::default()
        };
        let mut triggered_by: Vec<Vec<Triggered>> = vec![Vec::new(); needs.len()];
        let (forward, backward): (Vec<_>, Vec<_>) =
            branches.into_iter().partition(|gated| !gated.from_behind);
        for gated in forward.into_iter().chain(backward) {
            let (trigger, others) = if gated.from_behind {
                (gated.after.first(), &gated.here[..])
            } else {
                let others = gated.here.get(1..).unwrap_or_default();
                (gated.here.first(), others)
            };
            let Some(&trigger) = trigger else {
                gate.always.push(gated);
                continue;
            };
            let mut bits = [Mark::NOTHING; 4];
            for (bit, &other) in bits.iter_mut().zip(others) {
                *bit = gate.wanted(other).bit;
            }
            let nth = gate.gated.len() as u32;
            if !gated.from_behind {
                gate.from_behind = nth + 1;
            }
            triggered_by[trigger.0 as usize].push(Triggered { bits, nth });
            let mut near = [None; OTHERS];
            for (wanted, &other) in near.iter_mut().zip(others) {
                *wanted = Some(gate.wanted(other));
            }
            gate.near.push(Near {
                others: near,
                span: gated.span,
            });
            gate.gated.push(gated);
        }
        let mut asking: HashMap<usize, Vec<NeedId>> = HashMap::new();
        for (need, lists) in needs.iter() {
            for list in lists.iter() {
                asking.entry(list).or_default().push(need);
            }
        }
        let mut numbers = Numbers {
            gate: &mut gate,
            triggered_by: &triggered_by,
            known: HashMap::new(),
        };
        // Most terms share their lists with others.
        let mut of_lists: HashMap<ListsId, SetId> = HashMap::new();
        let mut set_of = |term: TermId| {
            *of_lists.entry(terms.lists_id(term)).or_insert_with(|| {
                let met = terms.lists(term).filter_map(|list| asking.get(&list));
                numbers.of(met.flatten().copied().collect())
            })
        };
        let number = set_of(terms.number());
        let openings: Vec<(&Opening, SetId)> = terms
            .iter()
            .zip(openings)
            .map(|(term, opening)| (opening, set_of(term)))
            .filter(|(_, met)| *met != SetId::NONE)
            .collect();
        let prefixes = Prefixes::build(&openings, |sets| numbers.of_all(sets));
        gate.number = number;
        gate.prefixes = prefixes;
        gate
    }

    /// The needs of a set, in order.
    fn needs(&self, set: SetId) -> impl Iterator<Item = NeedId> {
        let row = self.rows[set.index()];
        let words = self.flat[row.start as usize..]
            .iter()
            .zip(row.low..row.low + row.length);
        words.flat_map(|(bits, word)| {
            let bits = (0..64).filter(move |bit| bits >> bit & 1 != 0);
            bits.map(move |bit| NeedId(word * 64 + bit))
        })
    }

    /// Adds a set of needs, in order.
    fn add_set(&mut self, met: &[NeedId], triggered_by: &[Vec<Triggered>]) -> SetId {
        let word = |need: Option<&NeedId>| need.map_or(0, |need| need.0 / 64);
        let (low, high) = (word(met.first()), word(met.last()));
        let start = self.flat.len();
        self.flat.resize(start + (high - low) as usize + 1, 0);
        let begin = self.triggered.len();
        for need in met {
            self.flat[start + (need.0 / 64 - low) as usize] |= 1 << (need.0 % 64);
            self.triggered.extend(&triggered_by[need.0 as usize]);
        }
        let end = self.triggered.len();
        self.marks
            .push(met.iter().map(|&need| self.wanted(need).bit).collect());
        self.triggers.push((begin as u32, end as u32));
        self.rows.push(Row {
            start: start as u32,
            low,
            length: high - low + 1,
        });
        SetId::new(self.rows.len() - 1, begin < end)
    }

    /// A need with its bit in a [`Mark`].
    pub(super) fn wanted(&self, need: NeedId) -> Wanted {
        let bit = self.bits[need.0 as usize];
        Wanted { need, bit }
    }

    /// With what terms begin that meet something.
    pub(crate) fn prefixes(&self) -> &Prefixes {
        &self.prefixes
    }

    /// The set that a word with a digit meets.
    pub(crate) fn number(&self) -> SetId {
        self.number
    }

    /// Ends a sentence that began with word `start`, of which the terms since the one before were noted.
    pub(crate) fn end_sentence(&self, met: &mut Met, start: usize) {
        met.end_sentence(start, &self.marks);
    }

    /// Whether all of `needs` are met in a sentence.
    pub(crate) fn all(&self, met: &Met, sentence: usize, needs: &[NeedId]) -> bool {
        let here = met.terms(sentence);
        needs.iter().all(|&need| {
            let wanted = self.wanted(need);
            here.iter().any(|noted| self.holds(noted.set, wanted))
        })
    }

    /// The branches of which all is met that they need, each with the sentence in which it begins; in order. `outline` gives what
    /// they ask beyond that.
    pub(crate) fn open<'o>(
        &self,
        met: &Met,
        outline: impl Fn(BranchId) -> &'o Outline,
        pieces: &mut Vec<Piece>,
        found: &mut Vec<(u32, BranchId)>,
    ) {
        for sentence in 0..met.sentences() {
            let always = self.always.iter().map(|gated| gated.branch);
            found.extend(always.map(|branch| (sentence as u32, branch)));
            let mark = met.mark(sentence);
            for &term in met.terms(sentence) {
                if !term.set.triggers() {
                    continue;
                }
                let (first, last) = self.triggers[term.set.index()];
                for &triggered in &self.triggered[first as usize..last as usize] {
                    if triggered.nth >= self.from_behind {
                        self.look_back(met, sentence, triggered, found);
                    } else if mark.may_hold(&triggered.bits)
                        && self.stand_near(met.terms(sentence), term, triggered.nth)
                    {
                        let gated = &self.gated[triggered.nth as usize];
                        if self.goes_on(met, sentence, gated) {
                            found.push((sentence as u32, gated.branch));
                        }
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut look = Look {
            gate: self,
            met,
            pieces,
        };
        found.retain(|&(sentence, branch)| look.may_match(outline(branch), sentence as usize));
    }

    /// The sentences before that in which a branch is triggered from behind, and in which it may begin.
    #[inline(never)]
    fn look_back(
        &self,
        met: &Met,
        sentence: usize,
        triggered: Triggered,
        found: &mut Vec<(u32, BranchId)>,
    ) {
        let gated = &self.gated[triggered.nth as usize];
        for begin in sentence.saturating_sub(gated.reach)..sentence {
            if met.mark(begin).may_hold(&triggered.bits)
                && self.all(met, begin, &gated.here)
                && self.goes_on(met, begin, gated)
            {
                found.push((begin as u32, gated.branch));
            }
        }
    }

    /// Whether all that a branch needs in a sentence stands close to what triggers it.
    #[inline(never)]
    fn stand_near(&self, here: &[Noted], trigger: Noted, nth: u32) -> bool {
        let near = &self.near[nth as usize];
        near.others.iter().flatten().all(|&wanted| {
            here.iter()
                .any(|&other| self.holds(other.set, wanted) && trigger.is_close(other, near.span))
        })
    }

    /// Whether the sentences after a branch's first, or any, meet what it needs there.
    fn goes_on(&self, met: &Met, sentence: usize, gated: &Gated) -> bool {
        if gated.anywhere {
            let mut bits = gated.after.iter().map(|&need| self.wanted(need).bit);
            return bits.all(|bit| met.mark_of_all().may_hold(&[bit]));
        }
        let last = (sentence + gated.reach).min(met.sentences() - 1);
        let holds = |need: NeedId| {
            let wanted = self.wanted(need);
            (sentence + 1..=last)
                .flat_map(|after| met.terms(after))
                .any(|noted| self.holds(noted.set, wanted))
        };
        gated.after.iter().all(|&need| holds(need))
    }

    /// Whether a set holds a need.
    #[inline]
    pub(super) fn holds(&self, set: SetId, Wanted { need, bit }: Wanted) -> bool {
        // Its bits in short are one look away, and tell nearly always.
        if !self.marks[set.index()].may_hold(&[bit]) {
            return false;
        }
        if !Mark::is_shared(bit) {
            return true;
        }
        let row = self.rows[set.index()];
        let word = (need.0 / 64).wrapping_sub(row.low);
        word < row.length && self.flat[(row.start + word) as usize] >> (need.0 % 64) & 1 != 0
    }
}

/// Gives sets of needs their numbers.
struct Numbers<'a> {
    gate: &'a mut Gate,
    triggered_by: &'a [Vec<Triggered>],
    known: HashMap<Vec<NeedId>, SetId>,
}

impl Numbers<'_> {
    /// Of the set of these needs.
    fn of(&mut self, mut needs: Vec<NeedId>) -> SetId {
        needs.sort_unstable();
        needs.dedup();
        if needs.is_empty() {
            return SetId::NONE;
        }
        let (gate, triggered_by) = (&mut self.gate, self.triggered_by);
        *self
            .known
            .entry(needs)
            .or_insert_with_key(|needs| gate.add_set(needs, triggered_by))
    }

    /// Of the set of all needs of some.
    fn of_all(&mut self, sets: &[SetId]) -> SetId {
        match sets {
            [] => SetId::NONE,
            [set] => *set,
            _ => {
                let needs = sets.iter().flat_map(|&set| self.gate.needs(set));
                self.of(needs.collect())
            }
        }
    }
}
