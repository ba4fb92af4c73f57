//! A time that a visitor holds, for tests of what becomes of it.

use super::book::{at, hold, leads, send, visitor};
use super::visit::Browser;
use e2e::App;

/// The page of the time that is held.
pub(crate) const TUESDAY_TEN: &str = "/book/salon/cut/2025-01-21T10:00:00Z";
const TEN: &str = "2025-01-21T10:00:00Z";

/// A browser that holds it.
pub(crate) async fn by_a_visitor(app: &App) -> Browser<'_> {
    let browser = visitor(app).await;
    leads(&hold(&browser, TEN).await, &at(TEN));
    browser
}

/// Books it, and pays that part of the price.
pub(crate) async fn booked_by(app: &App, browser: &Browser<'_>, payment: &str) {
    let fields = [("do", "book"), ("name", "Ann"), ("email", "ann@example.com"), ("payment", payment)];
    leads(&send(app, browser, TEN, &fields).await, "/booked/v1.");
}
