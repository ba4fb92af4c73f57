//! `/api/v1/interview-templates`.

mod wire;

use crate::kit::collection::checked_change;
use crate::kit::prelude::*;
use app::directory::templates;
use domain::access::Permit;
use domain::access::actions::{ManageTemplates, ReadDirectory};
use domain::directory::TemplateDetails;
use persistence::Tx;
use persistence::store::templates::TemplateFilter;
use wire::{TemplateIn, TemplateOut, TemplatePatch};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_templates)
        .service(create_template)
        .service(get_template)
        .service(update_template)
        .service(delete_template);
}

impl Resource for TemplateDetails {
    const PATH: &'static str = "/api/v1/interview-templates";
    type Out = TemplateOut;
}

/// Which templates are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TemplateParams {
    /// Only templates whose name holds this, in any case.
    q: Option<String>,
    /// The order (`id`).
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
}

impl ListParams for TemplateParams {
    type Details = TemplateDetails;

    fn narrow(self) -> Narrow<TemplateDetails> {
        Narrow::new(TemplateFilter {}, self.q, self.sort)
    }
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "List interview templates",
    params(ListQuery, TemplateParams),
    responses((status = 200, description = "A page", body = Page<TemplateOut>)),
)]
#[get("/api/v1/interview-templates")]
async fn list_templates(granted: Granted<ReadDirectory, ListOf<TemplateParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "Make an interview template",
    description = "An interviewer who is not there, or is of another company, is 404 with a pointer; one whose role \
                   holds no interviews is 422.",
    params(Place),
    request_body = TemplateIn,
    responses((status = 201, description = "The template, with its `Location`", body = TemplateOut)),
)]
#[post("/api/v1/interview-templates")]
async fn create_template(granted: Granted<ManageTemplates>, Json(body): Json<TemplateIn>) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "Read an interview template",
    params(("id" = i64, Path, description = "The template's id"), Place),
    responses((status = 200, description = "The template", body = TemplateOut)),
)]
#[get("/api/v1/interview-templates/{id}")]
async fn get_template(granted: Granted<ReadDirectory>, id: web::Path<i64>) -> Answered {
    granted.get::<TemplateDetails>(*id).await
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "Change an interview template",
    description = "Groups have to be made of the interviewers after the change. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The template's id"), Place),
    request_body = TemplatePatch,
    responses((status = 200, description = "The template after the change", body = TemplateOut)),
)]
#[patch("/api/v1/interview-templates/{id}")]
async fn update_template(
    granted: Granted<ManageTemplates>,
    id: web::Path<i64>,
    Json(body): Json<TemplatePatch>,
) -> Answered {
    let named = body.names_interviewers();
    let also = move |tx: &mut Tx<'_>, permit: &Permit, id| match named {
        true => templates::judge_interviewers(tx, permit, id),
        false => Ok(()),
    };
    granted.update_and::<TemplateDetails>(*id, checked_change(body)?, also).await
}

#[utoipa::path(
    tag = "Interview templates",
    summary = "Delete an interview template",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The template's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/interview-templates/{id}")]
async fn delete_template(granted: Granted<ManageTemplates>, id: web::Path<i64>) -> Answered {
    granted.delete::<TemplateDetails>(*id).await
}
