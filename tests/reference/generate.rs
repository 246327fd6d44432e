//! Rules and texts out of a tape of numbers. The tape is what proptest makes and shrinks: a smaller number is a plainer choice,
//! and behind the end of the tape every choice is the plainest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use farshore::syntax::ast::{
    Condition, Connector, CueDecl, Expr, ExprKind, LexiconDecl, RuleFile, Term,
};

use super::InputField;

/// Choices.
pub(crate) struct Tape<'a> {
    numbers: &'a [u16],
    at: usize,
}

impl<'a> Tape<'a> {
    pub(crate) fn new(numbers: &'a [u16]) -> Self {
        Self { numbers, at: 0 }
    }

    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) * bound / (usize::from(u16::MAX) + 1)
    }

    fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.below(from.len())]
    }

    /// True in `percent` of all cases.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }
}

/// The terms of lists. They overlap on purpose, with one another, with places, with companies and with cues.
const TERMS: [&str; 26] = [
    "jobs",
    "move",
    "plant",
    "work",
    "offshore",
    "wind",
    "tax",
    "move jobs",
    "new plant",
    "plant floor",
    "back office",
    "back office work",
    "offshore wind",
    "wind farm tax",
    "tax haven",
    "jobs move",
    "café chain",
    "research & development",
    "Apex",
    "IT",
    "Volta Works",
    "mexico",
    "new mexico",
    "10-year work",
    "Rex",
    "U.S. plant",
];

const PHRASES: [&str; 6] = [
    "plant",
    "jobs",
    "move jobs",
    "the plant",
    "tax haven",
    "work offshore",
];

const FILLERS: [&str; 21] = [
    "the",
    "its",
    "big",
    "later",
    "today",
    "said",
    "group",
    "in",
    "of",
    "from",
    "based",
    "5",
    "1,000",
    "2.5",
    "Acme",
    "McBride",
    "Zürich",
    "workers'",
    "don’t",
    "and",
    "Mr. Smith",
];

const CUES: [&str; 8] = [
    "no plans to",
    "denied",
    "will",
    "could",
    "brought back",
    "not",
    "ruled out",
    "under the plan to",
];

const PSEUDO: [&str; 4] = ["not only", "will power", "denied the", "could well"];

const STOPS: [&str; 4] = ["while", ",", "as well as", "said"];

const PLACES: &str = "# made up\n\
    term\tkind\tcountry\thaven\tambiguous\n\
    Mexico\tcountry\tMX\t\t\n\
    New Mexico\tregion\tUS\t\t\n\
    India\tcountry\tIN\t\t\n\
    Pune\tcity\tIN\t\t\n\
    Tulsa\tcity\tUS\t\t\n\
    Oklahoma\tregion\tUS\t\t\n\
    Bermuda\tterritory\tBM\t1\t\n\
    Jersey\tterritory\tJE\t1\t\n\
    New Jersey\tregion\tUS\t\t\n\
    England\tregion\tGB\t\t\n\
    Reading\tcity\tGB\t\t1\n\
    Mobile\tcity\tUS\t\t1\n\
    American Samoa\tterritory\tAS\t\t\n\
    Paris\tcity\tFR\t\t\n\
    Atlantis\tcountry\t\t1\t\n";

const DEMONYMS: &str = "term\tkind\tcountry\n\
    Mexican\tdemonym\tMX\n\
    New Mexican\tdemonym\tUS\n\
    Indian\tdemonym\tIN\n\
    American\tdemonym\tUS\n";

const COMPANIES: &str = "term\thome\tsector\n\
    Apex Motors\tUS\tcars\n\
    Volta Works\tMX\t\n\
    Pune Steel\tIN\tsteel\n\
    Indian Pipe\tIN\tsteel\n\
    Nowhere Inn\t\tcars\n";

const DATELINES: [&str; 10] = [
    "Pune — ",
    "Mexico (Reuters) - ",
    "Tulsa, Oklahoma, March 3 (AP) – ",
    "Paris, Oklahoma — ",
    "Reading, England (Reuters) -- ",
    "Pune, India, March 3 - ",
    "Mexico plant — ",
    "Tulsa, the group said — ",
    "Reading — ",
    "Atlantis (AP) - ",
];

const PUNCTUATION: [&str; 14] = [
    ", ", "; ", ": ", " — ", " – ", " - ", "--", " (", ") ", "/", " \"", "” ", "-", ".\n\n",
];

/// A rule set: the rule file and the data files, by name.
#[derive(Clone, Debug)]
pub(crate) struct RuleText {
    pub(crate) toml: String,
    pub(crate) data: BTreeMap<String, String>,
}

struct RuleWriter<'t, 'a> {
    tape: &'t mut Tape<'a>,
    /// The lists that may be named so far.
    lists: Vec<String>,
    /// Those among them that include places, so that they have the columns of places.
    placed: Vec<String>,
}

#[derive(Clone, Copy)]
struct Place {
    /// `then` may stand here.
    then: bool,
    /// `not` may stand here.
    not: bool,
}

fn quoted(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    format!("[{}]", items.join(", "))
}

/// A rule set.
pub(crate) fn rules(tape: &mut Tape<'_>) -> RuleText {
    let mut toml =
        String::from("format = 1\n[label.x]\nat = 50\nmaybe_at = 20\n[label.y]\nat = 40\n");
    let case = tape.pick(&["ignore", "exact"]);
    for (name, file) in [
        ("place", "places.tsv"),
        ("demonym", "demonyms.tsv"),
        ("company", "companies.tsv"),
    ] {
        let _ = write!(
            toml,
            "[lexicon.{name}]\ncase = \"{case}\"\nfile = \"{file}\"\n"
        );
    }
    let mut writer = RuleWriter {
        tape,
        lists: Vec::new(),
        placed: Vec::new(),
    };
    for n in 0..2 + writer.tape.below(5) {
        writer.list(&mut toml, n);
    }
    for n in 0..writer.tape.below(3) {
        writer.mask(&mut toml, n);
    }
    for n in 0..=writer.tape.below(3) {
        writer.cue(&mut toml, n);
    }
    for n in 0..=writer.tape.below(4) {
        writer.rule(&mut toml, n);
    }
    // So that every label can be reached, whatever the other rules give.
    toml.push_str(
        "[[rule]]\nid = \"reach\"\npoints = { x = 60, y = 60 }\nmatch = '\"zebra crossing\"'\n",
    );
    RuleText { toml, data: data() }
}

/// The data files, by name.
pub(crate) fn data() -> BTreeMap<String, String> {
    let files = [
        ("places.tsv", PLACES),
        ("demonyms.tsv", DEMONYMS),
        ("companies.tsv", COMPANIES),
    ];
    files
        .iter()
        .map(|(name, text)| ((*name).to_string(), (*text).to_string()))
        .collect()
}

impl RuleWriter<'_, '_> {
    fn list(&mut self, toml: &mut String, n: usize) {
        let name = ["la", "lb", "lc", "ld", "le", "lf"][n];
        let mut terms: Vec<String> = Vec::new();
        for _ in 0..=self.tape.below(5) {
            let term = self.tape.pick(&TERMS).to_string();
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        if self.tape.chance(40) {
            let included = if self.tape.chance(50) && !self.lists.is_empty() {
                let names = self.lists.clone();
                format!("{{{}}}", names[self.tape.below(names.len())])
            } else {
                self.with_attributes()
            };
            if included.starts_with("{place")
                || self
                    .placed
                    .iter()
                    .any(|list| included == format!("{{{list}}}"))
            {
                self.placed.push(name.to_string());
            }
            terms.push(included);
        }
        let case = self.tape.pick(&["ignore", "ignore", "ignore", "exact"]);
        let _ = write!(
            toml,
            "[lexicon.{name}]\ncase = \"{case}\"\nterms = {}\n",
            quoted(&terms)
        );
        self.lists.push(name.to_string());
    }

    /// A list of places, demonyms or companies, often with a filter.
    fn with_attributes(&mut self) -> String {
        self.tape
            .pick(&[
                "{place}",
                "{place[foreign]}",
                "{company}",
                "{demonym}",
                "{place[domestic]}",
                "{place[!foreign]}",
                "{place[haven]}",
                "{place[!haven,foreign]}",
                "{place[kind=city]}",
                "{place[kind!=city]}",
                "{place[country=US]}",
                "{company[foreign]}",
                "{company[home=IN]}",
                "{company[sector=steel]}",
                "{demonym[foreign]}",
                "{demonym[domestic]}",
            ])
            .to_string()
    }

    fn atom(&mut self) -> String {
        match self.tape.below(20) {
            0..13 => {
                let names = self.lists.clone();
                format!("{{{}}}", names[self.tape.below(names.len())])
            }
            13..16 => self.with_attributes(),
            16..18 => format!("\"{}\"", self.tape.pick(&PHRASES)),
            18 if !self.placed.is_empty() => {
                let names = self.placed.clone();
                let filter = self
                    .tape
                    .pick(&["foreign", "!haven", "country=MX", "domestic"]);
                format!("{{{}[{filter}]}}", names[self.tape.below(names.len())])
            }
            _ => "{Name}".to_string(),
        }
    }

    /// An atom, or an expression in brackets.
    fn part(&mut self, depth: usize, place: Place) -> String {
        if depth == 0 || self.tape.chance(55) {
            return self.atom();
        }
        format!("({})", self.expr(depth, place))
    }

    fn window(&mut self) -> usize {
        self.tape.below(7)
    }

    fn expr(&mut self, depth: usize, place: Place) -> String {
        let inner = Place {
            then: false,
            ..place
        };
        let under = depth.saturating_sub(1);
        match if depth == 0 { 0 } else { self.tape.below(10) } {
            0 => self.atom(),
            1..4 => {
                let mut text = self.part(under, inner);
                for _ in 0..=self.tape.below(2) {
                    let _ = write!(text, " near/{} {}", self.window(), self.part(under, inner));
                }
                text
            }
            4 => {
                let mut text = self.part(under, inner);
                for _ in 0..=self.tape.below(2) {
                    let _ = write!(text, " pre/{} {}", self.window(), self.part(under, inner));
                }
                text
            }
            5 if place.then => {
                let mut text = self.part(under, place);
                for _ in 0..=self.tape.below(10) / 8 {
                    let _ = write!(text, " then {}", self.part(under, place));
                }
                text
            }
            6 => {
                let mut text = self.part(under, place);
                for _ in 0..=self.tape.below(2) {
                    let _ = write!(text, " or {}", self.part(under, place));
                }
                text
            }
            7 => {
                let operands: Vec<String> = (0..2 + self.tape.below(2))
                    .map(|_| self.part(under, place))
                    .collect();
                format!(
                    "{} of ({})",
                    1 + self.tape.below(operands.len()),
                    operands.join(", ")
                )
            }
            _ => {
                let mut text = self.part(under, place);
                for _ in 0..=self.tape.below(2) {
                    let not = if place.not && self.tape.chance(35) {
                        "not "
                    } else {
                        ""
                    };
                    let _ = write!(text, " and {not}{}", self.part(under, place));
                }
                text
            }
        }
    }

    fn mask(&mut self, toml: &mut String, n: usize) {
        let depth = self.tape.below(2);
        let find = self.expr(
            depth,
            Place {
                then: false,
                not: true,
            },
        );
        let mut hides = Vec::new();
        for _ in 0..=self.tape.below(2) {
            let mut names = self.lists.clone();
            names.extend(["place", "company"].map(String::from));
            let name = names[self.tape.below(names.len())].clone();
            if !hides.contains(&name) {
                hides.push(name);
            }
        }
        let _ = write!(
            toml,
            "[mask.m{n}]\nfind = '{find}'\nhides = {}\n",
            quoted(&hides)
        );
    }

    fn cue(&mut self, toml: &mut String, n: usize) {
        let mut terms: Vec<String> = Vec::new();
        for _ in 0..=self.tape.below(3) {
            let term = self.tape.pick(&CUES).to_string();
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        if self.tape.chance(15) {
            let names = self.lists.clone();
            terms.push(format!("{{{}}}", names[self.tape.below(names.len())]));
        }
        let tag = self
            .tape
            .pick(&["planned", "denied", "possible", "reversed"]);
        let side = self.tape.pick(&["after", "before", "either"]);
        let reach = match self.tape.below(10) {
            9 => "\"next-sentence\"".to_string(),
            words => words.to_string(),
        };
        let _ = write!(
            toml,
            "[cue.c{n}]\nterms = {}\ntag = \"{tag}\"\nside = \"{side}\"\nreach = {reach}\n",
            quoted(&terms)
        );
        if self.tape.chance(40) {
            let _ = writeln!(
                toml,
                "stop = {}",
                quoted(&[self.tape.pick(&STOPS).to_string()])
            );
        }
        if self.tape.chance(30) {
            let _ = writeln!(
                toml,
                "pseudo = {}",
                quoted(&[self.tape.pick(&PSEUDO).to_string()])
            );
        }
    }

    fn rule(&mut self, toml: &mut String, n: usize) {
        let depth = 1 + self.tape.below(3);
        let anywhere = Place {
            then: true,
            not: true,
        };
        let mut find = self.expr(depth, anywhere);
        let mut require = String::new();
        if self.tape.chance(32) {
            // Two named parts, one of them perhaps in brackets.
            let left = self.with_attributes();
            let right = match self.tape.below(3) {
                0 => self.with_attributes(),
                1 => format!("({} or {})", self.with_attributes(), self.with_attributes()),
                _ => format!("({} near/3 {})", self.atom(), self.with_attributes()),
            };
            let verb = self.tape.pick(&["differ", "same"]);
            find = match self.tape.below(3) {
                0 => format!("from:{left} near/{} to:{right}", 3 + self.window()),
                1 => format!("from:{left} and to:{right} and {}", self.atom()),
                _ => format!(
                    "{} near/8 (from:{left} near/{} to:{right})",
                    self.atom(),
                    3 + self.window()
                ),
            };
            require = format!("require = [\"{verb}(from, to)\"]\n");
        }
        let _ = write!(toml, "[[rule]]\nid = \"r{n}\"\nmatch = '{find}'\n{require}");
        let points = ["60", "30", "-20"];
        if self.tape.chance(25) {
            let (x, y) = (self.tape.pick(&points), self.tape.pick(&points));
            let _ = writeln!(toml, "points = {{ x = {x}, y = {y} }}");
        } else {
            let label = self.tape.pick(&["x", "y"]);
            let _ = writeln!(
                toml,
                "label = \"{label}\"\npoints = {}",
                self.tape.pick(&points)
            );
        }
        let within = self
            .tape
            .pick(&["sentence", "sentence", "sentence", "clause", "item"]);
        let _ = writeln!(toml, "within = \"{within}\"");
        if self.tape.chance(15) {
            let _ = writeln!(
                toml,
                "zone = {}",
                self.tape
                    .pick(&["\"lead\"", "\"title\"", "[\"title\", \"lead\"]"])
            );
        }
        for scope in ["sentence", "item"] {
            if self.tape.chance(20) {
                let depth = self.tape.below(5) / 2;
                let _ = writeln!(toml, "unless.{scope} = ['{}']", self.expr(depth, anywhere));
            }
        }
        if self.tape.chance(60) {
            let accept = self.tape.pick(&[
                "\"denied\", \"reversed\", \"asserted\"",
                "\"asserted\", \"planned\"",
                "\"denied\"",
                "\"asserted\"",
                "\"reversed\", \"denied\", \"asserted\"",
                "\"denied\", \"reversed\", \"possible\", \"planned\", \"asserted\"",
                "\"possible\", \"planned\"",
            ]);
            let _ = writeln!(toml, "accept = [{accept}]");
        }
        if self.tape.chance(8) {
            toml.push_str("status = \"shadow\"\n");
        }
    }
}

struct TextWriter<'t, 'a> {
    tape: &'t mut Tape<'a>,
    file: &'t RuleFile,
    data: &'t BTreeMap<String, String>,
    text: String,
    /// Where the sentence begins.
    from: usize,
    /// What stands before the next word, where it is not a blank.
    before: Option<String>,
    /// Words in this sentence.
    words: usize,
    /// The country of the row used last.
    country: String,
}

/// The fields of an item: a title perhaps, and one or two bodies. Much of it is made from the expressions of the rules, so that
/// many of them fire.
pub(crate) fn item(
    tape: &mut Tape<'_>,
    file: &RuleFile,
    data: &BTreeMap<String, String>,
) -> Vec<InputField> {
    let mut fields = Vec::new();
    let with_title = tape.chance(35);
    let bodies = if tape.chance(8) { 2 } else { 1 };
    for n in 0..bodies + usize::from(with_title) {
        let is_title = with_title && n == 0;
        let mut writer = TextWriter {
            tape,
            file,
            data,
            text: String::new(),
            from: 0,
            before: None,
            words: 0,
            country: String::new(),
        };
        if !is_title && writer.tape.chance(20) {
            writer.text.push_str(writer.tape.pick(&DATELINES));
            writer.from = writer.text.len();
            writer.before = Some(String::new());
        }
        let sentences = 1 + writer.tape.below(if is_title { 2 } else { 4 });
        for _ in 0..sentences {
            writer.sentence();
        }
        let text = writer.finished();
        fields.push(InputField { is_title, text });
    }
    fields
}

impl<'t> TextWriter<'t, '_> {
    fn sentence(&mut self) {
        for _ in 0..=self.tape.below(2) {
            self.some_fillers();
            self.perhaps_cue();
            match self.tape.below(10) {
                0..7 => {
                    let rule = &self.file.rules[self.tape.below(self.file.rules.len())];
                    let guards = rule.unless_sentence.iter().chain(&rule.unless_item);
                    let masks = self.file.masks.iter().map(|mask| &mask.find);
                    let others: Vec<&Expr> = guards.chain(masks).collect();
                    if !others.is_empty() && self.tape.chance(12) {
                        let other = others[self.tape.below(others.len())];
                        self.realise(other);
                    }
                    self.realise(&rule.matches);
                }
                7 => self.list("place", &[], 0),
                8 => {
                    let term = self.tape.pick(&TERMS);
                    self.term(term);
                }
                _ => {
                    let list = self.tape.pick(&["company", "demonym", "place"]);
                    self.list(list, &[], 0);
                }
            }
            self.perhaps_cue();
        }
        self.end();
    }

    fn perhaps_cue(&mut self) {
        if !self.tape.chance(22) {
            return;
        }
        let cue: &CueDecl = &self.file.cues[self.tape.below(self.file.cues.len())];
        let chosen = self.tape.below(cue.terms.len() + cue.pseudo.len());
        let words = match cue.terms.get(chosen) {
            Some(Term::Text(text)) => text.value.as_str(),
            Some(Term::List(_)) => "will",
            None => cue.pseudo[chosen - cue.terms.len()].value.as_str(),
        };
        let stop = cue.stop.first().map_or("while", |stop| stop.value.as_str());
        let stop = if stop == "," { "while" } else { stop };
        let around = self.tape.below(6);
        if around == 4 {
            self.plain(stop);
        }
        self.plain(words);
        match around {
            1 => self.plain("the group"),
            2 => {
                let word = self.tape.pick(&["but", "however", "although"]);
                self.plain(word);
            }
            3 => self.plain(stop),
            5 => self.before = Some(self.tape.pick(&[", ", "; "]).to_string()),
            _ => {}
        }
    }

    /// Words that match `expr`, if all goes well.
    fn realise(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::List(list) => self.list(&list.name.value, &list.filter, 0),
            ExprKind::Phrase(words) => self.term(words),
            ExprKind::Or(operands) => {
                let chosen = &operands[self.tape.below(operands.len())];
                self.realise(chosen);
            }
            ExprKind::AtLeast(number, operands) => {
                let first = self.tape.below(operands.len());
                for n in 0..*number as usize {
                    self.realise(&operands[(first + n) % operands.len()]);
                    self.some_fillers();
                }
            }
            ExprKind::And(operands) => {
                let turn = self.tape.below(operands.len());
                for n in 0..operands.len() {
                    match &operands[(turn + n) % operands.len()].kind {
                        ExprKind::Not(inner) => {
                            if self.tape.chance(15) {
                                self.realise(inner);
                            }
                        }
                        _ => self.realise(&operands[(turn + n) % operands.len()]),
                    }
                    self.some_fillers();
                    if self.tape.chance(6) {
                        self.end();
                    }
                }
            }
            ExprKind::Not(_) => {}
            ExprKind::Chain { first, rest } => {
                if let [(Connector::Near(words), other)] = rest.as_slice()
                    && self.tape.chance(35)
                {
                    self.realise(other);
                    self.gap(*words);
                    self.realise(first);
                    return;
                }
                self.realise(first);
                for (connector, other) in rest {
                    match connector {
                        Connector::Near(words) | Connector::Pre(words) => self.gap(*words),
                        Connector::Then => self.end(),
                    }
                    self.realise(other);
                }
            }
        }
    }

    /// None, one, just as many or one more word than `most`.
    fn gap(&mut self, most: u32) {
        let most = most as usize;
        let words = match self.tape.below(10) {
            0..4 => 0,
            4..6 => 1,
            6 => most / 2,
            7..9 => most,
            _ => most + 1,
        };
        for _ in 0..words.min(9) {
            if self.words < 60 {
                self.filler();
            }
        }
    }

    fn some_fillers(&mut self) {
        for _ in 0..self.tape.below(8).saturating_sub(4) {
            self.filler();
        }
    }

    fn filler(&mut self) {
        if self.words > 0 && self.tape.chance(12) {
            self.before = Some(self.tape.pick(&PUNCTUATION).to_string());
        }
        let word = if self.tape.chance(6) {
            self.tape.pick(&TERMS)
        } else {
            self.tape.pick(&FILLERS)
        };
        self.plain(word);
    }

    /// A term of the list, or of one that it includes.
    fn list(&mut self, name: &str, filter: &[Condition], depth: usize) {
        if name == "Name" {
            let words = self.tape.pick(&[
                "Acme",
                "Acme Beta",
                "McBride 7",
                "Acme & Beta",
                "Acme-Beta Mexico",
            ]);
            return self.plain(words);
        }
        let lexicon: &LexiconDecl = self
            .file
            .lexicons
            .iter()
            .find(|lexicon| lexicon.name.value == name)
            .expect("a list that is declared");
        if let Some(file) = lexicon.files.first() {
            let mut lines = self.data[&file.value]
                .lines()
                .filter(|line| !line.starts_with('#'));
            let columns: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
            let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
            // Mostly a row that the filter lets through, often one of the country named before.
            let cell = |row: &Vec<&'t str>, column: &str| {
                columns
                    .iter()
                    .position(|name| *name == column)
                    .map_or("", |n| row.get(n).copied().unwrap_or(""))
            };
            let country =
                |row: &Vec<&'t str>| format!("{}{}", cell(row, "country"), cell(row, "home"));
            let passes = |row: &Vec<&'t str>| {
                filter.iter().all(|condition| {
                    let cell = cell(row, &condition.key.value);
                    let holds = match (condition.key.value.as_str(), &condition.value) {
                        ("foreign", _) => country(row) != self.country,
                        ("domestic", _) => country(row) == self.country,
                        (_, Some(value)) => cell == value,
                        (_, None) => !cell.is_empty(),
                    };
                    holds != condition.negated
                })
            };
            let compatriot = |row: &&Vec<&'t str>| country(row) == self.country;
            let (picky, loyal) = (!self.tape.chance(20), self.tape.chance(30));
            let mut fit: Vec<&Vec<&'t str>> =
                rows.iter().filter(|row| !picky || passes(row)).collect();
            if loyal && fit.iter().any(compatriot) {
                fit.retain(compatriot);
            }
            if fit.is_empty() {
                fit = rows.iter().collect();
            }
            let row = fit[self.tape.below(fit.len())];
            let term = row[0];
            self.country = country(row);
            if self.tape.chance(20) {
                let before = self.tape.pick(&["in", "from", "the", "to"]);
                self.plain(before);
            }
            self.term(term);
            if self.tape.chance(8) {
                self.before = Some("-".to_string());
                self.plain("based");
            }
            if self.tape.chance(20) {
                self.before = Some(self.tape.pick(&[", ", ",", ", "]).to_string());
                let place = self.tape.pick(&[
                    "Oklahoma", "India", "England", "Tulsa", "Bermuda", "Mexico", "American",
                ]);
                self.plain(place);
            }
            return;
        }
        match &lexicon.terms[self.tape.below(lexicon.terms.len())] {
            Term::Text(text) => self.term(&text.value),
            Term::List(list) if depth < 4 => self.list(&list.name.value, &list.filter, depth + 1),
            Term::List(_) => {}
        }
    }

    /// The words as they are.
    fn plain(&mut self, words: &str) {
        let before = self.before.take().unwrap_or_else(|| " ".to_string());
        self.text.push_str(&before);
        if self.text.ends_with('.') && words.starts_with(char::is_numeric) {
            self.text.push(' '); // "plant.5" is one word.
        }
        self.text.push_str(words);
        self.words += words.split(' ').count();
    }

    /// The words of a term, perhaps written in another way.
    fn term(&mut self, term: &str) {
        if self.words > 80 {
            return;
        }
        if term.contains('.') {
            return self.plain(term); // No capital may follow an abbreviation: nobody knows whether a sentence ends there.
        }
        let mut text = term.to_string();
        if self.tape.chance(18) && !term.contains('&') {
            let between = self.tape.pick(&[
                "-", "\n", "–", "  ", " \"", "’ ", ". ", ", ", " & ", " – ", "—", "--", "- ",
                "\n\n", "/",
            ]);
            text = text.replacen(' ', between, 1);
        }
        match self.tape.below(20) {
            17 => text = text.to_uppercase(),
            18 => text = text.to_lowercase(),
            19 => {
                let words: Vec<String> = text.split(' ').map(capitalised).collect();
                text = words.join(" ");
            }
            16 => text = text.replace('é', "e").replacen('a', "á", 1),
            _ => {}
        }
        if self.tape.chance(10) {
            text.push_str(self.tape.pick(&["'s", "’s"]));
        }
        if self.tape.chance(6) {
            text = format!("“{text}”");
        }
        self.plain(&text);
    }

    /// The end of a sentence: mostly.
    fn end(&mut self) {
        if self.words == 0 {
            return; // Whether a sentence ends at "...' ?" is nobody's concern here either.
        }
        self.close();
        let end = self.tape.pick(&[
            ". ", ". ", ". ", ". ", "! ", "?\n", ".\n\n", ".” ", ".) ", ". “", ".", "\n\n", "... ",
            ".' ", " \n \n ",
        ]);
        self.text.push_str(end);
        self.from = self.text.len();
        self.before = Some(String::new());
        self.words = 0;
    }

    /// The case of the sentence that ends here.
    fn close(&mut self) {
        let sentence = self.text.split_off(self.from);
        let sentence = if self.from == 0 {
            sentence.trim_start().to_string()
        } else {
            sentence
        };
        // Whether a sentence ends before a quote and a lower-case letter is nobody's concern here, nor where the sentences end in
        // a text without any capital: so the first letter of a field is one.
        let capital = self.text.is_empty()
            || self.text.ends_with('“')
            || !sentence.starts_with(char::is_alphanumeric);
        let changed = match self.tape.below(20) {
            19 => sentence.to_uppercase(),
            17..19 if !capital => sentence,
            _ => capitalised(&sentence),
        };
        if self.text.is_empty() && !changed.contains(char::is_uppercase) {
            self.text.push_str("The ");
        }
        self.text.push_str(&changed);
    }

    fn finished(mut self) -> String {
        if self.text.len() > self.from {
            self.close();
        }
        self.text
    }
}

/// With its first letter in upper case, quotes before it left alone.
fn capitalised(text: &str) -> String {
    let quotes = text.find(char::is_alphanumeric).unwrap_or(text.len());
    let mut letters = text[quotes..].chars();
    let first = letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().to_string());
    format!("{}{first}{}", &text[..quotes], letters.as_str())
}
