//! What clients can book, who offers it, and when.

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    services (id) {
        id -> BigInt,
        company_id -> BigInt,
        name -> Text,
        name_key -> Text,
        description -> Nullable<Text>,
        duration_minutes -> BigInt,
        price_amount -> Nullable<BigInt>,
        price_currency -> Nullable<Text>,
        down_payment_amount -> Nullable<BigInt>,
        image_url -> Nullable<Text>,
        reschedule_limit -> Nullable<BigInt>,
        allow_rescheduling -> Bool,
        cancellation_policy -> Nullable<Jsonb>,
        location_type -> Text,
        location -> Nullable<Text>,
        active -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    staff (id) {
        id -> BigInt,
        company_id -> BigInt,
        user_id -> BigInt,
        slot_duration_minutes -> Nullable<BigInt>,
        lead_minute -> Nullable<BigInt>,
        finish_minute -> Nullable<BigInt>,
        appointment_buffer_minutes -> Nullable<BigInt>,
        work_on_saturday -> Nullable<Bool>,
        work_on_sunday -> Nullable<Bool>,
        active -> Bool,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    staff_services (company_id, service_id, staff_id) {
        company_id -> BigInt,
        service_id -> BigInt,
        staff_id -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    working_hours (id) {
        id -> BigInt,
        company_id -> BigInt,
        staff_id -> BigInt,
        day_of_week -> BigInt,
        starts_minute -> BigInt,
        ends_minute -> BigInt,
        breaks -> Jsonb,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    special_hours (id) {
        id -> BigInt,
        company_id -> BigInt,
        staff_id -> Nullable<BigInt>,
        date -> Text,
        intervals -> Jsonb,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    days_off (id) {
        id -> BigInt,
        company_id -> BigInt,
        staff_id -> Nullable<BigInt>,
        first_date -> Text,
        last_date -> Text,
        description -> Nullable<Text>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    shop_settings (company_id) {
        company_id -> BigInt,
        slot_duration_minutes -> BigInt,
        lead_minute -> BigInt,
        finish_minute -> BigInt,
        work_on_saturday -> Bool,
        work_on_sunday -> Bool,
        appointment_buffer_minutes -> BigInt,
        website_name -> Nullable<Text>,
        default_reschedule_limit -> BigInt,
        allow_staff_change_on_reschedule -> Bool,
        cancellation_policy -> Jsonb,
        no_show_refund_percent -> BigInt,
        reminder_hours_before -> Jsonb,
        minimum_notice_minutes -> BigInt,
        maximum_notice_days -> BigInt,
        thank_you_url -> Nullable<Text>,
        version -> BigInt,
        created_at -> SqlTimestamp,
        updated_at -> SqlTimestamp,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::db::types::SqlTimestamp;
    service_images (company_id, service_id, width) {
        company_id -> BigInt,
        service_id -> BigInt,
        width -> BigInt,
        hash -> Text,
        content_type -> Text,
        body -> Binary,
        created_at -> SqlTimestamp,
    }
}
