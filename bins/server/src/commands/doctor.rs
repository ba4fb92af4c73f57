//! Looks whether an installation is well, and says what is not: for the person at the terminal, and by the exit code for a
//! program. Changes nothing but the row by which it is seen that something can be written.

use super::pending;
use anyhow::bail;
use app::sealed::inspect;
use config::Settings;
use persistence::store::overview;
use persistence::store::settings as stored;
use persistence::{Database, DatabaseSettings, StoreError, database_clock, outbox};
use process::wiring::{database_settings, keys};
use std::io::Write;
use std::time::Duration;
use tokio::net::TcpStream;

/// How long a mail server has to take a connection.
const MAIL_TIME: Duration = Duration::from_secs(5);
/// Work that has waited longer means that no worker runs, or that something outside does not answer, in seconds.
const LONG_WAIT: i64 = 300;
/// Clocks that differ by more than this are wrong, in seconds.
const SKEW: i64 = 2;

/// What was found of one thing.
enum Found {
    Well(String),
    /// It works, and should not stay so.
    Doubtful(String),
    Broken(String),
}

use Found::{Broken, Doubtful, Well};

/// Looks at everything.
pub(crate) async fn doctor(settings: &Settings) -> anyhow::Result<()> {
    let mut report = Report::default();
    report.add("program", Well(process::program::version()));
    of_settings(&mut report, settings);
    of_mail(&mut report, settings).await;
    if of_schema(&mut report, settings).await {
        let unmigrated = DatabaseSettings { migrate: false, ..database_settings(settings) };
        match Database::open(unmigrated).await {
            Ok(db) => of_database(&mut report, settings, &db).await,
            Err(error) => report.add("database", Broken(format!("{:#}", anyhow::Error::new(error)))),
        }
    }
    report.end()
}

#[derive(Default)]
struct Report {
    broken: usize,
}

impl Report {
    fn add(&mut self, what: &str, found: Found) {
        let (mark, words) = match found {
            Well(words) => ("ok   ", words),
            Doubtful(words) => ("warn ", words),
            Broken(words) => {
                self.broken += 1;
                ("FAIL ", words)
            }
        };
        // Nobody is left to tell where standard output is closed.
        let _ = writeln!(std::io::stdout(), "{mark} {what}: {words}");
    }

    fn end(self) -> anyhow::Result<()> {
        match self.broken {
            0 => Ok(()),
            broken => bail!("{broken} things are broken"),
        }
    }
}

fn of_settings(report: &mut Report, settings: &Settings) {
    for notice in &settings.notices {
        report.add("settings", Doubtful(notice.clone()));
    }
    let url = &settings.public_url;
    let local =
        ["http://127.", "http://localhost", "http://[::1]"].iter().any(|local| url.starts_with(local));
    report.add(
        "PUBLIC_URL",
        match url.starts_with("https://") {
            true => Well(url.clone()),
            false if local => Doubtful(format!("{url}, which is this machine alone")),
            false => Doubtful(format!("{url}: tokens and passwords go over the network unencrypted")),
        },
    );
    report.add(
        "ADMIN_TOKEN",
        match settings.admin_token {
            Some(_) => Well("is set".into()),
            None => Doubtful(
                "is not set: companies can't be made, and the stateless query answers anybody".into(),
            ),
        },
    );
}

async fn of_mail(report: &mut Report, settings: &Settings) {
    let Some(url) = &settings.smtp_url else {
        return report.add("mail", Doubtful("SMTP_URL is not set: mail is kept, and not sent".into()));
    };
    let smtp = match process::wiring::smtp(settings, url) {
        Ok(smtp) => smtp,
        Err(error) => return report.add("mail", Broken(format!("{error:#}"))),
    };
    let place = format!("{}:{}", smtp.host, smtp.port);
    let connected =
        tokio::time::timeout(MAIL_TIME, TcpStream::connect((smtp.host.as_str(), smtp.port))).await;
    report.add(
        "mail",
        match connected {
            Ok(Ok(_)) => Well(format!("{place} takes connections")),
            Ok(Err(error)) => Broken(format!("{place} can't be reached: {error}")),
            Err(_) => Broken(format!("{place} takes no connection within {} seconds", MAIL_TIME.as_secs())),
        },
    );
}

/// Whether the database can be opened as it is.
async fn of_schema(report: &mut Report, settings: &Settings) -> bool {
    match pending(database_settings(settings)).await {
        Ok(pending) if pending.is_empty() => {
            report.add("schema", Well("is up to date".into()));
            true
        }
        Ok(pending) => {
            let first = pending.first().map_or("", String::as_str);
            let words = format!("{} migrations are pending, the first of them {first}", pending.len());
            report.add("schema", Broken(format!("{words}: run `server migrate`, or start the server")));
            false
        }
        Err(error) => {
            report.add("database", Broken(format!("{error:#}")));
            false
        }
    }
}

async fn of_database(report: &mut Report, settings: &Settings, db: &Database) {
    let now = background::system_clock()();
    let written = db.write(move |tx| stored::probe_writing(tx, now)).await;
    report.add(
        "database",
        match written {
            Ok(()) => Well(format!("{} answers, and takes writes", db.kind())),
            Err(error) => Broken(format!("nothing can be written: {error}")),
        },
    );
    report.add(
        "keys",
        match inspect(db, keys(settings)).await {
            Ok(sealing) if sealing.lost > 0 => {
                Broken(format!("{} secrets were sealed under a key that is not given", sealing.lost))
            }
            Ok(sealing) if sealing.renewed() > 0 => {
                let words = format!("{} secrets are not yet under SECRET_KEY", sealing.renewed());
                Doubtful(format!(
                    "{words}: start the server once more, and keep SECRET_KEY_PREVIOUS until then"
                ))
            }
            Ok(sealing) => Well(format!("SECRET_KEY opens all {} secrets", sealing.current)),
            Err(error) => Broken(error.to_string()),
        },
    );
    let seen = db.read(move |tx| {
        let (overview, outbox) = (overview::look(tx, now)?, outbox::stats(tx, now)?);
        let since = [outbox.due_since, overview.mail_waits_since, overview.deliveries_wait_since];
        let waited = since.into_iter().flatten().map(|since| now.unix() - since.unix()).max();
        let ahead = database_clock(tx)?.map(|clock| now.unix() - clock.unix());
        Ok::<_, StoreError>(Seen { overview, outbox, waited: waited.unwrap_or(0), ahead })
    });
    match seen.await {
        Ok(seen) => of_work(report, &seen),
        Err(error) => report.add("work", Broken(error.to_string())),
    }
    db.close().await;
}

/// What is read of the database at once.
struct Seen {
    overview: overview::Overview,
    outbox: outbox::OutboxStats,
    /// How long the oldest work has waited, in seconds.
    waited: i64,
    /// By how many seconds our clock is ahead of the database's.
    ahead: Option<i64>,
}

fn of_work(report: &mut Report, seen: &Seen) {
    let (calendars, webhooks) = (seen.overview.calendars, seen.overview.webhooks);
    let words = format!(
        "{} in all, {} fail, {} too old to be trusted, {} never read, {} incomplete, {} can't be written to",
        calendars.all,
        calendars.failing,
        calendars.lapsed,
        calendars.unread,
        calendars.incomplete,
        calendars.unwritable
    );
    let good = calendars.failing + calendars.lapsed + calendars.incomplete + calendars.unwritable == 0;
    report.add("calendars", if good { Well(words) } else { Doubtful(words) });
    let words = format!(
        "{} active, {} of them failing; {} switched off",
        webhooks.active, webhooks.failing, webhooks.disabled
    );
    let good = webhooks.failing + webhooks.disabled == 0;
    report.add("webhooks", if good { Well(words) } else { Doubtful(words) });
    of_messages(report, &seen.overview);
    let waited = seen.waited;
    let words = format!(
        "{} effects wait, {} of them after a failure, the oldest work for {waited} s; {} failed for good",
        seen.outbox.waiting, seen.outbox.retrying, seen.outbox.dead
    );
    report.add(
        "work",
        match (waited > LONG_WAIT, seen.outbox.dead) {
            (true, _) => Broken(format!("{words}: does a worker run, and can it send?")),
            (false, 0) => Well(words),
            (false, _) => Doubtful(words),
        },
    );
    if let Some(ahead) = seen.ahead {
        let words = format!("{ahead} s ahead of the database");
        report.add("clock", if ahead.abs() > SKEW { Broken(words) } else { Well(words) });
    }
}

/// Mail that was not taken: of that which waits the log says why, of the rest each message.
fn of_messages(report: &mut Report, overview: &overview::Overview) {
    let of =
        |state: &str| overview.messages.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
    let (waiting, not_taken) = (of("waiting"), overview.mail_not_taken);
    let words = format!(
        "{waiting} wait, {not_taken} of them because the mail server did not take them; {} refused, {} given up",
        of("refused"),
        of("failed")
    );
    report.add("messages", if not_taken == 0 { Well(words) } else { Doubtful(words) });
}
