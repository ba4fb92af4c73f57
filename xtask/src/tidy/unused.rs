//! Every dependency is used.

use crate::workspace::Package;
use anyhow::Result;
use std::fs;

/// Dependencies that are there for what they link or switch on, and are named by nobody.
const LINKED: &[&str] = &["libsqlite3-sys", "pq-sys", "openssl-sys"];

pub(crate) fn check(packages: &[Package], faults: &mut Vec<String>) -> Result<()> {
    let mut named_anywhere = Vec::new();
    for package in packages {
        let mut code = String::new();
        for file in package.sources()? {
            code.push_str(&fs::read_to_string(file)?);
        }
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for name in package.named_in(section) {
                let used = code.contains(&name.replace('-', "_"));
                if !used && !LINKED.contains(&name.as_str()) {
                    faults.push(format!("{}: {name} is not used", package.folder.display()));
                }
                named_anywhere.push(name);
            }
        }
    }
    let root =
        Package { name: String::new(), folder: ".".into(), manifest: fs::read_to_string("Cargo.toml")? };
    for name in root.named_in("workspace.dependencies") {
        let ours = packages.iter().any(|package| package.name == name);
        if !ours && !named_anywhere.contains(&name) {
            faults.push(format!("Cargo.toml: no package uses {name}"));
        }
    }
    Ok(())
}
