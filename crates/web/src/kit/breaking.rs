//! Changes that can break bookings: first shown with what they would break, then done.

use crate::kit::page::{Answered, Page};
use crate::kit::shell::Shell;
use actix_web::http::StatusCode;
use app::conflicts::{BrokenBooking, preview_conflicts};
use askama::Template;
use domain::access::{Asks, Permit};
use http_kit::Form;
use persistence::{StoreError, Tx};

/// The field that says that somebody has seen what a change breaks, and wants it all the same.
const AGREED: &str = "agreed";
/// Bookings that the page lists.
const MOST: usize = 100;

/// What became of a change.
pub(crate) enum Made<T> {
    Done(T),
    /// Nothing was done: these bookings would break.
    Breaks(Vec<BrokenBooking>),
}

/// Whether a form says that its change is wanted whatever it breaks.
pub(crate) fn agreed(form: &Form) -> bool {
    form.get(AGREED) == Some("yes")
}

/// Does a change; one that breaks bookings only where that is agreed to.
///
/// # Errors
/// Those of the change.
pub(crate) fn previewed<T>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    is_agreed: bool,
    work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<Made<T>, StoreError> {
    if !is_agreed {
        let preview = preview_conflicts(tx, permit, &work)?;
        if !preview.broken.is_empty() {
            return Ok(Made::Breaks(preview.broken));
        }
    }
    work(tx).map(Made::Done)
}

#[derive(Template)]
#[template(path = "breaking.html")]
struct BreakingPage {
    shell: Shell,
    lead: String,
    lines: Vec<Broken>,
    more: usize,
    action: String,
    hidden: Vec<(String, String)>,
    back: String,
}

/// A booking that would break.
struct Broken {
    who: String,
    when: String,
}

/// The page that shows what a form would break, and offers to do it all the same.
///
/// # Errors
/// Where it can't be made.
pub(crate) fn show<A: Asks>(
    page: &Page<A>,
    form: &Form,
    action: String,
    back: String,
    broken: &[BrokenBooking],
) -> Answered {
    let texts = page.visitor.texts;
    let line = |one: &BrokenBooking| Broken {
        who: one.guest_name.clone(),
        when: one.time.map_or_else(|| texts.say("no-time"), |time| page.clock.interval(time)),
    };
    let kept = form.fields().filter(|(name, _)| *name != "csrf" && *name != AGREED);
    let mut hidden: Vec<(String, String)> =
        kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    hidden.push((AGREED.into(), "yes".into()));
    page.show_as(
        StatusCode::CONFLICT,
        &BreakingPage {
            shell: page.shell(texts.say("breaking-heading")),
            lead: texts.count("breaking-lead", broken.len()),
            lines: broken.iter().take(MOST).map(line).collect(),
            more: broken.len().saturating_sub(MOST),
            action,
            hidden,
            back,
        },
    )
}
