//! What every page is made of: who looks, in which language, what a form says, and how a list is shown.

pub(crate) mod breaking;
pub(crate) mod csv;
pub(crate) mod field;
pub(crate) mod guard;
pub(crate) mod hours;
pub(crate) mod hub;
pub(crate) mod input;
pub(crate) mod list;
pub(crate) mod log_in;
pub(crate) mod month;
pub(crate) mod outage;
pub(crate) mod outcome;
pub(crate) mod page;
pub(crate) mod picture;
pub(crate) mod refused;
pub(crate) mod restore;
pub(crate) mod secret;
pub(crate) mod sheet;
pub(crate) mod sheet_forms;
pub(crate) mod shell;
pub(crate) mod steps;
pub(crate) mod texts;
pub(crate) mod trial;
pub(crate) mod undo;
pub(crate) mod visitor;
pub(crate) mod when;
