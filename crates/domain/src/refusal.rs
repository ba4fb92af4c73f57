//! Every way in which a rule says no.
//!
//! A refusal has a stable slug and the values that explain it. It knows no HTTP status: `http-kit` has the
//! one table that maps slugs to statuses and to problem pages.

use crate::because::{Because, Names};
use crate::ids::ScheduleId;
use thiserror::Error;

/// One thing wrong with what was given: where (a JSON pointer, RFC 6901), and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    pub pointer: String,
    pub detail: String,
}

impl FieldProblem {
    /// A problem at `pointer`, for example `/duration_minutes`.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }
}

/// Why the product did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Not there, or of another company: the two are told apart by nobody. `pointer` says which id of a
    /// body is meant; `None` is the object that the path names.
    #[error("there is no such {what}")]
    NotFound { what: &'static str, pointer: Option<String> },

    /// The caller is known, but their role may not do this.
    #[error("the role '{role}' may not {action}")]
    Forbidden { role: &'static str, action: &'static str },

    /// Well formed, but out of range or against a rule; all problems at once.
    #[error("{} of the given values can't be accepted", .0.len())]
    Invalid(Vec<FieldProblem>),

    /// Another object has the value that must be unique.
    #[error("there is already a {what} with this {field}")]
    Duplicate { what: &'static str, field: &'static str },

    /// Another candidate of the company has the address.
    #[error("the candidate {0} has this e-mail address")]
    SameAddress(i64),

    /// Deleting it would tear a hole into history.
    #[error("this {what} is still named by {by}; set \"active\" to false instead")]
    StillReferenced { what: &'static str, by: &'static str },

    /// The caller changes a version that is no longer the newest.
    #[error("the {what} was changed by another request meanwhile")]
    VersionMismatch { what: &'static str },

    /// The state of the object forbids it.
    #[error("{detail}")]
    WrongState { slug: &'static str, detail: String },

    /// A rescheduled schedule can't be changed any more: another took its place.
    #[error("the schedule is rescheduled; its place was taken by {by}")]
    Replaced { by: ScheduleId },

    /// Several things of one request are refused, each for its own reason; `first` is the reason of the first.
    #[error("{} of the given values can't be accepted", .problems.len())]
    Several { first: Box<Refusal>, problems: Vec<FieldProblem> },

    /// The time can't be had. `pointer` is the value to blame, where one is; that makes it a bad value, not a state.
    #[error("{detail}")]
    Unavailable {
        slug: &'static str,
        pointer: Option<String>,
        detail: String,
        because: Vec<Because>,
        /// Of whom and what that names.
        names: Box<Names>,
    },

    /// Well formed, but against a rule that has a name of its own. `pointer` is empty where no value of the request is to
    /// blame.
    #[error("{detail}")]
    Rule { slug: &'static str, pointer: &'static str, detail: String },

    /// Something else has to be done to the object first: a conflict, also where the same slug is said of bad values
    /// elsewhere.
    #[error("{detail}")]
    NotYet { slug: &'static str, detail: String },

    /// The caller has not shown that they may: they lack the secret that this object opens with.
    #[error("{detail}")]
    Closed { slug: &'static str, detail: &'static str },

    /// It was asked for too often; in so many seconds it may be asked for again.
    #[error("too many {what} were asked for; try again later")]
    TooMany { what: &'static str, seconds: i64 },
    /// The code is not the one that was sent.
    #[error("this is not the code that was sent, or it is too old")]
    WrongCode { attempts_left: i64 },
    /// The person is taken at that time.
    #[error("{who} is already booked from {start} to {end}")]
    Overlap { who: String, start: String, end: String },
}

impl Refusal {
    /// The stable name that clients may branch on; `/problems/{slug}` explains it.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not-found",
            Self::Forbidden { .. } => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::Duplicate { .. } | Self::SameAddress(_) => "duplicate",
            Self::StillReferenced { .. } => "still-referenced",
            Self::VersionMismatch { .. } => "version-mismatch",
            Self::WrongState { slug, .. }
            | Self::Unavailable { slug, .. }
            | Self::Rule { slug, .. }
            | Self::NotYet { slug, .. }
            | Self::Closed { slug, .. } => slug,
            Self::Replaced { .. } => "wrong-status",
            Self::Several { first, .. } => first.slug(),
            Self::TooMany { .. } => "too-many-requests",
            Self::WrongCode { .. } => "wrong-code",
            Self::Overlap { .. } => "overlap",
        }
    }

    /// The object that the path names is not there.
    #[must_use]
    pub fn not_found(what: &'static str) -> Self {
        Self::NotFound { what, pointer: None }
    }

    /// The same, where it says that something is not there, with the place of the request that names it.
    #[must_use]
    pub fn at(self, pointer: &str) -> Self {
        match self {
            Self::NotFound { what, .. } => Self::NotFound { what, pointer: Some(pointer.into()) },
            other => other,
        }
    }

    /// One value can't be accepted.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem::new(pointer, detail)])
    }
}
