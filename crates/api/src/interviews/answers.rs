//! Answers to invitations on the wire.

use crate::wire::reply::ReplyName;
use domain::message::Answer;
use serde::Serialize;
use utoipa::ToSchema;

/// What somebody answered to an invitation to the time that the interview has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewAnswer)]
pub(super) struct AnswerOut {
    /// `candidate:7` or `user:12`.
    who: String,
    answer: ReplyName,
}

impl From<Answer> for AnswerOut {
    fn from(answer: Answer) -> Self {
        Self { who: answer.person.to_string(), answer: answer.reply.into() }
    }
}
