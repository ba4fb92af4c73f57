//! What single operations may refuse with beyond what their shape tells (`refusals::usual`): slugs of the catalogue, each
//! with its status there; one that is said of a state here and of a bad value there is written with the status.
//!
//! Every answer that a test of the whole product receives is held against the document: one with a slug that is missing
//! here fails there, by name.

/// By id of the operation.
pub(super) const OWN: &[(&str, &[&str])] = &[
    // Accounts.
    ("log_in", &["unauthenticated", "company-suspended"]),
    ("log_out", &["no-session"]),
    ("start_oidc", &["not-found", "identity-provider-failed", "identity-provider-unavailable"]),
    ("enter_oidc", &["identity-provider-failed", "identity-provider-unavailable"]),
    (
        "finish_oidc",
        &["login-not-begun", "login-refused", "identity-provider-failed", "identity-provider-unavailable"],
    ),
    ("create_key", &["not-found"]),
    // Directory.
    ("create_user", &["duplicate"]),
    ("update_user", &["duplicate", "overlap", "last-owner"]),
    ("delete_user", &["last-owner"]),
    ("delete_template", &["still-referenced"]),
    // Calendars and availability.
    ("create_calendar", &["not-found"]),
    ("import_calendar", &["not-importable"]),
    ("sync_calendar", &["not-fetchable"]),
    ("list_free_busy", &["not-found", "invalid"]),
    ("template_availability", &["invalid"]),
    // The shop.
    ("list_service_slots", &["invalid"]),
    ("find_next_date", &["invalid"]),
    ("set_service_image", &["invalid"]),
    ("get_image", &["not-found"]),
    ("get_appointment_config", &["invalid"]),
    ("create_service", &["not-found"]),
    ("update_service", &["not-found"]),
    ("create_staff_member", &["not-found"]),
    ("update_staff_member", &["not-found"]),
    ("create_working_hours", &["not-found"]),
    ("create_special_hours", &["not-found"]),
    ("create_day_off", &["not-found"]),
    // Money.
    ("mark_payment_paid", &["wrong-status"]),
    ("take_stripe_event", &["bad-signature", "not-found"]),
    // Slots.
    ("create_slot", &["slot-overlap", "outside-availability"]),
    ("replace_slot", &["slot-overlap", "slot-has-bookings", "wrong-status", "outside-availability"]),
    ("update_slot", &["slot-overlap", "slot-has-bookings", "wrong-status", "outside-availability"]),
    ("search_available_slots", &["not-found"]),
    ("delete_slot", &["slot-has-bookings", "still-referenced"]),
    ("book_slot", &["slot-not-bookable"]),
    ("release_slot", &["nothing-to-release"]),
    ("cancel_slot", &["wrong-status"]),
    ("report_slot_error", &["wrong-status"]),
    // Schedules and conflicts.
    ("create_schedule", BOOKING),
    ("book_interview", BOOKING),
    (
        "confirm_schedule",
        &[
            "wrong-status",
            "not-shortlisted",
            "interview-not-enabled",
            "candidate-inactive",
            "job-inactive",
            "interviewer-unavailable",
        ],
    ),
    ("cancel_schedule", &["wrong-status"]),
    ("reschedule_schedule", BOOKING),
    ("delete_schedule", &["wrong-status"]),
    ("resolve_conflict", &["already-resolved"]),
    // Interviews.
    ("create_interview", TIMING),
    ("replace_interview", CHANGING),
    ("update_interview", CHANGING),
    ("cancel_interview", &["not-changeable"]),
    ("join_interview", &["wrong-room", "not-joinable", "outside-join-window"]),
    ("toggle_interview", &["409 not-shortlisted"]),
    ("book_interviews", BOOKING),
    ("shortlist_candidates", &["409 not-shortlisted"]),
    ("tell_ai_result", &["result-differs", "wrong-status"]),
    ("interview_status", &["not-found"]),
    (
        "create_scheduling_link",
        &["not-shortlisted", "interview-not-enabled", "candidate-inactive", "job-inactive"],
    ),
    (
        "create_scheduling_links",
        &["not-shortlisted", "interview-not-enabled", "candidate-inactive", "job-inactive"],
    ),
    // Appointments.
    ("erase_client", &["still-referenced"]),
    ("create_appointment_request", &["slot-not-available"]),
    (
        "update_appointment_request",
        &["hold-expired", "wrong-status", "slot-not-available", "too-many-requests"],
    ),
    ("extend_appointment_request", &["hold-expired", "hold-extended", "wrong-status"]),
    ("verify_appointment_request", &["hold-expired", "wrong-status", "wrong-code", "code-locked"]),
    ("resend_appointment_code", &["hold-expired", "invalid", "wrong-status", "too-many-requests"]),
    (
        "confirm_appointment_request",
        &["hold-expired", "wrong-status", "not-verified", "slot-not-available", "invalid"],
    ),
    ("release_appointment_request", &["hold-expired", "wrong-status"]),
    ("book_appointment", &["slot-not-available"]),
    (
        "reschedule_appointment",
        &["wrong-status", "reschedule-limit", "rescheduling-off", "staff-change-off", "slot-not-available"],
    ),
    ("cancel_appointment", &["wrong-status"]),
    ("appointment_stats", &["invalid"]),
    ("mark_no_show", &["wrong-status"]),
    ("mark_arrived", &["wrong-status"]),
    ("unmark_appointment", &["wrong-status"]),
    ("staff_feed", &["not-found", "invalid"]),
    // Notifications, webhooks, work in the background.
    ("send_message_again", &["wrong-status"]),
    ("test_webhook", &["wrong-status"]),
    ("replay_delivery", &["wrong-status"]),
    ("replay_effect", &["wrong-status"]),
];

/// Taking a place of a slot for an interview.
const BOOKING: &[&str] = &[
    "slot-full",
    "slot-not-bookable",
    "candidate-unavailable",
    "candidate-inactive",
    "job-inactive",
    "interviewer-unavailable",
    "already-scheduled",
    "wrong-status",
    "not-shortlisted",
    "interview-not-enabled",
    "too-far",
];

/// Giving an interview its time.
const TIMING: &[&str] = &[
    "candidate-unavailable",
    "candidate-inactive",
    "job-inactive",
    "interviewer-unavailable",
    "not-shortlisted",
    "interview-not-enabled",
    "too-soon",
    "too-far",
    "wrong-status",
];

/// Giving it another.
const CHANGING: &[&str] = &[
    "wrong-status",
    "not-changeable",
    "already-scheduled",
    "candidate-unavailable",
    "candidate-inactive",
    "job-inactive",
    "interviewer-unavailable",
    "not-shortlisted",
    "interview-not-enabled",
    "too-soon",
    "too-far",
];

/// Operations that every role may ask for, so that nobody's credentials are refused (403).
pub(super) const FOR_EVERY_ROLE: &[&str] = &[
    "log_out",
    "who_am_i",
    "query_availability",
    "explain_availability",
    "list_services",
    "get_service",
    "list_service_slots",
    "find_next_date",
];
