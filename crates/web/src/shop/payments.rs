//! `/app/payments`: what is to be paid for appointments, what came, and what went back.

use crate::hiring::Badge;
use crate::kit::csv::{self, BATCH, Batch};
use crate::kit::list::{Asked, Cell, Column, Empty, ListPage, Row, Table, newest};
use crate::kit::outcome::{done, settled};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Action as Way;
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use actix_web::{HttpResponse, web};
use app::appointments as use_cases;
use app::payments;
use askama::Template;
use domain::access::actions::{ManagePayments, ReadPayments};
use domain::access::{Action, Permit};
use domain::appointment::Appointment;
use domain::effect::Topic;
use domain::money::account::{PaymentStatus, Refund, RefundStatus};
use domain::money::entry::Entry;
use domain::money::{Bill, written};
use domain::{AppointmentId, PaymentId};
use http_kit::{Routes, resource};
use persistence::store::collection::{Part, Position, Sort, SortKey};
use persistence::store::payments::Filter;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

const PATH: &str = "/app/payments";

pub(super) fn routes(routes: &mut Routes) {
    routes
        .service(resource(PATH).get(list))
        .service(resource("/app/payments/{id}").get(look))
        .service(resource("/app/payments/{id}/mark-paid").post(mark_paid));
}

/// How a payment stands, in words and in a colour.
pub(super) fn status_badge(texts: Texts, status: PaymentStatus) -> Badge {
    let tone = match status {
        PaymentStatus::Due | PaymentStatus::Pending => "warn",
        PaymentStatus::Paid => "good",
        PaymentStatus::PartlyRefunded | PaymentStatus::Refunded => "calm",
        PaymentStatus::Failed => "bad",
        PaymentStatus::Cancelled => "",
    };
    Badge { tone, text: texts.say(&format!("payment-{}", status.name())) }
}

/// A payment, with the appointment that it is for where who looks may see it.
struct Seen {
    bill: Bill,
    appointment: Option<Appointment>,
}

fn seen(tx: &mut Tx<'_>, permit: &Permit, bills: Vec<Bill>) -> Result<Vec<Seen>, StoreError> {
    let ids: Vec<AppointmentId> = bills.iter().map(|bill| bill.payment.appointment).collect();
    let found = use_cases::by_ids(tx, permit, &ids)?;
    let mut by_id: HashMap<AppointmentId, Appointment> = found.into_iter().map(|one| (one.id, one)).collect();
    // Each has one payment, its first place; of several, the first names it.
    let one = |bill: Bill| Seen { appointment: by_id.remove(&bill.payment.appointment), bill };
    Ok(bills.into_iter().map(one).collect())
}

fn filter(asked: &Asked<'_>) -> Filter {
    let appointment = asked.param("appointment").and_then(|text| text.parse().ok());
    Filter { appointment: appointment.map(AppointmentId) }
}

fn place(seen: &Seen) -> (PaymentId, Option<Timestamp>) {
    (seen.bill.payment.id, None)
}

async fn list(page: Page<ReadPayments>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Asked::new(&page.visitor, newest(SortKey::Id));
    let (filter, part) = (filter(&asked), asked.part());
    let appointments = page.permit_for(Action::ReadAppointments)?;
    if asked.wants_csv() {
        return Ok(whole(&page, filter, asked.sort, appointments));
    }
    let read = move |tx: &mut Tx<'_>, permit: &Permit| {
        let bills = payments::list(tx, permit, &filter, &part)?;
        seen(tx, &appointments, bills)
    };
    let mut found = page.read(read).await?;
    let next = asked.cut(&mut found, place);
    let heading = texts.say("nav-payments");
    let empty = match asked.is_filtered() {
        true => Empty {
            why: texts.say("empty-filtered"),
            actions: vec![Way { path: PATH.into(), text: texts.say("filter-clear") }],
        },
        false => Empty { why: texts.say("payment-none"), actions: Vec::new() },
    };
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(&[Topic::Payments, Topic::Appointments]),
        intro: Some(texts.say("payment-intro")),
        create: Vec::new(),
        path: PATH.into(),
        filters: Vec::new(),
        is_filtered: asked.is_filtered(),
        next,
        first: asked.first(),
        csv: Some(asked.link(&[("format", "csv"), ("after", "")])),
        empty,
        bulk: None,
        table: Table {
            caption: heading.clone(),
            columns: columns(texts, &asked),
            rows: found.iter().map(|seen| row(&page, seen)).collect(),
        },
        heading,
    })
}

fn columns(texts: Texts, asked: &Asked<'_>) -> Vec<Column> {
    vec![
        Asked::column(texts.say("payment-for")),
        Asked::column(texts.say("payment-amount")),
        Asked::column(texts.say("payment-came")),
        Asked::column(texts.say("payment-back")),
        Asked::column(texts.say("state")),
        asked.sorted(SortKey::Id, "id", texts.say("created")),
    ]
}

fn row(page: &Page<ReadPayments>, seen: &Seen) -> Row {
    let (texts, bill) = (page.visitor.texts, &seen.bill);
    let account = bill.account();
    let state = status_badge(texts, account.status());
    let who = seen.appointment.as_ref().map(|one| one.client.name.clone()).unwrap_or_default();
    let cells = vec![
        Cell::Link {
            path: format!("{PATH}/{}", bill.payment.id),
            text: bill.payment.title.clone(),
            under: who,
        },
        Cell::text(bill.amount().to_string()),
        Cell::text(account.charged().to_string()),
        Cell::text(account.refunded().to_string()),
        Cell::badge(state.tone, state.text),
        Cell::text(page.clock.short(bill.payment.created_at, page.now)),
    ];
    Row { pick: None, cells }
}

const COLUMNS: [&str; 9] =
    ["id", "appointment", "title", "client", "currency", "amount", "paid", "refunded", "status"];

/// All that is filtered, as a file.
fn whole(page: &Page<ReadPayments>, filter: Filter, sort: Sort, appointments: Permit) -> HttpResponse {
    let read = move |tx: &mut Tx<'_>, permit: &Permit, after: Option<Position<PaymentId>>| {
        let limit = i64::try_from(BATCH).unwrap_or(500);
        let bills = payments::list(tx, permit, &filter, &Part { sort, after, limit })?;
        let is_full = bills.len() == BATCH;
        let found = seen(tx, &appointments, bills)?;
        let last = found.last().map(place).filter(|_| is_full);
        let next = last.map(|(id, at)| Part::position(sort, id, at));
        Ok::<_, StoreError>(Batch { rows: found.iter().map(line).collect(), next })
    };
    csv::file(page, "payments", &COLUMNS.map(str::to_owned), read)
}

fn line(seen: &Seen) -> Vec<String> {
    let (bill, account) = (&seen.bill, seen.bill.account());
    vec![
        bill.payment.id.to_string(),
        bill.payment.appointment.to_string(),
        bill.payment.title.clone(),
        seen.appointment.as_ref().map(|one| one.client.name.clone()).unwrap_or_default(),
        bill.payment.currency.code().to_owned(),
        written::without_currency(bill.amount()),
        written::without_currency(account.charged()),
        written::without_currency(account.refunded()),
        account.status().name().to_owned(),
    ]
}

#[derive(Template)]
#[template(path = "payment.html")]
struct PaymentPage {
    shell: Shell,
    path: String,
    appointment: String,
    who: Option<String>,
    when: Option<String>,
    state: Badge,
    amount: String,
    came: String,
    back: String,
    to_pay: Option<String>,
    provider: String,
    refunds: Vec<Returned>,
    entries: Vec<Line>,
    can_mark_paid: bool,
}

/// Money that goes back.
struct Returned {
    amount: String,
    state: Badge,
    reason: Option<String>,
    is_given_up: bool,
}

/// A line of the account.
struct Line {
    what: String,
    amount: String,
    when: String,
    /// What the provider calls it.
    id: Option<String>,
}

async fn look(page: Page<ReadPayments>, id: web::Path<String>) -> Answered {
    let id: PaymentId = id_in(&page, &id, "payment")?;
    let appointments = page.permit_for(Action::ReadAppointments)?;
    let read = move |tx: &mut Tx<'_>, permit: &Permit| {
        let bill = payments::get(tx, permit, id)?;
        Ok(seen(tx, &appointments, vec![bill])?.pop())
    };
    let found: Option<Seen> = page.read(read).await?;
    let Some(Seen { bill, appointment }) = found else { return Err(page.missing("payment")) };
    let (texts, account) = (page.visitor.texts, bill.account());
    let status = account.status();
    page.show(&PaymentPage {
        shell: page.shell(texts.with("payment-of", "title", &bill.payment.title)),
        path: format!("{PATH}/{id}"),
        appointment: format!("/app/appointments/{}", bill.payment.appointment),
        who: appointment.as_ref().map(|one| one.client.name.clone()),
        when: appointment.as_ref().map(|one| page.clock.interval(one.time)),
        state: status_badge(texts, status),
        amount: bill.amount().to_string(),
        came: account.charged().to_string(),
        back: account.refunded().to_string(),
        to_pay: Some(account.to_pay()).filter(|amount| !amount.is_zero()).map(|amount| amount.to_string()),
        provider: texts.say(if bill.payment.provider.is_some() { "by-stripe" } else { "by-company" }),
        refunds: account.refunds().map(|refund| returned(texts, refund)).collect(),
        entries: bill.entries.iter().map(|entry| entry_line(&page, entry)).collect(),
        can_mark_paid: page.may(Action::ManagePayments) && status == PaymentStatus::Due,
    })
}

fn returned(texts: Texts, refund: &Refund) -> Returned {
    let status = refund.status();
    let tone = match status {
        RefundStatus::Pending => "warn",
        RefundStatus::Succeeded => "good",
        RefundStatus::Failed => "bad",
    };
    Returned {
        amount: refund.amount.to_string(),
        state: Badge { tone, text: texts.say(&format!("refund-{}", status.name())) },
        reason: refund.reason.clone(),
        is_given_up: refund.is_given_up(),
    }
}

fn entry_line(page: &Page<ReadPayments>, entry: &Entry) -> Line {
    let kind = entry.said.kind;
    let key = format!("entry-{}-{}", kind.kind(), kind.status());
    Line {
        what: page.visitor.texts.known(&key).unwrap_or_else(|| format!("{} {}", kind.kind(), kind.status())),
        amount: entry.said.amount.to_string(),
        when: page.clock.short(entry.at, page.now),
        id: entry.said.provider_id.clone(),
    }
}

async fn mark_paid(sent: Submitted<ManagePayments>, id: web::Path<String>) -> Answered {
    let page = sent.page;
    let (id, now): (PaymentId, _) = (id_in(&page, &id, "payment")?, page.now);
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        // Who presses twice notes it once.
        if payments::get(tx, permit, id)?.account().status() == PaymentStatus::Paid {
            return Ok(());
        }
        payments::mark_paid(tx, permit, id, now).map(drop)
    };
    settled(&page, "payment", page.write(work).await)?;
    Ok(done(&format!("{PATH}/{id}"), "paid"))
}
