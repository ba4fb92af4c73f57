//! Credentials, and requests that were answered.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    idempotency_keys (company_id, name) {
        company_id -> BigInt,
        name -> Binary,
        fingerprint -> Binary,
        status -> Nullable<BigInt>,
        headers -> Nullable<Jsonb>,
        body -> Nullable<Binary>,
        expires_at -> SqlTimestamp,
        sealed -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    sessions (token_hash) {
        token_hash -> Text,
        user_id -> BigInt,
        created_at -> SqlTimestamp,
        expires_at -> SqlTimestamp,
        issuer -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    api_keys (id) {
        id -> BigInt,
        company_id -> Nullable<BigInt>,
        name -> Text,
        role -> Text,
        token_hash -> Text,
        expires_at -> Nullable<SqlTimestamp>,
        created_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    password_resets (user_id) {
        user_id -> BigInt,
        token_hash -> Nullable<Text>,
        expires_at -> Nullable<SqlTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    password_reset_requests (email_key) {
        email_key -> Text,
        requested_at -> SqlTimestamp,
        answered -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    login_failures (kind, account, failed_at, id) {
        kind -> Text,
        account -> Text,
        network -> Text,
        failed_at -> SqlTimestamp,
        id -> SqlUuid,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    identity_providers (company_id) {
        company_id -> BigInt,
        issuer -> Text,
        client_id -> Text,
        client_secret -> Nullable<Text>,
        group_claim -> Text,
        group_roles -> Jsonb,
        default_role -> Nullable<Text>,
        active -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        trust_unverified_email -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    oidc_logins (state_hash) {
        state_hash -> Text,
        company_id -> BigInt,
        issuer -> Text,
        redirect_uri -> Text,
        nonce -> Text,
        verifier -> Text,
        browser_hash -> Nullable<Text>,
        expires_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    user_identities (company_id, issuer, subject) {
        company_id -> BigInt,
        issuer -> Text,
        subject -> Text,
        user_id -> BigInt,
        created_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    login_networks (user_id, network) {
        user_id -> BigInt,
        network -> Text,
        seen_at -> SqlTimestamp,
    }
}
