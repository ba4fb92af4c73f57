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
