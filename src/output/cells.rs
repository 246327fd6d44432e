//! Records as cells, parted by commas or tabs: one row each, under a header row. Safe to open in a spreadsheet: a cell taken from an article that
//! would be run as a formula gets an apostrophe in front.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Faulty, Kept, Labelled, Writer};

/// The names of our columns. The id has one unless the columns of the input are kept, of which it is one.
pub(super) fn names(writer: &Writer<'_>) -> Vec<String> {
    let style = &writer.style;
    let mut names = Vec::new();
    if style.keep.is_none() {
        names.push("id".to_owned());
    }
    names.extend(["label", "labels"].map(str::to_owned));
    let labels = writer.rules.labels();
    names.extend(labels.iter().map(|label| format!("score_{}", label.name)));
    names.extend(["maybe", "truncated"].map(str::to_owned));
    if style.evidence {
        names.push("evidence".to_owned());
    }
    names.push("error".to_owned());
    for name in &mut names {
        name.insert_str(0, style.prefix());
    }
    names
}

pub(super) fn header(writer: &Writer<'_>, kept: &[String], out: &mut Vec<u8>) {
    let mut row = Row::start(writer, out);
    for name in kept {
        row.foreign(name);
    }
    for name in names(writer) {
        row.cell(&name);
    }
    row.end();
}

pub(super) fn item(writer: &Writer<'_>, item: &Labelled<'_>, out: &mut Vec<u8>) {
    let result = item.result;
    let names = |labels: &[_]| {
        labels
            .iter()
            .map(|&label| writer.label(label))
            .collect::<Vec<_>>()
    };
    let labels = names(&result.labels);
    let mut row = Row::start(writer, out);
    match item.kept {
        Kept::Row { cells, id, .. } => {
            for (at, cell) in cells.iter().enumerate() {
                if id == Some(at) || is_number(cell) {
                    row.cell(cell);
                } else {
                    row.foreign(cell);
                }
            }
        }
        Kept::Nothing | Kept::Object(_) => {
            row.cell(&item.origin.id_text().unwrap_or_default());
        }
    }
    row.cell(labels.first().unwrap_or(&""))
        .cell(&labels.join(";"));
    for score in &result.scores {
        row.cell(&score.to_string());
    }
    row.cell(&names(&result.maybe).join(";"))
        .cell(if result.truncated { "true" } else { "false" });
    if writer.style.evidence {
        let quotes: Vec<_> = result
            .evidence
            .iter()
            .map(|evidence| item.quote(evidence))
            .collect();
        row.foreign(&quotes.join(" | "));
    }
    row.cell("").end();
}

pub(super) fn error(writer: &Writer<'_>, faulty: &Faulty<'_>, out: &mut Vec<u8>) {
    let mut row = Row::start(writer, out);
    if writer.style.keep.is_some() {
        // A row that cannot be read has no cells to keep.
        for _ in 0..faulty.columns {
            row.cell("");
        }
    } else {
        row.cell(&faulty.origin.id_text().unwrap_or_default());
    }
    // label, labels, the scores, maybe, truncated, and evidence if asked for
    for _ in 0..4 + writer.rules.labels().len() + usize::from(writer.style.evidence) {
        row.cell("");
    }
    let mut text = String::new();
    if let Some(line) = faulty.origin.line {
        let _ = write!(text, "line {line}: ");
    }
    let _ = write!(text, "{}: {}", faulty.code, faulty.message);
    row.foreign(&text).end();
}

/// Whether a cell is a number, which a spreadsheet takes for what it is: -5 is no formula.
fn is_number(cell: &str) -> bool {
    let digits = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%');
    let unsigned = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    !unsigned.is_empty() && unsigned.bytes().all(digits)
}

/// Whether a spreadsheet takes a cell with this text for a formula. NUL is in the list because some drop it first.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0'])
}

fn defused(text: &str) -> Cow<'_, str> {
    if looks_like_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

struct Row<'o> {
    out: &'o mut Vec<u8>,
    delimiter: char,
    is_raw: bool,
    is_first: bool,
}

impl<'o> Row<'o> {
    fn start(writer: &Writer<'_>, out: &'o mut Vec<u8>) -> Self {
        Self {
            out,
            delimiter: writer.style.format.delimiter().map_or(',', char::from),
            is_raw: writer.style.raw_cells,
            is_first: true,
        }
    }

    /// A cell with words of others.
    fn foreign(&mut self, text: &str) -> &mut Self {
        if self.is_raw {
            self.cell(text)
        } else {
            self.cell(&defused(text))
        }
    }

    fn cell(&mut self, text: &str) -> &mut Self {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(self.delimiter as u8);
        }
        if text.contains([self.delimiter, '"', '\n', '\r'])
            || text.starts_with(' ')
            || text.ends_with(' ')
        {
            self.out.push(b'"');
            self.out
                .extend_from_slice(text.replace('"', "\"\"").as_bytes());
            self.out.push(b'"');
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
        self
    }

    fn end(&mut self) {
        self.out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::testing::written;
    use super::{defused, is_number, looks_like_formula};

    #[test]
    fn rows_have_the_columns_of_the_header() {
        assert_eq!(
            written(Format::Csv, true, false, "\"a\\\"b\""),
            "id,label,labels,score_outsourcing,score_offshoring,maybe,truncated,evidence,error\n\
             \"a\"\"b\",offshoring,offshoring,35,70,outsourcing,false,\"relocate its\nfactory to Mexico\",\n\
             ,,,0,0,,false,,\n\
             ,,,,,,,,\"line 3: bad_json: bad JSON: \u{7}, at column 4\"\n"
        );
        let without = written(Format::Csv, false, false, "7");
        assert_eq!(
            without.lines().collect::<Vec<_>>()[..2],
            [
                "id,label,labels,score_outsourcing,score_offshoring,maybe,truncated,error",
                "7,offshoring,offshoring,35,70,outsourcing,false,"
            ]
        );
    }

    #[test]
    fn formulas_are_defused() {
        for start in ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\0=1"] {
            assert_eq!(defused(start), format!("'{start}"));
        }
        assert!(!looks_like_formula("a=1"));
    }

    #[test]
    fn numbers_are_no_formulas() {
        for number in ["-5", "+3.5", "-1,000", "7", "-2.5%"] {
            assert!(is_number(number), "{number}");
        }
        for text in ["-", "", "-1+1", "-a", "+1e5", "=1"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
