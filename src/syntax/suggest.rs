//! What was meant: the known name that a misspelt one is nearest to, and the table that a key belongs in. Shared, so that keys,
//! lists and labels are mended in one way.

/// Longer names are not compared: the table of the comparison grows with the product of both lengths.
const LONGEST: usize = 64;

/// The candidate that `name` was most likely meant to be, if one is near enough: about one slip in three characters. Of several
/// equally near ones it is the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = letters(name);
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let allowed = (name.len() / 3).max(1);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let other = letters(candidate);
        if other.is_empty() || name.len().abs_diff(other.len()) > allowed {
            continue;
        }
        let slips = distance(&name, &other);
        // A name of one or two letters is one slip away from nearly everything.
        if slips <= allowed && slips < other.len() && best.is_none_or(|(fewest, _)| slips < fewest)
        {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A help text for [`nearest`]: "did you mean `x`?".
pub(super) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// Where a key belongs that stands in the wrong table. In TOML what is written below a table's head is part of that table.
pub(super) fn elsewhere(key: &str, what: &str) -> Option<String> {
    const KINDS: [(&str, &[&str]); 4] = [
        ("a label", &["at", "maybe_at"]),
        (
            "a list",
            &["terms", "inflect", "forms", "case", "file", "regex"],
        ),
        ("a mask", &["find", "hides"]),
        (
            "a cue",
            &["terms", "tag", "side", "reach", "stop", "pseudo"],
        ),
    ];
    if key == "format" {
        return Some("`format = 1` is the first line, before all tables".to_owned());
    }
    if key == "examples" {
        return Some("it is a part of a rule: `[rule.examples]`".to_owned());
    }
    if super::rule::KEYS.contains(&key) {
        return Some(match what {
            "`[rule.examples]`" => {
                format!("`{key}` belongs to the rule: write it before `[rule.examples]`")
            }
            _ => format!("`{key}` belongs to a rule: write it below `[[rule]]`"),
        });
    }
    if key == "because" {
        return Some("a hit fires, so nothing stops it; `because` belongs to a miss".to_owned());
    }
    if key == "tag" && what.ends_with("miss`") {
        return Some(
            "a miss does not fire, so it has no tag; what stops it is said with `because`"
                .to_owned(),
        );
    }
    if ["hit", "miss", "todo_hit", "todo_miss"].contains(&key) {
        return Some(format!(
            "`{key}` belongs to the examples of a rule: write it below `[rule.examples]`"
        ));
    }
    let kinds = KINDS.iter().filter(|(_, keys)| keys.contains(&key));
    let kinds: Vec<&str> = kinds.map(|(kind, _)| *kind).collect();
    (!kinds.is_empty()).then(|| format!("`{key}` belongs to {}", kinds.join(" or to ")))
}

/// Lower case, and `_` is as good as `-`: who writes `Maybe-At` knows the name.
fn letters(name: &str) -> Vec<char> {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == '_' { '-' } else { letter })
        .collect()
}

/// Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, &letter) in left.iter().enumerate() {
        let mut current = Vec::with_capacity(previous.len());
        current.push(row + 1);
        for (column, &other) in right.iter().enumerate() {
            let replaced = previous[column] + usize::from(letter != other);
            let mut slips = replaced
                .min(previous[column + 1] + 1)
                .min(current[column] + 1);
            if row > 0 && column > 0 && letter == right[column - 1] && left[row - 1] == other {
                slips = slips.min(before[column - 1] + 1);
            }
            current.push(slips);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let known = ["match", "within", "zone", "maybe_at", "at", "hit"];
        let cases = [
            ("mach", Some("match")),
            ("Match", Some("match")),
            ("wihtin", Some("within")),
            ("zones", Some("zone")),
            ("maybe-at", Some("maybe_at")),
            ("hits", Some("hit")),
            ("summary", None),
            ("x", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
    }

    #[test]
    fn ignores_names_too_long_to_compare() {
        assert_eq!(nearest(&"a".repeat(100), ["a"]), None);
    }
}
