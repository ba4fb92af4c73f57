//! What there is no page of, for people who are logged in.

use crate::kit::page::{Answered, Page};
use actix_web::web;
use domain::access::actions::UseOwnAccount;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/app/{rest:.*}").route(web::get().to(look)));
}

async fn look(page: Page<UseOwnAccount>) -> Answered {
    Err(page.missing("page"))
}
