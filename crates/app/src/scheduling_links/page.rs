//! What the page of a link shows.

use super::around::Around;
use super::offers::Offers;
use super::token::OpenedLink;
use crate::appointments::{MailStanding, standing_of_mail};
use domain::Refusal;
use domain::access::Permit;
use domain::interview::{Interview, InterviewType, LinkHold, LinkStanding, SchedulingLink};
use domain::message::Person;
use persistence::store::messages::Filter;
use persistence::store::{companies, notifications, users};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What the page shows.
pub struct PickPage {
    pub link: SchedulingLink,
    pub standing: LinkStanding,
    pub company_name: String,
    /// An IANA name: the company's.
    pub company_zone: String,
    /// The candidate's, where it is known.
    pub candidate_zone: Option<String>,
    pub job_title: String,
    pub minutes: Option<i64>,
    pub interview_type: InterviewType,
    pub location: Option<String>,
    pub interview: Option<Interview>,
    /// Who interviews, once that is settled.
    pub people: Vec<String>,
    /// The time that is held: for the interview, or for its move.
    pub hold: Option<LinkHold>,
    pub may_move: bool,
    pub may_cancel: bool,
    /// What became of the mail about the interview, of one that is booked.
    pub mail: Option<MailStanding>,
    /// Where questions go.
    pub contact: Option<String>,
    /// Where there is something to choose from.
    pub offers: Option<Offers>,
}

/// What a link leads to; `None` where there is nothing.
///
/// # Errors
/// Failures of the database.
pub fn look(tx: &mut Tx<'_>, opened: OpenedLink, now: Timestamp) -> Result<Option<PickPage>, StoreError> {
    let scope = &mut tx.scope(&Permit::candidate(opened.company));
    let around = match Around::read(scope, opened.id, now) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(None),
        found => found?,
    };
    let (standing, may_move) = (around.standing(now), around.may_move(now));
    let offers = match standing == LinkStanding::Choosing || may_move {
        true => Offers::read(scope, &around, now)?,
        false => None,
    };
    let (settings, _) = notifications::settings_of(scope, opened.company)?;
    let interview = around.interview.clone();
    let panel = interview.as_ref().map(|one| one.details.interviewers.clone()).unwrap_or_default();
    let people = users::by_ids(scope, &panel)?;
    let of_interview = interview.as_ref().map(|one| &one.details);
    let mail = match &interview {
        Some(one) => {
            let about = Filter { interview: Some(one.id), ..Filter::default() };
            Some(standing_of_mail(scope, &about, Person::Candidate(around.candidate.id))?)
        }
        None => None,
    };
    Ok(Some(PickPage {
        mail,
        standing,
        may_move,
        may_cancel: around.may_cancel(now),
        company_name: settings.sender_name.unwrap_or_else(|| around.company.details.name.clone()),
        company_zone: around.company.details.time_zone.clone(),
        candidate_zone: around.candidate.details.time_zone.clone(),
        job_title: around.job_title.clone(),
        minutes: around.meeting.as_ref().map(|meeting| meeting.details.duration_minutes),
        interview_type: of_interview.map_or(around.link.details.interview_type, |one| one.interview_type),
        location: of_interview
            .map_or_else(|| around.link.details.location.clone(), |one| one.location.clone()),
        hold: around.link.kept.held(now).filter(|_| standing == LinkStanding::Choosing || may_move),
        people: people.into_iter().map(|user| user.details.name).collect(),
        contact: settings.reply_to,
        link: around.link,
        interview,
        offers,
    }))
}

/// Who had made a link that is not there any more, as it goes with its job and its candidate.
pub struct GoneLink {
    pub company_name: String,
    /// Where questions go.
    pub contact: Option<String>,
}

/// What is said of a link that opens nothing any more; `None` where its company is gone too. Its address was made here, as only such
/// ones are opened, so it was whole.
///
/// # Errors
/// Failures of the database.
pub fn look_at_gone(tx: &mut Tx<'_>, opened: OpenedLink) -> Result<Option<GoneLink>, StoreError> {
    let scope = &mut tx.scope(&Permit::candidate(opened.company));
    let company = match companies::get(scope, opened.company) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(None),
        found => found?,
    };
    let (settings, _) = notifications::settings_of(scope, opened.company)?;
    let company_name = settings.sender_name.unwrap_or(company.details.name);
    Ok(Some(GoneLink { company_name, contact: settings.reply_to }))
}
