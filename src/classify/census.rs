//! What stands in an item, whether a rule asks for it or not: the hits of every list's own terms, for counting which terms ever
//! hit, and the words.

use super::Classifier;
use super::hits::leftmost_longest;
use crate::ruleset::{ListId, RuleSet};

impl Classifier<'_> {
    /// Hands every hit of a list's own terms in the item classified last to `found`: the list, and the words as
    /// `compile::written` has them; without words a hit of an open class. Laws 1 and 2 hold; masks hide
    /// nothing.
    pub(crate) fn census(&mut self, found: &mut dyn FnMut(ListId, &str)) {
        let rules = self.matcher.rules;
        let open: Vec<ListId> = open_classes(rules).collect();
        let mut joined = String::new();
        for sentence in 0..self.matcher.document.sentences().len() {
            let slot = self.matcher.resolved(sentence);
            let matcher = &mut self.matcher;
            let document = &matcher.document;
            let here = document.sentences()[sentence];
            let words = &document.words()[here.range()];
            let mut hits = matcher.slots[slot].base().to_vec();
            hits.sort_by_key(|hit| hit.origin);
            for same in hits.chunk_by(|one, other| one.origin == other.origin) {
                let mut same = same.to_vec();
                leftmost_longest(&mut same);
                for hit in same {
                    let words = &words[usize::from(hit.first)..=usize::from(hit.last)];
                    if let [word] = words {
                        found(hit.origin, &document.lower()[word.range()]);
                        continue;
                    }
                    joined.clear();
                    for (nth, word) in words.iter().enumerate() {
                        let joint = word.gap.term_byte().filter(|_| nth > 0);
                        joined.extend(joint.map(char::from));
                        joined.push_str(&document.lower()[word.range()]);
                    }
                    found(hit.origin, &joined);
                }
            }
            for &list in &open {
                let slot = &mut matcher.slots[slot];
                if slot.present.contains(list.index()) {
                    let mut hits = Vec::new();
                    slot.regex_hits(list, rules, document, here, &mut hits);
                    hits.iter().for_each(|_| found(list, ""));
                }
            }
        }
    }

    /// The folded words of the body of the item classified last; those of the title, if there is nothing else.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        let document = &self.matcher.document;
        let sentences = document.sentences();
        let has_body = sentences.iter().any(|sentence| sentence.body.is_some());
        let body = move |sentence: &&crate::text::Sentence| sentence.body.is_some() == has_body;
        let words = sentences.iter().filter(body);
        words
            .flat_map(|sentence| &document.words()[sentence.range()])
            .map(|word| &document.lower()[word.range()])
    }
}

/// Lists with regular expressions.
fn open_classes(rules: &RuleSet) -> impl Iterator<Item = ListId> {
    let lists = rules.lists.iter().enumerate();
    lists
        .filter(|(_, list)| !list.regex.is_empty())
        .map(|(nth, _)| ListId(nth as u16))
}
