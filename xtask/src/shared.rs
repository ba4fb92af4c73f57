//! The test vectors and benchmark inputs equal their originals, where those are at hand.

use crate::workspace::collect;
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// Our copies, and where the originals lie below the shared folder.
const COPIES: &[(&str, &str)] = &[("tests/vectors", "vectors"), ("tests/bench", "bench")];

pub(crate) fn check(shared: &Path) -> Result<()> {
    if !shared.is_dir() {
        crate::say("shared: skipped, there are no originals to compare with");
        return Ok(());
    }
    let mut faults = Vec::new();
    for (ours, theirs) in COPIES {
        compare(Path::new(ours), &shared.join(theirs), &mut faults)?;
    }
    crate::verdict("shared", &faults)
}

fn compare(ours: &Path, theirs: &Path, faults: &mut Vec<String>) -> Result<()> {
    let (own, original) = (files(ours)?, files(theirs)?);
    for path in &original {
        if fs::read(ours.join(path)).ok() != fs::read(theirs.join(path)).ok() {
            faults.push(format!("{}: differs from its original", ours.join(path).display()));
        }
    }
    let extra = own.iter().filter(|path| !original.contains(path));
    faults.extend(extra.map(|path| format!("{}: has no original", ours.join(path).display())));
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for ending in ["json", "md"] {
        collect(folder, ending, &mut files)?;
    }
    Ok(files.iter().filter_map(|path| path.strip_prefix(folder).ok().map(Path::to_owned)).collect())
}
