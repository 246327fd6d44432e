//! One sentence's raw terms in, the hits of each list out: case, overlaps, inclusion, filters (laws 1, 2, 12).

use std::ops::Range;

use super::home::Home;
use super::scan::{RawHit, scan};
use crate::ruleset::{Country, Filter, IdSet, Kind, ListId, RowId, RuleSet, Test};
use crate::text::{Document, Gap, Sentence, Word};

/// A hit of a list. Words are counted from the start of the sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) first: u8,
    pub(crate) last: u8,
    /// The list whose own term it is.
    pub(crate) origin: ListId,
    pub(crate) row: Option<RowId>,
    /// Of its row, or of the region that follows a city.
    pub(crate) country: Option<Country>,
}

impl Hit {
    /// Its words as bits.
    pub(super) fn words(self) -> u128 {
        word_bits(self.first, self.last)
    }
}

pub(super) fn word_bits(first: u8, last: u8) -> u128 {
    (u128::MAX >> (127 - (last - first))) << first
}

/// Prepositions before which a name that is also an ordinary word is a place.
const LOCATIVE: [&str; 8] = ["in", "at", "near", "from", "to", "outside", "around", "of"];

/// The hits of one sentence.
#[derive(Debug, Default)]
pub(super) struct SentenceHits {
    /// Which sentence this is, if any.
    pub(super) sentence: Option<usize>,
    /// Whether its terms are resolved to hits, which most sentences need not be.
    is_resolved: bool,
    /// Lists, and filtered uses of lists, that may have hits.
    pub(super) present: IdSet,
    /// By list, where its hits lie in `hits`, once they are known.
    ranges: Vec<Option<(u32, u32)>>,
    touched: Vec<ListId>,
    hits: Vec<Hit>,
    raw: Vec<RawHit>,
    /// Terms with the right case; of places only the winners.
    base: Vec<Hit>,
    /// By word: the number of its clause.
    clauses: Vec<u8>,
    /// The words of each mask that was looked for.
    masks: Vec<(usize, u128)>,
    pub(super) truncated: bool,
}

impl SentenceHits {
    /// Turns to a sentence: which lists may have hits among its terms.
    pub(super) fn open(&mut self, index: usize, rules: &RuleSet, document: &Document) {
        self.sentence = Some(index);
        self.is_resolved = false;
        self.masks.clear();
        self.truncated = false;
        self.present.clear();
        self.present.union(&rules.open_lists);
        let words = document.sentences()[index].range();
        scan(rules, document, words, &mut self.raw);
        for hit in &self.raw {
            for list in rules.terms.lists(hit.term) {
                self.present.insert(list);
            }
        }
    }

    /// Resolves the sentence's terms, unless that is done.
    pub(super) fn resolve(&mut self, rules: &RuleSet, document: &Document) {
        let Some(index) = self.sentence.filter(|_| !self.is_resolved) else {
            return;
        };
        let sentence = document.sentences()[index];
        self.is_resolved = true;
        self.ranges.resize(rules.lists.len(), None);
        for list in self.touched.drain(..) {
            self.ranges[list.index()] = None;
        }
        self.hits.clear();
        self.base.clear();
        let shouting = !document.words()[sentence.range()]
            .iter()
            .any(|&word| document.has_lower(word));
        let mut places = Vec::new();
        for hit in &self.raw {
            for entry in rules.terms.entries(hit.term) {
                let words = hit.first as usize..hit.last as usize + 1;
                if rules
                    .terms
                    .cased(entry)
                    .is_some_and(|cased| !cased_fits(document, words, cased, shouting))
                {
                    continue;
                }
                let row = entry.row.map(|row| rules.rows.get(row));
                let found = Hit {
                    first: (hit.first - sentence.first) as u8,
                    last: (hit.last - sentence.first) as u8,
                    origin: entry.list,
                    row: entry.row,
                    country: row.and_then(|row| row.country),
                };
                if rules.lists[entry.list.index()].is_place {
                    places.push(found);
                } else {
                    self.base.push(found);
                }
            }
        }
        let words = &document.words()[sentence.range()];
        leftmost_longest(&mut places);
        place_countries(rules, words, &mut places);
        let unambiguous: Vec<Hit> = (0..places.len())
            .filter(|&at| {
                let row = places[at].row.map(|row| rules.rows.get(row));
                row.is_none_or(|row| !row.ambiguous)
                    || place_context(rules, document, sentence, &places, at)
            })
            .map(|at| places[at])
            .collect();
        self.find_clauses(words, &unambiguous);
        self.base.extend(unambiguous);
    }

    /// The hits of `list`, before masks.
    pub(super) fn of_list(
        &mut self,
        list: ListId,
        rules: &RuleSet,
        document: &Document,
        home: &Home,
    ) -> Range<usize> {
        if let Some((start, end)) = self.ranges[list.index()] {
            return start as usize..end as usize;
        }
        let mut found: Vec<Hit> = self
            .base
            .iter()
            .copied()
            .filter(|hit| hit.origin == list)
            .collect();
        let declared = &rules.lists[list.index()];
        if let Some(index) = self.sentence {
            let sentence = document.sentences()[index];
            if !declared.open_classes.is_empty() {
                self.regex_hits(list, rules, document, sentence, &mut found);
            }
            if declared.is_name {
                self.names(list, rules, document, sentence, &mut found);
            }
        }
        for (included, filter) in &declared.includes {
            if !self.present.contains(included.index()) {
                continue;
            }
            for at in self.of_list(*included, rules, document, home) {
                let hit = self.hits[at];
                if self.passes(hit, filter, rules, home) {
                    found.push(hit);
                }
            }
        }
        leftmost_longest(&mut found);
        let start = self.hits.len();
        self.hits.extend(found);
        self.ranges[list.index()] = Some((start as u32, self.hits.len() as u32));
        self.touched.push(list);
        start..self.hits.len()
    }

    pub(super) fn hits(&self, range: Range<usize>) -> &[Hit] {
        &self.hits[range]
    }

    /// The words on which a mask lies, if it was looked for.
    pub(super) fn mask(&self, nth: usize) -> Option<u128> {
        self.masks
            .iter()
            .find(|(known, _)| *known == nth)
            .map(|(_, words)| *words)
    }

    pub(super) fn set_mask(&mut self, nth: usize, words: u128) {
        self.masks.push((nth, words));
    }

    /// Whether a hit meets a filter.
    pub(super) fn passes(&self, hit: Hit, filter: &Filter, rules: &RuleSet, home: &Home) -> bool {
        filter.0.iter().all(|condition| {
            let row = hit.row.map(|row| rules.rows.get(row));
            let holds = match condition.test {
                Test::Filled(_) | Test::Equals(..) => {
                    condition.test.of_row(row).unwrap_or_default()
                }
                Test::In(country) => hit.country == Some(country),
                Test::Foreign => {
                    hit.country
                        .is_some_and(|country| match home.of(self.sentence, hit) {
                            Some(home) => country != home,
                            None => row.is_some_and(|row| {
                                matches!(row.kind, Kind::Country | Kind::Demonym)
                            }),
                        })
                }
                Test::Domestic => {
                    hit.country.is_some() && hit.country == home.of(self.sentence, hit)
                }
            };
            holds != condition.negated
        })
    }

    /// The clause of a word.
    pub(super) fn clause(&self, word: u8) -> u8 {
        self.clauses[usize::from(word)]
    }

    /// Its terms, before case is looked at.
    pub(super) fn raw(&self) -> &[RawHit] {
        &self.raw
    }

    /// Terms of place, demonym and company lists, for the item's home.
    pub(super) fn base(&self) -> &[Hit] {
        &self.base
    }

    /// Law 3.
    fn find_clauses(&mut self, words: &[Word], places: &[Hit]) {
        self.clauses.clear();
        let mut clause = 0_u8;
        for (at, word) in words.iter().enumerate() {
            // What stands before the first word ends no clause of this sentence, nor may it be looked at.
            let ends = at > 0 && {
                let in_number =
                    word.gap == Gap::COMMA && word.is_number() && words[at - 1].is_number();
                let between_places = word.gap.is_bare_comma()
                    && places.iter().any(|hit| usize::from(hit.last) + 1 == at)
                    && places.iter().any(|hit| usize::from(hit.first) == at);
                word.gap.has(Gap::CLAUSE_END)
                    || (word.gap.has(Gap::COMMA) && !in_number && !between_places)
            };
            if ends {
                clause = clause.saturating_add(1);
            }
            self.clauses.push(clause);
        }
    }
}

/// Law 2: from left to right, the longest hit that begins first; then on behind it. Words that came from several lists are a hit
/// of each of them, since a mask may hide one and a filter may ask for the row of the other.
pub(super) fn leftmost_longest(hits: &mut Vec<Hit>) {
    if hits.len() < 2 {
        return;
    }
    hits.sort_by_key(|hit| (hit.first, std::cmp::Reverse(hit.last)));
    let mut won: Vec<Hit> = Vec::with_capacity(hits.len());
    for &hit in hits.iter() {
        let same_words = |other: &&Hit| (other.first, other.last) == (hit.first, hit.last);
        let mut ties = won.iter().rev().take_while(same_words).peekable();
        let wins = match ties.peek() {
            Some(_) => ties.all(|other| other.origin != hit.origin),
            None => won.last().is_none_or(|last| hit.first > last.last),
        };
        if wins {
            won.push(hit);
        }
    }
    *hits = won;
}

/// Law 1 on case: as written, or in a sentence without lower-case letters a term of more than three letters.
fn cased_fits(document: &Document, words: Range<usize>, cased: &str, shouting: bool) -> bool {
    if shouting && cased.chars().filter(|char| char.is_alphanumeric()).count() > 3 {
        return true;
    }
    let mut rest = cased;
    for (nth, word) in document.words()[words].iter().enumerate() {
        if nth > 0 {
            rest = &rest[1..];
        }
        let Some(behind) = rest.strip_prefix(&document.cased()[word.range()]) else {
            return false;
        };
        rest = behind;
    }
    rest.is_empty()
}

fn kind_of(rules: &RuleSet, hit: Hit) -> Option<Kind> {
    hit.row.map(|row| rules.rows.get(row).kind)
}

/// Whether place `at` is followed by a comma and a region or country.
fn region_after(rules: &RuleSet, words: &[Word], places: &[Hit], at: usize) -> Option<Country> {
    // Behind the place itself as it stands in other lists.
    let next = places[at..]
        .iter()
        .find(|next| next.first > places[at].last)?;
    let adjacent =
        next.first == places[at].last + 1 && words[usize::from(next.first)].gap.is_bare_comma();
    let wider = matches!(kind_of(rules, *next), Some(Kind::Region | Kind::Country));
    if adjacent && wider {
        next.country
    } else {
        None
    }
}

/// "Birmingham, Alabama" is in the United States.
fn place_countries(rules: &RuleSet, words: &[Word], places: &mut [Hit]) {
    for at in 0..places.len() {
        if kind_of(rules, places[at]) == Some(Kind::City)
            && let Some(country) = region_after(rules, words, places, at)
        {
            places[at].country = Some(country);
        }
    }
}

/// Whether a name that is also an ordinary word is a place here.
fn place_context(
    rules: &RuleSet,
    document: &Document,
    sentence: Sentence,
    places: &[Hit],
    at: usize,
) -> bool {
    let words = &document.words()[sentence.range()];
    let word = |at: usize| words.get(at).map(|word| &document.lower()[word.range()]);
    let before = usize::from(places[at].first).checked_sub(1).and_then(word);
    before.is_some_and(|before| LOCATIVE.contains(&before))
        || word(usize::from(places[at].last) + 1) == Some("based")
        || region_after(rules, words, places, at).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_bits_cover_their_words() {
        assert_eq!(word_bits(0, 0), 1);
        assert_eq!(word_bits(2, 4), 0b11100);
        assert_eq!(word_bits(119, 119), 1 << 119);
    }
}
