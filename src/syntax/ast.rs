//! A rule file as written: what the author said, with the place of every word of it, before any name is looked up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::span::{SourceId, Span, Spanned};

/// One rule file. The order of everything is the order in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFile {
    /// The file.
    pub source: SourceId,
    /// `[label.x]`.
    pub labels: Vec<LabelDecl>,
    /// `[lexicon.x]`.
    pub lexicons: Vec<LexiconDecl>,
    /// `[mask.x]`.
    pub masks: Vec<MaskDecl>,
    /// `[cue.x]`.
    pub cues: Vec<CueDecl>,
    /// `[[rule]]`.
    pub rules: Vec<RuleDecl>,
    /// Whether something could not be read. What seems to be missing or unused may then only be misspelt, so that nothing should be
    /// said about absent things: the mistakes themselves have been reported.
    pub incomplete: bool,
}

/// `[label.x]`: a label and the points it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelDecl {
    /// The label's name.
    pub name: Spanned<String>,
    /// Points from which the label is given.
    pub at: Spanned<i32>,
    /// Points from which it is reported as `maybe`.
    pub maybe_at: Option<Spanned<i32>>,
}

/// `[lexicon.x]`: a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconDecl {
    /// The list's name.
    pub name: Spanned<String>,
    /// Its terms, and other lists in braces: `"{place[foreign]}"`.
    pub terms: Vec<Term>,
    /// The forms made of each term.
    pub inflect: Option<Inflect>,
    /// Irregular forms by term, or by the word of it that is inflected, each with the place of that: they stand for the regular past
    /// (verbs) or plural (nouns).
    pub forms: BTreeMap<String, Spanned<Vec<Spanned<String>>>>,
    /// Whether upper case matters.
    pub case: Case,
    /// TSV files with terms and attribute columns, relative to the rule file's folder `lexicons`.
    pub files: Vec<Spanned<String>>,
    /// Regular expressions for open classes.
    pub regex: Vec<Spanned<String>>,
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Words.
    Text(Spanned<String>),
    /// Another list.
    List(ListRef),
}

/// The inflection of a list's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inflect {
    /// The first word is a verb: move, moves, moved, moving.
    Verb,
    /// The last word is a noun: factory, factories.
    Noun,
}

impl Inflect {
    /// The one word of a term that is inflected.
    pub(crate) fn word(self, term: &str) -> Option<&str> {
        match self {
            Self::Verb => term.split([' ', '-']).next(),
            Self::Noun => term.rsplit([' ', '-']).next(),
        }
    }
}

/// Whether upper case matters in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// It does not.
    #[default]
    Ignore,
    /// Terms match as written (names).
    Exact,
}

/// `{name[filter]}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRef {
    /// The list's name; `Name` is the built-in run of capitalised words.
    pub name: Spanned<String>,
    /// All of these must hold for the term's row.
    pub filter: Vec<Condition>,
    /// From the opening to the closing brace.
    pub span: Span,
}

/// One condition of a filter: `haven`, `home=IN`, `foreign`, `kind!=city`, `!haven`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The column, or `foreign` / `domestic`.
    pub key: Spanned<String>,
    /// The value asked for; without one, any value but the empty one.
    pub value: Option<String>,
    /// Whether the condition is turned round.
    pub negated: bool,
}

/// `[mask.x]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskDecl {
    /// The mask's name.
    pub name: Spanned<String>,
    /// Where the mask lies.
    pub find: Expr,
    /// The lists whose hits it hides.
    pub hides: Vec<Spanned<String>>,
    /// What it is for.
    pub why: Option<String>,
}

/// `[cue.x]`: words that tag a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CueDecl {
    /// The cue's name.
    pub name: Spanned<String>,
    /// The triggers: words, and lists in braces.
    pub terms: Vec<Term>,
    /// The tag it gives.
    pub tag: Spanned<Tag>,
    /// On which side of the trigger the match stands.
    pub side: Side,
    /// How far the trigger reaches.
    pub reach: Spanned<Reach>,
    /// Words (or `","`: the end of a clause) beyond which it does not reach.
    pub stop: Vec<Spanned<String>>,
    /// Phrases that look like the trigger and are not.
    pub pseudo: Vec<Spanned<String>>,
}

/// What a cue says of a match, in the order in which one of several is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tag {
    /// Said not to be so.
    Denied,
    /// Undone: reshored, taken back in-house.
    Reversed,
    /// Feared, considered, possible.
    Possible,
    /// Going to happen.
    Planned,
    /// No cue.
    Asserted,
}

/// Where a match stands as seen from the trigger of a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The match stands before the trigger.
    Before,
    /// The match stands after the trigger.
    After,
    /// Either.
    Either,
}

/// How far a cue reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// At most this many words between trigger and match, in one sentence.
    Words(u32),
    /// To all matches of the next sentence (`side = "after"`) or of the one before (`side = "before"`), and in its own.
    NextSentence,
}

/// `[[rule]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDecl {
    /// The rule's id, unique in the rule set.
    pub id: Spanned<String>,
    /// The label it speaks for; with `points` by label there may be none.
    pub label: Option<Spanned<String>>,
    /// Points: for `label`, or by label.
    pub points: Spanned<Points>,
    /// What the rule means, in a sentence.
    pub summary: Option<Spanned<String>>,
    /// The expression.
    pub matches: Expr,
    /// How far `and` reaches.
    pub within: Within,
    /// The zones it is limited to; none means everywhere.
    pub zones: Vec<Zone>,
    /// Where one of these is found in the sentence of a match, that match does not count.
    pub unless_sentence: Vec<Expr>,
    /// Where one of these is found in the item, the rule does not fire.
    pub unless_item: Vec<Expr>,
    /// Conditions on named parts.
    pub require: Vec<Requirement>,
    /// The tags it takes; none given means all but denied and reversed.
    pub accept: Option<Vec<Tag>>,
    /// `live` or `shadow`.
    pub status: Status,
    /// `[rule.examples]`.
    pub examples: Examples,
    /// The file, for messages.
    pub source: SourceId,
}

impl RuleDecl {
    /// The labels it gives points to, with the points; none where it names no label.
    pub fn points(&self) -> impl Iterator<Item = (&Spanned<String>, i32)> {
        let (one, more) = match &self.points.value {
            Points::One(points) => (self.label.as_ref().map(|label| (label, *points)), &[][..]),
            Points::ByLabel(points) => (None, &points[..]),
        };
        let more = more.iter().map(|(label, points)| (label, *points));
        one.into_iter().chain(more)
    }

    /// Every expression of the rule: what it looks for, then its guards.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        std::iter::once(&self.matches)
            .chain(&self.unless_sentence)
            .chain(&self.unless_item)
    }
}

/// The points of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Points {
    /// For the rule's one label.
    One(i32),
    /// By label.
    ByLabel(Vec<(Spanned<String>, i32)>),
}

/// How far `and` reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Within {
    /// One clause.
    Clause,
    /// One sentence.
    #[default]
    Sentence,
    /// The whole item.
    Item,
}

/// A zone of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The title.
    Title,
    /// The first three sentences of the text.
    Lead,
}

/// Whether a rule labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It does.
    #[default]
    Live,
    /// It runs and reports, and never labels.
    Shadow,
}

/// A condition on named parts: the countries of their places or companies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Whether the countries must differ (`differ`) or be one (`same`).
    pub differ: bool,
    /// The names of the two parts.
    pub parts: [Spanned<String>; 2],
    /// The whole of it.
    pub span: Span,
}

/// `[rule.examples]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// Texts on which the rule must fire.
    pub hit: Vec<Example>,
    /// Texts on which it must not.
    pub miss: Vec<Example>,
    /// Texts on which it should fire and does not yet.
    pub todo_hit: Vec<Example>,
    /// Texts on which it should not fire and still does.
    pub todo_miss: Vec<Example>,
}

/// One example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The text, with `[[ ]]` round the evidence where the author marked it.
    pub text: Spanned<String>,
    /// A title, where the example needs one.
    pub title: Option<String>,
    /// What stops a miss.
    pub because: Option<Spanned<String>>,
    /// The tag a hit must have.
    pub tag: Option<Tag>,
}

/// An expression, with the place of each piece of it (bytes of the rule file).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// `name:` before it.
    pub name: Option<Spanned<String>>,
    /// Where it stands.
    pub span: Span,
}

impl Expr {
    /// The expressions it is made of; what is under a `not` is among them, without the `not`.
    pub fn operands(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Or(inner) | ExprKind::And(inner) | ExprKind::AtLeast(_, inner) => {
                inner.iter().collect()
            }
            ExprKind::Not(inner) => vec![inner],
            ExprKind::Chain { first, rest } => std::iter::once(&**first)
                .chain(rest.iter().map(|(_, side)| side))
                .collect(),
            ExprKind::List(_) | ExprKind::Phrase(_) => Vec::new(),
        }
    }

    /// Every list it names, wherever in it.
    pub fn lists(&self) -> Vec<&ListRef> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(expr) = open.pop() {
            if let ExprKind::List(list) = &expr.kind {
                found.push(list);
            }
            open.extend(expr.operands());
        }
        found
    }
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `a or b`: at least two.
    Or(Vec<Expr>),
    /// `a and b`: at least two; some may be `Not`.
    And(Vec<Expr>),
    /// `not a`; only as an operand of `And`.
    Not(Box<Expr>),
    /// `a near/8 b near/12 c`, read from left to right; all connectors of one chain are of one kind.
    Chain {
        /// The first operand.
        first: Box<Expr>,
        /// Each connector with its right side.
        rest: Vec<(Connector, Expr)>,
    },
    /// `2 of (a, b, c)`.
    AtLeast(u32, Vec<Expr>),
    /// `{list[filter]}`.
    List(ListRef),
    /// `"exact phrase"`.
    Phrase(String),
}

/// What stands between two operands of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connector {
    /// `near/N`: either order, at most N words between, one sentence.
    Near(u32),
    /// `pre/N`: in order, at most N words between, one clause.
    Pre(u32),
    /// `then`: the right side in the next sentence.
    Then,
}
