//! Lists without terms: open classes given by regular expressions, and the built-in `{Name}`.

use super::hits::{Hit, SentenceHits};
use crate::ruleset::{ListId, RuleSet};
use crate::text::{Document, Sentence};

/// A regular expression is not run on a sentence of more bytes than this (120 words of news have about 750): finding all its
/// matches may take quadratic time. The worst expression takes about a second for a megabyte of sentences of this length.
const MAX_REGEX_BYTES: usize = 3 << 9;

impl SentenceHits {
    pub(super) fn regex_hits(
        &mut self,
        list: ListId,
        rules: &RuleSet,
        document: &Document,
        sentence: Sentence,
        found: &mut Vec<Hit>,
    ) {
        let words = &document.words()[sentence.range()];
        let (Some(opening), Some(closing)) = (words.first(), words.last()) else {
            return;
        };
        let declared = &rules.lists[list.index()];
        let text = if declared.exact {
            document.cased()
        } else {
            document.lower()
        };
        // A sign may stand before the first word ("$5m") and after the last ("40%").
        let before = text.floor_char_boundary((opening.start as usize).saturating_sub(8));
        let sign = text[before..opening.start as usize].rfind(char::is_whitespace);
        let start = sign.map_or(before, |at| text.ceil_char_boundary(before + at + 1));
        let end = text
            .floor_char_boundary((closing.end as usize + 2).min(text.len()))
            .max(closing.end as usize);
        if end - start > MAX_REGEX_BYTES {
            self.truncated = true;
            return;
        }
        for class in &declared.open_classes {
            for range in class
                .regex()
                .find_iter(&text[start..end])
                .map(|found| start + found.start()..start + found.end())
            {
                let inside = |at: usize| {
                    words
                        .iter()
                        .any(|word| word.range().start < at && at < word.range().end)
                };
                let first = words.iter().position(|word| word.range().end > range.start);
                let final_word = words
                    .iter()
                    .rposition(|word| word.range().start < range.end);
                if let (Some(first), Some(last)) = (first, final_word)
                    && first <= last
                    && !inside(range.start)
                    && !inside(range.end)
                {
                    found.push(Hit {
                        first: first as u8,
                        last: last as u8,
                        origin: list,
                        row: None,
                        country: None,
                    });
                }
            }
        }
    }

    /// `{Name}`: runs of capitalised words that are no places; a single word at the start of a sentence is none.
    pub(super) fn names(
        &self,
        list: ListId,
        rules: &RuleSet,
        document: &Document,
        sentence: Sentence,
        found: &mut Vec<Hit>,
    ) {
        let words = &document.words()[sentence.range()];
        if !words.iter().any(|&word| document.has_lower(word)) {
            return;
        }
        let in_place = |at: usize| {
            self.base().iter().any(|hit| {
                rules.lists[hit.origin.index()].is_place
                    && usize::from(hit.first) <= at
                    && at <= usize::from(hit.last)
            })
        };
        let mut at = 0;
        while at < words.len() {
            if !words[at].is_capitalised() || in_place(at) {
                at += 1;
                continue;
            }
            let first = at;
            at += 1;
            while at < words.len()
                && (words[at].is_capitalised() || words[at].is_number())
                && words[at].gap.term_byte().is_some()
                && !in_place(at)
            {
                at += 1;
            }
            if first > 0 || at - first > 1 {
                found.push(Hit {
                    first: first as u8,
                    last: (at - 1) as u8,
                    origin: list,
                    row: None,
                    country: None,
                });
            }
        }
    }
}
