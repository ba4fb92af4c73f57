//! `GET /api/interviews/calendar`: interviews in order of time.

use crate::kit::failure;
use crate::kit::permits::permit_at;
use crate::kit::routes::ServiceConfig;
use crate::schedules::wire::ScheduleStatusName;
use crate::wire::ai_interview_type::AiInterviewType;
use actix_web::Responder;
use app::interview_calendar::{self as calendar, CalendarDates, CalendarEntryView};
use domain::access::Action;
use domain::interview::InterviewStatus;
use domain::{CandidateId, InterviewId, JobId, UserId};
use http_kit::{
    Answer, Authenticated, Checks, Data, InstantOut, Page, PageRequest, Problem, Query, WholeNumber,
    WireDate, get, wire_enum,
};
use persistence::Database;
use persistence::store::interview_calendar::Filter;
use scheduling_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_interview_calendar);
}

/// Days that a calendar may span.
const LONGEST: i64 = 366;

wire_enum! {
    /// Where an interview stands.
    enum CalendarStatus {
        /// It has no time yet; here it stands at that of the slot that it is booked to.
        Pending = "pending",
        Scheduled = "scheduled",
        InProgress = "in_progress",
        Completed = "completed",
        Cancelled = "cancelled",
        NoShow = "no_show",
    }
}

impl From<CalendarStatus> for InterviewStatus {
    fn from(name: CalendarStatus) -> Self {
        match name {
            CalendarStatus::Pending => Self::Pending,
            CalendarStatus::Scheduled => Self::Scheduled,
            CalendarStatus::InProgress => Self::InProgress,
            CalendarStatus::Completed => Self::Completed,
            CalendarStatus::Cancelled => Self::Cancelled,
            CalendarStatus::NoShow => Self::NoShow,
        }
    }
}

impl From<InterviewStatus> for CalendarStatus {
    fn from(status: InterviewStatus) -> Self {
        match status {
            InterviewStatus::Pending => Self::Pending,
            InterviewStatus::Scheduled => Self::Scheduled,
            InterviewStatus::InProgress => Self::InProgress,
            InterviewStatus::Completed => Self::Completed,
            InterviewStatus::Cancelled => Self::Cancelled,
            InterviewStatus::NoShow => Self::NoShow,
        }
    }
}

/// Which part of the calendar is asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CalendarQuery {
    /// The first date.
    #[param(value_type = WireDate)]
    start_date: WireDate,
    /// The last one, included; within 366 days.
    #[param(value_type = WireDate)]
    end_date: WireDate,
    /// IANA name: the zone of the dates (the company's; of all companies UTC).
    time_zone: Option<String>,
    /// Only interviews whose slot this user holds, or of whose panel they are.
    #[param(value_type = Option<i64>)]
    interviewer_id: Option<WholeNumber>,
    /// Only interviews of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// Only interviews of this candidate.
    #[param(value_type = Option<i64>)]
    candidate_id: Option<WholeNumber>,
    /// Only interviews for this job.
    #[param(value_type = Option<i64>)]
    job_id: Option<WholeNumber>,
    /// Only interviews that stand there.
    #[param(value_type = Option<CalendarStatus>)]
    status: Option<CalendarStatus>,
    /// Only interviews with an AI interviewer of this type.
    #[param(value_type = Option<AiInterviewType>)]
    ai_interview_type: Option<AiInterviewType>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl CalendarQuery {
    fn dates(&self) -> Result<CalendarDates, Problem> {
        let mut checks = Checks::new();
        let (first, last) = (self.start_date.0, self.end_date.0);
        match last.epoch_day() - first.epoch_day() {
            ..0 => checks.note("/end_date", "must not be before the start date"),
            LONGEST.. => checks.note("/end_date", "must be within 366 days of the start date"),
            _ => {}
        }
        let zone = self.time_zone.as_deref().and_then(|name| checks.zone("/time_zone", name));
        checks.finish()?;
        Ok(CalendarDates { first, last, zone })
    }

    fn filter(&self) -> Filter {
        Filter {
            candidate: self.candidate_id.map(|id| CandidateId(id.0)),
            job: self.job_id.map(|id| JobId(id.0)),
            status: self.status.map(Into::into),
            ai: self.ai_interview_type.map(Into::into),
            interviewers: self.interviewer_id.map(|id| vec![UserId(id.0)]),
        }
    }
}

/// An interview at its time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarEntry)]
struct EntryOut {
    interview: Uuid,
    /// The schedule, where it is booked to a slot.
    schedule: Option<Uuid>,
    slot: Option<Uuid>,
    start: InstantOut,
    end: InstantOut,
    status: CalendarStatus,
    schedule_status: Option<ScheduleStatusName>,
    candidate_name: Option<String>,
    /// The slot's interviewer, else the first of the panel.
    interviewer_name: Option<String>,
    ai_interview_type: Option<AiInterviewType>,
    job_title: Option<String>,
}

impl From<CalendarEntryView> for EntryOut {
    fn from(shown: CalendarEntryView) -> Self {
        let (entry, schedule) = (shown.entry, shown.schedule);
        Self {
            interview: entry.interview.0,
            schedule: schedule.as_ref().map(|schedule| schedule.id.0),
            slot: schedule.as_ref().map(|schedule| schedule.slot.0),
            start: entry.time.start().into(),
            end: entry.time.end().into(),
            status: entry.status.into(),
            schedule_status: schedule.map(|schedule| schedule.status.into()),
            candidate_name: shown.candidate_name,
            interviewer_name: shown.interviewer_name,
            ai_interview_type: entry.ai.map(Into::into),
            job_title: shown.job_title,
        }
    }
}

#[utoipa::path(
    tag = "Interview calendar",
    summary = "Show interviews in order of time",
    description = "Those that have a time, and those that wait for a schedule to be confirmed, at the time of its slot.",
    params(CalendarQuery),
    responses((status = 200, description = "A page, in order of start, then of interview", body = Page<EntryOut>)),
)]
#[get("/api/interviews/calendar")]
async fn list_interview_calendar(
    caller: Authenticated,
    Query(query): Query<CalendarQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = permit_at(&caller, Action::ReadInterviews, query.company_id, "/company_id")?;
    let page = PageRequest::<(i64, Uuid)>::new("calendar", query.limit, query.cursor.as_deref())?;
    let (dates, filter) = (query.dates()?, query.filter());
    let after = page.after.map(|(start, id)| (Timestamp::saturating_from_unix(start), InterviewId(id)));
    let fetch = page.fetch();
    let rows = db.read(move |tx| calendar::list(tx, &permit, &dates, &filter, after, fetch)).await;
    let rows = rows.map_err(failure::problem)?;
    let key = |shown: &CalendarEntryView| (shown.key().0.unix(), shown.key().1.0);
    Ok(Answer::page(page.page(rows, key).map(EntryOut::from)))
}
