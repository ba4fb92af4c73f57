//! Requests: a time is held, its client named and verified, and it becomes an appointment or is given back.

use super::asked::{RequestView, locked};
use super::claims::{self, Wanted, of_request};
use super::codes;
use super::made::Appointing;
use super::people;
use super::record::Booked;
use super::shop::{Found, Shop};
use crate::history::Actor;
use crate::kit::Precondition;
use crate::rooms::RoomSeed;
use domain::access::Permit;
use domain::appointment::{
    Cancelling, Client, HOLD_SECONDS, Notes, PaymentType, Placement, Request, RequestStatus, ServiceId,
    StaffId, require_another,
};
use domain::commitment::{Hold, Subject};
use domain::{Metadata, Refusal, RequestId};
use persistence::store::{appointments, requests as store};
use persistence::{Scope, StoreError, Tx, ledger};
use scheduling_core::time::{Date, LocalDateTime, LocalTimeResolution, TimeOfDay, TimeZone, Timestamp};
use std::collections::BTreeSet;

/// When a booking is to start.
#[derive(Debug, Clone)]
pub enum StartAsked {
    At(Timestamp),
    /// On a wall clock: that of the zone, or of the member of staff who is asked for, or of the company.
    Local {
        date: Date,
        time: TimeOfDay,
        zone: Option<TimeZone>,
    },
}

/// A time that is to be held.
#[derive(Debug, Clone)]
pub struct NewRequest {
    pub service: ServiceId,
    pub staff: Option<StaffId>,
    pub start: StartAsked,
    pub payment_type: PaymentType,
    pub client: Option<Client>,
}

/// Who holds a time by this permit: `user:12`, `key:3`, `visitor:5f2c…`, `api`.
pub(super) fn holder(permit: &Permit) -> String {
    match (permit.user(), permit.key(), permit.browser()) {
        (Some(user), ..) => format!("user:{user}"),
        (None, Some(key), _) => format!("key:{}", key.id),
        (None, None, Some(browser)) => format!("visitor:{browser}"),
        (None, None, None) => "api".into(),
    }
}

impl StartAsked {
    fn instant(&self, scope: &mut Scope<'_>, shop: &Shop) -> Result<Timestamp, StoreError> {
        let (date, time, zone) = match self {
            Self::At(start) => return Ok(*start),
            Self::Local { date, time, zone } => (*date, *time, zone.clone()),
        };
        let zone = match zone {
            Some(zone) => zone,
            None => shop.clock(scope)?,
        };
        let local = date.midnight().local_seconds() + time.seconds();
        match zone.resolve(LocalDateTime::from_local_seconds(local)) {
            LocalTimeResolution::Gap { .. } => {
                Err(Refusal::invalid("/start_time", "does not exist on that date: clocks go forward over it")
                    .into())
            }
            resolved => Ok(resolved.compatible()),
        }
    }
}

/// Holds a time for 15 minutes, in place of what the caller holds of the service.
///
/// # Errors
/// `NotFound` and `Invalid` with pointers, also where the client alone is asked for; `Unavailable` (`slot-not-available`).
pub fn request(
    tx: &mut Tx<'_>,
    permit: &Permit,
    new: &NewRequest,
    now: Timestamp,
) -> Result<RequestView, StoreError> {
    let scope = &mut tx.scope(permit);
    let shop = Shop::read(scope, new.service, new.staff)?;
    let scope = &mut scope.for_company(shop.company.id)?;
    let start = new.start.instant(scope, &shop)?;
    shop.offer().amount(new.payment_type)?;
    let client = people::client_named(scope, permit, new.client.as_ref())?;
    let request = Precondition::default().retry(|| {
        let holder = holder(permit);
        let concerned = match &client {
            Some(client) => people::of_client(scope, shop.company.id, client)?,
            None => BTreeSet::new(),
        };
        let old = locked_hold(scope, &shop, &holder, &concerned)?;
        if let Some(old) = old {
            give_back(scope, &old, now)?;
        }
        let found = shop.find(scope, start, &concerned, &[], now)?;
        let held = held(permit, &shop, &found, new.payment_type, now);
        store::insert(scope, &held)?;
        let held = match &client {
            Some(client) => with_client(scope, permit, &held, client, now)?,
            None => held,
        };
        take(scope, &held, found.buffer_minutes, now)?;
        match held.client {
            Some(_) => store::update(scope, &held, now),
            None => Ok(held),
        }
    })?;
    Ok(RequestView { request, reschedule_attempts: 0 })
}

/// What the caller holds of the service, with the locks of everybody whose time is given back or may be taken; the client is among
/// them, as far as they are known.
fn locked_hold(
    scope: &mut Scope<'_>,
    shop: &Shop,
    holder: &str,
    client: &BTreeSet<Subject>,
) -> Result<Option<Request>, StoreError> {
    let company = shop.company.id;
    let seen = store::live_of(scope, company, holder, shop.service.id)?;
    let mut locks: BTreeSet<Subject> = shop.users().into_iter().map(Subject::User).collect();
    locks.extend(client.iter().cloned());
    locks.extend(seen.iter().flat_map(store::subjects));
    appointments::lock_people(scope, company, &Vec::from_iter(locks))?;
    let old = store::live_of(scope, company, holder, shop.service.id)?;
    if old.as_ref().map(|old| old.id) != seen.map(|seen| seen.id) {
        return Err(Refusal::VersionMismatch { what: "request" }.into());
    }
    Ok(old)
}

fn held(permit: &Permit, shop: &Shop, found: &Found, payment_type: PaymentType, now: Timestamp) -> Request {
    Request {
        id: store::new_id(now),
        company: shop.company.id,
        service: shop.service.id,
        staff: found.staff,
        staff_user: found.user,
        time: found.time,
        payment_type,
        offer: Some(shop.offer()),
        client: None,
        noted: RequestStatus::Held,
        expires_at: now.plus_seconds(HOLD_SECONDS),
        extended: false,
        code: None,
        holder: holder(permit),
        made_by: permit.member(),
        staff_asked: shop.named,
        appointment: None,
        metadata: Metadata { version: 1, created_at: now, updated_at: now },
    }
}

/// Takes the time of a request, or takes it anew for other people or until another time.
fn take(
    scope: &mut Scope<'_>,
    request: &Request,
    buffer_minutes: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    // Whether a client has time is told to nobody who has not shown that they are it: with a code, that is asked when the request is
    // confirmed.
    let client = request.client.as_ref().filter(|_| request.code.is_none());
    let wanted = Wanted {
        company: request.company,
        user: request.staff_user,
        client,
        time: request.time,
        buffer_minutes,
        source: of_request(request),
        hold: Hold::Until(request.expires_at),
    };
    claims::take(scope, &wanted, now)
}

/// Gives back the time of a request that goes on without holding it: when it is confirmed, it is taken if it is free still.
///
/// # Errors
/// Failures of the database.
pub(super) fn hold_no_longer(tx: &mut Tx<'_>, permit: &Permit, request: &Request) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let scope = &mut scope.for_company(request.company)?;
    ledger::release(scope, of_request(request))?;
    Ok(())
}

/// Ends a hold: its time is free again.
pub(super) fn give_back(
    scope: &mut Scope<'_>,
    request: &Request,
    now: Timestamp,
) -> Result<Request, StoreError> {
    ledger::release(scope, of_request(request))?;
    let ended = match request.status(now) {
        RequestStatus::Expired => Request { noted: RequestStatus::Expired, ..request.clone() },
        _ => request.release()?,
    };
    if ended == *request {
        return Ok(ended);
    }
    store::update(scope, &ended, now)
}

/// Names the client, and has a code sent to another address than the one before.
fn with_client(
    scope: &mut Scope<'_>,
    permit: &Permit,
    request: &Request,
    client: &Client,
    now: Timestamp,
) -> Result<Request, StoreError> {
    let own = people::is_own(scope, permit, client)?;
    let named = Request { client: Some(client.clone()), ..request.clone() };
    if own {
        return Ok(Request { code: None, noted: RequestStatus::Held, ..named });
    }
    let same = request.client.as_ref().is_some_and(|before| before.key() == client.key());
    if same && request.code.is_some() {
        return Ok(named);
    }
    codes::send(scope, &named, now)
}

/// Sets the client of a request.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `WrongState`: `hold-expired`, `wrong-status`; `Unavailable` (`slot-not-available`) where a caller
/// who is the client has another booking then; `TooMany` where too many codes were sent.
pub fn set_client(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: RequestId,
    change: &dyn Fn(Option<Client>) -> Result<Client, Refusal>,
    expected: &Precondition,
    now: Timestamp,
) -> Result<RequestView, StoreError> {
    let scope = &mut tx.scope(permit);
    let saved = expected.retry(|| {
        let seen = store::get(scope, id)?;
        expected.check("request", seen.metadata.version)?;
        let scope = &mut scope.for_company(seen.company)?;
        let client = change(seen.client.clone())?;
        let locks = people::of_client(scope, seen.company, &client)?;
        let request = store::lock(scope, id, &Vec::from_iter(locks))?;
        expected.check("request", request.metadata.version)?;
        request.require_hold(now)?;
        let named = with_client(scope, permit, &request, &client, now)?;
        let buffer = Shop::buffer_of(scope, request.staff)?;
        take(scope, &named, buffer, now)?;
        store::update(scope, &named, now)
    })?;
    Ok(RequestView { request: saved, reschedule_attempts: 0 })
}

/// Prolongs a hold by 15 minutes, once.
///
/// # Errors
/// `NotFound`; `WrongState`: `hold-extended`, `hold-expired`, `wrong-status`.
pub fn extend(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: RequestId,
    now: Timestamp,
) -> Result<RequestView, StoreError> {
    let scope = &mut tx.scope(permit);
    let saved = Precondition::default().retry(|| {
        let request = locked(scope, id)?;
        let scope = &mut scope.for_company(request.company)?;
        let longer = request.extend(now)?;
        let buffer = Shop::buffer_of(scope, request.staff)?;
        take(scope, &longer, buffer, now)?;
        store::update(scope, &longer, now)
    })?;
    Ok(RequestView { request: saved, reschedule_attempts: 0 })
}

/// Makes the appointment that a request is for, by what was offered when its time was held.
///
/// # Errors
/// `NotFound`; `Invalid` at `/client` where it has none, and at `/client/email` where the client is the member of staff: that is told
/// once the address was shown to be theirs; `WrongState`: `not-verified`, `hold-expired`, `wrong-status`; `Unavailable`
/// (`slot-not-available`) where the service or the staff's time was closed since it was held, or the client has another booking then.
pub fn confirm(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: RequestId,
    notes: &Notes,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Booked, StoreError> {
    let scope = &mut tx.scope(permit);
    Precondition::default().retry(|| {
        let request = locked(scope, id)?;
        let scope = &mut scope.for_company(request.company)?;
        request.require_hold(now)?;
        let Some(client) = &request.client else {
            return Err(Refusal::invalid("/client", "has to be set before the request is confirmed").into());
        };
        if let Some(code) = &request.code {
            code.require()?;
        }
        let concerned = people::of_client(scope, request.company, client)?;
        require_another(request.staff_user, &concerned, "/client/email")?;
        let shop = Shop::read(scope, request.service, Some(request.staff))?;
        shop.require_open(request.staff)?;
        let at = Placement { time: request.time, staff: request.staff };
        Shop::require_standing(scope, request.company, at, request.staff_user, now)?;
        ledger::release(scope, of_request(&request))?;
        let offer = request.offer.clone().unwrap_or_else(|| shop.offer());
        let appointing = Appointing {
            shop: &shop,
            client,
            notes,
            terms: &offer.terms(request.payment_type)?,
            request: Some(&request),
            actor: &Actor::of(permit),
            seed,
        };
        let booked = appointing.appoint(scope, shop.held(&request), now)?;
        let noted = if booked.appointment.pay_until.is_some() {
            RequestStatus::Paying
        } else {
            RequestStatus::Booked
        };
        let done = Request { noted, appointment: Some(booked.appointment.id), ..request.clone() };
        store::update(scope, &done, now)?;
        Ok(booked)
    })
}

/// Gives the time of a request back. Of one that waits for money, the appointment is cancelled.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `WrongState`: `wrong-status` for one that is booked, `hold-expired` for one that has ended.
pub fn release(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: RequestId,
    expected: &Precondition,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let request = locked(scope, id)?;
        expected.check("request", request.metadata.version)?;
        let scope = &mut scope.for_company(request.company)?;
        if let (RequestStatus::Paying, Some(appointment)) = (request.noted, request.appointment) {
            let withdrawn = Cancelling::Wanted("the request was withdrawn");
            super::cancel::give_up(scope, appointment, &Actor::of(permit), withdrawn, now)?;
            return store::update(scope, &request.release()?, now).map(drop);
        }
        request.require_hold(now)?;
        give_back(scope, &request, now).map(drop)
    })
}

/// The money of an appointment came: the request that led to it is done.
pub(super) fn booked(
    scope: &mut Scope<'_>,
    appointment: &domain::appointment::Appointment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(id) = appointment.request else { return Ok(()) };
    let request = store::get(&mut scope.everybodys(), id)?;
    if request.noted == RequestStatus::Booked {
        return Ok(());
    }
    store::update(scope, &Request { noted: RequestStatus::Booked, ..request }, now).map(drop)
}
