//! Who there is: companies, people, jobs, candidates, templates.

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
        updated_at -> crate::db::types::SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    companies (id) {
        id -> BigInt,
        name -> Text,
        time_zone -> Text,
        opens_at -> BigInt,
        closes_at -> BigInt,
        ai_parallel -> BigInt,
        active -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        name_key -> Text,
        suspended -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    users (id) {
        id -> BigInt,
        company_id -> Nullable<BigInt>,
        email -> Text,
        email_key -> Text,
        name -> Text,
        role -> Text,
        time_zone -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        active -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        name_key -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    interview_templates (id) {
        id -> BigInt,
        company_id -> BigInt,
        name -> Text,
        duration_minutes -> BigInt,
        groups -> Nullable<Jsonb>,
        step_minutes -> Nullable<BigInt>,
        minimum_notice_minutes -> Nullable<BigInt>,
        buffer_before_minutes -> Nullable<BigInt>,
        buffer_after_minutes -> Nullable<BigInt>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        name_key -> Text,
    }
}

diesel::table! {
    template_interviewers (company_id, template_id, position) {
        company_id -> BigInt,
        template_id -> BigInt,
        position -> BigInt,
        user_id -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    jobs (id) {
        id -> BigInt,
        company_id -> BigInt,
        title -> Text,
        title_key -> Text,
        active -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    candidates (id) {
        id -> BigInt,
        company_id -> BigInt,
        name -> Text,
        name_key -> Text,
        email -> Text,
        email_key -> Text,
        phone -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
        active -> Bool,
        user_id -> Nullable<BigInt>,
        double_of -> Nullable<BigInt>,
        erased_at -> Nullable<SqlTimestamp>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    locations (id) {
        id -> BigInt,
        company_id -> BigInt,
        name -> Text,
        name_key -> Text,
        address -> Nullable<Text>,
        time_zone -> Nullable<Text>,
        active -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}
