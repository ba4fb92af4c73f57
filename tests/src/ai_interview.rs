//! An interview that an AI service holds, made past the API.

use crate::App;
use domain::Metadata;
use domain::access::{Action, Caller, Permit, authorise};
use domain::effect::{Due, Effect};
use domain::interview::{Interview, InterviewDetails, InterviewStatus, InterviewType, Interviewee};
use domain::slot::AiKind;
use domain::{CandidateId, CompanyId, JobId};
use persistence::outbox;
use persistence::store::interviews;
use scheduling_core::time::Interval;
use serde_json::json;
use testkit::at;

/// The interview, and where it was made.
pub struct AiInterview<'a> {
    pub app: &'a App,
    pub interview: Interview,
}

/// The permit of a platform's administrator for one company.
fn permit(company: CompanyId) -> Permit {
    authorise(&Caller::platform_admin(), Action::ManageInterviews, Some(company)).expect("an admin may")
}

/// Makes an interview of an hour that is to be handed over when it starts.
///
/// # Panics
/// Where it can't be made.
pub async fn ai_interview<'a>(app: &'a App, company: i64, start: &str) -> AiInterview<'a> {
    let job = app.make("/api/v1/jobs", json!({"company_id": company, "title": "A"})).await.id();
    let person = json!({"company_id": company, "name": "A", "email": format!("guest{job}@example.com")});
    let candidate = app.make("/api/v1/candidates", person).await.id();
    let (now, time) = (app.clock.now(), Interval::new(at(start), at(start).plus_minutes(60)).ok());
    let details = InterviewDetails {
        interview_type: InterviewType::Offline,
        duration_minutes: 60,
        interviewers: Vec::new(),
        round: None,
        location: None,
        notes: None,
    };
    let interview = Interview {
        id: interviews::new_id(now),
        company: CompanyId(company),
        candidate: CandidateId(candidate),
        interviewee: Interviewee::GUEST,
        job: JobId(job),
        template: None,
        status: InterviewStatus::Scheduled,
        time,
        details,
        ai: Some(AiKind::Technical),
        room_id: None,
        candidate_joined_at: None,
        interviewer_joined_at: None,
        scheduled_by: None,
        cancelled: None,
        sequence: 1,
        metadata: Metadata { version: 1, created_at: now, updated_at: now },
    };
    let made = app.db.write(move |tx| {
        let scope = &mut tx.scope(&permit(interview.company));
        let made = interviews::insert(scope, &interview, now)?;
        let effect = Effect::HandOff { interview: made.id, starts_at: at_start(&made) };
        outbox::enqueue(scope, made.company, &[Due { effect, at: at_start(&made) }], now)?;
        Ok::<_, persistence::StoreError>(made)
    });
    AiInterview { app, interview: made.await.expect("an interview") }
}

fn at_start(interview: &Interview) -> scheduling_core::time::Timestamp {
    interview.time.map(Interval::start).expect("a time")
}

impl AiInterview<'_> {
    /// The path of its result.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/api/v1/interviews/{}/ai-result", self.interview.id)
    }

    /// Tells that it was passed, and the interview's id.
    ///
    /// # Panics
    /// Where that is refused.
    pub async fn told(self) -> String {
        let told = self.app.post(&self.path(), json!({"result": "passed"})).await;
        assert_eq!(told.status, 200, "{}", told.text);
        self.interview.id.to_string()
    }

    /// Books it to a slot with these settings.
    ///
    /// # Panics
    /// Where it can't be.
    pub async fn in_slot_with(&self, settings: serde_json::Value) {
        let (company, start) = (self.interview.company.0, at_start(&self.interview));
        let body = json!({
            "company": company, "ai_interview_type": "technical", "ai_configuration": settings,
            "start_time": start.to_string(), "end_time": start.plus_minutes(60).to_string(),
        });
        let slot = self.app.make("/api/interviews/slots", body).await;
        let (id, slot) = (self.interview.id, slot["id"].as_str().unwrap_or_default().to_owned());
        let uuid = |id: &str| match self.app.db.kind() {
            "postgres" => format!("'{id}'"),
            _ => format!("x'{}'", id.replace('-', "")),
        };
        let (schedule, interview, slot) = (uuid(&slot), uuid(&id.to_string()), uuid(&slot));
        let when = if self.app.db.kind() == "postgres" { "now()" } else { "0" };
        self.app.db.raw().execute(&format!(
            "INSERT INTO schedules (id, company_id, interview_id, slot_id, status, booked_at, version, updated_at)
             VALUES ({schedule}, {company}, {interview}, {slot}, 'pending', {when}, 1, {when})"
        ));
    }

    /// Changes it as a use case would.
    ///
    /// # Panics
    /// Where it can't be.
    pub async fn change(&mut self, change: impl Fn(&mut Interview)) {
        change(&mut self.interview);
        let (interview, now) = (self.interview.clone(), self.app.clock.now());
        let stored = self
            .app
            .db
            .write(move |tx| interviews::update(&mut tx.scope(&permit(interview.company)), &interview, now));
        self.interview = stored.await.expect("the change");
    }
}
