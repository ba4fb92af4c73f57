//! Fields of forms, and the two pages that every form needs: itself, and what to do where somebody else was faster.

use crate::kit::input::Errors;
use crate::kit::refused::Action;
use crate::kit::shell::Shell;
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
}

/// A field of a form.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) hint: Option<String>,
    pub(crate) error: Option<String>,
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
        Self {
            name,
            label: label.into(),
            kind,
            value: String::new(),
            hint: None,
            error: None,
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

    pub(crate) fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// With this value; of several ones, they stand between commas.
    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
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
        self.kind == Kind::Many
    }

    /// What a person reads where the value is only told.
    pub(crate) fn told(&self, texts: Texts) -> String {
        match self.kind {
            Kind::Check => texts.say(if self.is_ticked() { "yes" } else { "no" }),
            Kind::Select | Kind::Many => {
                let chosen = self.options.iter().filter(|option| option.is_chosen);
                chosen.map(|option| option.text.as_str()).collect::<Vec<_>>().join(", ")
            }
            _ => self.value.clone(),
        }
    }
}

/// The fields with what a form said, and what is wrong with it.
pub(crate) fn filled(fields: Vec<Field>, form: &Form, errors: &Errors) -> Vec<Field> {
    let one = |field: Field| {
        let value = match field.kind {
            Kind::Many => form.all(field.name).collect::<Vec<_>>().join(","),
            _ => form.get(field.name).unwrap_or_default().to_owned(),
        };
        let error = errors.of(field.name).map(str::to_owned);
        // A password is typed again.
        let is_secret = field.kind == Kind::Line("password");
        let field = if is_secret { field } else { field.value(value) };
        Field { error, ..field }
    };
    fields.into_iter().map(one).collect()
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
        let rows = theirs.iter().zip(&mine).map(row).collect();
        let kept = form.fields().filter(|(name, _)| *name != "csrf" && *name != "version");
        let mut hidden: Vec<(String, String)> =
            kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        hidden.push(("version".into(), version.to_string()));
        let back = Action { path: back, text: texts.say("both-take-theirs") };
        Self { shell, rows, action, hidden, back }
    }
}
