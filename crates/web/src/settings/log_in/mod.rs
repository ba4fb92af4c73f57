//! `/app/settings/log-in`: the company's own log-in provider (OpenID Connect).

mod fields;

use crate::kit::field::{BothPage, Field, Kind, filled};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, settled};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Refused;
use crate::kit::restore::{self, Restore, done_with};
use crate::kit::shell::Shell;
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use app::accounts::sso::{SingleSignOn, SsoError, provider};
use app::kit::Precondition;
use askama::Template;
use domain::Refusal;
use domain::access::actions::ChangeCompany;
use domain::access::{IdentityProvider, IdentityProviderDetails, Permit};
use http_kit::{Data, Problem, Routes, public_address, resource};
use persistence::{StoreError, Tx};

const PATH: &str = "/app/settings/log-in";

pub(super) fn routes(routes: &mut Routes) {
    routes
        .service(resource(PATH).get(look).post(save))
        .service(resource("/app/settings/log-in/try").post(ask))
        .service(resource("/app/settings/log-in/delete").post(remove));
}

#[derive(Template)]
#[template(path = "log-in.html")]
struct LogInPage {
    shell: Shell,
    fields: Vec<Field>,
    errors: Errors,
    /// 0 where there is none yet.
    version: i64,
    /// What has to be registered at the provider.
    redirect_uri: String,
    /// Where people log in through the one that is stored.
    entrance: Option<String>,
    answer: Option<ProviderAnswer>,
}

/// What came of asking the provider.
struct ProviderAnswer {
    is_good: bool,
    words: String,
    /// What stands in the way, in the provider's or the program's words.
    detail: Option<String>,
}

/// What is stored, and who asks for the page of it.
struct Seen<'p> {
    page: &'p Page<ChangeCompany>,
    request: &'p HttpRequest,
    sso: &'p SingleSignOn,
    stored: Option<&'p IdentityProvider>,
}

impl Seen<'_> {
    fn version(&self) -> i64 {
        self.stored.map_or(0, |provider| provider.metadata.version)
    }

    fn fields(&self) -> Vec<Field> {
        fields::shown(self.page.visitor.texts, self.page.caller.role, self.stored)
    }

    fn show(
        &self,
        status: StatusCode,
        fields: Vec<Field>,
        errors: Errors,
        answer: Option<ProviderAnswer>,
    ) -> Answered {
        let address = public_address(self.request);
        let entrance = |_| format!("{}/auth/oidc/{}", address.trim_end_matches('/'), self.page.company);
        self.page.show_as(
            status,
            &LogInPage {
                shell: self.page.shell(self.page.say("settings-log-in")),
                fields,
                errors,
                version: self.version(),
                redirect_uri: self.sso.callback().to_owned(),
                entrance: self.stored.map(entrance),
                answer,
            },
        )
    }
}

async fn stored(page: &Page<ChangeCompany>) -> Result<Option<IdentityProvider>, Refused> {
    let id = page.company;
    page.read(move |tx, permit| provider::find(tx, permit, id)).await
}

async fn look(page: Page<ChangeCompany>, sso: Data<SingleSignOn>, request: HttpRequest) -> Answered {
    let stored = stored(&page).await?;
    let seen = Seen { page: &page, request: &request, sso: &sso, stored: stored.as_ref() };
    seen.show(StatusCode::OK, seen.fields(), Errors::default(), None)
}

async fn save(sent: Submitted<ChangeCompany>, sso: Data<SingleSignOn>, request: HttpRequest) -> Answered {
    let Submitted { page, form } = sent;
    let texts = page.visitor.texts;
    let before = stored(&page).await?;
    let mut input = Input::new(&form, texts);
    let details = before.as_ref().map(|provider| &provider.details);
    let wanted = fields::read(&mut input, &sso, page.caller.role, details);
    let expected = Precondition::new(input.version());
    let outcome = match wanted {
        Some(wanted) => put(&page, &sso, wanted, expected).await?,
        None => Outcome::Wrong(input.errors),
    };
    match outcome {
        Outcome::Done(now) => {
            let restore = before.and_then(|before| restore(&page, &before, Some(&now)));
            Ok(done_with(&page.visitor, &form, PATH, "saved", restore))
        }
        Outcome::Wrong(errors) => {
            let seen = Seen { page: &page, request: &request, sso: &sso, stored: before.as_ref() };
            let fields = filled(seen.fields(), &form, &errors);
            seen.show(StatusCode::UNPROCESSABLE_ENTITY, fields, errors, None)
        }
        Outcome::Overtaken => {
            let stored = stored(&page).await?;
            let seen = Seen { page: &page, request: &request, sso: &sso, stored: stored.as_ref() };
            let shell = page.shell(page.say("both-heading"));
            let both = BothPage::new(shell, PATH.into(), PATH.into(), &seen.fields(), &form, seen.version());
            page.show_as(StatusCode::PRECONDITION_FAILED, &both)
        }
    }
}

/// Stores what a form says, with the secret where one is typed.
async fn put(
    page: &Page<ChangeCompany>,
    sso: &SingleSignOn,
    wanted: (IdentityProviderDetails, Option<String>),
    expected: Precondition,
) -> Result<Outcome<IdentityProvider>, Refused> {
    let ((details, secret), id, now) = (wanted, page.company, page.now);
    let sealed = secret.map(|secret| sso.seal(id, &secret)).transpose();
    let sealed = sealed.map_err(|error| page.fail(&Problem::internal(&error)))?;
    let work = move |tx: &mut Tx<'_>, permit: &Permit| {
        provider::put(tx, permit, id, &details, sealed.as_ref(), &expected, now).map(|(stored, _)| stored)
    };
    match page.write(work).await {
        Err(StoreError::Refused(Refusal::Invalid(_))) => {
            let mut errors = Errors::default();
            errors.add("client_secret", page.say("sso-secret-again"));
            Ok(Outcome::Wrong(errors))
        }
        result => Outcome::of(page, result),
    }
}

/// The form that stores what was there before; `None` where it would need a secret that is gone, or where nothing changed.
fn restore(
    page: &Page<ChangeCompany>,
    before: &IdentityProvider,
    now: Option<&IdentityProvider>,
) -> Option<Restore> {
    let is_kept = now.map_or(before.client_secret.is_none(), |now| now.client_secret == before.client_secret);
    let has_changed = now.is_none_or(|now| now.details != before.details);
    let fields = fields::shown(page.visitor.texts, page.caller.role, Some(before));
    let plain: Vec<Field> = fields.into_iter().filter(|field| !field.is_secret()).collect();
    let fields = restore::sent(&plain).filter(|_| is_kept && has_changed)?;
    Some(Restore::new(PATH.into(), fields, now.map(|now| now.metadata.version)))
}

/// Asks the provider as a log-in would. Nothing is changed by it.
async fn ask(sent: Submitted<ChangeCompany>, sso: Data<SingleSignOn>, request: HttpRequest) -> Answered {
    let page = sent.page;
    let Some(provider) = stored(&page).await? else { return Err(page.missing("identity provider")) };
    let texts = page.visitor.texts;
    let answer = match sso.test(&provider.details.issuer, page.now).await {
        Ok(report) => ProviderAnswer {
            is_good: true,
            words: texts.with("sso-good", "url", &report.authorization_endpoint),
            detail: None,
        },
        Err(error) => {
            let (words, detail) = match error {
                SsoError::Unreachable { host, reason } => {
                    (texts.with("sso-unreachable", "host", &host), reason)
                }
                SsoError::Address { reason } => (texts.say("sso-private"), reason.to_owned()),
                SsoError::Answer { reason } => (texts.say("sso-bad-answer"), reason),
                SsoError::Refused { code } => (texts.say("sso-refuses"), code),
            };
            ProviderAnswer { is_good: false, words, detail: Some(detail) }
        }
    };
    let seen = Seen { page: &page, request: &request, sso: &sso, stored: Some(&provider) };
    seen.show(StatusCode::OK, seen.fields(), Errors::default(), Some(answer))
}

async fn remove(sent: Submitted<ChangeCompany>) -> Answered {
    let Submitted { page, form } = sent;
    let id = page.company;
    let before = stored(&page).await?;
    let expected = Precondition::new(Input::new(&form, page.visitor.texts).version());
    let work = move |tx: &mut Tx<'_>, permit: &Permit| provider::remove(tx, permit, id, &expected);
    settled(&page, "identity provider", page.write(work).await)?;
    let restore = before.and_then(|before| restore(&page, &before, None));
    Ok(done_with(&page.visitor, &form, PATH, "deleted", restore))
}
