//! `/password-reset`: a new password, by the link of a mail.
//!
//! The link has its token in the part of the address that browsers send to no server. With scripts the token is taken from there;
//! without them it is pasted into the form, by itself or with the whole link.

use crate::assets;
use crate::kit::input::{Errors, Input};
use crate::kit::page::Answered;
use crate::kit::refused::Refused;
use crate::kit::shell::Shell;
use crate::kit::visitor::{Passerby, Visitor};
use actix_web::http::StatusCode;
use app::accounts::Accounts;
use askama::Template;
use domain::Refusal;
use http_kit::{Anonymous, Data, Form, Routes, resource};
use persistence::{Database, StoreError};

/// What stands before the token in the address of a link.
const BEFORE: &str = "token=";

pub(crate) fn routes(routes: &mut Routes) {
    let page = resource("/password-reset");
    routes.service(page.get(ask).post(renew));
}

#[derive(Template)]
#[template(path = "password-reset.html")]
struct PasswordReset {
    shell: Shell,
    errors: Errors,
    is_done: bool,
    script: &'static str,
}

fn show(visitor: &Visitor, status: StatusCode, errors: Errors, is_done: bool) -> Answered {
    let shell = visitor.shell("reset-title");
    let page = PasswordReset { shell, errors, is_done, script: assets::password_reset() };
    visitor.show(status, &page).map_err(|problem| Refused::bare(&problem))
}

async fn ask(Passerby(visitor): Passerby) -> Answered {
    show(&visitor, StatusCode::OK, Errors::default(), false)
}

async fn renew(
    _: Anonymous,
    Passerby(visitor): Passerby,
    db: Data<Database>,
    accounts: Data<Accounts>,
    form: Form,
) -> Answered {
    let mut input = Input::new(&form, visitor.texts);
    let token = token_in(form.get("token").unwrap_or_default());
    let password = input.new_password("password");
    if token.is_empty() {
        input.wrong("token", "input-missing");
    }
    if password.as_deref().is_some_and(|password| form.get("again") != Some(password)) {
        input.wrong("again", "reset-differ");
    }
    let errors = match password.filter(|_| input.errors.is_empty()) {
        Some(password) => match accounts.reset(&db, token.to_owned(), password, visitor.now).await {
            Ok(()) => return show(&visitor, StatusCode::OK, Errors::default(), true),
            Err(StoreError::Refused(Refusal::Invalid(_))) => {
                input.wrong("token", "reset-token");
                input.errors
            }
            Err(error) => return Err(Refused::of(&visitor, visitor.shell("reset-title"), error)),
        },
        None => input.errors,
    };
    show(&visitor, StatusCode::UNPROCESSABLE_ENTITY, errors, false)
}

/// The token of what was pasted: a whole link, or the token by itself.
fn token_in(pasted: &str) -> &str {
    let pasted = pasted.trim();
    pasted.rsplit_once(BEFORE).map_or(pasted, |(_, token)| token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_in_the_whole_link() {
        let check = |pasted: &str, expected: &str| assert_eq!(token_in(pasted), expected, "{pasted}");
        check("https://book.example.com/password-reset#token=mr_abc", "mr_abc");
        check("  mr_abc ", "mr_abc");
        check("", "");
    }
}
