//! `/app/hours`: when somebody works: weekly hours with their breaks, other hours on single dates, and days off.

use super::hours_forms::HOURS;
use super::names::{Member, directory, members, members_named};
use super::reading::spans_text;
use crate::hiring::options;
use crate::kit::field::{Field, Kind};
use crate::kit::list::{Asked, Cell, Row, Table};
use crate::kit::page::{Answered, Page};
use crate::kit::sheet::Sheet;
use crate::kit::shell::Shell;
use actix_web::web;
use app::kit::collection;
use askama::Template;
use domain::access::actions::ReadHours;
use domain::access::{Action, Permit};
use domain::appointment::{
    DayOff, DayOffDetails, SpecialHours, SpecialHoursDetails, StaffDetails, StaffId, WorkTerms, WorkingHours,
    WorkingHoursDetails,
};
use domain::directory::CompanyDetails;
use domain::{CompanyId, Refusal};
use persistence::store::collection::{Collection, ListRequest, Sort, SortKey};
use persistence::store::shop::days_off::DayOffFilter;
use persistence::store::shop::special_hours::SpecialHoursFilter;
use persistence::store::shop::working_hours::WorkingHoursFilter;
use persistence::store::users;
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Weekday};

/// Dates of each kind that the page lists, of a person and of everybody, at most; the soonest ones.
const MOST: usize = 200;
/// The soonest first.
const BY_DATE: Sort = Sort { key: SortKey::Start, descending: false };

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource(HOURS).route(web::get().to(look)));
}

#[derive(Template)]
#[template(path = "hours.html")]
struct HoursPage {
    shell: Shell,
    zone: String,
    filter: Option<Field>,
    person: Option<Person>,
    weekly: Table,
    special: Table,
    off: Table,
    may_write: bool,
    may_make_staff: bool,
}

/// Whose hours are shown.
struct Person {
    id: StaffId,
    name: String,
    /// What counts where there are no weekly hours.
    usual: Option<String>,
}

/// What there is of somebody.
struct Found {
    staff: Vec<Member>,
    of: Option<Of>,
    special: Vec<SpecialHours>,
    off: Vec<DayOff>,
}

struct Of {
    member: Member,
    zone: String,
    weekly: Vec<WorkingHours>,
    terms: WorkTerms,
}

async fn look(page: Page<ReadHours>) -> Answered {
    let texts = page.visitor.texts;
    let wanted = page.visitor.param("staff").filter(|text| !text.is_empty());
    let wanted = match wanted.map(str::parse) {
        Some(Ok(id)) => Some(StaffId(id)),
        Some(Err(_)) => return Err(page.missing("staff member")),
        None => None,
    };
    let asked = Wanted {
        staff: wanted,
        user: page.user,
        company: page.company,
        today: page.clock.day_of(page.now),
        directory: directory(&page)?,
    };
    let found = page.read(move |tx, permit| find(tx, permit, &asked)).await?;
    show(&page, texts.say("nav-hours"), &found)
}

/// What is asked for.
struct Wanted {
    staff: Option<StaffId>,
    user: domain::UserId,
    company: CompanyId,
    today: Date,
    directory: Permit,
}

fn find(tx: &mut Tx<'_>, permit: &Permit, asked: &Wanted) -> Result<Found, StoreError> {
    let staff = members(tx, permit, asked.staff.as_slice())?;
    let named = |member: &&Member| match asked.staff {
        Some(id) => member.id == id,
        None => member.user == asked.user,
    };
    let chosen = staff.iter().find(named).or_else(|| staff.first().filter(|_| asked.staff.is_none()));
    if chosen.is_none() && asked.staff.is_some() {
        return Err(Refusal::not_found("staff member").into());
    }
    let of = chosen.cloned().map(|member| read(tx, permit, asked, member)).transpose()?;
    let (mut special, mut off) = (Vec::new(), Vec::new());
    for (id, everybodys) in [(of.as_ref().map(|of| of.member.id), false), (None, true)] {
        if id.is_none() && !everybodys {
            continue;
        }
        let filter = SpecialHoursFilter { staff: id, everybodys, from: Some(asked.today), to: None };
        special.extend(listed::<SpecialHoursDetails>(tx, permit, filter)?);
        let filter = DayOffFilter { staff: id, everybodys, from: Some(asked.today), to: None };
        off.extend(listed::<DayOffDetails>(tx, permit, filter)?);
    }
    special.sort_by_key(|one| one.details.date);
    special.truncate(MOST);
    off.sort_by_key(|one| one.details.days.first());
    off.truncate(MOST);
    Ok(Found { staff, of, special, off })
}

fn listed<D: app::kit::collection::Rules>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: D::Filter,
) -> Result<Vec<app::kit::collection::Stored<D>>, StoreError> {
    let request = ListRequest::<D> { filter, sort: BY_DATE, limit: MOST, ..ListRequest::default() };
    Ok(collection::list(tx, permit, &request)?.records)
}

fn read(tx: &mut Tx<'_>, permit: &Permit, asked: &Wanted, member: Member) -> Result<Of, StoreError> {
    let filter = WorkingHoursFilter { staff: Some(member.id) };
    let weekly = listed::<WorkingHoursDetails>(tx, permit, filter)?;
    let profile = StaffDetails::get(&mut tx.scope(&asked.directory), member.id)?.details;
    let settings = app::shop::settings::get(tx, &asked.directory)?.details;
    let user = users::by_ids(&mut tx.scope(&asked.directory), &[member.user])?.pop();
    let zone = match user.and_then(|user| user.details.time_zone) {
        Some(zone) => zone,
        None => collection::get::<CompanyDetails>(tx, &asked.directory, asked.company)?.details.time_zone,
    };
    Ok(Of { zone, terms: profile.terms(&settings), weekly, member })
}

fn show(page: &Page<ReadHours>, heading: String, found: &Found) -> Answered {
    let texts = page.visitor.texts;
    let may_write = page.may(Action::ManageHours);
    let filter = (found.staff.len() > 1).then(|| {
        let chosen = found.of.as_ref().map(|of| of.member.id.to_string()).unwrap_or_default();
        let names = members_named(&found.staff);
        Field::select("staff", texts.say("hours-whose"), options(&names)).value(chosen)
    });
    let zone = found.of.as_ref().map(|of| of.zone.replace('_', " ")).unwrap_or_default();
    let writes = Writes { may_write, everybodys: page.permit.sees().only().is_none() };
    let person = found.of.as_ref().map(|of| Person {
        id: of.member.id,
        name: of.member.name.clone(),
        usual: of.weekly.is_empty().then(|| usual(page, &of.terms)),
    });
    page.show(&HoursPage {
        shell: page.shell(heading),
        zone: texts.with("hours-zone", "zone", &zone),
        filter,
        weekly: found.of.as_ref().map(|of| weekly(page, of, may_write)).unwrap_or_default(),
        special: special(page, &found.special, writes),
        off: off(page, &found.off, writes),
        person,
        may_write,
        may_make_staff: page.may(Action::ManageShop),
    })
}

fn usual(page: &Page<ReadHours>, terms: &WorkTerms) -> String {
    let texts = page.visitor.texts;
    let key = match (terms.work_on_saturday, terms.work_on_sunday) {
        (true, true) => "hours-usual-week",
        (true, false) => "hours-usual-saturday",
        (false, true) => "hours-usual-sunday",
        (false, false) => "hours-usual",
    };
    texts.values(key, &[("from", &terms.lead_time.to_string()), ("to", &terms.finish_time.to_string())])
}

fn weekly(page: &Page<ReadHours>, of: &Of, may_write: bool) -> Table {
    let texts = page.visitor.texts;
    let usual = if of.weekly.is_empty() { of.terms.usual_week() } else { Vec::new() };
    let row = |day: Weekday| {
        let name = texts.say(&format!("weekday-{}", day.number()));
        let own = of.weekly.iter().find(|one| one.details.day_of_week == day);
        let (hours, breaks) = match own {
            Some(own) => {
                let hours = &own.details.hours;
                (spans_text(&[hours.span]), spans_text(&hours.breaks))
            }
            None => match usual.iter().find(|(of, _)| *of == day) {
                Some((_, hours)) => {
                    (texts.with("hours-usual-day", "hours", &spans_text(&[hours.span])), String::new())
                }
                None => (texts.say("hours-none"), String::new()),
            },
        };
        let way = match own {
            Some(own) => (format!("{}/{}/edit", WorkingHoursDetails::PATH, own.id), "hours-edit-day"),
            None => {
                let new = format!("{}/new?staff_id={}", WorkingHoursDetails::PATH, of.member.id);
                (format!("{new}&day_of_week={}", day.number()), "hours-add-day")
            }
        };
        let change = match may_write {
            true => Cell::link(way.0, texts.with(way.1, "day", &name)),
            false => Cell::text(""),
        };
        Row { pick: None, cells: vec![Cell::text(name), Cell::text(hours), Cell::text(breaks), change] }
    };
    let columns = ["hours-day", "hours-hours", "hours-breaks", "actions"];
    Table {
        caption: texts.say("weekly-list"),
        columns: columns.map(|key| Asked::column(texts.say(key))).into(),
        rows: Weekday::ALL.into_iter().map(row).collect(),
    }
}

/// What who looks may change.
#[derive(Clone, Copy)]
struct Writes {
    may_write: bool,
    /// Also what is everybody's.
    everybodys: bool,
}

impl Writes {
    fn of(self, staff: Option<StaffId>) -> bool {
        self.may_write && (staff.is_some() || self.everybodys)
    }
}

fn special(page: &Page<ReadHours>, found: &[SpecialHours], writes: Writes) -> Table {
    let texts = page.visitor.texts;
    let row = |one: &SpecialHours| {
        let details = &one.details;
        let hours = match details.intervals.as_slice() {
            [] => texts.say("hours-closed-then"),
            some => spans_text(some),
        };
        let edit = format!("{}/{}/edit", SpecialHoursDetails::PATH, one.id);
        let date = page.clock.date(details.date);
        Row {
            pick: None,
            cells: vec![
                Cell::text(date.clone()),
                Cell::text(hours),
                Cell::text(who(page, details.staff)),
                if writes.of(details.staff) {
                    Cell::link(edit, texts.with("hours-edit-date", "date", &date))
                } else {
                    Cell::text("")
                },
            ],
        }
    };
    let columns = ["hours-date", "hours-hours", "hours-for", "actions"];
    Table {
        caption: texts.say("special-list"),
        columns: columns.map(|key| Asked::column(texts.say(key))).into(),
        rows: found.iter().map(row).collect(),
    }
}

fn who(page: &Page<ReadHours>, staff: Option<StaffId>) -> String {
    page.say(if staff.is_some() { "hours-for-one" } else { "hours-everybody" })
}

fn off(page: &Page<ReadHours>, found: &[DayOff], writes: Writes) -> Table {
    let texts = page.visitor.texts;
    let row = |one: &DayOff| {
        let details = &one.details;
        let (first, last) = (details.days.first(), details.days.last());
        let days = match first == last {
            true => page.clock.date(first),
            false => texts
                .values("time-span", &[("start", &page.clock.date(first)), ("end", &page.clock.date(last))]),
        };
        let edit = format!("{}/{}/edit", DayOffDetails::PATH, one.id);
        Row {
            pick: None,
            cells: vec![
                Cell::text(days.clone()),
                Cell::text(details.description.clone().unwrap_or_default()),
                Cell::text(who(page, details.staff)),
                if writes.of(details.staff) {
                    Cell::link(edit, texts.with("hours-edit-date", "date", &days))
                } else {
                    Cell::text("")
                },
            ],
        }
    };
    let columns = ["off-days", "off-description", "hours-for", "actions"];
    Table {
        caption: texts.say("off-list"),
        columns: columns.map(|key| Asked::column(texts.say(key))).into(),
        rows: found.iter().map(row).collect(),
    }
}
