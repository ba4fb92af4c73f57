//! The same from memory.

use super::offers::{AskedShop, GatheredShop, gather, gather_but, gather_known};
use super::pages::{Front, Listed, Member, ServiceFront, service_front};
use super::query::{Asked, DAYS};
use crate::known_people::{AnswerName, Found, KnownPeople, KnownService, Slugs, Tag, Terms, WantedService};
use domain::access::{Permit, check_company};
use domain::appointment::{Service, ShopSettings, Staff};
use domain::commitment::Source;
use domain::directory::Company;
use domain::slug::slug_typed;
use persistence::StoreError;
use scheduling_core::time::{Date, Timestamp};
use std::sync::Arc;

/// A service and everything about those who offer it, as it is now, without the bookings that were made for these: from memory
/// where nothing has moved, which takes one statement.
///
/// # Errors
/// `NotFound` for the service, or with the pointer `/staff_id`.
pub async fn known(
    people: &KnownPeople,
    permit: Permit,
    asked: AskedShop,
    but: Vec<Source>,
    now: Timestamp,
) -> Result<GatheredShop, StoreError> {
    let known = service(people, &permit, &asked, now).await?;
    match known.and_then(|known| gather_known(&known, &asked, &but, now)) {
        Some(gathered) => Ok(gathered),
        None => people.db().read(move |tx| gather_but(tx, &permit, &asked, &but, now)).await,
    }
}

/// The same, unless the answer was made before and is still so. `has` says whether the caller has the answer of a tag.
///
/// # Errors
/// Those of [`known`].
pub async fn found(
    people: &KnownPeople,
    permit: Permit,
    asked: AskedShop,
    now: Timestamp,
    has: impl Fn(&str) -> bool,
) -> Result<Found<GatheredShop>, StoreError> {
    let service = service(people, &permit, &asked, now).await?;
    let name = service.as_ref().and_then(|service| asked.name(service, now));
    if let Some(sent) = name.and_then(|name| people.sent(name, has)) {
        return Ok(sent);
    }
    match service.and_then(|service| gather_known(&service, &asked, &[], now)) {
        Some(gathered) => Ok(Found::Gathered(Box::new(gathered), name)),
        None => {
            let read = people.db().read(move |tx| gather(tx, &permit, &asked, now));
            Ok(Found::Gathered(Box::new(read.await?), None))
        }
    }
}

/// What is remembered of the service, as it is now.
async fn service(
    people: &KnownPeople,
    permit: &Permit,
    asked: &AskedShop,
    now: Timestamp,
) -> Result<Option<KnownService>, StoreError> {
    let wanted = WantedService { service: asked.service, only: asked.staff };
    let question = asked.clone();
    let windowed = move |terms: Terms<'_>| question.windows(terms, now);
    people.service(permit, wanted, windowed, now).await
}

impl AskedShop {
    /// The name of the answer; `None` for an explanation, which tells seconds, and where not all that is asked is known.
    fn name(&self, service: &KnownService, now: Timestamp) -> Option<AnswerName> {
        let Self { service: id, staff, zone, when, booked: None, explain: false } = self else { return None };
        let mut tag = Tag::new();
        tag.number(id.0);
        tag.optional(staff.map(|staff| staff.0));
        tag.text(zone.as_ref().map_or("", |zone| zone.name()));
        when.add_to(&mut tag);
        tag.minute(now);
        service.answer_name(tag, self.windows_in(service, now)?, now)
    }
}

impl Asked {
    fn add_to(&self, tag: &mut Tag) {
        let (kind, first, last) = match *self {
            Self::Date(date) => (0, Some(date), None),
            Self::Dates { first, last } => (1, Some(first), Some(last)),
            Self::NextFrom(from) => (2, from, None),
        };
        tag.number(kind);
        [first, last].into_iter().for_each(|date| tag.optional(date.map(Date::epoch_day)));
    }
}

/// A service at its address, with what is known of who offers it.
pub struct KnownFront {
    pub front: ServiceFront,
    known: Option<KnownService>,
}

impl KnownFront {
    /// The same, of which what is offered is asked anew.
    #[must_use]
    pub fn asked_anew(self) -> Self {
        Self { known: None, ..self }
    }

    /// What is asked of the service, as all of it was when it was read; `None` where more has to be known for that.
    #[must_use]
    pub fn gather(&self, asked: &AskedShop, now: Timestamp) -> Option<GatheredShop> {
        let known = self.known.as_ref().filter(|known| known.service().id == asked.service)?;
        match asked.staff {
            Some(staff) => gather_known(&known.with(staff)?, asked, &[], now),
            None => gather_known(known, asked, &[], now),
        }
    }
}

/// A service at its address, from memory where nothing has moved; `None` where there is none.
///
/// # Errors
/// Failures of the database.
pub async fn known_front(
    people: &KnownPeople,
    company: &str,
    service: &str,
    now: Timestamp,
) -> Result<Option<KnownFront>, StoreError> {
    let (Some(company), Some(service)) = (slug_typed(company), slug_typed(service)) else {
        return Ok(None);
    };
    // What is looked at most: the month that is there, and the next one.
    let windowed = move |terms: Terms<'_>| {
        let zone = crate::free_busy::zone(&terms.company.details.time_zone);
        let today = zone.local(now).date();
        let when = Asked::Dates { first: today, last: today.plus_days(DAYS) };
        let asked = AskedShop {
            service: terms.service.id,
            staff: None,
            zone: Some(zone),
            when,
            booked: None,
            explain: false,
        };
        asked.windows(terms, now)
    };
    let slugs = Slugs { company: company.clone(), service: service.clone() };
    let known = people.service_at(slugs, windowed, now).await?;
    if let Some(front) = known.as_ref().and_then(front_of) {
        return Ok(Some(KnownFront { front, known }));
    }
    let front = people.db().read(move |tx| service_front(tx, &company, &service)).await?;
    Ok(front.map(|front| KnownFront { front, known: None }))
}

/// What visitors see of it; `None` where they see nothing, or not all of it is known.
fn front_of(known: &KnownService) -> Option<ServiceFront> {
    let company = known.company();
    check_company(Some(company.details.suspended)).ok()?;
    let slugs = known.slugs()?;
    let front = Front {
        company: Company::clone(company),
        slug: slugs.company,
        settings: ShopSettings::clone(known.settings()),
        page: known.page().clone(),
    };
    let service = Service::clone(known.service());
    let member =
        |(place, one): (usize, &Arc<Staff>)| Some(Member { id: one.id, name: known.name(place)?.to_owned() });
    Some(ServiceFront {
        front,
        listed: Listed { service, slug: slugs.service },
        staff: known.staff.iter().enumerate().filter_map(member).collect(),
        pays_online: known.pays_online(),
    })
}
