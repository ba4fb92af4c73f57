//! A second server on the database of a test's own.

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
