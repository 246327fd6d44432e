//! Matches of expressions, masks, cues, and the firing of rules: all combinations, tried one after the other.

use std::collections::BTreeSet;

use farshore::syntax::ast::{
    Case, Connector, CueDecl, Expr, ExprKind, ListRef, Reach, Requirement, RuleDecl, Side, Tag,
    Term, Within, Zone,
};

use super::Fired;
use super::hits::{Hit, Reader, leftmost_longest};

/// Beyond so many matches the reference gives up on an item.
const MOST_MATCHES: usize = 150_000;

/// Where an expression is looked for.
#[derive(Clone, Copy)]
struct Scope {
    /// How far `and` and `N of` reach.
    and: Within,
    /// How far `not` looks.
    not: Within,
    /// Without the masked hits (everywhere but in masks).
    visible_only: bool,
}

impl Scope {
    fn all(within: Within) -> Self {
        Self {
            and: within,
            not: within,
            visible_only: true,
        }
    }
}

/// One part of a match: a hit, with the names given to it and to the brackets round it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    hit: Hit,
    names: Vec<String>,
}

/// One match: its parts, in the order of the expression. Everything else follows from them.
type Match = Vec<Part>;

/// Law 5 (Parts): the parts of one match share no words.
fn share_words(left: &Match, right: &Match) -> bool {
    left.iter()
        .any(|one| right.iter().any(|other| one.hit.overlaps(&other.hit)))
}

/// Law 4 (Gap): words from hull to hull (inclusive word indexes); none where they overlap.
fn gap(left: (usize, usize), right: (usize, usize)) -> usize {
    let after = if right.0 > left.1 {
        right.0 - left.1 - 1
    } else {
        0
    };
    let before = if left.0 > right.1 {
        left.0 - right.1 - 1
    } else {
        0
    };
    after.max(before)
}

/// The parts of both.
fn union(left: &Match, right: &Match) -> Match {
    left.iter().chain(right).cloned().collect()
}

/// Each match once.
fn distinct(matches: Vec<Match>) -> Vec<Match> {
    matches
        .into_iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

impl Reader<'_> {
    pub(crate) fn gave_up(&self) -> bool {
        self.made.get() > MOST_MATCHES
    }

    /// The sentence of a word.
    fn sentence_of(&self, word: usize) -> usize {
        self.document.words[word].sentence
    }

    /// All sentences of a match.
    fn sentences(&self, found: &Match) -> BTreeSet<usize> {
        found
            .iter()
            .map(|part| self.sentence_of(part.hit.start))
            .collect()
    }

    /// The sentence of a match: the first in which it has a part (decision f: of a `then` pair, that of the left side).
    fn first_sentence(&self, found: &Match) -> usize {
        *self.sentences(found).first().expect("a match has parts")
    }

    /// Law 11 (Evidence): the hull of the parts in the first sentence.
    fn hull(&self, found: &Match) -> (usize, usize) {
        let sentence = self.first_sentence(found);
        let inside = || {
            found
                .iter()
                .filter(|part| self.sentence_of(part.hit.start) == sentence)
                .map(|part| &part.hit)
        };
        let start = inside()
            .map(|hit| hit.start)
            .min()
            .expect("a match has parts");
        (
            start,
            inside()
                .map(|hit| hit.end)
                .max()
                .expect("a match has parts"),
        )
    }

    /// The first and the last clause that a hull touches.
    fn clauses(&self, hull: (usize, usize)) -> (usize, usize) {
        (
            self.document.words[hull.0].clause,
            self.document.words[hull.1].clause,
        )
    }

    fn made_one(&self) {
        self.made.set(self.made.get() + 1);
    }

    /// Law 7 (Masks): all matches of each mask's `find` on raw hits. Decision h: it is matched per sentence.
    pub(crate) fn spread_masks(&mut self) {
        let mut masked = Vec::new();
        for mask in self.rules.iter().flat_map(|file| &file.masks) {
            let hides: Vec<String> = mask.hides.iter().map(|list| list.value.clone()).collect();
            for found in self.matches(
                &mask.find,
                Scope {
                    visible_only: false,
                    ..Scope::all(Within::Sentence)
                },
            ) {
                // Decision h: the parts of the mask hide, the words in its gaps do not.
                masked.extend(found.into_iter().map(|part| (part.hit, hides.clone())));
            }
        }
        self.masked = masked;
    }

    /// Law 7 (Masks): "act on single hits, before matching, `not`, `unless` and cues". Decision h: a hit is hidden by a mask
    /// that it shares a word with, if its list, or a list through which it came into it, is in `hides`.
    fn visible(&self, hit: &Hit) -> bool {
        !self.masked.iter().any(|(part, hides)| {
            part.overlaps(hit) && hit.lists.iter().any(|list| hides.contains(list))
        })
    }

    /// The hits of `{list[filter]}`: the visible ones, or all.
    fn hits_of(&self, list: &ListRef, visible_only: bool) -> Vec<Hit> {
        let all = match self.lists.get(&list.name.value) {
            Some(hits) => hits.clone(),
            None => self.list_hits(&list.name.value), // {Name}
        };
        let mut hits = self.filtered(all, list);
        hits.retain(|hit| !visible_only || self.visible(hit));
        hits
    }

    /// All matches of an expression.
    fn matches(&self, expr: &Expr, scope: Scope) -> Vec<Match> {
        let single = |hit| {
            vec![Part {
                hit,
                names: Vec::new(),
            }]
        };
        let mut found: Vec<Match> = match &expr.kind {
            ExprKind::List(list) => self
                .hits_of(list, scope.visible_only)
                .into_iter()
                .map(single)
                .collect(),
            // A phrase is a list of one term, in any case; no mask can name it.
            ExprKind::Phrase(text) => leftmost_longest(&self.term_hits(text, Case::Ignore, ""))
                .into_iter()
                .map(single)
                .collect(),
            ExprKind::Or(operands) => operands
                .iter()
                .flat_map(|operand| self.matches(operand, scope))
                .collect(),
            ExprKind::And(operands) => self.matches_of_and(operands, scope),
            ExprKind::Not(_) => panic!("`not` stands only beside a positive operand"),
            // Decision g: any N different operands.
            ExprKind::AtLeast(number, operands) => {
                let number = *number as usize;
                let mut all = Vec::new();
                for subset in 0..1_u32 << operands.len() {
                    let chosen: Vec<&Expr> = (0..operands.len())
                        .filter(|n| subset & (1 << n) != 0)
                        .map(|n| &operands[n])
                        .collect();
                    if chosen.len() == number {
                        all.extend(self.together(&chosen, scope));
                    }
                }
                all
            }
            ExprKind::Chain { first, rest } => {
                // Choice: a side of `near`, `pre` or `then` lies in one sentence, so there `and` and `N of` reach no further than
                // the sentence. Law 6 (not) says nothing of the kind: `not` looks as far as the rule's `within` everywhere.
                let and = if scope.and == Within::Item {
                    Within::Sentence
                } else {
                    scope.and
                };
                let scope = Scope { and, ..scope };
                let mut left = self.matches(first, scope);
                for (connector, operand) in rest {
                    let right = self.matches(operand, scope);
                    left = self.pairs(&left, &right, |one, other| {
                        self.connects(*connector, one, other)
                    });
                }
                left
            }
        };
        if let Some(name) = &expr.name {
            for part in found.iter_mut().flatten() {
                part.names.push(name.value.clone());
            }
        }
        self.made.set(self.made.get() + found.len());
        distinct(found)
    }

    /// All pairs that share no words (law 5, Parts) and that `fit`.
    fn pairs(
        &self,
        left: &[Match],
        right: &[Match],
        fit: impl Fn(&Match, &Match) -> bool,
    ) -> Vec<Match> {
        let mut found = Vec::new();
        for one in left {
            for other in right {
                self.made_one();
                if self.gave_up() {
                    return Vec::new();
                }
                if !share_words(one, other) && fit(one, other) {
                    found.push(union(one, other));
                }
            }
        }
        distinct(found)
    }

    /// Law 4 (Gap) and the table of section 2: `near`, `pre`, `then`.
    fn connects(&self, connector: Connector, left: &Match, right: &Match) -> bool {
        let (left_hull, right_hull) = (self.hull(left), self.hull(right));
        // All parts of both sides.
        let one_sentence = || self.sentences(&union(left, right)).len() == 1;
        match connector {
            // "either order, at most N words between, one sentence"; the right side may lie inside the left hull
            Connector::Near(most) => one_sentence() && gap(left_hull, right_hull) <= most as usize,
            // "in order, inside one clause": decision f, both hulls together
            Connector::Pre(most) => {
                one_sentence()
                    && right_hull.0 > left_hull.1
                    && gap(left_hull, right_hull) <= most as usize
                    && self.clauses(left_hull).0 == self.clauses(right_hull).1
            }
            // Decision f: in the next sentence of the same field. Choice: the one after the last sentence in which the left side
            // has a part, so that `a then b then c` asks for three sentences in a row.
            Connector::Then => {
                let one = *self.sentences(left).last().expect("a match has parts");
                let other = self.first_sentence(right);
                other == one + 1
                    && self.document.sentences[one].field == self.document.sentences[other].field
            }
        }
    }

    /// Decision g: one match of each operand, sharing no words, as near to one another as `within` asks.
    fn together(&self, operands: &[&Expr], scope: Scope) -> Vec<Match> {
        let mut all: Vec<Match> = self.matches(operands[0], scope);
        for operand in &operands[1..] {
            let more = self.matches(operand, scope);
            all = self.pairs(&all, &more, |one, other| match scope.and {
                Within::Item => true,
                Within::Sentence => self.first_sentence(one) == self.first_sentence(other),
                Within::Clause => {
                    // Choice: of a `then` pair, the parts in its first sentence.
                    let hulls = [self.hull(one), self.hull(other)];
                    let from = hulls[0].0.min(hulls[1].0);
                    let to = hulls[0].1.max(hulls[1].1);
                    self.clauses((from, to)).0 == self.clauses((from, to)).1
                }
            });
        }
        all
    }

    /// `and`: the positive operands together, where none of the negative ones is.
    fn matches_of_and(&self, operands: &[Expr], scope: Scope) -> Vec<Match> {
        let positive: Vec<&Expr> = operands
            .iter()
            .filter(|operand| !matches!(operand.kind, ExprKind::Not(_)))
            .collect();
        let mut found = self.together(&positive, scope);
        for operand in operands {
            if let ExprKind::Not(negated) = &operand.kind {
                // Choice: what must not be found is no side of a chain round it, so an `and` in it reaches as far as the `not`.
                let against = self.matches(
                    negated,
                    Scope {
                        and: scope.not,
                        ..scope
                    },
                );
                found.retain(|one| !self.excluded(one, &against, scope.not));
            }
        }
        found
    }

    /// Law 6 (not): "true if no unmasked match lies in the rule's `within`". The words of the positive match count too.
    fn excluded(&self, found: &Match, against: &[Match], within: Within) -> bool {
        against.iter().any(|other| match within {
            Within::Item => true,
            Within::Sentence => self.first_sentence(found) == self.first_sentence(other),
            // Decision g: in the clauses that the positive match touches. Choice: all clauses that its hull touches, if
            // the hull of the other touches one of them too.
            Within::Clause => {
                let (own, its) = (
                    self.clauses(self.hull(found)),
                    self.clauses(self.hull(other)),
                );
                own.0 <= its.1 && its.0 <= own.1
            }
        })
    }

    /// Law 8 (Tags): each match is tagged by itself; no cue means asserted.
    fn tags(&self, found: &Match) -> BTreeSet<Tag> {
        let mut tags = BTreeSet::new();
        for cue in self.rules.iter().flat_map(|file| &file.cues) {
            if self
                .triggers(cue)
                .iter()
                .any(|trigger| self.reaches(cue, trigger, found))
            {
                tags.insert(cue.tag.value);
            }
        }
        if tags.is_empty() {
            tags.insert(Tag::Asserted);
        }
        tags
    }

    /// Decision i: the terms and the pseudo phrases compete; what a pseudo phrase wins is dropped. The hits of lists among the
    /// terms are the visible ones (law 7, Masks).
    fn triggers(&self, cue: &CueDecl) -> Vec<Hit> {
        let mut hits = Vec::new();
        for term in &cue.terms {
            match term {
                Term::Text(text) => hits.extend(self.term_hits(&text.value, Case::Ignore, "")),
                Term::List(list) => hits.extend(self.hits_of(list, true)),
            }
        }
        for pseudo in &cue.pseudo {
            hits.extend(self.term_hits(&pseudo.value, Case::Ignore, "pseudo"));
        }
        let mut winners = leftmost_longest(&hits);
        let pseudo: Vec<Hit> = winners
            .iter()
            .filter(|hit| hit.lists == ["pseudo"])
            .cloned()
            .collect();
        winners.retain(|hit| !pseudo.iter().any(|other| other.overlaps(hit)));
        winners
    }

    /// Law 8 (Tags): whether the cue reaches from this trigger to the match.
    fn reaches(&self, cue: &CueDecl, trigger: &Hit, found: &Match) -> bool {
        // "shares no word with a part"
        if found.iter().any(|part| part.hit.overlaps(trigger)) {
            return false;
        }
        let sentence = self.sentence_of(trigger.start);
        // Decision i: only the parts in the trigger's sentence count.
        let beside = || {
            found
                .iter()
                .map(|part| &part.hit)
                .filter(|hit| self.sentence_of(hit.start) == sentence)
        };
        let after = beside()
            .filter(|hit| hit.start > trigger.end)
            .min_by_key(|hit| hit.start);
        let before = beside()
            .filter(|hit| hit.end < trigger.start)
            .max_by_key(|hit| hit.end);
        let near_enough = |words: usize| match cue.reach.value {
            Reach::Words(most) => words <= most as usize,
            Reach::NextSentence => true,
        };
        // "from its trigger to the nearest part"
        let forwards = after.is_some_and(|part| {
            near_enough(part.start - trigger.end - 1) && !self.stopped(cue, trigger.end, part.start)
        });
        let backwards = before.is_some_and(|part| {
            near_enough(trigger.start - part.end - 1) && !self.stopped(cue, part.end, trigger.start)
        });
        // `reach = "next-sentence"`: also the matches whose first sentence is the next one ("after") or the one before ("before").
        // Law 8 says that stops *always* stop it, so they do so on its way there as well. Choice: in the same field.
        let first = self.first_sentence(found);
        let hull = self.hull(found);
        let next_door = |one: usize, next: usize| {
            cue.reach.value == Reach::NextSentence
                && next == one + 1
                && self.document.sentences[one].field == self.document.sentences[next].field
        };
        let forwards =
            forwards || (next_door(sentence, first) && !self.stopped(cue, trigger.end, hull.0));
        let backwards =
            backwards || (next_door(first, sentence) && !self.stopped(cue, hull.1, trigger.start));
        match cue.side {
            Side::After => forwards,
            Side::Before => backwards,
            Side::Either => forwards || backwards,
        }
    }

    /// Law 8 (Tags): "`but`, `however`, `although`, `;` always stop it". Decision i: between word `from` and word `to`, neither
    /// included; also the cue's own stop words, and, if they hold ",", the end of a clause.
    fn stopped(&self, cue: &CueDecl, from: usize, to: usize) -> bool {
        let own = cue.stop.iter().map(|stop| stop.value.as_str());
        for stop in ["but", "however", "although"].into_iter().chain(own) {
            if self
                .term_hits(stop, Case::Ignore, "")
                .iter()
                .any(|hit| from < hit.start && hit.end < to)
            {
                return true;
            }
        }
        if (from..to).any(|at| self.document.between(at).contains(';')) {
            return true;
        }
        // The end of a sentence is not the end of a clause that "," means.
        let clause_ends = |at: usize| {
            self.document.goes_on(at)
                && self.document.words[at].clause != self.document.words[at + 1].clause
        };
        cue.stop.iter().any(|stop| stop.value == ",") && (from..to).any(clause_ends)
    }

    /// Decision m: the country of a named part: that of the first hit in it that has one.
    /// Choice: the first in the order of the expression, not of the text.
    fn country_of(found: &Match, name: &str) -> Option<String> {
        let mut named = found
            .iter()
            .filter(|part| part.names.iter().any(|own| own == name))
            .map(|part| &part.hit);
        named
            .find(|hit| !hit.country().is_empty())
            .map(|hit| hit.country().to_string())
    }

    /// Decision m: what is unknown makes a requirement fail, `differ` as well as `same`.
    fn meets(found: &Match, requirement: &Requirement) -> bool {
        let [left, right] = &requirement.parts;
        match (
            Self::country_of(found, &left.value),
            Self::country_of(found, &right.value),
        ) {
            (Some(one), Some(other)) => (one != other) == requirement.differ,
            _ => false,
        }
    }

    /// Decision j: a match lies where its first sentence lies.
    fn in_zone(&self, found: &Match, zones: &[Zone]) -> bool {
        let sentence = &self.document.sentences[self.first_sentence(found)];
        zones.is_empty()
            || zones.iter().any(|zone| match zone {
                Zone::Title => sentence.is_title,
                Zone::Lead => sentence.is_lead,
            })
    }

    /// Law 9 (Firing): a rule fires if at least one match has only accepted tags; it reports the shortest hull, then the
    /// leftmost.
    pub(crate) fn fire(&self, rule: &RuleDecl) -> Option<Fired> {
        // `unless.item`. Choice: here `and` reaches through the item, as the name of the scope says, whatever the rule's `within`.
        if rule
            .unless_item
            .iter()
            .any(|unless| !self.matches(unless, Scope::all(Within::Item)).is_empty())
        {
            return None;
        }
        // `unless.sentence`. Choice: here `and` reaches through the sentence; a match of it is in its first sentence.
        let mut forbidden = BTreeSet::new();
        for unless in &rule.unless_sentence {
            for found in self.matches(unless, Scope::all(Within::Sentence)) {
                forbidden.insert(self.first_sentence(&found));
            }
        }
        // Law 8 (Tags): "`accept` defaults to everything but denied and reversed".
        let default = vec![Tag::Possible, Tag::Planned, Tag::Asserted];
        let accepted_tags = rule.accept.as_ref().unwrap_or(&default);
        let mut accepted = Vec::new();
        for found in self.matches(&rule.matches, Scope::all(rule.within)) {
            if self.in_zone(&found, &rule.zones)
                && rule
                    .require
                    .iter()
                    .all(|requirement| Self::meets(&found, requirement))
                && self.sentences(&found).is_disjoint(&forbidden)
                && self
                    .tags(&found)
                    .iter()
                    .all(|tag| accepted_tags.contains(tag))
            {
                accepted.push(found);
            }
        }
        // Decision j: the shortest hull in words, then the earliest sentence, then the leftmost start (which says it all: words
        // are numbered through the item).
        let order = |found: &Match| {
            let (start, end) = self.hull(found);
            (end - start, self.first_sentence(found), start)
        };
        let best = accepted.iter().map(order).min()?;
        let tied: Vec<&Match> = accepted
            .iter()
            .filter(|found| order(found) == best)
            .collect();
        let hull = self.hull(tied[0]);
        // Law 8 (Tags): "the one shown is the first of denied, reversed, possible, planned, asserted".
        let shown: BTreeSet<Tag> = tied
            .iter()
            .filter_map(|found| self.tags(found).first().copied())
            .collect();
        Some(Fired {
            tags: shown.into_iter().collect(),
            field: self.document.words[hull.0].field,
            bytes: (
                self.document.words[hull.0].start,
                self.document.words[hull.1].end,
            ),
            hull,
            parts: tied
                .iter()
                .map(|found| {
                    found
                        .iter()
                        .map(|part| (part.hit.start, part.hit.end))
                        .collect()
                })
                .collect(),
        })
    }
}
