//! `cargo run -p load -- page`: the page on which visitors choose a day and a time, of ten people with six hundred bookings.
//!
//! Three months are asked for by turns with the bare SELECT: the next days, the month after, and one that is half a year ahead. Then
//! the same page is asked for while 32 clients want the same time, over and over: one of them gets it each time.

mod fill;

use super::drive::{self, LoadRound, Target};
use super::http::{Connection, get};
use super::keeper::Keeper;
use super::plan::Plan;
use super::report::{self, Findings, median};
use super::server::{Bare, Place, Server};
use super::{CONNECTIONS, WARM_UP};
use anyhow::{Context, Result, bail};
use fill::Filled;
use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Clients who want the same time.
const RACERS: usize = 32;
/// Times that they race for in each round.
const RACES: usize = 10;

pub(super) fn measure(plan: &Plan, programs: &Path, keeper: &Keeper) -> Result<()> {
    let server = Server::start(programs, keeper, plan)?;
    let idle = server.resident();
    crate::say("filling the database");
    let filled = fill::fill(server.address)?;
    let bare = Bare::start(programs, keeper)?;
    let page = |name, days| Target::page(name, server.place(), filled.page(days), 0);
    let targets = [
        Target::new("bare: SELECT of 60 rows", bare.place(), get("/rows?833"), 0)?,
        page("month of the next days", 0)?,
        page("the month after", 31)?,
        page("half a year ahead", 180)?,
    ];
    for target in &targets {
        drive::round(target, CONNECTIONS, WARM_UP).with_context(|| target.name.to_owned())?;
    }
    let mut rounds: Vec<Vec<LoadRound>> = targets.iter().map(|_| Vec::new()).collect();
    let mut races = Vec::new();
    for number in 0..plan.rounds {
        crate::say(&format!("round {} of {}", number + 1, plan.rounds));
        for (target, rounds) in targets.iter().zip(&mut rounds) {
            rounds.push(drive::round(target, CONNECTIONS, plan.each)?);
        }
        let [_, page, ..] = &targets;
        races.push(race(page, server.place(), &filled, number * RACES)?);
    }
    let loaded = server.resident();
    server.stop()?;
    let (first_start, later_start) = (Duration::ZERO, Duration::ZERO);
    let found = Findings { plan, targets: &targets, rounds: &rounds, first_start, later_start, idle, loaded };
    report::table(&found);
    let of = |what: fn(&Race) -> Duration| median(&races, |race| what(race).as_secs_f64() * 1e3);
    crate::say(&format!(
        "\n{RACERS} clients for one time, {RACES} times in each round, one winner each: p50 {:.0} ms, p99 {:.0} ms, \
         longest of all rounds {:.0} ms; the page meanwhile: p50 {:.1} ms, p99 {:.1} ms.",
        of(|race| race.p50),
        of(|race| race.p99),
        races.iter().map(|race| race.longest.as_secs_f64() * 1e3).fold(0.0, f64::max),
        of(|race| race.page.p50),
        of(|race| race.page.p99),
    ));
    Ok(())
}

/// What the racers and who looked meanwhile saw.
struct Race {
    p50: Duration,
    p99: Duration,
    longest: Duration,
    page: LoadRound,
}

fn race(page: &Target, place: Place, filled: &Filled, first: usize) -> Result<Race> {
    let running = AtomicBool::new(true);
    let (took, looked) = std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut rounds = Vec::new();
            while running.load(Ordering::Relaxed) {
                rounds.push(drive::round(page, CONNECTIONS, Duration::from_millis(250))?);
            }
            Ok::<_, anyhow::Error>(rounds)
        });
        let took = run(place, filled, first);
        running.store(false, Ordering::Relaxed);
        (took, looking.join())
    });
    let looked = looked.unwrap_or_else(|_| bail!("a client panicked"))?;
    let mut took = took?;
    took.sort_unstable();
    let at = |hundredths: usize| took.get((took.len() * hundredths / 100).min(took.len().saturating_sub(1)));
    let slowest = looked.into_iter().max_by_key(|round| round.p99);
    Ok(Race {
        p50: *at(50).context("nobody raced")?,
        p99: *at(99).context("nobody raced")?,
        longest: *took.last().context("nobody raced")?,
        page: slowest.context("nobody looked")?,
    })
}

fn run(place: Place, filled: &Filled, first: usize) -> Result<Vec<Duration>> {
    let mut took = Vec::new();
    for number in first..first + RACES {
        let requests = filled.race(number, RACERS);
        let barrier = Barrier::new(requests.len());
        let answers: Vec<Result<(u16, Duration)>> = std::thread::scope(|scope| {
            let barrier = &barrier;
            let asking: Vec<_> = requests
                .iter()
                .map(|request| {
                    scope.spawn(move || {
                        let connection = Connection::open(place.address);
                        barrier.wait();
                        let before = Instant::now();
                        let status = connection?.ask(request)?.status;
                        Ok((status, before.elapsed()))
                    })
                })
                .collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|_| bail!("a client panicked"))
            };
            asking.into_iter().map(join).collect()
        });
        let answers: Vec<(u16, Duration)> = answers.into_iter().collect::<Result<_>>()?;
        let count = |status: u16| answers.iter().filter(|(seen, _)| *seen == status).count();
        if (count(201), count(409)) != (1, RACERS - 1) {
            bail!("{} winners and {} who were told that it is taken", count(201), count(409));
        }
        took.extend(answers.into_iter().map(|(_, took)| took));
    }
    Ok(took)
}
