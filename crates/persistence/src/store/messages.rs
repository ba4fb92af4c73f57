//! Messages to people, with what became of them.

use super::collection::{Part, by_id};
use super::message_rows::Row;
use super::{Result, changes, message_secrets, uuid_at};
use crate::Scope;
use crate::db::connection::{load_scoped, on_backend};
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{appointment_messages as links, messages};
use diesel::prelude::*;
use domain::effect::Topic;
use domain::message::{About, Message, MessageContent, MessageKind, MessageState, Person};
use domain::{AppointmentId, CompanyId, InterviewId, Meeting, MessageId, Refusal};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

const WHAT: &str = "message";

/// Which messages are asked for; what is `None` is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub state: Option<MessageState>,
    pub kind: Option<MessageKind>,
    pub interview: Option<InterviewId>,
    pub appointment: Option<AppointmentId>,
}

/// Keeps a content that waits to be sent; `None` where the same was told before. `domain` is the right half of its
/// `Message-ID`.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn insert(
    scope: &mut Scope<'_>,
    company: CompanyId,
    content: &MessageContent,
    dedupe: &str,
    domain: &str,
    now: Timestamp,
) -> Result<Option<MessageId>> {
    let id = MessageId(uuid_at(now));
    let message = Message {
        id,
        company,
        content: content.clone(),
        header_id: format!("{}@{domain}", id.0.simple()),
        state: MessageState::Waiting,
        attempts: 0,
        words: None,
        queued_at: now,
        created_at: now,
        sent_at: None,
    };
    let row = Row::new(&message, dedupe);
    let rows = on_backend!(scope.connection(), |connection| diesel::insert_into(messages::table)
        .values(&row)
        .on_conflict((messages::company_id, messages::dedupe))
        .do_nothing()
        .execute(connection))?;
    if let (1, Some(Meeting::Appointment(appointment))) = (rows, content.about.meeting()) {
        let link = (
            links::company_id.eq(company.0),
            links::message_id.eq(DbUuid(id.0)),
            links::appointment_id.eq(DbUuid(appointment.0)),
        );
        diesel::insert_into(links::table).values(link).execute(scope.connection())?;
    }
    Ok((rows == 1).then_some(id))
}

/// The address that a message is for, by what it is written once for; `None` where none was written.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn address_of(scope: &mut Scope<'_>, company: CompanyId, dedupe: &str) -> Result<Option<String>> {
    let written = messages::table
        .filter(messages::company_id.eq(company.0))
        .filter(messages::dedupe.eq(dedupe))
        .select(messages::to_address);
    Ok(written.first(scope.connection()).optional()?)
}

/// What a message is written once for; `None` where it is not there any more.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn written_once_for(scope: &mut Scope<'_>, message: &Message) -> Result<Option<String>> {
    let row = messages::table.find((message.company.0, DbUuid(message.id.0))).select(messages::dedupe);
    Ok(row.first(scope.connection()).optional()?)
}

/// The messages with the appointments that some of them are about: one more query where there may be some.
fn whole(scope: &mut Scope<'_>, rows: Vec<Row>) -> Result<Vec<Message>> {
    let wanted: Uuids = rows.iter().filter(|row| row.names_nothing()).map(|row| row.id().0).collect();
    let mut about: HashMap<uuid::Uuid, AppointmentId> = HashMap::new();
    if rows.iter().any(Row::names_nothing) {
        let query = links::table
            .select((links::message_id, links::appointment_id))
            .filter(uuid_in(links::message_id, &wanted));
        let pairs: Vec<(DbUuid, DbUuid)> = load_scoped!(scope, links::company_id, query)?;
        about.extend(pairs.into_iter().map(|(message, of)| (message.0, AppointmentId(of.0))));
    }
    let message = |row: Row| {
        let appointment = about.get(&row.id().0).copied();
        row.message(appointment)
    };
    rows.into_iter().map(message).collect()
}

/// The messages about a meeting.
macro_rules! about_meeting {
    ($query:expr, $company:expr, $meeting:expr) => {{
        use crate::schema::appointment_messages as links;
        let (company, meeting): (CompanyId, Meeting) = ($company, $meeting);
        let query = $query.filter(messages::company_id.eq(company.0));
        match meeting {
            Meeting::Interview(id) => query.filter(messages::interview_id.eq(Some(DbUuid(id.0)))),
            Meeting::Appointment(id) => {
                let theirs = links::table
                    .filter(links::company_id.eq(company.0))
                    .filter(links::appointment_id.eq(DbUuid(id.0)))
                    .select(links::message_id);
                query.filter(messages::id.eq_any(theirs))
            }
        }
    }};
}
pub(super) use about_meeting;

/// A page of messages, in order of id.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<MessageId>) -> Result<Vec<Message>> {
    let query = messages::table.limit(part.limit).into_boxed();
    let mut query = by_id(query, messages::id, part.sort.descending, part.after_id());
    if let Some(company) = scope.company() {
        query = query.filter(messages::company_id.eq(company.0));
    }
    if let Some(state) = filter.state {
        query = query.filter(messages::state.eq(state.name()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(messages::kind.eq(kind.name()));
    }
    if let Some(interview) = filter.interview {
        query = query.filter(messages::interview_id.eq(Some(DbUuid(interview.0))));
    }
    if let Some(appointment) = filter.appointment {
        let theirs =
            links::table.filter(links::appointment_id.eq(DbUuid(appointment.0))).select(links::message_id);
        // The index begins with the company.
        query = match scope.company() {
            Some(company) => {
                query.filter(messages::id.eq_any(theirs.filter(links::company_id.eq(company.0))))
            }
            None => query.filter(messages::id.eq_any(theirs)),
        };
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    whole(scope, rows)
}

/// One message.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such message.
pub fn get(scope: &mut Scope<'_>, id: MessageId) -> Result<Message> {
    let mut query = messages::table.filter(messages::id.eq(DbUuid(id.0))).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(messages::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    let found = whole(scope, row.into_iter().collect())?.pop();
    Ok(found.ok_or_else(|| Refusal::not_found(WHAT))?)
}

/// Those of these messages that the scope reaches, in order of id. Two queries, however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_ids(scope: &mut Scope<'_>, wanted: &[MessageId]) -> Result<Vec<Message>> {
    let ids: Uuids = wanted.iter().map(|id| id.0).collect();
    let query = messages::table.filter(uuid_in(messages::id, &ids)).order(messages::id);
    let rows: Vec<Row> = load_scoped!(scope, messages::company_id, query)?;
    whole(scope, rows)
}

/// Takes back the reminders of a meeting that still wait to be sent to somebody, since something newer is to be told.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn supersede_reminders(
    scope: &mut Scope<'_>,
    company: CompanyId,
    meeting: Meeting,
    person: Person,
) -> Result<()> {
    let waiting = about_meeting!(messages::table.select(messages::id).into_boxed(), company, meeting)
        .filter(messages::kind.eq(MessageKind::Reminder.name()))
        .filter(messages::person.eq(person.to_string()))
        .filter(messages::state.eq(MessageState::Waiting.name()));
    let waiting: Vec<DbUuid> = waiting.load(scope.connection())?;
    if waiting.is_empty() {
        return Ok(());
    }
    let rows = messages::table
        .filter(messages::company_id.eq(company.0))
        .filter(messages::id.eq_any(waiting))
        .filter(messages::state.eq(MessageState::Waiting.name()));
    diesel::update(rows)
        .set(messages::state.eq(MessageState::Superseded.name()))
        .execute(scope.connection())?;
    Ok(())
}

/// Whether the same address was told something newer about the same meeting than this message says.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn is_outdated(scope: &mut Scope<'_>, message: &Message) -> Result<bool> {
    let About::Meeting { of, sequence, .. } = message.content.about else { return Ok(false) };
    let same = messages::sequence.eq(sequence).and(messages::id.gt(DbUuid(message.id.0)));
    let newer: Option<DbUuid> =
        about_meeting!(messages::table.select(messages::id).into_boxed(), message.company, of)
            .filter(messages::to_address.eq(message.content.to_address.clone()))
            .filter(messages::method.is_not_null())
            .filter(messages::sequence.gt(sequence).or(same))
            .first(scope.connection())
            .optional()?;
    Ok(newer.is_some())
}

/// What became of an attempt to send a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub state: MessageState,
    /// What the mail server said.
    pub words: Option<String>,
    /// Whether the mail server was asked.
    pub counts: bool,
    /// Whether the mail server may have taken it all the same.
    pub uncertain: bool,
}

/// Notes what became of an attempt; what is not to be tried again keeps no secret. What was sent stays sent, and what was superseded meanwhile is not sent again.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn settle(scope: &mut Scope<'_>, message: &Message, attempt: &Attempt, now: Timestamp) -> Result<()> {
    let sent = attempt.state == MessageState::Sent;
    let mut row = diesel::update(messages::table)
        .filter(messages::company_id.eq(message.company.0))
        .filter(messages::id.eq(DbUuid(message.id.0)))
        .filter(messages::state.ne(MessageState::Sent.name()))
        .into_boxed();
    if !sent {
        row = row.filter(messages::state.eq(MessageState::Waiting.name()));
    }
    if attempt.uncertain {
        let message = messages::table.find((message.company.0, DbUuid(message.id.0)));
        diesel::update(message).set(messages::uncertain.eq(true)).execute(scope.connection())?;
    }
    row.set((
        messages::state.eq(attempt.state.name()),
        messages::words.eq(&attempt.words),
        messages::attempts.eq(messages::attempts + i64::from(attempt.counts)),
        messages::sent_at.eq(sent.then(|| DbTimestamp::from(now))),
    ))
    .execute(scope.connection())?;
    if attempt.state != MessageState::Waiting {
        changes::note(scope, message.company, Topic::Messages, now)?;
        message_secrets::forget(scope, message.company, message.id)?;
    }
    Ok(())
}

/// Has a message wait again, to go to the address that it names now; whether it was in a state that allows it.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn wait_again(scope: &mut Scope<'_>, message: &Message, now: Timestamp) -> Result<bool> {
    let as_it_was = messages::table
        .find((message.company.0, DbUuid(message.id.0)))
        .filter(messages::state.eq(message.state.name()));
    let rows = diesel::update(as_it_was)
        .set((
            messages::state.eq(MessageState::Waiting.name()),
            messages::queued_at.eq(DbTimestamp::from(now)),
            messages::to_address.eq(&message.content.to_address),
        ))
        .execute(scope.connection())?;
    Ok(rows == 1)
}
