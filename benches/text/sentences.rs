//! Sentences of news, cut where anybody would cut them.

/// The sentences of a text. What ends in a short word may be an abbreviation and stays with what follows.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ") {
        let last = text[start..at].rsplit(' ').next().unwrap_or_default();
        let next = text[at + 2..].chars().next();
        if last.len() > 4
            && last.bytes().all(|byte| byte.is_ascii_lowercase())
            && next.is_some_and(char::is_uppercase)
        {
            found.push(text[start..=at].trim());
            start = at + 2;
        }
    }
    found.push(text[start..].trim());
    found
}
