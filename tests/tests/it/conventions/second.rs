//! A second server on the database of the first, with settings that the first does not have.

use app::known_people::KnownPeople;
use e2e::{Answer, App};
use http_kit::{Credentials, RateLimit, Server};
use reqwest::{Client, Method, RequestBuilder};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use tokio::sync::oneshot;

/// The platform's token there.
pub(crate) const TOKEN: &str = "another token of the platform";

/// It stops when this is dropped.
pub(crate) struct Second {
    _stop: oneshot::Sender<()>,
    address: SocketAddr,
    client: Client,
}

impl Second {
    /// Starts it with the first one's database and clock, and with this limit of requests a minute.
    pub(crate) fn start(app: &App, per_minute: Option<u32>) -> Self {
        Self::with(app, per_minute, 0)
    }

    /// The same with so many bytes for what it knows of people's time.
    pub(crate) fn with(app: &App, per_minute: Option<u32>, known: usize) -> Self {
        let limit = per_minute.map(|number| RateLimit::per_minute(NonZeroU32::new(number).expect("a limit")));
        let server = Server::new()
            .workers(2)
            .clock(app.clock.clone())
            .credentials(Credentials::new(Some(TOKEN)))
            .rate_limit(limit)
            .provide(KnownPeople::new((*app.db).clone(), known))
            .provide((*app.db).clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let stop_signal = async move {
            // The sender is only ever dropped; that is the signal.
            let _ = stopped.await;
        };
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        let running = api::mount(server, "http://localhost:8080").start(free, stop_signal).expect("a server");
        let address = running.address();
        tokio::spawn(running.finished());
        Self { _stop: stop, address, client: Client::new() }
    }

    /// A request with a bearer token; none where it is empty.
    pub(crate) fn request(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("http://{}{path}", self.address));
        if token.is_empty() { request } else { request.bearer_auth(token) }
    }

    pub(crate) async fn get(&self, app: &App, path: &str, token: &str) -> Answer {
        app.send(self.request(Method::GET, path, token)).await
    }
}
