//! What is still to be done, and whom the outside is told.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    effects (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        kind -> Text,
        payload -> Jsonb,
        about -> Nullable<SqlUuid>,
        run_at -> SqlTimestamp,
        lease -> Nullable<SqlUuid>,
        attempts -> BigInt,
        last_error -> Nullable<Text>,
        dead_at -> Nullable<SqlTimestamp>,
        created_at -> SqlTimestamp,
        lane -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    webhooks (id) {
        id -> BigInt,
        company_id -> BigInt,
        url -> Text,
        description -> Nullable<Text>,
        events -> Nullable<Jsonb>,
        active -> Bool,
        secret -> Text,
        old_secret -> Nullable<Text>,
        old_secret_until -> Nullable<SqlTimestamp>,
        failing_since -> Nullable<SqlTimestamp>,
        disabled_at -> Nullable<SqlTimestamp>,
        disabled_reason -> Nullable<Text>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    webhook_deliveries (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        webhook_id -> BigInt,
        event_id -> SqlUuid,
        kind -> Text,
        body -> Text,
        token -> Nullable<Text>,
        status -> Text,
        attempts -> BigInt,
        last_attempt_at -> Nullable<SqlTimestamp>,
        next_attempt_at -> Nullable<SqlTimestamp>,
        response_status -> Nullable<BigInt>,
        response -> Nullable<Text>,
        error -> Nullable<Text>,
        created_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    ai_callbacks (company_id, interview_id) {
        company_id -> BigInt,
        interview_id -> SqlUuid,
        token_hash -> Text,
        expires_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    changes (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        topic -> Text,
        created_at -> SqlTimestamp,
    }
}
