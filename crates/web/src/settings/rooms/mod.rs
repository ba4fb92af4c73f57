//! `/app/settings/rooms`: who makes the rooms of online meetings.

mod form;
mod ways;

use crate::kit::input::Input;
use crate::kit::outcome::settled;
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Refused;
use crate::kit::restore::{self, Restore, done_with};
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use app::calls::Ice;
use app::kit::Precondition;
use app::rooms::Rooms;
use app::rooms::provider::{self, RoomSetting};
use askama::Template;
use domain::access::Permit;
use domain::access::actions::ManageProviders;
use domain::room::RoomProvider;
use http_kit::{Data, Routes, resource};
use persistence::Tx;
use ways::Way;

const PATH: &str = "/app/settings/rooms";
/// The form that takes the rooms of this server again.
const INTERNAL: &str = "/app/settings/rooms/internal";

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(look)).service(resource(INTERNAL).post(leave));
    form::routes(routes);
}

/// What it is called who makes the rooms; `None` is this server.
fn name_of(texts: Texts, way: Option<Way>) -> String {
    texts.say(&format!("rooms-of-{}", way.map_or("internal", Way::name)))
}

#[derive(Template)]
#[template(path = "rooms-of-company.html")]
struct RoomsPage {
    shell: Shell,
    /// Where interviews and appointments meet from now on.
    interviews: String,
    appointments: String,
    /// Whether people behind strict firewalls may not reach each other.
    lacks_relay: bool,
    /// Who makes the rooms now.
    name: String,
    words: String,
    /// The form of its account, with what is stored there; this server has none.
    account: Option<Account>,
    version: i64,
    others: Vec<Card>,
}

/// An account that is stored.
struct Account {
    path: String,
    facts: Vec<(String, String)>,
    /// Whether a secret is stored with it.
    has_secret: bool,
}

/// A card that leads to the form of another way.
struct Card {
    path: String,
    heading: String,
    words: String,
}

async fn stored(page: &Page<ManageProviders>) -> Result<RoomSetting, Refused> {
    let id = page.company;
    page.read(move |tx, permit| provider::get(tx, permit, id)).await
}

async fn look(page: Page<ManageProviders>, ice: Data<Ice>) -> Answered {
    let texts = page.visitor.texts;
    let setting = stored(&page).await?;
    let now = setting.provider.as_ref().map(|provider| Way::of(&provider.account));
    let words = |name: &str| texts.say(&format!("rooms-of-{name}-words"));
    let card =
        |way: Way| Card { path: way.path(), heading: name_of(texts, Some(way)), words: words(way.name()) };
    let account = |provider: &RoomProvider| {
        let way = Way::of(&provider.account);
        let has_secret = way != Way::Link && provider.credentials.is_some();
        Account { path: way.path(), facts: Way::facts(texts, &provider.account), has_secret }
    };
    let name = name_of(texts, now);
    page.show(&RoomsPage {
        shell: page.shell(texts.say("settings-rooms")),
        interviews: name.clone(),
        appointments: name_of(texts, now.filter(|way| *way == Way::Link)),
        lacks_relay: now != Some(Way::Link) && !ice.relays(),
        words: words(now.map_or("internal", Way::name)),
        name,
        account: setting.provider.as_ref().map(account),
        version: setting.version,
        others: Way::ALL.into_iter().filter(|way| Some(*way) != now).map(card).collect(),
    })
}

/// Takes the rooms of this server again.
async fn leave(sent: Submitted<ManageProviders>, rooms: Data<Rooms>) -> Answered {
    let Submitted { page, form } = sent;
    let (id, now, rooms) = (page.company, page.now, (*rooms).clone());
    let before = stored(&page).await?;
    let expected = Precondition::new(Input::new(&form, page.visitor.texts).version());
    let work =
        move |tx: &mut Tx<'_>, permit: &Permit| provider::put(tx, permit, &rooms, id, None, &expected, now);
    let after = settled(&page, "room provider", page.write(work).await)?;
    let restore = restore(page.visitor.texts, &before, &after);
    Ok(done_with(&page.visitor, &form, PATH, "saved", restore))
}

/// The form that chooses what was chosen before; `None` where it would need a secret that may be gone, or where nothing changed.
fn restore(texts: Texts, before: &RoomSetting, after: &RoomSetting) -> Option<Restore> {
    let version = Some(after.version);
    let Some(old) = &before.provider else {
        return after.provider.is_some().then(|| Restore::new(INTERNAL.into(), Vec::new(), version));
    };
    let new = after.provider.as_ref();
    let way = Way::of(&old.account);
    let is_kept = way == Way::Link || new.is_some_and(|new| new.credentials == old.credentials);
    let has_changed = new.is_none_or(|new| new.account != old.account);
    let fields = way.shown(texts, Some(&old.account)).into_iter().filter(|field| !field.is_secret());
    let fields = restore::sent(&fields.collect::<Vec<_>>()).filter(|_| is_kept && has_changed)?;
    Some(Restore::new(way.path(), fields, version))
}
