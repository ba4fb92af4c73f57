//! `/app/settings/booking`: how appointments are booked.

use super::reading::{ending, ending_text, policy_field, policy_required, policy_text, starting};
use super::services::ticked;
use crate::kit::breaking::{self, Agreed, Made, previewed};
use crate::kit::field::{BothPage, Field, FormPage, Kind, filled, proposed, valued};
use crate::kit::input::{Errors, Input, NAME};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use app::kit::Precondition;
use app::shop::settings;
use domain::access::Permit;
use domain::access::actions::ChangeCompany;
use domain::appointment::{
    MAX_NOTICE_DAYS, MAX_NOTICE_MINUTES, MAX_REMINDER_HOURS, MAX_REMINDERS, MAX_RESCHEDULE_LIMIT,
    ShopSettings, StoredShopSettings,
};
use http_kit::{Routes, resource};
use persistence::Tx;

const PATH: &str = "/app/settings/booking";
/// Minutes of a day, and characters of an address.
const DAY: i64 = 1440;
const URL: usize = 2000;

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(PATH).get(look).post(save));
}

fn fields(texts: Texts) -> Vec<Field> {
    let number = |name: &'static str, key: &str| Field::typed("number", name, texts.say(key)).required();
    let check = |name: &'static str, key: &str| Field::new(name, texts.say(key), Kind::Check);
    vec![
        number("slot_duration_minutes", "booking-step").hint(texts.say("booking-step-hint")),
        number("appointment_buffer_minutes", "booking-buffer").hint(texts.say("booking-buffer-hint")),
        Field::typed("time", "lead_time", texts.say("booking-opens"))
            .hint(texts.say("booking-hours-hint"))
            .required(),
        Field::typed("time", "finish_time", texts.say("booking-closes")).required(),
        check("work_on_saturday", "booking-saturday"),
        check("work_on_sunday", "booking-sunday"),
        number("minimum_notice_minutes", "booking-least").hint(texts.say("booking-least-hint")),
        number("maximum_notice_days", "booking-most").hint(texts.say("booking-most-hint")),
        number("default_reschedule_limit", "booking-moves").hint(texts.say("booking-moves-hint")),
        check("allow_staff_change_on_reschedule", "booking-staff-change"),
        policy_field(texts, &[], "policy-hint"),
        number("no_show_refund_percent", "booking-no-show").hint(texts.say("booking-no-show-hint")),
        Field::line("reminder_hours_before", texts.say("booking-reminders"))
            .hint(texts.say("booking-reminders-hint")),
        Field::line("website_name", texts.say("booking-website")).hint(texts.say("booking-website-hint")),
        Field { inputmode: "url", ..Field::typed("url", "thank_you_url", texts.say("booking-thanks")) }
            .hint(texts.say("booking-thanks-hint")),
    ]
}

fn value(said: &ShopSettings, name: &str) -> String {
    match name {
        "slot_duration_minutes" => said.slot_duration_minutes.to_string(),
        "appointment_buffer_minutes" => said.appointment_buffer_minutes.to_string(),
        "lead_time" => said.lead_time.to_string(),
        "finish_time" => ending_text(said.finish_time),
        "work_on_saturday" => ticked(said.work_on_saturday),
        "work_on_sunday" => ticked(said.work_on_sunday),
        "minimum_notice_minutes" => said.minimum_notice_minutes.to_string(),
        "maximum_notice_days" => said.maximum_notice_days.to_string(),
        "default_reschedule_limit" => said.default_reschedule_limit.to_string(),
        "allow_staff_change_on_reschedule" => ticked(said.allow_staff_change_on_reschedule),
        "cancellation_policy" => policy_text(&said.cancellation_policy),
        "no_show_refund_percent" => said.no_show_refund_percent.to_string(),
        "reminder_hours_before" => {
            said.reminder_hours_before.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        "website_name" => said.website_name.clone().unwrap_or_default(),
        _ => said.thank_you_url.clone().unwrap_or_default(),
    }
}

/// Hours, with commas between them, each once.
fn hours(text: &str) -> Option<Vec<i64>> {
    let each = text.split([',', ' ', ';']).filter(|part| !part.is_empty()).map(|part| part.parse().ok());
    let read: Vec<i64> = each.collect::<Option<_>>()?;
    let mut once = read.clone();
    once.sort_unstable();
    once.dedup();
    let is_good = read.iter().all(|hour| (1..=MAX_REMINDER_HOURS).contains(hour));
    (is_good && once.len() == read.len() && read.len() <= MAX_REMINDERS).then_some(read)
}

/// An address that may be left out; `None` where it is none of `https`.
fn https(input: &mut Input<'_>, name: &str) -> Option<Option<String>> {
    let read = input.optional(name, URL)?;
    let is_good = read.as_deref().is_none_or(|text| {
        let host = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        host.is_some_and(|host| !host.is_empty()) && !text.contains(char::is_whitespace)
    });
    if !is_good {
        input.wrong(name, "input-https");
        return None;
    }
    Some(read)
}

/// What a form says; `None` where something is wrong with it, which the input has noted.
fn read(input: &mut Input<'_>) -> Option<ShopSettings> {
    let step = input.number("slot_duration_minutes", 1..=DAY);
    let buffer = input.number("appointment_buffer_minutes", 0..=DAY);
    let opens = input.time_of_day("lead_time", starting);
    let closes = input.time_of_day("finish_time", ending);
    let least = input.number("minimum_notice_minutes", 0..=MAX_NOTICE_MINUTES);
    let most = input.number("maximum_notice_days", 1..=MAX_NOTICE_DAYS);
    let moves = input.number("default_reschedule_limit", 0..=MAX_RESCHEDULE_LIMIT);
    let cancellation_policy = policy_required(input);
    let percent = input.number("no_show_refund_percent", 0..=100);
    let reminders = hours(input.exact("reminder_hours_before"));
    if reminders.is_none() {
        input.wrong("reminder_hours_before", "booking-reminders-wrong");
    }
    let website_name = input.optional("website_name", NAME);
    let thank_you_url = https(input, "thank_you_url");
    Some(ShopSettings {
        slot_duration_minutes: step?,
        lead_time: opens?,
        finish_time: closes?,
        work_on_saturday: input.ticked("work_on_saturday"),
        work_on_sunday: input.ticked("work_on_sunday"),
        appointment_buffer_minutes: buffer?,
        website_name: website_name?,
        default_reschedule_limit: moves?,
        allow_staff_change_on_reschedule: input.ticked("allow_staff_change_on_reschedule"),
        cancellation_policy: cancellation_policy?,
        no_show_refund_percent: percent?,
        reminder_hours_before: reminders?,
        minimum_notice_minutes: least?,
        maximum_notice_days: most?,
        thank_you_url: thank_you_url?,
    })
}

async fn stored(page: &Page<ChangeCompany>) -> Result<StoredShopSettings, Refused> {
    page.read(settings::get).await
}

fn show(
    page: &Page<ChangeCompany>,
    status: StatusCode,
    fields: Vec<Field>,
    version: String,
    errors: Errors,
) -> Answered {
    let heading = page.say("settings-booking");
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
    let fields = valued(fields(page.visitor.texts), |name| value(&found.details, name));
    let fields = proposed(fields, |name| page.visitor.param(name));
    show(&page, StatusCode::OK, fields, found.metadata.version.to_string(), Errors::default())
}

async fn save(sent: Submitted<ChangeCompany>) -> Answered {
    let Submitted { page, form } = sent;
    let (texts, now) = (page.visitor.texts, page.now);
    let mut input = Input::new(&form, texts);
    let wanted = read(&mut input).filter(|_| input.errors.is_empty());
    let expected = Precondition::new(input.version());
    let outcome = match wanted {
        Some(wanted) => {
            let agreed = Agreed::of(&form);
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                previewed(tx, permit, Some(&agreed), |tx| {
                    settings::put(tx, permit, &wanted, &expected, now).map(drop)
                })
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(Made::Done(())) => Ok(done(PATH, "saved")),
        Outcome::Done(Made::Breaks(broken)) => {
            breaking::show(&page, &form, PATH.into(), PATH.into(), &broken)
        }
        Outcome::Wrong(errors) => {
            let fields = filled(fields(texts), &form, &errors);
            let version = form.get("version").unwrap_or_default().to_owned();
            show(&page, StatusCode::UNPROCESSABLE_ENTITY, fields, version, errors)
        }
        Outcome::Overtaken => {
            let found = stored(&page).await?;
            let theirs = valued(fields(texts), |name| value(&found.details, name));
            let shell = page.shell(page.say("both-heading"));
            let version = found.metadata.version;
            let both = BothPage::new(shell, PATH.into(), PATH.into(), &theirs, &form, version);
            page.show_as(StatusCode::PRECONDITION_FAILED, &both)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_before_are_each_named_once() {
        assert_eq!(hours("24, 1"), Some(vec![24, 1]));
        assert_eq!(hours(""), Some(Vec::new()));
        assert_eq!((hours("24, 24"), hours("0"), hours("721"), hours("a day")), (None, None, None, None));
    }
}
