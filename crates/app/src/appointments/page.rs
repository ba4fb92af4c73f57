//! The page of a link in mail: what its holder sees of an appointment, and may do to it without an account.

use super::cancel::{Cancelled, end};
use super::change::locked;
use super::links::{Link, LinkPurpose, is_good, meeting_link};
use super::place;
use crate::history::Actor;
use crate::kit::Precondition;
use crate::rooms::{beginning, is_the_room};
use domain::Refusal;
use domain::access::Permit;
use domain::appointment::{Appointment, MoveStatus};
use persistence::store::{appointment_moves, appointments, companies, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};

/// What the log keeps as the reason.
const BY_CLIENT: &str = "cancelled by the client";

/// What the page shows.
#[derive(Debug, Clone)]
pub struct BookedPage {
    pub appointment: Appointment,
    pub company_name: String,
    /// An IANA name: the company's.
    pub zone: String,
    pub staff_name: Option<String>,
    pub place: Option<String>,
    /// Where an online appointment takes place.
    pub meeting_link: Option<String>,
    /// The time that the client is asked about, while that is open.
    pub asked: Option<Interval>,
    /// Of what was paid, what comes back to somebody who cancels now.
    pub refund_percent: i64,
}

/// What a link leads to; `None` where there is nothing, or the link is too old.
///
/// # Errors
/// Failures of the database.
pub fn look(
    tx: &mut Tx<'_>,
    link: &Link,
    public_url: &str,
    now: Timestamp,
) -> Result<Option<BookedPage>, StoreError> {
    let scope = &mut tx.scope(&Permit::guest(link.company));
    let appointment = match appointments::get(scope, link.appointment) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(None),
        found => found?,
    };
    if !is_good(&appointment, now) {
        return Ok(None);
    }
    page(scope, link, appointment, public_url, now).map(Some)
}

/// The appointment whose room that is; `None` for a link that opens nothing, whatever the reason.
///
/// # Errors
/// Failures of the database.
pub fn look_at_room(
    tx: &mut Tx<'_>,
    room_id: &str,
    now: Timestamp,
) -> Result<Option<BookedPage>, StoreError> {
    let found = appointments::by_beginning_of_room(tx, &beginning(room_id))?;
    let right = found.into_iter().find(|(.., room)| is_the_room(room_id, Some(room)));
    let Some((appointment, company, _)) = right else { return Ok(None) };
    let link = Link { company, appointment, purpose: LinkPurpose::Manage };
    Ok(look(tx, &link, "", now)?.map(|found| BookedPage { meeting_link: None, ..found }))
}

fn page(
    scope: &mut Scope<'_>,
    link: &Link,
    appointment: Appointment,
    public_url: &str,
    now: Timestamp,
) -> Result<BookedPage, StoreError> {
    let company = companies::get(scope, appointment.company)?.details;
    let staff = users::by_ids(scope, &[appointment.staff_user])?.pop();
    let asked = match link.purpose {
        LinkPurpose::Manage => None,
        LinkPurpose::Agree(question) => {
            let moves = appointment_moves::of(scope, &appointment)?;
            let open = moves.into_iter().find(|one| one.id == question);
            open.filter(|one| one.status(now) == MoveStatus::Pending).map(|one| one.to.time)
        }
    };
    let zone = crate::free_busy::zone(&company.time_zone);
    Ok(BookedPage {
        company_name: company.name,
        zone: company.time_zone,
        staff_name: staff.map(|user| user.details.name),
        place: place(&appointment),
        meeting_link: meeting_link(&appointment, public_url),
        asked,
        refund_percent: appointment.refund_percent(&zone, now),
        appointment,
    })
}

/// The holder of a link cancels the appointment.
///
/// # Errors
/// `NotFound` where the link is too old; `WrongState` (`wrong-status`).
pub fn cancel_by_link(tx: &mut Tx<'_>, link: &Link, now: Timestamp) -> Result<Cancelled, StoreError> {
    let scope = &mut tx.scope(&Permit::guest(link.company));
    Precondition::default().retry(|| {
        let stored = locked(scope, link.appointment)?;
        if !is_good(&stored, now) || link.purpose != LinkPurpose::Manage {
            return Err(Refusal::not_found("appointment").into());
        }
        end(scope, &stored, &Actor::guest("client"), BY_CLIENT, now)
    })
}
