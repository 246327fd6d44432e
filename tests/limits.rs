//! Large and hostile items: time grows with their length and no faster, and what stands at their very end is still found.
//!
//! In a debug build the items are a tenth as long and only the growth is looked at.

use std::time::{Duration, Instant};

use farshore::diagnostic::SourceMap;
use farshore::{Classifier, Field, Item, RuleSet};

/// About one rule of every kind, and one for the signal at the end. Nothing gives the tag `reversed`: but for the signal no rule
/// is ever done before the end of the item.
const RULES: &str = r#"
format = 1
[label.x]
at = 50
[lexicon.move]
inflect = "verb"
terms = ["move", "relocate", "shift", "transfer"]
[lexicon.work]
inflect = "noun"
terms = ["job", "factory", "plant", "call centre", "payroll"]
[lexicon.award]
inflect = "verb"
terms = ["award", "sign", "win"]
[lexicon.contract]
inflect = "noun"
terms = ["contract", "deal"]
[lexicon.offshore]
terms = ["offshore", "overseas", "abroad"]
[lexicon.energy]
terms = ["wind", "oil", "wind farm"]
[lexicon.place]
case = "exact"
file = "places.tsv"
[lexicon.company]
case = "exact"
file = "companies.tsv"
[lexicon.abroad]
terms = ["{place[foreign]}", "{offshore}"]
[lexicon.number]
regex = ['\d+([., ]\d+)*( million| bn|-year)', '[0-9 ]+zz|[0-9]']
[lexicon.foundry]
terms = ["xylophone foundry"]
[lexicon.closes]
terms = ["closes", "shuts"]
[mask.energy]
find = '{offshore} pre/3 {energy}'
hides = ["offshore"]
[cue.denied]
terms = ["no plans to", "denied", "not"]
tag = "denied"
side = "after"
reach = 12
stop = [",", "while"]
pseudo = ["not only"]
[cue.planned]
terms = ["will", "plans to"]
tag = "planned"
side = "after"
reach = 8
[cue.report]
terms = ["false report"]
tag = "denied"
side = "either"
reach = "next-sentence"
[[rule]]
id = "signal"
label = "x"
points = 60
match = '{foundry} near/3 {closes}'
[[rule]]
id = "near"
label = "x"
points = 60
accept = ["reversed"]
match = '{move} near/8 {work} near/12 {abroad}'
unless.sentence = ['{energy} near/5 {contract}']
[[rule]]
id = "pre"
label = "x"
points = 60
accept = ["reversed"]
match = '({award} near/9 {contract}) pre/9 ({work} or {abroad})'
unless.item = ['{foundry} and "nowhere"']
[[rule]]
id = "then"
label = "x"
points = 60
accept = ["reversed"]
match = '{move} then {work} then {abroad}'
[[rule]]
id = "clause"
label = "x"
points = 60
accept = ["reversed"]
within = "clause"
match = '{move} and {work} and not {energy}'
[[rule]]
id = "item"
label = "x"
points = 60
accept = ["reversed"]
within = "item"
match = '{award} and 2 of ({contract}, {work}, {number}) and not "nowhere"'
[[rule]]
id = "not-item"
label = "x"
points = 60
accept = ["reversed"]
within = "item"
match = '({move} and not "nowhere") near/8 {work}'
[[rule]]
id = "differ"
label = "x"
points = 60
accept = ["reversed"]
match = '{move} near/8 from:{place} near/8 to:{place}'
require = ["differ(from, to)"]
[[rule]]
id = "name"
label = "x"
points = 60
accept = ["reversed"]
match = '{award} near/12 {Name} near/12 {Name}'
[[rule]]
id = "number"
label = "x"
points = 60
accept = ["reversed"]
match = '{number} near/4 {contract}'
[[rule]]
id = "shadow"
label = "x"
points = -60
zone = ["title", "lead"]
status = "shadow"
match = '4 of ({move}, {work}, {award}, {contract}, {abroad}, {company})'
"#;

const PLACES: &str = "term\tkind\tcountry\tambiguous\nIndia\tcountry\tIN\t\nMexico\tcountry\tMX\t\nNew Mexico\tregion\tUS\t\n\
                      Birmingham\tcity\tGB\t\nAlabama\tregion\tUS\t\nMobile\tcity\tUS\tword\n";
const COMPANIES: &str = "term\thome\nAcme\tUS\nBrightco\tGB\n";

/// What stands behind every item, in a paragraph of its own.
const END: &str = "\n\nThe xylophone foundry closes.";
const EVIDENCE: &str = "xylophone foundry closes";

/// A debug build takes ten times as long.
const IN_FULL: bool = !cfg!(debug_assertions);
const MEGABYTE: usize = if IN_FULL { 1 << 20 } else { (1 << 20) / 10 };
const MOST: Duration = Duration::from_secs(2);
/// Twice the text takes at most this many times as long: exactly twice, and room for caches and noise.
const GROWTH: f64 = if IN_FULL { 2.2 } else { 3.0 };
/// Below this nothing can be said.
const NOISE: Duration = Duration::from_millis(30);

/// Words of all lists in no order, without any punctuation.
fn signal_words(bytes: usize) -> String {
    let words = [
        "moves",
        "jobs",
        "award",
        "contract",
        "offshore",
        "wind",
        "India",
        "New",
        "Mexico",
        "Acme",
        "call",
        "centre",
        "no",
        "plans",
        "to",
        "will",
        "signed",
        "deal",
        "Birmingham",
        "denied",
        "shifting",
        "payroll",
        "abroad",
        "10-year",
        "not",
        "only",
    ];
    let mut text = String::with_capacity(bytes + 16);
    let mut state = 1_u32;
    while text.len() < bytes {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push_str(words[(state >> 16) as usize % words.len()]);
        text.push(' ');
    }
    text
}

/// `piece` again and again.
fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len() + 1)
}

/// The time this thread has been running. Where the system does not tell, the time that has passed.
pub(crate) fn running_time(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// The best of three runs; and the end of the item is read.
fn time(rules: &RuleSet, name: &str, mut text: String) -> Duration {
    text.push_str(END);
    let field = Field {
        name: "text",
        is_title: false,
        text: &text,
    };
    let mut classifier = Classifier::new(rules);
    let start = Instant::now();
    let run = |_| {
        let before = running_time(start);
        let answer = classifier.classify(&Item { fields: &[field] });
        let taken = running_time(start).saturating_sub(before);
        let found = answer.evidence.iter().find(|found| found.rule.index() == 0);
        let found = found.unwrap_or_else(|| panic!("{name}: what stands at the end is not found"));
        assert_eq!(&text[found.start..found.end], EVIDENCE, "{name}");
        assert_eq!(found.end, text.len() - 1, "{name}");
        taken
    };
    (0..3).map(run).min().unwrap_or_default()
}

/// Times an item and one twice as long; says what is too slow.
#[expect(clippy::print_stdout, reason = "the figures, for `--nocapture`")]
fn check(name: &str, megabytes: usize, make: impl Fn(usize) -> String) {
    let mut sources = SourceMap::new();
    sources.add("rules.toml", RULES);
    sources.add("lexicons/places.tsv", PLACES);
    sources.add("lexicons/companies.tsv", COMPANIES);
    let rules = RuleSet::compile(&sources, "limits").0.expect("right rules");
    let once = time(&rules, name, make(megabytes * MEGABYTE));
    let twice = time(&rules, name, make(2 * megabytes * MEGABYTE));
    println!("{name}: {once:?}, twice as much {twice:?}");
    assert!(
        !IN_FULL || once < MOST,
        "{name}: {megabytes} MB take {once:?}"
    );
    assert!(
        twice < once.mul_f64(GROWTH) + NOISE,
        "{name}: {once:?}, and twice as much {twice:?}"
    );
}

#[test]
fn an_item_of_signal_words() {
    check("signal words", 2, signal_words);
}

#[test]
fn items_of_one_thing() {
    check("one word", 1, |bytes| "a".repeat(bytes));
    check("one word of digits", 1, |bytes| "1".repeat(bytes));
    check("one word of capitals", 1, |bytes| "A".repeat(bytes));
    check("one word of two-byte letters", 1, |bytes| {
        repeated("é", bytes)
    });
    check("one character", 1, |bytes| "\u{1f600}".repeat(bytes / 4));
    check("blanks", 1, |bytes| " ".repeat(bytes));
    check("line breaks", 1, |bytes| "\n".repeat(bytes));
    check("apostrophes in a word", 1, |bytes| repeated("a'", bytes));
    check("combining marks", 1, |bytes| {
        format!("e{}", repeated("\u{301}", bytes))
    });
    check("letters with combining marks", 1, |bytes| {
        repeated("e\u{301}\u{302}", bytes)
    });
    check("letters that fold to many", 1, |bytes| {
        repeated("\u{fdfa}", bytes)
    });
    check("zero-width characters", 1, |bytes| {
        format!("moves{}jobs", repeated("\u{200b}", bytes))
    });
}

#[test]
fn items_of_punctuation() {
    check("no punctuation", 1, |bytes| {
        repeated("the firm grew a little and then it ", bytes)
    });
    check("full stops", 1, |bytes| ".".repeat(bytes));
    check("words and full stops", 1, |bytes| {
        repeated("jobs. Moves. ", bytes)
    });
    check("abbreviations", 1, |bytes| repeated("A. Corp. ", bytes));
    check("commas", 1, |bytes| ",".repeat(bytes));
    check("words and commas", 1, |bytes| {
        repeated("moves, jobs, ", bytes)
    });
    check("hyphens", 1, |bytes| "-".repeat(bytes));
    check("words and hyphens", 1, |bytes| repeated("call-", bytes));
    check("quotes", 1, |bytes| repeated("\u{201c}", bytes));
    check("ampersands", 1, |bytes| "&".repeat(bytes));
    check("number signs", 1, |bytes| "#".repeat(bytes));
    check("ampersands and number signs", 1, |bytes| {
        repeated("&#", bytes)
    });
    check("entities without an end", 1, |bytes| {
        repeated("&#8220", bytes)
    });
    check("entities", 1, |bytes| repeated("&rsquo;", bytes));
    check("halves of entities", 1, |bytes| {
        repeated("quot; #39;", bytes)
    });
    check("semicolons", 1, |bytes| repeated(";", bytes));
}

#[test]
fn items_of_cues_and_places() {
    check("cues", 1, |bytes| repeated("no plans to ", bytes));
    check("cues and parts", 1, |bytes| {
        repeated("no plans to move jobs abroad ", bytes)
    });
    check("sentences with cues and parts", 1, |bytes| {
        repeated("It has no plans to move jobs to India. ", bytes)
    });
    check("cues for the next sentence", 1, |bytes| {
        repeated("A false report. It moves jobs abroad. ", bytes)
    });
    check("stops", 1, |bytes| repeated("not but ; ", bytes));
    check("places", 1, |bytes| repeated("Mexico ", bytes));
    check("places and commas", 1, |bytes| {
        repeated("Birmingham, Alabama, ", bytes)
    });
    check("beginnings of places", 1, |bytes| repeated("New ", bytes));
    check("ambiguous places", 1, |bytes| {
        repeated("in Mobile. ", bytes)
    });
    check("masks", 1, |bytes| repeated("offshore wind farm ", bytes));
    check("companies and names", 1, |bytes| {
        repeated("Acme won it from Bright Stark. ", bytes)
    });
    check("a part of every rule but one", 1, |bytes| {
        repeated("It moves. Jobs go. They award it. ", bytes)
    });
    check("datelines", 1, |bytes| {
        repeated("Birmingham, Alabama - ", bytes)
    });
}

#[test]
fn items_of_bait_for_open_classes() {
    let bait = |piece: &str, times: usize| format!("Contract {}. ", piece.repeat(times));
    check("numbers", 1, |bytes| repeated(&bait("1 ", 100), bytes));
    check("numbers and commas", 1, |bytes| {
        repeated(&bait("1234567,", 100), bytes)
    });
    check("long numbers", 1, |bytes| {
        repeated(&bait(&format!("{} ", "1".repeat(100)), 100), bytes)
    });
    // The worst a regular expression can do; half a minute in a debug build.
    if IN_FULL {
        check("as long as is still looked at", 1, |bytes| {
            repeated(&bait(&format!("{} ", "1".repeat(100)), 14), bytes)
        });
        check("one as long", 1, |bytes| repeated(&bait("1", 1_500), bytes));
    }
    check("one long number", 1, |bytes| {
        repeated(&bait("1", 15_000), bytes)
    });
    check("too long a number", 1, |bytes| {
        repeated(&bait("1", 20_000), bytes)
    });
    check("no number", 1, |bytes| repeated(&bait("$ ", 100), bytes));
    check("names", 1, |bytes| {
        repeated("It won Bright Stark, Hall, A. B. C, Dale and Ross. ", bytes)
    });
}

/// Of ten thousand rules an item pays for those that it says something about. Each used to cost it a few nanoseconds.
#[test]
fn rules_that_say_nothing_of_an_item_cost_it_nothing() {
    const ITEMS: usize = if cfg!(debug_assertions) { 200 } else { 4000 };
    let time = |count: usize| {
        let mut sources = SourceMap::new();
        sources.add("rules.toml", crate::generated::rules(count).0);
        let (rules, problems) = RuleSet::compile(&sources, "limits");
        assert!(problems.is_empty());
        let rules = rules.expect("the rules compile");
        let mut classifier = Classifier::new(&rules);
        let text = "They zabababab one plant, and it rained.";
        let fields = [Field {
            name: "text",
            is_title: false,
            text,
        }];
        let runs = (0..7).map(|_| {
            let start = Instant::now();
            for _ in 0..ITEMS {
                let found = classifier.classify(&Item { fields: &fields });
                assert_eq!(found.evidence.len(), 1);
            }
            start.elapsed()
        });
        runs.min().unwrap_or_default()
    };
    let (few, many) = (time(100), time(10_000));
    assert!(
        many < few * 3,
        "{few:?} with 100 rules, {many:?} with 10,000"
    );
}
