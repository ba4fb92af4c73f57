//! `/app/appointments/new`: staff book for a client: service, who, day, a start that is offered, and the client.

use super::acts::PHONE;
use super::appointment::read as read_appointment;
use super::names::{PATH, directory, members, members_named, services};
use super::offers::{Asking, Offers, date_of, names, offers};
use super::starts::{Start, starts, why};
use crate::hiring::{Named, choosing, options, seed};
use crate::kit::field::{Field, Kind, filled, valued};
use crate::kit::input::{Errors, Input, NAME, TITLE};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use crate::kit::who::advised;
use actix_web::http::StatusCode;
use app::appointments::{self as use_cases, Booking, NewBooking};
use app::kit::collection;
use askama::Template;
use domain::AppointmentId;
use domain::access::actions::BookAppointments;
use domain::access::{Action, Permit};
use domain::appointment::{Client, Notes, PaymentType, Service, ServiceDetails, ServiceId, StaffId};
use http_kit::{Form, Routes, resource};
use persistence::{StoreError, Tx};
use scheduling_core::time::{Date, Timestamp};

const BOOK: &str = "/app/appointments/new";

pub(super) fn routes(routes: &mut Routes) {
    routes.service(resource(BOOK).get(blank).post(book));
}

#[derive(Template)]
#[template(path = "book-appointment.html")]
struct BookPage {
    shell: Shell,
    errors: Errors,
    choose: Vec<Field>,
    fields: Vec<Field>,
    service: String,
    staff: String,
    heading: String,
    starts: Vec<Start>,
    next: Option<(String, String)>,
    zone: String,
    /// Where it is explained why there are no starts.
    why: String,
    has_services: bool,
    is_asked: bool,
    /// An appointment of the client who is booked again.
    client: String,
    may_make_services: bool,
    /// What is said where there is no service.
    none_of_services: String,
}

/// What is chosen so far.
#[derive(Debug, Clone, Copy, Default)]
struct Chosen {
    service: Option<ServiceId>,
    staff: Option<StaffId>,
    date: Option<Date>,
}

impl Chosen {
    /// Of the form where one was sent, else of the address.
    fn of(page: &Page<BookAppointments>, typed: Option<&Form>) -> Self {
        let said = |name: &str| match typed {
            Some(form) => form.get(name),
            None => page.visitor.param(name),
        };
        let id = |name: &str| said(name).and_then(|text| text.trim().parse().ok());
        let start = said("start").and_then(|text| Timestamp::parse(text).ok());
        let of_start = start.map(|at| page.clock.day_of(at));
        Self {
            service: id("service").map(ServiceId),
            staff: id("staff").map(StaffId),
            date: of_start.or_else(|| date_of(page)),
        }
    }
}

/// What the choices are.
struct Offered {
    services: Vec<Named<ServiceId>>,
    /// The one that is chosen, with those who offer it.
    service: Option<(Service, Vec<Named<StaffId>>)>,
}

async fn offered(page: &Page<BookAppointments>, chosen: Chosen) -> Result<Offered, Refused> {
    let permit = directory(page)?;
    let read = move |tx: &mut Tx<'_>| {
        let services = services(tx, &permit, true, chosen.service.as_slice())?;
        let only = services.first().map(|one| one.id).filter(|_| services.len() == 1);
        let service = match chosen.service.or(only) {
            Some(id) => {
                let service = collection::get::<ServiceDetails>(tx, &permit, id)?;
                let mut staff = members(tx, &permit, &service.details.staff)?;
                staff.retain(|member| member.active && service.details.staff.contains(&member.id));
                Some((service, members_named(&staff)))
            }
            None => None,
        };
        Ok::<_, StoreError>(Offered { services, service })
    };
    page.db.read(read).await.map_err(|error| page.refuse(error))
}

fn fields(texts: Texts, service: &Service) -> Vec<Field> {
    let mut fields = vec![
        Field::line("name", texts.say("client-name")).required(),
        Field { autocomplete: "off", ..Field::typed("email", "email", texts.say("client-email")) }
            .hint(texts.say("client-email-hint"))
            .required(),
        Field { autocomplete: "off", ..Field::typed("tel", "phone", texts.say("phone")) },
        Field::line("address", texts.say("client-address")),
        Field::new("additional_info", texts.say("appointment-info"), Kind::Lines)
            .hint(texts.say("appointment-info-hint")),
        Field::new("internal_notes", texts.say("appointment-internal"), Kind::Lines)
            .hint(texts.say("appointment-internal-hint")),
        Field::new("want_reminder", texts.say("appointment-reminder"), Kind::Check),
    ];
    let details = &service.details;
    let named = |one: PaymentType, amount: Option<String>| {
        let key = format!("payment-type-{}", one.name());
        let text = match amount {
            Some(amount) => texts.with(&key, "amount", &amount),
            None => texts.say(&key),
        };
        (one.name().to_owned(), text)
    };
    if let Some(price) = details.price {
        let mut types =
            vec![named(PaymentType::None, None), named(PaymentType::Full, Some(price.to_string()))];
        types.extend(details.down_payment.map(|part| named(PaymentType::Down, Some(part.to_string()))));
        fields.push(Field::select("payment_type", texts.say("payment-type"), types));
    }
    fields
}

async fn show(
    page: &Page<BookAppointments>,
    status: StatusCode,
    typed: Option<&Form>,
    errors: Errors,
) -> Answered {
    let texts = page.visitor.texts;
    let chosen = Chosen::of(page, typed);
    let Offered { services, service } = offered(page, chosen).await?;
    let has_services = !services.is_empty();
    let mut shown = BookPage {
        shell: page.shell(texts.say("appointment-new")),
        errors,
        choose: vec![],
        fields: Vec::new(),
        service: String::new(),
        staff: text_of(chosen.staff),
        heading: String::new(),
        starts: Vec::new(),
        next: None,
        zone: texts.with("time-zone-note", "zone", &page.clock.zone_name()),
        why: String::new(),
        has_services,
        is_asked: service.is_some(),
        client: text_of(page.visitor.param("client").and_then(|text| text.parse().ok()).map(AppointmentId)),
        may_make_services: page.may(Action::ManageShop),
        none_of_services: advised(texts, "service-none", page.may(Action::ManageShop), Action::ManageShop),
    };
    let id = service.as_ref().map(|(service, _)| service.id);
    let choice = Field::select("service", texts.say("service"), choosing(texts, options(&services)));
    shown.choose.push(choice.value(text_of(id)));
    if let Some((service, staff)) = service {
        fill(page, &mut shown, chosen, &service, &staff, typed).await?;
    }
    page.show_as(status, &shown)
}

fn text_of<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The starts of the service, and the fields of the client.
async fn fill(
    page: &Page<BookAppointments>,
    shown: &mut BookPage,
    chosen: Chosen,
    service: &Service,
    staff: &[Named<StaffId>],
    typed: Option<&Form>,
) -> Result<(), Refused> {
    let texts = page.visitor.texts;
    let asking = Asking { service: service.id, staff: chosen.staff, date: chosen.date, moved: None };
    let Offers { date, times, next } = offers(page, asking).await?;
    let names = names(page, &times).await?;
    let mut anybody = vec![(String::new(), texts.say("anybody"))];
    anybody.extend(options(staff));
    shown.choose.push(Field::select("staff", texts.say("nav-staff"), anybody).value(shown.staff.clone()));
    shown.choose.push(Field::typed("date", "date", texts.say("starts-day")).value(date.to_string()));
    let (id, whom) = (service.id, shown.client.clone());
    let staff_id = shown.staff.clone();
    let link = |day: Date| format!("{BOOK}?service={id}&staff={staff_id}&client={whom}&date={day}");
    shown.next = next.map(|day| (link(day), texts.with("starts-next", "day", &page.clock.date(day))));
    shown.why = why(service.id, chosen.staff, date);
    shown.service = service.id.to_string();
    shown.heading =
        texts.values("starts-of", &[("day", &page.clock.date(date)), ("count", &times.len().to_string())]);
    let start = typed.and_then(|form| form.get("start"));
    shown.starts = starts(&times, &names, start);
    // Who is booked again, from their own page.
    let again = match shown.client.parse().map(AppointmentId) {
        Ok(id) => Some(read_appointment(page, id).await?.client),
        Err(_) => None,
    };
    let usual = |name: &str| match (name, &again) {
        ("want_reminder", _) => "yes".to_owned(),
        ("payment_type", _) => PaymentType::None.name().to_owned(),
        ("name", Some(client)) => client.name.clone(),
        ("email", Some(client)) => client.email.clone(),
        ("phone", Some(client)) => client.phone.clone().unwrap_or_default(),
        ("address", Some(client)) => client.address.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let fields = fields(texts, service);
    shown.fields = match typed {
        Some(form) => filled(fields, form, &shown.errors),
        None => valued(fields, usual),
    };
    Ok(())
}

async fn blank(page: Page<BookAppointments>) -> Answered {
    show(&page, StatusCode::OK, None, Errors::default()).await
}

/// What a form says; `None` where something is wrong with it, which the input has noted.
fn read(input: &mut Input<'_>, form: &Form) -> Option<NewBooking> {
    let service = input.choice("service", |text| text.parse().ok()).map(ServiceId);
    let staff = match form.get("staff").unwrap_or_default() {
        "" => Some(None),
        _ => input.choice("staff", |text| text.parse().ok()).map(StaffId).map(Some),
    };
    let start = Timestamp::parse(form.get("start").unwrap_or_default()).ok();
    if start.is_none() {
        input.wrong("start", "starts-choose");
    }
    let (name, email) = (input.line("name", NAME), input.email("email"));
    let (phone, address) = (input.optional("phone", PHONE), input.optional("address", TITLE));
    let (info, internal) = (input.notes("additional_info"), input.notes("internal_notes"));
    let payment_type = match form.get("payment_type") {
        None => Some(PaymentType::None),
        Some(_) => input.choice("payment_type", PaymentType::named),
    };
    Some(NewBooking {
        service: service?,
        staff: staff?,
        start: start?,
        client: Client { name: name?, email: email?, phone: phone?, address: address? },
        notes: Notes {
            want_reminder: input.ticked("want_reminder"),
            additional_info: info?,
            internal: internal?,
        },
        payment_type: payment_type?,
    })
}

async fn book(sent: Submitted<BookAppointments>) -> Answered {
    let Submitted { page, form } = sent;
    let (now, seed) = (page.now, seed(&page)?);
    let mut input = Input::new(&form, page.visitor.texts);
    let wanted = read(&mut input, &form).filter(|_| input.errors.is_empty());
    // What was typed is wrong, or the time can't be had.
    let status = if wanted.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let outcome = match wanted {
        Some(new) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                let (permit, new, seed) = (permit.clone(), new.clone(), seed.clone());
                Ok(use_cases::book(tx, &Booking { permit, new, seed, now })?.appointment)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(made) => {
            // Staff who book for somebody else see what is theirs alone.
            let sees = page.permit_for(Action::ReadAppointments)?.sees().shows(made.staff_user);
            let to = if sees { format!("{PATH}/{}", made.id) } else { PATH.to_owned() };
            Ok(done(&to, "booked"))
        }
        Outcome::Wrong(errors) => show(&page, status, Some(&form), errors).await,
        Outcome::Overtaken => {
            let mut errors = Errors::default();
            errors.add("", page.say("appointment-changed"));
            show(&page, StatusCode::PRECONDITION_FAILED, Some(&form), errors).await
        }
    }
}
