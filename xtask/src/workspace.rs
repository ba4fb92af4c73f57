//! The workspace as files: its packages, their manifests, their sources.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// One package of ours.
pub(crate) struct Package {
    /// Its name, as dependencies write it.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) manifest: String,
}

impl Package {
    /// The names in a section of the manifest, such as `dependencies`.
    pub(crate) fn named_in(&self, section: &str) -> Vec<String> {
        let mut inside = false;
        let mut names = Vec::new();
        for line in self.manifest.lines() {
            if let Some(header) = line.strip_prefix('[') {
                inside = header.trim_end_matches(']') == section;
            } else if inside && line.contains('=') && !line.starts_with('#') {
                names.extend(line.split(['.', ' ', '=']).next().map(str::to_owned));
            }
        }
        names
    }

    /// All Rust files below the package's folder.
    pub(crate) fn sources(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        collect(&self.folder, "rs", &mut files)?;
        Ok(files)
    }
}

/// All packages of the workspace.
pub(crate) fn packages() -> Result<Vec<Package>> {
    let mut packages = Vec::new();
    for parent in ["crates", "bins", "."] {
        for entry in
            fs::read_dir(parent).with_context(|| format!("{parent} (run this at the workspace's root)"))?
        {
            let folder = entry?.path();
            let top =
                parent == "." && !["tests", "e2e", "load", "xtask"].iter().any(|name| folder.ends_with(name));
            let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else { continue };
            if !top {
                let name = manifest.lines().find_map(|line| line.strip_prefix("name = "));
                let name = name.context("a manifest without a name")?.trim_matches('"').to_owned();
                packages.push(Package { name, folder, manifest });
            }
        }
    }
    packages.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(packages)
}

/// All files of that ending below a folder, in order; build outputs are left out.
pub(crate) fn collect(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, ending, into)?;
        } else if path.extension().is_some_and(|found| found == ending) {
            into.push(path);
        }
    }
    Ok(())
}
