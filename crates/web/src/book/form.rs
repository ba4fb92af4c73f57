//! The form of a booking: who books, and what the service needs to know.

use crate::kit::field::{Field, Kind, filled, valued};
use crate::kit::input::{Errors, Input, NAME, TITLE};
use crate::kit::texts::Texts;
use domain::appointment::code::is_code;
use domain::appointment::visitor::is_too_fast;
use domain::appointment::{Client, Notes, PaymentType, Request, ServiceDetails};
use http_kit::Form;
use scheduling_core::time::Timestamp;

/// Characters of a telephone number, at most.
const PHONE: usize = 50;
/// A field that people do not see, and programs fill in.
const DECOY: &str = "website";

/// What was typed.
pub(super) struct Typed {
    pub(super) client: Client,
    pub(super) notes: Notes,
    pub(super) payment_type: PaymentType,
    /// The digits of a code.
    pub(super) code: Option<String>,
}

/// The fields, empty.
fn fields(texts: Texts, service: &ServiceDetails) -> Vec<Field> {
    let mut fields = vec![
        Field::line("name", texts.say("book-name")).autocomplete("name").required(),
        Field::typed("email", "email", texts.say("email")).required(),
    ];
    if service.location_type.needs_phone() {
        let phone = Field::typed("tel", "phone", texts.say("book-phone"));
        fields.push(phone.hint(texts.say("book-phone-hint")).required());
    }
    if service.location_type.needs_address() {
        let address = Field::line("address", texts.say("book-address")).autocomplete("address-line1");
        fields.push(address.hint(texts.say("book-address-hint")).required());
    }
    fields
}

/// The field of a code.
pub(super) fn code_field(texts: Texts, error: Option<String>) -> Field {
    let field = Field::line("code", texts.say("book-code")).autocomplete("one-time-code").required();
    Field { inputmode: "numeric", error, ..field }
}

/// The note that may be left out.
fn note(texts: Texts) -> Field {
    Field::new("note", texts.say("book-note"), Kind::Lines)
}

/// The fields and the note with what a form said, and what is wrong with it.
pub(super) fn said(texts: Texts, service: &ServiceDetails, form: &Form, errors: &Errors) -> Vec<Field> {
    let mut all = fields(texts, service);
    all.push(note(texts));
    filled(all, form, errors)
}

/// The same with what was said before of a time that is held.
pub(super) fn known(texts: Texts, service: &ServiceDetails, request: Option<&Request>) -> Vec<Field> {
    let mut all = fields(texts, service);
    all.push(note(texts));
    let Some(client) = request.and_then(|request| request.client.as_ref()) else { return all };
    valued(all, |name| match name {
        "name" => client.name.clone(),
        "email" => client.email.clone(),
        "phone" => client.phone.clone().unwrap_or_default(),
        "address" => client.address.clone().unwrap_or_default(),
        _ => String::new(),
    })
}

/// Reads a form that was shown at that time. Who is asked for a code sends a form with nothing to type but that, which a program
/// may paste.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(
    form: &Form,
    texts: Texts,
    service: &ServiceDetails,
    shown: Timestamp,
    asks_code: bool,
    now: Timestamp,
) -> Result<Typed, Errors> {
    let mut input = Input::new(form, texts);
    let setting = service.location_type;
    let (name, email) = (input.line("name", NAME), input.email("email"));
    let phone = match setting.needs_phone() {
        true => phone(&mut input, form).map(Some),
        false => input.optional("phone", PHONE),
    };
    let address = match setting.needs_address() {
        true => input.line("address", TITLE).map(Some),
        false => input.optional("address", TITLE),
    };
    let note = input.notes("note");
    let offered = PaymentType::offered(service.price, service.down_payment);
    let payment = chosen(&offered, form.get("payment"));
    if payment.is_none() {
        input.wrong("payment", "input-choice");
    }
    let code = code(&mut input, form);
    if form.get(DECOY).is_some_and(|text| !text.is_empty()) {
        input.wrong("", "book-decoy");
    }
    if !asks_code && input.errors.is_empty() && is_too_fast(shown, now) {
        input.wrong("", "book-too-fast");
    }
    match (name, email, phone, address, note, payment, input.errors.is_empty()) {
        (Some(name), Some(email), Some(phone), Some(address), Some(note), Some(payment_type), true) => {
            let notes = Notes { additional_info: note, internal: None, want_reminder: true };
            Ok(Typed { client: Client { name, email, phone, address }, notes, payment_type, code })
        }
        _ => Err(input.errors),
    }
}

fn phone(input: &mut Input<'_>, form: &Form) -> Option<String> {
    let phone = input.line("phone", PHONE)?;
    let digits = form.get("phone").unwrap_or_default().chars().filter(char::is_ascii_digit).count();
    if digits < 3 {
        input.wrong("phone", "book-phone-wrong");
        return None;
    }
    Some(phone)
}

/// The part of the price that was chosen; the only one where there is no choice.
fn chosen(offered: &[PaymentType], asked: Option<&str>) -> Option<PaymentType> {
    match (offered, asked) {
        ([only], _) => Some(*only),
        (_, None) => offered.first().copied(),
        (_, Some(name)) => PaymentType::named(name).filter(|one| offered.contains(one)),
    }
}

/// The digits of a code, however they were pasted.
fn code(input: &mut Input<'_>, form: &Form) -> Option<String> {
    let text = form.get("code").filter(|text| !text.trim().is_empty())?;
    let digits: String = text.chars().filter(char::is_ascii_digit).take(20).collect();
    if !is_code(&digits) {
        input.wrong("code", "book-code-shape");
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_as_a_code_is_its_digits() {
        let check = |text: &str, expected: Option<&str>, is_wrong: bool| {
            let form = Form::parse(format!("code={text}").as_bytes());
            let mut input = Input::new(&form, Texts::default());
            assert_eq!(code(&mut input, &form).as_deref(), expected, "{text}");
            assert_eq!(!input.errors.is_empty(), is_wrong, "{text}");
        };
        check("123456", Some("123456"), false);
        check("+123+456+", Some("123456"), false);
        check("123-456", Some("123456"), false);
        check("12345", Some("12345"), true);
        check("abc", Some(""), true);
        check("", None, false);
    }

    #[test]
    fn the_part_of_the_price_is_one_that_is_offered() {
        let both = [PaymentType::Down, PaymentType::Full];
        assert_eq!(chosen(&both, None), Some(PaymentType::Down));
        assert_eq!(chosen(&both, Some("full")), Some(PaymentType::Full));
        assert_eq!(chosen(&both, Some("none")), None);
        assert_eq!(chosen(&[PaymentType::Full], Some("none")), Some(PaymentType::Full));
    }
}
