//! Every example runs; each asserts what it prints.

#[path = "../examples/check_booking.rs"]
mod check_booking;
#[path = "../examples/embed.rs"]
mod embed;
#[path = "../examples/explain.rs"]
mod explain;
#[path = "../examples/k_of_n.rs"]
mod k_of_n;
#[path = "../examples/recurrence.rs"]
mod recurrence;
#[path = "../examples/search.rs"]
mod search;

#[test]
fn check_booking() {
    check_booking::main().expect("the example runs");
}

#[test]
fn embed() {
    embed::main().expect("the example runs");
}

#[test]
fn explain() {
    explain::main().expect("the example runs");
}

#[test]
fn k_of_n() {
    k_of_n::main().expect("the example runs");
}

#[test]
fn recurrence() {
    recurrence::main().expect("the example runs");
}

#[test]
fn search() {
    search::main().expect("the example runs");
}

#[test]
fn no_example_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = std::fs::read_dir(folder).expect("examples").map(|file| file.expect("a file").file_name());
    let mut names: Vec<String> = files.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    let run = ["check_booking.rs", "embed.rs", "explain.rs", "k_of_n.rs", "recurrence.rs", "search.rs"];
    assert_eq!(names, run);
}
