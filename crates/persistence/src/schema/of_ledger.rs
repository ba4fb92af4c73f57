//! Whose time is taken.

diesel::table! {
    subjects (company_id, subject) {
        company_id -> BigInt,
        subject -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    commitments (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        subject -> Text,
        user_id -> Nullable<BigInt>,
        starts_at -> SqlTimestamp,
        ends_at -> SqlTimestamp,
        buffer_before -> BigInt,
        buffer_after -> BigInt,
        source_kind -> Text,
        source_id -> SqlUuid,
        state -> Text,
        expires_at -> Nullable<SqlTimestamp>,
        created_at -> SqlTimestamp,
    }
}
