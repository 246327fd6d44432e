//! Rule folders, the commands about rules, and arguments.

use std::fs;

use super::{Dir, JOBS, check, line, stderr, stdout};

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
fn f28_a_rules_folder_is_read_in_full_or_not_at_all() {
    let dir = Dir::new();
    for name in [
        ".test.toml.swp",
        "test.toml~",
        ".#test.toml",
        ".hidden.toml",
        "README.md",
    ] {
        dir.file(&format!("rules/{name}"), "not a rule file");
    }
    check(&dir.classify(&[], line(JOBS)), 0, &["offshoring"]);
    let refused = |why: &str| {
        let output = dir.classify(&[], line(JOBS));
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
        assert!(
            stderr(&output).contains("farshore: error: ") && stderr(&output).contains(why),
            "{}",
            stderr(&output)
        );
    };
    dir.file("rules/two.toml", b"format = 1\n# \xff");
    refused("two.toml: line 2 is not valid UTF-8");
    dir.file("rules/two.toml", vec![b'#'; (16 << 20) + 1]);
    refused("larger than 16 MiB");
    dir.file("rules/two.toml", "format = 1\n[label]\nx = 1\n");
    refused("the rules in rules cannot be used");
    // The place is one that can be opened from here.
    refused(" --> rules/two.toml:3:5");
    // An ending in capitals is the same ending.
    dir.file("rules/THREE.TOML", "format = 1\n[label]\ny = 1\n");
    refused("rules/THREE.TOML:3:5");
    fs::remove_dir_all(dir.0.join("rules")).expect("the folder can go");
    refused("rules: No such file");
    fs::create_dir(dir.0.join("rules")).expect("a folder can be made");
    refused("no rule file");
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
