//! A company with people and an interview, and the outbox as tests look at it.

use app::notifications::{self, Attempted, MailIdentity};
use domain::Metadata;
use domain::access::{Permit, Role};
use domain::directory::{CandidateDetails, JobDetails, UserDetails};
use domain::effect::EffectKind;
use domain::interview::{
    Interview, InterviewCancellation, InterviewDetails, InterviewStatus, InterviewType, Interviewee,
};
use domain::message::{Message, MessageState, Preferences};
use domain::{CandidateId, CompanyId, JobId, UserId};
use integrations::mail::Mailbox;
use persistence::outbox;
use persistence::store::collection::{Collection, Part};
use persistence::store::{interviews, messages};
use scheduling_core::time::{Interval, Timestamp};
use testkit::db::{Engine, TestDb};
use testkit::{at, between, seed};

/// What the clock shows.
pub(crate) const NOW: &str = "2025-03-20T08:00:00Z";

pub(crate) struct World {
    pub(crate) db: TestDb,
    pub(crate) company: CompanyId,
    pub(crate) permit: Permit,
    pub(crate) job: JobId,
    pub(crate) candidate: CandidateId,
    /// In Berlin.
    pub(crate) lena: UserId,
    /// In New York.
    pub(crate) marcus: UserId,
}

pub(crate) fn identity() -> MailIdentity {
    MailIdentity {
        public_url: "https://meridian.test".into(),
        sender: Mailbox::parse("Meridian <noreply@meridian.test>").expect("a sender"),
    }
}

pub(crate) fn vault() -> background::Vault {
    background::Vault::new("the key of all tests").expect("a vault")
}

impl World {
    pub(crate) async fn new(db: TestDb) -> Self {
        let (company, permit) = seed::company(&db, "Acme").await;
        let lena = user(&db, &permit, "lena", "Europe/Berlin", Role::Staff).await;
        let marcus = user(&db, &permit, "marcus", "America/New_York", Role::Staff).await;
        let inner = permit.clone();
        let made = db.write(move |tx| {
            let scope = &mut tx.scope(&inner);
            let details = CandidateDetails {
                name: "Cora".into(),
                email: "cora@example.org".into(),
                phone: None,
                time_zone: Some("Asia/Tokyo".into()),
                active: true,
            };
            let job = JobDetails { title: "Welder".into(), active: true };
            let candidate = CandidateDetails::insert(scope, &details, at(NOW))?.id;
            Ok::<_, persistence::StoreError>((candidate, JobDetails::insert(scope, &job, at(NOW))?.id))
        });
        let (candidate, job) = made.await.expect("a candidate and a job");
        Self { db, company, permit, job, candidate, lena, marcus }
    }

    /// A scheduled online interview with this panel.
    pub(crate) async fn interview(&self, panel: &[UserId], time: Interval) -> Interview {
        let interview = Interview {
            id: interviews::new_id(at(NOW)),
            company: self.company,
            candidate: self.candidate,
            interviewee: Interviewee::GUEST,
            job: self.job,
            template: None,
            status: InterviewStatus::Scheduled,
            time: Some(time),
            details: InterviewDetails {
                interview_type: InterviewType::Online,
                duration_minutes: time.seconds() / 60,
                interviewers: panel.to_vec(),
                round: None,
                location: None,
                notes: Some("pays too much attention".into()),
            },
            ai: None,
            room_id: Some("r00m".into()),
            candidate_joined_at: None,
            interviewer_joined_at: None,
            scheduled_by: None,
            cancelled: None,
            sequence: 0,
            metadata: Metadata { version: 1, created_at: at(NOW), updated_at: at(NOW) },
        };
        let permit = self.permit.clone();
        let made = self.db.write(move |tx| interviews::insert(&mut tx.scope(&permit), &interview, at(NOW)));
        made.await.expect("an interview")
    }

    /// Stores the interview as it is to be.
    pub(crate) async fn store(&self, interview: Interview) -> Interview {
        let permit = self.permit.clone();
        let done = self.db.write(move |tx| {
            let scope = &mut tx.scope(&permit);
            let stored = interviews::update(scope, &interview, at(NOW))?;
            interviews::replace_panel(scope, &stored)?;
            Ok::<_, persistence::StoreError>(stored)
        });
        done.await.expect("the interview is stored")
    }

    pub(crate) async fn moved(&self, interview: &Interview, time: Interval) -> Interview {
        let sequence = interview.sequence + 1;
        self.store(Interview { time: Some(time), sequence, ..interview.clone() }).await
    }

    pub(crate) async fn cancelled(&self, interview: &Interview) -> Interview {
        let cancelled = Some(InterviewCancellation { at: at(NOW), reason: "a rude mail".into(), by: None });
        let (status, sequence) = (InterviewStatus::Cancelled, interview.sequence + 1);
        self.store(Interview { cancelled, status, sequence, ..interview.clone() }).await
    }

    pub(crate) async fn notify(&self, interview: &Interview) {
        let (permit, id, vault) = (self.permit.clone(), interview.id, vault());
        let told = self
            .db
            .write(move |tx| notifications::notify(tx, &permit, &identity(), &vault, id.into(), at(NOW)));
        told.await.expect("they are told");
    }

    /// Has the mail server take all that waits, one after the other.
    pub(crate) async fn deliver(&self) {
        for message in self.messages().await {
            self.settle(&message, MessageState::Sent).await;
        }
    }

    /// Notes what became of a message that waits, as the worker does.
    pub(crate) async fn settle(&self, message: &Message, state: MessageState) {
        if message.state != MessageState::Waiting {
            return;
        }
        let (permit, message) = (self.permit.clone(), message.clone());
        let attempt = messages::Attempt { state, words: None, counts: true, uncertain: false };
        let attempted = Attempted::new(message.clone(), attempt);
        let settled = self.db.write(move |tx| {
            let scope = &mut tx.scope(&permit);
            if attempted.is_over() {
                outbox::withdraw(scope, message.company, EffectKind::Send, message.id.0)?;
            }
            notifications::note_attempt(scope, &attempted, at(NOW))
        });
        settled.await.expect("it is noted");
    }

    /// As if a worker had just begun to send it.
    pub(crate) fn take(&self, message: &Message) {
        let id = match self.db.engine() {
            Engine::Postgres => format!("'{}'", message.id),
            Engine::Sqlite => format!("X'{}'", message.id.0.simple()),
        };
        self.db.raw().execute(&format!("UPDATE effects SET lease = id WHERE kind = 'send' AND about = {id}"));
    }

    pub(crate) async fn prefer(&self, user: UserId, said: Preferences) {
        let permit = self.permit.clone();
        let put = self.db.write(move |tx| {
            notifications::put_user(
                tx,
                &permit,
                user,
                &said,
                &app::directory::Precondition::default(),
                at(NOW),
            )
        });
        put.await.expect("preferences are stored");
    }

    pub(crate) async fn messages(&self) -> Vec<Message> {
        let permit = self.permit.clone();
        let found = self.db.read(move |tx| {
            messages::list(&mut tx.scope(&permit), &messages::Filter::default(), &Part::after(None, 200))
        });
        found.await.expect("a list")
    }

    /// Kind, recipient and state of each message, in the order in which they were written.
    pub(crate) async fn outbox(&self) -> Vec<String> {
        let told = |message: &Message| {
            let name = message.content.to_name.to_lowercase();
            format!("{} {name} {}", message.content.kind.name(), message.state.name())
        };
        self.messages().await.iter().map(told).collect()
    }

    /// How many effects of that kind are to be done.
    pub(crate) fn effects(&self, kind: &str) -> usize {
        let sql = format!("SELECT kind AS text FROM effects WHERE kind = '{kind}'");
        self.db.raw().texts(&sql).len()
    }
}

pub(crate) async fn user(db: &TestDb, permit: &Permit, name: &str, zone: &str, role: Role) -> UserId {
    let mut details = UserDetails::new(format!("{name}@example.org"), name, role);
    details.time_zone = Some(zone.into());
    let permit = permit.clone();
    let made = db.write(move |tx| UserDetails::insert(&mut tx.scope(&permit), &details, at(NOW)));
    made.await.expect("a user").id
}

/// An hour in the night in which Berlin's clocks go forward: 00:30 to 01:30 UTC, which is 01:30 to 03:30 there.
pub(crate) fn night() -> Interval {
    between("2025-03-30T00:30:00Z", "2025-03-30T01:30:00Z")
}

pub(crate) fn start() -> Timestamp {
    night().start()
}

pub(crate) fn line<'a>(ics: &'a str, name: &str) -> &'a str {
    let found = ics.split("\r\n").find_map(|line| line.strip_prefix(name));
    found.unwrap_or_else(|| panic!("no {name} in {ics}"))
}

pub(crate) fn ics(message: &Message) -> &str {
    &message.content.appointment.as_ref().expect("an appointment").ics
}
