//! How many requests somebody may send (draft-ietf-httpapi-ratelimit-headers): so many a minute, at most as many at once.
//!
//! Callers with credentials are counted by them, and all others by address. Which it is must be known before the
//! credentials are looked up, since looking up is what floods are made to cause. So a token counts as somebody once it
//! was found to be good, which is remembered for a while; until then its requests are its address's. Guessing tokens
//! therefore gives nobody more requests, and makes nothing grow.

use crate::caller::{self, Accepted};
use crate::clock::{Clock, Stopwatch};
use crate::problem::{Problem, catalogue};
use actix_web::dev::ServiceRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use governor::clock::Clock as GovernorClock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The window in which the quota is restored, in seconds.
const WINDOW: u32 = 60;
/// A good token is remembered for this long after its last request.
const REMEMBERED: Duration = Duration::from_secs(600);
/// After so many requests, what is at rest is forgotten.
const SHED_EVERY: u64 = 1024;
/// With so many counted at once, addresses share counters until fewer are left.
const MAX_COUNTERS: usize = 100_000;
/// How many counters they share then.
const SHARED: u64 = 4096;

/// The limit of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    per_minute: NonZeroU32,
}

impl RateLimit {
    /// So many requests a minute for each key or address.
    #[must_use]
    pub fn per_minute(requests: NonZeroU32) -> Self {
        Self { per_minute: requests }
    }
}

/// Who is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    /// Good credentials, by digest.
    Token([u8; 32]),
    /// An IPv4 address, or the /64 network of an IPv6 one, in which a single host has all addresses to itself.
    Address(IpAddr),
    /// One of the shared counters.
    Shared(u64),
    /// A connection without an address.
    Unknown,
}

/// What somebody has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    limit: NonZeroU32,
    remaining: u32,
}

impl Budget {
    /// The two headers that tell it.
    pub(crate) fn headers(self) -> [(HeaderName, String); 2] {
        let (limit, spent) = (self.limit.get(), self.limit.get().saturating_sub(self.remaining));
        let restored = (u64::from(spent) * u64::from(WINDOW)).div_ceil(u64::from(limit));
        [
            (HeaderName::from_static("ratelimit"), format!("\"default\";r={};t={restored}", self.remaining)),
            (HeaderName::from_static("ratelimit-policy"), format!("\"default\";q={limit};w={WINDOW}")),
        ]
    }

    pub(crate) fn write_headers(self, headers: &mut HeaderMap) {
        for (name, text) in self.headers() {
            if let Ok(value) = HeaderValue::from_str(&text) {
                headers.insert(name, value);
            }
        }
    }
}

/// Whether a request may go on.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) budget: Budget,
    /// 429, where it may not.
    pub(crate) refusal: Option<Problem>,
}

type Counters = RateLimiter<Who, DashMapStateStore<Who>, Ticks, StateInformationMiddleware>;

/// Counts requests.
pub(crate) struct Limiter {
    limit: RateLimit,
    /// Whether a proxy before the server is trusted to say who asks.
    trusts_proxy: bool,
    counters: Counters,
    ticks: Ticks,
    /// Tokens that were found to be good, each with the time of its last request.
    good: Mutex<HashMap<[u8; 32], Duration>>,
    requests: AtomicU64,
    crowded: AtomicBool,
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit, trusts_proxy: bool, clock: &Clock) -> Self {
        let ticks = Ticks(clock.stopwatch());
        let quota = Quota::per_minute(limit.per_minute);
        let counters = RateLimiter::dashmap_with_clock(quota, ticks.clone()).with_middleware();
        Self {
            limit,
            trusts_proxy,
            counters,
            ticks,
            good: Mutex::default(),
            requests: AtomicU64::new(0),
            crowded: AtomicBool::new(false),
        }
    }

    /// Counts a request; `None` for those that are not counted.
    pub(crate) fn check(&self, request: &ServiceRequest) -> Option<Verdict> {
        if is_exempt(request.path()) {
            return None;
        }
        if self.requests.fetch_add(1, Relaxed) % SHED_EVERY == SHED_EVERY - 1 {
            self.shed(MAX_COUNTERS);
        }
        Some(self.count(&self.who(request.request())))
    }

    fn count(&self, who: &Who) -> Verdict {
        let limit = self.limit.per_minute;
        match self.counters.check_key(who) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                Verdict { budget: Budget { limit, remaining }, refusal: None }
            }
            Err(until) => {
                let wait = until.wait_time_from(self.ticks.now());
                let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(WINDOW).max(1);
                let detail = format!("{limit} requests a minute are allowed; try again in {seconds} s");
                let problem = Problem::new(&catalogue::TOO_MANY_REQUESTS, detail).retry_after(seconds);
                Verdict { budget: Budget { limit, remaining: 0 }, refusal: Some(problem) }
            }
        }
    }

    /// Whom a request counts for.
    fn who(&self, request: &HttpRequest) -> Who {
        if let Some(token) = caller::shown_digest(request)
            && let Some(last) = self.good().get_mut(&token)
        {
            *last = self.ticks.now();
            return Who::Token(token);
        }
        let Some(address) = client_address(request, self.trusts_proxy) else { return Who::Unknown };
        if self.crowded.load(Relaxed) {
            let mut hasher = DefaultHasher::new();
            address.hash(&mut hasher);
            return Who::Shared(hasher.finish() % SHARED);
        }
        Who::Address(address)
    }

    /// Learns from the answer to a request whether the token that it showed is somebody's.
    pub(crate) fn learn(&self, request: &HttpRequest, answer: StatusCode) {
        let Some(token) = caller::shown_digest(request) else { return };
        let mut good = self.good();
        if answer == StatusCode::UNAUTHORIZED {
            good.remove(&token);
        } else if request.extensions().get::<Accepted>().is_some() && good.len() < MAX_COUNTERS {
            good.insert(token, self.ticks.now());
        }
    }

    /// Forgets who has their whole quota again, and tokens that were not seen for long.
    fn shed(&self, most: usize) {
        self.counters.retain_recent();
        self.crowded.store(self.counters.len() >= most, Relaxed);
        let now = self.ticks.now();
        self.good().retain(|_, last| now.saturating_sub(*last) < REMEMBERED);
    }

    fn good(&self) -> MutexGuard<'_, HashMap<[u8; 32], Duration>> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Probes must not be refused because there are many of them: a supervisor would end the server for it.
fn is_exempt(path: &str) -> bool {
    matches!(path, "/metrics" | "/health/live" | "/health/ready")
}

/// Who asks: the connection's address, or what a trusted proxy wrote; of IPv6 the network.
pub(crate) fn client_address(request: &HttpRequest, trusts_proxy: bool) -> Option<IpAddr> {
    let forwarded = if trusts_proxy { forwarded_for(request) } else { None };
    forwarded.or_else(|| request.peer_addr().map(|peer| peer.ip())).map(network)
}

fn forwarded_for(request: &HttpRequest) -> Option<IpAddr> {
    let last = request.headers().get_all("x-forwarded-for").last()?;
    address_of(last.to_str().ok()?.rsplit(',').next()?)
}

/// The address of an entry: alone, with a port behind it as some proxies write it, an IPv6 one in brackets then, or in quotes.
fn address_of(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim().trim_matches('"').trim();
    let with_port = || entry.parse().ok().map(|socket: SocketAddr| socket.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    entry.parse().ok().or_else(with_port).or_else(in_brackets)
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// The server's clock as governor reads one.
#[derive(Debug, Clone)]
struct Ticks(Stopwatch);

impl GovernorClock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
#[path = "limits_tests.rs"]
mod tests;
