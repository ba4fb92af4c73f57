//! Who may use whom (`docs/architecture.md`, "Layers"), and what a layer must never touch.

use crate::workspace::Package;
use anyhow::Result;
use std::fs;

/// Each of our crates with those of ours that it may depend on. Arrows point down only.
const MAY_USE: &[(&str, &[&str])] = &[
    ("scheduling-core", &[]),
    ("ical", &["scheduling-core"]),
    ("domain", &["scheduling-core"]),
    ("persistence", &["domain", "scheduling-core"]),
    ("integrations", &["domain", "ical", "scheduling-core"]),
    ("app", &["domain", "ical", "integrations", "persistence", "scheduling-core"]),
    ("http-macros", &[]),
    ("http-kit", &["app", "domain", "http-macros", "scheduling-core"]),
    ("api", &["app", "domain", "http-kit", "integrations", "persistence", "scheduling-core"]),
    ("web", &["app", "domain", "http-kit", "persistence", "scheduling-core"]),
    ("background", &["app", "domain", "integrations", "persistence", "scheduling-core"]),
    ("config", &[]),
    ("process", &["background", "config", "http-kit", "integrations", "persistence"]),
    (
        "server",
        &["api", "app", "config", "http-kit", "integrations", "background", "persistence", "process", "web"],
    ),
    ("worker", &["config", "process"]),
    ("fuzz", &[]),
    ("load", &[]),
    ("xtask", &[]),
];

/// Words that must not stand in the sources of a crate, with the reason.
const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "crates/scheduling-core/src",
        &[
            "use serde",
            "Serialize",
            "use diesel",
            "use tokio",
            "std::fs",
            "std::env",
            "std::net",
            "company",
            "tenant",
        ],
        "the core is pure and knows nothing of the product around it",
    ),
    (
        "crates/ical/src",
        &["use serde", "use tokio", "std::fs", "std::env", "std::net", "company", "tenant", "Meridian"],
        "iCalendar is a format, and knows nothing of its users",
    ),
    (
        "crates/domain/src",
        &["use serde", "use diesel", "use tokio", "std::fs", "StatusCode"],
        "rules know no I/O and no HTTP",
    ),
    (
        "crates/persistence/src",
        &["use actix", "use reqwest", "Utc::now"],
        "the database layer knows neither web nor clock",
    ),
    (
        "crates/integrations/src",
        &["use diesel", "use actix"],
        "the world outside is no database and no server",
    ),
    ("crates/app/src", &["use actix", "use diesel", "StatusCode"], "use cases know no HTTP and write no SQL"),
    ("crates/api/src", &["use diesel", "html!"], "the API calls use cases"),
    ("crates/http/src", &["use diesel"], "plumbing knows no SQL"),
];

/// Only background work may act without a caller.
const SYSTEM_PERMIT: &str = "Permit::system(";
const SYSTEM_MAY: &[&str] = &[
    "crates/background/",
    "crates/domain/",
    "crates/testkit/",
    "crates/persistence/tests/",
    "load/",
    "xtask/",
];

/// Where a request may leave our network from: what judges addresses is there.
const HTTP_CLIENT: &str = "reqwest::Client";
const HTTP_CLIENT_MAY: &str = "crates/integrations/src/outbound/";

pub(crate) fn check(packages: &[Package], faults: &mut Vec<String>) -> Result<()> {
    for package in packages {
        check_manifest(package, packages, faults);
        for file in package.sources()? {
            let (path, text) = (file.to_string_lossy().replace("./", ""), fs::read_to_string(&file)?);
            check_source(&path, &text, faults);
        }
    }
    Ok(())
}

fn check_manifest(package: &Package, packages: &[Package], faults: &mut Vec<String>) {
    let at = package.folder.display();
    if !package.manifest.contains("[lints]\nworkspace = true") {
        faults.push(format!("{at}: does not take the workspace's lints"));
    }
    // Packages of tests may see everything.
    let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == package.name) else {
        if !["testkit", "e2e"].contains(&package.name.as_str()) {
            faults.push(format!("{at}: has no place in the layers; give it one in xtask's borders"));
        }
        return;
    };
    for name in package.named_in("dependencies") {
        let ours = packages.iter().any(|other| other.name == name);
        if ours && !allowed.contains(&name.as_str()) {
            faults.push(format!("{at}: must not use {name}"));
        }
    }
}

fn check_source(path: &str, text: &str, faults: &mut Vec<String>) {
    for (folder, words, reason) in NEVER {
        if path.starts_with(folder) && !path.contains("/tests") {
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code: Vec<&str> = code.collect();
            for word in *words {
                if code.iter().any(|line| line.contains(word)) {
                    faults.push(format!("{path}: \"{word}\": {reason}"));
                }
            }
        }
    }
    if text.contains(SYSTEM_PERMIT) && !SYSTEM_MAY.iter().any(|folder| path.starts_with(folder)) {
        faults.push(format!("{path}: only background work may act without a caller"));
    }
    let is_product = path.starts_with("crates/") && !path.contains("/tests");
    if is_product && text.contains(HTTP_CLIENT) && !path.starts_with(HTTP_CLIENT_MAY) {
        faults.push(format!("{path}: requests leave through integrations::outbound"));
    }
}
