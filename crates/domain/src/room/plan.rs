//! What is to be done next about the rooms of one interview at providers: the same however often it is asked.

use super::{MeetingDetails, ProviderRoom};
use crate::RoomProviderId;
use crate::interview::{Interview, InterviewStatus, rules};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// The room that an interview is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Of its room on this server.
    pub key: Uuid,
    pub told: MeetingDetails,
    /// Whether it is still to take place: one that is over keeps its room for a while, and gets none any more.
    pub to_come: bool,
    /// When it is to have none any more.
    pub until: Timestamp,
}

/// The room that an interview is to have at `now`, if any. Its link is good until a day after its end, so
/// that people who overrun are not thrown out; a cancelled one has no room at once.
#[must_use]
pub fn wish(interview: &Interview, key: Uuid, topic: &str, now: Timestamp) -> Option<Wish> {
    let time = interview.time.filter(|_| interview.room_id.is_some())?;
    if interview.status == InterviewStatus::Cancelled || !rules::link_is_good(time, now) {
        return None;
    }
    let told = MeetingDetails {
        topic: topic.to_owned(),
        start: time.start(),
        minutes: time.seconds().div_euclid(60).max(1),
    };
    let until = time.end().plus_seconds(rules::LINK_LIFE + 1);
    Some(Wish { key, told, to_come: interview.status.is_open(), until })
}

/// The next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// All is as it should be.
    Nothing,
    /// There is nothing to be done before then: somebody else is at it, or it is kept until then.
    Wait(Timestamp),
    /// Want this one no longer, and want one at another provider instead, where one is named.
    Replace(ProviderRoom, Option<RoomProviderId>),
    /// Ask the provider to make it.
    Make(ProviderRoom, MeetingDetails),
    /// Tell the provider what it is now.
    Change(ProviderRoom, MeetingDetails),
    /// Ask the provider to end it.
    End(ProviderRoom),
    /// Nobody was ever asked for it, and nobody wants it.
    Forget(ProviderRoom),
}

/// The next step for these rooms of an interview. `in_use` is the provider at which new rooms are made.
#[must_use]
pub fn next(
    wish: Option<&Wish>,
    in_use: Option<RoomProviderId>,
    rooms: &[ProviderRoom],
    now: Timestamp,
) -> Step {
    let wanted =
        rooms.iter().find(|room| room.wanted).map_or(Step::Nothing, |room| of_wanted(wish, in_use, room));
    let step = match wanted {
        Step::Nothing | Step::Wait(_) if rooms.iter().any(|room| !room.wanted) => {
            rooms.iter().find(|room| !room.wanted).map_or(wanted, of_unwanted)
        }
        _ => wanted,
    };
    match busy_until(&step, now) {
        Some(until) => Step::Wait(until),
        None => step,
    }
}

fn of_wanted(wish: Option<&Wish>, in_use: Option<RoomProviderId>, room: &ProviderRoom) -> Step {
    let Some(wish) = wish.filter(|wish| wish.to_come || room.made.is_some()) else {
        return Step::Replace(room.clone(), None);
    };
    let at_old = room.made.is_none() && in_use != Some(room.provider);
    if room.key != wish.key || at_old {
        return Step::Replace(room.clone(), in_use.filter(|_| wish.to_come));
    }
    if room.made.is_none() {
        return Step::Make(room.clone(), wish.told.clone());
    }
    if !wish.to_come {
        return Step::Wait(wish.until);
    }
    match room.told.as_ref() == Some(&wish.told) {
        true => Step::Nothing,
        false => Step::Change(room.clone(), wish.told.clone()),
    }
}

fn of_unwanted(room: &ProviderRoom) -> Step {
    if room.started { Step::End(room.clone()) } else { Step::Forget(room.clone()) }
}

fn busy_until(step: &Step, now: Timestamp) -> Option<Timestamp> {
    match step {
        Step::Nothing | Step::Wait(_) => None,
        Step::Replace(room, _)
        | Step::Make(room, _)
        | Step::Change(room, _)
        | Step::End(room)
        | Step::Forget(room) => room.leased_until.filter(|until| *until > now),
    }
}

#[cfg(test)]
mod tests {
    use super::super::CreatedRoom;
    use super::*;
    use crate::interview::samples::interview;
    use crate::{CompanyId, InterviewId, ProviderRoomId};
    use scheduling_core::time::Interval;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + seconds)
    }

    fn provider(number: u128) -> RoomProviderId {
        RoomProviderId(Uuid::from_u128(number))
    }

    fn told(start: i64) -> MeetingDetails {
        MeetingDetails { topic: "Engineer".into(), start: at(start), minutes: 60 }
    }

    fn wished(to_come: bool) -> Wish {
        Wish { key: Uuid::from_u128(7), told: told(0), to_come, until: at(90_001) }
    }

    /// A room at provider 1 of which nothing was heard yet.
    fn room() -> ProviderRoom {
        ProviderRoom {
            id: ProviderRoomId(Uuid::nil()),
            company: CompanyId(1),
            interview: InterviewId(Uuid::nil()),
            provider: provider(1),
            key: Uuid::from_u128(7),
            wanted: true,
            started: false,
            told: None,
            made: None,
            leased_until: None,
            version: 1,
        }
    }

    fn made(start: i64) -> ProviderRoom {
        let made = Some(CreatedRoom { id: "1".into(), link: "https://z/1".into() });
        ProviderRoom { started: true, told: Some(told(start)), made, ..room() }
    }

    fn name(step: &Step) -> &'static str {
        match step {
            Step::Nothing => "nothing",
            Step::Wait(_) => "wait",
            Step::Replace(_, None) => "drop",
            Step::Replace(_, Some(_)) => "replace",
            Step::Make(..) => "make",
            Step::Change(..) => "change",
            Step::End(_) => "end",
            Step::Forget(_) => "forget",
        }
    }

    #[test]
    fn one_step_leads_to_the_next() {
        let check = |wish: Option<Wish>, in_use: u128, rooms: &[ProviderRoom], expected: &str| {
            let in_use = Some(in_use).filter(|number| *number > 0).map(provider);
            let step = next(wish.as_ref(), in_use, rooms, at(0));
            assert_eq!(name(&step), expected, "{wish:?} {in_use:?} {rooms:?}");
        };
        let (wished, over) = (Some(wished(true)), Some(wished(false)));
        let other_key = |room: ProviderRoom| ProviderRoom { key: Uuid::from_u128(8), ..room };
        let unwanted = |room: ProviderRoom| ProviderRoom { wanted: false, ..room };
        let leased = |room: ProviderRoom, until| ProviderRoom { leased_until: Some(at(until)), ..room };
        check(wished.clone(), 1, &[], "nothing");
        check(wished.clone(), 1, &[room()], "make");
        check(wished.clone(), 1, &[made(0)], "nothing");
        check(wished.clone(), 1, &[made(5)], "change");
        check(over.clone(), 1, &[made(5)], "wait");
        check(over.clone(), 1, &[made(5), unwanted(room())], "forget");
        check(over, 1, &[room()], "drop");
        check(None, 1, &[room()], "drop");
        check(None, 1, &[made(0)], "drop");
        check(None, 1, &[unwanted(room())], "forget");
        check(None, 1, &[unwanted(made(0))], "end");
        check(None, 1, &[unwanted(ProviderRoom { started: true, ..room() })], "end");
        // Rooms that are made stay where they are, whichever provider is in use; the others are made at the new one.
        check(wished.clone(), 2, &[made(5)], "change");
        check(wished.clone(), 0, &[made(0)], "nothing");
        check(wished.clone(), 2, &[room()], "replace");
        check(wished.clone(), 0, &[room()], "drop");
        check(wished.clone(), 1, &[other_key(made(0))], "replace");
        check(wished.clone(), 0, &[other_key(made(0))], "drop");
        // What is wanted comes first, and nobody meddles with what somebody else is at.
        check(wished.clone(), 1, &[unwanted(made(0)), room()], "make");
        check(wished.clone(), 1, &[unwanted(made(0)), made(0)], "end");
        check(wished.clone(), 1, &[leased(room(), 1)], "wait");
        check(wished.clone(), 1, &[leased(room(), 0)], "make");
        check(wished, 1, &[leased(made(0), 1)], "nothing");
        check(None, 1, &[leased(room(), 1)], "wait");
    }

    #[test]
    fn who_has_a_room_and_until_when() {
        let check = |status, room: Option<&str>, now: i64, to_come: Option<bool>| {
            let mut seen = interview(status, Interval::new(at(0), at(3_600)).ok());
            seen.room_id = room.map(Into::into);
            let expected = to_come.map(wished);
            assert_eq!(
                wish(&seen, Uuid::from_u128(7), "Engineer", at(now)),
                expected,
                "{status:?} {room:?} {now}"
            );
        };
        use InterviewStatus as S;
        let (end, day) = (3_600, 86_400);
        check(S::Scheduled, Some("r"), 0, Some(true));
        check(S::InProgress, Some("r"), end, Some(true));
        check(S::Scheduled, None, 0, None);
        check(S::Cancelled, Some("r"), 0, None);
        check(S::Completed, Some("r"), end + day, Some(false));
        check(S::NoShow, Some("r"), end + day + 1, None);
    }
}
