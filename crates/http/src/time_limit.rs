//! How long a request may take.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How long the handler of one request still has. It lies among the request's extensions, so that what waits for the
/// client can stop the clock.
#[derive(Debug, Clone)]
pub(crate) struct TimeLimit {
    limit: Option<Duration>,
    ends: Rc<Cell<Option<Instant>>>,
}

impl TimeLimit {
    pub(crate) fn new(limit: Option<Duration>) -> Self {
        let this = Self { limit, ends: Rc::default() };
        this.restart();
        this
    }

    /// Counts no time until [`restart`](Self::restart).
    pub(crate) fn suspend(&self) {
        self.ends.set(None);
    }

    /// Counts from now.
    pub(crate) fn restart(&self) {
        self.ends.set(self.limit.map(|limit| Instant::now() + limit));
    }

    /// What comes of `work`; `None` where it took too long, and is given up.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let Some(limit) = self.limit else { return Some(work.await) };
        let mut work = std::pin::pin!(work);
        loop {
            let end = self.ends.get().unwrap_or_else(|| Instant::now() + limit);
            tokio::select! {
                biased;
                done = &mut work => return Some(done),
                () = sleep_until(end) => {
                    // The clock may have been stopped, or begun anew, meanwhile.
                    if self.ends.get().is_some_and(|ends| ends <= Instant::now()) {
                        return None;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::sleep;

    const TEN: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn work_that_takes_too_long_is_given_up() {
        let limit = TimeLimit::new(Some(TEN));
        assert_eq!(limit.within(async { sleep(TEN / 2).await }).await, Some(()));
        let limit = TimeLimit::new(Some(TEN));
        assert_eq!(limit.within(sleep(TEN * 2)).await, None);
        assert_eq!(TimeLimit::new(None).within(sleep(TEN * 100)).await, Some(()));
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_of_a_client_is_not_counted() {
        let limit = TimeLimit::new(Some(TEN));
        let work = async {
            limit.suspend();
            sleep(TEN * 3).await;
            limit.restart();
            sleep(TEN / 2).await;
        };
        assert_eq!(limit.within(work).await, Some(()));
        let limit = TimeLimit::new(Some(TEN));
        let work = async {
            limit.suspend();
            sleep(TEN * 3).await;
            limit.restart();
            sleep(TEN * 2).await;
        };
        assert_eq!(limit.within(work).await, None);
    }
}
