//! Requests that are answered once, however often they are sent.

use crate::CompanyId;

/// What a client's key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestKey {
    /// The caller's company; `None` for the platform's administrators.
    pub company: Option<CompanyId>,
    /// SHA-256 of caller, path and key.
    pub name: [u8; 32],
    /// SHA-256 of method, path, query and body, which tells another request under the same key from the same one.
    pub fingerprint: [u8; 32],
}

/// An answer in full: what is stored under a key is what is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// The HTTP status, 200 to 499.
    pub status: u16,
    /// Names and values of the headers that belong to the answer, in order; the edge adds its own to each sending.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}
