//! What the product notes about every stored object.

use scheduling_core::time::Timestamp;

/// Version and times of a stored object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Starts at 1 and grows with every change; the source of the object's `ETag`.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
