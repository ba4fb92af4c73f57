//! The availability patterns that restrict people, as the engine takes them.

use domain::slot::Pattern;
use domain::{PatternId, UserId};
use persistence::store::patterns;
use persistence::{Scope, StoreError};
use scheduling_core::slots;
use scheduling_core::time::{TimeZone, Timestamp};
use std::collections::HashMap;

/// A pattern as the engine takes it, and which it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedPattern {
    pub(crate) id: PatternId,
    pub(crate) rule: slots::Pattern,
}

/// The patterns that restrict these people, whose zones these are: those that are not past.
pub(crate) fn of_people(
    scope: &mut Scope<'_>,
    zones: &HashMap<UserId, TimeZone>,
    now: Timestamp,
) -> Result<HashMap<UserId, Vec<NamedPattern>>, StoreError> {
    let ids: Vec<UserId> = zones.keys().copied().collect();
    Ok(in_force(&patterns::of_users(scope, &ids)?, zones, now))
}

/// Those of these patterns that are not past, by whose they are.
pub(crate) fn in_force<'p>(
    patterns: impl IntoIterator<Item = &'p Pattern>,
    zones: &HashMap<UserId, TimeZone>,
    now: Timestamp,
) -> HashMap<UserId, Vec<NamedPattern>> {
    let mut all: HashMap<UserId, Vec<NamedPattern>> = HashMap::new();
    for pattern in patterns {
        let user = pattern.details.user;
        if zones.get(&user).is_some_and(|zone| pattern.details.week.is_in_force(zone, now)) {
            let named = NamedPattern { id: pattern.id, rule: pattern.details.week.rule() };
            all.entry(user).or_default().push(named);
        }
    }
    all
}
