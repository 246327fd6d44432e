//! The home country of an item (law 12): dateline, else company or demonym, else place, of the title or the first three sentences.

use super::hits::Hit;
use super::scan::RawHit;
use crate::ruleset::{Country, Kind, RuleSet};
use crate::text::{Document, Gap, Word};

/// The sentences of the body that are looked at, and that make the lead.
pub(super) const LEAD_SENTENCES: u32 = 3;

/// A dateline has at most this many words.
const MAX_DATELINE_WORDS: usize = 8;

/// What is known of an item's home.
#[derive(Debug, Default)]
pub(super) struct Home {
    /// The country of the dateline; then nothing else counts.
    pub(super) dateline: Option<Country>,
    /// Companies and demonyms in the order of the text: sentence, hit.
    named: Vec<(usize, Hit)>,
    /// Places in the order of the text.
    places: Vec<(usize, Hit)>,
}

impl Home {
    /// The home as seen from `hit`, which says nothing of it, wherever it is named: a story that names India alone, twice, has
    /// no home that is known.
    pub(super) fn of(&self, sentence: Option<usize>, hit: Hit) -> Option<Country> {
        self.dateline
            .or_else(|| self.named_by(sentence, hit)?.1.country)
    }

    /// The name that gives the home as seen from `hit`, with its sentence, where no dateline does.
    pub(super) fn named_by(&self, sentence: Option<usize>, hit: Hit) -> Option<(usize, Hit)> {
        let is_other = |found: &&(usize, Hit)| {
            let (at, other) = **found;
            // "Bangalore, India" is one place.
            let beside = other.first == hit.last + 1 || hit.first == other.last + 1;
            let apart = Some(at) != sentence
                || (other.words() & hit.words() == 0 && !(beside && other.country == hit.country));
            apart && (other.row.is_none() || other.row != hit.row)
        };
        let first = |found: &[(usize, Hit)]| found.iter().find(is_other).copied();
        first(&self.named).or_else(|| first(&self.places))
    }

    pub(super) fn clear(&mut self) {
        self.dateline = None;
        self.named.clear();
        self.places.clear();
    }

    /// Takes companies, demonyms and places from one sentence; sentences come in the order title, body.
    pub(super) fn read(&mut self, rules: &RuleSet, sentence: usize, base: &[Hit]) {
        let names_home =
            |hit: &Hit| matches!(kind_of(rules, *hit), Some(Kind::Demonym | Kind::Company));
        for (found, wanted) in [(&mut self.named, true), (&mut self.places, false)] {
            let begin = found.len();
            let fits = |hit: &&Hit| {
                hit.country.is_some()
                    && if wanted {
                        names_home(hit)
                    } else {
                        is_place(rules, **hit)
                    }
            };
            found.extend(base.iter().filter(fits).map(|hit| (sentence, *hit)));
            found[begin..].sort_by_key(|(_, hit)| (hit.first, std::cmp::Reverse(hit.last)));
        }
    }
}

/// The country of the dateline, if the first sentence of the body has one.
pub(super) fn dateline(
    rules: &RuleSet,
    document: &Document,
    sentence: usize,
    base: &[Hit],
    raw: &[RawHit],
) -> Option<Country> {
    let range = document.sentences()[sentence].range();
    let words = &document.words()[range.clone()];
    let place_at = |first: usize| {
        let written = base.iter().filter(|hit| {
            usize::from(hit.first) == first
                && is_place(rules, **hit)
                && kind_of(rules, **hit) != Some(Kind::Demonym)
        });
        let written = written.max_by_key(|hit| hit.last);
        written
            .map(|hit| (usize::from(hit.last), kind_of(rules, *hit), hit.country))
            .or_else(|| shouted_place(rules, document, raw, range.start, first))
    };
    let (last, kind, country) =
        place_at(0).filter(|&(last, _, _)| stands_in_dateline(document, words, last))?;
    let comma = words
        .get(last + 1)
        .is_some_and(|word| word.gap.is_bare_comma());
    let wider = place_at(last + 1).filter(|(_, wider, _)| {
        comma && kind == Some(Kind::City) && matches!(wider, Some(Kind::Region | Kind::Country))
    });
    wider.map_or(country, |(_, _, country)| country)
}

fn kind_of(rules: &RuleSet, hit: Hit) -> Option<Kind> {
    hit.row.map(|row| rules.rows.get(row).kind)
}

fn is_place(rules: &RuleSet, hit: Hit) -> bool {
    rules.lists[hit.origin.index()].is_place
}

/// The place in capitals that begins at word `first`: datelines have them in a sentence that is not all in capitals, where law 1
/// does not read them as names. Its last word, its kind and its country.
fn shouted_place(
    rules: &RuleSet,
    document: &Document,
    raw: &[RawHit],
    begin: usize,
    first: usize,
) -> Option<(usize, Option<Kind>, Option<Country>)> {
    let shouted = |hit: &&RawHit| {
        let words = &document.words()[hit.first as usize..=hit.last as usize];
        let letters: usize = words.iter().map(|word| word.range().len()).sum();
        hit.first as usize == begin + first
            && letters > 3
            && words
                .iter()
                .all(|&word| word.is_capitalised() && !document.has_lower(word))
    };
    let row_of = |hit: &RawHit| {
        let entries = rules.terms.entries(hit.term).iter();
        let places = entries.filter(|entry| rules.lists[entry.list.index()].is_place);
        places
            .filter_map(|entry| entry.row.map(|row| rules.rows.get(row)))
            .find(|row| row.kind != Kind::Demonym)
    };
    let found = raw.iter().filter(shouted);
    found
        .filter_map(|hit| row_of(hit).map(|row| (hit.last as usize - begin, row)))
        .max_by_key(|(last, _)| *last)
        .map(|(last, row)| (last, Some(row.kind), row.country))
}

/// Whether a dash follows the place, with nothing before it but names, dates and an agency in brackets; or a colon right after a
/// place in capitals.
fn stands_in_dateline(document: &Document, words: &[Word], place_end: usize) -> bool {
    let is_header = |word: &Word| word.is_capitalised() || word.is_number();
    let dash = words
        .iter()
        .take(MAX_DATELINE_WORDS + 1)
        .position(|word| word.gap.has(Gap::DASH));
    let colon = words
        .get(place_end + 1)
        .is_some_and(|word| word.gap.has(Gap::COLON));
    let shouted = words[..=place_end]
        .iter()
        .all(|&word| !document.has_lower(word));
    colon && shouted
        || dash.is_some_and(|dash| dash > place_end && words[..dash].iter().all(is_header))
}
