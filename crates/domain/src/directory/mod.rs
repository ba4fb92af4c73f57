//! What stands in a company's directory: the company, its people, its templates, their calendars.
//!
//! The shapes are plain data. What may be changed by hand is in a `…Details` struct, so that "make one" and
//! "change one" take the same value; what the product keeps itself (id, version, times) stands around it.
//! Which values are allowed is checked where they come in; the database holds the last line (`migrations/`).

mod business_hours;
mod busy_period;
mod calendar;
mod candidate;
mod company;
mod erasure;
mod import;
mod job;
mod limits;
mod location;
mod secret;
mod template;
mod user;

pub use business_hours::BusinessHours;
pub use busy_period::{BusyPeriod, BusyPeriodDetails};
pub use calendar::{
    Calendar, CalendarDetails, CalendarKind, CalendarSync, LeftOut, LeftOutLine, STALE_AFTER, StalePolicy,
    Trust,
};
pub use candidate::{
    Candidate, CandidateDetails, CandidateId, CandidateNotes, check_not_erased, needs_own_address,
};
pub use company::{Company, CompanyDetails};
pub use erasure::{ERASED, Replacement, Traces};
pub use import::{ImportPlan, ImportedCandidate, plan_import, repeated_lines};
pub use job::{Job, JobDetails, JobId};
pub use limits::{CompanyLimits, Limited};
pub use location::{Location, LocationDetails, LocationId};
pub use secret::Secret;
pub use template::{Group, Required, Template, TemplateDetails};
pub use user::{User, UserDetails, stops_owning};
