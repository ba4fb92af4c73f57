//! The time of appointments and requests in the ledger.

use super::people;
use domain::access::Sees;
use domain::appointment::{Appointment, Client, Request};
use domain::because::Names;
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::{CompanyId, Refusal, UserId};
use persistence::ledger::{self, Claim, ClaimConflict, Claimed};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a request holds.
pub(super) fn of_request(request: &Request) -> Source {
    Source { kind: SourceKind::Request, id: request.id.0 }
}

/// What an appointment has taken.
pub(super) fn of_appointment(appointment: &Appointment) -> Source {
    Source { kind: SourceKind::Appointment, id: appointment.id.0 }
}

/// What is held while a client is asked about a move.
pub(super) fn of_move(id: Uuid) -> Source {
    Source { kind: SourceKind::Request, id }
}

/// A time that is to be taken of a member of staff and of a client.
pub(super) struct Wanted<'a> {
    pub(super) company: CompanyId,
    pub(super) user: UserId,
    pub(super) client: Option<&'a Client>,
    pub(super) time: Interval,
    /// The pause between two bookings of the member of staff, in minutes.
    pub(super) buffer_minutes: i64,
    pub(super) source: Source,
    pub(super) hold: Hold,
}

impl Wanted<'_> {
    /// Everybody whose locks have to be had before the time is asked for.
    pub(super) fn subjects(&self, scope: &mut Scope<'_>) -> Result<BTreeSet<Subject>, StoreError> {
        let mut all = match self.client {
            Some(client) => people::of_client(scope, self.company, client)?,
            None => BTreeSet::new(),
        };
        all.insert(Subject::User(self.user));
        Ok(all)
    }

    /// The claims on the time of these.
    pub(super) fn claims(&self, subjects: BTreeSet<Subject>) -> Vec<Claim> {
        let own = Subject::User(self.user);
        let pause = self.buffer_minutes.clamp(0, 1440) * 60;
        let span = |subject: &Subject| match *subject == own {
            true => Span { meeting: self.time, buffer_before: pause, buffer_after: pause },
            false => Span::bare(self.time),
        };
        let claim =
            |subject: Subject| Claim { span: span(&subject), subject, source: self.source, hold: self.hold };
        subjects.into_iter().map(claim).collect()
    }
}

/// Takes the time, in place of what the source has taken so far.
///
/// # Errors
/// `Unavailable` (`slot-not-available`) where somebody has another booking then.
pub(super) fn take(scope: &mut Scope<'_>, wanted: &Wanted<'_>, now: Timestamp) -> Result<(), StoreError> {
    ledger::release(scope, wanted.source)?;
    take_new(scope, wanted, now)
}

/// The same for a source that has taken no time yet.
///
/// # Errors
/// As [`take`].
pub(super) fn take_new(scope: &mut Scope<'_>, wanted: &Wanted<'_>, now: Timestamp) -> Result<(), StoreError> {
    // Asked under the locks: somebody may have become the client while they were waited for.
    let claims = wanted.claims(wanted.subjects(scope)?);
    let taken = ledger::claim(scope, now, &claims)?;
    met(scope, wanted, &claims, taken)
}

/// Takes the time that is to be instead of what another source has: what that has of it is not taken twice, so that the two
/// together keep everybody else away.
///
/// # Errors
/// As [`take`].
pub(super) fn take_beside(
    scope: &mut Scope<'_>,
    wanted: &Wanted<'_>,
    other: Source,
    now: Timestamp,
) -> Result<(), StoreError> {
    let claims = wanted.claims(wanted.subjects(scope)?);
    let taken = ledger::claim_beside(scope, now, &claims, other)?;
    met(scope, wanted, &claims, taken)
}

fn met(
    scope: &Scope<'_>,
    wanted: &Wanted<'_>,
    claims: &[Claim],
    taken: Result<Claimed, ClaimConflict>,
) -> Result<(), StoreError> {
    match taken {
        Ok(_) => Ok(()),
        Err(conflict) => Err(refused(scope.sees(), wanted, claims, conflict).into()),
    }
}

/// Why a time can't be taken, as far as the caller may know.
pub(super) fn refused(sees: Sees, wanted: &Wanted<'_>, claims: &[Claim], conflict: ClaimConflict) -> Refusal {
    let subject = claims.get(conflict.which).map(|claim| &claim.subject);
    let staff = subject == Some(&Subject::User(wanted.user));
    let because = conflict.with.map(|with| sees.of(with.because()));
    let detail = match staff {
        true => "the member of staff has another booking at that time",
        false => "the client has another booking at that time",
    };
    not_available(detail, because.into_iter().collect())
}

/// The start can't be had.
pub(super) fn not_available(detail: &str, because: Vec<domain::Because>) -> Refusal {
    // Who may book need not know of anybody by name.
    let names = Names::default();
    Refusal::Unavailable {
        slug: "slot-not-available",
        pointer: None,
        detail: detail.into(),
        because,
        names: names.into(),
    }
}
