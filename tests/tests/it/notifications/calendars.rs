//! What the calendar behind each address is told: what was handed over counts, and the address that reads it.

use super::world::{World, ics, line, night};
use domain::directory::CandidateDetails;
use domain::interview::{Interview, InterviewType};
use domain::message::{Message, MessageState};
use persistence::store::collection::Collection;
use testkit::db::TestDb;
use testkit::{Case, at, between};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        whatever_a_calendar_shows_is_told,
        nobody_is_overtaken_by_what_is_on_its_way,
        another_address_is_invited_and_the_old_one_hears_of_it,
        what_was_refused_is_not_repeated,
        answers_go_to_whom_the_company_names,
    ]
}

/// Kind, receiver's address and `SEQUENCE` of the messages after the first `known` ones.
async fn news(world: &World, known: usize) -> Vec<String> {
    let told = |message: &Message| {
        let (kind, address) = (message.content.kind.name(), &message.content.to_address);
        format!("{kind} {address} {}", line(ics(message), "SEQUENCE:"))
    };
    world.messages().await.iter().skip(known).map(told).collect()
}

async fn readdress(world: &World, change: impl Fn(&mut CandidateDetails) + Send + 'static) {
    let (permit, id) = (world.permit.clone(), world.candidate);
    let changed = world.db.write(move |tx| {
        let scope = &mut tx.scope(&permit);
        let stored = CandidateDetails::get(scope, id)?;
        let mut details = stored.details.clone();
        change(&mut details);
        CandidateDetails::update(scope, &stored, &details, at(super::world::NOW))
    });
    changed.await.expect("the candidate is changed");
}

async fn whatever_a_calendar_shows_is_told(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    world.deliver().await;
    let mut now = interview;
    let mut known = 2;
    type Change = fn(&mut Interview);
    let changes: [(&str, Change, &str); 5] = [
        ("place", |one| one.details.location = Some("Room 2".into()), "LOCATION:Room 2"),
        ("link", |one| one.room_id = Some("another".into()), "URL:https://meridian.test/rooms/another"),
        ("no link", |one| one.room_id = None, "STATUS:CONFIRMED"),
        ("type", |one| one.details.interview_type = InterviewType::Offline, "STATUS:CONFIRMED"),
        ("place again", |one| one.details.location = None, "STATUS:CONFIRMED"),
    ];
    for (step, (case, change, shown)) in changes.into_iter().enumerate() {
        change(&mut now);
        now = world.store(now).await;
        world.notify(&now).await;
        world.notify(&now).await;
        let sequence = step + 1;
        let expected = ["cora", "lena"].map(|name| format!("changed {name}@example.org {sequence}"));
        assert_eq!(news(&world, known).await, expected, "{case}");
        let messages = world.messages().await;
        let text = ics(messages.last().expect("a message")).replace("\r\n ", "");
        assert!(text.contains(shown), "{case}: {text}");
        known += 2;
        world.deliver().await;
    }
    let text = ics(world.messages().await.last().expect("a message")).to_owned();
    assert!(!text.contains("LOCATION") && !text.contains("URL:"), "{text}");
}

async fn nobody_is_overtaken_by_what_is_on_its_way(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    let cora = world.messages().await.remove(0);
    world.take(&cora);
    let moved = world.moved(&interview, between("2025-03-31T08:00:00Z", "2025-03-31T09:00:00Z")).await;
    world.notify(&moved).await;
    let expected = ["invitation cora waiting", "invitation lena superseded", "invitation lena waiting"];
    assert_eq!(world.outbox().await, expected, "a worker has the message to Cora");
    assert_eq!(world.effects("tell"), 0);
    world.settle(&cora, MessageState::Sent).await;
    assert_eq!(world.effects("tell"), 1, "she is told of the move after it");
    world.notify(&moved).await;
    assert_eq!(news(&world, 3).await, ["time_changed cora@example.org 1"]);
    // The same where the mail server did not take it now.
    let change = world.messages().await.remove(3);
    world.take(&change);
    let cancelled = world.cancelled(&moved).await;
    world.notify(&cancelled).await;
    assert_eq!(world.outbox().await[3], "time_changed cora waiting");
    world.settle(&change, MessageState::Refused).await;
    world.notify(&cancelled).await;
    let last = news(&world, 4).await;
    assert_eq!(last, ["cancelled cora@example.org 2"], "Lena was never told of it, Cora was");
}

async fn another_address_is_invited_and_the_old_one_hears_of_it(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    world.deliver().await;
    readdress(&world, |cora| cora.email = "CORA@example.org".into()).await;
    world.notify(&interview).await;
    assert_eq!(news(&world, 2).await, [""; 0], "case is no other address");
    readdress(&world, |cora| cora.email = "cora@new.example".into()).await;
    world.notify(&interview).await;
    let both = ["invitation cora@new.example 0", "cancelled cora@example.org 1"];
    assert_eq!(news(&world, 2).await, both);
    let old = world.messages().await.remove(3);
    assert!(old.content.text.contains("another address"), "{}", old.content.text);
    world.deliver().await;
    world.notify(&world.cancelled(&interview).await).await;
    let told = ["cancelled cora@new.example 1", "cancelled lena@example.org 1"];
    let mut last = news(&world, 4).await;
    last.sort();
    assert_eq!(last, told);
}

async fn what_was_refused_is_not_repeated(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    let cora = world.messages().await.remove(0);
    world.settle(&cora, MessageState::Refused).await;
    world.deliver().await;
    world.notify(&interview).await;
    assert_eq!(news(&world, 2).await, [""; 0]);
    readdress(&world, |cora| cora.email = "cora@right.example".into()).await;
    world.notify(&interview).await;
    assert_eq!(
        news(&world, 2).await,
        ["invitation cora@right.example 0"],
        "and no cancellation to the wrong one"
    );
    let (permit, id) = (world.permit.clone(), cora.id);
    let again =
        world.db.write(move |tx| app::notifications::send_again(tx, &permit, id, at(super::world::NOW)));
    assert!(again.await.is_err(), "the wrong address is not written to again");
}

async fn answers_go_to_whom_the_company_names(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    world.deliver().await;
    let name = |reply_to: &str| {
        let settings = domain::message::NotificationSettings {
            sender_name: Some("Acme Recruiting".into()),
            reply_to: Some(reply_to.into()),
            ..domain::message::NotificationSettings::default()
        };
        let (permit, company) = (world.permit.clone(), world.company);
        world.db.write(move |tx| {
            let any = app::directory::Precondition::default();
            app::notifications::put_settings(tx, &permit, company, &settings, &any, at(super::world::NOW))
        })
    };
    name("hr@acme.example").await.expect("settings");
    let moved = world.moved(&interview, between("2025-03-31T08:00:00Z", "2025-03-31T09:00:00Z")).await;
    world.notify(&moved).await;
    let organizer = "ORGANIZER;CN=\"Acme Recruiting\":";
    let check = async |at: usize, address: &str| {
        let message = world.messages().await.remove(at);
        let text = ics(&message).replace("\r\n ", "");
        assert!(text.contains(&format!("{organizer}mailto:{address}\r\n")), "{text}");
        assert!(message.content.text.contains("hr@acme.example"), "{}", message.content.text);
        assert_eq!(message.content.from_name, "Acme Recruiting");
    };
    check(2, "noreply@meridian.test").await;
    let other = world.interview(&[], between("2025-04-01T08:00:00Z", "2025-04-01T09:00:00Z")).await;
    world.notify(&other).await;
    check(4, "hr@acme.example").await;
    // Whose address that is is not the organizer of what they are invited to.
    readdress(&world, |cora| cora.email = "HR@acme.example".into()).await;
    let third = world.interview(&[world.lena], between("2025-04-02T08:00:00Z", "2025-04-02T09:00:00Z")).await;
    world.notify(&third).await;
    for message in world.messages().await.into_iter().skip(5) {
        let text = ics(&message).replace("\r\n ", "");
        let own = message.content.to_address.eq_ignore_ascii_case("hr@acme.example");
        let expected = if own { "noreply@meridian.test" } else { "hr@acme.example" };
        assert!(text.contains(&format!("{organizer}mailto:{expected}\r\n")), "{text}");
    }
    assert!(world.messages().await.len() > 6);
}
