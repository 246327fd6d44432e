//! Terms by the hundred thousand: words and phrases that look English and stand in no text.

use std::collections::HashSet;

use super::seeded::Seeded;

const ONSETS: [&str; 24] = [
    "b", "bl", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "l", "m", "n", "p", "pr",
    "r", "s", "st", "t", "tr", "v", "w",
];
const CORES: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "oa", "ou"];
const CODAS: [&str; 14] = [
    "", "b", "ck", "d", "ll", "m", "n", "nd", "nt", "p", "rd", "rt", "st", "x",
];
const ENDS: [&str; 8] = ["", "", "er", "ing", "ed", "ment", "ance", "s"];

/// So many terms, each another: half of one word, four in ten of two, the rest of three. Longer ones begin with one of `starts`,
/// so that text with these words in it gives reason to look further. No word made here is in `known`.
pub(crate) fn terms(count: usize, starts: &[&str], known: &HashSet<&str>) -> Vec<String> {
    let mut chance = Seeded(count as u64);
    let mut seen = HashSet::new();
    let mut terms = Vec::with_capacity(count);
    while terms.len() < count {
        let word = word(&mut chance);
        if known.contains(&word[..]) || !seen.insert(word.clone()) {
            continue;
        }
        terms.push(match chance.below(10) {
            0..5 => word,
            5..9 => format!("{} {word}", chance.pick(starts)),
            _ => format!("{} {word} {}", chance.pick(starts), chance.pick(starts)),
        });
    }
    terms
}

/// A word of two or three syllables.
fn word(chance: &mut Seeded) -> String {
    let mut word = String::new();
    for _ in 0..2 + chance.below(2) {
        word.push_str(chance.pick(&ONSETS));
        word.push_str(chance.pick(&CORES));
        word.push_str(chance.pick(&CODAS));
    }
    word.push_str(chance.pick(&ENDS));
    word
}
