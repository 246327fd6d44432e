//! Folded text to words (law 1), each with what stands between it and the word before.

/// A word of folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// The first byte, in folded text.
    pub(crate) start: u32,
    /// The byte after the last; a final `'s` is left out.
    pub(crate) end: u32,
    /// What stands before it.
    pub(crate) gap: Gap,
    /// Its letters.
    shape: u8,
}

const UPPER_FIRST: u8 = 1;
const HAS_LOWER: u8 = 2;
const DIGIT_FIRST: u8 = 4;
const SENTENCE_START: u8 = 8;
const HAS_DIGIT: u8 = 16;

impl Word {
    /// Whether its first letter is upper case.
    pub(crate) fn is_capitalised(self) -> bool {
        self.shape & UPPER_FIRST != 0
    }

    /// Whether it has a lower-case letter.
    pub(crate) fn has_lower(self) -> bool {
        self.shape & HAS_LOWER != 0
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
    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What stands between two words, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gap(u16);

impl Gap {
    /// White space.
    pub(crate) const BLANK: Self = Self(1);
    /// A blank line.
    pub(crate) const PARAGRAPH: Self = Self(1 << 1);
    /// `.`.
    pub(crate) const STOP: Self = Self(1 << 2);
    /// `!` or `?`.
    pub(crate) const MARK: Self = Self(1 << 3);
    /// Quotes.
    pub(crate) const QUOTE: Self = Self(1 << 4);
    /// `,`.
    pub(crate) const COMMA: Self = Self(1 << 5);
    /// `;`.
    pub(crate) const SEMICOLON: Self = Self(1 << 6);
    /// `:`.
    pub(crate) const COLON: Self = Self(1 << 7);
    /// Brackets.
    pub(crate) const BRACKET: Self = Self(1 << 8);
    /// A dash: long, doubled, or with blanks on both sides.
    pub(crate) const DASH: Self = Self(1 << 9);
    /// `&`.
    pub(crate) const AMPERSAND: Self = Self(1 << 10);
    /// Anything else.
    pub(crate) const OTHER: Self = Self(1 << 11);
    /// The beginning of a field.
    pub(crate) const FIELD: Self = Self(1 << 12);
    /// A full stop with no blank after it, before a capital: a sentence that lost its blank.
    pub(crate) const GLUED: Self = Self(1 << 13);

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is there.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What ends a clause wherever it stands; a comma may stand in a number or between places.
    pub(crate) const CLAUSE_END: Self = Self::SEMICOLON
        .or(Self::COLON)
        .or(Self::BRACKET)
        .or(Self::DASH);

    /// Whether it is one comma and nothing else but blanks and the full stop of an abbreviation.
    pub(crate) const fn is_bare_comma(self) -> bool {
        self.0 & !(Self::COMMA.0 | Self::BLANK.0 | Self::STOP.0) == 0 && self.has(Self::COMMA)
    }

    /// What may stand between two words of one term, as the byte that stands for it in the automaton.
    pub(crate) fn term_byte(self) -> Option<u8> {
        const JOINING: Gap = Gap::BLANK.or(Gap::STOP).or(Gap::QUOTE);
        if self.0 & !JOINING.0 == 0 {
            Some(b' ')
        } else if self.0 & !JOINING.or(Self::AMPERSAND).0 == 0 {
            Some(b'&')
        } else {
            None
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Blank,
    Newline,
    Hyphen,
    Gap(Gap),
}

const fn class(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
        b'0'..=b'9' => Class::Digit,
        b'\n' => Class::Newline,
        b' ' | b'\t' | b'\x0b' | b'\x0c' | b'\r' => Class::Blank,
        b'-' => Class::Hyphen,
        b'.' => Class::Gap(Gap::STOP),
        b'!' | b'?' => Class::Gap(Gap::MARK),
        b'"' | b'\'' => Class::Gap(Gap::QUOTE),
        b',' => Class::Gap(Gap::COMMA),
        b';' => Class::Gap(Gap::SEMICOLON),
        b':' => Class::Gap(Gap::COLON),
        b'(' | b')' | b'[' | b']' => Class::Gap(Gap::BRACKET),
        b'&' => Class::Gap(Gap::AMPERSAND),
        _ => Class::Gap(Gap::OTHER),
    }
}

const CLASS: [Class; 128] = {
    let mut table = [Class::Blank; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = class(byte as u8);
        byte += 1;
    }
    table
};

/// Appends the words of `cased[begin..]` to `words`; the first of them gets [`Gap::FIELD`].
pub(crate) fn tokenise(cased: &str, begin: usize, words: &mut Vec<Word>) {
    let bytes = cased.as_bytes();
    let mut at = begin;
    let mut field = Gap::FIELD;
    loop {
        // One blank and a word behind it is what stands nearly everywhere.
        let blank = bytes.get(at) == Some(&b' ')
            && bytes
                .get(at + 1)
                .is_some_and(|&byte| WORD_BYTE[usize::from(byte)] != 0);
        let (mut gap, next) = if blank {
            (Gap::BLANK, at + 1)
        } else {
            read_gap(cased, at)
        };
        at = next;
        if at >= bytes.len() {
            return;
        }
        // A full stop straight after a word and straight before a capital.
        if gap == Gap::STOP && at > begin && next - 1 > 0 && bytes[at - 1] == b'.' {
            gap = gap.or(Gap::GLUED);
        }
        let (word, next) = read_word(cased, at, gap.or(field));
        words.push(word);
        field = Gap::default();
        at = next;
    }
}

/// What stands from `at` to the next word, and where that begins.
fn read_gap(cased: &str, mut at: usize) -> (Gap, usize) {
    let bytes = cased.as_bytes();
    let mut gap = Gap::default();
    let mut newlines = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte < 128 {
            match CLASS[usize::from(byte)] {
                Class::Letter | Class::Digit => break,
                Class::Blank => gap = gap.or(Gap::BLANK),
                Class::Newline => {
                    newlines += 1;
                    gap = gap.or(if newlines > 1 {
                        Gap::BLANK.or(Gap::PARAGRAPH)
                    } else {
                        Gap::BLANK
                    });
                }
                Class::Hyphen => {
                    let run = bytes[at..].iter().take_while(|&&next| next == b'-').count();
                    if run > 1 || blank_around(bytes, at, at + run) {
                        gap = gap.or(Gap::DASH);
                    }
                    at += run;
                    continue;
                }
                Class::Gap(kind) => gap = gap.or(kind),
            }
            at += 1;
        } else {
            let Some(char) = cased[at..].chars().next() else {
                break;
            };
            if char.is_alphanumeric() {
                break;
            }
            let length = char.len_utf8();
            match char {
                '—' => gap = gap.or(Gap::DASH),
                '–' if blank_around(bytes, at, at + length) => gap = gap.or(Gap::DASH),
                '–' => {}
                _ => gap = gap.or(Gap::OTHER),
            }
            at += length;
        }
    }
    (gap, at)
}

fn blank_around(bytes: &[u8], start: usize, end: usize) -> bool {
    let blank = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
    blank(start.checked_sub(1).and_then(|before| bytes.get(before))) && blank(bytes.get(end))
}

/// The word that begins at `start`, and where to read on.
#[inline]
fn read_word(cased: &str, start: usize, gap: Gap) -> (Word, usize) {
    let bytes = cased.as_bytes();
    let mut shape = FIRST_BYTE[usize::from(bytes[start])];
    if bytes[start] >= 128 && cased[start..].starts_with(char::is_uppercase) {
        shape = UPPER_FIRST;
    }
    let mut at = start;
    let mut joined = false;
    loop {
        let stop = if let Some(&eight) = bytes[at..].first_chunk::<8>() {
            let eight = u64::from_le_bytes(eight);
            let (length, kinds) = letters_and_digits(eight);
            at += length;
            shape |= kinds;
            if length == 8 {
                continue;
            }
            (eight >> (8 * length)) as u8
        } else {
            // The end of the text.
            loop {
                let byte = bytes.get(at).copied().unwrap_or_default();
                let kind = WORD_BYTE[usize::from(byte)];
                if kind == 0 {
                    break byte;
                }
                shape |= kind & (HAS_LOWER | HAS_DIGIT);
                at += 1;
            }
        };
        match stop {
            b'.' | b'\'' if joins(cased, at) => {
                joined = true;
                at += 1;
            }
            128.. => {
                let Some(char) = cased[at..]
                    .chars()
                    .next()
                    .filter(|char| char.is_alphanumeric())
                else {
                    break;
                };
                if char.is_lowercase() {
                    shape |= HAS_LOWER;
                }
                if char.is_numeric() {
                    shape |= HAS_DIGIT;
                }
                at += char.len_utf8();
            }
            _ => break,
        }
    }
    let possessive =
        joined && at - start > 2 && bytes[at - 2] == b'\'' && matches!(bytes[at - 1], b's' | b'S');
    let end = if possessive { at - 2 } else { at };
    (
        Word {
            start: start as u32,
            end: end as u32,
            gap,
            shape,
        },
        at,
    )
}

/// How many of eight bytes are ASCII letters and digits before the first that is neither, and whether there are small letters
/// and digits among them. All eight are looked at in one word, as in "SIMD within a register".
#[inline]
fn letters_and_digits(eight: u64) -> (usize, u8) {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = eight & !HIGH;
    // The high bit of each byte of `bytes` from `first` to `last`; the bytes are below 128.
    let between = |bytes: u64, first: u8, last: u8| {
        (bytes + ONES * u64::from(0x80 - first)) & !(bytes + ONES * u64::from(0x7f - last)) & HIGH
    };
    let letters = between(low | (ONES * 0x20), b'a', b'z');
    let digits = between(low, b'0', b'9');
    let outside = !((letters | digits) & !eight) & HIGH;
    // The bits below the first byte outside; all where there is none.
    let taken = (outside & outside.wrapping_neg()).wrapping_sub(1);
    // Small letters have the sixth bit.
    let small = letters & low << 2;
    let has = |bits: u64, kind: u8| u8::from(bits & taken != 0) * kind;
    (
        (outside.trailing_zeros() / 8) as usize,
        has(small, HAS_LOWER) | has(digits, HAS_DIGIT),
    )
}

/// By byte: what a word is that begins with it.
const FIRST_BYTE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_digit() {
            table[byte] = DIGIT_FIRST;
        } else if (byte as u8).is_ascii_uppercase() {
            table[byte] = UPPER_FIRST;
        }
        byte += 1;
    }
    table
};

/// By byte: 0 where it is no ASCII letter or digit, else what it is.
const WORD_BYTE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_lowercase() {
            table[byte] = HAS_LOWER;
        } else if (byte as u8).is_ascii_digit() {
            table[byte] = HAS_DIGIT;
        } else if (byte as u8).is_ascii_uppercase() {
            table[byte] = UPPER_FIRST;
        }
        byte += 1;
    }
    table
};

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

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        tokenise(text, 0, &mut words);
        words.iter().map(|word| &text[word.range()]).collect()
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
            ("zürich", vec!["zürich"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn eight_bytes_at_once_are_read_like_one_at_a_time() {
        for byte in 0..=255_u8 {
            for at in 0..8 {
                let mut eight = *b"aZ09zAqM";
                eight[at] = byte;
                let inside = |byte: &&u8| WORD_BYTE[usize::from(**byte)] != 0;
                let length = eight.iter().take_while(inside).count();
                let kinds = eight[..length]
                    .iter()
                    .fold(0, |kinds, &byte| kinds | WORD_BYTE[usize::from(byte)])
                    & (HAS_LOWER | HAS_DIGIT);
                assert_eq!(
                    letters_and_digits(u64::from_le_bytes(eight)),
                    (length, kinds),
                    "{eight:?}"
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
            let mut words = Vec::new();
            tokenise(text, 0, &mut words);
            assert_eq!(words[1].gap.has(kind), there, "{text}");
        }
    }
}
