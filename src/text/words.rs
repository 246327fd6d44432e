//! Folded text to words (law 1), each with what stands between it and the word before.

use std::ops::Range;

use super::blocks::{BLOCK, Block};
use super::fold::Folded;
use super::gaps::{Gap, read_gap, sign_and_blank};

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
    let eight = |at: usize| {
        let bytes = &text[at..text.len().min(at + 8)];
        bytes.first_chunk().copied().unwrap_or_else(|| {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            padded
        })
    };
    let tail = range.start + length.saturating_sub(8);
    hash_of(eight(range.start), eight(tail), length)
}

/// The same of a word's first eight bytes, its last eight if it has more, and its length. What `head` holds behind a shorter word
/// does not matter.
#[inline]
fn hash_of(head: [u8; 8], tail: [u8; 8], length: usize) -> u32 {
    // No byte of a word is 0, so that the bytes shifted in say how long a short word is.
    let short = u64::from_le_bytes(head) << ((8 - length.min(8)) * 8);
    let tail = u64::from_le_bytes(tail) ^ (length as u64) << 56;
    let long = short.rotate_left(32) ^ tail.wrapping_mul(0x1319_8a2e_0370_7345);
    // Without a branch, which could not be foretold.
    let bits = if length > 8 { long } else { short };
    // Fractional digits of pi, made odd.
    (bits.wrapping_mul(0x243f_6a88_85a3_08d3) >> 32) as u32
}

/// Words, and what was noted on the way to them.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub(crate) all: Vec<Word>,
    /// The words before which something else stands than a blank or a line break.
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
        if let Some(open) = cutter.open.take() {
            cutter.close(open, cased.len());
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
    let after_word = block.words << 1 | before.words >> (BLOCK - 1);
    // What follows the last byte is in the next block.
    let before_word = block.words >> 1 | 1 << (BLOCK - 1);
    let mut joints = block.joints & after_word & before_word;
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
    /// Where the last word of the blocks before ended, its possessive included.
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
        let starts = block.words & !inside_before;
        let all_ends = inside_before & !block.words;
        let mut ends = all_ends;
        if let Some(mut open) = self.open.take() {
            if ends == 0 {
                open.shape |= has_digit(block.digits);
                self.open = Some(open);
                return;
            }
            open.shape |= has_digit(block.digits & below(ends.trailing_zeros()));
            self.close(open, base + ends.trailing_zeros() as usize);
            ends &= ends - 1;
        }
        let first = self.words.all.len();
        self.words
            .all
            .extend(whole_words(block, starts, ends, base, bytes));
        // The rest is rare: it is mended in the words that it concerns.
        let nth = |bit: u32| first + (starts & below(bit)).count_ones() as usize;
        let mut digits = block.digits;
        while digits != 0 {
            let bit = digits.trailing_zeros();
            // A run of digits at once.
            digits &= digits.wrapping_add(1 << bit);
            // Of the digits before the first start `close` knows.
            if let Some(nth) = nth(bit + 1).checked_sub(1).filter(|&nth| nth >= first)
                && let Some(word) = self.words.all.get_mut(nth)
            {
                word.shape |= HAS_DIGIT;
                if starts & !block.others & 1 << bit != 0 {
                    word.shape |= DIGIT_FIRST;
                }
            }
        }
        let mut joints = block.joints;
        while joints != 0 {
            let bit = joints.trailing_zeros();
            joints &= joints - 1;
            let joint = bit as usize;
            let ends_word = bit + 2 < u64::BITS && ends >> (bit + 2) & 1 != 0;
            if ends_word
                && bytes[joint..joint + 2] == *b"'s"
                && let Some(nth) = nth(bit).checked_sub(1).filter(|&nth| nth >= first)
            {
                let word = &mut self.words.all[nth];
                word.end = (base + joint) as u32;
                word.hash = hash(bytes, word.start as usize - base..joint);
            }
        }
        if (starts.count_ones()) > ends.count_ones() {
            let start = starts.ilog2();
            self.open = Some(Open {
                start: base + start as usize,
                gap: Gap::BLANK,
                shape: ((block.capitals >> start) as u8 & UPPER_FIRST)
                    | (((block.digits & !block.others) >> start) as u8 % 2 * DIGIT_FIRST)
                    | has_digit(block.digits >> start),
            });
        }
        let after_blank =
            shifted(block.blanks, before.blanks, 1) & shifted(block.words, before.words, 2);
        let mut odd = starts & !after_blank;
        while odd != 0 {
            let bit = odd.trailing_zeros();
            odd &= odd - 1;
            let nth = nth(bit);
            // Nearly always it is one sign and a blank.
            let sign = (bit as usize)
                .checked_sub(2)
                .filter(|sign| all_ends >> sign & 1 != 0);
            let gap = sign.and_then(|sign| sign_and_blank([bytes[sign], bytes[sign + 1]]));
            let gap = if let Some(gap) = gap {
                self.words.after_breaks.push(nth as u32);
                gap
            } else {
                let read_to = last(all_ends & below(bit)).map_or(self.read_to, |end| base + end);
                self.gap(nth, read_to, base + bit as usize)
            };
            match (self.words.all.get_mut(nth), &mut self.open) {
                (Some(word), _) => word.gap = gap,
                (None, Some(open)) => open.gap = gap,
                (None, None) => {}
            }
        }
        if let Some(end) = last(all_ends) {
            self.read_to = base + end;
        }
    }

    /// Takes a word that began in another block than it ends.
    #[inline(never)]
    fn close(&mut self, open: Open, end: usize) {
        let Open { start, gap, shape } = open;
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

    /// What stands before word `nth`, from the word before to `start`.
    #[inline(never)]
    fn gap(&mut self, nth: usize, read_to: usize, start: usize) -> Gap {
        self.words.after_breaks.push(nth as u32);
        let cased = &self.folded.cased;
        let gap = read_gap(cased, read_to..start);
        // A full stop straight after a word and straight before a capital.
        let glued = gap == Gap::STOP && read_to > self.begin && cased.as_bytes()[start - 1] == b'.';
        if glued { gap.or(Gap::GLUED) } else { gap }
    }
}

/// The words of a block that begin and end in it, as if each stood behind a blank and had no digits.
#[inline]
fn whole_words(
    block: &Block,
    mut starts: u64,
    mut ends: u64,
    base: usize,
    bytes: &[u8; REACH],
) -> impl Iterator<Item = Word> {
    (0..ends.count_ones()).map(move |_| {
        let (first, end) = (starts.trailing_zeros(), ends.trailing_zeros());
        starts &= starts.wrapping_sub(1);
        ends &= ends.wrapping_sub(1);
        let start = first as usize % BLOCK;
        let length = (end as usize).wrapping_sub(start);
        let eight = |at: usize| bytes[at..at + 8].try_into().unwrap_or_default();
        let tail = (start + length.saturating_sub(8)) % BLOCK;
        Word {
            start: (base + start) as u32,
            end: (base + end as usize) as u32,
            hash: hash_of(eight(start), eight(tail), length),
            gap: Gap::BLANK,
            shape: (block.capitals >> start) as u8 & UPPER_FIRST,
        }
    })
}

fn has_digit(digits: u64) -> u8 {
    if digits == 0 { 0 } else { HAS_DIGIT }
}

/// All bits below one; all there are if it is beyond the last.
#[inline]
fn below(bit: u32) -> u64 {
    1_u64.checked_shl(bit).map_or(u64::MAX, |bit| bit - 1)
}

/// The last bit.
#[inline]
fn last(bits: u64) -> Option<usize> {
    bits.checked_ilog2().map(|bit| bit as usize)
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
