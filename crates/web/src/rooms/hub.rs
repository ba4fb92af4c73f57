//! Tells browsers what is said in their rooms, whichever server it was said to: it is read from the database, at once where it was
//! said here, and otherwise a few times a second while somebody listens.

use crate::kit::hub::{Ending, Hub, Listens};
use crate::kit::outage::Outage;
use app::calls::{self, Presence, Shifted};
use domain::access::Permit;
use domain::room::call::MessageKind;
use http_kit::{LongLived, ServerEvent};
use persistence::store::room_calls::{self, Call, RoomMessage};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, sleep};
use uuid::Uuid;

/// How often the database is asked.
const POLL: Duration = Duration::from_millis(400);
/// How often it is noted who is connected.
const KEEP: Duration = Duration::from_secs(10);
/// Events that a browser may be behind: more than are read at once.
pub(super) const BEHIND: usize = 600;
/// Browsers that one server listens for, at most.
const MOST: usize = 2_000;

/// A browser in a room.
pub(crate) struct Listener {
    pub(super) presence: Presence,
    pub(super) room_id: String,
    /// The number of the last message that it knows.
    pub(super) last: i64,
    pub(super) sender: mpsc::Sender<ServerEvent>,
}

impl Listens for Listener {
    fn is_gone(&self) -> bool {
        self.sender.is_closed()
    }
}

/// Browsers in rooms.
pub(crate) type Rooms = Hub<Listener>;

/// Whether there is room for one more; another connection of the same person ends.
pub(super) fn admits(all: &mut Vec<Listener>, presence: Presence) -> bool {
    all.retain(|one| one.presence != presence);
    all.len() < MOST
}

/// What was said in a room after a number.
struct News {
    after: i64,
    call: Call,
    messages: Vec<RoomMessage>,
}

/// Tells all who listen, as long as somebody does.
pub(super) async fn run(hub: Rooms, db: Database, mut server: LongLived) {
    let _ending = Ending(hub.clone());
    let mut keep = interval(KEEP);
    // After a pause the other servers have time to note theirs.
    keep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut reading = Outage::of("what is said in rooms");
    let mut watch = Watch {
        noting: Outage::of("who is in rooms"),
        reading: Outage::of("which rooms are open"),
        noted: true,
    };
    while let Some(asked) = hub.or_end(|all| asked(all)) {
        let now = server.clock().now();
        if let Some(news) = reading.note(db.read(move |tx| read(tx, &asked)).await, now) {
            hub.with_all(|all| all.retain_mut(|one| notify(one, &news, now)));
        }
        tokio::select! {
            () = server.stopped() => return hub.end(),
            _ = keep.tick() => look_after(&hub, &db, &mut watch, server.clock().now()).await,
            () = hub.woken() => {}
            () = sleep(POLL) => {}
        }
    }
}

/// The rooms that somebody listens to, each with the number after which there may be news.
fn asked(all: &[Listener]) -> HashMap<Uuid, i64> {
    let mut rooms = HashMap::new();
    for one in all {
        let after = rooms.entry(one.presence.room).or_insert(one.last);
        *after = one.last.min(*after);
    }
    rooms
}

/// One statement for all rooms, and one for each in which something was said.
fn read(tx: &mut Tx<'_>, asked: &HashMap<Uuid, i64>) -> Result<HashMap<Uuid, News>, StoreError> {
    let rooms: Vec<Uuid> = asked.keys().copied().collect();
    let mut found = HashMap::new();
    for call in room_calls::calls_of(tx, &rooms)? {
        let after = asked.get(&call.room).copied().unwrap_or_default();
        let messages = match call.last > after {
            true => room_calls::after(&mut tx.scope(&Permit::guest(call.company)), call.room, after)?,
            false => Vec::new(),
        };
        found.insert(call.room, News { after, call, messages });
    }
    Ok(found)
}

/// Tells one browser; whether it goes on to listen. Who has left hears that they have, and nothing more.
fn notify(one: &mut Listener, news: &HashMap<Uuid, News>, now: Timestamp) -> bool {
    // One that came while the database was asked is told the next time.
    let Some(news) = news.get(&one.presence.room).filter(|news| news.after <= one.last) else { return true };
    for message in news.messages.iter().filter(|message| message.number > one.last) {
        let me = one.presence.person;
        let concerned = message.to.is_none_or(|to| to == me);
        // One that is too far behind asks again, from where it is.
        if concerned && one.sender.try_send(event(message)).is_err() {
            return false;
        }
        if message.kind == MessageKind::Left && message.from == me {
            return false;
        }
    }
    // What was said and is removed already is not asked for again.
    let last = news.messages.last().map_or(news.call.last, |message| message.number);
    one.last = last.max(one.last);
    let open = now <= news.call.closes_at;
    if !open {
        let _ = one.sender.try_send(over());
    }
    open
}

fn over() -> ServerEvent {
    ServerEvent { id: None, name: "over", data: "{}".into() }
}

pub(super) fn event(message: &RoomMessage) -> ServerEvent {
    ServerEvent {
        id: Some(message.number.to_string()),
        name: message.kind.name(),
        data: shown(message).to_string(),
    }
}

/// A message as browsers get it. What people write is a text; all else is JSON that is handed on as it is, in a text too.
pub(super) fn shown(message: &RoomMessage) -> Value {
    let from = message.from.0.simple().to_string();
    match message.kind {
        MessageKind::Here => {
            json!({"from": from, "body": serde_json::from_str(&message.body).unwrap_or(Value::Null)})
        }
        _ => json!({"from": from, "body": message.body}),
    }
}

/// What looking after rooms remembers from one time to the next.
struct Watch {
    noting: Outage,
    reading: Outage,
    /// Whether it could be noted the last time who is connected.
    noted: bool,
}

/// What became of the rooms in which somebody is.
#[derive(Default)]
struct Changed {
    closed: Vec<Uuid>,
    shifted: Vec<Shifted>,
}

/// Notes who is connected, sends those away whose room is open no more, and has calls close when their rooms do: their meetings may
/// have been moved, or cancelled. Where it could not be noted before who is connected, nobody counts as lost yet: nor could the other
/// servers.
async fn look_after(hub: &Rooms, db: &Database, watch: &mut Watch, now: Timestamp) {
    let connected =
        hub.with_all(|all| all.iter().map(|one| (one.presence, one.room_id.clone())).collect::<Vec<_>>());
    let Some(connected) = connected else { return };
    let people: Vec<Presence> = connected.iter().map(|(presence, _)| *presence).collect();
    let rooms: HashMap<Uuid, String> =
        connected.into_iter().map(|(presence, room_id)| (presence.room, room_id)).collect();
    // Not in the transaction below: it would hold up all who write.
    let found = db.read(move |tx| changed(tx, &rooms, now)).await;
    let Changed { closed, shifted } = watch.reading.note(found, now).unwrap_or_default();
    let noted = watch.noted;
    let note = move |tx: &mut Tx<'_>| {
        calls::shift(tx, &shifted)?;
        match noted {
            true => calls::keep(tx, &people, now),
            false => calls::note(tx, &people, now),
        }
    };
    watch.noted = watch.noting.note(db.write(note).await, now).is_some();
    let stays = |one: &mut Listener| {
        let gone = closed.contains(&one.presence.room);
        if gone {
            let _ = one.sender.try_send(over());
        }
        !gone
    };
    hub.with_all(|all| all.retain_mut(stays));
}

/// What became of these rooms, by what their meetings say now. One whose call was removed is open no more.
fn changed(tx: &mut Tx<'_>, rooms: &HashMap<Uuid, String>, now: Timestamp) -> Result<Changed, StoreError> {
    let mut changed = Changed::default();
    let known: Vec<Uuid> = rooms.keys().copied().collect();
    let mut removed: HashSet<Uuid> = rooms.keys().copied().collect();
    for Call { company, room, closes_at: before, .. } in room_calls::calls_of(tx, &known)? {
        let Some(room_id) = rooms.get(&room) else { continue };
        removed.remove(&room);
        match calls::open_until(tx, room_id, now)? {
            None => changed.closed.push(room),
            Some(closes_at) if closes_at != before => {
                changed.shifted.push(Shifted { company, room, closes_at });
            }
            Some(_) => {}
        }
    }
    changed.closed.extend(removed);
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CompanyId, RoomPersonId};

    fn person(number: u128) -> RoomPersonId {
        RoomPersonId(Uuid::from_u128(number))
    }

    fn message(number: i64, to: Option<u128>) -> RoomMessage {
        let body = "line one\nline two".into();
        RoomMessage { number, kind: MessageKind::Chat, from: person(2), to: to.map(person), body }
    }

    fn listener(last: i64) -> (Listener, mpsc::Receiver<ServerEvent>) {
        let (sender, receiver) = mpsc::channel(10);
        let presence = Presence { company: CompanyId(1), room: Uuid::nil(), person: person(1) };
        (Listener { presence, room_id: "r".into(), last, sender }, receiver)
    }

    fn news(after: i64, messages: Vec<RoomMessage>, closes_at: Timestamp) -> HashMap<Uuid, News> {
        let call = Call { company: CompanyId(1), room: Uuid::nil(), last: 8, closes_at };
        HashMap::from([(Uuid::nil(), News { after, call, messages })])
    }

    #[test]
    fn who_has_left_hears_nothing_more() {
        let (mut one, mut receiver) = listener(6);
        let at = Timestamp::saturating_from_unix(1_800_000_000);
        let left = RoomMessage { kind: MessageKind::Left, from: person(1), ..message(7, None) };
        assert!(!notify(&mut one, &news(6, vec![left, message(8, None)], at), at));
        assert_eq!(receiver.try_recv().map(|event| event.name), Ok("left"));
        assert!(receiver.try_recv().is_err());
    }

    #[test]
    fn what_is_removed_is_asked_for_once() {
        let (mut one, _receiver) = listener(5);
        let at = Timestamp::saturating_from_unix(1_800_000_000);
        assert!(notify(&mut one, &news(5, Vec::new(), at), at));
        assert_eq!(one.last, 8);
    }

    #[test]
    fn everybody_is_told_what_is_for_them_once() {
        let (mut one, mut receiver) = listener(4);
        let at = Timestamp::saturating_from_unix(1_800_000_000);
        let messages = vec![message(4, None), message(5, None), message(6, Some(3)), message(7, Some(1))];
        let news = news(3, messages, at);
        assert!(notify(&mut one, &news, at) && notify(&mut one, &news, at));
        assert_eq!(one.last, 7);
        let ids: Vec<_> = std::iter::from_fn(|| receiver.try_recv().ok()).collect();
        let ids: Vec<_> = ids
            .iter()
            .map(|event| (event.id.clone().unwrap_or_default(), event.data.lines().count()))
            .collect();
        assert_eq!(ids, [("5".to_owned(), 1), ("7".to_owned(), 1)]);
        assert!(!notify(&mut one, &news, at.plus_seconds(1)), "it has closed");
        assert_eq!(receiver.try_recv().map(|event| event.name), Ok("over"));
    }
}
