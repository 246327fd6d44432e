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
            if sentences
                .iter()
                .any(|&sentence| self.reaches(cue, sentence, leaves))
                || self.reaches_over(cue, sentences[0])
            {
                tags.insert(cue.tag);
            }
        }
        if tags == TagSet::default() {
            tags.insert(Tag::Asserted);
        }
        tags
    }

    /// Whether the cue stands in the sentence next to the match's first and reaches over its end.
    fn reaches_over(&mut self, cue: &'r Cue, sentence: usize) -> bool {
        if cue.reach != Reach::NextSentence {
            return false;
        }
        // The match stands after the trigger: look in the sentence before.
        let before =
            matches!(cue.side, Side::After | Side::Either).then(|| self.neighbour(sentence, false));
        let after =
            matches!(cue.side, Side::Before | Side::Either).then(|| self.neighbour(sentence, true));
        [before, after]
            .into_iter()
            .flatten()
            .flatten()
            .any(|at| !self.triggers(cue, at).is_empty())
    }

    /// Whether the cue stands in `sentence` and reaches a part there.
    fn reaches(&mut self, cue: &'r Cue, sentence: usize, leaves: &[Leaf]) -> bool {
        let triggers = self.triggers(cue, sentence);
        if triggers.is_empty() {
            return false;
        }
        let reach = match cue.reach {
            Reach::Words(words) => words,
            Reach::NextSentence => u32::MAX,
        };
        let parts: Vec<(u8, u8)> = leaves
            .iter()
            .filter(|leaf| leaf.sentence == sentence)
            .map(|leaf| (leaf.hit.first, leaf.hit.last))
            .collect();
        let stops: Vec<(u8, u8)> = self
            .list_hits(cue.stop, sentence, Scope::new(Within::Sentence))
            .iter()
            .map(|hit| (hit.first, hit.last))
            .collect();
        triggers.into_iter().any(|(first, last)| {
            if parts.iter().any(|part| part.0 <= last && first <= part.1) {
                return false;
            }
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
                    && self.is_open(cue, sentence, &stops, last, part.0)
            });
            let before = back.is_some_and(|part| {
                u32::from(first - part.1 - 1) <= reach
                    && self.is_open(cue, sentence, &stops, part.1, first)
            });
            match cue.side {
                Side::After => after,
                Side::Before => before,
                Side::Either => after || before,
            }
        })
    }

    /// Whether nothing stops a cue between word `left` and word `right`.
    fn is_open(
        &mut self,
        cue: &Cue,
        sentence: usize,
        stops: &[(u8, u8)],
        left: u8,
        right: u8,
    ) -> bool {
        if stops.iter().any(|stop| stop.0 > left && stop.1 < right) {
            return false;
        }
        if cue.stops_at_clause && self.clause(sentence, left) != self.clause(sentence, right) {
            return false;
        }
        let begin = self.document.sentences()[sentence].first as usize;
        let between = begin + usize::from(left) + 1..=begin + usize::from(right);
        !self.document.words()[between]
            .iter()
            .any(|word| word.gap.has(Gap::SEMICOLON))
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
