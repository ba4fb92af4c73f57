//! A browser that listens to server-sent events.

use reqwest::{RequestBuilder, Response};
use std::time::Duration;

/// How long a test waits for an event.
const PATIENCE: Duration = Duration::from_secs(5);

/// An event that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    pub id: String,
    pub name: String,
    pub data: String,
}

/// A stream of events.
pub struct Events {
    response: Response,
    /// What has come and is not read yet.
    text: String,
}

impl Events {
    /// Begins to listen.
    ///
    /// # Panics
    /// Where the answer is no stream.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.header("accept", "text/event-stream").send().await.expect("an answer");
        assert_eq!(response.status(), 200, "a stream");
        let kind = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        assert_eq!(kind, Some("text/event-stream"));
        Self { response, text: String::new() }
    }

    /// The next event; `None` where none comes within that time, or the stream has ended.
    ///
    /// # Panics
    /// Where the stream breaks.
    pub async fn within(&mut self, time: Duration) -> Option<Heard> {
        let next = async {
            loop {
                while let Some((block, rest)) = self.text.split_once("\n\n") {
                    let heard = read(block);
                    self.text = rest.to_owned();
                    if heard.is_some() {
                        return heard;
                    }
                }
                let bytes = self.response.chunk().await.ok().flatten()?;
                self.text.push_str(std::str::from_utf8(&bytes).expect("a text"));
            }
        };
        tokio::time::timeout(time, next).await.ok().flatten()
    }

    /// The next event of that name.
    ///
    /// # Panics
    /// Where none comes.
    pub async fn next(&mut self, name: &str) -> Heard {
        loop {
            let heard = self.within(PATIENCE).await.unwrap_or_else(|| panic!("no {name} came"));
            if heard.name == name {
                return heard;
            }
        }
    }
}

/// An event; heartbeats are none.
fn read(block: &str) -> Option<Heard> {
    let field = |name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default().to_owned()
    };
    let heard = Heard { id: field("id"), name: field("event"), data: field("data") };
    (!heard.name.is_empty()).then_some(heard)
}
