//! Clients: those who have booked.

use domain::access::Permit;
use persistence::store::clients;
pub use persistence::store::clients::{ClientSummary, Filter as ClientFilter};
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
