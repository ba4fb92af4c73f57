//! `cargo xtask zones FOLDER`: writes the zone data that `scheduling-core` builds in.
//!
//! `FOLDER` is the unpacked package `tzdata` of PyPI: `__init__.py` names the release, `zones` lists the names and
//! `zoneinfo/` has the compiled files. The format of the result is described in `scheduling-core`'s `zone_data`.

use anyhow::{Context, Result};
use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const TARGET: &str = "crates/scheduling-core/data/zones.bin";

pub(crate) fn write(folder: &Path) -> Result<()> {
    let about = fs::read_to_string(folder.join("__init__.py")).context("the folder is no package tzdata")?;
    let release = about
        .lines()
        .find_map(|line| line.strip_prefix("IANA_VERSION = "))
        .context("__init__.py names no IANA_VERSION")?
        .trim_matches('"');
    let listed = fs::read_to_string(folder.join("zones"))?;
    let mut names: Vec<&str> = listed.lines().filter(|name| is_zone(name)).collect();
    names.sort_unstable();
    let mut index = format!("{release}\n");
    let mut data: Vec<u8> = Vec::new();
    let mut known: HashMap<Vec<u8>, usize> = HashMap::new();
    for name in &names {
        let zone = fs::read(folder.join("zoneinfo").join(name)).with_context(|| format!("zone {name}"))?;
        let length = zone.len();
        let from = *known.entry(zone).or_insert_with_key(|zone| {
            data.extend_from_slice(zone);
            data.len() - length
        });
        writeln!(index, "{name} {from} {length}")?;
    }
    let mut file = index.into_bytes();
    file.push(b'\n');
    file.extend(data);
    fs::write(TARGET, &file)?;
    crate::say(&format!("{TARGET}: release {release}, {} names, {} bytes", names.len(), file.len()));
    Ok(())
}

/// `Factory` says "not configured", which is no place's time.
fn is_zone(name: &str) -> bool {
    !name.is_empty() && name != "Factory"
}
