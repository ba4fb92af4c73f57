//! Talking in a room of this server: who may be in it, and what their browsers may send each other.
//!
//! Sound and picture go from browser to browser. The server carries what browsers need to find each other, and what people write.

use crate::appointment::{Appointment, AppointmentStatus, Setting};
use crate::interview::rules::{self, Door};
use crate::names::names;
use crate::{Refusal, RoomPersonId};
use scheduling_core::time::{Interval, Timestamp};

/// People in a room at once, at most: each browser sends its picture to all others.
pub const MOST_PEOPLE: usize = 4;
/// People who come into a room one after the other, at most: who comes back is somebody else.
pub const MOST_COMERS: usize = 1_000;
/// Seconds after which somebody whose browser is not connected any more has left.
pub const GONE_AFTER: i64 = 30;
/// Characters of what somebody calls themselves, at most.
pub const MOST_NAME: usize = 200;
/// Bytes of what a browser tells another, at most: a description of a connection has some thousand.
pub const MOST_SIGNAL: usize = 32 << 10;
/// Characters of what somebody writes, at most.
pub const MOST_CHAT: usize = 2_000;
/// Messages of one person within a minute, at most.
pub const MOST_IN_MINUTE: i64 = 120;
/// Their bytes, at most.
pub const MOST_BYTES_IN_MINUTE: i64 = 512 << 10;
/// Seconds for which messages are kept that are not written by people: long enough for a server that comes back.
pub const SIGNAL_LIFE: i64 = 5 * 60;
/// Seconds after a room has closed until all that is known of its call is removed.
pub const CALL_LIFE: i64 = 3_600;

names! {
    /// As whom somebody is in a room.
    CallPart {
        Candidate = "candidate",
        Interviewer = "interviewer",
        Client = "client",
        Staff = "staff",
    }
}

impl CallPart {
    /// Whether it is one of an interview; the others are of an appointment.
    #[must_use]
    pub fn is_of_interview(self) -> bool {
        matches!(self, Self::Candidate | Self::Interviewer)
    }
}

names! {
    /// What a message is.
    MessageKind {
        /// Somebody came.
        Here = "here",
        /// Somebody left.
        Left = "left",
        /// From one browser to another, which alone understands it.
        Signal = "signal",
        /// Whether somebody can be heard and seen.
        State = "state",
        /// What somebody writes.
        Chat = "chat",
    }
}

/// Somebody in a room, or who was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomPerson {
    pub id: RoomPersonId,
    pub part: CallPart,
    pub name: Option<String>,
    /// When their browser was connected last.
    pub seen_at: Timestamp,
    pub left_at: Option<Timestamp>,
    /// What they sent within a minute.
    pub sent: Sent,
}

impl RoomPerson {
    /// Whether they are in the room.
    #[must_use]
    pub fn is_here(&self, now: Timestamp) -> bool {
        self.left_at.is_none() && !self.is_lost(now)
    }

    /// Whether their browser has not been connected for too long.
    #[must_use]
    pub fn is_lost(&self, now: Timestamp) -> bool {
        self.seen_at.plus_seconds(GONE_AFTER) < now
    }
}

/// How much somebody sent within one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// Of the clock, counted from 1970.
    pub minute: i64,
    pub count: i64,
    pub size: i64,
}

impl Sent {
    /// The same with one message more.
    ///
    /// # Errors
    /// `TooMany` beyond [`MOST_IN_MINUTE`] and [`MOST_BYTES_IN_MINUTE`].
    pub fn and(self, size: usize, now: Timestamp) -> Result<Self, Refusal> {
        let minute = now.unix().div_euclid(60);
        let before = if self.minute == minute { self } else { Self { minute, count: 0, size: 0 } };
        let size = i64::try_from(size).unwrap_or(i64::MAX).saturating_add(before.size);
        let count = before.count + 1;
        if count > MOST_IN_MINUTE || size > MOST_BYTES_IN_MINUTE {
            let seconds = 60 - now.unix().rem_euclid(60);
            return Err(Refusal::TooMany { what: "messages", seconds });
        }
        Ok(Self { minute, count, size })
    }
}

/// Whether one more person may come in, where so many are there, and so many have come so far.
///
/// # Errors
/// `WrongState`: `room-full`.
pub fn check_places(here: usize, came: usize) -> Result<(), Refusal> {
    let detail = match (here < MOST_PEOPLE, came < MOST_COMERS) {
        (true, true) => return Ok(()),
        (false, _) => format!("{MOST_PEOPLE} people are in the room, which is as many as it takes"),
        (true, false) => format!("people came in {MOST_COMERS} times, which is as often as the room takes"),
    };
    Err(Refusal::WrongState { slug: "room-full", detail })
}

/// What somebody calls themselves: nothing, or one line.
///
/// # Errors
/// `Invalid` at `/name`.
pub fn check_name(name: Option<&str>) -> Result<Option<&str>, Refusal> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    if name.chars().count() > MOST_NAME || name.chars().any(char::is_control) {
        return Err(Refusal::invalid("/name", format!("must be one line of at most {MOST_NAME} characters")));
    }
    Ok(Some(name))
}

/// Whether somebody may send a message of that kind, with that text. What is said of somebody's coming and leaving is the server's
/// alone to say.
///
/// # Errors
/// `Invalid` at `/kind`, `/to` and `/body`.
pub fn check_message(kind: MessageKind, has_receiver: bool, body: &str) -> Result<(), Refusal> {
    let fits = match kind {
        MessageKind::Here | MessageKind::Left => {
            return Err(Refusal::invalid("/kind", "must be one of: signal, state, chat"));
        }
        MessageKind::Signal | MessageKind::State => body.len() <= MOST_SIGNAL,
        MessageKind::Chat => body.chars().count() <= MOST_CHAT,
    };
    if has_receiver != (kind == MessageKind::Signal) {
        return Err(Refusal::invalid("/to", "must name somebody for a signal, and nobody else"));
    }
    if body.trim().is_empty() || !fits {
        let most = format!("must have 1 to {MOST_CHAT} characters, and a signal at most {MOST_SIGNAL} bytes");
        return Err(Refusal::invalid("/body", most));
    }
    Ok(())
}

/// When the room of a meeting of that time closes.
#[must_use]
pub fn closes_at(time: Interval) -> Timestamp {
    time.end().plus_seconds(rules::JOIN_MARGIN)
}

/// How an appointment's room is found at `now`: by the times of interviews. `None` where its link opens no room: it is not online, not
/// paid for, cancelled, or long over.
#[must_use]
pub fn door_of_appointment(appointment: &Appointment, now: Timestamp) -> Option<Door> {
    let takes_place = match appointment.status {
        AppointmentStatus::Confirmed | AppointmentStatus::Completed | AppointmentStatus::NoShow => true,
        AppointmentStatus::PendingPayment | AppointmentStatus::Cancelled => false,
    };
    let online = appointment.terms.setting == Setting::Online && appointment.room_id.is_some();
    let time = appointment.time;
    if !takes_place || !online || !rules::link_is_good(time, now) {
        return None;
    }
    let opens_at = time.start().plus_seconds(-rules::JOIN_MARGIN);
    Some(match () {
        () if now < opens_at => Door::Early(opens_at),
        () if rules::can_be_joined(time, now) => Door::Open,
        () => Door::Over,
    })
}

/// When somebody of that part first came to an appointment by its room.
#[must_use]
pub fn joined_at(appointment: &Appointment, part: CallPart) -> Option<Timestamp> {
    match part {
        CallPart::Client => appointment.client_joined_at,
        CallPart::Staff => appointment.staff_joined_at,
        CallPart::Candidate | CallPart::Interviewer => None,
    }
}

/// Somebody comes to an appointment by its room. Coming again changes nothing.
///
/// # Errors
/// `WrongState` (`outside-join-window`) while the room is not open; `Invalid` at `/part` for one of an interview.
pub fn come(appointment: &Appointment, part: CallPart, now: Timestamp) -> Result<Appointment, Refusal> {
    check_part(part, false)?;
    check_door(door_of_appointment(appointment, now))?;
    let mut came = appointment.clone();
    let joined_at = match part {
        CallPart::Client => &mut came.client_joined_at,
        _ => &mut came.staff_joined_at,
    };
    joined_at.get_or_insert(now);
    Ok(came)
}

/// Whether that part is one of such a meeting.
///
/// # Errors
/// `Invalid` at `/part`.
pub fn check_part(part: CallPart, of_interview: bool) -> Result<(), Refusal> {
    let parts = match of_interview {
        _ if part.is_of_interview() == of_interview => return Ok(()),
        true => "candidate, interviewer",
        false => "client, staff",
    };
    Err(Refusal::invalid("/part", format!("must be one of: {parts}")))
}

/// Whether people may come in by that door.
///
/// # Errors
/// `WrongState` (`outside-join-window`).
pub fn check_door(door: Option<Door>) -> Result<(), Refusal> {
    if door == Some(Door::Open) {
        return Ok(());
    }
    let detail = "the room is open from 15 minutes before its time until 15 minutes after it".into();
    Err(Refusal::WrongState { slug: "outside-join-window", detail })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appointment::samples;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + seconds)
    }

    fn slug<T>(done: Result<T, Refusal>) -> &'static str {
        done.map_or_else(|refusal| refusal.slug(), |_| "good")
    }

    #[test]
    fn names_are_one_line_or_none() {
        let check = |name: Option<&str>, expected: Result<Option<&str>, &str>| {
            assert_eq!(check_name(name).map_err(|refusal| refusal.slug()), expected, "{name:?}");
        };
        check(None, Ok(None));
        check(Some("  "), Ok(None));
        check(Some(" Ann Lee "), Ok(Some("Ann Lee")));
        check(Some("a\nb"), Err("invalid"));
        let (longest, longer) = ("ä".repeat(MOST_NAME), "ä".repeat(MOST_NAME + 1));
        check(Some(&longest), Ok(Some(&longest)));
        check(Some(&longer), Err("invalid"));
    }

    #[test]
    fn messages_are_bounded() {
        use MessageKind as K;
        let check = |kind, to, body: &str, expected| {
            assert_eq!(slug(check_message(kind, to, body)), expected, "{kind:?} {to} {}", body.len());
        };
        check(K::Signal, true, "{}", "good");
        check(K::Signal, false, "{}", "invalid");
        check(K::Chat, true, "a", "invalid");
        check(K::Chat, false, "a", "good");
        check(K::Chat, false, " \n", "invalid");
        check(K::Chat, false, &"ä".repeat(MOST_CHAT), "good");
        check(K::Chat, false, &"ä".repeat(MOST_CHAT + 1), "invalid");
        check(K::Signal, true, &"a".repeat(MOST_SIGNAL), "good");
        check(K::Signal, true, &"a".repeat(MOST_SIGNAL + 1), "invalid");
        check(K::State, false, "{}", "good");
        check(K::Here, false, "{}", "invalid");
        check(K::Left, false, "{}", "invalid");
    }

    #[test]
    fn nobody_floods_a_room() {
        let mut sent = Sent::default();
        for _ in 0..MOST_IN_MINUTE {
            sent = sent.and(10, at(0)).expect("within the minute");
        }
        assert_eq!(slug(sent.and(10, at(0))), "too-many-requests");
        assert_eq!(sent.and(10, at(60)).expect("the next minute").count, 1);
        let large = Sent::default().and(MOST_SIGNAL, at(0)).expect("one");
        let most = usize::try_from(MOST_BYTES_IN_MINUTE).expect("a size");
        assert_eq!(slug(large.and(most, at(0))), "too-many-requests");
    }

    #[test]
    fn who_comes_to_an_appointment_is_noted_once_while_its_room_is_open() {
        let mut appointment = samples::appointment();
        let start = appointment.time.start();
        let come = |appointment: &Appointment, part, second| {
            come(appointment, part, start.plus_seconds(second))
                .map(|came| (came.client_joined_at, came.staff_joined_at))
                .map_err(|refusal| refusal.slug())
        };
        let closed = Err("outside-join-window");
        assert_eq!(come(&appointment, CallPart::Client, 0), closed, "it is not online");
        appointment.terms.setting = Setting::Online;
        appointment.room_id = Some("r".into());
        let early = start.plus_seconds(-rules::JOIN_MARGIN);
        assert_eq!(come(&appointment, CallPart::Client, -rules::JOIN_MARGIN - 1), closed);
        assert_eq!(come(&appointment, CallPart::Client, -rules::JOIN_MARGIN), Ok((Some(early), None)));
        assert_eq!(come(&appointment, CallPart::Candidate, 0), Err("invalid"));
        appointment.client_joined_at = Some(early);
        assert_eq!(come(&appointment, CallPart::Client, 5), Ok((Some(early), None)), "the first time counts");
        let late = Some(start.plus_seconds(5));
        assert_eq!(come(&appointment, CallPart::Staff, 5), Ok((Some(early), late)));
        assert_eq!(joined_at(&appointment, CallPart::Client), Some(early));
        assert_eq!(joined_at(&appointment, CallPart::Staff), None);
        assert_eq!(come(&appointment, CallPart::Staff, 3_600 + rules::JOIN_MARGIN + 1), closed);
    }

    #[test]
    fn four_people_fit_and_who_is_lost_takes_no_place() {
        assert_eq!((slug(check_places(3, 3)), slug(check_places(4, 4))), ("good", "room-full"));
        let came = |came| slug(check_places(0, came));
        assert_eq!((came(MOST_COMERS - 1), came(MOST_COMERS)), ("good", "room-full"));
        let person = RoomPerson {
            id: RoomPersonId(uuid::Uuid::nil()),
            part: CallPart::Candidate,
            name: None,
            seen_at: at(0),
            left_at: None,
            sent: Sent::default(),
        };
        assert!(person.is_here(at(GONE_AFTER)) && !person.is_here(at(GONE_AFTER + 1)));
        assert!(!RoomPerson { left_at: Some(at(0)), ..person }.is_here(at(0)));
    }
}
