//! The words of terms, and the rows of words with which terms begin: a trie of words, whose steps are found by hash.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::lexicon::TermId;
use super::numbers::{Numbers, bulk};
use crate::text::hash;

/// Multiplies by 2^64 divided by the golden ratio, as in Knuth's multiplicative hashing: the high bits are the good ones.
fn mixed(bits: u64) -> u64 {
    let product = bits.wrapping_mul(GOLDEN);
    (product ^ product >> 32).wrapping_mul(GOLDEN)
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Which word of a [`WordIndex`], or which row of words with which terms begin; 0 is any that is not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct WordId(u32);

/// What the terms say of a word, or of a row of them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terminal(u32);

impl Numbers<1> for Terminal {
    fn numbers(self) -> [u32; 1] {
        [self.0]
    }

    fn of([bits]: [u32; 1]) -> Self {
        Self(bits)
    }
}

impl Numbers<2> for (u32, WordId) {
    fn numbers(self) -> [u32; 2] {
        [self.0, self.1.0]
    }

    fn of([hash, number]: [u32; 2]) -> Self {
        (hash, WordId(number))
    }
}

impl Terminal {
    /// The term counts with a capital only, being a name in every list that holds it.
    const NAME: u32 = 1;
    /// Longer terms begin like this.
    const GOES_ON: u32 = 2;
    /// These too begin with a capital only.
    const GOES_ON_AS_NAME: u32 = 4;
    /// So many bits these are; above them is the number, from one, of the term that ends here.
    const FLAGS: u32 = 3;

    /// The term that this is.
    pub(crate) fn term(self, is_capitalised: bool) -> Option<TermId> {
        let counts = is_capitalised || self.0 & Self::NAME == 0;
        let term = (self.0 >> Self::FLAGS).checked_sub(1);
        term.filter(|_| counts).map(TermId)
    }

    /// Whether a longer term may begin like this.
    pub(crate) fn goes_on(self, is_capitalised: bool) -> bool {
        self.0 & Self::GOES_ON != 0 && (is_capitalised || self.0 & Self::GOES_ON_AS_NAME == 0)
    }

    fn end(&mut self, term: TermId, name: bool) {
        let name = if name { Self::NAME } else { 0 };
        let going_on = self.0 & (Self::GOES_ON | Self::GOES_ON_AS_NAME);
        self.0 = (term.0 + 1) << Self::FLAGS | going_on | name;
    }

    fn pass(&mut self, name: bool) {
        let others_are_names = self.0 & (Self::GOES_ON | Self::GOES_ON_AS_NAME) != Self::GOES_ON;
        let as_name = if name && others_are_names {
            Self::GOES_ON_AS_NAME
        } else {
            0
        };
        self.0 = self.0 & !Self::GOES_ON_AS_NAME | Self::GOES_ON | as_name;
    }
}

/// All words of terms.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WordIndex {
    /// Open addressing: hashes, and the numbers of words.
    #[serde(with = "bulk")]
    slots: Vec<(u32, WordId)>,
    /// Shifts a hash to its slot: the high bits are the good ones.
    shift: u32,
    /// The words, one after the other: what is common first, so that it stays in the cache.
    texts: String,
    /// By number; the first is no word.
    #[serde(with = "bulk")]
    words: Vec<Entry>,
    rows: Rows,
}

/// A word in the index.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    /// Where it ends in the texts.
    end: u32,
    terminal: Terminal,
}

impl Numbers<2> for Entry {
    fn numbers(self) -> [u32; 2] {
        [self.end, self.terminal.0]
    }

    fn of([end, terminal]: [u32; 2]) -> Self {
        let terminal = Terminal(terminal);
        Self { end, terminal }
    }
}

/// A word, or a row of words, that is looked for: its number, and what the terms say of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    number: WordId,
    terminal: Terminal,
}

impl Known {
    /// What the terms say of it.
    pub(crate) fn terminal(self) -> Terminal {
        self.terminal
    }
}

impl WordIndex {
    /// The index of terms: each folded, with its words joined by a blank or `&`, and whether it counts with a capital only.
    pub(crate) fn build<'t>(terms: impl Iterator<Item = (&'t str, bool)> + Clone) -> Self {
        let mut different = HashSet::new();
        let mut joints = 0;
        for (term, _) in terms.clone() {
            different.extend(term.split(JOINTS));
            joints += term.matches(JOINTS).count();
        }
        let size = (different.len() * 2 + 2).next_power_of_two();
        let mut index = Self {
            slots: vec![(0, WordId::default()); size],
            shift: 32 - size.trailing_zeros(),
            texts: String::new(),
            words: vec![Entry::default()],
            rows: Rows::new(joints),
        };
        for (number, (term, name)) in terms.enumerate() {
            let number = TermId(number as u32);
            let mut joints = term
                .bytes()
                .filter(|&byte| JOINTS.contains(&char::from(byte)));
            let mut words = term.split(JOINTS);
            let first = index.insert(words.next().unwrap_or_default());
            let mut terminal = &mut index.words[first.0 as usize].terminal;
            let mut row = first;
            for (word, joint) in words.zip(&mut joints) {
                terminal.pass(name);
                let word = index.insert(word);
                (row, terminal) = index.rows.insert(row_key(row, joint, word));
            }
            terminal.end(number, name);
        }
        index
    }

    /// The number of a word, which is added if it is new.
    fn insert(&mut self, word: &str) -> WordId {
        let hash = hash(word.as_bytes(), 0..word.len());
        let slot = self.slot(hash, word.as_bytes());
        if self.slots[slot].1 == WordId::default() {
            self.slots[slot] = (hash, WordId(self.words.len() as u32));
            self.texts.push_str(word);
            self.words.push(Entry {
                end: self.texts.len() as u32,
                terminal: Terminal::default(),
            });
        }
        self.slots[slot].1
    }

    /// What is known of a word that has this [`hash`].
    pub(crate) fn find(&self, hash: u32, word: &[u8]) -> Known {
        let (_, number) = self.slots[self.slot(hash, word)];
        Known {
            number,
            terminal: self.words[number.0 as usize].terminal,
        }
    }

    /// The slot of a word, or a free one.
    fn slot(&self, hash: u32, word: &[u8]) -> usize {
        let mut at = (hash >> self.shift) as usize;
        loop {
            let (found, number) = self.slots[at];
            if number == WordId::default() || (found == hash && self.text(number) == word) {
                return at;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn text(&self, number: WordId) -> &[u8] {
        let number = number.0 as usize;
        let (start, end) = (self.words[number - 1].end, self.words[number].end);
        &self.texts.as_bytes()[start as usize..end as usize]
    }

    /// What is known of a word or a row of words with one more behind it, and the byte that joins them.
    pub(crate) fn longer(&self, row: Known, joint: u8, word: Known) -> Known {
        self.rows.find(row_key(row.number, joint, word.number))
    }
}

/// What joins the words of a term.
pub(crate) const JOINTS: [char; 2] = [' ', '&'];

fn row_key(row: WordId, joint: u8, word: WordId) -> u64 {
    u64::from(row.0) << 33 | u64::from(word.0) << 1 | u64::from(joint == b'&')
}

/// Rows of two words and more.
#[derive(Debug, Serialize, Deserialize)]
struct Rows {
    /// Bits by hash, so that nearly all rows with which no term begins are passed over at once.
    #[serde(with = "bulk")]
    filter: Vec<u64>,
    /// Open addressing: the row but for its last word, with that word; 0 is free.
    #[serde(with = "bulk")]
    keys: Vec<u64>,
    #[serde(with = "bulk")]
    terminals: Vec<Terminal>,
}

/// 64 kB.
const FILTER_BITS: u32 = 19;

impl Rows {
    /// The number of the row in the first slot; words have the smaller ones.
    const FIRST: u32 = 1 << 30;

    /// For so many rows at most.
    fn new(rows: usize) -> Self {
        let slots = (rows * 2 + 1).next_power_of_two();
        Self {
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            keys: vec![0; slots],
            terminals: vec![Terminal::default(); slots],
        }
    }

    /// The number of a row, which is added if it is new, and what the terms say of it.
    fn insert(&mut self, key: u64) -> (WordId, &mut Terminal) {
        let hash = mixed(key);
        let (word, bit) = Self::bit(hash);
        self.filter[word] |= bit;
        let slot = self.slot(hash, key);
        self.keys[slot] = key;
        (WordId(Self::FIRST + slot as u32), &mut self.terminals[slot])
    }

    fn find(&self, key: u64) -> Known {
        let hash = mixed(key);
        let (word, bit) = Self::bit(hash);
        if self.filter[word] & bit == 0 {
            return Known::default();
        }
        let slot = self.slot(hash, key);
        Known {
            number: WordId(Self::FIRST + slot as u32),
            terminal: self.terminals[slot],
        }
    }

    /// The slot of a row, or a free one, of which the terms say nothing.
    fn slot(&self, hash: u64, key: u64) -> usize {
        let mut slot = hash as usize & (self.keys.len() - 1);
        while self.keys[slot] != 0 && self.keys[slot] != key {
            slot = (slot + 1) & (self.keys.len() - 1);
        }
        slot
    }

    /// Where the filter's bit of a hash is.
    fn bit(hash: u64) -> (usize, u64) {
        let bit = (hash >> (64 - FILTER_BITS)) as usize;
        (bit / 64, 1 << (bit % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(index: &WordIndex, word: &str) -> Known {
        index.find(hash(word.as_bytes(), 0..word.len()), word.as_bytes())
    }

    #[test]
    fn words_are_told_apart_exactly() {
        // Alike at both ends, beyond what the hash looks at; and short ones alike but for one byte.
        let words = [
            "deinstitutionalisation",
            "deinstitutxxnalisation",
            "outsourc",
            "outsource",
            "outsourced",
            "outsourcee",
            "a",
            "b",
            "ab",
        ];
        let index = WordIndex::build(words.into_iter().map(|word| (word, false)));
        for (number, word) in words.into_iter().enumerate() {
            let found = known(&index, word).terminal().term(false);
            assert_eq!(found, Some(TermId(number as u32)), "{word}");
        }
        for other in ["c", "abc", "outsour", "deinstitutyynalisation"] {
            assert_eq!(known(&index, other).number, WordId::default(), "{other}");
        }
    }

    #[test]
    fn pairs_know_their_joint_and_whether_terms_go_on() {
        let terms = [
            ("r&d", false),
            ("call centre", false),
            ("new york", true),
            ("call centre staff", false),
        ];
        let index = WordIndex::build(terms.into_iter());
        let row =
            |first, joint, second| index.longer(known(&index, first), joint, known(&index, second));
        let pair = |first, joint, second| row(first, joint, second).terminal();
        assert_eq!(pair("r", b'&', "d").term(false), Some(TermId(0)));
        assert_eq!(pair("r", b' ', "d").term(false), None);
        assert_eq!(pair("call", b' ', "centre").term(false), Some(TermId(1)));
        assert!(pair("call", b' ', "centre").goes_on(false));
        assert!(!pair("r", b'&', "d").goes_on(true));
        assert_eq!(pair("new", b' ', "york").term(false), None);
        assert_eq!(pair("new", b' ', "york").term(true), Some(TermId(2)));
        assert!(!known(&index, "new").terminal().goes_on(false));
        let staff =
            |joint| index.longer(row("call", b' ', "centre"), joint, known(&index, "staff"));
        assert_eq!(staff(b' ').terminal().term(false), Some(TermId(3)));
        assert!(!staff(b' ').terminal().goes_on(true));
        assert_eq!(staff(b'&').terminal().term(true), None);
        let other = index.longer(row("r", b'&', "d"), b' ', known(&index, "staff"));
        assert_eq!(other.terminal().term(true), None);
    }

    #[test]
    fn tables_of_every_size_find_each_pair_and_no_other() {
        // No word in two terms, so that the table of words is as full as it gets; and many pairs of few words.
        let kinds: [fn(usize, usize) -> bool; 2] = [|a, b| a == b, |a, b| a * b % 3 == 1];
        for (size, is_term) in (0..50).flat_map(|size| kinds.map(|kind| (size, kind))) {
            let all = |name| (0..=size).map(move |at| format!("{name}{at}"));
            let pairs: Vec<(usize, usize)> = (0..size)
                .flat_map(|a| (0..size).map(move |b| (a, b)))
                .filter(|&(a, b)| is_term(a, b))
                .collect();
            let terms: Vec<String> = pairs
                .iter()
                .map(|(a, b)| format!("first{a} second{b}"))
                .collect();
            let index = WordIndex::build(terms.iter().map(|term| (term.as_str(), false)));
            let firsts: Vec<Known> = all("first").map(|word| known(&index, &word)).collect();
            let seconds: Vec<Known> = all("second").map(|word| known(&index, &word)).collect();
            for (a, &first) in firsts.iter().enumerate() {
                for (b, &second) in seconds.iter().enumerate() {
                    let expected = pairs.binary_search(&(a, b)).ok();
                    let found = index.longer(first, b' ', second).terminal().term(false);
                    let expected = expected.map(|number| TermId(number as u32));
                    assert_eq!(found, expected, "{a} and {b} of {size}");
                }
            }
        }
    }
}
