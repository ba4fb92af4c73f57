//! `/app/settings/notifications`: how the company tells people.

use crate::kit::field::{BothPage, Field, FormPage, filled, valued};
use crate::kit::input::{Errors, Input, NAME};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::shell::role_name;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use app::kit::Precondition;
use app::notifications::{self as preferences, Versioned};
use domain::access::actions::ChangeCompany;
use domain::access::{Permit, Role};
use domain::message::{LANGUAGES, NotificationSettings, reminders_problem};
use http_kit::{Routes, resource};
use persistence::Tx;

const PATH: &str = "/app/settings/notifications";
/// Who may be told of conflicts.
const ROLES: [Role; 3] = [Role::Owner, Role::HrManager, Role::Recruiter];

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(look).post(save));
}

fn fields(texts: Texts) -> Vec<Field> {
    let languages = LANGUAGES.map(|tag| (tag.to_owned(), texts.say(&format!("mail-language-{tag}"))));
    let roles = ROLES.map(|role| (role.name().to_owned(), role_name(texts, role)));
    vec![
        Field::select("language", texts.say("mail-language"), languages),
        Field::line("sender_name", texts.say("mail-sender")).hint(texts.say("mail-sender-hint")),
        Field { autocomplete: "off", ..Field::typed("email", "reply_to", texts.say("mail-reply")) }
            .hint(texts.say("mail-reply-hint")),
        Field::line("reminders", texts.say("mail-reminders")).hint(texts.say("mail-reminders-hint")),
        Field::many("conflict_roles", texts.say("mail-conflicts"), roles),
    ]
}

fn value(said: &NotificationSettings, name: &str) -> String {
    match name {
        "language" => said.language.clone(),
        "sender_name" => said.sender_name.clone().unwrap_or_default(),
        "reply_to" => said.reply_to.clone().unwrap_or_default(),
        "reminders" => {
            said.reminder_minutes_before.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        _ => said.conflict_roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(","),
    }
}

async fn stored(page: &Page<ChangeCompany>) -> Result<Versioned<NotificationSettings>, Refused> {
    let id = page.company;
    page.read(move |tx, permit| preferences::settings(tx, permit, id)).await
}

fn show(
    page: &Page<ChangeCompany>,
    status: StatusCode,
    fields: Vec<Field>,
    version: String,
    errors: Errors,
) -> Answered {
    let heading = page.say("settings-notifications");
    page.show_form(
        status,
        FormPage {
            shell: page.shell(&heading),
            heading,
            intro: None,
            action: PATH.into(),
            fields,
            hidden: vec![("version".into(), version)],
            errors,
            submit: page.say("save"),
            back: Way { path: "/app/settings".into(), text: page.say("nav-settings") },
            danger: None,
            keeps: None,
            zones: Vec::new(),
        },
    )
}

async fn look(page: Page<ChangeCompany>) -> Answered {
    let found = stored(&page).await?;
    let fields = valued(fields(page.visitor.texts), |name| value(&found.said, name));
    show(&page, StatusCode::OK, fields, found.version.to_string(), Errors::default())
}

/// Minutes, with commas between them; the longest time first.
fn minutes(text: &str) -> Option<Vec<i64>> {
    let each = text.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse().ok());
    let mut read: Vec<i64> = each.collect::<Option<_>>()?;
    read.sort_unstable_by(|one, other| other.cmp(one));
    reminders_problem(&read).is_none().then_some(read)
}

async fn save(sent: Submitted<ChangeCompany>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, id, now) = (page.visitor.texts, page.company, page.now);
    let mut input = Input::new(&form, texts);
    let language = input.choice("language", |tag| LANGUAGES.contains(&tag).then(|| tag.to_owned()));
    let sender_name = input.optional("sender_name", NAME);
    let reply_to = match form.get("reply_to").unwrap_or_default().trim() {
        "" => Some(None),
        _ => input.email("reply_to").map(Some),
    };
    let reminders = minutes(form.get("reminders").unwrap_or_default());
    if reminders.is_none() {
        input.wrong("reminders", "mail-reminders-wrong");
    }
    let conflict_roles =
        ROLES.into_iter().filter(|role| form.all("conflict_roles").any(|name| name == role.name()));
    let expected = Precondition::new(input.version());
    let outcome = match (language, sender_name, reply_to, reminders) {
        (Some(language), Some(sender_name), Some(reply_to), Some(reminder_minutes_before)) => {
            let said = NotificationSettings {
                language,
                sender_name,
                reply_to,
                reminder_minutes_before,
                conflict_roles: conflict_roles.collect(),
            };
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                preferences::put_settings(tx, permit, id, &said, &expected, now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        _ => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(()) => Ok(done(PATH, "saved")),
        Outcome::Wrong(errors) => {
            let fields = filled(fields(texts), &form, &errors);
            let version = form.get("version").unwrap_or_default().to_owned();
            show(&page, StatusCode::UNPROCESSABLE_ENTITY, fields, version, errors)
        }
        Outcome::Overtaken => {
            let found = stored(&page).await?;
            let theirs = valued(fields(texts), |name| value(&found.said, name));
            let shell = page.shell(page.say("both-heading"));
            let both = BothPage::new(shell, PATH.into(), PATH.into(), &theirs, &form, found.version);
            page.show_as(StatusCode::PRECONDITION_FAILED, &both)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_are_read_as_the_api_reads_them() {
        let check = |text: &str, expected: Option<&[i64]>| {
            assert_eq!(minutes(text).as_deref(), expected, "{text}");
        };
        check("60, 1440", Some(&[1440, 60]));
        check("", Some(&[]));
        check("60, 60", None);
        check("4", None);
        check("1440, 60, 30, 15, 10, 5", None);
        check("an hour", None);
    }
}
