//! Busy time that is known from outside.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    busy_periods (company_id, id) {
        id -> Uid,
        company_id -> BigInt,
        user_id -> BigInt,
        starts_at -> Ts,
        ends_at -> Ts,
        title -> Nullable<Text>,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    calendars (id) {
        id -> BigInt,
        company_id -> BigInt,
        user_id -> BigInt,
        kind -> Text,
        name -> Text,
        url -> Nullable<Text>,
        credentials -> Nullable<Text>,
        stale_policy -> Text,
        last_synced_at -> Nullable<Ts>,
        last_error -> Nullable<Text>,
        etag -> Nullable<Text>,
        last_modified -> Nullable<Text>,
        next_sync_at -> Nullable<Ts>,
        leased_until -> Nullable<Ts>,
        failures -> BigInt,
        expanded_from -> Nullable<Ts>,
        expanded_to -> Nullable<Ts>,
        events -> BigInt,
        version -> BigInt,
        created_at -> Ts,
        updated_at -> Ts,
        show_bookings -> Bool,
        write_error -> Nullable<Text>,
        trusted_until -> Nullable<Ts>,
        lapse_seen -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    calendar_sources (company_id, user_id, calendar_id) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        content -> Text,
        updated_at -> Ts,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::Ts;
    calendar_busy (company_id, user_id, starts_at, calendar_id) {
        company_id -> BigInt,
        user_id -> BigInt,
        starts_at -> Ts,
        calendar_id -> BigInt,
        ends_at -> Ts,
    }
}

diesel::table! {
    caldav_objects (company_id, user_id, calendar_id, href) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        href -> Text,
        etag -> Text,
        content -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{Ts, Uid};
    caldav_published (company_id, user_id, calendar_id, uid) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        uid -> Text,
        sequence -> BigInt,
        href -> Nullable<Text>,
        etag -> Nullable<Text>,
        fingerprint -> Text,
        holder -> Nullable<Uid>,
        held_until -> Nullable<Ts>,
    }
}

diesel::table! {
    caldav_collections (company_id, user_id, calendar_id) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        url -> Text,
        token -> Nullable<Text>,
        revision -> BigInt,
    }
}
