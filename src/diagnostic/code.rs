//! The one table of codes: every kind of finding with its id, its name, a title and an explanation. Ids are never used again.

use std::fmt;

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
    ($($code:ident, $id:literal, $name:literal, $title:literal, $explanation:literal;)+) => {
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
                    $(Self::$code => Entry { id: $id, name: $name, title: $title, explanation: $explanation },)+
                }
            }
        }
    };
}

struct Entry {
    id: &'static str,
    name: &'static str,
    title: &'static str,
    explanation: &'static str,
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

    /// Why it matters and what to do, in a paragraph.
    pub fn explanation(self) -> &'static str {
        self.entry().explanation
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
    TomlSyntax, "E001", "toml-syntax", "the file is not valid TOML",
        "Rule files are TOML. Everything that can still be read is read, so that other mistakes show too; but a key that seems to be \
         missing is not reported in such a file, because the mistake may have swallowed it.";
    UnknownKey, "E002", "unknown-key", "a key that means nothing here",
        "A misspelt key would be ignored in silence and the rule would do something else than it says. So every key must be known \
         in the table where it stands.";
    WrongType, "E003", "wrong-type", "a value of the wrong type",
        "The key asks for another type of value: a number without quotes, a text in quotes, or several texts in square brackets.";
    MissingKey, "E004", "missing-key", "a required key is missing",
        "Some keys have no sensible default: a rule needs an id, points and an expression, a cue its tag, side and reach.";
    UnsupportedFormat, "E005", "unsupported-format", "the file does not say `format = 1`",
        "Every rule file says which version of the rule language it is written in, so that a later program can still read it, and \
         an older one says that it cannot. Write `format = 1` as the first line.";
    UnknownValue, "E006", "unknown-value", "a word that is not among those allowed",
        "The key takes one of a few words, and this is none of them.";
    NumberOutOfRange, "E007", "number-out-of-range", "a number that is too small or too large",
        "Windows reach over 0 to 120 words, `N of (...)` asks for at least one and at most all of its operands, points stay within \
         10,000 either way. Larger values are always slips of the pen.";
    BadName, "E008", "bad-name", "a name with characters it may not have",
        "Names of lists, masks, cues, labels and parts hold letters, digits, hyphens and underscores, at least one of them a \
         letter, so that they can be written in an expression. A rule's id may also hold full stops.";
    ExpressionSyntax, "E009", "expression-syntax", "an expression that cannot be read",
        "An expression is made of `{lists}`, `\"exact phrases\"`, the connectors `near/N`, `pre/N`, `then`, `and`, `or`, `not`, `N of \
         (...)` and brackets. Connectors of different kinds do not stand in one chain without brackets, because readers disagree about what \
         such a chain means.";
    EscapedExpression, "E010", "escaped-expression", "an expression in a string with escapes",
        "Expressions stand in literal strings, '...' or '''...''', where every character is itself. In a string with \
         backslashes no message could point at the right place.";
    PureNot, "E011", "pure-not", "a `not` with nothing positive beside it",
        "`not` is true almost everywhere, so it can only narrow something else down: `{a} and not {b}`.";
    EmptyTerm, "E012", "empty-term", "a term or phrase without a word",
        "Terms and phrases match whole words, and this one has no letter and no digit.";
    BraceInTerm, "E013", "brace-in-term", "a list in the middle of a term",
        "A list may contain another list only as an entry of its own: `\"{place}\"`. Words beside it would not mean \"the words, then \
         a term of the list\"; that is what expressions are for.";

    UnknownList, "E101", "unknown-list", "a list that is defined nowhere",
        "The name in braces, or in `hides`, is not that of any `[lexicon.name]` in the rule files read.";
    UnknownLabel, "E102", "unknown-label", "a label that is defined nowhere",
        "Labels are declared once, as `[label.name]`, with the points they take.";
    UnknownPart, "E103", "unknown-part", "a name that no part of the expression has",
        "`require` compares parts of a match by the names they are given in the expression: `from:{place} pre/3 to:{place}`.";
    UnknownFile, "E104", "unknown-file", "a data file that is not there",
        "The files a list names are looked for in the folder `lexicons` beside the rule files.";
    UnknownColumn, "E105", "unknown-column", "a filter on a column that the list does not have",
        "A filter such as `{place[haven]}` looks at a column of the list's data file. Lists without a data file have no columns.";
    BadDataFile, "E106", "bad-data-file", "a data file row with the wrong columns",
        "A data file is a table with a header line; every row has as many columns as the header, separated by tabs.";
    ListCycle, "E107", "list-cycle", "lists that contain each other",
        "A list may contain other lists, but not, by any way round, itself.";
    DuplicateId, "E108", "duplicate-id", "two rules with one id",
        "The id names a rule in results, in examples and in statistics. It must be unique in all rule files together.";
    DuplicateName, "E109", "duplicate-name", "two definitions with one name",
        "Lists, masks, cues and labels are each defined once in all rule files together.";
    ImpossibleWindow, "E110", "impossible-window", "a window or another expression that can never hold",
        "The parts this window asks for cannot stand as close, or in the place, that the expression demands.";
    UnreachableLabel, "E111", "unreachable-label", "a label that no points can reach",
        "All rules together do not give this label the points it takes.";
    EmptyList, "E112", "empty-list", "a list without a term",
        "Nothing can match it, so that no rule that needs it can fire.";
    BadRegex, "E113", "bad-regex", "a regular expression that cannot be used",
        "The syntax is that of the Rust crate `regex`; its size is limited, and look-around and back-references do not exist.";
    RegexMatchesEmpty, "E114", "regex-matches-empty", "a regular expression that matches nothing at all",
        "An expression that is satisfied with no characters would match between any two words.";
    RuleTooLarge, "E115", "rule-too-large", "a rule with too many operands",
        "The cost of a rule is bounded. Put alternatives into a list, where they cost nothing.";
    ThenInsideWindow, "E116", "then-inside-window", "a `then` inside a window or a clause",
        "`then` crosses from one sentence into the next; windows, clauses and `not` never do.";
    ImpossibleCondition, "E117", "impossible-condition", "a condition that no match can meet",
        "`differ` and `same` compare the countries of two parts. Only terms of data files with a column `country` or `home` have one.";

    NoHitExample, "E201", "no-hit-example", "a rule without an example that it hits",
        "A rule shows at least one text on which it fires; nobody can read or change it safely otherwise.";
    NoMissExample, "E202", "no-miss-example", "a rule without an example that it misses",
        "A rule shows at least one near miss, and what stops it.";
    ExampleMissing, "E203", "example-missing", "an example on which the rule should fire and does not",
        "`farshore explain` on the text shows what is missing. A known failure may stand under `todo_hit`.";
    ExampleNoisy, "E204", "example-noisy", "an example on which the rule should not fire and does",
        "`farshore explain` on the text shows what matched. A known failure may stand under `todo_miss`.";
    ExampleMisplaced, "E205", "example-misplaced", "an example that fires on other words or with another tag",
        "The rule fires, but the evidence is not what stands between `[[` and `]]`, or the tag is not the one asked for.";
    WrongBecause, "E206", "wrong-because", "a miss that is not stopped by what it says",
        "`because` is right if taking away that one cause makes the example fire. A wrong reason hides that the guard does not work.";
    UnexpectedLabel, "E207", "unexpected-label", "an example that gets a label it should not get",
        "Examples run against all rules. Another rule gives this one a label that its own rule does not speak for.";
    FixtureMissing, "E208", "fixture-missing", "a fixture without a label it should get",
        "The item's `labels` name it, and the rules do not give it.";
    FixtureNoisy, "E209", "fixture-noisy", "a fixture with a label it should not get",
        "The rules give a label that is not in the item's `labels`.";
    FixtureMisplaced, "E210", "fixture-misplaced", "a fixture with other evidence than it names",
        "The label is right, but no evidence for it is the text that the item's `evidence` gives.";
    BadFixture, "E211", "bad-fixture", "a fixture line that cannot be read",
        "One line is one JSON object: `{\"id\", \"title\"?, \"text\", \"labels\": [], \"not\"?: [], \"evidence\"?: [], \"why\"}`.";
    NothingToCheck, "E212", "nothing-to-check", "no rule or no fixture was found",
        "A check that checks nothing must not pass: the path is probably wrong.";
    BadExample, "E213", "bad-example", "an example that cannot be run",
        "The marks `[[` and `]]` stand in pairs and not inside one another, with words between them.";
    VacuousMiss, "E214", "vacuous-miss", "a miss that no single thing stops",
        "A miss is a near miss: one thing stops it, and without that one thing the rule fires. A text that is far from the rule shows \
         nothing, and would go on to be missed if every guard were gone.";
    OverBudget, "E215", "over-budget", "more labels on known-clean items than their budget allows",
        "A clean file holds items that should get no label; its first line says how many may get one all the same.";

    UnusedList, "W001", "unused-list", "a list that nothing uses",
        "No expression, list, mask or cue names it. Delete it, or check the spelling where it should be used.";
    UnusedMask, "W002", "unused-mask", "a mask that hides nothing",
        "None of the lists it hides is used by any rule.";
    UnusedCue, "W003", "unused-cue", "a cue that changes nothing",
        "Every rule accepts the tag it gives.";
    MaskMeetsNoList, "W004", "mask-meets-no-list", "a mask that can never overlap what it hides",
        "No term of the lists it hides shares a word with anything the mask finds.";
    AlwaysMasked, "W005", "always-masked", "a rule that a mask always covers",
        "Whatever it matches is hidden by the mask, so that it can never fire.";
    ShadowedTerm, "W006", "shadowed-term", "a term that another one makes superfluous",
        "Wherever it matches, another term of the list matches the same words.";
    TermInListsOfTwoLabels, "W007", "term-in-lists-of-two-labels", "one term in lists of two labels",
        "The term is evidence for two labels. That may be meant; often it is a slip.";
    UnexercisedGuard, "W008", "unexercised-guard", "a guard that no example exercises",
        "No example of any rule names it in `because`, so that nobody would notice if it stopped working.";
    TodoDone, "W009", "todo-done", "a known failure that works now",
        "The example stands under `todo_hit` or `todo_miss` and does what it should. Move it to `hit` or `miss`, so that it stays so.";
    FilterPassesNothing, "W010", "filter-passes-nothing", "a filter that no row passes",
        "The condition asks for a value that no row of the list's data files has, so that the list can match nothing here.";
    UnusedAllow, "W011", "unused-allow", "an `allow` that meets nothing",
        "The finding it speaks of is gone, or stands on another line. Delete it, so that it does not hide the next one.";
    BadAllow, "W012", "bad-allow", "an `allow` that cannot be used",
        "Write `# allow: CODE reason` on the line before the place accused, or at the end of that line. Only warnings can be \
         allowed, and only with a reason: errors are mended.";
}
