//! The interview hours of `/app/hours`: when interviewers are to be had, week by week. What they show, and the form of one.

use super::hours_forms::HOURS;
use super::reading::{ending, ending_text, starting};
use crate::hiring::{Named, options, people};
use crate::kit::field::{Field, Kind};
use crate::kit::input::Input;
use crate::kit::list::{Asked, Cell, Row, Table};
use crate::kit::page::Page;
use crate::kit::sheet::Sheet;
use crate::kit::sheet_forms;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::kit::collection::Stored;
use domain::UserId;
use domain::access::actions::{ManagePatterns, ReadHours, ReadSlots};
use domain::access::{Action, Permit};
use domain::slot::{Pattern, PatternDetails, WeekdayHours};
use http_kit::Routes;
use persistence::store::collection::SortKey;
use persistence::{StoreError, Tx};
use scheduling_core::time::Weekday;

pub(super) fn routes(routes: &mut Routes) {
    sheet_forms::change_routes::<PatternDetails>(routes);
}

/// The page of somebody's hours.
pub(super) fn hours_of(user: UserId) -> String {
    format!("{HOURS}?user={user}")
}

/// The values of new hours: minutes of a slot, minutes between two, slots of a day.
const SLOT: &str = "60";
const BREAK: &str = "15";
const PER_DAY: &str = "8";
/// Minutes of a day, and slots of one at the most.
const DAY: i64 = 1440;

/// The weekdays, as a field offers them.
pub(super) fn weekdays(texts: Texts) -> [(String, String); 7] {
    Weekday::ALL.map(|day| (day.number().to_string(), texts.say(&format!("weekday-{}", day.number()))))
}

/// The fields that hours of one weekday and of several have alike.
pub(super) fn hours_fields(texts: Texts) -> Vec<Field> {
    let number = |name: &'static str, key: &str| Field::typed("number", name, texts.say(key)).required();
    vec![
        Field::typed("time", "start_time", texts.say("hours-from")).required(),
        Field::typed("time", "end_time", texts.say("hours-to")).hint(texts.say("hours-to-hint")).required(),
        number("slot_duration", "slot-minutes"),
        number("break_duration", "slot-break"),
        number("max_slots_per_day", "interview-hours-most"),
        Field::typed("date", "valid_from", texts.say("interview-hours-first")).required(),
        Field::typed("date", "valid_until", texts.say("interview-hours-last"))
            .hint(texts.say("interview-hours-last-hint")),
        Field::new("closed", texts.say("interview-hours-closed"), Kind::Check)
            .hint(texts.say("interview-hours-closed-hint")),
    ]
}

/// What new hours are unless somebody says otherwise; they count from today on.
pub(super) fn usual(name: &str, clock: &WallClock, now: scheduling_core::time::Timestamp) -> String {
    match name {
        "start_time" => "09:00".into(),
        "end_time" => "17:00".into(),
        "slot_duration" => SLOT.into(),
        "break_duration" => BREAK.into(),
        "max_slots_per_day" => PER_DAY.into(),
        "valid_from" => clock.day_of(now).to_string(),
        _ => String::new(),
    }
}

/// The hours that a form says, of this weekday; `None` where something is wrong, which the input has noted.
pub(super) fn hours(input: &mut Input<'_>, day_of_week: Weekday) -> Option<WeekdayHours> {
    let (start, end) = (input.time_of_day("start_time", starting), input.time_of_day("end_time", ending));
    let slot_minutes = input.number("slot_duration", 1..=DAY);
    let break_minutes = input.number("break_duration", 0..=DAY);
    let max_slots_per_day = input.number("max_slots_per_day", 1..=DAY);
    let (first, last) = (input.date("valid_from"), input.date_or_none("valid_until"));
    if start.is_some() && start == end {
        input.wrong("end_time", "hours-same");
    }
    if first.zip(last.flatten()).is_some_and(|(first, last)| last < first) {
        input.wrong("valid_until", "input-order");
    }
    Some(WeekdayHours {
        day_of_week,
        start: start?,
        end: end?,
        slot_minutes: slot_minutes?,
        break_minutes: break_minutes?,
        is_available: !input.ticked("closed"),
        max_slots_per_day: max_slots_per_day?,
        valid_from: first?,
        valid_until: last?,
    })
}

/// The weekday of a number.
pub(super) fn weekday(number: i64) -> Option<Weekday> {
    u8::try_from(number).ok().and_then(|number| Weekday::new(number).ok())
}

impl Sheet for PatternDetails {
    const PATH: &'static str = "/app/hours/interviews";
    const KEY: &'static str = "interview-hours";
    type Read = ReadSlots;
    type Write = ManagePatterns;
    /// Whose they are, which never changes.
    type Around = Vec<Named<UserId>>;
    const SORT: SortKey = SortKey::Id;
    const BACK: &'static str = HOURS;
    const IS_PREVIEWED: bool = true;
    const IS_RESTORED: bool = true;

    fn around(tx: &mut Tx<'_>, permit: &Permit, stored: Option<&Self>) -> Result<Self::Around, StoreError> {
        let own: Vec<UserId> = stored.iter().map(|pattern| pattern.user).collect();
        let mut found = people(tx, permit, &own)?;
        found.retain(|one| own.contains(&one.id));
        Ok(found)
    }

    fn fields(texts: Texts, around: &Self::Around) -> Vec<Field> {
        let mut fields = vec![
            Field::select("interviewers", texts.say("hours-whose"), options(around)),
            Field::select("day_of_week", texts.say("hours-day"), weekdays(texts)),
        ];
        fields.extend(hours_fields(texts));
        fields
    }

    fn value(&self, name: &str) -> String {
        let week = &self.week;
        match name {
            "interviewers" => self.user.to_string(),
            "day_of_week" => week.day_of_week.number().to_string(),
            "start_time" => week.start.to_string(),
            "end_time" => ending_text(week.end),
            "slot_duration" => week.slot_minutes.to_string(),
            "break_duration" => week.break_minutes.to_string(),
            "max_slots_per_day" => week.max_slots_per_day.to_string(),
            "valid_from" => week.valid_from.to_string(),
            "valid_until" => week.valid_until.map(|date| date.to_string()).unwrap_or_default(),
            _ => super::services::ticked(!week.is_available),
        }
    }

    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        let day = input.choice("day_of_week", |text| weekday(text.parse().ok()?));
        // The rest is read on any day, so that all that is wrong is said.
        let week = hours(input, day.unwrap_or(Weekday::ALL[0]))?;
        Some(Self { user: before?.user, week: WeekdayHours { day_of_week: day?, ..week } })
    }

    fn shown_with(record: &Stored<Self>) -> String {
        hours_of(record.details.user)
    }

    fn left_with(record: &Stored<Self>) -> String {
        hours_of(record.details.user)
    }
}

/// Somebody's interview hours, weekday by weekday.
pub(super) fn table(page: &Page<ReadHours>, mut found: Vec<Pattern>) -> Table {
    let texts = page.visitor.texts;
    let may_write = page.may(Action::ManagePatterns);
    found.sort_by_key(|one| {
        let week = &one.details.week;
        (week.day_of_week.number(), week.start, week.valid_from, one.id)
    });
    let columns = ["hours-day", "hours-hours", "interview-hours-slot", "interview-hours-valid", "actions"];
    Table {
        caption: texts.say("interview-hours-list"),
        columns: columns.map(|key| Asked::column(texts.say(key))).into(),
        rows: found.iter().map(|one| row(page, one, may_write)).collect(),
    }
}

fn row(page: &Page<ReadHours>, one: &Pattern, may_write: bool) -> Row {
    let (texts, week) = (page.visitor.texts, &one.details.week);
    let day = texts.say(&format!("weekday-{}", week.day_of_week.number()));
    let times = format!("{}-{}", week.start, week.end);
    let edit = format!("{}/{}/edit", PatternDetails::PATH, one.id);
    let cells = vec![
        Cell::text(day.clone()),
        match week.is_available {
            true => Cell::text(times.clone()),
            false => Cell::badge("warn", texts.with("interview-hours-not", "times", &times)),
        },
        if week.is_available { Cell::text(cut(texts, week)) } else { Cell::text("") },
        Cell::text(valid(page, week)),
        match may_write {
            true => {
                let values = [("day", day.as_str()), ("times", times.as_str())];
                Cell::link(edit, texts.values("interview-hours-change", &values))
            }
            false => Cell::text(""),
        },
    ];
    Row { pick: None, cells }
}

/// How the hours are cut into slots.
fn cut(texts: Texts, week: &WeekdayHours) -> String {
    let (slot, pause) = (week.slot_minutes.to_string(), week.break_minutes.to_string());
    let most = week.max_slots_per_day.to_string();
    texts.values("interview-hours-cut", &[("slot", &slot), ("break", &pause), ("most", &most)])
}

/// On which dates they count.
fn valid(page: &Page<ReadHours>, week: &WeekdayHours) -> String {
    let texts = page.visitor.texts;
    let from = page.clock.short_date(week.valid_from);
    match week.valid_until {
        Some(until) => {
            let until = page.clock.short_date(until);
            texts.values("interview-hours-between", &[("from", &from), ("until", &until)])
        }
        None => texts.with("interview-hours-from", "from", &from),
    }
}
