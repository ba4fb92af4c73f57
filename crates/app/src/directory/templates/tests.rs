//! Lists of interviewers and their groups.

use super::*;

fn users(ids: &[i64]) -> Vec<UserId> {
    ids.iter().copied().map(UserId).collect()
}

fn group(members: &[i64], required: Required) -> Group {
    Group { members: users(members), required }
}

fn check(problems: &[FieldProblem], expected: &[&str]) {
    let seen: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
    assert_eq!(seen, expected);
}

#[test]
fn somebody_interviews_and_nobody_twice() {
    check(&interviewer_problems(&users(&[])), &["/interviewers"]);
    check(&interviewer_problems(&users(&[1, 2, 3])), &[]);
    check(&interviewer_problems(&users(&[1, 2, 1, 1])), &["/interviewers/2", "/interviewers/3"]);
    let thousand: Vec<i64> = (1..=1000).collect();
    check(&interviewer_problems(&users(&thousand)), &[]);
    check(&interviewer_problems(&users(&[thousand.as_slice(), &[1001]].concat())), &["/interviewers"]);
}

#[test]
fn groups_are_made_of_interviewers() {
    use Required::{All, AtLeast};
    let given = |groups: &[Group]| group_problems(&users(&[1, 2, 3]), groups);
    check(&given(&[]), &[]);
    check(&given(&[group(&[1], All), group(&[1, 2, 3], AtLeast(3))]), &[]);
    check(&given(&[group(&[], AtLeast(9))]), &["/groups/0/members"]);
    check(
        &given(&[group(&[1], All), group(&[2, 9, 2], All)]),
        &["/groups/1/members/1", "/groups/1/members/2"],
    );
    check(&given(&[group(&[1, 2], AtLeast(0))]), &["/groups/0/required"]);
    check(&given(&[group(&[1, 2], AtLeast(3))]), &["/groups/0/required"]);
    check(&given(&vec![group(&[1], All); 101]), &["/groups"]);
}
