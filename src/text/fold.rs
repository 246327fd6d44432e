//! One fold for documents and terms alike, with the map from folded to original bytes.
//!
//! Folding decodes HTML entities (also the halves of them that feeds leave behind: ` #39;`, `quot;`), makes quotes
//! straight and hyphens one, turns stray backslashes and control characters into blanks, expands ligatures and drops
//! diacritics. Two texts of equal length come out: `cased` keeps the letters' case, `lower` does not.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

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

    /// Folds `text` and appends it.
    pub(crate) fn push(&mut self, text: &str) {
        let begin = self.cased.len();
        fold_into(text, self);
        self.lower.push_str(&self.cased[begin..]);
        lower_in_place(&mut self.lower, begin);
    }

    /// The original byte at which the piece of text that holds folded byte `at` begins.
    pub(crate) fn original_start(&self, at: usize) -> usize {
        let stretch = self.map[self.stretch_of(at)];
        let inside = if stretch.plain { at - stretch.folded as usize } else { 0 };
        stretch.original as usize + inside
    }

    /// The original byte after the piece of text that holds folded byte `end - 1`.
    pub(crate) fn original_end(&self, end: usize) -> usize {
        let Some(last) = end.checked_sub(1) else { return 0 };
        let index = self.stretch_of(last);
        let stretch = self.map[index];
        match self.map.get(index + 1) {
            Some(next) if !stretch.plain => next.original as usize,
            _ => stretch.original as usize + (end - stretch.folded as usize),
        }
    }

    fn stretch_of(&self, at: usize) -> usize {
        self.map.partition_point(|stretch| stretch.folded as usize <= at).saturating_sub(1)
    }

    /// Says that from here on the text is the original's from `original` on, byte by byte or not.
    fn mark(&mut self, original: usize, plain: bool) {
        let folded = self.cased.len() as u32;
        if self.map.last().is_some_and(|last| last.folded == folded) {
            self.map.pop();
        }
        self.map.push(Stretch { folded, original: original as u32, plain });
    }
}

/// Whether a byte stands for itself.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~') && !matches!(byte, b'&' | b'#' | b'\\')
}

const PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_plain(byte as u8);
        byte += 1;
    }
    table
};

/// Half-entities: what feeds leave of `&quot;` when they drop the ampersand.
const HALVES: [(&str, char); 4] = [("quot;", '"'), ("amp;", '&'), ("lt;", '<'), ("gt;", '>')];

fn fold_into(text: &str, out: &mut Folded) {
    let bytes = text.as_bytes();
    let mut at = 0;
    out.mark(0, true);
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|&&byte| PLAIN[usize::from(byte)]).count();
        if run > 0 {
            push_plain(text, at, at + run, out);
            at += run;
            continue;
        }
        let Some(first) = text[at..].chars().next() else { break };
        let (length, decoded) = match first {
            '&' => entity(&text[at..]),
            '#' => numeric(&text[at..]),
            _ => None,
        }
        .unwrap_or((first.len_utf8(), first));
        // "aren #39;t": the feed put a blank where the ampersand was.
        if first == '#' && length > 1 && decoded == '\'' && out.cased.ends_with(' ') {
            out.cased.pop();
        }
        out.mark(at, false);
        push_folded(decoded, out);
        at += length;
        out.mark(at, true);
    }
}

/// Copies a run of plain bytes, but for half-entities at the start of a word.
fn push_plain(text: &str, start: usize, end: usize, out: &mut Folded) {
    let mut from = start;
    let run = &text.as_bytes()[start..end];
    // Half-entities end in a semicolon, which is rare: look there and back.
    for (offset, _) in run.iter().enumerate().filter(|&(_, &byte)| byte == b';') {
        let stop = start + offset + 1;
        let half = HALVES.iter().find(|(half, _)| {
            let begin = stop.saturating_sub(half.len());
            begin >= from
                && text.as_bytes()[begin..stop] == *half.as_bytes()
                && (begin == 0 || !text.as_bytes()[begin - 1].is_ascii_alphanumeric())
        });
        if let Some((half, decoded)) = half {
            out.cased.push_str(&text[from..stop - half.len()]);
            out.mark(stop - half.len(), false);
            out.cased.push(*decoded);
            out.mark(stop, true);
            from = stop;
        }
    }
    out.cased.push_str(&text[from..end]);
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
    let text = &mut out.cased;
    match char {
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\\' => text.push(' '),
        '’' | '‘' | '‚' | '‛' | 'ʼ' | '′' | '`' | '´' => text.push('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => text.push('"'),
        '‐' | '‑' | '‒' | '−' => text.push('-'),
        // Dashes end clauses, so they stay apart from hyphens.
        '–' | '—' => text.push(char),
        '―' => text.push('—'),
        '…' => text.push_str("..."),
        // Soft hyphen, zero-width characters, byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
        'ß' => text.push_str("ss"),
        'Æ' => text.push_str("AE"),
        'æ' => text.push_str("ae"),
        'Œ' => text.push_str("OE"),
        'œ' => text.push_str("oe"),
        'Ø' => text.push('O'),
        'ø' => text.push('o'),
        'Ł' => text.push('L'),
        'ł' => text.push('l'),
        'Đ' => text.push('D'),
        'đ' => text.push('d'),
        'ı' => text.push('i'),
        _ if char.is_whitespace() => text.push(' '),
        _ if char.is_ascii() => text.push(char),
        _ => decompose_compatible(char, |piece| {
            if piece.is_whitespace() {
                text.push(' ');
            } else if !is_combining_mark(piece) {
                text.push(piece);
            }
        }),
    }
}

/// Lowers everything from byte `begin` on; a letter whose lower case has another length stays as it is, so that offsets agree.
fn lower_in_place(text: &mut String, begin: usize) {
    if text[begin..].is_ascii() {
        text[begin..].make_ascii_lowercase();
        return;
    }
    let lowered: String = text[begin..]
        .chars()
        .map(|char| {
            let mut lower = char.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) if one.len_utf8() == char.len_utf8() => one,
                _ => char,
            }
        })
        .collect();
    text.replace_range(begin.., &lowered);
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
