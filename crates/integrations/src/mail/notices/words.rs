//! What every language has words for.

use super::labels::{Labels, with};
use super::{Kind, Language, english, french, german};

/// The words of one notice.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) heading: &'static str,
    pub(super) lead: String,
    pub(super) button: &'static str,
    pub(super) closing: Option<&'static str>,
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
        let job = if is_about_a_meeting(kind) { job } else { "" };
        let subject = format!("{} – {company}", with(begin, colon, job));
        Self { subject, heading, lead, button, closing }
    }
}

fn is_about_a_meeting(kind: Kind) -> bool {
    !matches!(kind, Kind::WebhookDisabled | Kind::PasswordReset | Kind::Code)
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
