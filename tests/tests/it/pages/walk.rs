//! Every page and every form, asked as every role, as nobody, with another company's things, and with a forged token.
//!
//! What the matrix of roles and actions says is taken for granted here (a snapshot in `domain` holds it fast); what is seen is
//! that each page asks it, and that none reaches beyond the company.

use super::routes::{Route, all};
use super::visit::{Browser, token};
use crate::accounts::operations::{Target, Who};
use crate::accounts::walk::World;
use domain::access::{Grant, Role, allows, grant};
use e2e::{Answer, App};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_table_has_every_page_and_form,
        nobody_is_led_to_the_log_in,
        each_role_meets_what_the_matrix_says,
        things_of_another_company_are_not_there,
        a_forged_token_sends_no_form,
        forms_lead_to_pages_of_this_server,
    ]
}

async fn the_table_has_every_page_and_form(_: TestDb) {
    let served = std::thread::spawn(web::patterns).join().expect("the router's map");
    let mut served: Vec<String> =
        served.iter().map(|(method, pattern)| format!("{method} {pattern}")).collect();
    let mut known: Vec<String> =
        all().iter().map(|route| format!("{} {}", route.method, route.pattern)).collect();
    served.sort();
    served.dedup();
    known.sort();
    let missing: Vec<&String> = served.iter().filter(|one| !known.contains(one)).collect();
    let gone: Vec<&String> = known.iter().filter(|one| !served.contains(one)).collect();
    assert!(missing.is_empty() && gone.is_empty(), "routes.rs lacks {missing:?}, and has {gone:?} too many");
    assert_eq!(served.len(), known.len(), "a page is listed twice");
    assert!(served.len() > 150, "{} pages", served.len());
}

/// The path of a route, about something new of this world.
pub(crate) async fn path(app: &App, route: &Route, world: &World) -> String {
    let id = match route.pattern.contains("{id}") {
        true => world.make(app, route.target).await,
        false => String::new(),
    };
    let (id, delivery) = id.split_once('/').unwrap_or((&id, "x"));
    let path = route.pattern.replace("{id}", id).replace("{delivery}", delivery).replace("{rest:.*}", "none");
    filled(&format!("{path}{}", route.query), world)
}

/// With the world's own things in place of names in braces; other names are of nothing.
fn filled(text: &str, world: &World) -> String {
    let text = text.replace("{candidate}", &world.candidate.to_string());
    let text = text.replace("{job}", &world.job.to_string()).replace("{slot}", &world.slot);
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}x{}", part.split_once('}').map_or("", |(_, rest)| rest)))
}

/// Somebody of a role, with the token of their forms.
pub(crate) struct Somebody<'a> {
    pub(crate) role: Role,
    pub(crate) browser: Browser<'a>,
    pub(crate) csrf: String,
}

impl<'a> Somebody<'a> {
    pub(crate) async fn of(app: &'a App, role: Role, company: i64) -> Self {
        let name = format!("walking-{}", role.name());
        let home = (role != Role::Admin).then_some(company);
        app.account(home, &name, role.name()).await;
        let mut browser = Browser::of(app, &format!("{name}@example.com")).await;
        if role == Role::Admin {
            browser.choose(company).await;
        }
        let csrf = token(&browser.get("/app/none").await.text);
        assert!(!csrf.is_empty(), "{role:?} has no token");
        Self { role, browser, csrf }
    }

    /// Asks a route at this path.
    async fn ask(&self, route: &Route, path: &str, world: &World) -> Answer {
        if route.is_get() {
            return self.browser.get(path).await;
        }
        if route.pattern.ends_with("/picture") {
            return self.browser.send_file(path, &self.csrf, &e2e::png(2, 1)).await;
        }
        self.browser.post(path, &fields(route, &self.csrf, world).each()).await
    }

    fn may(&self, route: &Route) -> Option<bool> {
        match route.who {
            Who::Anybody => None,
            Who::Caller => Some(true),
            // What is their own alone is seen by tests of its pages.
            Who::Own(action) | Who::May(action) if grant(self.role, action) == Grant::Own => None,
            Who::Own(action) | Who::May(action) => Some(allows(self.role, action)),
        }
    }

    /// Whether they open the page, and find nobody else's record on it: those of the world are somebody else's.
    fn sees_own_alone(&self, route: &Route) -> bool {
        route.shows.is_some_and(|action| grant(self.role, action) == Grant::Own)
    }
}

/// The fields of a form.
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn each(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

fn fields(route: &Route, csrf: &str, world: &World) -> Fields {
    let mut all = vec![("csrf", csrf.to_owned())];
    all.extend(route.fields.iter().map(|(name, value)| (*name, filled(value, world))));
    Fields(all)
}

async fn everybody(app: &App, company: i64) -> Vec<Somebody<'_>> {
    let mut all = Vec::new();
    for role in Role::ALL {
        all.push(Somebody::of(app, role, company).await);
    }
    all
}

/// Who may was decided, and what was asked about was found.
fn reached(route: &Route, answer: &Answer) -> bool {
    let to_log_in = answer.header("location").starts_with("/login");
    match answer.status {
        200 | 409 | 422 | 429 => true,
        303 => !to_log_in,
        412 => !route.is_get(),
        404 => route.may_lack,
        _ => false,
    }
}

async fn nobody_is_led_to_the_log_in(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let mut browser = Browser::new(&app);
    let csrf = token(&browser.visit("/login").await.text);
    for route in all() {
        let path = path(&app, &route, &world).await;
        let answer = match route.is_get() {
            true => browser.get(&path).await,
            false => {
                let from = Some(("sec-fetch-site", "same-origin"));
                browser.post_from(from, &path, &fields(&route, &csrf, &world).each()).await
            }
        };
        let at = format!("{} {path}: {} {}", route.method, answer.status, answer.text);
        assert!(answer.status < 500, "{at}");
        match (route.who, route.is_get()) {
            // Who has no link to a room is told so.
            (Who::Anybody, _) => {
                assert!(answer.status != 403 || answer["type"] == "/problems/wrong-room", "{at}");
            }
            (_, true) => {
                let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
                assert_eq!(
                    (answer.status, answer.header("location")),
                    (303, format!("/login?next={next}").as_str()),
                    "{at}"
                );
            }
            // A picture is not kept through the log-in.
            (_, false) if route.pattern.ends_with("/picture") => assert_eq!(answer.status, 303, "{at}"),
            (_, false) => assert_eq!(answer.status, 401, "{at}"),
        }
    }
}

async fn each_role_meets_what_the_matrix_says(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let everybody = everybody(&app, world.company).await;
    let mut wrong = Vec::new();
    for route in all() {
        // Those who may not change nothing: they are asked about one and the same.
        let same = path(&app, &route, &world).await;
        for somebody in &everybody {
            let Some(may) = somebody.may(&route) else { continue };
            let path = if may { path(&app, &route, &world).await } else { same.clone() };
            let answer = somebody.ask(&route, &path, &world).await;
            let fine = match may {
                true if somebody.sees_own_alone(&route) => answer.status == 404,
                true => reached(&route, &answer),
                false => answer.status == 403,
            };
            if !fine {
                wrong.push(format!("{} {path} as {:?}: {}", route.method, somebody.role, answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn things_of_another_company_are_not_there(db: TestDb) {
    let app = App::start(db).await;
    let (own, other) = (World::new(&app).await, World::new(&app).await);
    let everybody = everybody(&app, own.company).await;
    let mut wrong = Vec::new();
    for route in all().into_iter().filter(|route| route.target != Target::Nothing) {
        let path = path(&app, &route, &other).await;
        for somebody in &everybody {
            let answer = somebody.ask(&route, &path, &own).await;
            // What is a customer's leads others to their own pages.
            let is_home = route.pattern.starts_with("/me/") && answer.header("location") == "/app";
            let fine = match somebody.may(&route) {
                _ if somebody.role != Role::Customer && is_home => true,
                Some(true) => answer.status == 404,
                Some(false) => answer.status == 403,
                // That it is not their own is said before it is looked for.
                None => matches!(answer.status, 403 | 404),
            };
            if !fine {
                wrong.push(format!("{} {path} as {:?}: {}", route.method, somebody.role, answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn a_forged_token_sends_no_form(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let owner = Somebody::of(&app, Role::Owner, world.company).await;
    let other = Somebody::of(&app, Role::Recruiter, world.company).await;
    let mut changed = owner.csrf.clone();
    changed.pop();
    for route in all().into_iter().filter(|route| !route.is_get() && route.who != Who::Anybody) {
        let path = path(&app, &route, &world).await;
        for csrf in ["", "1.2", changed.as_str(), other.csrf.as_str()] {
            let answer = match route.pattern.ends_with("/picture") {
                true => owner.browser.send_file(&path, csrf, &e2e::png(2, 1)).await,
                false => owner.browser.post(&path, &fields(&route, csrf, &world).each()).await,
            };
            assert_eq!(answer.status, 403, "{path} with {csrf}: {}", answer.text);
        }
    }
}

/// However many redirects follow a form: browsers follow none to another server.
async fn forms_lead_to_pages_of_this_server(db: TestDb) {
    let app = App::start(db).await;
    let world = World::new(&app).await;
    let owner = Somebody::of(&app, Role::Owner, world.company).await;
    let mut led = 0;
    for route in all().into_iter().filter(|route| !route.is_get() && route.pattern != "/logout") {
        let path = path(&app, &route, &world).await;
        let answer = owner.ask(&route, &path, &world).await;
        led += usize::from(answer.status == 303);
        let page = owner.browser.led(answer).await;
        assert!(page.status < 500, "{path}: {} {}", page.status, page.text);
    }
    assert!(led > 10, "{led} forms were done");
}
