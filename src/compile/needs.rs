//! What each expression needs for a match, so that most sentences can be passed over without one being looked for.

use super::finish::Finished;
use crate::ruleset::{IdSet, Mask, Node, Pattern, Program};

/// For each rule and mask what must be there for it to match, and for rules the length of the shortest match.
pub(super) fn find_needs(programs: &mut [Program], masks: &mut [Mask], finished: &Finished) {
    let lists = |node: &Node| {
        needs(node, finished)
            .into_iter()
            .map(|(_, lists)| lists)
            .collect()
    };
    for program in programs {
        let guards = program
            .unless_sentence
            .iter_mut()
            .chain(&mut program.unless_item);
        guards.for_each(|node| set_needs(node, finished));
        for branch in &mut program.branches {
            set_needs(&mut branch.expr, finished);
            branch.needs = lists(&branch.expr);
            branch.min_words = min_words(&branch.expr);
        }
    }
    for mask in masks {
        set_needs(&mut mask.find, finished);
        mask.needs = lists(&mask.find);
    }
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
            let list = finished.uses[used.0 as usize].list.index();
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

fn min_words(node: &Node) -> usize {
    match &node.pattern {
        // The operands of `and` may lie in other sentences and add nothing to the hull.
        Pattern::Hits(_) | Pattern::All(..) | Pattern::AtLeast(..) => 1,
        Pattern::Any(nodes) => nodes.iter().map(min_words).min().unwrap_or(1),
        Pattern::Near(sides, _) | Pattern::Before(sides, _) => sides.iter().map(min_words).sum(),
        Pattern::Then(sides) => min_words(&sides[0]),
    }
}
