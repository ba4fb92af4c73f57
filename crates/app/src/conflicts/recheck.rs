//! Finding what a change of people's time has broken, and what it has mended.
//!
//! Everything is read, and written, with one statement per table however many people and bookings it is about.

use super::bookings::{Booking, joined};
use super::{appointments, open_all, resolve_all, unattended};
use crate::free_busy::{self, FreeBusy, Known, zone, zone_of};
use crate::history::Actor;
use crate::pattern_rules::of_people;
use domain::access::Permit;
use domain::commitment::Subject;
use domain::conflict::{Conflict, ConflictType, Knowledge, breaches, breaches_of_candidate};
use domain::directory::{Company, User};
use domain::message::{Answer, Person, Reply};
use domain::{CompanyId, InterviewId, Meeting, UserId};
use persistence::store::{bookings_ahead, companies, conflicts, interview_answers, schedules, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, IntervalSet, Timestamp};
use std::collections::{HashMap, HashSet};

/// What a conflict that mended itself is settled with.
const FREE_AGAIN: &str = "the time is free again";

/// Compares a user's bookings with what is known of their time, for the worker: opens conflicts for those that are broken,
/// and settles those whose cause is gone.
///
/// # Errors
/// `NotFound` for a user who is not there any more.
pub fn recheck_user(
    tx: &mut Tx<'_>,
    permit: &Permit,
    user: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    recheck(&mut tx.scope(permit), user, now)
}

/// The same, for the transaction of a change of this user's time.
pub(crate) fn recheck(scope: &mut Scope<'_>, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    let scope = &mut scope.everybodys();
    let Some(company) = users::get(scope, user)?.company else { return Ok(()) };
    recheck_all(&mut scope.for_company(company)?, company, &[user], now)
}

/// The same for everybody in the company who has bookings, and for bookings that none of its people have a part in, for the
/// transaction of a change of the company.
pub(crate) fn recheck_company(
    scope: &mut Scope<'_>,
    company: CompanyId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut scope = scope.everybodys();
    let scope = &mut scope.for_company(company)?;
    let concerned = bookings_ahead::users_with_bookings(scope, company, now)?;
    recheck_all(scope, company, &concerned, now)?;
    unattended::recheck(scope, company, now)
}

fn recheck_all(
    scope: &mut Scope<'_>,
    company: CompanyId,
    people: &[UserId],
    now: Timestamp,
) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    schedules::lock_people(scope, company, people.iter().copied().map(Subject::User))?;
    let bookings = bookings(scope, company, people, now)?;
    let mut open_before: HashMap<(UserId, InterviewId, ConflictType), Conflict> = HashMap::new();
    let mut of_appointments = Vec::new();
    for conflict in conflicts::open_of_users(scope, company, people)? {
        match (conflict.user, conflict.meeting) {
            (Some(user), Meeting::Interview(interview)) => {
                open_before.insert((user, interview, conflict.conflict_type), conflict);
            }
            (_, Meeting::Appointment(_)) => of_appointments.push(conflict),
            (None, Meeting::Interview(_)) => {}
        }
    }
    appointments::recheck(scope, company, people, of_appointments, now)?;
    if bookings.is_empty() && open_before.is_empty() {
        return Ok(());
    }
    let known = knowledge(scope, company, people, &bookings, now)?;
    let mut broken = Vec::new();
    let in_doubt: HashSet<UserId> =
        known.iter().filter(|(_, in_doubt)| *in_doubt).map(|(known, _)| known.user).collect();
    for (known, _) in &known {
        for booking in bookings.iter().filter(|booking| booking.concerns(known.user)) {
            let breach = match booking.is_held_by(known.user) {
                true => breaches(booking.meeting(), known),
                false => breaches_of_candidate(booking.time, known),
            };
            let Some(breach) = breach else { continue };
            if open_before.remove(&(known.user, booking.interview.id, breach.conflict_type)).is_none() {
                broken.push((&booking.interview, booking.found(Some(known.user), &breach)));
            }
        }
    }
    let actor = Actor::system();
    open_all(scope, &actor, company, &broken, now)?;
    // What is left has no booking any more, or no cause that is known: which says nothing while a calendar of theirs can't be
    // trusted.
    let booked = |user, interview| {
        bookings.iter().any(|booking| booking.interview.id == interview && booking.concerns(user))
    };
    open_before.retain(|(user, interview, _), _| !(in_doubt.contains(user) && booked(*user, *interview)));
    keep_declined(scope, &mut open_before, &bookings)?;
    let mut mended: Vec<Conflict> = open_before.into_values().collect();
    mended.sort_by_key(|conflict| conflict.id);
    resolve_all(scope, &actor, company, &mended, FREE_AGAIN, now)
}

/// Leaves out what somebody opened who declined the invitation to the time that is booked: people who are free may decline.
fn keep_declined(
    scope: &mut Scope<'_>,
    open: &mut HashMap<(UserId, InterviewId, ConflictType), Conflict>,
    bookings: &[Booking],
) -> Result<(), StoreError> {
    let interviews: Vec<InterviewId> = open.keys().map(|(_, interview, _)| *interview).collect();
    let answers = interview_answers::of_interviews(scope, &interviews)?;
    open.retain(|(user, interview, _), _| {
        let booking = bookings.iter().find(|booking| booking.interview.id == *interview);
        let declined = |answer: &Answer| {
            answer.person == Person::User(*user)
                && answer.reply == Reply::Declined
                && booking.is_some_and(|booking| booking.time == answer.time)
        };
        !answers.get(interview).is_some_and(|answers| answers.iter().any(declined))
    });
    Ok(())
}

/// What of these people's time is booked and lies ahead.
fn bookings(
    scope: &mut Scope<'_>,
    company: CompanyId,
    people: &[UserId],
    now: Timestamp,
) -> Result<Vec<Booking>, StoreError> {
    let live = schedules::live_of_users(scope, company, people, now)?;
    let direct = bookings_ahead::direct_of_users(scope, company, people, now)?;
    joined(scope, live, &direct)
}

/// What is known of each of these people's time around these bookings, bookings aside, and whether that is in doubt.
fn knowledge(
    scope: &mut Scope<'_>,
    company: CompanyId,
    people: &[UserId],
    bookings: &[Booking],
    now: Timestamp,
) -> Result<Vec<(Knowledge, bool)>, StoreError> {
    let company = companies::get(scope, company)?;
    let people = users::by_ids(scope, people)?;
    let company_zone = zone(&company.details.time_zone);
    let zones = people.iter().map(|user| (user.id, zone_of(user, &company_zone))).collect();
    let mut rules = of_people(scope, &zones, now)?;
    let mut busy = busy(scope, &people, bookings, now)?;
    let known = |user: &User| {
        let (busy, in_doubt) = busy.remove(&user.id).unwrap_or_default();
        let patterns = rules.remove(&user.id).unwrap_or_default();
        let patterns = patterns.into_iter().map(|named| named.rule).collect();
        (Knowledge { patterns, busy, ..bare(user, &company) }, in_doubt)
    };
    Ok(people.iter().map(known).collect())
}

/// What accounts say, without calendars and patterns.
fn bare(user: &User, company: &Company) -> Knowledge {
    Knowledge {
        user: user.id,
        interviews: user.details.takes_bookings(),
        company_active: company.details.active,
        busy: IntervalSet::default(),
        patterns: Vec::new(),
        zone: zone_of(user, &zone(&company.details.time_zone)),
    }
}

fn busy(
    scope: &mut Scope<'_>,
    people: &[User],
    bookings: &[Booking],
    now: Timestamp,
) -> Result<HashMap<UserId, (IntervalSet, bool)>, StoreError> {
    let start = bookings.iter().map(|booking| booking.time.start()).min();
    let end = bookings.iter().map(|booking| booking.time.end()).max();
    let window = start.zip(end).and_then(|(start, end)| Interval::new(start, end).ok());
    let Some(window) = window else { return Ok(HashMap::new()) };
    let gathered = free_busy::gather_outside(scope, people.to_vec(), Known::default(), window, now)?;
    let of = |known: FreeBusy| (known.user.id, (known.busy, known.in_doubt));
    Ok(gathered.for_made_bookings().join().into_iter().map(of).collect())
}
