//! What is removed because it is over, and what stays.

use domain::CompanyId;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::message::{About, MessageContent, MessageKind, Person};
use domain::{UserId, WebhookId};
use persistence::outbox;
use persistence::store::{changes, messages, overview};
use testkit::db::TestDb;
use testkit::{Case, at, seed};
use uuid::Uuid;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        old_messages_go_in_batches,
        effects_that_were_given_up_go_in_batches,
        what_a_newer_server_says_has_changed_is_left_out,
    ]
}

const OLD: &str = "2025-01-20T08:00:00Z";
const UNTIL: &str = "2025-02-20T08:00:00Z";
const NEW: &str = "2025-02-20T08:00:01Z";

fn content(user: UserId, about: About) -> MessageContent {
    MessageContent {
        kind: MessageKind::PasswordReset,
        person: Person::User(user),
        to_address: "ann@example.com".into(),
        to_name: "Ann".into(),
        from_name: "Acme".into(),
        reply_to: None,
        language: "en".into(),
        about,
        subject: "Your password".into(),
        text: "a text".into(),
        html: "<p>a text</p>".into(),
        appointment: None,
    }
}

/// Keeps a message of that name, made at that time.
async fn keep(db: &TestDb, company: CompanyId, permit: &Permit, name: &'static str, made: &str) {
    let (permit, made) = (permit.clone(), at(made));
    let content = content(UserId(1), About::Account);
    let kept = db.write(move |tx| {
        messages::insert(&mut tx.scope(&permit), company, &content, name, "meridian.test", made)
    });
    kept.await.expect("kept").expect("it is new");
}

async fn old_messages_go_in_batches(db: TestDb) {
    for name in ["Acme", "Other"] {
        let (company, permit) = seed::company(&db, name).await;
        for name in ["one", "two", "waits"] {
            keep(&db, company, &permit, name, OLD).await;
        }
        keep(&db, company, &permit, "new", NEW).await;
    }
    db.raw().execute("UPDATE messages SET state = 'sent', sent_at = queued_at WHERE dedupe <> 'waits'");
    let remove =
        async || db.write(|tx| overview::remove_old_messages(tx, at(UNTIL), 3)).await.expect("removed");
    let left = || db.raw().texts("SELECT dedupe AS text FROM messages ORDER BY dedupe, company_id");
    assert_eq!(remove().await, 3, "as many as were asked for");
    assert_eq!(left().len(), 5);
    assert_eq!((remove().await, remove().await), (1, 0), "of both companies");
    assert_eq!(left(), ["new", "new", "waits", "waits"]);
}

async fn effects_that_were_given_up_go_in_batches(db: TestDb) {
    for name in ["Acme", "Other"] {
        let (company, permit) = seed::company(&db, name).await;
        let due = [
            Effect::Recheck { user: UserId(1) },
            Effect::Recheck { user: UserId(2) },
            Effect::NotifyOfWebhook { webhook: WebhookId(1) },
            Effect::Send { message: Uuid::from_u128(1) },
        ];
        let due = due.map(|effect| Due { effect, at: at(OLD) });
        let put = db.write(move |tx| outbox::enqueue(&mut tx.scope(&permit), company, &due, at(OLD)));
        put.await.expect("put");
    }
    db.raw().execute("UPDATE effects SET dead_at = created_at, last_error = 'it broke' WHERE kind <> 'send'");
    let remove = async |until: &str| {
        let until = at(until);
        db.write(move |tx| outbox::remove_dead(tx, until, 4)).await.expect("removed")
    };
    assert!(remove(OLD).await.is_empty(), "not yet");
    assert_eq!(remove(UNTIL).await.len(), 4, "as many as were asked for");
    assert_eq!(remove(UNTIL).await.len(), 2, "of both companies");
    assert!(remove(UNTIL).await.is_empty(), "none is left");
    assert_eq!(db.raw().texts("SELECT kind AS text FROM effects"), ["send", "send"], "those wait");
}

async fn what_a_newer_server_says_has_changed_is_left_out(db: TestDb) {
    let (company, permit) = seed::company(&db, "Acme").await;
    let due = [Due { effect: Effect::Recheck { user: UserId(1) }, at: at(OLD) }];
    let put = db.write(move |tx| outbox::enqueue(&mut tx.scope(&permit), company, &due, at(OLD)));
    put.await.expect("put");
    let found = async |company: CompanyId| {
        db.read(move |tx| changes::since(tx, &[company], at(OLD))).await.expect("a read").all.len()
    };
    assert_eq!(found(company).await, 1);
    db.raw().execute("UPDATE changes SET topic = 'newer'");
    assert_eq!(found(company).await, 0);
}
