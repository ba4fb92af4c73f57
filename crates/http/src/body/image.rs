//! Pictures as bodies: as they are, or as the one file of a form.

use super::{Form, read};
use crate::idempotency;
use crate::problem::{Problem, catalogue};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use std::convert::Infallible;

/// Bytes that a picture may have: 5 MiB.
pub const IMAGE_LIMIT: usize = 5 << 20;
/// What a form adds around its file, at most.
const FORM_ROOM: usize = 64 << 10;

const FORM: &str = "multipart/form-data";
const KINDS: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// A picture of at most [`IMAGE_LIMIT`]: a body of `image/jpeg`, `image/png` or `image/webp`, or `multipart/form-data` (RFC 7578)
/// with one such file. What the bytes are is the reader's business.
#[derive(Debug, Clone)]
pub struct ImageFile(pub Bytes);

impl FromRequest for ImageFile {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = read::has_media_type(request, FORM);
        let limit = if is_form { IMAGE_LIMIT + FORM_ROOM } else { IMAGE_LIMIT };
        let [jpeg, png, webp] = KINDS;
        let admitted = read::admit_one_of(request, &[FORM, jpeg, png, webp], limit);
        let (request, payload) = (request.clone(), payload.take());
        read::after_the_caller(request.clone(), async move {
            let bytes = read::whole(payload, admitted?).await?;
            idempotency::note_body(&request, &bytes);
            let bytes = bytes.freeze();
            if is_form { file_of(&request, bytes).await.map(Self) } else { Ok(Self(bytes)) }
        })
    }
}

/// A picture that a page sends: a form (RFC 7578) with one such file, and the other fields of the form.
#[derive(Debug, Clone)]
pub struct ImageForm {
    pub file: Bytes,
    pub fields: Form,
}

impl FromRequest for ImageForm {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let admitted = read::admit_one_of(request, &[FORM], IMAGE_LIMIT + FORM_ROOM);
        let (request, payload) = (request.clone(), payload.take());
        read::after_the_caller(request.clone(), async move {
            let bytes = read::whole(payload, admitted?).await?;
            parts_of(&request, bytes.freeze()).await
        })
    }
}

/// The one file of a form.
async fn file_of(request: &HttpRequest, body: Bytes) -> Result<Bytes, Problem> {
    Ok(parts_of(request, body).await?.file)
}

/// Bytes of a field beside the file, at most.
const FIELD: usize = 4 << 10;

/// The one file of a form, and its other fields.
async fn parts_of(request: &HttpRequest, body: Bytes) -> Result<ImageForm, Problem> {
    let broken = |_: multer::Error| Problem::malformed("", "must be a form with one file (RFC 7578)");
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(content_type.unwrap_or_default()).map_err(broken)?;
    let whole = futures_util::stream::once(async { Ok::<_, Infallible>(body) });
    let mut form = multer::Multipart::new(whole, boundary);
    let mut file = None;
    let mut fields = Vec::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.file_name().is_none() {
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(broken)?;
            if let Ok(value) = std::str::from_utf8(bytes.get(..FIELD).unwrap_or(&bytes)) {
                fields.push((name, value.to_owned()));
            }
            continue;
        }
        let kind = field.content_type().map(|kind| kind.essence_str().to_owned());
        if kind.is_some_and(|kind| !KINDS.contains(&kind.as_str()) && kind != "application/octet-stream") {
            let detail = format!("a picture is {}", KINDS.join(" or "));
            return Err(Problem::new(&catalogue::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let bytes = field.bytes().await.map_err(broken)?;
        if file.replace(bytes).is_some() {
            return Err(Problem::malformed("", "must be a form with one file, and not more"));
        }
    }
    let file = file.ok_or_else(|| Problem::malformed("", "must be a form with one file"))?;
    if file.len() > IMAGE_LIMIT {
        return Err(Problem::new(&catalogue::BODY_TOO_LARGE, "a picture may have up to 5 MiB"));
    }
    Ok(ImageForm { file, fields: Form::of(fields) })
}
