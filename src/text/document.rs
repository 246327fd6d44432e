//! A document: an item's text, folded and cut into words and sentences. Built once for each item in memory that is used again.

use super::fold::Folded;
use super::sentences::{self, Sentence};
use super::words::{Word, Words};

/// Text beyond this many bytes of an item is not read, and the answer is marked `truncated`. Offsets fit 32 bits with room to spare.
pub(crate) const MAX_TEXT_BYTES: usize = 256 << 20;

/// The text of an item.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// All fields, one after the other.
    folded: Folded,
    words: Words,
    sentences: Vec<Sentence>,
    cut: bool,
}

impl Document {
    /// Reads the fields of an item: text, and whether it is a title.
    pub(crate) fn read<'a>(&mut self, fields: impl Iterator<Item = (&'a str, bool)>) {
        self.folded.clear();
        self.words.clear();
        self.sentences.clear();
        self.cut = false;
        let mut room = MAX_TEXT_BYTES;
        let mut body = 0;
        for (index, (mut text, is_title)) in fields.enumerate() {
            if text.len() > room {
                text = &text[..text.floor_char_boundary(room)];
                self.cut = true;
            }
            room -= text.len();
            let begin = self.folded.cased.len();
            self.folded.push(text);
            let first_word = self.words.all.len();
            self.words.read(&self.folded, begin);
            let body = (!is_title).then_some(&mut body);
            sentences::split(
                &self.folded.lower,
                &mut self.words,
                first_word,
                index as u16,
                body,
                &mut self.sentences,
            );
        }
    }

    pub(crate) fn words(&self) -> &[Word] {
        &self.words.all
    }

    /// Whether a word has a small letter; a possessive belongs to it.
    pub(crate) fn has_lower(&self, word: Word) -> bool {
        let cased = self.cased();
        let after = &cased[word.end as usize..];
        let possessive = after.starts_with("'s");
        possessive || cased[word.range()].contains(char::is_lowercase)
    }

    pub(crate) fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The folded text of all fields, in lower case.
    pub(crate) fn lower(&self) -> &str {
        &self.folded.lower
    }

    /// The same with the case of the original, at the same offsets.
    pub(crate) fn cased(&self) -> &str {
        &self.folded.cased
    }

    /// Whether text was left out.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }

    /// The bytes of their field's original text on which the words `first..=last` stand.
    pub(crate) fn original(&self, first: usize, last: usize) -> (usize, usize) {
        let start = self
            .folded
            .original_start(self.words.all[first].start as usize);
        (
            start,
            self.folded.original_end(self.words.all[last].end as usize),
        )
    }
}
