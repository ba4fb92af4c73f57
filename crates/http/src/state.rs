//! What a server holds for its handlers. Handlers see it through extractors only ([`crate::Now`],
//! [`crate::Authenticated`], [`Data`]), never as a bag of parts.

use crate::caller::Credentials;
use crate::clock::Clock;
use crate::health::Readiness;
use crate::limits::Limiter;
use crate::memory::MemoryBudget;
use crate::metrics::Metrics;
use crate::place::Place;
use crate::problem::Problem;
use crate::table::Table;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// The server's own parts; cheap to clone.
#[derive(Clone)]
pub(crate) struct State(Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) clock: Clock,
    pub(crate) credentials: Credentials,
    pub(crate) readiness: Readiness,
    pub(crate) metrics: Metrics,
    /// `None` where requests are not limited.
    pub(crate) limiter: Option<Limiter>,
    /// Whether a proxy before the server is trusted to say who asks.
    pub(crate) trusts_proxy: bool,
    /// Where clients see the server.
    pub(crate) place: Place,
    /// Whether the log has the addresses of clients.
    pub(crate) log_addresses: bool,
    /// Whether metrics are shown here.
    pub(crate) shows_metrics: bool,
    /// What all large requests share.
    pub(crate) memory: MemoryBudget,
    /// How long a request may take; any time where nobody says.
    pub(crate) time_limit: Option<Duration>,
    /// All routes.
    pub(crate) table: Arc<Table>,
    /// Turns true when the server is about to stop.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl State {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    pub(crate) fn of(request: &HttpRequest) -> Result<&Self, Problem> {
        request.app_data::<Self>().ok_or_else(|| {
            tracing::error!("a handler runs outside of a server");
            Problem::opaque()
        })
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    pub(crate) fn readiness(&self) -> &Readiness {
        &self.0.readiness
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn limiter(&self) -> Option<&Limiter> {
        self.0.limiter.as_ref()
    }

    pub(crate) fn trusts_proxy(&self) -> bool {
        self.0.trusts_proxy
    }

    pub(crate) fn place(&self) -> &Place {
        &self.0.place
    }

    pub(crate) fn log_addresses(&self) -> bool {
        self.0.log_addresses
    }

    pub(crate) fn shows_metrics(&self) -> bool {
        self.0.shows_metrics
    }

    pub(crate) fn memory(&self) -> &MemoryBudget {
        &self.0.memory
    }

    pub(crate) fn time_limit(&self) -> Option<Duration> {
        self.0.time_limit
    }

    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.clone()
    }

    pub(crate) fn table(&self) -> &Table {
        &self.0.table
    }
}

/// The address at which clients see the server, for pages that name it; empty where nobody has said it.
#[must_use]
pub fn public_address(request: &HttpRequest) -> String {
    State::of(request).map(|state| state.place().address().to_owned()).unwrap_or_default()
}

impl FromRequest for MemoryBudget {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(State::of(request).map(|state| state.memory().clone()))
    }
}

/// What [`crate::Server::provide`] was given, for example the database, as an extractor.
///
/// It exists so that this crate need not know what a product's handlers need.
#[derive(Debug, Clone)]
pub struct Data<T>(pub T);

impl<T> Deref for Data<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone + 'static> FromRequest for Data<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.app_data::<Self>().cloned().ok_or_else(|| {
            tracing::error!(
                wanted = std::any::type_name::<T>(),
                "a handler uses what the server was not given"
            );
            Problem::opaque()
        }))
    }
}
