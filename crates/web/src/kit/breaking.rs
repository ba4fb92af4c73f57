//! Changes that can break bookings or take time away: first shown with what they would do, then done where they do nothing else.

use crate::kit::field::kept;
use crate::kit::page::{Answered, Page};
use crate::kit::shell::Shell;
use actix_web::http::StatusCode;
use app::conflicts::{BrokenBooking, preview_conflicts};
use askama::Template;
use domain::access::{Asks, Permit};
use http_kit::Form;
use persistence::{StoreError, Tx};
use std::collections::HashSet;

/// The field that says which bookings somebody has seen that a change breaks, and wants to break all the same.
const AGREED: &str = "agreed";
/// Bookings that the page lists.
const MOST: usize = 100;

/// What became of a change.
pub(crate) enum Made<T> {
    Done(T),
    /// Nothing was done: these bookings would break.
    Breaks(Vec<BrokenBooking>),
}

impl<T> Made<T> {
    /// Whether it was done.
    pub(crate) fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }
}

/// The bookings that somebody has seen that a change breaks.
#[derive(Debug)]
pub(crate) struct Agreed(HashSet<String>);

impl Agreed {
    pub(crate) fn of(form: &Form) -> Self {
        let said = form.get(AGREED).unwrap_or_default();
        Self(said.split_whitespace().map(str::to_owned).collect())
    }

    /// Whether there are any.
    pub(crate) fn is_something(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether they have seen all of it: bookings that break, and what else is taken away, by its names.
    pub(crate) fn covers_all(
        &self,
        broken: &[BrokenBooking],
        taken: impl IntoIterator<Item = String>,
    ) -> bool {
        self.covers(broken) && taken.into_iter().all(|name| self.0.contains(&name))
    }

    /// Whether nothing breaks that they have not seen; so it is where nothing breaks at all.
    fn covers(&self, broken: &[BrokenBooking]) -> bool {
        broken.iter().all(|one| self.0.contains(&name_of(one)))
    }
}

/// What else a change takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// What the field [`AGREED`] calls it.
    pub(crate) name: String,
    /// From whom.
    pub(crate) who: String,
    pub(crate) what: String,
}

/// What the field calls a booking.
fn name_of(one: &BrokenBooking) -> String {
    one.conflict.meeting.id().to_string()
}

/// Does a change; one that breaks bookings only where all of them are agreed to. Without `agreed`, nobody is asked.
///
/// # Errors
/// Those of the change.
pub(crate) fn previewed<T>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    agreed: Option<&Agreed>,
    work: impl Fn(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<Made<T>, StoreError> {
    if let Some(agreed) = agreed {
        let broken = preview_conflicts(tx, permit, &work)?.broken;
        if !agreed.covers(&broken) {
            return Ok(Made::Breaks(broken));
        }
    }
    work(tx).map(Made::Done)
}

#[derive(Template)]
#[template(path = "breaking.html")]
struct BreakingPage {
    shell: Shell,
    lead: Option<String>,
    lines: Vec<Broken>,
    taken: Vec<Taken>,
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
    show_all(page, form, action, back, broken, Vec::new())
}

/// The same, with what else it takes away.
///
/// # Errors
/// Where it can't be made.
pub(crate) fn show_all<A: Asks>(
    page: &Page<A>,
    form: &Form,
    action: String,
    back: String,
    broken: &[BrokenBooking],
    taken: Vec<Taken>,
) -> Answered {
    let texts = page.visitor.texts;
    let line = |one: &BrokenBooking| Broken {
        who: one.guest_name.clone(),
        when: one.time.map_or_else(|| texts.say("no-time"), |time| page.clock.interval(time)),
    };
    let mut hidden = kept(form, &[AGREED]);
    let names = broken.iter().map(name_of).chain(taken.iter().map(|one| one.name.clone()));
    hidden.push((AGREED.into(), names.collect::<Vec<_>>().join(" ")));
    let heading = if broken.is_empty() { "taking-heading" } else { "breaking-heading" };
    page.show_as(
        StatusCode::CONFLICT,
        &BreakingPage {
            shell: page.shell(texts.say(heading)),
            lead: (!broken.is_empty()).then(|| texts.count("breaking-lead", broken.len())),
            lines: broken.iter().take(MOST).map(line).collect(),
            taken,
            more: broken.len().saturating_sub(MOST),
            action,
            hidden,
            back,
        },
    )
}
