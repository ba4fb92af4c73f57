//! States of PostgreSQL, and of a pooler before it, that pass: none of them is a defect of the program.
//!
//! diesel hands on the text of an error and not its SQLSTATE, which stands beside each here. The texts are in English unless
//! the server was told otherwise (`lc_messages`); then such a state is a 500 and not a 503, and nothing else differs.

/// A state that passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Passing {
    /// What the server's text holds.
    holds: &'static str,
    /// What it means.
    pub(super) words: &'static str,
    /// Whether the transaction, which was rolled back, is worth another attempt at once.
    pub(super) again: bool,
}

const fn later(holds: &'static str, words: &'static str) -> Passing {
    Passing { holds, words, again: false }
}

const fn again(holds: &'static str, words: &'static str) -> Passing {
    Passing { holds, words, again: true }
}

/// What is said where a statement was prepared on a connection that is somebody else's by now.
const POOLER: &str = "a pooler in transaction mode, such as pgbouncer, stands before PostgreSQL: set DATABASE_POOLER=transaction";

const ALL: &[Passing] = &[
    // 57014, by statement_timeout.
    later("due to statement timeout", "a statement took too long"),
    // 57014, by pg_cancel_backend.
    again("due to user request", "a statement was cancelled"),
    // 40001, on a standby.
    again("due to conflict with recovery", "a standby had to go on"),
    // 25P03, 25P04.
    later("idle-in-transaction timeout", "a transaction took too long"),
    later("due to transaction timeout", "a transaction took too long"),
    // 53100.
    later("No space left on device", "the disk takes no more"),
    later("Disk quota exceeded", "the disk takes no more"),
    // 58030.
    later("Input/output error", "the disk does not answer"),
    later("Read-only file system", "the disk takes no more"),
    // 53200.
    later("out of shared memory", "the server has no memory left"),
    later("out of memory", "the server has no memory left"),
    // 57P01, 57P02, 57P03.
    later("terminating connection due to", "the server ended the connection"),
    later("the database system is", "the server starts or stops"),
    // 55006, 57P04: somebody replaces the database.
    later("is being accessed by other users", "the database is being replaced"),
    // 25006.
    later("in a read-only transaction", "the server takes no writes"),
    // 08P01, of pgbouncer.
    later("query_wait_timeout", "the pooler has no connection free"),
    later("server login has been failing", "the pooler does not reach the server"),
    later("pgbouncer cannot connect to server", "the pooler does not reach the server"),
    later("server conn crashed", "the server ended the connection"),
    // 42P05, 26000.
    later("prepared statement \"__diesel_stmt", POOLER),
];

/// The state that a text of the server tells of.
pub(super) fn of(message: &str) -> Option<Passing> {
    ALL.iter().find(|passing| message.contains(passing.holds)).copied()
}

/// Whether a connection was refused because there are enough (SQLSTATE 53300, and what poolers say): one that is there may
/// become free.
pub(super) fn is_crowded(why: &str) -> bool {
    [
        "too many clients",
        "too many connections",
        "connection slots are reserved",
        "no more connections allowed",
    ]
    .iter()
    .any(|words| why.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_is_found_by_what_the_server_says() {
        let check = |message: &str, words: Option<&str>, again: bool| {
            let seen = of(message);
            assert_eq!(seen.map(|passing| passing.words), words, "{message}");
            assert_eq!(seen.is_some_and(|passing| passing.again), again, "{message}");
        };
        check("canceling statement due to user request", Some("a statement was cancelled"), true);
        check("canceling statement due to statement timeout", Some("a statement took too long"), false);
        check("prepared statement \"__diesel_stmt_1\" already exists", Some(POOLER), false);
        check("prepared statement \"__diesel_stmt_0\" does not exist", Some(POOLER), false);
        check(
            "could not write to file \"base/pgsql_tmp\": No space left on device",
            Some("the disk takes no more"),
            false,
        );
        check("syntax error at or near \"x\"", None, false);
        assert!(is_crowded("FATAL:  sorry, too many clients already"));
        assert!(is_crowded("FATAL:  too many connections for role \"meridian\""));
        assert!(!is_crowded("FATAL:  password authentication failed"));
    }
}
