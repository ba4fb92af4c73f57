//! Visitors: people without an account who book on the pages of a company. They are known by their browser, hold a time while they
//! fill in a form, and are kept from holding too much (`domain::appointment::visitor`).

pub use super::admission::{Visitor, Wanted, day_of, starts_of};
use super::admission::{admit, admit_client, admit_code, admit_mail, day};
use super::asked::locked;
use super::codes::{self, Verified};
use super::requests::{self, NewRequest, StartAsked, holder};
use crate::kit::Precondition;
use crate::payments;
use crate::rooms::RoomSeed;
use crate::sealed::Vault;
use domain::Refusal;
use domain::appointment::visitor::UNVERIFIED_SECONDS;
use domain::appointment::{
    Appointment, AppointmentStatus, Client, Notes, PaymentType, Request, RequestStatus,
};
use persistence::store::visitors::{self as store, VisitorHold};
use persistence::store::{appointments, requests as stored};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// How a start stands for a visitor.
#[derive(Debug, Clone)]
pub enum Standing {
    /// They hold nothing there.
    Nothing,
    Held(Box<Request>),
    /// They have asked for it, and it is not held while their code is awaited.
    Loose(Box<Request>),
    Booked(Box<Done>),
}

/// An appointment that a visitor has.
#[derive(Debug, Clone)]
pub struct Done {
    pub appointment: Appointment,
    /// Where it is paid, below the address of this server, while it waits for its money.
    pub payment_path: Option<String>,
}

/// A booking as a visitor sends it.
#[derive(Debug, Clone)]
pub struct Booking {
    pub wanted: Wanted,
    pub client: Client,
    pub notes: Notes,
    pub payment_type: PaymentType,
    /// The digits of a code, where some were typed.
    pub code: Option<String>,
}

/// What a booking came to.
#[derive(Debug, Clone)]
pub enum Step {
    Done(Box<Done>),
    /// A code was sent and has to be shown first.
    Code {
        request: Box<Request>,
        /// Whether the time is held meanwhile.
        is_held: bool,
        /// Where one was typed that is not right: tries that are left.
        attempts_left: Option<i64>,
    },
}

/// How a start stands for a visitor.
///
/// # Errors
/// Failures of the database.
pub fn standing(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    let permit = visitor.permit();
    stands(&mut tx.scope(&permit), visitor, wanted, now)
}

/// A request of the visitor that waits.
fn waits(
    scope: &mut Scope<'_>,
    visitor: &Visitor,
    request: Request,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    let request = Box::new(request);
    Ok(match store::is_loose(scope, visitor.company, request.id, now)? {
        true => Standing::Loose(request),
        false => Standing::Held(request),
    })
}

fn stands(
    scope: &mut Scope<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    let holder = holder(&visitor.permit());
    let ids = store::requests_at(scope, visitor.company, &holder, wanted.service, wanted.start)?;
    for id in ids {
        let request = stored::get(scope, id)?;
        if let (RequestStatus::Paying | RequestStatus::Booked, Some(appointment)) =
            (request.noted, request.appointment)
        {
            let appointment = appointments::get(scope, appointment)?;
            if appointment.status != AppointmentStatus::Cancelled && appointment.time.start() == wanted.start
            {
                return Ok(Standing::Booked(Box::new(done(scope, appointment)?)));
            }
        } else if request.status(now).holds() && wanted.staff.is_none_or(|staff| staff == request.staff) {
            return waits(scope, visitor, request, now);
        }
    }
    Ok(Standing::Nothing)
}

fn done(scope: &mut Scope<'_>, appointment: Appointment) -> Result<Done, StoreError> {
    let waits = appointment.status == AppointmentStatus::PendingPayment;
    let bill = if waits { payments::of_one(scope, &appointment)? } else { None };
    Ok(Done { payment_path: bill.map(|bill| payments::path(bill.payment.id)), appointment })
}

/// How a start stands for a visitor who may book it, and whether it may be held for them before they have shown a code.
struct Admitted {
    standing: Standing,
    may_hold: bool,
}

impl Admitted {
    /// What they hold or have stays as it is, whatever is counted.
    fn of(standing: Standing) -> Self {
        Self { may_hold: !matches!(standing, Standing::Loose(_)), standing }
    }
}

/// Holds a time for a visitor, in place of what they hold of the service. What they hold or have there already stays. Where enough
/// of the day or by their network is held, they hold nothing, and may book it with a code.
///
/// # Errors
/// `NotFound`; `Unavailable` (`slot-not-available`); `TooMany`.
pub fn hold(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    match admitted(tx, visitor, wanted, now)? {
        Admitted { standing: Standing::Nothing, may_hold: true } => {
            take(tx, visitor, wanted, true, now).map(|request| Standing::Held(Box::new(request)))
        }
        Admitted { standing, .. } => Ok(standing),
    }
}

/// How a start stands for a visitor who may hold it. Who clicks twice waits here for the first click, and sees what it came to.
fn admitted(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Admitted, StoreError> {
    let before = standing(tx, visitor, wanted, now)?;
    let Standing::Nothing = before else { return Ok(Admitted::of(before)) };
    let may_hold = admit(tx, visitor, wanted, now)?.is_ok();
    Ok(match standing(tx, visitor, wanted, now)? {
        Standing::Nothing => Admitted { standing: Standing::Nothing, may_hold },
        first_click => Admitted::of(first_click),
    })
}

/// Books for a visitor: holds the time where it is not held, names the client, asks for a code where one is needed, and makes the
/// appointment. Twice is once.
///
/// # Errors
/// `NotFound`; `Invalid`; `Unavailable` (`slot-not-available`); `TooMany`; `WrongState` (`code-locked`).
pub fn book(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    booking: &Booking,
    vault: &Vault,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Step, StoreError> {
    let work = |tx: &mut Tx<'_>| once(tx, visitor, booking, vault, seed, now);
    let done = Precondition::default().retry(|| tx.savepoint(work));
    let Err(StoreError::Refused(_)) = &done else { return done };
    // Whatever was refused: the first of two clicks may have booked it.
    match standing(tx, visitor, &booking.wanted, now)? {
        Standing::Booked(booked) => Ok(Step::Done(booked)),
        _ => done,
    }
}

fn once(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    booking: &Booking,
    vault: &Vault,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Step, StoreError> {
    let wanted = &booking.wanted;
    // Counts are locks: they come before those of people, always in the same order.
    let Admitted { standing, may_hold } = admitted(tx, visitor, wanted, now)?;
    let request = match standing {
        Standing::Booked(done) => return Ok(Step::Done(done)),
        Standing::Held(request) | Standing::Loose(request) => Some(*request),
        Standing::Nothing => None,
    };
    let named = request.as_ref().and_then(|request| request.client.as_ref());
    if named != Some(&booking.client) {
        admit_client(tx, visitor, &booking.client, vault, now)?;
    }
    let request = match request {
        Some(request) => request,
        None => take(tx, visitor, wanted, may_hold, now)?,
    };
    let request = named_and_priced(tx, visitor, request, booking, now)?;
    if !may_hold {
        // Naming the client has taken the time anew.
        requests::hold_no_longer(tx, &visitor.permit(), &request)?;
    }
    let request = match &booking.code {
        Some(digits) if waits_for_code(&request) => match shown(tx, visitor, &request, digits, vault, now)? {
            Verified::Right(view) => view.request,
            Verified::Wrong { attempts_left } => {
                let attempts_left = Some(attempts_left);
                return Ok(Step::Code { request: Box::new(request), is_held: may_hold, attempts_left });
            }
        },
        _ => request,
    };
    if waits_for_code(&request) {
        return Ok(Step::Code { request: Box::new(request), is_held: may_hold, attempts_left: None });
    }
    let permit = visitor.permit();
    let booked = requests::confirm(tx, &permit, request.id, &booking.notes, seed, now)?;
    if request.code.as_ref().is_none_or(|code| !code.verified) {
        // What was booked without a code counts as what is held does, and for longer.
        let until = now.plus_seconds(UNVERIFIED_SECONDS);
        store::prolong(&mut tx.scope(&permit), visitor.company, request.id, until)?;
    }
    Ok(Step::Done(Box::new(Done { appointment: booked.appointment, payment_path: booked.payment_path })))
}

/// Whether a code has to be shown before the request can become an appointment.
fn waits_for_code(request: &Request) -> bool {
    request.code.as_ref().is_some_and(|code| code.require().is_err())
}

fn shown(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    request: &Request,
    digits: &str,
    vault: &Vault,
    now: Timestamp,
) -> Result<Verified, StoreError> {
    let permit = visitor.permit();
    let tried = codes::verify(tx, &permit, request.id, digits, vault, now)?;
    if let Verified::Right(_) = &tried {
        store::verify(&mut tx.scope(&permit), visitor.company, request.id)?;
    }
    Ok(tried)
}

/// The request with its client, and with what is to be paid.
fn named_and_priced(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    request: Request,
    booking: &Booking,
    now: Timestamp,
) -> Result<Request, StoreError> {
    let permit = visitor.permit();
    let mut request = request;
    if request.payment_type != booking.payment_type {
        let scope = &mut tx.scope(&permit);
        let locked = locked(scope, request.id)?;
        locked.require_hold(now)?;
        request = stored::update(scope, &Request { payment_type: booking.payment_type, ..locked }, now)?;
    }
    if request.client.as_ref() != Some(&booking.client) {
        let change = |_: Option<Client>| Ok::<_, Refusal>(booking.client.clone());
        let expected = Precondition::default();
        let before = request.code.clone();
        request = requests::set_client(tx, &permit, request.id, &change, &expected, now)?.request;
        if waits_for_code(&request) && request.code != before {
            admit_mail(tx, visitor, now)?;
        }
    }
    Ok(request)
}

/// Holds a visitor's time longer, once; where nothing of theirs is held there, nothing changes.
///
/// # Errors
/// `WrongState`: `hold-extended`, `hold-expired`.
pub fn extend(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    let permit = visitor.permit();
    let stands = standing(tx, visitor, wanted, now)?;
    let Standing::Held(request) = &stands else { return Ok(stands) };
    let longer = requests::extend(tx, &permit, request.id, now)?.request;
    store::prolong(&mut tx.scope(&permit), visitor.company, longer.id, longer.expires_at)?;
    Ok(Standing::Held(Box::new(longer)))
}

/// Has another code sent to the client whom a visitor has named.
///
/// # Errors
/// `WrongState`: `hold-expired`, `wrong-status`; `TooMany`.
pub fn resend(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    vault: &Vault,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    let stands = standing(tx, visitor, wanted, now)?;
    let (Standing::Held(request) | Standing::Loose(request)) = &stands else { return Ok(stands) };
    if let Some(client) = &request.client {
        admit_code(tx, visitor, client, vault, now)?;
    }
    let permit = visitor.permit();
    let sent = codes::resend(tx, &permit, request.id, now)?.request;
    // Codes of a network are counted after the locks of people, here as when a client is named.
    admit_mail(tx, visitor, now)?;
    waits(&mut tx.scope(&permit), visitor, sent, now)
}

/// Takes a time that a visitor may have, if it is free; to hold it, or until the client is named.
fn take(
    tx: &mut Tx<'_>,
    visitor: &Visitor,
    wanted: &Wanted,
    to_hold: bool,
    now: Timestamp,
) -> Result<Request, StoreError> {
    let new = NewRequest {
        service: wanted.service,
        staff: wanted.staff,
        start: StartAsked::At(wanted.start),
        payment_type: PaymentType::None,
        client: None,
    };
    let permit = visitor.permit();
    let request = requests::request(tx, &permit, &new, now)?.request;
    let scope = &mut tx.scope(&permit);
    let hold = VisitorHold {
        request: request.id,
        holder: request.holder.clone(),
        service: wanted.service,
        start: wanted.start,
        day: day(scope, visitor.company, wanted.start)?,
        network: visitor.network.clone(),
        live_until: if to_hold { request.expires_at } else { now },
    };
    store::insert(scope, visitor.company, &hold)?;
    Ok(request)
}
