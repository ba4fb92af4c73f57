//! A second server on the database of a test's own, and how a server is started.

use crate::described::PUBLIC_URL;
use http_kit::Server;
use reqwest::{Client, Method, RequestBuilder};
use std::net::SocketAddr;
use tokio::sync::oneshot;

/// A second server. It stops when this is dropped.
pub struct Beside {
    _stop: oneshot::Sender<()>,
    address: SocketAddr,
    client: Client,
}

impl Beside {
    pub(crate) fn new(stop: oneshot::Sender<()>, address: SocketAddr, client: Client) -> Self {
        Self { _stop: stop, address, client }
    }

    /// A request to it without credentials.
    pub fn anonymous(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }
}

/// Starts a server at a free port; it stops when the sender is dropped.
pub(crate) fn run(server: Server) -> (oneshot::Sender<()>, SocketAddr) {
    let (stop, stopped) = oneshot::channel::<()>();
    let stop_signal = async move {
        // The sender is only ever dropped; that is the signal.
        let _ = stopped.await;
    };
    let free = SocketAddr::from(([127, 0, 0, 1], 0));
    let running =
        web::mount(api::mount(server, PUBLIC_URL)).start(free, stop_signal).expect("a server at a free port");
    let address = running.address();
    tokio::spawn(running.finished());
    (stop, address)
}
