//! What people answered to invitations, the last answer of each.

use super::Result;
use crate::Scope;
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::schema::interview_answers as table;
use diesel::prelude::*;
use domain::message::{Answer, Person, Reply};
use domain::{CompanyId, InterviewId};
use std::collections::HashMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = table)]
struct Row {
    company_id: i64,
    interview_id: DbUuid,
    person: String,
    answer: String,
    sequence: i64,
    starts_at: DbTimestamp,
    ends_at: DbTimestamp,
    answered_at: DbTimestamp,
}

impl Row {
    fn answer(self) -> Result<Answer> {
        let person = Person::parse(&self.person);
        let reply = Reply::named(&self.answer);
        Ok(Answer {
            person: person.ok_or_else(|| DbError::corrupt("interview_answers.person", &self.person))?,
            reply: reply.ok_or_else(|| DbError::corrupt("interview_answers.answer", &self.answer))?,
            sequence: self.sequence,
            time: interval(self.starts_at, self.ends_at)?,
            at: self.answered_at.instant(),
        })
    }
}

/// The answers to the invitations to these interviews, in order of person. One query, however many interviews.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_interviews(
    scope: &mut Scope<'_>,
    interviews: &[InterviewId],
) -> Result<HashMap<InterviewId, Vec<Answer>>> {
    let mut answers: HashMap<InterviewId, Vec<Answer>> = HashMap::new();
    if interviews.is_empty() {
        return Ok(answers);
    }
    let ids: Vec<DbUuid> = interviews.iter().map(|id| DbUuid(id.0)).collect();
    let mut query = table::table.filter(table::interview_id.eq_any(ids)).order(table::person).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(table::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    for row in rows {
        answers.entry(InterviewId(row.interview_id.0)).or_default().push(row.answer()?);
    }
    Ok(answers)
}

/// Stores an answer in the place of an earlier one of the same person. The caller has locked the interview.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn put(scope: &mut Scope<'_>, company: CompanyId, interview: InterviewId, answer: &Answer) -> Result<()> {
    let row = Row {
        company_id: company.0,
        interview_id: DbUuid(interview.0),
        person: answer.person.to_string(),
        answer: answer.reply.name().to_owned(),
        sequence: answer.sequence,
        starts_at: answer.time.start().into(),
        ends_at: answer.time.end().into(),
        answered_at: answer.at.into(),
    };
    let earlier = table::table.find((row.company_id, row.interview_id, row.person.clone()));
    diesel::delete(earlier).execute(scope.connection())?;
    diesel::insert_into(table::table).values(&row).execute(scope.connection())?;
    Ok(())
}

/// Forgets what somebody answered whose invitation was taken back: it is no answer to another one.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn forget(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interview: InterviewId,
    person: Person,
) -> Result<()> {
    let answer = table::table.find((company.0, DbUuid(interview.0), person.to_string()));
    diesel::delete(answer).execute(scope.connection())?;
    Ok(())
}
