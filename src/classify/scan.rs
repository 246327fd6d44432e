//! A document's words in, the terms that begin at each of them out: once over all words for the few terms that a rule hangs on,
//! and for a sentence that passes every term of every list. Overlaps are left for later.

use std::ops::Range;

use crate::ruleset::{Known, Met, RuleSet, TermId, Terms, WordKey, beginning_hash};
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
    let (gate, words) = (&rules.gate, document.words());
    let text = document.lower().as_bytes();
    let number = rules.terms.number();
    let hash = |word: &Word| beginning_hash(text, word.range());
    met.begin_item(gate);
    for sentence in document.sentences() {
        let begin = sentence.first as usize;
        if follows_number(words, begin) {
            met.note(gate, number, begin, begin);
        }
        let here = &words[sentence.range()];
        for (nth, word) in here.iter().enumerate() {
            if word.has_digit() {
                met.note(gate, number, begin + nth, begin + nth);
            }
            // Terms never cross sentences.
            let second = || here.get(nth + 1).map_or(0, hash);
            if gate.may_meet(hash(word), word.is_capitalised(), second) {
                terms_at(&rules.terms, document, begin + nth, |last, term| {
                    met.note(gate, term, begin + nth, last);
                });
            }
        }
        met.end_sentence(gate);
    }
}

/// Finds all terms among some words; ordered by first word, then length.
pub(super) fn scan(
    terms: &Terms,
    document: &Document,
    words: Range<usize>,
    hits: &mut Vec<RawHit>,
) {
    hits.clear();
    for first in words {
        let mut push = |last: usize, term: TermId| {
            hits.push(RawHit {
                first: first as u32,
                last: last as u32,
                term,
            });
        };
        if document.words()[first].has_digit() || follows_number(document.words(), first) {
            push(first, terms.number());
        }
        terms_at(terms, document, first, push);
    }
}

/// Whether a number is glued to the first word of a sentence: it stands within reach of the sentence's open classes.
fn follows_number(words: &[Word], at: usize) -> bool {
    let word = words[at];
    word.starts_sentence() && at > 0 && !word.gap.has(Gap::BLANK) && words[at - 1].has_digit()
}

/// The terms that begin at a word: the last word of each, shortest first.
fn terms_at(
    terms: &Terms,
    document: &Document,
    first: usize,
    mut found: impl FnMut(usize, TermId),
) {
    let words = document.words();
    let text = document.lower().as_bytes();
    let index = terms.words();
    let known = |word: Word| index.find(WordKey::of(text, word.range()), &text[word.range()]);
    let is_capitalised = words[first].is_capitalised();
    let this: Known = known(words[first]);
    let terminal = this.terminal();
    if let Some(term) = terminal.term(is_capitalised) {
        found(first, term);
    }
    if !terminal.goes_on(is_capitalised) {
        return;
    }
    let Some((joint, next)) = words
        .get(first + 1)
        .and_then(|&next| Some((joint(next)?, next)))
    else {
        return;
    };
    let pair = index.pair(this, joint, known(next));
    if let Some(term) = pair.term(is_capitalised) {
        found(first + 1, term);
    }
    if pair.goes_on(is_capitalised) {
        longer_terms(terms, text, words, first, found);
    }
}

/// The byte that stands in terms for what is between a word and the one before. Terms never cross sentences.
fn joint(word: Word) -> Option<u8> {
    word.gap.term_byte().filter(|_| !word.starts_sentence())
}

/// Walks through the automaton from the start of a word, and keeps the terms of more than two words that end on the way.
fn longer_terms(
    terms: &Terms,
    text: &[u8],
    words: &[Word],
    first: usize,
    mut found: impl FnMut(usize, TermId),
) {
    let Some(mut state) = terms.start() else {
        return;
    };
    let mut length = 0;
    for (last, word) in words.iter().enumerate().skip(first) {
        if last > first {
            let Some(joint) = joint(*word) else {
                return;
            };
            let Some(next) = terms.walk(state, &[joint]) else {
                return;
            };
            state = next;
            length += 1;
        }
        let Some(next) = terms.walk(state, &text[word.range()]) else {
            return;
        };
        state = next;
        length += word.range().len();
        if last > first + 1
            && let Some(term) = terms.term_at(state, length)
        {
            found(last, term);
        }
    }
}
