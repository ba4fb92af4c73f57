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

use http_kit::Routes;

pub(crate) use appointments::state;
pub(crate) use marks::{Marks, here, undo};
pub(crate) use names::{services, status_text};
pub(crate) use proposed::free as free_of_appointment;
pub(crate) use today::{Day, Listed, Reading, Shown, day, listed, of_people, shown};

pub(crate) fn routes(routes: &mut Routes) {
    services::routes(routes);
    service::routes(routes);
    address::routes(routes);
    staff::routes(routes);
    member::routes(routes);
    hours::routes(routes);
    hours_forms::routes(routes);
    interview_hours::routes(routes);
    interview_hours_new::routes(routes);
    interview_slots::routes(routes);
    appointments::routes(routes);
    booking::routes(routes);
    marks::routes(routes);
    acts::routes(routes);
    moving::routes(routes);
    proposed::routes(routes);
    appointment::routes(routes);
    clients::routes(routes);
    payments::routes(routes);
    settings::routes(routes);
    provider::routes(routes);
}
