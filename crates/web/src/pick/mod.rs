//! The page on which a candidate chooses the time of an interview, for whom has the link.
//!
//! Programs that look for harm in mail open every link in it. So opening the page changes nothing, and buttons do. The link itself is
//! what allows it; nobody is told where its holder comes from.

mod page;
mod times;
mod why;
mod words;
mod zone;

use crate::kit::visitor::{Visitor, sent_to};
use crate::kit::zone::Known;
use crate::linked::{self, failed};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use app::appointments::Reader;
use app::rooms::RoomSeed;
use app::scheduling_links::{self as links, Asked as Came, Move, OpenedLink};
use app::sealed::Vault;
use http_kit::{Data, Form, Problem, Routes, html, public_address, resource};
use page::{Found, PickView, Wanted};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;
use url::form_urlencoded::Serializer;

pub(crate) fn routes(routes: &mut Routes) {
    let page = resource("/pick/{token}").get(look).post(act);
    let file = resource("/pick/{token}/interview.ics").get(file);
    let why = resource("/pick/{token}/why").get(why::look);
    routes.service(page).service(file).service(why);
}

fn opened(request: &HttpRequest, vault: &Vault) -> Option<OpenedLink> {
    links::opened(request.match_info().query("token"), vault)
}

async fn look(
    visitor: Visitor,
    request: HttpRequest,
    db: Data<Database>,
    vault: Data<Vault>,
) -> HttpResponse {
    let Some(link) = opened(&request, &vault) else { return wrong(&visitor) };
    let wanted = Wanted::asked(&visitor);
    show(&visitor, &request, &db, link, wanted, StatusCode::OK).await
}

/// The page with this status, or another where the link has ended.
async fn show(
    visitor: &Visitor,
    request: &HttpRequest,
    db: &Database,
    link: OpenedLink,
    wanted: Wanted,
    status: StatusCode,
) -> HttpResponse {
    let now = visitor.now;
    let found = match db.read(move |tx: &mut Tx<'_>| links::look(tx, link, now)).await {
        Ok(Some(found)) => found,
        Ok(None) => return gone(visitor, db, link).await,
        Err(error) => return failed(&error),
    };
    // Following calendars beyond what is stored takes a while.
    let found = match web::block(move || Found::of(found)).await {
        Ok(found) => found,
        Err(error) => return html::problem(&Problem::internal(&error)),
    };
    let place = page::Place { path: request.path().to_owned(), public_url: public_address(request) };
    let view = PickView::new(visitor, found, &place, &wanted);
    let status = if status == StatusCode::OK && view.has_ended() { StatusCode::GONE } else { status };
    private(visitor.show(status, &view).and_then(|shown| visitor.keep_zone(shown)))
}

/// The field with the start that a question showed.
const SEEN: &str = "seen";

/// What a form asks for.
enum Asked {
    Hold(Timestamp),
    HoldMove(Timestamp),
    Book(Timestamp),
    Move(Move),
    Release,
    /// With the start that the question showed.
    Cancel(Option<Timestamp>),
}

impl Asked {
    fn read(form: &Form) -> Option<Self> {
        let start = || Timestamp::parse(form.get("start")?).ok();
        let seen = || Timestamp::parse(form.get(SEEN)?).ok();
        match form.get("do")? {
            "hold" => start().map(Self::Hold),
            "hold-move" => start().map(Self::HoldMove),
            "book" => start().map(Self::Book),
            "move" => start().map(|to| Self::Move(Move { to, from: seen() })),
            "release" => Some(Self::Release),
            "cancel" => Some(Self::Cancel(seen())),
            _ => None,
        }
    }

    fn start(&self) -> Option<Timestamp> {
        match self {
            Self::Hold(start) | Self::HoldMove(start) | Self::Book(start) => Some(*start),
            Self::Move(wanted) => Some(wanted.to),
            Self::Release | Self::Cancel(_) => None,
        }
    }

    fn run(
        &self,
        tx: &mut Tx<'_>,
        link: OpenedLink,
        seed: &RoomSeed,
        now: Timestamp,
    ) -> Result<Came, StoreError> {
        let done = |()| Came::Done;
        match self {
            Self::Hold(start) => links::hold(tx, link, *start, now).map(done),
            Self::HoldMove(start) => links::hold_move(tx, link, *start, now).map(done),
            Self::Book(start) => links::book(tx, link, *start, seed, now),
            Self::Move(wanted) => links::reschedule(tx, link, *wanted, seed, now),
            Self::Release => links::release(tx, link, now).map(done),
            Self::Cancel(seen) => links::cancel(tx, link, *seen, now),
        }
    }

    /// The word of what was done, which the page says.
    fn done(&self) -> Option<&'static str> {
        match self {
            Self::Book(_) => Some("pick-booked"),
            Self::Move(_) => Some("pick-moved"),
            Self::Cancel(_) => Some("pick-cancelled"),
            Self::Hold(_) | Self::HoldMove(_) | Self::Release => None,
        }
    }
}

async fn act(
    visitor: Visitor,
    request: HttpRequest,
    db: Data<Database>,
    vault: Data<Vault>,
    form: Form,
) -> HttpResponse {
    let Some(link) = opened(&request, &vault) else { return wrong(&visitor) };
    let zone = form.get("tz").filter(|zone| !zone.is_empty()).map(str::to_owned);
    let plain = Wanted { zone, ..Wanted::asked(&visitor) };
    let Some(asked) = Asked::read(&form) else {
        let wanted = Wanted { is_unknown: true, ..plain };
        return show(&visitor, &request, &db, link, wanted, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let seed = match RoomSeed::new() {
        Ok(seed) => seed,
        Err(error) => return html::problem(&Problem::internal(&error)),
    };
    let (start, done, now) = (asked.start(), asked.done(), visitor.now);
    let cancels = matches!(asked, Asked::Cancel(_));
    match db.write(move |tx: &mut Tx<'_>| asked.run(tx, link, &seed, now)).await {
        Ok(Came::Overtaken) => {
            let wanted = Wanted { is_overtaken: true, cancels, ..plain };
            show(&visitor, &request, &db, link, wanted, StatusCode::CONFLICT).await
        }
        Ok(Came::Done) => {
            let mut query = Serializer::new(String::new());
            let pairs = [("tz", plain.zone.as_deref()), ("done", done)];
            query.extend_pairs(pairs.into_iter().filter_map(|(name, value)| Some((name, value?))));
            let query = query.finish();
            let joint = if query.is_empty() { "" } else { "?" };
            private(Ok(sent_to(&format!("{}{joint}{query}", request.path()))))
        }
        Err(StoreError::Refused(refusal)) => {
            let wanted = Wanted { refused: true, refused_start: start, ..plain };
            tracing::debug!(slug = refusal.slug(), "a time could not be chosen by a link");
            show(&visitor, &request, &db, link, wanted, StatusCode::CONFLICT).await
        }
        Err(error) => failed(&error),
    }
}

async fn file(
    visitor: Visitor,
    request: HttpRequest,
    db: Data<Database>,
    vault: Data<Vault>,
) -> HttpResponse {
    let Some(link) = opened(&request, &vault) else { return wrong(&visitor) };
    let (address, now) = (public_address(&request), visitor.now);
    let chosen = visitor.zone_of(visitor.param("tz"), Known::default()).own();
    let reader = Reader { language: visitor.texts.0.tag(), zone: chosen };
    match db.read(move |tx: &mut Tx<'_>| links::calendar_file(tx, link, &address, &reader, now)).await {
        Ok(Some(text)) => private(Ok(HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
            .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"interview.ics\""))
            .body(text))),
        Ok(None) => wrong(&visitor),
        Err(error) => failed(&error),
    }
}

/// The same for every link that opens nothing.
fn wrong(visitor: &Visitor) -> HttpResponse {
    private(visitor.show(StatusCode::NOT_FOUND, &PickView::wrong(visitor)))
}

/// A link that was made here, and is not there any more: it was whole, and nobody has to look for the rest of it.
async fn gone(visitor: &Visitor, db: &Database, link: OpenedLink) -> HttpResponse {
    match db.read(move |tx: &mut Tx<'_>| links::look_at_gone(tx, link)).await {
        Ok(Some(gone)) => private(visitor.show(StatusCode::GONE, &PickView::gone(visitor, gone))),
        Ok(None) => wrong(visitor),
        Err(error) => failed(&error),
    }
}

/// Nobody keeps these pages or finds them by searching, and nobody is told where somebody comes from.
fn private(answer: Result<HttpResponse, Problem>) -> HttpResponse {
    let mut response = linked::private(answer.unwrap_or_else(|problem| html::problem(&problem)));
    let robots = header::HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(robots, header::HeaderValue::from_static("noindex"));
    response
}
