//! Appointments as iCalendar files.

use domain::access::Permit;
use domain::appointment::{Appointment, AppointmentStatus};
use domain::{AppointmentId, CompanyId};
use integrations::calendars::own_uid;
use integrations::mail::imip::{self, Event};
use integrations::mail::notices::{self, Language};
use integrations::mail::{Address, Mailbox};
use persistence::store::{appointments, companies, notifications};
use persistence::{DbError, Scope, StoreError, Tx};
use url::Url;

/// The file of one appointment; one that was cancelled says so.
///
/// # Errors
/// `NotFound`.
pub fn ics(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    public_url: &str,
) -> Result<String, StoreError> {
    let scope = &mut tx.scope(permit);
    let appointment = appointments::get(scope, id)?;
    let scope = &mut scope.for_company(appointment.company)?;
    let writing = Writing::of(scope, appointment.company, public_url)?;
    Ok(imip::publish(None, &[writing.event(&appointment, None)]))
}

/// Who reads a calendar file that is not an invitation: in which language, and on whose clock.
#[derive(Debug, Clone)]
pub struct Reader {
    /// A tag such as `de`.
    pub language: &'static str,
    /// An IANA name; the company's zone where it is not known.
    pub zone: Option<String>,
}

impl Reader {
    /// The event with its time in words, as mail says it: calendars show every time on their own clock and name no zone. Where it has no
    /// place it takes place in its room.
    pub(crate) fn told(&self, event: Event, company_zone: &str) -> Event {
        let zone = self.zone.as_deref().unwrap_or(company_zone);
        let words = notices::interval(Language::of_tag(self.language), zone, event.time);
        let lines: Vec<String> = [Some(words), event.description].into_iter().flatten().collect();
        Event {
            description: Some(lines.join("\n")),
            location: event.location.or_else(|| event.url.clone()),
            ..event
        }
    }
}

/// What is the same for all appointments of a company, and for its interviews.
pub(crate) struct Writing<'a> {
    organizer: Mailbox,
    name: String,
    public_url: &'a str,
}

impl<'a> Writing<'a> {
    pub(crate) fn of(
        scope: &mut Scope<'_>,
        company: CompanyId,
        public_url: &'a str,
    ) -> Result<Self, StoreError> {
        let (settings, _) = notifications::settings_of(scope, company)?;
        let name = match settings.sender_name {
            Some(name) => name,
            None => companies::get(scope, company)?.details.name,
        };
        let replies = settings.reply_to.as_deref().and_then(|text| Address::parse(text).ok());
        let address = match replies {
            Some(address) => address,
            None => own_address(public_url)?,
        };
        Ok(Self { organizer: Mailbox::new(&name, address), name, public_url })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn organizer(&self) -> Mailbox {
        self.organizer.clone()
    }

    /// As its client has it; or as the member of staff does, with whom they meet.
    pub(super) fn event(&self, appointment: &Appointment, with: Option<&str>) -> Event {
        let other = with.unwrap_or(&self.name);
        let link = super::meeting_link(appointment, self.public_url);
        Event {
            uid: own_uid(appointment.id.0),
            sequence: u32::try_from(appointment.sequence).unwrap_or(u32::MAX),
            dtstamp: appointment.metadata.updated_at,
            time: appointment.time,
            organizer: self.organizer.clone(),
            attendees: Vec::new(),
            summary: format!("{} – {other}", appointment.terms.service_name),
            description: link.clone(),
            location: place(appointment),
            url: link,
            cancelled: appointment.status == AppointmentStatus::Cancelled,
        }
    }
}

/// Where it takes place, as far as that is a place.
pub(crate) fn place(appointment: &Appointment) -> Option<String> {
    use domain::appointment::Setting;
    match appointment.terms.setting {
        Setting::ClientPlace => appointment.client.address.clone().or(appointment.terms.location.clone()),
        Setting::Phone => appointment.client.phone.clone().or(appointment.terms.location.clone()),
        Setting::InPerson | Setting::Online => appointment.terms.location.clone(),
    }
}

/// An address of this server, for calendars that want one.
fn own_address(public_url: &str) -> Result<Address, StoreError> {
    let host = Url::parse(public_url).ok().and_then(|url| url.domain().map(str::to_owned));
    let host = host.filter(|host| host.contains('.')).unwrap_or_else(|| "meridian.invalid".into());
    Address::parse(&format!("calendar@{host}")).map_err(|error| DbError::other(error.to_string()).into())
}
