//! Answers that have an entity tag: what was sent before is sent again while nothing of it has moved.

use app::known_people::{AnswerName, AnswerTag, KnownPeople};
use http_kit::{MemoryBudget, Problem, Rendered};
use std::sync::Arc;

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
    let Some(name) = name else { return answer };
    people.keep(name, answer.length(), || answer.whole());
    answer.tagged(Some(name.tag.text()))
}
