//! From the name of a constraint to what a caller is told.
//!
//! Callers check before they write, and name each field. This is for what slips between the check and the write, and
//! for checks that only the database can make.

use super::StoreError;
use crate::db::DbError;
use domain::Refusal;

/// The refusal that a broken constraint means; what is no refusal stays an error.
pub(crate) fn explain(error: DbError) -> StoreError {
    let DbError::Constraint { name, .. } = &error else { return error.into() };
    match refusal(name) {
        Some(refusal) => refusal.into(),
        None => error.into(),
    }
}

fn refusal(constraint: &str) -> Option<Refusal> {
    Some(match constraint {
        "users_email_unique" => Refusal::Duplicate { what: "user", field: "email" },
        "candidates_email_unique" => Refusal::Duplicate { what: "candidate", field: "email" },
        "company_slugs_pk" | "service_slugs_pk" => Refusal::Duplicate { what: "address", field: "slug" },
        "company_slugs_one_current" | "service_slugs_one_current" => {
            Refusal::VersionMismatch { what: "address" }
        }
        "identity_providers_pk" => Refusal::Duplicate { what: "identity provider", field: "company" },
        "user_identities_pk" | "user_identities_once" => {
            Refusal::Duplicate { what: "user identity", field: "subject" }
        }
        "room_providers_one_in_use" => Refusal::Duplicate { what: "room provider", field: "company" },
        "payment_providers_one_in_use" => Refusal::Duplicate { what: "payment provider", field: "company" },
        "template_interviewers_unique" => Refusal::invalid("/interviewers", "names a user twice"),
        "template_interviewers_user_fk" => not_found("user", "/interviewers"),
        "busy_periods_user_fk" | "calendars_user_fk" => not_found("user", "/user_id"),
        "slots_no_overlap" => Refusal::WrongState { slug: "slot-overlap", detail: OVERLAP.into() },
        "slots_capacity" => {
            let detail = "all places of the slot are taken".into();
            Refusal::WrongState { slug: "slot-not-bookable", detail }
        }
        "schedules_one_live" => {
            let detail = "the interview is booked already".into();
            Refusal::WrongState { slug: "already-scheduled", detail }
        }
        "slots_interviewer_fk" => not_found("user", "/interviewer"),
        "slots_job_fk" => not_found("job", "/job"),
        "interview_interviewers_unique" => Refusal::invalid("/interviewer_ids", "names a user twice"),
        "interview_interviewers_user_fk" => not_found("user", "/interviewer_ids"),
        "interviews_candidate_fk" | "scheduling_links_candidate_fk" => {
            not_found("candidate", "/candidate_id")
        }
        "scheduling_links_one_of_interview" => Refusal::VersionMismatch { what: "scheduling link" },
        "interviews_job_fk" | "match_results_job_fk" | "scheduling_links_job_fk" => {
            not_found("job", "/job_id")
        }
        "match_results_candidate_fk" => Refusal::not_found("candidate"),
        "availability_patterns_user_fk" => not_found("user", "/interviewer"),
        "users_company_fk" | "interview_templates_company_fk" | "api_keys_company_fk" => {
            not_found("company", "/company_id")
        }
        "companies_name_given"
        | "users_name_given"
        | "interview_templates_name_given"
        | "calendars_name_given" => Refusal::invalid("/name", "must not be empty"),
        "users_email_given" => Refusal::invalid("/email", "must not be empty"),
        "users_admin_of_platform" => {
            Refusal::invalid("/role", "an admin belongs to no company, everybody else to one")
        }
        "companies_ai_parallel_range" => Refusal::invalid("/ai_parallel", "must be at least 1"),
        "interview_templates_duration_range" => out_of_range("/duration_minutes", "1 to 1440"),
        "interview_templates_step_range" => out_of_range("/step_minutes", "1 to 1440"),
        "interview_templates_notice_range" => out_of_range("/minimum_notice_minutes", "0 to 5256000"),
        "interview_templates_buffer_before_range" => out_of_range("/buffer_before_minutes", "0 to 1440"),
        "interview_templates_buffer_after_range" => out_of_range("/buffer_after_minutes", "0 to 1440"),
        _ => return of_appointments(constraint),
    })
}

/// The same for what clients book, and who offers it.
fn of_appointments(constraint: &str) -> Option<Refusal> {
    Some(match constraint {
        // Another request of the same caller was faster: this one is worked out again, and takes its place.
        "appointment_requests_one_live" | "appointment_moves_one_pending" => {
            Refusal::VersionMismatch { what: "request" }
        }
        "appointments_service_fk" | "appointment_requests_service_fk" => not_found("service", "/service_id"),
        "appointments_staff_fk" | "appointment_requests_staff_fk" => not_found("staff", "/staff_id"),
        "staff_user_unique" => Refusal::Duplicate { what: "staff member", field: "user" },
        "working_hours_day_unique" => Refusal::Duplicate { what: "entry of working hours", field: "weekday" },
        "special_hours_date_unique" | "special_hours_of_everybody_once" => {
            Refusal::Duplicate { what: "entry of special hours", field: "date" }
        }
        "staff_user_fk" => not_found("user", "/user_id"),
        "staff_services_service_fk" => not_found("service", "/services"),
        "staff_services_staff_fk" => not_found("staff member", "/staff"),
        "working_hours_staff_fk" | "special_hours_staff_fk" | "days_off_staff_fk" => {
            not_found("staff member", "/staff_id")
        }
        _ => return None,
    })
}

fn not_found(what: &'static str, pointer: &str) -> Refusal {
    Refusal::NotFound { what, pointer: Some(pointer.into()) }
}

/// What somebody is told whose slot would overlap another.
pub(crate) const OVERLAP: &str = "the holder has another slot that overlaps this time";

fn out_of_range(pointer: &str, range: &str) -> Refusal {
    Refusal::invalid(pointer, format!("must be {range}"))
}

/// What deleting something that is still named answers: `by` where it is known, else something general.
pub(crate) fn still_referenced(what: &'static str, error: StoreError) -> StoreError {
    match error {
        StoreError::Db(error) if error.is_foreign_key() => {
            Refusal::StillReferenced { what, by: "other records" }.into()
        }
        // On PostgreSQL the foreign key has a name, which reads as a missing user or company when something is added.
        StoreError::Refused(Refusal::NotFound { .. }) => {
            Refusal::StillReferenced { what, by: "other records" }.into()
        }
        other => other,
    }
}
