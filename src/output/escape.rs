//! Makes foreign text safe to show on a terminal: what would move the cursor, change colours or turn the direction of
//! writing is shown as its code instead.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use crate::diagnostic::is_dangerous;

/// `text` on one line and without control characters: runs of blanks and line breaks become one blank, the rest is shown as
/// `\u{1b}`. So is the bracket of `##[`, which anywhere in a line makes a command of it where logs of a build are read.
pub(crate) fn visible(text: &str) -> impl Display {
    Visible(text)
}

/// JSON with all such signs as codes of its own: it says the same, and a terminal may show it.
pub(crate) fn visible_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if is_dangerous(c) {
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// `text` for the start of a line, where build logs take some signs for a command: the first of those is shown as its code.
pub(super) fn no_command(text: &str) -> Cow<'_, str> {
    let begun = text.trim_start();
    if !begun.starts_with("::") && !begun.starts_with("##[") {
        return Cow::Borrowed(text);
    }
    let (first, rest) = begun.split_at(1);
    Cow::Owned(format!("{}{rest}", first.escape_unicode()))
}

struct Visible<'a>(&'a str);

impl Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut was_blank = false;
        let mut hashes = 0;
        for c in self.0.chars() {
            let is_blank = matches!(c, ' ' | '\n' | '\r' | '\t');
            match c {
                _ if is_blank && was_blank => {}
                _ if is_blank => f.write_char(' ')?,
                _ if is_dangerous(c) || (c == '[' && hashes >= 2) => {
                    write!(f, "\\u{{{:x}}}", u32::from(c))?;
                }
                _ => f.write_char(c)?,
            }
            was_blank = is_blank;
            hashes = if c == '#' { hashes + 1 } else { 0 };
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{no_command, visible, visible_json};

    #[test]
    fn json_says_the_same_without_controls() {
        let text = "a\u{1b}\u{9b}\u{202e}é";
        let json = visible_json(&serde_json::json!(text).to_string());
        assert_eq!(json, r#""a\u001b\u009b\u202eé""#);
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
    }

    #[test]
    fn no_line_becomes_a_command_of_a_build() {
        let shown = visible("a ##[error]b #[c] # #[d] ###[e").to_string();
        assert_eq!(shown, "a ##\\u{5b}error]b #[c] # #[d] ###\\u{5b}e");
    }

    #[test]
    fn controls_are_shown_and_letters_kept() {
        let shown =
            visible("a\u{1b}[31m\u{9b}\u{7}\u{202e}\u{2066}\u{2028}\u{7f}\0 é\n\t 😀\u{200d}x")
                .to_string();
        assert_eq!(
            shown,
            "a\\u{1b}[31m\\u{9b}\\u{7}\\u{202e}\\u{2066}\\u{2028}\\u{7f}\\u{0} é 😀\u{200d}x"
        );
    }

    #[test]
    fn commands_to_build_logs_are_shown_as_text() {
        assert_eq!(no_command(" ::error::x"), "\\u{3a}:error::x");
        assert_eq!(no_command("##[group]x"), "\\u{23}#[group]x");
        for harmless in ["", ":x", "a::b", "# a", " é"] {
            assert_eq!(no_command(harmless), harmless);
        }
    }
}
