//! What has to be sent so that the calendar behind each address says of an interview what is so.
//!
//! What counts is what was handed over, to an address, and not what was written, to a person. A message that waits is
//! replaced where it is no longer right, and one that is on its way is waited for.

use super::{MessageKind, Person};
use crate::MessageId;
use crate::text::folded;
use scheduling_core::time::Interval;

/// What an appointment says in a calendar. Whatever of it differs is news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub time: Interval,
    pub title: String,
    pub place: Option<String>,
    /// Where the online room is.
    pub link: Option<String>,
    pub online: bool,
    /// The names of the others, in order of the alphabet.
    pub people: Vec<String>,
}

/// One message about the appointment, as the calendar behind its address has it once it has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentNotice {
    pub message: MessageId,
    /// Whether it invites; otherwise it cancels.
    pub invited: bool,
    pub sequence: i64,
    pub time: Interval,
    /// Not known of messages of earlier versions.
    pub facts: Option<Facts>,
    /// Who the appointment says answers go to, where that is known.
    pub organizer: Option<String>,
    /// The mail server may have taken it, although it did not say so.
    pub uncertain: bool,
}

impl SentNotice {
    /// Whether a calendar that has it says what is so: these facts, or that nothing takes place.
    fn tells(&self, facts: Option<&Facts>) -> bool {
        match facts {
            None => !self.invited,
            Some(facts) => {
                let same = self.facts.as_ref().is_none_or(|told| told == facts);
                self.invited && self.time == facts.time && same
            }
        }
    }
}

/// What is known of the calendar behind one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCalendar {
    pub address: String,
    /// Whose it was last.
    pub person: Person,
    /// The message that is still to be handed over.
    pub waiting: Option<SentNotice>,
    /// The last one that was.
    pub delivered: Option<SentNotice>,
    /// The last one that was refused or given up, where none was handed over since.
    pub failed: Option<SentNotice>,
    /// The last one that may have been handed over although it was taken back or given up, where none was since.
    pub doubtful: Option<SentNotice>,
    /// The highest `SEQUENCE` that was ever written to it.
    pub highest: i64,
}

impl KnownCalendar {
    /// The calendar behind an address that nothing was written to yet.
    #[must_use]
    pub fn unknown(address: &str, person: Person) -> Self {
        let address = address.to_owned();
        Self { address, person, waiting: None, delivered: None, failed: None, doubtful: None, highest: -1 }
    }

    /// Whether it has the appointment.
    #[must_use]
    pub fn is_invited(&self) -> bool {
        self.delivered.as_ref().is_some_and(|sent| sent.invited)
    }

    fn is_at(&self, address: &str) -> bool {
        folded(&self.address) == folded(address)
    }
}

/// Somebody whose calendar is to have the appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    pub person: Person,
    pub address: String,
    pub facts: Facts,
}

/// What has to be done about the calendar behind one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingChange {
    /// A message that waits and is no longer right. Where it is on its way already, nothing else can be sent yet.
    pub replaces: Option<MessageId>,
    pub notice: Option<PendingNotice>,
}

/// Something that one address has to hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingNotice {
    pub person: Person,
    pub address: String,
    /// An invitation, a change or a cancellation.
    pub kind: MessageKind,
    /// When it takes place, or would have.
    pub time: Interval,
    /// The time that they knew, where it is another one.
    pub previous: Option<Interval>,
    /// Of the appointment (RFC 5546, 2.1.4): higher than all that the address got before.
    pub sequence: i64,
    /// What the appointment says from now on; none for a cancellation.
    pub facts: Option<Facts>,
    /// Who it says answers go to, where the calendar has that already.
    pub organizer: Option<String>,
}

/// What has to be done so that each calendar says what is so. `sequence` is the interview's. Those who are to have the
/// appointment come first.
#[must_use]
pub fn changes(known: &[KnownCalendar], attendances: &[Attendance], sequence: i64) -> Vec<PendingChange> {
    let mut calendars: Vec<(KnownCalendar, Option<&Facts>)> = Vec::new();
    for Attendance { person, address, facts } in attendances {
        if calendars.iter().any(|(calendar, _)| calendar.is_at(address)) {
            continue;
        }
        let found = known.iter().find(|calendar| calendar.is_at(address)).cloned();
        let calendar = found.unwrap_or_else(|| KnownCalendar::unknown(address, *person));
        calendars
            .push((KnownCalendar { person: *person, address: address.clone(), ..calendar }, Some(facts)));
    }
    for calendar in known {
        if !calendars.iter().any(|(other, _)| other.is_at(&calendar.address)) {
            calendars.push((calendar.clone(), None));
        }
    }
    let change = |(calendar, facts): &(KnownCalendar, Option<&Facts>)| change(calendar, *facts, sequence);
    calendars.iter().filter_map(change).collect()
}

fn change(calendar: &KnownCalendar, facts: Option<&Facts>, sequence: i64) -> Option<PendingChange> {
    let waiting = calendar.waiting.as_ref();
    if waiting.is_some_and(|waiting| waiting.tells(facts)) {
        return None;
    }
    let change = PendingChange {
        replaces: waiting.map(|waiting| waiting.message),
        notice: notice(calendar, facts, sequence),
    };
    (change.replaces.is_some() || change.notice.is_some()).then_some(change)
}

/// What the calendar has to hear, a message that waits aside.
fn notice(calendar: &KnownCalendar, facts: Option<&Facts>, sequence: i64) -> Option<PendingNotice> {
    let delivered = calendar.delivered.as_ref().filter(|sent| sent.invited);
    // What may have arrived is to be put right by something newer.
    let doubtful = calendar.waiting.as_ref().filter(|sent| sent.uncertain).or(calendar.doubtful.as_ref());
    let is_told = match (doubtful, delivered) {
        (Some(_), _) => false,
        (None, Some(sent)) => sent.tells(facts),
        (None, None) => facts.is_none(),
    };
    // What the mail server refused once, it refuses again: until there is something else to say.
    let in_vain = calendar.failed.as_ref().is_some_and(|failed| failed.tells(facts));
    if is_told || in_vain {
        return None;
    }
    let latest = delivered.or(doubtful);
    let time = facts.map(|facts| facts.time).or(latest.map(|sent| sent.time))?;
    let known = delivered.map(|sent| sent.time);
    let kind = match (facts, known) {
        (None, _) => MessageKind::Cancelled,
        (Some(_), None) => MessageKind::Invitation,
        (Some(facts), Some(known)) if known == facts.time => MessageKind::Changed,
        (Some(_), Some(_)) => MessageKind::TimeChanged,
    };
    Some(PendingNotice {
        person: calendar.person,
        address: calendar.address.clone(),
        kind,
        time,
        previous: known.filter(|_| kind == MessageKind::TimeChanged),
        sequence: sequence.max(calendar.highest + 1),
        facts: facts.cloned(),
        organizer: latest.and_then(|sent| sent.organizer.clone()),
    })
}

#[cfg(test)]
mod tests;
