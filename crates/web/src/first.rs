//! `/app/first`: the first thing that can be booked: a service, or a job with its first candidate. Then the link.

use crate::hiring::seed;
use crate::kit::field::{Field, FormPage, Kind, filled, valued};
use crate::kit::input::{Errors, Input, NAME, TITLE};
use crate::kit::outcome::Outcome;
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Action as Way;
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::sent_to;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use app::first_run::{self, FirstCandidate, FirstService};
use app::kit::collection;
use app::scheduling_links as links;
use app::sealed::Vault;
use app::shop::pages;
use askama::Template;
use domain::access::actions::{ManageInterviews, ManageShop};
use domain::access::{Action, Permit};
use domain::appointment::{MAX_DURATION, ServiceDetails, ServiceId};
use domain::directory::CandidateDetails;
use domain::{JobId, SchedulingLinkId};
use http_kit::{Data, Form, Routes, public_address, resource};
use persistence::{StoreError, Tx};

const PATH: &str = "/app/first";

pub(crate) fn routes(routes: &mut Routes) {
    let candidate = resource("/app/first/candidate");
    routes
        .service(resource(PATH).get(choose).post(make))
        .service(candidate.get(whom).post(invite))
        .service(resource("/app/first/service/{id}").get(service_done))
        .service(resource("/app/first/link/{id}").get(link_done));
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Service,
    Job,
}

impl First {
    const ALL: [Self; 2] = [Self::Service, Self::Job];

    fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Job => "job",
        }
    }

    fn named(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|kind| Some(kind.name()) == name).unwrap_or(Self::Service)
    }

    fn fields(self, texts: Texts) -> Vec<Field> {
        match self {
            Self::Service => vec![
                Field::line("name", texts.say("first-service-name"))
                    .hint(texts.say("first-service-hint"))
                    .required(),
                Field::typed("number", "duration_minutes", texts.say("first-service-minutes")).required(),
            ],
            Self::Job => vec![
                Field::line("name", texts.say("first-job-name")).hint(texts.say("first-job-hint")).required(),
            ],
        }
    }

    fn usual(self, texts: Texts, name: &str) -> String {
        match (self, name) {
            (Self::Service, "name") => texts.say("first-service-usual"),
            (Self::Job, "name") => texts.say("start-job-usual"),
            _ => "60".to_owned(),
        }
    }
}

/// One of the two that are offered.
struct Choice {
    path: String,
    text: String,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "first.html")]
struct FirstPage {
    shell: Shell,
    choices: Vec<Choice>,
    kind: &'static str,
    fields: Vec<Field>,
    errors: Errors,
}

fn show(
    page: &Page<ManageShop>,
    status: StatusCode,
    kind: First,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let choice = |one: First| Choice {
        path: format!("{PATH}?kind={}", one.name()),
        text: texts.say(&format!("first-{}", one.name())),
        is_current: one == kind,
    };
    let choices = First::ALL.map(choice).into();
    let shell = page.shell(texts.say("first-title"));
    page.show_as(status, &FirstPage { shell, choices, kind: kind.name(), fields, errors })
}

async fn choose(page: Page<ManageShop>) -> Answered {
    let (texts, kind) = (page.visitor.texts, First::named(page.visitor.param("kind")));
    let fields = valued(kind.fields(texts), |name| kind.usual(texts, name));
    show(&page, StatusCode::OK, kind, fields, Errors::default())
}

async fn make(sent: Submitted<ManageShop>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, kind) = (page.visitor.texts, First::named(form.get("kind")));
    let mut input = Input::new(&form, texts);
    let outcome = match kind {
        First::Service => make_service(&page, &mut input).await,
        First::Job => make_job(&page, &mut input).await,
    }?;
    match outcome {
        Outcome::Done(path) => Ok(sent_to(&path)),
        Outcome::Wrong(errors) => {
            let fields = filled(kind.fields(texts), &form, &errors);
            show(&page, StatusCode::UNPROCESSABLE_ENTITY, kind, fields, errors)
        }
        Outcome::Overtaken => Err(page.missing("service")),
    }
}

/// What a form came to: where it leads on.
type Led = Result<Outcome<String>, crate::kit::refused::Refused>;

async fn make_service(page: &Page<ManageShop>, input: &mut Input<'_>) -> Led {
    let (name, minutes) = (input.line("name", NAME), input.number("duration_minutes", 1..=MAX_DURATION));
    let Some((name, minutes)) = name.zip(minutes) else {
        return Ok(Outcome::Wrong(std::mem::take(&mut input.errors)));
    };
    let (first, now) = (FirstService { name, minutes, user: page.user }, page.now);
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        let service = first_run::make_service(tx, permit, &first, now)?;
        Ok(format!("{PATH}/service/{service}"))
    };
    Outcome::of(page, page.write(work).await)
}

async fn make_job(page: &Page<ManageShop>, input: &mut Input<'_>) -> Led {
    let permit = page.permit_for(Action::ManageJobs)?;
    let Some(title) = input.line("name", TITLE) else {
        return Ok(Outcome::Wrong(std::mem::take(&mut input.errors)));
    };
    let (template, user, now) = (page.say("start-template"), page.user, page.now);
    let work = move |tx: &mut Tx<'_>| {
        let job = first_run::make_job(tx, &permit, &title, &template, user, now)?;
        Ok::<_, StoreError>(format!("{PATH}/candidate?job={job}"))
    };
    Outcome::of(page, page.db.write(work).await)
}

fn candidate_fields(texts: Texts) -> Vec<Field> {
    vec![
        Field::line("name", texts.say("first-candidate-name")).required(),
        Field { autocomplete: "off", ..Field::typed("email", "email", texts.say("first-candidate-email")) }
            .required(),
    ]
}

fn show_whom(
    page: &Page<ManageInterviews>,
    status: StatusCode,
    job: JobId,
    fields: Vec<Field>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let heading = texts.say("first-candidate-title");
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: Some(texts.say("first-candidate-intro")),
            action: format!("{PATH}/candidate"),
            fields,
            hidden: vec![("job".into(), job.to_string())],
            errors,
            submit: texts.say("first-next"),
            back: Way { path: "/app".into(), text: texts.say("first-later") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn whom(page: Page<ManageInterviews>) -> Answered {
    let job = id_in(&page, page.visitor.param("job").unwrap_or_default(), "job")?;
    show_whom(&page, StatusCode::OK, job, candidate_fields(page.visitor.texts), Errors::default())
}

fn said(input: &mut Input<'_>, job: JobId, user: domain::UserId) -> Option<FirstCandidate> {
    let (name, email) = (input.line("name", NAME), input.email("email"));
    Some(FirstCandidate { name: name?, email: email?, job, user })
}

async fn invite(sent: Submitted<ManageInterviews>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, now, seed) = (page.visitor.texts, page.now, seed(&page)?);
    let job: JobId = id_in(&page, form.get("job").unwrap_or_default(), "job")?;
    let mut input = Input::new(&form, texts);
    let outcome = match said(&mut input, job, page.user) {
        Some(first) => {
            // The candidate is made by whom the matrix lets make candidates.
            let permit = page.permit_for(Action::ManageJobs)?;
            let interviews = page.permit.clone();
            let work = move |tx: &mut Tx<'_>| {
                first_run::make_candidate(tx, &permit, &interviews, &first, &seed, now)
            };
            Outcome::of(&page, page.db.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(link) => Ok(sent_to(&format!("{PATH}/link/{}", link.id))),
        Outcome::Wrong(errors) => wrong(&page, job, &form, errors),
        Outcome::Overtaken => Err(page.missing("candidate")),
    }
}

fn wrong(page: &Page<ManageInterviews>, job: JobId, form: &Form, errors: Errors) -> Answered {
    let fields = filled(candidate_fields(page.visitor.texts), form, &errors);
    show_whom(page, StatusCode::UNPROCESSABLE_ENTITY, job, fields, errors)
}

#[derive(Template)]
#[template(path = "first-done.html")]
struct DonePage {
    shell: Shell,
    words: String,
    /// The whole address, as it is sent to somebody.
    link: String,
}

async fn service_done(page: Page<ManageShop>, id: web::Path<String>, request: HttpRequest) -> Answered {
    let id: ServiceId = id_in(&page, &id, "service")?;
    let read = move |tx: &mut Tx<'_>, permit: &Permit| {
        let service = collection::get::<ServiceDetails>(tx, permit, id)?;
        Ok((service.details.name, pages::addresses(tx, permit, &[id])?.remove(&id)))
    };
    let (name, path) = page.read(read).await?;
    let path = path.ok_or_else(|| page.missing("service"))?;
    let texts = page.visitor.texts;
    page.show(&DonePage {
        shell: page.shell(texts.say("first-done-title")),
        words: texts.with("first-done-service", "name", &name),
        link: format!("{}{path}", public_address(&request).trim_end_matches('/')),
    })
}

async fn link_done(
    page: Page<ManageInterviews>,
    id: web::Path<String>,
    request: HttpRequest,
    vault: Data<Vault>,
) -> Answered {
    let id: SchedulingLinkId = id_in(&page, &id, "scheduling link")?;
    let directory = page.permit_for(Action::ReadDirectory)?;
    let (vault, address, now) = ((*vault).clone(), public_address(&request), page.now);
    let read = move |tx: &mut Tx<'_>, permit: &Permit| {
        let link = links::get(tx, permit, id)?;
        let candidate = collection::get::<CandidateDetails>(tx, &directory, link.details.candidate)?;
        let shown = links::shown(tx, permit, vec![link], &vault, &address, now)?.pop();
        Ok((shown, candidate.details.name))
    };
    let (shown, name) = page.read(read).await?;
    let texts = page.visitor.texts;
    page.show(&DonePage {
        shell: page.shell(texts.say("first-done-title")),
        words: texts.with("first-done-job", "name", &name),
        link: shown.map(|view| view.url).ok_or_else(|| page.missing("scheduling link"))?,
    })
}
