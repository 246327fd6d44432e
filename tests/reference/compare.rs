//! The engine held against the reference, for whoever makes the cases: the random tests and the fuzzer.

use std::fmt::Write as _;

use farshore::diagnostic::{Code, Diagnostic, SourceMap};
use farshore::span::SourceId;
use farshore::syntax::ast::RuleFile;
use farshore::{Classifier, Field, Item, RuleSet};

use super::generate::{self, RuleText, Tape};
use super::{Fired, InputField, Outcome};

/// A rule set, parsed for the reference, and an item.
pub(crate) struct Case {
    pub(crate) rules: RuleText,
    pub(crate) file: RuleFile,
    pub(crate) fields: Vec<InputField>,
}

impl Case {
    pub(crate) fn new(rule_tape: &[u16], text_tape: &[u16]) -> Self {
        let rules = generate::rules(&mut Tape::new(rule_tape));
        let (file, diagnostics) = farshore::syntax::parse(SourceId(0), &rules.toml);
        assert!(diagnostics.is_empty(), "{}\n{diagnostics:#?}", rules.toml);
        let fields = generate::item(&mut Tape::new(text_tape), &file, &rules.data);
        Self {
            rules,
            file,
            fields,
        }
    }

    pub(crate) fn reference(&self) -> Outcome {
        super::classify(
            std::slice::from_ref(&self.file),
            &self.rules.data,
            &self.fields,
        )
    }

    /// The rule file and its data files, as the compiler takes them.
    pub(crate) fn sources(&self) -> Vec<(String, String)> {
        let data = self
            .rules
            .data
            .iter()
            .map(|(name, text)| (format!("lexicons/{name}"), text.clone()));
        [("generated.toml".to_string(), self.rules.toml.clone())]
            .into_iter()
            .chain(data)
            .collect()
    }

    /// For a message: everything needed to see what happened.
    pub(crate) fn shown(&self) -> String {
        let mut text = format!("{}\n", self.rules.toml);
        for field in &self.fields {
            let _ = writeln!(
                text,
                "{} {:?}",
                if field.is_title { "title" } else { "text" },
                field.text
            );
        }
        text
    }
}

/// What the engine says. The one place that knows how to call it. Nothing, if a rule can never fire: the engine refuses it, and
/// `soundness` looks whether that is right.
pub(crate) fn engine(sources: &[(String, String)], fields: &[InputField]) -> Option<Outcome> {
    let mut map = SourceMap::new();
    for (name, text) in sources {
        map.add(name.as_str(), text.as_str());
    }
    let (rules, diagnostics) = RuleSet::compile(&map, "generated");
    let is_never =
        |one: &Diagnostic| matches!(one.code, Code::ImpossibleWindow | Code::ImpossibleCondition);
    if !diagnostics.is_empty() && diagnostics.iter().all(is_never) {
        return None;
    }
    let rules = rules.unwrap_or_else(|| panic!("{}\n{diagnostics:#?}", sources[0].1));
    let fields: Vec<Field<'_>> = fields
        .iter()
        .map(|field| Field {
            name: if field.is_title { "title" } else { "text" },
            is_title: field.is_title,
            text: &field.text,
        })
        .collect();
    let found = Classifier::new(&rules).classify(&Item { fields: &fields });
    let label = |id: farshore::LabelId| rules.labels()[id.index()].name.clone();
    let mut maybe: Vec<String> = found.maybe.iter().map(|id| label(*id)).collect();
    maybe.sort();
    let fired = found.evidence.iter().chain(&found.shadow).map(|evidence| {
        let fired = Fired {
            tags: vec![evidence.tag],
            field: evidence.field,
            bytes: (evidence.start, evidence.end),
            hull: (0, 0),
            parts: Vec::new(),
        };
        (rules.rules()[evidence.rule.index()].id.clone(), fired)
    });
    Some(Outcome {
        fired: fired.collect(),
        labels: found.labels.iter().map(|id| label(*id)).collect(),
        maybe,
        scores: rules
            .labels()
            .iter()
            .map(|label| label.name.clone())
            .zip(found.scores.iter().copied())
            .collect(),
        truncated: found.truncated,
    })
}

/// What is not the same in both, in words; nothing if all is.
pub(crate) fn difference(case: &Case, expected: &Outcome, found: &Outcome) -> Option<String> {
    let mut text = String::new();
    let evidence = |fired: Option<&Fired>| {
        fired.map_or_else(
            || "did not fire".to_string(),
            |fired| {
                let words = case.fields[fired.field]
                    .text
                    .get(fired.bytes.0..fired.bytes.1);
                format!(
                    "{:?} field {} bytes {:?} {words:?}",
                    fired.tags, fired.field, fired.bytes
                )
            },
        )
    };
    for rule in &case.file.rules {
        let id = &rule.id.value;
        let (want, have) = (expected.fired.get(id), found.fired.get(id));
        let same = match (want, have) {
            (None, None) => true,
            // Where matches tie on all that law 9 orders by, the tag of any of them is right.
            (Some(want), Some(have)) => {
                (want.field, want.bytes) == (have.field, have.bytes)
                    && have.tags.iter().all(|tag| want.tags.contains(tag))
            }
            _ => false,
        };
        if !same {
            let _ = writeln!(
                text,
                "{id}: reference {}\n    engine {}",
                evidence(want),
                evidence(have)
            );
            if let Some(want) = want {
                let _ = writeln!(
                    text,
                    "    reference: words {:?}, parts {:?}",
                    want.hull, want.parts
                );
            }
        }
    }
    if expected.scores != found.scores {
        let _ = writeln!(
            text,
            "scores: reference {:?}, engine {:?}",
            expected.scores, found.scores
        );
    }
    if (&expected.labels, &expected.maybe) != (&found.labels, &found.maybe) {
        let reference = (&expected.labels, &expected.maybe);
        let _ = writeln!(
            text,
            "labels, maybe: reference {reference:?}, engine {:?}",
            (&found.labels, &found.maybe)
        );
    }
    (!text.is_empty()).then_some(text)
}
