//! A link by which the candidate of an interview chooses its time.

use super::hourless;
use super::interview::read;
use super::jobs::ticked;
use super::names::Seen;
use crate::kit::field::{Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::scheduling_links::{self as links, LinkTerms};
use domain::access::Permit;
use domain::access::actions::ManageInterviews;
use domain::interview::{LINK_CHANGE_MINUTES, LINK_MOVES};
use domain::{InterviewId, Refusal};
use http_kit::{Routes, resource};
use persistence::{StoreError, Tx};

/// Days that are offered where nobody says otherwise.
const DAYS: i64 = 14;

pub(crate) fn routes(routes: &mut Routes) {
    let page = resource("/app/interviews/{id}/link");
    routes.service(page.get(blank).post(create));
}

fn fields(texts: Texts) -> Vec<Field> {
    vec![
        Field::typed("date", "last_day", texts.say("link-last-day"))
            .hint(texts.say("link-last-day-hint"))
            .required(),
        Field::typed("datetime-local", "expires_at", texts.say("link-expires"))
            .hint(texts.say("link-expires-hint")),
        Field::typed("number", "moves", texts.say("link-moves")).required(),
        Field::typed("number", "change_hours", texts.say("link-change")).required(),
        Field::new("notify", texts.say("link-notify"), Kind::Check),
    ]
}

async fn form(
    page: &Page<ManageInterviews>,
    seen: &Seen,
    status: StatusCode,
    mut fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let mut intro = vec![texts.say("link-for-interview-intro")];
    if let Some((words, way)) = hourless::warning(page, &seen.view.interviewers).await? {
        intro.push(words);
        // The link stands by the field that says how long times are offered.
        fields.iter_mut().take(1).for_each(|field| field.way = Some(way.clone()));
    }
    let heading = texts.with("link-for-interview", "candidate", &seen.candidate);
    intro.push(texts.with("time-zone-note", "zone", &page.clock.zone_name()));
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(intro.join(" ")),
            action: format!("{}/link", seen.path()),
            fields,
            hidden: Vec::new(),
            errors,
            submit: texts.say("link-make"),
            back: Way { path: seen.path(), text: texts.say("interview-back") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn blank(page: Page<ManageInterviews>, id: web::Path<String>) -> Answered {
    let seen = read(&page, id_in(&page, &id, "interview")?).await?;
    let last_day = page.clock.day_of(page.now).plus_days(DAYS - 1).to_string();
    let usual = |name: &str| match name {
        "last_day" => last_day.clone(),
        "moves" => "1".to_owned(),
        "change_hours" => "24".to_owned(),
        "notify" => ticked(true),
        _ => String::new(),
    };
    let fields = valued(fields(page.visitor.texts), usual);
    form(&page, &seen, StatusCode::OK, fields, Errors::default()).await
}

/// What a form says; what is wrong with it is noted in `input`.
fn said(input: &mut Input<'_>, clock: &WallClock) -> Option<LinkTerms> {
    let last_day = input.date("last_day");
    let expires_at = input.instant_or_none("expires_at", clock);
    let moves = input.number("moves", LINK_MOVES);
    let hours = input.number("change_hours", 0..=*LINK_CHANGE_MINUTES.end() / 60);
    Some(LinkTerms {
        last_day: Some(last_day?),
        expires_at: expires_at?,
        moves: moves?,
        change_minutes: hours? * 60,
        notify: input.ticked("notify"),
    })
}

/// What making a link came to. What is wrong with the interview is no field's fault.
fn made<T>(page: &Page<ManageInterviews>, result: Result<T, StoreError>) -> Result<Outcome<T>, Refused> {
    let key = match &result {
        Err(StoreError::Refused(Refusal::WrongState { slug: "wrong-status", .. })) => "link-has-time",
        Err(StoreError::Refused(Refusal::Invalid(problems)))
            if problems.iter().any(|problem| problem.pointer == "/interviewer_ids") =>
        {
            "link-no-panel"
        }
        _ => return Outcome::of(page, result),
    };
    let mut errors = Errors::default();
    errors.add("", page.say(key));
    Ok(Outcome::Wrong(errors))
}

async fn create(sent: Submitted<ManageInterviews>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (id, now): (InterviewId, _) = (id_in(&page, &id, "interview")?, page.now);
    let mut input = Input::new(&typed, page.visitor.texts);
    let outcome = match said(&mut input, &page.clock) {
        Some(terms) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| links::create_for(tx, permit, id, &terms, now);
            made(&page, page.once(&format!("/app/interviews/{id}"), |_| true, work).await?)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(link) => Ok(done(&format!("/app/candidates/{}", link.details.candidate), "link-made")),
        Outcome::Wrong(errors) => {
            let seen = read(&page, id).await?;
            let fields = filled(fields(page.visitor.texts), &typed, &errors);
            form(&page, &seen, StatusCode::UNPROCESSABLE_ENTITY, fields, errors).await
        }
        Outcome::Overtaken => Err(page.missing("interview")),
    }
}
