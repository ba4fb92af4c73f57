//! What can go wrong in a database, in four kinds that callers can tell apart.
//!
//! diesel hands on what the two databases say in their own ways; here it becomes one language. Refusals by a constraint
//! are told by the constraint's **name** on both: PostgreSQL reports it, for SQLite it is read from the message.

use super::{SchemaError, passing};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind as Kind, Error as DieselError};
use std::sync::Arc;

/// Why a database call failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DbError {
    /// Out of reach, shutting down, or too busy to answer in time. The caller may try again later.
    #[error("the database is out of reach: {0}")]
    Unavailable(String),
    /// The data would break a constraint. `name` is that of the migration files; a foreign key on SQLite has none.
    #[error("the database refuses this: {kind:?} {name}")]
    Constraint { name: String, kind: ConstraintKind },
    /// Others changed the same data at the same time, again and again.
    #[error("others change the same data at the same time")]
    Conflict,
    /// Anything else: a defect of the program or of the database.
    #[error("database error")]
    Other(#[source] Arc<dyn std::error::Error + Send + Sync>),
}

/// The kinds of constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    Unique,
    ForeignKey,
    Check,
    NotNull,
    Exclusion,
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL can't be used; the text says why, and holds no password.
    #[error("{0}")]
    Url(String),
    /// The file of an SQLite database can't be made or opened.
    #[error("the database file {path} can't be opened")]
    File {
        path: String,
        #[source]
        source: std::io::Error,
    },
    /// The file of an SQLite database is damaged.
    #[error(
        "the database file {path} is damaged ({said}), and is left as it is. Its last program did not end well, or a backup \
         was put in its place beside the old {path}-wal: restore a backup with `server restore FILE --replace`"
    )]
    Damaged { path: String, said: String },
    /// The file of an SQLite database is being restored.
    #[error("the database file {path} is being restored by another program")]
    Restoring { path: String },
    /// The migrations could not be brought up to date.
    #[error("the database could not be migrated")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The schema is none that this program can use.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl DbError {
    /// A defect, told in words.
    pub fn other(message: impl Into<String>) -> Self {
        Self::Other(Arc::from(Box::<dyn std::error::Error + Send + Sync>::from(message.into())))
    }

    /// A failure beside the database that ends a use case as one of it would: told in words, for the log alone.
    #[must_use]
    pub fn defect(message: String) -> Self {
        Self::other(message)
    }

    /// A stored value that the program can't have written.
    pub(crate) fn corrupt(column: &str, value: impl std::fmt::Display) -> Self {
        Self::other(format!("the column {column} holds the unknown value {value}"))
    }

    /// Whether this constraint was broken.
    #[must_use]
    pub fn is_constraint(&self, constraint: &str) -> bool {
        matches!(self, Self::Constraint { name, .. } if name == constraint)
    }

    /// Whether it may go well another time: the database is out of reach, or others were always faster. Nothing was changed.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Conflict)
    }

    /// Whether the server has no more connections to give.
    pub(crate) fn is_crowded(&self) -> bool {
        matches!(self, Self::Unavailable(why) if passing::is_crowded(why))
    }

    /// Whether a foreign key was broken, whichever.
    #[must_use]
    pub fn is_foreign_key(&self) -> bool {
        matches!(self, Self::Constraint { kind: ConstraintKind::ForeignKey, .. })
    }
}

impl From<DieselError> for DbError {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::DatabaseError(kind, info) => classify(kind, info.as_ref()),
            DieselError::RollbackErrorOnCommit { commit_error, .. } => match commit_error.as_ref() {
                DieselError::DatabaseError(kind, info) => classify(kind, info.as_ref()),
                _ => None,
            },
            DieselError::BrokenTransactionManager => {
                Some(Self::Unavailable("the connection broke within a transaction".into()))
            }
            _ => None,
        }
        .unwrap_or_else(|| Self::Other(Arc::new(error)))
    }
}

/// Whether another attempt of the whole transaction may succeed: it lost against others that ran beside it.
pub(crate) fn is_retryable(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(Kind::SerializationFailure, _) => true,
        DieselError::DatabaseError(Kind::Unknown, info) => {
            is_deadlock(info.as_ref()) || passing::of(info.message()).is_some_and(|passing| passing.again)
        }
        _ => false,
    }
}

/// Whether the connection is of no more use: closed, or to a server that became a read-only standby.
pub(crate) fn is_lost(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(
            Kind::ClosedConnection | Kind::UnableToSendCommand | Kind::ReadOnlyTransaction,
            _
        ) | DieselError::BrokenTransactionManager
    )
}

/// diesel has no kind for a deadlock (SQLSTATE 40P01) and doesn't hand on the code, and the text is in the server's
/// language. But its detail has the same shape in each: a line per process, each naming the one that the next line
/// begins with, the last the first.
fn is_deadlock(info: &dyn DatabaseErrorInformation) -> bool {
    if info.message() == "deadlock detected" {
        return true;
    }
    let lines: Vec<Vec<u64>> = info.details().unwrap_or_default().lines().map(numbers).collect();
    let next = lines.iter().cycle().skip(1);
    lines.len() >= 2 && lines.iter().zip(next).all(|(one, next)| one.len() >= 2 && one.last() == next.first())
}

fn numbers(line: &str) -> Vec<u64> {
    line.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

fn classify(kind: &Kind, info: &dyn DatabaseErrorInformation) -> Option<DbError> {
    let constraint = |kind| Some(DbError::Constraint { name: constraint_name(info), kind });
    match kind {
        Kind::UniqueViolation => constraint(ConstraintKind::Unique),
        Kind::ForeignKeyViolation | Kind::RestrictViolation => constraint(ConstraintKind::ForeignKey),
        Kind::CheckViolation => constraint(ConstraintKind::Check),
        Kind::NotNullViolation => constraint(ConstraintKind::NotNull),
        Kind::ExclusionViolation => constraint(ConstraintKind::Exclusion),
        Kind::SerializationFailure => Some(DbError::Conflict),
        Kind::ClosedConnection | Kind::UnableToSendCommand => {
            Some(DbError::Unavailable("the connection was closed".into()))
        }
        Kind::ReadOnlyTransaction => Some(DbError::Unavailable("the server takes no writes".into())),
        _ => from_text(info),
    }
}

/// What diesel has no kind for. The texts of SQLite are fixed; those of PostgreSQL are in English unless the server
/// was told otherwise, and then the error is an `Other` with the same consequence for the transaction.
fn from_text(info: &dyn DatabaseErrorInformation) -> Option<DbError> {
    if is_deadlock(info) {
        return Some(DbError::Conflict);
    }
    let message = info.message();
    if let Some(name) = message.strip_prefix("exclusion:") {
        return Some(DbError::Constraint { name: name.into(), kind: ConstraintKind::Exclusion });
    }
    match message {
        "database is locked" | "database table is locked" => {
            Some(DbError::Unavailable("the database is locked by another program".into()))
        }
        "database or disk is full" | "disk I/O error" => {
            Some(DbError::Unavailable("the disk takes no more".into()))
        }
        "canceling statement due to lock timeout" => Some(DbError::Conflict),
        _ => passing::of(message).map(|passing| DbError::Unavailable(passing.words.into())),
    }
}

/// The name of a broken constraint as the migration files have it.
fn constraint_name(info: &dyn DatabaseErrorInformation) -> String {
    if let Some(name) = info.constraint_name() {
        return name.to_owned();
    }
    let message = info.message();
    let (_, rest) = message.split_once("constraint failed: ").unwrap_or_default();
    sqlite_unique_name(rest).unwrap_or(rest).to_owned()
}

/// SQLite names the columns of a broken unique constraint instead of the constraint.
fn sqlite_unique_name(columns: &str) -> Option<&'static str> {
    Some(match columns {
        "users.email_key" => "users_email_unique",
        "template_interviewers.company_id, template_interviewers.template_id, template_interviewers.user_id" => {
            "template_interviewers_unique"
        }
        "candidates.company_id, candidates.email_key" => "candidates_email_unique",
        "schedules.company_id, schedules.interview_id" => "schedules_one_live",
        "room_providers.company_id" => "room_providers_one_in_use",
        "payment_providers.company_id" => "payment_providers_one_in_use",
        "provider_rooms.company_id, provider_rooms.interview_id" => "provider_rooms_one_wanted",
        "interview_interviewers.company_id, interview_interviewers.interview_id, interview_interviewers.user_id" => {
            "interview_interviewers_unique"
        }
        "busy_periods.company_id, busy_periods.id" => "busy_periods_pk",
        "commitments.company_id, commitments.id" => "commitments_pk",
        "staff.company_id, staff.user_id" => "staff_user_unique",
        "working_hours.company_id, working_hours.staff_id, working_hours.day_of_week" => {
            "working_hours_day_unique"
        }
        "special_hours.company_id, special_hours.staff_id, special_hours.date" => "special_hours_date_unique",
        "special_hours.company_id, special_hours.date" => "special_hours_of_everybody_once",
        "api_keys.token_hash" => "api_keys_token_unique",
        "password_resets.token_hash" => "password_resets_token_unique",
        "companies.id" => "companies_pk",
        "users.id" => "users_pk",
        "settings.name" => "settings_pk",
        "ai_callbacks.token_hash" => "ai_callbacks_token_unique",
        "appointment_requests.company_id, appointment_requests.holder, appointment_requests.service_id" => {
            "appointment_requests_one_live"
        }
        "appointment_moves.company_id, appointment_moves.appointment_id" => "appointment_moves_one_pending",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a server said, as diesel hands it on.
    struct Said {
        message: &'static str,
        details: Option<&'static str>,
    }

    impl DatabaseErrorInformation for Said {
        fn message(&self) -> &str {
            self.message
        }
        fn details(&self) -> Option<&str> {
            self.details
        }
        fn hint(&self) -> Option<&str> {
            None
        }
        fn table_name(&self) -> Option<&str> {
            None
        }
        fn column_name(&self) -> Option<&str> {
            None
        }
        fn constraint_name(&self) -> Option<&str> {
            None
        }
        fn statement_position(&self) -> Option<i32> {
            None
        }
    }

    fn deadlock(message: &'static str, details: Option<&'static str>, expected: bool) {
        assert_eq!(is_deadlock(&Said { message, details }), expected, "{message}: {details:?}");
    }

    #[test]
    fn a_deadlock_is_known_in_any_language() {
        let english = "Process 71 waits for ShareLock on transaction 904; blocked by process 72.\n\
                       Process 72 waits for ShareLock on transaction 903; blocked by process 71.";
        let german = "Prozess 71 wartet auf ShareLock-Sperre auf Transaktion 904; blockiert von Prozess 72.\n\
                      Prozess 72 wartet auf ShareLock-Sperre auf Transaktion 903; blockiert von Prozess 71.";
        deadlock("deadlock detected", None, true);
        deadlock("deadlock detected", Some(english), true);
        deadlock("Verklemmung (Deadlock) entdeckt", Some(german), true);
        deadlock("value too long", Some("Key 1 of 2.\nKey 3 of 4."), false);
        deadlock("canceling statement due to lock timeout", None, false);
        deadlock("syntax error", Some("Process 71 waits; blocked by process 71."), false);
    }

    fn sqlite(message: &'static str, kind: Kind, name: &str, expected: ConstraintKind) {
        match classify(&kind, &Said { message, details: None }) {
            Some(DbError::Constraint { name: seen, kind }) => {
                assert_eq!((seen.as_str(), kind), (name, expected), "{message}");
            }
            other => panic!("{message}: {other:?}"),
        }
    }

    #[test]
    fn passing_states_are_no_defects() {
        for message in [
            "canceling statement due to user request",
            "could not extend file \"base/5/16385\": No space left on device",
            "the database system is shutting down",
        ] {
            let error = classify(&Kind::Unknown, &Said { message, details: None });
            assert!(matches!(error, Some(DbError::Unavailable(_))), "{message}: {error:?}");
        }
        assert!(classify(&Kind::Unknown, &Said { message: "syntax error", details: None }).is_none());
    }

    #[test]
    fn sqlite_refusals_get_the_names_of_the_migrations() {
        use ConstraintKind as C;
        sqlite(
            "UNIQUE constraint failed: users.email_key",
            Kind::UniqueViolation,
            "users_email_unique",
            C::Unique,
        );
        sqlite(
            "UNIQUE constraint failed: payment_providers.company_id",
            Kind::UniqueViolation,
            "payment_providers_one_in_use",
            C::Unique,
        );
        sqlite(
            "CHECK constraint failed: users_role_known",
            Kind::CheckViolation,
            "users_role_known",
            C::Check,
        );
        sqlite("NOT NULL constraint failed: users.name", Kind::NotNullViolation, "users.name", C::NotNull);
        sqlite("FOREIGN KEY constraint failed", Kind::ForeignKeyViolation, "", C::ForeignKey);
        sqlite("exclusion:commitments_no_overlap", Kind::Unknown, "commitments_no_overlap", C::Exclusion);
    }
}
