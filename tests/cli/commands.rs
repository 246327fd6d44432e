//! The commands about rules, and arguments.

use super::{Dir, stderr, stdout};

#[test]
fn rules_are_listed_and_shown() {
    let dir = Dir::new();
    let output = dir.run(&["rules", "list", "--rules", "rules"], "");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stdout(&output)
            .contains("offshoring.jobs-abroad  offshoring 70        live    Jobs go abroad\n")
    );
    let output = dir.run(
        &[
            "rules",
            "show",
            "offshoring.jobs-abroad",
            "--rules",
            "rules",
        ],
        "",
    );
    assert!(
        stdout(&output).contains("test.toml:17")
            && stdout(&output).contains("- They [[move jobs abroad]].")
    );
    let output = dir.run(
        &["rules", "show", "offshoring.job-abroad", "--rules", "rules"],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("farshore: error: no rule")
            && stderr(&output).contains("offshoring.jobs-abroad")
    );
}

#[test]
fn unknown_options_and_no_command_exit_with_two() {
    let dir = Dir::new();
    for args in [
        &["classify", "--nope"][..],
        &[],
        &["classify", "-j", "x"],
        &["classify", "--max-record-bytes", "0"],
    ] {
        let output = dir.run(args, "");
        assert_eq!(
            (output.status.code(), stdout(&output)),
            (Some(2), ""),
            "{args:?}"
        );
    }
    for args in [&["--help"][..], &["--version"], &["classify", "--help"]] {
        let output = dir.run(args, "");
        assert_eq!(
            (output.status.code(), stderr(&output)),
            (Some(0), ""),
            "{args:?}"
        );
    }
}
