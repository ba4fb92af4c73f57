//! Connections that wait for the next message.

use super::session::Session;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The most connections that are kept.
const MOST: usize = 4;
/// How long one is kept. Servers close idle connections, some after a minute.
const IDLE: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct Pool {
    idle: Mutex<Vec<(Instant, Session)>>,
}

impl Pool {
    /// A connection on which the server still answers.
    pub(super) async fn take(&self) -> Option<Session> {
        while let Some((since, mut session)) = self.pop().await {
            if since.elapsed() < IDLE && session.answers().await {
                return Some(session);
            }
        }
        None
    }

    async fn pop(&self) -> Option<(Instant, Session)> {
        self.idle.lock().await.pop()
    }

    /// Keeps a connection for the next message, or parts from the server politely where there are enough.
    pub(super) async fn put(&self, session: Session) {
        let mut idle = self.idle.lock().await;
        idle.retain(|(since, _)| since.elapsed() < IDLE);
        if idle.len() < MOST {
            idle.push((Instant::now(), session));
            return;
        }
        drop(idle);
        session.quit().await;
    }
}
