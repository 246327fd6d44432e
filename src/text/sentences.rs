//! Words to sentences: the scope of windows, cues and guards.
//!
//! Unicode's sentence rule breaks after "U.S." and "Inc."; abbreviations of business news are told apart here. Text without
//! any punctuation is cut into windows of bounded length, so that no step after this one sees an unbounded sentence.

use super::gaps::Gap;
use super::words::{Word, Words};

/// A sentence has at most this many words, so that a set of its words fits 128 bits.
pub(crate) const MAX_SENTENCE_WORDS: usize = 120;

/// From where a sentence that is too long may be cut at the end of a clause.
const MIN_CUT_WORDS: usize = 60;

/// A sentence: a range of words of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// The first word.
    pub(crate) first: u32,
    /// The word after the last.
    pub(crate) end: u32,
    /// The field it stands in.
    pub(crate) field: u16,
    /// Its number among the sentences of the body, from 0; `None` in a title.
    pub(crate) body: Option<u32>,
}

impl Sentence {
    /// As a range of words.
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// Whether it is an abbreviation that stands before a name or a number, and so never ends a sentence.
fn is_before_name(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs"
            | "ms"
            | "dr"
            | "prof"
            | "gen"
            | "sen"
            | "sens"
            | "rep"
            | "reps"
            | "gov"
            | "lt"
            | "col"
            | "capt"
            | "sgt"
            | "st"
            | "rev"
            | "hon"
            | "messrs"
            | "pres"
            | "no"
            | "nos"
            | "vs"
            | "ft"
    )
}

/// Whether it is an abbreviation that ends a sentence only where a word follows that opens sentences.
fn is_within(word: &str) -> bool {
    matches!(
        word,
        "inc"
            | "corp"
            | "co"
            | "cos"
            | "ltd"
            | "llc"
            | "plc"
            | "bros"
            | "jr"
            | "sr"
            | "u.s"
            | "u.k"
            | "u.n"
            | "e.u"
            | "d.c"
            | "a.g"
            | "n.v"
            | "s.a"
            | "jan"
            | "feb"
            | "mar"
            | "apr"
            | "jun"
            | "jul"
            | "aug"
            | "sep"
            | "sept"
            | "oct"
            | "nov"
            | "dec"
            | "calif"
            | "conn"
            | "fla"
            | "ill"
            | "mass"
            | "mich"
            | "minn"
            | "pa"
            | "tenn"
            | "tex"
            | "va"
            | "wash"
            | "dept"
            | "est"
            | "approx"
            | "e.g"
    )
}

/// Longer words are none of these.
const LONGEST_ABBREVIATION: usize = 6;

/// Appends the sentences of the words from `begin` on, all of one field, and marks their first words.
///
/// `body` counts the sentences of the body so far; `None` for a title.
pub(crate) fn split(
    lower: &str,
    words: &mut Words,
    begin: usize,
    field: u16,
    mut body: Option<&mut u32>,
    out: &mut Vec<Sentence>,
) {
    // A text without capitals is written by somebody who uses none: then a full stop and a blank are enough.
    let has_capitals = words.all[begin..].iter().any(|word| word.is_capitalised());
    let after_breaks = words
        .after_breaks
        .partition_point(|&at| at as usize <= begin);
    let mut first = begin;
    for at in words.after_breaks[after_breaks..]
        .iter()
        .map(|&at| at as usize)
    {
        first = cut(&mut words.all[..at], first, field, &mut body, out);
        if ends_before(lower, &words.all, at, has_capitals) {
            push(&mut words.all, first, at, field, &mut body, out);
            first = at;
        }
    }
    first = cut(&mut words.all, first, field, &mut body, out);
    if first < words.all.len() {
        let end = words.all.len();
        push(&mut words.all, first, end, field, &mut body, out);
    }
}

/// Takes sentences of bounded length off words that no sentence ends among, until what is left may be one. Where that begins.
fn cut(
    words: &mut [Word],
    mut first: usize,
    field: u16,
    body: &mut Option<&mut u32>,
    out: &mut Vec<Sentence>,
) -> usize {
    while words.len() - first > MAX_SENTENCE_WORDS {
        let most = first + MAX_SENTENCE_WORDS;
        let clause_end = |&cut: &usize| words[cut].gap.has(Gap::CLAUSE_END.or(Gap::COMMA));
        let end = (first + MIN_CUT_WORDS..most)
            .rev()
            .find(clause_end)
            .unwrap_or(most);
        push(words, first, end, field, body, out);
        first = end;
    }
    first
}

fn push(
    words: &mut [Word],
    first: usize,
    end: usize,
    field: u16,
    body: &mut Option<&mut u32>,
    out: &mut Vec<Sentence>,
) {
    words[first].mark_sentence_start();
    let body = body.as_deref_mut().map(|count| {
        *count += 1;
        *count - 1
    });
    out.push(Sentence {
        first: first as u32,
        end: end as u32,
        field,
        body,
    });
}

/// Whether a sentence ends before word `at`.
fn ends_before(lower: &str, words: &[Word], at: usize, has_capitals: bool) -> bool {
    let gap = words[at].gap;
    if gap.has(Gap::PARAGRAPH) {
        return true;
    }
    if !gap.has(Gap::STOP.or(Gap::MARK)) {
        return false;
    }
    if gap.has(Gap::GLUED) {
        return words[at].is_capitalised();
    }
    let next = words[at];
    if !gap.has(Gap::BLANK) || (has_capitals && !next.is_capitalised() && !next.is_number()) {
        return false;
    }
    if gap.has(Gap::MARK) || gap.has(Gap::QUOTE) {
        return true;
    }
    let before = &lower[words[at - 1].range()];
    if before.len() > LONGEST_ABBREVIATION {
        return true;
    }
    if is_before_name(before) {
        return before == "no" && !next.is_number() && is_opener(lower, next);
    }
    let initial =
        before.chars().count() == 1 && !before.starts_with(|char: char| char.is_ascii_digit());
    if initial || is_within(before) {
        return is_opener(lower, next);
    }
    true
}

/// Whether a word opens sentences in news.
fn is_opener(lower: &str, word: Word) -> bool {
    matches!(
        &lower[word.range()],
        "a" | "after"
            | "all"
            | "an"
            | "and"
            | "as"
            | "at"
            | "before"
            | "but"
            | "by"
            | "during"
            | "for"
            | "from"
            | "he"
            | "however"
            | "i"
            | "if"
            | "in"
            | "it"
            | "its"
            | "last"
            | "many"
            | "more"
            | "most"
            | "no"
            | "on"
            | "one"
            | "she"
            | "since"
            | "so"
            | "some"
            | "the"
            | "their"
            | "there"
            | "these"
            | "they"
            | "this"
            | "to"
            | "under"
            | "we"
            | "what"
            | "when"
            | "while"
            | "with"
    )
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let mut document = Document::default();
        document.read([(text, false)].into_iter());
        document
            .sentences()
            .iter()
            .map(|sentence| {
                let words = &document.words()[sentence.range()];
                words
                    .iter()
                    .map(|word| &document.lower()[word.range()])
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    #[test]
    fn sentences_survive_business_abbreviations() {
        for (text, count) in [
            ("The U.S. Senate met. It voted.", 2),
            ("Acme Inc. Chairman Jo Smith quit.", 1),
            ("It left the U.S. The plant shut.", 2),
            ("Order No. 3 was lost. No. 4 was not.", 2),
            ("Mr. Smith met J. P. Jones. They spoke.", 2),
            ("Plant shuts", 1),
            ("Plant shuts\n\nJobs go", 2),
            ("Line one of a wrapped\nsentence. Next one.", 2),
            ("all lower case. still splits here.", 2),
            ("PLANT SHUTS. JOBS GO.", 2),
            ("He asked: \"Why?\" Nobody knew.", 2),
            ("Jobs went offshore.The union protested.", 2),
            ("Sales rose 3.5 per cent to $2.1bn.", 1),
            ("Amazon.com said it. fine", 1),
        ] {
            assert_eq!(
                sentences(text).len(),
                count,
                "{text}: {:?}",
                sentences(text)
            );
        }
    }

    #[test]
    fn text_without_punctuation_is_cut() {
        let text = "word ".repeat(1000);
        let cut = sentences(&text);
        assert!(
            cut.iter()
                .all(|sentence| sentence.split(' ').count() <= MAX_SENTENCE_WORDS)
        );
        assert_eq!(
            cut.iter()
                .map(|sentence| sentence.split(' ').count())
                .sum::<usize>(),
            1000
        );
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_clause() {
        let text = format!("{}comma, {}", "word ".repeat(80), "more ".repeat(100));
        let cut = sentences(&text);
        assert!(cut[0].ends_with("comma"), "{cut:?}");
    }
}
