//! A table of a TOML tree with its keys as they stand in the file.

use toml::Spanned as Toml;
use toml::de::{DeString, DeTable};

use super::reader::Value;
use super::suggest::nearest;
use crate::span::{Span, Spanned};

/// A table with its entries in the order of the file; the tree itself keeps them in alphabetical order.
#[derive(Debug)]
pub(super) struct Table<'v> {
    /// Where to say that a key is missing.
    pub(super) span: Span,
    pub(super) entries: Vec<(Spanned<&'v str>, &'v Value<'v>)>,
}

impl<'v> Table<'v> {
    pub(super) fn new(table: &'v DeTable<'v>, span: Span) -> Self {
        let entry = |(key, value): (&'v Toml<DeString<'v>>, &'v Value<'v>)| {
            (
                Spanned::new(key.get_ref().as_ref(), key.span().into()),
                value,
            )
        };
        let mut entries: Vec<_> = table.iter().map(entry).collect();
        entries.sort_by_key(|(key, _)| key.span);
        Self { span, entries }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'v Value<'v>> {
        self.entries
            .iter()
            .find(|(key, _)| key.value == name)
            .map(|&(_, value)| value)
    }
}

impl Table<'_> {
    /// Whether there is a key that looks like this one and is another.
    pub(super) fn has_like(&self, key: &str) -> bool {
        let mut keys = self.entries.iter().map(|(other, _)| other.value);
        keys.any(|other| other != key && nearest(other, [key]).is_some())
    }

    /// Whether the key stands in a table inside this one: what is written below the head of that table is a part of it, which is
    /// told where it stands.
    pub(super) fn has_further_in(&self, key: &str) -> bool {
        self.entries.iter().any(|(_, value)| {
            let inner = value.get_ref().as_table();
            inner.is_some_and(|inner| inner.contains_key(key))
        })
    }
}
