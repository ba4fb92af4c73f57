//! What servers refuse, and servers that do not behave.

use crate::peers::{Case, Peers};
use crate::server::Server;
use crate::support::{mailer, message, outcomes, plain_mailer, send, send_one, settings};
use serde_json::json;
use std::net::TcpListener;
use std::time::Duration;

pub(crate) const ALL: &[Case] = &[
    ("refusals::each_recipient_fares_alone", each_recipient_fares_alone),
    ("refusals::the_whole_text_can_be_refused", the_whole_text_can_be_refused),
    ("refusals::what_is_refused_to_those_who_send", what_is_refused_to_those_who_send),
    ("refusals::a_server_that_hangs_costs_a_bounded_time", a_server_that_hangs_costs_a_bounded_time),
    ("refusals::a_server_that_never_greets", a_server_that_never_greets),
    ("refusals::a_connection_lost_after_the_text", a_connection_lost_after_the_text),
    ("refusals::a_server_that_went_away", a_server_that_went_away),
];

fn each_recipient_fares_alone(peers: &Peers) {
    let server = Server::plain(peers);
    let mailer = plain_mailer(server.port);
    let first = message(&["ada", "refused", "later", "grace"]);
    let delivery = send_one(&mailer, &first);
    let expected = [
        ("accepted", "250 2.0.0 queued as 4711"),
        ("refused", "550 5.1.1 no such user here"),
        ("later", "451 4.7.1 greylisted, come back"),
        ("accepted", "250 2.0.0 queued as 4711"),
    ];
    assert_eq!(outcomes(&delivery), expected);
    assert_eq!(server.received()["rcpt_tos"], json!(["ada@example.org", "grace@example.org"]));
    let again = first.retry(&delivery).expect("somebody is to be tried again");
    assert_eq!(outcomes(&send_one(&mailer, &again)), [expected[2]]);
    assert!(first.retry(&send_one(&mailer, &message(&["refused"]))).is_none());
    server.nothing_more();
}

fn the_whole_text_can_be_refused(peers: &Peers) {
    let server = Server::plain(peers);
    let deliveries = send(
        &plain_mailer(server.port),
        &[message(&["ada", "spam", "refused"]), message(&["ada", "busy"]), message(&["ada"])],
    );
    let spam = ("refused", "554 5.7.1 this looks like spam");
    assert_eq!(outcomes(&deliveries[0]), [spam, spam, ("refused", "550 5.1.1 no such user here")]);
    let busy = ("later", "452 4.3.1 no room");
    assert_eq!(outcomes(&deliveries[1]), [busy, busy]);
    assert_eq!(outcomes(&deliveries[2])[0].0, "accepted");
}

/// It says nothing of any recipient.
fn what_is_refused_to_those_who_send(peers: &Peers) {
    let server = Server::plain(peers);
    let nobody = mailer(settings(&format!("smtp://localhost:{}?from=nobody%40acme.example", server.port)));
    let first = message(&["ada", "refused"]);
    let delivery = send_one(&nobody, &first);
    let sender = ("not from us", "550 5.7.1 Sender address rejected: not owned by user");
    assert_eq!(outcomes(&delivery), [sender, sender]);
    let mailer = plain_mailer(server.port);
    let again = first.retry(&delivery).expect("both are to be tried again");
    assert_eq!(
        outcomes(&send_one(&mailer, &again)).iter().map(|one| one.0).collect::<Vec<_>>(),
        ["accepted", "refused"]
    );
    let relay = send_one(&mailer, &message(&["elsewhere", "refused"]));
    let expected =
        [("not from us", "554 5.7.1 Relay access denied"), ("refused", "550 5.1.1 no such user here")];
    assert_eq!(outcomes(&relay), expected);
    let limit = send_one(&mailer, &message(&["limit"]));
    assert_eq!(outcomes(&limit), [("not from us", "550 5.4.5 Daily user sending limit exceeded")]);
}

fn a_server_that_hangs_costs_a_bounded_time(peers: &Peers) {
    let server = Server::plain(peers);
    let mut short = settings(&format!("smtp://localhost:{}", server.port));
    short.limits.whole = Duration::from_secs(1);
    let began = std::time::Instant::now();
    let delivery = send_one(&mailer(short), &message(&["refused", "ada", "hang", "grace"]));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let late = ("later", "localhost did not take the message within 1 seconds");
    assert_eq!(outcomes(&delivery), [("refused", "550 5.1.1 no such user here"), late, late, late]);
    server.nothing_more();
}

fn a_server_that_never_greets(_: &Peers) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut short = settings(&format!("smtp://127.0.0.1:{port}"));
    short.limits.connect = Duration::from_millis(300);
    let delivery = send_one(&mailer(short), &message(&["ada"]));
    assert_eq!(outcomes(&delivery), [("later", "127.0.0.1 did not greet us within 0.3 seconds")]);
    // A port that is given to nobody who asks for any.
    let delivery = send_one(&plain_mailer(1), &message(&["ada"]));
    let (outcome, words) = outcomes(&delivery)[0];
    assert!(outcome == "later" && words.starts_with("localhost: no connection: "), "{words}");
}

fn a_connection_lost_after_the_text(peers: &Peers) {
    let server = Server::plain(peers);
    let mailer = plain_mailer(server.port);
    let deliveries = send(&mailer, &[message(&["refused", "dropped"]), message(&["ada"])]);
    let seen = outcomes(&deliveries[0]);
    assert_eq!((seen[0].0, seen[1].0), ("refused", "later"), "{seen:?}");
    assert!(!seen[1].1.is_empty());
    assert_eq!(outcomes(&deliveries[1])[0].0, "accepted", "a new connection");
}

/// A kept connection that the server has closed is found out before a message is risked on it.
fn a_server_that_went_away(peers: &Peers) {
    let gone = Server::plain(peers);
    let mailer = plain_mailer(gone.port);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        use integrations::mail::Mailer;
        assert_eq!(outcomes(&mailer.send(&message(&["ada"])).await)[0].0, "accepted");
        drop(gone);
        let delivery = mailer.send(&message(&["ada"])).await;
        let (outcome, words) = outcomes(&delivery)[0];
        assert!(outcome == "later" && words.contains("no connection"), "{words}");
    });
}
