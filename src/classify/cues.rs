//! The tags of a match (law 8): which cues reach one of its parts.

use super::item::Matcher;
use super::matcher::Scope;
use super::partial::Leaf;
use crate::ruleset::{Cue, Tag, TagSet};
use crate::syntax::ast::{Reach, Side, Within};
use crate::text::Gap;

impl<'r> Matcher<'r> {
    /// The tags of a match, `asserted` where no cue reaches it.
    pub(super) fn tags(&mut self, leaves: &[Leaf]) -> TagSet {
        let mut tags = TagSet::default();
        let mut sentences: Vec<usize> = leaves.iter().map(|leaf| leaf.sentence).collect();
        sentences.sort_unstable();
        sentences.dedup();
        let rules = self.rules;
        for cue in &rules.cues {
            if self.trigger(cue, &sentences, leaves).is_some() {
                tags.insert(cue.tag);
            }
        }
        if tags == TagSet::default() {
            tags.insert(Tag::Asserted);
        }
        tags
    }

    /// The first trigger of a cue that reaches a match with parts in these sentences: its sentence, its first and its last word.
    pub(super) fn trigger(
        &mut self,
        cue: &'r Cue,
        sentences: &[usize],
        leaves: &[Leaf],
    ) -> Option<(usize, u8, u8)> {
        sentences
            .iter()
            .find_map(|&sentence| {
                let (first, last) = self.reaching(cue, sentence, leaves)?;
                Some((sentence, first, last))
            })
            .or_else(|| self.reaching_over(cue, *sentences.first()?, leaves))
    }

    /// The trigger in the sentence next to the match's first that reaches over its end.
    fn reaching_over(
        &mut self,
        cue: &'r Cue,
        sentence: usize,
        leaves: &[Leaf],
    ) -> Option<(usize, u8, u8)> {
        if cue.reach != Reach::NextSentence {
            return None;
        }
        // The match stands after the trigger: look in the sentence before. Of several triggers the nearest is the least stopped.
        if matches!(cue.side, Side::After | Side::Either)
            && let Some(before) = self.neighbour(sentence, false)
            && let Some(&(first, trigger)) = self.free_triggers(cue, before, leaves).last()
        {
            let part = parts_in(leaves, sentence).map(|part| part.0).min();
            if self.is_open(cue, before, Some(trigger), None)
                && self.is_open(cue, sentence, None, part)
            {
                return Some((before, first, trigger));
            }
        }
        if matches!(cue.side, Side::Before | Side::Either)
            && let Some(after) = self.neighbour(sentence, true)
            && let Some(&(trigger, last)) = self.free_triggers(cue, after, leaves).first()
        {
            let part = parts_in(leaves, sentence).map(|part| part.1).max();
            let is_open = self.is_open(cue, sentence, part, None)
                && self.is_open(cue, after, None, Some(trigger));
            return is_open.then_some((after, trigger, last));
        }
        None
    }

    /// The first trigger in `sentence` that reaches a part there.
    fn reaching(&mut self, cue: &'r Cue, sentence: usize, leaves: &[Leaf]) -> Option<(u8, u8)> {
        let triggers = self.free_triggers(cue, sentence, leaves);
        if triggers.is_empty() {
            return None;
        }
        let reach = match cue.reach {
            Reach::Words(words) => words,
            Reach::NextSentence => u32::MAX,
        };
        let parts: Vec<(u8, u8)> = parts_in(leaves, sentence).collect();
        triggers.into_iter().find(|&(first, last)| {
            let on = parts
                .iter()
                .filter(|part| part.0 > last)
                .min_by_key(|part| part.0);
            let back = parts
                .iter()
                .filter(|part| part.1 < first)
                .max_by_key(|part| part.1);
            let after = on.is_some_and(|part| {
                u32::from(part.0 - last - 1) <= reach
                    && self.is_open(cue, sentence, Some(last), Some(part.0))
            });
            let before = back.is_some_and(|part| {
                u32::from(first - part.1 - 1) <= reach
                    && self.is_open(cue, sentence, Some(part.1), Some(first))
            });
            match cue.side {
                Side::After => after,
                Side::Before => before,
                Side::Either => after || before,
            }
        })
    }

    /// Whether nothing stops a cue between two words of a sentence; without one, from its start or up to its end.
    fn is_open(&mut self, cue: &Cue, sentence: usize, left: Option<u8>, right: Option<u8>) -> bool {
        let words = self.document.sentences()[sentence].range();
        let between = left.map_or(0, |left| left + 1)..right.unwrap_or(words.len() as u8);
        let stopped = self
            .list_hits(cue.stop, sentence, Scope::new(Within::Sentence))
            .iter()
            .any(|stop| between.start <= stop.first && stop.last < between.end);
        let (from, to) = (
            left.unwrap_or(0),
            right.unwrap_or(words.len().saturating_sub(1) as u8),
        );
        if stopped
            || cue.stops_at_clause && self.clause(sentence, from) != self.clause(sentence, to)
        {
            return false;
        }
        let gaps = words.start + usize::from(from) + 1..=words.start + usize::from(to);
        !self.document.words()[gaps]
            .iter()
            .any(|word| word.gap.has(Gap::SEMICOLON))
    }

    /// The triggers in a sentence that share no word with a part of the match.
    fn free_triggers(&mut self, cue: &'r Cue, sentence: usize, leaves: &[Leaf]) -> Vec<(u8, u8)> {
        let mut triggers = self.triggers(cue, sentence);
        triggers.retain(|&(first, last)| {
            !parts_in(leaves, sentence).any(|part| part.0 <= last && first <= part.1)
        });
        triggers
    }

    /// The words of a cue's triggers in a sentence; its pseudo-triggers are none.
    fn triggers(&mut self, cue: &'r Cue, sentence: usize) -> Vec<(u8, u8)> {
        self.list_hits(cue.triggers, sentence, Scope::new(Within::Sentence))
            .iter()
            .filter(|hit| hit.origin != cue.pseudo)
            .map(|hit| (hit.first, hit.last))
            .collect()
    }
}

/// The words of a match's parts in a sentence.
fn parts_in(leaves: &[Leaf], sentence: usize) -> impl Iterator<Item = (u8, u8)> {
    leaves
        .iter()
        .filter(move |leaf| leaf.sentence == sentence)
        .map(|leaf| (leaf.hit.first, leaf.hit.last))
}
