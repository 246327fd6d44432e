//! What stops a miss besides the words themselves: masks, guards, tags, conditions, zones, scopes.

use super::{MOVE_ABROAD, NEITHER, NO_SUCH, NONE, right, wrong};

#[test]
fn a_mask() {
    right(MOVE_ABROAD, "They move as a joke abroad.", "mask:joke");
    wrong(
        MOVE_ABROAD,
        "They move one two three four abroad.",
        "mask:joke",
        NEITHER,
        "it: `window`",
    );
    wrong(
        MOVE_ABROAD,
        "They move as a joke abroad.",
        "mask:jok",
        NO_SUCH,
        "did you mean `mask:joke`? what stops it: `mask:joke`",
    );
    // The list is there, only hidden.
    wrong(
        MOVE_ABROAD,
        "They move as a joke abroad.",
        "no {move}",
        "{move} has a hit",
        "it: `mask:joke`",
    );
}

#[test]
fn a_guard() {
    let rule = "match = '{move} near/3 {abroad}'\nunless.sentence = ['{storm}']";
    right(rule, "They move abroad in a storm.", "unless");
    right(
        "match = '{move} near/3 {abroad}'\nunless.item = ['{storm}']",
        "They move abroad. A storm came.",
        "unless",
    );
    wrong(
        rule,
        "They stay abroad in a storm.",
        "unless",
        NEITHER,
        NONE,
    );
    wrong(
        MOVE_ABROAD,
        "They stay abroad.",
        "unless",
        NO_SUCH,
        "it: `no {move}`",
    );
    wrong(
        rule,
        "They will not move abroad.",
        "unless",
        NEITHER,
        "it: `denied`",
    );
}

#[test]
fn a_tag() {
    right(MOVE_ABROAD, "They will not move abroad.", "denied");
    right(MOVE_ABROAD, "They undo the move abroad.", "reversed");
    let asserted = "match = '{move} near/3 {abroad}'\naccept = [\"asserted\"]";
    right(asserted, "They plans to move abroad.", "planned");
    right(asserted, "They may move abroad.", "possible");
    right(
        "match = '{move} near/3 {abroad}'\naccept = [\"denied\"]",
        "They move abroad.",
        "asserted",
    );
    wrong(
        MOVE_ABROAD,
        "They stay abroad.",
        "denied",
        NEITHER,
        "it: `no {move}`",
    );
    wrong(
        MOVE_ABROAD,
        "They undo the move abroad.",
        "denied",
        NEITHER,
        "it: `reversed`",
    );
    wrong(
        MOVE_ABROAD,
        "They will not move abroad.",
        "planned",
        NO_SUCH,
        "it: `denied`",
    );
}

#[test]
fn a_condition_on_countries() {
    let rule = |require: &str| {
        let expression =
            "{move} near/9 ((\"from\" pre/1 from:{place}) near/9 (\"to\" pre/1 to:{place}))";
        format!("match = '{expression}'\nrequire = ['{require}(from, to)']")
    };
    right(&rule("differ"), "They move from Paris to Lyon.", "differ");
    right(&rule("same"), "They move from Paris to Leeds.", "same");
    wrong(
        &rule("differ"),
        "They stay from Paris to Leeds.",
        "differ",
        NEITHER,
        "it: `no {move}`",
    );
    wrong(
        &rule("same"),
        "They stay from Paris to Lyon.",
        "same",
        NEITHER,
        "it: `no {move}`",
    );
    wrong(
        &rule("differ"),
        "They move from Paris to Lyon.",
        "same",
        NO_SUCH,
        "it: `differ`",
    );
    wrong(
        &rule("same"),
        "They move from Paris to Leeds.",
        "differ",
        NO_SUCH,
        "it: `same`",
    );
}

#[test]
fn a_zone() {
    let rule = "match = '{move} near/3 {abroad}'\nzone = \"title\"";
    right(rule, "They move abroad.", "zone");
    wrong(rule, "They stay abroad.", "zone", NEITHER, NONE);
    wrong(
        MOVE_ABROAD,
        "They stay abroad.",
        "zone",
        NO_SUCH,
        "it: `no {move}`",
    );
}

#[test]
fn the_reach_of_and() {
    right(
        "match = '{move} and {abroad}'",
        "They move. Friends live abroad.",
        "within",
    );
    right(
        "match = '{move} and {abroad}'\nwithin = \"clause\"",
        "They move, friends live abroad.",
        "within",
    );
    wrong(
        "match = '{move} and {abroad}'",
        "They stay abroad.",
        "within",
        NEITHER,
        "it: `no {move}`",
    );
    wrong(
        "match = '{move} and {abroad}'\nwithin = \"item\"",
        "They stay abroad.",
        "within",
        NO_SUCH,
        "it: `no {move}`",
    );
}

#[test]
fn a_not() {
    let rule = "match = '{move} and not {storm}'";
    right(rule, "They move in a storm.", "not");
    right(
        "match = '({move} and not {storm}) and {abroad}'",
        "They move abroad in a storm.",
        "not",
    );
    wrong(
        "match = '{move} and {abroad} and not {storm}'",
        "They stay abroad.",
        "not",
        NEITHER,
        "it: `no {move}`",
    );
    wrong(
        MOVE_ABROAD,
        "They stay abroad.",
        "not",
        NO_SUCH,
        "it: `no {move}`",
    );
}
