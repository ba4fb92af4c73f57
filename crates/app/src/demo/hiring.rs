//! Jobs, candidates in all states, slots of two weeks, and what was booked. All of it is made by the use cases, so that the log,
//! the mail and the rooms of it are those of any other company.

use crate::interviews::{self, Guest, NewInterview};
use crate::kit::Precondition;
use crate::kit::collection;
use crate::rooms::RoomSeed;
use crate::schedules::{self, Booking, BookingRequest};
use crate::slots::{self, Search};
use domain::access::{Action, Caller, Permit, Role, authorise};
use domain::directory::{CandidateDetails, JobDetails};
use domain::interview::transitions::Part;
use domain::interview::{Interview, InterviewDetails, InterviewType, Toggle};
use domain::slot::{Holder, SlotDetails, SlotType};
use domain::{CandidateId, CompanyId, InterviewId, JobId, SlotId, UserId};
use persistence::store::collection::Collection;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, SECONDS_PER_DAY, TimeZone, Timestamp};

/// The candidates, in the order of their ids.
const CANDIDATES: [(&str, &str, &str); 12] = [
    ("Ada Winter", "ada.winter@candidates.example", "Europe/Berlin"),
    ("Ben Okafor", "ben.okafor@candidates.example", "Africa/Lagos"),
    ("Chen Li", "chen.li@candidates.example", "Asia/Shanghai"),
    ("Dora Ferrari", "dora.ferrari@candidates.example", "Europe/Rome"),
    ("Emil Novak", "emil.novak@candidates.example", "Europe/Prague"),
    ("Farah Haddad", "farah.haddad@candidates.example", "Africa/Tunis"),
    ("Goran Maric", "goran.maric@candidates.example", "Europe/Zagreb"),
    ("Hana Sato", "hana.sato@candidates.example", "Asia/Tokyo"),
    ("Ivan Horvat", "ivan.horvat@candidates.example", "Europe/Zagreb"),
    ("Jana Svoboda", "jana.svoboda@candidates.example", "Europe/Prague"),
    ("Karim Aziz", "karim.aziz@candidates.example", "Africa/Cairo"),
    ("Lotte Visser", "lotte.visser@candidates.example", "Europe/Amsterdam"),
];
/// When slots begin, in hours of the interviewer's day; each is of 45 minutes.
const HOURS: [i64; 7] = [9, 10, 11, 13, 14, 15, 16];
const MINUTES: i64 = 45;

/// Days from the first one with slots to the last.
const WORKING_DAYS: i64 = 14;

/// What interviews here are.
fn online() -> InterviewDetails {
    InterviewDetails {
        interview_type: InterviewType::Online,
        duration_minutes: MINUTES,
        interviewers: Vec::new(),
        round: None,
        location: None,
        notes: None,
    }
}

/// What is made for whom.
pub(super) struct Hiring<'s> {
    pub(super) company: CompanyId,
    /// Who interviews.
    pub(super) interviewer: UserId,
    /// Their zone, and the company's.
    pub(super) zone: TimeZone,
    pub(super) seed: &'s RoomSeed,
    pub(super) now: Timestamp,
}

/// A candidate for the job, as far as they have got.
struct Applicant {
    id: CandidateId,
    job: JobId,
}

impl Hiring<'_> {
    /// Makes everything.
    pub(super) fn fill(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let scope = &mut tx.scope(&self.permit(Action::ManageJobs)?);
        let job = JobDetails { title: "Backend Engineer".into(), active: true };
        let job = JobDetails::insert(scope, &job, self.now)?.id;
        for (title, active) in [("Product Designer", true), ("Office Manager", false)] {
            JobDetails::insert(scope, &JobDetails { title: title.into(), active }, self.now)?;
        }
        let mut applicants = Vec::new();
        for (name, email, zone) in CANDIDATES {
            let details = CandidateDetails {
                name: name.into(),
                email: email.into(),
                phone: None,
                time_zone: Some(zone.into()),
                active: true,
            };
            applicants.push(Applicant { id: CandidateDetails::insert(scope, &details, self.now)?.id, job });
        }
        let [_applied, ben, chen, dora, emil, farah, goran, hana, ivan, jana, karim, lotte] =
            applicants.as_slice()
        else {
            return Ok(());
        };
        self.shortlist(tx, ben)?;
        self.enable(tx, chen, false)?;
        for applicant in [dora, emil, farah, goran, hana, ivan, jana, karim] {
            self.enable(tx, applicant, true)?;
        }
        let day = self.working_day();
        let free = self.slots(tx, day)?;
        self.interview(tx, dora)?;
        let [first, second, third, ..] = free.as_slice() else { return Ok(()) };
        let booked = self.interview(tx, emil)?;
        self.book(tx, booked, *first)?;
        let confirmed = self.interview(tx, farah)?;
        if let Some(schedule) = self.book(tx, confirmed, *second)? {
            schedules::confirm(tx, &self.permit(Action::ManageInterviews)?, schedule, self.seed, self.now)?;
        }
        // Somebody was there before: a conflict, for a person to resolve.
        let late = self.interview(tx, goran)?;
        self.book(tx, late, *second)?;
        let cancelled = self.interview(tx, hana)?;
        self.book(tx, cancelled, *third)?;
        let permit = self.permit(Action::ManageInterviews)?;
        let (reason, any) = ("The candidate has taken another job.", Precondition::default());
        interviews::cancel(tx, &permit, cancelled, reason, &any, self.now)?;
        self.held(tx, ivan, &[Part::Candidate, Part::Interviewer])?;
        self.held(tx, jana, &[Part::Interviewer])?;
        self.planned(tx, karim)?;
        self.leaves(tx, lotte)?;
        for ahead in 1..WORKING_DAYS {
            self.offer(tx, day.plus_days(ahead))?;
        }
        Ok(())
    }

    /// An interview of some days ago, to which these came. The worker says what became of it.
    fn held(&self, tx: &mut Tx<'_>, one: &Applicant, came: &[Part]) -> Result<(), StoreError> {
        for hour in -120..-48 {
            let start = self.now.plus_seconds(hour * 3600);
            let at = start.plus_seconds(-SECONDS_PER_DAY);
            let Some(made) = self.at(tx, one, start, at)? else { continue };
            for part in came {
                let guest = Guest { part: *part, name: None };
                let room = made.room_id.clone().unwrap_or_default();
                interviews::join(tx, made.id, &room, guest, start.plus_seconds(60))?;
            }
            return Ok(());
        }
        Ok(())
    }

    /// An interview at a time of its own, without a slot.
    fn planned(&self, tx: &mut Tx<'_>, one: &Applicant) -> Result<(), StoreError> {
        for hour in 50..150 {
            let start = self.now.plus_seconds(hour * 3600);
            if self.at(tx, one, start, self.now)?.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// An interview at that time, as it was made then; `None` where somebody is not free.
    fn at(
        &self,
        tx: &mut Tx<'_>,
        one: &Applicant,
        start: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Interview>, StoreError> {
        let start = Timestamp::saturating_from_unix(start.unix().div_euclid(1800) * 1800);
        let details = InterviewDetails { interviewers: vec![self.interviewer], ..online() };
        let new =
            NewInterview { candidate: one.id, job: one.job, start: Some(start), details, template: None };
        let permit = self.permit(Action::ManageInterviews)?;
        match tx.savepoint(|tx| interviews::make(tx, &permit, &new, self.seed, now)) {
            Ok(made) => Ok(Some(made)),
            Err(StoreError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Somebody who is not looked at any more.
    fn leaves(&self, tx: &mut Tx<'_>, one: &Applicant) -> Result<(), StoreError> {
        let change = |candidate: &mut CandidateDetails| {
            candidate.active = false;
            Ok(())
        };
        let permit = self.permit(Action::ManageJobs)?;
        collection::update(tx, &permit, one.id, &Precondition::default(), change, self.now).map(drop)
    }

    /// May do what the company's owner may.
    fn permit(&self, action: Action) -> Result<Permit, StoreError> {
        let owner = Caller {
            role: Role::Owner,
            company: Some(self.company),
            user: Some(self.interviewer),
            key: None,
        };
        Ok(authorise(&owner, action, None)?)
    }

    fn shortlist(&self, tx: &mut Tx<'_>, one: &Applicant) -> Result<(), StoreError> {
        let permit = self.permit(Action::ManageInterviews)?;
        interviews::shortlist(tx, &permit, one.id, one.job, true, self.seed, self.now).map(drop)
    }

    fn enable(&self, tx: &mut Tx<'_>, one: &Applicant, online: bool) -> Result<(), StoreError> {
        self.shortlist(tx, one)?;
        let toggle = Toggle { interview_enabled: true, online_interview_enabled: Some(online) };
        let permit = self.permit(Action::ManageInterviews)?;
        interviews::toggle(tx, &permit, one.id, one.job, toggle, self.seed, self.now).map(drop)
    }

    fn interview(&self, tx: &mut Tx<'_>, one: &Applicant) -> Result<InterviewId, StoreError> {
        let new =
            NewInterview { candidate: one.id, job: one.job, start: None, details: online(), template: None };
        let permit = self.permit(Action::ManageInterviews)?;
        Ok(interviews::make(tx, &permit, &new, self.seed, self.now)?.id)
    }

    /// Books, where the slot can be had; where it can't, a conflict says why.
    fn book(
        &self,
        tx: &mut Tx<'_>,
        interview: InterviewId,
        slot: SlotId,
    ) -> Result<Option<domain::ScheduleId>, StoreError> {
        let request = BookingRequest { interview, slot, notes: None };
        let booking = Booking { permit: self.permit(Action::ManageInterviews)?, request, now: self.now };
        Ok(schedules::book(tx, &booking)?.ok().map(|view| view.schedule.id))
    }

    /// The slots of that day that can be booked, in order of time.
    fn slots(&self, tx: &mut Tx<'_>, day: Date) -> Result<Vec<SlotId>, StoreError> {
        let permit = self.permit(Action::ManageSlots)?;
        self.offer(tx, day)?;
        let search = Search {
            first: day,
            last: day,
            zone: Some(self.zone.clone()),
            daily: None,
            minutes: MINUTES,
            interviewer: Some(self.interviewer),
            job: None,
            ai: None,
        };
        let found = slots::search(tx, None, &permit, &search, None, HOURS.len(), self.now)?;
        Ok(found.into_iter().map(|found| found.slot.id).collect())
    }

    /// Offers the hours of a day, unless it is of a weekend.
    fn offer(&self, tx: &mut Tx<'_>, day: Date) -> Result<(), StoreError> {
        if day.weekday().number() > 5 {
            return Ok(());
        }
        let permit = self.permit(Action::ManageSlots)?;
        let midnight = self.zone.start_of_day(day);
        for hour in HOURS {
            let start = midnight.plus_seconds(hour * 3600);
            let Ok(time) = Interval::new(start, start.plus_seconds(MINUTES * 60)) else { continue };
            let details = SlotDetails {
                slot_type: SlotType::Fixed,
                time,
                holder: Holder::Interviewer(self.interviewer),
                ai_configuration: None,
                job: None,
                notes: None,
                max_candidates: 1,
            };
            slots::make(tx, &permit, &details, self.now)?;
        }
        Ok(())
    }

    /// The first working day from the day after tomorrow on.
    fn working_day(&self) -> Date {
        let day = |ahead: i64| self.zone.local(self.now.plus_seconds(ahead * SECONDS_PER_DAY)).date();
        let ahead = (2..5).find(|ahead| day(*ahead).weekday().number() <= 5);
        day(ahead.unwrap_or(2))
    }
}
