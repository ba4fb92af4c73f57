//! Asking the shop what is offered: the search that bookings are judged by.

use super::guest::Guest;
use crate::kit::refused::Refused;
use crate::why::rows::Start;
use actix_web::web;
use app::shop::{Asked, AskedShop, DAYS, GatheredShop, KnownFront, ShopAnswer, known};
use domain::Because;
use domain::access::Permit;
use domain::appointment::StaffId;
use domain::because::all_are_off;
use http_kit::Problem;
use scheduling_core::time::{Date, TimeZone, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How many other times are offered in the place of one that is gone.
const NEAREST: usize = 3;

/// Starts by local date.
pub(super) type Starts = BTreeMap<Date, BTreeSet<Timestamp>>;

/// Asks about one service in one zone.
pub(super) struct Search<'g> {
    pub(super) guest: &'g Guest,
    pub(super) known: &'g KnownFront,
    pub(super) staff: Option<i64>,
    pub(super) zone: &'g TimeZone,
}

impl Search<'_> {
    async fn ask(&self, when: Asked, explain: bool) -> Result<ShopAnswer, Refused> {
        let read = self.gathered(when, explain).await?;
        let (work, stop) = (explain || read.is_work(), Arc::new(AtomicBool::new(false)));
        let answer = run(work, move || read.answer(explain, stop)).await?;
        answer.map_err(|refusal| self.guest.refuse(refusal.into()))
    }

    async fn gathered(&self, when: Asked, explain: bool) -> Result<GatheredShop, Refused> {
        let asked = AskedShop {
            service: self.known.front.listed.service.id,
            staff: self.staff.map(StaffId),
            zone: Some(self.zone.clone()),
            when,
            booked: None,
            explain,
        };
        match self.known.gather(&asked, self.guest.now()) {
            Some(read) => Ok(read),
            None => self.read(asked).await,
        }
    }

    async fn read(&self, asked: AskedShop) -> Result<GatheredShop, Refused> {
        let permit = Permit::visitor(self.known.front.front.company.id, String::new());
        let read = known(&self.guest.people, permit, asked, Vec::new(), self.guest.now()).await;
        read.map_err(|error| self.guest.refuse(error))
    }

    pub(super) fn today(&self) -> Date {
        self.zone.local(self.guest.now()).date()
    }

    /// The last date that can be booked.
    pub(super) fn last(&self) -> Date {
        let days = self.known.front.front.settings.maximum_notice_days;
        self.zone.local(self.guest.now().plus_minutes(days * 1440)).date()
    }

    /// Whether a start is on a date that may be booked.
    pub(super) fn reaches(&self, start: Timestamp) -> bool {
        (self.today()..=self.last()).contains(&self.zone.local(start).date())
    }

    /// All starts of these dates, today's and later ones.
    pub(super) async fn between(&self, first: Date, last: Date) -> Result<Starts, Refused> {
        let (first, last) = (first.max(self.today()), last.min(self.last()));
        if first > last {
            return Ok(Starts::new());
        }
        let answer = self.ask(Asked::Dates { first, last }, false).await?;
        let mut starts = Starts::new();
        for slot in answer.slots() {
            let start = slot.time.start();
            starts.entry(self.zone.local(start).date()).or_default().insert(start);
        }
        Ok(starts)
    }

    /// The first date with a start, from this one on.
    pub(super) async fn next(&self, from: Option<Date>) -> Result<Option<Date>, Refused> {
        Ok(self.ask(Asked::NextFrom(from), false).await?.first_date())
    }

    /// Whether a start is offered.
    pub(super) async fn offers(&self, start: Timestamp) -> Result<bool, Refused> {
        let date = self.zone.local(start).date();
        let starts = self.between(date, date).await?;
        Ok(starts.get(&date).is_some_and(|starts| starts.contains(&start)))
    }

    /// The starts that are nearest to one that is gone, in order.
    pub(super) async fn nearest(&self, start: Timestamp) -> Result<Vec<Timestamp>, Refused> {
        let date = self.zone.local(start).date().max(self.today());
        let starts = self.between(date.plus_days(-7), date.plus_days(DAYS - 8)).await?;
        let mut all: Vec<Timestamp> = starts.into_values().flatten().filter(|one| *one != start).collect();
        all.sort_by_key(|one| ((one.unix() - start.unix()).abs(), one.unix()));
        all.truncate(NEAREST);
        all.sort_unstable();
        Ok(all)
    }

    /// Every start that the dates would have, with what removed it. Of people no more may be told than that they are not there.
    pub(super) async fn explained(&self, first: Date, last: Date) -> Result<Vec<Start>, Refused> {
        let answer = self.ask(Asked::Dates { first, last }, true).await?;
        let starts = answer.explanation.into_iter().flat_map(|found| found.starts);
        Ok(starts.map(|start| Start { at: start.start, removed_by: start.removed_by }).collect())
    }

    /// Why a day has no times, as the key of a text. Of people no more is told than that they are not there.
    pub(super) async fn why_none(&self, date: Date) -> Result<&'static str, Refused> {
        if date < self.today() {
            return Ok("book-why-over");
        }
        if date > self.last() {
            return Ok("book-why-far");
        }
        let read = self.gathered(Asked::Date(date), true).await?;
        let (work, stop) = (read.are_rules_work(), Arc::new(AtomicBool::new(false)));
        let rules = run(work, move || read.rules(stop)).await?;
        let rules = rules.map_err(|refusal| self.guest.refuse(refusal.into()))?;
        if self.tells_off() && rules.contains("day_off") {
            let starts = self.explained(date, date).await?;
            let all: Vec<Because> = starts.into_iter().flat_map(|start| start.removed_by).collect();
            return Ok(reason_of(&all, true));
        }
        Ok(reason(&rules))
    }

    /// Whether days off may be named: those of one of several people are theirs.
    pub(super) fn tells_off(&self) -> bool {
        self.staff.is_none() || self.known.front.staff.len() < 2
    }
}

/// Runs a search; what takes a while runs where others are served meanwhile.
async fn run<T: Send + 'static>(
    work: bool,
    search: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refused> {
    match work {
        true => web::block(search).await.map_err(|error| Refused::bare(&Problem::internal(&error))),
        false => Ok(search()),
    }
}

/// The reason that helps a visitor most, of those that removed a start: a day off where everybody who offers the service has one, and
/// that may be told.
pub(crate) fn reason_of(because: &[Because], tells_off: bool) -> &'static str {
    match tells_off && all_are_off(because) {
        true => "book-why-dayoff",
        false => reason(&because.iter().map(|one| one.rule).collect()),
    }
}

/// The same of the rules that removed the starts of a day.
fn reason(rules: &BTreeSet<&'static str>) -> &'static str {
    let any = |names: &[&str]| names.iter().any(|name| rules.contains(name));
    if any(&["busy", "buffer", "untrusted_calendar"]) {
        "book-why-taken"
    } else if any(&["minimum_notice"]) {
        "book-why-soon"
    } else if any(&["maximum_notice"]) {
        "book-why-far"
    } else {
        "book-why-closed"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UserId;

    #[test]
    fn visitors_are_told_what_helps_them_and_no_more() {
        let check = |rules: &[&'static str], expected: &str| {
            assert_eq!(reason(&rules.iter().copied().collect()), expected, "{rules:?}");
        };
        check(&["working_hours", "busy"], "book-why-taken");
        check(&["untrusted_calendar"], "book-why-taken");
        check(&["grid", "minimum_notice"], "book-why-soon");
        check(&["maximum_notice"], "book-why-far");
        check(&["day_off"], "book-why-closed");
        check(&[], "book-why-closed");
    }

    #[test]
    fn a_day_off_is_named_where_everybody_has_it() {
        let of = |user, rule| Because { user: Some(UserId(user)), ..Because::of(rule) };
        let check = |because: &[Because], tells_off: bool, expected: &str| {
            assert_eq!(reason_of(because, tells_off), expected);
        };
        let off = [of(1, "day_off"), of(2, "day_off")];
        check(&off, true, "book-why-dayoff");
        check(&off, false, "book-why-closed");
        check(&[of(1, "day_off"), of(2, "busy")], true, "book-why-taken");
        check(&[of(1, "day_off"), of(2, "working_hours")], true, "book-why-closed");
    }
}
