//! The texts that findings point into: name and content of each file, and where a byte stands in lines and columns.

use crate::span::SourceId;

/// The files read, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: String,
    /// Where each line starts. Kept, because looking for line breaks from the top for each finding would be quadratic.
    line_starts: Vec<usize>,
}

impl SourceMap {
    /// A map without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and gives the id under which findings refer to it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|&(_, byte)| byte == b'\n')
            .map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        let id = SourceId(self.sources.len() as u32);
        self.sources.push(Source {
            name: name.into(),
            text,
            line_starts,
        });
        id
    }

    /// The name of a file; empty for an id of another map.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| &source.name)
    }

    /// The content of a file; empty for an id of another map.
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| &source.text)
    }

    /// Every file: its id, name and content.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &str, &str)> {
        self.sources
            .iter()
            .enumerate()
            .map(|(at, source)| (SourceId(at as u32), &*source.name, &*source.text))
    }

    /// The file of that name; the first, if there are several.
    pub fn find(&self, name: &str) -> Option<SourceId> {
        self.sources
            .iter()
            .position(|source| source.name == name)
            .map(|at| SourceId(at as u32))
    }

    /// The line and the column of a byte, both counted from one; columns are characters. A byte behind the end stands at the end.
    pub fn line_column(&self, id: SourceId, byte: usize) -> (usize, usize) {
        let Some(source) = self.get(id) else {
            return (1, 1);
        };
        let byte = source.text.floor_char_boundary(byte);
        let line = source.line_of(byte);
        let start = source.line_starts.get(line).copied().unwrap_or(0);
        let column = source
            .text
            .get(start..byte)
            .map_or(0, |before| before.chars().count());
        (line + 1, column + 1)
    }

    /// The lines that `from..to` touches, as one piece of text: its number in the file (from zero), its first byte, and the text.
    pub(super) fn lines(&self, id: SourceId, from: usize, to: usize) -> (usize, usize, &str) {
        let Some(source) = self.get(id) else {
            return (0, 0, "");
        };
        let first = source.line_of(from);
        let start = source.line_starts.get(first).copied().unwrap_or(0);
        let end = source
            .line_starts
            .get(source.line_of(to) + 1)
            .copied()
            .unwrap_or(source.text.len());
        (first, start, source.text.get(start..end).unwrap_or(""))
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }
}

impl Source {
    /// The line a byte stands in, counted from zero.
    fn line_of(&self, byte: usize) -> usize {
        self.line_starts
            .partition_point(|&start| start <= byte)
            .saturating_sub(1)
    }
}
