//! `/api/interviews/configurations`: when AI interviewers are offered.

mod wire;

use crate::kit::list::SortById;
use crate::kit::prelude::*;
use crate::wire::ai_interview_type::AiInterviewType;
use domain::access::actions::{ManageSlots, ReadSlots};
use domain::slot::ConfigurationDetails;
use http_kit::put;
use persistence::store::configurations::ConfigurationFilter;
use wire::{ConfigurationIn, ConfigurationOut, ConfigurationPatch};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_configurations)
        .service(create_configuration)
        .service(get_configuration)
        .service(replace_configuration)
        .service(update_configuration)
        .service(delete_configuration);
}

impl Resource for ConfigurationDetails {
    const PATH: &'static str = "/api/interviews/configurations";
    type Out = ConfigurationOut;
}

/// Which configurations are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConfigurationParams {
    /// Only configurations of this type.
    interview_type: Option<AiInterviewType>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
}

impl ListParams for ConfigurationParams {
    type Details = ConfigurationDetails;

    fn narrow(self) -> Narrow<ConfigurationDetails> {
        let filter = ConfigurationFilter { kind: self.interview_type.map(Into::into) };
        Narrow::new(filter, None, self.sort)
    }
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "List AI configurations",
    params(ListQuery, ConfigurationParams),
    responses((status = 200, description = "A page", body = Page<ConfigurationOut>)),
)]
#[get("/api/interviews/configurations")]
async fn list_configurations(granted: Granted<ReadSlots, ListOf<ConfigurationParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Make an AI configuration",
    description = "`slots/generate` makes slots from configurations; those that are made by hand need not keep to \
                   them. Each configuration asks for one slot at a time.",
    params(Place),
    request_body = ConfigurationIn,
    responses((status = 201, description = "The configuration, with its `Location`", body = ConfigurationOut)),
)]
#[post("/api/interviews/configurations")]
async fn create_configuration(granted: Granted<ManageSlots>, Json(body): Json<ConfigurationIn>) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Read an AI configuration",
    params(("id" = i64, Path, description = "The configuration's id"), Place),
    responses((status = 200, description = "The configuration", body = ConfigurationOut)),
)]
#[get("/api/interviews/configurations/{id}")]
async fn get_configuration(granted: Granted<ReadSlots>, id: web::Path<i64>) -> Answered {
    granted.get::<ConfigurationDetails>(*id).await
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Replace an AI configuration",
    description = "Replaces every field that may change. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The configuration's id"), Place),
    request_body = ConfigurationIn,
    responses((status = 200, description = "The configuration after the change", body = ConfigurationOut)),
)]
#[put("/api/interviews/configurations/{id}")]
async fn replace_configuration(
    granted: Granted<ManageSlots>,
    id: web::Path<i64>,
    Json(body): Json<ConfigurationIn>,
) -> Answered {
    granted.replace(*id, body).await
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Change an AI configuration",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The configuration's id"), Place),
    request_body = ConfigurationPatch,
    responses((status = 200, description = "The configuration after the change", body = ConfigurationOut)),
)]
#[patch("/api/interviews/configurations/{id}")]
async fn update_configuration(
    granted: Granted<ManageSlots>,
    id: web::Path<i64>,
    Json(body): Json<ConfigurationPatch>,
) -> Answered {
    granted.update(*id, body).await
}

#[utoipa::path(
    tag = "AI configurations",
    summary = "Delete an AI configuration",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The configuration's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/interviews/configurations/{id}")]
async fn delete_configuration(granted: Granted<ManageSlots>, id: web::Path<i64>) -> Answered {
    granted.delete::<ConfigurationDetails>(*id).await
}
