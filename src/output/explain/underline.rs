//! A sentence with some of its words underlined, as compilers do: cut to what is near them, wrapped, every sign made safe and
//! counted by the width it has on a terminal.

use unicode_width::UnicodeWidthStr;

use super::super::escape::no_command;
use super::super::human::{Block, QUOTE};
use super::super::visible;
use crate::explain::Quote;

/// So many characters are shown before the first mark and behind the last.
const CONTEXT: usize = 60;
/// How wide lines are where no terminal says.
const WIDTH: usize = 100;

/// A word or what is between words, as shown.
struct Cell {
    text: String,
    is_marked: bool,
}

/// Writes `sentence` under `indent` blanks, with `marks` underlined.
pub(super) fn underlined(
    sentence: &Quote,
    marks: &[&Quote],
    indent: usize,
    width: Option<u16>,
    block: &mut Block,
) {
    let inside = |mark: &&&Quote| {
        mark.field == sentence.field && sentence.start <= mark.start && mark.end <= sentence.end
    };
    let mut spans: Vec<(usize, usize)> = marks
        .iter()
        .filter(inside)
        .map(|mark| (mark.start - sentence.start, mark.end - sentence.start))
        .collect();
    spans.sort_unstable();
    let text = &sentence.text;
    let (from, to) = match (spans.first(), spans.iter().map(|span| span.1).max()) {
        (Some(first), Some(last)) => (back(text, first.0), ahead(text, last)),
        _ => (0, ahead(text, text.len().min(CONTEXT))),
    };
    let room = usize::from(width.unwrap_or(WIDTH as u16))
        .saturating_sub(indent)
        .max(30);
    let mut line: Vec<Cell> = Vec::new();
    let mut used = 0;
    if from > 0 {
        line.push(plain("… "));
        used += 2;
    }
    for cell in cells(text, from, to, &spans) {
        let cell_width = cell.text.width();
        if used + cell_width > room && used > 0 {
            write(std::mem::take(&mut line), indent, block);
            used = 0;
        }
        used += cell_width;
        line.push(cell);
    }
    if to < text.len() {
        line.push(plain(" …"));
    }
    write(line, indent, block);
}

fn plain(text: &str) -> Cell {
    Cell {
        text: text.to_owned(),
        is_marked: false,
    }
}

/// The start of a word some way before `at`.
fn back(text: &str, at: usize) -> usize {
    let before = text[..at].char_indices().rev().nth(CONTEXT);
    before.map_or(0, |(start, _)| {
        text[start..at]
            .find(' ')
            .map_or(start, |blank| start + blank + 1)
    })
}

/// The end of a word some way behind `at`.
fn ahead(text: &str, at: usize) -> usize {
    let behind = text[at..].char_indices().nth(CONTEXT);
    behind.map_or(text.len(), |(end, _)| {
        text[at..at + end]
            .rfind(' ')
            .map_or(at + end, |blank| at + blank)
    })
}

/// The text cut at blanks and at the edges of marks.
fn cells(text: &str, from: usize, to: usize, spans: &[(usize, usize)]) -> Vec<Cell> {
    let mut cuts: Vec<usize> = text[from..to]
        .match_indices(' ')
        .map(|(at, _)| from + at + 1)
        .chain(spans.iter().flat_map(|span| [span.0, span.1]))
        .chain([from, to])
        .filter(|cut| (from..=to).contains(cut))
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| Cell {
            text: visible(&text[cut[0]..cut[1]]).to_string(),
            is_marked: spans
                .iter()
                .any(|span| span.0 <= cut[0] && cut[1] <= span.1),
        })
        .collect()
}

fn write(mut line: Vec<Cell>, indent: usize, block: &mut Block) {
    if let Some(first) = line.first_mut() {
        first.text = no_command(&first.text).into_owned();
    }
    block.plain(" ".repeat(indent));
    for (at, cell) in line.iter().enumerate() {
        let is_last = at + 1 == line.len();
        let text = if is_last {
            cell.text.trim_end()
        } else {
            &cell.text
        };
        if cell.is_marked {
            block.styled(QUOTE, text);
        } else {
            block.plain(text);
        }
    }
    block.plain("\n");
    let mut marks = String::new();
    for cell in &line {
        let sign = if cell.is_marked { "^" } else { " " };
        marks.push_str(&sign.repeat(cell.text.width()));
    }
    if marks.contains('^') {
        block.plain(" ".repeat(indent));
        block.styled(QUOTE, marks.trim_end());
        block.plain("\n");
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Quote, underlined};

    fn shown(text: &str, marks: &[&str], width: Option<u16>) -> String {
        let quote = |start: usize, words: &str| Quote {
            field: "text".to_owned(),
            start,
            end: start + words.len(),
            text: words.to_owned(),
        };
        let marks: Vec<Quote> = marks
            .iter()
            .map(|mark| quote(7 + text.find(mark).expect("the mark is there"), mark))
            .collect();
        let mut block = Block {
            text: String::new(),
            color: false,
        };
        underlined(
            &quote(7, text),
            &marks.iter().collect::<Vec<_>>(),
            2,
            width,
            &mut block,
        );
        block.text
    }

    #[test]
    fn marks_stand_under_their_words_however_wide_these_are() {
        assert_eq!(
            shown(
                "Ünited 日本 moves\u{1b}[2J a mill.",
                &["moves", "mill"],
                None
            ),
            "  Ünited 日本 moves\\u{1b}[2J a mill.\n              ^^^^^            ^^^^\n"
        );
    }

    #[test]
    fn no_line_is_a_command_to_a_build_log() {
        let far = "far ".repeat(8);
        let shown = shown(&format!("{far}::error::x moves"), &["moves"], Some(34));
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(
            lines[1..],
            ["  \\u{3a}:error::x moves", "                  ^^^^^"],
            "{shown}"
        );
    }

    #[test]
    fn long_sentences_are_cut_and_wrapped() {
        let text = format!(
            "{}moves {}mill{}",
            "far ".repeat(40),
            "and ".repeat(9),
            " away".repeat(40)
        );
        let shown = shown(&text, &["moves", "mill"], Some(60));
        assert!(
            shown.starts_with("  … far") && shown.ends_with(" …\n"),
            "{shown}"
        );
        assert!(
            shown.lines().all(|line| line.chars().count() <= 62),
            "{shown}"
        );
        assert_eq!(shown.matches('^').count(), 9, "{shown}");
    }
}
