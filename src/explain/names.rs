//! What the compiled rules have forgotten: how lists, masks and cues are written, and which words are in a list.

use std::collections::HashMap;

use crate::classify::Leaf;
use crate::diagnostic::SourceMap;
use crate::ruleset::{List, ListId, Node, Pattern, RuleSet, UseId};
use crate::span::SourceId;
use crate::syntax::ast::{
    Condition, CueDecl, LexiconDecl, ListRef, MaskDecl, RuleDecl, RuleFile, Term,
};

/// The folder of data files.
const DATA_FOLDER: &str = "lexicons/";

/// The rules as compiled and as written.
#[derive(Debug)]
pub(super) struct Names<'r> {
    pub(super) rules: &'r RuleSet,
    sources: &'r SourceMap,
    lists: HashMap<&'r str, (SourceId, &'r LexiconDecl)>,
    /// By the ids of rules.
    written: HashMap<&'r str, &'r RuleDecl>,
    masks: Vec<&'r MaskDecl>,
    cues: Vec<&'r CueDecl>,
}

impl<'r> Names<'r> {
    pub(super) fn new(rules: &'r RuleSet, sources: &'r SourceMap, files: &'r [RuleFile]) -> Self {
        let mut names = Self {
            rules,
            sources,
            lists: HashMap::new(),
            written: HashMap::new(),
            masks: Vec::new(),
            cues: Vec::new(),
        };
        for file in files {
            for list in &file.lexicons {
                let known = names.lists.entry(&list.name.value);
                known.or_insert((file.source, list));
            }
            for rule in &file.rules {
                names.written.entry(&rule.id.value).or_insert(rule);
            }
            names.masks.extend(&file.masks);
            for cue in &file.cues {
                // Of two with one name the first is compiled.
                if names
                    .cues
                    .iter()
                    .all(|one| one.name.value != cue.name.value)
                {
                    names.cues.push(cue);
                }
            }
        }
        names
    }

    pub(super) fn rule(&self, id: &str) -> Option<&'r RuleDecl> {
        self.written.get(id).copied()
    }

    pub(super) fn mask(&self, nth: usize) -> &'r str {
        self.masks.get(nth).map_or("", |mask| &mask.name.value)
    }

    pub(super) fn cue(&self, nth: usize) -> &'r str {
        self.cues.get(nth).map_or("", |cue| &cue.name.value)
    }

    fn list(&self, list: ListId) -> &'r List {
        &self.rules.lists[list.index()]
    }

    /// A list as the rule uses it: `foreign_place`, `place[haven]`, `"phrase"`.
    pub(super) fn used(&self, used: UseId) -> &'r str {
        &self.rules.uses[used.0 as usize].text
    }

    /// The same as it stands in an expression.
    pub(super) fn operand(&self, used: UseId) -> String {
        let text = self.used(used);
        if text.starts_with('"') {
            text.to_owned()
        } else {
            format!("{{{text}}}")
        }
    }

    /// An expression, written anew.
    pub(super) fn expression(&self, node: &Node) -> String {
        let inner = |node: &Node| match node.pattern {
            Pattern::Hits(_) | Pattern::AtLeast(..) => self.expression(node),
            _ => format!("({})", self.expression(node)),
        };
        let all = |nodes: &[Node]| -> Vec<String> { nodes.iter().map(inner).collect() };
        match &node.pattern {
            Pattern::Hits(used) => self.operand(*used),
            Pattern::Any(nodes) => all(nodes).join(" or "),
            Pattern::All(wanted, excluded) => {
                let not = all(excluded).into_iter().map(|one| format!("not {one}"));
                all(wanted)
                    .into_iter()
                    .chain(not)
                    .collect::<Vec<_>>()
                    .join(" and ")
            }
            Pattern::Near(sides, window) => all(&sides[..]).join(&format!(" near/{window} ")),
            Pattern::Before(sides, window) => all(&sides[..]).join(&format!(" pre/{window} ")),
            Pattern::Then(sides) => all(&sides[..]).join(" then "),
            Pattern::AtLeast(count, nodes) => {
                let nodes: Vec<String> = nodes.iter().map(|node| self.expression(node)).collect();
                format!("{count} of ({})", nodes.join(", "))
            }
        }
    }

    /// The list as the rule names it, and those through which the words of a part came into it.
    pub(super) fn chain(&self, leaf: &Leaf) -> Vec<String> {
        let reference = &self.rules.uses[leaf.used.0 as usize];
        let mut chain = vec![self.used(leaf.used).to_owned()];
        let mut at = reference.list;
        let origin = leaf.hit.origin;
        while at != origin {
            let mut includes = self.list(at).includes.iter().enumerate();
            let holds = |list: ListId| self.list(list).closure.contains(origin.index());
            let Some((nth, (next, _))) = includes.find(|(_, (next, _))| holds(*next)) else {
                break;
            };
            chain.push(self.included(at, nth, *next));
            at = *next;
        }
        chain
    }

    /// How a list writes the `nth` list that it includes.
    fn included(&self, list: ListId, nth: usize, included: ListId) -> String {
        let name = &self.list(included).name;
        let written = self.lists.get(&self.list(list).name[..]);
        let reference = written.and_then(|(source, list)| Some((source, lists(list).nth(nth)?)));
        match reference {
            Some((source, reference)) if reference.name.value == *name => {
                let text = &self.sources.text(*source)[reference.span.range()];
                text.trim_start_matches('{')
                    .trim_end_matches('}')
                    .to_owned()
            }
            _ => name.clone(),
        }
    }

    /// The key of the `nth` condition of a filter as written: `foreign`, `haven`.
    pub(super) fn key(&self, used: UseId, nth: usize) -> String {
        let text = self.used(used);
        let filter = text.split_once('[').map_or("", |(_, filter)| filter);
        let condition = filter.trim_end_matches(']').split(',').nth(nth);
        let key = condition.unwrap_or_default().trim().trim_start_matches('!');
        let end = key.find(['=', '!']).unwrap_or(key.len());
        key[..end].trim().to_owned()
    }

    /// A word of a list, in the list's own order; of a data file one of a row that the filter takes, seen from the item's home.
    pub(super) fn sample(&self, used: UseId, home: Option<&str>) -> Option<String> {
        let reference = &self.rules.uses[used.0 as usize];
        let name = &self.list(reference.list).name[..];
        if let Some(phrase) = name.strip_prefix('"') {
            return Some(phrase.trim_end_matches('"').to_owned());
        }
        let (_, list) = self.lists.get(name)?;
        let rule = self.written.values();
        let mut written_lists = rule
            .flat_map(|rule| rule.expressions())
            .flat_map(|expr| expr.lists());
        let written = self.used(used);
        let filter = written_lists.find(|one| {
            let text = format!("{}{}", one.name.value, filter_text(&one.filter));
            text == written.replace(' ', "")
        });
        let filter = filter.map_or(&[][..], |one| &one.filter[..]);
        self.word(list, &[filter], home, 0)
    }

    fn word(
        &self,
        list: &LexiconDecl,
        filters: &[&[Condition]],
        home: Option<&str>,
        depth: usize,
    ) -> Option<String> {
        let is_open = filters.iter().all(|filter| filter.is_empty());
        let text = list.terms.iter().find_map(|term| match term {
            // Words without a row pass no filter.
            Term::Text(text) if is_open => Some(text.value.clone()),
            _ => None,
        });
        let row = || {
            list.files
                .iter()
                .find_map(|file| self.row(&file.value, filters, home))
        };
        let inner = || {
            // Lists in a cycle do not compile, but nobody has to rely on it here.
            lists(list).filter(|_| depth < 16).find_map(|one| {
                let (_, inner) = self.lists.get(&one.name.value[..])?;
                let filters: Vec<&[Condition]> =
                    filters.iter().copied().chain([&one.filter[..]]).collect();
                self.word(inner, &filters, home, depth + 1)
            })
        };
        text.or_else(row).or_else(inner)
    }

    /// The first term of a data file that passes the filters.
    fn row(&self, file: &str, filters: &[&[Condition]], home: Option<&str>) -> Option<String> {
        let name = format!("{DATA_FOLDER}{file}");
        let (_, _, text) = self.sources.iter().find(|(_, known, _)| *known == name)?;
        let mut lines = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(|line| line.split('\t').map(str::trim).collect::<Vec<_>>());
        let header = lines.next()?;
        lines.find_map(|cells| {
            let cell = |name: &str| {
                let at = header.iter().position(|column| *column == name);
                at.and_then(|at| cells.get(at).copied()).unwrap_or_default()
            };
            let country = [cell("country"), cell("home")]
                .into_iter()
                .find(|one| !one.is_empty());
            let passes = |condition: &Condition| {
                let holds = match (&condition.key.value[..], &condition.value) {
                    // Of unknown home, only a country by name is foreign.
                    ("foreign", None) => match home {
                        Some(home) => country.is_some_and(|country| country != home),
                        None => ["country", "territory", "demonym"].contains(&cell("kind")),
                    },
                    ("domestic", None) => country.is_some() && country == home,
                    (key, None) => !cell(key).is_empty(),
                    (key, Some(value)) => cell(key) == value,
                };
                holds != condition.negated
            };
            let fits = cell("ambiguous").is_empty()
                && filters.iter().all(|filter| filter.iter().all(passes));
            let term = cell("term").split('|').next()?.trim();
            (fits && !term.is_empty()).then(|| term.to_owned())
        })
    }
}

fn lists(list: &LexiconDecl) -> impl Iterator<Item = &ListRef> {
    list.terms.iter().filter_map(|term| match term {
        Term::List(list) => Some(list),
        Term::Text(_) => None,
    })
}

fn filter_text(filter: &[Condition]) -> String {
    if filter.is_empty() {
        return String::new();
    }
    let one = |condition: &Condition| {
        let not = if condition.negated { "!" } else { "" };
        match &condition.value {
            None => format!("{not}{}", condition.key.value),
            Some(value) => format!("{}{not}={value}", condition.key.value),
        }
    };
    format!("[{}]", filter.iter().map(one).collect::<Vec<_>>().join(","))
}
