//! Computations off the threads that serve connections.

use actix_web::web;
use http_kit::Problem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// Questions of more than this many pairs of person and possible start wait for one another, as each takes its time
/// and megabytes of memory.
const LARGE: i64 = 8_000_000;

/// Raised once nobody waits for a computation any more: the client has gone, or its time is up.
pub(crate) type Stop = Arc<AtomicBool>;

/// Runs a computation off the threads that serve connections: the largest questions take seconds, and nobody else
/// should wait for them. `weight` is the number of people times that of possible starts.
pub(crate) async fn run_blocking<T: Send + 'static>(
    weight: i64,
    compute: impl FnOnce(Stop) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    static TURNS: OnceLock<Arc<Semaphore>> = OnceLock::new();
    let turns = || {
        let turns = std::thread::available_parallelism().map_or(1, usize::from);
        Arc::clone(TURNS.get_or_init(|| Arc::new(Semaphore::new(turns))))
    };
    // The semaphore is never closed, so that waiting for a turn can't fail.
    let turn = if weight > LARGE { turns().acquire_owned().await.ok() } else { None };
    let raised = RaisedWhenDropped(Stop::default());
    let stop = Arc::clone(&raised.0);
    let computed = web::block(move || {
        // The turn is given back when the computation has ended, also where nobody waits for it.
        let _turn = turn;
        if stop.load(Ordering::Relaxed) { Err(stopped()) } else { compute(stop) }
    });
    computed.await.map_err(|error| Problem::internal(&error))?
}

/// Raises a flag when it is dropped, with the request that it belongs to.
struct RaisedWhenDropped(Stop);

impl Drop for RaisedWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Nobody reads this.
fn stopped() -> Problem {
    Problem::unavailable(&std::io::Error::from(std::io::ErrorKind::Interrupted), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[actix_web::test]
    async fn a_computation_is_told_when_nobody_waits_for_it() {
        let (told, hears) = std::sync::mpsc::channel();
        let running = run_blocking(0, move |stop| {
            told.send("begun").map_err(|error| Problem::internal(&error))?;
            while !stop.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            told.send("stopped").map_err(|error| Problem::internal(&error))
        });
        let mut running = Box::pin(running);
        assert!((&mut running).now_or_never().is_none());
        assert_eq!(hears.recv(), Ok("begun"));
        drop(running);
        assert_eq!(hears.recv(), Ok("stopped"));
    }
}
