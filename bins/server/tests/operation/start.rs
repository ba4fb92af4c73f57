//! How the program starts, what it says of itself, and how it stops.

use crate::program::{Place, wait};
use serde_json::json;
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_program_that_must_not_migrate_names_the_command_that_does,
        the_version_names_product_commit_and_zone_data,
        a_password_that_is_not_encoded_is_shown_nowhere,
        an_address_with_a_path_is_that_of_everything,
        a_server_that_is_told_to_stop_says_so_before_it_stops,
        metrics_are_at_their_own_address_where_one_is_named,
        the_doctor_says_what_is_not_well,
        the_demonstration_is_made_once_however_many_servers_start,
    ]
}

async fn a_program_that_must_not_migrate_names_the_command_that_does(db: TestDb) {
    let place = Place::of(db);
    if place.engine == Engine::Sqlite {
        let (started, said) = place.run(&["MIGRATE_AT_START=false"]);
        assert!(!started, "{said}");
        std::fs::write(place.file("m.db"), "").expect("an empty file");
        let (started, said) = place.run(&["MIGRATE_AT_START=false"]);
        assert!(
            !started && said.contains("migrations are pending") && said.contains("server migrate"),
            "{said}"
        );
        let (well, said) = place.run(&["doctor"]);
        assert!(!well && said.contains("FAIL  schema"), "{said}");
    }
    let (migrated, said) = place.run(&["migrate"]);
    assert!(migrated && said.contains("the schema is up to date"), "{said}");
    place.start(&["MIGRATE_AT_START=false"]).stop();
}

async fn the_version_names_product_commit_and_zone_data(db: TestDb) {
    let (_, said) = Place::of(db).run(&["--version"]);
    assert!(said.contains("Meridian, commit ") && said.contains("time zone data 20"), "{said}");
}

async fn a_password_that_is_not_encoded_is_shown_nowhere(db: TestDb) {
    let place = Place::of(db);
    for url in ["postgres://meridian:hunter2/xyz@127.0.0.1/d", "postgres://meridian:hun%ter2@127.0.0.1/d"] {
        let (started, said) = place.run(&[&format!("DATABASE_URL={url}")]);
        assert!(!started && said.contains("percent-encode") && !said.contains("ter2"), "{said}");
    }
}

async fn an_address_with_a_path_is_that_of_everything(db: TestDb) {
    let place = Place::of(db);
    let server = place.start(&["PUBLIC_URL=https://book.example.test/meridian"]);
    let company = server.post("/api/v1/companies", json!({"name": "A"}));
    assert_eq!(company.header("location"), format!("/meridian/api/v1/companies/{}", company.id()));
    server.post("/api/v1/companies", json!({"name": "B"}));
    let page = server.get("/api/v1/companies?limit=1");
    assert!(page.header("link").starts_with("</meridian/api/v1/companies?limit=1&cursor="), "{page:?}");
    for path in ["/", "/password-reset", "/admin/outbox", "/problems", "/problems/not-found", "/api/docs"] {
        let page = server.get(path);
        assert_eq!(page.status, 200, "{path}");
        for attribute in ["href=\"/", "src=\"/", "action=\"/"] {
            for (at, _) in page.body.match_indices(attribute) {
                let rest = &page.body[at + attribute.len()..];
                let target = rest.split('"').next().unwrap_or_default();
                let below =
                    target.strip_prefix("meridian/").unwrap_or_else(|| panic!("{path} names /{target}"));
                // Switches lead back to the page.
                let is_switch = ["language/", "theme/"].iter().any(|switch| below.starts_with(switch));
                let expected = if is_switch { 303 } else { 200 };
                assert_eq!(server.status(&format!("/{below}")), expected, "{path} names {target}");
            }
        }
    }
    assert!(server.get("/").body.contains("curl https://book.example.test/meridian/api"), "its own address");
}

async fn a_server_that_is_told_to_stop_says_so_before_it_stops(db: TestDb) {
    let place = Place::of(db);
    let mut server = place.start(&["SHUTDOWN_DELAY=3"]);
    assert_eq!(server.status("/health/ready"), 200);
    server.tell_to_stop();
    wait("not ready", || server.status("/health/ready") == 503, || server.said());
    assert_eq!(server.status("/health/live"), 200, "and still there for those who have not heard");
    assert!(server.ended());
}

async fn metrics_are_at_their_own_address_where_one_is_named(db: TestDb) {
    let place = Place::of(db);
    let server = place.start(&[]);
    let rules = include_str!("../../../../docs/operations/alerts.yml");
    wait(
        "counted",
        || {
            // The first round ends with those of the outbox.
            let metrics = server.get("/metrics").body;
            let ends =
                ["meridian_calendars{", "meridian_effects_lag_seconds ", "process_resident_memory_bytes"];
            ends.iter().all(|name| metrics.contains(name))
        },
        || server.get("/metrics").body,
    );
    let metrics = server.get("/metrics").body;
    let mut named = 0;
    for word in rules.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        let ours = ["meridian_", "process_", "http_"].iter().any(|prefix| word.starts_with(prefix));
        if !ours {
            continue;
        }
        named += 1;
        // These are counted by a worker, on SQLite alone, or behind a PostgreSQL.
        let elsewhere = [
            "meridian_sqlite_wal_bytes",
            "meridian_clock_skew_seconds",
            "meridian_sweep_last_success_timestamp_seconds",
        ];
        let is_there = metrics.lines().any(|line| line.starts_with(word));
        assert!(is_there || elsewhere.contains(&word), "{word} is in no answer:\n{metrics}");
    }
    assert!(named > 10, "the rules name metrics");
    server.stop();

    let server = place.start(&["METRICS_ADDRESS=127.0.0.1:0"]);
    assert_eq!(server.status("/metrics"), 404);
    server.wait_for("metrics are served address=");
}

async fn the_doctor_says_what_is_not_well(db: TestDb) {
    let place = Place::of(db);
    place.start(&[]).stop();
    let (well, said) = place.run(&["doctor"]);
    assert!(well, "{said}");
    for line in [
        "ok    schema: is up to date",
        "ok    database: ",
        "ok    keys: ",
        "warn  mail: ",
        "ok    messages: 0 wait, ",
        "ok    work: ",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let (well, said) = place.run(&["doctor", "SMTP_URL=smtp://127.0.0.1:1?tls=none"]);
    assert!(!well && said.contains("FAIL  mail: 127.0.0.1:1 can't be reached"), "{said}");
}

async fn the_demonstration_is_made_once_however_many_servers_start(db: TestDb) {
    let place = Place::of(db);
    // On SQLite a second server has to find the schema; there one is enough, and this is about many.
    let many = if place.engine == Engine::Sqlite { 1 } else { 3 };
    let mut servers: Vec<_> =
        (0..many).map(|_| place.begin(&["DEMO_DATA=true", "EMBEDDED_WORKER=true"])).collect();
    for server in &mut servers {
        server.listens();
    }
    let made = servers.iter().filter(|server| server.said().contains("demonstration data made")).count();
    assert_eq!(made, 1);
    let [server, ..] = servers.as_slice() else { panic!("no server") };
    let list = |path: &str| server.get(path).json()["items"].as_array().expect("items").clone();
    let ids = |path: &str| -> Vec<i64> { list(path).iter().filter_map(|one| one["id"].as_i64()).collect() };
    let numbers = |last: i64| (1..=last).collect::<Vec<_>>();
    assert_eq!(ids("/api/v1/companies"), numbers(2));
    assert_eq!(ids("/api/v1/users"), numbers(8));
    assert_eq!(ids("/api/v1/calendars"), numbers(6));
    assert_eq!(ids("/api/v1/interview-templates"), numbers(3));
    assert_eq!(ids("/api/v1/jobs"), numbers(3));
    assert_eq!(ids("/api/v1/candidates"), numbers(12));
    let interviews = list("/api/v1/interviews");
    for status in ["cancelled", "pending", "scheduled"] {
        assert!(interviews.iter().any(|one| one["status"] == status), "{status}: {interviews:?}");
    }
    assert_eq!(interviews.len(), 8);
    assert!(list("/api/interviews/slots?limit=200").len() >= 50, "two weeks of slots");
    assert_eq!(list("/api/interviews/conflicts").len(), 1);
    wait("mail", || !list("/api/v1/messages").is_empty(), || server.said());
    assert_eq!(server.get("/api/interviews/1/availability").status, 200);
}
