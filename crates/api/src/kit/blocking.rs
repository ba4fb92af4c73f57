//! Computations off the threads that serve connections.

use actix_web::web;
use http_kit::Problem;
use std::sync::OnceLock;
use tokio::sync::Semaphore;

/// Questions of more than this many pairs of person and possible start wait for one another, as each takes its time
/// and megabytes of memory.
const LARGE: i64 = 8_000_000;

/// Runs a computation off the threads that serve connections: the largest questions take seconds, and nobody else
/// should wait for them. `weight` is the number of people times that of possible starts.
pub(crate) async fn run_blocking<T: Send + 'static>(
    weight: i64,
    compute: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    static TURNS: OnceLock<Semaphore> = OnceLock::new();
    let turns =
        || TURNS.get_or_init(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));
    // The semaphore is never closed, so that waiting for a turn can't fail.
    let _turn = if weight > LARGE { turns().acquire().await.ok() } else { None };
    web::block(compute).await.map_err(|error| Problem::internal(&error))?
}
