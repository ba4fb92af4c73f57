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

use http_kit::{Routes, resource};

pub(crate) use search::reason_of;

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .service(resource("/clock/{hours}").get(clock::choose))
        .service(resource("/book/{company}").get(company::look))
        .service(resource("/book/{company}/{service}").get(service::look).post(service::hold))
        .service(resource("/book/{company}/{service}/why").get(why::look))
        .service(resource("/book/{company}/{service}/{when}").get(standing::look).post(standing::act));
}
