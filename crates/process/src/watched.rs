//! A program as operators see it at METRICS_ADDRESS: `/metrics`, `/health/live` and `/health/ready`.

use crate::readiness::{self, Stopping};
use crate::wiring::gauges;
use anyhow::Context;
use http_kit::Server;
use persistence::Database;
use std::io;
use std::net::SocketAddr;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server of health and metrics, and the counting of what waits.
pub struct Watched {
    stop: oneshot::Sender<()>,
    serving: JoinHandle<io::Result<()>>,
    gauges: JoinHandle<()>,
}

impl Watched {
    /// Serves at this address from now on. What is counted later is counted from here on, so this comes first.
    ///
    /// # Errors
    /// Where the address is taken.
    pub fn start(address: SocketAddr, db: &Database, stopping: &Stopping) -> anyhow::Result<Self> {
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move {
            // Dropping the sender says the same as sending.
            let _ = stopped.await;
        };
        let server = Server::new().workers(1).readiness(readiness::of(db, stopping)).start(address, stopped);
        let running = server.with_context(|| format!("can't listen at METRICS_ADDRESS {address}"))?;
        tracing::info!(address = %running.address(), "metrics are served");
        Ok(Self { stop, serving: tokio::spawn(running.finished()), gauges: gauges(db) })
    }

    /// Stops serving, which what the worker does never waits for.
    pub async fn stop(self) {
        drop(self.stop);
        self.gauges.abort();
        if let Ok(Err(error)) = self.serving.await {
            tracing::warn!(%error, "the server of metrics broke");
        }
    }
}
