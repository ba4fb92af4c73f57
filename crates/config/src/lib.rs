//! Settings: the only crate that reads the environment.
//!
//! A `.env` file in the working directory, environment variables and flags are read, in this order of rising
//! weight, into [`Settings`]; all mistakes are told at once. Everything else gets typed values.

mod arguments;
mod commands;
mod database_url;
mod read;
mod secret;
mod settings;

pub use commands::Command;
pub use database_url::{Backend, DatabaseUrl};
pub use read::{Mistake, Mistakes};
pub use secret::Secret;
pub use settings::{
    CompanyMax, IceSettings, LogFormat, LogLevel, PoolSettings, Pooler, PrivateNetworks, RequestBounds,
    Settings,
};

use arguments::Arguments;
use clap::FromArgMatches;
use std::path::Path;

/// Why a process does not start.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// `--help` or `--version` was asked for, or a flag is unknown: print it and end with its exit code.
    #[error(transparent)]
    Usage(#[from] clap::Error),
    /// Values that can't be used.
    #[error(transparent)]
    Mistakes(#[from] Mistakes),
}

impl Refused {
    /// Tells the person at the terminal, and gives the exit code: 0 where help or the version was asked for,
    /// else 2.
    #[must_use]
    pub fn report(&self) -> u8 {
        let failed = match self {
            Self::Usage(usage) => usage.print(),
            Self::Mistakes(mistakes) => {
                use std::io::Write;
                writeln!(std::io::stderr(), "{mistakes}")
            }
        };
        // Nobody is left to tell where standard error is closed.
        drop(failed);
        match self {
            Self::Usage(usage) => u8::try_from(usage.exit_code()).unwrap_or(2),
            Self::Mistakes(_) => 2,
        }
    }
}

/// A program, as its help and its version name it.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    pub name: &'static str,
    pub about: &'static str,
    pub version: &'static str,
    /// Whether it has commands; one that has none only works.
    pub has_commands: bool,
}

/// Reads `.env`, the environment and the command line of this process.
///
/// Must be called before any thread is started, because a `.env` file adds to the environment.
///
/// # Errors
/// [`Refused`], with all mistakes.
pub fn load(program: Program) -> Result<(Settings, Command), Refused> {
    let env_file = read_env_file(Path::new(".env"));
    let matches = commands::line(program).try_get_matches()?;
    let arguments = Arguments::from_arg_matches(&matches)?;
    Ok((read::settings(arguments, env_file.err())?, commands::read(&matches)))
}

/// Variables that are set already win over those of the file. A file that is not there is no mistake.
fn read_env_file(path: &Path) -> Result<(), Mistake> {
    match dotenvy::from_path(path) {
        Ok(()) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        // The error's own text would quote the line, which may hold a secret.
        Err(_) => Err(Mistake::new(".env", "a line of it can't be read; lines are NAME=value")),
    }
}
