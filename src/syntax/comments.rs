//! The comments of a TOML file with their places. The TOML reader drops them; some of them speak to the checks.

use crate::span::Span;

/// Every comment, from its `#` to the end of the line.
pub fn comments(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => {
                let end = line_end(text, at);
                found.push(Span::new(at, end));
                at = end;
            }
            quote @ (b'"' | b'\'') => at = string_end(text, at, quote),
            _ => at += 1,
        }
    }
    found
}

/// The byte after the string that begins at `start`. One that is never closed ends with its line.
fn string_end(text: &str, start: usize, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let is_long = bytes[start..].starts_with(&[quote; 3]);
    let mut at = start + if is_long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !is_long => return at,
            byte if byte == quote && !is_long => return at + 1,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => {
                // Two more quotes may belong to the string.
                let quotes = bytes[at..]
                    .iter()
                    .take_while(|&&byte| byte == quote)
                    .count();
                return at + quotes.min(5);
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |length| at + length);
    at + text[at..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::comments;

    #[test]
    fn strings_hold_no_comments() {
        let cases: [(&str, &[&str]); 8] = [
            ("# a\nb = 1 # c \n", &["# a", "# c"]),
            ("a = \"# b\" # c", &["# c"]),
            ("a = \"\\\"# b\" # c", &["# c"]),
            ("a = '\\' # b", &["# b"]),
            ("a = '''\n# b''''' # c", &["# c"]),
            ("a = \"\"\"\n# b \\\"\"\"\" # c", &["# c"]),
            ("a = '# b\n# c", &["# c"]),
            ("a = \"\"\"# b", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = comments(text)
                .iter()
                .map(|span| &text[span.range()])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
