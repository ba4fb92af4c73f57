//! The zone names of Windows, taken from the Unicode CLDR: `crates/ical/data/windows_zones.txt`.
//!
//! The source is npm's package cldr-core, unpacked: `npm pack cldr-core`, then `tar xzf`.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const TABLE: &str = "crates/ical/data/windows_zones.txt";

/// What CLDR calls the whole world: the zone that a name means where nobody says in which country.
const WORLD: &str = "001";

pub(crate) fn write(package: &Path) -> Result<()> {
    let read = |name: &str| -> Result<Value> {
        let path = package.join(name);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(serde_json::from_str(&text)?)
    };
    let release = read("package.json")?;
    let release = release["version"].as_str().context("the package has no version")?;
    let zones = zones(&read("supplemental/windowsZones.json")?)?;
    let lines: String = zones.iter().map(|(windows, iana)| format!("{windows}\t{iana}\n")).collect();
    fs::write(TABLE, format!("{}{lines}", head(release)))?;
    crate::say(&format!("{TABLE}: {} names of CLDR {release}", zones.len()));
    Ok(())
}

fn head(release: &str) -> String {
    format!(
        "# The zone names of Windows and their IANA names, as CLDR {release} has them for territory {WORLD} (windowsZones).\n\
         # Written by `cargo xtask windows-zones`. Copyright Unicode, Inc.; licence Unicode-3.0, in LICENSE-UNICODE.\n"
    )
}

fn zones(document: &Value) -> Result<BTreeMap<String, String>> {
    let entries = &document["supplemental"]["windowsZones"]["mapTimezones"];
    let mut zones = BTreeMap::new();
    for entry in entries.as_array().context("there is no list of zones")? {
        let entry = &entry["mapZone"];
        let of = |key: &str| entry[key].as_str().with_context(|| format!("an entry has no {key}"));
        if of("_territory")? == WORLD {
            zones.insert(of("_other")?.to_owned(), of("_type")?.to_owned());
        }
    }
    ensure!(zones.len() > 100, "only {} zones: this is another file", zones.len());
    Ok(zones)
}
