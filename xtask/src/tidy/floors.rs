//! Which module of a crate may use which: modules stand on floors, and arrows point down, as they do between the crates.

use super::source::{Arrow, Crate, Module};
use crate::workspace::Package;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// A crate's floors, from the ground up. A module uses those of lower floors; its neighbours only where that is listed.
struct House {
    package: &'static str,
    floors: &'static [&'static [&'static str]],
    /// Neighbours on a floor: the first may use the second.
    beside: &'static [(&'static str, &'static str)],
}

/// Stands for the modules that are named on no floor: folders of resources, which use nothing of each other.
const OTHERS: &str = "*";

const HOUSES: &[House] = &[
    House {
        package: "domain",
        floors: &[
            &["ids", "names", "slug", "text"],
            &["because", "meeting"],
            &["refusal"],
            &["idempotency", "record", "seating"],
            &["access"],
            &["money"],
            &["directory"],
            &["commitment"],
            &["slot"],
            &["appointment", "interview", "schedule"],
            &["conflict", "event", "message", "room"],
            &["effect", "webhook"],
        ],
        beside: &[],
    },
    House {
        package: "persistence",
        floors: &[
            &["db"],
            &["schema"],
            &["homes", "writes"],
            &["ledger"],
            &["store"],
            &["outbox", "rollback"],
        ],
        beside: &[],
    },
    House {
        package: "app",
        floors: &[
            &["calendar_content", "kit", "participants", "pattern_rules", "sealed", "tokens", "worked"],
            &["effects", "free_busy", "reminders"],
            &["history", "known_people", "payments", "reasons", "rooms", "webhooks", "workloads"],
            &["conflicts", "known_callers", "slots", "template_availability"],
            &["answers", "patterns", "schedules", "shop"],
            &[
                "ai_interviews",
                "appointments",
                "configurations",
                "interview_calendar",
                "interviews",
                "pattern_weeks",
            ],
            &["scheduling_links"],
            &["calls", "notifications"],
            &["accounts", "calendars"],
            &["candidates", "demo", "directory", "first_run"],
        ],
        beside: &[],
    },
    House {
        package: "api",
        floors: &[
            &["wire"],
            &["kit"],
            &[OTHERS],
            &["accounts", "bookings", "configurations", "interviews", "schedules"],
            &["interview_calendar"],
        ],
        beside: &[],
    },
];

/// Files that may use each other in a circle, with the reason.
const CIRCLES: &[(&[&str], &str)] = &[(
    &[
        "crates/http/src/caller.rs",
        "crates/http/src/clock.rs",
        "crates/http/src/health.rs",
        "crates/http/src/limits.rs",
        "crates/http/src/state.rs",
    ],
    "a request's state holds what its extractors are made of",
)];

pub(crate) fn check(packages: &[Package], faults: &mut Vec<String>) -> Result<()> {
    let mut known: Vec<&[&str]> = CIRCLES.iter().map(|(files, _)| *files).collect();
    for package in packages {
        let roots = ["src/lib.rs", "src/main.rs"].map(|root| package.folder.join(root));
        let Some(root) = roots.iter().find(|root| root.exists()) else { continue };
        let read = Crate::read(root)?;
        let arrows = read.arrows();
        if let Some(house) = HOUSES.iter().find(|house| house.package == package.name) {
            faults.extend(off_floor(house, &read, &arrows));
        }
        for circle in circles(&arrows) {
            let files: Vec<&str> = circle.iter().map(|module| read.file(module)).collect();
            match known.iter().position(|allowed| *allowed == files) {
                Some(at) => drop(known.swap_remove(at)),
                None => faults.push(told(&files, &circle, &arrows)),
            }
        }
    }
    faults.extend(known.iter().map(|gone| format!("floors: {} are no circle any more", gone.join(", "))));
    Ok(())
}

/// What stands on no floor, and what uses what it must not.
fn off_floor(house: &House, read: &Crate, arrows: &BTreeSet<Arrow>) -> Vec<String> {
    let named = |room: &str| house.floors.iter().position(|rooms| rooms.contains(&room));
    let floor = |room: &str| named(room).or_else(|| named(OTHERS));
    let mut faults = Vec::new();
    for room in read.rooms().into_iter().filter(|room| floor(room).is_none()) {
        faults.push(format!("{}: `{room}` stands on no floor; give it one in xtask's floors", house.package));
    }
    let gone = |room: &&&str| **room != OTHERS && !read.rooms().contains(**room);
    for room in house.floors.iter().copied().flatten().filter(gone) {
        faults.push(format!("{}: there is no `{room}` any more, which xtask's floors name", house.package));
    }
    let mut used = BTreeSet::new();
    for arrow in arrows {
        let (Some(from), Some(to)) = (arrow.from.first(), arrow.to.first()) else { continue };
        let (Some(here), Some(there)) = (floor(from), floor(to)) else { continue };
        let pair = (from.as_str(), to.as_str());
        let neighbours = here == there && house.beside.contains(&pair);
        used.extend(neighbours.then_some(pair));
        if from != to && here <= there && !neighbours {
            let way = if here == there { "beside it" } else { "above it" };
            faults.push(format!("{}: {}: `{to}` is {way}", read.file(&arrow.from), arrow.name));
        }
    }
    let unused = house.beside.iter().filter(|pair| !used.contains(pair));
    faults
        .extend(unused.map(|(from, to)| format!("{}: `{from}` does not use `{to}` any more", house.package)));
    faults
}

/// Groups of files each of which reaches all others of its group.
fn circles(arrows: &BTreeSet<Arrow>) -> Vec<Vec<Module>> {
    let mut next: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
    // A folder's face and the files of the folder are one: what they take from it makes no circle.
    for arrow in arrows.iter().filter(|arrow| !arrow.from.starts_with(&arrow.to)) {
        next.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    let reached = |from: &Module| {
        let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
        while let Some(at) = left.pop() {
            let ahead = next.get(at).into_iter().flatten().copied();
            left.extend(ahead.filter(|to| seen.insert(*to)).collect::<Vec<_>>());
        }
        seen
    };
    let from: BTreeMap<&Module, BTreeSet<&Module>> =
        next.keys().map(|module| (*module, reached(module))).collect();
    let mut found: Vec<Vec<Module>> = Vec::new();
    for (module, reach) in &from {
        let back = |other: &&&Module| from.get(*other).is_some_and(|their| their.contains(module));
        let group: Vec<Module> = reach.iter().filter(back).map(|other| (*other).clone()).collect();
        if group.len() > 1 && !found.contains(&group) {
            found.push(group);
        }
    }
    found
}

fn told(files: &[&str], circle: &[Module], arrows: &BTreeSet<Arrow>) -> String {
    let inside = arrows.iter().filter(|arrow| circle.contains(&arrow.from) && circle.contains(&arrow.to));
    let ties: Vec<String> =
        inside.map(|arrow| format!("{} takes {}", arrow.from.join("::"), arrow.name)).collect();
    format!("a circle of {} files: {} ({})", files.len(), files.join(", "), ties.join("; "))
}

#[cfg(test)]
mod tests {
    use super::super::source::samples::krate;
    use super::*;

    const HOUSE: House = House {
        package: "sample",
        floors: &[&["ground"], &["left", "right"], &["roof"]],
        beside: &[("left", "right")],
    };

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let lib = ("lib.rs", "mod ground; mod left; mod right; mod roof;");
        let mut all = vec![lib];
        for name in ["ground.rs", "left.rs", "right.rs", "roof.rs"] {
            let text = files.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| *text);
            all.push((name, text));
        }
        let read = krate(&all);
        let faults = off_floor(&HOUSE, &read, &read.arrows());
        assert_eq!(faults, expected, "{files:?}");
    }

    #[test]
    fn arrows_point_down() {
        let left = ("left.rs", "use crate::right::f;");
        check(&[("roof.rs", "use crate::ground::f;"), left], &[]);
        let up = ("ground.rs", "fn f() { crate::roof::g() }");
        check(&[up, left], &["ground.rs: crate::roof::g: `roof` is above it"]);
        let back = ("right.rs", "use super::left::h;");
        check(&[back, left], &["right.rs: super::left::h: `left` is beside it"]);
        check(&[], &["sample: `left` does not use `right` any more"]);
    }

    #[test]
    fn every_module_stands_on_a_floor_and_every_floor_is_there() {
        let read = krate(&[
            ("lib.rs", "mod ground; mod left; mod right; mod cellar;"),
            ("ground.rs", ""),
            ("left.rs", "use crate::right::f;"),
            ("right.rs", ""),
            ("cellar.rs", ""),
        ]);
        let faults = off_floor(&HOUSE, &read, &read.arrows());
        let expected = [
            "sample: `cellar` stands on no floor; give it one in xtask's floors",
            "sample: there is no `roof` any more, which xtask's floors name",
        ];
        assert_eq!(faults, expected);
    }

    fn check_circles(a: &str, b: &str, c: &str, expected: &[&[&str]]) {
        let read = krate(&[("lib.rs", "mod a; mod b; mod c;"), ("a.rs", a), ("b.rs", b), ("c.rs", c)]);
        let found = circles(&read.arrows());
        let files: Vec<Vec<&str>> =
            found.iter().map(|circle| circle.iter().map(|module| read.file(module)).collect()).collect();
        assert_eq!(files, expected, "{a} {b} {c}");
    }

    #[test]
    fn circles_are_found() {
        let (to_a, to_b, to_c) = ("use crate::a::A;", "use crate::b::B;", "use crate::c::C;");
        check_circles(to_b, to_c, "", &[]);
        check_circles(to_b, to_a, to_a, &[&["a.rs", "b.rs"]]);
        check_circles(to_b, to_c, to_a, &[&["a.rs", "b.rs", "c.rs"]]);
    }
}
