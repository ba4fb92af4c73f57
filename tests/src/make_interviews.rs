//! Interviews to book, made past the API.

use crate::{App, NOW};
use domain::Metadata;
use domain::access::{Action, Caller, authorise};
use domain::interview::{
    Interview, InterviewDetails, InterviewStatus, InterviewType, Interviewee, MatchResult,
};
use domain::{CandidateId, CompanyId, JobId, UserId};
use persistence::store::{interviews, match_results};
use serde_json::json;
use testkit::at;
use testkit::db::TestDb;

impl App {
    /// A candidate of that name, and their id.
    pub async fn candidate(&self, company: i64, name: &str) -> i64 {
        let body = json!({"company_id": company, "name": name, "email": format!("{name}@example.com")});
        self.make("/api/v1/candidates", body).await.id()
    }

    /// A job, and its id.
    pub async fn job(&self, company: i64, title: &str) -> i64 {
        self.make("/api/v1/jobs", json!({"company_id": company, "title": title})).await.id()
    }

    /// A pending online interview with that panel, of a candidate who is shortlisted and enabled for the job; its id.
    ///
    /// # Panics
    /// Where it can't be made.
    pub async fn interview(&self, company: i64, candidate: i64, job: i64, panel: &[i64]) -> String {
        self.gates(company, candidate, job, [true, true, true]).await;
        pending_interview(&self.db, company, candidate, job, panel).await
    }

    /// Says how far a candidate has got for a job: shortlisted, interviews enabled, online ones too.
    ///
    /// # Panics
    /// Where it can't be stored.
    pub async fn gates(&self, company: i64, candidate: i64, job: i64, flags: [bool; 3]) {
        let result = MatchResult::new(CompanyId(company), CandidateId(candidate), JobId(job));
        let result = result.with_flags(flags);
        let done = self.db.write(move |tx| {
            let permit = permit(company);
            match_results::put(&mut tx.scope(&permit), &[result], at(NOW))
        });
        done.await.expect("a match result");
    }
}

fn permit(company: i64) -> domain::access::Permit {
    authorise(&Caller::platform_admin(), Action::ManageInterviews, Some(CompanyId(company)))
        .expect("an admin may do everything")
}

async fn pending_interview(db: &TestDb, company: i64, candidate: i64, job: i64, panel: &[i64]) -> String {
    let panel: Vec<UserId> = panel.iter().copied().map(UserId).collect();
    let made = db.write(move |tx| {
        let now = at(NOW);
        let interview = Interview {
            id: interviews::new_id(now),
            company: CompanyId(company),
            candidate: CandidateId(candidate),
            interviewee: Interviewee::GUEST,
            job: JobId(job),
            template: None,
            status: InterviewStatus::Pending,
            time: None,
            details: InterviewDetails {
                interview_type: InterviewType::Online,
                duration_minutes: 60,
                interviewers: panel.clone(),
                round: None,
                location: None,
                notes: None,
            },
            ai: None,
            room_id: None,
            candidate_joined_at: None,
            interviewer_joined_at: None,
            scheduled_by: None,
            cancelled: None,
            sequence: 0,
            metadata: Metadata { version: 1, created_at: now, updated_at: now },
        };
        interviews::insert(&mut tx.scope(&permit(company)), &interview, now)
    });
    made.await.expect("an interview").id.to_string()
}
