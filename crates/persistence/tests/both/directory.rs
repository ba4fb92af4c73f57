//! The directory's stores: what goes in comes out, versions count, and refusals say why.

use crate::support::{delete, list, minute, read, said, update, write};
use domain::access::Role;
use domain::directory::*;
use domain::{CompanyId, TemplateId, UserId};
use persistence::store::collection::{Collection, ListRequest};
use persistence::store::{busy_periods, companies, templates, users};
use scheduling_core::time::{Interval, TimeOfDay};
use testkit::db::TestDb;
use testkit::{Case, at, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        companies_round_trip,
        users_round_trip,
        templates_round_trip,
        busy_periods_round_trip,
        an_email_is_taken_whatever_its_case,
        roles_and_companies_go_together,
        versions_guard_changes,
        what_history_names_stays,
        pages_have_each_row_once,
        values_out_of_range_are_told_by_field,
        ids_in_bodies_are_told_by_pointer,
    ]
}

async fn companies_round_trip(db: TestDb) {
    let mut details = CompanyDetails::named("Acme");
    details.time_zone = "Europe/Berlin".into();
    details.business_hours.end = TimeOfDay::END_OF_DAY;
    details.ai_parallel = 3;
    let wanted = details.clone();
    let made =
        write(&db, &seed::platform(), move |scope| CompanyDetails::insert(scope, &details, at(seed::NOW)));
    let made = made.await.expect("a company");
    assert_eq!(made.details, wanted);
    assert_eq!((made.metadata.version, made.metadata.created_at), (1, at(seed::NOW)));
    let id = made.id;
    let found = read(&db, &seed::platform(), move |scope| companies::get(scope, id)).await;
    assert_eq!(found.expect("the company"), made);

    let changed = CompanyDetails { active: false, ..wanted };
    let later = at("2025-02-01T00:00:00Z");
    let wanted = changed.clone();
    let updated = write(&db, &seed::owner(id), move |scope| {
        update::<CompanyDetails>(scope, id, &wanted, Some(1), later)
    });
    let updated = updated.await.expect("a change");
    assert_eq!(updated.details, changed);
    let metadata = updated.metadata;
    assert_eq!((metadata.version, metadata.created_at, metadata.updated_at), (2, at(seed::NOW), later));

    write(&db, &seed::platform(), move |scope| delete::<CompanyDetails>(scope, id, None))
        .await
        .expect("gone");
    let gone = read(&db, &seed::platform(), move |scope| companies::get(scope, id)).await;
    assert_eq!(said(gone), "not-found company");
}

async fn users_round_trip(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let mut details = UserDetails::new("Ana@Example.com", "Ána", Role::Recruiter);
    details.time_zone = Some("America/New_York".into());
    let wanted = details.clone();
    let made = write(&db, &permit, move |scope| UserDetails::insert(scope, &details, at(seed::NOW)));
    let made = made.await.expect("a user");
    assert_eq!((&made.details, made.company), (&wanted, Some(company)));
    let id = made.id;
    let changed = UserDetails { active: false, time_zone: None, role: Role::Owner, ..wanted };
    let wanted = changed.clone();
    let updated =
        write(&db, &permit, move |scope| update::<UserDetails>(scope, id, &wanted, None, at(seed::NOW)))
            .await;
    assert_eq!(updated.expect("a change").details, changed);
    let found = read(&db, &permit, move |scope| users::get(scope, id)).await.expect("the user");
    assert_eq!((found.details, found.metadata.version), (changed, 2));
    write(&db, &permit, move |scope| delete::<UserDetails>(scope, id, Some(2))).await.expect("gone");
    assert_eq!(said(read(&db, &permit, move |scope| users::get(scope, id)).await), "not-found user");
}

async fn templates_round_trip(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    let bob = seed::user(&db, &permit, "bob").await;
    let mut details = TemplateDetails::new("Technical", 45, vec![bob, ana]);
    details.groups = Some(vec![
        Group { members: vec![ana], required: Required::All },
        Group { members: vec![ana, bob], required: Required::AtLeast(1) },
    ]);
    details.buffer_after_minutes = Some(15);
    let wanted = details.clone();
    let made = write(&db, &permit, move |scope| TemplateDetails::insert(scope, &details, at(seed::NOW)));
    let made = made.await.expect("a template");
    assert_eq!(made.details, wanted);
    let id = made.id;
    assert_eq!(read(&db, &permit, move |scope| templates::get(scope, id)).await.expect("the template"), made);

    let changed =
        TemplateDetails { interviewers: vec![ana, bob], groups: None, step_minutes: Some(20), ..wanted };
    let wanted = changed.clone();
    write(&db, &permit, move |scope| update::<TemplateDetails>(scope, id, &wanted, None, at(seed::NOW)))
        .await
        .expect("a change");
    let listed = read(&db, &permit, |scope| list::<TemplateDetails>(scope, 10)).await.expect("a page");
    assert_eq!(listed.into_iter().map(|template| template.details).collect::<Vec<_>>(), [changed]);

    write(&db, &permit, move |scope| delete::<TemplateDetails>(scope, id, None)).await.expect("gone");
    let gone = read(&db, &permit, move |scope| templates::get(scope, id)).await;
    assert_eq!(said(gone), "not-found interview template");
    write(&db, &permit, move |scope| delete::<UserDetails>(scope, ana, None))
        .await
        .expect("nothing names her any more");
}

async fn busy_periods_round_trip(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    let time = |from, to| Interval::new(minute(from), minute(to)).expect("start before end");
    let details = BusyPeriodDetails { user: ana, time: time(60, 90), title: Some("dentist".into()) };
    let wanted = details.clone();
    let made = write(&db, &permit, move |scope| BusyPeriodDetails::insert(scope, &details, at(seed::NOW)));
    let made = made.await.expect("a busy period");
    assert_eq!((&made.details, made.company), (&wanted, company));
    assert_eq!(made.id.0.get_version_num(), 7);
    let id = made.id;
    let changed = BusyPeriodDetails { user: ana, time: time(60, 120), title: None };
    let wanted = changed.clone();
    let updated = write(&db, &permit, move |scope| update(scope, id, &wanted, Some(1), at(seed::NOW)));
    assert_eq!(updated.await.expect("a change").details, changed);
    let listed = read(&db, &permit, move |scope| list::<BusyPeriodDetails>(scope, 10)).await;
    assert_eq!(listed.expect("a page").len(), 1);
    let busy = |from, to| {
        read(&db, &permit, move |scope| {
            let window = Interval::new(minute(from), minute(to)).expect("start before end");
            busy_periods::busy_in(scope, &[ana], window).map(|busy| busy.len())
        })
    };
    for (from, to, expected) in [(0, 60, 0), (0, 61, 1), (70, 80, 1), (119, 200, 1), (120, 200, 0)] {
        assert_eq!(busy(from, to).await.expect("a read"), expected, "{from} to {to}");
    }
}

async fn an_email_is_taken_whatever_its_case(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let (_, other) = seed::company(&db, "Other").await;
    seed::user(&db, &permit, "ana").await;
    let again = write(&db, &other, |scope| {
        let details = UserDetails::new("ANA@example.COM", "Another Ana", Role::Staff);
        UserDetails::insert(scope, &details, at(seed::NOW))
    });
    assert_eq!(said(again.await), "duplicate");
    let bob = seed::user(&db, &other, "bob").await;
    let renamed = write(&db, &other, move |scope| {
        let details = UserDetails::new("Ana@example.com", "Bob", Role::Staff);
        update::<UserDetails>(scope, bob, &details, None, at(seed::NOW))
    });
    assert_eq!(said(renamed.await), "duplicate");
}

async fn roles_and_companies_go_together(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let insert = |permit, role| {
        write(&db, permit, move |scope| {
            let details = UserDetails::new(format!("{}@example.com", Role::name(role)), "X", role);
            UserDetails::insert(scope, &details, at(seed::NOW)).map(|user| user.company.is_some())
        })
    };
    let platform = seed::platform();
    assert_eq!(said(insert(&platform, Role::Admin).await), "ok false");
    assert_eq!(said(insert(&permit, Role::Owner).await), "ok true");
    assert_eq!(said(insert(&permit, Role::Admin).await), "invalid /role");
    assert_eq!(said(insert(&platform, Role::Staff).await), "invalid /company_id");
}

async fn versions_guard_changes(db: TestDb) {
    let (id, permit) = seed::company(&db, "Acme").await;
    let rename = |name: &'static str, expected| {
        write(&db, &permit, move |scope| {
            let details = CompanyDetails::named(name);
            update::<CompanyDetails>(scope, id, &details, expected, at(seed::NOW))
                .map(|company| company.metadata.version)
        })
    };
    assert_eq!(said(rename("B", Some(1)).await), "ok 2");
    assert_eq!(said(rename("C", Some(1)).await), "version-mismatch");
    assert_eq!(said(rename("D", None).await), "ok 3");
    let delete = |expected| write(&db, &permit, move |scope| delete::<CompanyDetails>(scope, id, expected));
    assert_eq!(said(delete(Some(2)).await), "version-mismatch");
    assert_eq!(said(delete(Some(3)).await), "ok ()");
}

async fn what_history_names_stays(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    let delete_company =
        write(&db, &seed::platform(), move |scope| delete::<CompanyDetails>(scope, company, None));
    assert_eq!(said(delete_company.await), "still-referenced a user");

    let template = write(&db, &permit, move |scope| {
        TemplateDetails::insert(scope, &TemplateDetails::new("T", 30, vec![ana]), at(seed::NOW))
    });
    let template: TemplateId = template.await.expect("a template").id;
    let delete_ana = || write(&db, &permit, move |scope| delete::<UserDetails>(scope, ana, None));
    assert_eq!(said(delete_ana().await), "still-referenced an interview template");
    write(&db, &permit, move |scope| delete::<TemplateDetails>(scope, template, None)).await.expect("gone");

    let booked = write(&db, &permit, move |scope| {
        let claim = crate::ledger::claim_of(ana, 0, 30);
        Ok(persistence::ledger::claim(scope, at(seed::NOW), &[claim])?.is_ok())
    });
    assert!(booked.await.expect("a claim"));
    assert_eq!(said(delete_ana().await), "still-referenced a booking");
    write(&db, &permit, |scope| Ok(persistence::ledger::release(scope, crate::ledger::source(0, 30))?))
        .await
        .expect("released");
    assert_eq!(said(delete_ana().await), "ok ()");
}

async fn pages_have_each_row_once(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let (_, other) = seed::company(&db, "Other").await;
    let mut expected = Vec::new();
    for index in 0..7 {
        expected.push(seed::user(&db, &permit, &format!("a{index}")).await);
        seed::user(&db, &other, &format!("b{index}")).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let part = ListRequest::<UserDetails> { after, limit: 3, ..ListRequest::default() };
        let page = read(&db, &permit, move |scope| UserDetails::list(scope, &part)).await.expect("a page");
        after = page.next;
        seen.push(page.records.into_iter().map(|user| user.id).collect::<Vec<UserId>>());
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
    assert_eq!(seen.concat(), expected);
    let all = read(&db, &seed::platform(), |scope| list::<UserDetails>(scope, 100)).await.expect("a page");
    assert_eq!(all.len(), 14, "the platform sees both companies");
}

async fn values_out_of_range_are_told_by_field(db: TestDb) {
    let (id, permit) = seed::company(&db, "Acme").await;
    let template = |change: fn(&mut TemplateDetails)| {
        write(&db, &permit, move |scope| {
            let mut details = TemplateDetails::new("T", 30, vec![]);
            change(&mut details);
            TemplateDetails::insert(scope, &details, at(seed::NOW)).map(|_| ())
        })
    };
    for (change, expected) in [
        ((|_| ()) as fn(&mut TemplateDetails), "ok ()"),
        (|t| t.name.clear(), "invalid /name"),
        (|t| t.duration_minutes = 0, "invalid /duration_minutes"),
        (|t| t.duration_minutes = 1441, "invalid /duration_minutes"),
        (|t| t.step_minutes = Some(0), "invalid /step_minutes"),
        (|t| t.minimum_notice_minutes = Some(-1), "invalid /minimum_notice_minutes"),
        (|t| t.buffer_before_minutes = Some(1441), "invalid /buffer_before_minutes"),
        (|t| t.buffer_after_minutes = Some(-1), "invalid /buffer_after_minutes"),
    ] {
        assert_eq!(said(template(change).await), expected);
    }
    let company = write(&db, &permit, move |scope| {
        let details = CompanyDetails { ai_parallel: 0, ..CompanyDetails::named("A") };
        update::<CompanyDetails>(scope, id, &details, None, at(seed::NOW)).map(|_| ())
    });
    assert_eq!(said(company.await), "invalid /ai_parallel");
}

async fn ids_in_bodies_are_told_by_pointer(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let (_, other) = seed::company(&db, "Other").await;
    let ana = seed::user(&db, &permit, "ana").await;
    let stranger = seed::user(&db, &other, "stranger").await;
    let template = |users: Vec<UserId>| {
        write(&db, &permit, move |scope| {
            let details = TemplateDetails::new("T", 30, users.clone());
            TemplateDetails::insert(scope, &details, at(seed::NOW)).map(|_| ())
        })
    };
    assert_eq!(said(template(vec![ana, stranger]).await), "not-found user /interviewers/1");
    assert_eq!(said(template(vec![UserId(999)]).await), "not-found user /interviewers/0");
    assert_eq!(said(template(vec![ana, ana]).await), "invalid /interviewers");
    let busy = write(&db, &permit, move |scope| {
        let time = Interval::new(minute(0), minute(1)).expect("start before end");
        let details = BusyPeriodDetails { user: stranger, time, title: None };
        BusyPeriodDetails::insert(scope, &details, at(seed::NOW)).map(|_| ())
    });
    assert_eq!(said(busy.await), "not-found user /user_id");
    let nowhere = CompanyId(999);
    let lost = write(&db, &seed::owner(nowhere), |scope| {
        UserDetails::insert(scope, &UserDetails::new("x@example.com", "X", Role::Staff), at(seed::NOW))
            .map(|_| ())
    });
    match said(lost.await).as_str() {
        // SQLite does not say which key was broken.
        "not-found company /company_id" => {}
        text => assert!(text.contains("ForeignKey"), "{text}"),
    }
}
