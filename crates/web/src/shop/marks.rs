//! Whether clients came: marked by one button, and undone by another.

use super::names::PATH;
use crate::hiring::back;
use crate::kit::outcome::{done, settled};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::sheet::id_in;
use crate::kit::shell::Undo;
use actix_web::web;
use app::appointments as use_cases;
use app::kit::Precondition;
use domain::AppointmentId;
use domain::access::actions::ManageAppointments;
use domain::access::{Action, Asks, Permit};
use domain::appointment::{Appointment, MarkKind, marks};
use http_kit::{Routes, resource};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn routes(routes: &mut Routes) {
    routes
        .service(resource("/app/appointments/{id}/mark").post(mark))
        .service(resource("/app/appointments/{id}/unmark").post(unmark));
}

/// What can be said of whether a client came, as buttons.
#[derive(Debug, Clone)]
pub(crate) struct Marks {
    /// The address that takes the mark.
    pub(crate) action: String,
    pub(crate) can_mark: bool,
    /// Where the mark is taken away, where it can be.
    pub(crate) unmark: Option<String>,
    pub(crate) who: String,
}

/// The buttons of an appointment; `None` where there are none. What they do is asked of the rules.
pub(crate) fn marks_of(one: &Appointment, may_manage: bool, now: Timestamp) -> Option<Marks> {
    let can_mark = marks::mark(one, MarkKind::Arrived, now).is_ok();
    let can_unmark = marks::unmark(one, now).is_ok();
    let path = format!("{PATH}/{}", one.id);
    (may_manage && (can_mark || can_unmark)).then(|| Marks {
        action: format!("{path}/mark"),
        can_mark,
        unmark: can_unmark.then(|| format!("{path}/unmark")),
        who: one.client.name.clone(),
    })
}

/// The button that undoes the mark that was made just now; the address says which.
pub(crate) fn undo<A: Asks>(page: &Page<A>) -> Option<Undo> {
    if !matches!(page.visitor.param("done"), Some("arrived" | "no-show")) {
        return None;
    }
    let id: uuid::Uuid = page.visitor.param("undo")?.parse().ok()?;
    page.may(Action::ManageAppointments).then(|| Undo {
        action: format!("{PATH}/{id}/unmark"),
        fields: Vec::new(),
        back: here(page),
    })
}

/// The address of this page, without what was done last.
pub(crate) fn here<A: Asks>(page: &Page<A>) -> String {
    let path = page.visitor.here.split('?').next().unwrap_or_default();
    let kept = page.visitor.query.iter().filter(|(name, _)| !matches!(name.as_str(), "done" | "undo"));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

async fn mark(sent: Submitted<ManageAppointments>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (id, now): (AppointmentId, _) = (id_in(&page, &id, "appointment")?, page.now);
    let (kind, what) = match form.get("kind") {
        Some("arrived") => (MarkKind::Arrived, "arrived"),
        Some("no_show") => (MarkKind::NoShow, "no-show"),
        _ => return Err(page.missing("mark")),
    };
    let any = Precondition::default();
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        // Who presses twice marks once.
        if marked(tx, permit, id)? == Some(kind) {
            return Ok(());
        }
        use_cases::mark(tx, permit, id, kind, &any, now).map(drop)
    };
    settled(&page, "appointment", page.write(work).await)?;
    let path = format!("{PATH}/{id}");
    let to = done(&with_undo(back(&form, &path), id), what);
    Ok(to)
}

/// How an appointment is marked.
fn marked(tx: &mut Tx<'_>, permit: &Permit, id: AppointmentId) -> Result<Option<MarkKind>, StoreError> {
    Ok(use_cases::get(tx, permit, id)?.mark.map(|mark| mark.kind))
}

fn with_undo(path: &str, id: AppointmentId) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}undo={id}")
}

async fn unmark(sent: Submitted<ManageAppointments>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (id, now): (AppointmentId, _) = (id_in(&page, &id, "appointment")?, page.now);
    let any = Precondition::default();
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        // It is undone already.
        if marked(tx, permit, id)?.is_none() {
            return Ok(());
        }
        use_cases::unmark(tx, permit, id, &any, now).map(drop)
    };
    settled(&page, "appointment", page.write(work).await)?;
    Ok(done(back(&form, &format!("{PATH}/{id}")), "undone"))
}
