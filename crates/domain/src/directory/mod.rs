//! What stands in a company's directory: the company, its people, its templates, their calendars.

mod business_hours;
mod calendar;
mod company;
mod template;
mod user;
