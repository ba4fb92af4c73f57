//! The shop: appointments, services, staff, clients, payments and hours, as the company's people see them.

mod acts;
mod address;
mod appointment;
mod appointments;
mod booking;
mod clients;
mod history;
mod hours;
mod hours_forms;
mod hours_tables;
mod interview_hours;
mod interview_hours_new;
mod interview_slots;
mod marks;
mod member;
mod moving;
mod names;
mod offers;
mod payments;
mod proposed;
mod provider;
mod reading;
mod service;
mod services;
mod settings;
mod somebody;
mod staff;
mod starts;
mod today;

pub(crate) use appointments::state;
pub(crate) use marks::{Marks, here, undo};
pub(crate) use names::{services, status_text};
pub(crate) use proposed::free as free_of_appointment;
pub(crate) use today::{Day, Listed, Reading, Shown, day, listed, of_people, shown};

use actix_web::web;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    services::routes(config);
    service::routes(config);
    address::routes(config);
    staff::routes(config);
    member::routes(config);
    hours::routes(config);
    hours_forms::routes(config);
    interview_hours::routes(config);
    interview_hours_new::routes(config);
    interview_slots::routes(config);
    appointments::routes(config);
    booking::routes(config);
    marks::routes(config);
    acts::routes(config);
    moving::routes(config);
    proposed::routes(config);
    appointment::routes(config);
    clients::routes(config);
    payments::routes(config);
    settings::routes(config);
    provider::routes(config);
}
