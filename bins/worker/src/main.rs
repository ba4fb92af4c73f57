//! The Meridian worker: runs background work until it is told to stop.
//!
//! For companies on PostgreSQL: as many as are wanted, beside as many servers. On SQLite the server runs these jobs
//! itself.

use anyhow::Context;
use config::{Command, Settings};
use process::readiness::Stopping;
use process::watched::Watched;
use process::wiring::Parts;
use process::{program, shutdown};
use std::process::ExitCode;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    program::run("worker", "Meridian: background jobs.", false, Builder::new_current_thread(), work)
}

async fn work(settings: &Settings, _: Command) -> anyhow::Result<()> {
    let stop = shutdown::signal().context("signals can't be listened for")?;
    let parts = Parts::new(settings).await?;
    let (db, stopping) = (&parts.db, Stopping::default());
    let watched =
        settings.metrics_address.map(|address| Watched::start(address, db, &stopping)).transpose()?;
    tracing::info!(database = db.kind(), "working");
    let told = async {
        stop.await;
        stopping.begin();
    };
    parts.worker(settings).run(told).await;
    if let Some(watched) = watched {
        watched.stop().await;
    }
    db.close().await;
    tracing::info!("stopped");
    Ok(())
}
