//! With what the matches of a regular expression begin, or what they all hold, so that it need not be run on sentences without.
//!
//! The method for words is that of the regex engine's own prefilters: the literals that can stand at the start of a match.

use std::collections::BTreeSet;

use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Class, Hir, HirKind};

/// More first words than this are not worth looking for.
const MAX_WORDS: usize = 2000;

/// What every match of an expression has.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// It begins with one of these whole words, in lower case.
    Words(BTreeSet<String>),
    /// It holds a digit.
    Digit,
    /// Nothing that can be told.
    Unknown,
}

/// What every match of an expression has.
pub(super) fn opening(pattern: &str) -> Opening {
    if let Some(words) = first_words(pattern) {
        return Opening::Words(words);
    }
    match regex_syntax::parse(pattern) {
        Ok(hir) if holds_digit(&hir) => Opening::Digit,
        _ => Opening::Unknown,
    }
}

/// Whether every match holds a digit.
fn holds_digit(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.iter().any(u8::is_ascii_digit),
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .all(|range| (range.start()..=range.end()).all(char::is_numeric)),
        HirKind::Class(Class::Bytes(class)) => class
            .iter()
            .all(|range| (range.start()..=range.end()).all(|byte| byte.is_ascii_digit())),
        HirKind::Repetition(repetition) => repetition.min > 0 && holds_digit(&repetition.sub),
        HirKind::Capture(capture) => holds_digit(&capture.sub),
        HirKind::Concat(pieces) => pieces.iter().any(holds_digit),
        HirKind::Alternation(ways) => ways.iter().all(holds_digit),
        HirKind::Empty | HirKind::Look(_) => false,
    }
}

/// The whole words with which every match begins, in lower case; nothing where they cannot be listed.
fn first_words(pattern: &str) -> Option<BTreeSet<String>> {
    // On text in lower case the flag changes nothing, and it would hide the words among all their spellings.
    let pattern = pattern.strip_prefix("(?i)").unwrap_or(pattern);
    // Which blank ends a word makes no difference to the word, but thirty kinds of it make too many literals.
    let pattern = pattern.replace(r"[\s-]", " ").replace(r"\s", " ");
    let hir = regex_syntax::parse(&pattern).ok()?;
    let literals = Extractor::new()
        .limit_literal_len(32)
        .limit_total(20_000)
        .extract(&hir);
    let mut words = BTreeSet::new();
    for literal in literals.literals()? {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        let end = text.find(|char: char| !char.is_alphanumeric());
        // Without anything behind it the word may go on.
        let whole = end.is_some() || literal.is_exact();
        let word = &text[..end.unwrap_or(text.len())];
        if word.is_empty() || !whole || text[word.len()..].starts_with(['.', '\'']) {
            return None;
        }
        words.insert(word.to_lowercase());
        if words.len() > MAX_WORDS {
            return None;
        }
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_the_words_or_nothing() {
        for (pattern, expected) in [
            (
                r"\b(?:private|outside)\s(?:firm|company)\b",
                Some("outside private"),
            ),
            (r"\bchina ?\+ ?one\b", Some("china")),
            (
                r"\b(?:drop|scrap)(?:s|ped)?\splans\b",
                Some("drop dropped drops scrap scrapped scraps"),
            ),
            (r"\bthird[\s-]party\b", Some("third")),
            ("(?i)ten-year", Some("ten")),
            (
                r"\boutside(?:\s[a-z-]+){0,2}[\s-](?:firms?|shops?)\b",
                Some("outside"),
            ),
            (r"\b[a-z]+-making\b", None),
            (r"\$\d+", None),
            (r"\d+ jobs", None),
        ] {
            let found =
                first_words(pattern).map(|words| words.into_iter().collect::<Vec<_>>().join(" "));
            assert_eq!(found.as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn knows_what_holds_a_digit() {
        for (pattern, expected) in [
            (r"[$€]\s?\d+|\b\d[\d.,]*\smillion", Opening::Digit),
            (r"\b(?:\d+|dozens) of jobs", Opening::Unknown),
            (r"(?:[a-z]+\s)?[0-9]{2,}", Opening::Digit),
            (r"[a-z]+\d*", Opening::Unknown),
            (r"[a-z0-9]+", Opening::Unknown),
        ] {
            assert_eq!(opening(pattern), expected, "{pattern}");
        }
    }
}
