//! `/api/v1/appointments/appointments/{id}/erase-client`.

use crate::kit::company_param::Place;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use crate::wire::erased::ErasedOut;
use actix_web::{Responder, web};
use app::appointments;
use domain::AppointmentId;
use domain::access::Action;
use http_kit::{Answer, Authenticated, Data, Idempotency, Now, Problem, Query, post};
use persistence::{Database, Tx};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(erase_client);
}

/// What was erased of a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClientErasure)]
struct ErasureOut {
    erased: ErasedOut,
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Erase the client of an appointment for good",
    description = "Takes out name, address and numbers of the client, and what people wrote in their own words, from all that the \
                   client's e-mail address has booked and asked for, from messages, deliveries of webhooks, work that waits and \
                   kept answers. Times, states, money and the ledger stay. It can't be undone; once more it erases nothing. A \
                   client who is a candidate is erased with the candidate (409 `still-referenced`).",
    params(("id" = Uuid, Path, description = "An appointment of the client's"), Place),
    responses((status = 200, description = "What was erased", body = ErasureOut)),
)]
#[post("/api/v1/appointments/appointments/{id}/erase-client")]
async fn erase_client(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::EraseCandidates)?;
    let id = AppointmentId(*id);
    let work = move |tx: &mut Tx<'_>| appointments::erase_client(tx, &permit, id, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |erased| {
        Answer::ok(ErasureOut { erased: erased.into() })
    })
    .await
}
