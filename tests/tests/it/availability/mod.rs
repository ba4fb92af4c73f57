//! Availability over HTTP, on both databases.

mod calendars;
mod cut_off;
mod doubtful;
mod fresh;
mod own_bookings;
mod reports;
mod stateless;
mod tags;
mod template;

use testkit::Case;

pub(crate) fn cases() -> Vec<Case> {
    let cases = testkit::cases![
        stateless::every_vector_holds_over_http,
        stateless::explanations_name_the_rule_and_what_would_help,
        stateless::credentials_are_needed_where_there_are_any,
        stateless::bodies_are_bounded,
        template::the_answer_is_the_seeds_json,
        template::parameters_come_from_the_call_then_the_template_then_the_seed,
        template::bad_parameters_are_named,
        template::groups_and_people_who_left,
        template::explanations_tell_whose_rule_it_is,
        template::explanations_name_patterns_and_bookings,
        template::what_leaves_the_window_is_nobodys_fault,
        template::reads_take_one_query_per_table,
        template::one_company_does_not_see_anothers,
        calendars::a_file_is_imported_in_place_of_the_last,
        calendars::what_is_no_calendar_changes_nothing,
        calendars::what_recurs_every_second_for_ever_is_bounded_and_reported,
        calendars::no_event_of_a_large_file_is_lost,
        calendars::whole_days_follow_the_owners_zone,
        calendars::windows_beyond_what_is_stored_are_right_too,
        calendars::a_feed_is_fetched_and_known_again,
        calendars::a_feed_out_of_reach_never_yields_a_slot_silently,
        calendars::a_feed_that_is_cut_off_takes_nothing_away,
        cut_off::a_feed_that_was_cut_off_is_asked_for_as_a_whole,
        calendars::a_refusal_counts_in_whatever_notation_its_domain_is,
        calendars::a_worker_reads_what_is_due,
        calendars::simulated_calendars_are_always_the_same,
        calendars::real_calendars_have_their_known_busy_time,
        doubtful::what_nobody_knows_the_clock_of_is_busy,
        doubtful::what_comes_after_a_change_moves_with_it,
        doubtful::availability_is_told_and_never_frees,
        fresh::two_servers_never_tell_what_is_stale,
        fresh::what_has_not_moved_takes_one_statement,
        fresh::every_way_takes_one_statement,
        fresh::near_and_far_windows_are_remembered_together,
        fresh::a_search_reads_hosts_that_moved_alone,
        fresh::what_ends_by_the_clock_ends,
        fresh::trust_ends_without_a_change,
        fresh::everybody_at_once_shares_statements,
        fresh::memory_shows_nobody_what_they_may_not_see,
        fresh::a_small_memory_is_never_exceeded,
        tags::an_answer_that_is_still_so_is_not_sent_again,
        tags::a_tag_counts_as_long_as_its_minute,
        tags::a_tag_does_not_depend_on_how_much_was_read,
        tags::what_was_sent_is_kept_and_sent_again,
        tags::a_tag_of_a_service_moves_with_what_is_offered,
        tags::a_tag_is_no_credential,
        reports::what_was_reported_is_right_through_every_door,
        reports::our_own_invitation_is_no_other_appointment,
        reports::an_id_given_twice_has_one_answer,
        reports::a_calendar_that_nobody_survives_is_left_alone,
    ];
    [cases, own_bookings::cases()].concat()
}
