//! Which rules a sentence can fire at all: every term says which needs of expressions it meets and which branches of rules it
//! triggers, and a branch is passed over unless all else that it needs stands close enough to what triggered it.

use std::collections::HashMap;

use super::RuleId;
use super::prefixes::{Opening, Prefixes};
use super::set::IdSet;

/// Which need; needs that ask for the same lists have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NeedId(u32);

/// A branch of a rule, by its number.
pub(crate) type BranchId = (RuleId, u32);

/// Needs, while rules are compiled.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// For each need the lists of which one must stand in the sentence.
    lists: Vec<IdSet>,
    numbers: HashMap<IdSet, NeedId>,
}

impl Needs {
    /// The need of one of `lists`.
    pub(crate) fn add(&mut self, lists: IdSet) -> NeedId {
        let next = NeedId(self.lists.len() as u32);
        *self.numbers.entry(lists).or_insert_with_key(|lists| {
            self.lists.push(lists.clone());
            next
        })
    }
}

/// The terms that meet needs, of those sentences of an item that were looked through.
#[derive(Debug, Default)]
pub(crate) struct Met {
    noted: Vec<Noted>,
    /// By sentence: where its terms lie, once it was looked through.
    ranges: Vec<Option<(u32, u32)>>,
}

/// A term that meets something: its words, and which of the gate's sets.
#[derive(Clone, Copy, Debug)]
struct Noted {
    first: u32,
    last: u32,
    set: u32,
}

impl Noted {
    /// Whether both stand within `span` words.
    #[inline]
    fn is_close(self, other: Self, span: u32) -> bool {
        self.last.max(other.last) - self.first.min(other.first) < span
    }
}

impl Met {
    /// Begins an item of so many sentences.
    pub(crate) fn begin_item(&mut self, sentences: usize) {
        self.noted.clear();
        self.ranges.clear();
        self.ranges.resize(sentences, None);
    }

    /// Whether a sentence was looked through.
    pub(crate) fn knows(&self, sentence: usize) -> bool {
        self.ranges[sentence].is_some()
    }

    /// Notes a term of the sentence at hand: which of the gate's sets it meets, and on which words it stands.
    #[inline]
    pub(crate) fn note(&mut self, set: u32, first: usize, last: usize) {
        if set != 0 {
            self.noted.push(Noted {
                first: first as u32,
                last: last as u32,
                set,
            });
        }
    }

    /// Ends the sentence, of which the terms since the last were noted.
    pub(crate) fn end_sentence(&mut self, sentence: usize, begin: usize) {
        self.ranges[sentence] = Some((begin as u32, self.noted.len() as u32));
    }

    /// How many terms were noted.
    pub(crate) fn len(&self) -> usize {
        self.noted.len()
    }

    /// The terms of a sentence; none where it was not looked through.
    fn sentence(&self, sentence: usize) -> &[Noted] {
        let (begin, end) = self.ranges[sentence].unwrap_or_default();
        &self.noted[begin as usize..end as usize]
    }
}

/// A branch, and what it needs for a match.
#[derive(Clone, Debug)]
pub(crate) struct Gated {
    pub(crate) branch: BranchId,
    /// In the sentence, rarest first: the first is the branch's trigger.
    pub(crate) here: Vec<NeedId>,
    /// In the sentences after it, as many as `reach`.
    pub(crate) after: Vec<NeedId>,
    pub(crate) reach: usize,
    /// All that is needed in the sentence stands within so many words.
    pub(crate) span: u32,
}

/// What each term meets, and what each need triggers.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// Which set of needs a word with a digit meets; 0 is none, as everywhere.
    number: u32,
    /// By set: its needs in short, what of `triggered` it triggers, and all of its needs. Apart, since most sets are asked for
    /// the first only.
    marks: Vec<Mark>,
    triggers: Vec<(u32, u32)>,
    rows: Vec<Row>,
    /// The rows' bits.
    flat: Vec<u64>,
    /// The branches that some need triggers, each with the mark of all it needs in the sentence.
    gated: Vec<(Mark, Gated)>,
    /// Which of `gated` each set triggers, set by set.
    triggered: Vec<u32>,
    /// Branches that nothing triggers.
    always: Vec<Gated>,
    /// With what terms begin that meet something.
    prefixes: Prefixes,
}

/// A set of needs: its bits, from the first word of bits that is not 0 to the last.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// Where its bits begin in `flat`.
    start: u32,
    /// Which word of bits the first of them is.
    low: u32,
    /// How many there are.
    length: u32,
}

/// Needs as bits by their number modulo 256: what is not in the mark is not in the set.
#[derive(Clone, Copy, Debug, Default)]
struct Mark([u64; 4]);

impl Mark {
    fn of(needs: &[NeedId]) -> Self {
        let mut mark = Self::default();
        for need in needs {
            mark.0[need.0 as usize / 64 % 4] |= 1 << (need.0 % 64);
        }
        mark
    }

    #[inline]
    fn add(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(&other.0)
            .for_each(|(bits, more)| *bits |= more);
    }

    /// Whether all of `other` may be in it.
    #[inline]
    fn may_hold(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .fold(0, |missing, (bits, more)| missing | (more & !bits))
            == 0
    }
}

impl Gate {
    /// The gate for branches. Of each term it takes the lists that it may be a hit of, and how it begins; `numeric` are the
    /// lists that a word with a digit may be a hit of.
    pub(crate) fn build<'a>(
        needs: &Needs,
        branches: Vec<Gated>,
        terms: impl Iterator<Item = (impl Iterator<Item = usize>, &'a Opening)>,
        numeric: impl Iterator<Item = usize>,
    ) -> Self {
        let mut gate = Self {
            marks: vec![Mark::default()],
            triggers: vec![(0, 0)],
            rows: vec![Row::default()],
            ..Self::default()
        };
        let mut triggered_by: Vec<Vec<u32>> = vec![Vec::new(); needs.lists.len()];
        for gated in branches {
            let Some(&trigger) = gated.here.first() else {
                gate.always.push(gated);
                continue;
            };
            triggered_by[trigger.0 as usize].push(gate.gated.len() as u32);
            gate.gated.push((Mark::of(&gated.here), gated));
        }
        let mut asking: HashMap<usize, Vec<NeedId>> = HashMap::new();
        for (need, lists) in needs.lists.iter().enumerate() {
            for list in lists.iter() {
                asking.entry(list).or_default().push(NeedId(need as u32));
            }
        }
        let met = |lists: &mut dyn Iterator<Item = usize>| {
            let met = lists.filter_map(|list| asking.get(&list));
            let mut met: Vec<NeedId> = met.flatten().copied().collect();
            met.sort_unstable();
            met.dedup();
            met
        };
        let mut known: HashMap<Vec<NeedId>, u32> = HashMap::new();
        let mut number = |met: Vec<NeedId>| {
            *known.entry(met).or_insert_with_key(|met| {
                gate.add_row(met, &triggered_by);
                gate.rows.len() as u32 - 1
            })
        };
        let terms = terms
            .map(|(mut lists, opening)| (opening, met(&mut lists)))
            .filter(|(_, met)| !met.is_empty());
        let prefixes = Prefixes::build(terms, &mut number);
        let numeric = met(&mut { numeric });
        if !numeric.is_empty() {
            let numeric = number(numeric);
            gate.number = numeric;
        }
        gate.prefixes = prefixes;
        gate
    }

    /// Adds a set of needs, in order.
    fn add_row(&mut self, met: &[NeedId], triggered_by: &[Vec<u32>]) {
        let word = |need: Option<&NeedId>| need.map_or(0, |need| need.0 / 64);
        let (low, high) = (word(met.first()), word(met.last()));
        let start = self.flat.len();
        self.flat.resize(start + (high - low) as usize + 1, 0);
        let begin = self.triggered.len() as u32;
        for need in met {
            self.flat[start + (need.0 / 64 - low) as usize] |= 1 << (need.0 % 64);
            self.triggered.extend(&triggered_by[need.0 as usize]);
        }
        self.marks.push(Mark::of(met));
        self.triggers.push((begin, self.triggered.len() as u32));
        self.rows.push(Row {
            start: start as u32,
            low,
            length: high - low + 1,
        });
    }

    /// With what terms begin that meet something.
    pub(crate) fn prefixes(&self) -> &Prefixes {
        &self.prefixes
    }

    /// The set that a word with a digit meets.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Whether all of `needs` are met in a sentence.
    pub(crate) fn all(&self, met: &Met, sentence: usize, needs: &[NeedId]) -> bool {
        let here = met.sentence(sentence);
        needs
            .iter()
            .all(|&need| here.iter().any(|noted| self.holds(noted.set, need)))
    }

    /// Appends the branches of which all is met that they need in a sentence. One may come more than once.
    pub(crate) fn open<'g>(&'g self, met: &Met, sentence: usize, found: &mut Vec<&'g Gated>) {
        found.extend(&self.always);
        let here = met.sentence(sentence);
        let mut mark = Mark::default();
        for noted in here {
            mark.add(&self.marks[noted.set as usize]);
        }
        for &one in here {
            let (first, last) = self.triggers[one.set as usize];
            for &nth in &self.triggered[first as usize..last as usize] {
                let (needed, gated) = &self.gated[nth as usize];
                if !mark.may_hold(needed) {
                    continue;
                }
                let near = |need: NeedId| {
                    here.iter().any(|&other| {
                        self.holds(other.set, need) && one.is_close(other, gated.span)
                    })
                };
                if gated.here[1..].iter().all(|&need| near(need)) {
                    found.push(gated);
                }
            }
        }
    }

    /// Whether the sentences after a branch's first meet what it needs there.
    pub(crate) fn goes_on(&self, met: &Met, sentence: usize, gated: &Gated) -> bool {
        let last = (sentence + gated.reach).min(met.ranges.len() - 1);
        let holds = |need: NeedId| {
            let mut after = (sentence + 1..=last).flat_map(|after| met.sentence(after));
            after.any(|noted| self.holds(noted.set, need))
        };
        gated.after.iter().all(|&need| holds(need))
    }

    /// Whether a set holds a need.
    #[inline]
    fn holds(&self, set: u32, need: NeedId) -> bool {
        let row = self.rows[set as usize];
        let word = (need.0 / 64).wrapping_sub(row.low);
        word < row.length && self.flat[(row.start + word) as usize] >> (need.0 % 64) & 1 != 0
    }
}
