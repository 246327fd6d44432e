//! The line with which the program sums up what it read, taken apart and held to add up.

/// What became of all that was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Summary {
    /// Items with a label.
    pub labelled: usize,
    /// Items without.
    pub unlabelled: usize,
    /// Bad records.
    pub errors: usize,
    /// Blank lines, and files that are no text.
    pub skipped: usize,
    /// Inputs that cannot be read, or not to their end.
    pub unreadable: usize,
}

impl Summary {
    /// The one in `messages`.
    ///
    /// # Panics
    ///
    /// If there is none, or its numbers do not add up.
    pub fn of(messages: &str) -> Self {
        let line = messages
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("farshore: read "))
            .unwrap_or_else(|| panic!("no summary in {messages:?}"));
        let number = |before: &str| {
            let after = line.split_once(before)?.1;
            let end = after.find(|c: char| !c.is_ascii_digit());
            after[..end.unwrap_or(after.len())].parse::<usize>().ok()
        };
        let told = |before| number(before).unwrap_or_else(|| panic!("no {before:?} in {line:?}"));
        let summary = Self {
            labelled: told("= labelled "),
            unlabelled: told("+ unlabelled "),
            errors: told("+ errors "),
            skipped: told("+ skipped "),
            unreadable: number("inputs not readable ").unwrap_or(0),
        };
        let read = line.split(' ').next().and_then(|read| read.parse().ok());
        assert_eq!(read, Some(summary.records() + summary.skipped), "{line}");
        summary
    }

    /// All that gave a record.
    pub fn records(&self) -> usize {
        self.labelled + self.unlabelled + self.errors
    }
}
