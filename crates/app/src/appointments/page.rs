//! The page of an appointment for its client: what they see of it, and may do to it.

use super::cancel::{Cancelled, end};
use super::change::locked;
use super::choices::{MoveLimits, limits};
use super::holder::Holder;
use super::ics::{Reader, Writing, place};
use super::links::{Link, LinkPurpose, meeting_link};
use super::mail::{MailStanding, standing_of_mail};
use super::reschedule::{Rescheduling, as_actor};
use crate::kit::Precondition;
use crate::payments;
use crate::rooms::{beginning, is_the_room};
use crate::shop::pages;
use domain::appointment::{Appointment, AppointmentStatus, Cancelling, Move, MoveStatus, StaffId};
use domain::message::Person;
use domain::money::{Bill, Money};
use integrations::mail::imip;
use persistence::store::messages::Filter;
use persistence::store::{appointment_moves, appointments, companies, notifications, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use uuid::Uuid;

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
    /// What the client is asked about another time, while that is open.
    pub asked: Option<OpenQuestion>,
    /// Of what was paid, what comes back to somebody who cancels now.
    pub refund_percent: i64,
    pub money: PageMoney,
    pub moves: MoveLimits,
    pub mail: MailStanding,
    /// Where the company takes questions.
    pub contact: Option<String>,
    /// The path of the page on which the same is booked once more.
    pub again: Option<String>,
}

/// A question about a move that waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenQuestion {
    pub id: Uuid,
    /// The time that it is about.
    pub time: Interval,
}

/// The money of an appointment, as its client sees it. What is nothing is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageMoney {
    pub paid: Option<Money>,
    pub to_pay: Option<Money>,
    /// What went back, or is on its way back.
    pub returned: Option<Money>,
    /// What comes back to somebody who cancels now.
    pub refund: Option<Money>,
    /// The payment that is to be made online, and can be.
    pub online: Option<domain::PaymentId>,
}

impl PageMoney {
    /// As the account of an appointment stands. Nothing is to be paid for one that is cancelled.
    #[must_use]
    pub fn standing(bill: &Bill, status: AppointmentStatus) -> Self {
        let some = |money: Money| Some(money).filter(|money| !money.is_zero());
        let account = bill.account();
        Self {
            paid: some(account.charged()),
            to_pay: some(account.to_pay()).filter(|_| status != AppointmentStatus::Cancelled),
            returned: some(account.given_back()),
            ..Self::default()
        }
    }
}

/// What somebody sees of an appointment; `None` where there is nothing, or the link is too old.
///
/// # Errors
/// Failures of the database.
pub fn look(
    tx: &mut Tx<'_>,
    holder: &Holder,
    public_url: &str,
    now: Timestamp,
) -> Result<Option<BookedPage>, StoreError> {
    let Some(appointment) = holder.find(&mut tx.scope(&holder.permit()), now)? else { return Ok(None) };
    // What belongs to an appointment is shown with it, and is nobody's own.
    let scope = &mut tx.scope(&domain::access::Permit::guest(holder.company()));
    page(scope, holder, appointment, public_url, now).map(Some)
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
    let Some((id, company, _)) = right else { return Ok(None) };
    let appointment = appointments::get(&mut tx.scope(&domain::access::Permit::guest(company)), id)?;
    let holder = Holder::Link(Link::to(&appointment, LinkPurpose::Manage));
    Ok(look(tx, &holder, "", now)?.map(|found| BookedPage { meeting_link: None, asked: None, ..found }))
}

fn page(
    scope: &mut Scope<'_>,
    holder: &Holder,
    appointment: Appointment,
    public_url: &str,
    now: Timestamp,
) -> Result<BookedPage, StoreError> {
    let company = companies::get(scope, appointment.company)?.details;
    let staff = users::by_ids(scope, &[appointment.staff_user])?.pop();
    let moves = appointment_moves::of(scope, &appointment)?;
    // One link is about one question; who manages the appointment has the one that is open.
    let is_theirs = |one: &&Move| holder.question().is_none_or(|question| question == one.id);
    let question = moves.iter().filter(is_theirs).find(|one| one.status(now) == MoveStatus::Pending);
    let asked = question.map(|one| OpenQuestion { id: one.id, time: one.to.time });
    let zone = crate::free_busy::zone(&company.time_zone);
    let refund_percent = appointment.refund_percent(&zone, now);
    let (settings, _) = notifications::settings_of(scope, appointment.company)?;
    let of_it = Filter { appointment: Some(appointment.id), ..Filter::default() };
    Ok(BookedPage {
        company_name: company.name,
        zone: company.time_zone,
        staff_name: staff.map(|user| user.details.name),
        place: place(&appointment),
        meeting_link: meeting_link(&appointment, public_url),
        asked,
        refund_percent,
        money: money(scope, &appointment, refund_percent, now)?,
        moves: limits(scope, &appointment, &moves, now)?,
        mail: standing_of_mail(scope, &of_it, Person::Client(appointment.id))?,
        contact: settings.reply_to,
        again: pages::path_of(&mut scope.for_company(appointment.company)?, appointment.service)?,
        appointment,
    })
}

fn money(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    percent: i64,
    now: Timestamp,
) -> Result<PageMoney, StoreError> {
    let some = |money: Money| Some(money).filter(|money| !money.is_zero());
    let Some(bill) = payments::of_one(scope, appointment)? else {
        return Ok(PageMoney::default());
    };
    let standing = PageMoney::standing(&bill, appointment.status);
    let can_be_paid = bill.payment.provider.is_some() && bill.payment.pay_until.is_some_and(|end| now < end);
    Ok(PageMoney {
        refund: some(payments::share(&bill, super::money::whole(percent))),
        online: standing.to_pay.filter(|_| can_be_paid).map(|_| bill.payment.id),
        ..standing
    })
}

/// The client cancels the appointment.
///
/// # Errors
/// `NotFound` where the link is too old; `WrongState` (`wrong-status`).
pub fn cancel_by(tx: &mut Tx<'_>, holder: &Holder, now: Timestamp) -> Result<Cancelled, StoreError> {
    let scope = &mut tx.scope(&holder.permit());
    Precondition::default().retry(|| {
        holder.require(scope, now)?;
        let stored = locked(scope, holder.appointment())?;
        let scope = &mut scope.for_company(stored.company)?;
        end(scope, &stored, &holder.actor(), Cancelling::Wanted(BY_CLIENT), now)
    })
}

/// Another time that a client chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wished {
    pub start: Timestamp,
    pub staff: Option<StaffId>,
}

/// The client moves the appointment. Who asks twice moves it once.
///
/// # Errors
/// Those of [`super::reschedule`].
pub fn move_by(
    tx: &mut Tx<'_>,
    holder: &Holder,
    wished: Wished,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    let scope = &mut tx.scope(&holder.permit());
    let stored = holder.require(scope, now)?;
    let same_staff = wished.staff.is_none_or(|staff| staff == stored.staff);
    if same_staff && stored.time.start() == wished.start && stored.status.is_open() {
        return Ok(stored);
    }
    let asked =
        Rescheduling { start: wished.start, staff: wished.staff, reason: None, overrides: false, ask: false };
    as_actor(scope, &holder.actor(), stored.id, &asked, expected, now)
}

/// The calendar file of the appointment for such a reader; `None` where there is nothing, or the link is too old.
///
/// # Errors
/// Failures of the database.
pub fn file(
    tx: &mut Tx<'_>,
    holder: &Holder,
    public_url: &str,
    reader: &Reader,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some(appointment) = holder.find(&mut tx.scope(&holder.permit()), now)? else { return Ok(None) };
    let scope = &mut tx.scope(&domain::access::Permit::guest(holder.company()));
    let company = companies::get(scope, appointment.company)?.details;
    let writing = Writing::of(scope, appointment.company, public_url)?;
    let event = reader.told(writing.event(&appointment, None), &company.time_zone);
    Ok(Some(imip::publish(None, &[event])))
}
