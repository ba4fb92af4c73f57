//! Links by which candidates choose the time of an interview.

use super::Result;
use super::collection::{Collection, Columns, KeptColumns, Stored, collection, updated};
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::scheduling_links;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::interview::{
    InterviewType, LinkHold, LinkPanel, LinkState, SchedulingLink, SchedulingLinkDetails,
};
use domain::{CandidateId, CompanyId, InterviewId, JobId, SchedulingLinkId, TemplateId, UserId};
use scheduling_core::time::{Date, Timestamp};
use serde_json::Value;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = scheduling_links, treat_none_as_null = true)]
pub(super) struct Values {
    candidate_id: i64,
    job_id: i64,
    template_id: Option<i64>,
    interviewers: Option<Value>,
    duration_minutes: Option<i64>,
    interview_type: String,
    location: Option<String>,
    first_day: String,
    last_day: String,
    expires_at: DbTimestamp,
    moves_left: i64,
    change_minutes: i64,
}

impl Columns for Values {
    type Details = SchedulingLinkDetails;

    fn of(link: &SchedulingLinkDetails) -> Result<Self> {
        let (template_id, interviewers, duration_minutes) = match &link.panel {
            LinkPanel::Template(template) => (Some(template.0), None, None),
            LinkPanel::People { interviewers, minutes } => {
                (None, Some(interviewers.iter().map(|user| user.0).collect()), Some(*minutes))
            }
        };
        Ok(Self {
            candidate_id: link.candidate.0,
            job_id: link.job.0,
            template_id,
            interviewers,
            duration_minutes,
            interview_type: link.interview_type.name().into(),
            location: link.location.clone(),
            first_day: link.first_day.to_string(),
            last_day: link.last_day.to_string(),
            expires_at: link.expires_at.into(),
            moves_left: link.moves_left,
            change_minutes: link.change_minutes,
        })
    }

    fn details(self) -> Result<SchedulingLinkDetails> {
        // A panel that is read in part would be another one.
        let people = |stored: &Value| -> Option<Vec<UserId>> {
            stored.as_array()?.iter().map(|id| id.as_i64().map(UserId)).collect()
        };
        let panel = match (self.template_id, self.interviewers, self.duration_minutes) {
            (Some(template), ..) => LinkPanel::Template(TemplateId(template)),
            (None, Some(stored), Some(minutes)) => {
                let interviewers = people(&stored)
                    .ok_or_else(|| DbError::corrupt("scheduling_links.interviewers", &stored))?;
                LinkPanel::People { interviewers, minutes }
            }
            _ => return Err(DbError::corrupt("scheduling_links.interviewers", "null").into()),
        };
        let interview_type = InterviewType::named(&self.interview_type);
        Ok(SchedulingLinkDetails {
            candidate: CandidateId(self.candidate_id),
            job: JobId(self.job_id),
            panel,
            interview_type: interview_type
                .ok_or_else(|| DbError::corrupt("scheduling_links.interview_type", &self.interview_type))?,
            location: self.location,
            first_day: date("scheduling_links.first_day", &self.first_day)?,
            last_day: date("scheduling_links.last_day", &self.last_day)?,
            expires_at: self.expires_at.instant(),
            moves_left: self.moves_left,
            change_minutes: self.change_minutes,
        })
    }
}

fn date(column: &'static str, stored: &str) -> Result<Date> {
    Ok(Date::parse(stored).map_err(|_| DbError::corrupt(column, stored))?)
}

#[derive(Default, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = scheduling_links, treat_none_as_null = true)]
pub(super) struct Kept {
    revoked_at: Option<DbTimestamp>,
    interview_id: Option<DbUuid>,
    held_start: Option<DbTimestamp>,
    held_until: Option<DbTimestamp>,
}

impl Kept {
    fn from_state(state: LinkState) -> Self {
        Self {
            revoked_at: state.revoked_at.map(DbTimestamp::from),
            interview_id: state.interview.map(|id| DbUuid(id.0)),
            held_start: state.hold.map(|hold| hold.start.into()),
            held_until: state.hold.map(|hold| hold.until.into()),
        }
    }
}

impl KeptColumns for Kept {
    type Details = SchedulingLinkDetails;
    type Kept = LinkState;
    type Change = Option<Self>;

    fn of(_: &SchedulingLinkDetails, _: Timestamp) -> Self {
        Self::default()
    }

    /// A change of the details leaves what came of the link as it is.
    fn change(_: &Stored<SchedulingLinkDetails>, _: &SchedulingLinkDetails, _: Timestamp) -> Option<Self> {
        None
    }

    fn kept(self) -> Result<LinkState> {
        let hold = self.held_start.zip(self.held_until);
        Ok(LinkState {
            revoked_at: self.revoked_at.map(DbTimestamp::instant),
            interview: self.interview_id.map(|id| InterviewId(id.0)),
            hold: hold.map(|(start, until)| LinkHold { start: start.instant(), until: until.instant() }),
        })
    }
}

/// What a list of links can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct SchedulingLinkFilter {
    pub candidate: Option<CandidateId>,
    pub job: Option<JobId>,
    pub interview: Option<InterviewId>,
}

collection! {
    SchedulingLinkDetails "scheduling link", SchedulingLinkId(Uuid);
    table: scheduling_links as Values {
        candidate_id, job_id, template_id, interviewers, duration_minutes, interview_type, location, first_day, last_day,
        expires_at, moves_left, change_minutes,
    }
        keeps LinkState as Kept { revoked_at, interview_id, held_start, held_until };
    owner: none;
    sort: ;
    list: SchedulingLinkFilter, |query, request| {
        if let Some(candidate) = request.filter.candidate {
            query = query.filter(scheduling_links::candidate_id.eq(candidate.0));
        }
        if let Some(job) = request.filter.job {
            query = query.filter(scheduling_links::job_id.eq(job.0));
        }
        if let Some(interview) = request.filter.interview {
            query = query.filter(scheduling_links::interview_id.eq(DbUuid(interview.0)));
        }
    };
}

/// Notes what became of a link that was read, and how often its interview may still be moved, on condition that nobody has changed
/// it since.
///
/// # Errors
/// [`Refusal::VersionMismatch`](domain::Refusal::VersionMismatch).
pub fn note(
    scope: &mut Scope<'_>,
    before: &SchedulingLink,
    state: LinkState,
    moves_left: i64,
    now: Timestamp,
) -> Result<SchedulingLink> {
    let read = before.metadata.version;
    let this = scheduling_links::table
        .filter(scheduling_links::company_id.eq(before.company.0))
        .filter(scheduling_links::id.eq(DbUuid(before.id.0)))
        .filter(scheduling_links::version.eq(read));
    let row: QueryResult<StoredRow> = diesel::update(this)
        .set((
            Kept::from_state(state),
            scheduling_links::moves_left.eq(moves_left),
            scheduling_links::version.eq(read + 1),
            scheduling_links::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(columns())
        .get_result(scope.connection());
    super::collection::found(scope, Some(updated::<SchedulingLinkDetails, _>(row)?))
}

/// Ends the links of a candidate who is erased, and takes out what somebody wrote in them.
pub(super) fn forget(
    scope: &mut Scope<'_>,
    company: CompanyId,
    candidate: CandidateId,
    now: Timestamp,
) -> Result<()> {
    let of_candidate = || {
        scheduling_links::table
            .filter(scheduling_links::company_id.eq(company.0))
            .filter(scheduling_links::candidate_id.eq(candidate.0))
    };
    let at = DbTimestamp::from(now);
    diesel::update(of_candidate().filter(scheduling_links::revoked_at.is_null()))
        .set(scheduling_links::revoked_at.eq(Some(at)))
        .execute(scope.connection())?;
    diesel::update(of_candidate())
        .set((
            scheduling_links::location.eq(None::<String>),
            scheduling_links::version.eq(scheduling_links::version + 1),
            scheduling_links::updated_at.eq(at),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Has the links of one candidate be those of another, who turned out to be the same person.
pub(super) fn hand_over(
    scope: &mut Scope<'_>,
    company: CompanyId,
    from: CandidateId,
    into: CandidateId,
    now: Timestamp,
) -> Result<()> {
    let theirs = scheduling_links::table
        .filter(scheduling_links::company_id.eq(company.0))
        .filter(scheduling_links::candidate_id.eq(from.0));
    diesel::update(theirs)
        .set((
            scheduling_links::candidate_id.eq(into.0),
            scheduling_links::version.eq(scheduling_links::version + 1),
            scheduling_links::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Links whose hold has ended at `now`, and that still say that they hold time.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn ended(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<(CompanyId, SchedulingLinkId)>> {
    let rows: Vec<(i64, DbUuid)> = scheduling_links::table
        .select((scheduling_links::company_id, scheduling_links::id))
        .filter(scheduling_links::held_until.le(DbTimestamp::from(now)))
        .order(scheduling_links::held_until)
        .limit(limit)
        .load(tx.connection())?;
    Ok(rows.into_iter().map(|(company, id)| (CompanyId(company), SchedulingLinkId(id.0))).collect())
}

/// All links of a candidate.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_candidate(
    scope: &mut Scope<'_>,
    company: CompanyId,
    candidate: CandidateId,
) -> Result<Vec<SchedulingLink>> {
    let rows: Vec<StoredRow> = scheduling_links::table
        .select(columns())
        .filter(scheduling_links::company_id.eq(company.0))
        .filter(scheduling_links::candidate_id.eq(candidate.0))
        .order(scheduling_links::id)
        .load(scope.connection())?;
    super::collection::all(scope, rows)
}

/// One link.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound).
pub fn get(scope: &mut Scope<'_>, id: SchedulingLinkId) -> Result<SchedulingLink> {
    SchedulingLinkDetails::get(scope, id)
}
