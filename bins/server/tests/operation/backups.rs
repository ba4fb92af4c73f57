//! Copies that are made while the server works, and put back.

use crate::program::{Place, Server};
use serde_json::json;
use std::process::Command;
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = testkit::cases![
        what_was_copied_under_a_running_server_is_there_again_afterwards,
        a_second_restore_keeps_what_the_first_one_kept,
        a_restore_beside_another_key_says_so,
    ];
    let has_dump = Command::new("pg_dump").arg("--version").output().is_ok();
    if !has_dump {
        cases = testkit::needing(Some("there is no pg_dump"), cases);
    }
    cases
}

fn names(server: &Server) -> Vec<String> {
    let page = server.get("/api/v1/companies").json();
    let items = page["items"].as_array().expect("items");
    items.iter().filter_map(|company| company["name"].as_str().map(str::to_owned)).collect()
}

async fn what_was_copied_under_a_running_server_is_there_again_afterwards(db: TestDb) {
    let place = Place::of(db);
    let server = place.start(&[]);
    let make = |server: &Server, name: &str| {
        assert_eq!(server.post("/api/v1/companies", json!({"name": name})).status, 201);
    };
    make(&server, "before");
    let copy = place.file("copy.backup");
    let copy = copy.to_str().expect("a path");
    let (copied, said) = place.run(&["backup", copy]);
    assert!(copied && said.contains("the database was copied"), "{said}");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(
            &std::fs::metadata(copy).expect("the copy").permissions(),
        );
        assert_eq!(mode & 0o777, 0o600, "nobody else may read it");
    }
    let (copied, said) = place.run(&["backup", copy]);
    assert!(!copied && said.contains("is there already"), "{said}");
    make(&server, "after");
    if place.engine == Engine::Sqlite {
        let (restored, said) = place.run(&["restore", copy, "--replace"]);
        assert!(!restored && said.contains("stop it first"), "{said}");
    }
    assert_eq!(names(&server), ["before", "after"]);
    // Killed, so that the log of the file is left: it must not be taken for the copy's.
    server.kill();
    let (restored, said) = place.run(&["restore", copy]);
    assert!(!restored && said.contains("--replace"), "{said}");
    let (restored, said) = place.run(&["restore", copy, "--replace"]);
    assert!(restored, "{said}");
    let server = place.start(&[]);
    assert_eq!(names(&server), ["before"]);
    make(&server, "later");
    server.stop();
    if place.engine == Engine::Sqlite {
        let url = format!("sqlite://{}", place.file("m.db.replaced").display());
        let server = place.start(&[&format!("DATABASE_URL={url}")]);
        assert_eq!(names(&server), ["before", "after"], "what was there is kept");
        let nothing = place.file("nothing");
        std::fs::write(&nothing, "no database").expect("a file");
        let (restored, said) = place.run(&["restore", nothing.to_str().expect("a path"), "--replace"]);
        assert!(!restored && said.contains("no backup that can be restored"), "{said}");
    }
}

async fn a_second_restore_keeps_what_the_first_one_kept(db: TestDb) {
    let place = Place::of(db);
    if place.engine == Engine::Postgres {
        return;
    }
    let server = place.start(&[]);
    let make = |name: &str| {
        assert_eq!(server.post("/api/v1/companies", json!({"name": name})).status, 201);
    };
    let (monday, tuesday) = (place.file("monday.backup"), place.file("tuesday.backup"));
    let (monday, tuesday) = (monday.to_str().expect("a path"), tuesday.to_str().expect("a path"));
    for (name, copy) in [("monday", monday), ("tuesday", tuesday)] {
        make(name);
        let (copied, said) = place.run(&["backup", copy]);
        assert!(copied, "{said}");
    }
    make("live");
    server.stop();
    for (copy, kept) in [(monday, "m.db.replaced"), (tuesday, "m.db.replaced.2"), (monday, "m.db.replaced.3")]
    {
        let (restored, said) = place.run(&["restore", copy, "--replace"]);
        assert!(restored && said.contains(kept) && place.file(kept).exists(), "{kept}: {said}");
    }
    let url = format!("sqlite://{}", place.file("m.db.replaced").display());
    let server = place.start(&[&format!("DATABASE_URL={url}")]);
    assert_eq!(names(&server), ["monday", "tuesday", "live"], "what was live is kept");
    server.stop();
}

async fn a_restore_beside_another_key_says_so(db: TestDb) {
    let place = Place::of(db);
    let server = place.start(&["SECRET_KEY=a-key-of-its-own-time"]);
    let copy = place.file("copy.backup");
    let copy = copy.to_str().expect("a path");
    let (copied, said) = place.run(&["backup", copy, "SECRET_KEY=a-key-of-its-own-time"]);
    assert!(copied, "{said}");
    server.stop();
    let restore = |key: &str| place.run(&["restore", copy, "--replace", key]);
    let (restored, said) = restore("SECRET_KEY=another-and-random-key");
    assert!(restored && said.contains("sealed under another SECRET_KEY"), "{said}");
    let (restored, said) = restore("SECRET_KEY=a-key-of-its-own-time");
    assert!(restored && !said.contains("another SECRET_KEY"), "{said}");
}
