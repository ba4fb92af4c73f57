//! The form of a company's log-in provider: its fields, what is stored in them, and what they say.

use crate::kit::field::{Field, Kind, valued};
use crate::kit::input::{Input, NAME};
use crate::kit::shell::role_name;
use crate::kit::texts::Texts;
use app::accounts::sso::SingleSignOn;
use domain::access::{IdentityProvider, IdentityProviderDetails as Details, Role};
use std::collections::BTreeMap;
use std::iter::once;

/// Characters of an issuer, at most.
const URL: usize = 2000;
/// The field for the groups of each role.
const GROUPS: [(Role, &str); 6] = [
    (Role::Owner, "groups_owner"),
    (Role::HrManager, "groups_hr_manager"),
    (Role::Recruiter, "groups_recruiter"),
    (Role::Staff, "groups_staff"),
    (Role::Customer, "groups_customer"),
    (Role::Viewer, "groups_viewer"),
];

/// Those that somebody of this role may have a provider hand out.
fn groups(by: Role) -> impl Iterator<Item = (Role, &'static str)> {
    GROUPS.into_iter().filter(move |(role, _)| Details::may_grant(*role) && by.may_grant(*role))
}

fn fields(texts: Texts, by: Role, has_secret: bool) -> Vec<Field> {
    let secret = if has_secret { "provider-keep" } else { "sso-secret-hint" };
    let mut fields = vec![
        Field::typed("url", "issuer", texts.say("sso-issuer")).hint(texts.say("sso-issuer-hint")).required(),
        Field::line("client_id", texts.say("sso-client")).hint(texts.say("sso-client-hint")).required(),
        Field::typed("password", "client_secret", texts.say("client-secret")).hint(texts.say(secret)),
        Field::line("group_claim", texts.say("sso-claim")).hint(texts.say("sso-claim-hint")).required(),
    ];
    let of_role = |(role, name): (Role, &'static str)| {
        let label = texts.with("sso-groups", "role", &role_name(texts, role));
        Field::new(name, label, Kind::Lines).hint(texts.say("sso-groups-hint"))
    };
    fields.extend(groups(by).map(of_role));
    let roles = groups(by).map(|(role, _)| (role.name().to_owned(), role_name(texts, role)));
    let roles = once((String::new(), texts.say("sso-nobody"))).chain(roles);
    let check =
        |name, label: &str, hint: &str| Field::new(name, texts.say(label), Kind::Check).hint(texts.say(hint));
    fields.extend([
        Field::select("default_role", texts.say("sso-default"), roles).hint(texts.say("sso-default-hint")),
        check("trust_unverified_email", "sso-trust", "sso-trust-hint"),
        check("active", "sso-active", "sso-active-hint"),
    ]);
    fields
}

/// The fields with what is stored, else with what is usual.
pub(super) fn shown(texts: Texts, by: Role, stored: Option<&IdentityProvider>) -> Vec<Field> {
    let has_secret = stored.is_some_and(|provider| provider.client_secret.is_some());
    let value = |name: &str| stored.map_or_else(|| usual(name), |provider| value(&provider.details, name));
    valued(fields(texts, by, has_secret), value)
}

fn usual(name: &str) -> String {
    match name {
        "group_claim" => Details::USUAL_CLAIM.to_owned(),
        "active" => "yes".to_owned(),
        _ => String::new(),
    }
}

fn value(details: &Details, name: &str) -> String {
    let ticked = |is_ticked: bool| if is_ticked { "yes".to_owned() } else { String::new() };
    match name {
        "issuer" => details.issuer.clone(),
        "client_id" => details.client_id.clone(),
        "group_claim" => details.group_claim.clone(),
        "default_role" => details.default_role.map(|role| role.name().to_owned()).unwrap_or_default(),
        "trust_unverified_email" => ticked(details.trust_unverified_email),
        "active" => ticked(details.active),
        _ => {
            let of_field = |role: Role| GROUPS.contains(&(role, name));
            let named = details.group_roles.iter().filter(|(_, role)| of_field(**role));
            named.map(|(group, _)| group.as_str()).collect::<Vec<_>>().join("\n")
        }
    }
}

/// What a form says, and the secret where one is typed; `None` where something is wrong, which is noted.
pub(super) fn read(
    input: &mut Input<'_>,
    sso: &SingleSignOn,
    by: Role,
    stored: Option<&Details>,
) -> Option<(Details, Option<String>)> {
    let issuer = input.line("issuer", URL);
    if issuer.as_deref().is_some_and(|issuer| sso.check_issuer(issuer).is_err()) {
        input.wrong("issuer", "sso-issuer-wrong");
    }
    let client_id = input.line("client_id", Details::LONGEST_CLIENT);
    let secret = input.secret("client_secret");
    if let Some(secret) = &secret {
        input.short("client_secret", secret, Details::LONGEST_CLIENT, false);
    }
    let group_claim = input.line("group_claim", NAME);
    let group_roles = read_groups(input, by, stored);
    let role = |name: &str| groups(by).map(|(role, _)| role).find(|role| role.name() == name);
    let default_role = input.choice("default_role", |name| match name {
        "" => Some(None),
        name => role(name).map(Some),
    });
    let details = Details {
        issuer: issuer?,
        client_id: client_id?,
        group_claim: group_claim?,
        group_roles,
        default_role: default_role?,
        trust_unverified_email: input.ticked("trust_unverified_email"),
        active: input.ticked("active"),
    };
    input.errors.is_empty().then_some((details, secret))
}

/// The groups of each role, one on a line. A name that is stored stays as it is written there, spaces around it included.
fn read_groups(input: &mut Input<'_>, by: Role, stored: Option<&Details>) -> BTreeMap<String, Role> {
    let mut found = BTreeMap::new();
    let is_stored = |line: &str| stored.is_some_and(|details| details.group_roles.contains_key(line));
    for (role, field) in groups(by) {
        for line in input.exact(field).lines() {
            let name = if is_stored(line) { line } else { line.trim() };
            if name.is_empty() || input.short(field, name, NAME, false).is_none() {
                continue;
            }
            if found.insert(name.to_owned(), role).is_some_and(|other| other != role) {
                input.wrong(field, "sso-group-twice");
            }
        }
        if found.len() > Details::MOST_GROUPS {
            input.wrong(field, "sso-groups-many");
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_kit::Form;

    fn roles(form: &str, by: Role, stored: Option<&Details>) -> (Vec<(String, Role)>, Vec<String>) {
        let form = Form::parse(form.as_bytes());
        let mut input = Input::new(&form, Texts::default());
        let found = read_groups(&mut input, by, stored);
        let wrong = input.errors.0.into_iter().map(|wrong| wrong.field).collect();
        (found.into_iter().collect(), wrong)
    }

    fn details(groups: &[(&str, Role)]) -> Details {
        Details {
            issuer: "https://login.example.com".into(),
            client_id: "meridian".into(),
            group_claim: "groups".into(),
            group_roles: groups.iter().map(|(group, role)| ((*group).to_owned(), *role)).collect(),
            default_role: None,
            trust_unverified_email: false,
            active: true,
        }
    }

    #[test]
    fn groups_are_lines_and_each_has_one_role() {
        let form = "groups_owner=bosses%0D%0A%0D%0A+all+%0D%0Abosses&groups_viewer=cn%3Dstaff,ou%3Dx";
        let expected = [("all", Role::Owner), ("bosses", Role::Owner), ("cn=staff,ou=x", Role::Viewer)];
        let expected: Vec<_> = expected.into_iter().map(|(group, role)| (group.to_owned(), role)).collect();
        assert_eq!(roles(form, Role::Owner, None), (expected, Vec::new()));
        let (_, wrong) = roles("groups_owner=a&groups_staff=a&groups_viewer=%07", Role::Owner, None);
        assert_eq!(wrong, ["groups_staff", "groups_viewer"]);
        let many: Vec<String> = (0..501).map(|number| number.to_string()).collect();
        let (_, wrong) = roles(&format!("groups_staff={}", many.join("%0A")), Role::Owner, None);
        assert!(wrong.contains(&"groups_staff".to_owned()), "{wrong:?}");
    }

    #[test]
    fn names_stay_as_they_are_stored_and_no_role_is_granted_above_ones_own() {
        let stored = details(&[(" hr ", Role::Staff)]);
        let (found, _) = roles("groups_staff=+hr+%0A+it+", Role::Owner, Some(&stored));
        assert_eq!(found, [(" hr ".to_owned(), Role::Staff), ("it".to_owned(), Role::Staff)]);
        assert_eq!(value(&stored, "groups_staff"), " hr ");
        let (found, _) = roles("groups_owner=a&groups_staff=b", Role::Recruiter, None);
        assert_eq!(found, [("b".to_owned(), Role::Staff)]);
        assert!(
            GROUPS
                .iter()
                .map(|(role, _)| *role)
                .eq(Role::ALL.into_iter().filter(|role| Details::may_grant(*role)))
        );
    }
}
