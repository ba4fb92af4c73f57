//! Runs a property over generated companies, all on one server.

use super::plan::{Plan, plans};
use super::world::World;
use e2e::App;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::db::TestDb;
use tokio::runtime::Handle;

/// What came out otherwise than it should, in words.
pub(crate) type Checked = Result<(), String>;

#[expect(clippy::disallowed_methods, reason = "how many and which is a setting of the run")]
fn number<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Checks the property in many companies; the smallest plan that breaks it is told.
pub(crate) async fn in_many<F>(db: TestDb, property: F)
where
    F: AsyncFn(&World<'_>, &Plan) -> Checked,
{
    let app = App::start(db).await;
    let config = Config {
        cases: number("MERIDIAN_OFFER_CASES", 12),
        rng_seed: RngSeed::Fixed(number("MERIDIAN_OFFER_SEED", 1)),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    };
    let made = AtomicUsize::new(0);
    let checked = TestRunner::new(config).run(&plans(), |plan| {
        let number = made.fetch_add(1, Ordering::Relaxed);
        let one = async {
            let world = World::build(&app, number, &plan).await?;
            property(&world, &plan).await
        };
        // The runner calls a plain function; this thread is the test's own.
        tokio::task::block_in_place(|| Handle::current().block_on(one)).map_err(TestCaseError::fail)
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}

/// Compares, and says what was asked where it is not the same.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(what: &str, seen: &T, expected: &T) -> Checked {
    if seen == expected { Ok(()) } else { Err(format!("{what}: {seen:?}, expected {expected:?}")) }
}
