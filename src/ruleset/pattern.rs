//! Compiled expressions, masks, cues and rules: what the matcher runs.

use serde::{Deserialize, Serialize};

use super::lexicon::{Filter, ListId};
use super::needs::NeedId;
use super::outline::{Outline, Span};
use super::set::IdSet;
use super::{LabelId, Status, Tag};
use crate::syntax::ast::{Reach, Side, Within};

/// A name given to parts of an expression, for `require`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartName(pub(crate) u8);

/// Which use of a list in an expression; tells the words of a match what to call themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UseId(pub(crate) u32);

/// A list as one expression uses it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Use {
    pub(crate) list: ListId,
    pub(crate) filter: Filter,
    /// As written, without braces.
    pub(crate) text: String,
}

/// An expression.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Node {
    pub(crate) pattern: Pattern,
    /// The name of all parts inside that have none of their own.
    pub(crate) name: Option<PartName>,
    /// A list of these must be in the sentence for it to match.
    pub(crate) need: IdSet,
    /// What the gate knows that its sentence must meet; only where sentences of a whole item are gone through for it.
    pub(crate) gate: Box<[NeedId]>,
    /// Whether that is all it takes: it is a list, or one of several.
    pub(crate) is_plain: bool,
}

impl Node {
    /// An expression whose needs are not known yet.
    pub(crate) fn new(pattern: Pattern, name: Option<PartName>) -> Self {
        Self {
            pattern,
            name,
            need: IdSet::default(),
            gate: Box::default(),
            is_plain: false,
        }
    }

    /// The operands.
    pub(crate) fn operands_mut(&mut self) -> Vec<&mut Self> {
        match &mut self.pattern {
            Pattern::Hits(_) => Vec::new(),
            Pattern::Any(nodes) | Pattern::AtLeast(_, nodes) => nodes.iter_mut().collect(),
            Pattern::All(wanted, excluded) => wanted.iter_mut().chain(excluded).collect(),
            Pattern::Near(sides, _) | Pattern::Before(sides, _) | Pattern::Then(sides) => {
                sides.iter_mut().collect()
            }
        }
    }
}

impl Node {
    /// How many sentences after its first a match may reach into, by `then`.
    pub(crate) fn sentences_after(&self) -> usize {
        let most = |nodes: &[Self]| nodes.iter().map(Self::sentences_after).max().unwrap_or(0);
        match &self.pattern {
            Pattern::Hits(_) => 0,
            Pattern::Any(nodes) | Pattern::All(nodes, _) | Pattern::AtLeast(_, nodes) => {
                most(nodes)
            }
            Pattern::Near(sides, _) | Pattern::Before(sides, _) => most(&sides[..]),
            Pattern::Then(sides) => sides[0].sentences_after() + 1 + sides[1].sentences_after(),
        }
    }
}

/// The kinds of expression.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Pattern {
    /// Hits of a list.
    Hits(UseId),
    /// One of several.
    Any(Vec<Node>),
    /// All of the first, none of the second.
    All(Vec<Node>, Vec<Node>),
    /// Either order, at most so many words between, one sentence.
    Near(Box<[Node; 2]>, u32),
    /// In order, at most so many words between, one clause.
    Before(Box<[Node; 2]>, u32),
    /// The second in the sentence after the first.
    Then(Box<[Node; 2]>),
    /// At least so many of them.
    AtLeast(usize, Vec<Node>),
}

/// A mask.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Mask {
    pub(crate) find: Node,
    /// What must be in the sentence.
    pub(crate) needs: Box<[NeedId]>,
    /// [`Node::sentences_after`] of `find`.
    pub(crate) sentences_after: usize,
    /// By list, in order: the lists whose terms are hidden when they are hits of it.
    pub(crate) hidden: Vec<(ListId, IdSet)>,
}

impl Mask {
    /// The lists whose terms are hidden when they are hits of `list`.
    pub(crate) fn hidden_in(&self, list: ListId) -> Option<&IdSet> {
        let at = self.hidden.binary_search_by_key(&list, |(list, _)| *list);
        at.ok().map(|at| &self.hidden[at].1)
    }
}

/// A cue.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Cue {
    /// Its triggers and pseudo-triggers.
    pub(crate) triggers: ListId,
    /// Of these, hits that come from here are no triggers.
    pub(crate) pseudo: ListId,
    pub(crate) tag: Tag,
    pub(crate) side: Side,
    pub(crate) reach: Reach,
    /// Words beyond which it does not reach.
    pub(crate) stop: ListId,
    /// Whether the end of a clause stops it too.
    pub(crate) stops_at_clause: bool,
}

/// A set of tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TagSet(u8);

impl TagSet {
    pub(crate) fn insert(&mut self, tag: Tag) {
        self.0 |= 1 << tag as u8;
    }

    pub(crate) fn is_subset(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The first in the order denied, reversed, possible, planned, asserted.
    pub(crate) fn shown(self) -> Tag {
        [Tag::Denied, Tag::Reversed, Tag::Possible, Tag::Planned]
            .into_iter()
            .find(|&tag| self.0 & (1 << tag as u8) != 0)
            .unwrap_or(Tag::Asserted)
    }
}

impl FromIterator<Tag> for TagSet {
    fn from_iter<I: IntoIterator<Item = Tag>>(tags: I) -> Self {
        let mut set = Self::default();
        tags.into_iter().for_each(|tag| set.insert(tag));
        set
    }
}

/// A condition on the countries of two named parts.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Requirement {
    pub(crate) differ: bool,
    pub(crate) parts: [PartName; 2],
}

/// Where a match may lie.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Zones {
    pub(crate) title: bool,
    pub(crate) lead: bool,
    pub(crate) rest: bool,
}

/// One way to match a rule.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Branch {
    pub(crate) expr: Node,
    /// The name of the `or` that it is an operand of.
    pub(crate) name: Option<PartName>,
    /// No match is shorter, in words.
    pub(crate) min_words: usize,
    pub(crate) outline: Outline,
}

impl Branch {
    /// The branches of an expression; one only where `and` reaches over sentences, so that its bounds hold for the whole.
    pub(crate) fn split(expr: Node, whole_item: bool) -> Vec<Self> {
        let branch = |expr, name| Self {
            expr,
            name,
            min_words: 1,
            outline: Outline::Anything(Span::UNBOUNDED),
        };
        match expr.pattern {
            Pattern::Any(nodes) if !whole_item => nodes
                .into_iter()
                .map(|node| branch(node, expr.name))
                .collect(),
            _ => vec![branch(expr, None)],
        }
    }
}

/// A rule as the matcher runs it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Program {
    /// The operands of the expression's outermost `or`, or the whole of it.
    pub(crate) branches: Vec<Branch>,
    pub(crate) within: Within,
    /// Whether an `and` of the expression reaches over sentences.
    pub(crate) whole_item: bool,
    pub(crate) zones: Zones,
    pub(crate) unless_sentence: Vec<Node>,
    pub(crate) unless_item: Vec<Node>,
    pub(crate) require: Vec<Requirement>,
    pub(crate) accept: TagSet,
    pub(crate) points: Vec<(LabelId, i32)>,
    pub(crate) status: Status,
}
