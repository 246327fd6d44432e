//! The laws of matching (SPEC section 2), each clause of each law as a row: rules, a short item, and what the rules must say of it.
//! Law 13 is about examples and stands with the checks of rule sets.

use std::fmt::Write as _;

use farshore::diagnostic::{SourceMap, render};
use farshore::ruleset::Tag;
use farshore::{Classification, Classifier, Evidence, Field, Item, LabelId, RuleSet};

/// What a rule looks for, as it stands in a file; and the data files.
#[derive(Clone, Copy)]
struct World {
    lists: &'static str,
    files: &'static [(&'static str, &'static str)],
}

/// One case. Make it with [`fires`] or [`misses`]; what is not asked for is not compared.
struct Row {
    name: &'static str,
    /// First line: the expression. Then keys of the rule and further tables. Or whole rules, beginning with `[[rule]]`.
    rule: String,
    /// `Title || Text`, or the text alone.
    item: String,
    fires: bool,
    tag: Option<Tag>,
    parts: Option<&'static [&'static str]>,
    countries: Option<&'static [&'static str]>,
    truncated: Option<bool>,
    earns: Option<(i32, &'static str)>,
}

impl Row {
    fn new(
        name: &'static str,
        rule: impl Into<String>,
        item: impl Into<String>,
        fires: bool,
    ) -> Self {
        let (rule, item) = (rule.into(), item.into());
        Self {
            name,
            rule,
            item,
            fires,
            tag: None,
            parts: None,
            countries: None,
            truncated: None,
            earns: None,
        }
    }

    /// The tag shown.
    fn tag(self, tag: Tag) -> Self {
        Self {
            tag: Some(tag),
            ..self
        }
    }

    /// The parts, each as `list=words`.
    fn parts(self, parts: &'static [&'static str]) -> Self {
        Self {
            parts: Some(parts),
            ..self
        }
    }

    fn countries(self, countries: &'static [&'static str]) -> Self {
        Self {
            countries: Some(countries),
            ..self
        }
    }

    fn truncated(self, truncated: bool) -> Self {
        Self {
            truncated: Some(truncated),
            ..self
        }
    }

    /// The points of the first label, and what they are enough for: `label`, `maybe` or `nothing`.
    fn earns(self, points: i32, what: &'static str) -> Self {
        Self {
            earns: Some((points, what)),
            ..self
        }
    }
}

/// The first rule fires, and its evidence is what stands between `[[` and `]]`.
fn fires(name: &'static str, rule: impl Into<String>, item: impl Into<String>) -> Row {
    Row::new(name, rule, item, true)
}

/// The first rule does not fire.
fn misses(name: &'static str, rule: impl Into<String>, item: impl Into<String>) -> Row {
    Row::new(name, rule, item, false)
}

/// The rule file of a row.
fn rule_file(world: World, rule: &str) -> String {
    let mut file = format!(
        "format = 1\n[label.x]\nat = 50\nmaybe_at = 30\n{}\n",
        world.lists
    );
    if rule.starts_with("[[rule]]") {
        file.push_str(rule);
    } else {
        let (expression, keys) = rule.split_once('\n').unwrap_or((rule, ""));
        let _ = write!(
            file,
            "[[rule]]\nid = 'r'\nlabel = 'x'\npoints = 60\nmatch = '''{expression}'''\n{keys}"
        );
    }
    file
}

fn compile(world: World, rule: &str) -> Result<RuleSet, String> {
    let mut sources = SourceMap::new();
    sources.add("rules.toml", rule_file(world, rule));
    for (name, text) in world.files {
        sources.add(format!("lexicons/{name}"), *text);
    }
    let (rules, problems) = RuleSet::compile(&sources, "laws");
    rules.ok_or_else(|| {
        problems
            .iter()
            .map(|problem| render(problem, &sources, false))
            .collect()
    })
}

/// A field: whether it is a title, and its text.
type Text = (bool, String);

/// The field, first byte and byte after the last of the evidence that a row asks for.
type Marked = (usize, usize, usize);

/// The fields of an item, and of which one the marked bytes are the evidence.
fn read_item(item: &str) -> (Vec<Text>, Option<Marked>) {
    let (title, text) = item
        .split_once(" || ")
        .map_or((None, item), |(title, text)| (Some(title), text));
    let mut fields = Vec::new();
    let mut marked = None;
    for (is_title, text) in title
        .map(|title| (true, title))
        .into_iter()
        .chain([(false, text)])
    {
        if let (Some(open), Some(close)) = (text.find("[["), text.find("]]")) {
            marked = Some((fields.len(), open, close - 2));
        }
        fields.push((is_title, text.replace("[[", "").replace("]]", "")));
    }
    (fields, marked)
}

/// What is wrong with the answer to a row; nothing where all is as it should be.
fn fault(world: World, row: &Row) -> Option<String> {
    let rules = match compile(world, &row.rule) {
        Ok(rules) => rules,
        Err(problems) => return Some(problems),
    };
    let (texts, marked) = read_item(&row.item);
    assert_eq!(
        row.fires,
        marked.is_some() || row.earns.is_some(),
        "{}: evidence is marked where a rule fires",
        row.name
    );
    let fields: Vec<Field<'_>> = texts
        .iter()
        .map(|(is_title, text)| Field {
            name: if *is_title { "title" } else { "text" },
            is_title: *is_title,
            text,
        })
        .collect();
    let mut classifier = Classifier::new(&rules);
    let answer = classifier.classify(&Item { fields: &fields });
    if classifier.classify(&Item { fields: &fields }) != answer {
        return Some("the same item gets another answer the second time".to_owned());
    }
    let found = answer
        .evidence
        .iter()
        .chain(&answer.shadow)
        .find(|found| found.rule.index() == 0);
    let shown = found.map(|found| {
        texts[found.field]
            .1
            .get(found.start..found.end)
            .unwrap_or("<no text>")
    });
    if found.is_some() != row.fires {
        return Some(shown.map_or("does not fire".to_owned(), |shown| {
            format!("fires: {shown:?}")
        }));
    }
    if let (Some(found), Some(marked)) = (found, marked)
        && (found.field, found.start, found.end) != marked
    {
        return Some(format!("other evidence: {shown:?}"));
    }
    fault_of_evidence(row, found, &texts).or_else(|| fault_of_answer(row, &rules, &answer))
}

fn fault_of_evidence(row: &Row, found: Option<&Evidence>, texts: &[Text]) -> Option<String> {
    if let Some(tag) = row
        .tag
        .filter(|tag| found.map(|found| found.tag) != Some(*tag))
    {
        return Some(format!(
            "{:?} where {tag:?} was asked for",
            found.map(|found| found.tag)
        ));
    }
    let found = found?;
    let parts: Vec<String> = found
        .parts
        .iter()
        .map(|part| {
            format!(
                "{}={}",
                part.list,
                texts[part.field]
                    .1
                    .get(part.start..part.end)
                    .unwrap_or("<no text>")
            )
        })
        .collect();
    if row.parts.is_some_and(|wanted| parts != wanted) {
        return Some(format!("other parts: {parts:?}"));
    }
    if row
        .countries
        .is_some_and(|wanted| found.countries != wanted)
    {
        return Some(format!("other countries: {:?}", found.countries));
    }
    None
}

fn fault_of_answer(row: &Row, rules: &RuleSet, answer: &Classification) -> Option<String> {
    if row
        .truncated
        .is_some_and(|wanted| wanted != answer.truncated)
    {
        return Some(format!("truncated is {}", answer.truncated));
    }
    let (points, what) = row.earns?;
    assert_eq!(rules.labels()[0].name, "x");
    let is_x = |label: &LabelId| label.index() == 0;
    let earned = match (
        answer.labels.iter().any(is_x),
        answer.maybe.iter().any(is_x),
    ) {
        (true, false) => "label",
        (false, true) => "maybe",
        (false, false) => "nothing",
        (true, true) => "both a label and a maybe",
    };
    ((answer.scores[0], earned) != (points, what))
        .then(|| format!("{} points, enough for {earned}", answer.scores[0]))
}

/// Runs every row and says all that is wrong.
#[track_caller]
fn check(world: World, rows: &[Row]) {
    let mut faults = String::new();
    for row in rows {
        if let Some(fault) = fault(world, row) {
            let _ = writeln!(
                faults,
                "* {}: {fault}\n    rule {}\n    item {:.300}",
                row.name, row.rule, row.item
            );
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// Words of moving work and of handing it over.
const WORK: World = World {
    lists: r#"
[lexicon.move]
inflect = "verb"
terms = ["move", "relocate", "shift"]
[lexicon.work]
terms = ["jobs", "factory", "plant", "call centre", "payroll"]
[lexicon.abroad]
terms = ["abroad", "overseas", "offshore"]
[lexicon.award]
inflect = "verb"
terms = ["award", "sign"]
[lexicon.contract]
inflect = "noun"
terms = ["contract", "deal"]
[lexicon.outsource]
terms = ["outsourcing", "payroll"]
"#,
    files: &[],
};

/// Places, people and companies.
const PLACES: World = World {
    lists: r#"
[lexicon.move]
inflect = "verb"
terms = ["move", "relocate", "shift"]
[lexicon.work]
terms = ["jobs", "factory", "plant"]
[lexicon.place]
case = "exact"
file = ["countries.tsv", "regions.tsv", "cities.tsv"]
[lexicon.haven]
case = "exact"
file = ["havens.tsv"]
[lexicon.demonym]
case = "exact"
file = ["demonyms.tsv"]
[lexicon.company]
case = "exact"
file = ["companies.tsv"]
"#,
    files: &[
        (
            "countries.tsv",
            "term\tkind\tcountry\nIndia\tcountry\tIN\nMexico\tcountry\tMX\nUnited States|U.S.\tcountry\tUS\n\
             Britain|UK\tcountry\tGB\nPoland\tcountry\tPL\nChina\tcountry\tCN\n",
        ),
        (
            "regions.tsv",
            "term\tkind\tcountry\nNew Mexico\tregion\tUS\nNew Jersey\tregion\tUS\nAlabama\tregion\tUS\n\
             Oklahoma\tregion\tUS\nOntario\tregion\tCA\nOhio\tregion\tUS\n",
        ),
        (
            "cities.tsv",
            "term\tkind\tcountry\tambiguous\nBirmingham\tcity\tGB\t\nTulsa\tcity\tUS\t\nMumbai\tcity\tIN\t\n\
             London\tcity\tGB\t\nLeeds\tcity\tGB\t\nDetroit\tcity\tUS\t\nToronto\tcity\tCA\t\nUbe\tcity\tJP\t\nMobile\tcity\tUS\tword\n",
        ),
        (
            "havens.tsv",
            "term\tkind\tcountry\thaven\nJersey\tcountry\tJE\tclassic\nBritain\tcountry\tGB\tlow-tax\n",
        ),
        (
            "demonyms.tsv",
            "term\tkind\tcountry\nIndian|Indians\tdemonym\tIN\nBritish\tdemonym\tGB\n",
        ),
        (
            "companies.tsv",
            "term\thome\nAcme\tUS\nBrightco\tGB\nMexico Foods\tUS\n",
        ),
    ],
};

#[test]
#[rustfmt::skip] // One row, one line.
fn law_01_words_are_letters_and_digits_with_inner_stops_and_apostrophes() {
    check(
        WORK,
        &[
            fires("inner full stops", "\"u.s.\"", "Work left the [[U.S]]. plant."),
            fires("an inner apostrophe", "\"won't\"", "The firm [[won't]] pay."),
            fires("a curly one is the same", "\"won't\"", "The firm [[won’t]] pay."),
            misses("a word without its apostrophe is another", "\"wont\"", "The firm won't pay."),
            fires("a hyphen separates", "\"year\"", "A 10-[[year]] lease."),
            misses("a hyphen leaves no joined word", "\"10year\"", "A 10-year lease."),
            fires("digits and letters are one word", "\"3g\"", "A [[3G]] licence."),
            misses("a letter is no word in a word with digits", "\"g\"", "A 3G licence."),
            fires("a final 's is dropped", "\"company\"", "The [[company]]'s plant."),
            fires("a curly one too", "\"company\"", "The [[company]]’s plant."),
            fires("and is not counted", "{move} near/1 {work}", "It [[moves Acme's jobs]]."),
            fires("nor inside a term", "\"company plant\"", "The [[company's plant]] shut."),
            fires("the apostrophe of a plural", "\"workers\"", "The [[workers]]' jobs."),
            fires("an abbreviation counts as one word", "{move} near/1 {work}", "It [[moves U.S. jobs]]."),
            fires("a compound counts as two", "{award} near/2 {contract}", "It [[signed ten-year deals]]."),
            misses("so that one is not enough", "{award} near/1 {contract}", "It signed ten-year deals."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_01_words_of_a_term_are_whole_and_joined_by_blanks_hyphens_and_line_breaks() {
    check(
        WORK,
        &[
            misses("not the start of a longer word", "{abroad}", "He went overseasing."),
            misses("not the end of one", "{work}", "They transplant hearts."),
            misses("not inside a word with a digit", "{work}", "The jobs2 code."),
            fires("beside a slash", "{work}", "Cuts to [[jobs]]/wages."),
            fires("beside quotes", "{abroad}", "They call it \"[[abroad]]\"."),
            fires("a blank", "{work}", "A [[call centre]] shut."),
            fires("several blanks", "{work}", "A [[call   centre]] shut."),
            fires("a hyphen", "{work}", "A [[call-centre]] shut."),
            fires("a curved hyphen", "{work}", "A [[call\u{2010}centre]] shut."),
            fires("a line break", "{work}", "A [[call\ncentre]] shut."),
            fires("a line break of another system", "{work}", "A [[call\r\ncentre]] shut."),
            fires("a term may have the hyphen", "\"call-centre\"", "A [[call centre]] shut."),
            misses("nothing between is another word", "{work}", "A callcentre shut."),
            misses("a comma parts them", "{work}", "They call, centre first."),
            misses("a dash parts them", "{work}", "They call -- centre first."),
            misses("the end of a sentence parts them", "{work}", "It was his call. Centre staff left."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_01_words_in_exact_case() {
    let world = World {
        lists: "[lexicon.short]\ncase = 'exact'\nterms = ['IT', 'Ulm']\n[lexicon.name]\ncase = 'exact'\nterms = ['Cork', 'Infosys', 'R&D']",
        files: &[],
    };
    check(
        world,
        &[
            fires("as written", "{short}", "It runs [[IT]] for banks."),
            misses("another case", "{short}", "The bank runs it."),
            misses("a capital at the start of a sentence is another case", "{short}", "It runs well."),
            misses("lower case of a name", "{name}", "The cork popped."),
            misses("capitals in a sentence with lower case", "{name}", "We love CORK and more."),
            fires("four letters in a sentence of capitals", "{name}", "PLANT IN [[CORK]] SHUTS."),
            misses("three letters in a sentence of capitals", "{short}", "PLANT IN ULM SHUTS."),
            fires("a term that is written in capitals", "{short}", "BANK HANDS OVER [[IT]] WORK."),
            fires("a number is no lower-case letter", "{name}", "[[INFOSYS]] CUTS 500 JOBS."),
            fires("sentence by sentence", "{name}", "[[CORK]] PLANT SHUTS. The staff go."),
            misses("not the sentence beside it", "{name}", "PLANT SHUTS. The CORK staff go."),
            fires("an ampersand", "{name}", "It cut [[R&D]] staff."),
            misses("an ampersand in another case", "{name}", "It cut r&d staff."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_02_overlaps_inside_one_list() {
    let world = World {
        lists: "[lexicon.a]\nterms = ['call', 'call centre', 'new york', 'york city council', 'council']\n\
                [lexicon.b]\nterms = ['centre', 'centre staff']\n[lexicon.c]\nterms = ['{a}', '{b}']",
        files: &[],
    };
    check(
        world,
        &[
            fires("the longest wins", "{a}", "The [[call centre]] shut."),
            misses("the shorter is no second hit", "{a} near/5 {a}", "The call centre shut."),
            fires("the leftmost wins over a longer one", "{a} near/9 {a}\n", "The [[New York city council]] met.")
                .parts(&["a=New York", "a=council"]),
            fires("another list keeps its hit", "{b}", "The call [[centre]] shut."),
            fires("both lists, other words", "{a} near/9 {b}", "The [[call centre hired centre staff]]."),
            fires("an including list is one list", "{c}", "The [[call centre]] staff left."),
            misses("and has no second hit there", "{c} near/9 {c}", "The call centre staff left."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_02_overlaps_among_places() {
    check(
        PLACES,
        &[
            fires("Mexico", "{place[country=MX]}", "It moves to [[Mexico]]."),
            misses("New Mexico is not Mexico", "{place[country=MX]}", "It moves to New Mexico."),
            fires("New Mexico is in the United States", "{place[country=US]}", "It moves to [[New Mexico]].")
                .countries(&["US"]),
            misses("across lists and files", "{haven}", "It moves to New Jersey."),
            fires("Jersey by itself", "{haven}", "It moves to [[Jersey]]."),
            fires("one beside the other", "{haven}", "New Jersey, not [[Jersey]]."),
            fires("one name in two place lists is a hit of both: the first", "{place}", "It moves to [[Britain]]."),
            fires("one name in two place lists is a hit of both: the second", "{haven}", "It moves to [[Britain]]."),
            fires("a company of such a name is another list", "{company}", "[[Mexico Foods]] grows."),
            fires("which takes nothing from the place", "{place}", "[[Mexico]] Foods grows."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_03_clauses_end_at_punctuation() {
    let rule = "{move} pre/9 {abroad}";
    check(
        WORK,
        &[
            fires("nothing between", rule, "It [[moves jobs abroad]]."),
            misses("a comma", rule, "It moves jobs, abroad too."),
            misses("a semicolon", rule, "It moves jobs; abroad too."),
            misses("a colon", rule, "It moves jobs: abroad too."),
            misses("an opening bracket", rule, "It moves jobs (abroad too)."),
            misses("a closing bracket", rule, "It (the firm that moves jobs) works abroad."),
            misses("a dash", rule, "It moves jobs — abroad too."),
            misses("a dash without blanks", rule, "It moves jobs—abroad too."),
            misses("a short dash", rule, "It moves jobs – abroad too."),
            misses("two hyphens", rule, "It moves jobs -- abroad too."),
            misses("a hyphen with blanks", rule, "It moves jobs - abroad too."),
            fires("a hyphen", rule, "It [[moves low-wage jobs abroad]]."),
            fires("a comma in a number", rule, "It [[moves 1,500 jobs abroad]]."),
            fires("commas in a large one", rule, "It [[moves 1,500,000 jobs abroad]]."),
            misses("a comma between numbers", rule, "It moves 1, 500 jobs abroad."),
            misses("a comma between a word and a number, without a blank", rule, "It moves,500 jobs abroad."),
            misses("a comma behind a number", rule, "It moves 15,000, most of them abroad."),
            fires("a clause between others", rule, "Acme, of Ohio, [[moves jobs abroad]], it said."),
            fires("quotes end none", rule, "It [[moves \"jobs\" abroad]]."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_03_clauses_do_not_end_between_places() {
    let rule = "{place} pre/9 {work}";
    check(
        PLACES,
        &[
            fires("a city and its state", "{move} pre/9 {work}", "It [[moves its Tulsa, Oklahoma plant]]."),
            fires("a list of places", "{move} pre/9 {work}", "It [[moves its India, Mexico and Poland jobs]]."),
            misses("a place and another word", rule, "It left Tulsa, where jobs went."),
            misses("another word and a place", "{work} pre/9 {place}", "It cut jobs, Tulsa lost most."),
            misses("behind the state", rule, "In Tulsa, Oklahoma, jobs go."),
            misses("more than a comma", "{move} pre/9 {work}", "It moves from Tulsa (Oklahoma) jobs."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_04_gap_counts_words_between_hulls() {
    check(
        WORK,
        &[
            fires("just enough", "{move} near/2 {work}", "It [[moves its best jobs]]."),
            misses("one too many", "{move} near/2 {work}", "It moves its very best jobs."),
            fires("either order", "{move} near/2 {work}", "The [[jobs it will move]]."),
            misses("pre is in order", "{move} pre/2 {work}", "The jobs it will move."),
            fires("pre, just enough", "{move} pre/2 {work}", "It [[moves its best jobs]]."),
            misses("pre, one too many", "{move} pre/2 {work}", "It moves its very best jobs."),
            fires("side by side", "{move} near/1 {work}", "It [[moves jobs]]."),
            fires("near reaches over a comma", "{move} near/2 {work}", "It [[moves, he said, jobs]]."),
            misses("near stays in its sentence", "{move} near/5 {work}", "Staff move. The jobs go."),
            fires("numbers and commas", "{move} near/2 {work}", "It [[moves 1,500 jobs]]."),
            misses("each piece of a number is a word", "{move} near/1 {work}", "It moves 1,500 jobs."),
            fires(
                "a part in the gap of another",
                "{award} near/10 {contract} near/12 {outsource}",
                "The agency [[awarded a 10-year outsourcing contract]] to HP.",
            )
            .parts(&["award=awarded", "outsource=outsourcing", "contract=contract"]),
            misses(
                "for pre it must start behind the hull",
                "({award} near/10 {contract}) pre/12 {outsource}",
                "The agency awarded a 10-year outsourcing contract to HP.",
            ),
            fires(
                "behind the hull",
                "({award} near/10 {contract}) pre/1 {outsource}",
                "It [[awarded a long contract for outsourcing]].",
            ),
            misses(
                "the whole left side is in the clause of pre",
                "({award} near/9 {contract}) pre/9 {outsource}",
                "It awarded, late, a contract for outsourcing.",
            ),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_04_gap_in_nested_brackets_and_interleaved_text() {
    let world = World {
        lists: "[lexicon.a]\nterms = ['alpha']\n[lexicon.b]\nterms = ['beta']\n[lexicon.c]\nterms = ['gamma']",
        files: &[],
    };
    check(
        world,
        &[
            fires("from the hull, not from the first part", "({a} near/5 {b}) near/1 {c}", "[[alpha x x x beta x gamma]]"),
            misses("one too many from the hull", "({a} near/5 {b}) near/1 {c}", "alpha x x x beta x x gamma"),
            fires("to the hull of the right side", "{c} near/1 ({a} near/5 {b})", "[[gamma x alpha x x x beta]]"),
            misses("one too many to the hull", "{c} near/1 ({a} near/5 {b})", "gamma x x alpha x x x beta"),
            fires("two hulls", "({a} near/2 {b}) near/1 ({c} near/2 {a})", "[[alpha x beta x gamma x alpha]]"),
            fires("from left to right", "{a} near/1 {b} near/1 {c}", "[[gamma x alpha x beta]]"),
            misses("not from the right", "{a} near/1 {b} near/1 {c}", "alpha x x beta x gamma"),
            fires("A B A C in order", "{a} pre/1 {c}", "alpha beta [[alpha gamma]]"),
            fires("A B A C, the right hand in the gap", "{a} pre/1 {b} pre/1 {c}", "[[alpha beta alpha gamma]]"),
            fires("A B A C A B C", "{a} pre/5 {b} pre/5 {c}", "alpha beta alpha gamma [[alpha beta gamma]]"),
            fires("A B A C A C", "({a} pre/1 {c}) pre/1 ({a} pre/1 {c})", "alpha beta [[alpha gamma alpha gamma]]"),
            misses("A C B in order", "{a} pre/5 {b} pre/5 {c}", "alpha gamma beta"),
            fires("the later of two left sides", "{a} pre/1 {b}", "alpha x x [[alpha beta]]"),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_05_parts_share_no_words() {
    let world = World {
        lists: "[lexicon.a]\nterms = ['call centre', 'outsourcing']\n[lexicon.b]\nterms = ['centre staff', 'outsourcing', 'jobs']",
        files: &[],
    };
    check(
        world,
        &[
            misses("one word in two lists", "{a} near/5 {b}", "They like outsourcing."),
            fires("the word twice", "{a} near/5 {b}", "They like [[outsourcing and outsourcing]]."),
            misses("terms that overlap", "{a} near/5 {b}", "The call centre staff left."),
            fires("terms side by side", "{a} near/5 {b}", "The [[call centre jobs]] left."),
            misses("two uses of one list", "{a} near/5 {a}", "They like outsourcing."),
            fires("two hits of it", "{a} near/5 {a}", "The [[call centre outsourcing]]."),
            misses("the same in order", "{a} pre/5 {a}", "They like outsourcing."),
            misses("the same with and", "{a} and {a}", "They like outsourcing."),
            fires("two hits with and", "{a} and {a}", "The [[call centre likes outsourcing]]."),
            misses("the same in the whole item", "{a} and {a}\nwithin = 'item'", "They like outsourcing."),
            fires(
                "two hits in the item",
                "{a} and {a}\nwithin = 'item'",
                "They like [[outsourcing]]. The call centre shut.",
            ),
            misses("the same with N of", "2 of ({a}, {b})", "They like outsourcing."),
            fires("two hits with N of", "2 of ({a}, {b})", "They like [[outsourcing jobs]]."),
            fires("a word of one alternative only", "({a} or {b}) near/5 {b}", "The [[outsourcing of jobs]]."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_05_parts_share_no_words_in_the_sentence_behind() {
    let then = "({move} then {work}) and ({award} then {work})";
    let beside = "(2 of ({abroad}, ({move} then {work}))) and (2 of ({contract}, ({award} then {work})))";
    check(
        WORK,
        &[
            misses("one word in the sentence behind", then, "It moves and signs. The jobs go."),
            fires("two words there", then, "It [[moves and signs]]. The jobs and the plant go."),
            misses("one word there, and a part beside", beside, "It moves abroad and signs a deal. The jobs go."),
            fires("two words there, and a part beside", beside, "It [[moves abroad and signs a deal]]. The jobs and the plant go."),
            misses("one word there, in the item", "({move} then {work}) and {work}\nwithin = 'item'", "It moves. The jobs go."),
            misses("the other way round", "{work} and ({move} then {work})\nwithin = 'item'", "It moves. The jobs go."),
            fires("two words there, in the item", "({move} then {work}) and {work}\nwithin = 'item'", "It [[moves]]. The jobs and the plant go."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_06_not_looks_into_the_scope_of_the_rule() {
    let world = World {
        lists: "[lexicon.a]\nterms = ['moves']\n[lexicon.b]\nterms = ['embassy', 'troops']\n[lexicon.c]\nterms = ['jobs']\n\
                [lexicon.d]\nterms = ['said']\n[mask.toy]\nfind = '{b} pre/1 \"toys\"'\nhides = ['b']",
        files: &[],
    };
    let rule = "{a} near/9 {c} and not {b}";
    let item = "{a} near/9 {c} and not {b}\nwithin = 'item'";
    let clause = "{a} near/9 {c} and not {b}\nwithin = 'clause'";
    check(
        world,
        &[
            fires("nothing there", rule, "It [[moves jobs]]."),
            misses("in the sentence", rule, "The embassy moves jobs."),
            fires("in another sentence", rule, "It [[moves jobs]]. The embassy stays."),
            misses("in the item", item, "It moves jobs. The embassy stays."),
            misses("in the title", item, "Embassy news || It moves jobs."),
            fires("in no sentence of the item", item, "It [[moves jobs]]. The staff stay."),
            misses("in the clause", clause, "Then, the embassy moves jobs, he said."),
            fires("in another clause", clause, "Near the embassy, it [[moves jobs]]."),
            fires("masked", rule, "It [[moves troops toys jobs]]."),
            fires("masked, in the item", item, "It [[moves jobs]]. The embassy toys sell."),
            misses("one of two masked", rule, "The embassy toys and the embassy moves jobs."),
            fires("a window under not", "{a} near/9 {c} and not ({b} near/1 {d})", "It [[moves jobs]] for the embassy, its spokesman said."),
            misses("the window holds", "{a} near/9 {c} and not ({b} near/1 {d})", "It moves jobs, the embassy said."),
            misses("not first", "not {b} and {a} near/9 {c}", "The embassy moves jobs."),
            misses("in brackets, in the sentence", "({a} and not {b}) near/9 {c}", "The embassy moves jobs."),
            misses(
                "in brackets, in the item",
                "({a} and not {b}) near/9 {c}\nwithin = 'item'",
                "It moves jobs. The embassy stays.",
            ),
            misses(
                "in an alternative, in the item",
                "({a} near/9 {c} and not {b}) or {d}\nwithin = 'item'",
                "It moves jobs. The embassy stays.",
            ),
        ],
    );
    assert!(compile(world, "not {a}").is_err(), "`not` stands beside a positive operand");
    assert!(compile(world, "{a} or not {b}").is_err(), "`not` stands beside a positive operand");
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_07_masks_act_on_single_hits() {
    let world = World {
        lists: r#"
[lexicon.move]
terms = ["moves"]
[lexicon.offshore]
terms = ["offshore", "overseas"]
[lexicon.abroad]
terms = ["abroad", "{offshore}"]
[lexicon.far]
terms = ["{abroad}"]
[lexicon.wind]
terms = ["wind", "wind farm"]
[lexicon.work]
terms = ["jobs", "payroll", "plant"]
[lexicon.denial]
terms = ["denied"]
[mask.wind]
find = '{offshore} pre/3 {wind}'
hides = ["offshore"]
[mask.tax]
find = '"payroll tax"'
hides = ["work"]
[mask.access]
find = '"denied access"'
hides = ["denial"]
[cue.denied]
terms = ["{denial}"]
tag = "denied"
side = "after"
reach = 9
"#,
        files: &[],
    };
    check(
        world,
        &[
            fires("no mask", "{offshore}", "It moves jobs [[offshore]]."),
            misses("the hit lies in the mask", "{offshore}", "The offshore wind farm opened."),
            misses("with words between", "{offshore}", "The offshore and floating wind farm opened."),
            fires("other hits of the list stay", "{offshore}", "The offshore wind farm moves [[offshore]]."),
            fires("other lists keep their hits", "{wind}", "The offshore [[wind farm]] opened."),
            misses("before matching", "{move} near/9 {offshore}", "It moves to offshore wind."),
            fires("words in the gap of a match", "{move} near/9 {work}", "It [[moves offshore wind jobs]]."),
            fires("a hit in the gap of the mask", "{work}", "The offshore [[plant]] wind farm opened."),
            misses("through a list that includes it", "{abroad}", "The offshore wind farm opened."),
            misses("through two lists", "{far}", "The offshore wind farm opened."),
            fires("other terms of the including list", "{abroad}", "The wind farm [[abroad]] opened."),
            misses("an overlap of a word is enough", "{work}", "The payroll tax rose."),
            fires("only where it lies", "{work}", "The [[payroll]] and the tax rose."),
            misses("before N of", "2 of ({move}, {offshore}, {work})", "It moves to offshore wind."),
            fires("before not", "{work} and not {offshore}", "The [[plant]] for offshore wind opened."),
            fires(
                "before unless, in the sentence",
                "{work}\nunless.sentence = ['{offshore}']",
                "The [[plant]] for offshore wind opened.",
            ),
            misses(
                "unless without a mask",
                "{work}\nunless.sentence = ['{offshore}']",
                "The plant offshore opened.",
            ),
            fires(
                "before unless, in the item",
                "{work}\nunless.item = ['{offshore}']",
                "The [[plant]] opened. Offshore wind grew.",
            ),
            misses("a cue", "{move} near/3 {work}", "It denied it moves jobs."),
            fires("before cues", "{move} near/3 {work}", "Unions denied access say it [[moves jobs]].").tag(Tag::Asserted),
            fires("masks are found on hits as they are", "{wind}", "The payroll tax on offshore [[wind]] rose."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_07_a_mask_over_two_sentences_hides_in_both() {
    let world = World {
        lists: "[lexicon.a]\nterms = ['storm']\n[lexicon.b]\nterms = ['offshore']\n[lexicon.c]\nterms = ['abroad', '{b}']\n\
                [mask.weather]\nfind = '{a} then {b}'\nhides = ['a', 'b']",
        files: &[],
    };
    check(
        world,
        &[
            misses("in the first", "{a}", "The storm grew. It went offshore."),
            misses("in the second", "{b}", "The storm grew. It went offshore."),
            misses("in the second, through a list", "{c}", "The storm grew. It went offshore."),
            misses("in the second, found twice", "{b}", "The storm met a storm. It went offshore."),
            fires("not beyond", "{b}", "The storm grew. It went north. It went [[offshore]]."),
        ],
    );
}

/// Cues of all kinds, with the lists of [`WORK`].
const CUES: World = World {
    lists: r#"
[lexicon.move]
inflect = "verb"
terms = ["move", "relocate", "shift"]
[lexicon.work]
terms = ["jobs", "factory", "plant"]
[lexicon.abroad]
terms = ["abroad", "to India", "to Mexico"]
[cue.denied]
terms = ["no plans to", "denied", "not"]
tag = "denied"
side = "after"
reach = 6
stop = ["while"]
pseudo = ["not only"]
[cue.false_report]
terms = ["a false report"]
tag = "denied"
side = "either"
reach = "next-sentence"
[cue.called_off]
terms = ["was called off"]
tag = "denied"
side = "before"
reach = 6
[cue.reversed]
terms = ["back"]
tag = "reversed"
side = "either"
reach = 3
[cue.possible]
terms = ["could", "may"]
tag = "possible"
side = "after"
reach = 6
stop = [","]
[cue.planned]
terms = ["will", "plans to"]
tag = "planned"
side = "after"
reach = 6
"#,
    files: &[],
};

const ANY_TAG: &str = "{move} near/3 {work} near/5 {abroad}\naccept = ['denied', 'reversed', 'possible', 'planned', 'asserted']";

#[test]
#[rustfmt::skip] // One row, one line.
fn law_08_tags_by_side_and_reach() {
    check(
        CUES,
        &[
            fires("no cue", ANY_TAG, "It [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("a cue before", ANY_TAG, "It denied that it [[moves jobs abroad]].").tag(Tag::Denied),
            fires("as far as it reaches", ANY_TAG, "It will by the end of this year [[move jobs abroad]].").tag(Tag::Planned),
            fires("one word farther", ANY_TAG, "It will by the very end of this year [[move jobs abroad]].")
                .tag(Tag::Asserted),
            fires("on the wrong side", ANY_TAG, "The firm that [[moves jobs abroad]] denied nothing.").tag(Tag::Asserted),
            fires("behind the match", ANY_TAG, "The plan to [[move jobs abroad]] was called off.").tag(Tag::Denied),
            fires("behind the match, in front of it", ANY_TAG, "What was called off can [[move jobs abroad]].")
                .tag(Tag::Asserted),
            fires("either side, before", ANY_TAG, "Back then it [[moved jobs abroad]].").tag(Tag::Reversed),
            fires("either side, behind", ANY_TAG, "It [[moved jobs abroad]] and back.").tag(Tag::Reversed),
            fires("either side, too far", ANY_TAG, "It [[moved jobs abroad]] and took half of them back.")
                .tag(Tag::Asserted),
            fires("in a gap, the nearest part counts", ANY_TAG, "It [[moves, it will say, jobs abroad]].").tag(Tag::Planned),
            fires("in a gap, on the side of the part before", ANY_TAG, "The [[move of jobs, which was called off, abroad]].")
                .tag(Tag::Denied),
            fires("the words of a part are no trigger", "{back} near/3 {work}\naccept = ['asserted']\n[lexicon.back]\nterms = ['brings back']", "It [[brings back jobs]].")
                .tag(Tag::Asserted),
            fires("another sentence", ANY_TAG, "It will not say. It [[moves jobs abroad]].").tag(Tag::Asserted),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_08_tags_stop_at_words_and_punctuation() {
    let more = |trigger: &str, side: &str| {
        format!("{ANY_TAG}\n[cue.more]\nterms = ['{trigger}']\ntag = 'denied'\nside = '{side}'\nreach = 3")
    };
    check(
        CUES,
        &[
            fires("but", ANY_TAG, "It denied this but [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("however", ANY_TAG, "It denied this however [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("although", ANY_TAG, "It denied this although it [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("a semicolon", ANY_TAG, "It denied this; it [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("behind the match too", ANY_TAG, "It [[moves jobs abroad]] but it denied this.").tag(Tag::Asserted),
            fires("a word of its own", ANY_TAG, "It denied this while it [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("not that of another cue", ANY_TAG, "It will now while rich [[move jobs abroad]].").tag(Tag::Planned),
            fires("a comma, where it says so", ANY_TAG, "It could, he says, [[move jobs abroad]].").tag(Tag::Asserted),
            fires("a comma, where it does not", ANY_TAG, "It will, he says, [[move jobs abroad]].").tag(Tag::Planned),
            fires("a semicolon right before the trigger", ANY_TAG, "He asked; will it [[move jobs abroad]].").tag(Tag::Planned),
            fires("the last word of a trigger stops nothing", more("anything but", "after"), "It did anything but [[move jobs abroad]].")
                .tag(Tag::Denied),
            fires("the first word of a trigger stops nothing", more("but not now", "before"), "It [[moves jobs abroad]] but not now.")
                .tag(Tag::Denied),
            fires("a stop before the trigger", ANY_TAG, "But it will [[move jobs abroad]].").tag(Tag::Planned),
            fires("a stop behind the part", ANY_TAG, "It will [[move jobs abroad]] but not now.").tag(Tag::Planned),
            fires("a pseudo cue", ANY_TAG, "It not only [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("no pseudo cue", ANY_TAG, "It does not [[move jobs abroad]].").tag(Tag::Denied),
            fires("a pseudo cue and a real one", ANY_TAG, "It not only will [[move jobs abroad]].").tag(Tag::Planned),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_08_tags_from_the_sentence_beside() {
    check(
        CUES,
        &[
            fires("the one before", ANY_TAG, "That was a false report. It [[moves jobs abroad]].").tag(Tag::Denied),
            fires("the one behind", ANY_TAG, "It [[moves jobs abroad]]. That was a false report.").tag(Tag::Denied),
            fires("its own", ANY_TAG, "It was a false report that it [[moves jobs abroad]].").tag(Tag::Denied),
            fires("two before", ANY_TAG, "That was a false report. So it said. It [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("not out of the title", ANY_TAG, "On a false report || It [[moves jobs abroad]].").tag(Tag::Asserted),
            fires("but at the start of the sentence", ANY_TAG, "That was a false report. But it [[moves jobs abroad]].")
                .tag(Tag::Asserted),
            fires("but behind the trigger", ANY_TAG, "It was a false report but stuck. It [[moves jobs abroad]].")
                .tag(Tag::Asserted),
            fires("a semicolon behind the trigger", ANY_TAG, "It was a false report; yes. It [[moves jobs abroad]].")
                .tag(Tag::Asserted),
            fires("but before the trigger, on the way back", ANY_TAG, "It [[moves jobs abroad]]. But a false report came.")
                .tag(Tag::Asserted),
            fires("but before the trigger, on the way on", ANY_TAG, "But a false report came. It [[moves jobs abroad]].")
                .tag(Tag::Denied),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_08_tags_are_a_set_and_each_match_has_its_own() {
    let plain = "{move} near/3 {work} near/5 {abroad}";
    let accept = |tags: &str| format!("{plain}\naccept = {tags}");
    check(
        CUES,
        &[
            fires("denied is shown before planned", ANY_TAG, "It has no plans to [[move jobs abroad]].").tag(Tag::Denied),
            fires("reversed before possible", ANY_TAG, "It could [[move jobs abroad]] and back.").tag(Tag::Reversed),
            fires("possible before planned", ANY_TAG, "It may, and will, or may [[move jobs abroad]].").tag(Tag::Possible),
            misses("denied is not taken unasked", plain, "It denied that it moves jobs abroad."),
            misses("nor reversed", plain, "It moves jobs abroad and back."),
            fires("possible is", plain, "It could [[move jobs abroad]].").tag(Tag::Possible),
            fires("planned is", plain, "It will [[move jobs abroad]].").tag(Tag::Planned),
            misses("asserted is not where it is left out", accept("['planned']"), "It moves jobs abroad."),
            misses("all tags must be taken", accept("['planned', 'asserted']"), "It will and could move jobs abroad."),
            fires("denied alone", accept("['denied']"), "It denied that it [[moves jobs abroad]].").tag(Tag::Denied),
            fires(
                "each match by itself",
                plain,
                "Acme has no plans to move jobs to India, but will [[relocate its factory to Mexico]].",
            )
            .tag(Tag::Planned),
            misses("with all matches denied", plain, "It denied it moves jobs abroad. It has no plans to shift jobs abroad."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_09_firing_counts_once_and_shows_the_shortest_match() {
    let two = "[[rule]]\nid = 'r'\nlabel = 'x'\npoints = 40\nmatch = '{work}'\n\
               [[rule]]\nid = 's'\nlabel = 'x'\npoints = 20\nmatch = '{abroad}'\n";
    let minus = "[[rule]]\nid = 'r'\nlabel = 'x'\npoints = 60\nmatch = '{work}'\n\
                 [[rule]]\nid = 's'\nlabel = 'x'\npoints = -15\nmatch = '{abroad}'\n";
    let shadow = "[[rule]]\nid = 'r'\nlabel = 'x'\npoints = 60\nmatch = '{work}'\nstatus = 'shadow'\n\
                  [[rule]]\nid = 's'\nlabel = 'x'\npoints = 60\nmatch = '{abroad}'\n";
    let many = "[[rule]]\nid = 'r'\npoints = { x = 35, y = 60 }\nmatch = '{work}'\n\
                [[rule]]\nid = 's'\nlabel = 'x'\npoints = 60\nmatch = '{abroad}'\n[label.y]\nat = 50\n";
    check(
        WORK,
        &[
            fires("one match", "{work}", "The [[plant]] shut.").earns(60, "label"),
            fires("two matches count once", "{work}", "The [[plant]] lost jobs. The factory too.").earns(60, "label"),
            misses("no match", "{work}", "Sales rose."),
            fires("the shortest", "{move} near/9 {work}", "It moves many good jobs and [[moves jobs]].").earns(60, "label"),
            fires("the shortest of all sentences", "{move} near/9 {work}", "It moves its jobs. It [[moves jobs]]."),
            fires("then the leftmost", "{move} near/9 {work}", "It [[moves jobs]]. They shift jobs."),
            fires("in a sentence too", "{move} near/9 {work}", "It [[moves jobs]] and shifts jobs."),
            fires("of two alternatives", "{abroad} or {work}", "The [[jobs]] go abroad."),
            fires("the other way round", "{work} or {abroad}", "The [[jobs]] go abroad."),
            fires("the title is left of the text", "{work}", "[[Jobs]] go || The plant shut."),
            fires("in words, not in letters", "{work}", "The [[factory]] lost jobs. A call centre too."),
            fires("two rules add up", two, "The [[plant]] went abroad.").earns(60, "label"),
            fires("one of two gives a maybe", two, "The [[plant]] shut.").earns(40, "maybe"),
            fires("negative points", minus, "The [[plant]] went abroad.").earns(45, "maybe"),
            fires("a shadow rule reports and gives no points", shadow, "The [[plant]] shut.").earns(0, "nothing"),
            fires("a shadow rule beside a live one", shadow, "The [[plant]] went abroad.").earns(60, "label"),
            fires("points by label", many, "The [[plant]] shut.").earns(35, "maybe"),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_10_bounds_cut_nothing_off_in_silence() {
    let many = |word: &str, times: usize| vec![word; times].join(" ");
    let near = "{move} near/9 {work}";
    let item = "{move} near/3 {work} and not {abroad}\nwithin = 'item'";
    let either = "{move} near/99 ({work} or {abroad})";
    check(
        CUES,
        &[
            fires("64 hits", "{work}", format!("[[jobs]] {}.", many("jobs", 63))).truncated(false),
            fires("65 hits", "{work}", format!("[[jobs]] {}.", many("jobs", 64))).truncated(true),
            fires("64 pairs", near, format!("{} [[moves jobs]] {}.", many("moves", 7), many("jobs", 7))).truncated(false),
            fires("81 pairs", "{move} near/99 {work}", format!("{} [[moves jobs]] {}.", many("moves", 8), many("jobs", 8)))
                .truncated(true),
            fires("81 pairs of two alternatives", "{move} near/99 {work} or {abroad}", format!("{} moves jobs {} [[abroad]].", many("moves", 8), many("jobs", 8)))
                .truncated(true),
            fires("81 pairs in order", "{move} pre/99 {work}", format!("{} [[moves jobs]] {}.", many("moves", 8), many("jobs", 8)))
                .truncated(true),
            fires("81 pairs in a clause", "{move} and {work}\nwithin = 'clause'", format!("{} [[moves jobs]] {}.", many("moves", 8), many("jobs", 8)))
                .truncated(true),
            fires("64 hits of two lists", either, format!("[[moves jobs]] {} {}.", many("jobs", 31), many("abroad", 32)))
                .truncated(false),
            fires("65 hits of two lists", either, format!("[[moves jobs]] {} {}.", many("jobs", 32), many("abroad", 32)))
                .truncated(true),
            fires("64 of N of", "2 of ({move}, {work})", format!("{} [[moves jobs]] {}.", many("moves", 7), many("jobs", 7)))
                .truncated(false),
            fires("65 of N of", "2 of ({move}, {work})", format!("{} [[moves jobs]] {}.", many("moves", 8), many("jobs", 8)))
                .truncated(true),
            fires("in each sentence anew", "{work}", format!("{}. [[Jobs]]. {}.", many("jobs jobs", 0), many("jobs", 60)))
                .truncated(false),
            fires("65 sentences of an item", "{work} and {abroad}\nwithin = 'item'", format!("{}[[Jobs]] go. {}It went abroad.", "", "Jobs go. ".repeat(65)))
                .truncated(true),
            fires("65 sentences of two lists of an item", "({work} or {abroad}) and {move}\nwithin = 'item'", format!("[[Jobs]] go. {}{}It moves.", "Jobs go. ".repeat(32), "It went abroad. ".repeat(32)))
                .truncated(true),
            fires("64 in a sentence, not in an item", item, format!("{}It [[moves jobs]].", "It denied it moves jobs. ".repeat(70))),
            // A sentence has at most 120 words: the next one begins behind them, and no match reaches over.
            misses("a match over the cut of a text without punctuation", near, format!("{} moves jobs", many("word", 119))),
            fires("the cut within a number", near, format!("{} 1,500 [[moves jobs]]", many("word", 118))),
            fires("the same before the cut", near, format!("{} [[moves jobs]]", many("word", 118))),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_10_bounds_of_one_item_do_not_mark_the_next() {
    let rules = compile(WORK, "{work}").expect("a right rule");
    let mut classifier = Classifier::new(&rules);
    let mut truncated = |text: &str| {
        let field = Field { name: "text", is_title: false, text };
        classifier.classify(&Item { fields: &[field] }).truncated
    };
    assert!(truncated(&"jobs ".repeat(65)));
    assert!(!truncated("The jobs go."));
    assert!(!truncated(""));
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_11_evidence_is_parts_and_hull() {
    check(
        WORK,
        &[
            fires("from the first to the last part", "{move} near/9 {abroad}", "It [[moves its best jobs abroad]] now.")
                .parts(&["move=moves", "abroad=abroad"]),
            fires("in the order of the text", "{abroad} near/9 {move}", "It [[moves jobs abroad]].")
                .parts(&["move=moves", "abroad=abroad"]),
            fires("a phrase", "\"goes far\" and {work}", "The [[plant goes far]].").parts(&["work=plant", "\"goes far\"=goes far"]),
            fires("the parts of N of", "2 of ({move}, {work}, {abroad})", "The [[plant went abroad]].")
                .parts(&["work=plant", "abroad=abroad"]),
            fires("only the alternative that matched", "{move} or {work}", "The [[plant]] shut.").parts(&["work=plant"]),
            fires("a name does not show", "what:{work}", "The [[plant]] shut.").parts(&["work=plant"]),
            fires("not the words of a not", "{work} and not {abroad}", "The [[plant]] shut.").parts(&["work=plant"]),
            fires("of two sentences the first", "({move} near/5 {work}) then {abroad}", "It [[moves the jobs]]. They go abroad.")
                .parts(&["move=moves", "work=jobs", "abroad=abroad"]),
            fires(
                "in an item, where the earliest part stands",
                "{abroad} and {move} and {work}\nwithin = 'item'",
                "It [[moves all jobs]]. Sales rose. Costs overseas fell.",
            )
            .parts(&["move=moves", "work=jobs", "abroad=overseas"]),
            fires("in the title", "{abroad} and {work}\nwithin = 'item'", "[[Jobs]] go || They go overseas.")
                .parts(&["work=Jobs", "abroad=overseas"]),
        ],
    );
    check(
        PLACES,
        &[
            fires("a filter shows", "{move} near/9 {place[foreign]}", "Acme [[moves to India]].")
                .parts(&["move=moves", "place[foreign]=India"])
                .countries(&["IN"]),
            fires("countries once and in order", "3 of ({place}, {place}, {place})", "[[Tulsa, Mumbai and Detroit]].")
                .countries(&["IN", "US"]),
            fires("no country, none", "{move}", "It [[moves]].").countries(&[]),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_11_evidence_is_cut_from_the_original_text() {
    let rule = "{move} near/9 {work}";
    check(
        WORK,
        &[
            fires("curly quotes", rule, "“It’s on,” he said, and [[moves ‘good’ jobs]]’ pay."),
            fires("an entity before", rule, "R&amp;D &mdash; it [[moves jobs]]."),
            fires("an entity inside", rule, "It [[moves R&amp;D jobs]]."),
            fires("numbers for quotes", rule, "&#8220;It [[moves &#8220;good&#x201d; jobs]]&#8221;, he said."),
            fires("half an entity", rule, "It aren #39;t so; it [[moves quot;good jobs]],quot; he said."),
            fires("a bare ampersand", rule, "AT&T [[moves & cuts jobs]] & more."),
            fires("a ligature before", rule, "The ﬁrm’s oﬃce [[moves jobs]]."),
            fires("a ligature inside", "{abroad}", "It went [[oﬀshore]]."),
            fires("emoji", rule, "😀👍🏽 It [[moves 🏭 jobs]] 😀."),
            fires("accents", "\"resume\"", "They [[résumé]] talks."),
            fires("accents in pieces", "\"resume\"", "They [[re\u{301}sume]] talks."),
            fires("a soft hyphen", "{abroad}", "It went [[off\u{ad}shore]]."),
            fires("a blank that does not break", "{work}", "The [[call\u{a0}centre]] shut."),
            fires("letters whose lower case is longer", rule, "İİİ Ⱥ it [[moves İ jobs]] İ."),
            fires("letters that fold to two", rule, "Straße, Ægir: it [[moves ß jobs]]."),
            fires("letters that fold to many", rule, "½ … ㎏ ﷺ it [[moves ½ jobs]]."),
            fires("other scripts", rule, "Завод 工厂 it [[moves 工厂 jobs]]."),
            fires("a byte order mark", "{work}", "\u{feff}[[Jobs]] go."),
            fires("control characters", rule, "\u{0}\u{1b}It [[moves\u{0}jobs]]."),
            fires("a backslash", rule, "It [[moves\\jobs]]."),
            fires("a possessive", "{work}", "The [[plant]]’s end."),
            fires("after a title with the same", "{work}", "😀 ﬁ || “The [[jobs]]”."),
        ],
    );
}

/// Something moves to another country than the item's home.
const ABROAD: &str = "{move} pre/9 {place[foreign]}";

#[test]
#[rustfmt::skip] // One row, one line.
fn law_12_home_is_that_of_the_dateline() {
    check(
        PLACES,
        &[
            misses("no dateline, so the company's", ABROAD, "In London Acme moves to Ohio."),
            fires("an agency in brackets", ABROAD, "London (Reuters) - Acme [[moves to Ohio]]."),
            fires("in capitals", ABROAD, "LONDON (Reuters) - Acme [[moves to Ohio]]."),
            fires("in capitals, with its state", ABROAD, "BIRMINGHAM, ALABAMA (AP) -- Brightco [[moves to Leeds]]."),
            fires("in capitals, with its state as usual", ABROAD, "BIRMINGHAM, Alabama, Nov 3 -- Brightco [[moves to Leeds]]."),
            fires("in capitals, before a colon", ABROAD, "LONDON: Acme [[moves to Ohio]]."),
            fires("of two words", ABROAD, "NEW MEXICO (AP) - Brightco [[moves to Leeds]]."),
            misses("capitals are no evidence", "{place}", "LONDON (Reuters) - Acme moves."),
            fires("two hyphens", ABROAD, "London -- Acme [[moves to Ohio]]."),
            fires("a long dash", ABROAD, "London — Acme [[moves to Ohio]]."),
            fires("a date", ABROAD, "London, Nov 3 (Reuters) - Acme [[moves to Ohio]]."),
            fires("a city and its country", ABROAD, "Mumbai, India (AP) -- Acme [[moves to Ohio]]."),
            fires("a city and a state of another country", ABROAD, "Birmingham, Alabama (AP) -- Brightco [[moves to Leeds]]."),
            fires("under a title", ABROAD, "Acme goes || London - Acme [[moves to Ohio]]."),
            misses("a hyphen is no dash", ABROAD, "London-based Acme moves to Ohio."),
            misses("other words before the dash", ABROAD, "London buses -- and Acme -- move to Ohio."),
            misses("only at the start", ABROAD, "Acme grew. London - it moves to Ohio."),
            fires("a company before a dash is none", ABROAD, "Brightco grows || Acme - It [[moves to Ohio]]."),
            misses("a name in another case is none", ABROAD, "LonDon (Reuters) - Acme moves to Ohio."),
            misses("nor one in capitals behind a company", ABROAD, "Acme, LONDON (AP) - It moves to Ohio."),
            fires("in capitals, under a title", ABROAD, "Acme goes || LONDON (AP) - Acme [[moves to Ohio]]."),
            fires("four letters in capitals", ABROAD, "OHIO (AP) - Brightco [[moves to Leeds]]."),
            misses("three may be anything", ABROAD, "UBE (AP) - Acme moves to Ohio."),
            fires("eight words", ABROAD, "London, Nov 3 (Reuters Wire Desk Jane Smith) - Acme [[moves to Ohio]]."),
            misses("nine words", ABROAD, "London, Nov 3 (Reuters Wire Desk Jane Ann Smith) - Acme moves to Ohio."),
            misses("a colon behind a place as usual", ABROAD, "London: Acme moves to Ohio."),
            misses("capitals with neither", ABROAD, "LONDON buses of Acme move to Ohio."),
            misses("a dash before the place", ABROAD, "-- London staff of Acme move to Ohio."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_12_home_is_that_of_a_company_or_demonym() {
    check(
        PLACES,
        &[
            fires("a company", ABROAD, "Brightco [[moves to Ohio]].").countries(&["US"]),
            misses("of the country itself", ABROAD, "Acme moves to Ohio."),
            fires("a demonym", ABROAD, "A British firm [[moves to Ohio]]."),
            misses("the first of both: the company", ABROAD, "Acme and British unions say it moves to Ohio."),
            fires("the first of both: the demonym", ABROAD, "British unions say Acme [[moves to Ohio]]."),
            fires("in the title", ABROAD, "Brightco goes || It [[moves to Ohio]]."),
            fires("in the third sentence", ABROAD, "Sales rose. Costs fell. Brightco agreed. It [[moves to Ohio]]."),
            misses("in the fourth", ABROAD, "Sales rose. Costs fell. Staff left. Brightco moves to Ohio."),
            fires("before places", ABROAD, "From Leeds, Acme [[moves to London]]."),
            misses("before places, at home", ABROAD, "From Detroit, Brightco moves to London."),
            fires("domestic", "{move} near/9 {place[domestic]}", "Acme [[moves to Ohio]]."),
            misses("not domestic", "{move} near/9 {place[domestic]}", "Acme moves to Leeds."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_12_home_is_that_of_another_place() {
    check(
        PLACES,
        &[
            fires("a place before", ABROAD, "The London firm [[moves to Ohio]]."),
            misses("in the same country", ABROAD, "The Detroit firm moves to Ohio."),
            fires("a place behind", ABROAD, "The firm [[moves to Ohio]] from London."),
            misses("the first of two", ABROAD, "The Detroit firm of the London group moves to Ohio."),
            fires("in the title", ABROAD, "London loses || The firm [[moves to Ohio]]."),
            fires("in the third sentence", ABROAD, "It [[moves to Ohio]]. Sales rose. London cheered."),
            misses("in the fourth", ABROAD, "It moves to Ohio. Sales rose. Costs fell. London cheered."),
            fires("unknown: a country by name", ABROAD, "The firm [[moves to India]].").countries(&["IN"]),
            misses("unknown: a city", ABROAD, "The firm moves to Mumbai."),
            misses("unknown: a state", ABROAD, "The firm moves to Ontario."),
            fires("a country behind its city is no other place", ABROAD, "The firm [[moves to Mumbai, India]]."),
            misses("nor is it for the city", "{move} near/9 {place[domestic]}", "The firm moves to Mumbai, India."),
            misses("unknown is not domestic", "{move} near/9 {place[domestic]}", "The firm moves to India."),
            fires("the same place in the title is no other", ABROAD, "Jobs go to India || The firm [[moves to India]]."),
            fires("nor is it by another name", ABROAD, "Hopes in the U.S. || The firm [[moves to the United States]]."),
            fires("a city takes the country of its state", "{place[country=US]}", "It is in [[Birmingham]], Alabama.")
                .countries(&["US"]),
            fires("and without one its own", "{place[country=GB]}", "It is in [[Birmingham]]."),
            misses("so that it is at home", ABROAD, "Acme moves to Birmingham, Alabama."),
            fires("and is not", ABROAD, "Acme [[moves to Birmingham]]."),
            misses("Mexico in New Mexico", ABROAD, "Acme moves to New Mexico."),
            fires("an ambiguous name behind a preposition", "{place}", "The firm is in [[Mobile]]."),
            fires("before its state", "{place}", "The plant near [[Mobile]], Alabama."),
            fires("before based", "{place}", "A [[Mobile]]-based firm."),
            misses("elsewhere it is a word", "{place}", "The Mobile network grew."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn law_12_home_of_one_item_is_not_that_of_the_next() {
    let rules = compile(PLACES, ABROAD).expect("a right rule");
    let mut classifier = Classifier::new(&rules);
    let mut fires = |is_title: bool, text: &str| {
        let field = Field { name: "text", is_title, text };
        !classifier.classify(&Item { fields: &[field] }).evidence.is_empty()
    };
    for home in ["MUMBAI - The firm moves to India.", "The Indian firm moves to India.", "The Mumbai firm moves to India."] {
        assert!(!fires(false, home), "{home}");
        assert!(fires(false, "The firm moves to India."), "after {home}");
        assert!(!fires(false, home), "{home}");
        assert!(fires(true, "Firm moves to India"), "after {home}");
    }
}

#[test]
#[rustfmt::skip] // One row, one line.
fn require_compares_countries_of_named_parts() {
    let differ = "{move} near/9 from:{place} near/9 to:{place}\nrequire = ['differ(from, to)']";
    let same = "who:{company} near/9 to:{place}\nrequire = ['same(who, to)']";
    let group = "{move} near/9 from:({company} or {demonym}) near/9 to:({work} near/3 {place})\nrequire = ['differ(from, to)']";
    let none = "{move} near/9 from:({work} or {demonym}) near/9 to:{place}\nrequire = ['differ(from, to)']";
    check(
        PLACES,
        &[
            fires("they differ", differ, "It [[moves from Detroit to Mumbai]].").countries(&["IN", "US"]),
            misses("they do not", differ, "It moves from Detroit to Tulsa."),
            fires("another pair does", differ, "It [[moves from Detroit to Tulsa and Mumbai]]."),
            fires("they are one", same, "London - [[Acme moves back to Ohio]]."),
            misses("they are not", same, "London - Acme moves back to Leeds."),
            fires("a named group", group, "It [[moves British jobs to India]]."),
            misses("a named group in one country", group, "It moves Indian jobs to India."),
            misses("a part without a country", none, "It moves jobs to India."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn within_says_how_far_and_reaches() {
    let rule = |within: &str| format!("{{move}} and {{work}}\nwithin = '{within}'");
    let not = "{move} and {work} and not {abroad}\nwithin = 'item'";
    check(
        WORK,
        &[
            fires("a clause", rule("clause"), "Now, it [[moves its jobs]]."),
            misses("two clauses", rule("clause"), "It moves, jobs or no."),
            misses("a window over two clauses", "{move} near/5 {work} and {abroad}\nwithin = 'clause'", "It moves, he says, jobs abroad."),
            fires("two clauses of a sentence", rule("sentence"), "It [[moves, jobs]] or no."),
            fires("a sentence is the default", "{move} and {work}", "It [[moves, jobs]] or no."),
            misses("two sentences", rule("sentence"), "It moves. The jobs stay."),
            fires("an item", rule("item"), "It [[moves]]. Sales rose. The jobs stay."),
            fires("title and text", rule("item"), "It [[moves]] || The jobs stay."),
            misses("half of it", rule("item"), "It moves. The staff stay."),
            fires("an item without what is not wanted", not, "It [[moves]]. The jobs stay. Sales rose."),
            misses("an item with it", not, "It moves. The jobs stay. Sales rose abroad."),
            misses("N of in two clauses", "2 of ({move}, {work}, {abroad})\nwithin = 'clause'", "It moves, jobs stay, abroad or not."),
            fires("N of in one", "2 of ({move}, {work}, {abroad})\nwithin = 'clause'", "It moves, [[jobs abroad]] or not."),
            fires("N of in the item", "2 of ({move}, {work}, {abroad})\nwithin = 'item'", "It [[moves]]. The jobs stay."),
            misses("a window stays in its sentence", "{move} near/9 {work}\nwithin = 'item'", "It moves. The jobs stay."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn n_of_and_then() {
    check(
        WORK,
        &[
            misses("one is not two", "2 of ({move}, {work}, {abroad})", "The jobs stay. It grew abroad."),
            misses("one twice is not two", "2 of ({move}, {work})", "Jobs and jobs."),
            fires("two of three", "2 of ({move}, {work}, {abroad})", "The [[jobs went abroad]]."),
            fires("the best two of three", "2 of ({move}, {work}, {abroad})", "It moves its [[jobs abroad]]."),
            fires("an operand with a window", "2 of ({move} near/1 {work}, {abroad})", "It [[moves jobs abroad]]."),
            fires("one of", "1 of ({move}, {work})", "The [[jobs]] stay."),
            fires("then", "{move} then {work}", "It [[moves]]. The jobs go."),
            misses("then, the wrong way round", "{move} then {work}", "The jobs go. It moves."),
            misses("then, in one sentence", "{move} then {work}", "It moves jobs."),
            misses("then, two sentences on", "{move} then {work}", "It moves. Sales rose. The jobs go."),
            misses("then, from title to text", "{move} then {work}", "It moves || The jobs go."),
            fires("then, twice", "{move} then {work} then {abroad}", "It [[moves]]. The jobs go. They go abroad.")
                .parts(&["move=moves", "work=jobs", "abroad=abroad"]),
            misses("then, twice, too early", "{move} then {work} then {abroad}", "It moves. The jobs go abroad."),
            fires("then, behind the last sentence of one of two", "(2 of ({abroad}, ({move} then {work}))) then {contract}", "It [[moves abroad]]. The jobs go. A deal is near."),
            misses("then, behind the first sentence of one of two", "(2 of ({abroad}, ({move} then {work}))) then {contract}", "It moves abroad. The jobs and a deal go."),
            fires("then with and", "({move} then {work}) and {abroad}", "It [[moves abroad]]. The jobs go."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn unless_and_zones_limit_a_rule() {
    let sentence = "{move} near/3 {work}\nunless.sentence = ['{abroad}']";
    let item = "{move} near/3 {work}\nunless.item = ['{abroad}', '{contract} and {award}']";
    let zone = |rule: &str, zone: &str| format!("{rule}\nzone = {zone}");
    check(
        WORK,
        &[
            fires("unless, absent", sentence, "It [[moves jobs]]."),
            misses("unless, in the sentence", sentence, "Abroad it moves jobs."),
            fires("unless, in another sentence", sentence, "It [[moves jobs]]. Abroad it grew."),
            fires("unless spoils one match of two", sentence, "It moves jobs abroad. Here it [[also moves its jobs]].".replace("[[also moves", "also [[moves")),
            misses("unless, in the second sentence of a match", "{move} then {work}\nunless.sentence = ['{abroad}']", "It moves. The jobs go abroad."),
            misses("unless, in the item", item, "It moves jobs. Abroad it grew."),
            misses("unless, in the title", item, "Overseas trade || It moves jobs."),
            fires("unless, half of an and", item, "It [[moves jobs]]. A deal is near."),
            misses("unless, all of an and", item, "It moves jobs. A deal is near. He signs."),
            fires("in the title", zone("{work}", "'title'"), "[[Plant]] shuts || The jobs go."),
            misses("not in the title", zone("{work}", "'title'"), "News || The jobs go."),
            fires("in the lead", zone("{work}", "'lead'"), "Sales rose. Costs fell. The [[plant]] shut."),
            misses("behind the lead", zone("{work}", "'lead'"), "Sales rose. Costs fell. Staff left. The plant shut."),
            misses("the title is not the lead", zone("{work}", "'lead'"), "Plant shuts || Sales rose."),
            fires("a title takes nothing from the lead", zone("{work}", "'lead'"), "One. Two. News || Sales rose. Costs fell. The [[plant]] shut."),
            fires("both, the title", zone("{work}", "['title', 'lead']"), "[[Plant]] shuts || Sales rose."),
            fires("both, the lead", zone("{work}", "['title', 'lead']"), "News || The [[plant]] shut."),
        ],
    );
}

#[test]
#[rustfmt::skip] // One row, one line.
fn names_and_open_classes() {
    let world = World {
        lists: r#"
[lexicon.award]
terms = ["won", "gave"]
[lexicon.place]
case = "exact"
file = "places.tsv"
[lexicon.years]
regex = ['\d+[- ]year']
[lexicon.money]
terms = ["a fortune"]
regex = ['\$\d+(\.\d+)?(m|bn)']
[lexicon.team]
regex = ['\b(?:crew|team) of \d+']
[lexicon.share]
regex = ['\d+%']
[lexicon.span]
regex = ['jobs.{1,9}leeds']
[lexicon.acronym]
case = "exact"
regex = ['\b[A-Z]{3,}\b']
[lexicon.apart]
regex = ['\sten-year\s']
[lexicon.any]
terms = ["{money}", "{years}"]
"#,
        files: &[("places.tsv", "term\tkind\tcountry\nMexico\tcountry\tMX\nNew Mexico\tregion\tUS\n")],
    };
    check(
        world,
        &[
            fires("a name", "{award} near/5 {Name}", "The deal was [[won by Bright Systems]] today."),
            fires("of one word", "{Name}", "The deal went to [[Bright]]."),
            misses("a sentence start alone", "{Name}", "Bright won the deal."),
            fires("two words at a sentence start", "{Name}", "[[Bright Systems]] won the deal."),
            misses("in capitals", "{Name}", "THE DEAL WENT TO BRIGHT SYSTEMS."),
            misses("a place", "{Name}", "The deal went to New Mexico."),
            misses("no capitals", "{Name}", "the deal went to bright systems."),
            fires("before a place", "{Name}", "The deal made [[Bright]] New Mexico proud."),
            fires("behind a place", "{Name}", "The New Mexico [[Bright]] deal is near."),
            fires("with a number", "{Name}", "The deal went to [[Bright 7]] today."),
            fires("two names", "{Name} near/3 {Name}", "The deal of [[Bright, Stark]] and others."),
            fires("with a sign behind the last word", "{share}", "They cut [[40]]%."),
            fires("with a sign before the first word", "{money}", "$[[5m]] is gone."),
            fires("as long as is looked at", "{years}", format!("A [[10-year]] {}. It grew.", "x".repeat(1_524))).truncated(false),
            misses("too long, and says so", "{years}", format!("A 10-year {}. It grew.", "x".repeat(1_525))).truncated(true),
            fires("far behind in a long item", "{years}", format!("{}A [[10-year]] deal.", "Sales rose. ".repeat(200))).truncated(false),
            fires("blanks at its ends take no word in", "{apart}", "A [[ten-year]] deal."),
            misses("nothing before a sentence is looked at", "{apart}", "Sales rose. Ten-year deals pay."),
            fires("an open class that begins with a word", "{team}", "A [[crew of 12]] left."),
            fires("an open class", "{years}", "A [[10-year]] deal."),
            fires("in a window", "{award} near/3 {years}", "It [[won a 10-year]] deal."),
            misses("another word", "{years}", "A ten-year deal."),
            fires("a sign before it", "{money}", "It paid $[[3.5bn]] for it."),
            fires("beside terms", "{money}", "It paid [[a fortune]]."),
            fires("in an including list", "{any}", "It paid $[[3.5bn]]."),
            fires("with words between", "{span}", "It cut [[jobs in Leeds]]."),
            misses("never over the end of a sentence", "{span}", "It cut jobs. In Leeds it grew."),
            misses("nor of a title", "{span}", "It cut jobs || Leeds weeps."),
            fires("with its case", "{acronym}", "The [[NHS]] pays."),
            misses("in another case", "{acronym}", "The nhs pays."),
        ],
    );
    let empty = World { lists: "[lexicon.e]\nregex = ['a*']", files: &[] };
    assert!(compile(empty, "{e}").is_err(), "an open class is never empty");
    let large = World { lists: "[lexicon.e]\nregex = ['(\\w{1,500}x){1,500}']", files: &[] };
    assert!(compile(large, "{e}").is_err(), "an open class has a bounded size");
}
