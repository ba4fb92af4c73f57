//! What every language has words for.

use super::{Kind, Language, english, french, german};

/// The words of one notice.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) heading: &'static str,
    pub(super) lead: String,
    pub(super) button: &'static str,
    pub(super) closing: Option<&'static str>,
}

/// The names of facts, and what stands in every notice.
pub(super) struct Labels {
    pub(super) when: &'static str,
    pub(super) previously: &'static str,
    pub(super) place: &'static str,
    pub(super) job: &'static str,
    pub(super) candidate: &'static str,
    pub(super) interviewers: &'static str,
    pub(super) webhook: &'static str,
    pub(super) reason: &'static str,
    pub(super) valid_until: &'static str,
    pub(super) link_hint: &'static str,
    pub(super) automatic: &'static str,
}

impl Words {
    /// The words for a kind; the job's title may be empty.
    pub(super) fn of(language: Language, kind: Kind, company: &str, job: &str) -> Self {
        let (begin, colon, heading, lead, button, closing) = match language {
            Language::English => (
                english::subject(kind),
                ": ",
                english::heading(kind),
                english::lead(kind, company, job),
                english::button(kind),
                english::closing(kind),
            ),
            Language::German => (
                german::subject(kind),
                ": ",
                german::heading(kind),
                german::lead(kind, company, job),
                german::button(kind),
                german::closing(kind),
            ),
            Language::French => (
                french::subject(kind),
                french::COLON,
                french::heading(kind),
                french::lead(kind, company, job),
                french::button(kind),
                french::closing(kind),
            ),
        };
        let job = if is_about_an_interview(kind) { job } else { "" };
        let subject = format!("{} – {company}", with(begin, colon, job));
        Self { subject, heading, lead, button, closing }
    }
}

fn is_about_an_interview(kind: Kind) -> bool {
    !matches!(kind, Kind::WebhookDisabled | Kind::PasswordReset)
}

pub(super) fn labels(language: Language) -> &'static Labels {
    match language {
        Language::English => &english::LABELS,
        Language::German => &german::LABELS,
        Language::French => &french::LABELS,
    }
}

/// Says hello, by name where there is one.
pub(super) fn greeting(language: Language, name: &str) -> String {
    let hello = match language {
        Language::English => "Hello",
        Language::German => "Guten Tag",
        Language::French => "Bonjour",
    };
    if name.is_empty() { format!("{hello},") } else { format!("{hello} {name},") }
}

/// A thing with what it is for, or the thing alone: `interview` and ` for `, `Welder`.
pub(super) fn with(thing: &str, link: &str, title: &str) -> String {
    if title.is_empty() { thing.to_owned() } else { format!("{thing}{link}{title}") }
}
