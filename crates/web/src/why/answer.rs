//! What is asked about, and what the engine explains of it: the same that the API answers with.

use super::rows::Start;
use crate::hiring::{read_interview, wish};
use crate::kit::page::Page;
use crate::kit::refused::Refused;
use actix_web::web;
use app::interviews;
use app::known_people::KnownPeople;
use app::shop::{self, AskedShop};
use app::template_availability::{Asked, GatheredTemplate, TemplateAnswer, Wish, known};
use domain::access::actions::ReadCalendars;
use domain::access::{Action, Permit};
use domain::appointment::{ServiceDetails, ServiceId, StaffId};
use domain::directory::User;
use domain::{Because, InterviewId, RecordId, TemplateId, UserId};
use http_kit::{MemoryBudget, Problem};
use persistence::store::collection::Collection;
use persistence::store::users;
use persistence::{StoreError, Tx};
use scheduling_core::availability::Help;
use scheduling_core::time::{Date, Interval};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Template(TemplateId),
    Interview(InterviewId),
    Service(ServiceId),
}

impl Subject {
    /// As addresses name it: `template-3`.
    pub(super) fn named(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('-')?;
        match kind {
            "template" => id.parse().ok().map(|id| Self::Template(TemplateId(id))),
            "interview" => id.parse().ok().map(|id| Self::Interview(InterviewId::from_raw(id))),
            "service" => id.parse().ok().map(|id| Self::Service(ServiceId(id))),
            _ => None,
        }
    }

    pub(super) fn name(self) -> String {
        match self {
            Self::Template(id) => format!("template-{id}"),
            Self::Interview(id) => format!("interview-{id}"),
            Self::Service(id) => format!("service-{id}"),
        }
    }
}

/// Local dates that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) first: Date,
    pub(super) days: i64,
}

impl Range {
    /// What is left of it from now on; nothing of days that are over.
    fn window(self, page: &Page<ReadCalendars>) -> Option<Interval> {
        let zone = &page.clock.zone;
        let (start, end) =
            (zone.start_of_day(self.first), zone.start_of_day(self.first.plus_days(self.days)));
        Interval::new(start.max(page.now), end).ok()
    }
}

/// What is explained.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// What it is about.
    pub(super) name: String,
    pub(super) starts: Vec<Start>,
    /// Those who are asked for, as `helps` numbers them.
    pub(super) people: Vec<Person>,
    pub(super) helps: Vec<Help>,
    /// Whether there are more starts than are explained.
    pub(super) truncated: bool,
}

/// Somebody who is asked for.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: UserId,
    pub(super) name: String,
    /// Their profile, where the question is about a service.
    pub(super) staff: Option<StaffId>,
}

/// What the server has for an answer.
pub(super) struct Means<'m> {
    pub(super) people: &'m KnownPeople,
    pub(super) memory: &'m MemoryBudget,
}

/// Explains the range.
///
/// # Errors
/// The page of what went wrong.
pub(super) async fn ask(
    page: &Page<ReadCalendars>,
    means: &Means<'_>,
    subject: Subject,
    staff: Option<StaffId>,
    range: Range,
) -> Result<Answer, Refused> {
    match subject {
        Subject::Template(id) => of_template(page, means, id, range).await,
        Subject::Interview(id) => of_interview(page, means, id, range).await,
        Subject::Service(id) => of_service(page, id, staff, range).await,
    }
}

async fn of_template(
    page: &Page<ReadCalendars>,
    means: &Means<'_>,
    id: TemplateId,
    range: Range,
) -> Result<Answer, Refused> {
    let Some(window) = range.window(page) else { return Ok(Answer::default()) };
    let wish = Wish {
        window,
        zone: page.clock.zone.clone(),
        step_minutes: None,
        minimum_notice_minutes: None,
        buffer_before_minutes: None,
        buffer_after_minutes: None,
    };
    let asked = Asked { template: id, wish, explain: true, now: page.now };
    let gathered = known(means.people, page.permit.clone(), asked).await;
    of_panel(page, means, gathered.map_err(|error| page.refuse(error))?).await
}

async fn of_interview(
    page: &Page<ReadCalendars>,
    means: &Means<'_>,
    id: InterviewId,
    range: Range,
) -> Result<Answer, Refused> {
    let seen = read_interview(page, id).await?;
    let name =
        page.visitor.texts.values("interview-of", &[("candidate", &seen.candidate), ("job", &seen.job)]);
    let also = seen.view.booking.and_then(|booking| booking.holder);
    let Some(window) = range.window(page) else { return Ok(Answer { name, ..Answer::default() }) };
    let (wish, now, interview) = (wish(window, &page.clock, 30), page.now, seen.view.interview);
    let minutes = interview.minutes();
    let work =
        move |tx: &mut Tx<'_>, permit: &Permit| interviews::times(tx, permit, &interview, also, &wish, now);
    let Some((panel, candidate)) = page.read(work).await?.panel() else {
        return Ok(Answer { name, ..Answer::default() });
    };
    let mut answer = of_panel(page, means, panel).await?;
    for start in &mut answer.starts {
        let time = Interval::new(start.at, start.at.plus_minutes(minutes));
        if time.is_ok_and(|time| !candidate.is_free(time)) {
            start.removed_by.push(Because::of("candidate"));
        }
    }
    Ok(Answer { name, ..answer })
}

async fn of_panel(
    page: &Page<ReadCalendars>,
    means: &Means<'_>,
    asked: GatheredTemplate,
) -> Result<Answer, Refused> {
    let room = means.memory.reserve(asked.bytes(true)).await.map_err(|problem| page.fail(&problem))?;
    let explain = move || {
        // Kept until the explanation is made, also where nobody waits for it.
        let _room = room;
        asked.answer(true, Arc::new(AtomicBool::new(false)))
    };
    let found = web::block(explain).await.map_err(|error| page.fail(&Problem::internal(&error)))?;
    let found = found.map_err(|refusal| page.refuse(StoreError::from(refusal)))?;
    Ok(of_answer(found))
}

fn of_answer(found: TemplateAnswer) -> Answer {
    let person = |user: Arc<User>| Person { id: user.id, name: user.details.name.clone(), staff: None };
    let (starts, truncated, helps) = match found.explanation {
        Some(explanation) => (explanation.starts, explanation.truncated, explanation.would_help),
        None => Default::default(),
    };
    Answer {
        name: found.template.details.name.clone(),
        starts: starts
            .into_iter()
            .map(|start| Start { at: start.start, removed_by: start.removed_by })
            .collect(),
        people: found.interviewers.into_iter().map(person).collect(),
        helps,
        truncated,
    }
}

async fn of_service(
    page: &Page<ReadCalendars>,
    id: ServiceId,
    staff: Option<StaffId>,
    range: Range,
) -> Result<Answer, Refused> {
    let (permit, directory) = (page.permit_for(Action::ReadShop)?, page.permit_for(Action::ReadDirectory)?);
    let last = range.first.plus_days(range.days - 1);
    let asked = AskedShop {
        service: id,
        staff,
        zone: Some(page.clock.zone.clone()),
        when: shop::Asked::Dates { first: range.first, last },
        booked: None,
        explain: true,
    };
    let now = page.now;
    let read = page.db.read(move |tx: &mut Tx<'_>| {
        let service = ServiceDetails::get(&mut tx.scope(&directory), id)?;
        Ok::<_, StoreError>((service.details.name, shop::gather(tx, &permit, &asked, now)?))
    });
    let (name, read) = read.await.map_err(|error| page.refuse(error))?;
    let explain = move || read.answer(true, Arc::new(AtomicBool::new(false)));
    let found = web::block(explain).await.map_err(|error| page.fail(&Problem::internal(&error)))?;
    let found = found.map_err(|refusal| page.refuse(StoreError::from(refusal)))?;
    let ids: Vec<UserId> = found.users().collect();
    let directory = page.permit_for(Action::ReadDirectory)?;
    let users = page.db.read(move |tx: &mut Tx<'_>| users::by_ids(&mut tx.scope(&directory), &ids)).await;
    let users = users.map_err(|error| page.refuse(error))?;
    let name_of = |id: UserId| {
        let user = users.iter().find(|user| user.id == id);
        user.map(|user| user.details.name.clone()).unwrap_or_default()
    };
    let person = |id: UserId| Person { id, name: name_of(id), staff: found.staff_of(id) };
    let people = found.users().map(person).collect();
    let explanation = found.explanation.unwrap_or_default();
    let starts = explanation.starts.into_iter();
    Ok(Answer {
        name,
        starts: starts.map(|start| Start { at: start.start, removed_by: start.removed_by }).collect(),
        people,
        helps: explanation.would_help,
        truncated: explanation.truncated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_what_is_asked_about() {
        for text in ["template-3", "service-2", "interview-01a223f1-0000-7000-8000-000000000001"] {
            assert_eq!(Subject::named(text).map(Subject::name).as_deref(), Some(text));
        }
        for text in ["", "template", "template-x", "slot-3", "interview-3"] {
            assert_eq!(Subject::named(text), None, "{text}");
        }
    }
}
