//! A server: which routes, at which address, until when.

use crate::caller::Credentials;
use crate::clock::Clock;
use crate::edge::edge;
use crate::health::{self, Readiness};
use crate::limits::{Limiter, RateLimit};
use crate::memory::MemoryBudget;
use crate::metrics::{Metrics, UPKEEP};
use crate::path;
use crate::place::Place;
use crate::router::Router;
use crate::routes::Routes;
use crate::state::{Data, Parts, State};
use crate::table::Table;
use actix_web::http::KeepAlive;
use actix_web::middleware::{NormalizePath, from_fn};
use actix_web::{App, HttpServer, web};
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Idle connections are kept for this long.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// A client must have sent its request's head by then.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// A client must have closed its side by then.
const CLOSE_TIME: Duration = Duration::from_secs(5);
/// An answer that a client does not read is given up after this.
const UNREAD_TIME: Duration = Duration::from_secs(30);
/// Connections that wait to be taken.
const BACKLOG: i32 = 1024;
/// Seconds that running requests have to finish when the server stops; supervisors kill after 30.
const STOP_SECONDS: u64 = 25;

type Mount = Arc<dyn Fn(&mut Routes) + Send + Sync>;
/// Gives handlers a value.
type Provide = Arc<dyn Fn(&mut web::ServiceConfig) + Send + Sync>;

/// Builds a server. Health, metrics, problems and request ids are there without being asked for.
pub struct Server {
    clock: Clock,
    credentials: Credentials,
    readiness: Readiness,
    rate_limit: Option<RateLimit>,
    trusts_proxy: bool,
    memory: MemoryBudget,
    time_limit: Option<Duration>,
    unread_time: Duration,
    version: &'static str,
    place: Place,
    log_addresses: bool,
    shows_metrics: bool,
    provided: Vec<Provide>,
    mounts: Vec<Mount>,
    workers: Option<usize>,
}

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Server {
    /// A server with the machine's clock, no credentials, and nothing but health and metrics.
    #[must_use]
    pub fn new() -> Self {
        Self {
            clock: Clock::system(),
            credentials: Credentials::default(),
            readiness: Readiness::always(),
            rate_limit: None,
            trusts_proxy: false,
            memory: MemoryBudget::default(),
            time_limit: None,
            unread_time: UNREAD_TIME,
            version: env!("CARGO_PKG_VERSION"),
            place: Place::default(),
            log_addresses: false,
            shows_metrics: true,
            provided: Vec::new(),
            mounts: vec![Arc::new(health::routes)],
            workers: None,
        }
    }

    /// Another clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Which credentials are good.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// What `GET /health/ready` asks.
    #[must_use]
    pub fn readiness(mut self, readiness: Readiness) -> Self {
        self.readiness = readiness;
        self
    }

    /// How many requests somebody may send; any number where nobody says.
    #[must_use]
    pub fn rate_limit(mut self, limit: Option<RateLimit>) -> Self {
        self.rate_limit = limit;
        self
    }

    /// Takes clients' addresses from the last entry of `X-Forwarded-For`, which is the one that the proxy right before the server wrote.
    /// Only behind such a proxy: elsewhere clients could write there whom they like.
    #[must_use]
    pub fn trust_forwarded_for(mut self, trust: bool) -> Self {
        self.trusts_proxy = trust;
        self
    }

    /// Where clients see the server: an address, which may have a path.
    #[must_use]
    pub fn public_url(mut self, address: &str) -> Self {
        self.place = Place::new(address);
        self
    }

    /// Whether the log has the addresses of clients.
    #[must_use]
    pub fn log_addresses(mut self, wanted: bool) -> Self {
        self.log_addresses = wanted;
        self
    }

    /// Shows no metrics, because they are shown elsewhere.
    #[must_use]
    pub fn without_metrics(mut self) -> Self {
        self.shows_metrics = false;
        self
    }

    /// What all large requests share; 192 MiB where nobody says.
    #[must_use]
    pub fn memory(mut self, budget: MemoryBudget) -> Self {
        self.memory = budget;
        self
    }

    /// How long a request may take, without the time in which its body arrives; any time where nobody says. Beyond it the
    /// answer is 503, and what computes it is told to stop.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// How long a client may leave an answer unread before its connection is closed: 30 seconds where nobody says.
    #[must_use]
    pub fn unread_time(mut self, time: Duration) -> Self {
        self.unread_time = time;
        self
    }

    /// How many threads answer requests; as many as there are cores where it is not said.
    #[must_use]
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// Gives handlers a value, which they take as [`Data<T>`].
    #[must_use]
    pub fn provide<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.provided.push(Arc::new(move |config| {
            config.app_data(Data(value.clone()));
        }));
        self
    }

    /// Adds routes. Patterns have no trailing slash; requests may have one.
    #[must_use]
    pub fn routes(mut self, mount: impl Fn(&mut Routes) + Send + Sync + 'static) -> Self {
        self.mounts.push(Arc::new(mount));
        self
    }

    /// Binds `address` (port 0 takes a free one) and serves until `stop` completes; then no new connection is
    /// taken and requests that run have 25 seconds to finish. Must run on a tokio runtime.
    ///
    /// # Errors
    /// Where the address can't be bound.
    pub fn start(
        self,
        address: SocketAddr,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<Running> {
        let (stopping, stopped) = watch::channel(false);
        // Answers that go on end first: they would hold the others up.
        let stop = async move {
            stop.await;
            let _ = stopping.send(true);
        };
        let metrics = Metrics::global();
        metrics.build_info(self.version, scheduling_core::time::zone_data_release());
        let limiter = self.rate_limit.map(|limit| Limiter::new(limit, self.trusts_proxy, &self.clock));
        let mounts = self.mounts;
        let table = Arc::new(table(&mounts));
        let state = State::new(Parts {
            clock: self.clock,
            credentials: self.credentials,
            readiness: self.readiness,
            metrics: metrics.clone(),
            limiter,
            trusts_proxy: self.trusts_proxy,
            place: self.place,
            log_addresses: self.log_addresses,
            shows_metrics: self.shows_metrics,
            memory: self.memory,
            time_limit: self.time_limit,
            table: Arc::clone(&table),
            stopping: stopped,
        });
        let provided = self.provided;
        let mut http = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .app_data(path::config())
                .configure(|config| provided.iter().for_each(|provide| provide(config)))
                .default_service(Router::new(Arc::clone(&table), mounted(&mounts)))
                .wrap(from_fn(edge))
                // Outermost, so that routes and metrics see one form of each path.
                .wrap(NormalizePath::trim())
        })
        .keep_alive(KeepAlive::Timeout(KEEP_ALIVE))
        .client_request_timeout(HEAD_TIME)
        .client_disconnect_timeout(CLOSE_TIME)
        // Who has closed their side reads no answer: what computes it stops.
        .h1_allow_half_closed(false)
        .shutdown_timeout(STOP_SECONDS)
        .shutdown_signal(stop);
        if let Some(workers) = self.workers {
            http = http.workers(workers);
        }
        let http = http.listen(listener(address, self.unread_time)?)?;
        let address = http.addrs().first().copied().unwrap_or(address);
        Ok(Running { address, server: http.run(), metrics })
    }
}

/// All routes, for one thread.
fn mounted(mounts: &[Mount]) -> Routes {
    let mut routes = Routes::default();
    mounts.iter().for_each(|mount| mount(&mut routes));
    routes
}

/// The table of all routes, for all threads.
fn table(mounts: &[Mount]) -> Table {
    let mut table = Table::default();
    for resource in &mounted(mounts).0 {
        resource.routes.iter().for_each(|(method, _)| table.add(resource.pattern.clone(), method));
    }
    table
}

/// A listener whose connections the system closes when a client reads nothing of what waits for it for so long.
fn listener(address: SocketAddr, unread_time: Duration) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(unread_time))?;
    #[cfg(not(target_os = "linux"))]
    let _ = unread_time;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// A server that takes connections.
pub struct Running {
    address: SocketAddr,
    server: actix_web::dev::Server,
    metrics: Metrics,
}

impl Running {
    /// The address that it listens at, with the real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Completes when the server has stopped. Requests are answered only while this is awaited.
    ///
    /// # Errors
    /// Where the server broke.
    pub async fn finished(self) -> io::Result<()> {
        let metrics = self.metrics;
        let upkeep = async move {
            let mut tick = tokio::time::interval(UPKEEP);
            loop {
                tick.tick().await;
                metrics.upkeep();
            }
        };
        tokio::select! {
            result = self.server => result,
            () = upkeep => Ok(()),
        }
    }
}
