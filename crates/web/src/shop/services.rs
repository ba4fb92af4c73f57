//! `/app/services`: what clients book.

use super::names::{members, members_named};
use super::reading;
use crate::hiring::{Named, options, search_filter, state_filter};
use crate::kit::field::{Field, Kind};
use crate::kit::input::{Input, NAME, TITLE};
use crate::kit::list::{Asked, Cell, Column};
use crate::kit::sheet::{Sheet, View};
use crate::kit::sheet_forms;
use crate::kit::steps::PolicyKind;
use crate::kit::texts::Texts;
use crate::kit::when::WallClock;
use app::kit::collection::Stored;
use domain::access::Permit;
use domain::access::actions::{ManageShop, ReadDirectory};
use domain::appointment::{MAX_DURATION, MAX_RESCHEDULE_LIMIT, ServiceDetails, ServiceId, Setting, StaffId};
use domain::money::written;
use http_kit::Routes;
use persistence::store::collection::SortKey;
use persistence::store::shop::services::ServiceFilter;
use persistence::{StoreError, Tx};
use std::collections::BTreeSet;

pub(super) fn routes(routes: &mut Routes) {
    sheet_forms::routes::<ServiceDetails>(routes);
}

/// `yes` or nothing, as boxes send it.
pub(super) fn ticked(is: bool) -> String {
    if is { "yes".into() } else { String::new() }
}

/// A value that may be absent.
pub(super) fn text_of<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// What boxes name. What nobody has touched stays as it is stored.
pub(super) fn chosen<Id: Copy + Ord>(before: &[Id], given: impl IntoIterator<Item = Id>) -> Vec<Id> {
    let given: BTreeSet<Id> = given.into_iter().collect();
    match before.iter().copied().collect::<BTreeSet<_>>() == given {
        true => before.to_vec(),
        false => given.into_iter().collect(),
    }
}

fn settings(texts: Texts) -> impl Iterator<Item = (String, String)> {
    Setting::ALL.iter().map(move |one| {
        let name = one.name();
        (name.to_owned(), texts.say(&format!("setting-{name}")))
    })
}

impl Sheet for ServiceDetails {
    const PATH: &'static str = "/app/services";
    const KEY: &'static str = "service";
    type Read = ReadDirectory;
    type Write = ManageShop;
    type Around = Vec<Named<StaffId>>;

    fn around(tx: &mut Tx<'_>, permit: &Permit, stored: Option<&Self>) -> Result<Self::Around, StoreError> {
        let named = stored.map(|service| service.staff.as_slice()).unwrap_or_default();
        Ok(members_named(&members(tx, permit, named)?))
    }

    fn fields(texts: Texts, around: &Self::Around) -> Vec<Field> {
        let mut fields = vec![
            Field::line("name", texts.say("name")).required(),
            Field::typed("number", "duration_minutes", texts.say("service-minutes")).required(),
            Field::new("description", texts.say("service-description"), Kind::Lines),
            reading::amount_field("price", texts.say("service-price")).hint(texts.say("service-price-hint")),
            reading::amount_field("down_payment", texts.say("service-down-payment"))
                .hint(texts.say("service-down-payment-hint")),
            Field::line("currency", texts.say("service-currency")).hint(texts.say("service-currency-hint")),
            Field::select("location_type", texts.say("service-where"), settings(texts)),
            Field::line("location", texts.say("service-place")).hint(texts.say("service-place-hint")),
            Field::new("allow_rescheduling", texts.say("service-moves"), Kind::Check),
            Field::typed("number", "reschedule_limit", texts.say("service-move-limit"))
                .hint(texts.say("service-company-hint")),
            reading::policy_field(texts, &[PolicyKind::Company], "policy-hint-service"),
        ];
        if !around.is_empty() {
            fields.push(
                Field::many("staff", texts.say("service-staff"), options(around))
                    .hint(texts.say("service-staff-hint")),
            );
        }
        fields.push(
            Field::new("active", texts.say("service-active"), Kind::Check)
                .hint(texts.say("service-active-hint")),
        );
        fields
    }

    fn value(&self, name: &str) -> String {
        match name {
            "name" => self.name.clone(),
            "duration_minutes" => self.duration_minutes.to_string(),
            "description" => self.description.clone().unwrap_or_default(),
            "price" => self.price.map(written::without_currency).unwrap_or_default(),
            "down_payment" => self.down_payment.map(written::without_currency).unwrap_or_default(),
            "currency" => self.price.map(|price| price.currency().code().to_owned()).unwrap_or_default(),
            "location_type" => self.location_type.name().to_owned(),
            "location" => self.location.clone().unwrap_or_default(),
            "allow_rescheduling" => ticked(self.allow_rescheduling),
            "reschedule_limit" => text_of(self.reschedule_limit.as_ref()),
            "cancellation_policy" => {
                self.cancellation_policy.as_ref().map(reading::policy_text).unwrap_or_default()
            }
            "staff" => self.staff.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
            _ => ticked(self.active),
        }
    }

    fn usual(name: &str, _: &WallClock) -> String {
        match name {
            "duration_minutes" => "60".into(),
            "location_type" => Setting::InPerson.name().into(),
            _ => ticked(matches!(name, "active" | "allow_rescheduling")),
        }
    }

    fn read(input: &mut Input<'_>, before: Option<&Self>) -> Option<Self> {
        let name = input.line("name", NAME);
        let duration_minutes = input.number("duration_minutes", 1..=MAX_DURATION);
        let description = input.notes("description");
        let asks =
            ["price", "down_payment", "currency"].iter().any(|name| !input.exact(name).trim().is_empty());
        let currency = if asks { reading::currency(input, "currency") } else { None };
        let price = reading::amount(input, "price", currency);
        let down_payment = reading::amount(input, "down_payment", currency);
        let location_type = input.choice("location_type", Setting::named);
        let location = input.optional("location", TITLE);
        let reschedule_limit = input.number_or_none("reschedule_limit", 0..=MAX_RESCHEDULE_LIMIT);
        let cancellation_policy = reading::policy_or_none(input);
        let staff = before.map(|service| service.staff.as_slice()).unwrap_or_default();
        Some(Self {
            name: name?,
            description: description?,
            duration_minutes: duration_minutes?,
            price: price?,
            down_payment: down_payment?,
            // Set by a form of its own.
            image_url: before.and_then(|service| service.image_url.clone()),
            reschedule_limit: reschedule_limit?,
            allow_rescheduling: input.ticked("allow_rescheduling"),
            cancellation_policy: cancellation_policy?,
            location_type: location_type?,
            location: location?,
            staff: chosen(staff, input.ids("staff").into_iter().map(StaffId)),
            active: input.ticked("active"),
        })
    }

    fn filters(texts: Texts, asked: &Asked<'_>) -> (Vec<Field>, ServiceFilter) {
        let fields =
            vec![search_filter(texts, asked), state_filter(texts, asked, "service-open", "service-closed")];
        let staff = asked.number("staff").map(StaffId);
        (fields, ServiceFilter { staff, active: asked.flag("active") })
    }

    fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
        vec![
            asked.sorted(SortKey::Name, "name", texts.say("name")),
            Asked::column(texts.say("service-minutes")),
            Asked::column(texts.say("service-price")),
            Asked::column(texts.say("service-staff-count")),
            Asked::column(texts.say("state")),
            Asked::column(texts.say("actions")),
        ]
    }

    fn cells(record: &Stored<Self>, view: &View<'_>) -> Vec<Cell> {
        let details = &record.details;
        let (tone, state) = if details.active { ("good", "service-open") } else { ("", "service-closed") };
        let edit = format!("{}/{}/edit", Self::PATH, record.id);
        vec![
            Cell::link(Self::shown(record.id), details.name.clone()),
            Cell::text(details.duration_minutes.to_string()),
            Cell::text(details.price.map(|price| price.to_string()).unwrap_or_default()),
            Cell::text(details.staff.len().to_string()),
            Cell::badge(tone, view.texts.say(state)),
            if view.may_write { Cell::link(edit, view.texts.say("edit")) } else { Cell::text("") },
        ]
    }

    fn shown(id: ServiceId) -> String {
        format!("{}/{id}", Self::PATH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_whom_nobody_touches_stay_in_their_order() {
        let ids = |ids: &[i64]| ids.iter().copied().map(StaffId).collect::<Vec<_>>();
        assert_eq!(chosen(&ids(&[3, 1]), ids(&[1, 3])), ids(&[3, 1]));
        assert_eq!(chosen(&ids(&[3, 1]), ids(&[1, 2, 2])), ids(&[1, 2]));
        assert_eq!(chosen(&ids(&[]), ids(&[])), ids(&[]));
    }

    #[test]
    fn nobody_is_charged_a_hundredfold() {
        use crate::kit::texts::Texts;
        use http_kit::Form;
        let read = |price: &str, currency: &str| {
            let body = format!(
                "name=Cut&duration_minutes=30&location_type=in_person&price={price}&currency={currency}"
            );
            let form = Form::parse(body.as_bytes());
            let mut input = Input::new(&form, Texts::default());
            let read = ServiceDetails::read(&mut input, None);
            let wrong: Vec<String> = input.errors.0.into_iter().map(|wrong| wrong.field).collect();
            (read.and_then(|service| service.price).map(|price| price.to_string()), wrong)
        };
        assert_eq!(read("8000", "jpy"), (Some("8000 JPY".into()), Vec::new()));
        assert_eq!(read("80.00", "EUR"), (Some("80.00 EUR".into()), Vec::new()));
        assert_eq!(read("80.00", "JPY"), (None, vec!["price".into()]));
        assert_eq!(read("80", ""), (None, vec!["currency".into()]));
        assert_eq!(read("80", "XAU"), (None, vec!["currency".into()]));
        assert_eq!(read("", ""), (None, Vec::new()));
        // All that can't be read is said at once, also what would not count.
        assert_eq!(read("much", "XAU"), (None, vec!["currency".into(), "price".into()]));
        assert_eq!(read("", "XAU"), (None, vec!["currency".into()]));
    }

    #[test]
    fn nobody_gets_back_more_than_was_paid() {
        use crate::kit::texts::Texts;
        use http_kit::Form;
        let check = |policy: &str, is_good: bool| {
            let start = "name=Cut&duration_minutes=30&location_type=in_person&cancellation_policy=";
            let form = Form::parse(format!("{start}{policy}").as_bytes());
            let mut input = Input::new(&form, Texts::default());
            let read = ServiceDetails::read(&mut input, None);
            let is_noted = input.errors.of("cancellation_policy").is_some();
            assert_eq!((read.is_some(), is_noted), (is_good, !is_good), "{policy}");
        };
        check("", true);
        check("24+h:+100", true);
        check("24+h:+101", false);
        check("4000000000+h:+50", false);
        check("soon", false);
    }
}
