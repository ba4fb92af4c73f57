//! Numbers for operators, in Prometheus' text format.
//!
//! The recorder is the process's, so that jobs and integrations count with the `metrics` crate's macros and
//! know nothing of this crate.

use actix_web::http::{Method, StatusCode};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Duration;

const REQUESTS: &str = "http_requests_total";
const DURATION: &str = "http_request_duration_seconds";
/// From a twentieth of what a search takes to what nobody waits for.
const BUCKETS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How often recorded times are folded into buckets; between two scrapes nothing else does it.
pub(crate) const UPKEEP: Duration = Duration::from_secs(5);

/// The process's metrics; cheap to clone.
#[derive(Clone)]
pub(crate) struct Metrics(PrometheusHandle);

impl Metrics {
    /// The recorder of this process, made by the first who asks.
    pub(crate) fn global() -> Self {
        static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
        Self(HANDLE.get_or_init(install).clone())
    }

    /// States what runs here: `meridian_build_info{version, zone_data} 1`.
    pub(crate) fn build_info(&self, version: &'static str, zone_data: &'static str) {
        metrics::gauge!("meridian_build_info", "version" => version, "zone_data" => zone_data).set(1.0);
    }

    /// Counts one answered request. Labels are from closed sets (route patterns, known methods), so that nobody
    /// can fill the memory with made-up ones.
    pub(crate) fn request(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let labels = [
            ("method", known(method).to_owned()),
            ("route", route.to_owned()),
            ("status", status.as_str().to_owned()),
        ];
        metrics::counter!(REQUESTS, &labels).increment(1);
        metrics::histogram!(DURATION, &labels).record(took.as_secs_f64());
    }

    pub(crate) fn render(&self) -> String {
        self.0.render()
    }

    pub(crate) fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

fn install() -> PrometheusHandle {
    let builder = PrometheusBuilder::new();
    let builder = builder.set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), BUCKETS);
    // Refused only for an empty list of buckets, which ours is not.
    let recorder = builder.unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("metrics are recorded elsewhere; /metrics will be empty");
    }
    metrics::describe_counter!(REQUESTS, "Requests answered, by method, route and status.");
    metrics::describe_histogram!(DURATION, metrics::Unit::Seconds, "Time to the head of the answer.");
    metrics::describe_gauge!(
        "meridian_build_info",
        "Version of the program and release of its time zone data."
    );
    handle
}

fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
