//! Rows of a table into [`Record`]s. The rows are cut by [`Splitter`](super::split::Splitter) so that their length is
//! bounded and many threads can take them apart; `csv-core` does that, one row at a time.

use std::borrow::Cow;

use csv_core::ReadRecordResult;

use super::fields::{Fields, Keep};
use super::{Code, Failure, Kept, Record, TextField, bad_utf8, failure, text_id};

/// Which cells of a row are read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    delimiter: u8,
    width: usize,
    /// Column and index into [`Fields::text`].
    text: Vec<(usize, usize)>,
    id: Option<usize>,
    /// All columns, if they are kept.
    names: Option<Vec<String>>,
}

impl Layout {
    /// The names of the columns that are kept, and which of them is the id.
    pub(super) fn kept(&self) -> Option<(&[String], Option<usize>)> {
        self.names.as_deref().map(|names| (names, self.id))
    }

    /// The layout of a table with this header row, or why it cannot be read.
    pub(super) fn new(header: &[u8], delimiter: u8, fields: &Fields) -> Result<Self, String> {
        let mut parser = RowParser::default();
        let names = parser
            .cells(header, delimiter)
            .map_err(|_| "the header row is not valid UTF-8".to_owned())?;
        let names: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
        let column = |wanted: &str| {
            let mut columns = names
                .iter()
                .enumerate()
                .filter(|(_, name)| *name == wanted)
                .map(|(i, _)| i);
            match (columns.next(), columns.next()) {
                (Some(_), Some(_)) => {
                    Err(format!("the header row names the column {wanted:?} twice"))
                }
                (column, _) => Ok(column),
            }
        };
        let no_column = |wanted: &str| {
            // The header may be an article: as much of it as a person needs to see the mistake.
            let shown = &names[..names.len().min(20)];
            format!(
                "no column {wanted} in the header row (there are: {})",
                shown.join(", ")
            )
        };
        let mut text = Vec::new();
        for (index, spec) in fields.text().iter().enumerate() {
            match column(&spec.name)? {
                Some(column) => text.push((column, index)),
                None if fields.text_is_explicit => return Err(no_column(&spec.name)),
                None => {}
            }
        }
        if text.is_empty() {
            return Err(no_column(&fields.text_names()));
        }
        let id_name = &fields.all()[fields.id_index()].name;
        let id = column(id_name)?;
        if id.is_none() && fields.id_is_explicit {
            return Err(no_column(id_name));
        }
        if fields.keep != Keep::Nothing {
            if let Some(name) = names.iter().find(|name| fields.clashes(name)) {
                return Err(format!(
                    "the column {name:?} is one that is added too: try --prefix"
                ));
            }
            for name in &names {
                column(name)?;
            }
        }
        Ok(Self {
            delimiter,
            width: names.len(),
            text,
            id,
            names: (fields.keep != Keep::Nothing).then_some(names),
        })
    }
}

/// Takes rows apart, with buffers that are used again.
#[derive(Debug, Default)]
pub(super) struct RowParser {
    /// The machine for the delimiter last seen: building it costs more than a row.
    core: Option<(u8, csv_core::Reader)>,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl RowParser {
    /// The record in `row`.
    pub(super) fn record<'a>(
        &'a mut self,
        row: &[u8],
        layout: &Layout,
        fields: &'a Fields,
    ) -> Result<Record<'a>, Failure<'a>> {
        let cells: Vec<&'a str> = self
            .cells(row, layout.delimiter)
            .map_err(bad_utf8)?
            .collect();
        if cells.len() != layout.width {
            let message = format!(
                "{} cells in a table of {} columns",
                cells.len(),
                layout.width
            );
            return Err(failure(None, Code::RaggedRow, message));
        }
        let text = layout.text.iter().map(|&(column, index)| {
            let spec = &fields.text()[index];
            TextField {
                name: &spec.name,
                is_title: spec.is_title,
                text: Cow::Borrowed(cells[column]),
            }
        });
        let text = text.collect();
        Ok(Record {
            id: layout.id.map(|column| text_id(cells[column])),
            fields: text,
            warning: None,
            kept: if layout.names.is_some() {
                Kept::Cells(cells)
            } else {
                Kept::Nothing
            },
        })
    }

    fn cells(
        &mut self,
        row: &[u8],
        delimiter: u8,
    ) -> Result<impl Iterator<Item = &str>, std::str::Utf8Error> {
        // Before the quotes are taken off, so that the position told is the one in the file.
        std::str::from_utf8(row)?;
        let core = match &mut self.core {
            Some((known, core)) if *known == delimiter => core,
            core => {
                let built = csv_core::ReaderBuilder::new()
                    .delimiter(delimiter)
                    .terminator(csv_core::Terminator::Any(b'\n'))
                    .build();
                &mut core.insert((delimiter, built)).1
            }
        };
        core.reset();
        // Taking off quotes never makes a row longer, and every cell but the first takes a delimiter.
        self.text.resize(row.len() + 1, 0);
        self.ends.resize(row.len() + 2, 0);
        let (mut rest, mut written, mut count) = (row, 0, 0);
        loop {
            let (result, read, text, cells) =
                core.read_record(rest, &mut self.text[written..], &mut self.ends[count..]);
            rest = &rest[read..];
            written += text;
            count += cells;
            // An empty input is how csv-core is told that the row has ended; it then gives the last cell.
            if result != ReadRecordResult::InputEmpty {
                break;
            }
        }
        let text = std::str::from_utf8(&self.text[..written])?;
        let mut start = 0;
        Ok(self.ends[..count].iter().map(move |&end| {
            let cell = &text[start..end];
            start = end;
            cell
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &str, delimiter: u8) -> Vec<String> {
        let mut parser = RowParser::default();
        let cells = parser
            .cells(row.as_bytes(), delimiter)
            .expect("the row is UTF-8");
        cells.map(str::to_owned).collect()
    }

    #[test]
    fn rows_are_taken_apart() {
        assert_eq!(
            cells("a,\"b,\"\"c\"\"\nd\",", b','),
            ["a", "b,\"c\"\nd", ""]
        );
        assert_eq!(cells(",,", b','), ["", "", ""]);
        assert_eq!(cells("a\t\"é\"", b'\t'), ["a", "é"]);
        assert_eq!(cells("5\" pipe", b','), ["5\" pipe"]);
    }

    #[test]
    fn a_header_must_have_what_is_asked_for_once() {
        let usual = Fields::new(&[], None);
        let layout = Layout::new(b"text, id ,title", b',', &usual).expect("the header is good");
        assert_eq!(
            layout,
            Layout {
                delimiter: b',',
                width: 3,
                text: vec![(2, 0), (0, 2)],
                id: Some(1),
                names: None
            }
        );
        let error = |header: &[u8], fields: &Fields| {
            Layout::new(header, b',', fields).expect_err("the header is bad")
        };
        assert!(error(b"text,text", &usual).contains("twice"));
        assert!(error(b"a,b", &usual).contains("there are: a, b"));
        assert!(
            error(b"text", &Fields::new(&["text".into(), "lead".into()], None))
                .contains("no column lead")
        );
        assert!(error(b"text", &Fields::new(&[], Some("key"))).contains("no column key"));
    }
}
