//! Who has to hear what of an interview, from what they heard last.

use super::{MessageKind, Person};
use scheduling_core::time::Interval;

/// What somebody was told last about an interview, as their calendar has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentNotice {
    pub person: Person,
    /// Whether they were invited; otherwise it was cancelled for them.
    pub invited: bool,
    /// Of the interview at that time.
    pub sequence: i64,
    pub time: Interval,
    /// How many messages about the appointment they got.
    pub count: usize,
}

/// Something that one person has to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingNotice {
    pub person: Person,
    /// An invitation, a change or a cancellation.
    pub kind: MessageKind,
    /// When it takes place, or would have.
    pub time: Interval,
    /// The time that they knew.
    pub previous: Option<Interval>,
    /// The `SEQUENCE` of the invitation (RFC 5546, 2.1.4).
    pub sequence: i64,
    /// How many messages about the appointment they got before.
    pub count: usize,
}

/// What people have to hear once an interview takes place at `time` with those `people`. Who has just joined them is
/// invited, who is one of them no more gets a cancellation, who knows already hears nothing.
#[must_use]
pub fn of_meeting(
    sent: &[SentNotice],
    people: &[Person],
    sequence: i64,
    time: Interval,
) -> Vec<PendingNotice> {
    let mut pending = Vec::new();
    for &person in people {
        let known = sent.iter().find(|sent| sent.person == person);
        let count = known.map_or(0, |sent| sent.count);
        let invited = known.filter(|sent| sent.invited);
        let (kind, previous) = match invited {
            Some(sent) if sent.time == time || sent.sequence > sequence => continue,
            Some(sent) => (MessageKind::TimeChanged, Some(sent.time)),
            None => (MessageKind::Invitation, None),
        };
        pending.push(PendingNotice { person, kind, time, previous, sequence, count });
    }
    let gone: Vec<SentNotice> = sent.iter().filter(|sent| !people.contains(&sent.person)).copied().collect();
    pending.extend(of_cancellation(&gone, sequence));
    pending
}

/// What people have to hear once an interview does not take place: those who were invited, and to nothing newer.
#[must_use]
pub fn of_cancellation(sent: &[SentNotice], sequence: i64) -> Vec<PendingNotice> {
    let concerned = sent.iter().filter(|sent| sent.invited && sent.sequence <= sequence);
    let pending = concerned.map(|sent| PendingNotice {
        person: sent.person,
        kind: MessageKind::Cancelled,
        time: sent.time,
        previous: None,
        sequence,
        count: sent.count,
    });
    pending.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CandidateId, UserId};
    use scheduling_core::time::Timestamp;

    const BOB: Person = Person::Candidate(CandidateId(1));
    const ANN: Person = Person::User(UserId(1));
    const EVE: Person = Person::User(UserId(2));

    fn hour(number: i64) -> Interval {
        let start = Timestamp::saturating_from_unix(1_800_000_000).plus_minutes(number * 60);
        Interval::new(start, start.plus_minutes(60)).expect("an hour")
    }

    fn sent(person: Person, invited: bool, sequence: i64, number: i64) -> SentNotice {
        SentNotice { person, invited, sequence, time: hour(number), count: 1 }
    }

    fn kinds(pending: &[PendingNotice]) -> Vec<(Person, &'static str)> {
        pending.iter().map(|pending| (pending.person, pending.kind.name())).collect()
    }

    #[test]
    fn a_meeting_is_told_to_whom_it_is_news() {
        let check =
            |case: &str, sent: &[SentNotice], people: &[Person], expected: &[(Person, &'static str)]| {
                assert_eq!(kinds(&of_meeting(sent, people, 2, hour(2))), expected, "{case}");
            };
        check("new", &[], &[BOB, ANN], &[(BOB, "invitation"), (ANN, "invitation")]);
        check("moved", &[sent(BOB, true, 1, 1)], &[BOB], &[(BOB, "time_changed")]);
        check("known", &[sent(BOB, true, 2, 2)], &[BOB], &[]);
        check("newer is known", &[sent(BOB, true, 3, 3)], &[BOB], &[]);
        check("cancelled before", &[sent(BOB, false, 1, 1)], &[BOB], &[(BOB, "invitation")]);
        let before = [sent(BOB, true, 1, 1), sent(EVE, true, 1, 1)];
        let after = [(BOB, "time_changed"), (ANN, "invitation"), (EVE, "cancelled")];
        check("another panel", &before, &[BOB, ANN], &after);
        check(
            "the panel alone",
            &[sent(BOB, true, 2, 2), sent(EVE, true, 2, 2)],
            &[BOB],
            &[(EVE, "cancelled")],
        );
        let moved = of_meeting(&[sent(BOB, true, 1, 1)], &[BOB], 2, hour(2));
        assert_eq!(moved.first().and_then(|pending| pending.previous), Some(hour(1)));
    }

    #[test]
    fn a_cancellation_is_told_to_whom_was_invited() {
        let check = |case: &str, sent: SentNotice, expected: usize| {
            assert_eq!(of_cancellation(&[sent], 2).len(), expected, "{case}");
        };
        check("invited", sent(BOB, true, 1, 1), 1);
        check("never mind the sequence", sent(BOB, true, 2, 1), 1);
        check("cancelled before", sent(BOB, false, 1, 1), 0);
        check("invited again meanwhile", sent(BOB, true, 3, 1), 0);
    }
}
