//! `cargo run -p load -- effects`: how fast workers do what is due, and what one costs that has nothing to do.

use super::drive::processor_time;
use super::fill::make;
use super::http::Connection;
use super::keeper::Keeper;
use super::kill::{Fleet, Place, Plan, WORKERS, at_place};
use super::outside::Sink;
use super::sql::Sql;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};

/// Effects that are due at once.
const EFFECTS: usize = 100_000;
/// How long an idle program is watched.
const IDLE: Duration = Duration::from_secs(60);

/// Notes of each effect that is removed how often it was claimed.
const NOTES_ON_POSTGRES: &str = "
    CREATE TABLE done (attempts BIGINT NOT NULL);
    CREATE FUNCTION note_done() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO done VALUES (OLD.attempts); RETURN NULL; END $$;
    CREATE TRIGGER note_done AFTER DELETE ON effects FOR EACH ROW EXECUTE FUNCTION note_done();";
const NOTES_ON_SQLITE: &str = "
    CREATE TABLE done (attempts BIGINT NOT NULL);
    CREATE TRIGGER note_done AFTER DELETE ON effects BEGIN INSERT INTO done VALUES (OLD.attempts); END;";

pub(super) fn run(plan: &Plan, programs: &Path) -> Result<()> {
    at_place(plan, programs, |keeper, database, _| measure(plan, programs, keeper, database))
}

fn measure(plan: &Plan, programs: &Path, keeper: &Keeper, database: &str) -> Result<()> {
    let sink = Sink::start()?;
    let (workers, idle) = if plan.place == Place::Sqlite { (0, "server") } else { (WORKERS, "worker-1") };
    let mut fleet = Fleet::start(programs, keeper, database, workers, sink.url())?;
    let api = &mut Connection::open(fleet.address)?;
    let company = make(api, "/api/v1/companies", &json!({"name": "Effects"}))?;
    let sql = Sql::new(programs, database);
    sql.run(if workers > 0 { NOTES_ON_POSTGRES } else { NOTES_ON_SQLITE })?;
    sql.run(&effects(company, workers > 0))?;
    let begun = Instant::now();
    while sql.count("effects")? > 0 {
        fleet.tend_for(Duration::from_millis(100))?;
    }
    let took = begun.elapsed();
    let done = sql.count("done")?;
    let claimed = sql.rows("SELECT CAST(SUM(attempts) AS TEXT) AS text FROM done")?;
    if done != EFFECTS || claimed != [EFFECTS.to_string()] || !fleet.faults.is_empty() {
        bail!("{EFFECTS} effects, {done} done, claimed {claimed:?} times; {:?}", fleet.faults);
    }
    let rate = f64::from(u32::try_from(EFFECTS)?) / took.as_secs_f64();
    crate::say(&format!(
        "{:?}: {EFFECTS} effects in {:.1} s, {rate:.0} a second, each claimed once",
        plan.place,
        took.as_secs_f64()
    ));
    let process = fleet.process(idle).context("it does not run")?;
    // What it still tidies up is not idleness.
    fleet.tend_for(Duration::from_secs(3))?;
    let before = processor_time(process).context("no processor time")?;
    fleet.tend_for(IDLE)?;
    let used = processor_time(process).context("no processor time")?.saturating_sub(before);
    let share = 100.0 * used.as_secs_f64() / IDLE.as_secs_f64();
    crate::say(&format!(
        "{:?}: {idle} with nothing to do: {:.2} s of processor time in {} s, {share:.2} % of a core",
        plan.place,
        used.as_secs_f64(),
        IDLE.as_secs(),
    ));
    Ok(())
}

/// Half of them events of a company without webhooks, half such as do nothing.
fn effects(company: i64, postgres: bool) -> String {
    let (id, json, now, numbers) = if postgres {
        ("gen_random_uuid()", "to_jsonb", "NOW()", format!("SELECT generate_series(1, {EFFECTS}) AS n"))
    } else {
        let numbers = format!("SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < {EFFECTS}");
        ("randomblob(16)", "jsonb", "CAST(strftime('%s', 'now') AS INTEGER) * 1000000", numbers)
    };
    let event = r#"{"event": "interview.changed", "at": 1800000000}"#;
    let nothing = r#"{"user": 1}"#;
    let cast = if postgres { "::json" } else { "" };
    format!(
        "INSERT INTO effects (id, company_id, kind, lane, payload, run_at, attempts, created_at)
         WITH RECURSIVE numbers AS ({numbers})
         SELECT {id}, {company}, CASE n % 2 WHEN 0 THEN 'publish' ELSE 'recheck' END, 'local',
             CASE n % 2 WHEN 0 THEN {json}('{event}'{cast}) ELSE {json}('{nothing}'{cast}) END, {now}, 0, {now}
         FROM numbers"
    )
}
