//! The forms of `/app/hours`: hours of a weekday, other hours on one date, days off. Each is shown first with the bookings that it
//! would break.

use super::names::{members, members_named};
use super::reading::{ending, ending_text, spans, spans_text, starting};
use crate::hiring::{Named, options};
use crate::kit::field::{Field, Kind};
use crate::kit::input::{Input, TITLE};
use crate::kit::sheet::Sheet;
use crate::kit::sheet_forms;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::kit::collection::Stored;
use domain::access::Permit;
use domain::access::actions::{ManageHours, ReadHours};
use domain::appointment::{DayOffDetails, SpecialHoursDetails, StaffId, WorkingHoursDetails};
use http_kit::Routes;
use persistence::store::collection::SortKey;
use persistence::{StoreError, Tx};
use scheduling_core::calendar::{DayHours, DaysOff, WallSpan};
use scheduling_core::time::Weekday;

/// The page of all hours.
pub(super) const HOURS: &str = "/app/hours";

pub(super) fn routes(routes: &mut Routes) {
    sheet_forms::form_routes::<WorkingHoursDetails>(routes);
    sheet_forms::form_routes::<SpecialHoursDetails>(routes);
    sheet_forms::form_routes::<DayOffDetails>(routes);
}

/// Whose hours may be meant.
#[derive(Default)]
pub(crate) struct Whose {
    staff: Vec<Named<StaffId>>,
    /// Whether everybody's are offered too.
    everybodys: bool,
}

impl Whose {
    /// Those whom the permit shows. Whose a stored record is never changes.
    fn read(tx: &mut Tx<'_>, permit: &Permit, stored: Option<Option<StaffId>>) -> Result<Self, StoreError> {
        let named = stored.flatten();
        let mut staff = members_named(&members(tx, permit, named.as_slice())?);
        if let Some(whose) = stored {
            staff.retain(|one| Some(one.id) == whose);
        }
        let everybodys = match stored {
            Some(whose) => whose.is_none(),
            None => permit.sees().only().is_none(),
        };
        Ok(Self { staff, everybodys })
    }

    fn field(&self, texts: Texts, may_be_everybodys: bool) -> Field {
        let mut choice = Vec::new();
        if may_be_everybodys && self.everybodys {
            choice.push((EVERYBODY.to_owned(), texts.say("hours-everybody")));
        }
        choice.extend(options(&self.staff));
        Field::select("staff_id", texts.say("hours-whose"), choice)
    }
}

/// What stands in the field for everybody.
const EVERYBODY: &str = "everybody";

fn staff_text(staff: Option<StaffId>) -> String {
    staff.map_or_else(|| EVERYBODY.to_owned(), |staff| staff.to_string())
}

/// Whose hours a form means, which never changes; `None` where that is wrong.
fn whose(input: &mut Input<'_>, before: Option<Option<StaffId>>) -> Option<Option<StaffId>> {
    let read = |text: &str| match text {
        EVERYBODY => Some(None),
        text => text.parse().ok().map(StaffId).map(Some),
    };
    before.or_else(|| input.choice("staff_id", read))
}

/// The page of the hours of somebody.
fn page_of(staff: Option<StaffId>) -> String {
    staff.map_or_else(|| HOURS.to_owned(), |staff| format!("{HOURS}?staff={staff}"))
}

impl Sheet for WorkingHoursDetails {
    const PATH: &'static str = "/app/hours/weekly";
    const KEY: &'static str = "weekly";
    type Read = ReadHours;
    type Write = ManageHours;
    type Around = Whose;
    const SORT: SortKey = SortKey::Id;
    const BACK: &'static str = HOURS;
    const IS_PREVIEWED: bool = true;
    const IS_RESTORED: bool = true;

    fn around(tx: &mut Tx<'_>, permit: &Permit, stored: Option<&Self>) -> Result<Whose, StoreError> {
        Whose::read(tx, permit, stored.map(|hours| Some(hours.staff)))
    }

    fn fields(texts: Texts, around: &Whose) -> Vec<Field> {
        let days = Weekday::ALL
            .map(|day| (day.number().to_string(), texts.say(&format!("weekday-{}", day.number()))));
        vec![
            around.field(texts, false),
            Field::select("day_of_week", texts.say("hours-day"), days),
            Field::typed("time", "start_time", texts.say("hours-from")).required(),
            Field::typed("time", "end_time", texts.say("hours-to"))
                .hint(texts.say("hours-to-hint"))
                .required(),
            Field::line("breaks", texts.say("hours-breaks")).hint(texts.say("hours-breaks-hint")),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "staff_id" => self.staff.to_string(),
            "day_of_week" => self.day_of_week.number().to_string(),
            "start_time" => self.hours.span.start().to_string(),
            "end_time" => ending_text(self.hours.span.end()),
            _ => spans_text(&self.hours.breaks),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        match name {
            "start_time" => "09:00".into(),
            "end_time" => "17:00".into(),
            _ => String::new(),
        }
    }

    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        let staff = match before {
            Some(before) => Some(before.staff),
            None => input.choice("staff_id", |text| text.parse().ok()).map(StaffId),
        };
        let day = |text: &str| text.parse().ok().and_then(|number| Weekday::new(number).ok());
        let day_of_week = input.choice("day_of_week", day);
        let start = input.time_of_day("start_time", starting);
        let end = input.time_of_day("end_time", ending);
        let span = start.zip(end).map(|(start, end)| WallSpan::new(start, end).ok());
        if span == Some(None) {
            input.wrong("end_time", "hours-same");
        }
        let breaks = spans(input.exact("breaks"));
        if breaks.is_none() {
            input.wrong("breaks", "hours-spans-wrong");
        }
        let hours = DayHours { span: span??, breaks: breaks? };
        Some(Self { staff: staff?, day_of_week: day_of_week?, hours })
    }

    fn shown_with(record: &Stored<Self>) -> String {
        page_of(Some(record.details.staff))
    }

    fn left_with(record: &Stored<Self>) -> String {
        Self::shown_with(record)
    }
}

impl Sheet for SpecialHoursDetails {
    const PATH: &'static str = "/app/hours/special";
    const KEY: &'static str = "special";
    type Read = ReadHours;
    type Write = ManageHours;
    type Around = Whose;
    const SORT: SortKey = SortKey::Id;
    const BACK: &'static str = HOURS;
    const IS_PREVIEWED: bool = true;
    const IS_RESTORED: bool = true;

    fn around(tx: &mut Tx<'_>, permit: &Permit, stored: Option<&Self>) -> Result<Whose, StoreError> {
        Whose::read(tx, permit, stored.map(|hours| hours.staff))
    }

    fn fields(texts: Texts, around: &Whose) -> Vec<Field> {
        vec![
            around.field(texts, true),
            Field::typed("date", "date", texts.say("hours-date")).required(),
            Field::line("intervals", texts.say("hours-intervals")).hint(texts.say("hours-intervals-hint")),
            Field::new("closed", texts.say("hours-closed"), Kind::Check),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "staff_id" => staff_text(self.staff),
            "date" => self.date.to_string(),
            "intervals" => spans_text(&self.intervals),
            _ => super::services::ticked(self.intervals.is_empty()),
        }
    }

    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        let staff = whose(input, before.map(|before| before.staff));
        let date = input.date("date");
        let given = spans(input.exact("intervals"));
        let is_closed = input.ticked("closed");
        let intervals = match given {
            // Nothing at all closes the date: that is said, and never the end of a typing error.
            Some(given) if given.is_empty() == is_closed => Some(given),
            given => {
                let key = if given.is_some() { "hours-closed-or-not" } else { "hours-spans-wrong" };
                input.wrong("intervals", key);
                None
            }
        };
        Some(Self { staff: staff?, date: date?, intervals: intervals? })
    }

    fn shown_with(record: &Stored<Self>) -> String {
        page_of(record.details.staff)
    }

    fn left_with(record: &Stored<Self>) -> String {
        Self::shown_with(record)
    }
}

impl Sheet for DayOffDetails {
    const PATH: &'static str = "/app/hours/off";
    const KEY: &'static str = "off";
    type Read = ReadHours;
    type Write = ManageHours;
    type Around = Whose;
    const SORT: SortKey = SortKey::Id;
    const BACK: &'static str = HOURS;
    const IS_PREVIEWED: bool = true;
    const IS_RESTORED: bool = true;

    fn around(tx: &mut Tx<'_>, permit: &Permit, stored: Option<&Self>) -> Result<Whose, StoreError> {
        Whose::read(tx, permit, stored.map(|off| off.staff))
    }

    fn fields(texts: Texts, around: &Whose) -> Vec<Field> {
        vec![
            around.field(texts, true),
            Field::typed("date", "start_date", texts.say("off-first")).required(),
            Field::typed("date", "end_date", texts.say("off-last")).hint(texts.say("off-last-hint")),
            Field::line("description", texts.say("off-description")).hint(texts.say("off-description-hint")),
        ]
    }

    fn value(&self, name: &str) -> String {
        match name {
            "staff_id" => staff_text(self.staff),
            "start_date" => self.days.first().to_string(),
            "end_date" => self.days.last().to_string(),
            _ => self.description.clone().unwrap_or_default(),
        }
    }

    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        let staff = whose(input, before.map(|before| before.staff));
        let first = input.date("start_date");
        let last = input.date_or_none("end_date").and_then(|last| last.or(first));
        let days = first.zip(last).map(|(first, last)| DaysOff::new(first, last).ok());
        if days == Some(None) {
            input.wrong("end_date", "input-order");
        }
        let description = input.optional("description", TITLE);
        Some(Self { staff: staff?, days: days??, description: description? })
    }

    fn shown_with(record: &Stored<Self>) -> String {
        page_of(record.details.staff)
    }

    fn left_with(record: &Stored<Self>) -> String {
        Self::shown_with(record)
    }
}
