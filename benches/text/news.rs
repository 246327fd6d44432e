//! News that nobody can split in two ways, so that a bench can count in it without farshore.

use std::collections::HashMap;

use serde::Deserialize;

use super::fixtures::fixtures;
use super::seeded::Seeded;
use super::sentences::sentences;

/// Sentences of an item: an article.
const SENTENCES: usize = 12;
/// All items together.
const BYTES: usize = 2 << 20;

/// An item of the fixtures.
#[derive(Deserialize)]
pub(crate) struct Fixture {
    #[serde(default)]
    title: String,
    pub(crate) text: String,
}

/// Sentences of plain words with single blanks between them. `words[item][sentence]` is
/// what stands in `items[item]`, in small letters.
pub(crate) struct News {
    pub(crate) items: Vec<String>,
    pub(crate) words: Vec<Vec<Vec<String>>>,
    pub(crate) bytes: usize,
}

impl News {
    pub(crate) fn new() -> Self {
        let fixtures: Vec<Fixture> = fixtures();
        let plain: Vec<Vec<&str>> = fixtures
            .iter()
            .flat_map(|item| [&item.title, &item.text])
            .flat_map(|text| sentences(text))
            .map(|sentence| sentence.split(' ').filter_map(plain_word).collect())
            .filter(|words: &Vec<&str>| is_plain(words))
            .collect();
        let mut chance = Seeded(7);
        let mut news = Self {
            items: Vec::new(),
            words: Vec::new(),
            bytes: 0,
        };
        while news.bytes < BYTES {
            let chosen: Vec<&Vec<&str>> = (0..SENTENCES)
                .map(|_| &plain[chance.below(plain.len())])
                .collect();
            let texts: Vec<String> = chosen
                .iter()
                .map(|words| format!("{}.", words.join(" ")))
                .collect();
            news.items.push(texts.join(" "));
            news.bytes += news.items.last().map_or(0, String::len);
            let lower = |words: &&Vec<&str>| words.iter().map(|word| word.to_lowercase()).collect();
            news.words.push(chosen.iter().map(lower).collect());
        }
        news
    }

    /// How often each word occurs, the most frequent first; of equal ones the first by letter.
    pub(crate) fn vocabulary(&self) -> Vec<(&str, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for word in self.words.iter().flatten().flatten() {
            *counts.entry(word).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|&(word, count)| (std::cmp::Reverse(count), word));
        counts
    }
}

/// A word of ASCII letters and digits, without what stands around it.
fn plain_word(word: &str) -> Option<&str> {
    let word = word.trim_matches(|char: char| !char.is_alphanumeric());
    let is_plain = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_plain.then_some(word)
}

/// Whether a full stop behind these words ends a sentence and nothing else can be meant.
fn is_plain(words: &[&str]) -> bool {
    let is_small =
        |word: &&str| word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let begins = words
        .first()
        .is_some_and(|word| word.starts_with(|char: char| char.is_ascii_uppercase()));
    begins && words.len() < 60 && words.last().is_some_and(is_small)
}
