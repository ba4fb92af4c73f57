//! Days of the week.

use crate::Error;

/// A day of the week; Monday is 1 and Sunday is 7 (ISO 8601).
///
/// ```
/// use scheduling_core::time::{Date, Weekday};
/// // The Sunday on which clocks go forward in Europe.
/// assert_eq!(Date::parse("2026-03-29")?.weekday(), Weekday::SUNDAY);
/// assert_eq!(Weekday::SUNDAY.number(), 7);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Weekday(u8);

impl Weekday {
    /// 1.
    pub const MONDAY: Self = Self(1);
    /// 2.
    pub const TUESDAY: Self = Self(2);
    /// 3.
    pub const WEDNESDAY: Self = Self(3);
    /// 4.
    pub const THURSDAY: Self = Self(4);
    /// 5.
    pub const FRIDAY: Self = Self(5);
    /// 6.
    pub const SATURDAY: Self = Self(6);
    /// 7.
    pub const SUNDAY: Self = Self(7);
    /// Monday to Sunday.
    ///
    /// ```
    /// use scheduling_core::time::Weekday;
    /// assert_eq!(Weekday::ALL.map(Weekday::number), [1, 2, 3, 4, 5, 6, 7]);
    /// ```
    pub const ALL: [Self; 7] = [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7)];

    /// The weekday of that number.
    ///
    /// # Errors
    /// Where it is not from 1 (Monday) to 7 (Sunday).
    ///
    /// ```
    /// use scheduling_core::time::Weekday;
    /// assert_eq!(Weekday::new(1), Ok(Weekday::MONDAY));
    /// assert_eq!(Weekday::new(0).unwrap_err().to_string(), "a weekday must be from 1 to 7, not 0");
    /// ```
    pub fn new(number: u8) -> Result<Self, Error> {
        Error::unless_within("a weekday", i64::from(number), 1, 7).map(|_| Self(number))
    }

    /// 1 (Monday) to 7 (Sunday).
    ///
    /// ```
    /// use scheduling_core::time::Weekday;
    /// assert_eq!(Weekday::SUNDAY.number(), 7, "as in ISO 8601");
    /// ```
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The weekday of the day after.
    ///
    /// ```
    /// use scheduling_core::time::Weekday;
    /// assert_eq!(Weekday::SUNDAY.next(), Weekday::MONDAY);
    /// ```
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 % 7 + 1)
    }

    /// The weekday of a day counted from 1970-01-01, a Thursday.
    pub(crate) fn of_epoch_day(day: i64) -> Self {
        Self(u8::try_from((day + 3).rem_euclid(7)).unwrap_or_default() + 1)
    }
}
