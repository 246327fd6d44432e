//! Where the content of a TOML string stands in the file, so that positions inside the content are positions in the file.

use crate::span::Span;

/// A string value as it stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content {
    /// The bytes between the quotes, without the line break that TOML drops after an opening `'''`.
    pub(super) span: Span,
    /// Whether every character in there is itself. It is not in a basic string with a backslash.
    pub(super) is_plain: bool,
}

/// The content of the string written at `value`, quotes included.
pub(super) fn content(text: &str, value: Span) -> Content {
    let raw = text.get(value.range()).unwrap_or("");
    let (quote, is_literal) = match raw.as_bytes() {
        [b'\'', b'\'', b'\'', ..] => ("'''", true),
        [b'\'', ..] => ("'", true),
        [b'"', b'"', b'"', ..] => ("\"\"\"", false),
        [b'"', ..] => ("\"", false),
        // A string without quotes is a mistake that TOML has reported; its content is all there is.
        _ => ("", true),
    };
    let mut inner = &raw[quote.len()..];
    let mut start = value.start + quote.len();
    if quote.len() == 3 {
        let line = if inner.starts_with("\r\n") {
            2
        } else {
            usize::from(inner.starts_with('\n'))
        };
        inner = &inner[line..];
        start += line;
    }
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    Content {
        span: Span::new(start, start + inner.len()),
        is_plain: is_literal || !inner.contains('\\'),
    }
}

#[cfg(test)]
mod tests {
    use super::content;
    use crate::span::Span;

    #[test]
    fn content_starts_behind_the_quotes_and_the_dropped_line_break() {
        let cases = [
            ("'{a}'", "{a}", true),
            ("\"{a}\"", "{a}", true),
            ("\"a\\tb\"", "a\\tb", false),
            ("'a\\b'", "a\\b", true),
            ("'''\n {a}\n'''", " {a}\n", true),
            ("'''\r\n{a}'''", "{a}", true),
            ("'''{a}'''", "{a}", true),
            ("\"\"\"\n{a}\"\"\"", "{a}", true),
            ("''", "", true),
            ("''''''", "", true),
            ("''''a''''", "'a'", true),
            ("'", "", true),
            ("bare", "bare", true),
        ];
        for (raw, expected, is_plain) in cases {
            let found = content(raw, Span::new(0, raw.len()));
            assert_eq!(
                (&raw[found.span.range()], found.is_plain),
                (expected, is_plain),
                "{raw}"
            );
        }
    }
}
