//! Health and metrics, for those who run the server. None of these needs credentials.

use crate::problem::{Problem, RETRY_AFTER, catalogue};
use crate::routes::{Routes, resource};
use crate::state::State;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::BoxFuture;
use serde_json::json;
use std::sync::Arc;

/// Why a server is not ready: the name of the check that failed, for example `database` or `migrations`. The
/// cause belongs in the log, not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotReady(pub &'static str);

/// Whether the server can serve: asked at each `GET /health/ready`, so it should be quick.
#[derive(Clone)]
pub struct Readiness(Arc<dyn Fn() -> BoxFuture<'static, Result<(), NotReady>> + Send + Sync>);

impl Readiness {
    /// Asks `check` each time.
    pub fn new<F, Fut>(check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), NotReady>> + Send + 'static,
    {
        Self(Arc::new(move || Box::pin(check())))
    }

    /// Always ready, for servers that need nothing.
    #[must_use]
    pub fn always() -> Self {
        Self::new(|| async { Ok(()) })
    }
}

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .service(resource("/health/live").get(live))
        .service(resource("/health/ready").get(ready))
        .service(resource("/metrics").get(metrics));
}

/// The process runs. Says nothing about the database: restarting a server does not mend that.
async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "live"}))
}

async fn ready(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let check = State::of(&request)?.readiness().0.clone();
    match check().await {
        Ok(()) => Ok(HttpResponse::Ok().json(json!({"status": "ready"}))),
        Err(NotReady(what)) => Err(Problem::new(&catalogue::NOT_READY, format!("waiting for: {what}"))
            .with_member("waiting_for", json!(what))
            .retry_after(RETRY_AFTER)),
    }
}

async fn metrics(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let state = State::of(&request)?;
    if !state.shows_metrics() {
        return Err(Problem::new(&catalogue::NOT_FOUND, "metrics are served at METRICS_ADDRESS"));
    }
    let text = state.metrics().render();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}
