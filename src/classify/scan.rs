//! A document's words in, the terms that begin at each of them out: once over all words for the few terms that a rule hangs on,
//! and for a sentence that passes every term of every list. Overlaps are left for later.

use std::ops::Range;

use crate::ruleset::{Beginnings, Met, RuleSet, TermId, Terms, beginning_hash};
use crate::text::{Document, Gap, Word};

/// A term found in a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawHit {
    /// The first word, counted through the document.
    pub(super) first: u32,
    /// The last word.
    pub(super) last: u32,
    pub(super) term: TermId,
}

/// Finds out which needs each sentence meets.
pub(super) fn look_through(rules: &RuleSet, document: &Document, met: &mut Met) {
    let gate = &rules.gate;
    met.begin_item(gate);
    for sentence in document.sentences() {
        let scan = Scan {
            terms: &rules.terms,
            beginnings: gate.beginnings(),
            document,
        };
        scan.run(sentence.range(), |first, last, term| {
            met.note(gate, term, first, last);
        });
        met.end_sentence(gate);
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
        beginnings: rules.terms.beginnings(),
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
    /// With what the terms begin that are wanted. Others may be found too.
    beginnings: &'a Beginnings,
    document: &'a Document,
}

impl Scan<'_> {
    /// Goes through the words of a sentence; `found` gets first word, last word and term.
    #[inline]
    fn run(&self, sentence: Range<usize>, mut found: impl FnMut(usize, usize, TermId)) {
        let words = self.document.words();
        let text = self.document.lower().as_bytes();
        let hash = |word: &Word| beginning_hash(text, word.range());
        let begin = sentence.start;
        if follows_number(words, begin) {
            found(begin, begin, self.terms.number());
        }
        let here = &words[sentence];
        for (nth, word) in here.iter().enumerate() {
            let first = begin + nth;
            if word.has_digit() {
                found(first, first, self.terms.number());
            }
            let this = hash(word);
            // Terms never cross sentences.
            let next = here.get(nth + 1);
            let kinds = self
                .beginnings
                .of(this, word.is_capitalised(), || next.map_or(0, hash));
            if !kinds.word && !kinds.longer {
                continue;
            }
            let index = self.terms.words();
            let known = index.find(this, text, word.range());
            if kinds.word
                && let Some(term) = known.terminal().term(word.is_capitalised())
            {
                found(first, first, term);
            }
            if kinds.longer
                && let Some(next) = next
                && let Some(joint) = next.gap.term_byte()
            {
                let pair = index.pair(known, joint, index.find(hash(next), text, next.range()));
                if let Some(term) = pair.term(word.is_capitalised()) {
                    found(first, first + 1, term);
                }
                if pair.goes_on(word.is_capitalised()) {
                    self.longer_terms(&here[nth..], |last, term| found(first, first + last, term));
                }
            }
        }
    }

    /// Walks through the automaton from the start of a word, and keeps the terms of more than two words that end on the way.
    fn longer_terms(&self, words: &[Word], mut found: impl FnMut(usize, TermId)) {
        let Some(mut state) = self.terms.start() else {
            return;
        };
        let text = self.document.lower().as_bytes();
        let mut length = 0;
        for (last, word) in words.iter().enumerate() {
            if last > 0 {
                let Some(joint) = word.gap.term_byte() else {
                    return;
                };
                let Some(next) = self.terms.walk(state, &[joint]) else {
                    return;
                };
                state = next;
                length += 1;
            }
            let Some(next) = self.terms.walk(state, &text[word.range()]) else {
                return;
            };
            state = next;
            length += word.range().len();
            if last > 1
                && let Some(term) = self.terms.term_at(state, length)
            {
                found(last, term);
            }
        }
    }
}

/// Whether a number is glued to the first word of a sentence: it stands within reach of the sentence's open classes.
fn follows_number(words: &[Word], at: usize) -> bool {
    let word = words[at];
    word.starts_sentence() && at > 0 && !word.gap.has(Gap::BLANK) && words[at - 1].has_digit()
}
