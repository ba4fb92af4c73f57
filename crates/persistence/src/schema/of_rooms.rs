//! Rooms at providers outside.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    room_providers (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        kind -> Text,
        account -> Jsonb,
        credentials -> Nullable<Text>,
        in_use -> Bool,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    provider_rooms (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        interview_id -> Uid,
        provider_id -> Uid,
        room_key -> Uid,
        wanted -> Bool,
        begun -> Bool,
        topic -> Nullable<Text>,
        starts_at -> Nullable<Ts>,
        minutes -> Nullable<BigInt>,
        provider_room_id -> Nullable<Text>,
        link -> Nullable<Text>,
        leased_until -> Nullable<Ts>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}
