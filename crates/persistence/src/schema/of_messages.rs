//! What people are told, and how they want to be.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    messages (company_id, id) {
        id -> SqlUuid,
        company_id -> BigInt,
        dedupe -> Text,
        kind -> Text,
        state -> Text,
        person -> Text,
        to_address -> Text,
        to_name -> Text,
        from_name -> Text,
        reply_to -> Nullable<Text>,
        language -> Text,
        header_id -> Text,
        interview_id -> Nullable<SqlUuid>,
        conflict_id -> Nullable<SqlUuid>,
        webhook_id -> Nullable<BigInt>,
        sequence -> Nullable<BigInt>,
        starts_at -> Nullable<SqlTimestamp>,
        ends_at -> Nullable<SqlTimestamp>,
        subject -> Text,
        body_text -> Text,
        body_html -> Text,
        method -> Nullable<Text>,
        ics -> Nullable<Text>,
        attempts -> BigInt,
        words -> Nullable<Text>,
        queued_at -> SqlTimestamp,
        created_at -> SqlTimestamp,
        sent_at -> Nullable<SqlTimestamp>,
        facts -> Nullable<Jsonb>,
        organizer -> Nullable<Text>,
        outdated -> Bool,
        uncertain -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    notification_preferences (company_id, person) {
        company_id -> BigInt,
        person -> Text,
        user_id -> Nullable<BigInt>,
        candidate_id -> Nullable<BigInt>,
        language -> Nullable<Text>,
        invitations -> Bool,
        reminders -> Bool,
        alerts -> Bool,
        reminder_minutes_before -> Nullable<Jsonb>,
        version -> BigInt,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    notification_settings (company_id) {
        company_id -> BigInt,
        language -> Text,
        sender_name -> Nullable<Text>,
        reply_to -> Nullable<Text>,
        reminder_minutes_before -> Jsonb,
        conflict_roles -> Jsonb,
        version -> BigInt,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlUuid;
    message_secrets (company_id, message_id) {
        company_id -> BigInt,
        message_id -> SqlUuid,
        sealed -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::{SqlTimestamp, SqlUuid};
    interview_answers (company_id, interview_id, person) {
        company_id -> BigInt,
        interview_id -> SqlUuid,
        person -> Text,
        answer -> Text,
        sequence -> BigInt,
        starts_at -> SqlTimestamp,
        ends_at -> SqlTimestamp,
        answered_at -> SqlTimestamp,
    }
}
