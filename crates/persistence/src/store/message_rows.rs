//! A message as a row.

use super::Result;
use super::message_facts::{read, write};
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::schema::messages;
use diesel::prelude::*;
use domain::message::{About, Appointment, Message, MessageContent, MessageKind, MessageState, Person};
use domain::{AppointmentId, CompanyId, ConflictId, InterviewId, Meeting, MessageId, WebhookId};

#[derive(Queryable, Insertable)]
#[diesel(table_name = messages)]
pub(super) struct Row {
    id: DbUuid,
    company_id: i64,
    dedupe: String,
    kind: String,
    state: String,
    person: String,
    to_address: String,
    to_name: String,
    from_name: String,
    reply_to: Option<String>,
    language: String,
    header_id: String,
    interview_id: Option<DbUuid>,
    conflict_id: Option<DbUuid>,
    webhook_id: Option<i64>,
    sequence: Option<i64>,
    starts_at: Option<DbTimestamp>,
    ends_at: Option<DbTimestamp>,
    subject: String,
    body_text: String,
    body_html: String,
    method: Option<String>,
    ics: Option<String>,
    attempts: i64,
    words: Option<String>,
    queued_at: DbTimestamp,
    created_at: DbTimestamp,
    sent_at: Option<DbTimestamp>,
    facts: Option<serde_json::Value>,
    organizer: Option<String>,
    outdated: bool,
    uncertain: bool,
}

impl Row {
    pub(super) fn new(message: &Message, dedupe: &str) -> Self {
        let content = message.content.clone();
        let interview = content.about.interview();
        let (conflict, webhook) = match content.about {
            About::Conflict { id, .. } => (Some(id), None),
            About::Webhook(id) => (None, Some(id)),
            About::Meeting { .. } | About::Account | About::Address | About::SchedulingLink => (None, None),
        };
        let told = match content.about {
            About::Meeting { sequence, time, .. } => Some((sequence, time)),
            About::Conflict { .. }
            | About::Webhook(_)
            | About::Account
            | About::Address
            | About::SchedulingLink => None,
        };
        let appointment = content.appointment;
        let facts = appointment.as_ref().and_then(|it| it.facts.as_ref()).map(write);
        let organizer = appointment.as_ref().and_then(|it| it.organizer.clone());
        let (method, ics) = appointment.map(|it| (it.method, it.ics)).unzip();
        Self {
            id: DbUuid(message.id.0),
            company_id: message.company.0,
            dedupe: dedupe.to_owned(),
            kind: content.kind.name().into(),
            state: message.state.name().into(),
            person: content.person.to_string(),
            to_address: content.to_address,
            to_name: content.to_name,
            from_name: content.from_name,
            reply_to: content.reply_to,
            language: content.language,
            header_id: message.header_id.clone(),
            interview_id: interview.map(|id| DbUuid(id.0)),
            conflict_id: conflict.map(|id| DbUuid(id.0)),
            webhook_id: webhook.map(|id| id.0),
            sequence: told.map(|(sequence, _)| sequence),
            starts_at: told.map(|(_, time)| time.start().into()),
            ends_at: told.map(|(_, time)| time.end().into()),
            subject: content.subject,
            body_text: content.text,
            body_html: content.html,
            method,
            ics,
            attempts: message.attempts,
            words: message.words.clone(),
            queued_at: message.queued_at.into(),
            created_at: message.created_at.into(),
            sent_at: message.sent_at.map(DbTimestamp::from),
            facts,
            organizer,
            outdated: false,
            uncertain: false,
        }
    }

    pub(super) fn id(&self) -> DbUuid {
        self.id
    }

    /// Whether it may be about an appointment, which another table knows.
    pub(super) fn names_nothing(&self) -> bool {
        self.interview_id.is_none() && self.webhook_id.is_none()
    }

    /// What it is about: where that is an appointment, this one.
    fn about(&self, appointment: Option<AppointmentId>) -> Result<About> {
        let interview = self.interview_id.map(|id| Meeting::Interview(InterviewId(id.0)));
        let meeting = interview.or(appointment.map(Meeting::Appointment));
        let conflict = self.conflict_id.map(|id| ConflictId(id.0));
        let told = self.sequence.zip(self.starts_at).zip(self.ends_at);
        match (meeting, conflict, self.webhook_id, told) {
            (Some(of), None, _, Some(((sequence, start), end))) => {
                Ok(About::Meeting { of, sequence, time: interval(start, end)? })
            }
            (Some(of), Some(id), _, _) => Ok(About::Conflict { id, of }),
            (_, _, Some(webhook), _) => Ok(About::Webhook(WebhookId(webhook))),
            _ if self.kind == MessageKind::PasswordReset.name() => Ok(About::Account),
            _ if self.kind == MessageKind::Code.name() => Ok(About::Address),
            _ if self.kind == MessageKind::SchedulingLink.name() => Ok(About::SchedulingLink),
            _ => Err(DbError::corrupt("messages.interview_id", self.id.0).into()),
        }
    }

    pub(super) fn message(self, appointment: Option<AppointmentId>) -> Result<Message> {
        let kind =
            MessageKind::named(&self.kind).ok_or_else(|| DbError::corrupt("messages.kind", &self.kind))?;
        let state = MessageState::named(&self.state)
            .ok_or_else(|| DbError::corrupt("messages.state", &self.state))?;
        let person =
            Person::parse(&self.person).ok_or_else(|| DbError::corrupt("messages.person", &self.person))?;
        let about = self.about(appointment)?;
        let time = self.starts_at.zip(self.ends_at).map(|(start, end)| interval(start, end)).transpose()?;
        let facts = self.facts.as_ref().zip(time).and_then(|(facts, time)| read(facts, time));
        let organizer = self.organizer;
        let appointment =
            self.method.zip(self.ics).map(|(method, ics)| Appointment { method, ics, facts, organizer });
        Ok(Message {
            id: MessageId(self.id.0),
            company: CompanyId(self.company_id),
            content: MessageContent {
                kind,
                person,
                to_address: self.to_address,
                to_name: self.to_name,
                from_name: self.from_name,
                reply_to: self.reply_to,
                language: self.language,
                about,
                subject: self.subject,
                text: self.body_text,
                html: self.body_html,
                appointment,
            },
            header_id: self.header_id,
            state,
            attempts: self.attempts,
            words: self.words,
            queued_at: self.queued_at.instant(),
            created_at: self.created_at.instant(),
            sent_at: self.sent_at.map(DbTimestamp::instant),
        })
    }
}
