//! Who is told what of an interview.

use super::world::{World, ics, identity, line, night, user, vault};
use app::notifications;
use domain::access::Role;
use domain::interview::{Interview, InterviewStatus};
use domain::message::{Message, Preferences};
use domain::slot::AiKind;
use domain::{Refusal, UserId, WebhookId};
use persistence::StoreError;
use persistence::store::collection::Part;
use persistence::store::messages;
use testkit::db::{Engine, TestDb};
use testkit::{Case, at, between, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        each_in_their_language_and_on_their_clock,
        candidates_see_no_more_than_they_should,
        invitations_keep_their_identity_through_changes,
        what_is_told_once_is_not_told_again,
        two_at_once_tell_once,
        what_is_so_is_told_and_nothing_that_was,
        what_another_process_told_in_the_same_second_is_known,
        the_panel_changes,
        somebody_who_wants_no_invitation,
        an_ai_interviewer_is_nobody_to_tell,
        who_interviews_because_of_the_slot,
        owners_hear_of_webhooks,
        companies_do_not_see_each_other,
    ]
}

fn to<'m>(messages: &'m [Message], name: &str) -> &'m Message {
    let found = messages.iter().rfind(|message| message.content.to_name.eq_ignore_ascii_case(name));
    found.unwrap_or_else(|| panic!("nothing to {name}"))
}

async fn each_in_their_language_and_on_their_clock(db: TestDb) {
    let world = World::new(db).await;
    world.prefer(world.lena, Preferences { language: Some("de".into()), ..Preferences::default() }).await;
    world.prefer(world.marcus, Preferences { language: Some("fr".into()), ..Preferences::default() }).await;
    let interview = world.interview(&[world.lena, world.marcus], night()).await;
    world.notify(&interview).await;
    let messages = world.messages().await;
    let check = |name: &str, subject: &str, texts: &[&str]| {
        let letter = &to(&messages, name).content;
        assert!(letter.subject.starts_with(subject), "{}", letter.subject);
        let text = letter.text.replace('\u{a0}', " ");
        for part in texts {
            assert!(text.contains(part), "{part}: {text}");
        }
    };
    check("cora", "Interview invitation", &["Sunday, 30 March 2025, 09:30–10:30", "Asia/Tokyo"]);
    check("lena", "Einladung", &["30. März 2025, 01:30", "03:30", "Europe/Berlin"]);
    check("marcus", "Invitation", &["29 mars 2025", "20 h 30 à 21 h 30", "America/New York"]);
    assert_eq!(world.effects("send"), 3);
}

async fn candidates_see_no_more_than_they_should(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    world.deliver().await;
    let cancelled = world.cancelled(&interview).await;
    let before = world.messages().await;
    world.notify(&cancelled).await;
    let after = world.messages().await;
    let text = |message: &Message| format!("{} {}", message.content.text, ics(message).replace("\r\n ", ""));
    for letter in [to(&before, "cora"), to(&after, "cora")] {
        let text = text(letter);
        assert!(text.contains("lena") && text.contains("Welder"), "{text}");
        for secret in ["pays too much", "lena@example.org"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    let inside = text(to(&before, "lena"));
    assert!(inside.contains("Cora") && inside.contains("cora@example.org"), "{inside}");
    assert!(!inside.contains("pays too much"), "{inside}");
    for name in ["lena", "cora"] {
        assert!(text(to(&after, name)).contains("a rude mail"), "why it was cancelled");
    }
    for letter in &before {
        assert!(letter.content.text.contains("https://meridian.test/rooms/r00m"), "{}", letter.content.text);
    }
}

async fn invitations_keep_their_identity_through_changes(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    world.deliver().await;
    let later = between("2025-03-31T08:00:00Z", "2025-03-31T09:00:00Z");
    let moved = world.moved(&interview, later).await;
    world.notify(&moved).await;
    world.deliver().await;
    let cancelled = world.cancelled(&moved).await;
    world.notify(&cancelled).await;
    let letters: Vec<Message> =
        world.messages().await.into_iter().filter(|message| message.content.to_name == "Cora").collect();
    let seen: Vec<_> = letters
        .iter()
        .map(|message| {
            let text = ics(message);
            (line(text, "METHOD:"), line(text, "SEQUENCE:"), line(text, "DTSTART:"), line(text, "UID:"))
        })
        .collect();
    let uid = format!("{}@meridian", interview.id);
    let expected = [
        ("REQUEST", "0", "20250330T003000Z", uid.as_str()),
        ("REQUEST", "1", "20250331T080000Z", uid.as_str()),
        ("CANCEL", "2", "20250331T080000Z", uid.as_str()),
    ];
    assert_eq!(seen, expected);
    assert!(
        ics(&letters[0]).contains("ORGANIZER;CN=\"Acme\":mailto:noreply@meridian.test"),
        "{}",
        ics(&letters[0])
    );
    let expected = [
        "invitation cora sent",
        "invitation lena sent",
        "time_changed cora sent",
        "time_changed lena sent",
        "cancelled cora waiting",
        "cancelled lena waiting",
    ];
    assert_eq!(world.outbox().await, expected);
    let ids: std::collections::HashSet<&str> =
        letters.iter().map(|message| message.header_id.as_str()).collect();
    assert_eq!(ids.len(), 3, "each message has its own Message-ID");
}

async fn what_is_told_once_is_not_told_again(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    for _ in 0..3 {
        world.notify(&interview).await;
    }
    assert_eq!(world.outbox().await, ["invitation cora waiting", "invitation lena waiting"]);
    world.deliver().await;
    world.notify(&interview).await;
    let cancelled = world.cancelled(&interview).await;
    for _ in 0..3 {
        world.notify(&cancelled).await;
    }
    assert_eq!(world.outbox().await.len(), 4);
    assert_eq!(world.effects("send"), 2);
}

async fn two_at_once_tell_once(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena, world.marcus], night()).await;
    let tells = (0..8).map(|_| {
        let (db, permit, id) = ((*world.db).clone(), world.permit.clone(), interview.id);
        tokio::spawn(async move {
            let now = at(super::world::NOW);
            db.write(move |tx| notifications::notify(tx, &permit, &identity(), &vault(), id.into(), now))
                .await
        })
    });
    for tell in tells.collect::<Vec<_>>() {
        // Who was slower looks again.
        let told = tell.await.expect("no panic");
        let again = matches!(told, Err(StoreError::Refused(Refusal::VersionMismatch { .. })));
        assert!(told.is_ok() || again, "{told:?}");
    }
    assert_eq!(world.outbox().await.len(), 3);
    assert_eq!(world.effects("send"), 3);
}

async fn what_is_so_is_told_and_nothing_that_was(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    let moved = world.moved(&interview, between("2025-03-31T08:00:00Z", "2025-03-31T09:00:00Z")).await;
    world.notify(&interview).await;
    let invited = ["invitation cora waiting", "invitation lena waiting"];
    assert_eq!(world.outbox().await, invited);
    assert_eq!(line(ics(&world.messages().await[0]), "DTSTART:"), "20250331T080000Z", "the time that is so");
    let off = Interview { time: None, status: InterviewStatus::Pending, sequence: 2, ..moved.clone() };
    let off = world.store(off).await;
    world.notify(&off).await;
    let taken_back = ["invitation cora superseded", "invitation lena superseded"];
    assert_eq!(world.outbox().await, taken_back, "nobody has heard of it, so nobody hears that it is off");
    let on = world.store(Interview { sequence: 3, metadata: off.metadata, ..moved }).await;
    world.notify(&on).await;
    world.deliver().await;
    let off = Interview { time: None, status: InterviewStatus::Pending, sequence: 4, ..on };
    world.notify(&world.store(off).await).await;
    let outbox = world.outbox().await;
    assert_eq!(outbox[4..], ["cancelled cora waiting", "cancelled lena waiting"], "it has no time any more");
}

async fn what_another_process_told_in_the_same_second_is_known(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[], night()).await;
    world.notify(&interview).await;
    world.deliver().await;
    let off = Interview { time: None, status: InterviewStatus::Pending, sequence: 1, ..interview.clone() };
    let off = world.store(off).await;
    world.notify(&off).await;
    world.deliver().await;
    let on = world.store(Interview { sequence: 2, metadata: off.metadata, ..interview }).await;
    world.notify(&on).await;
    world.deliver().await;
    // Ids of one second rise within one process alone.
    let least = match world.db.engine() {
        Engine::Sqlite => "x'00000000000070008000000000000000'",
        Engine::Postgres => "'00000000-0000-7000-8000-000000000000'",
    };
    world.db.raw().execute(&format!("UPDATE messages SET id = {least} WHERE sequence = 2"));
    let off = Interview { time: None, status: InterviewStatus::Pending, sequence: 3, ..on };
    world.notify(&world.store(off).await).await;
    let told: Vec<String> = world.outbox().await;
    let cancelled = told.iter().filter(|message| message.starts_with("cancelled")).count();
    assert_eq!(cancelled, 2, "who was invited again hears that it is off again: {told:?}");
}

async fn the_panel_changes(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    world.deliver().await;
    let panel = |interview: &Interview, users: &[UserId]| {
        let mut changed = interview.clone();
        changed.details.interviewers = users.to_vec();
        changed
    };
    let changed = world.store(panel(&interview, &[world.marcus])).await;
    world.notify(&changed).await;
    let news = ["changed cora waiting", "invitation marcus waiting", "cancelled lena waiting"];
    assert_eq!(world.outbox().await[2..], news, "the candidate hears who it is now");
    let letter = to(&world.messages().await, "cora").content.text.clone();
    assert!(letter.contains("marcus") && !letter.contains("lena"), "{letter}");
    let back = world.store(panel(&changed, &[world.lena])).await;
    world.notify(&back).await;
    let taken_back = ["changed cora superseded", "invitation marcus superseded", "cancelled lena superseded"];
    assert_eq!(world.outbox().await[2..], taken_back, "all know already what is so again");
}

async fn somebody_who_wants_no_invitation(db: TestDb) {
    let world = World::new(db).await;
    world.prefer(world.lena, Preferences { invitations: false, ..Preferences::default() }).await;
    let interview = world.interview(&[world.lena, world.marcus], night()).await;
    world.notify(&interview).await;
    assert_eq!(world.outbox().await, ["invitation cora waiting", "invitation marcus waiting"]);
    world.deliver().await;
    let cancelled = world.cancelled(&interview).await;
    world.notify(&cancelled).await;
    assert_eq!(world.outbox().await[2..], ["cancelled cora waiting", "cancelled marcus waiting"]);
}

async fn an_ai_interviewer_is_nobody_to_tell(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[], night()).await;
    let interview = world.store(Interview { ai: Some(AiKind::General), ..interview }).await;
    world.notify(&interview).await;
    assert_eq!(world.outbox().await, ["invitation cora waiting"]);
}

async fn who_interviews_because_of_the_slot(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[], night()).await;
    let (company, lena, id) = (world.company, world.lena, interview.id);
    let (uuid, time) = match world.db.engine() {
        testkit::db::Engine::Postgres => (format!("'{id}'"), "now()"),
        testkit::db::Engine::Sqlite => (format!("X'{}'", id.0.simple()), "1742460000000000"),
    };
    let (from, until) = match world.db.engine() {
        testkit::db::Engine::Postgres => ("'2025-03-30T00:30:00Z'", "'2025-03-30T01:30:00Z'"),
        testkit::db::Engine::Sqlite => ("1743294600000000", "1743298200000000"),
    };
    world.db.raw().execute(&format!(
        "INSERT INTO subjects (company_id, subject, version) VALUES ({company}, 'user:{lena}', 0)
             ON CONFLICT DO NOTHING;
         INSERT INTO slots (id, company_id, subject, interviewer_id, slot_type, starts_at, ends_at, max_candidates,
             current_bookings, version, created_at, updated_at)
         VALUES ({uuid}, {company}, 'user:{lena}', {lena}, 'fixed', {from}, {until}, 1, 1, 1, {time}, {time});
         INSERT INTO schedules (id, company_id, interview_id, slot_id, status, booked_at, version, updated_at)
         VALUES ({uuid}, {company}, {uuid}, {uuid}, 'pending', {time}, 1, {time})"
    ));
    world.notify(&interview).await;
    assert_eq!(world.outbox().await, ["invitation cora waiting", "invitation lena waiting"]);
    world.deliver().await;
    world.db.raw().execute(&format!(
        "UPDATE schedules SET status = 'cancelled', cancelled_at = {time}, cancellation_reason = 'x'"
    ));
    let cancelled = world.cancelled(&interview).await;
    world.notify(&cancelled).await;
    assert_eq!(world.outbox().await[2..], ["cancelled cora waiting", "cancelled lena waiting"]);
}

async fn owners_hear_of_webhooks(db: TestDb) {
    let world = World::new(db).await;
    let _ = user(&world.db, &world.permit, "olga", "Europe/Paris", Role::Owner).await;
    let _ = user(&world.db, &world.permit, "rita", "Europe/Paris", Role::Recruiter).await;
    for _ in 0..2 {
        let (permit, company) = (world.permit.clone(), world.company);
        let told = world.db.write(move |tx| {
            let webhook = notifications::DisabledWebhook {
                company,
                id: WebhookId(3),
                url: "https://hooks.example/a",
                reason: "it answered 410",
                at: at(super::world::NOW),
            };
            notifications::notify_of_webhook(tx, &permit, &identity(), webhook, at(super::world::NOW))
        });
        told.await.expect("they are told");
    }
    assert_eq!(world.outbox().await, ["webhook_disabled olga waiting"]);
    let text = &world.messages().await[0].content.text;
    assert!(text.contains("https://hooks.example/a") && text.contains("it answered 410"), "{text}");
}

async fn companies_do_not_see_each_other(db: TestDb) {
    let world = World::new(db).await;
    let interview = world.interview(&[world.lena], night()).await;
    world.notify(&interview).await;
    let (_, other) = seed::company(&world.db, "Other").await;
    let first = world.messages().await[0].id;
    let (listing, reading) = (other.clone(), other.clone());
    let list = world.db.read(move |tx| {
        notifications::list(tx, &listing, &messages::Filter::default(), &Part::after(None, 10))
    });
    assert!(list.await.expect("a list").is_empty());
    assert!(world.db.read(move |tx| notifications::get(tx, &reading, first)).await.is_err());
    let (id, now) = (interview.id, at(super::world::NOW));
    let told =
        world.db.write(move |tx| notifications::notify(tx, &other, &identity(), &vault(), id.into(), now));
    told.await.expect("there is no such interview there");
    assert_eq!(world.outbox().await.len(), 2);
}
