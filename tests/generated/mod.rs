//! As many rules as wanted, each with words of its own, for what is said about large rule sets.

use std::fmt::Write as _;

/// One rule in so many has a list that nothing uses and a term that can never win.
pub(crate) const FAULTY: usize = 50;

/// A rule file, and its fixtures as JSON lines.
pub(crate) fn rules(count: usize) -> (String, String) {
    let mut rules = "format = 1\n[label.x]\nat = 50\n[lexicon.thing]\ninflect = \"noun\"\nterms = [\"job\", \"plant\"]\n\
                     [cue.no]\nterms = [\"will not\"]\ntag = \"denied\"\nside = \"after\"\nreach = 5\n"
        .to_owned();
    let mut fixtures = String::new();
    for nth in 0..count {
        let word = word(nth);
        let miss = if nth % 2 == 0 {
            format!("{{ text = \"They will not {word} the plant.\", because = \"denied\" }}")
        } else {
            format!("{{ text = \"They {word} away.\", because = \"no {{thing}}\" }}")
        };
        let again = if nth % FAULTY == 0 {
            let _ = write!(rules, "[lexicon.idle-{nth}]\nterms = [\"idle {word}\"]\n");
            format!(", \"{}\"", word.to_uppercase())
        } else {
            String::new()
        };
        let _ = write!(
            rules,
            "[lexicon.act-{nth}]\nterms = [\"{word}\", \"re{word}\", \"{word} out\"{again}]\n\
             [[rule]]\nid = \"rule-{nth}\"\nlabel = \"x\"\npoints = 60\n\
             match = '({{act-{nth}}} near/3 {{thing}}) or (\"un{word}\" pre/2 \"{word}\")'\n\
             [rule.examples]\nhit = [\"They [[{word} one plant]].\"]\nmiss = [{miss}]\n",
        );
        let _ = writeln!(
            fixtures,
            "{{\"id\": \"{nth}\", \"text\": \"They re{word} jobs.\", \"labels\": [\"x\"], \"why\": \"said so\"}}"
        );
    }
    (rules, fixtures)
}

/// A word of consonants and vowels in turn, another for each number.
fn word(mut nth: usize) -> String {
    let mut word = "z".to_owned();
    for _ in 0..4 {
        word.push(['a', 'e', 'i', 'o', 'u'][nth % 5]);
        nth /= 5;
        word.push(['b', 'd', 'f', 'k', 'l', 'm', 'p'][nth % 7]);
        nth /= 7;
    }
    word
}
