//! What the page shows of a link.

use super::times::{Days, Time, days, nearest};
use super::words::{joins, mail, told};
use super::zone::{Links, Zone};
use crate::booked::{Elsewhere, Entry};
use crate::kit::hold::Hold;
use crate::kit::month::Way;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::visitor::Visitor;
use crate::kit::when::WallClock;
use app::interviews::link as room_link;
use app::scheduling_links::{GoneLink, PickPage};
use askama::Template;
use domain::interview::{Interview, LinkHold, LinkStanding, rules};
use scheduling_core::time::{Date, Interval, TimeZone, Timestamp};

/// What the address asks for, or a form came to.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) zone: Option<String>,
    pub(super) from: Option<Date>,
    /// Whether another time is looked for.
    pub(super) moves: bool,
    /// To where it is to be moved: that is asked once more.
    pub(super) start: Option<Timestamp>,
    /// Whether it is to be cancelled: that is asked once more.
    pub(super) cancels: bool,
    pub(super) refused: bool,
    /// Whether the interview is not as the form showed it any more.
    pub(super) is_overtaken: bool,
    /// Whether a form asked for what there is not.
    pub(super) is_unknown: bool,
    /// The time that could not be had.
    pub(super) refused_start: Option<Timestamp>,
}

impl Wanted {
    pub(super) fn asked(visitor: &Visitor) -> Self {
        Self {
            zone: visitor.param("tz").map(str::to_owned),
            from: visitor.param("from").and_then(|text| Date::parse(text).ok()),
            moves: visitor.param("move").is_some(),
            start: visitor.param("start").and_then(|text| Timestamp::parse(text).ok()),
            cancels: visitor.param("cancel").is_some(),
            ..Self::default()
        }
    }
}

/// A link with its times.
pub(super) struct Found {
    page: PickPage,
    starts: Vec<Timestamp>,
}

impl Found {
    /// Searches the times; none where the rules of the template are out of range.
    pub(super) fn of(mut page: PickPage) -> Self {
        let starts = page.offers.take().and_then(|offers| offers.starts().ok()).unwrap_or_default();
        Self { page, starts }
    }
}

/// Where the page is.
pub(super) struct Place {
    pub(super) path: String,
    pub(super) public_url: String,
}

/// Times to choose from.
pub(super) struct Choosing {
    days: Vec<super::times::Day>,
    earlier: Option<String>,
    later: Option<String>,
    is_move: bool,
}

/// A time that is held.
pub(super) struct Held {
    when: String,
    hold: Hold,
    start: String,
}

/// An interview that is booked.
pub(super) struct Booked {
    when: String,
    people: String,
    room: Option<Door>,
    /// Its start, which a form sends back, so that it acts on what was shown.
    seen: String,
    file: String,
    elsewhere: Vec<Elsewhere>,
    /// What became of the mail with the invitation, where that has to be known.
    mail: Option<String>,
    may_move: bool,
    may_cancel: bool,
    /// What may still be done, in words.
    policy: String,
}

/// The way into the room.
struct Door {
    link: String,
    is_open: bool,
    /// From when it is open.
    words: String,
}

/// A move that is asked about once more.
pub(super) struct Moving {
    old: String,
    new: String,
    start: String,
    /// The new time, while it is held.
    hold: Option<Hold>,
}

/// Why there is nothing to choose.
pub(super) struct Ended {
    heading: String,
    words: String,
    status_gone: bool,
}

#[derive(Template)]
#[template(path = "pick.html")]
pub(super) struct PickView {
    shell: Shell,
    path: String,
    /// The address of this page, with the zone that was chosen.
    here: String,
    /// The same, to be followed by what else is asked for.
    with: String,
    /// Where it says why there are no times.
    why: String,
    zone: String,
    /// Its IANA name.
    zone_name: String,
    zone_value: String,
    is_guess: bool,
    /// What stands in the field of zones, and what is wrong with it.
    zone_typed: String,
    zone_wrong: Option<String>,
    zones: Vec<&'static str>,
    /// The other way of counting hours.
    hours: Way,
    company: String,
    minutes: Option<String>,
    kind: String,
    location: Option<String>,
    contact: Option<String>,
    choosing: Option<Choosing>,
    held: Option<Held>,
    booked: Option<Booked>,
    moving: Option<Moving>,
    cancels: bool,
    ended: Option<Ended>,
    refused: bool,
    is_overtaken: bool,
    is_unknown: bool,
    nearest: Vec<Time>,
    /// What a button of the nearest times does.
    nearest_does: &'static str,
}

impl PickView {
    pub(super) fn new(visitor: &Visitor, found: Found, place: &Place, wanted: &Wanted) -> Self {
        let (texts, now) = (visitor.texts, visitor.now);
        let Found { page, starts } = found;
        let zone = Zone::of(visitor, wanted.zone.as_deref(), &page);
        let (clock, links) = (&zone.clock, zone.links(&place.path));
        let booked = page.interview.as_ref().filter(|_| page.standing == LinkStanding::Booked);
        let asks_move = page.may_move && (wanted.moves || wanted.start.is_some());
        let held = page.hold.filter(|_| booked.is_some() && !wanted.moves && wanted.start.is_none());
        let asked = wanted.start.filter(|start| asks_move && starts.contains(start));
        let moving = booked
            .zip(held.map(|hold| hold.start).or(asked))
            .and_then(|(interview, start)| moving(clock, interview, start))
            .map(|moving| Moving { hold: held.map(|hold| counted(clock, hold, "hold-move", now)), ..moving });
        let lists = match page.standing {
            LinkStanding::Choosing => page.hold.is_none(),
            LinkStanding::Booked => asks_move && moving.is_none() && !wanted.refused,
            _ => false,
        };
        let taken = wanted.refused_start.filter(|_| lists || page.may_move);
        let title = texts.values("pick-title", &[("job", &page.job_title)]);
        Self {
            shell: told(Shell { title, ..visitor.shell("pick-heading") }, visitor, &page),
            path: place.path.clone(),
            here: links.here(),
            with: links.with(),
            why: zone.links(&format!("{}/why", place.path)).here(),
            zone: clock.zone_name(),
            zone_name: clock.zone.name().to_owned(),
            zone_value: links.zone.unwrap_or_default().to_owned(),
            is_guess: zone.is_guess(),
            zone_typed: zone.wrong.clone().unwrap_or_else(|| clock.zone_name()),
            zone_wrong: zone.wrong.as_ref().map(|text| texts.with("booked-zone-wrong", "zone", text)),
            zones: TimeZone::names().collect(),
            hours: visitor.hours_switch(),
            minutes: page
                .minutes
                .map(|minutes| texts.count("time-minutes", usize::try_from(minutes).unwrap_or_default())),
            kind: texts.say(&format!("type-{}", page.interview_type.name())),
            location: page.location.clone(),
            contact: page.contact.clone(),
            choosing: lists.then(|| choosing(&links, clock, &starts, wanted, booked.is_some())),
            held: page.hold.filter(|_| booked.is_none()).map(|hold| Held {
                when: when(clock, hold.start, page.minutes),
                hold: counted(clock, hold, "hold", now),
                start: hold.start.to_string(),
            }),
            booked: booked.map(|interview| shown(visitor, &page, &zone, interview, place)),
            moving,
            cancels: wanted.cancels && page.may_cancel,
            ended: ended(texts, &page),
            refused: wanted.refused,
            is_overtaken: wanted.is_overtaken,
            is_unknown: wanted.is_unknown,
            nearest: taken.map_or_else(Vec::new, |start| {
                nearest(&starts, start).into_iter().map(|start| Time::new(start, clock)).collect()
            }),
            nearest_does: if booked.is_some() { "hold-move" } else { "hold" },
            company: page.company_name,
        }
    }

    /// The page of a link that opens nothing.
    pub(super) fn wrong(visitor: &Visitor) -> Self {
        let texts = visitor.texts;
        Self {
            shell: visitor.shell("pick-wrong"),
            path: String::new(),
            here: String::new(),
            with: String::new(),
            why: String::new(),
            zone: String::new(),
            zone_name: String::new(),
            zone_value: String::new(),
            is_guess: false,
            zone_typed: String::new(),
            zone_wrong: None,
            zones: Vec::new(),
            hours: visitor.hours_switch(),
            company: String::new(),
            minutes: None,
            kind: String::new(),
            location: None,
            contact: None,
            choosing: None,
            held: None,
            booked: None,
            moving: None,
            cancels: false,
            ended: Some(Ended {
                heading: texts.say("pick-wrong"),
                words: texts.say("pick-wrong-words"),
                status_gone: false,
            }),
            refused: false,
            is_overtaken: false,
            is_unknown: false,
            nearest: Vec::new(),
            nearest_does: "hold",
        }
    }

    /// The page of a link that is not there any more.
    pub(super) fn gone(visitor: &Visitor, gone: GoneLink) -> Self {
        let texts = visitor.texts;
        let ended = Ended {
            heading: texts.say("pick-revoked"),
            words: texts.with("pick-revoked-words", "company", &gone.company_name),
            status_gone: true,
        };
        let GoneLink { company_name: company, contact } = gone;
        Self {
            company,
            contact,
            ended: Some(ended),
            shell: visitor.shell("pick-revoked"),
            ..Self::wrong(visitor)
        }
    }

    /// Whether the link leads to nothing any more.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.as_ref().is_some_and(|ended| ended.status_gone)
    }
}

fn when(clock: &WallClock, start: Timestamp, minutes: Option<i64>) -> String {
    match Interval::new(start, start.plus_minutes(minutes.unwrap_or_default())) {
        Ok(time) => clock.interval(time),
        Err(_) => clock.moment(start),
    }
}

/// A time that is held, which that button of the form holds anew.
fn counted(clock: &WallClock, hold: LinkHold, prolongs: &'static str, now: Timestamp) -> Hold {
    let prolong = clock.texts.say("pick-prolong");
    Hold::new(clock, "pick-held", hold.until, now).prolonged_by(prolongs, prolong)
}

fn moving(clock: &WallClock, interview: &Interview, start: Timestamp) -> Option<Moving> {
    let old = interview.time?;
    let new = Interval::new(start, start.plus_seconds(old.seconds())).ok()?;
    let (old, new) = (clock.interval(old), clock.interval(new));
    Some(Moving { old, new, start: start.to_string(), hold: None })
}

fn choosing(
    links: &Links<'_>,
    clock: &WallClock,
    starts: &[Timestamp],
    wanted: &Wanted,
    is_move: bool,
) -> Choosing {
    let Days { days, earlier, later } = days(starts, clock, wanted.from);
    let page = |date: Date| {
        let date = date.to_string();
        let moves = is_move.then_some(("move", "yes"));
        let pairs: Vec<(&str, &str)> = moves.into_iter().chain([("from", date.as_str())]).collect();
        links.to(&pairs)
    };
    Choosing { days, earlier: earlier.map(page), later: later.map(page), is_move }
}

fn shown(visitor: &Visitor, page: &PickPage, zone: &Zone, interview: &Interview, place: &Place) -> Booked {
    let (texts, clock) = (visitor.texts, &zone.clock);
    let details = &page.link.details;
    let latest = interview.time.map(|time| time.start().plus_minutes(-details.change_minutes));
    let latest = latest.map(|at| clock.moment(at)).unwrap_or_default();
    let policy = match (page.may_cancel, page.may_move) {
        (false, _) => texts.say("pick-policy-fixed"),
        (true, false) => texts.with("pick-policy-cancel", "until", &latest),
        (true, true) => {
            let left = texts.count("pick-moves", usize::try_from(details.moves_left).unwrap_or_default());
            texts.values("pick-policy-move", &[("until", &latest), ("moves", &left)])
        }
    };
    // The room is for those who come, from the time that its door opens.
    let room = room_link(interview, &place.public_url, visitor.now);
    let room = room.filter(|_| interview.time.is_some_and(|time| rules::link_is_good(time, visitor.now)));
    let entry = interview.time.map(|time| Entry {
        title: format!("{} – {}", page.job_title, page.company_name),
        place: page.location.clone(),
        room: room.clone(),
        time,
    });
    Booked {
        when: interview.time.map(|time| clock.interval(time)).unwrap_or_default(),
        people: page.people.join(", "),
        room: room.zip(interview.time).map(|(link, time)| Door {
            link,
            is_open: rules::can_be_joined(time, visitor.now),
            words: joins(clock, time, visitor.now),
        }),
        seen: interview.time.map(|time| time.start().to_string()).unwrap_or_default(),
        file: zone.links(&format!("{}/interview.ics", place.path)).here(),
        elsewhere: entry.map(|entry| entry.links()).unwrap_or_default(),
        mail: mail(visitor, page),
        may_move: page.may_move,
        may_cancel: page.may_cancel,
        policy,
    }
}

fn ended(texts: Texts, page: &PickPage) -> Option<Ended> {
    let (key, status_gone) = match page.standing {
        LinkStanding::Choosing | LinkStanding::Booked => return None,
        LinkStanding::Over => ("over", false),
        LinkStanding::Cancelled => ("cancelled", false),
        LinkStanding::Expired => ("expired", true),
        LinkStanding::Revoked => ("revoked", true),
        LinkStanding::Ended => ("ended", true),
        LinkStanding::NoPanel => ("no-panel", true),
    };
    Some(Ended {
        heading: texts.say(&format!("pick-{key}")),
        words: texts.with(&format!("pick-{key}-words"), "company", &page.company_name),
        status_gone,
    })
}
