//! A company in plain numbers, so that one in which something goes wrong can be made smaller.

use proptest::prelude::*;

/// The zones of companies and people: none, whole hours, and Lord Howe with its half hour.
pub(crate) const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];

/// The Mondays before the nights in which clocks change in one of the zones.
const MONDAYS: [&str; 6] =
    ["2025-03-24", "2025-10-20", "2025-03-03", "2025-10-27", "2025-03-31", "2025-09-29"];

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// Minutes after the Monday's midnight in UTC, and how many.
pub(crate) type Time = (i64, i64);

#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) monday: &'static str,
    pub(crate) zone: usize,
    pub(crate) ai_parallel: i64,
    /// When it is asked what is offered, in minutes after Monday's midnight.
    pub(crate) asked: i64,
    /// The zone of each, where it is not the company's.
    pub(crate) people: Vec<Option<usize>>,
    pub(crate) slots: Vec<SlotPlan>,
    /// What happens after the slots were made, and before it is asked.
    pub(crate) events: Vec<Event>,
    /// With whom the offered slots are booked, in turn.
    pub(crate) panels: Vec<Vec<usize>>,
    /// How many items a page of the search has.
    pub(crate) page: i64,
    pub(crate) meeting: Meeting,
}

#[derive(Debug, Clone)]
pub(crate) struct SlotPlan {
    pub(crate) holder: HolderPlan,
    pub(crate) time: Time,
    pub(crate) places: i64,
    /// So many minutes from the 90th day after it is asked, in place of the start.
    pub(crate) at_reach: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum HolderPlan {
    Person(usize),
    Ai(&'static str),
}

/// A meeting of some people that is looked for.
#[derive(Debug, Clone)]
pub(crate) struct Meeting {
    pub(crate) people: Vec<usize>,
    pub(crate) minutes: i64,
    pub(crate) step: i64,
    pub(crate) notice: i64,
    pub(crate) buffers: (i64, i64),
    /// Days after it is asked at which the window begins.
    pub(crate) from_day: i64,
    /// Which of the starts are tried.
    pub(crate) picks: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// A busy period of their own.
    Busy {
        person: usize,
        time: Time,
    },
    /// Weekday, first and last hour, and whether they are to be had then.
    Pattern {
        person: usize,
        day: i64,
        hours: (i64, i64),
        available: bool,
    },
    /// Time in the ledger, with buffers in minutes; a hold ends so many minutes after it is asked.
    Claim {
        person: usize,
        time: Time,
        buffers: (i64, i64),
        until: Option<i64>,
    },
    /// An interview that is given its time directly.
    Direct {
        person: usize,
        time: Time,
    },
    /// An interview that is booked to a slot.
    Book {
        slot: usize,
        panel: Vec<usize>,
    },
    ByHand {
        slot: usize,
    },
    CallOff {
        slot: usize,
    },
    /// A simulated calendar, or one that was never read.
    Calendar {
        person: usize,
        kind: CalendarPlan,
    },
    Leave {
        person: usize,
    },
    Zone {
        person: usize,
        zone: usize,
    },
    /// The company takes no bookings any more.
    Close,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum CalendarPlan {
    Simulated,
    Unread { counts_as_busy: bool },
}

/// Mostly in the days around the change of clocks, at quarters of hours; now and then at any minute.
fn times() -> impl Strategy<Value = Time> {
    let start = prop_oneof![
        4 => (5 * 24..7 * 24_i64, 0..4_i64).prop_map(|(hour, quarter)| hour * HOUR + quarter * 15),
        2 => (0..8 * 24_i64, 0..4_i64).prop_map(|(hour, quarter)| hour * HOUR + quarter * 15),
        1 => 0..8 * DAY,
    ];
    (start, prop_oneof![4 => (1..=8_i64).prop_map(|quarters| quarters * 15), 1 => 1..=300_i64])
}

fn slots() -> impl Strategy<Value = SlotPlan> {
    let holder = prop_oneof![
        3 => (0..4_usize).prop_map(HolderPlan::Person),
        1 => prop_oneof![Just("coding"), Just("general")].prop_map(HolderPlan::Ai),
    ];
    let at_reach = prop_oneof![8 => Just(None), 1 => (-1..=1_i64).prop_map(Some)];
    (holder, times(), 1..=3_i64, at_reach).prop_map(|(holder, time, places, at_reach)| SlotPlan {
        holder,
        time,
        places,
        at_reach,
    })
}

fn events() -> impl Strategy<Value = Event> {
    let person = || 0..4_usize;
    let slot = || 0..10_usize;
    let hours = (0..24_i64, 1..=24_i64).prop_filter("an empty pattern", |(first, last)| first != last);
    let buffers = || (0..=90_i64, 0..=90_i64);
    let until = prop_oneof![1 => Just(None), 2 => (-2..=2_i64).prop_map(Some)];
    let kind = prop_oneof![
        Just(CalendarPlan::Simulated),
        any::<bool>().prop_map(|counts_as_busy| CalendarPlan::Unread { counts_as_busy }),
    ];
    prop_oneof![
        4 => (person(), times()).prop_map(|(person, time)| Event::Busy { person, time }),
        3 => (person(), 1..=7_i64, hours, prop::bool::weighted(0.7))
            .prop_map(|(person, day, hours, available)| Event::Pattern { person, day, hours, available }),
        3 => (person(), times(), buffers(), until)
            .prop_map(|(person, time, buffers, until)| Event::Claim { person, time, buffers, until }),
        3 => (person(), times()).prop_map(|(person, time)| Event::Direct { person, time }),
        4 => (slot(), prop::collection::vec(person(), 0..=2)).prop_map(|(slot, panel)| Event::Book { slot, panel }),
        2 => slot().prop_map(|slot| Event::ByHand { slot }),
        1 => slot().prop_map(|slot| Event::CallOff { slot }),
        1 => (person(), kind).prop_map(|(person, kind)| Event::Calendar { person, kind }),
        1 => person().prop_map(|person| Event::Leave { person }),
        1 => (person(), 0..ZONES.len()).prop_map(|(person, zone)| Event::Zone { person, zone }),
    ]
}

fn meetings() -> impl Strategy<Value = Meeting> {
    (
        prop::collection::vec(0..4_usize, 1..=3),
        prop_oneof![Just(15_i64), Just(60), Just(90), 1..=240_i64],
        prop_oneof![Just(15_i64), Just(30), Just(60), Just(1)],
        prop_oneof![Just(0_i64), Just(90), Just(1440)],
        prop_oneof![2 => Just((0_i64, 0_i64)), 1 => (0..=60_i64, 0..=60_i64)],
        prop_oneof![4 => Just(0_i64), 1 => Just(89)],
        prop::collection::vec(0..10_000_usize, 1..=3),
    )
        .prop_map(|(people, minutes, step, notice, buffers, from_day, picks)| Meeting {
            people,
            minutes,
            step,
            notice,
            buffers,
            from_day,
            picks,
        })
}

/// Companies.
pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    let place = (prop::sample::select(MONDAYS.as_slice()), 0..ZONES.len(), 1..=3_i64, -DAY..8 * DAY);
    let people = prop::collection::vec(prop::option::of(0..ZONES.len()), 1..=4);
    let last = prop_oneof![12 => Just(None), 1 => Just(Some(Event::Close))];
    (
        place,
        people,
        prop::collection::vec(slots(), 1..=10),
        (prop::collection::vec(events(), 0..=10), last),
        prop::collection::vec(prop::collection::vec(0..4_usize, 0..=2), 1..=3),
        1..=4_i64,
        meetings(),
    )
        .prop_map(
            |(
                (monday, zone, ai_parallel, asked),
                people,
                slots,
                (mut events, last),
                panels,
                page,
                meeting,
            )| {
                events.extend(last);
                Plan { monday, zone, ai_parallel, asked, people, slots, events, panels, page, meeting }
            },
        )
}
