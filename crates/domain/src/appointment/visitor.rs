//! People without an account who book on a company's pages: how much of its time they may hold, and how often they may ask.

use crate::Refusal;
use scheduling_core::time::Timestamp;

/// Holds of one network by visitors who have shown no code, at the most.
pub const HOLDS_OF_NETWORK: i64 = 5;
/// A day's starts, divided by this, may be held by visitors who have shown no code.
pub const PART_OF_DAY: i64 = 5;
/// Seconds for which a booking without a code counts for its day, as a hold does.
pub const UNVERIFIED_SECONDS: i64 = 86_400;
/// Seconds that it takes to fill in a form, at the least: programs are faster.
pub const LEAST_SECONDS: i64 = 2;
/// Over how many seconds is counted how often somebody asks.
const WINDOW: i64 = 3600;

/// What a company says on the pages on which people book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookingPage {
    /// Whether clients whose address is new have to show a code before their booking counts.
    pub asks_code: bool,
    /// Whom visitors can ask.
    pub contact: Option<String>,
}

/// By what it is counted how often somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Holds from a network.
    Network,
    /// Holds of a service on a day, which need no limit beside the part of the day.
    Day,
    /// Bookings and codes for a mail address.
    Mail,
    /// Bookings for a telephone number.
    Phone,
    /// Codes that are mailed because a network asked for them.
    Code,
}

impl Counted {
    /// The name that is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Day => "day",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Code => "code",
        }
    }

    /// How often within an hour.
    fn most(self) -> i64 {
        match self {
            Self::Network => 60,
            Self::Day => i64::MAX,
            Self::Mail | Self::Phone => 10,
            Self::Code => 30,
        }
    }

    /// What is refused.
    fn of(self) -> &'static str {
        match self {
            Self::Network | Self::Day => "times",
            Self::Mail | Self::Phone => "bookings",
            Self::Code => "codes",
        }
    }

    /// Refuses where this was one time too many.
    ///
    /// # Errors
    /// `TooMany`, with the seconds until the hour is over.
    pub fn check(self, times: i64, now: Timestamp) -> Result<(), Refusal> {
        if times <= self.most() {
            return Ok(());
        }
        let seconds = since(now).unix() + WINDOW - now.unix();
        Err(Refusal::TooMany { what: self.of(), seconds: seconds.max(1) })
    }
}

/// When the hour began in which is counted.
#[must_use]
pub fn since(now: Timestamp) -> Timestamp {
    Timestamp::saturating_from_unix(now.unix() - now.unix().rem_euclid(WINDOW))
}

/// Refuses one more hold of a network whose visitors have as many without a code as they may.
///
/// # Errors
/// `TooMany`.
pub fn check_network(held: i64) -> Result<(), Refusal> {
    match held < HOLDS_OF_NETWORK {
        true => Ok(()),
        false => Err(Refusal::TooMany { what: "times", seconds: super::HOLD_SECONDS }),
    }
}

/// Refuses one more hold on a day of which so many starts are held by visitors who have shown no code, and so many are offered
/// still: `None` where none was held when that was to be asked, so that it was not. The first is never refused.
///
/// # Errors
/// `TooMany`.
pub fn check_day(held: i64, offered: Option<i64>) -> Result<(), Refusal> {
    let most = ((held + offered.unwrap_or_default()) / PART_OF_DAY).max(1);
    match held < most {
        true => Ok(()),
        false => Err(Refusal::TooMany { what: "times", seconds: super::HOLD_SECONDS }),
    }
}

/// Whether a form came back sooner than people are who type.
#[must_use]
pub fn is_too_fast(shown: Timestamp, now: Timestamp) -> bool {
    now.unix() - shown.unix() < LEAST_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + second)
    }

    #[test]
    fn a_fifth_of_a_day_is_held_and_one_time_always() {
        let check = |held: i64, offered: Option<i64>, expected: bool| {
            assert_eq!(check_day(held, offered).is_ok(), expected, "{held} of {offered:?}");
        };
        check(0, Some(0), true);
        check(0, Some(1), true);
        check(1, Some(7), false);
        check(1, Some(8), false);
        check(1, Some(9), true);
        check(2, Some(13), true);
        check(3, Some(12), false);
        check(0, None, true);
        // Others were faster.
        check(1, None, false);
        check(9, None, false);
    }

    #[test]
    fn a_network_holds_five_times() {
        assert!(check_network(0).is_ok() && check_network(4).is_ok());
        assert_eq!(check_network(5).map_err(|refusal| refusal.slug()), Err("too-many-requests"));
    }

    #[test]
    fn an_hour_has_its_limits_and_ends() {
        assert_eq!(since(at(0)), at(0));
        assert_eq!(since(at(3599)), at(0));
        assert_eq!(since(at(3600)), at(3600));
        assert!(Counted::Mail.check(10, at(0)).is_ok());
        let refused = Counted::Mail.check(11, at(3000));
        assert!(matches!(refused, Err(Refusal::TooMany { seconds: 600, .. })), "{refused:?}");
        assert!(Counted::Network.check(60, at(0)).is_ok() && Counted::Network.check(61, at(0)).is_err());
        assert!(Counted::Day.check(1_000_000, at(0)).is_ok());
        assert!(Counted::Code.check(30, at(0)).is_ok() && Counted::Code.check(31, at(0)).is_err());
    }

    #[test]
    fn programs_are_faster_than_people() {
        assert!(is_too_fast(at(0), at(0)) && is_too_fast(at(0), at(1)));
        assert!(!is_too_fast(at(0), at(2)));
    }
}
