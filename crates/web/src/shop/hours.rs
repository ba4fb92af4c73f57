//! `/app/hours`: when somebody works and holds interviews: weekly hours with their breaks, other hours on single dates, days off,
//! and interview hours.

use super::hours_forms::HOURS;
use super::hours_tables::{OfShop, Writes, away, off, special, usual, weekly};
use super::interview_hours;
use super::names::directory;
use super::somebody::{Somebody, Whose, chosen, everybody};
use crate::kit::field::{Field, Kind};
use crate::kit::list::{Cell, Table};
use crate::kit::page::{Answered, Page};
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::who::who_can;
use app::kit::collection;
use askama::Template;
use domain::access::actions::ReadHours;
use domain::access::{Action, Permit};
use domain::appointment::{DayOffDetails, SpecialHoursDetails, StaffDetails, StaffId, WorkingHoursDetails};
use domain::directory::{BusyPeriod, BusyPeriodDetails, CompanyDetails};
use domain::slot::{Pattern, PatternDetails};
use domain::{CompanyId, Refusal, UserId};
use http_kit::{Routes, resource};
use persistence::store::busy_periods::BusyPeriodFilter;
use persistence::store::collection::{Collection, ListRequest, Sort, SortKey};
use persistence::store::patterns::PatternFilter;
use persistence::store::shop::days_off::DayOffFilter;
use persistence::store::shop::special_hours::SpecialHoursFilter;
use persistence::store::shop::working_hours::WorkingHoursFilter;
use persistence::store::users;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Interval, Timestamp};

/// Dates of each kind that the page lists, of a person and of everybody, at most; the soonest ones.
const MOST: usize = 200;
/// Seconds ahead in which the page lists when somebody is away: a year.
const AHEAD: i64 = 366 * 86_400;
/// The soonest first.
const BY_DATE: Sort = Sort { key: SortKey::Start, descending: false };

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(HOURS).get(look));
}

#[derive(Template)]
#[template(path = "hours.html")]
struct HoursPage {
    shell: Shell,
    filter: Option<Field>,
    person: Option<Person>,
    may: May,
    /// What is said where there are no hours to show.
    none_of_staff: String,
}

/// What who looks may make.
struct May {
    staff: bool,
    hours: bool,
    interview_hours: bool,
    slots: bool,
    busy: bool,
}

/// Whose hours are shown.
struct Person {
    user: UserId,
    name: String,
    zone: String,
    shop: Option<Shop>,
    interviews: Option<Interviews>,
}

/// When somebody offers services.
struct Shop {
    id: StaffId,
    /// What counts where there are no weekly hours.
    usual: Option<String>,
    weekly: Table,
    special: Table,
    off: Table,
}

/// When somebody holds interviews.
struct Interviews {
    hours: Table,
    /// When they are away, where no days off say it.
    away: Option<Table>,
}

/// What there is of somebody.
struct Found {
    all: Vec<Somebody>,
    of: Option<Of>,
}

struct Of {
    person: Somebody,
    zone: String,
    shop: Option<OfShop>,
    patterns: Vec<Pattern>,
    busy: Vec<BusyPeriod>,
}

async fn look(page: Page<ReadHours>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Wanted {
        whose: whose(&page)?,
        user: page.user,
        company: page.company,
        now: page.now,
        today: page.clock.day_of(page.now),
        directory: directory(&page)?,
        slots: page.permit_for(Action::ReadSlots)?,
        busy: page.permit_for(Action::ReadBusySources)?,
    };
    let found = page.read(move |tx, permit| find(tx, permit, &asked)).await?;
    show(&page, texts.say("nav-hours"), found)
}

/// Whom the address asks for: a user, or a profile.
fn whose(page: &Page<ReadHours>) -> Result<Option<Whose>, Refused> {
    let given = |name: &str| page.visitor.param(name).filter(|text| !text.is_empty());
    if let Some(text) = given("user") {
        return text.parse().map(|id| Some(Whose::User(UserId(id)))).map_err(|_| page.missing("user"));
    }
    let staff = |text: &str| text.parse().map(|id| Whose::Staff(StaffId(id)));
    given("staff").map(staff).transpose().map_err(|_| page.missing("staff member"))
}

/// What is asked for.
struct Wanted {
    whose: Option<Whose>,
    user: UserId,
    company: CompanyId,
    now: Timestamp,
    today: Date,
    directory: Permit,
    slots: Permit,
    busy: Permit,
}

fn find(tx: &mut Tx<'_>, permit: &Permit, asked: &Wanted) -> Result<Found, StoreError> {
    let all = everybody(tx, permit, &asked.directory, asked.whose)?;
    let person = chosen(&all, asked.whose, asked.user).cloned();
    if person.is_none() && asked.whose.is_some() {
        return Err(Refusal::not_found("user").into());
    }
    let of = person.map(|person| read(tx, permit, asked, person)).transpose()?;
    Ok(Found { all, of })
}

fn listed<D: app::kit::collection::Rules>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: D::Filter,
    sort: Sort,
) -> Result<Vec<app::kit::collection::Stored<D>>, StoreError> {
    let request = ListRequest::<D> { filter, sort, limit: MOST, ..ListRequest::default() };
    Ok(collection::list(tx, permit, &request)?.records)
}

fn read(tx: &mut Tx<'_>, permit: &Permit, asked: &Wanted, person: Somebody) -> Result<Of, StoreError> {
    let shop = person.staff.map(|staff| shop(tx, permit, asked, staff)).transpose()?;
    let (mut patterns, mut busy) = (Vec::new(), Vec::new());
    if person.interviews {
        let filter = PatternFilter { interviewer: Some(person.user) };
        patterns = listed::<PatternDetails>(tx, &asked.slots, filter, Sort::default())?;
    }
    if person.interviews && shop.is_none() {
        let window = Interval::new(asked.now, asked.now.plus_seconds(AHEAD)).ok();
        let filter = BusyPeriodFilter { user: Some(person.user), window };
        busy = listed::<BusyPeriodDetails>(tx, &asked.busy, filter, BY_DATE)?;
    }
    let user = users::by_ids(&mut tx.scope(&asked.directory), &[person.user])?.pop();
    let zone = match user.and_then(|user| user.details.time_zone) {
        Some(zone) => zone,
        None => collection::get::<CompanyDetails>(tx, &asked.directory, asked.company)?.details.time_zone,
    };
    Ok(Of { zone, shop, patterns, busy, person })
}

fn shop(tx: &mut Tx<'_>, permit: &Permit, asked: &Wanted, id: StaffId) -> Result<OfShop, StoreError> {
    let filter = WorkingHoursFilter { staff: Some(id) };
    let weekly = listed::<WorkingHoursDetails>(tx, permit, filter, BY_DATE)?;
    let profile = StaffDetails::get(&mut tx.scope(&asked.directory), id)?.details;
    let settings = app::shop::settings::get(tx, &asked.directory)?.details;
    let (mut special, mut off) = (Vec::new(), Vec::new());
    for (staff, everybodys) in [(Some(id), false), (None, true)] {
        let filter = SpecialHoursFilter { staff, everybodys, from: Some(asked.today), to: None };
        special.extend(listed::<SpecialHoursDetails>(tx, permit, filter, BY_DATE)?);
        let filter = DayOffFilter { staff, everybodys, from: Some(asked.today), to: None };
        off.extend(listed::<DayOffDetails>(tx, permit, filter, BY_DATE)?);
    }
    special.sort_by_key(|one| one.details.date);
    special.truncate(MOST);
    off.sort_by_key(|one| one.details.days.first());
    off.truncate(MOST);
    Ok(OfShop { id, terms: profile.terms(&settings), weekly, special, off })
}

fn show(page: &Page<ReadHours>, heading: String, found: Found) -> Answered {
    let texts = page.visitor.texts;
    let may = May {
        staff: page.may(Action::ManageShop),
        hours: page.may(Action::ManageHours),
        interview_hours: page.may(Action::ManagePatterns),
        slots: page.may(Action::ManageSlots),
        busy: page.may(Action::ManageBusyPeriods),
    };
    let filter = (found.all.len() > 1).then(|| {
        let chosen = found.of.as_ref().map(|of| of.person.user.to_string()).unwrap_or_default();
        let names = found.all.iter().map(|one| (one.user.to_string(), one.name.clone()));
        Field::select("user", texts.say("hours-whose"), names).value(chosen)
    });
    let person = found.of.map(|of| person(page, of, may.hours));
    let none_of_staff = match may.staff {
        true => texts.say("hours-no-staff"),
        false => format!("{} {}", texts.say("hours-no-staff"), who_can(texts, Action::ManageShop)),
    };
    page.show(&HoursPage { shell: page.shell(heading), filter, person, may, none_of_staff })
}

fn person(page: &Page<ReadHours>, of: Of, may_write: bool) -> Person {
    let texts = page.visitor.texts;
    let writes = Writes { may_write, everybodys: page.permit.sees().only().is_none() };
    let has_days_off = of.shop.is_some();
    let shop = of.shop.map(|shop| Shop {
        id: shop.id,
        usual: shop.weekly.is_empty().then(|| usual(page, &shop.terms)),
        weekly: weekly(page, &shop, may_write),
        special: special(page, &shop.special, writes),
        off: off(page, &shop.off, writes),
    });
    let interviews = of.person.interviews.then(|| Interviews {
        hours: interview_hours::table(page, of.patterns),
        away: (!has_days_off).then(|| away(page, &of.busy)),
    });
    Person {
        user: of.person.user,
        name: of.person.name,
        zone: texts.with("hours-zone", "zone", &of.zone.replace('_', " ")),
        shop,
        interviews,
    }
}
