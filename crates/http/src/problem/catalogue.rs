//! Every kind of problem that a client can meet: one table, from slug to status, title and explanation.
//!
//! Answers take status and title from here, and so do the pages at `/problems/{slug}`, so that the two
//! can't drift apart. A new slug in `domain` needs one entry here.

use actix_web::http::StatusCode;

/// One kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The stable name; the problem's `type` is `/problems/{slug}`.
    pub slug: &'static str,
    /// The HTTP status of answers of this kind.
    pub status: StatusCode,
    /// What happened, in a few words, the same for every answer of this kind.
    pub title: &'static str,
    /// What it means and what a client can do, for the page.
    pub explanation: &'static str,
}

macro_rules! kinds {
    ($($name:ident = $slug:literal, $status:ident, $title:literal, $explanation:literal;)*) => {
        $(
            #[doc = $title]
            pub static $name: Kind = Kind {
                slug: $slug,
                status: StatusCode::$status,
                title: $title,
                explanation: $explanation,
            };
        )*

        /// All kinds, in order of status.
        pub static ALL: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    MALFORMED_JSON = "malformed-json", BAD_REQUEST, "The body is not JSON",
        "The body of the request could not be read as JSON. The detail says where reading stopped.";
    MALFORMED_REQUEST = "malformed-request", BAD_REQUEST, "The request has the wrong shape",
        "A field is missing, is unknown here, or holds a value of the wrong type: a text where a number belongs, \
         a text that is no date or no instant, or a word that the field does not know. The errors name the field.";
    MALFORMED_QUERY = "malformed-query", BAD_REQUEST, "The query string can't be read",
        "A parameter after the question mark is missing, unknown to this path, given twice, or not of the right \
         type. Cursors are to be sent back exactly as a list gave them, to the same list.";
    LOGIN_NOT_BEGUN = "login-not-begun", BAD_REQUEST, "No such log-in is under way",
        "Whoever came back from the log-in provider did not set out from here, or not in this browser, took longer than ten \
         minutes, or was let in already. Begin again.";
    UNAUTHENTICATED = "unauthenticated", UNAUTHORIZED, "Credentials are needed",
        "The request had no credentials, or credentials that are not valid. Send `Authorization: Bearer <token>`.";
    FORBIDDEN = "forbidden", FORBIDDEN, "Not allowed for this role",
        "The credentials are good, but their role may not do this. Somebody with a mightier role can.";
    WRONG_ROOM = "wrong-room", FORBIDDEN, "Not the room of this interview",
        "The room id does not open an interview of this id. Use the link of the invitation; a room changes when the \
         interview is given another.";
    LOGIN_REFUSED = "login-refused", FORBIDDEN, "Not let in",
        "The log-in provider was asked, and the company does not let this account in: the provider or its user said no, the \
         e-mail address is not verified, none of the groups has a role here, or the account is not to be used here. Whoever \
         looks after the company's users can tell.";
    NOT_FOUND = "not-found", NOT_FOUND, "Not found",
        "There is nothing at this path, or no object of this id that the credentials can see.";
    METHOD_NOT_ALLOWED = "method-not-allowed", METHOD_NOT_ALLOWED, "The method is not allowed here",
        "The path exists, but does not take this method. The header `Allow` lists those that it takes.";
    REQUEST_TIMEOUT = "request-timeout", REQUEST_TIMEOUT, "The request took too long to arrive",
        "The body did not arrive in time. Nothing was changed; the request can be sent again.";
    CONFLICT = "conflict", CONFLICT, "The state does not allow it",
        "The object is in a state in which this can't be done. Read it again to see its state.";
    DUPLICATE = "duplicate", CONFLICT, "There is one already",
        "Another object already has a value that must be unique.";
    STILL_REFERENCED = "still-referenced", CONFLICT, "Still in use",
        "History names this object, so it can't be deleted. Set `active` to false instead.";
    OVERLAP = "overlap", CONFLICT, "Already booked at that time",
        "The person has another booking that overlaps this one.";
    NOT_IMPORTABLE = "not-importable", CONFLICT, "Not a calendar to import into",
        "Only calendars of the kind `ics_file` take files. Others are read from their source; make a calendar of that \
         kind for the file.";
    NOT_FETCHABLE = "not-fetchable", CONFLICT, "Not a calendar to fetch",
        "A calendar of the kind `ics_file` has no source to fetch from. Import the file again.";
    NO_SESSION = "no-session", CONFLICT, "No session to end",
        "The credentials are an API key or the platform's own token, not a session. A key is revoked with \
         `DELETE /api/v1/api-keys/{id}`.";
    SLOT_OVERLAP = "slot-overlap", CONFLICT, "The holder has another slot at that time",
        "Two live slots of one interviewer must not overlap; AI slots of one type as many as the company's \
         `ai_parallel` says. Choose another time, or cancel the other slot.";
    SLOT_NOT_BOOKABLE = "slot-not-bookable", CONFLICT, "The slot can't be booked",
        "All places of the slot are taken, it was cancelled or has begun, or its interviewer is taken at that time. The \
         detail says which.";
    SLOT_FULL = "slot-full", CONFLICT, "All places of the slot are taken",
        "Others were faster. Search for another slot. The attempt left a conflict, whose id is in `conflict_id`.";
    CANDIDATE_UNAVAILABLE = "candidate-unavailable", CONFLICT, "The candidate is taken at that time",
        "The candidate has another interview then. Choose another time. An attempt to book a slot leaves a conflict, \
         whose id is in `conflict_id`.";
    INTERVIEWER_UNAVAILABLE = "interviewer-unavailable", CONFLICT, "An interviewer can't come at that time",
        "Somebody who is to hold the interview is booked elsewhere, busy by a calendar, outside their availability \
         patterns, or not active. Choose another time. An attempt to book a slot leaves a conflict, whose id is in \
         `conflict_id`.";
    ALREADY_SCHEDULED = "already-scheduled", CONFLICT, "The interview has a time already",
        "The interview is booked to a slot, or was given a time. Reschedule or cancel that first.";
    ALREADY_RESOLVED = "already-resolved", CONFLICT, "The conflict was settled already",
        "Somebody settled the conflict. Read it again to see how, when and by whom.";
    SLOT_HAS_BOOKINGS = "slot-has-bookings", CONFLICT, "Places of the slot are taken",
        "Somebody relies on the slot, so its time and holder stay, and it can't be deleted. Release the places or \
         cancel the slot first.";
    NOTHING_TO_RELEASE = "nothing-to-release", CONFLICT, "No place to give back",
        "No place of the slot was taken by `book_slot`. Places that interviews have are given back by cancelling their \
         schedules.";
    RESULT_DIFFERS = "result-differs", CONFLICT, "Another result was told before",
        "The result of an AI interview is told once and never changes. The same result may be told again; this is \
         another one.";
    WRONG_STATUS = "wrong-status", CONFLICT, "The status does not allow it",
        "The object was cancelled, is over, or is otherwise in a status in which this can't be done. Read it again to \
         see its status.";
    NOT_CHANGEABLE = "not-changeable", CONFLICT, "The interview can't be changed any more",
        "It was cancelled or is over, or somebody has joined it already and the change is more than notes and place.";
    NOT_JOINABLE = "not-joinable", CONFLICT, "The interview can't be joined",
        "It has no time, was cancelled, is over, or is not held online.";
    OUTSIDE_JOIN_WINDOW = "outside-join-window", CONFLICT, "It is too early or too late to join",
        "An interview can be joined from 15 minutes before its start to 15 minutes after its end.";
    VERSION_MISMATCH = "version-mismatch", PRECONDITION_FAILED, "Changed by somebody else",
        "`If-Match` names a version that is no longer the newest. Read the object again, and repeat the change \
         on the new version if it still makes sense.";
    BODY_TOO_LARGE = "body-too-large", PAYLOAD_TOO_LARGE, "The body is too large",
        "The body is larger than this path takes. The detail says how much it takes.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "The content type is not taken here",
        "The body has a content type or content encoding that this path does not take. The detail says which it takes.";
    INVALID = "invalid", UNPROCESSABLE_ENTITY, "A value can't be accepted",
        "The request was understood, but a value is out of range or against a rule. The errors list all such \
         values, each with a JSON pointer (RFC 6901) to the value.";
    IDEMPOTENCY_KEY_REUSED = "idempotency-key-reused", UNPROCESSABLE_ENTITY, "The key was used for another request",
        "Within the last 24 hours the same `Idempotency-Key` was sent to this path with another query or body. Keys \
         stand for one request; send the same request again, or this one under a new key.";
    NOT_SHORTLISTED = "not-shortlisted", UNPROCESSABLE_ENTITY, "The candidate is not on the shortlist",
        "Nobody is interviewed for a job who is not on its shortlist. `POST /api/v1/candidates/{id}/shortlist` puts \
         them there.";
    INTERVIEW_NOT_ENABLED = "interview-not-enabled", UNPROCESSABLE_ENTITY, "Interviews are not enabled",
        "The candidate is on the shortlist, but interviews for this job are not enabled for them. \
         `POST /api/v1/candidates/{id}/toggle-interview` enables them.";
    TOO_SOON = "too-soon", UNPROCESSABLE_ENTITY, "The interview would start too soon",
        "An interview that is given a time starts at least 2 hours from now.";
    TOO_FAR = "too-far", UNPROCESSABLE_ENTITY, "The time is too far ahead",
        "An interview starts at most 90 days from now.";
    OUTSIDE_AVAILABILITY = "outside-availability", UNPROCESSABLE_ENTITY, "The interviewer is not available then",
        "The interviewer has availability patterns, and the time does not lie wholly inside those that are valid and \
         open. Read the patterns at `/api/interviews/availability`.";
    TOO_MANY_REQUESTS = "too-many-requests", TOO_MANY_REQUESTS, "Too many requests",
        "More requests than the server allows came in a short time. `Retry-After` says when to try again.";
    INTERNAL = "internal", INTERNAL_SERVER_ERROR, "Something went wrong on the server",
        "The server made a mistake. Its log has the cause under the request id of the answer's `instance`.";
    IDENTITY_PROVIDER_FAILED = "identity-provider-failed", BAD_GATEWAY, "The log-in provider gave a bad answer",
        "The company's log-in provider answered, but what it said can't be accepted: it does not follow the standard, does \
         not know this server, or its signature is not good. The server's log has the cause.";
    UNAVAILABLE = "unavailable", SERVICE_UNAVAILABLE, "Out of reach for the moment",
        "Something that the server needs, such as its database, can't be reached. Nothing was changed. \
         `Retry-After` says when to try again.";
    NOT_READY = "not-ready", SERVICE_UNAVAILABLE, "Not ready",
        "The server runs, but is not ready for requests yet. `Retry-After` says when to ask again.";
    IDENTITY_PROVIDER_UNAVAILABLE = "identity-provider-unavailable", SERVICE_UNAVAILABLE, "The log-in provider is out of reach",
        "The company's log-in provider can't be reached, takes too long, or says that it has a problem of its own. \
         `Retry-After` says when to try again.";
}

/// The kind of that slug.
#[must_use]
pub fn named(slug: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.slug == slug)
}

/// The kind that fits an answer of which only the status is known.
pub(crate) fn of_status(status: StatusCode) -> &'static Kind {
    match status {
        StatusCode::BAD_REQUEST => &MALFORMED_REQUEST,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => &UNSUPPORTED_MEDIA_TYPE,
        StatusCode::SERVICE_UNAVAILABLE => &UNAVAILABLE,
        StatusCode::CONFLICT => &CONFLICT,
        _ => match ALL.iter().copied().find(|kind| kind.status == status) {
            Some(kind) => kind,
            None if status.is_client_error() => &MALFORMED_REQUEST,
            None => &INTERNAL,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_unique_plain_and_found() {
        for (index, kind) in ALL.iter().enumerate() {
            assert_eq!(named(kind.slug), Some(*kind));
            assert!(kind.slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", kind.slug);
            assert!(!ALL.iter().skip(index + 1).any(|other| other.slug == kind.slug), "{} twice", kind.slug);
        }
        assert_eq!(named("no-such-problem"), None);
    }

    #[test]
    fn a_bare_status_gets_a_kind_of_that_status_where_there_is_one() {
        for kind in ALL {
            assert_eq!(of_status(kind.status).status, kind.status);
        }
        assert_eq!(of_status(StatusCode::IM_A_TEAPOT), &MALFORMED_REQUEST);
        assert_eq!(of_status(StatusCode::GATEWAY_TIMEOUT), &INTERNAL);
    }
}
