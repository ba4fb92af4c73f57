//! `/book/{company}`: what can be booked.

use super::guest::Guest;
use super::way::{Path, carried};
use crate::assets;
use crate::booked::amount;
use crate::kit::list::Asked;
use crate::kit::page::Answered;
use crate::kit::picture;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use actix_web::web;
use app::kit::addresses::is_address;
use app::shop::pages::{self, Front, Services};
use askama::Template;
use domain::appointment::{ServiceDetails, ServiceId, Setting};

/// What stands around the pages of a company.
pub(super) struct Head {
    pub(super) company: String,
    /// The company's services.
    pub(super) path: String,
    pub(super) contact: Option<Contact>,
    pub(super) script: &'static str,
}

/// Whom visitors can ask.
pub(super) struct Contact {
    pub(super) text: String,
    /// Where it leads, where it is an address.
    pub(super) link: Option<String>,
}

impl Head {
    pub(super) fn of(front: &Front) -> Self {
        let contact = |text: &String| Contact {
            link: is_address(text).then(|| format!("mailto:{text}")),
            text: text.clone(),
        };
        let name = front.settings.website_name.as_ref().unwrap_or(&front.company.details.name);
        Self {
            company: name.clone(),
            path: format!("/book/{}", front.slug),
            contact: front.page.contact.as_ref().map(contact),
            script: assets::book(),
        }
    }
}

/// What is said of a service.
pub(super) struct Facts {
    pub(super) name: String,
    pub(super) description: Option<String>,
    /// How long, where, and for how much.
    pub(super) parts: Vec<String>,
    /// The path of its picture.
    pub(super) picture: Option<String>,
}

/// Pixels of the width of a picture: as much as a first view may weigh.
const PICTURE: u32 = 320;

impl Facts {
    pub(super) fn of(texts: Texts, service: &ServiceDetails) -> Self {
        let minutes = usize::try_from(service.duration_minutes).unwrap_or_default();
        let place = match (service.location_type, &service.location) {
            (Setting::InPerson, Some(place)) => place.clone(),
            (setting, _) => texts.say(&format!("book-setting-{}", setting.name())),
        };
        let price = service.price.filter(|price| !price.is_zero()).map(|price| amount(texts, price));
        Self {
            name: service.name.clone(),
            description: service.description.clone(),
            parts: [texts.count("time-minutes", minutes), place].into_iter().chain(price).collect(),
            picture: service.image_url.as_deref().and_then(|url| picture::path(url, PICTURE)),
        }
    }
}

/// A service that can be booked.
struct Entry {
    path: String,
    facts: Facts,
}

#[derive(Template)]
#[template(path = "book-company.html")]
struct Page {
    shell: Shell,
    head: Head,
    entries: Vec<Entry>,
    /// Where the list begins, and where it goes on.
    first: Option<String>,
    next: Option<String>,
}

pub(super) async fn look(guest: Guest, slug: web::Path<String>) -> Answered {
    let wanted = slug.into_inner();
    let asked = wanted.clone();
    let mut list = Asked::new(&guest.visitor, pages::BY_NAME);
    list.sort = pages::BY_NAME;
    let after = list.after::<ServiceId>();
    let found = guest.read(move |tx| {
        let Some(front) = pages::front(tx, &asked)? else { return Ok(None) };
        let services = match front.company.details.active {
            true => pages::services(tx, &front, after.clone())?,
            false => Services::default(),
        };
        Ok(Some((front, services)))
    });
    let Some((front, services)) = found.await? else { return Err(guest.missing()) };
    if front.slug != wanted {
        return Err(Refused::to(carried(format!("/book/{}", front.slug), &guest.visitor.query, &[])));
    }
    let texts = guest.visitor.texts;
    let entry = |one: pages::Listed| Entry {
        path: Path { company: front.slug.clone(), service: one.slug, ..Path::default() }.first(),
        facts: Facts::of(texts, &one.service.details),
    };
    let entries = services.listed.into_iter().map(entry).collect();
    let (first, next) = (list.first(), services.next.as_ref().map(|next| list.from(next)));
    let head = Head::of(&front);
    let shell = Shell { title: head.company.clone(), ..guest.visitor.shell("book-title") };
    guest.show(StatusCode::OK, &Page { shell, head, entries, first, next })
}
