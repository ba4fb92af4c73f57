//! Why a link offers no times, of nobody in particular.

use super::zone::Zone;
use super::{gone, opened, private, wrong};
use crate::book::reason_of;
use crate::kit::shell::Shell;
use crate::kit::visitor::Visitor;
use crate::linked::failed;
use crate::why::drawn::Drawing;
use crate::why::rows::{Start, redacted};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use app::scheduling_links as links;
use app::sealed::Vault;
use askama::Template;
use http_kit::{Data, Problem, html};
use persistence::{Database, Tx};

#[derive(Template)]
#[template(path = "pick-why.html")]
struct WhyPage {
    shell: Shell,
    back: String,
    zone: String,
    drawing: Drawing,
}

pub(super) async fn look(
    visitor: Visitor,
    request: HttpRequest,
    db: Data<Database>,
    vault: Data<Vault>,
) -> HttpResponse {
    let Some(link) = opened(&request, &vault) else { return wrong(&visitor) };
    let now = visitor.now;
    let mut found = match db.read(move |tx: &mut Tx<'_>| links::look(tx, link, now)).await {
        Ok(Some(found)) => found,
        Ok(None) => return gone(&visitor, &db, link).await,
        Err(error) => return failed(&error),
    };
    let offers = found.offers.take();
    // Following calendars beyond what is stored takes a while.
    let explained = web::block(move || offers.and_then(|offers| offers.explained().ok()).unwrap_or_default());
    let starts: Vec<Start> = match explained.await {
        Ok(found) => {
            found.into_iter().map(|start| Start { at: start.start, removed_by: start.removed_by }).collect()
        }
        Err(error) => return html::problem(&Problem::internal(&error)),
    };
    let zone = Zone::of(&visitor, visitor.param("tz"), &found);
    let page = WhyPage {
        shell: visitor.shell("why-told-title"),
        back: zone.links(request.path().trim_end_matches("/why")).here(),
        zone: visitor.texts.with("time-zone-note", "zone", &zone.clock.zone_name()),
        drawing: Drawing::told(
            &zone.clock,
            now,
            &starts,
            redacted(&starts, |because| reason_of(because, false)),
        ),
    };
    private(visitor.show(StatusCode::OK, &page))
}
