//! What the page says of the room and of the mail of an interview.

use crate::kit::shell::Shell;
use crate::kit::visitor::Visitor;
use crate::kit::when::WallClock;
use app::appointments::MailStanding;
use app::scheduling_links::PickPage;
use domain::interview::rules;
use scheduling_core::time::{Interval, Timestamp};

/// From when somebody can come in, or that they can now, or no more.
pub(super) fn joins(clock: &WallClock, time: Interval, now: Timestamp) -> String {
    let from = rules::joined_from(time);
    match (rules::can_be_joined(time, now), now < from) {
        (true, _) => clock.texts.say("pick-room-open"),
        (false, true) => clock.texts.with("pick-room-opens", "when", &clock.moment(from)),
        (false, false) => clock.texts.say("pick-room-over"),
    }
}

/// What is said of mail that does not arrive.
pub(super) fn mail(visitor: &Visitor, page: &PickPage) -> Option<String> {
    match visitor.mail.standing(page.mail?) {
        MailStanding::Kept => Some(visitor.texts.say("pick-mail-kept")),
        MailStanding::Failed => Some(visitor.texts.say("pick-mail-failed")),
        MailStanding::Awaited | MailStanding::Sent => None,
    }
}

/// The frame without what mail would tell, where it is kept and not sent.
pub(super) fn told(shell: Shell, visitor: &Visitor, page: &PickPage) -> Shell {
    let kept = page.mail.map(|mail| visitor.mail.standing(mail)) == Some(MailStanding::Kept);
    let key = visitor.param("done").filter(|_| kept);
    let done = key.and_then(|key| visitor.texts.known(&format!("done-{key}-kept")));
    Shell { done: done.or(shell.done), ..shell }
}
