//! `/book/{company}/{service}/{start}`: who books, and how it goes on from there.
//!
//! The form is the same whatever happens to the time: held, held no longer, taken by somebody else. What was typed stays in it.

use super::company::{Facts, Head};
use super::done;
use super::form::{self, Typed};
use super::guest::{Guest, Sent};
use super::loaded::Loaded;
use super::parts::{self, Code, Pay, email, member, money, nearest, pays, when};
use super::typed;
use super::way::carried;
use crate::kit::field::{Field, Kind};
use crate::kit::hold::Hold;
use crate::kit::input::Errors;
use crate::kit::month::Way;
use crate::kit::page::Answered;
use crate::kit::refused::{Refused, words};
use crate::kit::shell::Shell;
use crate::kit::visitor::sent_to;
use actix_web::http::StatusCode;
use app::appointments::visits::{self, Booking, Standing, Step};
use app::rooms::RoomSeed;
use askama::Template;
use domain::Refusal;
use domain::appointment::{PaymentType, Request, ServiceDetails};
use http_kit::{Form, Problem, html};
use persistence::StoreError;
use scheduling_core::time::Timestamp;

/// What the address asks for beside the form: the code.
const STEP: &str = "step";
const CODE: &str = "code";

#[derive(Template)]
#[template(path = "book-details.html")]
struct Page {
    shell: Shell,
    head: Head,
    facts: Facts,
    heading: String,
    /// Whether somebody else has the time.
    is_taken: bool,
    when: String,
    with: Option<String>,
    gone: Option<String>,
    back: String,
    action: String,
    fields: Vec<Field>,
    errors: Errors,
    hold: Option<Hold>,
    /// What is said where the time is not held.
    loose: Option<String>,
    /// Other times, in the place of one that is gone.
    nearest: Vec<Way>,
    pays: Vec<Pay>,
    money: Option<String>,
    /// What comes back to somebody who cancels.
    refunds: Option<String>,
    code: Option<Code>,
}

impl Page {
    /// Whether the cursor begins there: at the first field that is wrong.
    fn begins_at(&self, field: &str) -> bool {
        self.errors.0.iter().find(|wrong| !wrong.field.is_empty()).is_some_and(|wrong| wrong.field == field)
    }

    /// Whether no field is wrong, and something else is.
    fn is_wrong_elsewhere(&self) -> bool {
        !self.errors.is_empty() && self.errors.0.iter().all(|wrong| wrong.field.is_empty())
    }
}

/// What a form page shows beside the service.
#[derive(Default)]
struct State<'s> {
    status: StatusCode,
    form: Option<&'s Form>,
    errors: Errors,
    /// What refused the form, where its headers say more.
    problem: Option<Problem>,
    own: Option<Own>,
    is_taken: bool,
    /// Whether a code is asked for, and what is wrong with the one that was typed.
    code: Option<Option<String>>,
}

/// A request of the visitor that waits.
struct Own {
    request: Request,
    /// Whether its time is held.
    is_held: bool,
}

impl Own {
    fn of(standing: Standing) -> Option<Self> {
        match standing {
            Standing::Held(request) => Some(Self { request: *request, is_held: true }),
            Standing::Loose(request) => Some(Self { request: *request, is_held: false }),
            Standing::Nothing | Standing::Booked(_) => None,
        }
    }

    /// Whether a code was asked for and not shown yet.
    fn waits_for_code(&self) -> bool {
        self.request.code.as_ref().is_some_and(|code| code.require().is_err())
    }
}

pub(super) async fn look(guest: &Guest, loaded: &Loaded, start: Timestamp) -> Answered {
    if !loaded.is_open() {
        return Err(Refused::to(loaded.path.first()));
    }
    let typed = typed::of(&loaded.path.start(start), guest.typed.as_deref());
    let state = State { form: typed.as_ref(), ..State::default() };
    match standing(guest, loaded, start).await? {
        Standing::Booked(done) => done::show(guest, loaded, *done),
        standing @ (Standing::Held(_) | Standing::Loose(_)) => {
            let own = Own::of(standing);
            let asks = guest.visitor.param(STEP) == Some(CODE);
            let asks = asks && own.as_ref().is_some_and(Own::waits_for_code);
            show(guest, loaded, start, State { own, code: asks.then_some(None), ..state }).await
        }
        Standing::Nothing if loaded.search(guest).offers(start).await? => {
            show(guest, loaded, start, state).await
        }
        Standing::Nothing => taken(guest, loaded, start, &typed.unwrap_or_default()).await,
    }
}

/// Leads back to the page of a time that is held longer now, where what was typed is still. A browser that can't keep so much is
/// shown the page at once.
async fn prolonged(sent: &Sent, loaded: &Loaded, start: Timestamp, request: Request) -> Answered {
    let (guest, path) = (&sent.guest, loaded.path.start(start));
    // Where a code was asked for, it is asked for still.
    let asks = sent.form.get("code").is_some();
    let Some(text) = typed::kept(&path, &sent.form) else {
        let own = Some(Own { request, is_held: true });
        let state = State { form: Some(&sent.form), own, code: asks.then_some(None), ..State::default() };
        return show(guest, loaded, start, state).await;
    };
    let step = asks.then(|| (STEP.to_owned(), CODE.to_owned()));
    let answer = guest.known(sent_to(&carried(path, step.as_slice(), &[])))?;
    typed::with(guest, answer, Some(&text))
}

/// The service as the visitor books it: what their request holds stays as it was offered.
fn service_shown(loaded: &Loaded, own: Option<&Own>) -> ServiceDetails {
    let now = &loaded.front().listed.service.details;
    own.map_or_else(|| now.clone(), |own| own.request.service_held(now))
}

async fn standing(guest: &Guest, loaded: &Loaded, start: Timestamp) -> Result<Standing, Refused> {
    let (visitor, now) = (guest.of_company(loaded.front().front.company.id), guest.now());
    let wanted = loaded.wanted(start);
    guest.read(move |tx| visits::standing(tx, &visitor, &wanted, now)).await
}

/// What a visitor has asked for there, and waits for.
async fn own(guest: &Guest, loaded: &Loaded, start: Timestamp) -> Result<Option<Own>, Refused> {
    standing(guest, loaded, start).await.map(Own::of)
}

/// The page of a time that somebody else has: what was typed, and the nearest other times.
pub(super) async fn taken(guest: &Guest, loaded: &Loaded, start: Timestamp, form: &Form) -> Answered {
    let state = State { status: StatusCode::CONFLICT, form: Some(form), is_taken: true, ..State::default() };
    show(guest, loaded, start, state).await
}

pub(super) async fn act(sent: &Sent, loaded: &Loaded, start: Timestamp) -> Answered {
    if !loaded.is_open() {
        return Err(Refused::to(loaded.path.first()));
    }
    if !loaded.search(&sent.guest).reaches(start) {
        return taken(&sent.guest, loaded, start, &sent.form).await;
    }
    match sent.form.get("do").unwrap_or_default() {
        "hold" => change(sent, loaded, start, Deed::Hold).await,
        "extend" => change(sent, loaded, start, Deed::Extend).await,
        "resend" => change(sent, loaded, start, Deed::Resend).await,
        _ => book(sent, loaded, start).await,
    }
}

/// What is done to a hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Hold,
    Extend,
    Resend,
}

/// Changes a hold, and shows the form with what was typed.
async fn change(sent: &Sent, loaded: &Loaded, start: Timestamp, deed: Deed) -> Answered {
    let guest = &sent.guest;
    let (visitor, now) = (guest.of_company(loaded.front().front.company.id), guest.now());
    let wanted = match deed {
        Deed::Hold => loaded.to_hold(guest, start).await?,
        Deed::Extend | Deed::Resend => loaded.wanted(start),
    };
    let vault = guest.vault.clone();
    let done = guest.db.write(move |tx| match deed {
        Deed::Hold => visits::hold(tx, &visitor, &wanted, now),
        Deed::Extend => visits::extend(tx, &visitor, &wanted, now),
        Deed::Resend => visits::resend(tx, &visitor, &wanted, &vault, now),
    });
    // Where a code was asked for, it is asked for still when the time can't be held longer.
    let has_code = deed == Deed::Extend && sent.form.get("code").is_some();
    let code = (deed == Deed::Resend || has_code).then_some(None);
    let state = State { form: Some(&sent.form), ..State::default() };
    match done.await {
        Ok(Standing::Held(request)) if deed == Deed::Extend => prolonged(sent, loaded, start, *request).await,
        Ok(Standing::Booked(done)) => done::leave(guest, loaded, &done),
        Ok(standing @ (Standing::Held(_) | Standing::Loose(_))) => {
            show(guest, loaded, start, State { own: Own::of(standing), code, ..state }).await
        }
        // It ended meanwhile: the next booking takes it again, if it is free.
        Ok(Standing::Nothing) => show(guest, loaded, start, state).await,
        Err(StoreError::Refused(Refusal::Unavailable { .. })) => {
            taken(guest, loaded, start, &sent.form).await
        }
        Err(error) => {
            let Wrong { status, errors, problem } = Wrong::of(guest, error)?;
            let own = own(guest, loaded, start).await?;
            let code = code.filter(|_| own.is_some());
            show(guest, loaded, start, State { status, errors, problem, own, code, ..state }).await
        }
    }
}

/// What is said of a form that was not taken.
struct Wrong {
    status: StatusCode,
    errors: Errors,
    problem: Option<Problem>,
}

impl Wrong {
    /// Of what was typed.
    fn typed(errors: Errors) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, errors, problem: None }
    }

    /// What a refusal says on the form.
    ///
    /// # Errors
    /// The page of what is no fault of the form.
    fn of(guest: &Guest, error: StoreError) -> Result<Self, Refused> {
        let texts = guest.visitor.texts;
        match error {
            StoreError::Refused(refusal @ (Refusal::TooMany { .. } | Refusal::WrongState { .. })) => {
                let mut errors = Errors::default();
                let known = texts.known(&format!("book-refused-{}", refusal.slug()));
                errors.add("", known.unwrap_or_else(|| words(texts, &refusal)));
                let problem = Problem::from(refusal);
                Ok(Self { status: problem.status(), errors, problem: Some(problem) })
            }
            StoreError::Refused(refusal @ Refusal::Invalid(_)) => {
                Ok(Self::typed(Errors::refused(texts, &refusal)))
            }
            other => Err(guest.refuse(other)),
        }
    }
}

async fn book(sent: &Sent, loaded: &Loaded, start: Timestamp) -> Answered {
    let (guest, form) = (&sent.guest, &sent.form);
    let waiting = own(guest, loaded, start).await?;
    let details = service_shown(loaded, waiting.as_ref());
    // Who only types a code is not too fast for it; anybody can send a field of that name.
    let asks_code = form.get("code").is_some() && waiting.is_some_and(|own| own.waits_for_code());
    let typed = match form::read(form, guest.visitor.texts, &details, sent.shown, asks_code, guest.now()) {
        Ok(typed) => typed,
        Err(errors) => return again(sent, loaded, start, Wrong::typed(errors)).await,
    };
    let done = write(guest, loaded, start, typed).await?;
    match done {
        Ok(Step::Done(done)) => done::leave(guest, loaded, &done),
        Ok(Step::Code { request, is_held, attempts_left }) => {
            let texts = guest.visitor.texts;
            let error =
                attempts_left.map(|left| texts.count("book-code-wrong", usize::try_from(left).unwrap_or(0)));
            let mut errors = Errors::default();
            if let Some(error) = &error {
                errors.add("code", error.clone());
            }
            let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let state = State {
                status,
                form: Some(form),
                errors,
                own: Some(Own { request: *request, is_held }),
                code: Some(error),
                ..State::default()
            };
            show(guest, loaded, start, state).await
        }
        Err(StoreError::Refused(Refusal::Unavailable { .. })) => {
            // Where the time is held still, it is the client who has something else then: that is told to nobody but them.
            let own = own(guest, loaded, start).await?.filter(|own| own.is_held);
            if !own.is_some_and(|own| own.request.code.is_some_and(|code| code.verified || code.known)) {
                return taken(guest, loaded, start, form).await;
            }
            let mut errors = Errors::default();
            errors.add("", guest.visitor.texts.say("book-own-other"));
            let wrong = Wrong { status: StatusCode::CONFLICT, errors, problem: None };
            again(sent, loaded, start, wrong).await
        }
        Err(error) => again(sent, loaded, start, Wrong::of(guest, error)?).await,
    }
}

async fn write(
    guest: &Guest,
    loaded: &Loaded,
    start: Timestamp,
    typed: Typed,
) -> Result<Result<Step, StoreError>, Refused> {
    let seed = RoomSeed::new().map_err(|error| Refused::bare(&Problem::internal(&error)))?;
    let (visitor, now) = (guest.of_company(loaded.front().front.company.id), guest.now());
    let vault = guest.vault.clone();
    let Typed { client, notes, payment_type, code } = typed;
    let wanted = loaded.to_hold(guest, start).await?;
    let booking = Booking { wanted, client, notes, payment_type, code };
    Ok(guest.db.write(move |tx| visits::book(tx, &visitor, &booking, &vault, &seed, now)).await)
}

/// The form with what was typed, and with what is wrong.
async fn again(sent: &Sent, loaded: &Loaded, start: Timestamp, wrong: Wrong) -> Answered {
    let Wrong { status, errors, problem } = wrong;
    let own = own(&sent.guest, loaded, start).await?;
    let asks = sent.form.get("code").is_some() && own.is_some();
    let code = asks.then(|| errors.of("code").map(str::to_owned));
    let form = Some(&sent.form);
    let state = State { status, form, errors, problem, own, code, ..State::default() };
    show(&sent.guest, loaded, start, state).await
}

async fn show(guest: &Guest, loaded: &Loaded, start: Timestamp, state: State<'_>) -> Answered {
    let texts = guest.visitor.texts;
    let clock = guest.clock(loaded.zone.zone.clone());
    let State { status, form, errors, problem, own, is_taken, code } = state;
    let details = &service_shown(loaded, own.as_ref());
    let nearest = match is_taken {
        true => nearest(guest, loaded, &clock, start).await?,
        false => Vec::new(),
    };
    let request = own.as_ref().map(|own| &own.request);
    let held = own.as_ref().filter(|own| own.is_held).map(|own| &own.request);
    let staff = request.map(|request| request.staff.0).or(loaded.path.staff);
    let head = Head::of(&loaded.front().front);
    let offered = PaymentType::offered(details.price, details.down_payment);
    let loose = match (request, held) {
        _ if is_taken => None,
        (_, Some(_)) => None,
        (Some(_), None) => Some("book-code-not-held"),
        (None, None) => Some("book-not-held"),
    };
    let page = Page {
        shell: loaded.shell(guest, &head),
        facts: Facts::of(texts, details),
        heading: texts.say(if is_taken { "book-taken" } else { "book-details" }),
        is_taken,
        when: when(&clock, start, details),
        with: staff.and_then(|id| member(loaded, id)),
        gone: loaded.gone(guest),
        back: match loaded.search(guest).reaches(start) {
            true => loaded.path.day(clock.day_of(start)),
            false => loaded.path.first(),
        },
        action: loaded.path.start(start),
        fields: match form {
            Some(form) => form::said(texts, details, form, &errors),
            None => form::known(texts, details, request),
        },
        hold: held.map(|request| parts::hold(&clock, request, guest.now())),
        loose: loose.map(|key| texts.say(key)),
        nearest,
        pays: pays(texts, details, &offered, form),
        money: money(loaded, texts, &offered, &head.company),
        refunds: parts::refunds(loaded, request, &clock, start, guest.now()).filter(|_| !is_taken),
        code: match code {
            Some(error) => Some(parts::code(guest, loaded, &email(form, request), error).await?),
            None => None,
        },
        errors,
        head,
    };
    let shown = guest.show(status, &page)?;
    Ok(match &problem {
        Some(problem) => html::like(shown, problem),
        None => shown,
    })
}
