//! Template data for an interview; candidates get a reduced set.

use super::MailIdentity;
use super::recipients::{CompanyProfile, Recipient, found_or_none};
use super::subject::Subject;
use crate::interviews::page_of;
use crate::participants::interviewers;
use crate::rooms::{ToldPlace, told_place};
use domain::directory::{CandidateDetails, JobDetails, User};
use domain::interview::{Interview, InterviewStatus, InterviewType};
use domain::message::{Answer, Facts, MessageKind, Person, Reply};
use integrations::mail::imip;
use integrations::mail::notices::{Kind, TemplateData};
use persistence::store::collection::Collection;
use persistence::store::{interview_answers, users};
use persistence::{Scope, StoreError};
use scheduling_core::time::Interval;

/// Who is told of an interview, with all that the message is made of.
#[derive(Clone, Copy)]
pub(super) struct Addressee<'a> {
    pub(super) profile: &'a CompanyProfile,
    pub(super) context: &'a InterviewContext,
    pub(super) recipient: &'a Recipient,
}

/// Somebody who takes part in an interview.
#[derive(Debug, Clone)]
pub(crate) struct Participant {
    pub(crate) person: Person,
    pub(crate) name: String,
    pub(crate) address: String,
}

/// An interview, with the names of what it is about.
pub(crate) struct InterviewContext {
    pub(crate) interview: Interview,
    pub(crate) job: Option<String>,
    pub(crate) candidate: Option<Participant>,
    pub(crate) interviewers: Vec<Participant>,
    /// The answers to invitations to this time.
    answers: Vec<Answer>,
    /// Where the online room is.
    pub(crate) link: Option<String>,
    /// Whether that room only shows who is there.
    presence_only: bool,
}

impl InterviewContext {
    pub(crate) fn of(
        scope: &mut Scope<'_>,
        identity: &MailIdentity,
        mut interview: Interview,
    ) -> Result<Self, StoreError> {
        let job = found_or_none(JobDetails::get(scope, interview.job))?.map(|job| job.details.title);
        let candidate =
            found_or_none(CandidateDetails::get(scope, interview.candidate))?.map(|candidate| Participant {
                person: Person::Candidate(candidate.id),
                name: candidate.details.name,
                address: candidate.details.email,
            });
        let ids = interviewers(scope, &interview)?;
        let mut found = users::by_ids(scope, &ids)?;
        found.sort_by_key(|user| ids.iter().position(|id| *id == user.id));
        let interviewer = |user: User| Participant {
            person: Person::User(user.id),
            name: user.details.name,
            address: user.details.email,
        };
        let interviewers = found.into_iter().map(interviewer).collect();
        let told = told_place(scope, &interview)?;
        let presence_only = told == ToldPlace::Presence && interview.ai.is_none();
        let own_link = match told {
            ToldPlace::Link(link) => Some(link),
            ToldPlace::Page | ToldPlace::Presence => None,
        };
        let location = [interview.details.location.take(), own_link];
        let location: Vec<String> = location.into_iter().flatten().collect();
        interview.details.location = (!location.is_empty()).then(|| location.join(" · "));
        let answers = interview_answers::of_interviews(scope, &[interview.id])?.remove(&interview.id);
        let mut answers = answers.unwrap_or_default();
        answers.retain(|answer| interview.time == Some(answer.time));
        let link = interview.room_id.as_ref().map(|room| page_of(room, &identity.public_url));
        Ok(Self { interview, job, candidate, interviewers, answers, link, presence_only })
    }

    /// What the appointment says in the calendar of one recipient; none while it has no time.
    pub(super) fn facts(&self, profile: &CompanyProfile, recipient: &Recipient) -> Option<Facts> {
        let inside = matches!(recipient.person, Person::User(_));
        let candidate = self.candidate.iter().filter(|_| inside);
        let others = candidate.chain(&self.interviewers).filter(|one| one.person != recipient.person);
        let mut people: Vec<String> = others.map(|one| one.name.clone()).collect();
        people.sort();
        let details = &self.interview.details;
        Some(Facts {
            time: self.interview.time?,
            title: self.summary(profile, recipient),
            place: details.location.clone(),
            link: self.link.clone(),
            online: details.interview_type == InterviewType::Online,
            people,
        })
    }

    /// What somebody answered to an invitation to this time.
    pub(super) fn answer_of(&self, person: Person) -> imip::Answer {
        let answer = self.answers.iter().find(|answer| answer.person == person);
        answer.map_or(imip::Answer::NeedsAction, |answer| match answer.reply {
            Reply::Accepted => imip::Answer::Accepted,
            Reply::Declined => imip::Answer::Declined,
            Reply::Tentative => imip::Answer::Tentative,
        })
    }

    /// The words for what somebody is told, who takes part or does not: a cancellation has several causes.
    pub(super) fn words(&self, kind: MessageKind, takes_part: bool) -> Subject {
        let words = match (self.interview.status, self.interview.time) {
            _ if kind != MessageKind::Cancelled => return kind.into(),
            (InterviewStatus::Cancelled, _) => return kind.into(),
            (_, None) => Kind::Postponed,
            _ if takes_part => Kind::Readdressed,
            _ => Kind::Released,
        };
        Subject { kind, words }
    }

    /// What one recipient is told. The notes, and the addresses of others, stay within the company.
    pub(crate) fn data(
        &self,
        profile: &CompanyProfile,
        recipient: &Recipient,
        kind: MessageKind,
        time: Interval,
        previous: Option<Interval>,
    ) -> TemplateData {
        let inside = matches!(recipient.person, Person::User(_));
        let cancelled = kind == MessageKind::Cancelled;
        let cancellation = self.interview.cancelled.as_ref().filter(|_| cancelled);
        TemplateData {
            company: profile.sender_name().to_owned(),
            recipient: recipient.name.clone(),
            zone: recipient.zone.clone(),
            job: self.job.clone(),
            candidate: self.candidate.as_ref().filter(|_| inside).map(|one| one.name.clone()),
            interviewers: self.interviewers.iter().map(|one| one.name.clone()).collect(),
            time: Some(time),
            previous,
            location: self.interview.details.location.clone().filter(|_| !cancelled),
            link: self.link.clone().filter(|_| !cancelled),
            presence_only: self.presence_only,
            reason: cancellation.map(|cancellation| cancellation.reason.clone()),
            contact: profile.settings.reply_to.clone(),
            ..TemplateData::default()
        }
    }

    /// The title of the appointment: the job, with whom the reader will meet.
    pub(crate) fn summary(&self, profile: &CompanyProfile, recipient: &Recipient) -> String {
        let other = match (recipient.person, &self.candidate) {
            (Person::User(_), Some(candidate)) => candidate.name.as_str(),
            _ => profile.sender_name(),
        };
        match &self.job {
            Some(job) => format!("{job} – {other}"),
            None => other.to_owned(),
        }
    }
}
