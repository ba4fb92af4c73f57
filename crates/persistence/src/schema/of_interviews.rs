//! Interviews, their bookings to slots, what stands against them, and their log.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    match_results (company_id, candidate_id, job_id) {
        company_id -> BigInt,
        candidate_id -> BigInt,
        job_id -> BigInt,
        shortlisted -> Bool,
        interview_enabled -> Bool,
        online_interview_enabled -> Bool,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    interviews (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        candidate_id -> BigInt,
        job_id -> BigInt,
        interview_type -> Text,
        status -> Text,
        starts_at -> Nullable<SqlTimestamp>,
        ends_at -> Nullable<SqlTimestamp>,
        duration_minutes -> BigInt,
        round -> Nullable<Jsonb>,
        location -> Nullable<Text>,
        notes -> Nullable<Text>,
        ai_interview_type -> Nullable<Text>,
        room_id -> Nullable<Text>,
        candidate_joined_at -> Nullable<SqlTimestamp>,
        interviewer_joined_at -> Nullable<SqlTimestamp>,
        scheduled_by -> Nullable<BigInt>,
        cancelled_at -> Nullable<SqlTimestamp>,
        cancellation_reason -> Nullable<Text>,
        cancelled_by -> Nullable<BigInt>,
        sequence -> BigInt,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        template_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlUuid;
    interview_interviewers (company_id, interview_id, position) {
        company_id -> BigInt,
        interview_id -> SqlUuid,
        position -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    interview_logs (company_id, interview_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        interview_id -> SqlUuid,
        action -> Text,
        at -> SqlTimestamp,
        actor -> Text,
        old_values -> Nullable<Jsonb>,
        new_values -> Nullable<Jsonb>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    schedules (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        interview_id -> SqlUuid,
        slot_id -> SqlUuid,
        status -> Text,
        booking_notes -> Nullable<Text>,
        booked_at -> SqlTimestamp,
        booked_by -> Nullable<BigInt>,
        confirmed_at -> Nullable<SqlTimestamp>,
        cancelled_at -> Nullable<SqlTimestamp>,
        cancellation_reason -> Nullable<Text>,
        cancelled_by -> Nullable<BigInt>,
        replaces -> Nullable<SqlUuid>,
        version -> BigInt,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    conflicts (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        conflict_type -> Text,
        origin -> Text,
        resolution -> Text,
        primary_interview -> Nullable<SqlUuid>,
        conflicting_interview -> Nullable<SqlUuid>,
        slot_id -> Nullable<SqlUuid>,
        schedule_id -> Nullable<SqlUuid>,
        user_id -> Nullable<BigInt>,
        conflict_details -> Jsonb,
        detected_at -> SqlTimestamp,
        resolution_notes -> Nullable<Text>,
        resolved_at -> Nullable<SqlTimestamp>,
        resolved_by -> Nullable<BigInt>,
        version -> BigInt,
        appointment_id -> Nullable<SqlUuid>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    conflict_history (company_id, conflict_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        conflict_id -> SqlUuid,
        resolution -> Text,
        notes -> Nullable<Text>,
        at -> SqlTimestamp,
        actor -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    ai_results (company_id, interview_id) {
        company_id -> BigInt,
        interview_id -> SqlUuid,
        details -> Jsonb,
        digest -> Text,
        received_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    scheduling_links (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        candidate_id -> BigInt,
        job_id -> BigInt,
        template_id -> Nullable<BigInt>,
        interviewers -> Nullable<Jsonb>,
        duration_minutes -> Nullable<BigInt>,
        interview_type -> Text,
        location -> Nullable<Text>,
        first_day -> Text,
        last_day -> Text,
        expires_at -> SqlTimestamp,
        moves_left -> BigInt,
        change_minutes -> BigInt,
        revoked_at -> Nullable<SqlTimestamp>,
        interview_id -> Nullable<SqlUuid>,
        held_start -> Nullable<SqlTimestamp>,
        held_until -> Nullable<SqlTimestamp>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}
