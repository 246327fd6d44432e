//! A document's words in, the terms that begin at each of them out: once over all words for the few terms that a rule hangs on,
//! and for a sentence that passes every term of every list. Overlaps are left for later.

use std::ops::Range;

use crate::ruleset::{Anchor, Met, Noted, Prefixes, RuleSet, Said, SetId, TermId, Terms};
use crate::text::{Document, Gap, MAX_SENTENCE_WORDS, Word};

/// A term found in a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawHit {
    /// The first word, counted through the document.
    pub(super) first: u32,
    /// The last word.
    pub(super) last: u32,
    pub(super) term: TermId,
}

/// Finds out which needs the sentences of a document meet.
pub(super) fn look_through(rules: &RuleSet, document: &Document, steps: &mut Steps, met: &mut Met) {
    met.clear();
    for sentence in document.sentences() {
        steps.look_through(rules, document.words(), sentence.range(), met);
        rules.gate.end_sentence(met, sentence.range().start);
    }
}

/// A look at a sentence, step by step: each goes through all that the one before left, without branches, which could not be
/// foretold.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// Words that may be known: what is said of them.
    known: Few<(Said, Place)>,
    /// Terms that they are.
    noted: Few<Noted>,
    /// Those with which a longer term may begin.
    going: Few<Place>,
    /// Those that may be the second word of one.
    backward: Few<Place>,
    /// Two words of which something may be said: their key, and the first.
    pairs: Few<(u32, Place)>,
    /// What is said of these.
    longer: Few<(u32, Said, Place)>,
}

/// Which word of a sentence, and whether it has a capital.
#[derive(Clone, Copy, Debug, Default)]
struct Place(u16);

impl Place {
    #[inline]
    fn new(nth: usize, is_capitalised: bool) -> Self {
        Self(nth as u16 | u16::from(is_capitalised) << 8)
    }

    #[inline]
    fn nth(self) -> usize {
        usize::from(self.0 as u8)
    }

    #[inline]
    fn is_capitalised(self) -> bool {
        self.0 >> 8 != 0
    }
}

impl Steps {
    fn look_through(
        &mut self,
        rules: &RuleSet,
        words: &[Word],
        Range { start, end }: Range<usize>,
        met: &mut Met,
    ) {
        let gate = &rules.gate;
        let prefixes = gate.prefixes();
        let here = &words[start..end];
        let mut has_digits = follows_number(words, start);
        if has_digits {
            met.note(gate.number(), start, start);
        }
        self.known.fill(here.iter().enumerate(), |(nth, word)| {
            let capital = word.is_capitalised();
            has_digits |= word.has_digit();
            let said = prefixes.word(word.hash, capital);
            (said != Said::NOTHING, (said, Place::new(nth, capital)))
        });
        if has_digits {
            for (nth, _) in here.iter().enumerate().filter(|(_, word)| word.has_digit()) {
                met.note(gate.number(), start + nth, start + nth);
            }
        }
        for (said, place) in self.known.all_mut() {
            if *said == Said::DISPLACED {
                *said = prefixes.displaced(here[place.nth()].hash, place.is_capitalised());
            }
        }
        self.noted.fill(self.known.all().iter(), |&(said, place)| {
            let at = start + place.nth();
            (said.set() != SetId::NONE, Noted::new(said.set(), at, at))
        });
        met.note_all(self.noted.all());
        // Terms never cross sentences.
        self.going.fill(self.known.all().iter(), |&(said, place)| {
            (said.goes_on() & (place.nth() + 1 < here.len()), place)
        });
        self.backward
            .fill(self.known.all().iter(), |&(said, place)| {
                (said.goes_back() & (place.nth() > 0), place)
            });
        let pair = |anchor: Anchor, first: Place| {
            let (word, next) = (here[first.nth()], here[first.nth() + 1]);
            let joint = next.gap.term_byte();
            let word = (word.hash, first.is_capitalised());
            let key = Prefixes::pair_key(anchor, word, joint.unwrap_or_default(), next.hash);
            (joint.is_some() & prefixes.may_be_longer(key), (key, first))
        };
        let going = self.going.all().iter();
        self.pairs.fill(going, |&place| pair(Anchor::First, place));
        self.pairs.add(self.backward.all().iter(), |&place| {
            let first = place.nth() - 1;
            let first = Place::new(first, here[first].is_capitalised());
            pair(Anchor::Second, first)
        });
        self.longer.fill(self.pairs.all().iter(), |&(key, place)| {
            let said = prefixes.longer(key);
            (said != Said::NOTHING, (key, said, place))
        });
        for &(mut key, mut said, place) in self.longer.all() {
            let first = start + place.nth();
            for last in first + 1.. {
                met.note(said.set(), first, last);
                let next = here.get(last + 1 - start).filter(|_| said.goes_on());
                let Some((next, joint)) = next.and_then(|next| Some((next, next.gap.term_byte()?)))
                else {
                    break;
                };
                key = Prefixes::longer_key(key, joint, next.hash);
                said = if prefixes.may_be_longer(key) {
                    prefixes.longer(key)
                } else {
                    Said::NOTHING
                };
            }
        }
    }
}

/// Two words may be found by either, so there may be twice as many as there are words.
const FEW: usize = 2 * MAX_SENTENCE_WORDS.next_power_of_two();

/// At most as many things as a sentence has words.
#[derive(Debug)]
struct Few<T> {
    all: Box<[T; FEW]>,
    count: usize,
}

impl<T: Copy + Default> Default for Few<T> {
    fn default() -> Self {
        Self {
            all: Box::new([T::default(); FEW]),
            count: 0,
        }
    }
}

impl<T> Few<T> {
    /// What is made of `from`, as far as it is wanted. What is not is written too, where the next one overwrites it.
    #[inline]
    fn fill<F>(&mut self, from: impl Iterator<Item = F>, make: impl FnMut(F) -> (bool, T)) {
        self.count = 0;
        self.add(from, make);
    }

    /// The same behind what is there.
    #[inline]
    fn add<F>(&mut self, from: impl Iterator<Item = F>, mut make: impl FnMut(F) -> (bool, T)) {
        let mut count = self.count;
        for one in from {
            let (counts, thing) = make(one);
            self.all[count % FEW] = thing;
            count += usize::from(counts);
        }
        self.count = count;
    }

    fn all(&self) -> &[T] {
        &self.all[..self.count]
    }

    fn all_mut(&mut self) -> &mut [T] {
        &mut self.all[..self.count]
    }
}

/// Finds all terms of a sentence; ordered by first word, then length.
pub(super) fn scan(
    rules: &RuleSet,
    document: &Document,
    words: Range<usize>,
    hits: &mut Vec<RawHit>,
) {
    hits.clear();
    let scan = Scan {
        terms: &rules.terms,
        document,
    };
    scan.run(words, |first, last, term| {
        hits.push(RawHit {
            first: first as u32,
            last: last as u32,
            term,
        });
    });
}

/// What is looked for, and where.
struct Scan<'a> {
    terms: &'a Terms,
    document: &'a Document,
}

impl Scan<'_> {
    /// Goes through the words of a sentence; `found` gets first word, last word and term.
    fn run(&self, sentence: Range<usize>, mut found: impl FnMut(usize, usize, TermId)) {
        let words = self.document.words();
        let text = self.document.lower().as_bytes();
        let index = self.terms.words();
        let begin = sentence.start;
        if follows_number(words, begin) {
            found(begin, begin, self.terms.number());
        }
        let here = &words[sentence];
        let find = |word: &Word| index.find(word.hash, &text[word.range()]);
        let mut next_known = here.first().map(find);
        for (nth, word) in here.iter().enumerate() {
            let first = begin + nth;
            if word.has_digit() {
                found(first, first, self.terms.number());
            }
            // Terms never cross sentences.
            let next = here.get(nth + 1);
            let known = next_known.unwrap_or_default();
            next_known = next.map(find);
            let mut row = known;
            for last in first.. {
                let terminal = row.terminal();
                if let Some(term) = terminal.term(word.is_capitalised()) {
                    found(first, last, term);
                }
                let next = here.get(last + 1 - begin);
                let next = next.filter(|_| terminal.goes_on(word.is_capitalised()));
                let Some((next, joint)) = next.and_then(|next| Some((next, next.gap.term_byte()?)))
                else {
                    break;
                };
                let behind = if last == first {
                    next_known.unwrap_or_default()
                } else {
                    find(next)
                };
                row = index.longer(row, joint, behind);
            }
        }
    }
}

/// Whether a number is glued to the first word of a sentence: it stands within reach of the sentence's open classes.
fn follows_number(words: &[Word], at: usize) -> bool {
    let word = words[at];
    word.starts_sentence() && at > 0 && !word.gap.has(Gap::BLANK) && words[at - 1].has_digit()
}
