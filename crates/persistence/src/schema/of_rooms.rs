//! Rooms at providers outside.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    room_providers (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        kind -> Text,
        account -> Jsonb,
        credentials -> Nullable<Text>,
        in_use -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    provider_rooms (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        interview_id -> SqlUuid,
        provider_id -> SqlUuid,
        room_key -> SqlUuid,
        wanted -> Bool,
        begun -> Bool,
        topic -> Nullable<Text>,
        starts_at -> Nullable<SqlTimestamp>,
        minutes -> Nullable<BigInt>,
        provider_room_id -> Nullable<Text>,
        link -> Nullable<Text>,
        leased_until -> Nullable<SqlTimestamp>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}
