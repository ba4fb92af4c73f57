//! Sends each of some requests once, from so many clients.

use super::super::drive::processor_time;
use super::super::http::Connection;
use super::super::server::Place;
use anyhow::{Context, Result, bail};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What was seen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Burst {
    /// Bookings a second.
    pub(crate) rate: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Processor time of the server for each booking, where the system tells. The database server's is not in it.
    pub(crate) work: Option<Duration>,
}

/// # Errors
/// Where any answer was not 201.
pub(crate) fn burst(place: Place, clients: usize, requests: &[Vec<u8>]) -> Result<Burst> {
    let Place { address, process } = place;
    let next = AtomicUsize::new(0);
    let mut connections = Vec::with_capacity(clients);
    for _ in 0..clients {
        connections.push(Connection::open(address)?);
    }
    let (started, worked) = (Instant::now(), processor_time(process));
    let sent: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            connections.iter_mut().map(|one| scope.spawn(|| send(one, requests, &next))).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|_| bail!("a client panicked"))
        };
        threads.into_iter().map(join).collect()
    });
    let took = started.elapsed();
    let worked = processor_time(process).zip(worked).map(|(after, before)| after.saturating_sub(before));
    let mut times = Vec::with_capacity(requests.len());
    for sent in sent {
        times.extend(sent?);
    }
    times.sort_unstable();
    let count = u32::try_from(times.len())?;
    let at =
        |hundredths: usize| times.get((times.len() * hundredths / 100).min(times.len().saturating_sub(1)));
    Ok(Burst {
        rate: f64::from(count) / took.as_secs_f64(),
        p50: *at(50).context("nothing was booked")?,
        p99: *at(99).context("nothing was booked")?,
        work: worked.map(|worked| worked / count.max(1)),
    })
}

fn send(connection: &mut Connection, requests: &[Vec<u8>], next: &AtomicUsize) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        let before = Instant::now();
        let answer = connection.ask(request)?;
        if answer.status != 201 {
            bail!("not booked, {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        times.push(before.elapsed());
    }
    Ok(times)
}
