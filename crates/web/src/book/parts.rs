//! What the form of a booking shows of the time, of the money, and of a code.

use super::form;
use super::guest::Guest;
use super::loaded::Loaded;
use crate::booked;
use crate::kit::field::Field;
use crate::kit::hold::Hold;
use crate::kit::month::Way;
use crate::kit::refunds as told_refunds;
use crate::kit::refused::Refused;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::appointments::{MailStanding, mail_to_visitors};
use domain::appointment::{Offer, PaymentType, Request, ServiceDetails};
use http_kit::Form;
use scheduling_core::time::{Interval, TimeZone, Timestamp};

/// A part of the price that can be chosen.
pub(super) struct Pay {
    pub(super) value: &'static str,
    pub(super) text: String,
    pub(super) is_chosen: bool,
}

/// A code that is asked for.
pub(super) struct Code {
    pub(super) words: String,
    pub(super) field: Field,
}

/// The page that asks for a code which was mailed; where mail is kept and not sent, it says so.
pub(super) async fn code(
    guest: &Guest,
    loaded: &Loaded,
    email: &str,
    error: Option<String>,
) -> Result<Code, Refused> {
    let (texts, visitor) = (guest.visitor.texts, guest.of_company(loaded.front().front.company.id));
    let known = guest.read(move |tx| mail_to_visitors(tx, &visitor)).await?;
    let key = match guest.visitor.mail.standing(known) {
        MailStanding::Kept => "book-code-kept",
        MailStanding::Awaited | MailStanding::Sent | MailStanding::Failed => "book-code-words",
    };
    Ok(Code { words: texts.with(key, "email", email), field: form::code_field(texts, error) })
}

/// When the appointment is, with its zone.
pub(super) fn when(clock: &WallClock, start: Timestamp, details: &ServiceDetails) -> String {
    match Interval::new(start, start.plus_minutes(details.duration_minutes)) {
        Ok(time) => clock.interval(time),
        Err(_) => clock.moment(start),
    }
}

/// To where a code was sent.
pub(super) fn email(form: Option<&Form>, request: Option<&Request>) -> String {
    let named = request.and_then(|request| request.client.as_ref()).map(|client| client.email.clone());
    named.or_else(|| form.and_then(|form| form.get("email")).map(str::to_owned)).unwrap_or_default()
}

pub(super) async fn nearest(
    guest: &Guest,
    loaded: &Loaded,
    clock: &WallClock,
    start: Timestamp,
) -> Result<Vec<Way>, Refused> {
    let found = loaded.search(guest).nearest(start).await?;
    let way = |at: &Timestamp| Way {
        path: loaded.path.start(*at),
        text: match clock.day_of(*at) == clock.day_of(start) {
            true => clock.time(*at),
            false => clock.short(*at, guest.now()),
        },
    };
    Ok(found.iter().map(way).collect())
}

pub(super) fn hold(clock: &WallClock, request: &Request, now: Timestamp) -> Hold {
    let hold = Hold::new(clock, "book-held", request.expires_at, now);
    match request.extended {
        true => hold,
        false => hold.prolonged_by("extend", clock.texts.say("book-extend")),
    }
}

pub(super) fn pays(
    texts: Texts,
    details: &ServiceDetails,
    offered: &[PaymentType],
    form: Option<&Form>,
) -> Vec<Pay> {
    if offered.len() < 2 {
        return Vec::new();
    }
    let asked = form.and_then(|form| form.get("payment")).and_then(PaymentType::named);
    let chosen = asked.filter(|one| offered.contains(one)).or_else(|| offered.first().copied());
    let pay = |one: &PaymentType| {
        let amount = one.amount(details.price, details.down_payment).ok().flatten();
        let amount = amount.map(|money| booked::amount(texts, money)).unwrap_or_default();
        Pay {
            value: one.name(),
            text: texts.with(&format!("book-pay-{}", one.name()), "amount", &amount),
            is_chosen: chosen == Some(*one),
        }
    };
    offered.iter().map(pay).collect()
}

/// How the money is taken, where some is.
pub(super) fn money(loaded: &Loaded, texts: Texts, offered: &[PaymentType], company: &str) -> Option<String> {
    if offered == [PaymentType::None] {
        return None;
    }
    Some(match loaded.front().pays_online {
        true => texts.say("book-money-online"),
        false => texts.with("book-money-there", "company", company),
    })
}

/// What comes back to somebody who pays for the service and cancels; `None` where nothing is paid.
pub(super) fn refunds(
    loaded: &Loaded,
    own: Option<&Request>,
    clock: &WallClock,
    start: Timestamp,
    now: Timestamp,
) -> Option<String> {
    let (front, listed) = (&loaded.front().front, &loaded.front().listed.service.details);
    let company = TimeZone::named(&front.company.details.time_zone).ok()?;
    // What was held stays as it was offered.
    let held = own.and_then(|own| own.offer.as_ref());
    let now_offered = Offer::of(listed, &front.settings.cancellation_policy, &company);
    let Offer { price, policy, .. } = held.unwrap_or(&now_offered);
    price.filter(|price| !price.is_zero())?;
    let zone = held.map_or_else(|| company.clone(), |held| held.zone_of_policy(&company));
    Some(told_refunds::words(clock.texts, clock, policy, start, &zone, now))
}

/// The name of somebody who offers the service.
pub(super) fn member(loaded: &Loaded, id: i64) -> Option<String> {
    loaded.front().staff.iter().find(|one| one.id.0 == id).map(|one| one.name.clone())
}
