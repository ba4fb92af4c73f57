//! Names the template database after the migrations that made it, so that a template of another schema is never used.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

const MIGRATIONS: &str = "../../migrations/postgres";

fn main() {
    let mut hasher = DefaultHasher::new();
    let hashed = hash_files(Path::new(MIGRATIONS), &mut hasher);
    println!("cargo::rerun-if-changed={MIGRATIONS}");
    match hashed {
        Ok(()) => println!("cargo::rustc-env=SCHEMA_FINGERPRINT={:016x}", hasher.finish()),
        Err(error) => println!("cargo::error=the migrations can't be read: {error}"),
    }
}

fn hash_files(directory: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    let mut paths: Vec<_> = std::fs::read_dir(directory)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        path.hash(hasher);
        if path.is_dir() {
            hash_files(&path, hasher)?;
        } else {
            std::fs::read(&path)?.hash(hasher);
        }
    }
    Ok(())
}
