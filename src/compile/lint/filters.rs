//! Filters that no row of the data files passes.

use std::collections::{BTreeSet, HashMap};

use super::{Lint, included};
use crate::diagnostic::{Code, Diagnostic};
use crate::ruleset::{Country, ListId, Row, RowId};
use crate::span::SourceId;
use crate::syntax::ast::{Condition, ListRef, RuleDecl};
use crate::syntax::suggest;

impl Lint<'_> {
    /// Reports filters that ask for what is nowhere. The country of a city may be told by the text, so that it is enough if any
    /// row has that country.
    pub(super) fn filters(&mut self) {
        let mut rows: Vec<Vec<RowId>> = vec![Vec::new(); self.lists.declared.len()];
        for entry in self.lists.terms.values().flatten() {
            if let Some(row) = entry.row {
                rows[entry.list.index()].push(row);
            }
        }
        let references: Vec<(SourceId, &ListRef)> = self
            .files
            .iter()
            .flat_map(|file| {
                let rules = file.rules.iter().flat_map(RuleDecl::expressions);
                let masks = file.masks.iter().map(|mask| &mask.find);
                let lists = file.lexicons.iter().map(|list| &list.terms);
                let cues = file.cues.iter().map(|cue| &cue.terms);
                rules
                    .chain(masks)
                    .flat_map(|expr| expr.lists())
                    .chain(lists.chain(cues).flat_map(|terms| included(terms)))
                    .map(move |list| (file.source, list))
            })
            .collect();
        let mut known: HashMap<String, bool> = HashMap::new();
        for (source, reference) in references {
            let asked: Vec<&Condition> = reference
                .filter
                .iter()
                .filter(|condition| !condition.negated)
                .collect();
            let Some(list) = self.lists.find(&reference.name.value) else {
                continue;
            };
            if asked.is_empty() {
                continue;
            }
            let written: Vec<(&str, &Option<String>)> = asked
                .iter()
                .map(|condition| (condition.key.value.as_str(), &condition.value))
                .collect();
            // One filter stands in many expressions; the rows are looked through once for each.
            let key = format!("{}{written:?}", reference.name.value);
            let passes = *known
                .entry(key)
                .or_insert_with(|| self.passes(list, &asked, &rows));
            if !passes {
                let help = self.values(list, &asked, &rows).unwrap_or_else(|| {
                    "correct the filter, or add rows to the list's data files".to_owned()
                });
                let problem = Diagnostic::new(
                    Code::FilterPassesNothing,
                    format!("no term of `{}` passes this filter", reference.name.value),
                )
                .at(source, reference.span, "can match nothing")
                .help(help);
                self.found.push(problem);
            }
        }
    }

    /// Which values there are instead of the first one that no row has, if they are few.
    fn values(
        &mut self,
        list: ListId,
        asked: &[&Condition],
        rows: &[Vec<RowId>],
    ) -> Option<String> {
        const FEW: usize = 8;
        for condition in asked {
            let (key, Some(value)) = (condition.key.value.as_str(), &condition.value) else {
                continue;
            };
            let column = self.lists.data.column(key);
            let closure = self.closure(list);
            let rows = closure.iter().flat_map(|list| &rows[list.index()]);
            let cells = rows.flat_map(|&row| &self.lists.data.rows.get(row).cells);
            let found: BTreeSet<u32> = cells
                .filter(|cell| cell.0 == column)
                .map(|cell| cell.1)
                .collect();
            if found.contains(&self.lists.data.text(value)) {
                continue;
            }
            let mut texts: Vec<&str> = found
                .iter()
                .filter_map(|text| self.lists.data.written(*text))
                .collect();
            texts.sort_unstable();
            // Of two letters every pair is near to some other.
            let near = suggest::nearest(value, texts.iter().copied()).filter(|_| value.len() > 2);
            if let Some(nearest) = near {
                return Some(format!(
                    "no row has `{value}` in the column `{key}`; nearest is `{nearest}`"
                ));
            }
            let more = if texts.len() > FEW { ", …" } else { "" };
            texts.truncate(FEW);
            return Some(format!(
                "no row has `{value}` in the column `{key}`; there: {}{more}",
                texts.join(", ")
            ));
        }
        None
    }

    fn passes(&mut self, list: ListId, asked: &[&Condition], rows: &[Vec<RowId>]) -> bool {
        let countries: Vec<Country> = asked
            .iter()
            .filter(|condition| matches!(condition.key.value.as_str(), "country" | "home"))
            .filter_map(|condition| Country::parse(condition.value.as_deref()?))
            .collect();
        let data = &mut self.lists.data;
        let is_somewhere =
            |country: &Country| data.rows.iter().any(|row| row.country == Some(*country));
        if !countries.iter().all(is_somewhere) {
            return false;
        }
        let cells: Vec<_> = asked
            .iter()
            .filter(|condition| {
                !matches!(
                    (condition.key.value.as_str(), &condition.value),
                    ("country" | "home", Some(_)) | ("foreign" | "domestic", None)
                )
            })
            .map(|condition| {
                let value = condition.value.as_deref().map(|value| data.text(value));
                (data.column(&condition.key.value), value)
            })
            .collect();
        let holds = |row: &Row| {
            cells.iter().all(|(column, value)| {
                row.cells
                    .iter()
                    .any(|cell| cell.0 == *column && value.is_none_or(|value| cell.1 == value))
            })
        };
        let data = &self.lists.data;
        self.closure(list)
            .iter()
            .flat_map(|list| &rows[list.index()])
            .any(|&row| holds(data.rows.get(row)))
    }
}
