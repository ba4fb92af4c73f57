//! The shape of everything that is stored in a collection: an id, a company, what clients set, and metadata.

use crate::CompanyId;
use scheduling_core::time::Timestamp;

/// One stored object of a collection. `Details` is what clients set; the product keeps the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<Id, Details, Kept = (), Company = CompanyId> {
    pub id: Id,
    /// The company that owns the object. It never changes. Only users may have none.
    pub company: Company,
    pub details: Details,
    /// What the product notes of the object itself, where it notes anything.
    pub kept: Kept,
    pub metadata: Metadata,
}

/// Version and times of a stored object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metadata {
    /// Starts at 1 and grows with every change; the source of the object's `ETag`.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Metadata {
    /// The metadata of an object that is created at that time.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { version: 1, created_at: now, updated_at: now }
    }
}
