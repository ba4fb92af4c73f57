//! Refusals of the domain as problems.

use super::{BecauseOut, Problem, catalogue};
use actix_web::http::StatusCode;
use domain::{FieldProblem, Refusal};

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let kind = catalogue::named(refusal.slug()).unwrap_or_else(|| {
            tracing::warn!(slug = refusal.slug(), "a refusal has no entry in the catalogue of problems");
            &catalogue::CONFLICT
        });
        match refusal {
            Refusal::Invalid(errors) => Self::invalid(errors),
            Refusal::NotFound { what, pointer: Some(pointer) } => {
                let detail = format!("there is no such {what}");
                Self::new(kind, format!("{pointer}: {detail}"))
                    .with_errors(vec![FieldProblem { pointer, detail }])
            }
            Refusal::Rule { pointer, detail, .. } => {
                let blamed = Some(pointer).filter(|pointer| !pointer.is_empty());
                let errors = blamed.map(|pointer| FieldProblem::new(pointer, detail.clone()));
                let errors = errors.into_iter().collect();
                Self::new(kind, detail).with_status(StatusCode::UNPROCESSABLE_ENTITY).with_errors(errors)
            }
            Refusal::SameAddress(candidate) => {
                let detail = refusal.to_string();
                let errors = vec![FieldProblem::new("/email", detail.clone())];
                Self::new(kind, detail).with_errors(errors).with_member("candidate_id", candidate.into())
            }
            Refusal::Unavailable { pointer, detail, because, names, .. } => {
                let errors = pointer.map(|pointer| FieldProblem::new(pointer, detail.clone()));
                let told = BecauseOut::all(&because, &names);
                let problem = Self::new(kind, detail).with_errors(errors.into_iter().collect());
                problem.with_member("because", serde_json::to_value(&told).unwrap_or_default())
            }
            Refusal::Several { first, problems } => Self::from(*first).blaming(problems),
            Refusal::Replaced { by } => Self::new(kind, Refusal::Replaced { by }.to_string())
                .with_member("replaced_by", by.0.to_string().into()),
            Refusal::TooMany { seconds, .. } => {
                let wait = u32::try_from(seconds.max(1)).unwrap_or(u32::MAX);
                Self::new(kind, refusal.to_string()).retry_after(wait)
            }
            Refusal::WrongCode { attempts_left } => {
                let problem = Self::new(kind, refusal.to_string());
                problem
                    .with_errors(vec![FieldProblem::new("/code", refusal.to_string())])
                    .with_member("attempts_left", attempts_left.into())
            }
            Refusal::NotYet { detail, .. } => Self::new(kind, detail).with_status(StatusCode::CONFLICT),
            other => Self::new(kind, other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;

    fn check(refusal: Refusal, status: u16, slug: &str) {
        let problem = Problem::from(refusal);
        assert_eq!((problem.status_code().as_u16(), problem.kind().slug), (status, slug));
    }

    #[test]
    fn each_refusal_has_its_status() {
        check(Refusal::not_found("user"), 404, "not-found");
        check(Refusal::Forbidden { role: "viewer", action: "manage users" }, 403, "forbidden");
        check(Refusal::invalid("/name", "is too long"), 422, "invalid");
        check(Refusal::Duplicate { what: "user", field: "email" }, 409, "duplicate");
        check(Refusal::StillReferenced { what: "user", by: "interviews" }, 409, "still-referenced");
        check(Refusal::VersionMismatch { what: "user" }, 412, "version-mismatch");
        let overlap = Refusal::Overlap { who: "user 1".into(), start: "a".into(), end: "b".into() };
        check(overlap, 409, "overlap");
        check(Refusal::TooMany { what: "codes", seconds: 7 }, 429, "too-many-requests");
        check(Refusal::WrongCode { attempts_left: 4 }, 422, "wrong-code");
    }

    #[test]
    fn one_slug_may_be_a_bad_value_and_a_state() {
        let (slug, pointer, detail) = ("not-shortlisted", "/candidate_id", String::from("no"));
        check(Refusal::Rule { slug, pointer, detail: detail.clone() }, 422, slug);
        check(Refusal::NotYet { slug, detail }, 409, slug);
        check(Refusal::Closed { slug: "wrong-room", detail: "no" }, 403, "wrong-room");
    }

    #[test]
    fn a_rule_may_blame_no_value_of_the_request() {
        let refused =
            |pointer| Problem::from(Refusal::Rule { slug: "too-far", pointer, detail: "no".into() });
        assert_eq!(refused("/slot_id").errors().len(), 1);
        assert_eq!(refused("").errors(), []);
    }

    #[test]
    fn a_state_that_the_catalogue_does_not_know_is_still_a_conflict() {
        check(Refusal::WrongState { slug: "brand-new", detail: "no".into() }, 409, "conflict");
    }

    #[test]
    fn an_id_in_a_body_is_pointed_at() {
        let refusal = Refusal::NotFound { what: "user", pointer: Some("/interviewers/2".into()) };
        let problem = Problem::from(refusal);
        let pointers: Vec<&str> = problem.errors().iter().map(|e| e.pointer.as_str()).collect();
        assert_eq!(pointers, ["/interviewers/2"]);
    }
}
