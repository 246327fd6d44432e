//! Any bytes as a rule file and a data file: compiling, checking and explaining never panic and never hang, whatever is wrong is
//! told in a form that can be shown, and what compiles can label a text.

#![no_main]

use farshore::diagnostic::{SourceMap, render, to_json};
use farshore::explain::Explainer;
use farshore::{Classification, Classifier, Field, Item, RuleSet, fixture, syntax};
use farshore_fuzz::{assert_shown, is_json};
use libfuzzer_sys::{Corpus, fuzz_target};

const TITLE: &str =
    "MEXICO CITY (Wire) - Acme Motors to move 1,200 jobs to Pune; no plans for U.S. plant";
const TEXT: &str = "The bank won't outsource its call-centre work. It said, however, that \u{201c}most of the \
    back-office jobs\u{201d} will go to a firm in New Mexico\u{2014}not to India's vendors.\n\nAn offshore \
    wind farm was sold in Tulsa, Oklahoma. Café staff could lose 10% of 5 jobs.";

/// What the data file is where the input has none.
const PLACES: &str = "term\tkind\tcountry\thaven\nMexico\tcountry\tMX\t\nNew Mexico\tregion\tUS\t\n\
    Pune\tcity\tIN\tyes\nIndia\tcountry\tIN\t\nTulsa\tcity\tUS\t\nOklahoma\tregion\tUS\t\n";

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else {
        return Corpus::Reject;
    };
    let (rules, places) = text.split_once('\0').unwrap_or((text, PLACES));
    let mut sources = SourceMap::new();
    sources.add("lexicons/places.tsv", places);
    let file = sources.add("rules.toml", rules);
    let (set, problems) = RuleSet::compile(&sources, "fuzz");
    assert_eq!(set.is_none(), problems.iter().any(|one| one.is_error()));
    let report = fixture::check(&sources, &[]);
    for problem in problems.iter().chain(&report.problems) {
        assert_shown(&render(problem, &sources, false));
        assert!(is_json(to_json(problem, &sources).to_string().as_bytes()));
    }
    let Some(set) = set else {
        return Corpus::Keep;
    };
    let field = |name, is_title, text| Field {
        name,
        is_title,
        text,
    };
    let item = Item {
        fields: &[field("title", true, TITLE), field("text", false, TEXT)],
    };
    let mut classifier = Classifier::new(&set);
    let found = classifier.classify(&item);
    assert_in_place(&found, &item);
    assert_eq!(found, classifier.classify(&item), "the second time");
    let parsed = [syntax::parse(file, rules).0];
    Explainer::new(&set, &sources, &parsed).explain(&item);
    Corpus::Keep
});

/// All that is quoted can be cut out of the text.
fn assert_in_place(found: &Classification, item: &Item<'_>) {
    for evidence in found.evidence.iter().chain(&found.shadow) {
        let text = item.fields[evidence.field].text;
        assert!(!text[evidence.start..evidence.end].is_empty());
        for part in &evidence.parts {
            assert!(!item.fields[part.field].text[part.start..part.end].is_empty());
        }
    }
}
