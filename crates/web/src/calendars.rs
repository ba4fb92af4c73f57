//! `/app/calendars`: calendars from outside with their health: what was read when, what was left out, and why.

use crate::dashboard::needs_a_look;
use crate::hiring::{Badge, Named, choosing, directory, options, people};
use crate::kit::field::{Field, Kind};
use crate::kit::input::{Input, NAME};
use crate::kit::list::{Asked, Cell, Column};
use crate::kit::page::{Answered, Page};
use crate::kit::sheet::{Sheet, View, id_in};
use crate::kit::sheet_forms;
use crate::kit::shell::Shell;
use crate::kit::stored::{self, Reason};
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::web;
use app::directory::calendars::{CalendarChange, checked_credentials};
use app::directory::{check_feed_url, masked_address};
use app::kit::collection::{self, Stored};
use app::kit::limits::{CompanyLimits, Limited, within};
use askama::Template;
use domain::access::actions::{ManageCalendars, ReadBusySources};
use domain::access::{Action, Caller, Permit, allows};
use domain::directory::{Calendar, CalendarDetails, CalendarKind, LeftOutLine, Secret, StalePolicy, Trust};
use domain::effect::Topic;
use domain::{CalendarId, FieldProblem, Refusal, UserId};
use http_kit::{Routes, resource};
use persistence::store::calendars::CalendarFilter;
use persistence::store::collection::SortKey;
use persistence::{StoreError, Tx};

/// The field that takes user name and password away.
const NO_PASSWORD: &str = "without_login";

pub(crate) fn routes(routes: &mut Routes) {
    sheet_forms::routes::<CalendarDetails>(routes);
    routes.service(resource("/app/calendars/{id}").get(look));
}

/// What the fields of a calendar offer.
#[derive(Default)]
pub(crate) struct Offered {
    owners: Vec<Named<UserId>>,
    /// Nobody makes a simulated one here; one that is there stays one.
    is_simulated: bool,
}

impl Sheet for CalendarDetails {
    const PATH: &'static str = "/app/calendars";
    const KEY: &'static str = "feed";
    type Read = ReadBusySources;
    type Write = ManageCalendars;
    type Around = Offered;
    // What was secret before can't be sent again.
    const IS_UNDONE: bool = false;
    const HEARS: &'static [Topic] = &[Topic::Directory, Topic::Busy];
    const OF_THE_FORM: &'static [&'static str] = &[NO_PASSWORD];

    fn around(tx: &mut Tx<'_>, permit: &Permit, stored: Option<&Self>) -> Result<Self::Around, StoreError> {
        let owner = stored.map(|stored| stored.user);
        let is_simulated = stored.is_some_and(|stored| stored.kind == CalendarKind::Simulated);
        Ok(Offered { owners: people(tx, permit, owner.as_slice())?, is_simulated })
    }

    fn fields(texts: Texts, around: &Self::Around) -> Vec<Field> {
        let mut kinds = vec![CalendarKind::IcsUrl, CalendarKind::Caldav, CalendarKind::IcsFile];
        kinds.extend(around.is_simulated.then_some(CalendarKind::Simulated));
        let kinds = kinds
            .into_iter()
            .map(|kind| (kind.name().to_owned(), texts.say(&format!("feed-kind-{}", kind.name()))));
        let policies = StalePolicy::ALL
            .iter()
            .map(|policy| (policy.name().to_owned(), texts.say(&format!("feed-policy-{}", policy.name()))));
        vec![
            Field::select("user_id", texts.say("feed-owner"), choosing(texts, options(&around.owners)))
                .required(),
            Field::line("name", texts.say("name")).required(),
            Field::select("kind", texts.say("feed-kind"), kinds),
            Field::typed("url", "url", texts.say("feed-url")).hint(texts.say("feed-url-hint")),
            Field::line("username", texts.say("feed-username")),
            Field::typed("password", "password", texts.say("password")).hint(texts.say("feed-password-hint")),
            Field::new(NO_PASSWORD, texts.say("feed-no-password"), Kind::Check)
                .hint(texts.say("feed-no-password-hint")),
            Field::select("stale_policy", texts.say("feed-policy"), policies)
                .hint(texts.say("feed-policy-hint")),
            Field::new("show_bookings", texts.say("feed-shows"), Kind::Check)
                .hint(texts.say("feed-shows-hint")),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "user_id" => self.user.to_string(),
            "name" => self.name.clone(),
            "kind" => self.kind.name().to_owned(),
            "url" => self.url.clone().unwrap_or_default(),
            "stale_policy" => self.stale_policy.name().to_owned(),
            "show_bookings" if self.show_bookings => "yes".to_owned(),
            _ => String::new(),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        match name {
            "kind" => CalendarKind::IcsUrl.name().to_owned(),
            "stale_policy" => StalePolicy::Busy.name().to_owned(),
            _ => String::new(),
        }
    }

    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        // The owner never changes.
        let user = match before {
            Some(before) => Some(before.user),
            None => input.choice("user_id", |text| text.parse().ok().map(UserId)),
        };
        let name = input.line("name", NAME);
        let kind = input.choice("kind", CalendarKind::named);
        let url = address(input, kind);
        let credentials = credentials(input);
        let stale_policy = input.choice("stale_policy", StalePolicy::named);
        let show_bookings = input.ticked("show_bookings");
        let (user, name, kind, url, stale_policy) = (user?, name?, kind?, url?, stale_policy?);
        let new = || Self {
            user,
            kind,
            name: name.clone(),
            url: None,
            credentials: None,
            stale_policy,
            show_bookings,
        };
        let change = CalendarChange {
            kind: Some(kind),
            url: Some(url),
            credentials: credentials?,
            stale_policy: Some(stale_policy),
            show_bookings: Some(show_bookings),
            name: Some(name.clone()),
        };
        match change.apply(before.cloned().unwrap_or_else(new)) {
            Ok(calendar) => Some(calendar),
            Err(Refusal::Invalid(problems)) => {
                note(input, problems);
                None
            }
            Err(refusal) => {
                input.errors.add("", refusal.to_string());
                None
            }
        }
    }

    fn filters(_: Texts, asked: &Asked<'_>) -> (Vec<Field>, CalendarFilter) {
        (Vec::new(), CalendarFilter { user: asked.number("user").map(UserId) })
    }

    fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
        let mut columns = vec![asked.sorted(SortKey::Name, "name", texts.say("name"))];
        columns.extend(
            ["feed-kind", "state", "feed-read", "feed-events"].map(|key| Asked::column(texts.say(key))),
        );
        columns
    }

    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell> {
        let state = health(view.texts, record, view.now);
        let read = record.kept.last_synced_at.map(|at| view.clock.short(at, view.now));
        vec![
            Cell::link(Self::shown(record.id), record.details.name.clone()),
            Cell::text(view.texts.say(&format!("feed-kind-{}", record.details.kind.name()))),
            Cell::badge(state.tone, state.text),
            Cell::text(read.unwrap_or_else(|| view.texts.say("feed-never"))),
            Cell::text(record.kept.events.to_string()),
        ]
    }

    /// The address of a calendar opens it: of others' calendars, its managers alone see it whole.
    fn redact(record: &mut Stored<Self>, reader: &Caller) {
        let is_own = reader.user == Some(record.details.user);
        if !is_own && !allows(reader.role, Action::ManageCalendars) {
            record.details.url = record.details.url.as_deref().map(masked_address);
        }
    }

    fn also(
        tx: &mut Tx<'_>,
        permit: &Permit,
        id: CalendarId,
        limits: CompanyLimits,
    ) -> Result<(), StoreError> {
        within::<Self>(tx, permit, id, limits, Limited::Calendars)
    }

    fn shown(id: CalendarId) -> String {
        format!("{}/{id}", Self::PATH)
    }
}

/// The address of a kind of calendar that has one; `None` where it is wrong.
fn address(input: &mut Input<'_>, kind: Option<CalendarKind>) -> Option<Option<String>> {
    let url = input.optional("url", 2000)?;
    let is_read = matches!(kind, Some(CalendarKind::IcsUrl | CalendarKind::Caldav));
    match url.as_deref().filter(|_| is_read).map(check_feed_url) {
        Some(Err(detail)) => {
            input.errors.add("url", detail.to_owned());
            None
        }
        Some(Ok(())) | None => Some(url),
    }
}

/// What is to become of user name and password: other ones, none, or what they are. `None` where they are wrong.
fn credentials(input: &mut Input<'_>) -> Option<Option<Option<Secret>>> {
    let (username, password) = (input.exact("username"), input.exact("password"));
    if username.is_empty() && password.is_empty() {
        return Some(input.ticked(NO_PASSWORD).then_some(None));
    }
    // What is stored is not shown, so that half of a pair would be a guess.
    let missing =
        [("username", username), ("password", password)].into_iter().filter(|(_, text)| text.is_empty());
    let missing: Vec<&str> = missing.map(|(name, _)| name).collect();
    missing.iter().for_each(|name| input.wrong(name, "input-missing"));
    match checked_credentials(username, password) {
        Ok(secret) => missing.is_empty().then_some(Some(Some(secret))),
        Err(problems) => {
            note(input, problems);
            None
        }
    }
}

/// Notes what a rule says at the fields of the form, of which two are the credentials.
fn note(input: &mut Input<'_>, problems: Vec<FieldProblem>) {
    for problem in problems {
        let field = match problem.pointer.as_str() {
            "/credentials" | "/credentials/password" => "password",
            "/credentials/username" => "username",
            other => other.trim_start_matches('/'),
        };
        input.errors.add(field, problem.detail);
    }
}

/// How a calendar fares.
fn health(texts: Texts, calendar: &Calendar, now: scheduling_core::time::Timestamp) -> Badge {
    let (tone, key) = match calendar.trust(now) {
        Trust::Failed => ("bad", "feed-failed"),
        Trust::Stale => ("warn", "feed-stale"),
        Trust::Fresh if calendar.kept.incomplete => ("warn", "feed-incomplete"),
        Trust::Fresh if calendar.kept.write_error.is_some() => ("warn", "feed-unwritable"),
        Trust::Fresh => ("good", "feed-fresh"),
    };
    Badge { tone, text: texts.say(key) }
}

#[derive(Template)]
#[template(path = "feed.html")]
struct FeedPage {
    shell: Shell,
    calendar: Calendar,
    kind: String,
    policy: String,
    owner: String,
    state: Badge,
    read: String,
    next: Option<String>,
    until: Option<String>,
    is_fine: bool,
    /// Why it can't be read, and why nothing can be written into it.
    error: Option<Reason>,
    write_error: Option<Reason>,
    left_out: Vec<LeftOutLine>,
    more: usize,
    may_edit: bool,
}

async fn look(page: Page<ReadBusySources>, id: web::Path<String>) -> Answered {
    let id: CalendarId = id_in(&page, &id, "calendar")?;
    let mut calendar =
        page.read(move |tx, permit| collection::get::<CalendarDetails>(tx, permit, id)).await?;
    CalendarDetails::redact(&mut calendar, &page.caller);
    let permit = directory(&page.caller, page.company).map_err(|error| page.refuse(error))?;
    let owner = calendar.details.user;
    let name = page.db.read(move |tx: &mut Tx<'_>| {
        let users = persistence::store::users::by_ids(&mut tx.scope(&permit), &[owner])?;
        Ok::<_, StoreError>(users.into_iter().next().map(|user| user.details.name))
    });
    let name = name.await.map_err(|error| page.refuse(error))?;
    let (texts, kept) = (page.visitor.texts, calendar.kept.clone());
    let count = usize::try_from(kept.left_out.count).unwrap_or_default();
    page.show(&FeedPage {
        shell: page.shell(calendar.details.name.clone()),
        kind: texts.say(&format!("feed-kind-{}", calendar.details.kind.name())),
        policy: texts.say(&format!("feed-policy-{}", calendar.details.stale_policy.name())),
        owner: name.unwrap_or_default(),
        state: health(texts, &calendar, page.now),
        read: match kept.last_synced_at {
            Some(at) => page.clock.moment(at),
            None => texts.say("feed-never"),
        },
        next: kept.next_sync_at.map(|at| page.clock.moment(at)),
        until: kept.trusted_until.map(|at| page.clock.moment(at)),
        is_fine: !needs_a_look(&calendar, page.now),
        error: kept.last_error.as_deref().map(|error| stored::told(texts, error)),
        write_error: kept.write_error.as_deref().map(|error| stored::told(texts, error)),
        more: count.saturating_sub(kept.left_out.lines.len()),
        left_out: kept.left_out.lines,
        may_edit: page.may(Action::ManageCalendars),
        calendar,
    })
}
