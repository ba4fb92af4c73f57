//! Tables of the pages on which people book.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    company_slugs (slug) {
        slug -> Text,
        company_id -> BigInt,
        is_current -> Bool,
        created_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    service_slugs (company_id, slug) {
        company_id -> BigInt,
        slug -> Text,
        service_id -> BigInt,
        is_current -> Bool,
        created_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    booking_pages (company_id) {
        company_id -> BigInt,
        asks_code -> Bool,
        contact -> Nullable<Text>,
        version -> BigInt,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    visitor_holds (company_id, request_id) {
        company_id -> BigInt,
        request_id -> SqlUuid,
        holder -> Text,
        service_id -> BigInt,
        starts_at -> SqlTimestamp,
        day -> Text,
        network -> Nullable<Text>,
        verified -> Bool,
        live_until -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    visitor_counts (company_id, kind, value, since) {
        company_id -> BigInt,
        kind -> Text,
        value -> Text,
        since -> SqlTimestamp,
        times -> BigInt,
    }
}
