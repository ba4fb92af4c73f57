//! What happens on a connection, seen from beside it.
//!
//! Closures may turn a database error into one of their own, or swallow it. Whether a transaction is worth another
//! attempt, and whether its connection is worth keeping, is therefore not read from what a closure answers but noted
//! here, as the errors occur. The statements are counted by the way.

use super::error;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Counts over all connections of a database.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    /// Statements run, without those that open, close or undo transactions and savepoints.
    pub(crate) statements: AtomicU64,
    /// Statements that were prepared and kept.
    pub(crate) cached: AtomicU64,
    /// Transactions that were opened.
    pub(crate) transactions: AtomicU64,
    /// Transactions that were tried again.
    pub(crate) retries: AtomicU64,
    /// Commits of the SQLite writer.
    pub(crate) commits: AtomicU64,
}

/// What has happened on one connection since the state were last cleared.
#[derive(Debug, Default)]
pub(crate) struct TransactionState {
    failed: AtomicBool,
    retryable: AtomicBool,
    lost: AtomicBool,
    /// Statements, as [`Counters`] counts them.
    statements: AtomicU64,
}

impl TransactionState {
    /// Forgets what belongs to one transaction. That a connection is lost stays.
    pub(crate) fn clear(&self) {
        self.failed.store(false, Relaxed);
        self.retryable.store(false, Relaxed);
        self.statements.store(0, Relaxed);
    }

    /// How many statements were run.
    pub(crate) fn statements(&self) -> u64 {
        self.statements.load(Relaxed)
    }

    /// Whether any statement failed.
    pub(crate) fn failed(&self) -> bool {
        self.failed.load(Relaxed)
    }

    /// Whether a statement failed because of others that ran beside it.
    pub(crate) fn retryable(&self) -> bool {
        self.retryable.load(Relaxed)
    }

    /// Whether the connection is of no more use.
    pub(crate) fn lost(&self) -> bool {
        self.lost.load(Relaxed)
    }

    /// TransactionState a failure.
    pub(crate) fn note(&self, failure: &diesel::result::Error) {
        self.failed.store(true, Relaxed);
        self.retryable.fetch_or(error::is_retryable(failure), Relaxed);
        self.lost.fetch_or(error::is_lost(failure), Relaxed);
    }
}

/// The observer that each connection carries.
#[derive(Debug)]
pub(crate) struct ConnectionObserver {
    counters: Arc<Counters>,
    state: Arc<TransactionState>,
    /// The next statement is the transaction manager's.
    control: bool,
}

impl ConnectionObserver {
    pub(crate) fn new(counters: Arc<Counters>, state: Arc<TransactionState>) -> Self {
        Self { counters, state, control: false }
    }
}

impl Instrumentation for ConnectionObserver {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        use InstrumentationEvent as E;
        match event {
            E::BeginTransaction { depth, .. } => {
                self.control = true;
                self.counters.transactions.fetch_add(u64::from(depth.get() == 1), Relaxed);
            }
            E::CommitTransaction { .. } | E::RollbackTransaction { .. } => self.control = true,
            E::StartQuery { .. } if self.control => self.control = false,
            E::StartQuery { .. } => {
                self.counters.statements.fetch_add(1, Relaxed);
                self.state.statements.fetch_add(1, Relaxed);
            }
            E::CacheQuery { .. } => {
                self.counters.cached.fetch_add(1, Relaxed);
            }
            E::FinishQuery { error: Some(error), .. } => self.state.note(error),
            _ => {}
        }
    }
}
