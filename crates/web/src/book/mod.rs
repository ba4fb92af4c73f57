//! `/book/…`: where anybody books an appointment.
//!
//! Opening a page changes nothing. A time is held by a form, and what is typed is kept through everything that may happen to the
//! time. What is offered and what can be booked are the use cases of the API (`app::shop`, `app::appointments`).

mod clock;
mod company;
mod details;
mod done;
mod form;
mod guest;
mod loaded;
mod parts;
mod search;
mod service;
mod standing;
mod typed;
mod way;
mod why;
mod zone;

pub(crate) use search::reason_of;

use actix_web::web;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/clock/{hours}").route(web::get().to(clock::choose)))
        .service(web::resource("/book/{company}").route(web::get().to(company::look)))
        .service(
            web::resource("/book/{company}/{service}")
                .route(web::get().to(service::look))
                .route(web::post().to(service::hold)),
        )
        .service(web::resource("/book/{company}/{service}/why").route(web::get().to(why::look)))
        .service(
            web::resource("/book/{company}/{service}/{when}")
                .route(web::get().to(standing::look))
                .route(web::post().to(standing::act)),
        );
}
