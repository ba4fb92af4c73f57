//! The migrations are compiled in; cargo has to know that their files count as sources.

fn main() {
    #[expect(clippy::print_stdout, reason = "the way to speak to cargo")]
    {
        println!("cargo::rerun-if-changed=../../migrations");
    }
}
