//! Words and pairs of words with which terms begin: found by their hash, without a walk through the automaton. Nine terms in ten
//! that occur in news have one word or two.

use std::collections::HashMap;

use super::lexicon::TermId;
use crate::text::hash;

/// Multiplies by 2^64 divided by the golden ratio, as in Knuth's multiplicative hashing: the high bits are the good ones.
fn mixed(bits: u64) -> u64 {
    let product = bits.wrapping_mul(GOLDEN);
    (product ^ product >> 32).wrapping_mul(GOLDEN)
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Which word of a [`WordIndex`]; 0 is any word that is not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct WordId(u32);

/// What the terms say of a word, or of two.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terminal {
    /// The term that ends here, plus one.
    term: u32,
    /// Whether the term counts with a capital only, being a name in every list that holds it.
    name: bool,
    /// Whether longer terms begin like this.
    goes_on: bool,
    /// Whether these too begin with a capital only.
    goes_on_as_name: bool,
}

impl Terminal {
    /// The term that this is.
    pub(crate) fn term(self, is_capitalised: bool) -> Option<TermId> {
        (is_capitalised || !self.name)
            .then(|| self.term.checked_sub(1).map(TermId))
            .flatten()
    }

    /// Whether a longer term may begin like this.
    pub(crate) fn goes_on(self, is_capitalised: bool) -> bool {
        self.goes_on && (is_capitalised || !self.goes_on_as_name)
    }

    fn end(&mut self, term: TermId, name: bool) {
        self.term = term.0 + 1;
        self.name = name;
    }

    fn pass(&mut self, name: bool) {
        self.goes_on_as_name = name && (self.goes_on_as_name || !self.goes_on);
        self.goes_on = true;
    }
}

/// All words that stand first or second in a term.
#[derive(Debug)]
pub(crate) struct WordIndex {
    /// Open addressing: hashes, and the numbers of words.
    slots: Vec<(u32, WordId)>,
    /// Shifts a hash to its slot: the high bits are the good ones.
    shift: u32,
    /// The words, one after the other: what is common first, so that it stays in the cache.
    texts: String,
    /// By number; the first is no word.
    words: Vec<Entry>,
    pairs: Pairs,
}

/// A word in the index.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    /// Where it ends in the texts.
    end: u32,
    terminal: Terminal,
}

/// A word that is looked for: its number, and what the terms say of it.
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
        let size = (terms.clone().count() * 4 + 2).next_power_of_two();
        let mut index = Self {
            slots: vec![(0, WordId::default()); size],
            shift: 32 - size.trailing_zeros(),
            texts: String::new(),
            words: vec![Entry::default()],
            pairs: Pairs::default(),
        };
        let mut pairs: Vec<(u64, Terminal)> = Vec::new();
        let mut known_pairs = HashMap::new();
        for (number, (term, name)) in terms.enumerate() {
            let number = TermId(number as u32);
            let (first, rest) = match term.find(JOINTS) {
                Some(end) => (&term[..end], Some((term.as_bytes()[end], &term[end + 1..]))),
                None => (term, None),
            };
            let first = index.insert(first);
            let terminal = &mut index.words[first.0 as usize].terminal;
            let Some((joint, rest)) = rest else {
                terminal.end(number, name);
                continue;
            };
            terminal.pass(name);
            let second_end = rest.find(JOINTS).unwrap_or(rest.len());
            let second = index.insert(&rest[..second_end]);
            let pair = pair_key(first, joint, second);
            let at = *known_pairs.entry(pair).or_insert_with(|| {
                pairs.push((pair, Terminal::default()));
                pairs.len() - 1
            });
            if second_end == rest.len() {
                pairs[at].1.end(number, name);
            } else {
                pairs[at].1.pass(name);
            }
        }
        index.pairs = Pairs::build(&pairs);
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

    /// What the terms say of two words, with the byte that joins them.
    pub(crate) fn pair(&self, first: Known, joint: u8, second: Known) -> Terminal {
        self.pairs
            .find(pair_key(first.number, joint, second.number))
    }
}

/// What joins the words of a term.
pub(crate) const JOINTS: [char; 2] = [' ', '&'];

fn pair_key(first: WordId, joint: u8, second: WordId) -> u64 {
    u64::from(first.0) << 33 | u64::from(second.0) << 1 | u64::from(joint == b'&')
}

/// Pairs of words.
#[derive(Debug, Default)]
struct Pairs {
    /// Bits by hash, so that nearly all pairs that no term has are passed over at once.
    filter: Vec<u64>,
    /// Open addressing; 0 is free.
    keys: Vec<u64>,
    terminals: Vec<Terminal>,
}

/// 64 kB.
const FILTER_BITS: u32 = 19;

impl Pairs {
    fn build(pairs: &[(u64, Terminal)]) -> Self {
        let slots = (pairs.len() * 2).next_power_of_two();
        let mut built = Self {
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            keys: vec![0; slots],
            terminals: vec![Terminal::default(); slots],
        };
        for &(key, terminal) in pairs {
            let hash = mixed(key);
            let bit = (hash >> (64 - FILTER_BITS)) as usize;
            built.filter[bit / 64] |= 1 << (bit % 64);
            let mut slot = hash as usize & (slots - 1);
            while built.keys[slot] != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            built.keys[slot] = key;
            built.terminals[slot] = terminal;
        }
        built
    }

    fn find(&self, key: u64) -> Terminal {
        let hash = mixed(key);
        let bit = (hash >> (64 - FILTER_BITS)) as usize;
        if self.filter[bit / 64] & (1 << (bit % 64)) == 0 {
            return Terminal::default();
        }
        let mut slot = hash as usize & (self.keys.len() - 1);
        loop {
            match self.keys[slot] {
                0 => return Terminal::default(),
                found if found == key => return self.terminals[slot],
                _ => slot = (slot + 1) & (self.keys.len() - 1),
            }
        }
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
        let pair =
            |first, joint, second| index.pair(known(&index, first), joint, known(&index, second));
        assert_eq!(pair("r", b'&', "d").term(false), Some(TermId(0)));
        assert_eq!(pair("r", b' ', "d").term(false), None);
        assert_eq!(pair("call", b' ', "centre").term(false), Some(TermId(1)));
        assert!(pair("call", b' ', "centre").goes_on(false));
        assert!(!pair("r", b'&', "d").goes_on(true));
        assert_eq!(pair("new", b' ', "york").term(false), None);
        assert_eq!(pair("new", b' ', "york").term(true), Some(TermId(2)));
        assert!(!known(&index, "new").terminal().goes_on(false));
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
                    let found = index.pair(first, b' ', second).term(false);
                    let expected = expected.map(|number| TermId(number as u32));
                    assert_eq!(found, expected, "{a} and {b} of {size}");
                }
            }
        }
    }
}
