//! A document's words in, every term of every list that begins at each of them out. Overlaps are left for later.

use aho_corasick::automaton::StateID;

use crate::ruleset::{TermId, Terms, WordHash};
use crate::text::{Document, Word};

/// A term found in a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawHit {
    /// The first word, counted through the document.
    pub(super) first: u32,
    /// The last word.
    pub(super) last: u32,
    pub(super) term: TermId,
}

/// Finds all terms; ordered by first word, then length.
pub(super) fn scan(terms: &Terms, document: &Document, hits: &mut Vec<RawHit>) {
    hits.clear();
    let Some(start) = terms.start() else { return };
    let text = document.lower().as_bytes();
    let words = document.words();
    let hash = |at: usize| {
        words
            .get(at)
            .map(|word| WordHash::of(text, word.start as usize, word.end as usize))
            .unwrap_or_default()
    };
    let mut next = hash(0);
    for first in 0..words.len() {
        let word = words[first];
        let this = std::mem::replace(&mut next, hash(first + 1));
        if let Some(term) = terms.single(this, &text[word.range()], word.is_capitalised()) {
            hits.push(RawHit {
                first: first as u32,
                last: first as u32,
                term,
            });
        }
        if terms.may_begin(this, next, word.is_capitalised()) {
            longer_terms(terms, start, text, words, first, hits);
        }
    }
}

/// Walks through the automaton from the start of a word, and keeps the terms of more than one word that end on the way.
fn longer_terms(
    terms: &Terms,
    start: StateID,
    text: &[u8],
    words: &[Word],
    first: usize,
    hits: &mut Vec<RawHit>,
) {
    let mut state = start;
    let mut length = 0;
    for (last, word) in words.iter().enumerate().skip(first) {
        if last > first {
            // Terms never cross sentences.
            let Some(joint) = word.gap.term_byte().filter(|_| !word.starts_sentence()) else {
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
        if last > first
            && let Some(term) = terms.term_at(state, length)
        {
            hits.push(RawHit {
                first: first as u32,
                last: last as u32,
                term,
            });
        }
    }
}
