//! Use cases: functions that take a transaction, ask the rules, and write.
//!
//! Each capability is a module, each use case a function. They are synchronous and get a [`persistence::Tx`], never a
//! pool; their caller opens the one transaction of the request. The few that must ask the world outside
//! (`calendars::sync`) are async, and ask with no transaction open; and so are those that answer from memory (`known_people`,
//! `known_callers`).

pub mod accounts;
pub mod ai_interviews;
pub mod answers;
pub mod appointments;
pub mod calendar_content;
pub mod calendars;
pub mod calls;
pub mod candidates;
pub mod configurations;
pub mod conflicts;
pub mod demo;
pub mod directory;
pub mod effects;
pub mod first_run;
pub mod free_busy;
pub mod history;
pub mod interview_calendar;
pub mod interviews;
pub mod kit;
pub mod known_callers;
pub mod known_people;
pub mod notifications;
mod participants;
mod pattern_rules;
pub mod pattern_weeks;
pub mod patterns;
pub mod payments;
mod reasons;
mod reminders;
pub mod rooms;
pub mod schedules;
pub mod scheduling_links;
pub mod sealed;
pub mod shop;
pub mod slots;
pub mod template_availability;
pub mod tokens;
pub mod webhooks;
mod worked;
mod workloads;
