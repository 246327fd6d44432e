//! Folded text to words (law 1), each with what stands between it and the word before.

use std::ops::Range;

use super::blocks::{BLOCK, Block};
use super::fold::Folded;
use super::gaps::{Gap, read_gap};

/// A word of folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// The first byte, in folded text.
    pub(crate) start: u32,
    /// The byte after the last; a final `'s` is left out.
    pub(crate) end: u32,
    /// Of its folded text, by [`hash`].
    pub(crate) hash: u32,
    /// What stands before it.
    pub(crate) gap: Gap,
    /// How it begins, and whether it has digits.
    shape: u8,
}

const UPPER_FIRST: u8 = 1;
const DIGIT_FIRST: u8 = 2;
const SENTENCE_START: u8 = 4;
const HAS_DIGIT: u8 = 8;

impl Word {
    /// Whether its first letter is upper case.
    pub(crate) fn is_capitalised(self) -> bool {
        self.shape & UPPER_FIRST != 0
    }

    /// Whether it begins with a digit.
    pub(crate) fn is_number(self) -> bool {
        self.shape & DIGIT_FIRST != 0
    }

    /// Whether it has a digit.
    pub(crate) fn has_digit(self) -> bool {
        self.shape & HAS_DIGIT != 0
    }

    /// Whether a sentence begins with it.
    pub(crate) fn starts_sentence(self) -> bool {
        self.shape & SENTENCE_START != 0
    }

    pub(crate) fn mark_sentence_start(&mut self) {
        self.shape |= SENTENCE_START;
    }

    /// As a range of folded text.
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A hash of a word in lower case, at `range` of a text; no word is empty.
pub(crate) fn hash(text: &[u8], range: Range<usize>) -> u32 {
    let length = range.len();
    let word = &text[range];
    if let (Some(&head), Some(&tail)) = (word.first_chunk(), word.last_chunk()) {
        return hash_of(head, tail, length);
    }
    let mut head = [0; 8];
    head[..length].copy_from_slice(word);
    hash_of(head, head, length)
}

/// The same of a word's first eight bytes, its last eight if it has more, and its length. What `head` holds behind a shorter word
/// does not matter.
#[inline]
fn hash_of(head: [u8; 8], tail: [u8; 8], length: usize) -> u32 {
    // No byte of a word is 0, so that the bytes shifted in say how long a short word is.
    let mut bits = u64::from_le_bytes(head) << ((8 - length.min(8)) * 8);
    if length > 8 {
        let tail = u64::from_le_bytes(tail) ^ (length as u64) << 56;
        bits = bits.rotate_left(32) ^ tail.wrapping_mul(0x1319_8a2e_0370_7345);
    }
    // Fractional digits of pi, made odd.
    (bits.wrapping_mul(0x243f_6a88_85a3_08d3) >> 32) as u32
}

/// Words, and what was noted on the way to them.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) all: Vec<Word>,
    /// The words before which something else stands than a blank.
    pub(super) after_breaks: Vec<u32>,
}

impl Words {
    /// Forgets the words and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.after_breaks.clear();
    }

    /// Appends the words of the folded text from `begin` on; the first of them gets [`Gap::FIELD`].
    pub(crate) fn read(&mut self, folded: &Folded, begin: usize) {
        let first = self.all.len();
        let (cased, lower) = (folded.cased.as_bytes(), folded.lower.as_bytes());
        let mut cutter = Cutter {
            folded,
            begin,
            read_to: begin,
            open: None,
            words: self,
        };
        let mut before = Block::default();
        for base in (begin..cased.len()).step_by(BLOCK) {
            let block = complete(Block::of(&cased[base..]), &before, &folded.cased, base);
            match lower[base..].first_chunk() {
                Some(bytes) => cutter.block(&block, &before, base, bytes),
                None => cutter.block(&block, &before, base, &padded(&lower[base..])),
            }
            before = block;
        }
        if let Some(open) = cutter.open {
            cutter.push_unseen(open, cased.len());
        }
        if let Some(word) = self.all.get_mut(first) {
            word.gap = word.gap.or(Gap::FIELD);
        }
    }
}

/// The bytes of a block and so many more that eight can be read from each.
const REACH: usize = BLOCK + 8;

fn padded(rest: &[u8]) -> [u8; REACH] {
    let mut bytes = [0; REACH];
    bytes[..rest.len()].copy_from_slice(rest);
    bytes
}

/// A block with what is decided a character at a time: letters beyond ASCII, and what stands inside a word.
#[inline]
fn complete(mut block: Block, before: &Block, cased: &str, base: usize) -> Block {
    let mut others = block.others;
    while others != 0 {
        let bit = others.trailing_zeros();
        others &= others - 1;
        let at = base + bit as usize;
        let start = cased.floor_char_boundary(at);
        let is = |kind: fn(char) -> bool| u64::from(cased[start..].starts_with(kind)) << bit;
        block.words |= is(char::is_alphanumeric);
        block.digits |= is(char::is_numeric);
        block.capitals |= is(char::is_uppercase);
    }
    let mut joints = block.joints & (block.words << 1 | before.words >> (BLOCK - 1));
    block.joints = 0;
    while joints != 0 {
        let joint = joints & joints.wrapping_neg();
        joints ^= joint;
        if joins(cased, base + joint.trailing_zeros() as usize) {
            block.joints |= joint;
        }
    }
    block.words |= block.joints;
    block
}

/// A word that has begun.
#[derive(Clone, Copy)]
struct Open {
    start: usize,
    gap: Gap,
    shape: u8,
}

/// Cuts the words of a field one after the other.
struct Cutter<'a> {
    folded: &'a Folded,
    /// Where the field begins.
    begin: usize,
    /// Where the word before ended, its possessive included.
    read_to: usize,
    /// A word that goes on in the next block.
    open: Option<Open>,
    words: &'a mut Words,
}

impl Cutter<'_> {
    /// Cuts the words that end in a block. `before` is the block before, `base` where this one begins, `bytes` its text in
    /// lower case and what follows.
    fn block(&mut self, block: &Block, before: &Block, base: usize, bytes: &[u8; REACH]) {
        let shifted = |bits: u64, before: u64, by: usize| bits << by | before >> (BLOCK - by);
        let inside_before = shifted(block.words, before.words, 1);
        let mut starts = block.words & !inside_before;
        let mut ends = inside_before & !block.words;
        let after_blank =
            shifted(block.blanks, before.blanks, 1) & shifted(block.words, before.words, 2);
        let numbers = block.digits & !block.others;
        if ends != 0
            && let Some(open) = self.open.take()
        {
            self.push_unseen(open, base + ends.trailing_zeros() as usize);
            ends &= ends - 1;
        }
        self.words.all.reserve(BLOCK / 2);
        while starts != 0 {
            let start = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let bit = |bits: u64| (bits >> start) as u8 & 1;
            let gap = if bit(after_blank) != 0 {
                Gap::BLANK
            } else {
                self.gap(base + start)
            };
            let mut shape = (bit(block.capitals) * UPPER_FIRST) | (bit(numbers) * DIGIT_FIRST);
            if ends == 0 {
                let start = base + start;
                self.open = Some(Open { start, gap, shape });
                return;
            }
            let end = ends.trailing_zeros() as usize;
            self.read_to = base + end;
            // Few blocks have any digits or joints.
            if block.digits != 0 && block.digits & ((1 << end) - (1 << start)) != 0 {
                shape |= HAS_DIGIT;
            }
            ends &= ends - 1;
            let mut length = end - start;
            if block.joints != 0 {
                length = without_possessive(&bytes[start..end]);
            }
            let eight = |at: usize| bytes[at..at + 8].try_into().unwrap_or_default();
            let tail = if length > 8 {
                start + length - 8
            } else {
                start
            };
            self.words.all.push(Word {
                start: (base + start) as u32,
                end: (base + start + length) as u32,
                hash: hash_of(eight(start), eight(tail), length),
                gap,
                shape,
            });
        }
    }

    /// Takes a word of which a block does not tell all.
    #[inline(never)]
    fn push_unseen(&mut self, open: Open, end: usize) {
        let Open {
            start,
            gap,
            mut shape,
        } = open;
        self.read_to = end;
        if self.folded.cased[start..end].contains(char::is_numeric) {
            shape |= HAS_DIGIT;
        }
        let lower = self.folded.lower.as_bytes();
        let end = start + without_possessive(&lower[start..end]);
        self.words.all.push(Word {
            start: start as u32,
            end: end as u32,
            hash: hash(lower, start..end),
            gap,
            shape,
        });
    }

    /// What stands from the word before to `start`, where the next begins.
    #[inline(never)]
    fn gap(&mut self, start: usize) -> Gap {
        self.words.after_breaks.push(self.words.all.len() as u32);
        let cased = &self.folded.cased;
        let gap = read_gap(cased, self.read_to);
        // A full stop straight after a word and straight before a capital.
        let glued =
            gap == Gap::STOP && self.read_to > self.begin && cased.as_bytes()[start - 1] == b'.';
        if glued { gap.or(Gap::GLUED) } else { gap }
    }
}

/// How long a word in lower case is when a possessive is left out.
fn without_possessive(word: &[u8]) -> usize {
    let is_possessive = word.len() > 2 && word.ends_with(b"'s");
    word.len() - if is_possessive { 2 } else { 0 }
}

/// Whether the full stop or apostrophe at `at` is inside a word.
fn joins(cased: &str, at: usize) -> bool {
    let Some(next) = cased[at + 1..].chars().next() else {
        return false;
    };
    if !next.is_alphanumeric() {
        return false;
    }
    // "offshore.The": a sentence that lost its blank.
    let glued = cased.as_bytes()[at] == b'.'
        && next.is_uppercase()
        && cased[..at]
            .chars()
            .next_back()
            .is_some_and(char::is_lowercase);
    !glued
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Folded, Words) {
        let mut folded = Folded::default();
        folded.push(text);
        let mut words = Words::default();
        words.read(&folded, 0);
        (folded, words)
    }

    fn words(text: &str) -> Vec<String> {
        let (folded, words) = cut(text);
        words
            .all
            .iter()
            .map(|word| folded.cased[word.range()].to_owned())
            .collect()
    }

    #[test]
    fn law_1_words() {
        for (text, expected) in [
            ("U.S. firms", vec!["U.S", "firms"]),
            (
                "the company's call-centre",
                vec!["the", "company", "call", "centre"],
            ),
            ("won't, can't", vec!["won't", "can't"]),
            ("workers' jobs", vec!["workers", "jobs"]),
            (
                "went offshore.The firm",
                vec!["went", "offshore", "The", "firm"],
            ),
            (
                "2,500 jobs for $3.5m",
                vec!["2", "500", "jobs", "for", "3.5m"],
            ),
            ("AT&T", vec!["AT", "T"]),
            ("", vec![]),
            ("...", vec![]),
            ("zürich", vec!["zurich"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn words_are_the_same_wherever_a_block_ends() {
        for pad in 0..130 {
            let text = format!(
                "{}Acme's U.S. plant, 3.5m €5 Łódź-style don't é2é.Ende",
                " ".repeat(pad)
            );
            let expected = [
                "Acme", "U.S", "plant", "3.5m", "5", "Lodz", "style", "don't", "e2e", "Ende",
            ];
            assert_eq!(words(&text), expected, "{pad}");
            let digits = ["3.5m", "5", "e2e"];
            let (folded, cut) = cut(&text);
            for word in &cut.all {
                let text = &folded.cased[word.range()];
                assert_eq!(word.has_digit(), digits.contains(&text), "{text} {pad}");
                let lower = text.to_lowercase();
                assert_eq!(
                    word.hash,
                    hash(lower.as_bytes(), 0..lower.len()),
                    "{text} {pad}"
                );
            }
        }
    }

    #[test]
    fn gaps_between_words() {
        for (text, kind, there) in [
            ("call-centre", Gap::DASH, false),
            ("call - centre", Gap::DASH, true),
            ("call--centre", Gap::DASH, true),
            ("call—centre", Gap::DASH, true),
            ("call–centre", Gap::DASH, false),
            ("call – centre", Gap::DASH, true),
            ("call\n\ncentre", Gap::PARAGRAPH, true),
            ("call\r\ncentre", Gap::PARAGRAPH, false),
            ("call. Centre", Gap::GLUED, false),
            ("call.Centre", Gap::GLUED, true),
        ] {
            let (_, words) = cut(text);
            assert_eq!(words.all[1].gap.has(kind), there, "{text}");
        }
    }
}
