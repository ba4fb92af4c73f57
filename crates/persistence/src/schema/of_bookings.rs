//! What clients book: requests, appointments, their moves and their logs.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    appointments (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        request_id -> Nullable<SqlUuid>,
        client -> Jsonb,
        client_key -> Text,
        search_key -> Text,
        service_id -> BigInt,
        staff_id -> BigInt,
        user_id -> BigInt,
        starts_at -> SqlTimestamp,
        ends_at -> SqlTimestamp,
        terms -> Jsonb,
        want_reminder -> Bool,
        additional_info -> Nullable<Text>,
        internal_notes -> Nullable<Text>,
        status -> Text,
        mark -> Nullable<Text>,
        marked_at -> Nullable<SqlTimestamp>,
        status_before_mark -> Nullable<Text>,
        pay_until -> Nullable<SqlTimestamp>,
        room_id -> Nullable<Text>,
        made_by -> Text,
        cancelled_at -> Nullable<SqlTimestamp>,
        cancellation_reason -> Nullable<Text>,
        cancelled_by -> Nullable<BigInt>,
        sequence -> BigInt,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        erased_at -> Nullable<SqlTimestamp>,
        cancelled_unpaid -> Bool,
        joined -> Nullable<Jsonb>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    appointment_requests (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        service_id -> BigInt,
        staff_id -> BigInt,
        user_id -> BigInt,
        starts_at -> SqlTimestamp,
        ends_at -> SqlTimestamp,
        payment_type -> Text,
        client -> Nullable<Jsonb>,
        client_key -> Nullable<Text>,
        status -> Text,
        expires_at -> SqlTimestamp,
        extended -> Bool,
        code -> Nullable<Jsonb>,
        code_hash -> Nullable<Text>,
        holder -> Text,
        made_by -> Nullable<BigInt>,
        staff_asked -> Bool,
        appointment_id -> Nullable<SqlUuid>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        terms -> Nullable<Jsonb>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    appointment_moves (company_id, appointment_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        appointment_id -> SqlUuid,
        at -> SqlTimestamp,
        actor -> Text,
        from_starts_at -> SqlTimestamp,
        from_ends_at -> SqlTimestamp,
        from_staff_id -> BigInt,
        to_starts_at -> SqlTimestamp,
        to_ends_at -> SqlTimestamp,
        to_staff_id -> BigInt,
        reason -> Nullable<Text>,
        status -> Text,
        expires_at -> Nullable<SqlTimestamp>,
        counted -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    appointment_logs (company_id, appointment_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        appointment_id -> SqlUuid,
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
    use crate::db::types::SqlTimestamp;
    staff_feeds (company_id, staff_id) {
        company_id -> BigInt,
        staff_id -> BigInt,
        token_hash -> Text,
        created_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlUuid;
    appointment_messages (company_id, message_id) {
        company_id -> BigInt,
        message_id -> SqlUuid,
        appointment_id -> SqlUuid,
    }
}
