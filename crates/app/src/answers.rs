//! Answers to invitations: those that calendars send by mail, and those that are given on the page of the link in it.

use crate::conflicts::{self, DECLINED, DetectedConflict};
use crate::history::{self, Actor, Change};
use crate::sealed::{Vault, VaultError};
use domain::access::Permit;
use domain::conflict::{ConflictOrigin, ConflictType};
use domain::directory::JobDetails;
use domain::event::{Event, EventKind};
use domain::interview::Interview;
use domain::message::{Answer, Person, Reply};
use domain::{CompanyId, InterviewId, Refusal};
use integrations::calendars::booking_of;
use integrations::mail::inbound::{self, Participation};
use persistence::store::calendar_notices::{self, Invitation};
use persistence::store::collection::Collection;
use persistence::store::{companies, interview_answers as store, interviews};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use serde_json::json;

/// What the links are sealed for.
const PURPOSE: &str = "answer to an invitation";
/// What a conflict is settled with whose cause was a refusal that was taken back.
const ACCEPTED: &str = "the invitation was accepted";

/// Which invitation may be answered by a link, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLink {
    pub company: CompanyId,
    pub interview: InterviewId,
    pub sequence: i64,
    pub until: Timestamp,
    /// The address to which it was sent: what is said there counts while that address is invited.
    pub address: String,
}

impl AnswerLink {
    fn text(&self) -> String {
        let Self { company, interview, sequence, until, address } = self;
        format!("{company} {interview} {sequence} {} {address}", until.unix())
    }

    fn parse(text: &str) -> Option<Self> {
        let [company, interview, sequence, until, address] =
            text.splitn(5, ' ').collect::<Vec<_>>().try_into().ok()?;
        Some(Self {
            company: CompanyId(company.parse().ok()?),
            interview: InterviewId(interview.parse().ok()?),
            sequence: sequence.parse().ok()?,
            until: Timestamp::saturating_from_unix(until.parse().ok()?),
            address: address.to_owned(),
        })
    }
}

/// The page on which an invitation is answered. It is worth that answer and nothing else.
pub(crate) fn link_of(link: &AnswerLink, vault: &Vault, public_url: &str) -> Result<String, VaultError> {
    let token = vault.seal_for_path(PURPOSE, &link.text())?;
    Ok(format!("{}/answers/{token}", public_url.trim_end_matches('/')))
}

/// Who may answer by this token; `None` for one that was not made here, or is over.
#[must_use]
pub fn opened(token: &str, vault: &Vault, now: Timestamp) -> Option<AnswerLink> {
    let link = AnswerLink::parse(&vault.open_from_path(PURPOSE, token)?)?;
    (now < link.until).then_some(link)
}

/// What the page of a link shows.
#[derive(Debug, Clone)]
pub struct AnswerPage {
    pub company_name: String,
    pub job_title: String,
    /// The company's zone.
    pub zone: String,
    /// When the interview takes place.
    pub time: Option<Interval>,
    /// Whether the invitation is one to this time.
    pub is_current: bool,
    /// What the person answered to an invitation to this time.
    pub reply: Option<Reply>,
}

/// What a link leads to; `None` for an interview that is not there.
///
/// # Errors
/// Failures of the database.
pub fn look(tx: &mut Tx<'_>, link: &AnswerLink) -> Result<Option<AnswerPage>, StoreError> {
    let scope = &mut tx.scope(&Permit::guest(link.company));
    let interview = match interviews::get(scope, link.interview) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(None),
        found => found?,
    };
    let told = calendar_notices::invitation(scope, link.company, interview.id, &link.address, link.sequence)?;
    let person = told.as_ref().filter(|invitation| invitation.stands).map(|invitation| invitation.person);
    let answers = store::of_interviews(scope, &[interview.id])?.remove(&interview.id).unwrap_or_default();
    let company = companies::get(scope, link.company)?.details;
    Ok(Some(AnswerPage {
        company_name: company.name,
        job_title: JobDetails::get(scope, interview.job)?.details.title,
        zone: company.time_zone,
        time: interview.time.filter(|_| interview.status.is_open()),
        is_current: told.is_some_and(|invitation| counts(&interview, &invitation)),
        reply: counting(&interview, &answers).find(|one| Some(one.person) == person).map(|one| one.reply),
    }))
}

/// Takes the answer that somebody gives on the page of a link. Whether it counts: it does not where the interview has
/// moved on.
///
/// # Errors
/// Failures of the database.
pub fn answer(tx: &mut Tx<'_>, link: &AnswerLink, reply: Reply, now: Timestamp) -> Result<bool, StoreError> {
    let scope = &mut tx.scope(&Permit::guest(link.company));
    let given = GivenAnswer {
        interview: link.interview,
        address: &link.address,
        reply,
        sequence: link.sequence,
        at: now,
        by_link: true,
    };
    Ok(take(scope, &given, now)?.is_some_and(|taken| taken.counts))
}

/// Takes the answer that is in a mail.
///
/// # Errors
/// `Invalid` for a mail with no answer to an invitation of the permit's companies.
pub fn take_mail(
    tx: &mut Tx<'_>,
    permit: &Permit,
    mail: &[u8],
    now: Timestamp,
) -> Result<TakenAnswer, StoreError> {
    let scope = &mut tx.scope(permit);
    let unknown = || Refusal::invalid("", "it answers no invitation that was sent from here");
    let reply = inbound::read_reply(mail).map_err(|why| Refusal::invalid("", why.to_string()))?;
    let interview = booking_of(&reply.uid).map(InterviewId).ok_or_else(unknown)?;
    let given = GivenAnswer {
        interview,
        address: &reply.address,
        reply: match reply.participation {
            Participation::Accepted => Reply::Accepted,
            Participation::Declined => Reply::Declined,
            Participation::Tentative => Reply::Tentative,
        },
        sequence: reply.sequence,
        // Clocks that are ahead must not keep later answers out.
        at: reply.at.map_or(now, |at| at.min(now)),
        by_link: false,
    };
    Ok(take(scope, &given, now)?.ok_or_else(unknown)?)
}

/// An answer as it comes in.
#[derive(Debug, Clone, Copy)]
pub struct GivenAnswer<'a> {
    pub interview: InterviewId,
    pub address: &'a str,
    pub reply: Reply,
    /// Of the invitation.
    pub sequence: i64,
    /// When it was given, as far as it says.
    pub at: Timestamp,
    /// Whether it was given on the page of the link, which shows the invitation as it stands.
    pub by_link: bool,
}

/// An answer that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenAnswer {
    pub interview: InterviewId,
    pub answer: Answer,
    /// Whether it is an answer to the time that the interview has.
    pub counts: bool,
}

/// Takes an answer; `None` where nobody was invited whom it could be of.
///
/// # Errors
/// Failures of the database.
pub fn take(
    scope: &mut Scope<'_>,
    given: &GivenAnswer<'_>,
    now: Timestamp,
) -> Result<Option<TakenAnswer>, StoreError> {
    let interview = match interviews::lock(scope, given.interview, &[]) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(None),
        found => found?,
    };
    let scope = &mut scope.for_company(interview.company)?;
    let (company, id) = (interview.company, interview.id);
    let told = calendar_notices::invitation(scope, company, id, given.address, given.sequence)?;
    let Some(invitation) = told else { return Ok(None) };
    let (person, counts) = (invitation.person, counts(&interview, &invitation));
    let answer = answer_to(&invitation, given, counts);
    let earlier = store::of_interviews(scope, &[id])?.remove(&id).unwrap_or_default();
    let earlier = earlier.into_iter().find(|earlier| earlier.person == person);
    let is_late = earlier.is_some_and(|earlier| earlier.keeps_out(&answer, &invitation.sequences));
    // Whom nobody asks any more says nothing of the meeting. What the page takes counts while the page shows buttons.
    if !invitation.stands || (is_late && !(given.by_link && counts)) {
        return Ok(Some(TakenAnswer { interview: id, answer, counts: false }));
    }
    store::put(scope, company, id, &answer)?;
    let before = earlier.filter(|earlier| interview.time == Some(earlier.time)).map(|earlier| earlier.reply);
    if counts && before != Some(answer.reply) {
        record(scope, &interview, before, &answer, now)?;
    }
    Ok(Some(TakenAnswer { interview: id, answer, counts }))
}

/// The answer to an invitation. A sequence that its address never got is that of the invitation, so that it keeps no later answer
/// out. Whose page shows the invitation as it stands answers the newest one.
fn answer_to(invitation: &Invitation, given: &GivenAnswer<'_>, counts: bool) -> Answer {
    let newest = invitation.sequences.last().filter(|_| given.by_link && counts);
    Answer {
        person: invitation.person,
        reply: given.reply,
        sequence: newest.copied().unwrap_or(invitation.told.sequence),
        time: invitation.told.time,
        at: given.at,
    }
}

/// Whether an answer to an invitation says something of the interview as it is.
fn counts(interview: &Interview, invitation: &Invitation) -> bool {
    invitation.stands && interview.status.is_open() && interview.time == Some(invitation.told.time)
}

/// The answers to invitations to the time that the interview has.
pub(crate) fn counting<'a>(
    interview: &Interview,
    answers: &'a [Answer],
) -> impl Iterator<Item = &'a Answer> + use<'a> {
    let time = interview.time;
    answers.iter().filter(move |answer| time == Some(answer.time))
}

/// Writes an answer to the log and to webhooks. A refusal stands against the interview until it is taken back, or somebody
/// settles it.
fn record(
    scope: &mut Scope<'_>,
    interview: &Interview,
    before: Option<Reply>,
    answer: &Answer,
    now: Timestamp,
) -> Result<(), StoreError> {
    let actor = match answer.person {
        Person::User(user) => Actor { user: Some(user), member: Some(user), name: answer.person.to_string() },
        Person::Candidate(_) => Actor::guest("candidate"),
        Person::Client(_) => Actor::guest("client"),
    };
    let who = answer.person.to_string();
    let line = |reply: Reply| json!({ "who": who, "answer": reply.name() }).to_string();
    let change = Change { before: before.map(line), after: Some(line(answer.reply)) };
    let event = Event::new(EventKind::InterviewAnswered, now, actor.user).about(interview);
    let (answered_by, reply) = (Some(who.clone()), Some(answer.reply.name().to_owned()));
    let event = Event { answered_by, answer: reply, ..event };
    history::record(scope, &actor, interview, &event, &change, now)?;
    let (conflict_type, user) = match answer.person {
        Person::User(user) => (ConflictType::InterviewerUnavailable, Some(user)),
        Person::Candidate(_) | Person::Client(_) => (ConflictType::CandidateUnavailable, None),
    };
    if answer.reply != Reply::Declined {
        return conflicts::take_back(scope, interview, conflict_type, user, ACCEPTED, now);
    }
    let why = match user {
        Some(user) => format!("user {user} {DECLINED}"),
        None => format!("the candidate {DECLINED}"),
    };
    let found = DetectedConflict {
        conflict_type,
        origin: ConflictOrigin::Broken,
        slot: None,
        time: interview.time,
        schedule: None,
        user,
        other: None,
        why: &why,
    };
    conflicts::open_once(scope, &Actor::system(), interview, &found, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn link(address: &str) -> AnswerLink {
        let until = Timestamp::saturating_from_unix(1_800_000_000);
        AnswerLink {
            company: CompanyId(7),
            interview: InterviewId(Uuid::from_u128(0x0199_0000_7000_8000_0000)),
            sequence: 3,
            until,
            address: address.into(),
        }
    }

    #[test]
    fn a_link_is_opened_until_it_is_over_and_by_its_own_key_alone() {
        let vault = Vault::new("a key").expect("a vault");
        for address in ["ann@example.com", "\"ann lee\"@example.com"] {
            let link = link(address);
            let url = link_of(&link, &vault, "https://meridian.test/").expect("a link");
            let token = url.strip_prefix("https://meridian.test/answers/").expect("a token");
            assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{token}");
            assert_eq!(opened(token, &vault, link.until.plus_seconds(-1)).as_ref(), Some(&link));
            assert_eq!(opened(token, &vault, link.until), None);
            let another = Vault::new("another key").expect("a vault");
            assert_eq!(opened(token, &another, link.until.plus_seconds(-1)), None);
            for at in 0..token.len() {
                let mut changed = token.as_bytes().to_vec();
                changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(changed).expect("text");
                assert_eq!(opened(&changed, &vault, link.until.plus_seconds(-1)), None, "{at}");
            }
        }
    }
}
