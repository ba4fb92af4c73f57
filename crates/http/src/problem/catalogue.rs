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
        "A field is missing, unknown, or of the wrong type: for example text where a number belongs, text that \
         is not a date, or a value outside a closed list. The errors name the field.";
    MALFORMED_QUERY = "malformed-query", BAD_REQUEST, "The query string can't be read",
        "A query parameter is missing, unknown to this path, given twice, or of the wrong type. Send a cursor \
         back exactly as the list gave it, to the same list.";
    LOGIN_NOT_BEGUN = "login-not-begun", BAD_REQUEST, "No such log-in is under way",
        "This log-in was not started here, was started in another browser, took longer than ten minutes, or was \
         completed already. Start again.";
    BAD_SIGNATURE = "bad-signature", BAD_REQUEST, "The signature is not good",
        "The report is not signed with the secret of this company's webhook, is older than five minutes, or was changed on \
         its way. Nothing was done.";
    UNAUTHENTICATED = "unauthenticated", UNAUTHORIZED, "Credentials are needed",
        "The request has no credentials, or its credentials are not valid. Send `Authorization: Bearer <token>`.";
    FORBIDDEN = "forbidden", FORBIDDEN, "Not allowed for this role",
        "The credentials are valid, but their role does not allow this. A user with a higher role can do it.";
    COMPANY_SUSPENDED = "company-suspended", FORBIDDEN, "The company is suspended",
        "The platform has suspended the company. Its data is kept, and nobody of it gets in until an administrator of the \
         platform lets it go on.";
    WRONG_ROOM = "wrong-room", FORBIDDEN, "Not the room of this interview",
        "This room id does not open this interview. Use the link of the newest invitation: an interview that \
         gets a new room gets a new link.";
    LOGIN_REFUSED = "login-refused", FORBIDDEN, "Log-in refused",
        "The company refused this account. The provider or its user declined, the e-mail address is not \
         verified, none of the groups has a role, or the account is not active. An administrator of the company \
         can see the reason.";
    NOT_FOUND = "not-found", NOT_FOUND, "Not found",
        "Nothing is at this path, or the credentials can see no object with this id.";
    METHOD_NOT_ALLOWED = "method-not-allowed", METHOD_NOT_ALLOWED, "The method is not allowed here",
        "The path exists, but does not support this method. The header `Allow` lists the methods that it \
         supports.";
    REQUEST_TIMEOUT = "request-timeout", REQUEST_TIMEOUT, "The request took too long to arrive",
        "The body did not arrive in time. Nothing was changed, so the request can be sent again.";
    CONFLICT = "conflict", CONFLICT, "The state does not allow it",
        "The state of the object does not allow this. Read the object to see its state.";
    DUPLICATE = "duplicate", CONFLICT, "Already exists",
        "Another object already has a value that must be unique.";
    STILL_REFERENCED = "still-referenced", CONFLICT, "Still in use",
        "Other records refer to this object, so it can't be deleted. Set `active` to false instead.";
    LAST_OWNER = "last-owner", CONFLICT, "The last owner stays",
        "A company that is in use keeps an active owner. Give another user the role `owner` first, or set the company's \
         `active` to false.";
    LIMIT_REACHED = "limit-reached", CONFLICT, "The company has as many as it may have",
        "A company has a limited number of webhooks, calendars and API keys. Delete one that is not needed, or ask the operator \
         of the server for a higher limit.";
    OVERLAP = "overlap", CONFLICT, "Already booked at that time",
        "The person has another booking that overlaps this one.";
    NOT_IMPORTABLE = "not-importable", CONFLICT, "Not a calendar to import into",
        "Only calendars of the kind `ics_file` accept files. Other calendars are read from their source. Create \
         a calendar of the kind `ics_file` for the file.";
    NOT_FETCHABLE = "not-fetchable", CONFLICT, "Not a calendar to fetch",
        "A calendar of the kind `ics_file` has no source to fetch from. Import the file again.";
    NO_SESSION = "no-session", CONFLICT, "No session to end",
        "The credentials are an API key or the platform's token, not a session. `DELETE /api/v1/api-keys/{id}` \
         revokes a key.";
    CANDIDATE_INACTIVE = "candidate-inactive", CONFLICT, "The candidate is not active",
        "An inactive candidate is not booked anew. `PATCH /api/v1/candidates/{id}` with `{\"active\": true}` makes them \
         active again.";
    JOB_INACTIVE = "job-inactive", CONFLICT, "The job is not active",
        "Nobody is booked anew for an inactive job. `PATCH /api/v1/jobs/{id}` with `{\"active\": true}` makes it active \
         again.";
    ERASED = "erased", CONFLICT, "The candidate was erased",
        "Name and addresses of this candidate were erased for good, so nothing about them can change.";
    SLOT_OVERLAP = "slot-overlap", CONFLICT, "The host has another slot at that time",
        "Live slots of one interviewer must not overlap. Up to `ai_parallel` AI slots of one type may overlap in \
         a company. Choose another time, or cancel the other slot.";
    SLOT_NOT_BOOKABLE = "slot-not-bookable", CONFLICT, "The slot can't be booked",
        "The slot is full, cancelled, or has begun, or its interviewer is busy at that time. The detail says \
         which.";
    SLOT_FULL = "slot-full", CONFLICT, "The slot is full",
        "Other bookings took the last place. Search for another slot. The attempt is recorded as a conflict; \
         `conflict_id` names it.";
    CANDIDATE_UNAVAILABLE = "candidate-unavailable", CONFLICT, "The candidate is busy at that time",
        "The candidate has another interview then. Choose another time. A failed booking is recorded as a \
         conflict; `conflict_id` names it.";
    INTERVIEWER_UNAVAILABLE = "interviewer-unavailable", CONFLICT, "An interviewer is not available at that time",
        "An interviewer of this interview has another booking, is busy in a calendar, is outside their \
         availability patterns, or is not active. Choose another time. A failed booking is recorded as a \
         conflict; `conflict_id` names it.";
    ALREADY_SCHEDULED = "already-scheduled", CONFLICT, "The interview has a time already",
        "The interview is booked to a slot, or has a time of its own. Reschedule or cancel that first.";
    ALREADY_RESOLVED = "already-resolved", CONFLICT, "The conflict is already resolved",
        "Another user resolved the conflict. Read it to see how, when and by whom.";
    SLOT_HAS_BOOKINGS = "slot-has-bookings", CONFLICT, "The slot has bookings",
        "The slot has bookings, so its time and host can't change and it can't be deleted. Release the places or \
         cancel the slot first.";
    NOTHING_TO_RELEASE = "nothing-to-release", CONFLICT, "No place to release",
        "No place of this slot was taken with `book_slot`. To free the place of an interview, cancel its \
         schedule.";
    RESULT_DIFFERS = "result-differs", CONFLICT, "A different result was reported before",
        "The result of an AI interview is final once reported. Reporting the same result again is allowed; this \
         result differs.";
    WRONG_STATUS = "wrong-status", CONFLICT, "The status does not allow it",
        "The object is cancelled, over, or in another status that does not allow this. Read the object to see \
         its status.";
    SLOT_NOT_AVAILABLE = "slot-not-available", CONFLICT, "The time is not offered",
        "The service can't be booked at this time: it is outside working hours, taken, too near or too far, or the client \
         has another booking then. `GET /api/v1/appointments/services/{id}/slots` lists the times that can be had.";
    HOLD_EXPIRED = "hold-expired", CONFLICT, "The time is held no longer",
        "The hold has ended, or the time was given back. Make a new request.";
    HOLD_EXTENDED = "hold-extended", CONFLICT, "The hold was prolonged before",
        "A hold can be prolonged once. Confirm the request, or make a new one after its end.";
    NOT_VERIFIED = "not-verified", CONFLICT, "The client has to show a code",
        "The client has booked here before, or has an account. Send the code from the mail to `verify` first.";
    CODE_LOCKED = "code-locked", CONFLICT, "Too many wrong codes",
        "Five wrong codes were tried. Have another one sent with `resend-code`.";
    RESCHEDULE_LIMIT = "reschedule-limit", CONFLICT, "Moved as often as it may be",
        "The service, or the company, limits how often an appointment can be moved. An HR manager can pass the limit with \
         `override`.";
    RESCHEDULING_OFF = "rescheduling-off", CONFLICT, "Appointments for this service can't be moved",
        "The service does not allow moves. An HR manager can pass this with `override`.";
    STAFF_CHANGE_OFF = "staff-change-off", CONFLICT, "The member of staff can't change",
        "The company does not allow another member of staff in a move. An HR manager can pass this with `override`.";
    NOT_CHANGEABLE = "not-changeable", CONFLICT, "The interview can't be changed any more",
        "The interview is cancelled or over. Once a participant has joined, only notes and location can change.";
    NOT_JOINABLE = "not-joinable", CONFLICT, "The interview can't be joined",
        "The interview has no time, is cancelled, is over, or does not take place online.";
    OUTSIDE_JOIN_WINDOW = "outside-join-window", CONFLICT, "Too early or too late to join",
        "An interview can be joined from 15 minutes before its start to 15 minutes after its end.";
    ROOM_FULL = "room-full", CONFLICT, "The room is full",
        "As many people are in the room as it takes. Come in when somebody has left.";
    VERSION_MISMATCH = "version-mismatch", PRECONDITION_FAILED, "Changed by another request",
        "`If-Match` names a version that is no longer the newest. Read the object again, then repeat the change \
         if it still makes sense.";
    BODY_TOO_LARGE = "body-too-large", PAYLOAD_TOO_LARGE, "The body is too large",
        "The body exceeds the limit of this path. The detail gives the limit.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "The content type is not supported",
        "This path does not support the content type or content encoding of the body. The detail says which it \
         supports.";
    INVALID = "invalid", UNPROCESSABLE_ENTITY, "A value can't be accepted",
        "The request was understood, but a value is out of range or breaks a rule. The errors list every such \
         value, each with a JSON pointer (RFC 6901).";
    IDEMPOTENCY_KEY_REUSED = "idempotency-key-reused", UNPROCESSABLE_ENTITY, "The key was used for another request",
        "Within the last 24 hours this `Idempotency-Key` was sent to this path with another query or body. A key \
         stands for one request: repeat that request, or use a new key.";
    WRONG_CODE = "wrong-code", UNPROCESSABLE_ENTITY, "Not the code that was sent",
        "The code is another one, or older than ten minutes. `attempts_left` says how many tries are left.";
    NOT_SHORTLISTED = "not-shortlisted", UNPROCESSABLE_ENTITY, "The candidate is not on the shortlist",
        "Only candidates on the shortlist of a job can be interviewed for it. `POST \
         /api/v1/candidates/{id}/shortlist` adds a candidate.";
    INTERVIEW_NOT_ENABLED = "interview-not-enabled", UNPROCESSABLE_ENTITY, "Interviews are not enabled",
        "The candidate is on the shortlist, but interviews for this job are not enabled for them. `POST \
         /api/v1/candidates/{id}/toggle-interview` enables them.";
    TOO_SOON = "too-soon", UNPROCESSABLE_ENTITY, "The interview would start too soon",
        "An interview must start at least 2 hours from now.";
    TOO_FAR = "too-far", UNPROCESSABLE_ENTITY, "The time is too far ahead",
        "An interview must start at most 90 days from now.";
    OUTSIDE_AVAILABILITY = "outside-availability", UNPROCESSABLE_ENTITY, "The interviewer is not available then",
        "The interviewer has availability patterns, and the time is not entirely inside a valid one. \
         `/api/interviews/availability` lists the patterns.";
    TOO_MANY_REQUESTS = "too-many-requests", TOO_MANY_REQUESTS, "Too many requests",
        "The client sent more requests than the rate limit allows. `Retry-After` says when to try again.";
    INTERNAL = "internal", INTERNAL_SERVER_ERROR, "Something went wrong on the server",
        "The server failed. Its log has the cause under the request id, which is the `instance` of this answer.";
    IDENTITY_PROVIDER_FAILED = "identity-provider-failed", BAD_GATEWAY, "The log-in provider gave a bad answer",
        "The company's log-in provider answered, but the answer is not valid: it breaks the standard, does not \
         know this server, or has a bad signature. The server's log has the cause.";
    UNAVAILABLE = "unavailable", SERVICE_UNAVAILABLE, "Temporarily unavailable",
        "A service that the server needs, such as its database, is unavailable, or the answer took too \
         long. Nothing was changed, unless the detail says that it may have been. `Retry-After` says when to try again.";
    NOT_READY = "not-ready", SERVICE_UNAVAILABLE, "Not ready",
        "The server is running, but not yet ready for requests. `Retry-After` says when to ask again.";
    IDENTITY_PROVIDER_UNAVAILABLE = "identity-provider-unavailable", SERVICE_UNAVAILABLE, "The log-in provider is unavailable",
        "The company's log-in provider can't be reached, takes too long, or reports an error of its own. \
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
