//! What the calendars behind people's addresses were told of a meeting, and the messages to them that are on their way.

use super::message_facts::read;
use super::messages::about_meeting;
use super::{Result, StoreError};
use crate::Scope;
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::schema::messages;
use diesel::prelude::*;
use domain::message::pending::KnownCalendar;
use domain::message::{Message, MessageState, Person, SentNotice};
use domain::text::email_key;
use domain::{CompanyId, InterviewId, Meeting, MessageId, Refusal};
use std::collections::BTreeSet;

#[derive(Queryable)]
struct Row {
    id: DbUuid,
    state: String,
    person: String,
    to_address: String,
    method: Option<String>,
    sequence: Option<i64>,
    starts_at: Option<DbTimestamp>,
    ends_at: Option<DbTimestamp>,
    facts: Option<serde_json::Value>,
    organizer: Option<String>,
    uncertain: bool,
}

impl Row {
    fn state(&self) -> Result<MessageState> {
        let state = MessageState::named(&self.state);
        Ok(state.ok_or_else(|| DbError::corrupt("messages.state", &self.state))?)
    }

    fn person(&self) -> Result<Person> {
        let person = Person::parse(&self.person);
        Ok(person.ok_or_else(|| DbError::corrupt("messages.person", &self.person))?)
    }

    /// `None` for a message that names no time.
    fn notice(self) -> Result<Option<SentNotice>> {
        let told = self.sequence.zip(self.starts_at).zip(self.ends_at);
        let Some(((sequence, start), end)) = told else { return Ok(None) };
        let time = interval(start, end)?;
        Ok(Some(SentNotice {
            message: MessageId(self.id.0),
            invited: self.method.as_deref() == Some("REQUEST"),
            sequence,
            time,
            facts: self.facts.as_ref().and_then(|facts| read(facts, time)),
            organizer: self.organizer,
            uncertain: self.uncertain,
        }))
    }
}

/// What each calendar that was written to is known to say of a meeting. The order is that of the sequence alone,
/// because clocks differ.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn known(scope: &mut Scope<'_>, company: CompanyId, meeting: Meeting) -> Result<Vec<KnownCalendar>> {
    let mut calendars: Vec<KnownCalendar> = Vec::new();
    for row in rows(scope, company, meeting)? {
        let (state, person, address) = (row.state()?, row.person()?, row.to_address.clone());
        let Some(notice) = row.notice()? else { continue };
        let same = |calendar: &KnownCalendar| email_key(&calendar.address) == email_key(&address);
        let index = calendars.iter().position(same).unwrap_or_else(|| {
            calendars.push(KnownCalendar::unknown(&address, person));
            calendars.len() - 1
        });
        let Some(calendar) = calendars.get_mut(index) else { continue };
        calendar.person = person;
        calendar.address = address;
        calendar.highest = calendar.highest.max(notice.sequence);
        match state {
            MessageState::Waiting => calendar.waiting = Some(notice),
            MessageState::Sent | MessageState::Kept => {
                calendar.delivered = Some(notice);
                calendar.failed = None;
                calendar.doubtful = None;
            }
            MessageState::Refused | MessageState::Failed => {
                calendar.doubtful =
                    Some(notice.clone()).filter(|notice| notice.uncertain).or(calendar.doubtful.take());
                calendar.failed = Some(notice);
            }
            MessageState::Superseded => {
                calendar.doubtful =
                    Some(notice).filter(|notice| notice.uncertain).or(calendar.doubtful.take());
            }
        }
    }
    Ok(calendars)
}

fn rows(scope: &mut Scope<'_>, company: CompanyId, meeting: Meeting) -> Result<Vec<Row>> {
    Ok(about_meeting!(messages::table.into_boxed(), company, meeting)
        .filter(messages::method.is_not_null())
        .order((messages::sequence, messages::id))
        .select((
            messages::id,
            messages::state,
            messages::person,
            messages::to_address,
            messages::method,
            messages::sequence,
            messages::starts_at,
            messages::ends_at,
            messages::facts,
            messages::organizer,
            messages::uncertain,
        ))
        .load(scope.connection())?)
}

/// An invitation that somebody answers.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Whose it was.
    pub person: Person,
    pub told: SentNotice,
    /// Whether nothing took it back since. What was taken back stays so, also where the address is invited again.
    pub stands: bool,
    /// The sequences of all invitations that its address got.
    pub sequences: BTreeSet<i64>,
}

/// The invitation to an address that somebody answers, by its sequence: the newest that is not newer. A sequence that the address
/// never got is that of the newest before it. None where it was never invited.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn invitation(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interview: InterviewId,
    address: &str,
    sequence: i64,
) -> Result<Option<Invitation>> {
    let (key, mut found, mut sequences) = (email_key(address), None::<Invitation>, BTreeSet::new());
    for row in rows(scope, company, interview.into())? {
        if email_key(&row.to_address) != key || row.state()? == MessageState::Superseded {
            continue;
        }
        let person = row.person()?;
        let Some(told) = row.notice()? else { continue };
        if told.invited {
            sequences.insert(told.sequence);
        }
        if told.invited && told.sequence <= sequence {
            found = Some(Invitation { person, told, stands: true, sequences: BTreeSet::new() });
        } else if let Some(invitation) = &mut found {
            invitation.stands &= told.invited;
        }
    }
    Ok(found.map(|invitation| Invitation { sequences, ..invitation }))
}

/// Notes of a message that waits that it is taken back, or, where it is `on_its_way`, that something newer is to be said after
/// it.
///
/// # Errors
/// [`Refusal::VersionMismatch`] where something became of it meanwhile: what is known is to be read again.
pub fn outdate(
    scope: &mut Scope<'_>,
    company: CompanyId,
    message: MessageId,
    on_its_way: bool,
) -> Result<()> {
    let waiting = messages::table
        .find((company.0, DbUuid(message.0)))
        .filter(messages::state.eq(MessageState::Waiting.name()));
    let changed = if on_its_way {
        diesel::update(waiting).set(messages::outdated.eq(true)).execute(scope.connection())?
    } else {
        let state = messages::state.eq(MessageState::Superseded.name());
        diesel::update(waiting).set(state).execute(scope.connection())?
    };
    if changed == 0 {
        return Err(StoreError::Refused(Refusal::VersionMismatch { what: "message" }));
    }
    Ok(())
}

/// Whether something newer is to be said now that something became of this message.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn is_followed(scope: &mut Scope<'_>, message: &Message) -> Result<bool> {
    let outdated: Option<bool> = messages::table
        .find((message.company.0, DbUuid(message.id.0)))
        .select(messages::outdated)
        .first(scope.connection())
        .optional()?;
    Ok(outdated.unwrap_or_default())
}
