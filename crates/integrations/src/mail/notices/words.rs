//! The words of one notice.

use super::Kind;
use super::texts::Texts;

pub(super) struct Words {
    pub(super) subject: String,
    pub(super) heading: String,
    pub(super) lead: String,
    pub(super) button: String,
    pub(super) closing: Option<String>,
}

impl Words {
    /// The words for a kind; the title of the job or the service may be empty.
    pub(super) fn of(texts: Texts, kind: Kind, company: &str, title: &str) -> Self {
        let key = |part: &str| format!("{}-{part}", kind.key());
        let interview = about(texts, "interview", title);
        let appointment = about(texts, "appointment", title);
        let values =
            [("company", company), ("interview", interview.as_str()), ("appointment", appointment.as_str())];
        let begins = texts.say(&key("subject"));
        let subject = match title {
            title if !title.is_empty() && is_about_a_meeting(kind) => {
                let values = [("subject", begins.as_str()), ("title", title), ("company", company)];
                texts.values("subject-about", &values)
            }
            _ => texts.values("subject", &[("subject", begins.as_str()), ("company", company)]),
        };
        Self {
            subject,
            heading: texts.say(&key("heading")),
            lead: texts.values(&key("lead"), &values),
            button: texts.say(&key("button")),
            closing: texts.known(&key("closing")),
        }
    }
}

/// A thing with what it is for, or the thing alone: an interview, or one for a job.
fn about(texts: Texts, thing: &str, title: &str) -> String {
    match title {
        "" => texts.say(thing),
        title => texts.values(&format!("{thing}-for"), &[("title", title)]),
    }
}

fn is_about_a_meeting(kind: Kind) -> bool {
    !matches!(kind, Kind::WebhookDisabled | Kind::PasswordReset | Kind::Code)
}

/// Says hello, by name where there is one.
pub(super) fn greeting(texts: Texts, name: &str) -> String {
    match name {
        "" => texts.say("greeting"),
        name => texts.values("greeting-name", &[("name", name)]),
    }
}
