//! `/app/hours/interviews/slots`: slots that are made from somebody's interview hours.

use super::interview_hours::hours_of;
use crate::hiring::{Named, choosing, directory, list_of, none_made, options, people};
use crate::kit::field::{Field, FormPage, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use app::slots::generate;
use domain::UserId;
use domain::access::Permit;
use domain::access::actions::ManageSlots;
use domain::slot::Holder;
use http_kit::{Routes, resource};
use persistence::Tx;
use scheduling_core::time::Date;

pub(super) const PATH: &str = "/app/hours/interviews/slots";
/// Days of which slots are proposed.
const DAYS: i64 = 14;

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(blank).post(make));
}

async fn whose(page: &Page<ManageSlots>, also: Option<UserId>) -> Result<Vec<Named<UserId>>, Refused> {
    let permit = directory(&page.caller, page.company).map_err(|error| page.refuse(error))?;
    let found = page.db.read(move |tx: &mut Tx<'_>| people(tx, &permit, also.as_slice())).await;
    found.map_err(|error| page.refuse(error))
}

fn fields(texts: Texts, whose: &[Named<UserId>]) -> Vec<Field> {
    vec![
        Field::select("interviewer", texts.say("interviewer"), choosing(texts, options(whose))).required(),
        Field::typed("date", "start_date", texts.say("slot-first")).required(),
        Field::typed("date", "end_date", texts.say("slot-last")).hint(texts.say("slot-last-hint")),
    ]
}

fn form(
    page: &Page<ManageSlots>,
    user: Option<UserId>,
    status: StatusCode,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say("interview-slots-new");
    let back = hours_of(user.unwrap_or(page.user));
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(texts.say("interview-slots-intro")),
            action: PATH.into(),
            fields,
            hidden: Vec::new(),
            errors,
            submit: texts.say("slot-button"),
            back: Way { path: back, text: texts.say("interview-hours-back") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn blank(page: Page<ManageSlots>) -> Answered {
    let user = page.visitor.param("user").and_then(|text| text.parse().ok()).map(UserId);
    let first = page.clock.day_of(page.now).plus_days(1);
    let value = |name: &str| match name {
        "interviewer" => user.map(|user| user.to_string()).unwrap_or_default(),
        "start_date" => first.to_string(),
        _ => first.plus_days(DAYS - 1).to_string(),
    };
    let fields = valued(fields(page.visitor.texts, &whose(&page, user).await?), value);
    form(&page, user, StatusCode::OK, fields, Errors::default())
}

/// The slots of a form: whose, and from when to when.
fn read(input: &mut Input<'_>) -> Option<(UserId, Date, Date)> {
    let user = input.choice("interviewer", |text| text.parse().ok().map(UserId));
    let (first, last) = (input.date("start_date"), input.date_or_none("end_date"));
    let (first, last) = (first?, last?.or(first)?);
    if last < first {
        input.wrong("end_date", "input-order");
    }
    Some((user?, first, last))
}

async fn make(sent: Submitted<ManageSlots>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let mut input = Input::new(&typed, texts);
    let wanted = read(&mut input).filter(|_| input.errors.is_empty());
    let user = wanted.map(|(user, ..)| user);
    let outcome = match wanted {
        Some((user, first, last)) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                generate(tx, permit, Holder::Interviewer(user), first, last, now)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let errors = match outcome {
        Outcome::Done(made) => match user.and_then(|user| list_of(&page.clock, user, &made)) {
            Some(list) => return Ok(done(&list, "created")),
            None => none_made(&page, &made, "interview-slots-none"),
        },
        Outcome::Wrong(errors) => errors,
        Outcome::Overtaken => Errors::default(),
    };
    let fields = filled(fields(texts, &whose(&page, user).await?), &typed, &errors);
    form(&page, user, StatusCode::UNPROCESSABLE_ENTITY, fields, errors)
}
