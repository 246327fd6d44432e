//! `[[rule]]` and its examples.

use toml::de::DeValue;

use super::ast::{Example, Examples, Expr, Points, RuleDecl, Status, Tag, Within, Zone};
use super::expr;
use super::file::{MAX_POINTS, TAGS};
use super::reader::{Reader, Value, span_of};
use super::table::Table;
use crate::diagnostic::Code;
use crate::span::Spanned;

pub(super) const KEYS: [&str; 12] = [
    "id", "label", "points", "summary", "match", "within", "zone", "unless", "require", "accept",
    "status", "examples",
];

impl Reader<'_> {
    /// A rule, if it has at least an id, points and an expression. All its keys are checked in any case.
    pub(super) fn rule(&mut self, table: &Table<'_>) -> Option<RuleDecl> {
        self.check_keys(table, "a rule", &KEYS);
        let id = self.required(
            table,
            "a rule",
            "id",
            "give it a name of its own: `id = \"offshoring.work-moves-abroad\"`",
        );
        let id = id
            .and_then(|value| self.string(value))
            .filter(|id| self.check_id(id));
        let label = table.get("label").and_then(|value| self.string(value));
        let points = self.required(
            table,
            "a rule",
            "points",
            "say how much it counts: `points = 60`",
        );
        let points = points.and_then(|value| self.points(value, table));
        let summary = table.get("summary").and_then(|value| self.string(value));
        let matches = self.required(
            table,
            "a rule",
            "match",
            "say what it looks for: `match = '{move} near/8 {work}'`",
        );
        let matches = matches.and_then(|value| self.expression(value));
        let scopes = [
            ("sentence", Within::Sentence),
            ("clause", Within::Clause),
            ("item", Within::Item),
        ];
        let within = table
            .get("within")
            .and_then(|value| self.one_of(value, &scopes));
        let zones = table
            .get("zone")
            .map(|value| self.zones(value))
            .unwrap_or_default();
        let (unless_sentence, unless_item) = table
            .get("unless")
            .map(|value| self.unless(value))
            .unwrap_or_default();
        let require = table
            .get("require")
            .map(|value| self.require(value))
            .unwrap_or_default();
        let accept = table.get("accept").and_then(|value| self.tags(value));
        let modes = [("live", Status::Live), ("shadow", Status::Shadow)];
        let status = table
            .get("status")
            .and_then(|value| self.one_of(value, &modes));
        let examples = table
            .get("examples")
            .map(|value| self.examples(value))
            .unwrap_or_default();
        Some(RuleDecl {
            id: id?,
            label,
            points: points?,
            summary,
            matches: matches?,
            within: within.unwrap_or_default(),
            zones,
            unless_sentence,
            unless_item,
            require,
            accept,
            status: status.unwrap_or_default(),
            examples,
            source: self.source,
        })
    }

    /// Ids also go into results and command lines: letters, digits, hyphens, underscores and full stops.
    fn check_id(&mut self, id: &Spanned<String>) -> bool {
        let is_good = id.value.contains(char::is_alphabetic)
            && id
                .value
                .chars()
                .all(|letter| letter == '.' || super::lexer::is_inner(letter));
        if !is_good {
            let message = format!("`{}` cannot be the id of a rule", id.value.escape_debug());
            let help = "use letters, digits, hyphens, underscores and full stops: \"offshoring.work-moves-abroad\"";
            self.error(Code::BadName, message, id.span, "", Some(help.to_owned()));
        }
        is_good
    }

    fn points(&mut self, value: &Value<'_>, rule: &Table<'_>) -> Option<Spanned<Points>> {
        let points = if let DeValue::Table(_) = value.get_ref() {
            let table = self.table(value, "points by label", None)?;
            if let Some((key, _)) = rule.entries.iter().find(|(key, _)| key.value == "label") {
                let help = "take `label` out, or write one number of points";
                self.error(
                    Code::UnknownKey,
                    "`label` beside points by label",
                    key.span,
                    "means nothing here",
                    Some(help.to_owned()),
                );
            }
            let entries = table.entries.iter().filter_map(|(label, value)| {
                let points = self.points_of(value)?;
                Some((
                    Spanned::new(label.value.to_owned(), label.span),
                    points.value,
                ))
            });
            Points::ByLabel(entries.collect())
        } else {
            self.required(
                rule,
                "a rule",
                "label",
                "say what the points are for: `label = \"offshoring\"`",
            );
            Points::One(self.points_of(value)?.value)
        };
        Some(Spanned::new(points, span_of(value)))
    }

    /// Points that change something.
    fn points_of(&mut self, value: &Value<'_>) -> Option<Spanned<i32>> {
        let points = self.integer(value, -MAX_POINTS, MAX_POINTS)?;
        if points.value == 0 {
            let help = "give it points; a rule that is only tried out has `status = \"shadow\"`";
            self.error(
                Code::NumberOutOfRange,
                "a rule that gives no points",
                points.span,
                "changes nothing",
                Some(help.to_owned()),
            );
        }
        Some(points)
    }

    fn zones(&mut self, value: &Value<'_>) -> Vec<Zone> {
        let zones = [("title", Zone::Title), ("lead", Zone::Lead)];
        self.array_or_one(value)
            .iter()
            .filter_map(|entry| self.one_of(entry, &zones))
            .collect()
    }

    fn unless(&mut self, value: &Value<'_>) -> (Vec<Expr>, Vec<Expr>) {
        let DeValue::Table(_) = value.get_ref() else {
            let help = "say where it must not stand: `unless.sentence = ['{list}']`".to_owned();
            self.wrong_type::<()>(value, "`unless.sentence` or `unless.item`", Some(help));
            return Default::default();
        };
        let Some(table) = self.table(value, "`unless.sentence` or `unless.item`", None) else {
            return Default::default();
        };
        self.check_keys(&table, "`unless`", &["sentence", "item"]);
        let mut read = |key| {
            table
                .get(key)
                .map(|value| self.expressions(value))
                .unwrap_or_default()
        };
        (read("sentence"), read("item"))
    }

    fn expressions(&mut self, value: &Value<'_>) -> Vec<Expr> {
        self.array(value)
            .iter()
            .filter_map(|entry| self.expression(entry))
            .collect()
    }

    fn require(&mut self, value: &Value<'_>) -> Vec<super::ast::Requirement> {
        let mut requirements = Vec::new();
        for entry in self.array(value) {
            if let Some((text, base)) = self.raw(entry) {
                requirements.extend(self.accept(expr::requirement(self.source, text, base)));
            }
        }
        requirements
    }

    fn tags(&mut self, value: &Value<'_>) -> Option<Vec<Tag>> {
        let entries = self.array(value);
        if entries.is_empty() && matches!(value.get_ref(), DeValue::Array(_)) {
            let help = "name the tags it takes, or leave `accept` out: all but denied and reversed";
            self.error(
                Code::WrongType,
                "`accept` without a tag",
                span_of(value),
                "no match could count",
                Some(help.to_owned()),
            );
            return None;
        }
        let tags: Vec<Tag> = entries
            .iter()
            .filter_map(|entry| self.one_of(entry, &TAGS))
            .collect();
        (!tags.is_empty()).then_some(tags)
    }

    fn examples(&mut self, value: &Value<'_>) -> Examples {
        let help = match value.get_ref() {
            DeValue::Array(_) => Some("write it in single brackets".to_owned()),
            _ => None,
        };
        let Some(table) = self.table(value, "a table `[rule.examples]`", help) else {
            return Examples::default();
        };
        self.check_keys(
            &table,
            "`[rule.examples]`",
            &["hit", "miss", "todo_hit", "todo_miss"],
        );
        let mut read = |key| {
            table
                .get(key)
                .map(|value| self.example_list(value, key))
                .unwrap_or_default()
        };
        Examples {
            hit: read("hit"),
            miss: read("miss"),
            todo_hit: read("todo_hit"),
            todo_miss: read("todo_miss"),
        }
    }

    fn example_list(&mut self, value: &Value<'_>, kind: &str) -> Vec<Example> {
        // What stops an example is said of a miss, how it is tagged of a hit.
        let own = match kind {
            "hit" | "todo_hit" => "tag",
            _ => "because",
        };
        self.array(value)
            .iter()
            .filter_map(|entry| self.example(entry, kind, own))
            .collect()
    }

    fn example(&mut self, value: &Value<'_>, kind: &str, own: &str) -> Option<Example> {
        if !matches!(value.get_ref(), DeValue::Table(_)) {
            let text = self.string(value)?;
            return Some(Example {
                text,
                title: None,
                because: None,
                tag: None,
            });
        }
        let table = self.table(value, "an example", None)?;
        self.check_keys(&table, &format!("a `{kind}`"), &["text", "title", own]);
        let text = self.required(
            &table,
            "an example",
            "text",
            "say which text it is: `{ text = \"...\" }`",
        );
        let text = text.and_then(|value| self.string(value));
        let title = table
            .get("title")
            .and_then(|value| self.string(value))
            .map(|title| title.value);
        let because = table.get("because").and_then(|value| self.string(value));
        let tag = table.get("tag").and_then(|value| self.one_of(value, &TAGS));
        Some(Example {
            text: text?,
            title,
            because,
            tag,
        })
    }
}
