//! Whether a database is one that this program can use: the versions it has against those that are compiled in.

/// The first version of the baseline. What has a smaller one was made before it, by drafts that were never released.
const FIRST: &str = "0101";

/// Why a database can't be used, nor be brought up to date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// A newer program has migrated it.
    #[error(
        "the database has schema version {database}, which is newer than this program, whose newest is {program}: \
         start a program as new as the database"
    )]
    Newer { database: String, program: String },
    /// Another line of development has migrated it.
    #[error(
        "the database has schema version {database}, which this program, whose newest is {program}, does not know: \
         start the program that made it"
    )]
    Unknown { database: String, program: String },
    /// It is older than this program, which was told not to migrate it.
    #[error(
        "{count} migrations are pending, the first of them {first}, and MIGRATE_AT_START is off: run `server migrate` with a \
         role that may change the schema"
    )]
    Pending { count: usize, first: String },
    /// It has tables, and no version.
    #[error(
        "the database holds nothing of this product, but the table {table} of another program, and is left as it is: \
         DATABASE_URL has to name a file of its own, which need not be there yet"
    )]
    Foreign { table: String },
    /// It is older than the baseline.
    #[error(
        "the database has schema version {database}, a draft from before the first release, which can't be migrated to \
         this program's {program}: start with a new database"
    )]
    Draft { database: String, program: String },
}

/// Refuses a database with versions that the program does not know. Versions are compared as text.
pub(crate) fn check(known: &[String], applied: &[String]) -> Result<(), SchemaError> {
    let program = known.iter().max().cloned().unwrap_or_default();
    if let Some(draft) = applied.iter().filter(|version| version.as_str() < FIRST).max() {
        return Err(SchemaError::Draft { database: draft.clone(), program });
    }
    let Some(database) = applied.iter().filter(|version| !known.contains(version)).max() else {
        return Ok(());
    };
    let database = database.clone();
    Err(match database > program {
        true => SchemaError::Newer { database, program },
        false => SchemaError::Unknown { database, program },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["0101", "0102", "0104"];

    #[track_caller]
    fn verdict(applied: &[&str], expected: &str) {
        let owned =
            |versions: &[&str]| versions.iter().map(|version| (*version).to_owned()).collect::<Vec<_>>();
        let verdict =
            check(&owned(&KNOWN), &owned(applied)).map_or_else(|error| error.to_string(), |()| "fine".into());
        assert!(verdict.contains(expected), "{applied:?}: {verdict}");
    }

    #[test]
    fn what_the_program_knows_is_fine() {
        verdict(&[], "fine");
        verdict(&["0101"], "fine");
        verdict(&["0101", "0102", "0104"], "fine");
        verdict(&["0101", "0104"], "fine");
    }

    #[test]
    fn a_newer_database_is_refused_with_both_versions() {
        verdict(
            &["0101", "0102", "0104", "0105", "0107"],
            "has schema version 0107, which is newer than this",
        );
        verdict(&["0107"], "whose newest is 0104");
    }

    #[test]
    fn another_line_of_development_is_refused() {
        verdict(&["0101", "0102", "0103"], "0103, which this program, whose newest is 0104, does not know");
    }

    #[test]
    fn drafts_are_refused_however_far_they_got() {
        verdict(&["0001"], "0001, a draft");
        verdict(&["0001", "0002", "0003", "0010", "0023"], "0023, a draft");
    }
}
