//! New interview hours: of several weekdays and several people at once. What they take away and break is shown before they are made.

use super::interview_hours::{hours, hours_fields, hours_of, usual, weekday, weekdays};
use crate::hiring::{Named, directory, options, people};
use crate::kit::breaking::{self, Agreed, Taken};
use crate::kit::field::{Field, FormPage, filled, valued};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::Outcome;
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::restore::{done_with, is_undoing};
use crate::kit::sheet::Sheet;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use app::conflicts::{BrokenBooking, preview_conflicts};
use app::pattern_weeks::{self, MAX_PEOPLE, NewWeek, PersonsWeek};
use app::patterns::TakesAway;
use domain::access::Permit;
use domain::access::actions::ManagePatterns;
use domain::slot::{PatternDetails, WeekdayHours};
use domain::{Refusal, UserId};
use http_kit::{Routes, resource};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Timestamp, Weekday};
use std::collections::BTreeSet;

pub(super) const NEW: &str = "/app/hours/interviews/new";
/// The weekdays that a new form has ticked.
const DAYS: &str = "1,2,3,4,5";

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(NEW).get(blank).post(create));
}

/// Those whose hours who looks may make, and these others of them.
async fn whose(page: &Page<ManagePatterns>, also: Vec<UserId>) -> Result<Vec<Named<UserId>>, Refused> {
    let sees = page.permit.sees();
    let permit = directory(&page.caller, page.company).map_err(|error| page.refuse(error))?;
    let found = page.db.read(move |tx: &mut Tx<'_>| people(tx, &permit, &also)).await;
    let mut found = found.map_err(|error| page.refuse(error))?;
    found.retain(|one| sees.shows(one.id));
    Ok(found)
}

fn fields(texts: Texts, whose: &[Named<UserId>]) -> Vec<Field> {
    let mut fields = vec![
        Field::many("interviewers", texts.say("hours-whose"), options(whose)),
        Field::many("day_of_week", texts.say("slot-days"), weekdays(texts)),
    ];
    fields.extend(hours_fields(texts));
    fields
}

fn form(page: &Page<ManagePatterns>, status: StatusCode, fields: Vec<Field>, errors: Errors) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say("interview-hours-new");
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(texts.say("interview-hours-form-intro")),
            action: NEW.into(),
            fields,
            hidden: Vec::new(),
            errors,
            submit: texts.say("save"),
            back: Way { path: PatternDetails::BACK.into(), text: texts.say("interview-hours-back") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn blank(page: Page<ManagePatterns>) -> Answered {
    let named: Option<i64> = page.visitor.param("user").and_then(|text| text.parse().ok());
    let user = named.map_or(page.user, UserId);
    let value = |name: &str| match name {
        "interviewers" => user.to_string(),
        "day_of_week" => page.visitor.param("day_of_week").unwrap_or(DAYS).to_owned(),
        name => usual(name, &page.clock, page.now),
    };
    let fields = valued(fields(page.visitor.texts, &whose(&page, vec![user]).await?), value);
    form(&page, StatusCode::OK, fields, Errors::default())
}

/// What a form says.
fn read(input: &mut Input<'_>) -> Option<NewWeek> {
    let once = |ids: Vec<i64>| ids.into_iter().collect::<BTreeSet<i64>>();
    let people: Vec<UserId> = once(input.ids("interviewers")).into_iter().map(UserId).collect();
    let days: Vec<Weekday> = once(input.ids("day_of_week")).into_iter().filter_map(weekday).collect();
    if people.is_empty() {
        input.wrong("interviewers", "input-choice");
    }
    if people.len() > MAX_PEOPLE {
        input.wrong("interviewers", "interview-hours-many");
    }
    if days.is_empty() {
        input.wrong("day_of_week", "input-choice");
    }
    // The rest is read on any day, so that all that is wrong is said.
    let hours = hours(input, Weekday::ALL[0])?;
    let day = |day_of_week: &Weekday| WeekdayHours { day_of_week: *day_of_week, ..hours.clone() };
    Some(NewWeek { people, days: days.iter().map(day).collect() })
}

/// What became of new hours.
enum Made {
    Done(UserId),
    /// Nothing was done: this is what they would break and take away.
    Asks(Vec<BrokenBooking>, Vec<(UserId, TakesAway)>),
}

/// New hours, as a form sends them.
struct Sent {
    week: NewWeek,
    agreed: Agreed,
    is_undoing: bool,
}

/// Makes hours, where all that they break and take away was seen before. What is only put back takes away nothing new.
fn make(tx: &mut Tx<'_>, permit: &Permit, sent: &Sent, now: Timestamp) -> Result<Made, StoreError> {
    let Sent { week, agreed, is_undoing } = sent;
    let tried = preview_conflicts(tx, permit, |tx| pattern_weeks::create(tx, permit, week, now))?;
    let mut taken = taken_away(tried.done);
    taken.retain(|_| !*is_undoing);
    if !agreed.covers_all(&tried.broken, taken.iter().map(|(user, takes)| named(*user, takes))) {
        return Ok(Made::Asks(tried.broken, taken));
    }
    pattern_weeks::create(tx, permit, week, now)?;
    let first = week.people.first().ok_or_else(|| Refusal::not_found("user"))?;
    Ok(Made::Done(*first))
}

fn taken_away(weeks: Vec<PersonsWeek>) -> Vec<(UserId, TakesAway)> {
    weeks.into_iter().filter_map(|week| Some((week.user, week.takes_away?))).collect()
}

/// What a form that was agreed to calls it.
fn named(user: UserId, takes: &TakesAway) -> String {
    format!("{user}/{}", takes.slots.len())
}

/// What hours take away from somebody, in words.
fn told(texts: Texts, user: UserId, name: &str, takes: &TakesAway) -> Taken {
    let slots = takes.slots.len();
    // Half an hour is one: nobody is told of none where there is some.
    let hours = usize::try_from((takes.seconds + 3599) / 3600).unwrap_or_default();
    let hours = texts.count("interview-hours-takes", hours);
    let what = match slots {
        0 => hours,
        slots => format!("{hours} {}", texts.count("interview-hours-takes-slots", slots)),
    };
    Taken { name: named(user, takes), who: name.to_owned(), what }
}

async fn create(sent: Submitted<ManagePatterns>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let mut input = Input::new(&typed, texts);
    let wanted = read(&mut input).filter(|_| input.errors.is_empty());
    let chosen: Vec<UserId> = input.ids("interviewers").into_iter().map(UserId).collect();
    let outcome = match wanted {
        Some(week) => {
            let sent = Sent { week, agreed: Agreed::of(&typed), is_undoing: is_undoing(&typed) };
            let work = move |tx: &mut Tx<'_>, permit: &Permit| make(tx, permit, &sent, now);
            Outcome::of(
                &page,
                page.once(&chosen_page(&page, &typed), |made| matches!(made, Made::Done(_)), work).await?,
            )?
        }
        None => Outcome::Wrong(input.errors),
    };
    let errors = match outcome {
        Outcome::Done(Made::Done(user)) => {
            return Ok(done_with(&page.visitor, &typed, &hours_of(user), "created", None));
        }
        Outcome::Done(Made::Asks(broken, taken)) => {
            let people = whose(&page, chosen).await?;
            let name = |user: UserId| people.iter().find(|one| one.id == user).map_or("", |one| &one.name);
            let taken = taken.iter().map(|(user, takes)| told(texts, *user, name(*user), takes)).collect();
            let back = chosen_page(&page, &typed);
            return breaking::show_all(&page, &typed, NEW.into(), back, &broken, taken);
        }
        Outcome::Wrong(errors) => errors,
        Outcome::Overtaken => Errors::default(),
    };
    let fields = filled(fields(texts, &whose(&page, chosen).await?), &typed, &errors);
    form(&page, StatusCode::UNPROCESSABLE_ENTITY, fields, errors)
}

/// The hours of the first who is chosen.
fn chosen_page(page: &Page<ManagePatterns>, typed: &http_kit::Form) -> String {
    let first = typed.all("interviewers").find_map(|text| text.parse().ok());
    hours_of(first.map_or(page.user, UserId))
}
