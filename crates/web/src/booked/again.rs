//! Where the same is booked once more.

use domain::CompanyId;
use domain::appointment::ServiceId;

/// The page on which the service can be booked again.
pub(crate) fn book_again_address(company: CompanyId, service: ServiceId) -> String {
    format!("/book/c/{company}/{service}")
}
