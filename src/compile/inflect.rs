//! The regular forms of English verbs and nouns. Irregular ones are given by hand in the list.

use crate::syntax::ast::Inflect;

/// All forms of a term: the first word of a verb is inflected, the last of a noun. `irregular` forms stand for the regular past or plural.
pub(super) fn forms(term: &str, inflect: Inflect, irregular: &[&str]) -> Vec<String> {
    let split = match inflect {
        Inflect::Verb => term.find([' ', '-']).unwrap_or(term.len()),
        Inflect::Noun => term.rfind([' ', '-']).map_or(0, |at| at + 1),
    };
    let (head, tail) = term.split_at(split);
    let word = if inflect == Inflect::Verb { head } else { tail };
    let mut words = vec![word.to_owned()];
    match inflect {
        Inflect::Verb => {
            words.push(with_s(word));
            words.extend(with_suffix(word, "ing"));
            if irregular.is_empty() {
                words.extend(with_suffix(word, "ed"));
            }
        }
        Inflect::Noun if irregular.is_empty() => words.push(with_s(word)),
        Inflect::Noun => {}
    }
    words.extend(irregular.iter().map(|form| (*form).to_owned()));
    // An irregular form may be given of the word alone, "laid", or of the whole term, "laid off".
    let is_whole = |word: &str| match inflect {
        Inflect::Verb => !tail.is_empty() && word.ends_with(tail),
        Inflect::Noun => !head.is_empty() && word.starts_with(head),
    };
    let rebuild = |word: String| match inflect {
        _ if is_whole(&word) => word,
        Inflect::Verb => word + tail,
        Inflect::Noun => head.to_owned() + &word,
    };
    words.into_iter().map(rebuild).collect()
}

/// The plural, or the third person.
fn with_s(word: &str) -> String {
    if let Some(stem) = consonant_y(word) {
        format!("{stem}ies")
    } else if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

/// The forms in -ed or -ing. Where stress decides whether the last letter doubles ("offered", "transferred"), both are made:
/// the wrong one stands in no text.
fn with_suffix(word: &str, suffix: &str) -> Vec<String> {
    if let Some(stem) = word.strip_suffix("ie").filter(|_| suffix == "ing") {
        return vec![format!("{stem}ying")];
    }
    if suffix == "ed"
        && let Some(stem) = consonant_y(word)
    {
        return vec![format!("{stem}ied")];
    }
    if let Some(stem) = word.strip_suffix('e') {
        let keeps = suffix == "ing" && ["ee", "oe", "ye"].iter().any(|end| word.ends_with(end));
        return vec![if keeps {
            format!("{word}{suffix}")
        } else {
            format!("{stem}{suffix}")
        }];
    }
    let doubled = word
        .chars()
        .last()
        .filter(|_| ends_short(word))
        .map(|last| format!("{word}{last}{suffix}"));
    let plain = format!("{word}{suffix}");
    match doubled {
        Some(doubled) if vowel_groups(word) == 1 => vec![doubled],
        Some(doubled) => vec![plain, doubled],
        None => vec![plain],
    }
}

fn is_vowel(letter: char) -> bool {
    "aeiouAEIOU".contains(letter)
}

fn consonant_y(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('y')?;
    stem.chars()
        .last()
        .filter(|&last| !is_vowel(last))
        .map(|_| stem)
}

/// Whether the word ends consonant, vowel, consonant.
fn ends_short(word: &str) -> bool {
    let mut letters = word.chars().rev();
    let (Some(last), Some(middle), Some(before)) = (letters.next(), letters.next(), letters.next())
    else {
        return false;
    };
    !is_vowel(last) && !"wxy".contains(last) && is_vowel(middle) && !is_vowel(before)
}

fn vowel_groups(word: &str) -> usize {
    let vowels: Vec<bool> = word.chars().map(is_vowel).collect();
    vowels
        .iter()
        .enumerate()
        .filter(|&(at, &vowel)| vowel && (at == 0 || !vowels[at - 1]))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_verbs_and_nouns() {
        for (term, inflect, irregular, expected) in [
            ("move", Inflect::Verb, &[][..], "move moves moving moved"),
            ("ship", Inflect::Verb, &[], "ship ships shipping shipped"),
            (
                "carry",
                Inflect::Verb,
                &[],
                "carry carries carrying carried",
            ),
            (
                "outsource",
                Inflect::Verb,
                &[],
                "outsource outsources outsourcing outsourced",
            ),
            (
                "farm out",
                Inflect::Verb,
                &[],
                "farm out|farms out|farming out|farmed out",
            ),
            ("send", Inflect::Verb, &["sent"], "send sends sending sent"),
            ("shift", Inflect::Verb, &[], "shift shifts shifting shifted"),
            (
                "lay off",
                Inflect::Verb,
                &["laid"],
                "lay off|lays off|laying off|laid off",
            ),
            (
                "lay off",
                Inflect::Verb,
                &["laid off"],
                "lay off|lays off|laying off|laid off",
            ),
            (
                "fellow man",
                Inflect::Noun,
                &["fellow men"],
                "fellow man|fellow men",
            ),
            (
                "transfer",
                Inflect::Verb,
                &[],
                "transfer transfers transfering transferring transfered transferred",
            ),
            ("factory", Inflect::Noun, &[], "factory factories"),
            (
                "call centre",
                Inflect::Noun,
                &[],
                "call centre|call centres",
            ),
            ("tax", Inflect::Noun, &[], "tax taxes"),
            ("man", Inflect::Noun, &["men"], "man men"),
        ] {
            let separator = if expected.contains('|') { "|" } else { " " };
            assert_eq!(
                forms(term, inflect, irregular).join(separator),
                expected,
                "{term}"
            );
        }
    }
}
