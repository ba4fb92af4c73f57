//! The times of a link: what the panel has in common, and the candidate has free too.

use super::around::Around;
use crate::interviews::{CandidateTime, needs};
use crate::template_availability::{GatheredTemplate, TemplateStart, Wish, gather_of, notice_of};
use domain::Refusal;
use domain::UserId;
use domain::interview::{LINK_HOLD_SECONDS, Need, rules};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What was read to answer which times a link offers.
pub struct Offers {
    panel: GatheredTemplate,
    needs: Vec<Need>,
    interviewee: Option<UserId>,
    candidate: CandidateTime,
    minutes: i64,
    /// When the interview is now: to move it there changes nothing, so that this is not offered.
    current: Option<Timestamp>,
    /// The last moment at which one that is offered can be booked.
    until: Timestamp,
}

impl Offers {
    /// Reads what is needed for all times of a link that can be had from `now` on; `None` where there are none.
    ///
    /// # Errors
    /// Failures of the database.
    pub(super) fn read(
        scope: &mut Scope<'_>,
        around: &Around,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(window) = days(around, now) else { return Ok(None) };
        Self::within(scope, around, window, now)
    }

    /// The same for one start.
    fn at(
        scope: &mut Scope<'_>,
        around: &Around,
        start: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some((days, meeting)) = days(around, now).zip(around.meeting.as_ref()) else { return Ok(None) };
        let time = Interval::new(start, start.plus_minutes(meeting.details.duration_minutes)).ok();
        let within = |time: &Interval| days.start() <= time.start() && time.end() <= days.end();
        match time.filter(within) {
            Some(time) => Self::within(scope, around, time, now),
            None => Ok(None),
        }
    }

    fn within(
        scope: &mut Scope<'_>,
        around: &Around,
        window: Interval,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(meeting) = around.meeting.clone() else { return Ok(None) };
        // What is offered can still be booked once it was held as long as it can be.
        let held = LINK_HOLD_SECONDS / 60;
        let wish = Wish {
            window,
            zone: around.zone.clone(),
            step_minutes: None,
            minimum_notice_minutes: Some(notice_of(&meeting) + held),
            buffer_before_minutes: None,
            buffer_after_minutes: None,
        };
        let own = around.own_sources();
        let subject = around.candidate_subject();
        let candidate = CandidateTime::read(scope, &subject, &around.company, window, &own, now)?;
        Ok(Some(Self {
            needs: needs(&meeting),
            interviewee: subject.user(),
            minutes: meeting.details.duration_minutes,
            panel: gather_of(scope, meeting, wish, now)?.without_sources(&own),
            candidate,
            current: around.interview.as_ref().and_then(|interview| interview.time).map(Interval::start),
            until: now.plus_seconds(LINK_HOLD_SECONDS),
        }))
    }

    /// Why the panel has no other times. Whose rule it is, is for those who may read it.
    ///
    /// # Errors
    /// `Invalid` for rules of the template that are out of range.
    pub fn explained(self) -> Result<Vec<TemplateStart>, Refusal> {
        let found = self.panel.answer(true, Arc::new(AtomicBool::new(false)))?;
        Ok(found.explanation.map(|explanation| explanation.starts).unwrap_or_default())
    }

    /// The starts, the soonest first.
    ///
    /// # Errors
    /// `Invalid` for rules of the template that are out of range.
    pub fn starts(self) -> Result<Vec<Timestamp>, Refusal> {
        let Self { panel, needs, interviewee, candidate, minutes, current, until } = self;
        let found = panel.answer(false, Arc::new(AtomicBool::new(false)))?;
        if !found.open {
            return Ok(Vec::new());
        }
        let can_be_had = |start: Timestamp| {
            let time = Interval::new(start, start.plus_minutes(minutes));
            rules::check_start(start, until).is_ok() && time.is_ok_and(|time| candidate.is_free(time))
        };
        let starts =
            found.answer.slots().filter(|slot| Some(slot.start()) != current && can_be_had(slot.start()));
        let starts = starts.filter(|slot| match interviewee {
            // Nobody interviews themselves.
            Some(user) => {
                let people = slot.available().filter_map(|number| found.interviewers.get(number));
                let others: Vec<UserId> = people.map(|one| one.id).filter(|one| *one != user).collect();
                needs.iter().all(|need| need.is_met(|member| others.contains(member)))
            }
            None => true,
        });
        Ok(starts.map(|slot| slot.start()).collect())
    }
}

/// The days of a link that are still to come, as far ahead as interviews are given a time; `None` where they are over.
fn days(around: &Around, now: Timestamp) -> Option<Interval> {
    let details = &around.link.details;
    let minutes = around.meeting.as_ref()?.details.duration_minutes;
    let first = around.zone.start_of_day(details.first_day).max(now);
    let last = around.zone.start_of_day(details.last_day.plus_days(1));
    let farthest = now.plus_seconds(rules::FARTHEST).plus_minutes(minutes);
    Interval::new(first, last.min(farthest)).ok()
}

/// Refuses a start that the link does not offer.
///
/// # Errors
/// `Unavailable` (`interviewer-unavailable`).
pub(super) fn require_offered(
    scope: &mut Scope<'_>,
    around: &Around,
    start: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let starts = match Offers::at(scope, around, start, now)? {
        Some(offers) => offers.starts()?,
        None => Vec::new(),
    };
    if starts.contains(&start) {
        return Ok(());
    }
    Err(Refusal::Unavailable {
        slug: "interviewer-unavailable",
        pointer: None,
        detail: "the link does not offer this time, or not any more".into(),
        because: Vec::new(),
        names: Box::default(),
    }
    .into())
}
