//! `/app/services/{id}`: one service, who offers it, and its picture.

use super::names::{directory, names_of};
use super::reading::policy_words;
use crate::kit::outcome::done;
use crate::kit::page::{Answered, Page, Submitted, SubmittedImage};
use crate::kit::picture::{self, IMAGES};
use crate::kit::sheet::{Sheet, id_in};
use crate::kit::shell::Shell;
use actix_web::{HttpRequest, web};
use app::kit::Precondition;
use app::kit::collection;
use app::shop::{image, pages, settings};
use askama::Template;
use domain::access::actions::{ManageShop, ReadDirectory};
use domain::access::{Action, Permit};
use domain::appointment::{Service, ServiceDetails, ServiceId};
use http_kit::{MemoryBudget, Problem, Routes, public_address, resource};
use persistence::{StoreError, Tx};

/// Pixels of the width of a picture.
const WIDTH: u32 = 640;

pub(super) fn routes(routes: &mut Routes) {
    // After `/app/services/new`, which is no id.
    routes
        .service(resource("/app/services/{id}").get(look))
        .service(resource("/app/services/{id}/picture").post(upload))
        .service(resource("/app/services/{id}/picture/remove").post(remove));
}

#[derive(Template)]
#[template(path = "service.html")]
struct ServicePage {
    shell: Shell,
    service: Service,
    path: String,
    setting: String,
    price: Option<String>,
    down_payment: Option<String>,
    staff: Vec<Offering>,
    moves: String,
    policy: Vec<String>,
    is_own_policy: bool,
    /// On this server.
    picture: Option<String>,
    /// Where visitors book it.
    book: Option<String>,
    may_write: bool,
    may_book: bool,
}

/// Somebody who offers it.
struct Offering {
    path: String,
    name: String,
}

async fn look(page: Page<ReadDirectory>, id: web::Path<String>) -> Answered {
    let id: ServiceId = id_in(&page, &id, "service")?;
    let (texts, permit) = (page.visitor.texts, directory(&page)?);
    let work = move |tx: &mut Tx<'_>| {
        let service = collection::get::<ServiceDetails>(tx, &permit, id)?;
        let names = names_of(tx, &permit, &service.details.staff)?;
        let usual = settings::get(tx, &permit)?.details;
        let page = pages::addresses(tx, &permit, &[id])?.remove(&id);
        Ok::<_, StoreError>((service, names, usual, page))
    };
    let (service, names, usual, book) = page.db.read(work).await.map_err(|error| page.refuse(error))?;
    let details = &service.details;
    let offering =
        |id| Offering { path: format!("/app/staff/{id}"), name: names.get(id).cloned().unwrap_or_default() };
    let limit = details.reschedule_limit.unwrap_or(usual.default_reschedule_limit);
    let moves = match details.allow_rescheduling {
        true => texts.count("service-moves-up-to", usize::try_from(limit).unwrap_or_default()),
        false => texts.say("service-moves-none"),
    };
    let policy = details.cancellation_policy.as_ref().unwrap_or(&usual.cancellation_policy);
    page.show(&ServicePage {
        shell: page.shell(details.name.clone()),
        path: ServiceDetails::shown(id),
        setting: texts.say(&format!("setting-{}", details.location_type.name())),
        price: details.price.map(|price| price.to_string()),
        down_payment: details.down_payment.map(|part| part.to_string()),
        staff: details.staff.iter().map(offering).collect(),
        moves,
        policy: policy_words(texts, policy),
        is_own_policy: details.cancellation_policy.is_some(),
        picture: details.image_url.as_deref().and_then(|url| picture::path(url, WIDTH)),
        book: book.filter(|_| details.active),
        may_write: page.may(Action::ManageShop),
        may_book: page.may(Action::BookAppointments) && details.active,
        service,
    })
}

async fn upload(
    sent: SubmittedImage<ManageShop>,
    id: web::Path<String>,
    memory: MemoryBudget,
    request: HttpRequest,
) -> Answered {
    let SubmittedImage { page, file } = sent;
    let id: ServiceId = id_in(&page, &id, "service")?;
    // A picture may be large once it is decoded, however small its file.
    let room = memory.reserve(image::MOST_MEMORY).await.map_err(|problem| page.fail(&problem))?;
    let read = web::block(move || {
        // It is given back when the picture is read, also where nobody waits for it.
        let _room = room;
        image::read(&file)
    });
    let read = read.await.map_err(|error| page.fail(&Problem::internal(&error)))?;
    let picture = read.map_err(|bad| {
        let problem = Problem::invalid(vec![domain::FieldProblem::new("", bad.to_string())]);
        page.fail(&problem)
    })?;
    let address = format!("{}{IMAGES}{}", public_address(&request).trim_end_matches('/'), picture.hash);
    let now = page.now;
    let work =
        move |tx: &mut Tx<'_>, permit: &Permit| image::set(tx, permit, id, &picture, &address, now).map(drop);
    page.write(work).await.map_err(|error| page.refuse(error))?;
    Ok(done(&ServiceDetails::shown(id), "saved"))
}

async fn remove(sent: Submitted<ManageShop>, id: web::Path<String>) -> Answered {
    let page = sent.page;
    let (id, now): (ServiceId, _) = (id_in(&page, &id, "service")?, page.now);
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        let change = |service: &mut ServiceDetails| {
            service.image_url = None;
            Ok(())
        };
        collection::update(tx, permit, id, &Precondition::default(), change, now).map(drop)
    };
    page.write(work).await.map_err(|error| page.refuse(error))?;
    Ok(done(&ServiceDetails::shown(id), "saved"))
}
