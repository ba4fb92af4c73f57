//! `/api/v1/appointments/services/{id}/image`, and the pictures themselves.

use super::services::ServiceOut;
use crate::kit::blocking::run_blocking;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::prelude::*;
use crate::kit::public_url::PublicUrl;
use actix_web::http::header;
use actix_web::{HttpResponse, Responder};
use app::shop::image;
use domain::access::actions::ManageShop;
use domain::appointment::ServiceId;
use http_kit::problem::catalogue::UNSUPPORTED_MEDIA_TYPE;
use http_kit::{Anonymous, Answer, Data, ImageFile, MemoryBudget, Problem, Query};
use persistence::Database;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(set_service_image).service(get_image);
}

const IMAGES: &str = "/api/v1/appointments/images";

/// A name never means another picture.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

#[utoipa::path(
    tag = "Appointments: services",
    summary = "Set a service's picture",
    description = "JPEG, PNG or WebP of up to 5 MiB and 40 million pixels, as the body or as the one file of a form. It is decoded \
                   and encoded again in three widths, so that nothing else of the file is kept, and `image_url` leads to it.",
    params(("id" = i64, Path, description = "The service's id"), Place),
    request_body(content(
        (Vec<u8> = "multipart/form-data"),
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "image/png"),
        (Vec<u8> = "image/webp"),
    )),
    responses((status = 200, description = "The service with its picture", body = ServiceOut)),
)]
#[post("/api/v1/appointments/services/{id}/image")]
async fn set_service_image(
    granted: Granted<ManageShop>,
    id: web::Path<i64>,
    url: Data<PublicUrl>,
    memory: MemoryBudget,
    ImageFile(file): ImageFile,
) -> Result<impl Responder, Problem> {
    let Granted { caller, permit, db, now, key, .. } = granted;
    let read = move |_| {
        image::read(&file).map_err(|bad| {
            let detail = bad.to_string();
            match bad {
                image::BadPicture::Format => Problem::new(&UNSUPPORTED_MEDIA_TYPE, detail),
                _ => Problem::invalid(vec![domain::FieldProblem::new("", detail)]),
            }
        })
    };
    // A picture may be large once it is decoded, however small its file.
    let room = memory.reserve(image::MOST_MEMORY).await?;
    let picture = run_blocking(0, read).await?;
    drop(room);
    let address = format!("{}{IMAGES}/{}", url.text(), picture.hash);
    let id = ServiceId(*id);
    let work = move |tx: &mut persistence::Tx<'_>| image::set(tx, &permit, id, &picture, &address, now);
    idempotent(&db, Once::of(key.as_ref(), &caller, now), work, |service| {
        let version = service.metadata.version;
        Answer::ok(ServiceOut::from(service)).version(version)
    })
    .await
}

/// How wide the picture should be.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WidthQuery {
    /// At least so many pixels, where the picture has them: 320, 640 or 1280 (1280).
    #[param(value_type = Option<i64>)]
    width: Option<WholeNumber>,
}

#[utoipa::path(
    tag = "Appointments: services",
    summary = "Read a picture",
    description = "Needs no credentials: its name is the hash of what it shows, and it never changes.",
    security(()),
    params(("hash" = String, Path, description = "The picture's name"), WidthQuery),
    responses((status = 200, description = "The picture", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png")))),
)]
#[get("/api/v1/appointments/images/{hash}")]
async fn get_image(
    _: Anonymous,
    hash: web::Path<String>,
    Query(query): Query<WidthQuery>,
    db: Data<Database>,
) -> Result<HttpResponse, Problem> {
    let (hash, width) = (hash.into_inner(), query.width.map_or(i64::MAX, |width| width.0));
    let found = db.read(move |tx| image::find(tx, &hash, width)).await.map_err(failure::problem)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, found.content_type))
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .body(found.body))
}
