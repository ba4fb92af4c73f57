//! Template data for a meeting; those who do not work here get a reduced set.

use super::MailIdentity;
use super::recipients::{CompanyProfile, Recipient, found_or_none};
use super::subject::Subject;
use crate::appointments::{self, ClientMark, Link, LinkPurpose, place};
use crate::interviews::page_of;
use crate::participants::interviewers;
use crate::rooms::{ToldPlace, place_of_appointment, told_place};
use crate::sealed::Vault;
use domain::appointment::{Appointment, AppointmentStatus, Setting};
use domain::directory::{CandidateDetails, JobDetails, User};
use domain::interview::{Interview, InterviewStatus, InterviewType, rules};
use domain::message::{Answer, Facts, MessageKind, Person, Reply};
use domain::room::Place;
use domain::{CompanyId, Meeting};
use integrations::mail::imip;
use integrations::mail::notices::{Kind, ManageLinks, TemplateData};
use persistence::store::collection::Collection;
use persistence::store::{interview_answers, users};
use persistence::{DbError, Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};

/// Who is told of a meeting, with all that the message is made of.
#[derive(Clone, Copy)]
pub(super) struct Addressee<'a> {
    pub(super) profile: &'a CompanyProfile,
    pub(super) context: &'a MeetingContext,
    pub(super) recipient: &'a Recipient,
}

/// Somebody who takes part in a meeting.
#[derive(Debug, Clone)]
pub(crate) struct Participant {
    pub(crate) person: Person,
    pub(crate) name: String,
    pub(crate) address: String,
}

/// How a meeting stands, as far as its people have to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is to take place, once it has a time.
    Open,
    /// It is made, and its people are not told yet.
    Unconfirmed,
    Cancelled,
    Over,
}

/// A meeting, with the names of what it is about.
pub(crate) struct MeetingContext {
    pub(crate) meeting: Meeting,
    pub(crate) company: CompanyId,
    /// When it takes place, or would have.
    pub(crate) time: Option<Interval>,
    pub(crate) standing: Standing,
    /// Of invitations.
    pub(crate) sequence: i64,
    /// The job, or the service.
    pub(crate) title: Option<String>,
    /// The candidate, or the client.
    pub(crate) guest: Option<Participant>,
    /// Those who work here.
    pub(crate) hosts: Vec<Participant>,
    pub(crate) location: Option<String>,
    online: bool,
    /// Why it was cancelled.
    reason: Option<String>,
    /// The answers to invitations to this time.
    answers: Vec<Answer>,
    /// Where the online room is.
    pub(crate) link: Option<String>,
    /// Whether that is a room of this server.
    own_room: bool,
}

impl MeetingContext {
    pub(crate) fn of(
        scope: &mut Scope<'_>,
        identity: &MailIdentity,
        mut interview: Interview,
        now: Timestamp,
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
        let told = told_place(scope, &interview)?;
        let own_room = told == ToldPlace::Own && interview.ai.is_none();
        let own_link = match told {
            ToldPlace::Link(link) => Some(link),
            ToldPlace::Page | ToldPlace::Own => None,
        };
        let location = [interview.details.location.take(), own_link];
        let location: Vec<String> = location.into_iter().flatten().collect();
        let answers = interview_answers::of_interviews(scope, &[interview.id])?.remove(&interview.id);
        let mut answers = answers.unwrap_or_default();
        answers.retain(|answer| interview.time == Some(answer.time));
        Ok(Self {
            meeting: interview.id.into(),
            company: interview.company,
            time: interview.time,
            standing: standing_of_interview(&interview, now),
            sequence: interview.sequence,
            title: job,
            guest: candidate,
            hosts: found.into_iter().map(host).collect(),
            location: (!location.is_empty()).then(|| location.join(" · ")),
            online: interview.details.interview_type == InterviewType::Online,
            reason: interview.cancelled.as_ref().map(|how| how.reason.clone()),
            answers,
            link: interview.room_id.as_ref().map(|room| page_of(room, &identity.public_url)),
            own_room,
        })
    }

    /// The same of an appointment.
    pub(crate) fn of_appointment(
        scope: &mut Scope<'_>,
        identity: &MailIdentity,
        appointment: &Appointment,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let staff = users::by_ids(scope, &[appointment.staff_user])?;
        let client = Participant {
            person: Person::Client(appointment.id),
            name: appointment.client.name.clone(),
            address: appointment.client.email.clone(),
        };
        let room = place_of_appointment(scope, appointment)?;
        let own_room = room == Some(Place::Own);
        let own_link = room.and_then(|room| match room {
            Place::At(link) => Some(link),
            Place::Own | Place::Awaited | Place::Refused => None,
        });
        let location: Vec<String> = [place(appointment), own_link].into_iter().flatten().collect();
        Ok(Self {
            meeting: appointment.id.into(),
            company: appointment.company,
            time: Some(appointment.time),
            standing: standing_of_appointment(appointment, now),
            sequence: appointment.sequence,
            title: Some(appointment.terms.service_name.clone()),
            guest: Some(client),
            hosts: staff.into_iter().map(host).collect(),
            location: (!location.is_empty()).then(|| location.join(" · ")),
            online: appointment.terms.setting == Setting::Online,
            reason: appointment.cancelled.as_ref().map(|how| how.reason.clone()),
            answers: Vec::new(),
            link: appointments::meeting_link(appointment, &identity.public_url),
            own_room,
        })
    }

    /// Whether its people are to have it in their calendars.
    pub(super) fn takes_place(&self) -> bool {
        self.standing == Standing::Open && self.time.is_some()
    }

    /// What the appointment says in the calendar of one recipient; none while it has no time.
    pub(super) fn facts(&self, profile: &CompanyProfile, recipient: &Recipient) -> Option<Facts> {
        let inside = matches!(recipient.person, Person::User(_));
        let guest = self.guest.iter().filter(|_| inside);
        let others = guest.chain(&self.hosts).filter(|one| one.person != recipient.person);
        let mut people: Vec<String> = others.map(|one| one.name.clone()).collect();
        people.sort();
        Some(Facts {
            time: self.time?,
            title: self.summary(profile, recipient),
            place: self.location.clone(),
            link: self.link.clone(),
            online: self.online,
            people,
        })
    }

    /// What somebody answered to an invitation to this time.
    pub(super) fn answer_of(&self, person: Person) -> imip::Answer {
        // Who booked an appointment has said that they come, and so has who offers it.
        if self.meeting.appointment().is_some() {
            return imip::Answer::Accepted;
        }
        let answer = self.answers.iter().find(|answer| answer.person == person);
        answer.map_or(imip::Answer::NeedsAction, |answer| match answer.reply {
            Reply::Accepted => imip::Answer::Accepted,
            Reply::Declined => imip::Answer::Declined,
            Reply::Tentative => imip::Answer::Tentative,
        })
    }

    /// The words for what somebody is told, who takes part or does not: a cancellation has several causes.
    pub(super) fn words(&self, kind: MessageKind, takes_part: bool) -> Subject {
        let words = match (self.standing, self.time) {
            _ if self.meeting.appointment().is_some() => appointment_words(kind, self.standing, takes_part),
            _ if kind != MessageKind::Cancelled => return kind.into(),
            (Standing::Cancelled, _) => return kind.into(),
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
        TemplateData {
            company: profile.sender_name().to_owned(),
            recipient: recipient.name.clone(),
            zone: recipient.zone.clone(),
            job: self.title.clone(),
            candidate: self.guest.as_ref().filter(|_| inside).map(|one| one.name.clone()),
            interviewers: self.hosts.iter().map(|one| one.name.clone()).collect(),
            time: Some(time),
            previous,
            location: self.location.clone().filter(|_| !cancelled),
            link: self.link.clone().filter(|_| !cancelled),
            own_room: self.own_room,
            reason: self.reason.clone().filter(|_| cancelled),
            contact: profile.settings.reply_to.clone(),
            ..TemplateData::default()
        }
    }

    /// The same, with the reader's own page of it behind the button, and the room beside it.
    pub(super) fn data_with_page(
        &self,
        addressee: Addressee<'_>,
        data: TemplateData,
        kind: MessageKind,
        office: (&MailIdentity, &Vault),
    ) -> Result<TemplateData, StoreError> {
        match (addressee.recipient.person, self.meeting) {
            (Person::Client(_), Meeting::Appointment(appointment)) => {
                let client = ClientMark::of(&addressee.recipient.address);
                let purpose = LinkPurpose::Manage;
                let link = Link { company: self.company, appointment, client, purpose };
                self.client_data(data, kind, link, office)
            }
            (Person::User(_), _) if kind != MessageKind::Cancelled => {
                let page = self.page_of_staff(&data, office.0);
                let join = data.link.clone();
                Ok(TemplateData { link: Some(page), join, ..data })
            }
            _ => Ok(data),
        }
    }

    /// Where those who work here see it.
    fn page_of_staff(&self, data: &TemplateData, identity: &MailIdentity) -> String {
        let path = match (self.meeting, data.time) {
            (Meeting::Interview(id), _) => format!("interviews/{id}"),
            (Meeting::Appointment(_), Some(time)) => {
                let zone = crate::free_busy::zone(&data.zone);
                format!("calendar?view=day&date={}", zone.local(time.start()).date())
            }
            (Meeting::Appointment(_), None) => "calendar".to_owned(),
        };
        format!("{}/app/{path}", identity.public_url)
    }

    /// A client sees, moves and cancels an appointment on its page.
    fn client_data(
        &self,
        data: TemplateData,
        kind: MessageKind,
        link: Link,
        office: (&MailIdentity, &Vault),
    ) -> Result<TemplateData, StoreError> {
        let (identity, vault) = office;
        let page = appointments::link(link, vault, &identity.public_url)
            .map_err(|error| DbError::other(error.to_string()))?;
        let stands = kind != MessageKind::Cancelled && self.standing == Standing::Open;
        let manage = ManageLinks { reschedule: format!("{page}/move"), cancel: format!("{page}/cancel") };
        let (join, manage) = (data.link.clone(), stands.then_some(manage));
        Ok(TemplateData { join, manage, link: Some(page), ..data })
    }

    /// The title of the appointment: the job or the service, with whom the reader will meet.
    pub(crate) fn summary(&self, profile: &CompanyProfile, recipient: &Recipient) -> String {
        let other = match (recipient.person, &self.guest) {
            (Person::User(_), Some(guest)) => guest.name.as_str(),
            _ => profile.sender_name(),
        };
        match &self.title {
            Some(title) => format!("{title} – {other}"),
            None => other.to_owned(),
        }
    }
}

fn host(user: User) -> Participant {
    Participant { person: Person::User(user.id), name: user.details.name, address: user.details.email }
}

pub(super) fn standing_of_interview(interview: &Interview, now: Timestamp) -> Standing {
    match interview.status {
        InterviewStatus::Completed | InterviewStatus::NoShow => Standing::Over,
        _ if rules::ended(interview, now).is_some() => Standing::Over,
        InterviewStatus::Cancelled => Standing::Cancelled,
        InterviewStatus::Pending | InterviewStatus::Scheduled | InterviewStatus::InProgress => Standing::Open,
    }
}

pub(super) fn standing_of_appointment(appointment: &Appointment, now: Timestamp) -> Standing {
    match appointment.status {
        AppointmentStatus::Completed | AppointmentStatus::NoShow => Standing::Over,
        AppointmentStatus::Cancelled => Standing::Cancelled,
        AppointmentStatus::Confirmed | AppointmentStatus::PendingPayment if appointment.time.end() <= now => {
            Standing::Over
        }
        AppointmentStatus::PendingPayment => Standing::Unconfirmed,
        AppointmentStatus::Confirmed => Standing::Open,
    }
}

/// The words for what the people of an appointment are told.
fn appointment_words(kind: MessageKind, standing: Standing, takes_part: bool) -> Kind {
    match kind {
        MessageKind::Invitation => Kind::Booked,
        MessageKind::TimeChanged => Kind::AppointmentMoved,
        MessageKind::Changed => Kind::AppointmentChanged,
        MessageKind::Reminder => Kind::AppointmentReminder,
        MessageKind::MoveAsked => Kind::MoveAsked,
        MessageKind::MoneyReturned => Kind::MoneyReturned,
        MessageKind::SchedulingLink => Kind::ChooseTime,
        MessageKind::Conflict => Kind::AppointmentConflict,
        MessageKind::Cancelled if standing == Standing::Cancelled => Kind::AppointmentCancelled,
        MessageKind::Cancelled if takes_part => Kind::AppointmentReaddressed,
        MessageKind::Cancelled => Kind::AppointmentReleased,
        MessageKind::WebhookDisabled => Kind::WebhookDisabled,
        MessageKind::PasswordReset => Kind::PasswordReset,
        MessageKind::Code => Kind::Code,
    }
}
