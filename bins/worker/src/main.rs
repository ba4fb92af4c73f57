//! The Meridian worker: runs background work until it is told to stop.
//!
//! For companies on PostgreSQL: as many as are wanted, beside as many servers. On SQLite the server runs these jobs
//! itself.

use anyhow::Context;
use config::{Command, Settings};
use process::program;
use process::readiness::Stopping;
use process::shutdown::{self, Stop};
use process::watched::Watched;
use process::wiring::Parts;
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime::Builder;

fn main() -> ExitCode {
    program::run("worker", "Meridian: background jobs.", false, Builder::new_current_thread(), work)
}

async fn work(settings: &Settings, _: Command) -> anyhow::Result<()> {
    let stop = Stop::listen(Duration::ZERO).context("signals can't be listened for")?;
    let parts = Parts::new(settings).await?;
    let (db, stopping) = (&parts.db, Stopping::default());
    let watched =
        settings.metrics_address.map(|address| Watched::start(address, db, &stopping)).transpose()?;
    tracing::info!(database = db.kind(), "working");
    let told = async {
        stop.told().await;
        stopping.begin();
    };
    parts.worker(settings).run(told).await;
    if let Some(watched) = watched {
        watched.stop().await;
    }
    shutdown::close(db).await;
    tracing::info!("stopped");
    Ok(())
}
