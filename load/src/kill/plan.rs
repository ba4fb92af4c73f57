//! What the command line asks for.

use super::super::plan::whole;
use anyhow::{Context, Result, bail};
use std::time::Duration;

/// Where the product keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Sqlite,
    /// A PostgreSQL of the run's own.
    Own,
    /// A PostgreSQL server on which databases may be made. It is not the run's to restart.
    Server(String),
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) place: Place,
    /// Whether the debug build is what runs.
    pub(crate) debug: bool,
    /// Settings of the run's own PostgreSQL, `name=value` each.
    pub(crate) settings: Vec<String>,
    pub(super) kills: usize,
    /// Crashes of the database.
    pub(super) restarts: usize,
    /// The longest between two kills.
    pub(super) lull: Duration,
    pub(super) seed: u64,
    /// Whether the leases of those who were killed are ended by hand after the storm, instead of waiting for their end.
    pub(super) quick: bool,
    /// SQL that damages what is there before it is checked.
    pub(super) damage: Option<String>,
    /// Reminders to wait for.
    pub(crate) reminders: usize,
}

const KNOWN: &str = "--postgres own|URL, --kills N, --restarts N, --lull MILLISECONDS, --seed N, --reminders N, --setting NAME=VALUE, \
                     --break SQL, --quick, --debug";

impl Plan {
    /// # Errors
    /// Where a word is unknown or its value is missing or out of range.
    pub(crate) fn parse(words: &[&str]) -> Result<Self> {
        let mut plan = Self {
            place: Place::Sqlite,
            debug: false,
            settings: Vec::new(),
            kills: 200,
            restarts: 10,
            lull: Duration::from_secs(4),
            seed: 1,
            quick: false,
            damage: None,
            reminders: 60,
        };
        let mut restarts = None;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--debug" => plan.debug = true,
                "--quick" => plan.quick = true,
                _ => {
                    let value = *words.next().with_context(|| format!("{word} needs a value"))?;
                    match *word {
                        "--restarts" if value == "0" => restarts = Some(0),
                        "--restarts" => restarts = Some(whole(word, value, 1000)?),
                        _ => plan.set(word, value)?,
                    }
                }
            }
        }
        let theirs = matches!(plan.place, Place::Server(_));
        plan.restarts = usize::try_from(restarts.unwrap_or(if theirs { 0 } else { 10 }))?;
        if theirs && plan.restarts > 0 {
            bail!("only a PostgreSQL of the run's own may be restarted: --postgres own, or --restarts 0");
        }
        if plan.place != Place::Own && !plan.settings.is_empty() {
            bail!("--setting is for --postgres own");
        }
        Ok(plan)
    }

    fn set(&mut self, word: &str, value: &str) -> Result<()> {
        match word {
            "--postgres" if value == "own" => self.place = Place::Own,
            "--postgres" if value.starts_with("postgres://") || value.starts_with("postgresql://") => {
                self.place = Place::Server(value.to_owned());
            }
            "--postgres" => bail!("--postgres needs own, or postgres://USER@HOST/DATABASE"),
            "--kills" => self.kills = usize::try_from(whole(word, value, 10_000)?)?,
            "--lull" => self.lull = Duration::from_millis(whole(word, value, 60_000)?),
            "--reminders" => self.reminders = usize::try_from(whole(word, value, 1000)?)?,
            "--seed" => self.seed = whole(word, value, u64::MAX)?,
            "--setting" if value.contains('=') && !value.contains(['\'', ' ']) => {
                self.settings.push(value.to_owned());
            }
            "--setting" => bail!("--setting needs NAME=VALUE, without spaces"),
            "--break" => self.damage = Some(value.to_owned()),
            _ => bail!("{word}: not known; {KNOWN}"),
        }
        Ok(())
    }
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
        assert_eq!((plan.place, plan.kills, plan.restarts, plan.debug), (Place::Sqlite, 200, 10, false));
        let plan = Plan::parse(&["--postgres", "own", "--debug", "--kills", "6"]).expect("a plan");
        assert_eq!((plan.place, plan.kills, plan.debug), (Place::Own, 6, true));
        let plan = Plan::parse(&["--postgres", "postgres://h/d"]).expect("a plan");
        assert_eq!(plan.restarts, 0, "it is not ours to restart");
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        refused(&["--kills"], "--kills needs a value");
        refused(&["--kills", "0"], "from 1 to");
        refused(&["--postgres", "mine"], "needs own");
        refused(&["--postgres", "postgres://h/d", "--restarts", "1"], "restarted");
        refused(&["--setting", "a=b"], "--postgres own");
        refused(&["--postgres", "own", "--setting", "fsync"], "NAME=VALUE");
        refused(&["--gently", "1"], "--gently");
    }
}
