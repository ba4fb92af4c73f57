//! What workers can do. Measures, so it is run by hand and in release (`docs/performance.md` says how): 100,000 effects
//! that are due, shared by two worker processes on PostgreSQL and done by one on SQLite, and what a worker costs that has
//! nothing to do.
#![expect(clippy::expect_used, clippy::panic, reason = "a measurement that can't be set up has to stop")]

use app::sealed::Vault;
use domain::effect::{Due, Effect};
use domain::event::{Event, EventKind};
use domain::{CompanyId, UserId};
use integrations::calendars::feed::{FeedClient, FeedLimits};
use integrations::webhooks::{WebhookClient, WebhookLimits};
use jobs::{Busy, Worker};
use metrics_exporter_prometheus::PrometheusBuilder;
use persistence::{Database, DatabaseSettings, outbox};
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::db::{Engine, TestDb};
use testkit::seed;

const EFFECTS: usize = 100_000;
/// Effects that one transaction writes.
const CHUNK: usize = 1000;
const IDLE: Duration = Duration::from_secs(60);
/// Of the counters in `/proc`.
const TICKS_A_SECOND: u64 = 100;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["work", url] => runtime.block_on(work(url)),
        _ => runtime.block_on(async {
            measure(Engine::Postgres, 2).await;
            measure(Engine::Sqlite, 1).await;
        }),
    }
}

fn say(text: &str) {
    writeln!(std::io::stdout(), "{text}").expect("standard output");
}

/// A worker process, until its standard input ends; then it says how much it has done.
async fn work(url: &str) {
    let recorder = PrometheusBuilder::new().install_recorder().expect("a recorder");
    let db = Database::open(DatabaseSettings::new(url)).await.expect("the database");
    let worker = Worker {
        db: db.clone(),
        feeds: FeedClient::new(FeedLimits::default()).expect("a client"),
        webhooks: WebhookClient::new(WebhookLimits::default()).expect("a client"),
        vault: Vault::new("a key").expect("a vault"),
        public_url: String::new(),
        clock: jobs::system_clock(),
        busy: Busy::default(),
    };
    let told = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new()));
    worker
        .run(async {
            let _ = told.await;
        })
        .await;
    db.close().await;
    let rendered = recorder.render();
    let counts = rendered.lines().filter(|line| line.starts_with("meridian_effects_done_total"));
    let done: u64 = counts.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum();
    say(&done.to_string());
}

fn start(url: &str) -> Child {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.args(["work", url]).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().expect("a worker process")
}

/// Tells a worker to stop; what it has done.
fn finish(mut worker: Child) -> usize {
    drop(worker.stdin.take());
    let said = worker.wait_with_output().expect("the worker's answer").stdout;
    String::from_utf8_lossy(&said).trim().parse().expect("a number")
}

async fn fill(db: &TestDb) {
    let (company, permit) = seed::company(db, "A").await;
    let now = jobs::system_clock()();
    for chunk in 0..EFFECTS / CHUNK {
        let effect = |number: usize| match number % 2 {
            0 => Effect::Recheck { user: UserId(1) },
            _ => Effect::Publish(Event::new(EventKind::InterviewChanged, now, None)),
        };
        let numbers = chunk * CHUNK..(chunk + 1) * CHUNK;
        let due: Vec<Due> = numbers.map(|number| Due { effect: effect(number), at: now }).collect();
        let (permit, company) = (permit.clone(), CompanyId(company.0));
        let put = db.write(move |tx| outbox::put(&mut tx.scope(&permit), company, &due, now));
        put.await.expect("effects are written");
    }
}

async fn waiting(db: &TestDb) -> i64 {
    let now = jobs::system_clock()();
    db.read(move |tx| outbox::standing(tx, now)).await.expect("the standing").waiting
}

async fn measure(engine: Engine, workers: usize) {
    let db = TestDb::new(engine).await;
    let url = db.settings().url;
    fill(&db).await;
    let begun = Instant::now();
    let running: Vec<Child> = (0..workers).map(|_| start(&url)).collect();
    while waiting(&db).await > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let took = begun.elapsed();
    let done: Vec<usize> = running.into_iter().map(finish).collect();
    let rate = EFFECTS as f64 / took.as_secs_f64();
    say(&format!("{engine:?}: {workers} worker(s), {EFFECTS} effects in {took:.1?}: {rate:.0} a second"));
    say(&format!("{engine:?}: done by each: {done:?}"));
    assert_eq!(done.iter().sum::<usize>(), EFFECTS, "none twice and none lost");
    idle(&url, engine).await;
}

async fn idle(url: &str, engine: Engine) {
    let worker = start(url);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let before = ticks(worker.id());
    tokio::time::sleep(IDLE).await;
    let used = ticks(worker.id()) - before;
    finish(worker);
    let share = used as f64 / (TICKS_A_SECOND * IDLE.as_secs()) as f64;
    say(&format!(
        "{engine:?}: an idle worker used {used} ticks in {IDLE:?}: {:.2} % of a core",
        share * 100.0
    ));
}

/// The time that a process has used, in user and system mode.
fn ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("the process runs");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    [11, 12].iter().filter_map(|index| fields.get(*index)?.parse::<u64>().ok()).sum()
}
