//! `q` among more people than are sorted: pages neither skip nor repeat, whatever way leads to them.

use domain::CandidateId;
use domain::access::Permit;
use domain::directory::CandidateDetails;
use persistence::store::candidates::CandidateFilter;
use persistence::store::collection::{Collection, ListRequest, SearchText, Sort, SortKey};
use testkit::db::TestDb;
use testkit::{Case, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![pages_of_a_common_text_are_whole]
}

/// People by the thousand whose names hold one text; one in a hundred of them another one.
async fn pages_of_a_common_text_are_whole(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let (other, of_other) = seed::company(&db, "Other").await;
    // Of the first three in four are the other company's, and the last are all of the first one.
    db.raw().execute(&format!(
        "INSERT INTO candidates (company_id, name, name_key, email, email_key, active, version, created_at, updated_at)
         WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1999)
         SELECT CASE WHEN n < 1400 AND n % 4 > 0 THEN {other} ELSE {company} END, 'Lindquist', 'lindquist', 'k' || n || '@a.test',
             'k' || n || CASE WHEN n % 100 = 0 THEN '@rare.test' ELSE '@a.test' END, n % 7 > 0, 1,
             (SELECT created_at FROM companies WHERE id = {company}), (SELECT created_at FROM companies WHERE id = {company})
         FROM numbers",
        company = company.0,
        other = other.0,
    ));
    for (permit, text, active, expected) in [
        (&permit, "LINDQ", None, 350 + 600),
        (&permit, "LINDQ", Some(false), 136),
        (&of_other, "lindquist", None, 1050),
        (&permit, "rare", None, 20),
        (&of_other, "rare", None, 0),
        (&permit, "nobody", None, 0),
    ] {
        for descending in [false, true] {
            let found = ids(&db, permit, text, active, Sort { key: SortKey::Id, descending }).await;
            let mut sorted = found.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), expected, "{text} {active:?} {descending}");
            if descending {
                sorted.reverse();
            }
            assert_eq!(found, sorted, "{text} {active:?} {descending}");
            let by_name = ids(&db, permit, text, active, Sort { key: SortKey::Name, descending }).await;
            assert_eq!(by_name, found, "all have one name, so that ids decide");
        }
    }
}

/// All pages, put together.
async fn ids(db: &TestDb, permit: &Permit, text: &str, active: Option<bool>, sort: Sort) -> Vec<i64> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let request = ListRequest::<CandidateDetails> {
            filter: CandidateFilter { active, ..CandidateFilter::default() },
            search: Some(SearchText::new(text)),
            sort,
            after,
            limit: 60,
        };
        let permit = permit.clone();
        let page = db
            .read(move |tx| CandidateDetails::list(&mut tx.scope(&permit), &request))
            .await
            .expect("a page");
        ids.extend(page.records.iter().map(|record| {
            let CandidateId(id) = record.id;
            id
        }));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}
