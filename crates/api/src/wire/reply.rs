//! Answers to invitations by their names.

use domain::message::Reply;
use http_kit::wire_enum;

wire_enum! {
    /// What somebody answered to an invitation.
    pub(crate) enum ReplyName {
        Accepted = "accepted",
        Declined = "declined",
        Tentative = "tentative",
    }
}

impl From<Reply> for ReplyName {
    fn from(reply: Reply) -> Self {
        match reply {
            Reply::Accepted => Self::Accepted,
            Reply::Declined => Self::Declined,
            Reply::Tentative => Self::Tentative,
        }
    }
}
