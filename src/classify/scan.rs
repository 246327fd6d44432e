//! A document's words in, the terms that begin at each of them out: once over all words for the few terms that a rule hangs on,
//! and for a sentence that passes every term of every list. Overlaps are left for later.

use std::ops::Range;

use crate::ruleset::{Met, RuleSet, TermId, Terms};
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
pub(super) fn look_through(rules: &RuleSet, document: &Document, met: &mut Met) {
    met.clear();
    for sentence in document.sentences() {
        look_through_sentence(rules, document, sentence.range(), met);
        rules.gate.end_sentence(met, sentence.range().start);
    }
}

fn look_through_sentence(
    rules: &RuleSet,
    document: &Document,
    Range { start, end }: Range<usize>,
    met: &mut Met,
) {
    let gate = &rules.gate;
    let prefixes = gate.prefixes();
    let words = document.words();
    if follows_number(words, start) {
        met.note(gate.number(), start, start);
    }
    let here = &words[start..end];
    // First by a small table and without branches, which could not be foretold: half of the words are none.
    let mut looked_at = [0_u8; (MAX_SENTENCE_WORDS + 1).next_power_of_two()];
    let mut count = 0;
    for (nth, word) in here.iter().enumerate() {
        let place = count % looked_at.len();
        looked_at[place] = nth as u8;
        count += usize::from(prefixes.may_be_first(word.hash) | word.has_digit());
    }
    for &nth in &looked_at[..count] {
        let nth = usize::from(nth);
        let (first, word) = (start + nth, here[nth]);
        if word.has_digit() {
            met.note(gate.number(), first, first);
        }
        let capital = word.is_capitalised();
        let said = prefixes.word(word.hash);
        met.note(said.set(capital), first, first);
        if !said.goes_on(capital) {
            continue;
        }
        let rest = &here[nth + 1..];
        if !rest
            .first()
            .is_some_and(|next| prefixes.may_be_second(next.hash))
        {
            continue;
        }
        // Terms never cross sentences.
        let mut key = word.hash;
        for (last, next) in (first + 1..).zip(rest) {
            let Some(joint) = next.gap.term_byte() else {
                break;
            };
            let said;
            (key, said) = prefixes.longer(key, joint, next.hash);
            met.note(said.set(capital), first, last);
            if !said.goes_on(capital) {
                break;
            }
        }
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
            if let Some(term) = known.terminal().term(word.is_capitalised()) {
                found(first, first, term);
            }
            if known.terminal().goes_on(word.is_capitalised())
                && let Some((next, next_known)) = next.zip(next_known)
                && let Some(joint) = next.gap.term_byte()
            {
                let pair = index.pair(known, joint, next_known);
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
