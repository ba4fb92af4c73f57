//! The Meridian worker: runs background work until it is told to stop.
//!
//! For companies on PostgreSQL: as many as are wanted, beside as many servers. On SQLite the server runs these jobs
//! itself.

mod watched;

use anyhow::Context;
use config::Settings;
use process::wiring::Parts;
use process::{program, shutdown};
use std::process::ExitCode;
use tokio::runtime::Builder;
use watched::Watched;

fn main() -> ExitCode {
    program::run("worker", "Meridian: background jobs.", Builder::new_current_thread(), work)
}

async fn work(settings: &Settings) -> anyhow::Result<()> {
    let stop = shutdown::signal().context("signals can't be listened for")?;
    let parts = Parts::new(settings).await?;
    let db = &parts.db;
    let watched = settings.metrics_address.map(|address| Watched::start(address, db)).transpose()?;
    tracing::info!(database = db.kind(), "working");
    parts.worker(settings).run(stop).await;
    if let Some(watched) = watched {
        watched.stop().await;
    }
    db.close().await;
    tracing::info!("stopped");
    Ok(())
}
