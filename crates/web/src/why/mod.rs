//! `/app/why?about=…`: why there is no time: a row for each person and rule over the asked days, and what would help.

mod answer;
pub(crate) mod drawn;
mod helps;
pub(crate) mod rows;

use crate::hiring::{choosing, options};
use crate::kit::field::{Field, Kind};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::{Action as Link, Refused};
use crate::kit::shell::Shell;
use crate::shop;
use answer::{Answer, Means, Range, Subject, ask};
use app::kit::collection;
use app::known_people::KnownPeople;
use askama::Template;
use domain::access::Action;
use domain::access::actions::ReadCalendars;
use domain::appointment::StaffId;
use domain::directory::TemplateDetails;
use drawn::Drawing;
use helps::{Way, ways};
use http_kit::{Data, MemoryBudget, Routes, resource};
use persistence::store::collection::{ListRequest, Sort, SortKey};
use persistence::{StoreError, Tx};
use scheduling_core::time::Date;
use std::collections::HashMap;

const PATH: &str = "/app/why";
/// Days that are asked about where the address does not say, and at the most.
const DAYS: i64 = 7;
const MOST_DAYS: i64 = 14;
/// Templates that the form offers.
const TEMPLATES: usize = 500;

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(look));
}

#[derive(Template)]
#[template(path = "why.html")]
struct WhyPage {
    shell: Shell,
    zone: String,
    choose: Vec<Field>,
    /// What goes on being asked for.
    staff: String,
    /// What is said in place of rows, or above them.
    words: String,
    drawing: Drawing,
    ways: Vec<Way>,
    truncated: bool,
    next: Option<Link>,
}

/// What the address asks.
struct Asked {
    subject: Option<Subject>,
    staff: Option<StaffId>,
    range: Range,
}

impl Asked {
    fn of(page: &Page<ReadCalendars>) -> Self {
        let param = |name: &str| page.visitor.param(name);
        let today = page.clock.day_of(page.now);
        let days = param("days").and_then(|text| text.parse().ok()).unwrap_or(DAYS);
        Self {
            subject: param("about").and_then(Subject::named),
            staff: param("staff").and_then(|text| text.parse().ok()).map(StaffId),
            range: Range {
                first: param("from").and_then(|text| Date::parse(text).ok()).unwrap_or(today).max(today),
                days: days.clamp(1, MOST_DAYS),
            },
        }
    }
}

/// What can be asked about: what is asked about already, services and templates.
async fn subjects(
    page: &Page<ReadCalendars>,
    asked: &Asked,
    name: &str,
) -> Result<Vec<(String, String)>, Refused> {
    let permit = page.permit_for(Action::ReadDirectory)?;
    let read = move |tx: &mut Tx<'_>| {
        let sort = Sort { key: SortKey::Name, descending: false };
        let request = ListRequest::<TemplateDetails> { sort, limit: TEMPLATES, ..ListRequest::default() };
        let templates = collection::list(tx, &permit, &request)?.records;
        Ok::<_, StoreError>((templates, shop::services(tx, &permit, true, &[])?))
    };
    let (templates, services) = page.db.read(read).await.map_err(|error| page.refuse(error))?;
    let texts = page.visitor.texts;
    let mut all: Vec<(String, String)> =
        templates.into_iter().map(|one| (Subject::Template(one.id).name(), one.details.name)).collect();
    all.extend(options(&services).into_iter().map(|(id, text)| (format!("service-{id}"), text)));
    let asked = asked.subject.map(Subject::name);
    if let Some(subject) = asked.filter(|subject| all.iter().all(|(value, _)| value != subject)) {
        all.insert(0, (subject, name.to_owned()));
    }
    Ok(choosing(texts, all))
}

async fn choose(page: &Page<ReadCalendars>, asked: &Asked, name: &str) -> Result<Vec<Field>, Refused> {
    let texts = page.visitor.texts;
    let days = (1..=MOST_DAYS)
        .map(|days| (days.to_string(), texts.count("why-days", usize::try_from(days).unwrap_or_default())));
    Ok(vec![
        Field::select("about", texts.say("why-about"), subjects(page, asked, name).await?)
            .value(asked.subject.map(Subject::name).unwrap_or_default()),
        Field::typed("date", "from", texts.say("why-from")).value(asked.range.first.to_string()),
        Field::select("days", texts.say("why-how-long"), days).value(asked.range.days.to_string()),
    ])
}

async fn look(page: Page<ReadCalendars>, people: Data<KnownPeople>, memory: MemoryBudget) -> Answered {
    let (texts, asked) = (page.visitor.texts, Asked::of(&page));
    let means = Means { people: &people, memory: &memory };
    let answer = match asked.subject {
        Some(subject) => ask(&page, &means, subject, asked.staff, asked.range).await?,
        None => Answer::default(),
    };
    let names: HashMap<_, _> = answer.people.iter().map(|person| (person.id, person.name.clone())).collect();
    let people: Vec<_> = answer.people.iter().map(|person| person.id).collect();
    let drawn = rows::rows(&answer.starts, &people);
    let ways = asked.subject.map(|subject| ways(&page, subject, &answer)).unwrap_or_default();
    let heading = match answer.name.as_str() {
        "" => texts.say("why-title"),
        name => texts.with("why-heading", "name", name),
    };
    page.show(&WhyPage {
        shell: page.shell(heading),
        zone: texts.with("time-zone-note", "zone", &page.clock.zone_name()),
        choose: choose(&page, &asked, &answer.name).await?,
        staff: asked.staff.map(|staff| staff.to_string()).unwrap_or_default(),
        words: words(&page, &asked, &answer),
        drawing: Drawing::of(&page.clock, page.now, &answer.starts, drawn, &names),
        truncated: answer.truncated,
        next: next(&page, &asked, &answer),
        ways,
    })
}

/// How many starts there are, and how many can be had.
fn words(page: &Page<ReadCalendars>, asked: &Asked, answer: &Answer) -> String {
    let texts = page.visitor.texts;
    let open = answer.starts.iter().filter(|start| start.removed_by.is_empty()).count();
    match (asked.subject, answer.starts.is_empty()) {
        (None, _) => texts.say("why-ask"),
        (Some(Subject::Interview(_)), true) if answer.people.is_empty() => texts.say("why-no-panel"),
        (Some(_), true) => texts.say("why-no-starts"),
        (Some(_), false) => {
            let of = texts.count("why-starts", answer.starts.len());
            texts.values("why-open-of", &[("open", &open.to_string()), ("of", &of)])
        }
    }
}

/// Where the times are chosen from.
fn next(page: &Page<ReadCalendars>, asked: &Asked, answer: &Answer) -> Option<Link> {
    let texts = page.visitor.texts;
    let link = |path: String, key: &str| Link { path, text: texts.say(key) };
    match asked.subject? {
        Subject::Interview(id) if answer.people.is_empty() => page
            .may(Action::ManageInterviews)
            .then(|| link(format!("/app/interviews/{id}/edit"), "why-choose-panel")),
        Subject::Interview(id) => page
            .may(Action::ManageInterviews)
            .then(|| link(format!("/app/interviews/{id}/move"), "find-time")),
        Subject::Service(id) => page.may(Action::BookAppointments).then(|| {
            let date = asked.range.first;
            link(format!("/app/appointments/new?service={id}&date={date}"), "starts-show")
        }),
        Subject::Template(id) => page
            .may(Action::ManageTemplates)
            .then(|| link(format!("/app/settings/templates/{id}/edit"), "template-edit")),
    }
}
