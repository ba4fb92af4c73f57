//! Asks one target the same question over and over, on several connections at once.

use super::http::Connection;
use super::mixed::Mixed;
use super::server::Place;
use anyhow::{Context, Result, bail};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How much of an answer that was not expected is told, in characters.
const SHOWN: usize = 300;

/// A question, and the answer that it must have each time.
pub(super) struct Target {
    pub(super) name: &'static str,
    pub(super) address: SocketAddr,
    /// The process that answers.
    pub(super) process: u32,
    pub(super) request: Vec<u8>,
    pub(super) body: Vec<u8>,
    /// The position among the targets of the one that this one is held against.
    pub(super) beside: usize,
    /// What is booked meanwhile.
    mixed: Option<Mixed>,
    /// Whether it is a page, which is another one each time.
    is_page: bool,
}

/// What was seen in one round.
#[derive(Debug, Clone, Copy)]
pub(super) struct LoadRound {
    /// Answers a second.
    pub(super) rate: f64,
    /// Half of the answers took no longer.
    pub(super) p50: Duration,
    /// 99 of 100 took no longer.
    pub(super) p99: Duration,
    /// Processor time of the answering process for each answer, where the system tells: unlike the rate it hardly
    /// depends on what else runs on the machine. A database server's own time is not in it.
    pub(super) work: Option<Duration>,
}

impl Target {
    /// A target whose first answer is the one that all others must equal.
    ///
    /// # Errors
    /// Where that is not 200.
    pub(super) fn new(name: &'static str, place: Place, request: Vec<u8>, beside: usize) -> Result<Self> {
        let Place { address, process } = place;
        let mut connection = Connection::open(address)?;
        let answer = connection.ask(&request)?;
        if answer.status != 200 {
            bail!("{name}: {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        let body = answer.body.to_vec();
        Ok(Self { name, address, process, request, body, beside, mixed: None, is_page: false })
    }

    /// A page: it must be there each time, and whole.
    ///
    /// # Errors
    /// Where it is not.
    pub(super) fn page(name: &'static str, place: Place, request: Vec<u8>, beside: usize) -> Result<Self> {
        Ok(Self { is_page: true, ..Self::new(name, place, request, beside)? })
    }

    /// The same while somebody books.
    pub(super) fn mixed(self, mixed: Mixed) -> Self {
        Self { mixed: Some(mixed), ..self }
    }

    fn ask(&self, connection: &mut Connection) -> Result<()> {
        let answer = connection.ask(&self.request)?;
        let is_right = match self.is_page {
            true => answer.body.trim_ascii_end().ends_with(b"</html>"),
            false => answer.body == self.body,
        };
        if answer.status != 200 || !is_right {
            let body: String = String::from_utf8_lossy(answer.body).chars().take(SHOWN).collect();
            bail!("another answer, {}: {body}", answer.status);
        }
        Ok(())
    }
}

/// Asks for so long, on so many connections.
///
/// # Errors
/// Where any answer was not the known one.
pub(super) fn round(target: &Target, clients: usize, time: Duration) -> Result<LoadRound> {
    let mut connections = Vec::with_capacity(clients);
    for _ in 0..clients {
        let mut connection = Connection::open(target.address)?;
        target.ask(&mut connection)?;
        connections.push(connection);
    }
    let (started, worked) = (Instant::now(), processor_time(target.process));
    let asked: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
        let asking = connections
            .iter_mut()
            .enumerate()
            .map(|(client, one)| scope.spawn(move || ask_until(target, client, one, started + time)));
        let asking: Vec<_> = asking.collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|_| bail!("a client panicked"))
        };
        asking.into_iter().map(join).collect()
    });
    let took = started.elapsed();
    let worked =
        processor_time(target.process).zip(worked).map(|(after, before)| after.saturating_sub(before));
    let mut times = Vec::new();
    for asked in asked {
        times.extend(asked?);
    }
    summary(times, took, worked).context("no answer in time")
}

fn ask_until(
    target: &Target,
    client: usize,
    connection: &mut Connection,
    end: Instant,
) -> Result<Vec<Duration>> {
    if let Some(mixed) = &target.mixed {
        return mixed.ask_until(client, &target.request, connection, end);
    }
    let mut times = Vec::with_capacity(1 << 16);
    let mut before = Instant::now();
    while before < end {
        target.ask(connection)?;
        let after = Instant::now();
        times.push(after - before);
        before = after;
    }
    Ok(times)
}

/// What a process with all its threads has had of the processors so far, where the system tells.
pub(super) fn processor_time(process: u32) -> Option<Duration> {
    ticks(&std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?).map(|ticks| TICK * ticks)
}

/// Linux tells times to programs in these.
const TICK: Duration = Duration::from_millis(10);

/// User and system time from `/proc/PID/stat`: fields 14 and 15, and the name in field 2 may hold anything.
fn ticks(stat: &str) -> Option<u32> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11);
    let (user, system): (u32, u32) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    user.checked_add(system)
}

/// None where there was no answer.
fn summary(mut times: Vec<Duration>, took: Duration, worked: Option<Duration>) -> Option<LoadRound> {
    times.sort_unstable();
    let count = u32::try_from(times.len()).ok()?;
    let at = |hundredths: usize| times.get((times.len() * hundredths / 100).min(times.len() - 1)).copied();
    let rate = f64::from(count) / took.as_secs_f64();
    (count > 0).then(|| {
        Some(LoadRound { rate, p50: at(50)?, p99: at(99)?, work: worked.map(|worked| worked / count) })
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_any_name() {
        assert_eq!(ticks("7 (a) b) S 1 2 3 4 5 6 7 8 9 10 150 30 0 0"), Some(180));
        assert_eq!(ticks("7 (a"), None);
    }

    #[test]
    fn a_round_is_told_by_its_rate_and_its_slow_answers() {
        let times = (1..=200).rev().map(Duration::from_millis).collect();
        let round = summary(times, Duration::from_secs(4), Some(Duration::from_secs(2))).expect("a round");
        assert_eq!((round.p50, round.p99), (Duration::from_millis(101), Duration::from_millis(199)));
        assert_eq!(round.work, Some(Duration::from_millis(10)));
        assert!((round.rate - 50.0).abs() < 1e-9, "{}", round.rate);
        assert!(summary(Vec::new(), Duration::from_secs(1), None).is_none());
    }
}
