//! Pictures of services.

use super::start::{SERVICES, Shop};
use e2e::{Answer, App, check_problem, png};
use reqwest::Method;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![a_picture_is_served_by_its_hash, what_is_no_picture_is_refused]
}

async fn post(app: &App, path: &str, kind: &str, body: Vec<u8>) -> Answer {
    app.send(app.request(Method::POST, path).header("content-type", kind).body(body)).await
}

/// A form with these files.
fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nHello\r\n".to_vec();
    for (kind, file) in files {
        let head = "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n";
        body.extend_from_slice(format!("{head}Content-Type: {kind}\r\n\r\n").as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    body
}

const FORM: &str = "multipart/form-data; boundary=x";

async fn a_picture_is_served_by_its_hash(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = format!("{SERVICES}/{}/image", shop.service);
    let set = post(&app, &path, "image/png", png(2000, 10)).await;
    assert_eq!((set.status, &set["id"]), (200, &serde_json::json!(shop.service)), "{}", set.text);
    let url = set["image_url"].as_str().unwrap_or_default().to_owned();
    assert_eq!(app.get(&format!("{SERVICES}/{}", shop.service)).await["image_url"], url.as_str());
    let place = url.find("/api/").map(|at| url[at..].to_owned()).unwrap_or_default();
    for (query, width) in [("", 1280), ("?width=1", 320), ("?width=640", 640), ("?width=641", 1280)] {
        let answer = app.anonymous(Method::GET, &format!("{place}{query}")).send().await.expect("an answer");
        let header = |name: &str| answer.headers()[name].to_str().unwrap_or_default().to_owned();
        assert_eq!((answer.status().as_u16(), header("content-type")), (200, "image/jpeg".into()), "{query}");
        assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
        let body = answer.bytes().await.expect("a body");
        assert_eq!(image::load_from_memory(&body).expect("a picture").width(), width, "{query}");
    }
    let again = post(&app, &path, FORM, form(&[("image/png", &png(2000, 10))])).await;
    assert_eq!((again.status, &again["image_url"]), (200, &serde_json::json!(url)), "{}", again.text);
    let other = post(&app, &path, FORM, form(&[("image/png", &png(20, 10))])).await;
    assert_ne!(other["image_url"], url.as_str());
    let gone = app.send(app.anonymous(Method::GET, &place)).await;
    check_problem("the old one", &gone, 404, "not-found", &[]);
}

async fn what_is_no_picture_is_refused(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = format!("{SERVICES}/{}/image", shop.service);
    let check = async |case: &str, kind: &str, body: Vec<u8>, status: u16, slug: &str, pointers: &[&str]| {
        check_problem(case, &post(&app, &path, kind, body).await, status, slug, pointers);
    };
    let media = "unsupported-media-type";
    check("a GIF", "image/gif", png(1, 1), 415, media, &[]).await;
    check("a text", "image/png", b"hello".to_vec(), 415, media, &[]).await;
    check("a text in a form", FORM, form(&[("text/plain", b"hello")]), 415, media, &[]).await;
    check("too large", "image/png", vec![0; (5 << 20) + 1], 413, "body-too-large", &[]).await;
    check(
        "too large in a form",
        FORM,
        form(&[("image/png", &vec![0; (5 << 20) + 1])]),
        413,
        "body-too-large",
        &[],
    )
    .await;
    let cut = png(200, 200)[..60].to_vec();
    check("cut", "image/png", cut, 422, "invalid", &[""]).await;
    check("too wide", "image/png", png(12_001, 1), 422, "invalid", &[""]).await;
    check("no file", FORM, form(&[]), 400, "malformed-request", &[""]).await;
    let two: [(&str, &[u8]); 2] = [("image/png", &png(1, 1)), ("image/png", &png(1, 1))];
    check("two files", FORM, form(&two), 400, "malformed-request", &[""]).await;
    check_problem(
        "no service",
        &post(&app, &format!("{SERVICES}/4711/image"), "image/png", png(1, 1)).await,
        404,
        "not-found",
        &[],
    );
}
