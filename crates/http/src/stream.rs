//! Answers that go on: server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).
//!
//! A stream ends by itself after a while, since the browser asks again and says which event it saw last: so nobody listens longer
//! than their credentials are good, and a server that stops is not held up.

use crate::clock::Clock;
use crate::problem::Problem;
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse};
use futures_util::stream;
use std::collections::VecDeque;
use std::future::{Ready, ready};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, interval_at, sleep_until};

/// How often a stream that has nothing to say says so: proxies end connections on which nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What an answer that goes on needs of its server.
#[derive(Debug, Clone)]
pub struct LongLived {
    clock: Clock,
    stopping: watch::Receiver<bool>,
}

impl LongLived {
    /// The server's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Completes when the server is about to stop.
    pub async fn stopped(&mut self) {
        // A server that is gone has stopped.
        let _ = self.stopping.wait_for(|stopping| *stopping).await;
    }
}

impl FromRequest for LongLived {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let of = |state: &State| Self { clock: state.clock().clone(), stopping: state.stopping() };
        ready(State::of(request).map(of))
    }
}

/// One event.
#[derive(Debug, Clone)]
pub struct ServerEvent {
    /// What the browser says it saw last when it asks again.
    pub id: Option<String>,
    pub name: &'static str,
    /// On one line.
    pub data: String,
}

impl ServerEvent {
    fn bytes(&self) -> Bytes {
        let id = self.id.as_ref().map(|id| format!("id: {id}\n")).unwrap_or_default();
        Bytes::from(format!("event: {}\n{id}data: {}\n\n", self.name, self.data))
    }
}

/// Sends events as they come, until their sender is gone, the server stops, or `life` has passed.
#[must_use]
pub fn event_stream(
    first: &[ServerEvent],
    events: mpsc::Receiver<ServerEvent>,
    server: LongLived,
    life: Duration,
) -> HttpResponse {
    let mut waiting: VecDeque<Bytes> = first.iter().map(ServerEvent::bytes).collect();
    // Begins at once, so that the browser knows that it is heard.
    waiting.push_front(Bytes::from_static(b"retry: 2000\n\n"));
    let (now, end) = (Instant::now(), Instant::now() + life);
    let heartbeat = interval_at(now + HEARTBEAT, HEARTBEAT);
    let state = (waiting, events, server, heartbeat);
    let body =
        stream::unfold(state, move |(mut waiting, mut events, mut server, mut heartbeat)| async move {
            if let Some(bytes) = waiting.pop_front() {
                return Some((Ok::<_, Error>(bytes), (waiting, events, server, heartbeat)));
            }
            let bytes = tokio::select! {
                biased;
                () = server.stopped() => return None,
                () = sleep_until(end) => return None,
                event = events.recv() => event?.bytes(),
                _ = heartbeat.tick() => Bytes::from_static(b":\n\n"),
            };
            Some((Ok(bytes), (waiting, events, server, heartbeat)))
        });
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Proxies that collect answers would hold events back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(body)
}

/// The id of the event that the browser saw last, where it asks again.
#[must_use]
pub fn last_event_id(request: &HttpRequest) -> Option<&str> {
    request.headers().get("last-event-id").and_then(|value| value.to_str().ok())
}
