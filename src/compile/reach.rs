//! What a term can be a hit of: the lists that hold it at any depth of inclusion and the filtered uses of lists, as far as filters
//! let its row through.

use std::collections::HashMap;

use crate::ruleset::{ColumnId, Filter, IdSet, List, Row, RowId, Rows, Test, Use};

/// Where a hit goes: numbers of lists, and from their count on those of filtered uses.
#[derive(Debug)]
pub(super) struct Reach<'a> {
    rows: &'a Rows,
    /// By list: what takes its hits, and through which filter.
    takers: Vec<Vec<(usize, &'a Filter)>>,
    /// By use: the number of what it looks for.
    pub(super) of_use: Vec<usize>,
    /// How many numbers there are.
    pub(super) count: usize,
    /// The columns that some filter asks for: rows that are alike in these reach the same.
    asked: Vec<ColumnId>,
    /// What was found for a list and such cells.
    known: HashMap<(usize, Vec<u32>), IdSet>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(lists: &'a [List], uses: &'a [Use], rows: &'a Rows) -> Self {
        let mut takers: Vec<Vec<(usize, &Filter)>> = vec![Vec::new(); lists.len()];
        for (taker, list) in lists.iter().enumerate() {
            for (included, filter) in &list.includes {
                takers[included.index()].push((taker, filter));
            }
        }
        let mut count = lists.len();
        let of_use = uses
            .iter()
            .map(|used| {
                let list = used.list.index();
                if !used
                    .filter
                    .0
                    .iter()
                    .any(|condition| condition.test.of_row(None).is_some())
                {
                    return list;
                }
                let same = |&&(taker, filter): &&(usize, &Filter)| {
                    taker >= lists.len() && filter == &used.filter
                };
                if let Some(&(known, _)) = takers[list].iter().find(same) {
                    return known;
                }
                takers[list].push((count, &used.filter));
                count += 1;
                count - 1
            })
            .collect();
        let filters = takers.iter().flatten().map(|(_, filter)| filter);
        let conditions = filters.flat_map(|filter| &filter.0);
        let mut asked: Vec<ColumnId> = conditions
            .filter_map(|condition| match condition.test {
                Test::Filled(column) | Test::Equals(column, _) => Some(column),
                Test::Foreign | Test::Domestic | Test::In(_) => None,
            })
            .collect();
        asked.sort_unstable();
        asked.dedup();
        Self {
            rows,
            takers,
            of_use,
            count,
            asked,
            known: HashMap::new(),
        }
    }

    /// All that a hit of `list` with this row can be a hit of.
    pub(super) fn of(&mut self, list: usize, row: Option<RowId>) -> &IdSet {
        let row = row.map(|row| self.rows.get(row));
        let cells = self.asked.iter();
        let cells = cells.map(|&column| row.map_or(0, |row| row.cell(column)));
        let takers = &self.takers;
        self.known
            .entry((list, cells.collect()))
            .or_insert_with(|| reached(takers, list, row))
    }
}

/// All that a hit of `list` with this row can be a hit of.
fn reached(takers: &[Vec<(usize, &Filter)>], list: usize, row: Option<&Row>) -> IdSet {
    let mut found = IdSet::default();
    let mut stack = vec![list];
    while let Some(at) = stack.pop() {
        if found.contains(at) {
            continue;
        }
        found.insert(at);
        let takers = takers.get(at).into_iter().flatten();
        let open = takers.filter(|(_, filter)| may_pass(filter, row));
        stack.extend(open.map(|&(taker, _)| taker));
    }
    found
}

/// Whether a filter may let a hit through, by what its row alone can tell.
fn may_pass(filter: &Filter, row: Option<&Row>) -> bool {
    filter.0.iter().all(|condition| {
        let told = condition.test.of_row(row);
        told.is_none_or(|holds| holds != condition.negated)
    })
}
