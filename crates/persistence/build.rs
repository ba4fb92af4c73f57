//! The migrations are compiled in; cargo has to know that their files count as sources.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
