//! The product as its clients see it: a real server at a free port, a database of its own, and a clock that the test
//! moves.
//!
//! A test target without a harness runs its cases on both databases (`testkit::both`):
//! ```no_run
//! use e2e::App;
//! use serde_json::json;
//! use testkit::db::TestDb;
//!
//! async fn a_company_is_made(db: TestDb) {
//!     let app = App::start(db).await;
//!     let made = app.post("/api/v1/companies", json!({"name": "Acme"})).await;
//!     assert_eq!(made.status, 201, "{made:?}");
//!     assert_eq!(made["name"], "Acme");
//! }
//! # let _ = testkit::cases![a_company_is_made];
//! ```
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't be set up has to stop, and this crate is used by tests alone"
)]

mod ai_interview;
mod answer;
mod app;
mod beside;
mod described;
mod events;
mod feed;
mod itip;
mod make;
mod make_interviews;
mod receiver;
mod room_server;
pub mod samples;
mod stripe_server;

pub use ai_interview::{AiInterview, ai_interview};
pub use answer::{Answer, check_problem};
pub use app::{ADMIN_TOKEN, App, NOW, SENDER, feeds, patient_webhooks, sso_limits, vault};
pub use beside::Beside;
pub use described::{Described, Operation, PUBLIC_URL};
pub use events::{Events, Heard};
pub use feed::Feed;
pub use itip::{Entry, MailCalendar};
pub use make::{PASSWORD, png};
pub use receiver::{Received, Receiver};
pub use room_server::{Mood, RoomServer, RoomThere};
pub use stripe_server::{STRIPE_KEY, STRIPE_SECRET, StripeFault, StripeRefunds, StripeServer};
