//! An interview: what is known of it. Its forms are in `interview_forms`.

use super::names::{Badge, Line, Seen, seen, status, timeline};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Refused;
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use actix_web::web;
use app::interviews;
use askama::Template;
use domain::access::actions::ReadInterviews;
use domain::access::{Action, Asks};
use domain::interview::rules;
use domain::{InterviewId, ScheduleId, UserId};
use http_kit::{Routes, resource};
use persistence::{StoreError, Tx};

pub(super) const PATH: &str = "/app/interviews";

pub(crate) fn routes(routes: &mut Routes) {
    // After `/app/interviews/new`, which is no id.
    routes.service(resource("/app/interviews/{id}").get(look));
}

#[derive(Template)]
#[template(path = "interview.html")]
struct InterviewPage {
    shell: Shell,
    seen: Seen,
    when: String,
    state: Badge,
    kind: String,
    minutes: String,
    room: Option<String>,
    can_join: bool,
    answers: Vec<String>,
    may_manage: bool,
    is_open: bool,
    /// The booking to a slot that waits to be confirmed.
    waits: Option<ScheduleId>,
    /// Whether its candidate can be sent a link to choose its time.
    may_link: bool,
    cancelled: Option<String>,
    lines: Vec<Line>,
}

pub(crate) async fn read<A: Asks>(page: &Page<A>, id: InterviewId) -> Result<Seen, Refused> {
    let (now, permit) = (page.now, page.permit_for(Action::ReadInterviews)?);
    let work = move |tx: &mut Tx<'_>| {
        let found = interviews::get(tx, &permit, id)?;
        Ok::<_, StoreError>(seen(tx, &permit, vec![found], now)?.pop())
    };
    let found = page.db.read(work).await.map_err(|error| page.refuse(error))?;
    found.ok_or_else(|| page.missing("interview"))
}

async fn look(page: Page<ReadInterviews>, id: web::Path<String>) -> Answered {
    let id: InterviewId = id_in(&page, &id, "interview")?;
    let seen = read(&page, id).await?;
    let (texts, now, clock) = (page.visitor.texts, page.now, page.clock.clone());
    let lines = page.read(move |tx, permit| timeline(tx, permit, &[id], &clock, now)).await?;
    let interview = &seen.view.interview;
    let when = match interview.time {
        Some(time) => page.clock.interval(time),
        None => texts.say("no-time"),
    };
    let is_open = interview.status.is_open();
    let room = interview.room_id.as_ref().zip(interview.time).filter(|_| is_open);
    let answer = |answer: &domain::message::Answer| {
        let name = match answer.person {
            domain::message::Person::Candidate(_) | domain::message::Person::Client(_) => {
                seen.candidate.clone()
            }
            domain::message::Person::User(user) => name_of(&seen, user),
        };
        let said = texts.say(&format!("answer-{}", answer.reply.name()));
        texts.values("answer-line", &[("who", &name), ("what", &said)])
    };
    let heading = texts.values("interview-of", &[("candidate", &seen.candidate), ("job", &seen.job)]);
    page.show(&InterviewPage {
        shell: page.visitor.settled(page.shell(heading), interview.cancelled.is_some()),
        when,
        state: status(texts, interview.status),
        kind: texts.say(&format!("type-{}", interview.details.interview_type.name())),
        minutes: texts.count("time-minutes", usize::try_from(interview.minutes()).unwrap_or_default()),
        can_join: room.is_some_and(|(_, time)| rules::can_be_joined(time, now)),
        room: room.map(|(id, _)| format!("/rooms/{id}?as=interviewer")),
        answers: seen.view.answers.iter().map(answer).collect(),
        may_manage: page.may(Action::ManageInterviews),
        is_open,
        waits: seen.view.booking.filter(|_| interview.time.is_none()).map(|live| live.schedule),
        may_link: is_open
            && interview.time.is_none()
            && seen.view.booking.is_none()
            && !interview.details.interviewers.is_empty(),
        cancelled: interview.cancelled.as_ref().map(|cancelled| cancelled.reason.clone()),
        lines,
        seen,
    })
}

fn name_of(seen: &Seen, user: UserId) -> String {
    let found = seen.view.interviewers.iter().find(|one| one.id == user);
    found.map(|one| one.name.clone()).unwrap_or_default()
}
