//! Pages that nobody logs in for, in the language of who looks: none of them is in English alone.

use super::visit::Browser;
use crate::appointments::start::TEN;
use crate::shop::start::{SERVICES, Shop};
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        pages_for_anybody_speak_german,
        amounts_are_written_as_the_language_does,
        a_browser_gets_a_page_where_there_is_nothing,
    ]
}

async fn german(app: &App, path: &str) -> Answer {
    app.send(app.anonymous(Method::GET, path).header("accept-language", "de-AT,de;q=0.9,en;q=0.5")).await
}

async fn pages_for_anybody_speak_german(db: TestDb) {
    let app = App::start(db).await;
    Shop::open(&app, "UTC").await;
    let check = async |path: &str, status: u16, words: &[&str]| {
        let page = german(&app, path).await;
        assert_eq!(page.status, status, "{path}: {}", page.text);
        assert!(page.text.contains("<html lang=\"de\""), "{path}: {}", page.text);
        for words in words {
            assert!(page.text.contains(words), "{path} lacks {words}: {}", page.text);
        }
        // The same address in the other language: the switch leads back to it.
        assert!(page.text.contains("/language/en?next="), "{path}: {}", page.text);
        let english = Browser::new(&app).get(path).await;
        assert!(english.text.contains("<html lang=\"en\""), "{path}: {}", english.text);
        for words in words {
            assert!(!english.text.contains(words), "{path} has {words} in English too");
        }
    };
    check("/", 200, &["Wer hat wann Zeit?", "API ansehen", "Eine erste Frage"]).await;
    check("/problems", 200, &["Probleme</h1>", "Nicht gefunden", "Zugangsdaten werden gebraucht"]).await;
    check("/problems/slot-full", 200, &["Das Zeitfenster ist voll</h1>", "Alle Probleme"]).await;
    check("/password-reset", 200, &["Neues Passwort setzen", "Passwort setzen</button>"]).await;
    check("/answers/v1.nothing", 404, &["Dieser Link beantwortet keine Einladung"]).await;
    check("/pay/nothing", 404, &["Dieser Link führt zu keiner Zahlung"]).await;
    check("/booked/v1.nothing", 404, &["Termin"]).await;
    check("/pick/v1.nothing", 404, &["Dieser Link öffnet nichts"]).await;
    check("/rooms/nothing", 404, &["Raum"]).await;
    check("/book/salon", 200, &["Wählen Sie, was Sie buchen möchten."]).await;
    check("/book/salon/cut", 200, &["Vormittag"]).await;
    check(&format!("/book/salon/cut/{TEN}"), 200, &["Ihre Angaben"]).await;
}

async fn amounts_are_written_as_the_language_does(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let priced = json!({"price": {"amount": 12_550, "currency": "EUR"}});
    let put = app.patch(&format!("{SERVICES}/{}", shop.service), priced).await;
    assert_eq!(put.status, 200, "{}", put.text);
    for path in ["/book/salon", "/book/salon/cut"] {
        assert!(german(&app, path).await.text.contains("125,50 EUR"), "{path}");
        assert!(Browser::new(&app).get(path).await.text.contains("125.50 EUR"), "{path}");
    }
    // What comes back is said before anybody books.
    let form = format!("/book/salon/cut/{TEN}");
    let (told, english) = (german(&app, &form).await.text, Browser::new(&app).get(&form).await.text);
    assert!(told.contains("erhalten Sie 100 % des Bezahlten zurück; danach nichts."), "{told}");
    assert!(english.contains("100 % of what you paid comes back; after that nothing."), "{english}");
}

async fn a_browser_gets_a_page_where_there_is_nothing(db: TestDb) {
    const BROWSERS: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let app = App::start(db).await;
    let ask = async |path: &str, accept: &str| {
        let request = app.anonymous(Method::GET, path).header("accept", accept);
        app.send(request.header("accept-language", "de")).await
    };
    for path in ["/nope", "/book", "/apis", "/book/a/b/c/d"] {
        let page = ask(path, BROWSERS).await;
        assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
        for words in ["<html lang=\"de\"", "Hier ist nichts", "href=\"/\""] {
            assert!(page.text.contains(words), "{path} lacks {words}: {}", page.text);
        }
        let english = Browser::new(&app).get(path).await;
        assert!(english.text.contains("There is nothing here"), "{path}: {}", english.text);
        for accept in ["*/*", "application/json", "application/json, text/html;q=0.5"] {
            let problem = ask(path, accept).await;
            assert_eq!(
                (problem.status, problem["type"].as_str()),
                (404, Some("/problems/not-found")),
                "{path} {accept}"
            );
        }
    }
    for first in ["api", "api/v1", "auth", "health", "metrics", "webhooks"] {
        let path = format!("/{first}/no/no/no/no/no");
        let problem = ask(&path, BROWSERS).await;
        assert_eq!((problem.status, problem["type"].as_str()), (404, Some("/problems/not-found")), "{path}");
    }
}
