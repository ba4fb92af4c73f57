//! Where links lead: to interviews, and to pictures.

use std::sync::Arc;

/// The server's address as its clients see it: where links lead.
#[derive(Debug, Clone)]
pub(crate) struct PublicUrl(Arc<str>);

impl PublicUrl {
    pub(crate) fn new(url: &str) -> Self {
        Self(url.into())
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}
