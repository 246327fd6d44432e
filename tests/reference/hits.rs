//! Hits: where the terms of the lists stand, which of them are places, and whether these are foreign.

use std::cell::Cell;
use std::collections::BTreeMap;

use farshore::syntax::ast::{Case, Condition, LexiconDecl, ListRef, RuleFile, Term};

use super::InputField;
use super::text::{Document, has_dash, is_clause_end, joins_name};

/// One hit of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// The first word.
    pub(crate) start: usize,
    /// The last word, included.
    pub(crate) end: usize,
    /// The term as its list has it.
    pub(crate) term: String,
    /// The attributes of its row; none for a term written in the rule file.
    pub(crate) row: BTreeMap<String, String>,
    /// The list, and the lists through which it came into it: X, Y, Z where X includes Y and Y includes Z.
    pub(crate) lists: Vec<String>,
}

impl Hit {
    pub(crate) fn attribute(&self, column: &str) -> &str {
        self.row.get(column).map_or("", String::as_str)
    }

    /// Decision m: the country of a place or demonym, the home of a company; empty where unknown.
    pub(crate) fn country(&self) -> &str {
        if self.row.contains_key("country") {
            self.attribute("country")
        } else {
            self.attribute("home")
        }
    }

    /// Choice: a demonym is no place for datelines and for the last resort of law 12. Otherwise a "place hit" is any hit of a
    /// place file.
    pub(crate) fn is_place(&self) -> bool {
        self.row.contains_key("country") && self.attribute("kind") != "demonym"
    }

    /// Decisions d, e, k: a place that says where the place before its comma lies.
    fn is_region(&self) -> bool {
        matches!(self.attribute("kind"), "region" | "country" | "territory")
    }

    pub(crate) fn overlaps(&self, other: &Hit) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

/// Law 2 (Overlaps): from left to right, the longest of the hits that start first wins; on after its end. Several hits of the
/// same words (two rows, or two ways into a list) all stay.
pub(crate) fn leftmost_longest(hits: &[Hit]) -> Vec<Hit> {
    let mut kept = Vec::new();
    let mut from = 0;
    while let Some(start) = hits
        .iter()
        .map(|hit| hit.start)
        .filter(|start| *start >= from)
        .min()
    {
        let end = hits
            .iter()
            .filter(|hit| hit.start == start)
            .map(|hit| hit.end)
            .max()
            .expect("there is one");
        kept.extend(
            hits.iter()
                .filter(|hit| (hit.start, hit.end) == (start, end))
                .cloned(),
        );
        from = end + 1;
    }
    kept
}

/// The rows of a TSV file as (term, attributes). Choice: lines that begin with `#` are comments, the first other line names the
/// columns, the first column, `term`, is the term.
fn rows(tsv: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut lines = tsv
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let columns: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let row = columns.iter().enumerate().skip(1);
            let row = row.map(|(n, column)| {
                (
                    (*column).to_string(),
                    cells.get(n).unwrap_or(&"").trim().to_string(),
                )
            });
            (cells[0].trim().to_string(), row.collect())
        })
        .collect()
}

/// Everything known of one item under one set of rules, each field of it made from those above it.
pub(crate) struct Reader<'a> {
    pub(crate) rules: &'a [RuleFile],
    pub(crate) data: &'a BTreeMap<String, String>,
    /// Words, sentences, and, once the places are known, clauses.
    pub(crate) document: Document,
    /// The places and demonyms that count.
    pub(crate) places: Vec<Hit>,
    /// The companies, masked or not.
    pub(crate) companies: Vec<Hit>,
    /// The country of the dateline.
    pub(crate) dateline: Option<String>,
    /// All hits of each list, masked or not.
    pub(crate) lists: BTreeMap<String, Vec<Hit>>,
    /// Each part of each match of each mask, with the lists that the mask hides.
    pub(crate) masked: Vec<(Hit, Vec<String>)>,
    /// How many matches were made: beyond a bound the reference gives up on the item.
    pub(crate) made: Cell<usize>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        rules: &'a [RuleFile],
        data: &'a BTreeMap<String, String>,
        fields: &[InputField],
    ) -> Self {
        let mut reader = Self {
            rules,
            data,
            document: Document::new(fields),
            places: Vec::new(),
            companies: Vec::new(),
            dateline: None,
            lists: BTreeMap::new(),
            masked: Vec::new(),
            made: Cell::new(0),
        };
        reader.places = reader.place_hits();
        reader.number_clauses();
        reader.companies = reader.company_hits();
        reader.dateline = reader.dateline();
        for lexicon in reader.lexicons() {
            let hits = reader.list_hits(&lexicon.name.value);
            reader.lists.insert(lexicon.name.value.clone(), hits);
        }
        reader.spread_masks();
        reader
    }

    pub(crate) fn lexicons(&self) -> Vec<&'a LexiconDecl> {
        self.rules.iter().flat_map(|file| &file.lexicons).collect()
    }

    /// The hits of the rows of a lexicon's files that have a column `with`, or that have it not.
    fn row_hits(
        &self,
        lexicon: &LexiconDecl,
        keep: impl Fn(&BTreeMap<String, String>) -> bool,
    ) -> Vec<Hit> {
        let mut hits = Vec::new();
        for file in &lexicon.files {
            let tsv = self
                .data
                .get(&file.value)
                .unwrap_or_else(|| panic!("no data file {}", file.value));
            for (term, row) in rows(tsv).into_iter().filter(|(_, row)| keep(row)) {
                for (start, end) in self.document.occurrences(&term, lexicon.case) {
                    let (term, row) = (term.clone(), row.clone());
                    hits.push(Hit {
                        start,
                        end,
                        term,
                        row,
                        lists: vec![lexicon.name.value.clone()],
                    });
                }
            }
        }
        hits
    }

    /// Law 2 (Overlaps): among all place files together the leftmost-longest term wins. Decision e: place files are those with
    /// a column `country`; then a row marked `ambiguous` must be borne out by what stands beside it. Choice: one that is not
    /// borne out is dropped only now, so that the shorter terms in it do not come up instead.
    fn place_hits(&self) -> Vec<Hit> {
        let mut all = Vec::new();
        for lexicon in self.lexicons() {
            all.extend(self.row_hits(lexicon, |row| row.contains_key("country")));
        }
        let winners = leftmost_longest(&all);
        let mut counting: Vec<Hit> = Vec::new();
        for hit in &winners {
            if hit.attribute("ambiguous").is_empty() || self.borne_out(hit, &winners) {
                counting.push(hit.clone());
            }
        }
        // Decision d: a city before a comma and a region, country or territory lies in the country of the latter.
        let mut placed = counting.clone();
        for hit in &mut placed {
            if hit.attribute("kind") == "city"
                && let Some(region) = self.region_after_comma(hit, &counting)
            {
                hit.row.insert(
                    "country".to_string(),
                    region.attribute("country").to_string(),
                );
            }
        }
        placed
    }

    /// Decision e: what an ambiguous place needs.
    fn borne_out(&self, hit: &Hit, winners: &[Hit]) -> bool {
        let words = &self.document.words;
        let before = hit.start > 0
            && self.document.goes_on(hit.start - 1)
            && ["in", "at", "near", "from", "to", "outside", "around", "of"]
                .contains(&words[hit.start - 1].folded.as_str());
        let based = self.document.goes_on(hit.end) && words[hit.end + 1].folded == "based";
        before || based || self.region_after_comma(hit, winners).is_some()
    }

    /// The region, country or territory that stands directly after `hit` and a comma.
    fn region_after_comma(&self, hit: &Hit, places: &[Hit]) -> Option<Hit> {
        if !self.document.goes_on(hit.end) || self.document.between(hit.end).trim() != "," {
            return None;
        }
        places
            .iter()
            .find(|next| next.start == hit.end + 1 && next.is_region())
            .cloned()
    }

    /// Law 3 (Clauses): each word gets the number of its clause; a sentence begins a new one.
    fn number_clauses(&mut self) {
        let mut clause = 0;
        for at in 0..self.document.words.len() {
            self.document.words[at].clause = clause;
            if !self.document.goes_on(at) || self.clause_ends_after(at) {
                clause += 1;
            }
        }
    }

    fn clause_ends_after(&self, at: usize) -> bool {
        let words = &self.document.words;
        let between_digits =
            words[at].cased.ends_with(char::is_numeric) && words[at + 1].first.is_numeric();
        // Decision d says "place hits of place lists", which holds for demonyms too ("American, Indian and other plants").
        let between_places = self.places.iter().any(|left| left.end == at)
            && self.places.iter().any(|right| right.start == at + 1);
        is_clause_end(self.document.between(at), between_digits, between_places)
    }

    /// Decision k: the hits of the files with a column `home`, whatever masks say.
    fn company_hits(&self) -> Vec<Hit> {
        let mut hits = Vec::new();
        for lexicon in self.lexicons() {
            hits.extend(leftmost_longest(
                &self.row_hits(lexicon, |row| row.contains_key("home")),
            ));
        }
        hits
    }

    /// Law 2 (Overlaps): inside one list the leftmost-longest term wins. Decision e: the list's own terms and the hits of the
    /// lists it includes (after their filters) compete; of the rows of place files only the winners among all place files do.
    pub(crate) fn list_hits(&self, name: &str) -> Vec<Hit> {
        if name == "Name" {
            return self.names();
        }
        let lexicons = self.lexicons();
        let lexicon = lexicons
            .iter()
            .find(|lexicon| lexicon.name.value == name)
            .expect("a list that is declared");
        assert!(
            lexicon.inflect.is_none() && lexicon.forms.is_empty() && lexicon.regex.is_empty(),
            "not in the reference"
        );
        let mut hits = self.row_hits(lexicon, |row| !row.contains_key("country"));
        hits.extend(
            self.places
                .iter()
                .filter(|place| place.lists == [name])
                .cloned(),
        );
        for term in &lexicon.terms {
            match term {
                Term::Text(text) => hits.extend(self.term_hits(&text.value, lexicon.case, name)),
                Term::List(list) => {
                    for mut hit in self.filtered(self.list_hits(&list.name.value), list) {
                        hit.lists.insert(0, name.to_string());
                        hits.push(hit);
                    }
                }
            }
        }
        leftmost_longest(&hits)
    }

    /// The hits of one term, overlapping ones too.
    pub(crate) fn term_hits(&self, term: &str, case: Case, list: &str) -> Vec<Hit> {
        let found = self.document.occurrences(term, case).into_iter();
        found
            .map(|(start, end)| Hit {
                start,
                end,
                term: term.to_string(),
                row: BTreeMap::new(),
                lists: vec![list.to_string()],
            })
            .collect()
    }

    /// The hits for whose rows all conditions of the filter hold.
    pub(crate) fn filtered(&self, mut hits: Vec<Hit>, list: &ListRef) -> Vec<Hit> {
        hits.retain(|hit| {
            list.filter
                .iter()
                .all(|condition| self.holds(condition, hit))
        });
        hits
    }

    fn holds(&self, condition: &Condition, hit: &Hit) -> bool {
        let plain = match (condition.key.value.as_str(), &condition.value) {
            ("foreign", None) => self.is_foreign(hit),
            // Decision k: domestic needs a known home.
            ("domestic", None) => {
                !hit.country().is_empty() && self.home(hit).as_deref() == Some(hit.country())
            }
            (column, None) => !hit.attribute(column).is_empty(),
            (column, Some(value)) => hit.attribute(column) == value,
        };
        plain != condition.negated
    }

    /// Law 12 (Home): "then a country by name counts as `foreign`, a city, state or province does not".
    fn is_foreign(&self, hit: &Hit) -> bool {
        if hit.country().is_empty() {
            return false; // Decision k: a row without a country never is.
        }
        match self.home(hit) {
            Some(home) => home != hit.country(),
            // Decision k: country, territory or demonym.
            None => matches!(hit.attribute("kind"), "country" | "territory" | "demonym"),
        }
    }

    /// Law 12 (Home): the home country of the item, as seen when `tested` is tested.
    fn home(&self, tested: &Hit) -> Option<String> {
        // "that of the dateline"
        if self.dateline.is_some() {
            return self.dateline.clone();
        }
        // "else of the first known company or demonym in the title or the first three sentences".
        // Choice: of two that start at the same word, the longer one.
        let near_the_top = |hit: &&Hit| {
            let sentence = &self.document.sentences[self.document.words[hit.start].sentence];
            sentence.is_title || sentence.is_lead
        };
        // "Bangalore, India" is one place: neither of the two is the other's home.
        let sentence_of = |hit: &Hit| self.document.words[hit.start].sentence;
        let beside = |hit: &Hit| {
            (hit.start == tested.end + 1 || tested.start == hit.end + 1)
                && sentence_of(hit) == sentence_of(tested)
                && hit.country() == tested.country()
        };
        let demonyms = self
            .places
            .iter()
            .filter(|hit| hit.attribute("kind") == "demonym");
        let known = self
            .companies
            .iter()
            .chain(demonyms)
            .filter(|hit| {
                !hit.country().is_empty()
                    && !hit.overlaps(tested)
                    && !beside(hit)
                    && hit.term != tested.term
            })
            .filter(near_the_top);
        if let Some(first) = known.min_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end))) {
            return Some(first.country().to_string());
        }
        // "else of the first place there other than the one being tested": decision k, that does not overlap it. Choice: nor
        // another mention of the same name, since a text that names India alone, twice, says nothing of its home; and a place
        // without a country (a part of the world) is passed over.
        let other = |hit: &&Hit| {
            hit.is_place() && !hit.overlaps(tested) && !beside(hit) && hit.term != tested.term
        };
        let others = self
            .places
            .iter()
            .filter(other)
            .filter(|hit| !hit.country().is_empty())
            .filter(near_the_top);
        others
            .min_by_key(|hit| hit.start)
            .map(|first| first.country().to_string())
    }

    /// Decision k: a place at the very start of the first body sentence, then perhaps a comma and a region or country, an
    /// agency in brackets, a date, and then a dash with blanks or an em dash after at most eight words.
    fn dateline(&self) -> Option<String> {
        let words = &self.document.words;
        let sentence = self
            .document
            .sentences
            .iter()
            .find(|sentence| !sentence.is_title)?;
        let place = self
            .places
            .iter()
            .find(|hit| hit.is_place() && hit.start == sentence.first)?;
        let country = Some(place.country().to_string()).filter(|country| !country.is_empty());
        // Choice: or a place in capitals with a colon right behind it ("PARIS: ...").
        let shouted = words[place.start..=place.end]
            .iter()
            .all(|word| !word.cased.contains(char::is_lowercase));
        if shouted && place.end < sentence.last && self.document.between(place.end).contains(':') {
            return country;
        }
        let last = (place.end..sentence.last).find(|at| has_dash(self.document.between(*at)))?;
        if last - sentence.first + 1 > 8 {
            return None;
        }
        let fits = |at: usize| words[at].first.is_uppercase() || words[at].first.is_numeric();
        if !(place.start..=last).all(fits) {
            return None;
        }
        country
    }

    /// `{Name}`, decision l: the longest runs of words whose first letter is upper case, digits after the first word included.
    fn names(&self) -> Vec<Hit> {
        let words = &self.document.words;
        let fit_for_name = |at: usize, first: bool| {
            let capital =
                words[at].first.is_uppercase() || (!first && words[at].first.is_numeric());
            let in_place = self
                .places
                .iter()
                .any(|hit| hit.start <= at && at <= hit.end);
            capital && !in_place && self.document.sentences[words[at].sentence].has_lower
        };
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            if !fit_for_name(at, true) {
                at += 1;
                continue;
            }
            let start = at;
            while self.document.goes_on(at)
                && joins_name(self.document.between(at))
                && fit_for_name(at + 1, false)
            {
                at += 1;
            }
            let alone_at_sentence_start =
                at == start && self.document.sentences[words[at].sentence].first == at;
            if !alone_at_sentence_start {
                found.push(Hit {
                    start,
                    end: at,
                    lists: vec!["Name".to_string()],
                    ..Hit::default()
                });
            }
            at += 1;
        }
        found
    }
}
