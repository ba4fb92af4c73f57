//! What the script of a room asks for: to come in, to hear what is said, to say something, and to leave.
//!
//! Who has come in shows a token, in the body or the query: no cookie, so that no other page can speak for somebody.

use super::hub::{self, Listener, Rooms};
use crate::kit::hub::Joined;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use app::calls::{self, Entered, Ice, IceServer, Newcomer, Outgoing, Presence};
use app::sealed::Vault;
use domain::room::call::{self, CallPart, MessageKind, RoomPerson};
use domain::{Refusal, RoomPersonId};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use http_kit::problem::{RETRY_AFTER, catalogue};
use http_kit::{
    Anonymous, Data, Json, LongLived, Now, Problem, Routes, event_stream, last_event_id, resource,
};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc;

/// Bytes that a request may have: a signal as a JSON text, with what has to be escaped in it.
const LIMIT: usize = 96 << 10;
/// How long a browser listens until it has to ask again.
const LIFE: Duration = Duration::from_secs(600);
/// Seconds for which servers that carry sound and picture take credentials after the room has closed: who talks on is not cut off.
const RELAYED_LONGER: i64 = 2 * 3_600;

pub(super) fn routes(routes: &mut Routes) {
    routes
        .service(resource("/rooms/{room}/people").post(enter))
        .service(resource("/rooms/{room}/events").get(events))
        .service(resource("/rooms/{room}/messages").post(say))
        .service(resource("/rooms/{room}/leave").post(leave));
}

fn problem(error: StoreError) -> Problem {
    match error {
        StoreError::Refused(refusal) => refusal.into(),
        StoreError::Db(error) if error.is_passing() => Problem::unavailable(&error, RETRY_AFTER),
        StoreError::Db(error) => Problem::internal(&error),
    }
}

/// A request about the room of its path.
struct Asked {
    room: String,
    now: Timestamp,
    db: Database,
    vault: Vault,
    hub: Rooms,
}

impl FromRequest for Asked {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move {
            let Now(now) = Now::extract(&request).await?;
            let Data(db) = Data::<Database>::extract(&request).await?;
            let Data(vault) = Data::<Vault>::extract(&request).await?;
            let Data(hub) = Data::<Rooms>::extract(&request).await?;
            let room = request.match_info().query("room").to_owned();
            Ok(Self { room, now, db, vault, hub })
        }
        .boxed_local()
    }
}

impl Asked {
    /// Whom a token names in this room.
    fn opened(&self, token: &str) -> Result<Presence, Problem> {
        calls::opened(token, &self.room, &self.vault).ok_or_else(|| calls::wrong().into())
    }

    /// Does something, which those who listen hear of at once.
    async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let done = self.db.write(work).await.map_err(problem)?;
        self.hub.wake();
        Ok(done)
    }
}

/// Somebody who comes in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewcomerIn {
    part: String,
    name: Option<String>,
    /// The token from before, where the same browser was in the room.
    instead: Option<String>,
}

async fn enter(
    _: Anonymous,
    asked: Asked,
    ice: Data<Ice>,
    Json(body): Json<NewcomerIn, LIMIT>,
) -> Result<HttpResponse, Problem> {
    let part = CallPart::named(&body.part).ok_or_else(|| {
        Problem::from(Refusal::invalid("/part", "must be one of: candidate, interviewer, client, staff"))
    })?;
    let before = body.instead.and_then(|token| calls::opened(&token, &asked.room, &asked.vault));
    let newcomer = Newcomer { part, name: body.name, instead: before.map(|presence| presence.person) };
    let (room, now) = (asked.room.clone(), asked.now);
    let entered = asked.write(move |tx| calls::enter(tx, &room, &newcomer, now)).await?;
    Ok(HttpResponse::Ok().json(shown(&entered, &asked.vault, &ice)))
}

fn shown(entered: &Entered, vault: &Vault, ice: &Ice) -> Value {
    let until = entered.closes_at.plus_seconds(RELAYED_LONGER);
    let servers = ice.servers(entered.presence.person, until);
    let people = |people: &[RoomPerson]| people.iter().map(shown_person).collect::<Vec<_>>();
    json!({
        "me": entered.presence.person.0.simple().to_string(),
        "token": calls::token(entered.presence, vault),
        "people": people(&entered.others),
        "known": people(&entered.everybody),
        "chat": entered.chat.iter().map(hub::shown).collect::<Vec<_>>(),
        "last": entered.last,
        "ice": servers.iter().map(shown_server).collect::<Vec<_>>(),
    })
}

fn shown_person(person: &RoomPerson) -> Value {
    json!({"id": person.id.0.simple().to_string(), "part": person.part.name(), "name": person.name})
}

fn shown_server(server: &IceServer) -> Value {
    match (&server.username, &server.credential) {
        (Some(username), Some(credential)) => {
            json!({"urls": server.urls, "username": username, "credential": credential})
        }
        _ => json!({"urls": server.urls}),
    }
}

/// The value of a parameter.
fn param(request: &HttpRequest, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(request.query_string().as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn events(
    _: Anonymous,
    request: HttpRequest,
    server: LongLived,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let presence = asked.opened(&param(&request, "as").unwrap_or_default())?;
    let (now, room) = (asked.now, asked.room.clone());
    asked.write(move |tx| calls::listen(tx, &room, presence, now)).await?;
    let after = last_event_id(&request).map(str::to_owned).or_else(|| param(&request, "after"));
    let last = after.and_then(|number| number.parse().ok()).unwrap_or_default();
    let (sender, receiver) = mpsc::channel(hub::BEHIND);
    let Asked { room: room_id, db, hub, .. } = asked;
    let listener = Listener { presence, room_id, last, sender };
    let joined = hub.join(listener, |all| hub::admits(all, presence)).ok_or_else(crowded)?;
    if joined == Joined::First {
        tokio::spawn(hub::run(hub, db, server.clone()));
    }
    Ok(event_stream(&[], receiver, server, LIFE))
}

fn crowded() -> Problem {
    Problem::new(&catalogue::UNAVAILABLE, "too many browsers listen to this server").retry_after(5)
}

/// Something that somebody says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageIn {
    /// The token.
    r#as: String,
    kind: String,
    to: Option<String>,
    body: String,
}

async fn say(
    _: Anonymous,
    asked: Asked,
    Json(body): Json<MessageIn, LIMIT>,
) -> Result<HttpResponse, Problem> {
    let presence = asked.opened(&body.r#as)?;
    let kind = MessageKind::named(&body.kind)
        .ok_or_else(|| Problem::from(Refusal::invalid("/kind", "must be one of: signal, state, chat")))?;
    let to = body.to.as_deref().map(receiver).transpose()?;
    // What is too long is refused before the database is asked.
    call::check_message(kind, to.is_some(), &body.body)?;
    let (outgoing, now, room) = (Outgoing { kind, to, body: body.body }, asked.now, asked.room.clone());
    asked.write(move |tx| calls::send(tx, &room, presence, &outgoing, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn receiver(id: &str) -> Result<RoomPersonId, Problem> {
    let id = id.parse().map(RoomPersonId);
    id.map_err(|_| Refusal::invalid("/to", "must be the id of somebody in the room").into())
}

/// Somebody who leaves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeavingIn {
    r#as: String,
}

async fn leave(
    _: Anonymous,
    asked: Asked,
    Json(body): Json<LeavingIn, LIMIT>,
) -> Result<HttpResponse, Problem> {
    let (presence, now) = (asked.opened(&body.r#as)?, asked.now);
    asked.write(move |tx| calls::leave(tx, presence, now)).await?;
    Ok(HttpResponse::NoContent().finish())
}
