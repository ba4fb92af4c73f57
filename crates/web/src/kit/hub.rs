//! Browsers that listen, and the one task of a server that asks the database for all of them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Somebody who listens.
pub(crate) trait Listens: Send + 'static {
    /// Whether nobody reads any more what they are told.
    fn is_gone(&self) -> bool;
}

/// Those who listen. Clones are the same.
pub(crate) struct Hub<L>(Arc<Inner<L>>);

struct Inner<L> {
    state: Mutex<State<L>>,
    wake: Notify,
}

struct State<L> {
    all: Vec<L>,
    /// Whether the task runs.
    runs: bool,
}

impl<L> Clone for Hub<L> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<L> Default for Hub<L> {
    fn default() -> Self {
        let state = Mutex::new(State { all: Vec::new(), runs: false });
        Self(Arc::new(Inner { state, wake: Notify::new() }))
    }
}

/// What comes of somebody who wants to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joined {
    /// The task has to be started.
    First,
    Beside,
}

impl<L: Listens> Hub<L> {
    fn state(&self) -> MutexGuard<'_, State<L>> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds somebody; `None` where `admits` says no of those who listen already, whom it may also send away.
    pub(crate) fn join(&self, listener: L, admits: impl FnOnce(&mut Vec<L>) -> bool) -> Option<Joined> {
        let mut state = self.state();
        state.all.retain(|one| !one.is_gone());
        if !admits(&mut state.all) {
            return None;
        }
        state.all.push(listener);
        let joined = if state.runs { Joined::Beside } else { Joined::First };
        state.runs = true;
        drop(state);
        self.wake();
        Some(joined)
    }

    /// What `work` makes of those who listen; `None` where nobody does.
    pub(crate) fn with_all<T>(&self, work: impl FnOnce(&mut Vec<L>) -> T) -> Option<T> {
        let mut state = self.state();
        state.all.retain(|one| !one.is_gone());
        if state.all.is_empty() { None } else { Some(work(&mut state.all)) }
    }

    /// The same, by the task alone: with `None` it has ended, and who comes next starts another.
    pub(crate) fn or_end<T>(&self, work: impl FnOnce(&mut Vec<L>) -> T) -> Option<T> {
        let mut state = self.state();
        state.all.retain(|one| !one.is_gone());
        if state.all.is_empty() {
            state.runs = false;
            return None;
        }
        Some(work(&mut state.all))
    }

    /// Has the task look at once.
    pub(crate) fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Completes when the task is to look at once.
    pub(crate) async fn woken(&self) {
        self.0.wake.notified().await;
    }

    /// The task has ended by itself.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        state.all.clear();
        state.runs = false;
    }
}

/// Ends the hub with its task, however that ends.
pub(crate) struct Ending<L: Listens>(pub(crate) Hub<L>);

impl<L: Listens> Drop for Ending<L> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ear(bool);

    impl Listens for Ear {
        fn is_gone(&self) -> bool {
            self.0
        }
    }

    #[test]
    fn the_task_runs_while_somebody_listens() {
        let hub = Hub::default();
        let few = |all: &mut Vec<Ear>| all.len() < 2;
        assert_eq!(hub.with_all(|all| all.len()), None);
        assert_eq!(hub.join(Ear(false), few), Some(Joined::First));
        assert_eq!(hub.join(Ear(false), few), Some(Joined::Beside));
        assert_eq!(hub.join(Ear(false), few), None);
        assert_eq!(hub.with_all(|all| all.len()), Some(2));
        let go = |hub: &Hub<Ear>| hub.with_all(|all| all.iter_mut().for_each(|ear| ear.0 = true));
        go(&hub);
        assert_eq!(hub.with_all(|all| all.len()), None);
        assert_eq!(hub.join(Ear(false), few), Some(Joined::Beside), "the task has not noticed, and goes on");
        assert_eq!(hub.or_end(|all| all.len()), Some(1));
        go(&hub);
        assert_eq!(hub.or_end(|all| all.len()), None);
        assert_eq!(hub.join(Ear(false), few), Some(Joined::First));
    }
}
