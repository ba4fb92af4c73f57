//! `/book/{company}/{service}/why`: why there are no times, of nobody in particular.

use super::company::Head;
use super::guest::Guest;
use super::loaded::Loaded;
use super::search::reason_of;
use crate::kit::month::Way;
use crate::kit::page::Answered;
use crate::kit::shell::Shell;
use crate::why::drawn::Drawing;
use crate::why::rows::redacted;
use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use scheduling_core::time::Date;

/// Days that are explained.
const DAYS: i64 = 7;

#[derive(Template)]
#[template(path = "book-why.html")]
struct WhyPage {
    shell: Shell,
    head: Head,
    service: String,
    zone: String,
    drawing: Drawing,
    back: Way,
}

pub(super) async fn look(guest: Guest, slugs: web::Path<(String, String)>) -> Answered {
    let (company, service) = slugs.into_inner();
    let loaded = Loaded::of(&guest, &company, &service, "why").await?;
    if !loaded.is_open() {
        return Err(guest.missing());
    }
    let (texts, search) = (guest.visitor.texts, loaded.search(&guest));
    let asked = guest.visitor.param("from").and_then(|text| Date::parse(text).ok());
    let first = asked.unwrap_or(search.today()).clamp(search.today(), search.last());
    let tells_off = search.tells_off();
    let starts = search.explained(first, first.plus_days(DAYS - 1)).await?;
    let clock = guest.clock(loaded.zone.zone.clone());
    let head = Head::of(&loaded.front().front);
    let shell = Shell { title: texts.say("why-told-title"), ..loaded.shell(&guest, &head) };
    let page = WhyPage {
        shell,
        service: loaded.front().listed.service.details.name.clone(),
        zone: texts.with("time-zone-note", "zone", &clock.zone_name()),
        drawing: Drawing::told(
            &clock,
            guest.now(),
            &starts,
            redacted(&starts, |because| reason_of(because, tells_off)),
        ),
        back: Way { path: loaded.path.first(), text: texts.say("why-told-back") },
        head,
    };
    guest.show(StatusCode::OK, &page)
}
