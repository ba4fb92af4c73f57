//! Calendars from outside: which there are, and where they come from. What they hold is in `calendars`.

use super::feed_url::same_server;
use crate::calendars::showing;
use crate::conflicts;
use crate::kit::collection::{Rules, Stored};
use crate::kit::require_user;
use domain::directory::{CalendarDetails, CalendarKind, Secret, StalePolicy};
use domain::{FieldProblem, Refusal};
use persistence::store::calendars::CalendarFilter;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// What is to change about a calendar; `None` leaves a value as it is. Whose it is never changes.
#[derive(Debug, Clone, Default)]
pub struct CalendarChange {
    pub kind: Option<CalendarKind>,
    pub name: Option<String>,
    /// `Some(None)` takes the address away.
    pub url: Option<Option<String>>,
    /// `Some(None)` takes them away.
    pub credentials: Option<Option<Secret>>,
    pub stale_policy: Option<StalePolicy>,
    pub show_bookings: Option<bool>,
}

impl CalendarChange {
    /// The calendar after the change, which must make sense as a whole.
    ///
    /// # Errors
    /// `Invalid` for what does not go together.
    pub fn apply(&self, old: CalendarDetails) -> Result<CalendarDetails, Refusal> {
        let kind = self.kind.unwrap_or(old.kind);
        let url = self.url.clone().unwrap_or_else(|| old.url.clone());
        let credentials = match (&self.credentials, kind) {
            (Some(given), _) => given.clone(),
            (None, CalendarKind::IcsUrl | CalendarKind::Caldav) => kept_credentials(&old, url.as_deref())?,
            // Nobody can see that there are any, so nobody can be asked to take them away.
            (None, _) => None,
        };
        let mut problems = kind_problems(kind, url.is_some(), credentials.is_some());
        problems.extend(showing_problem(kind, self.show_bookings == Some(true)));
        if !problems.is_empty() {
            return Err(Refusal::Invalid(problems));
        }
        // Nobody who makes a calendar another kind of one should have to think of this.
        let stays = kind == CalendarKind::Caldav && old.show_bookings;
        Ok(CalendarDetails {
            user: old.user,
            kind,
            name: self.name.clone().unwrap_or(old.name),
            url,
            credentials,
            stale_policy: self.stale_policy.unwrap_or(old.stale_policy),
            show_bookings: self.show_bookings.unwrap_or(stays),
        })
    }
}

/// The stored credentials, unless the calendar moves to another server: a user who may change an address must not be able
/// to have somebody's password sent there.
fn kept_credentials(old: &CalendarDetails, url: Option<&str>) -> Result<Option<Secret>, Refusal> {
    let stays = match (old.url.as_deref(), url) {
        (Some(old), Some(new)) => same_server(old, new),
        _ => false,
    };
    match (&old.credentials, stays) {
        (None, _) => Ok(None),
        (Some(secret), true) => Ok(Some(secret.clone())),
        (Some(_), false) => Err(Refusal::invalid(
            "/credentials",
            "the calendar moves to another server: give the credentials for it, or null for none",
        )),
    }
}

/// What of the kind, the address and the credentials does not go together.
#[must_use]
pub fn kind_problems(kind: CalendarKind, has_url: bool, has_credentials: bool) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    match kind {
        CalendarKind::IcsUrl | CalendarKind::Caldav if !has_url => {
            let detail = format!("a calendar of the kind {} needs one", kind.name());
            problems.push(FieldProblem::new("/url", detail));
        }
        CalendarKind::IcsUrl | CalendarKind::Caldav => {}
        CalendarKind::IcsFile | CalendarKind::Simulated => {
            let detail = format!("a calendar of the kind {} takes none", kind.name());
            let wrong = [("/url", has_url), ("/credentials", has_credentials)];
            let wrong = wrong.into_iter().filter(|(_, given)| *given);
            problems.extend(wrong.map(|(pointer, _)| FieldProblem::new(pointer, detail.clone())));
        }
    }
    problems
}

/// What is wrong with showing bookings in a calendar of this kind.
#[must_use]
pub fn showing_problem(kind: CalendarKind, show_bookings: bool) -> Option<FieldProblem> {
    let wrong = show_bookings && kind != CalendarKind::Caldav;
    wrong.then(|| FieldProblem::new("/show_bookings", "only calendars of the kind caldav can be written to"))
}

/// Characters of a user name or a password, at most.
const CREDENTIAL: usize = 500;

/// A user name and a password as they are stored: two lines. Neither may hold a line end, which [`checked_credentials`] sees
/// to.
#[must_use]
fn basic_credentials(username: &str, password: &str) -> Secret {
    Secret::new(format!("{username}\n{password}"))
}

/// The same of what somebody gave. Spaces are kept: they may be meant.
///
/// # Errors
/// All that is wrong, at `/credentials/username` and `/credentials/password`.
pub fn checked_credentials(username: &str, password: &str) -> Result<Secret, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    for (pointer, text) in [("/credentials/username", username), ("/credentials/password", password)] {
        if text.chars().any(char::is_control) {
            problems.push(FieldProblem::new(pointer, "must not hold control characters or line ends"));
        } else if text.chars().count() > CREDENTIAL {
            problems.push(FieldProblem::new(pointer, format!("must have at most {CREDENTIAL} characters")));
        }
    }
    if username.contains(':') {
        let detail = "must not hold a colon, which ends the name in HTTP";
        problems.push(FieldProblem::new("/credentials/username", detail));
    }
    if problems.is_empty() { Ok(basic_credentials(username, password)) } else { Err(problems) }
}

impl Rules for CalendarDetails {
    const READ_BY_ONE: bool = false;

    fn check_filter(scope: &mut Scope<'_>, filter: &mut CalendarFilter) -> Result<(), StoreError> {
        require_user(scope, filter.user)
    }

    fn check(&self, _scope: &mut Scope<'_>, _before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        let mut problems = kind_problems(self.kind, self.url.is_some(), self.credentials.is_some());
        problems.extend(showing_problem(self.kind, self.show_bookings));
        if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems).into()) }
    }

    /// Events of ours that a deleted calendar shows stay where they are: nobody can get to them any more.
    fn touched(scope: &mut Scope<'_>, record: &Stored<Self>, now: Timestamp) -> Result<(), StoreError> {
        conflicts::recheck(scope, record.details.user, now)
    }

    fn created(scope: &mut Scope<'_>, new: &Stored<Self>, now: Timestamp) -> Result<(), StoreError> {
        if new.details.show_bookings {
            showing::all_ahead(scope, new, now)?;
        }
        Self::touched(scope, new, now)
    }

    fn updated(
        scope: &mut Scope<'_>,
        before: &Stored<Self>,
        after: &Stored<Self>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let shown =
            |calendar: &Self| (calendar.show_bookings, calendar.url.clone(), calendar.credentials.clone());
        let was_shown = before.details.show_bookings || after.details.show_bookings;
        if was_shown && shown(&before.details) != shown(&after.details) {
            showing::all_ahead(scope, after, now)?;
        }
        Self::touched(scope, after, now)
    }
}

#[cfg(test)]
mod tests;
