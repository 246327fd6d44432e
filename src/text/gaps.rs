//! What stands between two words (law 1), as far as terms, clauses and sentences ask.

use std::ops::Range;

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

    /// What may stand between two words of one term, as the byte that stands for it in the term.
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

/// What two bytes between words are, if they are a sign and a blank or a line break.
#[inline]
pub(super) fn sign_and_blank([sign, blank]: [u8; 2]) -> Option<Gap> {
    match CLASS.get(usize::from(sign)) {
        Some(Class::Gap(kind)) if matches!(blank, b' ' | b'\n') => Some(kind.or(Gap::BLANK)),
        _ => None,
    }
}

/// What stands at `range`, between two words.
pub(super) fn read_gap(cased: &str, range: Range<usize>) -> Gap {
    let bytes = cased.as_bytes();
    let mut at = range.start;
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
    gap
}

fn blank_around(bytes: &[u8], start: usize, end: usize) -> bool {
    let blank = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
    blank(start.checked_sub(1).and_then(|before| bytes.get(before))) && blank(bytes.get(end))
}
