//! Runs each test on both engines, as `folder::file::name::sqlite` and `folder::file::name::postgres`.
//!
//! Without a PostgreSQL its trials are marked as ignored and say so; but where `MERIDIAN_TEST_POSTGRES` names one, they
//! fail, so that a pipeline which means to test it can't go green without.

use crate::db::{self, Engine, Postgres, TestDb};
use libtest_mimic::{Arguments, Failed, Trial};
use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;

/// What a test does with its database.
pub type Run = fn(TestDb) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// One test.
#[derive(Clone)]
pub struct Case {
    /// Its path, from the crate on.
    pub path: &'static str,
    pub run: Run,
    /// What it needs beside a database and is not there, in words.
    pub missing: Option<String>,
}

/// The tests of these names: each an `async fn(TestDb)`.
#[macro_export]
macro_rules! cases {
    ($($test:path),* $(,)?) => {
        vec![$($crate::Case {
            path: concat!(module_path!(), "::", stringify!($test)),
            run: |db| Box::pin($test(db)),
            missing: None,
        }),*]
    };
}

/// These cases need something that may be missing, which is told in words: then they are marked as ignored.
#[must_use]
pub fn needing(missing: Option<&str>, mut cases: Vec<Case>) -> Vec<Case> {
    for case in &mut cases {
        case.missing = missing.map(str::to_owned);
    }
    cases
}

/// The `main` of a test target without a harness: runs all cases on both engines.
#[must_use]
pub fn both(cases: Vec<Case>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Many cases wait for a database or a clock: two for each core keep it at work.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads = arguments.test_threads.or(Some(2 * cores));
    let conclusion = libtest_mimic::run(&arguments, trials(cases));
    db::drop_used();
    conclusion.exit_code()
}

/// Each case on both engines.
fn trials(cases: Vec<Case>) -> Vec<Trial> {
    let no_postgres = match Postgres::look() {
        Postgres::Missing(why) => Some(why),
        Postgres::There | Postgres::Demanded => None,
    };
    let mut trials = Vec::new();
    for case in cases {
        trials.push(trial(&case, Engine::Sqlite, case.missing.as_ref()));
        trials.push(trial(&case, Engine::Postgres, case.missing.as_ref().or(no_postgres.as_ref())));
    }
    trials
}

fn trial(case: &Case, engine: Engine, missing: Option<&String>) -> Trial {
    let (_, path) = case.path.split_once("::").unwrap_or_default();
    let run = case.run;
    let trial = Trial::test(format!("{path}::{engine}"), move || execute(run, engine));
    match missing {
        Some(why) => trial.with_ignored_flag(true).with_kind(why),
        None => trial,
    }
}

fn execute(run: Run, engine: Engine) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let db = TestDb::new(engine).await;
        run(db).await;
    });
    Ok(())
}
