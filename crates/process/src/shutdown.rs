//! When to stop.

use std::time::Duration;
use tokio::sync::watch;

/// How long the database may take to close; what is committed is safe.
const CLOSING: Duration = Duration::from_secs(2);

/// Supervisors kill after 30 seconds, and after those for which a server stays that is no longer ready.
const IN_TIME: Duration = Duration::from_secs(29);

/// Ends the process, whatever hangs: what is not committed by then is done again by others.
fn end_in_time(delay: Duration) {
    let (_kept, never) = std::sync::mpsc::channel::<()>();
    // Nobody says anything: this only waits.
    let _ = never.recv_timeout(delay + IN_TIME);
    tracing::warn!("something hangs; the process ends all the same");
    std::process::exit(0);
}

/// Closes the database, unless it hangs.
pub async fn close(db: &persistence::Database) {
    if tokio::time::timeout(CLOSING, db.close()).await.is_err() {
        tracing::warn!("the database does not close in time");
    }
}

/// The signal to stop, for several who wait for it.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens for the signal; the process ends 29 seconds after it, and after `delay`, whatever hangs. To be called where a
    /// tokio runtime runs.
    ///
    /// # Errors
    /// Where the operating system does not let the process listen for signals.
    pub fn listen(delay: Duration) -> std::io::Result<Self> {
        let (told, heard) = watch::channel(false);
        let signal = signal()?;
        tokio::spawn(async move {
            signal.await;
            std::thread::spawn(move || end_in_time(delay));
            // Nobody waits any more where this fails.
            let _ = told.send(true);
        });
        Ok(Self(heard))
    }

    /// Completes when the process is told to stop.
    pub async fn told(mut self) {
        // Fails where the listener is gone, and with it the runtime.
        let _ = self.0.wait_for(|told| *told).await;
    }
}

/// Completes when the process is told to stop: SIGTERM from a supervisor, or SIGINT from a keyboard.
///
/// # Errors
/// Where the operating system does not let the process listen for signals.
pub fn signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
