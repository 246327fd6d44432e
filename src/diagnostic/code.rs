//! The one table of codes: every kind of finding with its id, its name and a title. Ids are never used again. What each means, and
//! how it is mended, stands in `rules/CODES.md`.

use std::fmt;

/// A section for each code.
const EXPLANATIONS: &str = include_str!("../../rules/CODES.md");

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rule set does not run, or the check fails.
    Error,
    /// It runs; somebody should look.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Makes the enum and its table from one list, so that no code can be without its text.
macro_rules! codes {
    ($($code:ident, $id:literal, $name:literal, $title:literal;)+) => {
        /// A kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", $name, "` (", $id, "): ", $title, ".")] $code,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            fn entry(self) -> Entry {
                match self {
                    $(Self::$code => Entry { id: $id, name: $name, title: $title },)+
                }
            }
        }
    };
}

struct Entry {
    id: &'static str,
    name: &'static str,
    title: &'static str,
}

impl Code {
    /// `E001` or `W001`: never changes, never used for another kind.
    pub fn id(self) -> &'static str {
        self.entry().id
    }

    /// The name people write: `unknown-list`.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// What it is, in one line.
    pub fn title(self) -> &'static str {
        self.entry().title
    }

    /// What it means, with a rule folder that gets it and the same mended, in Markdown.
    pub fn explanation(self) -> &'static str {
        let heading = format!("\n## {} {}\n", self.id(), self.name());
        let section = EXPLANATIONS
            .split_once(&heading)
            .map_or("", |(_, after)| after);
        section
            .split("\n## ")
            .next()
            .unwrap_or_default()
            .trim_start()
    }

    /// Error or warning: the first letter of the id says so.
    pub fn severity(self) -> Severity {
        if self.id().starts_with('W') {
            Severity::Warning
        } else {
            Severity::Error
        }
    }

    /// The code with that id or name; upper case does not matter.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| {
            text.eq_ignore_ascii_case(code.id()) || text.eq_ignore_ascii_case(code.name())
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

// E001 to E099: how a file is written. E1xx: what a rule set means. E2xx: examples and fixtures. W0xx: warnings.
codes! {
    TomlSyntax, "E001", "toml-syntax", "the file is not valid TOML";
    UnknownKey, "E002", "unknown-key", "a key that means nothing here";
    WrongType, "E003", "wrong-type", "a value of the wrong type";
    MissingKey, "E004", "missing-key", "a required key is missing";
    UnsupportedFormat, "E005", "unsupported-format", "the file does not say `format = 1`";
    UnknownValue, "E006", "unknown-value", "a word that is not among those allowed";
    NumberOutOfRange, "E007", "number-out-of-range", "a number that is too small or too large";
    BadName, "E008", "bad-name", "a name with characters it may not have";
    ExpressionSyntax, "E009", "expression-syntax", "an expression that cannot be read";
    EscapedExpression, "E010", "escaped-expression", "an expression in a string with escapes";
    PureNot, "E011", "pure-not", "a `not` with nothing positive beside it";
    EmptyTerm, "E012", "empty-term", "a term or phrase without a word";
    BraceInTerm, "E013", "brace-in-term", "a list in the middle of a term";

    UnknownList, "E101", "unknown-list", "a list that is defined nowhere";
    UnknownLabel, "E102", "unknown-label", "a label that is defined nowhere";
    UnknownPart, "E103", "unknown-part", "a name that no part of the expression has";
    UnknownFile, "E104", "unknown-file", "a data file that is not there";
    UnknownColumn, "E105", "unknown-column", "a filter on a column that the list does not have";
    BadDataFile, "E106", "bad-data-file", "a data file row with the wrong columns";
    ListCycle, "E107", "list-cycle", "lists that contain each other";
    DuplicateId, "E108", "duplicate-id", "two rules with one id";
    DuplicateName, "E109", "duplicate-name", "two definitions with one name";
    ImpossibleWindow, "E110", "impossible-window", "a window or another expression that can never hold";
    UnreachableLabel, "E111", "unreachable-label", "a label that no points can reach";
    EmptyList, "E112", "empty-list", "a list without a term";
    BadRegex, "E113", "bad-regex", "a regular expression that cannot be used";
    RegexMatchesEmpty, "E114", "regex-matches-empty", "a regular expression that matches nothing at all";
    TooLarge, "E115", "too-large", "rule files that are too large";
    ThenInsideWindow, "E116", "then-inside-window", "a `then` inside a window or a clause";
    ImpossibleCondition, "E117", "impossible-condition", "a condition that no match can meet";

    NoHitExample, "E201", "no-hit-example", "a rule without an example that it hits";
    NoMissExample, "E202", "no-miss-example", "a rule without an example that it misses";
    ExampleMissing, "E203", "example-missing", "an example on which the rule should fire and does not";
    ExampleNoisy, "E204", "example-noisy", "an example on which the rule should not fire and does";
    ExampleMisplaced, "E205", "example-misplaced", "an example that fires on other words or with another tag";
    WrongBecause, "E206", "wrong-because", "a miss that is not stopped by what it says";
    UnexpectedLabel, "E207", "unexpected-label", "an example that gets a label it should not get";
    FixtureMissing, "E208", "fixture-missing", "a fixture without a label it should get";
    FixtureNoisy, "E209", "fixture-noisy", "a fixture with a label it should not get";
    FixtureMisplaced, "E210", "fixture-misplaced", "a fixture with other evidence than it names";
    BadFixture, "E211", "bad-fixture", "a fixture line that cannot be read";
    NothingToCheck, "E212", "nothing-to-check", "no rule or no fixture was found";
    BadExample, "E213", "bad-example", "an example that cannot be run";
    VacuousMiss, "E214", "vacuous-miss", "a miss that no single thing stops";
    OverBudget, "E215", "over-budget", "more labels on known-clean items than their budget allows";

    UnusedList, "W001", "unused-list", "a list that nothing uses";
    UnusedMask, "W002", "unused-mask", "a mask that hides nothing";
    UnusedCue, "W003", "unused-cue", "a cue that changes nothing";
    MaskMeetsNoList, "W004", "mask-meets-no-list", "a mask that can never overlap what it hides";
    AlwaysMasked, "W005", "always-masked", "a rule that a mask always covers";
    ShadowedTerm, "W006", "shadowed-term", "a term that another one makes superfluous";
    TermInListsOfTwoLabels, "W007", "term-in-lists-of-two-labels", "one term in lists of two labels";
    UnexercisedGuard, "W008", "unexercised-guard", "a guard that no example exercises";
    TodoDone, "W009", "todo-done", "a known failure that works now";
    FilterPassesNothing, "W010", "filter-passes-nothing", "a filter that no row passes";
    UnusedAllow, "W011", "unused-allow", "an `allow` that meets nothing";
    BadAllow, "W012", "bad-allow", "an `allow` that cannot be used";
    IdleForms, "W013", "idle-forms", "forms that no term takes";
}
