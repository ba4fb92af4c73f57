//! `cargo run -p load -- kill`: that nothing is lost when processes are killed.
//!
//! Clients book, move and cancel over HTTP; the server and the workers beside it are killed by SIGKILL at random moments
//! and started again at once, and the database crashes now and then. Afterwards everything that a client was told has
//! to be there, everything that had to happen because of it has to have happened, and nothing of it twice where it
//! shows outside. What is wrong is listed, and the run fails.

mod check;
mod client;
mod fleet;
mod journal;
mod plan;
mod world;

pub(super) use fleet::Fleet;
pub(super) use plan::{Place, Plan};

use super::chance::Chance;
use super::cluster::Cluster;
use super::keeper::Keeper;
use super::outside::{Receiver, Sink};
use super::sql::Sql;
use anyhow::{Context, Result, bail};
use check::{Findings, Scene};
use client::{Client, Tally};
use journal::Journal;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

const CLIENTS: usize = 8;
/// Workers beside the server, where the database takes several programs.
pub(super) const WORKERS: usize = 2;
/// On SQLite the database crashes with the server: while so many requests wait for an answer.
const IN_THE_MIDDLE: usize = 2;
/// How often it is looked whether all is done, while nothing becomes less: leases and pauses after failures have to end. Looks
/// are counted, not seconds, since a machine that is busy or paused has not had its time.
const LOOKS: usize = 900;
/// Between two looks.
const LOOK: Duration = Duration::from_millis(500);
/// Everything that is to be done now.
const TO_DO: &str = "effects WHERE kind <> 'remind' AND dead_at IS NULL";

/// Runs something on the place that the plan names: it gets the keeper, the database's URL, and the run's own cluster.
pub(super) fn at_place(
    plan: &Plan,
    programs: &Path,
    work: impl FnOnce(&Keeper, &str, Option<&mut Cluster<'_>>) -> Result<()>,
) -> Result<()> {
    let server = match &plan.place {
        Place::Server(url) => Some(url.as_str()),
        Place::Sqlite | Place::Own => None,
    };
    let keeper = Keeper::start(programs, server)?;
    let done = match plan.place {
        Place::Own => Cluster::start(&keeper, &plan.settings)
            .and_then(|mut cluster| work(&keeper, &cluster.url(), Some(&mut cluster))),
        Place::Sqlite | Place::Server(_) => work(&keeper, &keeper.product, None),
    };
    // The keeper cleans up either way; the first error is reported.
    let kept = keeper.finish();
    done.and(kept)
}

/// The run itself.
pub(super) fn run(plan: &Plan, programs: &Path) -> Result<()> {
    at_place(plan, programs, |keeper, database, cluster| storm(plan, programs, keeper, database, cluster))
}

fn storm(
    plan: &Plan,
    programs: &Path,
    keeper: &Keeper,
    database: &str,
    cluster: Option<&mut Cluster<'_>>,
) -> Result<()> {
    let (sink, receiver) = (Sink::start()?, Receiver::start()?);
    let workers = if plan.place == Place::Sqlite { 0 } else { WORKERS };
    let mut fleet = Fleet::start(programs, keeper, database, workers, sink.url())?;
    let world = world::fill(fleet.address, CLIENTS, &receiver.url())?;
    crate::say(&format!("{} kills, {} crashes of the database", plan.kills, plan.restarts));
    let (tally, begun) = (Tally::default(), Instant::now());
    let (address, seed) = (fleet.address, plan.seed);
    let journal = std::thread::scope(|scope| -> Result<Journal> {
        let (world, tally) = (&world, &tally);
        let start = |number| {
            let client = Client::new(number, seed, address, world, tally);
            scope.spawn(move || client.run())
        };
        let clients: Vec<_> = (0..CLIENTS).map(start).collect();
        let stormed = kill(plan, &mut fleet, cluster, tally);
        tally.stop.store(true, Relaxed);
        // Whatever they still wait for needs processes that run.
        let kept_up = fleet
            .tend_until(client::PATIENCE, || clients.iter().all(std::thread::ScopedJoinHandle::is_finished));
        let journals = clients.into_iter().map(|one| one.join().unwrap_or_default());
        let journal = Journal::joined(journals.collect());
        stormed.and(kept_up).map(|()| journal)
    })?;
    let stormed = begun.elapsed();
    let sql = Sql::new(programs, database);
    let drained = drain(plan, &mut fleet, &sql)?;
    if let Some(damage) = &plan.damage {
        sql.run(damage).context("--break")?;
    }
    let scene = Scene {
        sql: &sql,
        address: fleet.address,
        company: world.company,
        journal: &journal,
        sink: &sink,
        receiver: &receiver,
    };
    let mut findings = check::all(&scene)?;
    findings.faults.append(&mut fleet.faults);
    report(&fleet, &tally, &journal, &findings, stormed, drained)?;
    let faults = &findings.faults;
    if !faults.is_empty() {
        bail!("kill: {} faults\n{}", faults.len(), faults.join("\n"));
    }
    crate::say("kill: in order");
    Ok(())
}

/// Kills at random moments, and has the database crash as often as it is to, spread over the kills.
fn kill(
    plan: &Plan,
    fleet: &mut Fleet<'_>,
    mut cluster: Option<&mut Cluster<'_>>,
    tally: &Tally,
) -> Result<()> {
    let mut chance = Chance::new(plan.seed << 40);
    let mut crashed = 0;
    for number in 1..=plan.kills {
        fleet.tend_for(chance.time(plan.lull))?;
        fleet.kill_one(&mut chance)?;
        while crashed < plan.restarts * number / plan.kills {
            crashed += 1;
            fleet.tend_for(chance.time(plan.lull))?;
            match &mut cluster {
                Some(cluster) => {
                    fleet.database_crashes();
                    cluster.crash()?;
                    // Who was started while it was away may still be saying so.
                    fleet.tend_for(Duration::from_secs(1))?;
                    fleet.database_crashes();
                }
                None => {
                    fleet.until_ready()?;
                    let busy = || tally.waiting.load(Relaxed) >= IN_THE_MIDDLE;
                    fleet.tend_until(plan.lull, busy)?;
                    fleet.kill_one(&mut chance)?;
                }
            }
        }
        if number % 20 == 0 {
            crate::say(&format!("{number} kills, {crashed} crashes of the database"));
        }
    }
    fleet.until_ready()
}

/// Waits until everything is done that is to be done now; how long that took.
fn drain(plan: &Plan, fleet: &mut Fleet<'_>, sql: &Sql) -> Result<Duration> {
    if plan.quick {
        fleet.kill_all();
        sql.run("UPDATE effects SET run_at = created_at WHERE lease IS NOT NULL")?;
        fleet.until_ready()?;
    }
    let begun = Instant::now();
    let (mut least, mut looks) = (usize::MAX, 0);
    loop {
        let left = sql.count(TO_DO)?;
        looks = if left < least { 0 } else { looks + 1 };
        least = least.min(left);
        // Whatever is left then is for the check to list.
        if left == 0 || looks > LOOKS {
            return Ok(begun.elapsed());
        }
        fleet.tend_for(LOOK)?;
    }
}

fn report(
    fleet: &Fleet<'_>,
    tally: &Tally,
    journal: &Journal,
    findings: &Findings,
    stormed: Duration,
    drained: Duration,
) -> Result<()> {
    let errors = fleet.errors()?;
    let count = |of: &std::sync::atomic::AtomicUsize| of.load(Relaxed).to_string();
    let again = |all: usize, again: usize| format!("{all}, and {again} of them again under the same id");
    let lines = [
        ("killed", fleet.kills()),
        ("storm, and until all was done", format!("{} s, {} s", stormed.as_secs(), drained.as_secs())),
        ("changes acknowledged", journal.acknowledged.to_string()),
        ("interviews, schedules", format!("{}, {}", journal.interviews.len(), journal.schedules.len())),
        ("bookings refused", journal.conflicts.len().to_string()),
        ("requests that broke", count(&tally.broken)),
        ("answers of 503", count(&tally.unavailable)),
        ("changes made although the answer was lost", count(&tally.replayed)),
        ("of them told 503", count(&tally.denied)),
        ("events received", again(findings.events, findings.events_again)),
        ("messages received", again(findings.messages, findings.messages_again)),
        ("reminders that wait", findings.reminders.to_string()),
        ("errors in the logs", errors.len().to_string()),
    ];
    crate::say("\n| | |\n| --- | --- |");
    for (what, value) in lines {
        crate::say(&format!("| {what} | {value} |"));
    }
    crate::say("");
    for error in errors.iter().take(10) {
        crate::say(error);
    }
    if journal.acknowledged == 0 {
        bail!("no change was acknowledged");
    }
    Ok(())
}
