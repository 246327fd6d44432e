//! Texts out of words that the rules of the target `formats` know, signs that mean something to whatever shows them, and free text.

use arbitrary::Arbitrary;

const WORDS: [&str; 16] = [
    "jobs",
    "plant",
    "call-centre",
    "move",
    "shifted",
    "outsourcing",
    "Mexico",
    "India",
    "Tulsa",
    "Acme Group",
    "no plans to",
    "not",
    "wind",
    "job tax",
    ". ",
    "\n\n",
];

const ODD: [&str; 40] = [
    "\u{1b}[31m",
    "\u{9b}2J",
    "\u{7}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{85}",
    "\u{61c}",
    "\u{7f}",
    "\0",
    "\r\n",
    "\r",
    "\n::error::x",
    "\n##[group]",
    "::set x",
    "\"",
    "'",
    "=1+1",
    "@x",
    "-2+3",
    "+",
    "\t",
    ",",
    ";",
    "|",
    "`",
    "```",
    "<script>",
    "</details>",
    "&amp;",
    "]]>",
    "\u{fffe}",
    "\u{feff}",
    "%0A",
    "印度",
    "👨‍👩‍👧",
    "e\u{301}",
    "[[",
    "]]",
    "\\",
];

#[derive(Arbitrary, Debug)]
enum Piece<'a> {
    Word(u8),
    Odd(u8),
    Free(&'a str),
}

/// Some words: of rules, odd ones, free ones.
#[derive(Arbitrary, Debug)]
pub struct Words<'a>(Vec<Piece<'a>>);

impl Words<'_> {
    /// The words as one text.
    pub fn text(&self) -> String {
        let pick = |from: &[&'static str], at: u8| from[usize::from(at) % from.len()];
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Word(at) => {
                    text.push(' ');
                    text.push_str(pick(&WORDS, *at));
                }
                Piece::Odd(at) => text.push_str(pick(&ODD, *at)),
                Piece::Free(free) => text.push_str(free),
            }
        }
        text
    }
}
