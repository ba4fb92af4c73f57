//! `/app/busy/…`: busy time that somebody enters by hand, from the calendar or by its form.

use crate::hiring::{Named, back, choosing, directory, options, people};
use crate::kit::breaking::{self, Agreed, Made, previewed};
use crate::kit::field::{BothPage, Danger, Field, FormPage, filled, valued};
use crate::kit::input::{Errors, Input, TITLE};
use crate::kit::outcome::{Outcome, done, is_overtaken, settled};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::trial::{self, calendar_of, proposed};
use crate::kit::when::WallClock;
use actix_web::http::StatusCode;
use actix_web::web;
use app::kit::{Precondition, collection};
use domain::access::Permit;
use domain::access::actions::ManageBusyPeriods;
use domain::directory::{BusyPeriod, BusyPeriodDetails};
use domain::{BusyPeriodId, UserId};
use http_kit::{Form, Routes, resource};
use persistence::Tx;
use scheduling_core::time::{Interval, Timestamp};

const NEW: &str = "/app/busy/new";
/// Seconds of a new busy time.
const USUAL: i64 = 3600;

pub(crate) fn routes(routes: &mut Routes) {
    let new = resource(NEW).get(blank).post(create);
    let one = resource("/app/busy/{id}").get(edit).post(update);
    let gone = resource("/app/busy/{id}/delete").post(delete);
    routes.service(new).service(one).service(gone);
}

/// The form of one.
pub(crate) fn path(id: BusyPeriodId) -> String {
    format!("/app/busy/{id}")
}

/// Those whose busy time who looks may change.
async fn whose(page: &Page<ManageBusyPeriods>) -> Result<Vec<Named<UserId>>, Refused> {
    let (sees, user) = (page.permit.sees(), page.user);
    let permit = directory(&page.caller, page.company).map_err(|error| page.refuse(error))?;
    let found = page.db.read(move |tx: &mut Tx<'_>| people(tx, &permit, &[user])).await;
    let mut found = found.map_err(|error| page.refuse(error))?;
    found.retain(|one| sees.shows(one.id));
    Ok(found)
}

/// The fields; whose time it is never changes.
async fn fields(page: &Page<ManageBusyPeriods>, is_new: bool) -> Result<Vec<Field>, Refused> {
    let texts = page.visitor.texts;
    let mut fields = Vec::new();
    if is_new {
        let whose = choosing(texts, options(&whose(page).await?));
        fields.push(Field::select("user", texts.say("busy-user"), whose).required());
    }
    fields.extend([
        Field::typed("datetime-local", "start", texts.say("busy-start")).required(),
        Field::typed("datetime-local", "end", texts.say("busy-end")).required(),
        Field::line("title", texts.say("busy-title")).hint(texts.say("busy-title-hint")),
    ]);
    Ok(fields)
}

/// A form of a busy time.
struct Sheet {
    key: &'static str,
    intro: String,
    action: String,
    fields: Vec<Field>,
    hidden: Vec<(String, String)>,
    errors: Errors,
    back: String,
    delete: Option<String>,
}

fn form(page: &Page<ManageBusyPeriods>, status: StatusCode, sheet: Sheet) -> Answered {
    let texts = page.visitor.texts;
    let danger = |action: String| Danger {
        action,
        heading: texts.say("busy-delete"),
        words: texts.say("busy-delete-words"),
        button: texts.say("busy-delete"),
    };
    let heading = texts.say(sheet.key);
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(sheet.intro),
            action: sheet.action,
            fields: sheet.fields,
            hidden: sheet.hidden,
            errors: sheet.errors,
            submit: texts.say("save"),
            back: Way { path: sheet.back, text: texts.say("busy-back") },
            danger: sheet.delete.map(danger),
            keeps: None,
            zones: Vec::new(),
        },
    )
}

fn intro(page: &Page<ManageBusyPeriods>) -> String {
    page.visitor.texts.with("busy-intro", "zone", &page.clock.zone_name())
}

fn new_sheet(page: &Page<ManageBusyPeriods>, fields: Vec<Field>, errors: Errors) -> Sheet {
    Sheet {
        key: "busy-new",
        intro: intro(page),
        action: NEW.into(),
        fields,
        hidden: Vec::new(),
        errors,
        back: "/app/calendar".into(),
        delete: None,
    }
}

async fn blank(page: Page<ManageBusyPeriods>) -> Answered {
    let given = |name: &str| page.visitor.param(name).and_then(|text| page.clock.read(text));
    let start = given("start");
    let end = given("end").or_else(|| start.map(|start| start.plus_seconds(USUAL)));
    let own = page.user.to_string();
    let input = |at: Option<Timestamp>| at.map(|at| page.clock.input(at)).unwrap_or_default();
    let usual = |name: &str| match name {
        "user" => page.visitor.param("user").unwrap_or(&own).to_owned(),
        "start" => input(start),
        "end" => input(end),
        _ => String::new(),
    };
    let fields = valued(fields(&page, true).await?, usual);
    form(&page, StatusCode::OK, new_sheet(&page, fields, Errors::default()))
}

/// What a form says of the time, and what it is called.
fn said(input: &mut Input<'_>, clock: &WallClock, before: Option<Interval>) -> Option<SaidTime> {
    let start = input.kept("start", clock, before.map(Interval::start));
    let end = input.kept("end", clock, before.map(Interval::end));
    let title = input.optional("title", TITLE);
    let time = Interval::new(start?, end?);
    if time.is_err() {
        input.wrong("end", "busy-order");
    }
    Some(SaidTime { time: time.ok()?, title: title? })
}

struct SaidTime {
    time: Interval,
    title: Option<String>,
}

async fn create(sent: Submitted<ManageBusyPeriods>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (now, sees) = (page.now, page.permit.sees());
    let mut input = Input::new(&typed, page.visitor.texts);
    let read = |text: &str| text.parse().ok().map(UserId).filter(|user| sees.shows(*user));
    let user = input.choice("user", read);
    let said = said(&mut input, &page.clock, None).filter(|_| input.errors.is_empty());
    let outcome = match (user, said) {
        (Some(user), Some(SaidTime { time, title })) => {
            let (wanted, agreed) = (BusyPeriodDetails { user, time, title }, Agreed::of(&typed));
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                previewed(tx, permit, Some(&agreed), |tx| collection::create(tx, permit, &wanted, now))
            };
            Outcome::of(&page, page.once("/app/calendar", Made::is_done, work).await?)?
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(Made::Done(made)) => Ok(shown(&page, &made, &typed, "created")),
        Outcome::Done(Made::Breaks(broken)) => {
            breaking::show(&page, &typed, NEW.into(), "/app/calendar".into(), &broken)
        }
        Outcome::Wrong(errors) => {
            let fields = filled(fields(&page, true).await?, &typed, &errors);
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, new_sheet(&page, fields, errors))
        }
        Outcome::Overtaken => Err(page.missing("user")),
    }
}

/// Where the form came from, else the calendar of its person; on its day.
fn shown(
    page: &Page<ManageBusyPeriods>,
    one: &BusyPeriod,
    typed: &Form,
    what: &str,
) -> actix_web::HttpResponse {
    let start = one.details.time.start();
    let own = format!("{}&people={}", calendar_of(&page.clock, start), one.details.user);
    done(&trial::on_day(back(typed, &own), &page.clock, start), what)
}

async fn stored(page: &Page<ManageBusyPeriods>, id: BusyPeriodId) -> Result<BusyPeriod, Refused> {
    page.read(move |tx, permit| collection::get::<BusyPeriodDetails>(tx, permit, id)).await
}

/// What the form of a busy period keeps beside its fields.
struct Kept {
    version: String,
    /// The page that it came from.
    back: Option<String>,
}

fn edit_sheet(
    page: &Page<ManageBusyPeriods>,
    one: &BusyPeriod,
    kept: Kept,
    fields: Vec<Field>,
    errors: Errors,
) -> Sheet {
    let start = one.details.time.start();
    let back = kept.back.as_deref().map(|back| trial::on_day(back, &page.clock, start));
    let version = [("version".to_owned(), kept.version)].into_iter();
    let now = page.visitor.texts.with("move-now", "when", &page.clock.interval(one.details.time));
    Sheet {
        key: "busy-edit",
        intro: format!("{now}. {}", intro(page)),
        action: path(one.id),
        fields,
        hidden: version.chain(kept.back.map(|back| ("back".to_owned(), back))).collect(),
        errors,
        back: back.unwrap_or_else(|| calendar_of(&page.clock, start)),
        delete: Some(format!("{}/delete", path(one.id))),
    }
}

fn value(clock: &WallClock, one: &BusyPeriodDetails, name: &str) -> String {
    match name {
        "start" => clock.input(one.time.start()),
        "end" => clock.input(one.time.end()),
        _ => one.title.clone().unwrap_or_default(),
    }
}

async fn edit(page: Page<ManageBusyPeriods>, id: web::Path<String>) -> Answered {
    let one = stored(&page, id_in(&page, &id, "busy period")?).await?;
    let mut wanted = one.details.clone();
    // As the calendar proposes it: as long as it is.
    let moved = proposed(&page).map(|at| Interval::new(at, at.plus_seconds(wanted.time.seconds())));
    if let Some(Ok(time)) = moved {
        wanted.time = time;
    }
    let fields = valued(fields(&page, false).await?, |name| value(&page.clock, &wanted, name));
    let named = page.visitor.param("back").map(|_| trial::back(&page, one.details.time.start()));
    let kept = Kept { version: one.metadata.version.to_string(), back: named };
    form(&page, StatusCode::OK, edit_sheet(&page, &one, kept, fields, Errors::default()))
}

async fn update(sent: Submitted<ManageBusyPeriods>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (id, now): (BusyPeriodId, _) = (id_in(&page, &id, "busy period")?, page.now);
    let one = stored(&page, id).await?;
    let mut input = Input::new(&typed, page.visitor.texts);
    let said = said(&mut input, &page.clock, Some(one.details.time)).filter(|_| input.errors.is_empty());
    let expected = Precondition::new(input.version());
    let outcome = match said {
        Some(SaidTime { time, title }) => {
            let change = move |details: &mut BusyPeriodDetails| {
                details.time = time;
                details.title.clone_from(&title);
                Ok(())
            };
            let agreed = Agreed::of(&typed);
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                previewed(tx, permit, Some(&agreed), |tx| {
                    collection::update(tx, permit, id, &expected, &change, now)
                })
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(Made::Done(one)) => Ok(shown(&page, &one, &typed, "saved")),
        Outcome::Done(Made::Breaks(broken)) => {
            let back = calendar_of(&page.clock, one.details.time.start());
            breaking::show(&page, &typed, path(id), back, &broken)
        }
        Outcome::Wrong(errors) => {
            let fields = filled(fields(&page, false).await?, &typed, &errors);
            let kept = Kept {
                version: typed.get("version").unwrap_or_default().to_owned(),
                back: typed.get("back").map(|_| back(&typed, "/app/calendar").to_owned()),
            };
            form(&page, StatusCode::UNPROCESSABLE_ENTITY, edit_sheet(&page, &one, kept, fields, errors))
        }
        Outcome::Overtaken => both(&page, id, &typed).await,
    }
}

/// What is stored now beside what was typed.
async fn both(page: &Page<ManageBusyPeriods>, id: BusyPeriodId, typed: &Form) -> Answered {
    let one = stored(page, id).await?;
    let theirs = valued(fields(page, false).await?, |name| value(&page.clock, &one.details, name));
    let shell = page.shell(page.say("both-heading"));
    let both = BothPage::new(shell, path(id), path(id), &theirs, typed, one.metadata.version);
    page.show_as(StatusCode::PRECONDITION_FAILED, &both)
}

async fn delete(sent: Submitted<ManageBusyPeriods>, id: web::Path<String>) -> Answered {
    let Submitted { page, form: typed } = sent;
    let (id, now): (BusyPeriodId, _) = (id_in(&page, &id, "busy period")?, page.now);
    let one = stored(&page, id).await?;
    // Who deletes it on its page has seen what it says.
    let seen = Precondition::new(Input::new(&typed, page.visitor.texts).version());
    let gone = page
        .write(move |tx, permit| collection::delete::<BusyPeriodDetails>(tx, permit, id, &seen, now))
        .await;
    if is_overtaken(&gone) {
        let fields = valued(fields(&page, false).await?, |name| value(&page.clock, &one.details, name));
        let kept = Kept { version: one.metadata.version.to_string(), back: None };
        let sheet = edit_sheet(&page, &one, kept, fields, Errors::overtaken(page.visitor.texts));
        return form(&page, StatusCode::PRECONDITION_FAILED, sheet);
    }
    settled(&page, "busy period", gone)?;
    Ok(shown(&page, &one, &typed, "deleted"))
}
