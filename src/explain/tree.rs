//! An explanation as plain data: what a person is shown and what a program reads are both written from it.

use std::collections::BTreeMap;

use serde::Serialize;

/// Longer quotes are shortened inside of sentences.
const SHORT: usize = 48;

/// Why an item has the labels it has, and why not the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Whether a bound cut something off.
    pub truncated: bool,
    /// The labels: those given first, by score; then the others, in the order declared.
    pub labels: Vec<LabelView>,
}

/// Why an item has a label, or why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelView {
    /// The label.
    pub label: String,
    /// Whether the item gets it.
    pub given: bool,
    /// Whether it is reported as `maybe`.
    pub maybe: bool,
    /// The sum of its points.
    pub score: i32,
    /// As many it takes.
    pub at: i32,
    /// The rules that fired for it, those with most points first; then those with `status = "shadow"`.
    pub fired: Vec<Trial>,
    /// For a label that is not given: the rule that came nearest, unless no word of any is there.
    pub nearest: Option<Trial>,
}

/// A rule on an item: the match for which it fires, or what comes nearest to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trial {
    /// The rule's id.
    pub rule: String,
    /// The file it stands in.
    pub file: String,
    /// The line of its id.
    pub line: usize,
    /// The points it gives, by label.
    pub points: BTreeMap<String, i32>,
    /// Whether it has `status = "shadow"`, so that its points count for nothing.
    pub shadow: bool,
    /// Whether it fires.
    pub fires: bool,
    /// What the cues say of the match; of part of a match nothing is said.
    pub tag: Option<&'static str>,
    /// So many lists and phrases the match takes.
    pub operands: u32,
    /// So many of them are there.
    pub found: u32,
    /// The sentences in which it has parts.
    pub sentences: Vec<Quote>,
    /// The parts, in the order of the expression.
    pub parts: Vec<PartView>,
    /// The words between the parts, for each connector.
    pub gaps: Vec<GapView>,
    /// The cues that tag it.
    pub cues: Vec<CueView>,
    /// The masks that lie in these sentences.
    pub masks: Vec<MaskView>,
    /// The guards of the rule.
    pub guards: Vec<GuardView>,
    /// What keeps it from firing, the first thing first; with all of them mended it fires.
    pub lacks: Vec<Lack>,
}

/// Some words of the item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The field.
    pub field: String,
    /// The first byte, in the field's original text.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words.
    pub text: String,
}

impl Quote {
    /// The words, or the first and the last of many.
    pub fn short(&self) -> String {
        let begin = self.text.char_indices().nth(SHORT / 2);
        let end = self.text.char_indices().rev().nth(SHORT / 2);
        let (Some((begin, _)), Some((end, _))) = (begin, end) else {
            return self.text.clone();
        };
        // Cut at blanks, where there are some.
        let left = self.text[..begin].rfind(' ').unwrap_or(begin);
        let right = self.text[end..]
            .find(' ')
            .map_or(end, |blank| end + blank + 1);
        if left >= right {
            return self.text.clone();
        }
        format!("{} … {}", &self.text[..left], &self.text[right..])
    }
}

/// One part of a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartView {
    /// The words.
    #[serde(flatten)]
    pub quote: Quote,
    /// The list as the rule names it, then those through which the words came into it: `foreign_place`, `place[foreign]`.
    pub lists: Vec<String>,
    /// The name that the rule gives the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The item's home as seen from it, where a list asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<HomeView>,
}

/// The home of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HomeView {
    /// The country; none is known where it is absent.
    pub country: Option<String>,
    /// What gave it: `dateline`, `company`, `demonym` or `place`.
    pub from: Option<&'static str>,
    /// The words that gave it.
    pub words: Option<Quote>,
}

/// The words between two sides of a connector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapView {
    /// The left side, from its first part to its last.
    pub left: Quote,
    /// The right side.
    pub right: Quote,
    /// The connector: `near/8`.
    pub connector: String,
    /// So many words are between.
    pub words: u32,
    /// So many may be.
    pub window: u32,
}

/// A cue that tags a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CueView {
    /// The cue.
    pub cue: String,
    /// The tag it gives.
    pub tag: &'static str,
    /// The trigger.
    pub words: Quote,
}

/// A mask that lies in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MaskView {
    /// The mask.
    pub mask: String,
    /// The words on which it lies.
    pub words: Quote,
    /// What it hides of the lists that the rule looks for: the list and the words.
    pub hides: Vec<Hidden>,
}

/// A hit that counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hidden {
    /// The list.
    pub list: String,
    /// The words.
    pub words: Quote,
}

/// A guard of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuardView {
    /// `unless.sentence` or `unless.item`.
    pub scope: &'static str,
    /// What it looks for.
    pub expression: String,
    /// What it found.
    pub found: Option<Quote>,
}

/// One thing that keeps a rule from firing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lack {
    /// As an example of the rule says it after `because`.
    pub because: String,
    /// What is missing or in the way.
    pub says: String,
    /// The least change that mends it.
    pub change: String,
    /// By how many words a window failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<u32>,
}
