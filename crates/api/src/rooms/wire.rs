//! Providers of rooms on the wire: one object for each, beside the name of the one that is chosen.

use crate::kit::fields::{NAME, TITLE, line};
use app::calls::Ice;
use app::rooms::provider::{RoomSetting, WantedProvider, of_key_file};
use domain::room::{ProviderKind, RoomAccount};
use http_kit::{Checks, InstantOut, Problem, wire_enum};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;

wire_enum! {
    /// Who makes the rooms of online interviews.
    pub(super) enum ProviderName {
        /// This server itself.
        Internal = "internal",
        Zoom = "zoom",
        GoogleMeet = "google_meet",
        Teams = "teams",
        /// An address of the company's own.
        Link = "link",
    }
}

impl ProviderName {
    fn kind(self) -> Option<ProviderKind> {
        match self {
            Self::Internal => None,
            Self::Zoom => Some(ProviderKind::Zoom),
            Self::GoogleMeet => Some(ProviderKind::GoogleMeet),
            Self::Teams => Some(ProviderKind::Teams),
            Self::Link => Some(ProviderKind::Link),
        }
    }
}

impl From<ProviderKind> for ProviderName {
    fn from(kind: ProviderKind) -> Self {
        match kind {
            ProviderKind::Zoom => Self::Zoom,
            ProviderKind::GoogleMeet => Self::GoogleMeet,
            ProviderKind::Teams => Self::Teams,
            ProviderKind::Link => Self::Link,
        }
    }
}

/// Which provider makes a company's rooms, with the one object that it needs.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRoomProvider)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderIn {
    provider: ProviderName,
    zoom: Option<ZoomIn>,
    google_meet: Option<GoogleIn>,
    teams: Option<TeamsIn>,
    link: Option<LinkIn>,
}

/// A server-to-server app of a Zoom account, which may read, write, update and delete meetings.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewZoomAccount)]
#[serde(deny_unknown_fields)]
struct ZoomIn {
    account_id: String,
    client_id: String,
    /// Without one the stored one stays, as long as account and client are the same.
    #[schema(write_only)]
    client_secret: Option<String>,
    /// E-mail address or id of the user who owns the meetings.
    host: String,
}

/// A calendar of Google's whose events get a conference: either of a service account, or of a user who agreed once.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewGoogleAccount)]
#[serde(deny_unknown_fields)]
struct GoogleIn {
    /// The calendar's id (`primary`).
    calendar: Option<String>,
    /// Google's key file as it was downloaded. Without one the stored one stays.
    #[schema(write_only, value_type = Option<Object>)]
    service_account: Option<Map<String, Value>>,
    /// The user for whom the service account acts.
    subject: Option<String>,
    /// The client to which a user has agreed.
    client_id: Option<String>,
    /// Without secret and token the stored ones stay, as long as the client is the same.
    #[schema(write_only)]
    client_secret: Option<String>,
    #[schema(write_only)]
    refresh_token: Option<String>,
}

/// An application in a Microsoft tenant, which may write online meetings of the organiser.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewTeamsAccount)]
#[serde(deny_unknown_fields)]
struct TeamsIn {
    /// The tenant's id or domain.
    tenant: String,
    client_id: String,
    /// Without one the stored one stays, as long as tenant and client are the same.
    #[schema(write_only)]
    client_secret: Option<String>,
    /// Object id of the user who owns the meetings.
    organizer: String,
}

/// An address of the company's own.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRoomLink)]
#[serde(deny_unknown_fields)]
struct LinkIn {
    /// `https://`, at most 500 characters. `{room}` stands for what is particular to an interview: 32 digits that nobody can
    /// guess. Without it all interviews meet at one address.
    #[schema(example = "https://meet.example.com/acme-{room}")]
    url: String,
}

impl ProviderIn {
    /// What is wanted; `None` is this server.
    pub(super) fn wanted(self) -> Result<Option<WantedProvider>, Problem> {
        let mut checks = Checks::new();
        let (name, kind) = (self.provider.name(), self.provider.kind());
        let given = [
            ("zoom", self.zoom.map(ZoomIn::parts)),
            ("google_meet", self.google_meet.map(GoogleIn::parts)),
            ("teams", self.teams.map(TeamsIn::parts)),
            ("link", self.link.map(LinkIn::parts)),
        ];
        let mut wanted = None;
        for (section, parts) in given {
            match (parts, section == name) {
                (Some((fields, credentials)), true) => wanted = Some((fields, credentials)),
                (Some(_), false) => checks.note(format!("/{section}"), "belongs to another provider"),
                (None, true) => checks.note(format!("/{section}"), "is needed for this provider"),
                (None, false) => {}
            }
        }
        let wanted = kind.zip(wanted).map(|(kind, (fields, credentials))| {
            let fields = checked(&mut checks, name, fields);
            WantedProvider { account: RoomAccount { kind, fields }, credentials }
        });
        checks.finish()?;
        Ok(wanted)
    }
}

/// What is no secret, and what is one, where anything of it is given.
type PartsOf = (Vec<(&'static str, Option<String>)>, Option<Value>);

impl ZoomIn {
    fn parts(self) -> PartsOf {
        let fields = vec![
            ("account_id", Some(self.account_id)),
            ("client_id", Some(self.client_id)),
            ("host", Some(self.host)),
        ];
        (fields, secrets([("client_secret", self.client_secret.map(Value::from))]))
    }
}

impl TeamsIn {
    fn parts(self) -> PartsOf {
        let fields = vec![
            ("tenant", Some(self.tenant)),
            ("client_id", Some(self.client_id)),
            ("organizer", Some(self.organizer)),
        ];
        (fields, secrets([("client_secret", self.client_secret.map(Value::from))]))
    }
}

impl LinkIn {
    /// There is no secret, and what is stored says so.
    fn parts(self) -> PartsOf {
        (vec![("url", Some(self.url))], Some(Value::Object(Map::new())))
    }
}

impl GoogleIn {
    fn parts(self) -> PartsOf {
        let of_file = self.service_account.iter().flat_map(of_key_file);
        let mut fields: Vec<_> = of_file.map(|(name, value)| (name, Some(value.to_owned()))).collect();
        fields.extend([
            ("calendar", Some(self.calendar.unwrap_or_else(|| "primary".into()))),
            ("subject", self.subject),
            ("client_id", self.client_id),
        ]);
        let given = [
            ("service_account", self.service_account.map(Value::Object)),
            ("client_secret", self.client_secret.map(Value::from)),
            ("refresh_token", self.refresh_token.map(Value::from)),
        ];
        (fields, secrets(given))
    }
}

fn secrets<const N: usize>(given: [(&str, Option<Value>); N]) -> Option<Value> {
    let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let given: Map<String, Value> = given.collect();
    (!given.is_empty()).then_some(Value::Object(given))
}

fn checked(
    checks: &mut Checks,
    section: &str,
    fields: Vec<(&'static str, Option<String>)>,
) -> BTreeMap<String, String> {
    let mut good = BTreeMap::new();
    for (name, value) in fields {
        let pointer = match name {
            "client_email" | "private_key_id" => format!("/{section}/service_account/{name}"),
            _ => format!("/{section}/{name}"),
        };
        let longest = if name == "url" { TITLE } else { NAME };
        if let Some(text) = value.and_then(|text| line(checks, &pointer, &text, longest)) {
            good.insert(name.to_owned(), text);
        }
    }
    good
}

/// Which provider makes a company's rooms, without what is secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoomProvider)]
pub(super) struct ProviderOut {
    company_id: i64,
    provider: ProviderName,
    zoom: Option<ZoomOut>,
    google_meet: Option<GoogleOut>,
    teams: Option<TeamsOut>,
    link: Option<LinkOut>,
    /// What to know before online interviews are held in these rooms; null where there is nothing.
    warning: Option<&'static str>,
    /// Whether credentials are stored; they are shown to nobody.
    has_credentials: bool,
    /// Null where nobody ever chose one.
    updated_at: Option<InstantOut>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ZoomAccount)]
struct ZoomOut {
    account_id: Option<String>,
    client_id: Option<String>,
    host: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GoogleAccount)]
struct GoogleOut {
    calendar: Option<String>,
    /// Of the service account, where there is one.
    client_email: Option<String>,
    private_key_id: Option<String>,
    subject: Option<String>,
    client_id: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TeamsAccount)]
struct TeamsOut {
    tenant: Option<String>,
    client_id: Option<String>,
    organizer: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoomLink)]
struct LinkOut {
    url: Option<String>,
}

/// What a company without a provider should know, on a server without a relay.
const NO_RELAY: &str = "in rooms of this server sound and picture go from browser to browser, and this installation has no TURN server \
                        (RTC_ICE_SERVERS): people behind strict firewalls may not reach each other";

impl ProviderOut {
    pub(super) fn new(setting: RoomSetting, ice: &Ice) -> Self {
        let mut out = Self {
            company_id: setting.company.0,
            provider: ProviderName::Internal,
            zoom: None,
            google_meet: None,
            teams: None,
            link: None,
            warning: (!ice.relays()).then_some(NO_RELAY),
            has_credentials: false,
            updated_at: setting.updated_at.map(Into::into),
        };
        let Some(provider) = setting.provider else { return out };
        out.provider = provider.account.kind.into();
        out.warning = None;
        out.has_credentials = provider.credentials.is_some() && provider.account.kind != ProviderKind::Link;
        let mut fields = provider.account.fields;
        let mut field = |name: &str| fields.remove(name);
        match provider.account.kind {
            ProviderKind::Zoom => {
                out.zoom = Some(ZoomOut {
                    account_id: field("account_id"),
                    client_id: field("client_id"),
                    host: field("host"),
                });
            }
            ProviderKind::GoogleMeet => {
                out.google_meet = Some(GoogleOut {
                    calendar: field("calendar"),
                    client_email: field("client_email"),
                    private_key_id: field("private_key_id"),
                    subject: field("subject"),
                    client_id: field("client_id"),
                });
            }
            ProviderKind::Link => out.link = Some(LinkOut { url: field("url") }),
            ProviderKind::Teams => {
                out.teams = Some(TeamsOut {
                    tenant: field("tenant"),
                    client_id: field("client_id"),
                    organizer: field("organizer"),
                });
            }
        }
        out
    }
}
