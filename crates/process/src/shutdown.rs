//! When to stop.

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
