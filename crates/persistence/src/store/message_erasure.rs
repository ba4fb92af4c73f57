//! Erases what messages tell of somebody.

use super::Result;
use crate::Scope;
use crate::db::fragments::{Texts, Uuids, text_in, uuid_in};
use crate::db::types::DbUuid;
use crate::schema::{appointment_messages as links, message_secrets, messages};
use diesel::prelude::*;
use domain::CompanyId;
use domain::directory::{ERASED, Traces};
use serde_json::Value;
use std::collections::BTreeSet;

/// Whose messages lose what, in one company.
pub(super) struct Whose<'a> {
    pub(super) company: CompanyId,
    /// As messages name whom they are to.
    pub(super) people: &'a BTreeSet<String>,
    pub(super) interviews: &'a Uuids,
    pub(super) appointments: &'a Uuids,
    /// What is left of their address.
    pub(super) address: &'a str,
    pub(super) traces: &'a Traces,
}

#[derive(Queryable)]
struct Sent {
    id: DbUuid,
    person: String,
    state: String,
    subject: String,
    text: String,
    html: String,
    ics: Option<String>,
    facts: Option<Value>,
}

/// What the people were sent goes whole, and what waits for them is not sent. What others were sent of their meetings loses its
/// words too; what still waits for others loses name and address alone. Answers how many messages that were.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn erase(scope: &mut Scope<'_>, whose: &Whose<'_>) -> Result<usize> {
    let mut changed = 0;
    for sent in all(scope, whose)? {
        let own = whose.people.contains(&sent.person);
        let kept = |text: String| match sent.state == "waiting" && !own {
            true => whose.traces.wiped(&text),
            false => ERASED.to_owned(),
        };
        let row = || messages::table.find((whose.company.0, sent.id));
        changed += diesel::update(row())
            .set((
                messages::subject.eq(kept(sent.subject)),
                messages::body_text.eq(kept(sent.text)),
                messages::body_html.eq(kept(sent.html)),
                messages::ics.eq(sent.ics.map(kept)),
                messages::words.eq(None::<String>),
                // What a calendar says is compared with what is so: without words nobody would be told of it again.
                messages::facts.eq(sent.facts.and_then(|facts| wiped(&facts, whose.traces))),
            ))
            .execute(scope.connection())?;
        if own {
            let state = if sent.state == "waiting" { "superseded" } else { sent.state.as_str() };
            diesel::update(row())
                .set((
                    messages::to_address.eq(whose.address),
                    messages::to_name.eq(ERASED),
                    messages::state.eq(state),
                ))
                .execute(scope.connection())?;
            diesel::delete(message_secrets::table.find((whose.company.0, sent.id)))
                .execute(scope.connection())?;
        }
    }
    Ok(changed)
}

/// What was sent to them, and to anybody about their meetings.
fn all(scope: &mut Scope<'_>, whose: &Whose<'_>) -> Result<Vec<Sent>> {
    let linked: Vec<DbUuid> = links::table
        .select(links::message_id)
        .filter(links::company_id.eq(whose.company.0))
        .filter(uuid_in(links::appointment_id, whose.appointments))
        .load(scope.connection())?;
    let linked: Uuids = linked.into_iter().map(|id| id.0).collect();
    let people: Texts = whose.people.iter().cloned().collect();
    let about = uuid_in(messages::interview_id.assume_not_null(), whose.interviews);
    Ok(messages::table
        .select((
            messages::id,
            messages::person,
            messages::state,
            messages::subject,
            messages::body_text,
            messages::body_html,
            messages::ics,
            messages::facts,
        ))
        .filter(messages::company_id.eq(whose.company.0))
        .filter(text_in(messages::person, &people).or(about).or(uuid_in(messages::id, &linked)))
        .load(scope.connection())?)
}

/// A document without the texts that tell who somebody is.
fn wiped(document: &Value, traces: &Traces) -> Option<Value> {
    serde_json::from_str(&traces.wiped(&document.to_string())).ok()
}
