//! What the command line asks for.

use anyhow::{Context, Result, bail};
use std::time::Duration;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Answers to questions, and starting.
    Reading,
    Booking,
    /// Searching few and many slots, and making a year of them.
    Search,
    /// Lists of few and of many records.
    Lists,
    /// Starts of appointments, and booking them.
    Shop,
    /// The pages on which visitors choose a time.
    Page,
}

/// One run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) what: What,
    /// A PostgreSQL server on which databases may be made; SQLite where it is absent.
    pub(super) postgres: Option<String>,
    /// How long a target is asked in each round.
    pub(super) each: Duration,
    pub(super) rounds: usize,
    /// The server's `LOG_LEVEL`.
    pub(super) log_level: String,
    /// Whether the debug build is what runs, for ratios alone.
    pub(super) debug: bool,
}

impl Plan {
    /// # Errors
    /// Where a word is unknown or its value is missing or out of range.
    pub(super) fn parse(words: &[&str]) -> Result<Self> {
        let (what, words) = match words {
            ["booking", rest @ ..] => (What::Booking, rest),
            ["search", rest @ ..] => (What::Search, rest),
            ["lists", rest @ ..] => (What::Lists, rest),
            ["shop", rest @ ..] => (What::Shop, rest),
            ["page", rest @ ..] => (What::Page, rest),
            _ => (What::Reading, words),
        };
        let each = Duration::from_secs(5);
        let mut plan = Self { what, postgres: None, each, rounds: 3, log_level: "info".into(), debug: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if *word == "--debug" && !matches!(what, What::Booking | What::Search) {
                plan.debug = true;
                continue;
            }
            let value = *words.next().with_context(|| format!("{word} needs a value"))?;
            match *word {
                "--postgres" if value.split_once("://").is_some_and(|(s, _)| s.starts_with("postgres")) => {
                    plan.postgres = Some(value.to_owned());
                }
                "--postgres" => bail!("--postgres needs postgres://USER@HOST/DATABASE"),
                "--seconds" => plan.each = Duration::from_secs(whole(word, value, 60)?),
                "--rounds" => plan.rounds = usize::try_from(whole(word, value, 20)?)?,
                "--log-level" => plan.log_level = value.to_owned(),
                _ => bail!("{word}: not known; --postgres URL, --seconds N, --rounds N, --log-level LEVEL"),
            }
        }
        Ok(plan)
    }
}

/// A number from 1 to `most`: a run has an end.
pub(super) fn whole(name: &str, value: &str, most: u64) -> Result<u64> {
    let number = value.parse().ok().filter(|number| (1..=most).contains(number));
    number.with_context(|| format!("{name} needs a number from 1 to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(words: &[&str], reason: &str) {
        let error = Plan::parse(words).expect_err(reason).to_string();
        assert!(error.contains(reason), "{words:?}: {error}");
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let plan = Plan::parse(&[]).expect("a plan");
        assert_eq!((plan.postgres, plan.each, plan.rounds), (None, Duration::from_secs(5), 3));
        let plan = Plan::parse(&["--seconds", "2", "--postgres", "postgres://h/d"]).expect("a plan");
        assert_eq!((plan.postgres.as_deref(), plan.each), (Some("postgres://h/d"), Duration::from_secs(2)));
        assert_eq!(plan.what, What::Reading);
        assert_eq!(Plan::parse(&["booking", "--rounds", "1"]).expect("a plan").what, What::Booking);
        assert_eq!(Plan::parse(&["search"]).expect("a plan").what, What::Search);
        assert_eq!(Plan::parse(&["shop", "--debug"]).expect("a plan").what, What::Shop);
        assert_eq!(Plan::parse(&["page"]).expect("a plan").what, What::Page);
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        refused(&["--seconds"], "--seconds needs a value");
        refused(&["--seconds", "0"], "from 1 to 60");
        refused(&["--rounds", "many"], "--rounds needs");
        refused(&["--postgres", "sqlite://x"], "postgres://USER");
        refused(&["--fast", "1"], "--fast");
    }
}
