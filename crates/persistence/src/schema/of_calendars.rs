//! Busy time that is known from outside.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    busy_periods (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        user_id -> BigInt,
        starts_at -> SqlTimestamp,
        ends_at -> SqlTimestamp,
        title -> Nullable<Text>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    calendars (id) {
        id -> BigInt,
        company_id -> BigInt,
        user_id -> BigInt,
        kind -> Text,
        name -> Text,
        url -> Nullable<Text>,
        credentials -> Nullable<Text>,
        stale_policy -> Text,
        last_synced_at -> Nullable<SqlTimestamp>,
        last_error -> Nullable<Text>,
        etag -> Nullable<Text>,
        last_modified -> Nullable<Text>,
        next_sync_at -> Nullable<SqlTimestamp>,
        leased_until -> Nullable<SqlTimestamp>,
        failures -> BigInt,
        expanded_from -> Nullable<SqlTimestamp>,
        expanded_to -> Nullable<SqlTimestamp>,
        events -> BigInt,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        show_bookings -> Bool,
        write_error -> Nullable<Text>,
        trusted_until -> Nullable<SqlTimestamp>,
        lapse_seen -> Bool,
        name_key -> Text,
        incomplete -> Bool,
        left_out -> Text,
        left_out_count -> BigInt,
        unreported -> BigInt,
        others_bookings -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    calendar_sources (company_id, user_id, calendar_id) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        content -> Text,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    calendar_busy (company_id, user_id, starts_at, calendar_id) {
        company_id -> BigInt,
        user_id -> BigInt,
        starts_at -> SqlTimestamp,
        calendar_id -> BigInt,
        ends_at -> SqlTimestamp,
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
    use crate::db::types::{SqlTimestamp, SqlUuid};
    caldav_published (company_id, user_id, calendar_id, uid) {
        company_id -> BigInt,
        user_id -> BigInt,
        calendar_id -> BigInt,
        uid -> Text,
        sequence -> BigInt,
        href -> Nullable<Text>,
        etag -> Nullable<Text>,
        fingerprint -> Text,
        holder -> Nullable<SqlUuid>,
        held_until -> Nullable<SqlTimestamp>,
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
