//! Tables without lines: columns under a header row, as wide as they need to be, or wrapped to the terminal where there is one.

use std::borrow::Cow;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::escape::no_command;

/// The rows under `header`. Columns of numbers stand to the right. `width` is that of the terminal.
pub(super) fn table(header: &[&str], rows: &[Vec<String>], width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    for row in rows {
        // Values of fields are foreign text, and they begin the line.
        let first = row.iter().take(1).map(|cell| no_command(cell));
        let others = row.iter().skip(1).map(|cell| Cow::Borrowed(&cell[..]));
        table.add_row(first.chain(others));
    }
    if let Some(width) = width {
        table
            .set_width(width)
            .set_content_arrangement(ContentArrangement::Dynamic);
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        // The text begins where the other lines do, two blanks part the columns, and none are wasted at the end.
        let is_last = at + 1 == header.len();
        column.set_padding((0, if is_last { 0 } else { 2 }));
        if rows.iter().all(|row| is_number(&row[at])) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

fn is_number(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn no_row_is_a_command_to_a_build_log() {
        let rows = [["::error::x", "::y"].map(str::to_owned).to_vec()];
        assert_eq!(
            table(&["A", "B"], &rows, None),
            "A                B\n\\u{3a}:error::x  ::y\n"
        );
    }

    #[test]
    fn columns_are_aligned_and_wrapped_to_the_terminal() {
        let rows = [["one", "7", "some words here"], ["another", "12", "é"]]
            .map(|row| row.map(str::to_owned).to_vec());
        let header = ["NAME", "COUNT", "WORDS"];
        assert_eq!(
            table(&header, &rows, None),
            "NAME     COUNT  WORDS\none          7  some words here\nanother     12  é\n"
        );
        let narrow = table(&header, &rows, Some(26));
        assert!(
            narrow.lines().all(|line| line.chars().count() <= 26),
            "{narrow}"
        );
        assert!(
            narrow.lines().count() > 3 && narrow.contains("here"),
            "{narrow}"
        );
    }
}
