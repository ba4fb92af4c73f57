//! One company's scope never reaches another's data: what is there looks as if it were not.

use crate::support::{delete, list, minute, read, said, update, write};
use domain::directory::*;
use domain::{BusyPeriodId, CalendarId, CompanyId, TemplateId, UserId};
use persistence::store::busy_periods::{self, BusyPeriodFilter};
use persistence::store::collection::{Collection, ListRequest};
use persistence::store::{calendars, companies, templates, users};
use persistence::{Scope, StoreError, ledger};
use scheduling_core::time::Interval;
use testkit::db::TestDb;
use testkit::{Case, at, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        objects_of_others_are_not_there,
        lists_and_batch_reads_leave_others_out,
        the_ledger_of_others_is_another_one,
        a_scope_narrows_and_never_widens,
    ]
}

/// One of each in a company.
#[derive(Debug, Clone, Copy)]
struct Things {
    company: CompanyId,
    user: UserId,
    template: TemplateId,
    busy: BusyPeriodId,
    calendar: CalendarId,
}

fn hour() -> Interval {
    Interval::new(minute(0), minute(60)).expect("start before end")
}

fn calendar_details(user: UserId) -> CalendarDetails {
    CalendarDetails {
        user,
        kind: CalendarKind::IcsUrl,
        name: "private".into(),
        url: Some("https://calendar.example.com/a.ics".into()),
        credentials: None,
        stale_policy: StalePolicy::Busy,
        show_bookings: false,
    }
}

async fn things(db: &TestDb, name: &'static str) -> Things {
    let (company, permit) = seed::company(db, name).await;
    let user = seed::user(db, &permit, name).await;
    let made = write(db, &permit, move |scope| {
        let now = at(seed::NOW);
        let details = BusyPeriodDetails { user, time: hour(), title: None };
        let calendar = CalendarDetails::insert(scope, &calendar_details(user), now)?.id;
        calendars::replace_content(scope, calendar, &crate::calendars::content(&[(0, 60)]))?;
        let claimed = ledger::claim(scope, now, &[crate::ledger::claim_of(user, 0, 60)])?;
        assert!(claimed.is_ok());
        Ok(Things {
            company,
            user,
            template: TemplateDetails::insert(scope, &TemplateDetails::new("T", 30, vec![user]), now)?.id,
            busy: BusyPeriodDetails::insert(scope, &details, now)?.id,
            calendar,
        })
    });
    made.await.expect("one of each")
}

/// All that a scope may be asked about objects by id, as a list of names and answers.
fn everything(scope: &mut Scope<'_>, of: Things) -> Vec<(&'static str, Result<(), StoreError>)> {
    let now = at(seed::NOW);
    let busy = BusyPeriodDetails { user: of.user, time: hour(), title: None };
    let user = UserDetails::new("new@example.com", "N", domain::access::Role::Staff);
    let template = TemplateDetails::new("T", 30, vec![]);
    vec![
        ("get company", companies::get(scope, of.company).map(drop)),
        ("get user", users::get(scope, of.user).map(drop)),
        ("get template", templates::get(scope, of.template).map(drop)),
        ("get busy period", BusyPeriodDetails::get(scope, of.busy).map(drop)),
        ("get calendar", calendars::get(scope, of.calendar).map(drop)),
        ("source", calendars::source(scope, of.calendar).map(drop)),
        (
            "update company",
            update::<CompanyDetails>(scope, of.company, &CompanyDetails::named("N"), None, now).map(drop),
        ),
        ("update user", update::<UserDetails>(scope, of.user, &user, None, now).map(drop)),
        ("update template", update::<TemplateDetails>(scope, of.template, &template, None, now).map(drop)),
        ("update busy period", update(scope, of.busy, &busy, None, now).map(drop)),
        (
            "update calendar",
            update::<CalendarDetails>(scope, of.calendar, &calendar_details(of.user), None, now).map(drop),
        ),
        (
            "replace content",
            calendars::replace_content(scope, of.calendar, &crate::calendars::content(&[])).map(drop),
        ),
        ("mark failed", calendars::mark_failed(scope, of.calendar, "no", now, None)),
        ("mark unchanged", calendars::mark_unchanged(scope, of.calendar, now, None)),
        ("sync now", calendars::sync_now(scope, of.calendar, now)),
        ("delete busy period", delete::<BusyPeriodDetails>(scope, of.busy, None)),
        ("delete calendar", delete::<CalendarDetails>(scope, of.calendar, None)),
        ("delete template", delete::<TemplateDetails>(scope, of.template, None)),
        ("delete user", delete::<UserDetails>(scope, of.user, None)),
        ("delete company", delete::<CompanyDetails>(scope, of.company, None)),
    ]
}

async fn objects_of_others_are_not_there(db: TestDb) {
    let own = things(&db, "own").await;
    let foreign = things(&db, "foreign").await;
    let answers = write(&db, &seed::owner(own.company), move |scope| Ok(everything(scope, foreign))).await;
    for (name, answer) in answers.expect("a transaction") {
        assert!(said(answer.map(|()| name)).starts_with("not-found "), "{name} reached another company");
    }
    // The same calls do reach the own company's objects: the test above could fail.
    let answers = write(&db, &seed::owner(own.company), move |scope| Ok(everything(scope, own))).await;
    for (name, answer) in answers.expect("a transaction") {
        match name {
            "delete user" => assert_eq!(said(answer), "still-referenced a booking"),
            "delete company" => assert_eq!(said(answer), "still-referenced a user"),
            _ => assert_eq!(said(answer), "ok ()", "{name}"),
        }
    }
}

fn of_user(user: UserId) -> ListRequest<BusyPeriodDetails> {
    ListRequest {
        filter: BusyPeriodFilter { user: Some(user), ..BusyPeriodFilter::default() },
        ..ListRequest::default()
    }
}

async fn lists_and_batch_reads_leave_others_out(db: TestDb) {
    let own = things(&db, "own").await;
    let foreign = things(&db, "foreign").await;
    let counts = |permit| {
        read(&db, &permit, move |scope| {
            let both = [own.user, foreign.user];
            let subjects = both.map(domain::commitment::Subject::User);
            Ok([
                list::<CompanyDetails>(scope, 10)?.len(),
                list::<UserDetails>(scope, 10)?.len(),
                users::by_ids(scope, &both)?.len(),
                list::<TemplateDetails>(scope, 10)?.len(),
                list::<BusyPeriodDetails>(scope, 10)?.len(),
                BusyPeriodDetails::list(scope, &of_user(foreign.user))?.records.len() + 1,
                busy_periods::busy_in(scope, &both, hour())?.len(),
                list::<CalendarDetails>(scope, 10)?.len(),
                calendars::of_users(scope, &both)?.len(),
                calendars::busy_in(scope, &both, hour())?.len(),
                ledger::busy_of(scope, &subjects, hour(), at(seed::NOW))?.len(),
            ])
        })
    };
    assert_eq!(counts(seed::owner(own.company)).await.expect("a read"), [1; 11]);
    assert_eq!(counts(seed::platform()).await.expect("a read"), [2; 11]);
}

async fn the_ledger_of_others_is_another_one(db: TestDb) {
    let own = things(&db, "own").await;
    let foreign = things(&db, "foreign").await;
    let source = crate::ledger::source(0, 60);
    let released =
        write(&db, &seed::owner(foreign.company), move |scope| Ok(ledger::release(scope, source)?));
    assert_eq!(released.await.expect("a release"), 1, "its own commitment alone");
    let left = read(&db, &seed::owner(own.company), move |scope| Ok(ledger::of_source(scope, source)?)).await;
    assert_eq!(left.expect("a read").len(), 1);
    let platform = write(&db, &seed::platform(), move |scope| Ok(ledger::release(scope, source)?)).await;
    assert!(matches!(platform, Err(StoreError::Db(_))), "the ledger is written in one company at a time");
}

async fn a_scope_narrows_and_never_widens(db: TestDb) {
    let own = things(&db, "own").await;
    let foreign = things(&db, "foreign").await;
    let within = |permit, company| {
        read(&db, &permit, move |scope| Ok(list::<UserDetails>(&mut scope.for_company(company)?, 10)?.len()))
    };
    assert_eq!(said(within(seed::platform(), foreign.company).await), "ok 1");
    assert_eq!(said(within(seed::owner(own.company), own.company).await), "ok 1");
    assert_eq!(said(within(seed::owner(own.company), foreign.company).await), "not-found company");
}
