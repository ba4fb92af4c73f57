//! Some participants, and how many of them a slot needs.

use crate::Error;

/// Some participants, and how many of them a slot needs.
///
/// ```
/// use scheduling_core::availability::Group;
/// // The candidate, and any two of three interviewers.
/// let groups = [Group::all([0])?, Group::at_least(2, [1, 2, 3])?];
/// assert_ne!(groups[0], groups[1]);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub(super) members: Vec<usize>,
    pub(super) required: usize,
}

impl Group {
    /// Every member is needed.
    ///
    /// # Errors
    /// Without a member, or where one is named twice.
    ///
    /// ```
    /// use scheduling_core::ErrorKind;
    /// use scheduling_core::availability::Group;
    /// assert_eq!(Group::all([0, 1]), Group::at_least(2, [0, 1]));
    /// assert_eq!(Group::all([]).unwrap_err().kind(), ErrorKind::Range);
    /// ```
    pub fn all(members: impl IntoIterator<Item = usize>) -> Result<Self, Error> {
        let members: Vec<usize> = members.into_iter().collect();
        let required = members.len();
        Self::at_least(required, members)
    }

    /// At least `required` members are needed, 1 to all of them.
    ///
    /// # Errors
    /// Where `required` is not in that range, or where a member is named twice.
    ///
    /// ```
    /// use scheduling_core::availability::Group;
    /// assert!(Group::at_least(2, [0, 1, 2]).is_ok());
    /// let error = Group::at_least(4, [0, 1, 2]).unwrap_err();
    /// assert_eq!(error.to_string(), "required members of a group must be from 1 to 3, not 4");
    /// let error = Group::at_least(2, [0, 1, 0]).unwrap_err();
    /// assert_eq!(error.to_string(), "participant 0 is in the group twice");
    /// ```
    pub fn at_least(required: usize, members: impl IntoIterator<Item = usize>) -> Result<Self, Error> {
        let members: Vec<usize> = members.into_iter().collect();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Error::unless_within("required members of a group", number(required), 1, number(members.len()))?;
        let mut sorted = members.clone();
        sorted.sort_unstable();
        let twice = sorted.iter().zip(sorted.iter().skip(1)).find(|(one, next)| one == next);
        match twice {
            Some((&member, _)) => Err(Error::member_twice(member)),
            None => Ok(Self { members, required }),
        }
    }
}
