//! Records for people, a line each: who, what, and how it begins, cut to the width of the terminal. The columns do not hang on
//! what is in them, so that the first line can be written before the last is read.

use std::fmt::Write as _;

use clap::builder::styling::Style;
use unicode_width::UnicodeWidthChar;

use super::escape::no_command;
use super::human::{self, Block, ERROR, LABEL, QUOTE};
use super::{Faulty, Labelled, Writer, visible};

/// How wide lines are where no terminal says.
const WIDTH: u16 = 100;

/// On a narrower terminal lines are broken by the terminal.
const MIN_WIDTH: usize = 40;

const PLAIN: Style = Style::new();

pub(super) fn header(writer: &Writer<'_>, out: &mut Vec<u8>) {
    let last = if writer.style.evidence {
        "EVIDENCE"
    } else {
        "TEXT"
    };
    line(writer, ["ID", "LABELS", last], [PLAIN; 3], out);
}

pub(super) fn item(writer: &Writer<'_>, item: &Labelled<'_>, out: &mut Vec<u8>) {
    let result = item.result;
    let mut labels = String::new();
    for (at, &label) in result.labels.iter().chain(&result.maybe).enumerate() {
        let is_sure = at < result.labels.len();
        let _ = write!(
            labels,
            "{}{}{}",
            if at > 0 { ", " } else { "" },
            writer.label(label),
            if is_sure { "" } else { "?" },
        );
    }
    if labels.is_empty() {
        labels.push('-');
    }
    if result.truncated {
        labels.push_str(" (truncated)");
    }
    let mut text = String::new();
    if writer.style.evidence {
        for (at, evidence) in result.evidence.iter().enumerate() {
            let between = if at > 0 { " | " } else { "" };
            let _ = write!(text, "{between}{}", visible(item.quote(evidence)));
        }
    } else if let Some(field) = item
        .fields
        .iter()
        .find(|field| !field.text.trim().is_empty())
    {
        // What takes no column may stand between; the rest would be cut.
        let begun = field.text.trim_start();
        let end = begun.floor_char_boundary(4 * columns(writer)[2]);
        text = visible(&begun[..end]).to_string();
    }
    let label = if result.labels.is_empty() {
        PLAIN
    } else {
        LABEL
    };
    let last = if writer.style.evidence { QUOTE } else { PLAIN };
    let name = human::name(item.origin);
    line(writer, [&name, &labels, &text], [PLAIN, label, last], out);
}

pub(super) fn error(writer: &Writer<'_>, faulty: &Faulty<'_>, out: &mut Vec<u8>) {
    let name = human::name(faulty.origin);
    let what = format!("error {}", faulty.code);
    let message = visible(faulty.message).to_string();
    line(writer, [&name, &what, &message], [PLAIN, ERROR, PLAIN], out);
}

/// How wide each column is.
fn columns(writer: &Writer<'_>) -> [usize; 3] {
    let width = usize::from(writer.style.width.unwrap_or(WIDTH)).max(MIN_WIDTH);
    let (id, labels) = ((width / 5).min(24), (width / 4).clamp(12, 40));
    // Two blanks between columns, and none wasted at the end, where some terminals break the line.
    [id, labels, width - id - labels - 5]
}

fn line(writer: &Writer<'_>, cells: [&str; 3], styles: [Style; 3], out: &mut Vec<u8>) {
    let mut block = Block {
        text: String::new(),
        color: writer.style.color,
    };
    let widths = columns(writer);
    // An id is foreign text, and it begins the line.
    let first = no_command(cells[0]);
    let cells = [&*first, cells[1], cells[2]];
    for at in 0..3 {
        let (shown, width) = fitted(cells[at], widths[at]);
        block.styled(styles[at], shown);
        if at < 2 {
            block.plain(" ".repeat(widths[at] - width + 2));
        }
    }
    out.extend_from_slice(block.text.trim_end().as_bytes());
    out.push(b'\n');
}

/// As much of `text` as fits into `width` columns, and how many it takes.
fn fitted(text: &str, width: usize) -> (String, usize) {
    let mut used = 0;
    let mut shown = String::new();
    for c in text.chars() {
        let more = c.width().unwrap_or(0);
        if used + more > width {
            // The last sign makes room for the one that says that there is more.
            while used >= width {
                let last = shown.pop().and_then(UnicodeWidthChar::width);
                used -= last.unwrap_or(0);
            }
            shown.push('…');
            return (shown, used + 1);
        }
        used += more;
        shown.push(c);
    }
    (shown, used)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::super::Format;
    use super::super::Style;
    use super::super::testing::written_as;
    use super::fitted;

    #[test]
    fn every_record_is_a_line_that_fits() {
        for width in [0, 40, 61, 80, 200] {
            for evidence in [false, true] {
                let style = Style {
                    evidence,
                    width: Some(width),
                    ..Style::plain(Format::Table)
                };
                let text = written_as(style, "\"a\\u001b\"");
                assert_eq!(text.lines().count(), 4, "{text}");
                let fits = |line: &str| line.width() < usize::from(width).max(40);
                assert!(text.lines().all(fits), "{width}: {text}");
                assert!(
                    !text.contains('\u{1b}') && !text.contains('\u{202e}'),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn a_line_shows_labels_and_how_the_item_begins() {
        let text = written_as(Style::plain(Format::Table), "7");
        let lines: Vec<_> = text.lines().collect();
        assert!(
            lines[0].starts_with("ID                    LABELS "),
            "{text}"
        );
        assert!(
            lines[1].starts_with("7                     offshoring, outsourcing?   =Ünited"),
            "{text}"
        );
        assert!(lines[2].starts_with("line 2                -  "), "{text}");
        assert!(lines[3].contains("error bad_json"), "{text}");
    }

    #[test]
    fn wide_letters_and_marks_are_counted_as_shown() {
        assert_eq!(fitted("abc", 3), ("abc".to_owned(), 3));
        assert_eq!(fitted("abcd", 3), ("ab…".to_owned(), 3));
        assert_eq!(fitted("印度印度", 5), ("印度…".to_owned(), 5));
        assert_eq!(fitted("印度印度", 4), ("印…".to_owned(), 3));
        assert_eq!(fitted("e\u{301}e\u{301}e", 2), ("e\u{301}…".to_owned(), 2));
    }
}
