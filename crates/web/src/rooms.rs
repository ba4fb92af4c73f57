//! The page of an interview's room: what the link of an invitation opens, without an account.
//!
//! It works without scripts: forms and links do everything, and the one script says times in the viewer's own zone. Nothing
//! of the room's id leaves this server: the page sends no `Referer`, and the log has the pattern of the path.

use crate::linked::{failed, privacy, render};
use crate::{assets, when};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use app::interviews::Guest;
use app::interviews::page::{self, RoomPage};
use askama::Template;
use domain::Refusal;
use domain::interview::rules::Door;
use domain::interview::transitions::Part;
use domain::room::Place;
use http_kit::{Anonymous, Data, Form, Now};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::{Interval, TimeZone, Timestamp};

/// Characters of a name, at most: as many as `join` of the API takes.
const NAME: usize = 200;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let room = web::resource("/rooms/{room}").route(web::get().to(look)).route(web::post().to(enter));
    config.service(room);
}

/// What the page says.
enum State {
    /// It opens at that time, which is said on both clocks.
    Early {
        opens: String,
        at: String,
    },
    Open {
        mistake: Option<&'static str>,
        name: String,
    },
    /// Somebody is in, and goes on to this address.
    Leads {
        to: String,
    },
    /// Somebody is in, and waits for the provider's room.
    Awaited,
    /// Somebody is in, and there is no room to go to.
    Refused,
    /// Somebody is in, and this is the room.
    Inside {
        others: &'static str,
    },
    Over,
    Cancelled,
}

impl State {
    /// Seconds after which the page is to be asked for again.
    fn again(&self) -> Option<u8> {
        match self {
            Self::Awaited => Some(5),
            Self::Inside { .. } => Some(20),
            _ => None,
        }
    }
}

#[derive(Template)]
#[template(path = "room.html")]
struct Room {
    style: &'static str,
    icon: &'static str,
    script: &'static str,
    job: String,
    company: String,
    /// On the company's clock.
    time: String,
    starts: String,
    ends: String,
    state: State,
}

#[derive(Template)]
#[template(path = "wrong_room.html")]
struct Wrong {
    style: &'static str,
    icon: &'static str,
}

async fn look(_: Anonymous, request: HttpRequest, Now(now): Now, db: Data<Database>) -> HttpResponse {
    let room = room_of(&request);
    let part = part_named(request.query_string().strip_prefix("as=").unwrap_or_default());
    let found = db.read(move |tx| page::look(tx, &room, now)).await;
    match found {
        Ok(Some(found)) => show(StatusCode::OK, &found, |page| entered(page, part), now),
        Ok(None) => match crate::booked::in_room(&db, room_of(&request), now).await {
            Ok(Some(page)) => page,
            Ok(None) => wrong(),
            Err(error) => failed(&error),
        },
        Err(error) => failed(&error),
    }
}

async fn enter(
    _: Anonymous,
    request: HttpRequest,
    Now(now): Now,
    db: Data<Database>,
    form: Form,
) -> HttpResponse {
    let room = room_of(&request);
    let part = form.get("role").and_then(part_named);
    let name = form.get("name").unwrap_or_default().trim().to_owned();
    let mistake = mistake(part, &name);
    let (Some(part), None) = (part, mistake) else {
        return refused(&db, room, mistake, name, now).await;
    };
    let given = (room.clone(), name.clone());
    let work = move |tx: &mut Tx<'_>| {
        let name = Some(given.1.as_str()).filter(|name| !name.is_empty());
        page::enter(tx, &given.0, Guest { part, name }, now)
    };
    match db.write(work).await {
        // Asked for again, the page comes without the form being sent again.
        Ok(_) => private(HttpResponse::SeeOther())
            .insert_header((header::LOCATION, format!("/rooms/{room}?as={}", part.name())))
            .finish(),
        Err(StoreError::Refused(Refusal::Closed { .. })) => wrong(),
        // Too early, over, or cancelled meanwhile: the page says which.
        Err(StoreError::Refused(_)) => refused(&db, room, None, name, now).await,
        Err(error) => failed(&error),
    }
}

/// The room as it stands in the path, which need not be text at all.
fn room_of(request: &HttpRequest) -> String {
    request.match_info().query("room").to_owned()
}

fn part_named(name: &str) -> Option<Part> {
    [Part::Candidate, Part::Interviewer].into_iter().find(|part| part.name() == name)
}

fn mistake(part: Option<Part>, name: &str) -> Option<&'static str> {
    if part.is_none() {
        return Some("Choose who you are.");
    }
    let good = name.chars().count() <= NAME && !name.chars().any(char::is_control);
    (!good).then_some("The name must have 200 characters at most, on one line.")
}

/// The page once more, for a form that could not be taken.
async fn refused(
    db: &Database,
    room: String,
    mistake: Option<&'static str>,
    name: String,
    now: Timestamp,
) -> HttpResponse {
    let state = |page: &RoomPage| match closed(page) {
        Some(state) => state,
        None => State::Open { mistake, name: name.clone() },
    };
    match db.read(move |tx| page::look(tx, &room, now)).await {
        Ok(Some(found)) => {
            let bad = mistake.is_some() && found.door == Door::Open;
            let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
            show(status, &found, state, now)
        }
        Ok(None) => wrong(),
        Err(error) => failed(&error),
    }
}

/// The state of a room that nobody can enter now.
fn closed(page: &RoomPage) -> Option<State> {
    match page.door {
        Door::Open => None,
        Door::Early(at) => Some(State::Early { opens: when::moment(at, &zone(page)), at: at.to_string() }),
        Door::Over => Some(State::Over),
        Door::Cancelled => Some(State::Cancelled),
    }
}

/// The state for a visitor who has entered in that part, else for one who is still outside.
fn entered(page: &RoomPage, part: Option<Part>) -> State {
    if let Some(state) = closed(page) {
        return state;
    }
    let (candidate, interviewer) = (page.interview.candidate_joined_at, page.interview.interviewer_joined_at);
    let others = match part {
        Some(Part::Candidate) if candidate.is_some() => {
            if interviewer.is_some() {
                "Your interviewer is here."
            } else {
                "Your interviewer is not here yet."
            }
        }
        Some(Part::Interviewer) if interviewer.is_some() => {
            if candidate.is_some() {
                "The candidate is here."
            } else {
                "The candidate is not here yet."
            }
        }
        _ => return State::Open { mistake: None, name: String::new() },
    };
    match page.place.clone().unwrap_or(Place::Own) {
        Place::At(to) => State::Leads { to },
        Place::Awaited => State::Awaited,
        Place::Refused => State::Refused,
        Place::Own => State::Inside { others },
    }
}

fn zone(page: &RoomPage) -> TimeZone {
    TimeZone::named(&page.zone).unwrap_or_else(|_| TimeZone::utc())
}

fn show(
    status: StatusCode,
    page: &RoomPage,
    state: impl FnOnce(&RoomPage) -> State,
    now: Timestamp,
) -> HttpResponse {
    // An open door is one of an interview that has a time.
    let time = page.interview.time.or_else(|| Interval::new(now, now.plus_seconds(1)).ok());
    let room = Room {
        style: assets::style(),
        icon: assets::icon(),
        script: assets::room(),
        job: page.job_title.clone(),
        company: page.company_name.clone(),
        time: time.map(|time| when::interval(time, &zone(page))).unwrap_or_default(),
        starts: time.map(|time| time.start().to_string()).unwrap_or_default(),
        ends: time.map(|time| time.end().to_string()).unwrap_or_default(),
        state: state(page),
    };
    render(status, &room)
}

/// The same for every link that opens nothing.
fn wrong() -> HttpResponse {
    render(StatusCode::NOT_FOUND, &Wrong { style: assets::style(), icon: assets::icon() })
}

fn private(mut answer: actix_web::HttpResponseBuilder) -> actix_web::HttpResponseBuilder {
    for header in privacy() {
        answer.insert_header(header);
    }
    answer
}
