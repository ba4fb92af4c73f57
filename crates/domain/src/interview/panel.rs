//! Which of those who are free are booked: as many of each group as it needs, and those first who had the least to do.

use crate::UserId;
use scheduling_core::time::Timestamp;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// People of a panel, at most.
pub const MAX_PANEL: usize = 50;

/// So many of these people are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need<Id = UserId> {
    pub members: Vec<Id>,
    pub count: usize,
}

impl<Id> Need<Id> {
    /// Whether as many of these people are there as are needed.
    #[must_use]
    pub fn is_met(&self, is_there: impl Fn(&Id) -> bool) -> bool {
        self.members.iter().filter(|&member| is_there(member)).count() >= self.count
    }
}

/// Somebody who is free at the time, and what they had to do so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Free<Id = UserId> {
    pub who: Id,
    /// Minutes of that week that are booked.
    pub booked_minutes: i64,
    /// When the newest of all their bookings was made; `None` where there is none.
    pub last_booked: Option<Timestamp>,
}

impl<Id: Copy + Ord> Free<Id> {
    /// Who comes first: fewest booked minutes, then booked longest ago or never, then the lower id.
    fn rank(&self) -> (i64, Option<Timestamp>, Id) {
        (self.booked_minutes, self.last_booked, self.who)
    }
}

/// Chooses people who meet every need, and nobody who could be left out. In the order of their ranks; `None` where too few
/// are free.
///
/// Who is needed anyway counts for every group that they belong to. Needs that leave a choice are met one after another.
#[must_use]
pub fn choose<Id: Copy + Ord>(needs: &[Need<Id>], free: &[Free<Id>]) -> Option<Vec<Id>> {
    let mut ranked = free.to_vec();
    ranked.sort_by_key(Free::rank);
    let mut chosen: BTreeSet<Id> = BTreeSet::new();
    let mut ordered: Vec<&Need<Id>> = needs.iter().collect();
    // Groups without a choice first: stable, so that the others stay in their order.
    ordered.sort_by_key(|need| Reverse(need.count >= need.members.len()));
    for need in ordered {
        let missing = need.count.saturating_sub(met(need, &chosen));
        let more = ranked.iter().map(|one| one.who).filter(|user| need.members.contains(user));
        let more: Vec<Id> = more.filter(|user| !chosen.contains(user)).take(missing).collect();
        if more.len() < missing {
            return None;
        }
        chosen.extend(more);
    }
    for one in ranked.iter().rev().filter(|one| chosen.contains(&one.who)).collect::<Vec<_>>() {
        let mut without = chosen.clone();
        without.remove(&one.who);
        if needs.iter().all(|need| need.is_met(|member| without.contains(member))) {
            chosen = without;
        }
    }
    Some(ranked.into_iter().map(|one| one.who).filter(|user| chosen.contains(user)).collect())
}

fn met<Id: Ord>(need: &Need<Id>, chosen: &BTreeSet<Id>) -> usize {
    need.members.iter().filter(|user| chosen.contains(user)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(ids: &[i64]) -> Vec<UserId> {
        ids.iter().copied().map(UserId).collect()
    }

    /// Needs are (count, members), people (id, booked minutes, hour of the newest booking).
    fn check(
        case: &str,
        needs: &[(usize, &[i64])],
        free: &[(i64, i64, Option<i64>)],
        expected: Option<&[i64]>,
    ) {
        let needs: Vec<Need> =
            needs.iter().map(|(count, members)| Need { count: *count, members: users(members) }).collect();
        let person = |(id, booked_minutes, hour): &(i64, i64, Option<i64>)| Free {
            who: UserId(*id),
            booked_minutes: *booked_minutes,
            last_booked: hour.map(|hour| Timestamp::saturating_from_unix(hour * 3_600)),
        };
        let free: Vec<Free> = free.iter().map(person).collect();
        assert_eq!(choose(&needs, &free), expected.map(users), "{case}");
    }

    #[test]
    fn who_had_least_to_do_comes_first() {
        let all: &[i64] = &[1, 2, 3];
        check("minutes", &[(1, all)], &[(1, 60, None), (2, 30, None), (3, 45, None)], Some(&[2]));
        check("then time", &[(1, all)], &[(1, 60, Some(9)), (2, 60, Some(7)), (3, 60, Some(8))], Some(&[2]));
        check("never", &[(1, all)], &[(1, 60, Some(9)), (2, 60, Some(7)), (3, 60, None)], Some(&[3]));
        check("then id", &[(2, all)], &[(3, 0, None), (2, 0, None), (1, 0, None)], Some(&[1, 2]));
    }

    #[test]
    fn a_lead_and_two_of_three() {
        let needs: &[(usize, &[i64])] = &[(2, &[2, 3, 4]), (1, &[1])];
        check(
            "all free",
            needs,
            &[(1, 600, None), (2, 60, None), (3, 0, None), (4, 0, None)],
            Some(&[3, 4, 1]),
        );
        check("two left", needs, &[(1, 0, None), (2, 60, None), (4, 0, None)], Some(&[1, 4, 2]));
        check("no lead", needs, &[(2, 0, None), (3, 0, None), (4, 0, None)], None);
        check("too few", needs, &[(1, 0, None), (4, 0, None)], None);
    }

    #[test]
    fn nobody_comes_who_is_not_needed() {
        let shared: &[(usize, &[i64])] = &[(1, &[1, 2]), (1, &[2, 3])];
        check("one for both", shared, &[(1, 0, None), (2, 10, None), (3, 20, None)], Some(&[2]));
        check("the lead counts", &[(1, &[1, 2]), (1, &[1])], &[(1, 90, None), (2, 0, None)], Some(&[1]));
        check("no needs", &[], &[(1, 0, None)], Some(&[]));
    }
}
