//! The item being matched: its document and raw terms, and the hits, masks and home that its sentences are asked for.

use super::hits::{Hit, SentenceHits};
use super::home::{Home, LEAD_SENTENCES, dateline};
use super::matcher::Scope;
use super::partial::Parts;
use super::scan::{Steps, look_through};
use crate::ruleset::{ListId, Met, NeedId, Node, RuleSet};
use crate::syntax::ast::Within;
use crate::text::Document;

/// Sentences kept resolved: the one at hand and its neighbours.
const SLOTS: usize = 4;

/// An item being matched.
#[derive(Debug)]
pub(super) struct Matcher<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) document: Document,
    pub(super) parts: Parts,
    /// Whether a bound cut something off.
    pub(super) truncated: bool,
    /// Whether a mask hid a hit, or a guard or a tag kept a match from counting.
    pub(super) held_back: bool,
    /// Which needs of rules and masks its sentences meet.
    pub(super) met: Met,
    steps: Steps,
    pub(super) slots: [SentenceHits; SLOTS],
    pub(super) home: Home,
    home_known: bool,
    /// Expressions under a `not` of which it is known whether they match anywhere in the item.
    pub(super) in_item: Vec<(&'r Node, bool)>,
}

impl<'r> Matcher<'r> {
    pub(super) fn new(rules: &'r RuleSet) -> Self {
        Self {
            rules,
            document: Document::default(),
            parts: Parts::default(),
            truncated: false,
            held_back: false,
            met: Met::default(),
            steps: Steps::default(),
            slots: Default::default(),
            home: Home::default(),
            home_known: false,
            in_item: Vec::new(),
        }
    }

    /// Reads an item: text, and whether it is a title, of each field.
    pub(super) fn read<'a>(&mut self, fields: impl Iterator<Item = (&'a str, bool)>) {
        self.document.read(fields);
        self.truncated = self.document.is_cut();
        self.held_back = false;
        self.slots.iter_mut().for_each(|slot| slot.sentence = None);
        self.home.clear();
        self.home_known = false;
        self.in_item.clear();
        self.parts.clear();
        look_through(self.rules, &self.document, &mut self.steps, &mut self.met);
    }

    /// Whether all of `needs` are met in a sentence.
    pub(super) fn meets(&self, sentence: usize, needs: &[NeedId]) -> bool {
        self.rules.gate.all(&self.met, sentence, needs)
    }

    /// The sentence after or before, in the same field.
    pub(super) fn neighbour(&self, sentence: usize, after: bool) -> Option<usize> {
        let other = if after {
            sentence + 1
        } else {
            sentence.checked_sub(1)?
        };
        let sentences = self.document.sentences();
        (sentences.get(other)?.field == sentences[sentence].field).then_some(other)
    }

    /// The hits of a list in a sentence, masked ones left out.
    pub(super) fn list_hits(&mut self, list: ListId, sentence: usize, scope: Scope) -> Vec<Hit> {
        let slot = self.slot(sentence);
        if !self.slots[slot].present.contains(list.index()) {
            return Vec::new();
        }
        if self.rules.lists[list.index()].asks_home {
            self.know_home();
        }
        let slot = self.resolved(sentence);
        let found = self.slots[slot].of_list(list, self.rules, &self.document, &self.home);
        self.truncated |= self.slots[slot].truncated;
        let mut hits = self.slots[slot].hits(found).to_vec();
        if scope.masked_too || hits.is_empty() {
            return hits;
        }
        for &mask in &self.rules.lists[list.index()].masks {
            let Some(hidden) = self.rules.masks[mask].hidden_in(list) else {
                continue;
            };
            let words = self.mask_words(mask, sentence);
            let all = hits.len();
            hits.retain(|hit| words & hit.words() == 0 || !hidden.contains(hit.origin.index()));
            self.held_back |= hits.len() < all;
        }
        hits
    }

    /// The clause of a word of a sentence.
    pub(super) fn clause(&mut self, sentence: usize, word: u8) -> u8 {
        let slot = self.resolved(sentence);
        self.slots[slot].clause(word)
    }

    /// The slot that holds a sentence.
    pub(super) fn slot(&mut self, sentence: usize) -> usize {
        let slot = sentence % SLOTS;
        if self.slots[slot].sentence != Some(sentence) {
            self.slots[slot].open(sentence, self.rules, &self.document);
        }
        slot
    }

    /// The slot that holds a sentence, its hits resolved.
    pub(super) fn resolved(&mut self, sentence: usize) -> usize {
        let slot = self.slot(sentence);
        self.slots[slot].resolve(self.rules, &self.document);
        slot
    }

    /// Finds the item's home, unless it is known: few items have anything that depends on it.
    pub(super) fn know_home(&mut self) {
        if !std::mem::replace(&mut self.home_known, true) {
            self.find_home();
        }
    }

    fn find_home(&mut self) {
        let looked_at = |body: Option<u32>| body.is_none_or(|nth| nth < LEAD_SENTENCES);
        let sentences: Vec<usize> = (0..self.document.sentences().len())
            .take_while(|&at| looked_at(self.document.sentences()[at].body))
            .collect();
        if let Some(&first) = sentences
            .iter()
            .find(|&&at| self.document.sentences()[at].body == Some(0))
        {
            let slot = self.resolved(first);
            let (base, raw) = (self.slots[slot].base(), self.slots[slot].raw());
            self.home.dateline = dateline(self.rules, &self.document, first, base, raw);
        }
        for sentence in sentences {
            if self.home.dateline.is_some() {
                return;
            }
            let slot = self.resolved(sentence);
            self.home
                .read(self.rules, sentence, self.slots[slot].base());
        }
    }

    /// The words of a sentence on which a mask lies, found on hits as they are.
    pub(super) fn mask_words(&mut self, nth: usize, sentence: usize) -> u128 {
        let slot = self.slot(sentence);
        if let Some(known) = self.slots[slot].mask(nth) {
            return known;
        }
        let scope = Scope {
            within: Within::Sentence,
            masked_too: true,
        };
        let mask = &self.rules.masks[nth];
        let mut words = 0;
        if self.meets(sentence, &mask.needs) && self.may_match(&mask.find, sentence) {
            let found = self.in_sentence(&mask.find, sentence, scope, None);
            words = found.iter().fold(0, |words, partial| words | partial.words);
        }
        // A mask with `then` may begin in a sentence before and lie here as well.
        let mut begin = sentence;
        for _ in 0..mask.sentences_after {
            let Some(before) = self.neighbour(begin, false) else {
                break;
            };
            begin = before;
            if self.is_found(&mask.find, begin, scope) {
                for partial in self.in_sentence(&mask.find, begin, scope, None) {
                    let leaves = self.parts.leaves(partial);
                    let here = leaves.iter().filter(|leaf| leaf.sentence == sentence);
                    words = here.fold(words, |words, leaf| words | leaf.hit.words());
                }
            }
        }
        let slot = self.slot(sentence);
        self.slots[slot].set_mask(nth, words);
        words
    }
}
