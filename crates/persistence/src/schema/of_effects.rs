//! What is still to be done, and whom the outside is told.

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
