//! A crate outside this workspace embeds this one, with the features `chrono` and `chrono-tz`: its own tests pass, built
//! from its own lock file and without the network.
#![expect(clippy::expect_used, reason = "a test that can't begin must fail loudly")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The packages of a lock file that come from a registry, with their versions.
fn locked(folder: &Path) -> BTreeSet<(String, String)> {
    let text = std::fs::read_to_string(folder.join("Cargo.lock")).expect("a lock file");
    let entries = text.split("[[package]]").filter(|entry| entry.contains("\nsource = "));
    let value = |entry: &str, key: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(key)).expect("a name and a version");
        line.trim_matches([' ', '=', '"']).to_owned()
    };
    entries.map(|entry| (value(entry, "name"), value(entry, "version"))).collect()
}

#[test]
fn a_crate_outside_the_workspace_embeds_this_one() {
    let folder = repository().join("tests/embedding");
    // A target of its own: the build that runs this test may hold the lock of the other.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("embedding");
    let arguments = ["test", "--locked", "--offline", "--manifest-path"];
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).arg(folder.join("Cargo.toml")).arg("--target-dir").arg(&target);
    let output = cargo.output().expect("cargo runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    eprintln!("{cargo:?}\n{err}\n{out}");
    assert!(output.status.success(), "the embedding crate's tests fail");
    assert!(out.contains("test result: ok. 6 passed"), "its tests were run");
}

#[test]
fn it_is_locked_to_the_versions_of_this_workspace() {
    let (theirs, ours) = (locked(&repository().join("tests/embedding")), locked(&repository()));
    assert!(theirs.iter().any(|(name, _)| name == "chrono-tz"));
    let strange: Vec<_> = theirs.difference(&ours).collect();
    assert!(strange.is_empty(), "not of this workspace: {strange:?}");
}
