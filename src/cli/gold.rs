//! Where the labels of an item are: on its own line, or in a file apart that names the items by their ids.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::args::ReadArgs;
use super::corpus::{self, Faults, Seen};
use super::tell;
use crate::eval::{Gold, field};
use crate::output::Origin;
use crate::ruleset::{Label, RuleSet};

/// What people say of an item.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    /// Where that stands, by [`Apart`]; nothing if it is the item's own line.
    nth: Option<usize>,
    /// The decision on each label.
    pub(super) decisions: Vec<Option<bool>>,
    /// The rest of it.
    pub(super) gold: Gold,
    /// What stands in the field by which items are split.
    pub(super) group: Option<String>,
}

impl Labelled {
    fn read(line: &[u8], labels: &[Label], by: Option<&str>) -> Result<Self, String> {
        let gold = Gold::read(line)?;
        Ok(Self {
            nth: None,
            decisions: gold.decisions(labels)?,
            group: by.and_then(|by| field(line, by)),
            gold,
        })
    }
}

/// The source of labels.
#[derive(Debug)]
pub(super) enum Labels {
    /// The items' own lines.
    Inline,
    /// A file apart.
    Apart(Apart),
}

/// A file that holds labels and no texts.
#[derive(Debug, Default)]
pub(super) struct Apart {
    lines: Vec<(String, Labelled)>,
    by_id: HashMap<String, usize>,
}

impl Labels {
    /// The labels for `item`; nothing if it is none of those labelled.
    pub(super) fn of(
        &self,
        item: &Seen<'_>,
        labels: &[Label],
        by: Option<&str>,
    ) -> Result<Option<Labelled>, String> {
        match self {
            Self::Inline => {
                let line = item
                    .json
                    .map_err(|why| format!("{why}: a gold file has a JSON object a line"))?;
                Labelled::read(line, labels, by).map(Some)
            }
            Self::Apart(apart) => {
                let id = Origin {
                    id: item.id,
                    line: None,
                };
                let nth = id.id_text().and_then(|id| apart.by_id.get(&*id));
                Ok(nth.map(|&nth| apart.lines[nth].1.clone()))
            }
        }
    }
}

impl Apart {
    /// Reads the file. What is wrong with a line is said, and counted.
    pub(super) fn read(
        path: &PathBuf,
        labels: &[Label],
        by: Option<&str>,
        args: &ReadArgs,
    ) -> (Self, Faults) {
        let mut apart = Self::default();
        let faults = corpus::lines(path, args, |line, at| {
            let mut labelled = Labelled::read(line, labels, by)?;
            let id = field(line, args.id_field()).ok_or("no id, by which to find its text")?;
            let nth = apart.lines.len();
            if let Some(&first) = apart.by_id.get(&id) {
                return Err(format!("the same id as {}", apart.lines[first].0));
            }
            labelled.nth = Some(nth);
            apart.by_id.insert(id, nth);
            apart.lines.push((at.to_owned(), labelled));
            Ok(())
        });
        (apart, faults)
    }
}

/// What people say of an item of a corpus that may have no labels, or labels of another kind: which items are about sport does
/// not judge these rules. Of labels that no rule set declares only that there are some.
pub(super) fn of_any(seen: &Seen<'_>, rules: &[&RuleSet]) -> (Option<Gold>, bool) {
    let Some(gold) = seen.json.ok().and_then(|line| Gold::read(line).ok()) else {
        return (None, false);
    };
    let is_declared = |name: &String| {
        let mut labels = rules.iter().flat_map(|rules| rules.labels());
        labels.any(|label| label.name == *name)
    };
    if gold.labels.iter().chain(&gold.borderline).all(is_declared) {
        (Some(gold), false)
    } else {
        (None, true)
    }
}

/// Which labels of a file apart have met their texts, and where those stand.
#[derive(Debug, Default)]
pub(super) struct Met(BTreeMap<usize, String>);

impl Met {
    /// Whether this is the first text for these labels; another one is a fault, and said.
    pub(super) fn is_first(&mut self, labelled: &Labelled, at: &str) -> bool {
        let Some(nth) = labelled.nth else { return true };
        let Some(first) = self.0.get(&nth) else {
            self.0.insert(nth, at.to_owned());
            return true;
        };
        tell(format_args!("{at}: the same id as {first}"));
        false
    }

    /// Says which labels have met no text, and gives how many.
    pub(super) fn missing(&self, labels: &Labels) -> u64 {
        let Labels::Apart(apart) = labels else {
            return 0;
        };
        let mut count = 0;
        for (nth, (at, _)) in apart.lines.iter().enumerate() {
            if !self.0.contains_key(&nth) {
                tell(format_args!("{at}: no text has this id"));
                count += 1;
            }
        }
        count
    }
}
