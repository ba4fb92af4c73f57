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

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    room_calls (company_id, room) {
        company_id -> BigInt,
        room -> SqlUuid,
        last_number -> BigInt,
        closes_at -> SqlTimestamp,
        created_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    room_people (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        room -> SqlUuid,
        part -> Text,
        name -> Nullable<Text>,
        seen_at -> SqlTimestamp,
        left_at -> Nullable<SqlTimestamp>,
        minute -> BigInt,
        minute_count -> BigInt,
        minute_size -> BigInt,
        created_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    room_messages (company_id, room, number) {
        company_id -> BigInt,
        room -> SqlUuid,
        number -> BigInt,
        kind -> Text,
        from_id -> SqlUuid,
        to_id -> Nullable<SqlUuid>,
        body -> Text,
        created_at -> SqlTimestamp,
    }
}
