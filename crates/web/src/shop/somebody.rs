//! Whose hours there are: of those who offer services, and of those who hold interviews.

use super::names::members;
use domain::UserId;
use domain::access::Permit;
use domain::appointment::StaffId;
use persistence::store::{interviewers, users};
use persistence::{StoreError, Tx};

/// Interviewers that a field offers, at most.
const MOST: i64 = 500;

/// Somebody who has hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Somebody {
    pub(super) user: UserId,
    pub(super) name: String,
    /// The profile by which they offer services.
    pub(super) staff: Option<StaffId>,
    pub(super) interviews: bool,
}

/// Whose hours an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    User(UserId),
    Staff(StaffId),
}

/// Those whom the permit shows, and who is asked for. In order of name.
///
/// # Errors
/// Failures of the database.
pub(super) fn everybody(
    tx: &mut Tx<'_>,
    permit: &Permit,
    directory: &Permit,
    asked: Option<Whose>,
) -> Result<Vec<Somebody>, StoreError> {
    let (also, profile) = match asked {
        Some(Whose::User(user)) => (Some(user), None),
        Some(Whose::Staff(staff)) => (None, Some(staff)),
        None => (None, None),
    };
    let staff = members(tx, permit, profile.as_slice())?;
    let scope = &mut tx.scope(directory);
    let mut all: Vec<Somebody> = Vec::new();
    let interviewer = |(user, name): (UserId, String)| Somebody { user, name, staff: None, interviews: true };
    all.extend(interviewers::first(scope, MOST)?.into_iter().map(interviewer));
    // Who is asked for, and those with a profile, may be beyond those, or not active any more.
    let others = staff.iter().map(|member| member.user).chain(also);
    let others: Vec<UserId> = others.filter(|user| all.iter().all(|one| one.user != *user)).collect();
    let others = users::by_ids(scope, &others)?.into_iter();
    let others = others.filter(|user| user.details.role.may_interview());
    all.extend(others.map(|user| interviewer((user.id, user.details.name))));
    all.retain(|one| permit.sees().shows(one.user));
    for member in staff {
        match all.iter_mut().find(|one| one.user == member.user) {
            Some(one) => one.staff = Some(member.id),
            None => all.push(Somebody {
                user: member.user,
                name: member.name,
                staff: Some(member.id),
                interviews: false,
            }),
        }
    }
    all.sort_by(|one, other| (&one.name, one.user).cmp(&(&other.name, other.user)));
    Ok(all)
}

/// Who is asked for; without that, who looks where they offer services, else the first who does, else who looks, else anybody.
pub(super) fn chosen(all: &[Somebody], asked: Option<Whose>, looks: UserId) -> Option<&Somebody> {
    let offers = |one: &&Somebody| one.staff.is_some();
    let own = || all.iter().find(|one| one.user == looks);
    match asked {
        Some(Whose::User(user)) => all.iter().find(|one| one.user == user),
        Some(Whose::Staff(staff)) => all.iter().find(|one| one.staff == Some(staff)),
        None => own().filter(offers).or_else(|| all.iter().find(offers)).or_else(own).or_else(|| all.first()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_asked_for_is_shown_and_else_who_offers_services() {
        let one = |user: i64, staff: Option<i64>| Somebody {
            user: UserId(user),
            name: user.to_string(),
            staff: staff.map(StaffId),
            interviews: true,
        };
        let all = [one(1, None), one(2, Some(7)), one(3, Some(8)), one(4, None)];
        let check = |all: &[Somebody], asked: Option<Whose>, looks: i64, expected: Option<i64>| {
            let seen = chosen(all, asked, UserId(looks)).map(|one| one.user.0);
            assert_eq!(seen, expected, "{asked:?} {looks}");
        };
        check(&all, Some(Whose::User(UserId(4))), 1, Some(4));
        check(&all, Some(Whose::Staff(StaffId(8))), 1, Some(3));
        check(&all, Some(Whose::User(UserId(9))), 1, None);
        check(&all, None, 3, Some(3));
        check(&all, None, 4, Some(2));
        check(&[one(1, None), one(4, None)], None, 4, Some(4));
        check(&[one(1, None), one(4, None)], None, 9, Some(1));
        check(&[], None, 9, None);
    }
}
