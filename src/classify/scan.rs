//! A document's words in, every term of every list that begins at each of them out. Overlaps are left for later.

use crate::ruleset::{TermId, Terms, WordHash};
use crate::text::Document;

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
        let this = std::mem::replace(&mut next, hash(first + 1));
        if !terms.may_begin(this, next, words[first].is_capitalised()) {
            continue;
        }
        let mut state = start;
        let mut length = 0;
        for (last, word) in words.iter().enumerate().skip(first) {
            if last > first {
                // Terms never cross sentences.
                let Some(joint) = word.gap.term_byte().filter(|_| !word.starts_sentence()) else {
                    break;
                };
                let Some(next) = terms.walk(state, &[joint]) else {
                    break;
                };
                state = next;
                length += 1;
            }
            let Some(next) = terms.walk(state, &text[word.range()]) else {
                break;
            };
            state = next;
            length += word.range().len();
            if let Some(term) = terms.term_at(state, length) {
                hits.push(RawHit {
                    first: first as u32,
                    last: last as u32,
                    term,
                });
            }
        }
    }
}
