//! Interviews, their bookings to slots, what stands against them, and their log.

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
    ai_results (company_id, interview_id) {
        company_id -> BigInt,
        interview_id -> Uid,
        details -> Jsonb,
        digest -> Text,
        received_at -> Ts,
    }
}
