//! An expression as the gate sees it: where the terms that met its needs stand, and whether they lie as it asks. It leaves out all
//! that only the matcher knows (filters, masks, clauses), so it may find what is no match but misses none.

use serde::{Deserialize, Serialize};

use super::gate::Gate;
use super::met::Met;
use super::needs::NeedId;

/// What must stand how, by needs.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Outline {
    /// Something of at most so many words, anywhere.
    Anything(Span),
    /// A term that meets a need. Of a long term the gate sees its beginning only, behind which so many words may belong to it.
    Term(NeedId, Span),
    /// One of several, of at most so many words.
    Any(Vec<Self>, Span),
    /// All of them, at most so many words apart; the first before the second, if they stand in order.
    Together {
        parts: Vec<Self>,
        window: Span,
        in_order: bool,
    },
    /// The second in one of so many sentences after the first.
    Then(Box<[Self; 2]>, usize),
    /// At least so many of them.
    AtLeast(usize, Vec<Self>),
}

/// A number of words; beyond 254 it is no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Span(u8);

impl Span {
    pub(crate) const UNBOUNDED: Self = Self(u8::MAX);

    /// So many words, if they are known.
    pub(crate) fn of(words: Option<u32>) -> Self {
        let words = words.and_then(|words| u8::try_from(words).ok());
        words.map_or(Self::UNBOUNDED, Self)
    }

    fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// Words that belong to a possible match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// As bits, from the start of the sentence.
    words: u128,
    /// So many words beyond them, on either side, the match may reach.
    slack: Span,
}

impl Piece {
    fn first(self) -> u32 {
        self.words.trailing_zeros()
    }

    fn last(self) -> u32 {
        self.words.ilog2()
    }

    /// Both as one, if they may lie so.
    fn join(self, other: Self, window: Span, in_order: bool) -> Option<Self> {
        if self.words & other.words != 0 || (in_order && self.last() >= other.first()) {
            return None;
        }
        let slack = self.slack.plus(other.slack);
        let behind = |left: Self, right: Self| right.first().saturating_sub(left.last() + 1);
        let gap = behind(self, other).max(behind(other, self));
        let most = window.plus(slack);
        (most == Span::UNBOUNDED || gap <= u32::from(most.0)).then(|| Self {
            words: self.words | other.words,
            slack: self.slack.max(other.slack),
        })
    }
}

/// What was found of an outline in a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    /// It may be anywhere, of at most so many words.
    Anywhere(Span),
    /// The pieces added last.
    Pieces,
}

/// More pieces of one expression than this are not told apart.
const MAX_PIECES: usize = 32;

/// A look at the outlines of an item's sentences.
pub(super) struct Look<'a> {
    pub(super) gate: &'a Gate,
    pub(super) met: &'a Met,
    pub(super) pieces: &'a mut Vec<Piece>,
}

impl Look<'_> {
    /// Whether an expression may match in a sentence.
    pub(super) fn may_match(&mut self, outline: &Outline, sentence: usize) -> bool {
        self.pieces.clear();
        self.find(outline, sentence) != Found::Nothing
    }

    fn find(&mut self, outline: &Outline, sentence: usize) -> Found {
        let begin = self.pieces.len();
        match outline {
            Outline::Anything(span) => Found::Anywhere(*span),
            Outline::Term(need, more) => {
                let wanted = self.gate.wanted(*need);
                if !self.met.mark(sentence).may_hold(&[wanted.bit]) {
                    return Found::Nothing;
                }
                let terms = self.met.terms(sentence).iter();
                self.pieces
                    .extend(
                        terms
                            .filter(|term| self.gate.holds(term.set, wanted))
                            .map(|term| Piece {
                                words: self.met.words(sentence, *term),
                                slack: *more,
                            }),
                    );
                self.bounded(begin, Span::UNBOUNDED)
            }
            Outline::Any(ways, longest) => {
                let mut anywhere = false;
                for way in ways {
                    anywhere |= matches!(self.find(way, sentence), Found::Anywhere(_));
                    if anywhere || self.pieces.len() > begin + MAX_PIECES {
                        self.pieces.truncate(begin);
                        return Found::Anywhere(*longest);
                    }
                }
                self.bounded(begin, *longest)
            }
            Outline::Together {
                parts,
                window,
                in_order,
            } => {
                let mut found: Option<Found> = None;
                for part in parts {
                    let middle = self.pieces.len();
                    let next = self.find(part, sentence);
                    let joined = match found {
                        None => next,
                        Some(before) => self.join(before, next, begin, middle, *window, *in_order),
                    };
                    if joined == Found::Nothing {
                        self.pieces.truncate(begin);
                        return joined;
                    }
                    found = Some(joined);
                }
                found.unwrap_or(Found::Anywhere(Span::UNBOUNDED))
            }
            Outline::Then(sides, reach) => {
                let left = self.find(&sides[0], sentence);
                if left == Found::Nothing {
                    return left;
                }
                let end = self.pieces.len();
                let after = sentence + 1..(sentence + 1 + reach).min(self.met.sentences());
                let goes_on = after
                    .into_iter()
                    .any(|after| self.find(&sides[1], after) != Found::Nothing);
                self.pieces.truncate(if goes_on { end } else { begin });
                if goes_on { left } else { Found::Nothing }
            }
            Outline::AtLeast(count, parts) => {
                let found = parts
                    .iter()
                    .filter(|part| self.find(part, sentence) != Found::Nothing)
                    .count();
                self.pieces.truncate(begin);
                if found < *count {
                    Found::Nothing
                } else {
                    Found::Anywhere(Span::UNBOUNDED)
                }
            }
        }
    }

    /// The pieces from `begin` on; too many are taken for anywhere.
    fn bounded(&mut self, begin: usize, longest: Span) -> Found {
        match self.pieces.len() - begin {
            0 => Found::Nothing,
            1..=MAX_PIECES => Found::Pieces,
            _ => {
                self.pieces.truncate(begin);
                Found::Anywhere(longest)
            }
        }
    }

    /// What was found of two parts as one. The pieces of the first lie from `begin` on, of the second from `middle` on.
    fn join(
        &mut self,
        left: Found,
        right: Found,
        begin: usize,
        middle: usize,
        window: Span,
        in_order: bool,
    ) -> Found {
        match (left, right) {
            (Found::Nothing, _) | (_, Found::Nothing) => Found::Nothing,
            (Found::Anywhere(left), Found::Anywhere(right)) => {
                Found::Anywhere(left.plus(window).plus(right))
            }
            (Found::Anywhere(span), Found::Pieces) | (Found::Pieces, Found::Anywhere(span)) => {
                let beyond = window.plus(span);
                for piece in &mut self.pieces[begin..] {
                    piece.slack = piece.slack.plus(beyond);
                }
                Found::Pieces
            }
            (Found::Pieces, Found::Pieces) => {
                let end = self.pieces.len();
                for one in begin..middle {
                    for other in middle..end {
                        let (one, other) = (self.pieces[one], self.pieces[other]);
                        self.pieces.extend(one.join(other, window, in_order));
                    }
                }
                self.pieces.drain(begin..end);
                self.bounded(begin, Span::UNBOUNDED)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(words: u128, slack: u8) -> Piece {
        let slack = Span(slack);
        Piece { words, slack }
    }

    #[test]
    fn pieces_join_as_windows_order_and_words_let_them() {
        for (one, other, window, in_order, expected) in [
            // Three words between.
            (piece(0b1, 0), piece(0b1_0000, 0), 3, false, true),
            (piece(0b1, 0), piece(0b1_0000, 0), 2, false, false),
            (piece(0b1_0000, 0), piece(0b1, 0), 3, false, true),
            (piece(0b1_0000, 0), piece(0b1, 0), 3, true, false),
            // One of them may reach on.
            (piece(0b1, 1), piece(0b1_0000, 0), 2, true, true),
            (piece(0b1, 0), piece(0b1_0000, 1), 2, true, true),
            (piece(0b1, 1), piece(0b1_0000, 1), 0, true, false),
            // The same word is not two parts.
            (piece(0b11, 0), piece(0b110, 0), 9, false, false),
            // Between the words of the other, which counts as no distance, but is not behind it.
            (piece(0b101, 0), piece(0b10, 0), 0, false, true),
            (piece(0b101, 0), piece(0b10, 0), 0, true, false),
            // No bound.
            (piece(0b1, u8::MAX), piece(1 << 119, 0), 0, true, true),
        ] {
            let joined = one.join(other, Span(window), in_order);
            assert_eq!(
                joined.map(|joined| joined.words),
                expected.then_some(one.words | other.words),
                "{one:?} {other:?} {window} {in_order}"
            );
        }
    }

    #[test]
    fn a_span_beyond_its_range_is_no_bound() {
        assert_eq!(Span::of(Some(254)), Span(254));
        assert_eq!(Span::of(Some(300)), Span::UNBOUNDED);
        assert_eq!(Span::of(None), Span::UNBOUNDED);
        assert_eq!(Span(200).plus(Span(100)), Span::UNBOUNDED);
    }
}
