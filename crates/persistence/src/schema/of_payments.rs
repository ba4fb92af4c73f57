//! Money.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    payment_providers (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        kind -> Text,
        live -> Nullable<Bool>,
        credentials -> Text,
        in_use -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    payments (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        appointment_id -> SqlUuid,
        place -> BigInt,
        currency -> Text,
        provider_id -> Nullable<SqlUuid>,
        title -> Text,
        pay_until -> Nullable<SqlTimestamp>,
        looked_at -> Nullable<SqlTimestamp>,
        look_at -> Nullable<SqlTimestamp>,
        leased_until -> Nullable<SqlTimestamp>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    payment_entries (company_id, payment_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        payment_id -> SqlUuid,
        kind -> Text,
        status -> Text,
        amount -> BigInt,
        provider_id -> Nullable<Text>,
        number -> BigInt,
        refund_id -> Nullable<SqlUuid>,
        charge_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        link -> Nullable<Text>,
        until -> Nullable<SqlTimestamp>,
        fact -> Nullable<Text>,
        at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    provider_events (company_id, id) {
        company_id -> BigInt,
        id -> Text,
        kind -> Text,
        received_at -> SqlTimestamp,
    }
}
