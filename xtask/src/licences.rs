//! Every dependency has a permissive licence.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::process::Command;

/// Licences that ask for nothing but their notice (SPDX names).
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub(crate) fn check() -> Result<()> {
    let told = Command::new("cargo").args(["metadata", "--format-version", "1", "--locked"]).output();
    let told = told.context("cargo metadata")?;
    if !told.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&told.stderr));
    }
    let metadata: Value = serde_json::from_slice(&told.stdout)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let faults: Vec<String> = packages.iter().filter_map(fault).collect();
    crate::say(&format!("{} packages", packages.len()));
    crate::verdict("licences", &faults)
}

fn fault(package: &Value) -> Option<String> {
    let name = package["name"].as_str().unwrap_or_default();
    match package["license"].as_str() {
        Some(licence) if is_permissive(licence) => None,
        Some(licence) => Some(format!("{name}: {licence}")),
        None => Some(format!("{name}: names no licence")),
    }
}

/// Whether one of the choices is permissive in all its parts. Parentheses only ever group choices within a part.
fn is_permissive(expression: &str) -> bool {
    let plain = expression.replace('/', " OR ");
    match plain.split_once('(') {
        Some((before, rest)) => {
            let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
            let outside = format!("{before}MIT{after}");
            is_permissive(inside) && is_permissive(&outside)
        }
        None => plain
            .split(" OR ")
            .any(|choice| choice.split(" AND ").all(|part| PERMISSIVE.contains(&part.trim()))),
    }
}
