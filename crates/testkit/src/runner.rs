//! Runs each test on both engines, as `sqlite::name` and `postgres::name`.
//!
//! Without a PostgreSQL its trials are marked as ignored and say so; but where `MERIDIAN_TEST_POSTGRES` names one, they
//! fail, so that a pipeline which means to test it can't go green without.

use crate::db::{Engine, Postgres, TestDb};
use libtest_mimic::{Arguments, Failed, Trial};
use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;

/// What a test does with its database.
pub type Run = fn(TestDb) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// One test.
#[derive(Clone, Copy)]
pub struct Case {
    pub name: &'static str,
    pub run: Run,
}

/// The tests of these names: each an `async fn(TestDb)`.
#[macro_export]
macro_rules! cases {
    ($($test:path),* $(,)?) => {
        vec![$($crate::Case { name: stringify!($test), run: |db| Box::pin($test(db)) }),*]
    };
}

/// The `main` of a test target without a harness: runs all cases on both engines.
#[must_use]
pub fn both(cases: Vec<Case>) -> ExitCode {
    both_partly(cases, &Ok(()), Vec::new())
}

/// The same, with cases that need something else too; where that is missing, these are marked as ignored and say so.
#[must_use]
pub fn both_partly(cases: Vec<Case>, there: &Result<(), String>, needing_it: Vec<Case>) -> ExitCode {
    let arguments = Arguments::from_args();
    let postgres = Postgres::look();
    let mut trials = trials(cases, &postgres);
    let needy = self::trials(needing_it, &postgres);
    trials.extend(needy.into_iter().map(|trial| match there {
        Ok(()) => trial,
        Err(why) => trial.with_ignored_flag(true).with_kind(why.clone()),
    }));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trials(cases: Vec<Case>, postgres: &Postgres) -> Vec<Trial> {
    let mut trials = Vec::new();
    for case in cases {
        trials.push(Trial::test(format!("sqlite::{}", case.name), move || run(case, Engine::Sqlite)));
        let trial = Trial::test(format!("postgres::{}", case.name), move || run(case, Engine::Postgres));
        trials.push(match postgres {
            Postgres::Missing(why) => trial.with_ignored_flag(true).with_kind(why.clone()),
            Postgres::There | Postgres::Demanded => trial,
        });
    }
    trials
}

fn run(case: Case, engine: Engine) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let db = TestDb::new(engine).await;
        (case.run)(db).await;
    });
    Ok(())
}
