//! The worker as operators see it: `/metrics`, `/health/live` and `/health/ready`, of the same form as the server's.

use anyhow::Context;
use http_kit::Server;
use persistence::Database;
use process::wiring::{gauges, readiness};
use std::io;
use std::net::SocketAddr;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server of health and metrics, and the counting of what waits.
pub(crate) struct Watched {
    stop: oneshot::Sender<()>,
    serving: JoinHandle<io::Result<()>>,
    gauges: JoinHandle<()>,
}

impl Watched {
    /// Serves at this address from now on. What is counted later is counted from here on, so this comes first.
    pub(crate) fn start(address: SocketAddr, db: &Database) -> anyhow::Result<Self> {
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move {
            // Dropping the sender says the same as sending.
            let _ = stopped.await;
        };
        let server = Server::new().workers(1).readiness(readiness(db)).start(address, stopped);
        let running = server.with_context(|| format!("can't listen at METRICS_ADDRESS {address}"))?;
        tracing::info!(address = %running.address(), "metrics are served");
        Ok(Self { stop, serving: tokio::spawn(running.finished()), gauges: gauges(db) })
    }

    /// Stops serving, which what the worker does never waits for.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.gauges.abort();
        if let Ok(Err(error)) = self.serving.await {
            tracing::warn!(%error, "the server of metrics broke");
        }
    }
}
