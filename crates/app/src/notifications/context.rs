//! Template data for an interview; candidates get a reduced set.

use super::MailIdentity;
use super::recipients::{CompanyProfile, Recipient, found_or_none};
use crate::interviews::page_of;
use crate::participants::interviewers;
use crate::rooms::own_link;
use domain::directory::{CandidateDetails, JobDetails};
use domain::interview::Interview;
use domain::message::{MessageKind, Person};
use integrations::mail::notices::TemplateData;
use persistence::store::collection::Collection;
use persistence::store::users;
use persistence::{Scope, StoreError};
use scheduling_core::time::Interval;

/// Who is told of an interview, with all that the message is made of.
#[derive(Clone, Copy)]
pub(super) struct Addressee<'a> {
    pub(super) profile: &'a CompanyProfile,
    pub(super) context: &'a InterviewContext,
    pub(super) recipient: &'a Recipient,
}

/// An interview, with the names of what it is about.
pub(crate) struct InterviewContext {
    pub(crate) interview: Interview,
    pub(crate) job: Option<String>,
    /// Name and address.
    pub(crate) candidate: Option<(String, String)>,
    /// Name and address each.
    pub(crate) interviewers: Vec<(String, String)>,
    /// Where the online room is.
    pub(crate) link: Option<String>,
}

impl InterviewContext {
    pub(crate) fn of(
        scope: &mut Scope<'_>,
        identity: &MailIdentity,
        mut interview: Interview,
    ) -> Result<Self, StoreError> {
        let job = found_or_none(JobDetails::get(scope, interview.job))?.map(|job| job.details.title);
        let candidate = found_or_none(CandidateDetails::get(scope, interview.candidate))?
            .map(|candidate| (candidate.details.name, candidate.details.email));
        let ids = interviewers(scope, &interview)?;
        let mut found = users::by_ids(scope, &ids)?;
        found.sort_by_key(|user| ids.iter().position(|id| *id == user.id));
        let interviewers = found.into_iter().map(|user| (user.details.name, user.details.email)).collect();
        let location = [interview.details.location.take(), own_link(scope, &interview)?];
        let location: Vec<String> = location.into_iter().flatten().collect();
        interview.details.location = (!location.is_empty()).then(|| location.join(" · "));
        let link = interview.room_id.as_ref().map(|room| page_of(room, &identity.public_url));
        Ok(Self { interview, job, candidate, interviewers, link })
    }

    /// What one reader is told. The notes, why it was cancelled, and who else is seen stay within the company.
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
        let cancellation = self.interview.cancelled.as_ref().filter(|_| inside && cancelled);
        TemplateData {
            company: profile.sender_name().to_owned(),
            recipient: recipient.name.clone(),
            zone: recipient.zone.clone(),
            job: self.job.clone(),
            candidate: self.candidate.as_ref().filter(|_| inside).map(|(name, _)| name.clone()),
            interviewers: self.interviewers.iter().map(|(name, _)| name.clone()).collect(),
            time: Some(time),
            previous,
            location: self.interview.details.location.clone().filter(|_| !cancelled),
            link: self.link.clone().filter(|_| !cancelled),
            reason: cancellation.map(|cancellation| cancellation.reason.clone()),
            webhook: None,
            valid_until: None,
        }
    }

    /// The title of the appointment: the job, with whom the reader will meet.
    pub(crate) fn summary(&self, profile: &CompanyProfile, recipient: &Recipient) -> String {
        let other = match (recipient.person, &self.candidate) {
            (Person::User(_), Some((name, _))) => name.as_str(),
            _ => profile.sender_name(),
        };
        match &self.job {
            Some(job) => format!("{job} – {other}"),
            None => other.to_owned(),
        }
    }
}
