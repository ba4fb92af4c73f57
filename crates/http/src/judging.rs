//! Who sends something is judged before what they send: what is wrong with a body is told to nobody who may not send it.

use actix_web::{HttpMessage, HttpRequest};
use tokio::sync::watch;

/// That the caller of a request is being judged, as long as it is there. What judges callers begins it where the framework asks for
/// extractors, before any of them is waited for; what is within another that judges begins nothing.
#[must_use]
pub struct Judging(Option<watch::Sender<()>>);

/// Ends once the caller is judged.
#[derive(Clone)]
struct Judged(watch::Receiver<()>);

impl Judging {
    /// Begins it.
    pub fn begin(request: &HttpRequest) -> Self {
        let mut extensions = request.extensions_mut();
        if extensions.contains::<Judged>() {
            return Self(None);
        }
        let (sender, receiver) = watch::channel(());
        extensions.insert(Judged(receiver));
        Self(Some(sender))
    }

    /// The caller is judged.
    pub fn end(self) {
        drop(self.0);
    }
}

/// Waits until the caller is judged, where somebody judges them.
pub(crate) async fn judged(request: &HttpRequest) {
    let judged = request.extensions().get::<Judged>().cloned();
    if let Some(Judged(mut receiver)) = judged {
        // Nothing is ever sent: it ends with its sender.
        let _ = receiver.changed().await;
    }
}
