//! Compiled lists: the terms of all lists, the rows of data files, and which list includes which.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::class::OpenClass;
use super::numbers::{Numbers, bulk};
use super::set::IdSet;
use super::words::WordIndex;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ListId(pub(crate) u16);

impl ListId {
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Which row of which data file; numbered through all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RowId(pub(crate) u32);

/// A column of the data files, by name; one number for all files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ColumnId(pub(crate) u16);

/// A country, ISO 3166 alpha-2, upper case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Country(pub(crate) [u8; 2]);

impl Country {
    /// Two ASCII letters.
    pub(crate) fn parse(code: &str) -> Option<Self> {
        let &[first, second] = code.as_bytes() else {
            return None;
        };
        let upper = first.is_ascii_uppercase() && second.is_ascii_uppercase();
        upper.then_some(Self([first, second]))
    }

    pub(crate) fn code(self) -> String {
        self.0.iter().map(|&byte| char::from(byte)).collect()
    }
}

/// What kind of name a row holds, as far as the laws ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// A country or a territory by name: foreign even where the home is unknown.
    Country,
    /// An adjective or noun of people: names the home of the item.
    Demonym,
    /// A state or province: gives its country to a city before it.
    Region,
    /// A city, or a place of no stated kind.
    City,
    /// A company, with its home country.
    Company,
    /// Anything else.
    Other,
}

/// What a row of a data file says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) kind: Kind,
    /// From the column `country` or `home`.
    pub(crate) country: Option<Country>,
    /// Also an ordinary word or name: counts only where the context says place.
    pub(crate) ambiguous: bool,
    /// The cells, as numbers of texts; 0 is the empty text.
    pub(crate) cells: Vec<(ColumnId, u32)>,
}

impl Row {
    /// The cell of a column, as the number of its text.
    pub(crate) fn cell(&self, column: ColumnId) -> u32 {
        let cell = self.cells.iter().find(|cell| cell.0 == column);
        cell.map_or(0, |cell| cell.1)
    }
}

/// The rows of all data files. Few of them differ in more than their term, which is not kept here.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rows {
    /// By row: which of `different` it is.
    #[serde(with = "bulk")]
    numbers: Vec<u32>,
    different: Vec<Row>,
    /// Only while they are gathered.
    #[serde(skip)]
    known: HashMap<Row, u32>,
}

impl Rows {
    pub(crate) fn add(&mut self, row: Row) -> RowId {
        let number = *self.known.entry(row).or_insert_with_key(|row| {
            self.different.push(row.clone());
            self.different.len() as u32 - 1
        });
        self.numbers.push(number);
        RowId(self.numbers.len() as u32 - 1)
    }

    pub(crate) fn get(&self, row: RowId) -> &Row {
        &self.different[self.numbers[row.0 as usize] as usize]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.different.iter()
    }
}

/// A filter: all conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Filter(pub(crate) Vec<Condition>);

impl Filter {
    /// Whether it asks for the item's home.
    pub(crate) fn asks_home(&self) -> bool {
        let asks = |condition: &Condition| matches!(condition.test, Test::Foreign | Test::Domestic);
        self.0.iter().any(asks)
    }
}

/// One condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Condition {
    pub(crate) test: Test,
    pub(crate) negated: bool,
}

/// What a condition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Test {
    /// Another country than the item's home.
    Foreign,
    /// The item's home country.
    Domestic,
    /// The cell is not empty.
    Filled(ColumnId),
    /// The cell holds this text.
    Equals(ColumnId, u32),
    /// The country is this one (a city takes on the country of the region behind it).
    In(Country),
}

impl Test {
    /// What a hit's row says by itself; `None` where the hit's country is asked for, which may be another than its row's.
    pub(crate) fn of_row(self, row: Option<&Row>) -> Option<bool> {
        let cell = |column| row.map_or(0, |row| row.cell(column));
        match self {
            Self::Filled(column) => Some(cell(column) != 0),
            Self::Equals(column, text) => Some(cell(column) == text),
            Self::Foreign | Self::Domestic | Self::In(_) => None,
        }
    }
}

/// A list.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the list, and any of them may go with any other"
)]
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct List {
    /// As declared; a phrase or a cue's terms have a name of their own making.
    pub(crate) name: String,
    /// Lists it includes, and which of their hits.
    pub(crate) includes: Vec<(ListId, Filter)>,
    /// Open classes.
    pub(crate) open_classes: Vec<OpenClass>,
    /// Whether they run on text with its case.
    pub(crate) exact: bool,
    /// Whether its own terms are places, which compete with those of all other place lists.
    pub(crate) is_place: bool,
    /// The built-in `{Name}`.
    pub(crate) is_name: bool,
    /// The masks that hide hits of it.
    pub(crate) masks: Vec<usize>,
    /// Whether a filter on what it includes, at any depth, asks for the item's home.
    pub(crate) asks_home: bool,
    /// It and all lists it includes, at any depth.
    pub(crate) closure: IdSet,
}

/// A term as one list holds it, for building [`Terms`].
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) list: ListId,
    /// The words with their case, joined as in the term, where case matters.
    pub(crate) cased: Option<Box<str>>,
    pub(crate) row: Option<RowId>,
}

/// A term as one list holds it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) list: ListId,
    pub(crate) row: Option<RowId>,
    /// Where it stands with its case, where case matters; else nowhere.
    cased: (u32, u32),
}

impl Numbers<4> for Held {
    fn numbers(self) -> [u32; 4] {
        let row = self.row.map_or(0, |row| row.0 + 1);
        [self.list.0.into(), row, self.cased.0, self.cased.1]
    }

    fn of([list, row, begin, end]: [u32; 4]) -> Self {
        Self {
            list: ListId(list as u16),
            row: row.checked_sub(1).map(RowId),
            cased: (begin, end),
        }
    }
}

/// A term, for building [`Terms`].
#[derive(Debug)]
pub(crate) struct NewTerm {
    /// Folded, its words joined by a blank or `&`.
    pub(crate) text: String,
    /// The lists that hold it; none for a word that only says that an open class may have a hit.
    pub(crate) entries: Vec<Entry>,
    /// The lists in which it makes a hit possible.
    pub(crate) lists: IdSet,
    /// Whether it counts in small letters, whatever its entries say.
    pub(crate) any_case: bool,
}

impl NewTerm {
    /// Whether it counts with a capital only: a name in small letters counts nowhere.
    pub(crate) fn is_name(&self) -> bool {
        let is_name = |entry: &Entry| {
            entry
                .cased
                .as_deref()
                .is_some_and(|cased| cased.starts_with(char::is_uppercase))
        };
        !self.any_case && self.entries.iter().all(is_name)
    }
}

/// Which term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TermId(pub(crate) u32);

/// Lists of [`Terms`]: where they lie there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ListsId(u32, u32);

impl Numbers<2> for ListsId {
    fn numbers(self) -> [u32; 2] {
        [self.0, self.1]
    }

    fn of([begin, end]: [u32; 2]) -> Self {
        Self(begin, end)
    }
}

/// All terms of all lists.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Terms {
    /// Where each term's entries end in `flat`.
    #[serde(with = "bulk")]
    ends: Vec<u32>,
    #[serde(with = "bulk")]
    flat: Vec<Held>,
    /// Terms with their case, one after the other.
    cased: String,
    /// By term: where its lists lie in `lists`. Most terms share theirs with others of their list.
    #[serde(with = "bulk")]
    lists_of: Vec<ListsId>,
    #[serde(with = "bulk")]
    lists: Vec<u32>,
    words: WordIndex,
    /// Stands for any word with a digit; no list has it as a term.
    number: TermId,
}

impl Terms {
    /// Of terms, each of them once. In the lists `numeric` a word with a digit makes a hit possible.
    pub(crate) fn build(terms: Vec<NewTerm>, numeric: IdSet) -> Self {
        let mut built = Self {
            ends: Vec::with_capacity(terms.len()),
            flat: Vec::with_capacity(terms.len()),
            cased: String::new(),
            lists_of: Vec::with_capacity(terms.len() + 1),
            lists: Vec::new(),
            words: WordIndex::build(
                terms
                    .iter()
                    .map(|term| (term.text.as_str(), term.is_name())),
            ),
            number: TermId(terms.len() as u32),
        };
        let mut list_sets = Vec::with_capacity(terms.len() + 1);
        for NewTerm { entries, lists, .. } in terms {
            for entry in entries {
                let cased = built.add_cased(entry.cased.as_deref().unwrap_or_default());
                built.flat.push(Held {
                    list: entry.list,
                    row: entry.row,
                    cased,
                });
            }
            built.ends.push(built.flat.len() as u32);
            list_sets.push(lists);
        }
        built.ends.push(built.flat.len() as u32);
        list_sets.push(numeric);
        let mut known = HashMap::new();
        for lists in list_sets {
            let range = *known.entry(lists).or_insert_with_key(|lists| {
                let begin = built.lists.len() as u32;
                built.lists.extend(lists.iter().map(|list| list as u32));
                ListsId(begin, built.lists.len() as u32)
            });
            built.lists_of.push(range);
        }
        built
    }

    /// Where a text stands, which may stand there already if the one before was the same.
    fn add_cased(&mut self, text: &str) -> (u32, u32) {
        if !self.cased.ends_with(text) {
            self.cased.push_str(text);
        }
        let end = self.cased.len();
        ((end - text.len()) as u32, end as u32)
    }

    /// The words of a term with their case, joined as in the term, if its case matters in this list.
    pub(crate) fn cased(&self, held: &Held) -> Option<&str> {
        let (begin, end) = held.cased;
        (begin < end).then(|| &self.cased[begin as usize..end as usize])
    }

    /// Their words.
    pub(crate) fn words(&self) -> &WordIndex {
        &self.words
    }

    /// The term that every word with a digit is.
    pub(crate) fn number(&self) -> TermId {
        self.number
    }

    /// Terms with the same lists have the same.
    pub(super) fn lists_id(&self, term: TermId) -> ListsId {
        self.lists_of[term.0 as usize]
    }

    /// The lists in which a term can be a hit, at any depth of inclusion, and the filtered uses of lists.
    pub(crate) fn lists(&self, term: TermId) -> impl Iterator<Item = usize> + '_ {
        let ListsId(begin, end) = self.lists_id(term);
        let lists = &self.lists[begin as usize..end as usize];
        lists.iter().map(|&list| list as usize)
    }

    /// The terms.
    pub(crate) fn iter(&self) -> impl Iterator<Item = TermId> {
        (0..self.ends.len()).map(|term| TermId(term as u32))
    }

    /// The lists' entries for a term.
    pub(crate) fn entries(&self, term: TermId) -> &[Held] {
        let index = term.0 as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.flat[start as usize..self.ends[index] as usize]
    }
}
