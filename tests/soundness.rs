//! Static checks never accuse wrongly: what they say of random rules is held against the naive reference on random texts. A rule
//! that can never fire does not fire; what is superfluous can go without a difference.

use std::cell::RefCell;
use std::collections::BTreeMap;

use farshore::diagnostic::{Annotation, Code, Diagnostic, SourceMap};
use farshore::fixture::check;
use farshore::syntax::ast::{Expr, ExprKind, RuleDecl, RuleFile, Term};
use proptest::test_runner::{TestCaseError, TestError};

use crate::properties::{runner, tapes};
use crate::reference::compare::Case;
use crate::reference::{self, Outcome};

/// Stands for a term that is taken out. It is in no text.
const NOTHING: &str = "qzxqzx";

fn outcome(case: &Case, file: RuleFile, data: &BTreeMap<String, String>) -> Outcome {
    reference::classify(&[file], data, &case.fields)
}

/// The rule with everything but the expression that is accused taken away.
fn alone(rule: &RuleDecl, expr: Expr) -> RuleDecl {
    RuleDecl {
        matches: expr,
        unless_sentence: Vec::new(),
        unless_item: Vec::new(),
        require: Vec::new(),
        zones: Vec::new(),
        ..rule.clone()
    }
}

/// The smallest expression around a place, or the list that stands there.
fn around(expr: &Expr, place: &Annotation) -> Option<Expr> {
    let is_here = |one: &&Expr| one.span == place.span;
    for operand in expr.operands() {
        if let Some(found) = around(operand, place) {
            return Some(found);
        }
    }
    match &expr.kind {
        ExprKind::And(operands) if operands.iter().any(|one| is_here(&one)) => Some(expr.clone()),
        ExprKind::List(list) if list.span == place.span => Some(expr.clone()),
        _ => None,
    }
}

/// Whether the accusation holds for the text of the case; nothing, if it is none that can be looked at like this.
fn holds(case: &Case, problem: &Diagnostic) -> Option<bool> {
    let place = problem.primary.as_ref()?;
    let file = &case.file;
    let data = &case.rules.data;
    let rule = file
        .rules
        .iter()
        .rfind(|rule| rule.id.span.start <= place.span.start);
    let never = |rule: RuleDecl| {
        let id = rule.id.value.clone();
        let rules = vec![rule];
        let twin = RuleFile {
            rules,
            ..file.clone()
        };
        !outcome(case, twin, data).fired.contains_key(&id)
    };
    match problem.code {
        Code::ImpossibleCondition | Code::AlwaysMasked => rule.cloned().map(never),
        Code::ImpossibleWindow | Code::FilterPassesNothing => {
            let rule = rule?;
            if rule
                .unless_sentence
                .iter()
                .chain(&rule.unless_item)
                .any(|one| one.span == place.span)
            {
                return Some(never(rule.clone()));
            }
            // Guards are looked at as if they were what the rule looks for.
            let found = rule.expressions().find_map(|expr| around(expr, place))?;
            Some(never(alone(rule, found)))
        }
        Code::ShadowedTerm if place.source.0 == 0 => {
            let mut file = file.clone();
            let terms = file.lexicons.iter_mut().flat_map(|list| &mut list.terms);
            for term in terms {
                if let Term::Text(text) = term
                    && text.span == place.span
                {
                    NOTHING.clone_into(&mut text.value);
                }
            }
            Some(outcome(case, file, data) == case.reference())
        }
        Code::UnusedMask | Code::MaskMeetsNoList => {
            let mut file = file.clone();
            for mask in &mut file.masks {
                if mask.name.span == place.span {
                    mask.hides.clear();
                }
                mask.hides.retain(|list| list.span != place.span);
            }
            Some(outcome(case, file, data) == case.reference())
        }
        Code::UnusedCue => {
            let mut file = file.clone();
            file.cues.retain(|cue| cue.name.span != place.span);
            Some(outcome(case, file, data) == case.reference())
        }
        Code::UnusedList => {
            let mut file = file.clone();
            for list in &mut file.lexicons {
                if list.name.span == place.span {
                    list.terms.clear();
                    list.files.clear();
                    list.regex.clear();
                }
            }
            Some(outcome(case, file, data) == case.reference())
        }
        _ => None,
    }
}

#[test]
fn static_checks_never_accuse_wrongly() {
    let counts: RefCell<BTreeMap<Code, usize>> = RefCell::default();
    let outcome = runner().run(&tapes(), |(rule_tape, text_tape)| {
        let case = Case::new(&rule_tape, &text_tape);
        if case.reference().truncated {
            return Ok(());
        }
        let mut sources = SourceMap::new();
        for (name, text) in case.sources() {
            sources.add(name, text);
        }
        for problem in check(&sources, &[]).problems {
            match holds(&case, &problem) {
                None => {}
                Some(true) => *counts.borrow_mut().entry(problem.code).or_default() += 1,
                Some(false) => {
                    let shown = case.shown();
                    return Err(TestCaseError::fail(format!("{problem:#?}\n{shown}")));
                }
            }
        }
        Ok(())
    });
    if let Err(error) = outcome {
        let reason = match error {
            TestError::Fail(reason, _) => reason.message().to_string(),
            other @ TestError::Abort(_) => other.to_string(),
        };
        panic!("{reason}");
    }
    let counts = counts.into_inner();
    assert!(counts.len() >= 4, "too little is accused: {counts:?}");
}
