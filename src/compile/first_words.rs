//! The words with which the matches of a regular expression can begin, so that it need not be run on sentences without them.
//!
//! The method is that of the regex engine's own prefilters: the literals that can stand at the start of a match.

use std::collections::BTreeSet;

use regex_syntax::hir::literal::Extractor;

/// More first words than this are not worth looking for.
const MAX_WORDS: usize = 2000;

/// The whole words with which every match begins, in lower case; nothing where they cannot be listed.
pub(super) fn first_words(pattern: &str) -> Option<BTreeSet<String>> {
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
}
