//! Times that are offered for interviews, and the patterns that they come from.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
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
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
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
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    slots (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        subject -> Text,
        interviewer_id -> Nullable<BigInt>,
        ai_interview_type -> Nullable<Text>,
        ai_configuration -> Nullable<Jsonb>,
        slot_type -> Text,
        starts_at -> SqlTimestamp,
        ends_at -> SqlTimestamp,
        job_id -> Nullable<BigInt>,
        notes -> Nullable<Text>,
        max_candidates -> BigInt,
        current_bookings -> BigInt,
        cancelled_at -> Nullable<SqlTimestamp>,
        cancellation_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        over_at -> Nullable<SqlTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    slot_places (company_id, slot_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        slot_id -> SqlUuid,
        notes -> Nullable<Text>,
        taken_at -> SqlTimestamp,
    }
}
