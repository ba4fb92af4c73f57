//! `ETag` and `If-Match`, in every collection.

use super::collections::all;
use e2e::{App, check_problem};
use reqwest::Method;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![changes_of_an_old_version_are_refused, deletions_of_an_old_version_are_refused]
}

async fn changes_of_an_old_version_are_refused(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let path = collection.make(&app).await;
        let patch = async |tag: &str| {
            app.with_header(Method::PATCH, &path, ("if-match", tag), Some(collection.change.clone())).await
        };
        let first = patch("\"1\"").await;
        assert_eq!((first.status, first.header("etag")), (200, "\"2\""), "{path}: {}", first.text);
        for tag in ["\"1\"", "W/\"2\"", "2", "\"1\", \"3\""] {
            check_problem(&format!("{path} {tag}"), &patch(tag).await, 412, "version-mismatch", &[]);
        }
        assert_eq!(app.get(&path).await.header("etag"), "\"2\"", "{path}");
        for (tag, version) in [("\"1\", \"2\"", "\"3\""), ("*", "\"4\"")] {
            let answer = patch(tag).await;
            assert_eq!((answer.status, answer.header("etag")), (200, version), "{path} {tag}");
        }
    }
}

async fn deletions_of_an_old_version_are_refused(db: TestDb) {
    let app = App::start(db).await;
    for collection in all(&app).await {
        let path = collection.make(&app).await;
        assert_eq!(app.patch(&path, collection.change.clone()).await.status, 200);
        let delete = async |tag: &str| app.with_header(Method::DELETE, &path, ("if-match", tag), None).await;
        check_problem(&path, &delete("\"1\"").await, 412, "version-mismatch", &[]);
        assert_eq!(app.get(&path).await.status, 200, "{path}");
        assert_eq!(delete("\"2\"").await.status, 204, "{path}");
        check_problem(&path, &delete("\"2\"").await, 404, "not-found", &[]);
    }
}
