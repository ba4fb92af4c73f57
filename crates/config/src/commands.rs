//! What a program is to do, beside its settings.

use crate::Program;
use crate::arguments::Arguments;
use clap::builder::PathBufValueParser;
use clap::{Arg, ArgAction, ArgMatches, CommandFactory};
use std::path::PathBuf;

/// What a program is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Its work, until it is told to stop.
    Run,
    /// Copy the database to a file.
    Backup { file: PathBuf },
    /// Put a copy in the place of the database.
    Restore { file: PathBuf, replace: bool },
    /// Bring the schema up to date.
    Migrate,
    /// Look whether all is well.
    Doctor,
}

/// The command line of a program.
pub(crate) fn line(program: Program) -> clap::Command {
    let line = Arguments::command().name(program.name).about(program.about).version(program.version);
    if !program.has_commands {
        return line;
    }
    let file = || {
        let arg = Arg::new("FILE").required(true).value_parser(PathBufValueParser::new());
        arg.help("The path of the backup")
    };
    let replace = Arg::new("replace").long("replace").action(ArgAction::SetTrue);
    let replace = replace.help("Even where there is a database; an SQLite file is kept as FILE.replaced");
    let backup = clap::Command::new("backup").arg(file());
    let restore = clap::Command::new("restore").arg(file()).arg(replace);
    line.mut_args(|arg| arg.global(true))
        .subcommand(backup.about("Copy the database to a file, while it is used (PostgreSQL: by pg_dump)"))
        .subcommand(restore.about("Put a backup in the place of the database (PostgreSQL: by pg_restore)"))
        .subcommand(clap::Command::new("migrate").about("Bring the schema of the database up to date"))
        .subcommand(
            clap::Command::new("doctor")
                .about("Look whether settings, database, keys, mail and work are well"),
        )
}

/// What the command line asks for.
pub(crate) fn read(matches: &ArgMatches) -> Command {
    let file = |matches: &ArgMatches| matches.get_one::<PathBuf>("FILE").cloned().unwrap_or_default();
    match matches.subcommand() {
        Some(("backup", given)) => Command::Backup { file: file(given) },
        Some(("restore", given)) => {
            Command::Restore { file: file(given), replace: given.get_flag("replace") }
        }
        Some(("migrate", _)) => Command::Migrate,
        Some(("doctor", _)) => Command::Doctor,
        _ => Command::Run,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Arguments;
    use clap::FromArgMatches;
    use clap::builder::Resettable;

    fn asked(has_commands: bool, words: &[&str]) -> Option<(Command, Option<String>)> {
        let program = Program { name: "server", about: "", version: "1", has_commands };
        let line = line(program).mut_args(|argument| argument.env(Resettable::Reset));
        let matches = line.try_get_matches_from([&["server"], words].concat()).ok()?;
        let given = Arguments::from_arg_matches(&matches).ok()?;
        Some((read(&matches), given.database_url))
    }

    #[test]
    fn flags_stand_before_a_command_or_behind_it() {
        let backup = Command::Backup { file: "b.db".into() };
        let url = Some("sqlite://m.db".to_owned());
        let before = asked(true, &["--database-url", "sqlite://m.db", "backup", "b.db"]);
        assert_eq!(before, Some((backup.clone(), url.clone())));
        assert_eq!(asked(true, &["backup", "b.db", "--database-url", "sqlite://m.db"]), Some((backup, url)));
        assert_eq!(asked(true, &[]), Some((Command::Run, None)));
        let restore = Command::Restore { file: "b.db".into(), replace: true };
        assert_eq!(asked(true, &["restore", "--replace", "b.db"]), Some((restore, None)));
        assert_eq!(asked(true, &["doctor"]), Some((Command::Doctor, None)));
        assert_eq!(asked(true, &["migrate"]), Some((Command::Migrate, None)));
    }

    #[test]
    fn a_program_without_commands_knows_none() {
        assert_eq!(asked(false, &[]), Some((Command::Run, None)));
        assert_eq!(asked(false, &["migrate"]), None);
        assert_eq!(asked(true, &["backup"]), None, "a file is needed");
    }
}
