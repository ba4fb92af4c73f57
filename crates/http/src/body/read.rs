//! Reading a body within bounds of size and time.

use crate::judging::judged;
use crate::memory::{MemoryBudget, Room, SMALL};
use crate::problem::{Problem, catalogue};
use crate::state::State;
use crate::time_limit::TimeLimit;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::BytesMut;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt};
use std::time::Duration;

/// How long a body may take to arrive. A client that sends a byte a second must not hold a request open.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// Room that is made before anything has arrived; more comes as bytes do, not as a header promises.
const FIRST_ROOM: usize = 64 << 10;

/// How much memory is set aside at a time for a body that arrives: what was announced alone takes nobody's room.
const STEP: usize = 256 << 10;

/// A body that may be read.
#[derive(Debug, Clone)]
pub(super) struct Admitted {
    limit: usize,
    announced: usize,
    request: HttpRequest,
}

/// Reads a body; what is wrong with it is told once the caller is judged.
pub(super) fn after_the_caller<T: 'static>(
    request: HttpRequest,
    reading: impl Future<Output = Result<T, Problem>> + 'static,
) -> LocalBoxFuture<'static, Result<T, Problem>> {
    async move {
        let read = reading.await;
        if read.is_err() {
            judged(&request).await;
        }
        read
    }
    .boxed_local()
}

/// Whether a request has no body and says nothing of one.
pub(super) fn is_absent(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let empty = headers.get(header::CONTENT_LENGTH).is_none_or(|length| length.as_bytes() == b"0");
    empty && !headers.contains_key(header::TRANSFER_ENCODING) && !headers.contains_key(header::CONTENT_TYPE)
}

/// Judges a body by the request's head, before a byte is read.
pub(super) fn admit(request: &HttpRequest, media_type: &str, limit: usize) -> Result<Admitted, Problem> {
    admit_one_of(request, &[media_type], limit)
}

/// The same for a path that takes several media types.
pub(super) fn admit_one_of(
    request: &HttpRequest,
    media_types: &[&str],
    limit: usize,
) -> Result<Admitted, Problem> {
    let encoding = request.headers().get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let detail = "a body with a content encoding is not taken here; send it plain";
        return Err(Problem::new(&catalogue::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    if !media_types.iter().any(|media_type| has_media_type(request, media_type)) {
        let detail = format!("this path takes {} in UTF-8", media_types.join(" or "));
        return Err(Problem::new(&catalogue::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced = length.and_then(|digits| digits.trim().parse::<usize>().ok()).unwrap_or(0);
    if announced > limit {
        Err(too_large(limit))
    } else {
        Ok(Admitted { limit, announced, request: request.clone() })
    }
}

/// Whether the content type is the wanted one, in UTF-8 where it names a charset.
pub(super) fn has_media_type(request: &HttpRequest, wanted: &str) -> bool {
    let Some(Ok(value)) = request.headers().get(header::CONTENT_TYPE).map(|value| value.to_str()) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        && parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}

/// Reads the whole body.
pub(super) async fn whole(payload: Payload, admitted: Admitted) -> Result<BytesMut, Problem> {
    // A slow line is no fault of the server's: its time is counted from when the body is there.
    let time_limit = admitted.request.extensions().get::<TimeLimit>().cloned();
    time_limit.iter().for_each(TimeLimit::suspend);
    let read = tokio::time::timeout(TIME_LIMIT, collect(payload, admitted)).await;
    time_limit.iter().for_each(TimeLimit::restart);
    match read {
        Ok(read) => read,
        Err(_) => Err(Problem::new(
            &catalogue::REQUEST_TIMEOUT,
            format!("the body did not arrive within {} seconds", TIME_LIMIT.as_secs()),
        )),
    }
}

async fn collect(mut payload: Payload, admitted: Admitted) -> Result<BytesMut, Problem> {
    let mut bytes = BytesMut::with_capacity(admitted.announced.min(FIRST_ROOM));
    let memory = admitted.request.app_data::<State>().map(|state| state.memory().clone());
    let (mut counted, mut room) = (SMALL, None);
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        if chunk.len() > admitted.limit - bytes.len() {
            return Err(too_large(admitted.limit));
        }
        while let (Some(memory), true) = (&memory, bytes.len() + chunk.len() > counted) {
            enlarge(memory, &mut room).await?;
            counted += STEP;
        }
        bytes.extend_from_slice(&chunk);
    }
    // What is read of the body is as large, and lives as long as the request.
    if let Some(room) = room {
        admitted.request.extensions_mut().insert(room);
    }
    Ok(bytes)
}

async fn enlarge(memory: &MemoryBudget, room: &mut Option<Room>) -> Result<(), Problem> {
    let more = memory.reserve(STEP).await?;
    match (room.as_mut(), more) {
        (Some(room), Some(more)) => room.merge(more),
        (_, more) => *room = more,
    }
    Ok(())
}

fn too_large(limit: usize) -> Problem {
    let most = if limit >= 1 << 20 { format!("{} MiB", limit >> 20) } else { format!("{} KiB", limit >> 10) };
    let detail = format!("this path takes bodies of up to {most}");
    Problem::new(&catalogue::BODY_TOO_LARGE, detail)
}

/// The connection broke or the framing is wrong; mostly nobody is left to read this.
fn broken(error: &PayloadError) -> Problem {
    tracing::debug!(%error, "a body could not be read");
    Problem::malformed("", "the body ended before it was complete")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;
    use actix_web::test::TestRequest;
    use actix_web::web::Bytes;
    use futures_util::stream::LocalBoxStream;

    fn check(content_type: &str, expected: bool) {
        let request = TestRequest::default().insert_header(("content-type", content_type)).to_http_request();
        assert_eq!(has_media_type(&request, "application/json"), expected, "{content_type}");
    }

    #[test]
    fn content_types() {
        check("application/json", true);
        check("Application/JSON; charset=UTF-8", true);
        check("application/json;charset=\"utf-8\"", true);
        check("application/json; charset=latin1", false);
        check("application/json; profile=x", true);
        check("application/problem+json", false);
        check("text/plain", false);
        check("", false);
    }

    fn status(headers: &[(&'static str, &'static str)]) -> u16 {
        let mut request = TestRequest::default();
        for header in headers {
            request = request.insert_header(*header);
        }
        let admitted = admit(&request.to_http_request(), "application/json", 100);
        admitted.map_or_else(|problem| problem.status_code().as_u16(), |_| 200)
    }

    #[test]
    fn a_body_is_judged_by_its_head() {
        let json = ("content-type", "application/json");
        assert_eq!(status(&[json, ("content-length", "100")]), 200);
        assert_eq!(status(&[json, ("content-length", "101")]), 413);
        assert_eq!(status(&[json]), 200);
        assert_eq!(status(&[]), 415);
        assert_eq!(status(&[json, ("content-encoding", "gzip")]), 415);
        assert_eq!(status(&[json, ("content-encoding", "identity")]), 200);
    }

    /// Reads a body whose chunks are given, of a client that then says no more but stays.
    async fn read(chunks: &'static [&'static [u8]], stays: bool) -> Result<usize, u16> {
        let sent = futures_util::stream::iter(chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk))));
        let stream: LocalBoxStream<'static, Result<Bytes, PayloadError>> = if stays {
            sent.chain(futures_util::stream::pending()).boxed_local()
        } else {
            sent.boxed_local()
        };
        let payload = Payload::Stream { payload: stream };
        let read = whole(
            payload,
            Admitted { limit: 6, announced: 0, request: TestRequest::default().to_http_request() },
        )
        .await;
        read.map(|bytes| bytes.len()).map_err(|problem| problem.status_code().as_u16())
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_is_read_within_bounds() {
        assert_eq!(read(&[b"abc", b"def"], false).await, Ok(6));
        assert_eq!(read(&[b"abc", b"defg"], false).await, Err(413));
        assert_eq!(read(&[], false).await, Ok(0));
        // The clock of the runtime jumps as nothing else happens, so this does not take 30 seconds.
        assert_eq!(read(&[b"abc"], true).await, Err(408));
    }
}
