//! What still holds where something is wrong: the rules that no mistake touches, so that a check can run them all the same and
//! accuses nobody of what another has done.

use super::Compiler;
use super::finish::Finished;
use super::lists::Lists;
use super::lower::OpenMask;
use super::rules::Rules;
use crate::diagnostic::{Diagnostic, SourceMap};
use crate::ruleset::{Cue, IdSet, ListId, Node, Pattern, RuleId, RuleSet};
use crate::syntax::ast::RuleFile;

/// As much of a rule set as is free of mistakes.
#[derive(Debug)]
pub(crate) struct Sound {
    /// The rules that work as written. Their examples say of them alone what is true of the whole.
    pub(crate) rules: RuleSet,
    /// Labels, by index, that rules left out speak for or that are wrong themselves: the whole may give them to other items.
    pub(crate) doubtful: IdSet,
    /// The rules as written, in order: under which number each is run, unless it is left out.
    pub(crate) numbers: Vec<Option<RuleId>>,
}

/// What has been found to be wrong so far.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// Lists with a mistake of their own, and lists of which nobody knows what a mask would hide.
    pub(super) lists: Vec<ListId>,
    /// Whether something is wrong that may touch every rule: a cue, which may tag any match, or a mask of which nobody knows what it
    /// hides.
    pub(super) any: bool,
    /// Labels by name.
    pub(super) labels: Vec<String>,
}

impl RuleSet {
    /// Compiles what is free of mistakes; nothing, if a file could not even be read in full.
    pub(crate) fn compile_sound(
        sources: &SourceMap,
        files: &[RuleFile],
        name: &str,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Sound> {
        let built = Compiler::new(sources, problems).run(files, name);
        built.filter(|_| !files.iter().any(|file| file.incomplete))
    }
}

impl Compiler<'_> {
    /// Marks a list as broken if something was reported since there were `before` problems.
    pub(super) fn break_list(&mut self, list: ListId, before: usize) {
        if self.has_grown(before) {
            self.broken.lists.push(list);
        }
    }

    /// Whether a list or one that it includes has a mistake in it.
    pub(super) fn is_broken(&self, list: ListId, lists: &Lists) -> bool {
        let mut seen = IdSet::default();
        let mut open = vec![list];
        while let Some(list) = open.pop() {
            if self.broken.lists.contains(&list) {
                return true;
            }
            if !seen.contains(list.index()) {
                seen.insert(list.index());
                let includes = &lists.declared[list.index()].includes;
                open.extend(includes.iter().map(|(included, _)| *included));
            }
        }
        false
    }

    /// Takes out the rules that a mistake elsewhere touches.
    pub(super) fn leave_out(
        &self,
        masks: &[OpenMask],
        cues: &[Cue],
        finished: &Finished,
        rules: &mut Rules,
    ) {
        if self.problems.is_empty() {
            return;
        }
        let lists = self.broken_lists(masks, finished);
        let is_touched = |list: ListId| finished.lists[list.index()].closure.meets(&lists);
        let all = self.broken.any
            || cues
                .iter()
                .any(|cue| is_touched(cue.triggers) || is_touched(cue.stop));
        let is_sound: Vec<bool> = rules
            .programs
            .iter()
            .map(|program| {
                let branches = program.branches.iter().map(|branch| &branch.expr);
                let guards = program.unless_sentence.iter().chain(&program.unless_item);
                let mut nodes = branches.chain(guards);
                !all && !nodes.any(|node| uses(node, finished).into_iter().any(is_touched))
            })
            .collect();
        let mut keep = is_sound.iter();
        rules.programs.retain(|_| keep.next() == Some(&true));
        let mut keep = is_sound.iter();
        rules.rules.retain(|_| keep.next() == Some(&true));
    }

    /// The broken lists, and those that a mask hides which uses one.
    fn broken_lists(&self, masks: &[OpenMask], finished: &Finished) -> IdSet {
        let mut broken: IdSet = self.broken.lists.iter().map(|list| list.index()).collect();
        let mut open: Vec<&OpenMask> = masks.iter().collect();
        loop {
            let (touched, rest): (Vec<&OpenMask>, Vec<&OpenMask>) =
                open.into_iter().partition(|mask| {
                    let mut lists = uses(&mask.find, finished).into_iter();
                    lists.any(|list| finished.lists[list.index()].closure.meets(&broken))
                });
            if touched.is_empty() {
                return broken;
            }
            for list in touched.iter().flat_map(|mask| &mask.hides) {
                broken.insert(list.index());
            }
            open = rest;
        }
    }

    /// The rules written, each with its number unless it is left out, and the labels to be doubted for that.
    pub(super) fn sound(self, files: &[RuleFile], rules: RuleSet) -> Sound {
        let label = |name: &str| rules.labels.iter().position(|label| label.name == name);
        let broken = self.broken.labels.iter();
        let mut doubtful: IdSet = broken.filter_map(|name| label(name)).collect();
        let mut numbers = Vec::new();
        // The rules kept are those written, in order, but for some.
        let mut kept = 0;
        for rule in files.iter().flat_map(|file| &file.rules) {
            let is_next = rules.rules.get(kept).is_some_and(|next| {
                next.id == rule.id.value && next.file == self.sources.name(rule.source)
            });
            if is_next {
                numbers.push(Some(RuleId(kept as u32)));
                kept += 1;
                continue;
            }
            numbers.push(None);
            for (name, _) in rule.points() {
                match label(&name.value) {
                    Some(label) => doubtful.insert(label),
                    // It may be any of them, misspelt.
                    None => (0..rules.labels.len()).for_each(|label| doubtful.insert(label)),
                }
            }
        }
        Sound {
            rules,
            doubtful,
            numbers,
        }
    }
}

/// The lists that an expression uses.
fn uses(node: &Node, finished: &Finished) -> Vec<ListId> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match &node.pattern {
            Pattern::Hits(used) => found.push(finished.uses[used.0 as usize].list),
            Pattern::Any(nodes) | Pattern::AtLeast(_, nodes) => open.extend(nodes),
            Pattern::All(wanted, excluded) => open.extend(wanted.iter().chain(excluded)),
            Pattern::Near(sides, _) | Pattern::Before(sides, _) | Pattern::Then(sides) => {
                open.extend(sides.iter());
            }
        }
    }
    found
}
