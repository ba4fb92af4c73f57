//! The first figures: how interviews stand, how appointments do, or both, by what a company does.

use super::{Found, PAST_DAYS, Tile, told};
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use scheduling_core::time::{Date, Timestamp};

/// What a company does, by what it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) hires: bool,
    pub(super) takes_appointments: bool,
}

impl Work {
    /// Whose figures come first: both where the company does both, and those of interviews where it has done neither yet.
    pub(super) fn figures(self) -> (bool, bool) {
        (self.hires || !self.takes_appointments, self.takes_appointments)
    }
}

/// How interviews stand, how appointments do, or both.
pub(super) fn figures(texts: Texts, found: &Found, clock: &WallClock, now: Timestamp) -> Vec<Tile> {
    let today = clock.day_of(now);
    let (of_interviews, of_appointments) = found.work.figures();
    let mut tiles = Vec::new();
    if of_interviews {
        let counts = [found.today.len(), found.upcoming, found.completed, found.no_shows];
        let key = if of_appointments { "figure-interviews" } else { "figure" };
        tiles.extend(four(texts, key, "/app/interviews", "scheduled", today, counts));
    }
    if of_appointments {
        let day = &found.shop;
        let counts = [day.today.len(), day.ahead, day.completed, day.no_shows];
        let key = if of_interviews { "figure-appointments" } else { "figure-clients" };
        tiles.extend(four(texts, key, "/app/appointments", "confirmed", today, counts));
    }
    tiles
}

/// Of one kind: today, what lies ahead, what was completed, and who did not come.
fn four(
    texts: Texts,
    key: &str,
    list: &str,
    ahead: &str,
    today: Date,
    counts: [usize; 4],
) -> impl Iterator<Item = Tile> {
    let (past, after) = (today.plus_days(-PAST_DAYS), today.plus_days(1));
    let over = |status: &str| format!("{list}?status={status}&from={past}&to={today}");
    let ways = [
        ("today", format!("{list}?from={today}&to={today}&sort=start")),
        ("upcoming", format!("{list}?status={ahead}&from={after}&sort=start")),
        ("completed", over("completed")),
        ("no-shows", over("no_show")),
    ];
    let tiles = counts.into_iter().zip(ways).map(|(count, (what, path))| Tile {
        path,
        count: told(count),
        text: texts.say(&format!("{key}-{what}")),
        tone: "",
    });
    tiles.collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_sees_the_figures_of_what_it_does() {
        let check = |hires: bool, takes_appointments: bool, expected: &[&str]| {
            let found = Found { work: Work { hires, takes_appointments }, ..Found::default() };
            let clock = WallClock::new(Texts::default(), scheduling_core::time::TimeZone::utc());
            let tiles = figures(Texts::default(), &found, &clock, Timestamp::saturating_from_unix(0));
            let seen: Vec<&str> = tiles.iter().map(|tile| tile.text.as_str()).collect();
            assert_eq!(seen, expected);
        };
        let interviews = ["today", "upcoming", "completed in 30 days", "no-shows in 30 days"];
        check(true, false, &interviews);
        check(false, false, &interviews);
        check(
            false,
            true,
            &["appointments today", "upcoming", "completed in 30 days", "no-shows in 30 days"],
        );
        let both = [
            "interviews today",
            "interviews upcoming",
            "interviews completed in 30 days",
            "candidates who did not come in 30 days",
            "appointments today",
            "appointments upcoming",
            "appointments completed in 30 days",
            "clients who did not come in 30 days",
        ];
        check(true, true, &both);
    }
}
