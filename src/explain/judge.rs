//! What keeps a whole match from counting, past its expression: zone, requirements, guards and tags, as the classifier asks for
//! them.

use super::attempt::{Attempt, Fault};
use super::names::Names;
use crate::classify::{Leaf, Trace};
use crate::ruleset::{Program, RuleId, Tag, TagSet};
use crate::syntax::ast::Within;

/// The tags that cues give.
const TAGS: [Tag; 4] = [Tag::Denied, Tag::Reversed, Tag::Possible, Tag::Planned];

/// Adds to an attempt what is wrong with it as a match of `rule`.
pub(super) fn judge<'r>(
    names: &Names<'r>,
    trace: &mut Trace<'r>,
    rule: RuleId,
    attempt: &mut Attempt<'r>,
) {
    let program = &names.rules.programs[rule.index()];
    if attempt.leaves.is_empty() {
        return;
    }
    if !trace.in_zone(rule, attempt.sentence) {
        attempt.faults.push(Fault::Zone);
    }
    // A part that is not there brings its own country.
    if attempt.missing == 0 {
        requirements(program, attempt);
    }
    let mut sentences: Vec<usize> = attempt.leaves.iter().map(|leaf| leaf.sentence).collect();
    sentences.sort_unstable();
    sentences.dedup();
    for node in &program.unless_sentence {
        let found = sentences.iter().find_map(|&sentence| {
            trace
                .found(node, sentence, Within::Sentence)
                .first()
                .copied()
        });
        if let Some(words) = found {
            attempt
                .faults
                .push(Fault::Unless("unless.sentence", node, words));
        }
    }
    for node in &program.unless_item {
        if let Some(words) = trace.found_in_item(node) {
            attempt
                .faults
                .push(Fault::Unless("unless.item", node, words));
        }
    }
    let (cues, tags) = trace.cues(&attempt.leaves);
    if tags.is_subset(program.accept) {
        return;
    }
    let refused = |tag: &Tag| !TagSet::from_iter([*tag]).is_subset(program.accept);
    for tag in TAGS.iter().filter(|tag| refused(tag)) {
        let cue = cues
            .iter()
            .find(|(cue, _)| names.rules.cues[*cue].tag == *tag);
        if let Some(cue) = cue {
            attempt.faults.push(Fault::Tag(tag_name(*tag), Some(*cue)));
        }
    }
    if cues.is_empty() && refused(&Tag::Asserted) {
        attempt
            .faults
            .push(Fault::Tag(tag_name(Tag::Asserted), None));
    }
}

fn requirements(program: &Program, attempt: &mut Attempt<'_>) {
    for (nth, requirement) in program.require.iter().enumerate() {
        let [one, other] = requirement.parts.map(|name| {
            let named = |leaf: &&Leaf| leaf.name == Some(name);
            attempt
                .leaves
                .iter()
                .filter(named)
                .find_map(|leaf| leaf.hit.country)
        });
        let is_met = one.is_some() && other.is_some() && (one != other) == requirement.differ;
        if !is_met {
            attempt.faults.push(Fault::Require(nth));
        }
    }
}

pub(super) fn tag_name(tag: Tag) -> &'static str {
    match tag {
        Tag::Denied => "denied",
        Tag::Reversed => "reversed",
        Tag::Possible => "possible",
        Tag::Planned => "planned",
        Tag::Asserted => "asserted",
    }
}
