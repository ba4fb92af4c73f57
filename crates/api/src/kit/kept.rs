//! Answers that have an entity tag: what was sent before is sent again while nothing of it has moved.

use app::known_people::{AnswerName, AnswerTag, KnownPeople};
use http_kit::{MemoryBudget, Problem, Rendered};
use std::sync::Arc;
use utoipa::IntoParams;

/// The header by which a client says what it has. The document says of every operation that takes it what comes of that
/// (`openapi::tagged`).
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is for the document alone; `http_kit::IfNoneMatch` reads the header")]
pub(crate) struct SeenTags {
    /// Entity tags of answers that the client has, as `ETag` gave them; one that is still so is not sent again (304).
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}

/// The answer of that tag, as it was sent before.
///
/// # Errors
/// 503 where there is no memory for it.
pub(crate) async fn sent_again(
    memory: &MemoryBudget,
    tag: AnswerTag,
    body: Arc<[u8]>,
) -> Result<Rendered, Problem> {
    let room = memory.reserve(body.len()).await?;
    Ok(Rendered::kept(body).holding(room).tagged(Some(tag.text())))
}

/// An answer under its name, which is kept.
pub(crate) fn kept(people: &KnownPeople, name: Option<AnswerName>, answer: Rendered) -> Rendered {
    if let Some(name) = name {
        people.keep(name, answer.length(), || answer.whole());
    }
    tagged(name, answer)
}

/// An answer under its name, which is not kept: it would take room, and is not asked for twice.
pub(crate) fn tagged(name: Option<AnswerName>, answer: Rendered) -> Rendered {
    answer.tagged(name.map(|name| name.tag.text()))
}
