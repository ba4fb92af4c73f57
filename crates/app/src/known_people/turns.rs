//! Who reads again what has moved: one caller at a time for each template. The others wait until that one is done, and ask again
//! whether what is remembered holds. So a change that many wait for is read once, and not by each of them.

use super::lock;
use domain::TemplateId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// How often somebody waits for others before they read themselves.
pub(super) const WAITS: usize = 2;

/// The readings that are under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns {
    under_way: Arc<Mutex<HashMap<TemplateId, watch::Receiver<()>>>>,
}

/// A reading that is under way, until this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Turns,
    of: TemplateId,
    /// Those who wait hear that it is gone.
    _end: watch::Sender<()>,
}

/// The end of somebody else's reading.
#[derive(Debug)]
pub(super) struct Other(watch::Receiver<()>);

impl Turns {
    /// The turn to read this template, or the end of a reading that is under way.
    pub(super) fn take(&self, of: TemplateId) -> Result<Turn, Other> {
        let mut under_way = lock(&self.under_way);
        if let Some(end) = under_way.get(&of) {
            return Err(Other(end.clone()));
        }
        let (end, hears) = watch::channel(());
        under_way.insert(of, hears);
        Ok(Turn { turns: self.clone(), of, _end: end })
    }
}

impl Other {
    /// Waits until it is over, however it ended.
    pub(super) async fn over(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.turns.under_way).remove(&self.of);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reads_and_the_others_wait_until_it_is_over() {
        let (turns, of) = (Turns::default(), TemplateId(1));
        let turn = turns.take(of).expect("the first one");
        let other = turns.take(of).expect_err("it is under way");
        assert!(turns.take(TemplateId(2)).is_ok(), "another template");
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let waiting = tokio::spawn(other.over());
            tokio::task::yield_now().await;
            assert!(!waiting.is_finished());
            drop(turn);
            waiting.await.expect("over");
        });
        assert!(turns.take(of).is_ok(), "the next one");
    }
}
