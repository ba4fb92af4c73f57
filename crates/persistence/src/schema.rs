//! The tables as diesel sees them, once for both databases; `migrations/` has the constraints.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
        updated_at -> crate::db::types::Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    companies (id) {
        id -> BigInt,
        name -> Text,
        time_zone -> Text,
        opens_at -> BigInt,
        closes_at -> BigInt,
        ai_parallel -> BigInt,
        active -> Bool,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    users (id) {
        id -> BigInt,
        company_id -> Nullable<BigInt>,
        email -> Text,
        email_key -> Text,
        name -> Text,
        role -> Text,
        time_zone -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        active -> Bool,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    interview_templates (id) {
        id -> BigInt,
        company_id -> BigInt,
        name -> Text,
        duration_minutes -> BigInt,
        groups -> Nullable<Jsonb>,
        step_minutes -> Nullable<BigInt>,
        minimum_notice_minutes -> Nullable<BigInt>,
        buffer_before_minutes -> Nullable<BigInt>,
        buffer_after_minutes -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    template_interviewers (company_id, template_id, position) {
        company_id -> BigInt,
        template_id -> BigInt,
        position -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    busy_periods (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        user_id -> BigInt,
        starts_at -> Ts,
        ends_at -> Ts,
        title -> Nullable<Text>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    calendars (id) {
        id -> BigInt,
        company_id -> BigInt,
        user_id -> BigInt,
        kind -> Text,
        name -> Text,
        url -> Nullable<Text>,
        credentials -> Nullable<Text>,
        stale_policy -> Text,
        last_synced_at -> Nullable<Ts>,
        last_error -> Nullable<Text>,
        etag -> Nullable<Text>,
        last_modified -> Nullable<Text>,
        next_sync_at -> Nullable<Ts>,
        leased_until -> Nullable<Ts>,
        failures -> BigInt,
        expanded_from -> Nullable<Ts>,
        expanded_to -> Nullable<Ts>,
        events -> BigInt,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    calendar_sources (company_id, user_id, calendar_id) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        content -> Text,
        updated_at -> Ts,
    }
}

diesel::table! {
    caldav_collections (company_id, user_id, calendar_id) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        url -> Text,
        token -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    caldav_objects (company_id, user_id, calendar_id, href) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        href -> Text,
        etag -> Text,
        content -> Text,
    }
}

diesel::table! {
    caldav_published (company_id, user_id, calendar_id, uid) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        uid -> Text,
        sequence -> BigInt,
        href -> Nullable<Text>,
        etag -> Nullable<Text>,
        fingerprint -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    calendar_busy (company_id, user_id, starts_at, calendar_id) {
        company_id -> BigInt,
        user_id -> BigInt,
        starts_at -> Ts,
        calendar_id -> BigInt,
        ends_at -> Ts,
    }
}

diesel::table! {
    subjects (company_id, subject) {
        company_id -> BigInt,
        subject -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    commitments (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        subject -> Text,
        user_id -> Nullable<BigInt>,
        starts_at -> Ts,
        ends_at -> Ts,
        buffer_before -> BigInt,
        buffer_after -> BigInt,
        source_kind -> Text,
        source_id -> Uid,
        state -> Text,
        expires_at -> Nullable<Ts>,
        created_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    idempotency_keys (company_id, name) {
        company_id -> BigInt,
        name -> Binary,
        fingerprint -> Binary,
        status -> Nullable<BigInt>,
        headers -> Nullable<Jsonb>,
        body -> Nullable<Binary>,
        expires_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    sessions (token_hash) {
        token_hash -> Text,
        user_id -> BigInt,
        created_at -> Ts,
        expires_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    api_keys (id) {
        id -> BigInt,
        company_id -> Nullable<BigInt>,
        name -> Text,
        role -> Text,
        token_hash -> Text,
        expires_at -> Nullable<Ts>,
        created_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    password_resets (user_id) {
        user_id -> BigInt,
        requested_at -> Nullable<Ts>,
        token_hash -> Nullable<Text>,
        expires_at -> Nullable<Ts>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    login_failures (subject, failed_at, id) {
        subject -> Text,
        failed_at -> Ts,
        id -> Uid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    jobs (id) {
        id -> BigInt,
        company_id -> BigInt,
        title -> Text,
        active -> Bool,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    candidates (id) {
        id -> BigInt,
        company_id -> BigInt,
        name -> Text,
        email -> Text,
        phone -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    availability_patterns (id) {
        id -> BigInt,
        company_id -> BigInt,
        user_id -> BigInt,
        day_of_week -> BigInt,
        starts_minute -> BigInt,
        ends_minute -> BigInt,
        slot_minutes -> BigInt,
        break_minutes -> BigInt,
        is_available -> Bool,
        max_slots_per_day -> BigInt,
        valid_from -> Text,
        valid_until -> Nullable<Text>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    ai_configurations (id) {
        id -> BigInt,
        company_id -> BigInt,
        ai_interview_type -> Text,
        day_of_week -> BigInt,
        starts_minute -> BigInt,
        ends_minute -> BigInt,
        slot_minutes -> BigInt,
        break_minutes -> BigInt,
        is_available -> Bool,
        max_slots_per_day -> BigInt,
        valid_from -> Text,
        valid_until -> Nullable<Text>,
        ai_settings -> Nullable<Jsonb>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    slots (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        subject -> Text,
        interviewer_id -> Nullable<BigInt>,
        ai_interview_type -> Nullable<Text>,
        ai_configuration -> Nullable<Jsonb>,
        slot_type -> Text,
        starts_at -> Ts,
        ends_at -> Ts,
        job_id -> Nullable<BigInt>,
        notes -> Nullable<Text>,
        max_candidates -> BigInt,
        current_bookings -> BigInt,
        cancelled_at -> Nullable<Ts>,
        cancellation_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    slot_places (company_id, slot_id, id) {
        id -> Uid,
        company_id -> BigInt,
        slot_id -> Uid,
        notes -> Nullable<Text>,
        taken_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    match_results (company_id, candidate_id, job_id) {
        company_id -> BigInt,
        candidate_id -> BigInt,
        job_id -> BigInt,
        shortlisted -> Bool,
        interview_enabled -> Bool,
        online_interview_enabled -> Bool,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    interviews (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        candidate_id -> BigInt,
        job_id -> BigInt,
        interview_type -> Text,
        status -> Text,
        starts_at -> Nullable<Ts>,
        ends_at -> Nullable<Ts>,
        duration_minutes -> BigInt,
        round -> Nullable<Jsonb>,
        location -> Nullable<Text>,
        notes -> Nullable<Text>,
        ai_interview_type -> Nullable<Text>,
        room_id -> Nullable<Text>,
        candidate_joined_at -> Nullable<Ts>,
        interviewer_joined_at -> Nullable<Ts>,
        scheduled_by -> Nullable<BigInt>,
        cancelled_at -> Nullable<Ts>,
        cancellation_reason -> Nullable<Text>,
        cancelled_by -> Nullable<BigInt>,
        sequence -> BigInt,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Uid;
    interview_interviewers (company_id, interview_id, position) {
        company_id -> BigInt,
        interview_id -> Uid,
        position -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    interview_logs (company_id, interview_id, id) {
        id -> Uid,
        company_id -> BigInt,
        interview_id -> Uid,
        action -> Text,
        at -> Ts,
        actor -> Text,
        old_values -> Nullable<Jsonb>,
        new_values -> Nullable<Jsonb>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    schedules (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        interview_id -> Uid,
        slot_id -> Uid,
        status -> Text,
        booking_notes -> Nullable<Text>,
        booked_at -> Ts,
        booked_by -> Nullable<BigInt>,
        confirmed_at -> Nullable<Ts>,
        cancelled_at -> Nullable<Ts>,
        cancellation_reason -> Nullable<Text>,
        cancelled_by -> Nullable<BigInt>,
        replaces -> Nullable<Uid>,
        version -> BigInt,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    conflicts (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        conflict_type -> Text,
        origin -> Text,
        resolution -> Text,
        primary_interview -> Uid,
        conflicting_interview -> Nullable<Uid>,
        slot_id -> Nullable<Uid>,
        schedule_id -> Nullable<Uid>,
        user_id -> Nullable<BigInt>,
        conflict_details -> Jsonb,
        detected_at -> Ts,
        resolution_notes -> Nullable<Text>,
        resolved_at -> Nullable<Ts>,
        resolved_by -> Nullable<BigInt>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    conflict_history (company_id, conflict_id, id) {
        id -> Uid,
        company_id -> BigInt,
        conflict_id -> Uid,
        resolution -> Text,
        notes -> Nullable<Text>,
        at -> Ts,
        actor -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    effects (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        kind -> Text,
        payload -> Jsonb,
        about -> Nullable<Uid>,
        run_at -> Ts,
        lease -> Nullable<Uid>,
        attempts -> BigInt,
        last_error -> Nullable<Text>,
        dead_at -> Nullable<Ts>,
        created_at -> Ts,
        lane -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    webhooks (id) {
        id -> BigInt,
        company_id -> BigInt,
        url -> Text,
        description -> Nullable<Text>,
        events -> Nullable<Jsonb>,
        active -> Bool,
        secret -> Text,
        old_secret -> Nullable<Text>,
        old_secret_until -> Nullable<Ts>,
        failing_since -> Nullable<Ts>,
        disabled_at -> Nullable<Ts>,
        disabled_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    webhook_deliveries (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        webhook_id -> BigInt,
        event_id -> Uid,
        kind -> Text,
        body -> Text,
        token -> Nullable<Text>,
        status -> Text,
        attempts -> BigInt,
        last_attempt_at -> Nullable<Ts>,
        next_attempt_at -> Nullable<Ts>,
        response_status -> Nullable<BigInt>,
        response -> Nullable<Text>,
        error -> Nullable<Text>,
        created_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    ai_callbacks (company_id, interview_id) {
        company_id -> BigInt,
        interview_id -> Uid,
        token_hash -> Text,
        expires_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    ai_results (company_id, interview_id) {
        company_id -> BigInt,
        interview_id -> Uid,
        details -> Jsonb,
        digest -> Text,
        received_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    messages (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        dedupe -> Text,
        kind -> Text,
        state -> Text,
        person -> Text,
        to_address -> Text,
        to_name -> Text,
        from_name -> Text,
        reply_to -> Nullable<Text>,
        language -> Text,
        header_id -> Text,
        interview_id -> Nullable<Uid>,
        conflict_id -> Nullable<Uid>,
        webhook_id -> Nullable<BigInt>,
        sequence -> Nullable<BigInt>,
        starts_at -> Nullable<Ts>,
        ends_at -> Nullable<Ts>,
        subject -> Text,
        body_text -> Text,
        body_html -> Text,
        method -> Nullable<Text>,
        ics -> Nullable<Text>,
        attempts -> BigInt,
        words -> Nullable<Text>,
        queued_at -> Ts,
        created_at -> Ts,
        sent_at -> Nullable<Ts>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    notification_preferences (company_id, person) {
        company_id -> BigInt,
        person -> Text,
        user_id -> Nullable<BigInt>,
        candidate_id -> Nullable<BigInt>,
        language -> Nullable<Text>,
        invitations -> Bool,
        reminders -> Bool,
        alerts -> Bool,
        reminder_minutes_before -> Nullable<Jsonb>,
        version -> BigInt,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    notification_settings (company_id) {
        company_id -> BigInt,
        language -> Text,
        sender_name -> Nullable<Text>,
        reply_to -> Nullable<Text>,
        reminder_minutes_before -> Jsonb,
        conflict_roles -> Jsonb,
        version -> BigInt,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    identity_providers (company_id) {
        company_id -> BigInt,
        issuer -> Text,
        client_id -> Text,
        client_secret -> Nullable<Text>,
        group_claim -> Text,
        group_roles -> Jsonb,
        default_role -> Nullable<Text>,
        active -> Bool,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    oidc_logins (state_hash) {
        state_hash -> Text,
        company_id -> BigInt,
        issuer -> Text,
        redirect_uri -> Text,
        nonce -> Text,
        verifier -> Text,
        browser_hash -> Nullable<Text>,
        expires_at -> Ts,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    companies,
    users,
    interview_templates,
    template_interviewers,
    busy_periods,
    calendars,
    calendar_sources,
    calendar_busy,
    subjects,
    commitments,
    sessions,
    password_resets,
    match_results,
    interviews,
    interview_interviewers,
    interview_logs,
    schedules,
    conflicts,
    conflict_history,
    effects,
    webhooks,
    webhook_deliveries,
    ai_callbacks,
    ai_results,
    slots,
    jobs,
    candidates,
);
