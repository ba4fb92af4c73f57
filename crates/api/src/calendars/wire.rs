//! Calendars on the wire. Credentials come in and never go out: there is no field for them in the answer.

use crate::kit::fields::{NAME, URL, given, line, note_all, patched, patched_or};
use crate::kit::prelude::*;
use app::directory::calendars::{CalendarChange, checked_credentials, kind_problems, showing_problem};
use app::directory::check_feed_url;
use domain::directory::{Calendar, CalendarDetails, CalendarKind, LeftOut, LeftOutLine, Secret, StalePolicy};
use domain::{FieldProblem, Refusal, UserId};
use http_kit::wire_enum;
use integrations::calendars::feed::{FeedAddress, FeedClient};
use std::fmt;

wire_enum! {
    /// Where a calendar comes from.
    pub(super) enum CalendarKindName {
        /// An iCalendar feed at a URL, fetched every now and then.
        IcsUrl = "ics_url",
        /// An iCalendar file that is imported.
        IcsFile = "ics_file",
        /// A calendar on a CalDAV server, read every now and then.
        Caldav = "caldav",
        /// Made up, for demonstrations and tests.
        Simulated = "simulated",
    }
}

wire_enum! {
    /// What a calendar's busy times count for when it could not be read for long.
    pub(super) enum StalePolicyName {
        /// What was known last still counts.
        Busy = "busy",
        /// It is left out.
        Ignore = "ignore",
    }
}

impl From<CalendarKindName> for CalendarKind {
    fn from(name: CalendarKindName) -> Self {
        match name {
            CalendarKindName::IcsUrl => Self::IcsUrl,
            CalendarKindName::IcsFile => Self::IcsFile,
            CalendarKindName::Caldav => Self::Caldav,
            CalendarKindName::Simulated => Self::Simulated,
        }
    }
}

impl From<CalendarKind> for CalendarKindName {
    fn from(kind: CalendarKind) -> Self {
        match kind {
            CalendarKind::IcsUrl => Self::IcsUrl,
            CalendarKind::IcsFile => Self::IcsFile,
            CalendarKind::Caldav => Self::Caldav,
            CalendarKind::Simulated => Self::Simulated,
        }
    }
}

impl From<StalePolicyName> for StalePolicy {
    fn from(name: StalePolicyName) -> Self {
        match name {
            StalePolicyName::Busy => Self::Busy,
            StalePolicyName::Ignore => Self::Ignore,
        }
    }
}

impl From<StalePolicy> for StalePolicyName {
    fn from(policy: StalePolicy) -> Self {
        match policy {
            StalePolicy::Busy => Self::Busy,
            StalePolicy::Ignore => Self::Ignore,
        }
    }
}

/// A user name and a password for HTTP's basic scheme (RFC 7617).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CalendarCredentials)]
struct CredentialsIn {
    /// At most 500 characters, no colon.
    username: String,
    /// At most 500 characters.
    #[schema(format = Password)]
    password: String,
}

impl fmt::Debug for CredentialsIn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("CredentialsIn(..)")
    }
}

impl CredentialsIn {
    fn check(&self, checks: &mut Checks) -> Option<Secret> {
        match checked_credentials(&self.username, &self.password) {
            Ok(secret) => Some(secret),
            Err(problems) => {
                note_all(checks, problems);
                None
            }
        }
    }
}

fn url(checks: &mut Checks, given: &str) -> Option<String> {
    let text = line(checks, "/url", given, URL)?;
    match check_feed_url(&text) {
        Ok(()) => Some(text),
        Err(detail) => {
            checks.note("/url", detail);
            None
        }
    }
}

/// A new calendar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarIn {
    /// Whose calendar it is.
    #[schema(value_type = i64)]
    user_id: WholeNumber,
    /// Where it comes from.
    kind: CalendarKindName,
    /// 1 to 200 characters.
    name: String,
    /// `http`, `https` or `webcal`; needed for `ics_url` and `caldav`, and refused for the others. For `caldav` it is the
    /// calendar's own address, or the server's where the account has one calendar there.
    url: Option<String>,
    /// For a feed, or a server, that asks for them. They are kept and never shown.
    credentials: Option<CredentialsIn>,
    /// What counts when it can't be read for long (`busy`).
    stale_policy: Option<StalePolicyName>,
    /// Whether its owner's interviews are written into it (false); only `caldav` can be written to.
    show_bookings: Option<bool>,
    /// The user's company; it need not be named.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

/// A body, and the client that will ask for the calendar.
pub(super) struct Asked<B> {
    pub(super) body: B,
    pub(super) feeds: FeedClient,
}

/// What is wrong with a password that would go to this address.
fn plain_problem(feeds: &FeedClient, url: Option<&str>, has_credentials: bool) -> Option<FieldProblem> {
    let address = FeedAddress::parse(url.filter(|_| has_credentials)?, None).ok()?;
    let detail = "the password would be sent unencrypted: give an address that begins with https://";
    feeds.is_surely_plain(&address).then(|| FieldProblem::new("/url", detail))
}

impl CreateBody for Asked<CalendarIn> {
    type Details = CalendarDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.body.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<CalendarDetails> {
        let Self { body, feeds } = self;
        let (url, has_credentials) = (body.url.as_deref(), body.credentials.is_some());
        if kind_problems(body.kind.into(), url.is_some(), has_credentials).is_empty() {
            note_all(checks, plain_problem(&feeds, url, has_credentials));
        }
        body.details(checks)
    }
}

impl CalendarIn {
    fn details(self, checks: &mut Checks) -> Option<CalendarDetails> {
        let kind = CalendarKind::from(self.kind);
        let name = line(checks, "/name", &self.name, NAME);
        // Where the kind does not fit, what else is wrong with an address or credentials is of no interest.
        let misfits = kind_problems(kind, self.url.is_some(), self.credentials.is_some());
        let fits = misfits.is_empty();
        note_all(checks, misfits);
        let show_bookings = self.show_bookings.unwrap_or_default();
        note_all(checks, showing_problem(kind, show_bookings));
        let (mut address, mut credentials) = (None, None);
        if fits {
            address = self.url.as_deref().and_then(|text| url(checks, text));
            credentials = self.credentials.as_ref().and_then(|given| given.check(checks));
        }
        Some(CalendarDetails {
            user: UserId(self.user_id.0),
            kind,
            name: name?,
            url: address,
            credentials,
            stale_policy: self.stale_policy.map_or(StalePolicy::Busy, StalePolicy::from),
            show_bookings,
        })
    }
}

/// A change of a calendar: what is absent stays. Whose it is never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarPatch {
    /// Another kind needs `url` to be given or null, as that kind does.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    kind: Option<CalendarKindName>,
    /// 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// Another server needs `credentials` to be given again, or null, where there are any.
    #[serde(default)]
    url: Patch<String>,
    /// In place of those that there are; null for none.
    #[serde(default)]
    credentials: Patch<CredentialsIn>,
    /// What counts when it can't be read for long; null is `busy`.
    #[serde(default)]
    stale_policy: Patch<StalePolicyName>,
    /// Whether its owner's interviews are written into it. Turned off, those ahead are taken out again.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    show_bookings: Option<bool>,
}

impl UpdateBody for Asked<CalendarPatch> {
    type Details = CalendarDetails;

    fn change(self, checks: &mut Checks) -> Change<CalendarDetails> {
        let Self { body, feeds } = self;
        let is_asked = !matches!((&body.url, &body.credentials), (Patch::Keep, Patch::Keep));
        let change = body.change(checks);
        Box::new(move |calendar| {
            change(calendar)?;
            let problem = plain_problem(&feeds, calendar.url.as_deref(), calendar.credentials.is_some());
            match problem.filter(|_| is_asked) {
                Some(problem) => Err(Refusal::Invalid(vec![problem])),
                None => Ok(()),
            }
        })
    }
}

impl CalendarPatch {
    fn change(self, checks: &mut Checks) -> Change<CalendarDetails> {
        let change = CalendarChange {
            kind: self.kind.map(CalendarKind::from),
            name: self.name.and_then(|name| line(checks, "/name", &name, NAME)),
            url: patched(self.url, |text| url(checks, &text)),
            credentials: patched(self.credentials, |given| given.check(checks)),
            stale_policy: patched_or(
                self.stale_policy,
                || StalePolicy::Busy,
                |name| Some(StalePolicy::from(name)),
            ),
            show_bookings: self.show_bookings,
        };
        Box::new(move |calendar| {
            *calendar = change.apply(calendar.clone())?;
            Ok(())
        })
    }
}

/// A calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarOut {
    id: i64,
    company_id: i64,
    user_id: i64,
    kind: CalendarKindName,
    name: String,
    /// The address that was given. A reader who is not the owner and may not manage calendars sees its host alone.
    url: Option<String>,
    stale_policy: StalePolicyName,
    /// When its content was last known to be right; null before the first reading.
    last_synced_at: Option<InstantOut>,
    /// Why the newest attempt to read it failed; null where it succeeded.
    last_error: Option<String>,
    /// Whether all that it holds is known. Where it is not, its owner counts as busy throughout, unless `stale_policy` is
    /// `ignore`.
    complete: bool,
    /// What the newest reading left out.
    left_out: LeftOutOut,
    show_bookings: bool,
    /// Why the newest attempt to write an interview into it failed for good; null where it succeeded.
    show_bookings_error: Option<String>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

/// What could not be read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeftOut)]
pub(crate) struct LeftOutOut {
    /// How much.
    count: i64,
    /// Some of it, at most 50.
    lines: Vec<LeftOutLineOut>,
}

/// Something that was left out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeftOutLine)]
pub(crate) struct LeftOutLineOut {
    /// The line of the file, or of the event on its server, counted from 1.
    line: i64,
    /// Why.
    reason: String,
}

impl From<LeftOut> for LeftOutOut {
    fn from(left_out: LeftOut) -> Self {
        let line = |line: LeftOutLine| LeftOutLineOut { line: line.line, reason: line.reason };
        Self { count: left_out.count, lines: left_out.lines.into_iter().map(line).collect() }
    }
}

impl From<Calendar> for CalendarOut {
    fn from(calendar: Calendar) -> Self {
        let complete = calendar.is_complete();
        let (details, kept, metadata) = (calendar.details, calendar.kept, calendar.metadata);
        Self {
            id: calendar.id.0,
            company_id: calendar.company.0,
            user_id: details.user.0,
            kind: details.kind.into(),
            name: details.name,
            url: details.url,
            stale_policy: details.stale_policy.into(),
            last_synced_at: kept.last_synced_at.map(InstantOut),
            last_error: kept.last_error,
            complete,
            left_out: kept.left_out.into(),
            show_bookings: details.show_bookings,
            show_bookings_error: kept.write_error,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}
