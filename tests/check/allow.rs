//! `# allow: CODE reason`.

use super::{COMMON, Dir, FIXTURE, HIT, MISS, RULE, finds, tells};

/// A folder without fault but for a list that nothing uses, written like this.
fn with_list(list: &str) -> Dir {
    let dir = Dir::new();
    let rule = format!("{RULE}[rule.examples]\n{HIT}{MISS}");
    dir.file("rules/a.toml", &format!("{COMMON}{list}{rule}"));
    dir.file("fixtures/f.jsonl", FIXTURE);
    dir
}

#[test]
fn a_warning_is_allowed_on_its_line_or_the_line_before() {
    for list in [
        "[lexicon.x] # allow: W001 for the next rule\nterms = [\"x\"]\n",
        "# allow: W001 for the next rule\n[lexicon.x]\nterms = [\"x\"]\n",
        "# allow: unused-list for the next rule\n[lexicon.x]\nterms = [\"x\"]\n",
        "# allow: W001 for the next rule\n# What it is.\n[lexicon.x]\nterms = [\"x\"]\n",
        "[lexicon.x] # allow: W001 for later\nterms = [\n  \"x\",\n  # allow: W006 told apart by readers\n  \"X\",\n]\n",
    ] {
        finds(&with_list(list), &[]);
    }
}

#[test]
fn an_allow_elsewhere_meets_nothing() {
    let list = "# allow: W001 for the next rule\n\n[lexicon.x]\nterms = [\"x\"]\n";
    finds(
        &with_list(list),
        &["W011 rules/a.toml:13", "W001 rules/a.toml:15"],
    );
    let list = "[lexicon.x] # allow: W006 for the next rule\nterms = [\"x\"]\n";
    finds(
        &with_list(list),
        &["W001 rules/a.toml:13", "W011 rules/a.toml:13"],
    );
}

#[test]
fn an_allow_needs_a_colon_a_warning_and_a_reason() {
    for (comment, remark) in [
        ("allow: W001", "no reason"),
        ("allow: W001 --", "no reason"),
        ("allow W001 for later", "no colon"),
        ("allow: E101 for later", "an error"),
        ("allow: W999 for later", "no such code"),
        ("allow:", "no such code"),
        ("allow: W011 for later", "not to be allowed"),
    ] {
        let list = format!("[lexicon.x] # {comment}\nterms = [\"x\"]\n");
        let found = finds(
            &with_list(&list),
            &["W001 rules/a.toml:13", "W012 rules/a.toml:13"],
        );
        tells(&found[1], "text", remark);
    }
    // Prose that begins with the word, and texts that look like comments.
    let list = "# allow for later\n[lexicon.x] # allow: W001 for later\nsummary = \"x # allow: W006 y\"\nterms = [\"x\"]\n";
    finds(&with_list(list), &[]);
}

#[test]
fn a_row_of_a_data_file_is_allowed_by_the_line_before() {
    let dir = with_list("[lexicon.x] # allow: W001 for later\nfile = \"x.tsv\"\n");
    let rows = "term\tkind\nGeorgia\tcountry\n# allow: W006 shown to readers\nGeorgia\tregion\n";
    dir.file("rules/lexicons/x.tsv", rows);
    finds(&dir, &[]);
    dir.file("rules/lexicons/x.tsv", &rows.replace("# allow", "# Allow"));
    finds(&dir, &["W006 rules/lexicons/x.tsv:4"]);
}

#[test]
fn nothing_is_said_of_an_allow_where_rules_do_not_compile() {
    let dir = with_list("[lexicon.x] # allow: W001 for later\nterms = [\"{y}\"]\n");
    finds_with_2(&dir, "E101 rules/a.toml:14");
}

#[track_caller]
fn finds_with_2(dir: &Dir, expected: &str) {
    let (exit, found, _) = dir.check();
    let places: Vec<String> = found.iter().map(super::place).collect();
    assert_eq!((exit, &places[..]), (Some(2), &[expected.to_owned()][..]));
}
