//! What is wrong with a value, in the page's language.
//!
//! Rules say it in English. Where a page is in another language, the sentence is found here by its words, and said by the text of
//! its key; what the sentence names, such as the most of something, stands in both.

use crate::kit::texts::{Language, Texts};

/// A sentence and the key of its text: `{}` is a value of one word, and `*` at the end is anything. The first that matches is meant.
const DETAILS: [(&str, &str); 125] = [
    ("the file is no JPEG, PNG or WebP", "image-kind"),
    ("the picture has more than 40 million pixels*", "image-large"),
    ("the picture can't be read*", "image-broken"),
    ("names a user twice", "names-twice"),
    ("must be at least {}", "least"),
    ("all places of the slot are taken", "slot-places-taken"),
    ("the holder has another slot*", "slot-other"),
    ("an admin belongs to no company*", "admin"),
    ("is named twice*", "twice"),
    ("stands in line {} too", "line"),
    ("must not be empty", "empty"),
    ("is needed", "needed"),
    ("is needed again: *", "needed-again"),
    ("must not hold control characters*", "control"),
    ("must have at most {} characters", "characters"),
    ("must have at most {} tiers", "tiers"),
    ("must have at most {} entries", "entries"),
    ("must name at most {} times", "times"),
    ("must name each time once", "times-once"),
    ("must be from {} to {} each", "range-each"),
    ("must be from 1 (Monday) to 7 (Sunday)", "weekday"),
    ("must be from {} to {}", "range"),
    ("must be at most {}", "most"),
    ("must be 1 to 60 small letters*", "slug"),
    ("must be in the future", "future"),
    ("must be after the start", "after-start"),
    ("must differ from the start", "differs"),
    ("must end after it starts", "ends-after"),
    ("must not end before it starts", "not-before"),
    ("must not be before *", "before"),
    ("must not be more than {} minutes after the start", "minutes-after"),
    ("must be whole minutes after the start", "whole"),
    ("must be on a whole minute*", "on-minute"),
    ("must be within {} days from the start date", "within"),
    ("must be {}, the minutes from start to end", "length"),
    ("must be the template's, {}, or be left out", "template-length"),
    ("must lie within the hours", "within-hours"),
    ("must be your own*", "own"),
    ("must name at least one participant", "participant"),
    ("must be in whole seconds*", "seconds"),
    ("overlaps an earlier one", "overlaps"),
    ("overlaps another slot of the same holder", "overlaps-slot"),
    ("leaves no room for the interview", "no-room"),
    ("needs a price, of which it is a part", "needs-price"),
    ("is too far away", "far"),
    ("is beyond the end of time", "far-end"),
    ("does not exist on that date*", "skipped"),
    ("is no time zone of the IANA database", "zone"),
    ("is no interviewer of this template", "not-of-template"),
    ("is the candidate*", "is-candidate"),
    ("is the id of no participant", "no-participant"),
    ("is not good: *", "used-link"),
    ("client and member of staff are one person*", "one-person"),
    ("this user is not active", "user-inactive"),
    ("a user of the role '{}' holds no interviews", "no-interviews"),
    ("a user of the role '{}' offers no services", "no-services"),
    ("a calendar of the kind {} takes none", "kind-none"),
    ("a calendar of the kind {} needs one", "kind-needs"),
    ("only calendars of the kind caldav can be written to", "caldav-only"),
    ("the calendar moves to another server*", "moves"),
    ("the template has no interviewers", "no-template-panel"),
    ("nobody interviews yet", "nobody"),
    ("nobody interviews", "nobody-yet"),
    ("name the interviewer, or an ai_interview_type", "holder"),
    ("a slot is held by an interviewer or by an AI*", "holders"),
    ("the window must not be longer than {} days", "window"),
    ("the slot was cancelled*", "slot-cancelled"),
    ("the slot is over", "slot-over"),
    ("the slot starts more than {} days from now", "slot-far"),
    ("the slot lies outside the interviewer's availability", "slot-outside"),
    ("the slot lies outside the company's business hours", "slot-closed"),
    ("the slot has no manual booking", "slot-no-manual"),
    ("the slot is a person's, not an AI interviewer's", "slot-person"),
    ("the schedule is on this slot already", "same-slot"),
    ("the interviewer has as many slots on this day as a pattern allows", "day-full"),
    ("a slot that was cancelled or is over*", "slot-keeps"),
    ("places of the slot are taken;*", "slot-places"),
    ("the series asks for more than {} slots", "series"),
    ("the dates ask for more than {} slots", "dates"),
    ("the interview is over", "interview-over"),
    ("the interview was cancelled*", "interview-cancelled"),
    ("the interview has not begun", "interview-early"),
    ("the interview has a time already", "interview-timed"),
    ("the interview is booked to a slot already", "interview-booked"),
    ("the interview is booked to a slot;*", "interview-slot"),
    ("it has a time already, is over, or waits in a slot", "interview-no-link"),
    ("it can't be moved by the link any more", "link-no-move"),
    ("it can't be cancelled by the link any more", "link-no-cancel"),
    ("the link was revoked", "link-revoked"),
    ("the link has expired", "link-over"),
    ("the link does not offer this time*", "link-time"),
    ("the template offers no meeting that starts then", "template-time"),
    ("not enough of the template's interviewers are free at that time", "template-few"),
    ("no interview can be booked for the candidate and this job any more", "no-more"),
    ("put the candidate on the shortlist*", "shortlist"),
    ("the company takes no bookings", "closed"),
    ("the appointment is cancelled or over", "appointment-over"),
    ("the appointment has begun", "appointment-begun"),
    ("the appointment has not begun", "appointment-early"),
    ("the appointment is not marked", "not-marked"),
    ("the appointment is marked already*", "marked"),
    ("a mark can be undone for 24 hours", "mark-over"),
    ("only an appointment that takes place can be marked", "mark-none"),
    ("the appointment does not wait for money", "no-money"),
    ("the payment is *", "payment"),
    ("the member of staff has another booking at that time", "staff-taken"),
    ("the client has another booking at that time", "client-taken"),
    ("somebody has another booking at that time", "taken"),
    ("the question is answered, replaced or too old", "question-over"),
    ("the request was confirmed*", "confirmed"),
    ("the hold was prolonged before", "prolonged"),
    ("the time is held no longer*", "hold-over"),
    ("no code was sent for this request", "no-code"),
    ("no code is needed for this request", "no-code-needed"),
    ("another request sends it already", "sending"),
    ("a newer message about this meeting was sent", "newer"),
    ("its link is not kept*", "link-not-kept"),
    ("its code is good for ten minutes*", "code-old"),
    ("its recipient has another address now*", "moved-address"),
    ("the webhook is not active*", "webhook"),
    ("this installation has its first company already", "first"),
    ("these people meet elsewhere*", "elsewhere"),
    ("{} people are in the room*", "room-people"),
    ("a participant has joined the interview already", "joined"),
    ("the conflict was settled already: *", "settled"),
];

/// The key of the text for all others.
const OTHER: &str = "detail-other";

/// A detail in the language of the page; one that no text says stands in it as it is.
pub(crate) fn said(texts: Texts, detail: &str) -> String {
    known(texts, detail).unwrap_or_else(|| match texts.0 {
        Language::English => detail.to_owned(),
        Language::German => texts.with(OTHER, "detail", detail),
    })
}

/// The same, where a text of the page's language says it.
pub(crate) fn known(texts: Texts, detail: &str) -> Option<String> {
    if texts.0 == Language::English {
        return None;
    }
    DETAILS.iter().find_map(|(pattern, key)| {
        let found = values(pattern, detail)?;
        let named: Vec<_> = ["a", "b", "c"].into_iter().zip(found).collect();
        Some(texts.values(&format!("detail-{key}"), &named))
    })
}

/// What stands in a detail where its pattern has `{}`; `None` where it is another sentence.
fn values<'d>(pattern: &str, detail: &'d str) -> Option<Vec<&'d str>> {
    let (pattern, is_begun) = match pattern.strip_suffix('*') {
        Some(start) => (start, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split("{}");
    let mut rest = detail.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    for part in parts {
        let end = rest.find([' ', '\'', ',', ';', ':']).unwrap_or(rest.len());
        let (value, after) = rest.split_at_checked(end)?;
        found.push(value);
        rest = after.strip_prefix(part)?;
    }
    (is_begun || rest.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_is_said_in_the_language_of_the_page() {
        let check = |detail: &str, expected: &str| {
            assert_eq!(said(Texts(Language::German), detail), expected);
            assert_eq!(said(Texts(Language::English), detail), detail);
        };
        check("must be from 5 to 480", "Das muss von 5 bis 480 gehen.");
        check("must be from 5 to 480 each", "Jede Zahl muss von 5 bis 480 gehen.");
        check("is named twice in this group", "Das steht zweimal da.");
        check(
            "a user of the role 'viewer' holds no interviews",
            "Wer diese Rolle hat, führt keine Gespräche.",
        );
        check("the slot is over", "Das Zeitfenster ist vorbei.");
        check("is a riddle", "Das wird so nicht angenommen (is a riddle).");
        check("must be from 5 to", "Das wird so nicht angenommen (must be from 5 to).");
    }

    #[test]
    fn every_key_has_a_text() {
        for (_, key) in DETAILS {
            assert!(Texts(Language::German).known(&format!("detail-{key}")).is_some(), "{key}");
        }
    }
}
