//! The text layer: an item's fields in; folded text, words and sentences out, each with the way back to the original bytes.
//!
//! Folded and original text both live on: terms are compared on the folded text, evidence is quoted from the original.
//! The same fold serves documents and the terms of lists, so the two can never disagree.

mod blocks;
mod document;
mod fold;
mod gaps;
mod sentences;
mod words;

pub(crate) use document::Document;
pub(crate) use fold::Folded;
pub(crate) use gaps::Gap;
pub(crate) use sentences::{MAX_SENTENCE_WORDS, Sentence};
pub(crate) use words::{Word, Words, hash};
