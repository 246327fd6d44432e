//! The comparison as a comment on a pull request, in GitHub's Markdown.
//!
//! Whatever comes from articles or rule files stands in code spans, in which nothing is markup, nobody is mentioned and nothing
//! is linked; in a summary, which is HTML, its marks are written as entities.

use std::fmt::Write as _;

use super::super::visible;
use super::{Changed, Comparison, side_name, verdict_name};

/// The report.
pub(crate) fn markdown(of: &Comparison) -> String {
    let mut text = format!(
        "### Labels that change\n\nFrom {} to {}: {}\n",
        code(&of.old.short()),
        code(&of.new.short()),
        of.summary()
    );
    if of.changes.is_empty() {
        return text;
    }
    let header = of.header();
    let _ = writeln!(text, "\n| {} |", header.join(" | ").to_lowercase());
    let rules: Vec<&str> = (0..header.len())
        .map(|column| if column < 2 { "---" } else { "---:" })
        .collect();
    let _ = writeln!(text, "| {} |", rules.join(" | "));
    let groups = of.groups();
    for group in &groups {
        // Even in a code span a bar would end the cell.
        let names = [group.rule, group.label].map(|name| code(name).replace('|', "\\|"));
        let cells: Vec<String> = names
            .into_iter()
            .chain(group.tally().cells(of.judged > 0))
            .collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    let _ = writeln!(text, "| all | | {} |", of.total().join(" | "));
    for group in &groups {
        let _ = writeln!(
            text,
            "\n<details>\n<summary>{}, {}: {}</summary>\n",
            entities(group.rule),
            entities(group.label),
            group.tally().words()
        );
        for change in group.changes.iter().take(of.listed) {
            item(change, &mut text);
        }
        let more = group.changes.len().saturating_sub(of.listed);
        if more > 0 {
            let _ = writeln!(text, "- and {more} more (`--items all`)");
        }
        text.push_str("\n</details>\n");
    }
    text
}

fn item(change: &Changed, text: &mut String) {
    let _ = write!(text, "- {}", change.kind());
    if let Some(verdict) = change.verdict {
        let _ = write!(text, ", **{}**", verdict_name(verdict));
    }
    let _ = writeln!(
        text,
        ": {} {}",
        code(change.item.name()),
        code(change.item.headline())
    );
    for (side, quoted) in &change.causes {
        let _ = write!(
            text,
            "  - {} {} {:+}, {}: {}",
            side_name(*side),
            code(&quoted.rule),
            quoted.points,
            quoted.tag,
            code(&quoted.text)
        );
        if !quoted.countries.is_empty() {
            let _ = write!(text, " {}", quoted.countries.join(" "));
        }
        text.push('\n');
    }
}

/// `text` in a code span: between more backticks than stand together in it.
fn code(text: &str) -> String {
    let text = visible(text).to_string();
    let text = text.trim();
    if text.is_empty() {
        // Backticks with nothing between them are not a code span.
        return "(empty)".to_owned();
    }
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // One blank on each side is taken off again where both are there.
    let blank = if longest > 0 { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// `text` for a place where HTML is read.
fn entities(text: &str) -> String {
    visible(text)
        .to_string()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{code, entities};

    #[test]
    fn nothing_gets_out_of_a_code_span() {
        let cases = [
            ("plain *text* <b> @me #1", "`plain *text* <b> @me #1`"),
            ("a`b", "`` a`b ``"),
            ("``x```", "```` ``x``` ````"),
            ("`", "`` ` ``"),
            ("a\n\n# b\r- c", "`a # b - c`"),
            ("a\u{1b}[31m\u{202e}", "`a\\u{1b}[31m\\u{202e}`"),
            (" \n ", "(empty)"),
            ("", "(empty)"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }

    #[test]
    fn no_tag_is_left() {
        assert_eq!(
            entities("</summary>&lt;\n<script>"),
            "&lt;/summary&gt;&amp;lt; &lt;script&gt;"
        );
    }
}
