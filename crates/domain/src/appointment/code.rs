//! Codes: six digits in a mail, by which a client shows that an address is theirs.
//!
//! What is answered is the same whether the address is known or not: for one that is not, there is a code too, which nobody
//! was sent and nobody can guess.

use crate::Refusal;
use scheduling_core::time::Timestamp;

/// Digits of a code.
pub const DIGITS: usize = 6;
/// How long a code is good.
pub const GOOD_SECONDS: i64 = 10 * 60;
/// Wrong tries that a code allows.
pub const TRIES: i64 = 5;
/// How often a code may be sent again within [`RESEND_WINDOW`].
pub const RESENDS: usize = 3;
/// The time over which codes that were sent are counted.
pub const RESEND_WINDOW: i64 = 60 * 60;

/// A code of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Whether the address is known: then the code has to be shown.
    pub known: bool,
    /// The hash of the digits, once they were mailed.
    pub hash: Option<String>,
    pub sent_at: Timestamp,
    /// Wrong ones that were tried.
    pub tries: i64,
    /// When codes were sent for this request within the last hour, the oldest first, this one among them.
    pub sent: Vec<Timestamp>,
    pub verified: bool,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It is the code.
    Right(Code),
    /// It is not: this is what is left, and has to be stored.
    Wrong(Code),
}

impl Code {
    /// A new code in the place of the one before, sent at `now`.
    ///
    /// # Errors
    /// `TooMany` where as many were sent within the hour as may be.
    pub fn sent(before: Option<&Self>, known: bool, now: Timestamp) -> Result<Self, Refusal> {
        let recent = |at: &&Timestamp| now.unix() - at.unix() < RESEND_WINDOW;
        let earlier = before.map(|code| code.sent.as_slice()).unwrap_or_default();
        let mut sent: Vec<Timestamp> = earlier.iter().filter(recent).copied().collect();
        if let (true, Some(first)) = (sent.len() > RESENDS, sent.first()) {
            let seconds = first.unix() + RESEND_WINDOW - now.unix();
            return Err(Refusal::TooMany { what: "codes", seconds: seconds.max(1) });
        }
        // Each has a second of its own, by which its mail is known.
        let sent_at = before.map_or(now, |code| now.max(code.sent_at.plus_seconds(1)));
        sent.push(sent_at);
        Ok(Self { known, hash: None, sent_at, tries: 0, sent, verified: false })
    }

    /// Whether it waits for somebody to type it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.verified
    }

    /// Tries what hashes to this.
    ///
    /// # Errors
    /// `WrongState` (`code-locked`) where too many wrong ones were tried.
    pub fn attempt(&self, hash: &str, now: Timestamp) -> Result<Tried, Refusal> {
        if self.verified {
            return Ok(Tried::Right(self.clone()));
        }
        if self.tries >= TRIES {
            let detail = "too many wrong codes were tried; have another one sent".into();
            return Err(Refusal::WrongState { slug: "code-locked", detail });
        }
        let fresh = now.unix() - self.sent_at.unix() < GOOD_SECONDS;
        let right = fresh && self.hash.as_deref().is_some_and(|own| same(own, hash));
        Ok(match right {
            true => Tried::Right(Self { verified: true, ..self.clone() }),
            false => Tried::Wrong(Self { tries: self.tries + 1, ..self.clone() }),
        })
    }

    /// Wrong tries that it still allows.
    #[must_use]
    pub fn attempts_left(&self) -> i64 {
        (TRIES - self.tries).max(0)
    }

    /// Refuses where the code was needed and not shown. An address that is not known needs none.
    ///
    /// # Errors
    /// `WrongState` (`not-verified`).
    pub fn require(&self) -> Result<(), Refusal> {
        if self.verified || !self.known {
            return Ok(());
        }
        let detail = "the client is known here: the code that was sent to them has to be shown first".into();
        Err(Refusal::WrongState { slug: "not-verified", detail })
    }
}

/// Whether two hashes are one, in a time that does not tell where they differ.
fn same(one: &str, other: &str) -> bool {
    let differs = one.bytes().zip(other.bytes()).fold(0, |so_far, (a, b)| so_far | (a ^ b));
    one.len() == other.len() && differs == 0
}

/// The code of a random number.
#[must_use]
pub fn digits(random: u64) -> String {
    format!("{:0width$}", random % 1_000_000, width = DIGITS)
}

/// Whether it could be a code.
#[must_use]
pub fn is_code(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_800_000_000 + second)
    }

    fn code() -> Code {
        let sent = Code::sent(None, true, at(0)).expect("the first one");
        Code { hash: Some("right".into()), ..sent }
    }

    fn try_at(code: &Code, hash: &str, second: i64) -> Result<Code, &'static str> {
        match code.attempt(hash, at(second)) {
            Ok(Tried::Right(_)) => Err("right"),
            Ok(Tried::Wrong(code)) => Ok(code),
            Err(refusal) => Err(refusal.slug()),
        }
    }

    #[test]
    fn five_wrong_tries_lock_it_for_the_right_one_too() {
        let mut code = code();
        for left in [4, 3, 2, 1, 0] {
            code = try_at(&code, "wrong", 1).expect("wrong");
            assert_eq!(code.attempts_left(), left);
        }
        assert_eq!(try_at(&code, "wrong", 1), Err("code-locked"));
        assert_eq!(try_at(&code, "right", 1), Err("code-locked"));
    }

    #[test]
    fn it_is_good_for_ten_minutes() {
        assert_eq!(try_at(&code(), "right", GOOD_SECONDS - 1), Err("right"));
        assert!(try_at(&code(), "right", GOOD_SECONDS).is_ok(), "too old");
        assert_eq!(try_at(&Code { tries: TRIES - 1, ..code() }, "right", 1), Err("right"));
    }

    #[test]
    fn each_has_a_second_of_its_own() {
        let again = Code::sent(Some(&code()), true, at(0)).expect("the second one");
        assert_eq!((code().sent_at, again.sent_at), (at(0), at(1)));
        assert_eq!(Code::sent(Some(&again), true, at(60)).map(|code| code.sent_at), Ok(at(60)));
    }

    #[test]
    fn nobody_guesses_a_code_that_was_not_sent() {
        let none = Code { known: false, hash: None, ..code() };
        let tried = try_at(&none, "right", 1).expect("wrong");
        assert_eq!(tried.attempts_left(), 4);
        assert!(none.require().is_ok());
        assert_eq!(code().require().map_err(|refusal| refusal.slug()), Err("not-verified"));
        assert!(Code { verified: true, ..code() }.require().is_ok());
    }

    #[test]
    fn three_more_are_sent_within_an_hour() {
        let mut last = code();
        for second in [1, 2, 3] {
            last = Code::sent(Some(&last), true, at(second)).expect("sent");
        }
        let refused = Code::sent(Some(&last), true, at(RESEND_WINDOW - 1));
        assert_eq!(refused.map_err(|refusal| refusal.slug()), Err("too-many-requests"));
        let later = Code::sent(Some(&last), true, at(RESEND_WINDOW)).expect("the first is an hour old");
        assert_eq!((later.sent.len(), later.tries), (4, 0));
    }

    #[test]
    fn codes_are_six_digits() {
        assert_eq!((digits(7).as_str(), digits(1_234_567).as_str()), ("000007", "234567"));
        assert!(is_code("000007"));
        for no in ["", "12345", "1234567", "12345a", "１２"] {
            assert!(!is_code(no), "{no}");
        }
    }
}
