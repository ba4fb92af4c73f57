//! The file of an SQLite database, and what happens to it.

use crate::program::{Place, Server, wait};
use serde_json::json;
use std::io::{Seek, SeekFrom, Write};
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_file_that_went_away_takes_no_writes_and_the_server_is_not_ready,
        a_damaged_file_is_refused_after_a_crash,
        a_second_server_on_the_same_file_says_so,
    ]
}

fn make(server: &Server, name: &str) -> u16 {
    server.post("/api/v1/companies", json!({"name": name})).status
}

async fn a_file_that_went_away_takes_no_writes_and_the_server_is_not_ready(db: TestDb) {
    if db.engine() == Engine::Postgres {
        return;
    }
    let place = Place::of(db);
    let server = place.start(&[]);
    assert_eq!((make(&server, "A"), server.status("/health/ready")), (201, 200));
    for (file, aside) in [("m.db", "moved.db"), ("m.db-wal", "moved-wal")] {
        std::fs::rename(place.file(file), place.file(aside)).expect("it is moved");
        assert_eq!(make(&server, "B"), 503, "{file}");
        assert_eq!(make(&server, "C"), 503, "{file}");
        assert_eq!(server.status("/health/ready"), 503, "{file}");
        std::fs::rename(place.file(aside), place.file(file)).expect("it is moved back");
        assert_eq!(make(&server, "D"), 201, "{file}");
        wait("ready again", || server.status("/health/ready") == 200, || server.said());
    }
    let said = server.said();
    let loud =
        said.lines().filter(|line| line.contains("ERROR") && line.contains("moved, replaced or deleted"));
    assert_eq!(loud.count(), 2, "once each time: {said}");
    let names = server.get("/api/v1/companies").json();
    let names: Vec<&str> =
        names["items"].as_array().expect("items").iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(names, ["A", "D", "D"], "what was acknowledged is there, and nothing else");
}

async fn a_damaged_file_is_refused_after_a_crash(db: TestDb) {
    if db.engine() == Engine::Postgres {
        return;
    }
    let place = Place::of(db);
    let server = place.start(&[]);
    assert_eq!(make(&server, "A"), 201);
    server.kill();
    // After a crash all is well.
    let server = place.start(&[]);
    assert_eq!(make(&server, "B"), 201);
    server.kill();
    assert!(place.file("m.db-wal").exists(), "the log is left");
    let mut file = std::fs::OpenOptions::new().write(true).open(place.file("m.db")).expect("the file");
    file.seek(SeekFrom::Start(5 * 4096)).expect("a page");
    file.write_all(&[0x5a; 20 * 4096]).expect("other bytes");
    drop(file);
    let (started, said) = place.run(&[]);
    assert!(!started && said.contains("is damaged") && said.contains("server restore"), "{said}");
}

async fn a_second_server_on_the_same_file_says_so(db: TestDb) {
    if db.engine() == Engine::Postgres {
        return;
    }
    let place = Place::of(db);
    let first = place.start(&[]);
    assert!(!first.said().contains("another program"), "{}", first.said());
    let second = place.start(&[]);
    assert!(second.said().contains("another program uses the same database file"), "{}", second.said());
    assert_eq!((make(&first, "A"), make(&second, "B")), (201, 201));
}
