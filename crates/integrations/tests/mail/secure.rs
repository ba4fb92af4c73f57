//! TLS and log-in.

use crate::certificates::Certificates;
use crate::peers::{Case, Peers};
use crate::server::Server;
use crate::support::{mailer, message, outcomes, send_one, settings};
use serde_json::{Value, json};

pub(crate) const ALL: &[Case] = &[
    ("secure::starttls", starttls),
    ("secure::implicit_tls", implicit_tls),
    ("secure::log_in", log_in),
    ("secure::no_password_without_tls", no_password_without_tls),
];

const ME: &str = "me%40example.org:s3cr3t+%2F@";
const WRONG: &str = "me%40example.org:wr0ng@";

/// Sends over this URL, with the authority's root or without, and gives outcome and words.
fn attempt(url: &str, root: Option<&Certificates>) -> (&'static str, String) {
    let mut settings = settings(url);
    settings.extra_roots = root.map(|certificates| certificates.root.clone());
    let delivery = send_one(&mailer(settings), &message(&["ada"]));
    let (outcome, words) = outcomes(&delivery)[0];
    assert!(!words.contains("s3cr3t") && !words.contains("wr0ng"), "{words}");
    (outcome, words.to_owned())
}

fn accepted(server: &Server, url: &str, root: Option<&Certificates>) -> Value {
    let (outcome, words) = attempt(url, root);
    assert_eq!(outcome, "accepted", "{url}: {words}");
    server.received()
}

fn refused(url: &str, root: Option<&Certificates>, expected: &str) {
    let (outcome, words) = attempt(url, root);
    assert!(
        ["later", "not from us"].contains(&outcome) && words.contains(expected),
        "{url}: {outcome}, {words}"
    );
}

fn starttls(peers: &Peers) {
    let certificates = Certificates::make();
    let server = Server::start(peers, Some(&certificates), &["--tls", "starttls"]);
    let port = server.port;
    let root = Some(&certificates);
    let tls = |url: String, root| accepted(&server, &url, root)["tls"].clone();
    assert_eq!(tls(format!("smtp://localhost:{port}"), root), json!(true));
    assert_eq!(tls(format!("smtp://localhost:{port}?tls=required"), root), json!(true));
    assert_eq!(tls(format!("smtp://localhost:{port}?tls=none"), root), json!(false));
    refused(&format!("smtp://localhost:{port}"), None, "no TLS: invalid peer certificate: UnknownIssuer");
    refused(&format!("smtp://127.0.0.1:{port}"), root, "no TLS: invalid peer certificate");
    server.nothing_more();
}

fn implicit_tls(peers: &Peers) {
    let certificates = Certificates::make();
    let server = Server::start(peers, Some(&certificates), &["--tls", "implicit"]);
    let url = format!("smtps://localhost:{}", server.port);
    assert_eq!(accepted(&server, &url, Some(&certificates))["tls"], json!(true));
    refused(&url, None, "UnknownIssuer");
    refused(&url, Some(&Certificates::make()), "invalid peer certificate");
    server.nothing_more();
}

fn log_in(peers: &Peers) {
    let certificates = Certificates::make();
    let server = Server::start(peers, Some(&certificates), &["--tls", "starttls", "--auth"]);
    let root = Some(&certificates);
    let url = |credentials: &str| format!("smtp://{credentials}localhost:{}", server.port);
    let seen = accepted(&server, &url(ME), root);
    assert_eq!((&seen["user"], &seen["tls"]), (&json!("me@example.org"), &json!(true)));
    refused(&url(WRONG), root, "it does not take our user name and password: 535 5.7.8 not good: ***");
    // Without credentials the mail is not lost.
    refused(&url(""), root, "530 5.7.0 Authentication required");
    server.nothing_more();
}

fn no_password_without_tls(peers: &Peers) {
    let server = Server::start(peers, None, &["--auth"]);
    let url = |tls: &str| format!("smtp://{ME}localhost:{}{tls}", server.port);
    refused(&url(""), None, "no TLS: STARTTLS is not supported");
    refused(&url("?tls=starttls"), None, "a password is not sent without it");
    let seen = accepted(&server, &url("?tls=none"), None);
    assert_eq!((&seen["user"], &seen["tls"]), (&json!("me@example.org"), &json!(false)));
    server.nothing_more();
}
