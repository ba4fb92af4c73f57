//! The database layer on both engines: each case as `…::sqlite` and `…::postgres`. See `testkit::both`.

#[cfg(test)]
mod caldav;
#[cfg(test)]
mod calendars;
#[cfg(test)]
mod catalog;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod hot_reads;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod pools;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod races;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod searching;
#[cfg(test)]
mod slots;
#[cfg(test)]
mod statistics;
#[cfg(test)]
mod support;
#[cfg(test)]
mod transactions;
#[cfg(test)]
mod versions;

use std::process::ExitCode;

#[cfg(test)]
fn main() -> ExitCode {
    let cases = [
        schema::cases(),
        migrations::cases(),
        transactions::cases(),
        outages::cases(),
        pools::cases(),
        directory::cases(),
        clients::cases(),
        isolation::cases(),
        calendars::cases(),
        caldav::cases(),
        hot_reads::cases(),
        statistics::cases(),
        ledger::cases(),
        races::cases(),
        searching::cases(),
        slots::cases(),
        retention::cases(),
        versions::cases(),
    ];
    testkit::both(cases.concat())
}

#[cfg(not(test))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}
