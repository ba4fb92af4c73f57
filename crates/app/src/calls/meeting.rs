//! What the link of a room leads to: an interview, or an appointment.

use super::token::room_key;
use crate::interviews::page;
use crate::rooms::{beginning, is_the_room, place_of_appointment};
use domain::CompanyId;
use domain::access::Permit;
use domain::appointment::Appointment;
use domain::interview::Interview;
use domain::interview::rules::{self, Door};
use domain::room::Place;
use domain::room::call;
use persistence::store::{appointments, companies};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use uuid::Uuid;

/// What takes place in a room.
#[derive(Debug, Clone)]
pub enum About {
    Interview(Box<Interview>),
    Appointment(Box<Appointment>),
}

/// What a visitor with the link of a room may know.
#[derive(Debug, Clone)]
pub struct Meeting {
    pub company: CompanyId,
    /// A digest of the room's id.
    pub room: Uuid,
    pub door: Door,
    /// Where people meet, of what is still to take place.
    pub place: Option<Place>,
    pub company_name: String,
    /// The company's zone.
    pub zone: String,
    /// The job, or the service.
    pub title: String,
    pub time: Interval,
    pub about: About,
}

impl Meeting {
    /// Whether it is an interview; all others are appointments.
    #[must_use]
    pub fn is_interview(&self) -> bool {
        matches!(self.about, About::Interview(_))
    }
}

/// What the link of a room leads to; `None` for a link that opens none, whatever the reason. All wrong ones cost the same.
///
/// # Errors
/// Failures of the database.
pub fn look(tx: &mut Tx<'_>, room_id: &str, now: Timestamp) -> Result<Option<Meeting>, StoreError> {
    if let Some(found) = page::look(tx, room_id, now)? {
        let Some(time) = found.interview.time else { return Ok(None) };
        return Ok(Some(Meeting {
            company: found.interview.company,
            room: room_key(room_id),
            door: found.door,
            place: found.place,
            company_name: found.company_name,
            zone: found.zone,
            title: found.job_title,
            time,
            about: About::Interview(Box::new(found.interview)),
        }));
    }
    let Some(appointment) = appointment_of(tx, room_id)? else { return Ok(None) };
    let Some(door) = call::door_of_appointment(&appointment, now) else { return Ok(None) };
    let company = appointment.company;
    let scope = &mut tx.scope(&Permit::guest(company));
    let details = companies::get(scope, company)?.details;
    Ok(Some(Meeting {
        company,
        room: room_key(room_id),
        door,
        place: place_of_appointment(scope, &appointment)?,
        company_name: details.name,
        zone: details.time_zone,
        title: appointment.terms.service_name.clone(),
        time: appointment.time,
        about: About::Appointment(Box::new(appointment)),
    }))
}

/// The appointment with that room.
fn appointment_of(tx: &mut Tx<'_>, room_id: &str) -> Result<Option<Appointment>, StoreError> {
    let found = appointments::by_beginning_of_room(tx, &beginning(room_id))?;
    let right = found.into_iter().find(|(.., room)| is_the_room(room_id, Some(room)));
    let Some((id, company, _)) = right else { return Ok(None) };
    appointments::get(&mut tx.scope(&Permit::guest(company)), id).map(Some)
}

/// Until when the room of that link is open, by what its meeting says now; `None` where it is not.
///
/// # Errors
/// Failures of the database.
pub fn open_until(tx: &mut Tx<'_>, room_id: &str, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let stands = match page::interview(tx, room_id)? {
        Some(interview) => interview.time.map(|time| (rules::door(&interview, now), time)),
        None => appointment_of(tx, room_id)?
            .map(|appointment| (call::door_of_appointment(&appointment, now), appointment.time)),
    };
    Ok(stands.filter(|(door, _)| *door == Some(Door::Open)).map(|(_, time)| call::closes_at(time)))
}
