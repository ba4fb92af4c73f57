//! Fields of forms, and the two pages that every form needs: itself, and what to do where somebody else was faster.

use crate::kit::input::Errors;
use crate::kit::refused::Action;
use crate::kit::secret::is_secret;
use crate::kit::shell::Shell;
use crate::kit::steps::{self, PolicyKind, Step};
use crate::kit::texts::Texts;
use askama::Template;
use http_kit::Form;

/// What a field is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One line, of this type of HTML.
    Line(&'static str),
    Lines,
    Select,
    Check,
    /// Several of a list.
    Many,
    /// The steps of a cancellation policy, in rows.
    Steps,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) hint: Option<String>,
    /// Where what the hint says can be changed.
    pub(crate) way: Option<Action>,
    pub(crate) error: Option<String>,
    /// Whether it is the first of its form that is wrong, which has the focus then.
    pub(crate) begins: bool,
    /// What is said of it where a script fills in the browser's own zone.
    pub(crate) of_browser: Option<String>,
    pub(crate) is_required: bool,
    pub(crate) autocomplete: &'static str,
    pub(crate) inputmode: &'static str,
    pub(crate) list: Option<&'static str>,
    pub(crate) options: Vec<Choice>,
}

/// One of those that a field offers.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) is_chosen: bool,
}

impl Field {
    pub(crate) fn new(name: &'static str, label: impl Into<String>, kind: Kind) -> Self {
        debug_assert!(kind != Kind::Check || !is_secret(name), "{name} would not be kept");
        Self {
            name,
            label: label.into(),
            kind,
            value: String::new(),
            hint: None,
            way: None,
            error: None,
            begins: false,
            of_browser: None,
            is_required: false,
            autocomplete: "off",
            inputmode: "",
            list: None,
            options: Vec::new(),
        }
    }

    /// A line of text.
    pub(crate) fn line(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, Kind::Line("text"))
    }

    /// A line of another type.
    pub(crate) fn typed(kind: &'static str, name: &'static str, label: impl Into<String>) -> Self {
        debug_assert!(kind != "password" || is_secret(name), "{name} would be kept");
        let field = Self::new(name, label, Kind::Line(kind));
        match kind {
            "email" => Self { autocomplete: "email", inputmode: "email", ..field },
            "tel" => Self { autocomplete: "tel", inputmode: "tel", ..field },
            "number" => Self { inputmode: "numeric", ..field },
            _ => field,
        }
    }

    /// A time zone, found by typing a part of its name.
    pub(crate) fn zone(name: &'static str, label: impl Into<String>) -> Self {
        Self { list: Some("zones"), ..Self::line(name, label) }
    }

    /// One of these.
    pub(crate) fn select(
        name: &'static str,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let options = options.into_iter().map(|(value, text)| Choice { value, text, is_chosen: false });
        Self { options: options.collect(), ..Self::new(name, label, Kind::Select) }
    }

    /// Some of these.
    pub(crate) fn many(
        name: &'static str,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        Self { kind: Kind::Many, ..Self::select(name, label, options) }
    }

    pub(crate) fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With a link to where what the hint says can be changed.
    pub(crate) fn way(self, way: Option<Action>) -> Self {
        Self { way, ..self }
    }

    pub(crate) fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// Whether it is for something that no page ever shows again.
    pub(crate) fn is_secret(&self) -> bool {
        self.kind == Kind::Line("password") || is_secret(self.name)
    }

    /// With this value; of several ones, they stand between commas. What is secret is typed again.
    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        if self.is_secret() {
            return self;
        }
        self.value = value.into();
        for option in &mut self.options {
            option.is_chosen = match self.kind {
                Kind::Many => self.value.split(',').any(|one| one == option.value),
                _ => option.value == self.value,
            };
        }
        self
    }

    /// Whether the box is ticked.
    pub(crate) fn is_ticked(&self) -> bool {
        self.value == "yes"
    }

    /// Whether the field has several boxes under one legend.
    pub(crate) fn is_group(&self) -> bool {
        matches!(self.kind, Kind::Many | Kind::Steps)
    }

    /// The kinds of a policy, with the one that it is.
    pub(crate) fn policy_kinds(&self) -> Vec<Choice> {
        let kind = PolicyKind::of(&self.value).name();
        let one = |choice: &Choice| Choice { is_chosen: choice.value == kind, ..choice.clone() };
        self.options.iter().map(one).collect()
    }

    /// The steps of a policy, and some rows more.
    pub(crate) fn steps(&self) -> Vec<Step> {
        steps::steps(&self.value)
    }

    /// What a person reads where the value is only told.
    pub(crate) fn told(&self, texts: Texts) -> String {
        match self.kind {
            Kind::Check => texts.say(if self.is_ticked() { "yes" } else { "no" }),
            Kind::Select | Kind::Many => {
                let chosen = self.options.iter().filter(|option| option.is_chosen);
                chosen.map(|option| option.text.as_str()).collect::<Vec<_>>().join(", ")
            }
            Kind::Steps => steps::told(&self.value),
            _ => self.value.clone(),
        }
    }
}

/// What a form said, to be sent once more by another: but for what is secret, and what each form has of its own.
pub(crate) fn kept(form: &Form, own: &[&str]) -> Vec<(String, String)> {
    let is_kept = |name: &str| name != "csrf" && !own.contains(&name) && !is_secret(name);
    let kept = form.fields().filter(|(name, _)| is_kept(name));
    kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The fields with what a form said, and what is wrong with it.
pub(crate) fn filled(fields: Vec<Field>, form: &Form, errors: &Errors) -> Vec<Field> {
    let one = |field: Field| {
        let value = match field.kind {
            Kind::Many => form.all(field.name).collect::<Vec<_>>().join(","),
            Kind::Steps => steps::shown(form, field.name),
            _ => form.get(field.name).unwrap_or_default().to_owned(),
        };
        let error = errors.of(field.name).map(str::to_owned);
        Field { error, ..field.value(value) }
    };
    let mut filled: Vec<Field> = fields.into_iter().map(one).collect();
    if let Some(first) = filled.iter_mut().find(|field| field.error.is_some()) {
        first.begins = true;
    }
    filled
}

impl Errors {
    /// Whether none of these fields is wrong, but something else.
    pub(crate) fn is_elsewhere(&self, fields: &[Field]) -> bool {
        !self.is_empty() && fields.iter().all(|field| field.error.is_none())
    }
}

/// The fields with values of a record.
pub(crate) fn valued(fields: Vec<Field>, value: impl Fn(&str) -> String) -> Vec<Field> {
    fields
        .into_iter()
        .map(|field| {
            let value = value(field.name);
            field.value(value)
        })
        .collect()
}

/// The fields with the numbers that the address proposes in place of those that are stored. Nothing is saved before somebody sends
/// the form.
pub(crate) fn proposed<'v>(fields: Vec<Field>, named: impl Fn(&str) -> Option<&'v str>) -> Vec<Field> {
    let one = |field: Field| match named(field.name) {
        Some(value) if field.kind == Kind::Line("number") => field.value(value),
        _ => field,
    };
    fields.into_iter().map(one).collect()
}

/// A page with one form.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct FormPage {
    pub(crate) shell: Shell,
    pub(crate) heading: String,
    pub(crate) intro: Option<String>,
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) hidden: Vec<(String, String)>,
    /// What is wrong, each with the field where there is one.
    pub(crate) errors: Errors,
    pub(crate) submit: String,
    pub(crate) back: Action,
    pub(crate) danger: Option<Danger>,
    /// What leaves it as it is, where sending the form ends something.
    pub(crate) keeps: Option<String>,
    pub(crate) zones: Vec<&'static str>,
}

/// Something that can't be taken back, with its own button.
pub(crate) struct Danger {
    pub(crate) action: String,
    pub(crate) heading: String,
    pub(crate) words: String,
    pub(crate) button: String,
}

/// The page that shows both where somebody else was faster.
#[derive(Template)]
#[template(path = "both.html")]
pub(crate) struct BothPage {
    pub(crate) shell: Shell,
    pub(crate) rows: Vec<Both>,
    /// What was typed that is not kept, to be typed again.
    pub(crate) secrets: Vec<Field>,
    pub(crate) action: String,
    pub(crate) hidden: Vec<(String, String)>,
    pub(crate) back: Action,
}

/// One field as it is stored now, and as it was typed.
pub(crate) struct Both {
    pub(crate) label: String,
    pub(crate) theirs: String,
    pub(crate) mine: String,
}

impl Both {
    pub(crate) fn differs(&self) -> bool {
        self.theirs != self.mine
    }
}

impl BothPage {
    /// Of the fields as they are stored now, and as a form has them; `version` is that of what is stored.
    pub(crate) fn new(
        shell: Shell,
        action: String,
        back: String,
        theirs: &[Field],
        form: &Form,
        version: i64,
    ) -> Self {
        let texts = shell.texts;
        let mine = filled(theirs.to_vec(), form, &Errors::default());
        let row = |(theirs, mine): (&Field, &Field)| Both {
            label: theirs.label.clone(),
            theirs: theirs.told(texts),
            mine: mine.told(texts),
        };
        let is_shown = |(field, _): &(&Field, &Field)| !field.is_secret();
        let rows = theirs.iter().zip(&mine).filter(is_shown).map(row).collect();
        let is_typed =
            |field: &&Field| field.is_secret() && form.get(field.name).is_some_and(|text| !text.is_empty());
        let again = |field: &Field| Field { hint: Some(texts.say("both-secret")), ..field.clone() };
        let secrets = theirs.iter().filter(is_typed).map(again).collect();
        let mut hidden = kept(form, &["version"]);
        hidden.push(("version".into(), version.to_string()));
        let back = Action { path: back, text: texts.say("both-take-theirs") };
        Self { shell, rows, secrets, action, hidden, back }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_is_never_written_back() {
        let form = Form::parse(b"csrf=x&version=3&name=Work&password=hush&webhook_secret=whsec");
        let fields = || {
            vec![
                Field::line("name", "Name"),
                Field::typed("password", "password", "Password"),
                Field::typed("password", "webhook_secret", "Secret"),
            ]
        };
        let values =
            |fields: Vec<Field>| -> Vec<String> { fields.into_iter().map(|one| one.value).collect() };
        assert_eq!(values(filled(fields(), &form, &Errors::default())), ["Work", "", ""]);
        assert_eq!(values(valued(fields(), |_| "given".into())), ["given", "", ""]);
        assert_eq!(kept(&form, &["version"]), [("name".to_owned(), "Work".to_owned())]);
    }
}
