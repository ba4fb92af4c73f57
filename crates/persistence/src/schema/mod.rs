//! The tables as diesel sees them, once for both databases; `migrations/` has the constraints.

mod of_accounts;
mod of_book;
mod of_bookings;
mod of_calendars;
mod of_directory;
mod of_effects;
mod of_interviews;
mod of_ledger;
mod of_messages;
mod of_payments;
mod of_rooms;
mod of_shop;
mod of_slots;

pub(crate) use of_accounts::*;
pub(crate) use of_book::*;
pub(crate) use of_bookings::*;
pub(crate) use of_calendars::*;
pub(crate) use of_directory::*;
pub(crate) use of_effects::*;
pub(crate) use of_interviews::*;
pub(crate) use of_ledger::*;
pub(crate) use of_messages::*;
pub(crate) use of_payments::*;
pub(crate) use of_rooms::*;
pub(crate) use of_shop::*;
pub(crate) use of_slots::*;

diesel::allow_tables_to_appear_in_same_query!(
    companies,
    users,
    availability_patterns,
    interview_templates,
    template_interviewers,
    busy_periods,
    calendars,
    calendar_sources,
    calendar_busy,
    subjects,
    commitments,
    sessions,
    api_keys,
    password_resets,
    match_results,
    interviews,
    interview_interviewers,
    interview_logs,
    schedules,
    scheduling_links,
    conflicts,
    conflict_history,
    effects,
    webhooks,
    webhook_deliveries,
    ai_callbacks,
    ai_results,
    room_providers,
    room_calls,
    room_people,
    room_messages,
    changes,
    provider_rooms,
    slots,
    jobs,
    candidates,
    payment_providers,
    payments,
    payment_entries,
    provider_events,
    appointments,
    appointment_requests,
    appointment_messages,
    messages,
    services,
    staff,
    staff_services,
    working_hours,
    special_hours,
    days_off,
    shop_settings,
    visitor_holds,
);
