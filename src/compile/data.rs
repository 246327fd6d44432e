//! Data files: tab-separated tables of terms with attribute columns.

use std::collections::HashMap;

use super::{Compiler, countries};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{ColumnId, Kind, Row, RowId, Rows};
use crate::span::{SourceId, Span};

const ONE_TAB: &str = "put one tab between two cells, and as many cells in a row as the header has; an empty cell is nothing between two tabs";

/// The rows of all data files, their columns and cell texts numbered.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) rows: Rows,
    columns: HashMap<String, ColumnId>,
    texts: HashMap<String, u32>,
}

/// A data file as one list reads it.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Each term with its row.
    pub(super) terms: Vec<(String, RowId, Span)>,
    pub(super) columns: Vec<String>,
}

impl Data {
    pub(super) fn column(&mut self, name: &str) -> ColumnId {
        let next = ColumnId(self.columns.len() as u16);
        *self.columns.entry(name.to_owned()).or_insert(next)
    }

    /// The cell text of a number.
    pub(super) fn written(&self, number: u32) -> Option<&str> {
        let mut texts = self.texts.iter();
        let found = texts.find(|(_, known)| **known == number);
        found.map(|(text, _)| text.as_str())
    }

    /// The number of a cell text; 0 is the empty one.
    pub(super) fn text(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let next = self.texts.len() as u32 + 1;
        *self.texts.entry(text.to_owned()).or_insert(next)
    }
}

impl Compiler<'_> {
    /// Reads a data file: lines that start with `#` are remarks, the first other line names the columns, one of which is `term`.
    pub(super) fn table(&mut self, source: SourceId, data: &mut Data) -> Table {
        let text = self.sources.text(source);
        let mut table = Table::default();
        // Spreadsheets write a byte order mark.
        let mut start = text.find(|letter| letter != '\u{feff}').unwrap_or(0);
        for line in text[start..].split_inclusive('\n') {
            let span = Span::new(start, start + line.trim_end_matches(['\n', '\r']).len());
            start += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            if table.columns.is_empty() {
                table.columns = cells.iter().map(|cell| (*cell).to_owned()).collect();
                if !self.header(source, span, &cells) {
                    return table;
                }
                continue;
            }
            if cells.len() != table.columns.len() {
                let message = format!(
                    "{} where the header has {}",
                    plural(cells.len(), "cell"),
                    table.columns.len()
                );
                self.bad_row(source, span, &message, ONE_TAB);
                continue;
            }
            if cells
                .iter()
                .zip(&table.columns)
                .any(|(cell, column)| column == "term" && cell.is_empty())
            {
                let help = "write the term, or take the line out";
                self.bad_row(source, span, "a row without a term", help);
                continue;
            }
            self.row(source, span, &cells, &mut table, data);
        }
        table
    }

    fn row(
        &mut self,
        source: SourceId,
        span: Span,
        cells: &[&str],
        table: &mut Table,
        data: &mut Data,
    ) {
        let cell = |name: &str| {
            table
                .columns
                .iter()
                .position(|column| column == name)
                .map(|at| cells[at])
        };
        if cell("term").is_some_and(|term| term.split('|').any(|one| one.trim().is_empty())) {
            self.bad_row(
                source,
                span,
                "an empty spelling",
                "take out the `|` with nothing beside it",
            );
            return;
        }
        let code = cell("country").or_else(|| cell("home")).unwrap_or_default();
        let country = match countries::country(code) {
            Ok(country) => Some(country),
            Err(help) => {
                if !code.is_empty() {
                    let line = &self.sources.text(source)[span.range()];
                    let start = span.start + code.as_ptr().addr() - line.as_ptr().addr();
                    let place = Span::new(start, start + code.len());
                    let message = format!("`{code}` is no ISO 3166 alpha-2 code");
                    let problem = Diagnostic::new(Code::BadDataFile, message);
                    self.report(problem.at(source, place, "no country").help(help));
                }
                None
            }
        };
        let is_place = table.columns.iter().any(|column| column == "country");
        let kind = match cell("kind").unwrap_or_default() {
            "country" | "territory" => Kind::Country,
            "demonym" => Kind::Demonym,
            "region" => Kind::Region,
            _ if is_place => Kind::City,
            _ if cell("home").is_some() => Kind::Company,
            _ => Kind::Other,
        };
        let ambiguous = cell("ambiguous").is_some_and(|cell| !cell.is_empty());
        let terms = cell("term").unwrap_or_default().to_owned();
        let cells = table
            .columns
            .iter()
            .zip(cells)
            .filter(|(column, cell)| *column != "term" && !cell.is_empty())
            .map(|(column, cell)| (data.column(column), data.text(cell)))
            .collect();
        let row = data.rows.add(Row {
            kind,
            country,
            ambiguous,
            cells,
        });
        table.terms.extend(
            terms
                .split('|')
                .map(|term| (term.trim().to_owned(), row, span)),
        );
    }

    /// Whether the header of a data file can be used.
    fn header(&mut self, source: SourceId, span: Span, cells: &[&str]) -> bool {
        let twice = cells
            .iter()
            .enumerate()
            .find(|(at, cell)| !cell.is_empty() && cells[..*at].contains(*cell));
        if let Some((_, cell)) = twice {
            let message = format!("there are two columns `{cell}`");
            self.bad_row(source, span, &message, "give one of them another name");
            return false;
        }
        if !cells.contains(&"term") {
            // A header of one cell is probably one whose cells stand apart by something else.
            let help = match cells {
                [only] if only.contains([',', ';', ' ']) => {
                    "put one tab between two cells, not commas or blanks"
                }
                _ => "the first line names the columns; call the one with the terms `term`",
            };
            self.bad_row(source, span, "the header has no column `term`", help);
            return false;
        }
        true
    }

    fn bad_row(&mut self, source: SourceId, span: Span, message: &str, help: &str) {
        let problem = Diagnostic::new(Code::BadDataFile, message).at(source, span, "this line");
        self.report(problem.help(help));
    }
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
