//! `GET /api/interviews/{id}/availability`: when the interviewers of a template can meet.

use super::params::{minutes, window};
use super::template_answer::{TemplateOutDoc, rendered};
use crate::kit::blocking::{Stop, run_blocking};
use crate::kit::failure;
use crate::kit::kept::{SeenTags, kept, sent_again, tagged};
use actix_web::{Either, Responder, web};
use app::known_people::{Found, KnownPeople};
use app::template_availability::{Asked, Wish, found};
use domain::access::{Action, authorise};
use domain::{FieldProblem, TemplateId};
use http_kit::{
    Asker, Checks, Data, IfNoneMatch, InstantIn, MemoryBudget, NotModified, Now, Problem, Query, WholeNumber,
    get,
};
use scheduling_core::time::{TimeZone, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;

/// What may be asked; what is absent comes from the template, then from the seed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TemplateQuery {
    /// Slots start at or after it (now).
    #[param(value_type = Option<InstantIn>)]
    start: Option<InstantIn>,
    /// Slots end at or before it (14 days after `start`); at most 366 days after `start`.
    #[param(value_type = Option<InstantIn>)]
    end: Option<InstantIn>,
    /// IANA name (`UTC`): the grid's zone.
    time_zone: Option<String>,
    /// 1 to 1440: the grid on which slots start.
    #[param(value_type = Option<i64>)]
    step_minutes: Option<WholeNumber>,
    /// 0 to 5,256,000: no slot starts before now and this.
    #[param(value_type = Option<i64>)]
    minimum_notice_minutes: Option<WholeNumber>,
    /// 0 to 1440: free time before the meeting.
    #[param(value_type = Option<i64>)]
    buffer_before_minutes: Option<WholeNumber>,
    /// 0 to 1440: free time after the meeting.
    #[param(value_type = Option<i64>)]
    buffer_after_minutes: Option<WholeNumber>,
    /// Whether to say why the other starts are no slots.
    explain: Option<bool>,
}

impl TemplateQuery {
    fn wish(&self, now: Timestamp) -> Result<Wish, Problem> {
        let mut checks = Checks::new();
        let window = window(&mut checks, self.start, self.end, now);
        let zone = match &self.time_zone {
            Some(name) => checks.zone("/time_zone", name),
            None => Some(TimeZone::utc()),
        };
        let step_minutes = minutes(&mut checks, "/step_minutes", self.step_minutes, 1);
        let notice = self.minimum_notice_minutes;
        let minimum_notice_minutes =
            notice.and_then(|notice| checks.in_range("/minimum_notice_minutes", notice, 0..=5_256_000));
        let buffer_before_minutes =
            minutes(&mut checks, "/buffer_before_minutes", self.buffer_before_minutes, 0);
        let buffer_after_minutes =
            minutes(&mut checks, "/buffer_after_minutes", self.buffer_after_minutes, 0);
        match window.zip(zone) {
            Some((window, zone)) if checks.is_clean() => Ok(Wish {
                window,
                zone,
                step_minutes,
                minimum_notice_minutes,
                buffer_before_minutes,
                buffer_after_minutes,
            }),
            _ => Err(checks.refuse()),
        }
    }
}

#[utoipa::path(
    tag = "Availability",
    summary = "When can the interviewers of a template meet?",
    description = "Slots in which all interviewers of the template are free, or enough of each of its groups, from \
                   everything that free/busy knows. `sources` says how far each calendar can be trusted: one that \
                   can't be reached makes its owner busy, unless its `stale_policy` is `ignore`.",
    params(
        ("id" = i64, Path, description = "The template's id"),
        TemplateQuery,
        SeenTags,
    ),
    responses((status = 200, description = "The slots", body = TemplateOutDoc)),
)]
#[get("/api/interviews/{id}/availability")]
pub(crate) async fn template_availability(
    asker: Asker,
    id: web::Path<i64>,
    Query(query): Query<TemplateQuery>,
    Now(now): Now,
    people: Data<KnownPeople>,
    memory: MemoryBudget,
    seen: IfNoneMatch,
) -> Result<impl Responder, Problem> {
    let (template, explain) = (TemplateId(*id), query.explain.unwrap_or(false));
    let answered = asker.read(async |caller| {
        let permit = authorise(&caller, Action::ReadCalendars, None)?;
        let asked = Asked { template, wish: query.wish(now)?, explain, now };
        found(&people, permit, asked, |tag| seen.has(tag)).await.map_err(failure::problem)
    });
    let (gathered, name) = match answered.await? {
        Found::Unchanged(tag) => return Ok(Either::Left(NotModified(tag.text()))),
        Found::Kept(tag, body) => return Ok(Either::Right(sent_again(&memory, tag, body).await?)),
        Found::Gathered(gathered, name) => (gathered, name),
    };
    let (work, weight) = (explain || gathered.is_work(), gathered.weight());
    let room = memory.reserve(gathered.bytes(explain)).await?;
    let render = move |stop| {
        let found = gathered.answer(explain, stop)?;
        rendered(&found).map_err(|_| too_large())
    };
    let answer = if work { run_blocking(weight, render).await? } else { render(Stop::default())? };
    let answer = if explain { tagged(name, answer) } else { kept(&people, name, answer) };
    Ok(Either::Right(answer.holding(room)))
}

fn too_large() -> Problem {
    let detail = "the answer would be larger than 32 MiB; ask for a shorter time";
    Problem::invalid(vec![FieldProblem::new("/end", detail)])
}
