//! Tells the programs which commit they were built from: `MERIDIAN_COMMIT` where it is set, or else what git says.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=MERIDIAN_COMMIT");
    // Written with every commit, and not there outside of a clone.
    for file in ["../../.git/logs/HEAD", "../../.git/HEAD"] {
        if std::path::Path::new(file).exists() {
            println!("cargo::rerun-if-changed={file}");
            break;
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
    #[expect(clippy::disallowed_methods, reason = "it is the build's environment, not the program's")]
    let given = std::env::var("MERIDIAN_COMMIT").ok().filter(|commit| !commit.is_empty());
    let commit = given.or_else(git).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=MERIDIAN_COMMIT={commit}");
}

fn git() -> Option<String> {
    let said = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output().ok()?;
    let text = String::from_utf8(said.stdout).ok()?;
    let text = text.trim();
    (said.status.success() && !text.is_empty()).then(|| text.to_owned())
}
