//! Scheduling links on the wire.

use crate::interviews::wire::{DURATION, InterviewTypeName, LOCATION, panel};
use crate::kit::fields::{given, line, minutes, patched};
use app::scheduling_links::{LinkChange, LinkView, MAX_LINKS, NewLink, NewLinks};
use domain::interview::{LINK_CHANGE_MINUTES, LINK_MOVES, LinkPanel, LinkStatus};
use domain::{CandidateId, JobId, TemplateId};
use http_kit::{Checks, InstantIn, InstantOut, Patch, Problem, UpTo, WholeNumber, WireDate, wire_enum};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// How often an interview may be moved, and minutes before its start until when, where a link says nothing else.
const MOVES: i64 = 1;
const CHANGE_MINUTES: i64 = 1440;

wire_enum! {
    /// Where a scheduling link stands.
    pub(super) enum LinkStatusName {
        /// The candidate can choose a time.
        Open = "open",
        /// Its interview has got its time.
        Booked = "booked",
        Expired = "expired",
        Revoked = "revoked",
    }
}

impl From<LinkStatus> for LinkStatusName {
    fn from(status: LinkStatus) -> Self {
        match status {
            LinkStatus::Open => Self::Open,
            LinkStatus::Booked => Self::Booked,
            LinkStatus::Expired => Self::Expired,
            LinkStatus::Revoked => Self::Revoked,
        }
    }
}

/// The fields of a link that is to be made, for bodies that say for whom in their own way: `deny_unknown_fields` and `flatten` do not
/// go together, so the list is written once and pasted.
macro_rules! link_in {
    ($(#[$on:meta])* $name:ident { $($extra:tt)* }) => {
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$on])*
        pub(super) struct $name {
            #[schema(value_type = i64)]
            job_id: WholeNumber,
            interview_type: InterviewTypeName,
            /// A template that chooses the panel from who is free, by its own rules.
            #[schema(value_type = Option<i64>)]
            template_id: Option<WholeNumber>,
            /// In place of `template_id`: 1 to 50 users who may hold interviews, all of whom come.
            #[schema(value_type = Option<Vec<i64>>)]
            interviewer_ids: Option<UpTo<WholeNumber, 1000>>,
            /// With `interviewer_ids`: 1 to 1440 (60). A template has its own.
            #[schema(value_type = Option<i64>)]
            duration_minutes: Option<WholeNumber>,
            /// Up to 500 characters.
            location: Option<String>,
            /// The first day that is offered, on the company's calendar (today).
            first_day: Option<WireDate>,
            /// The last one, up to 61 days after the first and 90 days from now (13 days after the first, or after today).
            last_day: Option<WireDate>,
            /// Until when a time can be chosen, up to 90 days from now (the end of the last day).
            expires_at: Option<InstantIn>,
            /// How often the candidate may move the interview: 0 to 10 (1).
            #[schema(value_type = Option<i64>)]
            moves: Option<WholeNumber>,
            /// How many minutes before its start it can be moved and cancelled at the latest: 0 to 43200 (1440).
            #[schema(value_type = Option<i64>)]
            change_minutes_before: Option<WholeNumber>,
            $($extra)*
        }

        impl $name {
            /// The link itself; what is wrong with it is noted.
            fn link(self, checks: &mut Checks) -> NewLink {
                let people = self.interviewer_ids.unwrap_or_default();
                let panel = match self.template_id {
                    Some(template) => {
                        if !people.is_empty() {
                            checks.note("/interviewer_ids", "the template chooses them; leave them out");
                        }
                        if self.duration_minutes.is_some() {
                            checks.note("/duration_minutes", "the template says it; leave it out");
                        }
                        LinkPanel::Template(TemplateId(template.0))
                    }
                    None => {
                        if people.is_empty() {
                            checks.note("/interviewer_ids", "name a template or at least one user");
                        }
                        let duration = self.duration_minutes.unwrap_or(WholeNumber(DURATION));
                        let minutes = minutes(checks, "/duration_minutes", duration, 1).unwrap_or(DURATION);
                        LinkPanel::People { interviewers: panel(checks, &people), minutes }
                    }
                };
                let moves = self.moves.unwrap_or(WholeNumber(MOVES));
                let change = self.change_minutes_before.unwrap_or(WholeNumber(CHANGE_MINUTES));
                NewLink {
                    job: JobId(self.job_id.0),
                    panel,
                    interview_type: self.interview_type.into(),
                    location: self.location.and_then(|text| line(checks, "/location", &text, LOCATION)),
                    first_day: self.first_day.map(|day| day.0),
                    last_day: self.last_day.map(|day| day.0),
                    expires_at: self.expires_at.and_then(|at| checks.instant("/expires_at", at)),
                    moves: checks.in_range("/moves", moves, LINK_MOVES).unwrap_or_default(),
                    change_minutes: checks
                        .in_range("/change_minutes_before", change, LINK_CHANGE_MINUTES)
                        .unwrap_or_default(),
                    notify: self.notify.unwrap_or(false),
                }
            }
        }
    };
}

link_in! {
    /// A link that is to be made.
    #[schema(as = SchedulingLinkIn)]
    LinkIn {
        /// A candidate who is on the shortlist for the job, with interviews enabled.
        #[schema(value_type = i64)]
        candidate_id: WholeNumber,
        /// Whether the candidate is mailed the link (false).
        notify: Option<bool>,
        /// The company; administrators may name it, else it is the candidate's.
        #[schema(value_type = Option<i64>)]
        pub(super) company_id: Option<WholeNumber>,
    }
}

link_in! {
    /// Links that are to be made for many candidates of a job.
    #[schema(as = SchedulingLinksIn)]
    LinksIn {
        /// 1 to 200 candidates who are on the shortlist for the job, with interviews enabled; each once.
        #[schema(value_type = Vec<i64>)]
        candidates: UpTo<WholeNumber, 200>,
        /// Whether the candidates are mailed their links (false).
        notify: Option<bool>,
        /// The company; administrators may name it, else it is the job's.
        #[schema(value_type = Option<i64>)]
        pub(super) company_id: Option<WholeNumber>,
    }
}

/// A link that was asked for, and for whom.
pub(super) struct AskedLink {
    pub(super) candidate: CandidateId,
    pub(super) link: NewLink,
}

impl LinkIn {
    pub(super) fn read(self) -> Result<AskedLink, Problem> {
        let (mut checks, candidate) = (Checks::new(), CandidateId(self.candidate_id.0));
        let link = self.link(&mut checks);
        checks.finish()?;
        Ok(AskedLink { candidate, link })
    }
}

impl LinksIn {
    pub(super) fn read(self) -> Result<NewLinks, Problem> {
        let mut checks = Checks::new();
        if !(1..=MAX_LINKS).contains(&self.candidates.len()) {
            checks.note("/candidates", format!("must name 1 to {MAX_LINKS} candidates"));
        }
        let mut seen = HashSet::new();
        for (place, id) in self.candidates.iter().enumerate() {
            if !seen.insert(id.0) {
                checks.note(format!("/candidates/{place}"), "stands in the list twice");
            }
        }
        let candidates = self.candidates.iter().map(|id| CandidateId(id.0)).collect();
        let link = self.link(&mut checks);
        checks.finish()?;
        Ok(NewLinks { candidates, link })
    }
}

/// A change of a link: what is absent stays. Candidate, job and panel never change.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SchedulingLinkPatch)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkPatch {
    /// Up to 500 characters, or null.
    #[serde(default)]
    location: Patch<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    first_day: Option<WireDate>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    last_day: Option<WireDate>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    expires_at: Option<InstantIn>,
    /// 0 to 10.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, value_type = Option<i64>)]
    moves_left: Option<WholeNumber>,
    /// 0 to 43200.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, value_type = Option<i64>)]
    change_minutes_before: Option<WholeNumber>,
}

impl LinkPatch {
    pub(super) fn change(self) -> Result<LinkChange, Problem> {
        let mut checks = Checks::new();
        let change = LinkChange {
            location: patched(self.location, |text| line(&mut checks, "/location", &text, LOCATION)),
            first_day: self.first_day.map(|day| day.0),
            last_day: self.last_day.map(|day| day.0),
            expires_at: self.expires_at.and_then(|at| checks.instant("/expires_at", at)),
            moves_left: self.moves_left.and_then(|given| checks.in_range("/moves_left", given, LINK_MOVES)),
            change_minutes: self
                .change_minutes_before
                .and_then(|given| checks.in_range("/change_minutes_before", given, LINK_CHANGE_MINUTES)),
        };
        checks.finish()?;
        Ok(change)
    }
}

/// A link by which a candidate chooses the time of an interview.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchedulingLink)]
pub(super) struct LinkOut {
    id: Uuid,
    company_id: i64,
    candidate_id: i64,
    job_id: i64,
    /// Null where the panel is named.
    template_id: Option<i64>,
    /// Empty where a template chooses them.
    interviewer_ids: Vec<i64>,
    /// Null where a template says it.
    duration_minutes: Option<i64>,
    interview_type: InterviewTypeName,
    location: Option<String>,
    #[schema(value_type = String, format = Date)]
    first_day: WireDate,
    #[schema(value_type = String, format = Date)]
    last_day: WireDate,
    expires_at: InstantOut,
    moves_left: i64,
    change_minutes_before: i64,
    status: LinkStatusName,
    /// The page for the candidate: who has it books as the candidate. It is another text each time it is read, and each works.
    url: String,
    /// The one that came of it.
    interview_id: Option<Uuid>,
    revoked_at: Option<InstantOut>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl LinkOut {
    pub(super) fn new(LinkView { link, status, url }: LinkView) -> Self {
        let (details, kept, metadata) = (link.details, link.kept, link.metadata);
        let (template, people, minutes) = match details.panel {
            LinkPanel::Template(template) => (Some(template.0), Vec::new(), None),
            LinkPanel::People { interviewers, minutes } => (None, interviewers, Some(minutes)),
        };
        Self {
            id: link.id.0,
            company_id: link.company.0,
            candidate_id: details.candidate.0,
            job_id: details.job.0,
            template_id: template,
            interviewer_ids: people.iter().map(|user| user.0).collect(),
            duration_minutes: minutes,
            interview_type: details.interview_type.into(),
            location: details.location,
            first_day: WireDate(details.first_day),
            last_day: WireDate(details.last_day),
            expires_at: details.expires_at.into(),
            moves_left: details.moves_left,
            change_minutes_before: details.change_minutes,
            status: status.into(),
            url,
            interview_id: kept.interview.map(|id| id.0),
            revoked_at: kept.revoked_at.map(Into::into),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}
