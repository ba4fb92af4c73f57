//! `/app/calendars`: calendars from outside with their health: what was read when, what was left out, and why.

use crate::dashboard::needs_a_look;
use crate::hiring::{Badge, Named, directory, options, people};
use crate::kit::field::{Field, Kind};
use crate::kit::input::{Input, NAME};
use crate::kit::list::{Asked, Cell, Column};
use crate::kit::page::{Answered, Page};
use crate::kit::sheet::{self, Sheet, View, id_in};
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::web;
use app::directory::calendars::basic_credentials;
use app::directory::masked_address;
use app::kit::collection::{self, Stored};
use app::kit::limits::{CompanyLimits, Limited, within};
use askama::Template;
use domain::access::actions::{ManageCalendars, ReadCalendars};
use domain::access::{Action, Caller, Permit, allows};
use domain::directory::{Calendar, CalendarDetails, CalendarKind, LeftOutLine, StalePolicy, Trust};
use domain::{CalendarId, UserId};
use persistence::store::calendars::CalendarFilter;
use persistence::store::collection::SortKey;
use persistence::{StoreError, Tx};

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    sheet::routes::<CalendarDetails>(config);
    config.service(web::resource("/app/calendars/{id}").route(web::get().to(look)));
}

impl Sheet for CalendarDetails {
    const PATH: &'static str = "/app/calendars";
    const KEY: &'static str = "feed";
    type Read = ReadCalendars;
    type Write = ManageCalendars;
    type Around = Vec<Named<UserId>>;

    fn around(tx: &mut Tx<'_>, permit: &Permit) -> Result<Self::Around, StoreError> {
        people(tx, permit)
    }

    fn fields(texts: Texts, around: &Self::Around) -> Vec<Field> {
        let kinds = [CalendarKind::IcsUrl, CalendarKind::Caldav, CalendarKind::IcsFile];
        let kinds =
            kinds.map(|kind| (kind.name().to_owned(), texts.say(&format!("feed-kind-{}", kind.name()))));
        let policies = StalePolicy::ALL
            .iter()
            .map(|policy| (policy.name().to_owned(), texts.say(&format!("feed-policy-{}", policy.name()))));
        vec![
            Field::select("user_id", texts.say("feed-owner"), options(around)).required(),
            Field::line("name", texts.say("name")).required(),
            Field::select("kind", texts.say("feed-kind"), kinds),
            Field::typed("url", "url", texts.say("feed-url")).hint(texts.say("feed-url-hint")),
            Field::line("username", texts.say("feed-username")),
            Field::typed("password", "password", texts.say("password")).hint(texts.say("feed-password-hint")),
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
        let user = input.choice("user_id", |text| text.parse().ok().map(UserId));
        let name = input.line("name", NAME);
        let kind = input.choice("kind", CalendarKind::named);
        let url = input.optional("url", 2000);
        let (username, password) = (input.optional("username", NAME), input.optional("password", NAME));
        let stale_policy = input.choice("stale_policy", StalePolicy::named);
        let show_bookings = input.ticked("show_bookings");
        let url = url?;
        let given = username?.zip(password?).map(|(name, secret)| basic_credentials(&name, &secret));
        // A password stays as long as the address does: it is shown to no other server.
        let kept = before.filter(|before| before.url == url).and_then(|before| before.credentials.clone());
        Some(Self {
            // The owner never changes.
            user: before.map_or(user, |before| Some(before.user))?,
            kind: kind?,
            name: name?,
            url,
            credentials: given.or(kept),
            stale_policy: stale_policy?,
            show_bookings,
        })
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
    left_out: Vec<LeftOutLine>,
    more: usize,
    may_edit: bool,
}

async fn look(page: Page<ReadCalendars>, id: web::Path<String>) -> Answered {
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
        more: count.saturating_sub(kept.left_out.lines.len()),
        left_out: kept.left_out.lines,
        may_edit: page.may(Action::ManageCalendars),
        calendar,
    })
}
