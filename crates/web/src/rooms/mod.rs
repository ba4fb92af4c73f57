//! The page of a room: what the link of an invitation opens, without an account, for interviews and for appointments.
//!
//! Forms and links bring people in without scripts, and lead on to a provider's room. In the room of this server scripts carry sound
//! and picture (`call`). Nothing of the room's id leaves this server: the page sends no `Referer`, and the log has the pattern of the
//! path.

mod call;
mod hub;

use crate::assets;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::Visitor;
use crate::kit::when::{Hours, WallClock};
use crate::linked::{failed, privacy, render};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use app::calls::{self, About, Meeting};
use askama::Template;
use domain::Refusal;
use domain::interview::Interview;
use domain::interview::rules::Door;
use domain::room::Place;
use domain::room::call::{self as rules, CallPart, check_name};
use http_kit::{Data, Form, Routes, html, resource};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::{TimeZone, Timestamp};

pub(crate) use hub::Rooms;

/// What the room's page may use, and no other: the camera and the microphone, of this server alone.
const DEVICES: &str = "camera=(self), microphone=(self), display-capture=(), geolocation=()";

pub(crate) fn routes(routes: &mut Routes) {
    let room = resource("/rooms/{room}").get(look).post(enter);
    routes.service(room);
    call::routes(routes);
}

/// What the page says.
enum State {
    /// It opens at that time, which is said on both clocks.
    Early {
        opens: String,
        at: String,
    },
    Open {
        mistake: Option<String>,
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
        part: &'static str,
        /// Who of an interview has come, for a browser without scripts.
        others: Option<String>,
    },
    Over,
    Cancelled,
}

/// One of those as whom people come in.
struct Choice {
    value: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "room.html")]
struct Room {
    shell: Shell,
    script: &'static str,
    call: &'static str,
    /// `interview` or `appointment`: what the keys of its texts end with.
    what: &'static str,
    heading: String,
    company: String,
    /// On the company's clock.
    time: String,
    /// Whether hours are counted to twelve.
    is_twelve: bool,
    starts: String,
    ends: String,
    parts: Vec<Choice>,
    state: State,
}

impl Room {
    fn say(&self, key: &str) -> String {
        self.shell.texts.say(key)
    }

    /// A text that names the company.
    fn of_company(&self, key: &str) -> String {
        self.shell.texts.with(key, "company", &self.company)
    }

    /// A text that differs between interviews and appointments.
    fn of_kind(&self, key: &str) -> String {
        self.shell.texts.with(&format!("{key}-{}", self.what), "company", &self.company)
    }

    /// That the page opens by itself; the script says in what time.
    fn by_itself(&self) -> String {
        self.shell.texts.with("room-opens-by-itself", "time", "{time}")
    }

    /// What the scripts say: texts by key, without the beginning that all have. Values stand in braces.
    fn words(&self) -> Vec<(&'static str, String)> {
        WORDS
            .iter()
            .map(|key| (*key, self.shell.texts.with(&format!("call-{key}"), "name", "{name}")))
            .collect()
    }
}

/// The texts of the script, which are those of the keys `call-…`.
const WORDS: [&str; 35] = [
    "me",
    "candidate",
    "interviewer",
    "client",
    "staff",
    "asking",
    "good",
    "no-picture",
    "no-sound",
    "no-devices",
    "denied",
    "missing",
    "busy",
    "insecure",
    "came",
    "left",
    "alone",
    "connecting",
    "connected",
    "no-way",
    "bad-servers",
    "lost",
    "room-full",
    "outside-join-window",
    "wrong-room",
    "unavailable",
    "mute",
    "unmute",
    "camera-off",
    "camera-on",
    "over",
    "muted",
    "no-camera",
    "unsent",
    "not-sent",
];

#[derive(Template)]
#[template(path = "wrong_room.html")]
struct Wrong {
    shell: Shell,
}

/// Somebody with a link, and what is needed to answer them.
struct Asked {
    visitor: Visitor,
    room: String,
    now: Timestamp,
}

impl Asked {
    fn new(visitor: Visitor, request: &HttpRequest) -> Self {
        // The room as it stands in the path, which need not be text at all.
        let (room, now) = (request.match_info().query("room").to_owned(), visitor.now);
        Self { visitor, room, now }
    }
}

async fn look(visitor: Visitor, request: HttpRequest, db: Data<Database>) -> HttpResponse {
    let part = CallPart::named(visitor.param("as").unwrap_or_default());
    let asked = Asked::new(visitor, &request);
    answer(&asked, &db, StatusCode::OK, |visitor, meeting| entered(visitor, meeting, part)).await
}

/// The page of what the link leads to.
async fn answer(
    asked: &Asked,
    db: &Database,
    status: StatusCode,
    state: impl FnOnce(&Visitor, &Meeting) -> State,
) -> HttpResponse {
    let (room, now) = (asked.room.clone(), asked.now);
    match db.read(move |tx| calls::look(tx, &room, now)).await {
        Ok(Some(meeting)) => show(asked, status, &meeting, state),
        Ok(None) => match crate::booked::in_room(&asked.visitor, db, asked.room.clone()).await {
            Ok(Some(page)) => page,
            Ok(None) => wrong(&asked.visitor),
            Err(error) => failed(&error),
        },
        Err(error) => failed(&error),
    }
}

async fn enter(visitor: Visitor, request: HttpRequest, db: Data<Database>, form: Form) -> HttpResponse {
    let asked = Asked::new(visitor, &request);
    let part = form.get("role").and_then(CallPart::named);
    let name = form.get("name").unwrap_or_default().trim().to_owned();
    let mistake = mistake(part, &name);
    let (Some(part), None) = (part, mistake) else { return refused(&asked, &db, mistake, name).await };
    let (room, now, given) = (asked.room.clone(), asked.now, name.clone());
    let work = move |tx: &mut Tx<'_>| {
        let name = Some(given.as_str()).filter(|name| !name.is_empty());
        calls::come(tx, &room, part, name, now)
    };
    match db.write(work).await {
        // Asked for again, the page comes without the form being sent again.
        Ok(()) => private(HttpResponse::SeeOther())
            .insert_header((header::LOCATION, format!("/rooms/{}?as={}", asked.room, part.name())))
            .finish(),
        Err(StoreError::Refused(Refusal::Closed { .. })) => wrong(&asked.visitor),
        // Too early, over, or cancelled meanwhile: the page says which.
        Err(StoreError::Refused(_)) => refused(&asked, &db, None, name).await,
        Err(error) => failed(&error),
    }
}

fn mistake(part: Option<CallPart>, name: &str) -> Option<&'static str> {
    if part.is_none() {
        return Some("room-choose");
    }
    check_name(Some(name)).is_err().then_some("room-name-wrong")
}

/// The page once more, for a form that could not be taken.
async fn refused(asked: &Asked, db: &Database, mistake: Option<&'static str>, name: String) -> HttpResponse {
    let state = |visitor: &Visitor, meeting: &Meeting| match closed(visitor, meeting) {
        Some(state) => state,
        None => State::Open { mistake: mistake.map(|key| visitor.texts.say(key)), name },
    };
    let (room, now) = (asked.room.clone(), asked.now);
    match db.read(move |tx| calls::look(tx, &room, now)).await {
        Ok(Some(meeting)) => {
            let bad = mistake.is_some() && meeting.door == Door::Open;
            let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
            show(asked, status, &meeting, state)
        }
        Ok(None) => wrong(&asked.visitor),
        Err(error) => failed(&error),
    }
}

/// The state of a room that nobody can enter now.
fn closed(visitor: &Visitor, meeting: &Meeting) -> Option<State> {
    match meeting.door {
        Door::Open => None,
        Door::Early(at) => {
            Some(State::Early { opens: clock(visitor, meeting).moment(at), at: at.to_string() })
        }
        Door::Over => Some(State::Over),
        Door::Cancelled => Some(State::Cancelled),
    }
}

/// The state for a visitor who has entered in that part, else for one who is still outside.
fn entered(visitor: &Visitor, meeting: &Meeting, part: Option<CallPart>) -> State {
    if let Some(state) = closed(visitor, meeting) {
        return state;
    }
    let is_in = |part: &CallPart| match &meeting.about {
        About::Interview(interview) => has_come(interview, *part),
        About::Appointment(appointment) => rules::joined_at(appointment, *part).is_some(),
    };
    let Some(part) = part.filter(is_in) else { return State::Open { mistake: None, name: String::new() } };
    match meeting.place.clone().unwrap_or(Place::Own) {
        Place::At(to) => State::Leads { to },
        Place::Awaited => State::Awaited,
        Place::Refused => State::Refused,
        Place::Own => State::Inside { part: part.name(), others: others(visitor.texts, meeting, part) },
    }
}

fn has_come(interview: &Interview, part: CallPart) -> bool {
    match part {
        CallPart::Candidate => interview.candidate_joined_at.is_some(),
        CallPart::Interviewer => interview.interviewer_joined_at.is_some(),
        CallPart::Client | CallPart::Staff => false,
    }
}

/// Whether the other side of an interview has come.
fn others(texts: Texts, meeting: &Meeting, part: CallPart) -> Option<String> {
    let About::Interview(interview) = &meeting.about else { return None };
    let other = match part {
        CallPart::Candidate => CallPart::Interviewer,
        _ => CallPart::Candidate,
    };
    let state = if has_come(interview, other) { "here" } else { "not-here" };
    Some(texts.say(&format!("room-{}-{state}", other.name())))
}

fn clock(visitor: &Visitor, meeting: &Meeting) -> WallClock {
    let zone = TimeZone::named(&meeting.zone).unwrap_or_else(|_| TimeZone::utc());
    WallClock::new(visitor.texts, zone).with_hours(visitor.hours)
}

fn show(
    asked: &Asked,
    status: StatusCode,
    meeting: &Meeting,
    state: impl FnOnce(&Visitor, &Meeting) -> State,
) -> HttpResponse {
    let texts = asked.visitor.texts;
    let (what, parts) = match meeting.about {
        About::Interview(_) => ("interview", [CallPart::Candidate, CallPart::Interviewer]),
        About::Appointment(_) => ("appointment", [CallPart::Client, CallPart::Staff]),
    };
    let choice =
        |part: CallPart| Choice { value: part.name(), text: texts.say(&format!("room-as-{}", part.name())) };
    let heading = texts.with(&format!("room-heading-{what}"), "title", &meeting.title);
    let mut shell = asked.visitor.shell("product");
    shell.title = format!("{heading} · {}", meeting.company_name);
    let room = Room {
        shell,
        script: assets::room(),
        call: assets::call(),
        what,
        heading,
        company: meeting.company_name.clone(),
        time: clock(&asked.visitor, meeting).interval(meeting.time),
        starts: meeting.time.start().to_string(),
        ends: meeting.time.end().to_string(),
        parts: parts.into_iter().map(choice).collect(),
        state: state(&asked.visitor, meeting),
        is_twelve: asked.visitor.hours == Hours::Twelve,
    };
    let mut response = render(status, &room);
    let devices = header::HeaderValue::from_static(DEVICES);
    response.headers_mut().insert(header::HeaderName::from_static(html::PERMISSIONS), devices);
    response
}

/// The same for every link that opens nothing: nothing of it stands in the page.
fn wrong(visitor: &Visitor) -> HttpResponse {
    let mut shell = visitor.shell("room-wrong");
    shell.next = "%2F".into();
    render(StatusCode::NOT_FOUND, &Wrong { shell })
}

fn private(mut answer: actix_web::HttpResponseBuilder) -> actix_web::HttpResponseBuilder {
    for header in privacy() {
        answer.insert_header(header);
    }
    answer
}
