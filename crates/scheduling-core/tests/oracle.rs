//! The search beside an oracle of membership, written from the words of the rules and nothing else: every instant of
//! every meeting is asked whether each rule lets it be. Slow and obvious.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test's own arithmetic")]

use proptest::prelude::*;
use scheduling_core::availability::{Group, Participant, Query, explain, removals, search};
use scheduling_core::calendar::{DaysOff, Weekdays, WeeklyHours, WeeklyRule};
use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone, Timestamp, Weekday};

/// A question in plain numbers. Times are minutes after `origin`, odd seconds included where they say so.
#[derive(Debug, Clone)]
struct Asked {
    origin: Timestamp,
    zone: TimeZone,
    window_minutes: i64,
    duration: i64,
    step: i64,
    now: i64,
    notice: (i64, Option<i64>),
    buffers: (i64, i64),
    people: Vec<Person>,
    groups: Option<Vec<(Vec<usize>, usize)>>,
}

#[derive(Debug, Clone)]
struct Person {
    zone: TimeZone,
    hours: Option<Vec<(u8, u16, u16)>>,
    off: Vec<(Date, Date)>,
    /// Seconds after the origin.
    available: Option<Vec<(i64, i64)>>,
    busy: Vec<(i64, i64)>,
}

impl Asked {
    fn at(&self, seconds: i64) -> Timestamp {
        self.origin.plus_seconds(seconds)
    }

    fn window_end(&self) -> Timestamp {
        self.at(self.window_minutes * 60)
    }

    /// Meanings 2 to 8, instant by instant. Meetings have whole minutes, but may start at any second of them.
    fn allows(&self, start: Timestamp) -> bool {
        let end = start.plus_minutes(self.duration);
        let local = self.zone.local(start);
        let on_grid = local.second_of_day() % 60 == 0 && (local.second_of_day() / 60) % self.step == 0;
        let inside = self.origin <= start && end <= self.window_end();
        let now = self.at(self.now);
        let noticed = now.plus_minutes(self.notice.0) <= start
            && self.notice.1.is_none_or(|most| start <= now.plus_minutes(most));
        let everybody = vec![((0..self.people.len()).collect(), self.people.len())];
        let groups = self.groups.as_ref().unwrap_or(&everybody);
        let enough = |(members, required): &(Vec<usize>, usize)| {
            members.iter().filter(|&&member| self.is_free(&self.people[member], start, end)).count()
                >= *required
        };
        on_grid && inside && noticed && groups.iter().all(enough)
    }

    fn is_free(&self, person: &Person, start: Timestamp, end: Timestamp) -> bool {
        let seconds = |from: Timestamp, to: Timestamp| {
            (from.unix()..to.unix()).map(|s| Timestamp::from_unix(s).unwrap())
        };
        // Wall clocks turn on whole minutes here, so a minute's first second speaks for it; times that lists give
        // are compared to the second.
        let mut minutes = seconds(start, end).step_by(60);
        let works = minutes.all(|instant| self.is_working(person, instant));
        let covered = person.available.as_ref().is_none_or(|periods| {
            seconds(start, end).all(|instant| periods.iter().any(|&period| self.inside(period, instant)))
        });
        let (from, to) = (start.plus_minutes(-self.buffers.0), end.plus_minutes(self.buffers.1));
        let taken =
            seconds(from, to).any(|instant| person.busy.iter().any(|&period| self.inside(period, instant)));
        works && covered && !taken
    }

    fn inside(&self, (from, to): (i64, i64), instant: Timestamp) -> bool {
        self.at(from) <= instant && instant < self.at(to)
    }

    fn is_working(&self, person: &Person, instant: Timestamp) -> bool {
        let local = person.zone.local(instant);
        let (date, time) = (local.date(), local.second_of_day());
        if person.off.iter().any(|&(first, last)| first <= date && date <= last) {
            return false;
        }
        let Some(rules) = &person.hours else { return true };
        let has = |days: u8, day: Weekday| days >> day.number() & 1 == 1;
        let (today, yesterday) = (date.weekday(), date.plus_days(-1).weekday());
        rules.iter().any(|&(days, start, end)| {
            let (start, end) = (i64::from(start) * 60, i64::from(end) * 60);
            if start < end {
                has(days, today) && start <= time && time < end
            } else {
                has(days, today) && time >= start || has(days, yesterday) && time < end
            }
        })
    }

    fn query(&self) -> Query {
        let window = Interval::new(self.origin, self.window_end()).unwrap();
        let mut query = Query::new(window, self.duration)
            .and_then(|query| query.step_minutes(self.step))
            .and_then(|query| query.notice(self.at(self.now), self.notice.0, self.notice.1))
            .and_then(|query| query.buffers(self.buffers.0, self.buffers.1))
            .unwrap()
            .zone(self.zone.clone())
            .limit(100_000);
        for person in &self.people {
            query.add(self.participant(person));
        }
        if let Some(groups) = &self.groups {
            query.groups(
                groups.iter().map(|(members, required)| Group::at_least(*required, members.clone()).unwrap()),
            );
        }
        query
    }

    fn participant(&self, person: &Person) -> Participant {
        let interval = |&(from, to): &(i64, i64)| Interval::new(self.at(from), self.at(to)).unwrap();
        let time = |minutes| TimeOfDay::from_minutes(minutes).unwrap();
        let mut participant = Participant::always_free()
            .zone(person.zone.clone())
            .days_off(person.off.iter().map(|&(first, last)| DaysOff::new(first, last).unwrap()))
            .busy(person.busy.iter().map(interval));
        if let Some(rules) = &person.hours {
            let rules = rules.iter().map(|&(days, start, end)| WeeklyRule {
                days: Weekday::ALL
                    .into_iter()
                    .filter(|day| days >> day.number() & 1 == 1)
                    .collect::<Weekdays>(),
                start: time(start),
                end: time(end),
            });
            participant = participant.hours(WeeklyHours::new(rules));
        }
        match &person.available {
            Some(periods) => participant.available(periods.iter().map(interval).collect()),
            None => participant,
        }
    }
}

const ZONES: [&str; 6] =
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"];

fn any_zone() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(ZONES.to_vec()).prop_map(|name| TimeZone::named(name).unwrap())
}

/// Days around which some of the zones change their clocks, and an ordinary one.
fn any_origin() -> impl Strategy<Value = Timestamp> {
    let days =
        ["2025-03-29", "2025-10-25", "2026-03-07", "2026-10-31", "2025-04-05", "2024-03-09", "2025-01-21"];
    (prop::sample::select(days.to_vec()), 0i64..1440, prop_oneof![Just(0i64), 0i64..60]).prop_map(
        |(day, minute, second)| {
            TimeZone::utc().start_of_day(Date::parse(day).unwrap()).plus_seconds(minute * 60 + second)
        },
    )
}

fn any_periods(most: usize) -> impl Strategy<Value = Vec<(i64, i64)>> {
    let moment = prop_oneof![(-200i64..3000).prop_map(|minute| minute * 60), -10_000i64..180_000];
    prop::collection::vec((moment, 1i64..30_000).prop_map(|(from, long)| (from, from + long)), 0..most)
}

fn any_person(origin: Timestamp) -> impl Strategy<Value = Person> {
    let rule = (1u8..128, 0u16..1440, 0u16..=1440).prop_map(|(days, start, end)| (days << 1, start, end));
    let first = TimeZone::utc().local(origin).date();
    let off =
        (-1i64..3, 0i64..2).prop_map(move |(day, long)| (first.plus_days(day), first.plus_days(day + long)));
    (
        any_zone(),
        prop::option::of(prop::collection::vec(rule, 0..4)),
        prop::collection::vec(off, 0..2),
        prop::option::weighted(0.3, any_periods(4)),
        any_periods(6),
    )
        .prop_map(|(zone, hours, off, available, busy)| Person { zone, hours, off, available, busy })
}

fn any_groups(people: usize) -> impl Strategy<Value = Option<Vec<(Vec<usize>, usize)>>> {
    let members = prop::sample::subsequence((0..people).collect::<Vec<_>>(), 1..=people);
    let group = members.prop_flat_map(|members| (Just(members.clone()), 1..=members.len()));
    prop::option::of(prop::collection::vec(group, 0..3))
}

fn any_question() -> impl Strategy<Value = Asked> {
    (any_origin(), 1usize..5).prop_flat_map(|(origin, people)| {
        let people_and_groups = (prop::collection::vec(any_person(origin), people), any_groups(people));
        let step = prop_oneof![prop::sample::select(vec![5i64, 15, 30, 60]), 1i64..=200];
        let notice = (prop_oneof![Just(0i64), 0i64..2000], prop::option::weighted(0.3, 0i64..4000));
        let buffers = (prop_oneof![Just(0i64), 0i64..90], prop_oneof![Just(0i64), 0i64..90]);
        (any_zone(), 1i64..2880, 1i64..200, step, -500i64..500, notice, buffers, people_and_groups).prop_map(
            move |(zone, window_minutes, duration, step, now, notice, buffers, (people, groups))| Asked {
                origin,
                zone,
                window_minutes,
                duration,
                step,
                now,
                notice,
                buffers,
                people,
                groups,
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn search_explanation_and_check_are_what_the_rules_say(asked in any_question()) {
        let query = asked.query();
        let answer = search(&query);
        let found: Vec<Timestamp> = answer.slots().map(|slot| slot.start()).collect();
        let minutes = asked.origin.unix().div_euclid(60)..=asked.window_end().unix().div_euclid(60);
        let candidates = minutes.map(|minute| Timestamp::from_unix(minute * 60).unwrap());
        let expected: Vec<Timestamp> = candidates.filter(|&start| asked.allows(start)).collect();
        prop_assert_eq!(&found, &expected);

        for slot in answer.slots().step_by(5) {
            let free: Vec<usize> = (0..asked.people.len())
                .filter(|&person| asked.is_free(&asked.people[person], slot.start(), slot.end()))
                .collect();
            prop_assert_eq!(slot.available().collect::<Vec<_>>(), free);
        }

        let explanation = explain(&query, None);
        let unremoved = explanation.starts.iter().filter(|explained| explained.removed_by.is_empty());
        prop_assert_eq!(unremoved.map(|explained| explained.start).collect::<Vec<_>>(), expected);
        prop_assert!(found.is_empty() || explanation.would_help.is_empty());
        for explained in explanation.starts.iter().step_by(11) {
            prop_assert_eq!(&removals(&query, explained.start), &explained.removed_by);
        }
    }

    /// What an explanation says would help does, and gives as many slots as it says.
    #[test]
    fn what_would_help_does_help(asked in any_question()) {
        use scheduling_core::availability::{Change, Rule};
        let query = asked.query();
        for help in explain(&query, None).would_help {
            let mut changed = asked.clone();
            match help.change {
                Change::Step(minutes) => changed.step = minutes,
                Change::BufferBefore(minutes) => changed.buffers.0 = minutes,
                Change::BufferAfter(minutes) => changed.buffers.1 = minutes,
                Change::MinimumNotice(minutes) => changed.notice.0 = minutes,
                Change::MaximumNotice(minutes) => changed.notice.1 = Some(minutes),
                Change::Duration(minutes) => changed.duration = minutes,
                Change::BusyPeriod { participant, period } => {
                    let gone = (period.start().unix() - asked.origin.unix(), period.end().unix() - asked.origin.unix());
                    changed.people[participant].busy.retain(|&(from, to)| to <= gone.0 || gone.1 <= from);
                }
                Change::Without { rule: Rule::WorkingHours, participant } => changed.people[participant].hours = None,
                Change::Without { rule: Rule::DayOff, participant } => changed.people[participant].off.clear(),
                Change::Without { rule: Rule::Available, participant } => changed.people[participant].available = None,
                Change::Without { participant, .. } => changed.people[participant].busy.clear(),
                Change::Required { group, members } => {
                    let everybody = vec![((0..asked.people.len()).collect(), asked.people.len())];
                    let groups = changed.groups.get_or_insert(everybody);
                    groups[group].1 = members;
                }
            }
            prop_assert_eq!(search(&changed.query()).found(), help.slots, "{:?}", help.change);
        }
    }
}
