//! Words, sentences and clause ends, found by looking at one character after the other.

use farshore::syntax::ast::Case;

use super::InputField;

/// One word of the item, of a term or of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// The field it stands in.
    pub(crate) field: usize,
    /// Its first byte there.
    pub(crate) start: usize,
    /// The byte after its last. Choice: a final 's is dropped, so it lies outside the word, and outside the evidence.
    pub(crate) end: usize,
    /// The byte after its last, with a final 's: what stands between this word and the next begins here.
    pub(crate) after: usize,
    /// The first character as written.
    pub(crate) first: char,
    /// Without diacritics, with straight apostrophes, without 's.
    pub(crate) cased: String,
    /// `cased`, in lower case.
    pub(crate) folded: String,
    /// The sentence, counted through the item.
    pub(crate) sentence: usize,
    /// The clause, counted through the item: no two sentences share one.
    pub(crate) clause: usize,
}

/// One sentence.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    pub(crate) field: usize,
    /// Its first word.
    pub(crate) first: usize,
    /// Its last word, included.
    pub(crate) last: usize,
    pub(crate) is_title: bool,
    /// Whether it is one of the first three sentences of the body.
    pub(crate) is_lead: bool,
    /// Whether a letter of it is in lower case.
    pub(crate) has_lower: bool,
}

/// The words and sentences of an item.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) fields: Vec<InputField>,
    pub(crate) words: Vec<Word>,
    pub(crate) sentences: Vec<Sentence>,
}

/// Decision c: words that a full stop abbreviates.
const ABBREVIATIONS: [&str; 17] = [
    "mr", "mrs", "ms", "dr", "prof", "inc", "corp", "ltd", "co", "jr", "sr", "st", "no", "vs",
    "u.s", "u.k", "etc",
];

/// Decision a: the few letters with diacritics that the tests use, and straight quotes for curly ones.
fn without_diacritics(c: char) -> char {
    let plain = match c.to_lowercase().next().unwrap_or(c) {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ï' => 'i',
        'ó' | 'ö' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        '‘' | '’' => return '\'',
        '“' | '”' => return '"',
        _ => return c,
    };
    if c.is_uppercase() {
        plain.to_ascii_uppercase()
    } else {
        plain
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”') || is_apostrophe(c)
}

/// Law 1 (Words): runs of letters and digits with inner full stops or apostrophes; a hyphen separates; a final 's is dropped.
pub(crate) fn words_of(field: usize, text: &str) -> Vec<Word> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let letter = |at: usize| chars.get(at).is_some_and(|(_, c)| c.is_alphanumeric());
    let inner = |at: usize| {
        let c = chars[at].1;
        if !(c == '.' || is_apostrophe(c)) || at == 0 || !letter(at - 1) || !letter(at + 1) {
            return false;
        }
        // Decision a: "the plant.The company" is two sentences that lost the blank between them.
        !(c == '.' && chars[at - 1].1.is_lowercase() && chars[at + 1].1.is_uppercase())
    };
    let byte = |at: usize| chars.get(at).map_or(text.len(), |(byte, _)| *byte);
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !letter(at) {
            at += 1;
            continue;
        }
        let first = at;
        while at < chars.len() && (letter(at) || inner(at)) {
            at += 1;
        }
        let mut last = at;
        if at - first > 2 && is_apostrophe(chars[at - 2].1) && matches!(chars[at - 1].1, 's' | 'S')
        {
            last = at - 2;
        }
        let cased: String = chars[first..last]
            .iter()
            .map(|(_, c)| without_diacritics(*c))
            .collect();
        words.push(Word {
            field,
            start: byte(first),
            end: byte(last),
            after: byte(at),
            first: chars[first].1,
            folded: cased.to_lowercase(),
            cased,
            sentence: 0,
            clause: 0,
        });
    }
    words
}

/// Decision d: an em dash, an en dash or hyphens with a blank on both sides, or "--".
pub(crate) fn has_dash(between: &str) -> bool {
    let chars: Vec<char> = between.chars().collect();
    let blank = |at: usize| chars.get(at).is_some_and(|c| c.is_whitespace());
    for at in 0..chars.len() {
        let blank_before = at > 0 && blank(at - 1);
        match chars[at] {
            '—' => return true,
            '-' if chars.get(at + 1) == Some(&'-') => return true,
            '-' | '–' if blank_before && blank(at + 1) => return true,
            _ => {}
        }
    }
    false
}

/// Law 3 (Clauses): whether a clause ends in `between`, which stands between two words of one sentence.
pub(crate) fn is_clause_end(between: &str, between_digits: bool, between_places: bool) -> bool {
    // "but not at a comma inside a number": decision d, a comma between two digits with nothing else between;
    // "or between two places": decision d, a comma with nothing but blanks round it.
    if (between == "," && between_digits) || (between.trim() == "," && between_places) {
        return false;
    }
    between.contains([',', ';', ':', '(', ')']) || has_dash(between)
}

/// Law 1 (Words): whether what stands between two words may stand between two words of one term: blanks, hyphens and line
/// breaks are the same. Decision b: also an en dash without blanks, full stops (that end no sentence: the caller sees to it),
/// quotes, and `&`, which must then stand in both. `None` if not, else whether there is an `&`.
fn joins(between: &str) -> Option<bool> {
    let chars: Vec<char> = between.chars().collect();
    for at in 0..chars.len() {
        let blank_beside = (at > 0 && chars[at - 1].is_whitespace())
            || chars.get(at + 1).is_some_and(|c| c.is_whitespace());
        let allowed = match chars[at] {
            '–' => !blank_beside,
            c => c.is_whitespace() || is_quote(c) || matches!(c, '-' | '.' | '&'),
        };
        if !allowed {
            return None;
        }
    }
    if has_dash(between) {
        None
    } else {
        Some(between.contains('&'))
    }
}

/// Decision l: what may stand between two words of a `{Name}`.
pub(crate) fn joins_name(between: &str) -> bool {
    joins(between).is_some()
}

/// Decision c: whether a sentence ends between two words of one field.
fn ends_sentence(previous: &Word, between: &str, next: &Word) -> bool {
    let chars: Vec<char> = between.chars().collect();
    // at a blank line
    let mut line_breaks = 0;
    for c in &chars {
        match c {
            '\n' => line_breaks += 1,
            c if c.is_whitespace() => {}
            _ => line_breaks = 0,
        }
        if line_breaks == 2 {
            return true;
        }
    }
    // at a full stop that lost its blank: any other between two letters or digits is an inner one (`words_of`)
    if between == "." {
        return true;
    }
    // at . ! ? with closing quotes and brackets, then white space, then an upper-case letter, a digit or a quote
    let abbreviated = ABBREVIATIONS.contains(&previous.folded.as_str())
        || (previous.folded.chars().count() == 1
            && previous.folded.chars().all(char::is_alphabetic));
    for at in 0..chars.len() {
        if !matches!(chars[at], '.' | '!' | '?') || (chars[at] == '.' && abbreviated) {
            continue;
        }
        let mut then = at + 1;
        while then < chars.len() && (is_quote(chars[then]) || matches!(chars[then], ')' | ']')) {
            then += 1;
        }
        let blank_from = then;
        while then < chars.len() && chars[then].is_whitespace() {
            then += 1;
        }
        let following = chars.get(then).copied().unwrap_or(next.first);
        if then > blank_from
            && (following.is_uppercase() || following.is_numeric() || is_quote(following))
        {
            return true;
        }
    }
    false
}

impl Document {
    /// The words and sentences of the item; the clauses are numbered later, since they need the places.
    pub(crate) fn new(fields: &[InputField]) -> Self {
        let mut document = Self {
            fields: fields.to_vec(),
            words: Vec::new(),
            sentences: Vec::new(),
        };
        let mut body_sentences = 0;
        for (index, field) in fields.iter().enumerate() {
            let words = words_of(index, &field.text);
            let mut first = 0;
            for at in 0..words.len() {
                let last_of_field = at + 1 == words.len();
                if !last_of_field
                    && !ends_sentence(
                        &words[at],
                        &field.text[words[at].after..words[at + 1].start],
                        &words[at + 1],
                    )
                {
                    continue;
                }
                let offset = document.words.len();
                if !field.is_title {
                    body_sentences += 1;
                }
                document.sentences.push(Sentence {
                    field: index,
                    first: offset,
                    last: offset + at - first,
                    is_title: field.is_title,
                    is_lead: !field.is_title && body_sentences <= 3,
                    has_lower: field.text[words[first].start..words[at].after]
                        .chars()
                        .any(char::is_lowercase),
                });
                for word in &words[first..=at] {
                    document.words.push(Word {
                        sentence: document.sentences.len() - 1,
                        ..word.clone()
                    });
                }
                first = at + 1;
            }
        }
        document
    }

    /// What stands between word `at` and the next, which must be in the same field.
    pub(crate) fn between(&self, at: usize) -> &str {
        let (word, next) = (&self.words[at], &self.words[at + 1]);
        &self.fields[word.field].text[word.after..next.start]
    }

    /// Whether word `at + 1` is in the sentence of word `at`.
    pub(crate) fn goes_on(&self, at: usize) -> bool {
        at + 1 < self.words.len() && self.words[at].sentence == self.words[at + 1].sentence
    }

    /// Law 1 (Words): everywhere that `term` stands, as its first and last word; overlapping ones too.
    pub(crate) fn occurrences(&self, term: &str, case: Case) -> Vec<(usize, usize)> {
        let wanted = words_of(0, term);
        let letters = term.chars().filter(|c| c.is_alphabetic()).count();
        let mut found = Vec::new();
        for start in 0..self.words.len() {
            if wanted.is_empty() || start + wanted.len() > self.words.len() {
                continue;
            }
            let fits = (0..wanted.len()).all(|n| {
                let (word, want) = (&self.words[start + n], &wanted[n]);
                // `case = "exact"` holds except in a sentence without lower-case letters, for terms of more than three letters.
                let exact = case == Case::Exact
                    && (self.sentences[word.sentence].has_lower || letters <= 3);
                let same = if exact {
                    word.cased == want.cased
                } else {
                    word.folded == want.folded
                };
                // Decision b: the words of a term stand in one sentence, joined by what may join them.
                let joined = n == 0
                    || (self.goes_on(start + n - 1)
                        && joins(self.between(start + n - 1))
                            == Some(term[wanted[n - 1].after..want.start].contains('&')));
                same && joined
            });
            if fits {
                found.push((start, start + wanted.len() - 1));
            }
        }
        found
    }
}
