//! What became of mail, as far as pages say it to the people whom it is for.

use super::admission::Visitor;
use domain::message::{MessageState, Person};
use persistence::store::collection::{Part, Sort, SortKey};
use persistence::store::messages::{self, Filter};
use persistence::{Scope, StoreError, Tx};

/// Messages about a meeting that are looked at.
const LATEST: i64 = 20;
/// Messages of the company that are looked at for how mail is sent here.
const OTHERS: i64 = 5;

/// What became of the mail to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailStanding {
    /// It is on its way, as far as anybody knows.
    Awaited,
    Sent,
    /// There is no mail server: mail is kept, and not sent.
    Kept,
    /// The mail server did not take it.
    Failed,
}

/// What became of the newest of these messages to that person. Until that is known, other mail of the company says how mail is sent.
pub(crate) fn standing_of_mail(
    scope: &mut Scope<'_>,
    about: &Filter,
    person: Person,
) -> Result<MailStanding, StoreError> {
    let own = messages::list(scope, about, &newest(LATEST))?;
    let mut own = own.iter().filter(|message| message.content.person == person);
    match own.find_map(|message| standing(message.state)) {
        Some(known) => Ok(known),
        None => usual(scope),
    }
}

/// How mail to a visitor of a company is sent here, of whom there is none yet.
///
/// # Errors
/// Failures of the database.
pub fn mail_to_visitors(tx: &mut Tx<'_>, visitor: &Visitor) -> Result<MailStanding, StoreError> {
    usual(&mut tx.scope(&visitor.permit()))
}

fn usual(scope: &mut Scope<'_>) -> Result<MailStanding, StoreError> {
    let others = messages::list(scope, &Filter::default(), &newest(OTHERS))?;
    let kept = others.iter().find_map(|message| standing(message.state));
    Ok(kept.filter(|standing| *standing == MailStanding::Kept).unwrap_or(MailStanding::Awaited))
}

fn newest(limit: i64) -> Part<domain::MessageId> {
    Part { sort: Sort { key: SortKey::CreatedAt, descending: true }, after: None, limit }
}

fn standing(state: MessageState) -> Option<MailStanding> {
    match state {
        MessageState::Sent => Some(MailStanding::Sent),
        MessageState::Kept => Some(MailStanding::Kept),
        MessageState::Failed | MessageState::Refused => Some(MailStanding::Failed),
        _ => None,
    }
}
