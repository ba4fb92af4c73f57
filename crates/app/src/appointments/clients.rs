//! Clients: those who have booked.

use domain::access::Permit;
pub use persistence::store::clients::{ClientSummary, Filter as ClientFilter};
use persistence::store::clients;
use persistence::{StoreError, Tx};

/// A page of clients, in order of address.
///
/// # Errors
/// `Invalid` where no company was named.
pub fn clients(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &ClientFilter,
    limit: i64,
) -> Result<Vec<ClientSummary>, StoreError> {
    clients::list(&mut tx.scope(permit), filter, limit)
}
