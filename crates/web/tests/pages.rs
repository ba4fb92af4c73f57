//! The pages as a browser gets them.

#![expect(clippy::expect_used, reason = "helpers of tests: what can't go on stops the test")]

use http_kit::Server;
use http_kit::problem::catalogue;
use reqwest::Response;

/// A server with the pages, for as long as the test runs; gives its address.
fn start() -> String {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let server = web::mount(Server::new().workers(1));
    let running =
        server.start("127.0.0.1:0".parse().expect("an address"), std::future::pending()).expect("a server");
    let address = running.address();
    tokio::spawn(running.finished());
    format!("http://{address}")
}

async fn get(url: &str) -> Response {
    reqwest::get(url).await.expect("an answer")
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// Checks that a path is a page under our policy, and gives its text.
async fn check_page(server: &str, path: &str, wanted: &str) -> String {
    let response = get(&format!("{server}{path}")).await;
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&response, "content-security-policy"), http_kit::html::PAGE_POLICY);
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    assert_eq!(header(&response, "x-frame-options"), "DENY");
    let text = response.text().await.expect("a page");
    assert!(text.contains(wanted), "{path}: {text}");
    for forbidden in ["<style", "style=\"", " onclick", "src=\"http", "href=\"http"] {
        assert!(!text.contains(forbidden), "{path} has {forbidden}");
    }
    // Scripts are files of this server, and none stands in the page.
    for script in text.split("<script").skip(1) {
        let tag = script.split("</script>").next().unwrap_or_default();
        assert!(tag.contains("src=\"/assets/") && tag.ends_with('>'), "{path} has {tag}");
    }
    text
}

#[actix_web::test]
async fn every_problem_has_its_page() {
    let server = start();
    let list = check_page(&server, "/problems", "<h1>Problems</h1>").await;
    for kind in catalogue::ALL {
        assert!(list.contains(&format!("href=\"/problems/{}\"", kind.slug)), "{}", kind.slug);
        let page = check_page(&server, &format!("/problems/{}", kind.slug), kind.slug).await;
        assert!(page.contains(kind.status.as_str()), "{}", kind.slug);
        assert!(!page.contains('`'), "{}: backticks are shown", kind.slug);
    }
    let unknown = get(&format!("{server}/problems/%3Cscript%3E")).await;
    assert_eq!(unknown.status(), 404);
    assert_eq!(header(&unknown, "content-type"), "application/problem+json");
}

#[actix_web::test]
async fn the_outbox_is_a_shell_with_one_script_of_this_server() {
    let server = start();
    let response = get(&format!("{server}/admin/outbox")).await;
    assert_eq!(header(&response, "content-security-policy"), http_kit::html::PAGE_POLICY);
    let page = response.text().await.expect("a page");
    let scripts: Vec<&str> = page.split("<script").skip(1).collect();
    assert_eq!(scripts.len(), 1, "{page}");
    let path = scripts.iter().find_map(|rest| rest.strip_prefix(" src=\"")?.split('"').next());
    let script = get(&format!("{server}{}", path.expect("a path"))).await;
    assert_eq!(script.status(), 200);
    assert_eq!(header(&script, "content-type"), "text/javascript; charset=utf-8");
    for forbidden in ["<style", "style=\"", " onclick", "src=\"http", "href=\"http"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let script = script.text().await.expect("a script");
    for forbidden in ["innerHTML", "localStorage", "sessionStorage", "document.cookie", "http://", "https://"]
    {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
}

#[actix_web::test]
async fn the_front_page_loads_only_what_this_server_has() {
    let server = start();
    let page = check_page(&server, "/", "Who is free, and when?").await;
    let mut assets = 0;
    for rest in page.split("\"/assets/").skip(1) {
        let name = rest.split('"').next().unwrap_or_default();
        let response = get(&format!("{server}/assets/{name}")).await;
        assert_eq!(response.status(), 200, "{name}");
        assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
        assets += 1;
    }
    assert!(assets >= 2, "style sheet and icon are linked");
    assert_eq!(get(&format!("{server}/assets/style.css")).await.status(), 404);
}
