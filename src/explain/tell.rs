//! What is wrong with an attempt, in words: what is missing or in the way, what an example of the rule calls it, and the least
//! change that mends it.

use std::fmt::Write as _;

use super::attempt::{Bond, Fault, Gap, Where};
use super::judge::tag_name;
use super::tree::{HomeView, Lack};
use super::view::View;
use crate::classify::{Barred, Leaf, Words};
use crate::ruleset::{Country, RuleId, Tag, TagSet, Test, UseId};

impl View<'_, '_, '_> {
    /// A fault in words.
    pub(super) fn lack(&mut self, rule: RuleId, fault: &Fault<'_>) -> Lack {
        let lack = |because: &str, says: String, change: String| Lack {
            because: because.to_owned(),
            says,
            change,
            over: None,
        };
        match fault {
            Fault::Missing(lists, place) => self.missing(lists, *place),
            Fault::Masked(leaf, mask) => {
                let name = self.names.mask(*mask);
                let words = self.text(leaf.words());
                lack(
                    &format!("mask:{name}"),
                    format!(
                        "{words} is hidden from {} by mask:{name}",
                        self.names.operand(leaf.used)
                    ),
                    format!("{words} where mask:{name} does not lie"),
                )
            }
            Fault::Barred(leaf, barred) => self.barred(leaf, *barred),
            Fault::Far(gap) => {
                let connector = connector(gap.bond);
                let over = gap.over();
                Lack {
                    over: Some(over),
                    ..lack(
                        "window",
                        format!(
                            "window exceeded by {}: {} between {} and {}, {connector}",
                            words(over),
                            words(gap.words),
                            self.text(gap.left),
                            self.text(gap.right)
                        ),
                        format!(
                            "{} fewer between {} and {}",
                            words(over),
                            self.text(gap.left),
                            self.text(gap.right)
                        ),
                    )
                }
            }
            Fault::Order(gap) => lack(
                "window",
                format!(
                    "wrong order: {} does not begin behind {}, {}",
                    self.text(gap.right),
                    self.text(gap.left),
                    connector(gap.bond)
                ),
                format!("{} behind {}", self.text(gap.right), self.text(gap.left)),
            ),
            Fault::Clause(gap) => self.clause(gap),
            Fault::Not(node, found) => {
                let expression = self.names.expression(node);
                lack(
                    "not",
                    format!("not {expression}: {} is there", self.text(*found)),
                    format!("{} taken out", self.text(*found)),
                )
            }
            Fault::Zone => self.zone(rule),
            Fault::Require(nth) => self.requirement(rule, *nth),
            Fault::Unless(scope, node, found) => lack(
                "unless",
                format!(
                    "vetoed by {scope} {}: {} is there",
                    self.names.expression(node),
                    self.text(*found)
                ),
                format!("{} taken out", self.text(*found)),
            ),
            Fault::Tag(tag, Some((cue, trigger))) => lack(
                tag,
                format!(
                    "tag {tag} by cue {}: {}; the rule does not accept it",
                    self.names.cue(*cue),
                    self.text(*trigger)
                ),
                format!("{} taken out", self.text(*trigger)),
            ),
            Fault::Tag(tag, None) => lack(
                tag,
                format!("tag {tag}: no cue reaches the match, and the rule does not accept that"),
                format!(
                    "a cue that gives one of the tags {}",
                    self.accepted(rule).join(", ")
                ),
            ),
        }
    }

    fn zone(&self, rule: RuleId) -> Lack {
        let zones = self.names.rules.programs[rule.index()].zones;
        let wanted = match (zones.title, zones.lead) {
            (true, true) => "the title and the lead",
            (true, false) => "the title",
            _ => "the lead",
        };
        let stands = self.stands_in.unwrap_or("elsewhere");
        Lack {
            because: "zone".to_owned(),
            says: format!("it stands in {stands}, and the rule looks at {wanted} only"),
            change: format!("the same words in {wanted}"),
            over: None,
        }
    }

    fn missing(&mut self, lists: &[UseId], place: Where) -> Lack {
        let operands: Vec<String> = lists.iter().map(|list| self.names.operand(*list)).collect();
        let first = lists[0];
        let home = self.home.as_ref().and_then(|home| home.country.clone());
        let sample = self.names.sample(first, home.as_deref());
        let are_phrases = operands.iter().all(|operand| operand.starts_with('"'));
        let mut change = match &operands[..] {
            [phrase] if are_phrases => format!("the words {phrase}"),
            _ if are_phrases => operands.join(" or "),
            _ => {
                let sample = sample.map(|word| format!(", e.g. \"{word}\""));
                let sample = sample.unwrap_or_default();
                format!("one word of {}{sample}", operands.join(" or "))
            }
        };
        match place {
            Where::Beside(bond, is_right, there) => {
                let there = self.text(there);
                let side = match (bond, is_right) {
                    (Bond::Near(window), _) => format!(", within {} of {there}", words(window)),
                    (Bond::Before(window), true) => {
                        format!(", at most {} behind {there}", words(window))
                    }
                    (Bond::Before(window), false) => {
                        format!(", at most {} before {there}", words(window))
                    }
                    (Bond::Then, true) => format!(", in the sentence after {there}"),
                    (Bond::Then, false) => format!(", in the sentence before {there}"),
                    (Bond::And(true), _) => format!(", in the clause of {there}"),
                    (Bond::And(false), _) => format!(", beside {there}"),
                };
                change.push_str(&side);
            }
            Where::Between(left, right) => {
                let _ = write!(
                    change,
                    ", between {} and {}",
                    self.text(left),
                    self.text(right)
                );
            }
            Where::Anywhere => {}
        }
        let mut says = format!("no {}", operands.join(" or "));
        if let Some(elsewhere) = self.elsewhere(lists) {
            let _ = write!(says, "; {elsewhere} is in another sentence");
        }
        Lack {
            because: format!("no {}", operands[0]),
            says,
            change,
            over: None,
        }
    }

    /// A word of a missing list that stands where the match does not reach.
    fn elsewhere(&mut self, lists: &[UseId]) -> Option<String> {
        let here = self.here.clone();
        let others: Vec<usize> = (0..self.trace.sentences())
            .filter(|one| !here.contains(one))
            .collect();
        for list in lists {
            for sentence in &others {
                let found = self.trace.candidates(*list, *sentence);
                let counts = found
                    .iter()
                    .find(|one| one.masks.is_empty() && one.barred.is_none());
                if let Some(candidate) = counts {
                    return Some(self.text(candidate.leaf.words()));
                }
            }
        }
        None
    }

    fn barred(&mut self, leaf: &Leaf, barred: Barred) -> Lack {
        let words = self.text(leaf.words());
        let country = leaf.hit.country.map(Country::code);
        let in_country = country
            .as_ref()
            .map(|code| format!(" ({code})"))
            .unwrap_or_default();
        let operand = self.names.operand(leaf.used);
        let key = match (barred.condition.test, barred.inside) {
            (Test::Foreign, _) => "foreign".to_owned(),
            (Test::Domestic, _) => "domestic".to_owned(),
            (_, None) => self.names.key(leaf.used, barred.nth),
            (_, Some(_)) => String::new(),
        };
        let is_not = if barred.condition.negated {
            "is"
        } else {
            "is not"
        };
        let (says, change) = match barred.condition.test {
            Test::Foreign | Test::Domestic => {
                let home = self.home_of(leaf);
                let wanted = if (barred.condition.test == Test::Foreign) == barred.condition.negated
                {
                    "the home country"
                } else {
                    "another country than the home"
                };
                (
                    format!("{words}{in_country} {is_not} {key}: {}", told_home(&home)),
                    format!("a word of {operand} for {wanted} instead of {words}"),
                )
            }
            _ => (
                format!("{words}{in_country} is not what {operand} asks for"),
                format!("a word of {operand} instead of {words}"),
            ),
        };
        Lack {
            because: match barred.inside {
                None => key,
                // An example knows only what stands in the rule itself.
                Some(_) => format!("no {operand}"),
            },
            says,
            change,
            over: None,
        }
    }

    fn clause(&mut self, gap: &Gap) -> Lack {
        let (left, right) = (self.text(gap.left), self.text(gap.right));
        let (because, needs) = match gap.bond {
            Bond::And(_) => ("within", "within = \"clause\"".to_owned()),
            bond => ("window", format!("{} stays in one clause", connector(bond))),
        };
        Lack {
            because: because.to_owned(),
            says: format!("the end of a clause between {left} and {right}; {needs}"),
            change: format!(
                "no comma, dash, colon, semicolon or bracket between {left} and {right}"
            ),
            over: None,
        }
    }

    fn requirement(&mut self, rule: RuleId, nth: usize) -> Lack {
        let id = &self.names.rules.rules[rule.index()].id;
        let requirement = &self.names.rules.programs[rule.index()].require[nth];
        let kind = if requirement.differ { "differ" } else { "same" };
        let written = self.names.rule(id).and_then(|rule| rule.require.get(nth));
        let parts: Vec<String> = (0..2)
            .map(|at| {
                let name = written.map_or("", |one| &one.parts[at].value[..]);
                let found = self
                    .leaves
                    .iter()
                    .filter(|leaf| leaf.name == Some(requirement.parts[at]));
                let found: Vec<Leaf> = found.copied().collect();
                let country = found.iter().find_map(|leaf| leaf.hit.country);
                let words = found.first().map(|leaf| self.text(leaf.words()));
                match (words, country) {
                    (Some(words), Some(country)) => format!("{name} {words} is {}", country.code()),
                    (Some(words), None) => format!("{name} {words} has no country"),
                    (None, _) => format!("{name} is not there"),
                }
            })
            .collect();
        Lack {
            because: kind.to_owned(),
            says: format!("{kind} is not met: {}", parts.join(", ")),
            change: format!(
                "the two parts in {}",
                if requirement.differ {
                    "two countries"
                } else {
                    "one country"
                }
            ),
            over: None,
        }
    }

    fn accepted(&self, rule: RuleId) -> Vec<&'static str> {
        let accept = self.names.rules.programs[rule.index()].accept;
        let tags = [Tag::Denied, Tag::Reversed, Tag::Possible, Tag::Planned].into_iter();
        tags.filter(|tag| TagSet::from_iter([*tag]).is_subset(accept))
            .map(tag_name)
            .collect()
    }

    /// The words in quotes.
    fn text(&mut self, words: Words) -> String {
        format!("\"{}\"", self.quote(words).short())
    }
}

/// `near/8`.
pub(super) fn connector(bond: Bond) -> String {
    match bond {
        Bond::Near(window) => format!("near/{window}"),
        Bond::Before(window) => format!("pre/{window}"),
        Bond::Then => "then".to_owned(),
        Bond::And(_) => "and".to_owned(),
    }
}

fn words(count: u32) -> String {
    format!("{count} word{}", if count == 1 { "" } else { "s" })
}

fn told_home(home: &HomeView) -> String {
    match (&home.country, home.from, &home.words) {
        (Some(country), Some(from), Some(words)) => {
            format!("home is {country}, from the {from} \"{}\"", words.short())
        }
        _ => "home is unknown, and then a country by name is foreign and a city or region is not"
            .to_owned(),
    }
}
