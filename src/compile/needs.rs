//! What each expression needs for a match, so that most sentences can be passed over without one being looked for.

use super::finish::Finished;
use crate::ruleset::{
    Gate, Gated, IdSet, Mask, NeedId, Needs, Node, Outline, Pattern, Program, RuleId, Span,
};
use crate::syntax::ast::Within;

/// The gate over all rules and masks. Writes into rules, masks and guards what each needs, and into rules the length of their
/// shortest match.
pub(super) fn gate(programs: &mut [Program], masks: &mut [Mask], finished: &Finished) -> Gate {
    let mut known = Needs::default();
    let mut branches = Vec::new();
    for (index, program) in programs.iter_mut().enumerate() {
        let guards = program
            .unless_sentence
            .iter_mut()
            .chain(&mut program.unless_item);
        guards.for_each(|node| set_needs(node, finished));
        for guard in &mut program.unless_item {
            gate_in_item(guard, finished, &mut known);
        }
        for (nth, branch) in program.branches.iter_mut().enumerate() {
            set_needs(&mut branch.expr, finished);
            branch.min_words = min_words(&branch.expr);
            if program.within == Within::Item {
                gate_in_item(&mut branch.expr, finished, &mut known);
            }
            // Where `and` joins over sentences, what comes after one of them may come after another as well.
            let after = if program.whole_item {
                Vec::new()
            } else {
                next_needs(&branch.expr, finished)
            };
            let rarest_after = after.first().map_or(u64::MAX, |(weight, _)| *weight);
            let after = tellable(after, false, finished, &mut known);
            let reach = branch.expr.sentences_after();
            for way in ways(&branch.expr, finished) {
                let rarest = way.needs.first().map_or(u64::MAX, |(weight, _)| *weight);
                let mut here = tellable(way.needs, true, finished, &mut known);
                let from_behind = !after.is_empty() && rarest_after < rarest;
                // What `and` joins over sentences may stand in any of them; the rarest of it is the trigger.
                let after = if program.whole_item {
                    here.split_off(here.len().min(1))
                } else {
                    after.clone()
                };
                branches.push(Gated {
                    branch: (RuleId(index as u32), nth as u32),
                    here,
                    after,
                    reach,
                    anywhere: program.whole_item,
                    from_behind,
                    span: way.span.unwrap_or(u32::MAX),
                });
            }
        }
    }
    for mask in &mut *masks {
        set_needs(&mut mask.find, finished);
        mask.needs = tellable(needs(&mask.find, finished), false, finished, &mut known).into();
    }
    for program in programs.iter_mut().filter(|program| !program.whole_item) {
        for branch in &mut program.branches {
            branch.outline = outline(&branch.expr, finished, &mut known);
        }
    }
    Gate::build(&known, branches, &finished.terms, &finished.openings)
}

/// Writes into the operands of what reaches over sentences what each needs in its own.
fn gate_in_item(node: &mut Node, finished: &Finished, known: &mut Needs) {
    if let Pattern::Any(_) | Pattern::All(..) | Pattern::AtLeast(..) = node.pattern {
        for operand in node.operands_mut() {
            gate_in_item(operand, finished, known);
        }
    } else {
        node.gate = tellable(needs(node, finished), false, finished, known).into();
    }
}

/// One way to match an expression: what it needs in the sentence, and the most words that can span; `None` where nothing bounds
/// them.
#[derive(Clone, Debug)]
struct Way {
    needs: Vec<(u64, IdSet)>,
    span: Option<u32>,
}

/// An expression is told apart into so many ways at most.
const MAX_WAYS: usize = 16;

/// The ways to match an expression, its inner alternatives told apart: of each more can be asked than of all together.
fn ways(node: &Node, finished: &Finished) -> Vec<Way> {
    let whole = |node: &Node| Way {
        needs: needs(node, finished),
        span: longest(node, finished),
    };
    let mut found = match &node.pattern {
        Pattern::Any(nodes) if !node.is_plain => {
            let (plain, other): (Vec<&Node>, Vec<&Node>) =
                nodes.iter().partition(|node| node.is_plain);
            let mut found: Vec<Way> = other
                .into_iter()
                .flat_map(|node| ways(node, finished))
                .collect();
            let plain: Vec<Way> = plain.into_iter().map(whole).collect();
            found.extend(plain.into_iter().reduce(|one, other| {
                let (mut weight, mut lists) = (0_u64, IdSet::default());
                for (more, other) in one.needs.iter().chain(&other.needs) {
                    weight = weight.saturating_add(*more);
                    lists.union(other);
                }
                Way {
                    needs: vec![(weight, lists)],
                    span: one.span.zip(other.span).map(|(one, other)| one.max(other)),
                }
            }));
            found
        }
        Pattern::All(wanted, _) => all_of(wanted, None, finished),
        Pattern::Near(sides, window) | Pattern::Before(sides, window) => {
            all_of(&sides[..], Some(*window), finished)
        }
        Pattern::Then(sides) => ways(&sides[0], finished),
        Pattern::Hits(_) | Pattern::Any(_) | Pattern::AtLeast(..) => vec![whole(node)],
    };
    if found.len() > MAX_WAYS {
        found = vec![whole(node)];
    }
    found
}

/// The ways to match all of some operands, at most `window` words apart if that is bounded.
fn all_of(nodes: &[Node], window: Option<u32>, finished: &Finished) -> Vec<Way> {
    let mut found: Option<Vec<Way>> = None;
    for node in nodes {
        let mut next = ways(node, finished);
        let Some(before) = found else {
            found = Some(next);
            continue;
        };
        if before.len() * next.len() > MAX_WAYS {
            next = vec![Way {
                needs: needs(node, finished),
                span: longest(node, finished),
            }];
        }
        let join = |one: &Way, other: &Way| Way {
            needs: [one.needs.clone(), other.needs.clone()].concat(),
            span: window.and_then(|window| one.span?.checked_add(other.span?)?.checked_add(window)),
        };
        let joined = before
            .iter()
            .flat_map(|one| next.iter().map(move |other| join(one, other)));
        found = Some(joined.collect());
    }
    let mut found = found.unwrap_or_default();
    for way in &mut found {
        way.needs.sort_by_key(|(weight, _)| *weight);
    }
    found
}

/// More needs than this are not looked at: the rarest tell most.
const MAX_NEEDS: usize = 6;

/// Lists whose terms are as common as this, in a thousand million words, stand in many sentences and tell little.
const COMMON: u64 = 30_000_000;

/// The needs that tell most, rarest first; the rarest, where it is a trigger, however common it is. Of lists that may have hits
/// where no term is found nothing can be told.
fn tellable(
    needs: Vec<(u64, IdSet)>,
    trigger: bool,
    finished: &Finished,
    known: &mut Needs,
) -> Vec<NeedId> {
    needs
        .into_iter()
        .filter(|(_, lists)| !lists.meets(&finished.open_lists))
        .take(MAX_NEEDS)
        .enumerate()
        .filter(|(nth, (weight, _))| *weight < COMMON || (trigger && *nth == 0))
        .map(|(_, (weight, lists))| known.add(lists, weight))
        .collect()
}

/// What the gate can see of an expression.
fn outline(node: &Node, finished: &Finished, known: &mut Needs) -> Outline {
    let span = Span::of(longest(node, finished));
    let mut parts = |nodes: &[Node]| -> Vec<Outline> {
        let parts = nodes.iter().map(|node| outline(node, finished, known));
        parts.collect()
    };
    match &node.pattern {
        _ if node.is_plain => {
            let needs = needs(node, finished);
            match tellable(needs, false, finished, known)[..] {
                [need] if span != Span::UNBOUNDED => Outline::Term(need, span),
                _ => Outline::Anything(span),
            }
        }
        Pattern::Hits(_) => Outline::Anything(span),
        Pattern::Any(nodes) => Outline::Any(parts(nodes), span),
        Pattern::All(wanted, _) => Outline::Together {
            parts: parts(wanted),
            window: Span::UNBOUNDED,
            in_order: false,
        },
        Pattern::Near(sides, window) | Pattern::Before(sides, window) => Outline::Together {
            parts: parts(&sides[..]),
            window: Span::of(Some(*window)),
            in_order: matches!(node.pattern, Pattern::Before(..)),
        },
        Pattern::Then(sides) => {
            let [left, right] = &**sides;
            let sides = [left, right].map(|side| outline(side, finished, known));
            Outline::Then(Box::new(sides), left.sentences_after() + 1)
        }
        Pattern::AtLeast(count, nodes) => Outline::AtLeast(*count, parts(nodes)),
    }
}

/// What a match needs in the sentences after its first, by `then`.
fn next_needs(node: &Node, finished: &Finished) -> Vec<(u64, IdSet)> {
    let mut found = match &node.pattern {
        Pattern::Then(sides) => {
            let mut found = next_needs(&sides[0], finished);
            found.extend(needs(&sides[1], finished));
            found.extend(next_needs(&sides[1], finished));
            found
        }
        Pattern::All(nodes, _) => nodes
            .iter()
            .flat_map(|node| next_needs(node, finished))
            .collect(),
        Pattern::Near(sides, _) | Pattern::Before(sides, _) => sides
            .iter()
            .flat_map(|node| next_needs(node, finished))
            .collect(),
        Pattern::Hits(_) | Pattern::Any(_) | Pattern::AtLeast(..) => Vec::new(),
    };
    found.sort_by_key(|(weight, _)| *weight);
    found
}

/// Writes into an expression and all its operands what each needs most.
fn set_needs(node: &mut Node, finished: &Finished) {
    node.operands_mut()
        .into_iter()
        .for_each(|operand| set_needs(operand, finished));
    node.need = needs(node, finished)
        .into_iter()
        .next()
        .map(|(_, lists)| lists)
        .unwrap_or_default();
    node.is_plain = match &node.pattern {
        Pattern::Hits(_) => true,
        Pattern::Any(nodes) => nodes.iter().all(|node| node.is_plain),
        _ => false,
    };
}

/// Sets of lists, of each of which one must be in the sentence where a match stands: the least common first, each with its weight.
fn needs(node: &Node, finished: &Finished) -> Vec<(u64, IdSet)> {
    let together = |nodes: &[Node]| -> Vec<(u64, IdSet)> {
        nodes
            .iter()
            .flat_map(|node| needs(node, finished))
            .collect()
    };
    let mut found = match &node.pattern {
        Pattern::Hits(used) => {
            let list = finished.of_use[used.0 as usize];
            vec![(finished.weight[list], [list].into_iter().collect())]
        }
        // One of the rarest needs of each operand.
        Pattern::Any(nodes) | Pattern::AtLeast(_, nodes) => {
            let mut any = (0_u64, IdSet::default());
            for (weight, lists) in nodes
                .iter()
                .filter_map(|node| needs(node, finished).into_iter().next())
            {
                any.0 = any.0.saturating_add(weight);
                any.1.union(&lists);
            }
            vec![any]
        }
        Pattern::All(nodes, _) => together(nodes),
        Pattern::Near(sides, _) | Pattern::Before(sides, _) => together(&sides[..]),
        // The match belongs to the sentence of the left side.
        Pattern::Then(sides) => needs(&sides[0], finished),
    };
    found.sort_by_key(|(weight, _)| *weight);
    found
}

/// The most words that what a match needs in its first sentence can span; `None` where nothing bounds them.
fn longest(node: &Node, finished: &Finished) -> Option<u32> {
    let sum = |sides: &[Node; 2], window: u32| {
        let [left, right] = sides;
        longest(left, finished)?
            .checked_add(longest(right, finished)?)?
            .checked_add(window)
    };
    match &node.pattern {
        Pattern::Hits(used) => finished.longest[finished.uses[used.0 as usize].list.index()],
        Pattern::Any(nodes) => nodes
            .iter()
            .map(|node| longest(node, finished))
            .try_fold(0, |most, length| Some(most.max(length?))),
        Pattern::Near(sides, window) | Pattern::Before(sides, window) => sum(sides, *window),
        Pattern::Then(sides) => longest(&sides[0], finished),
        Pattern::All(wanted, _) if wanted.len() == 1 => longest(&wanted[0], finished),
        Pattern::All(..) | Pattern::AtLeast(..) => None,
    }
}

fn min_words(node: &Node) -> usize {
    match &node.pattern {
        // The operands of `and` may lie in other sentences and add nothing to the hull.
        Pattern::Hits(_) | Pattern::All(..) | Pattern::AtLeast(..) => 1,
        Pattern::Any(nodes) => nodes.iter().map(min_words).min().unwrap_or(1),
        Pattern::Near(sides, _) | Pattern::Before(sides, _) => sides.iter().map(min_words).sum(),
        Pattern::Then(sides) => min_words(&sides[0]),
    }
}
