//! Rules and labels: ids, points, zones, guards, requirements; and whether every label can be reached.

use std::collections::HashMap;

use super::Compiler;
use super::lists::Lists;
use super::lower::PartNames;
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{
    Branch, Label, LabelId, Node, PartName, Pattern, Program, Requirement, Rule, Tag, TagSet, Zones,
};
use crate::span::SourceId;
use crate::syntax::ast::{self, Example, Expr, RuleDecl, RuleFile, Within, Zone};

/// The rules as shown and as run, by id.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) rules: Vec<Rule>,
    pub(super) programs: Vec<Program>,
}

impl Compiler<'_> {
    pub(super) fn labels(&mut self, files: &[RuleFile]) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        let mut first = HashMap::new();
        for file in files {
            for label in &file.labels {
                let name = label.name.value.as_str();
                if let Some(&earlier) = first.get(name) {
                    self.duplicate(
                        Code::DuplicateName,
                        "label",
                        file.source,
                        &label.name,
                        Some(earlier),
                    );
                    self.broken.labels.push(name.to_owned());
                    continue;
                }
                first.insert(name, (file.source, label.name.span));
                let maybe_at = label.maybe_at.as_ref().map(|points| points.value);
                labels.push(Label {
                    name: name.to_owned(),
                    at: label.at.value,
                    maybe_at,
                });
            }
        }
        labels
    }

    pub(super) fn rules(
        &mut self,
        files: &[RuleFile],
        labels: &[Label],
        lists: &mut Lists,
    ) -> Rules {
        let mut rules = Rules::default();
        let mut first = HashMap::new();
        for file in files {
            for rule in &file.rules {
                if let Some(&earlier) = first.get(rule.id.value.as_str()) {
                    self.duplicate(
                        Code::DuplicateId,
                        "rule",
                        file.source,
                        &rule.id,
                        Some(earlier),
                    );
                    continue;
                }
                first.insert(rule.id.value.as_str(), (file.source, rule.id.span));
                self.rule(file.source, rule, labels, lists, &mut rules);
            }
        }
        rules
    }

    fn rule(
        &mut self,
        source: SourceId,
        rule: &RuleDecl,
        labels: &[Label],
        lists: &mut Lists,
        rules: &mut Rules,
    ) {
        let before = self.problems.len();
        let points = self.points(source, rule, labels);
        let mut names = PartNames::new();
        let expr = self.lower(source, &rule.matches, &mut names, lists);
        let mut guards = |exprs: &[Expr]| -> Option<Vec<Node>> {
            let lowered: Vec<_> = exprs
                .iter()
                .map(|expr| self.lower(source, expr, &mut Vec::new(), lists))
                .collect();
            lowered.into_iter().collect()
        };
        let unless_sentence = guards(&rule.unless_sentence);
        let unless_item = guards(&rule.unless_item);
        let require = self.requirements(source, rule, &names);
        self.never(source, rule, lists);
        // A rule with a mistake in it does something else than it says.
        if self.has_grown(before) {
            return;
        }
        let (Some(expr), Some(unless_sentence), Some(unless_item)) =
            (expr, unless_sentence, unless_item)
        else {
            return;
        };
        let default = [Tag::Possible, Tag::Planned, Tag::Asserted]
            .into_iter()
            .collect::<TagSet>();
        let whole_item = rule.within == Within::Item && reaches_over(&expr);
        rules.programs.push(Program {
            whole_item,
            branches: Branch::split(expr, whole_item),
            within: rule.within,
            zones: Zones {
                title: rule.zones.is_empty() || rule.zones.contains(&Zone::Title),
                lead: rule.zones.is_empty() || rule.zones.contains(&Zone::Lead),
                rest: rule.zones.is_empty(),
            },
            unless_sentence,
            unless_item,
            require,
            accept: rule
                .accept
                .as_ref()
                .map_or(default, |tags| tags.iter().copied().collect()),
            points: points.clone(),
            status: rule.status,
        });
        let text = self.sources.text(source);
        let texts = |examples: &[Example]| {
            examples
                .iter()
                .map(|example| example.text.value.clone())
                .collect()
        };
        rules.rules.push(Rule {
            id: rule.id.value.clone(),
            summary: rule
                .summary
                .as_ref()
                .map(|summary| summary.value.clone())
                .unwrap_or_default(),
            points,
            status: rule.status,
            file: self.sources.name(source).to_owned(),
            line: self.sources.line_column(source, rule.id.span.start).0,
            expression: text[rule.matches.span.range()].trim().to_owned(),
            hits: texts(&rule.examples.hit),
            misses: texts(&rule.examples.miss),
        });
    }

    fn points(
        &mut self,
        source: SourceId,
        rule: &RuleDecl,
        labels: &[Label],
    ) -> Vec<(LabelId, i32)> {
        let mut found = Vec::new();
        for (name, points) in rule.points() {
            match labels.iter().position(|label| label.name == name.value) {
                Some(at) => found.push((LabelId(at as u16), points)),
                None => self.unknown(
                    Code::UnknownLabel,
                    "label",
                    source,
                    name,
                    labels.iter().map(|label| label.name.as_str()),
                ),
            }
        }
        found.sort_unstable();
        found
    }

    fn requirements(
        &mut self,
        source: SourceId,
        rule: &RuleDecl,
        names: &[String],
    ) -> Vec<Requirement> {
        let mut requirements = Vec::new();
        for one in &rule.require {
            let parts = one.parts.each_ref().map(|name| {
                let at = names.iter().position(|known| *known == name.value);
                if at.is_none() {
                    self.unknown(
                        Code::UnknownPart,
                        "part",
                        source,
                        name,
                        names.iter().map(String::as_str),
                    );
                }
                at.map(|at| PartName(at as u8))
            });
            if let [Some(left), Some(right)] = parts {
                requirements.push(Requirement {
                    differ: one.differ,
                    parts: [left, right],
                });
            }
        }
        requirements
    }

    /// Reports labels that the points of all their rules together do not reach.
    pub(super) fn unreachable_labels(&mut self, files: &[RuleFile], labels: &[Label]) {
        let mut most: HashMap<&str, i64> = HashMap::new();
        let rules = files.iter().flat_map(|file| &file.rules);
        for rule in rules.filter(|rule| rule.status == ast::Status::Live) {
            for (label, points) in rule.points() {
                *most.entry(&label.value).or_default() += i64::from(points.max(0));
            }
        }
        if most
            .keys()
            .any(|name| !labels.iter().any(|label| label.name == *name))
        {
            // Its points may be meant for any label.
            return;
        }
        for file in files {
            for label in &file.labels {
                let name = label.name.value.as_str();
                let most = most.get(name).copied().unwrap_or_default();
                let is_known = labels.iter().any(|known| known.name == name);
                if is_known && most < i64::from(label.at.value) {
                    let at = label.at.value;
                    let (remark, help) = if most == 0 {
                        let remark = format!("asks for {at}, and no rule gives it points");
                        let help = format!(
                            "write a rule with `label = \"{name}\"`, or take the label out"
                        );
                        (remark, help)
                    } else {
                        let remark = format!("asks for {at}; all its rules together give {most}");
                        (
                            remark,
                            "lower `at`, or give its rules more points".to_owned(),
                        )
                    };
                    let message = format!("no points reach the label `{name}`");
                    let problem = Diagnostic::new(Code::UnreachableLabel, message);
                    self.report(problem.at(file.source, label.at.span, remark).help(help));
                    self.broken.labels.push(name.to_owned());
                }
            }
        }
    }
}

/// Whether an `and` or `N of` stands outside all windows, and so reaches over sentences. One operand and what must not be there
/// do not: a match of it lies in one sentence.
fn reaches_over(node: &Node) -> bool {
    match &node.pattern {
        Pattern::All(wanted, _) => wanted.len() > 1 || wanted.iter().any(reaches_over),
        Pattern::AtLeast(..) => true,
        Pattern::Any(nodes) => nodes.iter().any(reaches_over),
        _ => false,
    }
}
