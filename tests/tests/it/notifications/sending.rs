//! Messages on their way to a real mail server.

use super::peers::MailServer;
use super::world::{NOW, World, identity, night, start, vault};
use app::notifications::{self, DueReminder, SENDING_SECONDS, Sending};
use background::{MailConfig, MailSettings};
use domain::access::Role;
use domain::message::Message;
use scheduling_core::time::Timestamp;
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        one_of_three_is_refused,
        a_server_that_was_down_gets_it_later,
        what_was_not_noted_is_sent_again_as_the_same,
        without_a_server_mail_is_kept,
        nobody_tries_for_ever,
    ]
}

fn mail(url: Option<&str>) -> MailConfig {
    let from = "Meridian <noreply@meridian.test>";
    let settings = MailSettings { smtp_url: url, from, roots: None, public_url: "https://meridian.test" };
    MailConfig::new(settings).expect("mail can be set up")
}

async fn send(world: &World, mail: &MailConfig, message: &Message, now: Timestamp) -> Sending {
    let vault = background::Vault::new("the key of all tests").expect("a vault");
    let mailer = mail.mailer.as_deref();
    let made = notifications::attempt(&world.db, &world.permit, mailer, &vault, message.id, now);
    let Some(made) = made.await.expect("an attempt") else { return Sending::Done };
    let permit = world.permit.clone();
    let noted = world.db.write(move |tx| notifications::note_attempt(&mut tx.scope(&permit), &made, now));
    noted.await.expect("what became of it is noted")
}

async fn told(db: TestDb) -> World {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    world
}

async fn one_of_three_is_refused(db: TestDb) {
    let (server, world) = (MailServer::start(), World::new(db).await);
    let gone = super::world::user(&world.db, &world.permit, "refused", "UTC", Role::Staff).await;
    let interview = world.interview(&[gone, world.lena], night()).await;
    world.notify(&interview).await;
    let mail = mail(Some(&server.url()));
    for message in world.messages().await {
        assert_eq!(send(&world, &mail, &message, at(NOW)).await, Sending::Done);
    }
    assert_eq!(
        world.outbox().await,
        ["invitation cora sent", "invitation refused refused", "invitation lena sent"]
    );
    let messages = world.messages().await;
    assert!(
        messages[1].words.as_deref().is_some_and(|words| words.contains("550")),
        "{:?}",
        messages[1].words
    );
    assert_eq!((messages[0].attempts, messages[0].sent_at), (1, Some(at(NOW))));
    let received = server.received();
    assert_eq!(received["rcpt_tos"][0], "cora@example.org");
    assert_eq!(received["mail_from"], "noreply@meridian.test");
    assert_eq!(received["headers"]["message-id"], format!("<{}>", messages[0].header_id));
    let parts = received["parts"].as_array().expect("parts");
    let calendar = parts.iter().find(|part| part["type"] == "text/calendar").expect("an invitation");
    assert_eq!(calendar["params"]["method"], "REQUEST");
    assert_eq!(server.received()["rcpt_tos"][0], "lena@example.org");
    server.nothing_more();
}

async fn a_server_that_was_down_gets_it_later(db: TestDb) {
    let world = told(db).await;
    let message = world.messages().await.remove(0);
    // A port that is given to nobody who asks for any.
    let down = mail(Some("smtp://127.0.0.1:1?tls=none"));
    for attempt in 1..=2 {
        let sent = send(&world, &down, &message, at(NOW)).await;
        assert!(matches!(sent, Sending::Again(_)), "{sent:?}");
        assert_eq!(world.messages().await[0].attempts, attempt);
    }
    assert_eq!(world.outbox().await[0], "invitation cora waiting");
    let server = MailServer::start();
    assert_eq!(send(&world, &mail(Some(&server.url())), &message, at(NOW)).await, Sending::Done);
    assert_eq!(world.outbox().await[0], "invitation cora sent");
    assert_eq!(server.received()["headers"]["message-id"], format!("<{}>", message.header_id));
}

async fn what_was_not_noted_is_sent_again_as_the_same(db: TestDb) {
    let (server, world) = (MailServer::start(), told(db).await);
    let message = world.messages().await.remove(0);
    let mail = mail(Some(&server.url()));
    assert_eq!(send(&world, &mail, &message, at(NOW)).await, Sending::Done);
    // As if the process had ended between the server's answer and the commit.
    world.db.raw().execute("UPDATE messages SET state = 'waiting', sent_at = NULL, attempts = 0");
    assert_eq!(send(&world, &mail, &message, at(NOW)).await, Sending::Done);
    assert_eq!(send(&world, &mail, &message, at(NOW)).await, Sending::Done);
    let (first, second) = (server.received(), server.received());
    for header in ["message-id", "date", "subject"] {
        assert_eq!(first["headers"][header], second["headers"][header], "{header}");
    }
    server.nothing_more();
}

async fn without_a_server_mail_is_kept(db: TestDb) {
    let (server, world) = (MailServer::start(), told(db).await);
    for message in world.messages().await {
        assert_eq!(send(&world, &mail(None), &message, at(NOW)).await, Sending::Done);
    }
    assert_eq!(world.outbox().await, ["invitation cora kept", "invitation lena kept"]);
    let message = world.messages().await.remove(0);
    assert_eq!(message.attempts, 0);
    let (permit, id) = (world.permit.clone(), message.id);
    let again = world.db.write(move |tx| notifications::send_again(tx, &permit, id, at(NOW)));
    again.await.expect("it waits again");
    assert_eq!(world.outbox().await[0], "invitation cora waiting");
    assert_eq!(send(&world, &mail(Some(&server.url())), &message, at(NOW)).await, Sending::Done);
    assert_eq!(world.outbox().await[0], "invitation cora sent");
}

async fn nobody_tries_for_ever(db: TestDb) {
    let (server, world) = (MailServer::start(), World::new(db).await);
    let slow = super::world::user(&world.db, &world.permit, "later", "UTC", Role::Staff).await;
    let interview = world.interview(&[slow], night()).await;
    world.notify(&interview).await;
    let message = world.messages().await.remove(1);
    let mail = mail(Some(&server.url()));
    let sent = send(&world, &mail, &message, at(NOW).plus_seconds(SENDING_SECONDS - 1)).await;
    assert!(matches!(&sent, Sending::Again(words) if words.contains("451")), "{sent:?}");
    assert_eq!(send(&world, &mail, &message, at(NOW).plus_seconds(SENDING_SECONDS)).await, Sending::Done);
    assert_eq!(world.outbox().await[1], "invitation later failed");
    let permit = world.permit.clone();
    let reminder = DueReminder { meeting: interview.id.into(), starts_at: start(), minutes_before: 60 };
    let due = start().plus_minutes(-60);
    let done =
        world.db.write(move |tx| notifications::remind(tx, &permit, (&identity(), &vault()), reminder, due));
    done.await.expect("they are reminded");
    let reminder = world.messages().await.remove(2);
    assert_eq!(send(&world, &mail, &reminder, start()).await, Sending::Done);
    assert_eq!(world.outbox().await[2], "reminder cora failed", "it came too late");
    server.nothing_more();
}
