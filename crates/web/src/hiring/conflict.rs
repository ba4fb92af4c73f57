//! `/app/conflicts/{id}`: both sides of a conflict with the times that each could have instead, and how it is settled.

use super::conflict_sides::{Both, Reading, Side, sides};
use super::conflicts::{PATH, kind_of, resolution, told_cause};
use super::names::Badge;
use crate::calendar::{Busy, busy};
use crate::kit::field::{Field, Kind, filled};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Refused;
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::stored::Reason;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use actix_web::web;
use app::conflicts;
use askama::Template;
use domain::ConflictId;
use domain::access::actions::{ManageInterviews, ReadInterviews};
use domain::access::{Action, Asks, Permit};
use domain::conflict::Resolution;
use http_kit::{Form, Routes, resource};
use persistence::Tx;

pub(crate) fn routes(routes: &mut Routes) {
    let one = resource("/app/conflicts/{id}");
    routes.service(one.get(look).post(settle));
}

#[derive(Template)]
#[template(path = "conflict.html")]
struct ConflictPage {
    shell: Shell,
    id: String,
    kind: String,
    cause: Option<Reason>,
    state: Badge,
    found: String,
    /// What takes the time of who can't come.
    busy: Option<Busy>,
    sides: Vec<Side>,
    fields: Vec<Field>,
    errors: Errors,
    may_settle: bool,
    steps: Vec<Step>,
}

/// A line of its history.
struct Step {
    what: String,
    when: String,
    notes: Option<String>,
}

async fn show<A: Asks>(
    page: &Page<A>,
    id: ConflictId,
    answer: StatusCode,
    typed: Option<&Form>,
    errors: Errors,
) -> Answered {
    let (texts, now, reading) = (page.visitor.texts, page.now, Reading::of(page)?);
    let both = page.db.read(move |tx: &mut Tx<'_>| reading.read(tx, id, now)).await;
    let both = both.map_err(|error| page.refuse(error))?;
    let busy = in_the_way(page, &both).await?;
    let sides = sides(page, &both).await?;
    let (conflict, history) = (both.view.conflict, both.view.history);
    let fields = fields(texts);
    let fields = match typed {
        Some(typed) => filled(fields, typed, &errors),
        None => fields,
    };
    let step = |step: persistence::store::conflicts::Step| Step {
        what: resolution(texts, step.resolution).text,
        when: page.clock.short(step.at, now),
        notes: step.notes,
    };
    page.show_as(
        answer,
        &ConflictPage {
            shell: page.shell(texts.say("conflict")),
            id: conflict.id.to_string(),
            kind: kind_of(texts, &conflict),
            cause: told_cause(texts, &conflict),
            state: resolution(texts, conflict.resolution),
            found: page.clock.moment(conflict.detected_at),
            busy,
            sides,
            fields,
            errors,
            may_settle: page.may(Action::ManageInterviews) && conflict.is_open(),
            steps: history.into_iter().map(step).collect(),
        },
    )
}

/// By what somebody is busy who can't come, while that stands against the meeting.
async fn in_the_way<A: Asks>(page: &Page<A>, both: &Both) -> Result<Option<Busy>, Refused> {
    let conflict = &both.view.conflict;
    match conflict.user.zip(both.meeting()).filter(|_| conflict.is_open()) {
        Some((user, meeting)) => busy(page, user, meeting.time, &meeting.path).await,
        None => Ok(None),
    }
}

fn fields(texts: Texts) -> Vec<Field> {
    let ways = [Resolution::Resolved, Resolution::Rescheduled, Resolution::Cancelled];
    let ways = ways.map(|one| (one.name().to_owned(), texts.say(&format!("settle-{}", one.name()))));
    vec![
        Field::select("resolution", texts.say("settle-how"), ways),
        Field::new("notes", texts.say("settle-notes"), Kind::Lines),
    ]
}

async fn look(page: Page<ReadInterviews>, id: web::Path<String>) -> Answered {
    let id = id_in(&page, &id, "conflict")?;
    show(&page, id, StatusCode::OK, None, Errors::default()).await
}

async fn settle(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (id, now): (ConflictId, _) = (id_in(&page, &id, "conflict")?, page.now);
    let mut input = Input::new(&form, page.visitor.texts);
    let (how, notes) = (input.choice("resolution", Resolution::named), input.notes("notes"));
    let outcome = match (how, notes) {
        (Some(how), Some(notes)) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                // Who presses twice settles it once.
                if conflicts::get(tx, permit, id)?.conflict.resolution == how {
                    return Ok(());
                }
                conflicts::resolve(tx, permit, id, how, notes.as_deref(), now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(()) => Ok(done(PATH, "settled")),
        Outcome::Wrong(errors) => show(&page, id, StatusCode::CONFLICT, Some(&form), errors).await,
        Outcome::Overtaken => show(&page, id, StatusCode::CONFLICT, Some(&form), Errors::default()).await,
    }
}
