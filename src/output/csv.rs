//! Records as a table: one row each, under a header row. Safe to open in a spreadsheet: a cell taken from an article that
//! would be run as a formula gets an apostrophe in front.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Labelled, Origin, Writer};

pub(super) fn header(writer: &Writer<'_>, out: &mut Vec<u8>) {
    let labels = writer.rules.labels();
    let mut row = Row::start(out);
    row.cell("id").cell("label").cell("labels");
    for label in labels {
        row.cell(&format!("score_{}", label.name));
    }
    row.cell("maybe").cell("truncated");
    if writer.evidence {
        row.cell("evidence");
    }
    row.cell("error").end();
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
    let mut row = Row::start(out);
    row.cell(&item.origin.id_text().unwrap_or_default());
    row.cell(labels.first().unwrap_or(&""))
        .cell(&labels.join(";"));
    for score in &result.scores {
        row.cell(&score.to_string());
    }
    row.cell(&names(&result.maybe).join(";"))
        .cell(if result.truncated { "true" } else { "false" });
    if writer.evidence {
        let quotes: Vec<_> = result
            .evidence
            .iter()
            .map(|evidence| item.quote(evidence))
            .collect();
        row.cell(&defused(&quotes.join(" | ")));
    }
    row.cell("").end();
}

pub(super) fn error(
    writer: &Writer<'_>,
    origin: Origin<'_>,
    code: &str,
    message: &str,
    out: &mut Vec<u8>,
) {
    let mut row = Row::start(out);
    row.cell(&origin.id_text().unwrap_or_default());
    // label, labels, the scores, maybe, truncated, and evidence if asked for
    for _ in 0..4 + writer.rules.labels().len() + usize::from(writer.evidence) {
        row.cell("");
    }
    let mut text = String::new();
    if let Some(line) = origin.line {
        let _ = write!(text, "line {line}: ");
    }
    let _ = write!(text, "{code}: {message}");
    row.cell(&defused(&text)).end();
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
    is_first: bool,
}

impl<'o> Row<'o> {
    fn start(out: &'o mut Vec<u8>) -> Self {
        Self {
            out,
            is_first: true,
        }
    }

    fn cell(&mut self, text: &str) -> &mut Self {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(b',');
        }
        if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
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
    use super::{defused, looks_like_formula};

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
}
