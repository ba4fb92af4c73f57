//! `/app/settings/company`.

use crate::kit::breaking::{self, Agreed, Made, previewed};
use crate::kit::field::{BothPage, Field, FormPage, filled, valued};
use crate::kit::input::{Errors, Input, NAME};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use app::kit::Precondition;
use app::kit::collection;
use domain::access::actions::ChangeCompany;
use domain::directory::{BusinessHours, Company, CompanyDetails};
use http_kit::{Routes, resource};
use persistence::Tx;
use scheduling_core::time::{TimeOfDay, TimeZone};

const PATH: &str = "/app/settings/company";

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(look).post(save));
}

fn fields(texts: Texts) -> Vec<Field> {
    vec![
        Field::line("name", texts.say("name")).autocomplete("organization").required(),
        Field::zone("time_zone", texts.say("time-zone")).hint(texts.say("company-zone-hint")).required(),
        Field::typed("time", "opens", texts.say("company-opens"))
            .hint(texts.say("company-hours-hint"))
            .required(),
        Field::typed("time", "closes", texts.say("company-closes")).required(),
        Field::typed("number", "ai_parallel", texts.say("company-ai"))
            .hint(texts.say("company-ai-hint"))
            .required(),
    ]
}

fn value(company: &CompanyDetails, name: &str) -> String {
    match name {
        "name" => company.name.clone(),
        "time_zone" => company.time_zone.clone(),
        "opens" => company.business_hours.start.to_string(),
        "closes" => company.business_hours.end.to_string(),
        _ => company.ai_parallel.to_string(),
    }
}

async fn stored(page: &Page<ChangeCompany>) -> Result<Company, Refused> {
    let id = page.company;
    page.read(move |tx, permit| collection::get::<CompanyDetails>(tx, permit, id)).await
}

fn show(
    page: &Page<ChangeCompany>,
    status: StatusCode,
    fields: Vec<Field>,
    version: String,
    errors: Errors,
) -> Answered {
    let heading = page.say("settings-company");
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: None,
            action: PATH.into(),
            fields,
            hidden: vec![("version".into(), version)],
            errors,
            submit: page.say("save"),
            back: Way { path: "/app/settings".into(), text: page.say("nav-settings") },
            danger: None,
            keeps: None,
            zones: TimeZone::names().collect(),
        },
    )
}

async fn look(page: Page<ChangeCompany>) -> Answered {
    let company = stored(&page).await?;
    let fields = valued(fields(page.visitor.texts), |name| value(&company.details, name));
    show(&page, StatusCode::OK, fields, company.metadata.version.to_string(), Errors::default())
}

async fn save(sent: Submitted<ChangeCompany>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, id, now) = (page.visitor.texts, page.company, page.now);
    let mut input = Input::new(&form, texts);
    let time = |text: &str| TimeOfDay::parse(text).ok();
    let (name, zone) = (input.line("name", NAME), input.zone("time_zone"));
    let (start, end) = (input.time_of_day("opens", time), input.time_of_day("closes", time));
    let parallel = input.number("ai_parallel", 1..=1000);
    let expected = Precondition::new(input.version());
    let outcome = match (name, zone, start, end, parallel) {
        (Some(name), Some(zone), Some(start), Some(end), Some(ai_parallel)) => {
            let change = move |company: &mut CompanyDetails| {
                company.name.clone_from(&name);
                company.time_zone = zone.clone().unwrap_or_else(|| "UTC".into());
                company.business_hours = BusinessHours { start, end };
                company.ai_parallel = ai_parallel;
                Ok(())
            };
            let agreed = Agreed::of(&form);
            let work = move |tx: &mut Tx<'_>, permit: &domain::access::Permit| {
                previewed(tx, permit, Some(&agreed), |tx| {
                    collection::update::<CompanyDetails>(tx, permit, id, &expected, &change, now).map(drop)
                })
            };
            Outcome::of(&page, page.write(work).await)?
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(Made::Done(())) => Ok(done(PATH, "saved")),
        Outcome::Done(Made::Breaks(broken)) => {
            breaking::show(&page, &form, PATH.into(), PATH.into(), &broken)
        }
        Outcome::Wrong(errors) => {
            let fields = filled(fields(texts), &form, &errors);
            let version = form.get("version").unwrap_or_default().to_owned();
            show(&page, StatusCode::UNPROCESSABLE_ENTITY, fields, version, errors)
        }
        Outcome::Overtaken => {
            let company = stored(&page).await?;
            let theirs = valued(fields(texts), |name| value(&company.details, name));
            let (shell, version) = (page.shell(page.say("both-heading")), company.metadata.version);
            let both = BothPage::new(shell, PATH.into(), PATH.into(), &theirs, &form, version);
            page.show_as(StatusCode::PRECONDITION_FAILED, &both)
        }
    }
}
