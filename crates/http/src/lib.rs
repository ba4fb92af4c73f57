//! HTTP plumbing: what every handler needs and no handler should write.
//!
//! The crate knows no database and no use case. A [`Server`] is given routes, and values for their handlers;
//! the edge adds ids, problems, logs and metrics. `README.md` beside this crate's manifest shows how a handler
//! is written.

mod answer;
mod body;
mod caller;
mod clock;
mod compression;
pub mod cookies;
mod edge;
mod fallback;
mod fields;
mod health;
pub mod html;
mod idempotency;
mod judging;
mod limits;
mod memory;
mod metrics;
mod pages;
mod path;
mod place;
pub mod pointer;
pub mod problem;
mod query;
mod rendered;
mod request_id;
mod router;
mod routes;
mod server;
mod state;
mod stream;
mod table;
mod time_limit;
mod versions;

pub use answer::{Answer, NoContent};
pub use body::{
    CalendarMaxBytes, CalendarText, DEFAULT_LIMIT, Form, IMAGE_LIMIT, IMPORT_LIMIT, ImageFile, ImageForm,
    Json, MailText, OptionalJson, QUERY_LIMIT, SignedJson, TABLE_LIMIT, TableLine, TableShape, TableText,
};
pub use caller::{
    Anonymous, Asker, Authenticated, BrowserSession, ClientAddress, Credentials, Lookup, MaybeAnonymous,
    PresentedToken, Remembered, SessionCaller, unauthenticated,
};
pub use clock::{Clock, Now};
pub use fallback::{NowherePage, refused_query};
pub use fields::{Checks, InstantIn, InstantOut, Patch, UpTo, WholeNumber, WireDate, read_name};
pub use health::{NotReady, Readiness};
pub use idempotency::{Idempotency, IdempotentRequest, IdempotentResponse};
pub use judging::Judging;
pub use limits::RateLimit;
pub use memory::{MemoryBudget, Room};
pub use pages::{DEFAULT_PAGE, MAX_PAGE, Page, PageRequest};
pub use problem::{BecauseOut, Problem, ProblemSchema};
pub use query::{EmptyQuery, Query, page_query};
pub use rendered::{AnswerTooLarge, Fields, MAX_ANSWER, Rendered};
pub use request_id::RequestId;
pub use routes::{Endpoint, Resource, Routes, register, resource};
pub use server::{Running, Server};
pub use state::{Data, public_address};
pub use stream::{LongLived, ServerEvent, event_stream, last_event_id};
pub use versions::{IfMatch, IfNoneMatch, NotModified};

pub(crate) use body::words as body_words;

/// What makes an [`Endpoint`] of a function, and what it is made of.
pub use actix_web::{Route, http::Method};
pub use http_macros::{delete, get, patch, post, put};

/// The release of the time zone data that answers are made from.
pub use scheduling_core::time::zone_data_release as zone_data;
