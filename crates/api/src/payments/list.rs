//! `/api/v1/appointments/payments`.

use super::wire::PaymentOut;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortById;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use actix_web::{HttpRequest, Responder, web};
use app::payments;
use domain::access::{Action, authorise};
use domain::money::Bill;
use domain::{AppointmentId, CompanyId, PaymentId};
use http_kit::{Answer, Authenticated, Data, Idempotency, Now, Page, Problem, Query, WholeNumber, get, post};
use persistence::store::collection::Part;
use persistence::store::payments::Filter;
use persistence::{Database, Tx};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_payments).service(get_payment).service(mark_payment_paid);
}

/// Which payments are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PaymentsQuery {
    /// Only the payments of this appointment.
    appointment: Option<Uuid>,
    /// Only payments of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "Payments",
    summary = "List payments",
    description = "What is to be paid for appointments, with all that came of it. `staff` see those of the appointments that \
                   they hold.",
    params(PaymentsQuery),
    responses((status = 200, description = "A page", body = Page<PaymentOut>)),
)]
#[get("/api/v1/appointments/payments")]
async fn list_payments(
    caller: Authenticated,
    Query(query): Query<PaymentsQuery>,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let company = query.company_id.map(|id| CompanyId(id.0));
    let permit = authorise(&caller, Action::ReadPayments, company)?;
    let filter = Filter { appointment: query.appointment.map(AppointmentId) };
    let sort = query.sort.unwrap_or(SortById::Id);
    let asked = Asked::new("payments", sort, query.limit, query.cursor.as_deref())?;
    let read = move |tx: &mut Tx<'_>, part: &Part<PaymentId>| payments::list(tx, &permit, &filter, part);
    rows::list(&request, &db, asked, read, |bill| (bill.payment.id, None), PaymentOut::from).await
}

fn answer(bill: Bill) -> Answer<PaymentOut> {
    let version = bill.version();
    Answer::ok(PaymentOut::from(bill)).version(version)
}

#[utoipa::path(
    tag = "Payments",
    summary = "Read a payment",
    params(("id" = Uuid, Path, description = "The payment's id"), Place),
    responses((status = 200, description = "The payment", body = PaymentOut)),
)]
#[get("/api/v1/appointments/payments/{id}")]
async fn get_payment(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadPayments)?;
    let id = PaymentId(*id);
    let bill = db.read(move |tx| payments::get(tx, &permit, id)).await.map_err(failure::problem)?;
    Ok(answer(bill))
}

#[utoipa::path(
    tag = "Payments",
    summary = "Mark a payment as paid",
    description = "The company has got the money some other way than by a provider. One that is not due is 409 \
                   `wrong-status`: it is paid, given up, or taken by a provider.",
    params(("id" = Uuid, Path, description = "The payment's id"), Place),
    responses((status = 200, description = "The payment", body = PaymentOut)),
)]
#[post("/api/v1/appointments/payments/{id}/mark-paid")]
async fn mark_payment_paid(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManagePayments)?;
    let id = PaymentId(*id);
    let work = move |tx: &mut Tx<'_>| payments::mark_paid(tx, &permit, id, now);
    idempotent(&db, Once::new(&key, &caller, now), work, answer).await
}
