//! One fold for documents and terms alike, with the map from folded to original bytes.
//!
//! Folding decodes HTML entities (also the halves of them that feeds leave behind: ` #39;`, `quot;`), makes quotes
//! straight and hyphens one, turns stray backslashes and control characters into blanks, expands ligatures and drops
//! diacritics. Two texts of equal length come out: `cased` keeps the letters' case, `lower` does not.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::blocks::plain_prefix;

/// Folded text.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// With the case of the original.
    pub(crate) cased: String,
    /// In lower case; byte for byte at the same offsets as `cased`.
    pub(crate) lower: String,
    /// Stretches in order; the first begins at folded byte 0.
    map: Vec<Stretch>,
}

/// A stretch of folded text and where it came from.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    folded: u32,
    original: u32,
    /// Byte by byte the same as the original; otherwise one piece made of one piece.
    plain: bool,
}

impl Folded {
    /// Forgets the text and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.cased.clear();
        self.lower.clear();
        self.map.clear();
    }

    /// Folds `text` and appends it. Original bytes are counted from its start.
    pub(crate) fn push(&mut self, text: &str) {
        // What is appended later must not begin where this ends, or the map could not tell the two apart.
        if !self.cased.is_empty() {
            self.push_ascii("\n");
        }
        fold_into(text, self);
    }

    /// The original byte at which the piece of text that holds folded byte `at` begins.
    pub(crate) fn original_start(&self, at: usize) -> usize {
        let stretch = self.map[self.stretch_of(at)];
        let inside = if stretch.plain {
            at - stretch.folded as usize
        } else {
            0
        };
        stretch.original as usize + inside
    }

    /// The original byte after the piece of text that holds folded byte `end - 1`.
    pub(crate) fn original_end(&self, end: usize) -> usize {
        let Some(last) = end.checked_sub(1) else {
            return 0;
        };
        let index = self.stretch_of(last);
        let stretch = self.map[index];
        match self.map.get(index + 1) {
            Some(next) if !stretch.plain => next.original as usize,
            _ => stretch.original as usize + (end - stretch.folded as usize),
        }
    }

    fn stretch_of(&self, at: usize) -> usize {
        self.map
            .partition_point(|stretch| stretch.folded as usize <= at)
            .saturating_sub(1)
    }

    /// Appends a piece of folded text, to `lower` in lower case. A letter whose lower case has another length stays as it is
    /// there, so that offsets agree.
    fn push_char(&mut self, char: char) {
        self.cased.push(char);
        let mut lower = char.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == char.len_utf8() => self.lower.push(one),
            _ => self.lower.push(char),
        }
    }

    /// Appends ASCII text.
    fn push_ascii(&mut self, text: &str) {
        let begin = self.lower.len();
        self.cased.push_str(text);
        self.lower.push_str(text);
        self.lower[begin..].make_ascii_lowercase();
    }

    /// Takes the last `length` bytes back.
    fn take_back(&mut self, length: usize) {
        let end = self.cased.len() - length;
        self.cased.truncate(end);
        self.lower.truncate(end);
    }

    /// Says that from here on the text is the original's from `original` on, byte by byte or not.
    fn mark(&mut self, original: usize, plain: bool) {
        let folded = self.cased.len() as u32;
        if self.map.last().is_some_and(|last| last.folded == folded) {
            self.map.pop();
        }
        self.map.push(Stretch {
            folded,
            original: original as u32,
            plain,
        });
    }
}

/// Half-entities: what feeds leave of `&quot;` when they drop the ampersand.
const HALVES: [(&str, char); 4] = [("quot;", '"'), ("amp;", '&'), ("lt;", '<'), ("gt;", '>')];

fn fold_into(text: &str, out: &mut Folded) {
    let bytes = text.as_bytes();
    let mut at = 0;
    out.mark(0, true);
    while at < bytes.len() {
        let run = plain_prefix(&bytes[at..]);
        out.push_ascii(&text[at..at + run]);
        at += run;
        let Some(first) = text[at..].chars().next() else {
            break;
        };
        if first == ';' {
            at += 1;
            match half_entity(&text[..at]) {
                Some((half, decoded)) => {
                    out.take_back(half.len() - 1);
                    out.mark(at - half.len(), false);
                    out.push_char(decoded);
                    out.mark(at, true);
                }
                None => out.push_ascii(";"),
            }
            continue;
        }
        let (length, decoded) = match first {
            '&' => entity(&text[at..]),
            '#' => numeric(&text[at..]),
            _ => None,
        }
        .unwrap_or((first.len_utf8(), first));
        // "aren #39;t": the feed put a blank where the ampersand was.
        if first == '#' && length > 1 && decoded == '\'' && out.cased.ends_with(' ') {
            out.take_back(1);
        }
        out.mark(at, false);
        push_folded(decoded, out);
        at += length;
        out.mark(at, true);
    }
}

/// The half-entity that ends the text, if a word begins with it.
fn half_entity(text: &str) -> Option<(&'static str, char)> {
    HALVES.into_iter().find(|(half, _)| {
        text.strip_suffix(half).is_some_and(|before| {
            !before.ends_with(|char: char| char.is_alphanumeric() || char == '&')
        })
    })
}

/// `&amp;`, `&#39;`, `&#x27;`, `&rsquo;`: its length and what it stands for.
fn entity(text: &str) -> Option<(usize, char)> {
    // The longest name in use in news is `&CounterClockwiseContourIntegral;`; 34 bytes with the ampersand.
    let end = text.bytes().take(34).position(|byte| byte == b';')?;
    match html_escape::decode_html_entities(&text[..=end]) {
        Cow::Owned(decoded) => {
            let mut chars = decoded.chars();
            let first = chars.next()?;
            chars.next().is_none().then_some((end + 1, first))
        }
        Cow::Borrowed(_) => None,
    }
}

/// `#39;`, the half of `&#39;`.
fn numeric(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(8).position(|byte| byte == b';')?;
    let digits = text.get(1..end)?;
    if digits.len() < 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((end + 1, char::from_u32(digits.parse().ok()?)?))
}

fn push_folded(char: char, out: &mut Folded) {
    match char {
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\\' => out.push_char(' '),
        '’' | '‘' | '‚' | '‛' | 'ʼ' | '′' | '`' | '´' => out.push_char('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => out.push_char('"'),
        '‐' | '‑' | '‒' | '−' => out.push_char('-'),
        // Dashes end clauses, so they stay apart from hyphens.
        '–' | '—' => out.push_char(char),
        '―' => out.push_char('—'),
        '…' => out.push_ascii("..."),
        // Soft hyphen, zero-width characters, byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
        'ß' => out.push_ascii("ss"),
        'Æ' => out.push_ascii("AE"),
        'æ' => out.push_ascii("ae"),
        'Œ' => out.push_ascii("OE"),
        'œ' => out.push_ascii("oe"),
        'Ø' => out.push_char('O'),
        'ø' => out.push_char('o'),
        'Ł' => out.push_char('L'),
        'ł' => out.push_char('l'),
        'Đ' => out.push_char('D'),
        'đ' => out.push_char('d'),
        'ı' => out.push_char('i'),
        _ if char.is_whitespace() => out.push_char(' '),
        _ if char.is_ascii() => out.push_char(char),
        _ => decompose_compatible(char, |piece| {
            if piece.is_whitespace() {
                out.push_char(' ');
            } else if !is_combining_mark(piece) {
                out.push_char(piece);
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Folded {
        let mut folded = Folded::default();
        folded.push(text);
        assert_eq!(folded.cased.len(), folded.lower.len(), "{text}");
        folded
    }

    #[test]
    fn folds_what_feeds_do_to_text() {
        for (original, expected) in [
            ("Kraków’s “plan”", "krakow's \"plan\""),
            ("aren #39;t", "aren't"),
            ("aren&#39;t &amp; won&rsquo;t", "aren't & won't"),
            ("share\\markets", "share markets"),
            ("quot;Yes,quot; he said", "\"yes,\" he said"),
            ("the ﬁrm’s eﬀort…", "the firm's effort..."),
            ("off\u{ad}shore", "offshore"),
            ("a\u{0}b", "a b"),
            ("AT&T and R&D", "at&t and r&d"),
            ("Łódź, Ærø, Straße", "lodz, aero, strasse"),
            ("# 39; #3;", "# 39; #3;"),
            ("consequot;", "consequot;"),
        ] {
            assert_eq!(folded(original).lower, expected, "{original}");
        }
    }

    #[test]
    fn every_folded_range_leads_back_to_its_original() {
        for (original, word, expected) in [
            ("Kraków’s plan", "krakow", "Kraków"),
            ("it aren #39;t so", "aren't", "aren #39;t"),
            ("the ﬁrm paid", "firm", "ﬁrm"),
            ("a&lt;b&gt; offshore&nbsp;bank", "offshore", "offshore"),
            ("so… offshore", "offshore", "offshore"),
            ("off\u{ad}shore bank", "offshore", "off\u{ad}shore"),
        ] {
            let folded = folded(original);
            let at = folded.lower.find(word).expect(word);
            let range = folded.original_start(at)..folded.original_end(at + word.len());
            assert_eq!(&original[range], expected, "{original}");
        }
    }
}
