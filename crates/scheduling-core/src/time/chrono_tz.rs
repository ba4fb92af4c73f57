//! Zones of [`chrono_tz`](https://docs.rs/chrono-tz), by name.
//!
//! Names go over, rules do not: a [`TimeZone`] keeps the rules that are built into this crate, a [`Tz`] those that are
//! built into chrono-tz, and the two may be of different releases of the IANA database.

use super::TimeZone;
use crate::Error;
use ::chrono_tz::Tz;

impl TryFrom<Tz> for TimeZone {
    type Error = Error;

    /// The zone of the same name, with the rules of this crate.
    ///
    /// # Errors
    /// Where the database that is built in here does not have the name.
    ///
    /// ```
    /// use chrono_tz::Tz;
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// let havana = TimeZone::try_from(Tz::America__Havana).unwrap();
    /// // Clocks go back at one o'clock, to midnight.
    /// let after = Timestamp::parse("2025-11-02T05:00:00Z").unwrap();
    /// assert_eq!(havana.local(after).to_string(), "2025-11-02T00:00:00");
    /// assert_eq!(havana.local(after.plus_seconds(-1)).to_string(), "2025-11-02T00:59:59");
    /// ```
    fn try_from(zone: Tz) -> Result<Self, Error> {
        Self::named(zone.name())
    }
}

impl TryFrom<&TimeZone> for Tz {
    type Error = Error;

    /// chrono-tz's zone of the same name, with the rules of chrono-tz.
    ///
    /// # Errors
    /// Where chrono-tz does not have the name, and for a zone [made of its transitions](TimeZone::from_transitions),
    /// whose name means nothing elsewhere.
    ///
    /// ```
    /// use chrono_tz::Tz;
    /// use scheduling_core::time::TimeZone;
    /// let kathmandu = TimeZone::named("Asia/Kathmandu").unwrap();
    /// assert_eq!(Tz::try_from(&kathmandu), Ok(Tz::Asia__Kathmandu));
    /// let own = TimeZone::from_transitions("Europe/Berlin", 0, Vec::new());
    /// assert!(Tz::try_from(&own).is_err(), "a calendar's own idea of Berlin");
    /// ```
    fn try_from(zone: &TimeZone) -> Result<Self, Error> {
        let name = zone.iana_name()?;
        name.parse().map_err(|_| Error::unknown_time_zone(name))
    }
}
