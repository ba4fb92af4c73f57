//! A link with all that has to be known of it: its candidate, job, people and interview.

use crate::free_busy;
use crate::interviews::{locks, needs};
use domain::access::check_company;
use domain::commitment::{Source, SourceKind, Subject};
use domain::directory::{Candidate, CandidateDetails, Company, JobDetails, Template, TemplateDetails};
use domain::interview::{
    Interview, LinkFacts, LinkPanel, LinkStanding, MatchResult, SchedulingLink, link_may_cancel,
    link_may_move, link_standing,
};
use domain::{Metadata, Refusal, SchedulingLinkId, TemplateId, UserId};
use persistence::store::collection::Collection;
use persistence::store::{
    companies, interviews, match_results, schedules, scheduling_links as store, templates, users,
};
use persistence::{Scope, StoreError};
use scheduling_core::time::{TimeZone, Timestamp};

/// A link and what is around it, as one transaction found it.
pub(super) struct Around {
    pub(super) link: SchedulingLink,
    pub(super) company: Company,
    /// The company's.
    pub(super) zone: TimeZone,
    pub(super) candidate: Candidate,
    pub(super) job_title: String,
    pub(super) job_is_open: bool,
    pub(super) gates: MatchResult,
    pub(super) interview: Option<Interview>,
    is_on_slot: bool,
    /// Who has to meet, and by which rules; none where the template is gone.
    pub(super) meeting: Option<Template>,
    pub(super) has_panel: bool,
}

impl Around {
    /// Reads a link of the scope's company.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn read(
        scope: &mut Scope<'_>,
        id: SchedulingLinkId,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let link = store::get(scope, id)?;
        let company = companies::get(scope, link.company)?;
        let candidate = CandidateDetails::get(scope, link.details.candidate)?;
        let job = JobDetails::get(scope, link.details.job)?;
        let gates = match_results::get(scope, link.company, candidate.id, job.id)?;
        let interview = link.kept.interview.map(|id| interviews::get(scope, id)).transpose()?;
        let is_on_slot = match &interview {
            Some(interview) => !schedules::live_bookings(scope, &[interview.id])?.is_empty(),
            None => false,
        };
        let meeting = meeting(scope, &link, interview.as_ref(), now)?;
        let has_panel = match &meeting {
            Some(meeting) => has_panel(scope, meeting)?,
            None => false,
        };
        Ok(Self {
            zone: free_busy::zone(&company.details.time_zone),
            job_title: job.details.title,
            job_is_open: job.details.active,
            link,
            company,
            candidate,
            gates,
            interview,
            is_on_slot,
            meeting,
            has_panel,
        })
    }

    /// The same with the locks of everybody whose time it takes or may take.
    ///
    /// # Errors
    /// `NotFound`; `VersionMismatch` where others came in before the locks were had.
    pub(super) fn locked(
        scope: &mut Scope<'_>,
        id: SchedulingLinkId,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let seen = Self::read(scope, id, now)?;
        let candidate = seen.candidate.id;
        match_results::lock(scope, seen.link.company, candidate, seen.link.details.job, &seen.subjects())?;
        let found = Self::read(scope, id, now)?;
        if found.subjects() != seen.subjects() || found.candidate.id != candidate {
            return Err(Refusal::VersionMismatch { what: "scheduling link" }.into());
        }
        Ok(found)
    }

    fn subjects(&self) -> Vec<Subject> {
        let people = self.meeting.as_ref().map(|meeting| meeting.details.interviewers.as_slice());
        let mut all = locks(people.unwrap_or_default());
        all.extend(self.interview.iter().flat_map(Interview::subjects));
        all.push(self.candidate_subject());
        all
    }

    /// Whose time the candidate's part takes.
    pub(super) fn candidate_subject(&self) -> Subject {
        Subject::of_candidate(self.candidate.id, self.candidate.kept.user)
    }

    pub(super) fn hold_source(&self) -> Source {
        hold_source(self.link.id)
    }

    /// What the interview has taken, where it is there.
    pub(super) fn booked_source(&self) -> Option<Source> {
        let interview = self.interview.as_ref();
        interview.map(|interview| Source { kind: SourceKind::Interview, id: interview.id.0 })
    }

    /// What takes time for this link already, and does not stand in the way of another time.
    pub(super) fn own_sources(&self) -> Vec<Source> {
        std::iter::once(self.hold_source()).chain(self.booked_source()).collect()
    }

    fn facts(&self) -> LinkFacts<'_> {
        LinkFacts {
            is_open: self.company.details.active
                && check_company(Some(self.company.details.suspended)).is_ok(),
            is_erased: self.candidate.kept.erased_at.is_some(),
            is_active: self.candidate.details.active,
            job_is_open: self.job_is_open,
            gates: &self.gates,
            has_panel: self.has_panel,
            interview: self.interview.as_ref(),
            is_on_slot: self.is_on_slot,
            ends_at: self.zone.start_of_day(self.link.details.last_day.plus_days(1)),
        }
    }

    pub(super) fn standing(&self, now: Timestamp) -> LinkStanding {
        link_standing(&self.link, &self.facts(), now)
    }

    pub(super) fn may_move(&self, now: Timestamp) -> bool {
        link_may_move(&self.link, &self.facts(), now)
    }

    pub(super) fn may_cancel(&self, now: Timestamp) -> bool {
        let interview = self.interview.as_ref();
        let is_there = self.candidate.kept.erased_at.is_none();
        is_there && interview.is_some_and(|interview| link_may_cancel(&self.link, interview, now))
    }
}

/// What the ledger has a time for that is held for the candidate: a request, under the id of the link.
pub(super) fn hold_source(link: SchedulingLinkId) -> Source {
    Source { kind: SourceKind::Request, id: link.0 }
}

/// Who has to meet, and by which rules: those of the interview where there is one already.
fn meeting(
    scope: &mut Scope<'_>,
    link: &SchedulingLink,
    interview: Option<&Interview>,
    now: Timestamp,
) -> Result<Option<Template>, StoreError> {
    let template = match &link.details.panel {
        LinkPanel::Template(id) => match templates::get(scope, *id) {
            Err(StoreError::Refused(Refusal::NotFound { .. })) => None,
            found => Some(found?),
        },
        LinkPanel::People { interviewers, minutes } => {
            let details = TemplateDetails::new("", *minutes, interviewers.clone());
            Some(Template {
                id: TemplateId(0),
                company: link.company,
                details,
                kept: (),
                metadata: Metadata::new(now),
            })
        }
    };
    let Some(interview) = interview else { return Ok(template) };
    // Who was chosen stays: a move is of the same people.
    let of_interview = |template: Template| {
        let details = TemplateDetails {
            duration_minutes: interview.details.duration_minutes,
            interviewers: interview.details.interviewers.clone(),
            groups: None,
            ..template.details
        };
        Template { details, ..template }
    };
    Ok(template.map(of_interview))
}

/// Whether as many as are needed are there, and interview.
fn has_panel(scope: &mut Scope<'_>, meeting: &Template) -> Result<bool, StoreError> {
    let people = &meeting.details.interviewers;
    let found = users::by_ids(scope, people)?;
    let interviews = |user: &UserId| {
        let known = found.iter().find(|one| one.id == *user);
        known.is_some_and(|one| one.details.takes_bookings())
    };
    Ok(!people.is_empty() && needs(meeting).iter().all(|need| need.is_met(interviews)))
}
