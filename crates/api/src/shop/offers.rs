//! Asking the shop, and why starts are not offered on the wire.

use crate::kit::blocking::{Stop, run_blocking};
use crate::kit::failure;
use crate::kit::granted::{Granted, NamesCompany};
use crate::kit::kept::{kept, sent_again};
use crate::kit::prelude::*;
use actix_web::{FromRequest, Responder};
use app::known_people::{Found, KnownPeople};
use app::shop::{AskedShop, ShopAnswer, found};
use domain::access::Asks;
use domain::{Because, FieldProblem};
use http_kit::{Data, IfNoneMatch, MemoryBudget, NotModified, Problem, Rendered};
use scheduling_core::availability::{Change, Help, Rule};

/// Reads what is asked, searches, and renders what was found.
pub(super) async fn answered<A: Asks, Q: NamesCompany, Out: Serialize + Send + 'static>(
    granted: Granted<A, Q>,
    asked: AskedShop,
    render: impl FnOnce(&ShopAnswer) -> Out + Send + 'static,
) -> Answered {
    let Granted { permit, now, request, .. } = granted;
    let Data(people) = Data::<KnownPeople>::extract(&request).await?;
    let Ok(seen) = IfNoneMatch::extract(&request).await;
    let explain = asked.explain;
    let found = found(&people, permit, asked, now, |tag| seen.has(tag)).await.map_err(failure::problem)?;
    let (gathered, name) = match found {
        Found::Unchanged(tag) => return Ok(NotModified(tag.text()).respond_to(&request)),
        Found::Kept(tag, body) => {
            let Ok(memory) = MemoryBudget::extract(&request).await;
            return Ok(sent_again(&memory, tag, body).await?.respond_to(&request));
        }
        Found::Gathered(gathered, name) => (gathered, name),
    };
    let (work, weight) = (explain || gathered.is_work(), gathered.weight());
    let search = move |stop| {
        let out = render(&gathered.answer(explain, stop)?);
        Rendered::json(&out).map_err(|_| too_large())
    };
    let answer = if work { run_blocking(weight, search).await? } else { search(Stop::default())? };
    Ok(kept(&people, name, answer).respond_to(&request))
}

fn too_large() -> Problem {
    Problem::invalid(vec![FieldProblem::new(
        "/date",
        "has more starts than fit into 32 MiB; ask for one member of the staff",
    )])
}

/// Why other starts of a date are none.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceExplanation)]
pub(crate) struct ExplanationOut {
    /// Each start that there would be, at most 1000.
    starts: Vec<StartOut>,
    /// Whether the list was cut.
    truncated: bool,
    /// Single changes that would give a start, the smallest first; empty where there is one already.
    would_help: Vec<HelpOut>,
}

/// A start, and what removed it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceStart)]
struct StartOut {
    start: InstantOut,
    /// Everything that removed it; nothing did if it is offered.
    removed_by: Vec<RemovalOut>,
}

/// One rule that removed a start.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceRemoval)]
struct RemovalOut {
    /// `minimum_notice`, `maximum_notice`; of a member of the staff `grid` (they begin at other times), `working_hours`,
    /// `day_off`, `busy`, `buffer` (the pause between bookings, or after now); `untrusted_calendar`: a calendar that can't be
    /// trusted makes them busy; or `not_offered`: they, the service or the company take no bookings.
    #[schema(value_type = String)]
    rule: &'static str,
    /// Whose rule it is; absent for those of everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    staff_id: Option<i64>,
    /// The first later instant at which this rule lets an appointment start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<InstantOut>,
}

/// A change that would give a start.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceHelp)]
struct HelpOut {
    /// `minimum_notice_minutes`, `maximum_notice_minutes`, `duration_minutes`, or of a member of the staff `working_hours`,
    /// `days_off` or `busy`.
    #[schema(value_type = String)]
    field: &'static str,
    /// Its new value; a field of a member of the staff has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    value: Option<i64>,
    /// Whose field it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    staff_id: Option<i64>,
    /// How many starts there would be.
    slots: usize,
}

/// The explanation, where one was asked for.
pub(super) fn told(found: &ShopAnswer) -> Option<ExplanationOut> {
    let explanation = found.explanation.as_ref()?;
    let removal = |because: &Because| RemovalOut {
        rule: because.rule,
        staff_id: because.user.and_then(|user| found.staff_of(user)).map(|staff| staff.0),
        until: because.until.map(Into::into),
    };
    let start = |one: &app::shop::ExplainedStart| StartOut {
        start: one.start.into(),
        removed_by: one.removed_by.iter().map(removal).collect(),
    };
    Some(ExplanationOut {
        starts: explanation.starts.iter().map(start).collect(),
        truncated: explanation.truncated,
        would_help: explanation.would_help.iter().filter_map(|help| told_help(found, help)).collect(),
    })
}

/// Of others' busy time no more is told than that it is in the way.
fn told_help(found: &ShopAnswer, help: &Help) -> Option<HelpOut> {
    let plain = |field| HelpOut { field, value: None, staff_id: None, slots: help.slots };
    let of = |field, number| HelpOut { staff_id: found.staff_at(number).map(|id| id.0), ..plain(field) };
    Some(match help.change {
        Change::MinimumNotice(minutes) => HelpOut { value: Some(minutes), ..plain("minimum_notice_minutes") },
        Change::MaximumNotice(minutes) => HelpOut { value: Some(minutes), ..plain("maximum_notice_minutes") },
        Change::Duration(minutes) => HelpOut { value: Some(minutes), ..plain("duration_minutes") },
        Change::Without { rule: Rule::DayOff, participant } => of("days_off", participant),
        Change::Without { rule: Rule::Available, participant } => of("working_hours", participant),
        Change::Without { rule: Rule::Busy, participant } => of("busy", participant),
        _ => return None,
    })
}
