//! Whether what a message says is so still: what is not is not sent again.

use super::context::{Standing, standing_of_appointment, standing_of_interview};
use super::recipients::{CompanyProfile, found_or_none};
use super::scheduling_link::waits_for_a_time;
use crate::participants::{of_appointment, of_interview};
use domain::Meeting;
use domain::appointment::MoveStatus;
use domain::message::{About, Message, MessageKind, Person};
use persistence::store::{appointment_moves, appointments, interviews};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};

/// Whether a message is true still. An invitation is while its recipient is invited to that meeting at that time, a question
/// while it is open, and a link while a time can be chosen by it. What has ended stays so.
pub(super) fn is_still_so(
    scope: &mut Scope<'_>,
    message: &Message,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (kind, person) = (message.content.kind, message.content.person);
    match (kind, &message.content.about) {
        (MessageKind::SchedulingLink, About::SchedulingLink) => waits_for_a_time(scope, message, now),
        (MessageKind::MoveAsked, About::Meeting { of, time, .. }) => is_asked(scope, *of, *time, now),
        (kind, About::Meeting { of, time, .. }) if says_when(kind) => {
            let found = find(scope, *of, now)?;
            let invites = found.is_some_and(|found| found.invites(person, *time));
            Ok(invites && is_active(scope, message)?)
        }
        _ => Ok(true),
    }
}

/// Whether a message of this kind says when its recipient is to come.
fn says_when(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::Invitation | MessageKind::TimeChanged | MessageKind::Changed | MessageKind::Reminder
    )
}

/// A meeting as its people have to know it.
struct Found {
    standing: Standing,
    time: Option<Interval>,
    participants: Vec<Person>,
}

impl Found {
    fn invites(&self, person: Person, time: Interval) -> bool {
        self.standing == Standing::Open && self.time == Some(time) && self.participants.contains(&person)
    }
}

fn find(scope: &mut Scope<'_>, meeting: Meeting, now: Timestamp) -> Result<Option<Found>, StoreError> {
    match meeting {
        Meeting::Interview(id) => {
            let Some(interview) = found_or_none(interviews::hold(scope, id))? else { return Ok(None) };
            let participants = of_interview(scope, &interview)?;
            let standing = standing_of_interview(&interview, now);
            Ok(Some(Found { standing, time: interview.time, participants }))
        }
        Meeting::Appointment(id) => {
            let Some(found) = found_or_none(appointments::hold(scope, id))? else { return Ok(None) };
            let standing = standing_of_appointment(&found, now);
            Ok(Some(Found { standing, time: Some(found.time), participants: of_appointment(&found) }))
        }
    }
}

/// Whether the client of an appointment is asked about a move to that time.
fn is_asked(
    scope: &mut Scope<'_>,
    meeting: Meeting,
    time: Interval,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Meeting::Appointment(id) = meeting else { return Ok(false) };
    let Some(appointment) = found_or_none(appointments::hold(scope, id))? else { return Ok(false) };
    let moves = appointment_moves::of(scope, &appointment)?;
    Ok(moves.iter().any(|one| one.status(now) == MoveStatus::Pending && one.to.time == time))
}

/// Whether the recipient still gets new notifications.
fn is_active(scope: &mut Scope<'_>, message: &Message) -> Result<bool, StoreError> {
    let profile = CompanyProfile::of(scope, message.company)?;
    let recipient = profile.recipients(scope, &[message.content.person])?.pop();
    Ok(recipient.is_some_and(|recipient| recipient.active))
}
