//! The lower bound: the whole question with nothing else around it.
//!
//! Each distinct pair of zone and weekly rule is expanded once with jiff, busy times are marked on a plain bitmap,
//! the bits that remain are listed. It knows a grid in UTC, one rule a person and one group of all; it cannot say
//! who is free, nor why not.

use jiff::civil;
use jiff::tz::TimeZone;
use serde_json::Value;

pub(crate) struct Input {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) earliest: i64,
    pub(crate) duration: i64,
    pub(crate) step: i64,
    pub(crate) people: Vec<Person>,
}

pub(crate) struct Person {
    pub(crate) zone: TimeZone,
    pub(crate) zone_name: String,
    /// Bits 1 to 7: Monday to Sunday.
    pub(crate) days: u8,
    /// Minutes after midnight.
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) busy: Vec<(i64, i64)>,
}

impl Input {
    pub(crate) fn read(request: &Value) -> Self {
        let now = unix(&request["now"]);
        Self {
            start: unix(&request["window"]["start"]),
            end: unix(&request["window"]["end"]),
            earliest: now + request["minimum_notice_minutes"].as_i64().unwrap() * 60,
            duration: request["duration_minutes"].as_i64().unwrap() * 60,
            step: request["step_minutes"].as_i64().unwrap() * 60,
            people: request["participants"].as_array().unwrap().iter().map(person).collect(),
        }
    }
}

fn person(value: &Value) -> Person {
    let rule = &value["working_hours"][0];
    let zone_name = value["time_zone"].as_str().unwrap().to_owned();
    Person {
        zone: zone(&zone_name),
        zone_name,
        days: rule["days"].as_array().unwrap().iter().fold(0, |bits, day| bits | 1 << day.as_u64().unwrap()),
        from: minutes(&rule["start"]),
        to: minutes(&rule["end"]),
        busy: value["busy"]
            .as_array()
            .unwrap()
            .iter()
            .map(|b| (unix(&b["start"]), unix(&b["end"])))
            .collect(),
    }
}

/// The zones of the inputs, with the rules that hold from 2007 on.
fn zone(name: &str) -> TimeZone {
    TimeZone::posix(match name {
        "UTC" => "UTC0",
        "America/New_York" => "EST5EDT,M3.2.0,M11.1.0",
        "Asia/Kolkata" => "IST-5:30",
        other => panic!("the inputs have no zone {other}"),
    })
    .unwrap()
}

fn unix(value: &Value) -> i64 {
    value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second()
}

fn minutes(value: &Value) -> i64 {
    let time: civil::Time = value.as_str().unwrap().parse().unwrap();
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

pub(crate) fn starts(input: &Input) -> Vec<i64> {
    let first = input.start.max(input.earliest).div_euclid(input.step) * input.step;
    let first = if first < input.start.max(input.earliest) { first + input.step } else { first };
    let count = usize::try_from((input.end - input.duration - first).div_euclid(input.step) + 1).unwrap();
    let mut removed = vec![0u64; count.div_ceil(64)];
    let bounds = (first, input.step, i64::try_from(count).unwrap());
    expand_each_week_once(input, bounds, &mut removed);
    for person in &input.people {
        for &(from, to) in &person.busy {
            set(&mut removed, index(from - input.duration + 1, bounds), index(to, bounds));
        }
    }
    let mut open = Vec::new();
    for (at, word) in removed.iter().enumerate() {
        let mut word = !word;
        while word != 0 {
            let number = at * 64 + word.trailing_zeros() as usize;
            if number < count {
                open.push(first + number as i64 * input.step);
            }
            word &= word - 1;
        }
    }
    open
}

/// The number of the first start at or after an instant.
fn index(at: i64, (first, step, count): (i64, i64, i64)) -> usize {
    ((at - first + step - 1).clamp(0, count * step) as u32 / step as u32) as usize
}

fn set(row: &mut [u64], from: usize, to: usize) {
    if from >= to {
        return;
    }
    let last = to - 1;
    let (head, tail) = (u64::MAX << (from % 64), u64::MAX >> (63 - last % 64));
    if from / 64 == last / 64 {
        row[from / 64] |= head & tail;
    } else {
        row[from / 64] |= head;
        row[from / 64 + 1..last / 64].fill(u64::MAX);
        row[last / 64] |= tail;
    }
}

fn expand_each_week_once(input: &Input, bounds: (i64, i64, i64), removed: &mut [u64]) {
    let mut known: Vec<&Person> = Vec::new();
    for person in &input.people {
        let twin = |other: &&Person| {
            (&other.zone_name, other.days, other.from, other.to)
                == (&person.zone_name, person.days, person.from, person.to)
        };
        if !known.iter().any(twin) {
            known.push(person);
            expand(input, person, bounds, removed);
        }
    }
}

/// Marks what lies between the shifts.
fn expand(input: &Input, person: &Person, bounds: (i64, i64, i64), removed: &mut [u64]) {
    let day_of = |at: i64| jiff::Timestamp::from_second(at).unwrap().to_zoned(person.zone.clone()).date();
    let (mut day, last) = (day_of(input.start), day_of(input.end));
    let at = |day: civil::Date, minutes: i64| {
        let time = day.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0);
        person.zone.to_ambiguous_timestamp(time).compatible().unwrap().as_second()
    };
    let mut judged = 0;
    while day <= last {
        if person.days >> day.weekday().to_monday_one_offset() & 1 == 1 {
            let allowed = at(day, person.to) - input.duration + 1;
            set(removed, judged, index(at(day, person.from), bounds));
            judged = index(allowed, bounds);
        }
        day = day.tomorrow().unwrap();
    }
    set(removed, judged, bounds.2 as usize);
}
