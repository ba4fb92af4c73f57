//! Importing candidates: which lines of a table create a candidate, and which change one.
//!
//! A candidate is known by the e-mail address, in any case. A field that a line leaves out stays as it was.

use super::{Candidate, CandidateDetails};
use crate::FieldProblem;
use crate::text::email_key;
use std::collections::HashMap;

/// A candidate as a line of a table has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedCandidate {
    /// The line, counted from 1.
    pub line: u64,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub time_zone: Option<String>,
}

/// What is to be written so that the company has what the table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportPlan {
    /// Candidates that are new.
    pub create: Vec<CandidateDetails>,
    /// Candidates that are there, with their new details; only those of which something changes.
    pub update: Vec<Candidate>,
    /// How many lines speak of candidates that are there.
    pub known: usize,
}

/// Lines whose e-mail address an earlier line has too: nobody could say which of them is meant.
#[must_use]
pub fn repeated_lines(lines: &[ImportedCandidate]) -> Vec<FieldProblem> {
    let mut first: HashMap<String, u64> = HashMap::new();
    let mut problems = Vec::new();
    for line in lines {
        let earlier = *first.entry(email_key(&line.email)).or_insert(line.line);
        if earlier != line.line {
            let pointer = format!("/line/{}/email", line.line);
            problems.push(FieldProblem::new(pointer, format!("stands in line {earlier} too")));
        }
    }
    problems
}

/// The plan for lines of different addresses, where `known` are the company's candidates with one of them. Of several
/// candidates who shared an address before addresses were unique, the one that was made first is meant.
#[must_use]
pub fn plan_import(lines: &[ImportedCandidate], known: &[Candidate]) -> ImportPlan {
    let mut by_email: HashMap<String, &Candidate> = HashMap::new();
    for candidate in known {
        let meant = by_email.entry(email_key(&candidate.details.email)).or_insert(candidate);
        if candidate.id < meant.id {
            *meant = candidate;
        }
    }
    let mut plan = ImportPlan::default();
    for line in lines {
        match by_email.get(&email_key(&line.email)) {
            None => plan.create.push(line.details()),
            Some(stored) => {
                plan.known += 1;
                let details = line.applied(&stored.details);
                if details != stored.details {
                    plan.update.push(Candidate { details, ..(*stored).clone() });
                }
            }
        }
    }
    plan
}

impl ImportedCandidate {
    fn details(&self) -> CandidateDetails {
        CandidateDetails {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            time_zone: self.time_zone.clone(),
            active: true,
        }
    }

    /// Stored details with what this line says. The address stays as it is stored: the two differ in case at most.
    fn applied(&self, stored: &CandidateDetails) -> CandidateDetails {
        CandidateDetails {
            name: self.name.clone(),
            email: stored.email.clone(),
            phone: self.phone.clone().or_else(|| stored.phone.clone()),
            time_zone: self.time_zone.clone().or_else(|| stored.time_zone.clone()),
            active: stored.active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::CandidateNotes;
    use crate::{CandidateId, CompanyId, Metadata};
    use scheduling_core::time::Timestamp;

    fn line(line: u64, name: &str, email: &str, phone: Option<&str>) -> ImportedCandidate {
        let phone = phone.map(str::to_owned);
        ImportedCandidate { line, name: name.into(), email: email.into(), phone, time_zone: None }
    }

    fn stored(id: i64, name: &str, email: &str, phone: Option<&str>) -> Candidate {
        let at = Timestamp::saturating_from_unix(0);
        Candidate {
            id: CandidateId(id),
            company: CompanyId(1),
            details: line(0, name, email, phone).details(),
            kept: CandidateNotes::default(),
            metadata: Metadata { version: 1, created_at: at, updated_at: at },
        }
    }

    #[test]
    fn addresses_differ_by_more_than_case() {
        let lines =
            [line(2, "A", "a@x.com", None), line(3, "B", "b@x.com", None), line(5, "C", "A@X.com", None)];
        let problems = repeated_lines(&lines);
        assert_eq!(problems, [FieldProblem::new("/line/5/email", "stands in line 2 too")]);
    }

    #[test]
    fn lines_create_change_or_leave_candidates() {
        let known = [
            stored(7, "Ann", "ANN@x.com", Some("1")),
            stored(3, "Old Ann", "ann@x.com", None),
            stored(8, "Bob", "bob@x.com", Some("2")),
        ];
        let lines = [
            line(1, "Ann", "Ann@x.com", Some("3")),
            line(2, "Bob", "bob@x.com", None),
            line(3, "Cy", "cy@x.com", None),
        ];
        let plan = plan_import(&lines, &known);
        assert_eq!(plan.known, 2);
        assert_eq!(plan.create, [lines[2].details()]);
        // The older of two with one address, its address and absent fields as they were; Bob is as the line says already.
        assert_eq!(plan.update, [stored(3, "Ann", "ann@x.com", Some("3"))]);
    }
}
