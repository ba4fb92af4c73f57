//! Whole answers, kept by their entity tags: what was sent once is sent again while nothing of it has moved.

use super::answer_tag::AnswerTag;
use super::entry::{Entry, Key};
use super::{KnownPeople, lock};
use domain::CompanyId;
use std::sync::Arc;

/// Bytes that an answer may have to be kept.
const MOST: usize = 256 << 10;

/// An answer's name in the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerName {
    pub(super) company: CompanyId,
    pub tag: AnswerTag,
}

/// What comes of a question whose answer has a tag.
#[derive(Debug, Clone)]
pub enum Found<T> {
    /// The caller has the answer of this tag, and it is still so.
    Unchanged(AnswerTag),
    /// The answer of this tag, as it was sent before.
    Kept(AnswerTag, Arc<[u8]>),
    /// What the answer is made of, and its name where it has a tag.
    Gathered(Box<T>, Option<AnswerName>),
}

impl KnownPeople {
    /// The answer of that name, if the caller has it (`has`) or it is kept.
    pub(crate) fn sent<T>(&self, name: AnswerName, has: impl Fn(&str) -> bool) -> Option<Found<T>> {
        if has(&name.tag.text()) {
            return Some(Found::Unchanged(name.tag));
        }
        let answers = self.answers.as_ref()?;
        match lock(answers).get(name.company, Key::Answer(name.tag))? {
            Entry::Answer(body) => Some(Found::Kept(name.tag, body)),
            _ => None,
        }
    }

    /// Keeps an answer of so many bytes, which `body` tells; one that is too large is not kept.
    pub fn keep(&self, name: AnswerName, length: usize, body: impl FnOnce() -> Arc<[u8]>) {
        if let Some(answers) = self.answers.as_ref().filter(|_| length <= MOST) {
            let body = body();
            lock(answers).put(name.company, Key::Answer(name.tag), Entry::Answer(body));
        }
    }
}
