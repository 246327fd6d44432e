//! Words and pairs of words with which terms begin: found by their hash, without a walk through the automaton. Nine terms in ten
//! that occur in news have one word or two.

use std::collections::HashMap;
use std::ops::Range;

use super::lexicon::TermId;

/// A word, exactly: its first eight bytes, its last eight if it has more, and its length; between the two ends of words of
/// more than sixteen bytes other bytes may differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct WordKey {
    head: u64,
    tail: u64,
    /// 255 for all that are as long or longer.
    length: u8,
}

/// Words up to this length are told apart by their [`WordKey`] alone.
const EXACT: u8 = 16;

impl WordKey {
    /// Of `text[start..end]`.
    #[inline]
    fn of(text: &[u8], range: Range<usize>) -> Self {
        let Range { start, end } = range;
        let length = end - start;
        let eight = |at: usize| {
            text.get(at..at + 8)
                .and_then(|bytes| bytes.try_into().ok())
                .map(u64::from_le_bytes)
        };
        let (head, tail) = match eight(start) {
            Some(head) if length > 8 => (head, eight(end - 8).unwrap_or_default()),
            Some(head) => (head & LOW_BYTES[length], 0),
            // The last word of a text.
            None => {
                let bytes = text[start..end].iter().rev();
                (bytes.fold(0, |head, &byte| head << 8 | u64::from(byte)), 0)
            }
        };
        Self {
            head,
            tail,
            length: length.min(255) as u8,
        }
    }
}

/// A hash of a word's first eight bytes and its length.
#[inline]
pub(crate) fn beginning_hash(text: &[u8], range: Range<usize>) -> u64 {
    let length = range.len();
    let head = match text[range.start..].first_chunk::<8>() {
        Some(&head) => u64::from_le_bytes(head) & LOW_BYTES[length.min(8)],
        None => WordKey::of(text, range).head,
    };
    (head ^ (length as u64) << 56).wrapping_mul(GOLDEN)
}

/// Masks for so many bytes.
const LOW_BYTES: [u64; 9] = [
    0,
    0xff,
    0xffff,
    0xff_ffff,
    0xffff_ffff,
    0xff_ffff_ffff,
    0xffff_ffff_ffff,
    0xff_ffff_ffff_ffff,
    u64::MAX,
];

/// Multiplies by 2^64 divided by the golden ratio, as in Knuth's multiplicative hashing: the high bits are the good ones.
fn mixed(bits: u64) -> u64 {
    let product = bits.wrapping_mul(GOLDEN);
    (product ^ product >> 32).wrapping_mul(GOLDEN)
}

pub(super) const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

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
    /// Open addressing. All that is asked of a word lies in one place, since what costs is the way to it.
    slots: Vec<Slot>,
    /// By number, words of which the key does not tell all.
    long: HashMap<WordId, Box<str>>,
    pairs: Pairs,
}

/// A word in the index. Half a cache line, never split over two.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(32))]
struct Slot {
    head: u64,
    tail: u64,
    known: Known,
    length: u8,
}

impl Slot {
    #[inline]
    fn holds(&self, key: WordKey) -> bool {
        self.head == key.head && self.tail == key.tail && self.length == key.length
    }
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
        let first_two = |term: &'t str| term.splitn(3, JOINTS).take(2);
        let mut texts: Vec<&str> = terms
            .clone()
            .flat_map(|(term, _)| first_two(term))
            .collect();
        texts.sort_unstable();
        texts.dedup();
        let mut index = Self {
            slots: vec![Slot::default(); (texts.len() * 2 + 2).next_power_of_two()],
            long: HashMap::new(),
            pairs: Pairs::default(),
        };
        for (number, text) in texts.into_iter().enumerate() {
            index.insert(text, WordId(number as u32 + 1));
        }
        let mut pairs: Vec<(u64, Terminal)> = Vec::new();
        let mut known_pairs = HashMap::new();
        for (number, (term, name)) in terms.enumerate() {
            let number = TermId(number as u32);
            let first_end = term.find(JOINTS).unwrap_or(term.len());
            let first = index.slot_of(&term[..first_end]);
            let Known {
                number: first,
                terminal,
            } = &mut index.slots[first].known;
            if first_end == term.len() {
                terminal.end(number, name);
                continue;
            }
            terminal.pass(name);
            let rest = &term[first_end + 1..];
            let second_end = rest.find(JOINTS).unwrap_or(rest.len());
            let first = *first;
            let second = index.number_of(&rest[..second_end]);
            let pair = pair_key(first, term.as_bytes()[first_end], second);
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

    fn number_of(&self, word: &str) -> WordId {
        self.slots[self.slot_of(word)].known.number
    }

    fn slot_of(&self, word: &str) -> usize {
        let text = word.as_bytes();
        let hash = beginning_hash(text, 0..text.len());
        self.find_slot(hash, WordKey::of(text, 0..text.len()), text)
    }

    fn insert(&mut self, text: &str, number: WordId) {
        let slot = self.slot_of(text);
        let key = WordKey::of(text.as_bytes(), 0..text.len());
        let terminal = Terminal::default();
        self.slots[slot] = Slot {
            head: key.head,
            tail: key.tail,
            known: Known { number, terminal },
            length: key.length,
        };
        if key.length > EXACT {
            self.long.insert(number, text.into());
        }
    }

    /// The word at `range` of a text, which has this [`beginning_hash`].
    #[inline]
    pub(crate) fn find(&self, hash: u64, text: &[u8], range: Range<usize>) -> Known {
        let key = WordKey::of(text, range.clone());
        self.slots[self.find_slot(hash, key, &text[range])].known
    }

    /// The slot of a word, or a free one.
    #[inline]
    fn find_slot(&self, hash: u64, key: WordKey, word: &[u8]) -> usize {
        let last = self.slots.len() - 1;
        let mut at = (hash >> 32) as usize & last;
        loop {
            let slot = &self.slots[at];
            if slot.length == 0
                || slot.holds(key) && (key.length <= EXACT || self.is_long(slot, word))
            {
                return at;
            }
            at = (at + 1) & last;
        }
    }

    #[cold]
    fn is_long(&self, slot: &Slot, word: &[u8]) -> bool {
        let text = self.long.get(&slot.known.number);
        text.is_some_and(|text| text.as_bytes() == word)
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

    #[test]
    fn words_are_told_apart_exactly() {
        // Alike at both ends, beyond what the key holds; and short ones alike but for one byte.
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
            let found = index.slots[index.slot_of(word)].known.terminal.term(false);
            assert_eq!(found, Some(TermId(number as u32)), "{word}");
            // Wherever it stands in a text.
            let text = format!("so {word}");
            let hash = beginning_hash(text.as_bytes(), 3..text.len());
            let found = index.find(hash, text.as_bytes(), 3..text.len());
            assert_eq!(found.number, index.number_of(word), "{word}");
        }
        for other in ["", "c", "abc", "outsour", "deinstitutyynalisation"] {
            assert_eq!(index.number_of(other), WordId::default(), "{other}");
        }
    }

    #[test]
    fn a_slot_is_half_a_cache_line() {
        assert_eq!(size_of::<Slot>(), 32);
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
        let pair = |first, joint, second| {
            let known = |word| index.slots[index.slot_of(word)].known;
            index.pair(known(first), joint, known(second))
        };
        assert_eq!(pair("r", b'&', "d").term(false), Some(TermId(0)));
        assert_eq!(pair("r", b' ', "d").term(false), None);
        assert_eq!(pair("call", b' ', "centre").term(false), Some(TermId(1)));
        assert!(pair("call", b' ', "centre").goes_on(false));
        assert!(!pair("r", b'&', "d").goes_on(true));
        assert_eq!(pair("new", b' ', "york").term(false), None);
        assert_eq!(pair("new", b' ', "york").term(true), Some(TermId(2)));
        assert!(
            !index.slots[index.slot_of("new")]
                .known
                .terminal
                .goes_on(false)
        );
    }
}
