//! Lists: names to numbers, terms to the forms that are looked for, inclusion to its closure.

use std::collections::{BTreeMap, HashMap};

use super::data::Data;
use super::inflect::forms;
use super::openings::{Opening, opening};
use super::{Compiler, DATA_FOLDER};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{Entry, Filter, IdSet, List, ListId, OpenClass, RowId, Use, UseId};
use crate::span::{SourceId, Span, Spanned};
use crate::syntax::ast::{Case, LexiconDecl, RuleFile, Term};
use crate::text::{Folded, Words};

/// The built-in list of names.
pub(super) const NAME: &str = "Name";

/// The least that one counts for, however small: running it takes memory too.
const MIN_REGEX_BYTES: usize = 16 << 10;

/// All those of a rule set together take at most this many bytes.
const MAX_ALL_REGEX_BYTES: usize = 16 << 20;

/// Lists while they are gathered.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) declared: Vec<List>,
    by_name: HashMap<String, ListId>,
    /// Columns of each list's own data files.
    pub(super) columns: Vec<Vec<String>>,
    /// Folded term to the lists that hold it.
    pub(super) terms: BTreeMap<String, Vec<Entry>>,
    pub(super) data: Data,
    /// Words with which hits of open classes begin.
    pub(super) hints: Vec<(String, ListId)>,
    /// Lists whose hits hold a digit.
    pub(super) numeric: IdSet,
    /// Lists of whose hits nothing can be told.
    pub(super) open: IdSet,
    pub(super) uses: Vec<Use>,
    /// What all regular expressions take; over the limit, no more are built.
    regex_bytes: usize,
    folded: Folded,
    words: Words,
}

impl Lists {
    /// A new list; its name must be free.
    pub(super) fn add(&mut self, name: &str) -> ListId {
        let id = ListId(self.declared.len() as u16);
        self.declared.push(List {
            name: name.to_owned(),
            includes: Vec::new(),
            open_classes: Vec::new(),
            exact: false,
            is_place: false,
            is_name: false,
            masks: Vec::new(),
            asks_home: false,
            closure: IdSet::default(),
        });
        self.columns.push(Vec::new());
        self.by_name.insert(name.to_owned(), id);
        id
    }

    pub(super) fn find(&self, name: &str) -> Option<ListId> {
        self.by_name.get(name).copied()
    }

    /// The names an author may use.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.declared
            .iter()
            .map(|list| list.name.as_str())
            .filter(|name| !name.contains([':', '"']))
    }

    pub(super) fn include(&mut self, list: ListId, included: ListId, filter: Filter) {
        self.declared[list.index()]
            .includes
            .push((included, filter));
    }

    /// The list of one phrase; none if it can never match.
    pub(super) fn phrase(&mut self, phrase: &str) -> Option<ListId> {
        let name = format!("\"{phrase}\"");
        if let Some(list) = self.find(&name) {
            return Some(list);
        }
        self.key(phrase)?;
        let list = self.add(&name);
        self.add_term(list, phrase, false, None);
        Some(list)
    }

    pub(super) fn add_use(&mut self, list: ListId, filter: Filter, text: String) -> UseId {
        self.uses.push(Use { list, filter, text });
        UseId(self.uses.len() as u32 - 1)
    }

    /// A term as it is looked for: folded, and with its case; none if it cannot be matched.
    pub(super) fn key(&mut self, term: &str) -> Option<(String, String)> {
        // Authors mean it as a wildcard. Dropped like other marks, it would leave a stem that is no word.
        if term.contains('*') {
            return None;
        }
        self.folded.clear();
        self.folded.push(term);
        self.words.clear();
        self.words.read(&self.folded, 0);
        let mut key = String::new();
        let mut cased = String::new();
        for (nth, word) in self.words.all.iter().enumerate() {
            if nth > 0 {
                let joint = word.gap.term_byte()?;
                key.push(char::from(joint));
                cased.push(char::from(joint));
            }
            key.push_str(&self.folded.lower[word.range()]);
            cased.push_str(&self.folded.cased[word.range()]);
        }
        (!key.is_empty()).then_some((key, cased))
    }

    /// Adds a term to a list; false if it cannot be matched, having no word or words that punctuation keeps apart.
    pub(super) fn add_term(
        &mut self,
        list: ListId,
        term: &str,
        exact: bool,
        row: Option<RowId>,
    ) -> bool {
        let Some((key, cased)) = self.key(term) else {
            return false;
        };
        let entries = self.terms.entry(key).or_default();
        let cased = exact.then(|| cased.into_boxed_str());
        if !entries
            .iter()
            .any(|entry| entry.list == list && entry.row == row && entry.cased == cased)
        {
            entries.push(Entry { list, cased, row });
        }
        true
    }
}

impl Compiler<'_> {
    /// All declared lists, with their terms and what they include.
    pub(super) fn lists(&mut self, files: &[RuleFile]) -> Lists {
        let mut lists = Lists::default();
        let builtin = lists.add(NAME);
        lists.declared[builtin.index()].is_name = true;
        let mut first: HashMap<&str, (SourceId, Span)> = HashMap::new();
        let mut declared = Vec::new();
        for file in files {
            for lexicon in &file.lexicons {
                let name = lexicon.name.value.as_str();
                if lists.find(name).is_some() {
                    self.duplicate(
                        Code::DuplicateName,
                        "list",
                        file.source,
                        &lexicon.name,
                        first.get(name).copied(),
                    );
                    self.broken.lists.extend(lists.find(name));
                    continue;
                }
                first.insert(name, (file.source, lexicon.name.span));
                declared.push((lists.add(name), file.source, lexicon));
            }
        }
        let incomplete: Vec<SourceId> = files
            .iter()
            .filter(|file| file.incomplete)
            .map(|file| file.source)
            .collect();
        for &(list, source, lexicon) in &declared {
            let before = self.problems.len();
            let count = self.fill(list, source, lexicon, &mut lists);
            // What seems to be absent may stand in a part that could not be read.
            if count == 0 && !self.has_grown(before) && !incomplete.contains(&source) {
                self.empty_list(source, lexicon);
            }
            self.break_list(list, before);
        }
        for &(list, source, lexicon) in &declared {
            let before = self.problems.len();
            self.include_lists(list, source, &lexicon.terms, &mut lists);
            self.break_list(list, before);
        }
        self.find_cycles(&declared, &mut lists);
        lists
    }

    pub(super) fn duplicate(
        &mut self,
        code: Code,
        what: &str,
        source: SourceId,
        name: &Spanned<String>,
        first: Option<(SourceId, Span)>,
    ) {
        let problem = Diagnostic::new(code, format!("there are two {what}s `{}`", name.value))
            .at(source, name.span, "defined again")
            .help("give one of them another name");
        self.report(match first {
            Some((source, span)) => problem.note(source, span, "first defined here"),
            None => problem,
        });
    }

    /// The list's own terms: words, their forms, data files, open classes. Gives their number.
    fn fill(
        &mut self,
        list: ListId,
        source: SourceId,
        lexicon: &LexiconDecl,
        lists: &mut Lists,
    ) -> usize {
        let exact = lexicon.case == Case::Exact;
        let mut count = lexicon.terms.len();
        for term in &lexicon.terms {
            if let Term::Text(text) = term {
                // If a term cannot be matched, its forms cannot either: one word for all of them.
                let forms = term_forms(lexicon, &text.value);
                let mut forms = forms.iter();
                if let Some(form) = forms.find(|form| !lists.add_term(list, form, exact, None)) {
                    self.empty_term("term", form, source, text.span);
                }
            }
        }
        for file in &lexicon.files {
            let Some(data) = self.sources.find(&format!("{DATA_FOLDER}{}", file.value)) else {
                let known: Vec<&str> = self
                    .sources
                    .iter()
                    .filter_map(|(_, name, _)| name.strip_prefix(DATA_FOLDER))
                    .collect();
                self.unknown(Code::UnknownFile, "data file", source, file, known);
                continue;
            };
            let table = self.table(data, &mut lists.data);
            count += table.terms.len();
            let is_place = table.columns.iter().any(|column| column == "country");
            let declared = &mut lists.declared[list.index()];
            declared.is_place |= is_place;
            for column in &table.columns {
                if !lists.columns[list.index()].contains(column) {
                    lists.columns[list.index()].push(column.clone());
                }
            }
            for (term, row, span) in table.terms {
                if !lists.add_term(list, &term, exact, Some(row)) {
                    self.empty_term("term", &term, data, span);
                }
            }
        }
        for pattern in &lexicon.regex {
            count += 1;
            if let Some(class) = self.open_class(list, source, pattern, &mut lists.regex_bytes) {
                lists.declared[list.index()].open_classes.push(class);
                match opening(&pattern.value) {
                    Opening::Words(words) => lists
                        .hints
                        .extend(words.into_iter().map(|word| (word, list))),
                    Opening::Digit => lists.numeric.insert(list.index()),
                    Opening::Unknown => lists.open.insert(list.index()),
                }
            }
        }
        lists.declared[list.index()].exact = exact;
        count
    }

    fn empty_list(&mut self, source: SourceId, lexicon: &LexiconDecl) {
        let (remark, help) = match lexicon.files.first() {
            None => (
                "no terms, no file, no regex",
                "give it `terms = [\"…\"]`, or take it out",
            ),
            Some(_) => (
                "no row in its data files",
                "the first line of a data file names its columns; write a row below it",
            ),
        };
        let message = format!("the list `{}` is empty", lexicon.name.value);
        let problem = Diagnostic::new(Code::EmptyList, message);
        self.report(problem.at(source, lexicon.name.span, remark).help(help));
    }

    pub(super) fn empty_term(&mut self, what: &str, term: &str, source: SourceId, span: Span) {
        let message = format!("the {what} `{term}` can never match");
        let problem = Diagnostic::new(Code::EmptyTerm, message);
        self.report(if term.contains('*') {
            problem.at(source, span, "`*` stands for nothing here").help(
                "write the forms out, let `inflect` make them, or use `regex` for an open class",
            )
        } else {
            problem
                .at(source, span, "no word, or punctuation between its words")
                .help(format!(
                    "a {what} is made of words with blanks, hyphens or `&` between them"
                ))
        });
    }

    fn open_class(
        &mut self,
        list: ListId,
        source: SourceId,
        pattern: &Spanned<String>,
        taken: &mut usize,
    ) -> Option<OpenClass> {
        if *taken > MAX_ALL_REGEX_BYTES {
            // The finding stands where the limit was passed; what this list lacks is no finding of its own.
            if self.broken.lists.last() != Some(&list) {
                self.broken.lists.push(list);
            }
            return None;
        }
        // What an expression takes is not told, but whether it takes less than a limit; a try that fails ends at its limit.
        let mut size = MIN_REGEX_BYTES;
        let built = loop {
            match OpenClass::new(&pattern.value, size) {
                Err(regex::Error::CompiledTooBig(_)) if size < OpenClass::MAX_BYTES => size *= 2,
                built => break built,
            }
        };
        *taken += size;
        if *taken > MAX_ALL_REGEX_BYTES {
            let message = format!(
                "the regular expressions of the rule set together take more than {} MiB",
                MAX_ALL_REGEX_BYTES >> 20
            );
            let problem = Diagnostic::new(Code::TooLarge, message)
                .at(source, pattern.span, "with this one, and no more are read")
                .help("write `[a-z]` for `\\w` and `[0-9]` for `\\d`, which hold the letters and digits of all scripts, or take fewer repetitions");
            self.report(problem);
            return None;
        }
        match built {
            Ok(class) if class.regex().is_match("") => {
                let problem = Diagnostic::new(
                    Code::RegexMatchesEmpty,
                    "the regular expression matches the empty text",
                )
                .at(source, pattern.span, "would match everywhere")
                .help("make at least one piece of it required");
                self.report(problem);
                None
            }
            Ok(class) => Some(class),
            Err(error) => {
                let message = error.to_string();
                let reason = message
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim_start_matches("error: ")
                    .to_owned();
                let problem = Diagnostic::new(Code::BadRegex, reason)
                    .at(source, pattern.span, "this regular expression")
                    .help("correct it; a backslash makes the character after it stand for itself, as in `\\(` or `\\.`");
                self.report(problem);
                None
            }
        }
    }
}

pub(super) fn term_forms(lexicon: &LexiconDecl, term: &str) -> Vec<String> {
    let Some(inflect) = lexicon.inflect else {
        return vec![term.to_owned()];
    };
    let forms_of = |key: &str| lexicon.forms.get(key);
    let irregular = forms_of(term).or_else(|| forms_of(inflect.word(term)?));
    let irregular: Vec<&str> = irregular
        .map(|given| given.value.iter().map(|form| form.value.as_str()).collect())
        .unwrap_or_default();
    forms(term, inflect, &irregular)
}
