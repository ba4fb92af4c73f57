//! Who can make a company's rooms, each with the form of its account.

use crate::kit::field::{Field, valued};
use crate::kit::input::{Input, NAME, TITLE};
use crate::kit::texts::Texts;
use app::rooms::provider::{WantedProvider, of_key_file};
use domain::room::{ProviderKind, RoomAccount};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The field for Google's key file, which is a secret as a whole.
const KEY_FILE: &str = "key_file_credentials";
/// What the API calls it.
const SERVICE_ACCOUNT: &str = "service_account";
/// The calendar that Google's accounts have of their own.
const USUAL_CALENDAR: &str = "primary";
/// What Google's key file says of itself that people know it by.
const OF_FILE: &str = "client_email";

/// An address or an account by which rooms are made. Google knows two kinds of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Link,
    Zoom,
    GoogleService,
    GoogleUser,
    Teams,
}

impl Way {
    pub(super) const ALL: [Self; 5] =
        [Self::Link, Self::Zoom, Self::GoogleService, Self::GoogleUser, Self::Teams];

    /// Its name in addresses and keys.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Link => "address",
            Self::Zoom => "zoom",
            Self::GoogleService => "google-service",
            Self::GoogleUser => "google-user",
            Self::Teams => "teams",
        }
    }

    /// The address of its form.
    pub(super) fn path(self) -> String {
        format!("{}/{}", super::PATH, self.name())
    }

    pub(super) fn of(account: &RoomAccount) -> Self {
        match account.kind {
            ProviderKind::Link => Self::Link,
            ProviderKind::Zoom => Self::Zoom,
            ProviderKind::Teams => Self::Teams,
            ProviderKind::GoogleMeet if account.fields.contains_key("client_id") => Self::GoogleUser,
            ProviderKind::GoogleMeet => Self::GoogleService,
        }
    }

    fn kind(self) -> ProviderKind {
        match self {
            Self::Link => ProviderKind::Link,
            Self::Zoom => ProviderKind::Zoom,
            Self::GoogleService | Self::GoogleUser => ProviderKind::GoogleMeet,
            Self::Teams => ProviderKind::Teams,
        }
    }

    /// What is no secret. The calendar and the user for whom a service account acts may be left out.
    fn plain(self) -> &'static [&'static str] {
        match self {
            Self::Link => &["url"],
            Self::Zoom => &["account_id", "client_id", "host"],
            Self::GoogleService => &["subject", "calendar"],
            Self::GoogleUser => &["client_id", "calendar"],
            Self::Teams => &["tenant", "client_id", "organizer"],
        }
    }

    fn secrets(self) -> &'static [&'static str] {
        match self {
            Self::Link => &[],
            Self::Zoom | Self::Teams => &["client_secret"],
            Self::GoogleService => &[KEY_FILE],
            Self::GoogleUser => &["client_secret", "refresh_token"],
        }
    }

    fn fields(self, texts: Texts, is_stored: bool) -> Vec<Field> {
        let plain = self.plain().iter().map(|name| {
            let kind = if *name == "url" { "url" } else { "text" };
            let field = Field::typed(kind, name, texts.say(&format!("rooms-{name}")));
            let field = if is_optional(name) { field } else { field.required() };
            match texts.known(&format!("rooms-{name}-hint")) {
                Some(hint) => field.hint(hint),
                None => field,
            }
        });
        let keep = texts.say(if is_stored { "provider-keep" } else { "rooms-secret-hint" });
        let secrets = self.secrets().iter().map(|name| {
            let label =
                if *name == "client_secret" { (*name).replace('_', "-") } else { format!("rooms-{name}") };
            let own = texts.known(&format!("rooms-{name}-hint")).map(|hint| format!("{hint} "));
            let hint = format!("{}{keep}", own.unwrap_or_default());
            Field::typed("password", name, texts.say(&label)).hint(hint)
        });
        plain.chain(secrets).collect()
    }

    /// The fields with what is stored of this way, where something is.
    pub(super) fn shown(self, texts: Texts, stored: Option<&RoomAccount>) -> Vec<Field> {
        let stored = stored.filter(|account| Self::of(account) == self);
        let value = |name: &str| match stored {
            Some(account) => account.fields.get(name).cloned().unwrap_or_default(),
            None if name == "calendar" => USUAL_CALENDAR.to_owned(),
            None => String::new(),
        };
        valued(self.fields(texts, stored.is_some()), value)
    }

    /// What is stored of an account, for people to read.
    pub(super) fn facts(texts: Texts, account: &RoomAccount) -> Vec<(String, String)> {
        let names = Self::of(account).plain().iter().chain([&OF_FILE]);
        let fact =
            |name: &&str| Some((texts.say(&format!("rooms-{name}")), account.fields.get(*name)?.clone()));
        names.filter_map(fact).collect()
    }

    /// What a form says; `None` where something is wrong, which is noted.
    pub(super) fn read(self, input: &mut Input<'_>) -> Option<WantedProvider> {
        let mut account = RoomAccount { kind: self.kind(), fields: BTreeMap::new() };
        for name in self.plain() {
            let longest = if *name == "url" { TITLE } else { NAME };
            let read = match is_optional(name) {
                true => input.optional(name, longest).flatten(),
                false => input.line(name, longest),
            };
            let usual = (*name == "calendar").then(|| USUAL_CALENDAR.to_owned());
            account.fields.extend(read.or(usual).map(|value| ((*name).to_owned(), value)));
        }
        let mut secrets = Map::new();
        for name in self.secrets() {
            match input.secret(name) {
                Some(text) if *name == KEY_FILE => {
                    let file = read_key_file(input, &text, &mut account);
                    secrets.extend(file.map(|file| (SERVICE_ACCOUNT.to_owned(), Value::Object(file))));
                }
                Some(text) => drop(secrets.insert((*name).to_owned(), Value::from(text))),
                None => {}
            }
        }
        // A link has no secret, and what is stored says so.
        let has_any = !secrets.is_empty() || self == Self::Link;
        let credentials = has_any.then_some(Value::Object(secrets));
        input.errors.is_empty().then_some(WantedProvider { account, credentials })
    }

    /// The field that a use case blames, and what is wrong with it; `is_typed` says whether a secret is typed. What a
    /// field may hold is said as a whole, as each refusal of the use case is about one thing.
    pub(super) fn fault(
        self,
        pointer: &str,
        is_typed: impl Fn(&str) -> bool,
    ) -> (&'static str, &'static str) {
        let named = pointer.split('/').nth(2).unwrap_or_default();
        let named = if named == SERVICE_ACCOUNT { KEY_FILE } else { named };
        let field = self.plain().iter().chain(self.secrets()).find(|name| **name == named).copied();
        match field {
            Some("url") => ("url", "rooms-url-wrong"),
            Some(KEY_FILE) if is_typed(KEY_FILE) => (KEY_FILE, "rooms-key-file-wrong"),
            Some(name) if self.secrets().contains(&name) && !is_typed(name) => (name, "rooms-secret-needed"),
            Some(name) => (name, "rooms-field-wrong"),
            None => ("", "rooms-field-wrong"),
        }
    }
}

fn is_optional(name: &str) -> bool {
    matches!(name, "calendar" | "subject")
}

/// Google's key file; what it says of its own account goes to the account.
fn read_key_file(input: &mut Input<'_>, text: &str, account: &mut RoomAccount) -> Option<Map<String, Value>> {
    let Ok(Value::Object(file)) = serde_json::from_str(text) else {
        input.wrong(KEY_FILE, "rooms-key-file-wrong");
        return None;
    };
    for (name, value) in of_key_file(&file) {
        let value = input.short(KEY_FILE, value.trim(), NAME, false);
        account.fields.extend(value.map(|value| (name.to_owned(), value)));
    }
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_kit::Form;

    fn read(way: Way, form: &str) -> (Option<WantedProvider>, Vec<String>) {
        let form = Form::parse(form.as_bytes());
        let mut input = Input::new(&form, Texts::default());
        let wanted = way.read(&mut input);
        (wanted, input.errors.0.into_iter().map(|wrong| wrong.field).collect())
    }

    fn account(way: Way, fields: &[(&str, &str)]) -> RoomAccount {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        RoomAccount { kind: way.kind(), fields }
    }

    #[test]
    fn each_way_reads_its_own_account() {
        let check = |way: Way, form: &str, fields: &[(&str, &str)], secrets: Option<Value>| {
            let (wanted, wrong) = read(way, form);
            assert_eq!(wrong, [""; 0], "{form}");
            let wanted = wanted.expect("nothing is wrong");
            assert_eq!((&wanted.account, wanted.credentials), (&account(way, fields), secrets), "{form}");
            assert_eq!(Way::of(&wanted.account), way);
        };
        let json = |text: &str| serde_json::from_str(text).ok();
        check(Way::Link, "url=https://a.example", &[("url", "https://a.example")], json("{}"));
        let zoom = [("account_id", "a"), ("client_id", "b"), ("host", "c")];
        check(Way::Zoom, "account_id=a&client_id=b&host=+c+&client_secret=", &zoom, None);
        check(
            Way::Zoom,
            "account_id=a&client_id=b&host=c&client_secret=+d+",
            &zoom,
            json(r#"{"client_secret": "d"}"#),
        );
        check(Way::GoogleService, "subject=&calendar=", &[("calendar", "primary")], None);
        let file = r#"{"client_email": "r@x", "private_key_id": "k", "private_key": "p"}"#;
        check(
            Way::GoogleService,
            &format!("subject=s&calendar=c&key_file_credentials={file}"),
            &[("calendar", "c"), ("client_email", "r@x"), ("private_key_id", "k"), ("subject", "s")],
            json(&format!("{{\"service_account\": {file}}}")),
        );
        check(
            Way::GoogleUser,
            "client_id=i&refresh_token=r",
            &[("calendar", "primary"), ("client_id", "i")],
            json(r#"{"refresh_token": "r"}"#),
        );
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let check = |way: Way, form: &str, fields: &[&str]| {
            let (wanted, wrong) = read(way, form);
            assert!(wanted.is_none() && wrong == fields, "{form}: {wrong:?}");
        };
        check(Way::Link, "url=", &["url"]);
        check(Way::Zoom, "", &["account_id", "client_id", "host"]);
        check(Way::GoogleService, "subject=%07&key_file_credentials=x", &["subject", KEY_FILE]);
        check(Way::GoogleService, "key_file_credentials=[]", &[KEY_FILE]);
    }

    #[test]
    fn refusals_stand_at_the_field_that_they_blame() {
        let check = |way: Way, pointer: &str, typed: &str, expected: (&str, &str)| {
            assert_eq!(way.fault(pointer, |name| name == typed), expected, "{pointer}");
        };
        check(Way::Link, "/link/url", "", ("url", "rooms-url-wrong"));
        check(Way::Zoom, "/zoom/client_secret", "", ("client_secret", "rooms-secret-needed"));
        check(Way::Zoom, "/zoom/client_secret", "client_secret", ("client_secret", "rooms-field-wrong"));
        check(Way::Zoom, "/zoom/host", "", ("host", "rooms-field-wrong"));
        let file = "/google_meet/service_account";
        check(Way::GoogleService, file, "", (KEY_FILE, "rooms-secret-needed"));
        check(
            Way::GoogleService,
            &format!("{file}/private_key"),
            KEY_FILE,
            (KEY_FILE, "rooms-key-file-wrong"),
        );
        check(Way::Teams, "/elsewhere", "", ("", "rooms-field-wrong"));
    }
}
